//! The programs, their plans, and what others published about them.

mod program;

use jiff::civil::Date;

use super::facts::Facts;
use super::sources::Sources;
use crate::phrase::{capitalized, counted, day_in};
use crate::pricing::{CreditGrant, CycleRule, DefaultExhaustion, Plan, PriceTable, Program, ProgramStatus};
use crate::report::number::dollars;
use crate::report::programs;
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Role, Sheet};

/// The programs with their plans; those of other vendors in one table, where they are asked for.
#[must_use]
pub fn plans(table: &PriceTable, day: Date, has_all_vendors: bool) -> Page {
    let mut page = Page::new();
    let on = day.strftime("%a %-d %b %Y");
    page.add(Block::Headline(format!("Plans with their fees and monthly credits on {on}")));
    let (usual, others): (Vec<_>, Vec<_>) =
        table.programs().iter().partition(|program| table.is_usual(program));
    for program in usual {
        page.add(Block::Heading(format!("{}: {}", name_of(program), status(program, day))));
        page.add(Block::Table(list(table, program)));
        for plan in table.plans_of(program).filter(|plan| matches!(plan.grant, CreditGrant::Seats { .. })) {
            page.text(format!("{}: {}.", plan.id, credit(plan)));
        }
        page.cite(&program.citation.source);
        page.detail(format!(
            "Renews {}. Source: {}, checked {}.",
            program.renewal,
            program.citation.source,
            day_in(program.citation.checked, day.year())
        ));
    }
    if has_all_vendors {
        page.add(Block::Heading("Other vendors".to_owned()));
        page.add(Block::Table(of_vendors(table, &others)));
        for program in &others {
            page.cite(&program.citation.source);
        }
    }
    let more = if has_all_vendors || others.is_empty() {
        "More: `creditcalc plans ID` shows one plan or program with rules and sources; `--claims`."
    } else {
        "More: `creditcalc plans ID` for one plan's rules and sources; `--claims`; `--all-vendors`."
    };
    page.note(Role::Note, more);
    page
}

/// The source of a program's rules, to be opened.
fn add_source(page: &mut Page, program: &Program, day: Date) {
    page.cite(&program.citation.source);
    let checked = day_in(program.citation.checked, day.year());
    page.add(Block::Lines(vec![program.citation.source.clone(), format!("checked {checked}")]));
}

/// A row a plan.
fn list(table: &PriceTable, program: &Program) -> Sheet {
    let columns = vec![
        Column::of_page("plan", Kind::Text).whole(),
        Column::of_page("credit", Kind::Figure),
        Column::of_page("fee", Kind::Money),
        Column::of_page("name", Kind::Text).of_rank(1),
        Column::of_page("also called", Kind::Text).of_rank(2),
    ];
    let mut sheet = Sheet::new("Plans", columns);
    for plan in table.plans_of(program) {
        let credit = match &plan.grant {
            CreditGrant::Fixed(amount) if amount.is_zero() => Cell::from("none").marked(Emphasis::Dim),
            CreditGrant::NotEligible => Cell::from("none").marked(Emphasis::Dim),
            CreditGrant::Seats { .. } => "by seat".into(),
            CreditGrant::Fixed(amount) => dollars(*amount).into(),
        };
        sheet.push(vec![
            (&plan.id).into(),
            credit,
            Cell::known(plan.fee),
            Cell::from(&plan.name).marked(Emphasis::Dim),
            Cell::from(plan.aliases.join(", ")).marked(Emphasis::Dim),
        ]);
    }
    sheet
}

/// A row a plan of other vendors.
fn of_vendors(table: &PriceTable, programs: &[&Program]) -> Sheet {
    let columns = vec![
        Column::of_page("plan", Kind::Text).whole(),
        Column::of_page("credit", Kind::Figure),
        Column::of_page("fee", Kind::Money),
        Column::of_page("renews", Kind::Text),
        Column::of_page("when it's gone", Kind::Text).of_rank(1),
        Column::of_page("prices", Kind::Text).of_rank(2),
    ];
    let mut sheet = Sheet::new("Plans", columns);
    for (program, plan) in programs.iter().flat_map(|it| table.plans_of(it).map(move |plan| (*it, plan))) {
        let is_known = plan.grant != CreditGrant::NotEligible;
        let (credit, fee) = match &plan.grant {
            CreditGrant::Fixed(amount) => (Cell::from(dollars(*amount)), plan.fee),
            CreditGrant::NotEligible => {
                let what = if plan.not_computable.is_some() { "in work" } else { "limits" };
                (Cell::from(what).marked(Emphasis::Dim), plan.fee)
            }
            CreditGrant::Seats { seats, .. } => {
                let first = seats.first();
                let credit = first.map(|seat| format!("{}/{}", dollars(seat.credit), seat.kind));
                (Cell::from(credit.unwrap_or_default()), first.and_then(|seat| seat.fee))
            }
        };
        let dim = |text: &str| Cell::from(if is_known { text } else { "" }).marked(Emphasis::Dim);
        let end = match program.exhaustion {
            DefaultExhaustion::Stop => "stops",
            DefaultExhaustion::Bill => "is billed",
        };
        let prices = program.markup.map_or_else(|| "list".to_owned(), |markup| format!("list x {markup}"));
        sheet.push(vec![
            (&plan.id).into(),
            credit,
            Cell::known(fee),
            dim(&renews(program.cycle)),
            dim(end),
            dim(&prices),
        ]);
    }
    sheet
}

/// When a credit comes back, in a word or two.
fn renews(cycle: CycleRule) -> String {
    match cycle {
        CycleRule::BillingDay => "billing day".to_owned(),
        CycleRule::FirstOfMonthUtc => "the 1st, UTC".to_owned(),
        CycleRule::Every(days) => format!("every {days} days"),
        CycleRule::Never => "never (bought)".to_owned(),
    }
}

/// `June credit (agent-sdk-credit)`.
fn name_of(program: &Program) -> String {
    format!("{} ({})", programs::short(program), program.id)
}

/// What a program is on a day, in words.
fn status(program: &Program, day: Date) -> String {
    match program.status_on(day) {
        None => "not announced yet".to_owned(),
        // Of some only that is known.
        Some(change) if change.status == ProgramStatus::InForce && change.from.year() == 1970 => {
            "in force".to_owned()
        }
        Some(change) if change.status == ProgramStatus::InForce => {
            format!("in force since {}", day_in(change.from, day.year()))
        }
        Some(_) => programs::status(program, day),
    }
}

fn credit(plan: &Plan) -> String {
    match &plan.grant {
        CreditGrant::Fixed(credit) => dollars(*credit),
        CreditGrant::NotEligible => "none".to_owned(),
        CreditGrant::Seats { seats, pool_cap } => {
            let seats: Vec<_> =
                seats.iter().map(|seat| format!("{} per {} seat", dollars(seat.credit), seat.kind)).collect();
            let cap = pool_cap.map(|cap| format!(", at most {}", dollars(cap))).unwrap_or_default();
            format!("{}{cap}", seats.join(" + "))
        }
    }
}

/// One plan under every program that has it, or one program with its rules; with everything that was written down
/// about it where everything is explained.
#[must_use]
pub fn plan(found: &[(&Program, &Plan)], program: Option<&Program>, day: Date, explains: bool) -> Page {
    let mut page = Page::new();
    if let Some(program) = program {
        program::add(&mut page, program, day, explains);
    }
    for (program, plan) in found {
        let under = format!("{} ({})", programs::short(program), status(program, day));
        let per_month = if plan.not_computable.is_some() {
            "not computable".to_owned()
        } else if plan.grant == CreditGrant::NotEligible {
            "no credit".to_owned()
        } else {
            format!("{} per {}", credit(plan), per(program.cycle))
        };
        page.add(Block::Headline(format!("{}, {under}: {per_month}", plan.id)));
        page.add(facts(program, plan, day, explains));
        page.cite(&plan.citation.source);
        page.add(Block::Lines(vec![
            plan.citation.source.clone(),
            format!("{}, checked {}", plan.certainty.word(), day_in(plan.citation.checked, day.year())),
        ]));
    }
    page
}

fn facts(program: &Program, plan: &Plan, day: Date, explains: bool) -> Block {
    let mut facts = Facts::new();
    let mut row = |what: &str, value: Option<String>| facts.add(what, value);
    row("name", Some(plan.name.clone()));
    row("program", Some(program.id.clone()));
    row("no credit", plan.no_credit.clone());
    row("not computable", plan.not_computable.clone());
    row("units", in_units(program, plan));
    row(
        "flex part",
        plan.flex.map(|flex| format!("{} of it may change; the rest is promised", dollars(flex))),
    );
    row("prices", program.markup.map(|markup| format!("list prices x {markup}")));
    row("renews", (program.cycle != CycleRule::BillingDay).then(|| program.renewal.clone()));
    row("fee", plan.fee.map(|fee| format!("{} per month", dollars(fee))));
    if let CreditGrant::Seats { seats, .. } = &plan.grant {
        for seat in seats {
            let fee = seat.fee.map(|fee| format!(", {} per month", dollars(fee))).unwrap_or_default();
            row("seat", Some(format!("{}: {} credit{fee}", seat.kind, dollars(seat.credit))));
        }
    }
    row("fee note", plan.fee_note.clone());
    row("also called", (!plan.aliases.is_empty()).then(|| plan.aliases.join(", ")));
    let counterpart = plan.counterpart.as_ref();
    row("same plan", counterpart.map(|other| format!("{} in {}", other.plan, other.program)));
    let claims = plan.claims.len();
    row("others say", (claims > 0).then(|| format!("{claims} figures, see `--claims`")));
    if explains {
        let also = &plan.citation.also;
        row("also", (!also.is_empty()).then(|| also.join(", ")));
        row("page of", plan.citation.source_date.clone());
        row("checked", Some(day_in(plan.citation.checked, day.year())));
        row("note", plan.citation.note.as_deref().map(capitalized));
        row("price file", Some(plan.origin.to_string()));
    }
    facts.into_table()
}

/// What a credit is granted for: `month`, `30 days`.
fn per(cycle: CycleRule) -> String {
    match cycle {
        CycleRule::BillingDay | CycleRule::FirstOfMonthUtc => "month".to_owned(),
        CycleRule::Every(days) => format!("{days} days"),
        CycleRule::Never => "pack".to_owned(),
    }
}

/// A credit in the unit of its vendor: `1,500 AI credits of $0.01`.
fn in_units(program: &Program, plan: &Plan) -> Option<String> {
    let unit = program.unit.as_ref()?;
    let granted = match &plan.grant {
        CreditGrant::Fixed(credit) => unit.whole_in(*credit),
        CreditGrant::Seats { seats, .. } => seats.first().and_then(|seat| unit.whole_in(seat.credit)),
        CreditGrant::NotEligible => plan.work_units,
    };
    let worth = unit.usd.map(|usd| format!(" of {}", dollars(usd))).unwrap_or_default();
    Some(format!("{}{worth}", counted(granted?, &unit.name)))
}

/// What others published about each plan, next to the figure used.
#[must_use]
pub fn claims(found: &[(&Program, &Plan)]) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline("What others published about each credit, next to the figure used".to_owned()));
    let mut sources = Sources::default();
    for (program, plan) in found.iter().filter(|(_, plan)| !plan.claims.is_empty()) {
        page.add(Block::Heading(format!("{} under the {}: {}", plan.id, name_of(program), credit(plan))));
        let columns = vec![
            Column::of_page("publisher", Kind::Text),
            Column::of_page("credit", Kind::Money).whole(),
            Column::of_page("", Kind::Text).whole(),
            Column::of_page("says", Kind::Text).wrapped(),
            Column::of_page("source", Kind::Text).whole(),
        ];
        let mut sheet = Sheet::new("Claims", columns);
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
                Cell::from(differs).marked(Emphasis::Partly),
                (&claim.says).into(),
                source.into(),
            ]);
        }
        page.add(Block::Table(sheet));
    }
    sources.add_to(&mut page);
    page
}
