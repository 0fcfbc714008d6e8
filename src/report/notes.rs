//! What is said about the figures: one sentence for each note.

use super::number::dollars;
use crate::diagnostic::Vocabulary;
use crate::ledger::{Exhaustion, JobNote, Note, PriceNote, RowName, RowToCheck, WhyCheck};
use crate::phrase::{count, counted, exact_dollars, listed_few, quoted_name, vendor_name};
use crate::report::{Role, retired};

/// Whether a note is part of the answer: without it the figures would say something else than they do.
#[must_use]
pub fn is_answer(note: &Note) -> bool {
    matches!(
        note,
        Note::Bracket { .. }
            | Note::UntoldLifetime { .. }
            | Note::NoPriceOnDays { .. }
            | Note::ProgramBeganLater { .. }
            | Note::SpreadRuns { .. }
            | Note::NoSeatOnDays { .. }
            | Note::PlanChange { .. }
            | Note::SeatBegins { .. }
            | Note::PoolChanges { .. }
            | Note::RefusedByVendor { .. }
            | Note::ProgramRates { .. }
    )
}

/// What a note is for: where it is part of the answer it changes what a figure means, or says when it holds.
#[must_use]
pub fn role(note: &Note) -> Role {
    match note {
        Note::SpreadRuns { .. } | Note::PoolChanges { .. } => Role::Result,
        Note::BeyondContextWindow { .. } | Note::SpentMoreThanCredit { .. } | Note::RowsToCheck(_) => {
            Role::Caution
        }
        note if is_answer(note) => Role::Caution,
        _ => Role::Note,
    }
}

/// The sentence for a note, for people who have a command line.
#[must_use]
pub fn sentence(note: &Note) -> String {
    sentence_in(note, Vocabulary::Flags)
}

/// The sentence for a note, in the words of the question.
fn sentence_in(note: &Note, words: Vocabulary) -> String {
    match note {
        Note::MovingName { written, model, since } => {
            let tool = if model.starts_with("claude-") { "Claude Code" } else { "version" };
            format!("`{written}` means `{model}` ({tool} {since} and later); use the full name to pin it")
        }
        Note::CloudName { is_fast, written, model } => format!(
            "`{written}` is a cloud's name for `{model}`{}, priced at the vendor's list rates times the \
            factor of its region; your cloud's own prices may differ",
            if *is_fast { " at fast speed" } else { "" }
        ),
        Note::RouterName { written, model } => {
            format!(
                "`{written}` is a router's name for `{model}`, priced at list rates; your router's \
                own prices may differ"
            )
        }
        Note::BeyondContextWindow { model, window } => format!(
            "with so few requests, each prompt is larger than the context window of `{model}` ({} tokens)",
            count(*window)
        ),
        Note::Bracket { model, prompt_tokens_over, .. } => format!(
            "`{model}` costs more above {} prompt tokens a request; add `{}` for an exact cost: this uses the high end",
            count(*prompt_tokens_over),
            words.number("requests", "N")
        ),
        Note::UntoldLifetime { model, tokens, counted_as, at_most_as } => format!(
            "the records don't say how long {} of `{model}` stay in the cache; they are priced as \
            {counted_as}, and as {at_most_as} in the high figure",
            counted(*tokens, "token")
        ),
        Note::PriceChange { day, before, after } => format!(
            "a price changes on {day}: a run costs {} before and {} from then on",
            exact_dollars(*before),
            exact_dollars(*after)
        ),
        Note::NoPriceOnDays { nights, priced_on, reason } => {
            let nights = if *nights == 1 {
                "that night is".to_owned()
            } else {
                format!("the {} from then on are", counted(*nights, "night"))
            };
            format!("{reason}; {nights} counted at the price of {priced_on}")
        }
        Note::ProgramBeganLater { program, on } => {
            format!("{program} started on {on}; on earlier days of this cycle there was no such credit")
        }
        Note::ProgramRates { vendor, markup, rates } => {
            let marked = markup.map(|by| {
                format!("{} charges list prices x {by}; its figures include that", vendor_name(vendor))
            });
            let said: Vec<String> = marked.into_iter().chain(rates.clone()).collect();
            said.join("; ")
        }
        Note::InUnits { cost, unit, usd, count: units } => {
            format!("{} is {} of {}", exact_dollars(*cost), counted(*units, unit), exact_dollars(*usd))
        }
        Note::BoughtCredit { plan } => {
            format!("{plan} is bought and doesn't come back; each cycle here counts a new pack")
        }
        Note::SpreadRuns { jobs } => {
            let [has, its, it] =
                if jobs.len() == 1 { ["has", "its", "it"] } else { ["have", "their", "them"] };
            format!(
                "{} {has} no fixed times, so {its} runs are spread evenly; dates that depend on {it} are approximate",
                listed_few(jobs.iter().map(|job| quoted_name(job)))
            )
        }
        Note::SpentMoreThanCredit { plan, spent, credit, exhaustion } => {
            let and_cap = match (exhaustion, exhaustion.after(spent.less(*credit))) {
                (Exhaustion::Cap(cap), Exhaustion::Cap(left)) if left.is_zero() => {
                    format!(", and the cap of {} is used up", exact_dollars(*cap))
                }
                (Exhaustion::Cap(cap), Exhaustion::Cap(left)) => {
                    format!(", and {} is left of the cap of {}", exact_dollars(left), exact_dollars(*cap))
                }
                _ => String::new(),
            };
            format!(
                "{} is already spent, more than the {} credit of `{plan}`; none of it is left in this \
                cycle{and_cap}",
                exact_dollars(*spent),
                exact_dollars(*credit)
            )
        }
        Note::NoSeatOnDays { .. }
        | Note::PlanChange { .. }
        | Note::SeatBegins { .. }
        | Note::PoolChanges { .. } => about_seat(note),
        Note::RefusedByVendor { runs, retirement, is_over } => {
            retired::refused(*runs, retirement, *is_over, words)
        }
        Note::RowsToCheck(rows) => {
            format!("may be out of date: {}", listed_few(rows.iter().map(row_to_check)))
        }
        Note::Price { model, what } => about_price(model, what),
    }
}

/// The sentence for a note about jobs, whose reader has a file open and no command line, with their names where it is not about all of them.
#[must_use]
pub fn of_jobs(note: &JobNote) -> String {
    match note.jobs.as_slice() {
        [] => sentence_in(&note.note, Vocabulary::Keys),
        names => {
            let names = listed_few(names.iter().map(|name| quoted_name(name)));
            format!("{names}: {}", sentence_in(&note.note, Vocabulary::Keys))
        }
    }
}

/// What is said of seats that come, go and change.
fn about_seat(note: &Note) -> String {
    match note {
        Note::NoSeatOnDays { seat, runs } => {
            let (runs, have) = (counted(*runs, "run"), if *runs == 1 { "has" } else { "have" });
            format!(
                "{} has no plan on some days, and {runs} on those days {have} no credit",
                quoted_name(seat)
            )
        }
        Note::PlanChange { seat, from, to, on, added } => format!(
            "{} changes from {from} to {to} on {on}: the rest of the credit stays, and {} is added \
            for the days left in the cycle (an assumption, as the rules are not published)",
            quoted_name(seat),
            dollars(*added)
        ),
        Note::SeatBegins { seat, on, credit } => format!(
            "{} starts on {on}, within a cycle, so until the cycle renews it has {} of credit, for \
            the days that are left; if its own cycle starts on that day, write `cycle_day = {}`",
            quoted_name(seat),
            dollars(*credit),
            on.day()
        ),
        Note::PoolChanges { plan } => {
            format!("seats of {plan} that come or go within a cycle change its credit when it next renews")
        }
        _ => String::new(),
    }
}

fn row_to_check(row: &RowToCheck) -> String {
    let name = match &row.row {
        RowName::Model(model) => format!("the price of `{model}`"),
        RowName::Plan(plan) => format!("the plan `{plan}`"),
    };
    match row.why {
        WhyCheck::Due(day) => format!("{name} (to be checked again on {day})"),
        WhyCheck::Announced(day) => format!("{name} (announced for {day}, not seen in force)"),
        WhyCheck::LastChecked(day) => format!("{name} (last checked on {day})"),
    }
}

fn about_price(model: &str, what: &PriceNote) -> String {
    match what {
        PriceNote::Promotion { review_on: Some(day) } => {
            format!("the price of `{model}` is temporary; check it again from {day} on")
        }
        PriceNote::Promotion { review_on: None } => format!("the price of `{model}` is temporary"),
        PriceNote::NotOfficial { how } => {
            format!("the price of `{model}` is not from the vendor's own page: {how}")
        }
        PriceNote::Retires { retirement, is_over } => retired::announced(retirement, *is_over),
        PriceNote::MayRetire { on } => format!("the vendor may retire `{model}` from {on} on"),
    }
}
