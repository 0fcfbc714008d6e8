//! When credits run out and which runs are refused, with the jobs and the days.

use jiff::civil::Date;

use super::{alike, year};
use crate::answer::simulate::results::Answer;
use crate::ledger::{Exhaustion, JobOutcome, JobSpec, LedgerOutcome, LedgerSpec, RunPoint, Simulation};
use crate::phrase::{capitalized, counted, day_in, escaped_name, grouped, listed};
use crate::pricing::CycleRule;
use crate::report::views::estimate::within_cap;
use crate::report::views::time;
use crate::units::Usd;

/// When a run is, if that is known: `on Thu 26 Nov 03:00`.
pub(super) fn when(question: &Simulation<'_>, point: RunPoint) -> Option<String> {
    let year = year(question);
    let at = point.at.map(|at| time::clock(at.to_zoned(question.zone.clone()).datetime(), year));
    at.or_else(|| point.day.map(|day| day_in(day, year))).map(|when| format!("on {when}"))
}

/// Whether nothing was left of what it grants in a cycle.
fn is_spent(outcome: &LedgerOutcome) -> bool {
    outcome.granted <= outcome.spent
}

/// When each credit runs out first, on which job, and what happens from then on: a sentence for all credits of
/// which the same happens.
pub(super) fn all(answer: &Answer<'_, '_>) -> Vec<String> {
    let (question, simulated) = (answer.question, answer.simulated);
    let is_one = simulated.ledgers.len() == 1 && simulated.ledgers[0].count.get() == 1;
    let end_of = |(ledger, place): (&LedgerSpec<'_>, usize)| {
        let (cycle, point) = simulated.runs_out(place)?;
        let then = match ledger.exhaustion {
            Exhaustion::Stop if question.program.cycle == CycleRule::Never => {
                "requests are refused until you buy more".to_owned()
            }
            Exhaustion::Stop if !ledger.terms.is_empty() => "requests are refused until it renews".to_owned(),
            Exhaustion::Stop if simulated.cycles.len() > 1 => {
                "requests are refused until the cycle renews".to_owned()
            }
            Exhaustion::Stop => {
                let renews = day_in(simulated.cycles[cycle].period.end(), year(question));
                format!("requests are refused until {renews}")
            }
            Exhaustion::Bill => "runs are billed at API rates".to_owned(),
            Exhaustion::Cap(cap) => {
                let spent = if cycle == 0 { ledger.beyond } else { Usd::ZERO };
                within_cap(cap, spent, " per cycle")
            }
        };
        let cycles = simulated.cycles.iter().filter(|cycle| cycle.ledgers[place].runs_out.is_some()).count();
        let often = match simulated.cycles.len() {
            1 => String::new(),
            all if all == cycles => ", and in every cycle".to_owned(),
            all => format!(", and in {cycles} of {all} cycles"),
        };
        let job = escaped_name(&question.jobs[point.job].name);
        let when = when(question, point).unwrap_or_else(|| "within the cycle".to_owned());
        let how = if ledger.credit.is_zero() {
            format!("is $0: {job} isn't covered {when}{often}")
        } else if cycle == 0 && is_spent(&simulated.cycles[0].ledgers[place]) {
            format!("is already spent when {job} runs {when}{often}")
        } else {
            format!("runs out with {job} {when}{often}")
        };
        Some((then, (alike::each_of(ledger), how)))
    };
    let ended = grouped(simulated.ledgers.iter().zip(0..).filter_map(end_of));
    let credit = |(place, (name, how)): (usize, (String, String))| match (is_one, place) {
        (true, _) => format!("the credit {how}"),
        (false, 0) => format!("the credit of {name} {how}"),
        (false, _) => format!("that of {name} {how}"),
    };
    let sentence = |(then, credits): (String, Vec<(String, String)>)| {
        let credits = listed(credits.into_iter().enumerate().map(credit));
        format!("{}; then {then}.", capitalized(&credits))
    };
    ended.into_iter().map(sentence).collect()
}

/// Whose runs are refused on which days.
pub(super) fn refusals(answer: &Answer<'_, '_>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let year = year(question);
    let of_job = |(spec, place): (&JobSpec, usize)| {
        let outcomes = || simulated.cycles.iter().map(move |cycle| &cycle.jobs[place]);
        let refused = outcomes().fold(0_u64, |sum, outcome| sum.saturating_add(outcome.tally.runs_refused));
        let days: Vec<Date> = outcomes()
            .flat_map(|outcome: &JobOutcome| outcome.refused_days.iter().map(|(day, _)| *day))
            .collect();
        let days = if days.is_empty() { String::new() } else { format!(" ({})", stretches(&days, year)) };
        (refused > 0).then(|| format!("{} of {}{days}", counted(refused, "run"), escaped_name(&spec.name)))
    };
    let refused: Vec<String> = question.jobs.iter().zip(0..).filter_map(of_job).collect();
    if refused.is_empty() { String::new() } else { format!("Refused: {}.", refused.join("; ")) }
}

/// Days as stretches, `Thu 26 Nov to Mon 30 Nov`, or how many there are where those are many.
fn stretches(days: &[Date], year: i16) -> String {
    const SHOWN: usize = 3;
    let mut stretches: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match stretches.last_mut() {
            Some((_, last)) if *last == *day || last.tomorrow().is_ok_and(|next| next == *day) => {
                *last = *day;
            }
            _ => stretches.push((*day, *day)),
        }
    }
    let day = |day: Date| day_in(day, year);
    let words = |(first, last): &(Date, Date)| {
        if first == last { day(*first) } else { format!("{} to {}", day(*first), day(*last)) }
    };
    match stretches.as_slice() {
        [(first, _), .., (_, last)] if stretches.len() > SHOWN => {
            let count = stretches
                .iter()
                .map(|(first, last)| crate::calendar::Period::new(*first, *last).days() + 1)
                .sum();
            format!("{} from {} to {}", counted(count, "day"), day(*first), day(*last))
        }
        few => listed(few.iter().map(words)),
    }
}
