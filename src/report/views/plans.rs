//! The programs, their plans, and what others published about them.

use jiff::civil::Date;

use crate::pricing::{
    Auth, CreditGrant, DefaultExhaustion, Plan, Pooling, PriceTable, Program, ProgramStatus, Surface,
};
use crate::report::number::dollars;
use crate::report::programs;
use crate::report::{Block, Cell, Kind, Page, Sheet};
use crate::units::Usd;

use super::sources::Sources;

/// All programs with their plans.
#[must_use]
pub fn plans(table: &PriceTable, day: Date) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(format!("Plans, their fees and their monthly credits on {day}")));
    for program in table.programs() {
        page.add(Block::Heading(format!("{}: {}, {}", program.id, program.name, status(program, day))));
        let mut sheet = Sheet::of_page(&[
            ("plan", Kind::Text),
            ("credit", Kind::Figure),
            ("fee", Kind::Money),
            ("also called", Kind::Text),
            ("name", Kind::Text),
        ]);
        for plan in table.plans_of(program) {
            let by_seat = matches!(plan.grant, CreditGrant::Seats { .. });
            let credit = if by_seat { "by the seat".to_owned() } else { credit(plan) };
            sheet.push(vec![
                (&plan.id).into(),
                credit.into(),
                Cell::known(plan.fee),
                plan.aliases.join(", ").into(),
                (&plan.name).into(),
            ]);
        }
        page.add(Block::Table(sheet));
        for plan in table.plans_of(program).filter(|plan| matches!(plan.grant, CreditGrant::Seats { .. })) {
            page.text(format!("{}: {}.", plan.id, credit(plan)));
        }
        page.cite(&program.citation.source);
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
        Some(_) => programs::status(program, day),
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
        let status = status(program, day);
        page.add(Block::Headline(format!("{} ({}) under {}, {status}", plan.id, plan.name, program.id)));
        page.add(Block::Table(facts(plan)));
        page.cite(&plan.citation.source);
    }
    page
}

fn facts(plan: &Plan) -> Sheet {
    let mut sheet = Sheet::of_page(&[("", Kind::Text), ("", Kind::Text)]);
    let mut row = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            sheet.push(vec![what.into(), value.into()]);
        }
    };
    let a_cycle = if plan.grant == CreditGrant::NotEligible { "" } else { " a cycle" };
    row("credit", Some(format!("{}{a_cycle}, {}", credit(plan), plan.certainty.word())));
    row("fee", plan.fee.map(|fee| format!("{} a month", dollars(fee))));
    if let CreditGrant::Seats { seats, .. } = &plan.grant {
        for seat in seats {
            let fee = amount(seat.fee);
            row("seat", Some(format!("{}: {} credit, {fee} a month", seat.kind, dollars(seat.credit))));
        }
    }
    row("no credit", plan.no_credit.clone());
    row("fee note", plan.fee_note.clone());
    row("also called", (!plan.aliases.is_empty()).then(|| plan.aliases.join(", ")));
    let counterpart = plan.counterpart.as_ref();
    row("counterpart", counterpart.map(|other| format!("{} in {}", other.plan, other.program)));
    row("source", Some(plan.citation.source.clone()));
    row("read", Some(plan.citation.checked.to_string()));
    row("note", plan.citation.note.clone());
    let claims = plan.claims.len();
    row("claims", (claims > 0).then(|| format!("{claims}, shown with --claims")));
    row("written at", Some(plan.origin.to_string()));
    sheet
}

fn add_program(page: &mut Page, program: &Program, day: Date) {
    page.add(Block::Headline(format!("{}: {}, {}", program.id, program.name, status(program, day))));
    page.add(Block::Table(history(program)));
    page.add(Block::Table(uses(program)));
    page.text(format!(
        "Its credit needs a sign-in with {}, is held by {}, and when it is gone {} unless decided otherwise. It renews {}.",
        match program.sign_in {
            Auth::Plan => "the plan",
            Auth::ApiKey => "an API key",
            Auth::Cloud => "a cloud account",
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
    page.cite(&program.citation.source);
    page.text(format!("Source: {}, read {}.", program.citation.source, program.citation.checked));
}

fn history(program: &Program) -> Sheet {
    let mut sheet = Sheet::of_page(&[("since", Kind::Date), ("status", Kind::Text), ("note", Kind::Text)]);
    for change in &program.history {
        sheet.push(vec![
            change.from.into(),
            change.status.word().into(),
            change.citation.note.as_ref().into(),
        ]);
    }
    sheet
}

fn uses(program: &Program) -> Sheet {
    let columns = ["surface", "sign-in", "draws", "because"].map(|title| (title, Kind::Text));
    let mut sheet = Sheet::of_page(&columns);
    for (surface_word, surface) in Surface::WORDS {
        for (auth_word, auth) in Auth::OF_PROGRAMS {
            if let Some(rule) = program.rule_for(surface, auth) {
                sheet.push(vec![
                    surface_word.into(),
                    auth_word.into(),
                    rule.draws.word().into(),
                    (&rule.reason).into(),
                ]);
            }
        }
    }
    sheet
}

/// What others published about each plan, next to the figure used.
#[must_use]
pub fn claims(found: &[(&Program, &Plan)]) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline("What was published about each credit, next to the figure used".to_owned()));
    let mut sources = Sources::default();
    for (program, plan) in found.iter().filter(|(_, plan)| !plan.claims.is_empty()) {
        page.add(Block::Heading(format!("{} under {}: {}", plan.id, program.id, credit(plan))));
        let mut sheet = Sheet::of_page(&[
            ("publisher", Kind::Text),
            ("credit", Kind::Money),
            ("", Kind::Text),
            ("says", Kind::Text),
            ("source", Kind::Text),
        ]);
        for claim in &plan.claims {
            let differs = match (&plan.grant, claim.credit) {
                (CreditGrant::Fixed(used), Some(claimed)) if *used != claimed => "differs",
                (CreditGrant::NotEligible, Some(claimed)) if !claimed.is_zero() => "differs",
                _ => "",
            };
            let source = sources.citation(&claim.citation, "");
            sheet.push(vec![
                (&claim.publisher).into(),
                Cell::known(claim.credit),
                differs.into(),
                (&claim.says).into(),
                source.into(),
            ]);
        }
        page.add(Block::Table(sheet));
    }
    sources.add_to(&mut page);
    page
}
