//! Every line of the arithmetic of each job, with the table row that each figure comes from.

use crate::answer::simulate::results::Answer;
use crate::ledger::{GrowthBy, Simulated};
use crate::phrase::exact_dollars;
use crate::phrase::{count, counted, escaped_name};
use crate::pricing::CreditGrant;
use crate::report::views::explain::run;
use crate::report::views::sources::Sources;
use crate::report::{Block, Cell, Kind, Page, Sheet};

/// Adds every line of the arithmetic to a page.
pub fn explain_simulated(page: &mut Page, answer: &Answer<'_, '_>) {
    let (question, simulated) = (answer.question, answer.simulated);
    let mut sources = Sources::default();
    for ((spec, priced), place) in question.jobs.iter().zip(&simulated.jobs).zip(0..) {
        page.add(Block::Heading(format!(
            "One run of {}, at the prices of {}",
            escaped_name(&spec.name),
            priced.priced_on
        )));
        page.add(Block::Table(run(&priced.run, "one run", &mut sources)));
        if let Some(factor) = spec.retry_factor {
            page.text(format!(
                "Tried {factor} times on average: {} a run.",
                exact_dollars(priced.first_cost)
            ));
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
                .map(|runs| format!(", until a new session begins after {}", counted(runs.get(), "run")));
            page.text(format!("Each run takes {more} than the one before{}.", until.unwrap_or_default()));
        }
        let tally = simulated.of_job(place);
        page.text(format!("{}: {}.", counted(tally.runs, "run"), exact_dollars(tally.cost)));
    }
    page.add(Block::Heading("The credits".to_owned()));
    page.add(Block::Table(credits(simulated, &mut sources)));
    sources.add_to(page);
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
            Some(_) => "granted a cycle".to_owned(),
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
