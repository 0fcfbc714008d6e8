//! Every line of the arithmetic of each job, with the table row that each figure comes from.

use super::{seats, shows_seats, terms};
use crate::answer::simulate::results::Answer;
use crate::ledger::{GrowthBy, Simulated};
use crate::phrase::exact_dollars;
use crate::phrase::{count, counted, escaped_name};
use crate::pricing::CreditGrant;
use crate::report::views::explain::run;
use crate::report::views::sources::Sources;
use crate::report::views::time;
use crate::report::{Block, Cell, Kind, Page, Sheet};

/// Adds every line of the arithmetic to a page.
pub fn explain_simulated(page: &mut Page, answer: &Answer<'_, '_>) {
    let (question, simulated) = (answer.question, answer.simulated);
    add_seats(page, answer);
    if !question.jobs.is_empty() {
        page.add(Block::Heading("The jobs".to_owned()));
        page.add(Block::Table(jobs(answer)));
    }
    let mut sources = Sources::default();
    for ((spec, priced), place) in question.jobs.iter().zip(&simulated.jobs).zip(0..) {
        // A stated cost has no prices.
        let prices = if priced.run.lines.is_empty() {
            "as stated".to_owned()
        } else {
            format!("at the prices of {}", time::whole_day(priced.priced_on))
        };
        page.add(Block::Heading(format!("One run of {}, {prices}", escaped_name(&spec.name))));
        page.add(Block::Table(run(&priced.run, "one run", &mut sources)));
        if let Some(factor) = spec.retry_factor {
            page.text(format!("With retries (x {factor}): {} a run.", exact_dollars(priced.first_cost)));
        }
        if let Some(growth) = &spec.growth {
            let more = match &growth.by {
                GrowthBy::Cost(step) => format!("{} more", exact_dollars(*step)),
                GrowthBy::Usage(_, usage) => {
                    let kinds = usage
                        .usage
                        .kinds()
                        .map(|(kind, tokens)| format!("{} {kind} tokens more", count(tokens.get())));
                    kinds.collect::<Vec<_>>().join(" and ")
                }
            };
            let until = growth
                .session_runs
                .map(|runs| format!(", until a new session starts after {}", counted(runs.get(), "run")));
            page.text(format!("Each run uses {more} than the one before{}.", until.unwrap_or_default()));
        }
        let tally = simulated.of_job(place);
        page.text(format!("{}: {}.", counted(tally.runs, "run"), exact_dollars(tally.cost)));
    }
    page.add(Block::Heading("The credits".to_owned()));
    page.add(Block::Table(credits(simulated, &mut sources)));
    sources.add_to(page);
}

/// Adds the credits of seats, where they are not on the first screen, those that come and go on days of their own,
/// and what is paid for them.
fn add_seats(page: &mut Page, answer: &Answer<'_, '_>) {
    let (seats, paid) = (!shows_seats(answer), seats::paid(answer));
    let terms = terms::terms(answer);
    if seats || paid.is_some() || terms.is_some() {
        page.add(Block::Heading("The seats".to_owned()));
    }
    if seats {
        page.add(Block::Table(seats::sheet(answer, None)));
    }
    page.blocks.extend(terms.into_iter().chain(paid).map(Block::Table));
}

/// What becomes of the runs of each job.
fn jobs(answer: &Answer<'_, '_>) -> Sheet {
    let mut sheet = Sheet::of_page(&[
        ("job", Kind::Text),
        ("runs", Kind::Count),
        ("covered", Kind::Count),
        ("nights covered", Kind::Part),
        ("from credit", Kind::Money),
        ("billed", Kind::Money),
        ("refused", Kind::Count),
    ]);
    for (spec, place) in answer.question.jobs.iter().zip(0..) {
        let tally = answer.simulated.of_job(place);
        sheet.push(vec![
            escaped_name(&spec.name).into(),
            tally.runs.into(),
            tally.runs_covered.into(),
            Cell::Part(tally.nights_covered, tally.nights - tally.nights_on_limits),
            tally.drawn.into(),
            tally.billed.into(),
            tally.runs_refused.into(),
        ]);
    }
    sheet
}

/// How the credits come about.
fn credits(simulated: &Simulated<'_>, sources: &mut Sources) -> Sheet {
    let columns = [("", Kind::Text), ("", Kind::Text), ("", Kind::Money), ("", Kind::Text)];
    let mut sheet = Sheet::of_page(&columns);
    for ledger in &simulated.ledgers {
        let plan = ledger.holding.plan;
        let how = match plan.map(|plan| &plan.grant) {
            Some(CreditGrant::Seats { pool_cap, .. }) if ledger.holding.stated_credit.is_none() => {
                let seats: Vec<String> = ledger
                    .holding
                    .seats
                    .iter()
                    .map(|(seat, number)| format!("{number} x {} {}", exact_dollars(seat.credit), seat.kind))
                    .collect();
                let cap = pool_cap.map(|cap| format!(", at most {}", exact_dollars(cap))).unwrap_or_default();
                format!("{}{cap}", seats.join(" + "))
            }
            _ if ledger.holding.stated_credit.is_some() => "as stated".to_owned(),
            Some(_) => "granted per cycle".to_owned(),
            None => String::new(),
        };
        let source = plan.filter(|_| ledger.holding.stated_credit.is_none());
        let source = source
            .map(|plan| sources.citation(&plan.citation, &format!("{}, ", plan.certainty.word())))
            .unwrap_or_default();
        let name = escaped_name(&ledger.name);
        sheet.push(vec![name.into(), how.into(), Cell::Exact(ledger.credit), source.into()]);
    }
    sheet
}
