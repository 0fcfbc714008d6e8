//! The programs, their plans, and what others published about them.

use jiff::civil::Date;

use crate::pricing::{
    Auth, CreditGrant, DefaultExhaustion, Plan, Pooling, PriceTable, Program, ProgramStatus, Surface,
};
use crate::report::number::dollars;
use crate::report::{Align, Block, Grid, Page};
use crate::units::Usd;

use super::sources::Sources;

/// All programs with their plans.
#[must_use]
pub fn plans(table: &PriceTable, day: Date) -> Page {
    let mut page = Page::new();
    for program in table.programs() {
        page.add(Block::Heading(format!("{}: {}, {}", program.id, program.name, status(program, day))));
        let mut grid = Grid::new(&[
            ("plan", Align::Left),
            ("credit", Align::Right),
            ("fee", Align::Right),
            ("also called", Align::Left),
            ("name", Align::Left),
        ]);
        for plan in table.plans_of(program) {
            let by_seat = matches!(plan.grant, CreditGrant::Seats { .. });
            let credit = if by_seat { "by the seat".to_owned() } else { credit(plan) };
            grid.row(vec![
                plan.id.clone(),
                credit,
                amount(plan.fee),
                plan.aliases.join(", "),
                plan.name.clone(),
            ]);
        }
        page.add(Block::Grid(grid));
        for plan in table.plans_of(program).filter(|plan| matches!(plan.grant, CreditGrant::Seats { .. })) {
            page.text(format!("{}: {}.", plan.id, credit(plan)));
        }
        page.text(format!(
            "Renews {}. Source: {}, read {}.",
            program.renewal, program.citation.source, program.citation.checked
        ));
    }
    page.text("`creditcalc plans ID` shows one plan or program with its rules, `--claims` what others published about the same figures.");
    page
}

/// What a program is on a day, in words.
fn status(program: &Program, day: Date) -> String {
    match program.status_on(day) {
        None => format!("not announced on {day}"),
        Some(change) if change.status == ProgramStatus::InForce => format!("in force since {}", change.from),
        Some(change) => format!("{} on {}", change.status.word(), change.from),
    }
}

fn amount(amount: Option<Usd>) -> String {
    amount.map_or_else(|| "-".to_owned(), dollars)
}

fn credit(plan: &Plan) -> String {
    match &plan.grant {
        CreditGrant::Fixed(credit) => dollars(*credit),
        CreditGrant::NotEligible => "not eligible".to_owned(),
        CreditGrant::Seats { seats, pool_cap } => {
            let seats: Vec<_> =
                seats.iter().map(|seat| format!("{} a {} seat", dollars(seat.credit), seat.kind)).collect();
            let cap = pool_cap.map(|cap| format!(", at most {}", dollars(cap))).unwrap_or_default();
            format!("{}{cap}", seats.join(" + "))
        }
    }
}

/// One plan under every program that has it, or one program with its rules.
#[must_use]
pub fn plan(found: &[(&Program, &Plan)], program: Option<&Program>, day: Date) -> Page {
    let mut page = Page::new();
    if let Some(program) = program {
        add_program(&mut page, program, day);
    }
    for (program, plan) in found {
        page.add(Block::Heading(format!(
            "{} ({}) under {}, {}",
            plan.id,
            plan.name,
            program.id,
            status(program, day)
        )));
        let mut grid = Grid::new(&[("", Align::Left), ("", Align::Left)]);
        let mut row = |what: &str, value: Option<String>| {
            if let Some(value) = value {
                grid.row(vec![what.to_owned(), value]);
            }
        };
        let a_cycle = if plan.grant == CreditGrant::NotEligible { "" } else { " a cycle" };
        row("credit", Some(format!("{}{a_cycle}, {}", credit(plan), plan.certainty.word())));
        row("fee", plan.fee.map(|fee| format!("{} a month", dollars(fee))));
        if let CreditGrant::Seats { seats, .. } = &plan.grant {
            for seat in seats {
                row(
                    "seat",
                    Some(format!(
                        "{}: {} credit, {} a month",
                        seat.kind,
                        dollars(seat.credit),
                        amount(seat.fee)
                    )),
                );
            }
        }
        row("no credit", plan.no_credit.clone());
        row("fee note", plan.fee_note.clone());
        row("also called", if plan.aliases.is_empty() { None } else { Some(plan.aliases.join(", ")) });
        row(
            "counterpart",
            plan.counterpart.as_ref().map(|other| format!("{} in {}", other.plan, other.program)),
        );
        row("source", Some(plan.citation.source.clone()));
        row("read", Some(plan.citation.checked.to_string()));
        row("note", plan.citation.note.clone());
        row(
            "claims",
            if plan.claims.is_empty() {
                None
            } else {
                Some(format!("{}, shown with --claims", plan.claims.len()))
            },
        );
        row("written at", Some(plan.origin.to_string()));
        page.add(Block::Grid(grid));
    }
    page
}

fn add_program(page: &mut Page, program: &Program, day: Date) {
    page.add(Block::Headline(format!("{}: {}, {}", program.id, program.name, status(program, day))));
    let mut history = Grid::new(&[("since", Align::Left), ("status", Align::Left), ("note", Align::Left)]);
    for change in &program.history {
        history.row(vec![
            change.from.to_string(),
            change.status.word().to_owned(),
            change.citation.note.clone().unwrap_or_default(),
        ]);
    }
    page.add(Block::Grid(history));
    let mut uses = Grid::new(&[
        ("surface", Align::Left),
        ("sign-in", Align::Left),
        ("draws", Align::Left),
        ("because", Align::Left),
    ]);
    for (surface_word, surface) in Surface::WORDS {
        for (auth_word, auth) in Auth::WORDS {
            if let Some(rule) = program.rule_for(surface, auth) {
                uses.row(vec![
                    surface_word.to_owned(),
                    auth_word.to_owned(),
                    rule.draws.word().to_owned(),
                    rule.reason.clone(),
                ]);
            }
        }
    }
    page.add(Block::Grid(uses));
    page.text(format!(
        "Its credit needs a sign-in with {}, is held by {}, and when it is gone {} unless decided otherwise. It renews {}.",
        match program.sign_in {
            Auth::Plan => "the plan",
            Auth::ApiKey => "an API key",
        },
        match program.pooling {
            Pooling::PerUser => "each user alone",
            Pooling::Organization => "the organization together",
        },
        match program.exhaustion {
            DefaultExhaustion::Stop => "requests are refused",
            DefaultExhaustion::Bill => "the rest is billed",
        },
        program.renewal
    ));
    for term in &program.terms {
        page.text(term.clone());
    }
    page.text(format!("Source: {}, read {}.", program.citation.source, program.citation.checked));
}

/// What others published about each plan, next to the figure used.
#[must_use]
pub fn claims(found: &[(&Program, &Plan)]) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline("What was published about each credit, next to the figure used".to_owned()));
    let mut sources = Sources::default();
    for (program, plan) in found.iter().filter(|(_, plan)| !plan.claims.is_empty()) {
        page.add(Block::Heading(format!("{} under {}: {}", plan.id, program.id, credit(plan))));
        let mut grid = Grid::new(&[
            ("publisher", Align::Left),
            ("credit", Align::Right),
            ("", Align::Left),
            ("says", Align::Left),
            ("source", Align::Left),
        ]);
        for claim in &plan.claims {
            let differs = match (&plan.grant, claim.credit) {
                (CreditGrant::Fixed(used), Some(claimed)) if *used != claimed => "differs",
                (CreditGrant::NotEligible, Some(claimed)) if !claimed.is_zero() => "differs",
                _ => "",
            };
            let source = sources.citation(&claim.citation, "");
            grid.row(vec![
                claim.publisher.clone(),
                amount(claim.credit),
                differs.to_owned(),
                claim.says.clone(),
                source,
            ]);
        }
        page.add(Block::Grid(grid));
    }
    sources.add_to(&mut page);
    page
}
