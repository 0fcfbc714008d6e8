//! What is said about the figures: one sentence for each note.

use super::number::dollars;
use crate::diagnostic::Vocabulary;
use crate::ledger::{Exhaustion, JobNote, Note, PriceNote};
use crate::phrase::{count, counted, exact_dollars, listed_few, quoted_name};
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
    )
}

/// What a note is for: where it is part of the answer it changes what a figure means, or says when it holds.
#[must_use]
pub fn role(note: &Note) -> Role {
    match note {
        Note::SpreadRuns { .. }
        | Note::PlanChange { .. }
        | Note::SeatBegins { .. }
        | Note::PoolChanges { .. } => Role::Result,
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
        Note::MovingName { written, model, since } => format!(
            "`{written}` is taken for `{model}`, its meaning from version {since} on; the name moves, so name the model for a figure that stays"
        ),
        Note::CloudName { written, model } => format!(
            "`{written}` is a cloud's name for `{model}`, priced here at the vendor's list rates, times the factor of its region; \
             the cloud bills by its own price list"
        ),
        Note::RouterName { written, model } => {
            format!(
                "`{written}` is a router's name for `{model}`, priced here at list rates; the router sends its own bill"
            )
        }
        Note::BeyondContextWindow { model, window } => format!(
            "spread over so few requests, the prompts are larger than the context window of `{model}`, which is {} tokens",
            count(*window)
        ),
        Note::Bracket { model, prompt_tokens, prompt_tokens_over } => format!(
            "`{model}` costs more for a request of more than {} prompt tokens, and nobody said over how many requests the {} are spread: \
             the cost is a bracket, and the high figure is used; `{}` settles it",
            count(*prompt_tokens_over),
            count(*prompt_tokens),
            words.number("requests", "N")
        ),
        Note::UntoldLifetime { model, tokens, counted_as, at_most_as } => format!(
            "the records do not tell for how long {} of `{model}` stay in the cache: they are counted as {counted_as}, and the high figure \
             counts them as {at_most_as}",
            counted(*tokens, "token")
        ),
        Note::PriceChange { day, before, after } => format!(
            "a price changes on {day}: a run costs {} before and {} from that day, and each night is counted at its own day's price",
            exact_dollars(*before),
            exact_dollars(*after)
        ),
        Note::NoPriceOnDays { nights, priced_on, reason } => {
            let nights = if *nights == 1 {
                "that night is".to_owned()
            } else {
                format!("the {} from then on are", counted(*nights, "night"))
            };
            format!("{reason}: {nights} counted at the price of {priced_on}")
        }
        Note::ProgramBeganLater { program, on } => {
            format!(
                "{program} came into force on {on}: on the days of this cycle before that there was no such credit"
            )
        }
        Note::SpreadRuns { jobs } => {
            let (runs, their) = if jobs.len() == 1 { ("runs", "its") } else { ("run", "their") };
            format!(
                "when {} {runs} is not known: {their} runs are spread evenly over the cycle, and every time that depends on them is as good as that",
                listed_few(jobs)
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
                "{} is already spent, which is more than the {} of `{plan}`: nothing is left of it in this cycle{and_cap}",
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
            let (runs, has) = (counted(*runs, "run"), if *runs == 1 { "has" } else { "have" });
            format!("{runs} on days without a plan for {} {has} no credit", quoted_name(seat))
        }
        Note::PlanChange { seat, from, to, on, added } => format!(
            "{} changes from {from} to {to} on {on}: what is left of the credit stays until it renews, and {} is added, \
             the difference for the days that are left; assumed, as nobody published how a change is counted",
            quoted_name(seat),
            dollars(*added)
        ),
        Note::SeatBegins { seat, on, credit } => format!(
            "{} begins on {on}, within a cycle: until the cycle renews it has {} of credit, the part of the days that are left; \
             if its own cycle begins on that day, write `cycle_day = {}`",
            quoted_name(seat),
            dollars(*credit),
            on.day()
        ),
        Note::PoolChanges { plan } => {
            format!("seats of {plan} that come or go within a cycle change its credit where it renews next")
        }
        _ => String::new(),
    }
}

fn about_price(model: &str, what: &PriceNote) -> String {
    match what {
        PriceNote::Announced { from } => {
            format!("the price of `{model}` was announced for {from} and has not been seen in force")
        }
        PriceNote::Promotion { review_on: Some(day) } => {
            format!(
                "the price of `{model}` is said to be temporary; it must be confirmed again from {day} on"
            )
        }
        PriceNote::Promotion { review_on: None } => format!("the price of `{model}` is said to be temporary"),
        PriceNote::Unconfirmed { since } => {
            format!("the price of `{model}` was to be confirmed again from {since} on")
        }
        PriceNote::NotOfficial { how } => {
            format!("the price of `{model}` was not read on the vendor's own page: {how}")
        }
        PriceNote::Retires { retirement, is_over } => retired::announced(retirement, *is_over),
        PriceNote::MayRetire { on } => format!("`{model}` may be retired by its vendor from {on} on"),
    }
}
