//! Files that a file names: which it may name, and what we say when one isn't what it should be.
//!
//! Somebody may write a scenario that names the secrets of whoever reads it, and faults are shown in public logs. So
//! a file that is named by another one is only quoted where it is of the kind that it is named as, as the reader of
//! that kind says ([`is_part`](crate::scenario_file::is_part), [`profile_file`](crate::records::profile_file),
//! [`crontab`](crate::schedule::crontab), [`workflow`](crate::schedule::workflow)); of any other we say that it
//! is none, and nothing that stands in it.

use std::path::PathBuf;

use crate::diagnostic::{Code, Diagnostic};
use crate::question::files::{Files, NotNamed};
use crate::scenario_file::Placed;
use crate::source::SourceFile;

use super::reading::ScenarioFile;

impl ScenarioFile {
    /// The path of what this file names, which is `what`; `files` are those that it may name.
    pub(super) fn named(
        &self,
        path: &Placed<String>,
        what: &str,
        files: &dyn Files,
    ) -> Result<PathBuf, Diagnostic> {
        let source = &self.spec.source;
        if path.value == "-" {
            let fault = Diagnostic::new(Code::UnreadScenarioFile, "a file can't name standard input");
            return Err(fault.at(source, path.span.clone(), "").help(format!("name {what}")));
        }
        files.named(&self.folder, &path.value).map_err(|reason| refused(reason, path, what, source))
    }
}

fn refused(reason: NotNamed, path: &Placed<String>, what: &str, source: &SourceFile) -> Diagnostic {
    let name = &path.value;
    let fault =
        |title: String| Diagnostic::new(Code::NamesElsewhere, title).at(source, path.span.clone(), "");
    match reason {
        NotNamed::Outside => fault(format!("`{name}` is outside the folder of the file that names it"))
            .help("move it into that folder, or add `--allow-outside`"),
        NotNamed::System => {
            fault(format!("a file can't name `{name}`: it is a device or belongs to the system"))
                .help(format!("name {what}"))
        }
        NotNamed::NoFile => fault(format!("`{name}` is a pipe, a socket or a device, not a file"))
            .help(format!("name {what}")),
    }
}
