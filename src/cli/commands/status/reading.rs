//! The runs of the cycle, from the records.

use std::path::PathBuf;
use std::time::SystemTime;

use super::asked::Asked;
use crate::cli::args::Status as Args;
use crate::cli::records::{Records, RecordsRequest, none_in_usual_places, records, usual_places};
use crate::cli::shell::Shell;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::{self, Measurement, measure};
use crate::pricing::PriceTable;
use crate::records::{Grouping, Runs};
use crate::schedule::Window;

/// What was read of the records.
pub(super) struct Read<'t> {
    pub(super) measured: Measurement<'t>,
    /// Why there is none, where that is no fault.
    pub(super) nothing: Option<Diagnostic>,
    pub(super) notes: Vec<String>,
    pub(super) skipped: Vec<String>,
}

/// The runs of the cycle. Files that were last changed before it are not opened.
pub(super) fn read<'t>(
    shell: &Shell<'_>,
    args: &Args,
    asked: &Asked<'t>,
    table: &'t PriceTable,
    world: &World<'_>,
) -> Result<Read<'t>, Failure> {
    let window = Window::of_days(asked.cycle.period(), &asked.zone);
    let (limits, within) = (table.prompt_limits(), world.confined());
    let mut paths = args.paths.clone();
    if paths.is_empty() {
        // Standard input is another's here.
        let may_read = |place: &PathBuf| within.as_ref().is_none_or(|within| within.place(place).is_ok());
        paths = usual_places(world).into_iter().filter(|place| may_read(place) && place.is_dir()).collect();
    }
    let mut nothing = None;
    let mut found = None;
    if paths.is_empty() {
        nothing = Some(no_places(world));
    } else {
        let grouping = Grouping { prompt_limits: &limits, zone: &asked.zone };
        let wanted = RecordsRequest {
            command: "status",
            changed_since: Some(SystemTime::from(window.start)),
            is_quiet: shell.common.quiet || args.statusline,
            ..RecordsRequest::new(shell, &paths, grouping, asked.as_of)
        };
        match records(&wanted, world) {
            Ok(records) => found = Some(records),
            Err(Failure::Told(mut faults)) if faults.iter().all(|fault| fault.code == Code::NoRunFound) => {
                nothing = faults.pop();
            }
            Err(failure) => return Err(failure),
        }
    }
    let (runs, skipped, notes) = match found {
        Some(Records { runs, skipped, mut notes, .. }) => {
            if runs.is_empty() {
                notes.push("no run of this cycle is in the records".to_owned());
            }
            (runs, skipped, notes)
        }
        None => (Runs::default(), Vec::new(), Vec::new()),
    };
    let question = measure::Question {
        as_of: asked.as_of,
        unnamed: None,
        only: None,
        window: measure::Window::ALL,
        programs: &args.entrypoint,
        with_lines: false,
    };
    let measured = measure(table, runs, &question)?;
    // How the records of this program are looked for is not news here.
    let notes = notes.into_iter().filter(|note| !note.starts_with("read `")).collect();
    Ok(Read { measured, nothing, notes, skipped })
}

/// What is said where no path was named and the usual places hold nothing.
fn no_places(world: &World<'_>) -> Diagnostic {
    if world.is_confined {
        let title = "there are no records to read in this folder, and nothing outside may be read";
        return Diagnostic::new(Code::NoUsualRecords, title)
            .help("name a file or folder in it, or start the server with `creditcalc mcp --allow-outside`");
    }
    none_in_usual_places("status", world)
}
