//! Scenario files: several jobs, the seats whose credit they draw, and what must hold.
//!
//! [`read`] knows one text and nothing else: no price table, no other file, no day. What is written is given
//! back with its places, so that whoever looks up a plan or a model can point at its name, and that also
//! where something is wrong: all faults are reported in one round, and what has a fault is remembered, so that
//! nothing is said about what only follows from it. [`check_together`] says what is wrong between a scenario
//! and its parts.
//!
//! Every key stands once, in `keys`: the reader asks for keys by those tables, what is offered for a wrong
//! name comes from them, and so does the [`json_schema`].
//!
//! | code | what is wrong |
//! |---|---|
//! | L501 | the text is not TOML |
//! | L502 | a key that there is not |
//! | L503 | a value that its key does not take |
//! | L504 | something is missing |
//! | L505 | a name is used twice |
//! | L506 | there is no such seat |
//! | L507 | two things exclude each other |
//! | L508 | a key without the one it goes with |
//! | L509 | days in the wrong order |

mod edit;
mod file_kind;
mod job;
mod keys;
mod patterns;
mod scenario;
mod schema;
mod spec;
mod together;
mod values;

pub use edit::{TableEdit, edited, shown as shown_edit};
pub use schema::json_schema;
pub use spec::{
    ExpressionText, JobGrowth, JobRun, JobSchedule, JobTable, Placed, PolicySpec, ScenarioSpec, SeatTable,
    UsageTable,
};
pub use together::check_together;

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::toml::{self, Faults};
use file_kind::ScenarioFile;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A whole scenario.
    Scenario,
    /// Seats and jobs that a scenario includes or is given.
    Part,
}

/// What one file says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedScenario {
    /// What could be read. With faults it is no scenario, and good for finding those that no single file
    /// shows.
    pub spec: ScenarioSpec,
    /// Everything that is wrong with it, in the order of the file.
    pub faults: Vec<Diagnostic>,
}

impl ParsedScenario {
    /// What is written, if nothing is wrong with it.
    ///
    /// # Errors
    ///
    /// With all that is wrong with it, in the order of the file.
    pub fn whole(self) -> Result<ScenarioSpec, Vec<Diagnostic>> {
        if self.faults.is_empty() { Ok(self.spec) } else { Err(self.faults) }
    }
}

/// Whether a text is a part of a scenario, so that what is wrong with it may be quoted in public: it has a seat, a job
/// or an `include` of its own, or, where it is not TOML, a line that begins with `[[seat` or `[[job`.
#[must_use]
pub fn is_part(text: &str) -> bool {
    let is_header = |line: &str| {
        let behind = ["[[seat", "[[job"].into_iter().find_map(|header| line.trim().strip_prefix(header));
        behind
            .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || "_-".contains(next)))
    };
    match toml::document::parse(text) {
        Ok(root) => keys::PART.names().any(|key| root.get(key).is_some()),
        Err(_) => text.lines().any(is_header),
    }
}

/// Reads one file: what is written in it, as far as that could be read, and everything that is wrong with it.
///
/// That there is a job, and that seats are those of the jobs, is for [`check_together`]: they may stand in
/// different files.
#[must_use]
pub fn read(source: &SourceFile, role: Role) -> ParsedScenario {
    let mut faults = Faults::new(source, &ScenarioFile);
    let spec = faults.parse().and_then(|root| scenario::scenario(&root, role, &mut faults));
    ParsedScenario {
        spec: spec.unwrap_or_else(|| ScenarioSpec::unread(source, role)),
        faults: faults.into_list(),
    }
}
