//! The fewest minutes from one run to the next.

use super::Outcome;
use super::tried::{Search, Tried, Value};
use crate::ledger::Scenario;
use crate::pricing::NoPrice;
use crate::schedule::{Job, Kind, ReadUse, Schedule, Timetable, Timing};

/// The fewest whole minutes from one run to the next, all cycle long.
///
/// Intervals with equally many runs come to the same, so the shortest of each number is tried, from one
/// minute on: some hundred in a month. Nothing is left out, because more runs do not always cover fewer
/// nights: nights without any run are none.
pub(super) fn shortest<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    let window = search.scenario.window();
    let seconds = u64::try_from(window.end.as_second() - window.start.as_second()).unwrap_or(0);
    let mut minutes = 1;
    loop {
        let runs = seconds.div_ceil(60 * minutes);
        let tried = every(search, minutes, runs);
        if let Some(reason) = tried.unpriced() {
            return Err(reason.clone());
        }
        if search.holds(&tried) {
            let shorter =
                (minutes > 1).then(|| every(search, minutes - 1, seconds.div_ceil(60 * (minutes - 1))));
            return Ok(Outcome::Found { holds: tried, fails: shorter });
        }
        if runs <= 1 {
            return Ok(Outcome::Nothing { fails: Some(tried) });
        }
        // The shortest that has fewer runs.
        minutes = seconds.div_ceil(60 * (runs - 1));
    }
}

/// So many runs, evenly over the cycle.
fn every<'t>(search: &Search<'t>, minutes: u64, runs: u64) -> Tried<'t> {
    let name = format!("every {minutes} minutes");
    let job = Job {
        name: name.clone(),
        expression: name,
        kind: Kind::Event,
        timing: Timing::Spread(runs),
        at_once: 1,
        used: ReadUse::default(),
        budget: None,
    };
    let schedule = Schedule::Timed(Timetable { jobs: vec![job] });
    search.tried(Value::Minutes(minutes), &Scenario { schedule, ..search.scenario.clone() })
}
