//! Answers for spreadsheets: a header, then rows. Money is exact, and a cell that a spreadsheet would run
//! stays text.

mod check;
mod compare;
mod diff;
mod measure;
mod simulate;
mod solve;

use jiff::Timestamp;
use jiff::civil::Date;

use super::phrase::rfc3339;
use crate::estimate::{Estimate, PlanOutcome, Scenario};
use crate::ledger::Entry;
use crate::pricing::{Band, Card, CreditGrant, FastOffer, Model, Plan, Program, ProgramStatus, Terms};
use crate::schedule::{Job, Occurrence, Schedule, Timing, zone};
use crate::units::{Multiplier, Usd};
use crate::usage::TokenKind;

pub use check::check;
pub use compare::compare;
pub use diff::diff;
pub use measure::{breakdown, measure};
pub use simulate::{assignment, effect, jobs as simulated_jobs, ledger as simulated_ledger, simulated_runs};
pub use solve::solve;

/// The estimate as a table, one row a plan.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn estimate(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let period = scenario.cycle.period();
    let rows = estimate.plans.iter().map(|outcome| {
        let coverage = &outcome.coverage;
        let in_force = outcome.in_force.as_ref();
        let amount = |amount: Option<Usd>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        vec![
            ("plan", text(outcome.holding.id())),
            ("program", text(&outcome.program.id)),
            ("program_status", text(outcome.status.map_or("", ProgramStatus::word))),
            ("as_of", scenario.as_of.to_string()),
            ("cycle_start", period.start().to_string()),
            ("cycle_end", period.end().to_string()),
            ("fee_usd", amount(outcome.fee)),
            ("credit_usd", outcome.credit.to_string()),
            ("seats", text(&seats(outcome))),
            ("spent_usd", scenario.spent.to_string()),
            ("run_cost_usd", estimate.run.cost.to_string()),
            ("run_cost_low_usd", estimate.run.low.to_string()),
            ("runs", coverage.runs.to_string()),
            ("nights", coverage.nights.to_string()),
            ("nights_without_price", estimate.nights_without_price.to_string()),
            ("total_cost_usd", coverage.total.to_string()),
            ("nights_covered", coverage.nights_covered.to_string()),
            ("runs_covered", coverage.runs_covered.to_string()),
            ("runs_partial", coverage.runs_partial.to_string()),
            ("runs_beyond", coverage.runs_beyond.to_string()),
            ("coverage_percent", coverage.share().map(|share| share.to_string()).unwrap_or_default()),
            ("drawn_usd", coverage.drawn.to_string()),
            ("overflow_usd", coverage.overflow.to_string()),
            ("on_exhaustion", outcome.exhaustion.to_string()),
            ("billed_usd", coverage.billed.to_string()),
            ("runs_refused", coverage.runs_refused.to_string()),
            ("expires_usd", coverage.left.to_string()),
            (
                "runs_out_on",
                outcome.day_of_end(&scenario.zone).map(|day| day.to_string()).unwrap_or_default(),
            ),
            (
                "in_force_program",
                text(in_force.and_then(|rules| rules.program).map_or("", |program| &program.id)),
            ),
            ("in_force_credit_usd", amount(in_force.map(|rules| rules.credit))),
            (
                "in_force_nights_covered",
                in_force.map(|rules| rules.coverage.nights_covered.to_string()).unwrap_or_default(),
            ),
            ("in_force_overflow_usd", amount(in_force.map(|rules| rules.coverage.overflow))),
            ("runs_out_at", outcome.runs_out.map(|run| rfc3339(run.at, &scenario.zone)).unwrap_or_default()),
        ]
    });
    table(rows)
}

/// The estimate as a long table, one row a plan and run.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn runs(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let cycle = scenario.cycle.period().start().to_string();
    let occurrences = scenario.laid().map(|laid| laid.list(laid.whole())).unwrap_or_default();
    let name = |run: &Occurrence| match &scenario.schedule {
        Schedule::Timed(timetable) => text(&timetable.jobs[run.job].name),
        Schedule::Count(_) | Schedule::PerDay(_) => String::new(),
    };
    // A run that is only counted has no time that anybody knows.
    let known = |run: &&Occurrence| match &scenario.schedule {
        Schedule::Timed(timetable) => matches!(timetable.jobs[run.job].timing, Timing::At(_)),
        Schedule::Count(_) | Schedule::PerDay(_) => false,
    };
    let row = |outcome: &PlanOutcome<'_>, occurrence: Option<&Occurrence>, entry: &Entry| {
        let is_timed = estimate.timed.is_none() || occurrence.as_ref().is_some_and(known);
        let night = estimate.series.night_of(entry.run).and_then(|(_, day)| day).filter(|_| is_timed);
        vec![
            ("cycle", cycle.clone()),
            ("plan", text(outcome.holding.id())),
            ("job", occurrence.map(name).unwrap_or_default()),
            ("run", entry.run.to_string()),
            (
                "local_time",
                occurrence.filter(known).map(|run| rfc3339(run.at, &scenario.zone)).unwrap_or_default(),
            ),
            ("utc", occurrence.filter(known).map(|run| run.at.to_string()).unwrap_or_default()),
            ("night", night.map(|night| night.to_string()).unwrap_or_default()),
            ("cost_usd", entry.cost.to_string()),
            ("from_credit_usd", entry.drawn.to_string()),
            ("overflow_usd", entry.overflow.to_string()),
            ("state", entry.state.word().to_owned()),
            ("billed_usd", entry.billed.to_string()),
            ("refused", entry.is_refused.to_string()),
        ]
    };
    let rows = estimate.plans.iter().flat_map(|outcome| {
        let occurrences = &occurrences;
        outcome.entries(scenario.spent, &estimate.series).map(move |entry| {
            let place = usize::try_from(entry.run - 1).ok();
            row(outcome, place.and_then(|place| occurrences.get(place)), &entry)
        })
    });
    titled(&RUN_COLUMNS, rows)
}

/// The columns of a row a run.
const RUN_COLUMNS: [&str; 13] = [
    "cycle",
    "plan",
    "job",
    "run",
    "local_time",
    "utc",
    "night",
    "cost_usd",
    "from_credit_usd",
    "overflow_usd",
    "state",
    "billed_usd",
    "refused",
];

/// The models' prices, one row a card: each price, its bands and its fast cards.
#[must_use]
pub fn models<'m>(models: impl IntoIterator<Item = &'m Model>, day: Date) -> String {
    let rows = models.into_iter().flat_map(|model| {
        let standard =
            model.prices.iter().flat_map(|price| cards("standard", &price.terms, &price.card, &price.bands));
        let fast = model.fast.iter().flat_map(|fast| match &fast.offer {
            FastOffer::Card { card, bands } => cards("fast", &fast.terms, card, bands),
            FastOffer::Multiple { multiplier, .. } => {
                vec![("fast", &fast.terms, Card::default(), None, Some(*multiplier))]
            }
        });
        standard.chain(fast).map(|(speed, terms, card, over, multiplier)| {
            let mut row = vec![
                ("model", text(&model.id)),
                ("vendor", text(&model.vendor)),
                ("status", model.lifecycle.status.word().to_owned()),
                ("speed", speed.to_owned()),
                ("effective_from", terms.effective_from.to_string()),
                ("effective_until", terms.effective_until.map(|day| day.to_string()).unwrap_or_default()),
                ("in_force", (terms.cover(day) && !terms.announced).to_string()),
                ("prompt_tokens_over", over.map(|over: u64| over.to_string()).unwrap_or_default()),
                ("multiplier", multiplier.map(|multiplier| multiplier.to_string()).unwrap_or_default()),
            ];
            row.extend(RATE_COLUMNS.map(|(title, kind)| {
                (title, card.rate(kind).map(|rate| rate.to_string()).unwrap_or_default())
            }));
            row.extend([
                ("certainty", terms.certainty.word().to_owned()),
                ("source", text(&terms.citation.source)),
                ("checked", terms.citation.checked.to_string()),
            ]);
            row
        })
    });
    table(rows.collect::<Vec<_>>().into_iter())
}

/// A price and its bands, as the rows that they become.
fn cards<'m>(speed: &'static str, terms: &'m Terms, card: &Card, bands: &[Band]) -> Vec<CardRow<'m>> {
    let base = (speed, terms, *card, None, None);
    std::iter::once(base)
        .chain(bands.iter().map(|band| (speed, terms, band.card, Some(band.prompt_tokens_over), None)))
        .collect()
}

type CardRow<'m> = (&'static str, &'m Terms, Card, Option<u64>, Option<Multiplier>);

const RATE_COLUMNS: [(&str, TokenKind); 7] = [
    ("input_usd_per_mtok", TokenKind::Input),
    ("output_usd_per_mtok", TokenKind::Output),
    ("cache_read_usd_per_mtok", TokenKind::CacheRead),
    ("cache_write_5m_usd_per_mtok", TokenKind::CacheWrite5m),
    ("cache_write_1h_usd_per_mtok", TokenKind::CacheWrite1h),
    ("cache_write_30m_usd_per_mtok", TokenKind::CacheWrite30m),
    ("cache_write_12h_usd_per_mtok", TokenKind::CacheWrite12h),
];

/// The plans, one row a plan and kind of seat.
#[must_use]
pub fn plans(found: &[(&Program, &Plan)], day: Date) -> String {
    let rows = found.iter().flat_map(|(program, plan)| {
        let seats: Vec<(&str, Option<Usd>, Option<Usd>)> = match &plan.grant {
            CreditGrant::Fixed(credit) => vec![("", plan.fee, Some(*credit))],
            CreditGrant::NotEligible => vec![("", plan.fee, None)],
            CreditGrant::Seats { seats, .. } => {
                seats.iter().map(|seat| (seat.kind.as_str(), seat.fee, Some(seat.credit))).collect()
            }
        };
        let cap = match &plan.grant {
            CreditGrant::Seats { pool_cap, .. } => *pool_cap,
            CreditGrant::Fixed(_) | CreditGrant::NotEligible => None,
        };
        let amount = |amount: Option<Usd>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        seats.into_iter().map(move |(seat, fee, credit)| {
            vec![
                ("program", text(&program.id)),
                (
                    "program_status",
                    program.status_on(day).map_or("", |change| change.status.word()).to_owned(),
                ),
                ("plan", text(&plan.id)),
                ("name", text(&plan.name)),
                ("seat", text(seat)),
                ("fee_usd", amount(fee)),
                ("credit_usd", amount(credit)),
                ("pool_cap_usd", amount(cap)),
                ("certainty", plan.certainty.word().to_owned()),
                ("source", text(&plan.citation.source)),
                ("checked", plan.citation.checked.to_string()),
            ]
        })
    });
    table(rows.collect::<Vec<_>>().into_iter())
}

/// Schedules, one row a job and instant.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn schedules(jobs: &[Job], after: Timestamp, count: usize) -> String {
    let rows = jobs.iter().flat_map(|job| {
        let (zone, next) = match &job.timing {
            Timing::At(recurrence) => (Some(&recurrence.zone), recurrence.after(after, count)),
            Timing::Spread(_) | Timing::Never => (None, Vec::new()),
        };
        next.into_iter().zip(1_u64..).map(move |(at, number)| {
            vec![
                ("job", text(&job.name)),
                ("kind", job.kind.word().to_owned()),
                ("expression", text(&job.expression)),
                ("zone", zone.map(|zone| zone::name(zone).to_owned()).unwrap_or_default()),
                ("number", number.to_string()),
                ("local_time", zone.map(|zone| rfc3339(at, zone)).unwrap_or_default()),
                ("utc", at.to_string()),
            ]
        })
    });
    titled(&["job", "kind", "expression", "zone", "number", "local_time", "utc"], rows)
}

/// `premium=2 standard=3`, in the order of the JSON.
fn seats(outcome: &PlanOutcome<'_>) -> String {
    let mut seats: Vec<_> =
        outcome.holding.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind)).collect();
    seats.sort();
    seats.join(" ")
}

/// A table with titles that depend on what is asked.
fn titled_by(titles: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(titles.iter().map(|title| text(title))).expect("memory takes every record");
    for row in rows {
        writer.write_record(row).expect("memory takes every record");
    }
    let bytes = writer.into_inner().expect("memory takes every record");
    String::from_utf8(bytes).expect("every cell was text")
}

/// A table whose header stands also above no rows.
fn titled(titles: &[&'static str], rows: impl Iterator<Item = Vec<(&'static str, String)>>) -> String {
    let mut rows = rows.peekable();
    if rows.peek().is_some() { table(rows) } else { titles.join(",") + "\n" }
}

fn table(rows: impl Iterator<Item = Vec<(&'static str, String)>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut has_header = false;
    for row in rows {
        if !has_header {
            writer.write_record(row.iter().map(|(title, _)| *title)).expect("memory takes every record");
            has_header = true;
        }
        writer.write_record(row.iter().map(|(_, cell)| cell)).expect("memory takes every record");
    }
    let bytes = writer.into_inner().expect("memory takes every record");
    String::from_utf8(bytes).expect("every cell was text")
}

/// A text cell. Spreadsheets run what begins with these characters, so an apostrophe says that it is text.
fn text(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_stays_text() {
        for start in ['=', '+', '-', '@', '\t', '\r'] {
            assert_eq!(text(&format!("{start}HYPERLINK(1)")), format!("'{start}HYPERLINK(1)"));
        }
        assert_eq!(text("max-5x"), "max-5x");
    }
}
