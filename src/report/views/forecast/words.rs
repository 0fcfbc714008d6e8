//! Chances and measured runs in words.

use crate::phrase::{counted, quoted_name};
use crate::report::number::dollars;
use crate::spread::{Bracket, Sample, Statement, promise};
use crate::studies::forecast::JobForecast;
use crate::units::length;

/// `10.1%`, `at most 54.6%`: what may be said of a chance in one figure.
pub(in crate::report) fn chance_in_words(chance: Bracket) -> String {
    match chance.statement() {
        Statement::Sure(point) | Statement::About(point) => point.percent(),
        Statement::AtMost(upper) if upper.opposite().per_thousand() > 0 => {
            format!("at most {}", upper.percent_up())
        }
        Statement::AtLeast(lower) if lower.opposite().per_thousand() == 0 => lower.percent(),
        Statement::AtLeast(lower) if lower.per_thousand() > 0 => format!("at least {}", lower.percent()),
        // A bound of nothing or of everything says nothing.
        Statement::AtMost(_) | Statement::AtLeast(_) | Statement::NotMeasured => "unknown".to_owned(),
    }
}

/// `6.5% to 54.6%`, `6.5% or more`.
pub(in crate::report) fn chance_range(chance: Bracket) -> String {
    match chance.upper {
        None if chance.lower.per_thousand() == 0 => "no upper bound".to_owned(),
        None if chance.lower.opposite().per_thousand() == 0 => chance.lower.percent(),
        None => format!("from {}", chance.lower.percent()),
        Some(upper) if upper == chance.lower => upper.percent(),
        Some(upper) => format!("{} to {}", chance.lower.percent(), upper.percent_up()),
    }
}

/// "`audit`: ", before a sentence about one job of several.
pub(super) fn named(job: &JobForecast) -> String {
    job.name.as_ref().map(|name| format!("{}: ", quoted_name(name))).unwrap_or_default()
}

/// `12 measured runs: $0.35 to $3.70, $1.31 on average, stopped at $10.00.`
pub(super) fn job_in_words(job: &JobForecast) -> String {
    let name = named(job);
    let Some(sample) = &job.sample else {
        return if name.is_empty() {
            name
        } else {
            format!("{name}not measured, so it costs what is stated.")
        };
    };
    let (least, most) = (dollars(sample.smallest()), dollars(sample.largest()));
    let costs = if sample.count() == 1 {
        least
    } else if least == most {
        format!("{least} each")
    } else {
        format!("{least} to {most}, {} on average", dollars(sample.mean()))
    };
    let limit = sample.cap().map(|cap| format!(", stopped at {}", dollars(cap))).unwrap_or_default();
    format!("{name}{}: {costs}{limit}.", counted(length(sample.count()), "measured run"))
}

/// `1 run in 13 may cost more than any measured.`; nothing with many runs, or where all cost the same.
pub(super) fn dearer_in_words(job: &JobForecast) -> String {
    let may_be_dearer = |sample: &Sample| sample.most().is_none_or(|most| most > sample.largest());
    let is_few = |sample: &&Sample| {
        sample.count() < FEW && sample.smallest() < sample.largest() && may_be_dearer(sample)
    };
    let Some(sample) = job.sample.as_ref().filter(is_few) else { return String::new() };
    let whose = job.name.as_ref().map(|name| format!(" of {}", quoted_name(name))).unwrap_or_default();
    format!("1 run{whose} in {} may cost more than any measured.", sample.count() + 1)
}

/// With more runs than this nobody needs to be told.
const FEW: usize = 50;

/// `With 95% confidence at most 22.1% of runs are dearer than all 12 measured.`
pub(super) fn promise_in_words(job: &JobForecast) -> Option<String> {
    let sample = job.sample.as_ref().filter(|sample| sample.count() < FEW)?;
    let runs = sample.count();
    let name = job.name.as_ref().map(|name| format!(" of {}", quoted_name(name))).unwrap_or_default();
    let share = promise(runs).share_dearer.percent_up();
    let all = match runs {
        1 => "than the one measured".to_owned(),
        2 => "than both measured".to_owned(),
        runs => format!("than all {runs} measured"),
    };
    Some(format!("With 95% confidence at most {share} of all runs{name} are dearer {all}."))
}
