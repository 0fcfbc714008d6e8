//! What speaks against taking the measured runs for those to come, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ForecastOf;
use super::words::named;
use crate::phrase::{counted, listed, quoted};
use crate::report::number::dollars;
use crate::spread::{Check, Figure, Outlier, Sample};
use crate::studies::forecast::JobForecast;
use crate::units::length;

/// What a check found, in a sentence; `None` where it found nothing.
pub(in crate::report) fn found(check: &Check, job: &JobForecast, of: &ForecastOf<'_, '_>) -> Option<String> {
    let sample = job.sample.as_ref().filter(|_| check.is_found)?;
    let when = |index: usize| when(sample, index, of.zone, of.as_of.year());
    Some(match &check.figure {
        Figure::Trend { correlation } if *correlation > 0 => {
            "Runs get dearer with time, so the next ones may cost more than this forecast says.".to_owned()
        }
        Figure::Trend { .. } => {
            "Runs get cheaper with time, so the next ones may cost less than this forecast says.".to_owned()
        }
        Figure::Step { at, before, after } => format!(
            "{} on, runs cost {} in the middle, {} before: forecast from the newer ones alone.",
            when(*at).map_or_else(|| format!("From run {}", at + 1), |day| format!("From {day}")),
            dollars(*after),
            dollars(*before)
        ),
        Figure::Outliers(outliers) => outliers_in_words(outliers, &when),
        Figure::Dependence { correlation } if *correlation < 0 => {
            "Cheap runs follow dear ones, so months vary less than this forecast says.".to_owned()
        }
        Figure::Dependence { .. } => {
            "Each run costs about as much as the one before, so months vary more than this forecast says."
                .to_owned()
        }
        Figure::CutRuns { runs } => {
            let were = length(*runs).saturating_sub(job.stopped);
            let was = if were == 1 { "was" } else { "were" };
            let cut = (were > 0).then(|| {
                format!(
                    "{} {was} stopped by a limit and would have cost more.",
                    counted(were, "measured run")
                )
            });
            // At other prices, or with more tokens.
            let would_be = (job.stopped > 0)
                .then(|| format!("As asked, the limit would stop {}.", counted(job.stopped, "measured run")));
            cut.into_iter().chain(would_be).collect::<Vec<_>>().join(" ")
        }
    })
}

/// So many outliers are named.
const NAMED_MAX: usize = 3;

fn outliers_in_words(outliers: &[Outlier], when: &dyn Fn(usize) -> Option<String>) -> String {
    let one = |outlier: &Outlier| {
        let name = when(outlier.index)
            .map_or_else(|| format!("run {}", outlier.index + 1), |day| format!("the run of {day}"));
        match outlier.tenths_of_median {
            Some(tenths) => format!(
                "{name} cost {} ({}.{} times the median)",
                dollars(outlier.cost),
                tenths / 10,
                tenths % 10
            ),
            None => format!("{name} cost {}", dollars(outlier.cost)),
        }
    };
    let named = listed(outliers.iter().take(NAMED_MAX).map(one));
    let more = outliers.len().saturating_sub(NAMED_MAX);
    let more = if more == 0 { String::new() } else { format!("; {more} more stand out") };
    format!("{}{more}.", crate::phrase::capitalized(&named))
}

/// The day of a run, where it has one.
fn when(sample: &Sample, index: usize, zone: &TimeZone, year: i16) -> Option<String> {
    let at: Timestamp = sample.runs().get(index)?.at?;
    let day = at.to_zoned(zone.clone());
    // Of older runs the day alone would be taken for one of this year.
    let is_of_year = day.year() == year;
    Some(day.strftime(if is_of_year { "%a %-d %b" } else { "%-d %b %Y" }).to_string())
}

/// Models that changed within the measured runs.
pub(super) fn of_models(job: &JobForecast, of: &ForecastOf<'_, '_>) -> Option<String> {
    let (sample, change) = (job.sample.as_ref()?, job.model_change.as_ref()?);
    let from = when(sample, change.at, of.zone, of.as_of.year());
    let from = from.unwrap_or_else(|| format!("run {}", change.at + 1));
    let (before, after) = (quoted(&change.before), quoted(&change.after));
    let name = named(job);
    Some(format!(
        "{name}From {from} on, runs use {after}, before {before}: forecast from the newer ones alone."
    ))
}

/// Prices that changed within them.
pub(super) fn of_prices(job: &JobForecast) -> Option<String> {
    let (runs, were) = (counted(job.repriced, "run"), if job.repriced == 1 { "was" } else { "were" });
    let name = named(job);
    (job.repriced > 0)
        .then(|| format!("{name}{runs} {were} made at other prices; all are counted at today's."))
}

/// What was looked for and not found, and how often it would have been.
pub(super) fn checked(job: &JobForecast) -> String {
    let name = named(job);
    let undated = job.sample.iter().flat_map(Sample::runs).filter(|run| run.at.is_none()).count();
    let no_order = (undated > 0).then(|| {
        let (runs, have) = (counted(length(undated), "run"), if undated == 1 { "has" } else { "have" });
        format!("{name}{runs} {have} no date, so no order was checked.")
    });
    let silent = job.checks.iter().filter(|check| !check.is_found && !check.powers.is_empty());
    let said: Vec<String> = silent
        .map(|check| {
            let powers =
                check.powers.iter().map(|power| format!("{}: {}", power.planted, power.found.percent()));
            format!("{} ({})", with_article(&check.figure), powers.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let name = if no_order.is_some() { String::new() } else { name };
    let not_found = (!said.is_empty()).then(|| {
        format!(
            "{name}Not found in these runs: {}. In brackets: how often it would be found if it were there.",
            said.join("; ")
        )
    });
    no_order.into_iter().chain(not_found).collect::<Vec<_>>().join(" ")
}

fn with_article(figure: &Figure) -> &'static str {
    match figure {
        Figure::Trend { .. } => "a trend",
        Figure::Step { .. } => "a step",
        Figure::Outliers(_) => "an outlier",
        Figure::Dependence { .. } => "runs like the one before",
        Figure::CutRuns { .. } => "cut runs",
    }
}
