//! Measured runs under other rules: all cycles together a plan, and then cycle by cycle.

use jiff::civil::Date;

use crate::answer::Replay;
use crate::answer::replay::{Figures, NoCreditRuns, Plan, PlanCycle};
use crate::calendar::Instant;
use crate::phrase::{capitalized, counted, grouped, listed, listed_few, moment_in};
use crate::pricing::{Draws, PriceTable};
use crate::report::number::dollars;
use crate::report::programs::{short, status};
use crate::report::views::time;
use crate::report::{Block, Cell, Column, Columns, Kind, Page, Role, Sheet};
use crate::units::{Usd, length};

/// The most plans that are named in the first line.
const COVERED_MAX: usize = 2;

/// How many rows the table of cycles has at most.
const ROWS_MAX: usize = 24;

/// What each plan would have paid, in total and cycle by cycle.
#[must_use]
pub fn replay(answer: &Replay, table: &PriceTable) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer, table)));
    page.add(Block::Table(totals(answer, table)));
    for sentence in without_credit(answer, table) {
        page.text(sentence);
    }
    if answer.runs_over_the_end > 0 {
        let runs = counted(answer.runs_over_the_end, "run");
        let (goes, it) = if answer.runs_over_the_end == 1 { ("goes", "it") } else { ("go", "they") };
        page.text(format!(
            "{runs} {goes} over the end of a cycle: what {it} used afterwards draws the next credit."
        ));
    }
    for (program, sentence) in rules(answer, table) {
        page.note(program, sentence);
    }
    page.notes_here();
    if answer.cycles.len() > 1 {
        page.add(Block::Heading("Cycle by cycle".to_owned()));
        let (sheet, hidden) = cycles(answer, table);
        page.add(Block::Table(sheet));
        if hidden > 0 {
            let cycles = counted(length(hidden), "earlier cycle");
            page.text(format!("{cycles} not shown: `--csv` lists all."));
        }
    }
    page
}

/// `9 runs in June 2026: $26.25; pro covers $20.00`, `9 runs from 1 Jun to 31 Jul 2026: $26.25; max covers all`.
fn headline(answer: &Replay, table: &PriceTable) -> String {
    let at_least = if answer.cost_is_at_least { "at least " } else { "" };
    let prices = answer.inputs.prices_of.map(|day| format!(" at the prices of {}", time::since(day)));
    let when = match answer.cycles.as_slice() {
        [] => String::new(),
        [only] => {
            let period = time::period(only.cycle_start, only.cycle_end);
            let word = if period.contains(" to ") { "from" } else { "in" };
            format!(" {word} {period}")
        }
        [first, .., last] => {
            let days = time::days(first.cycle_start, time::last(last.cycle_end));
            format!(" from {days}")
        }
    };
    let (runs, cost) = (counted(answer.runs, "run"), dollars(answer.cost_usd));
    let unpriced = answer.plans.first().map_or(0, |plan| plan.total.runs_unpriced);
    let without = match unpriced {
        0 => String::new(),
        _ if unpriced == answer.runs => ", none with a price".to_owned(),
        _ => format!(", {} without a price", crate::phrase::count(unpriced)),
    };
    let all = format!("{runs}{when}{without}: {at_least}{cost}{}", prices.unwrap_or_default());
    if answer.plans.len() > COVERED_MAX {
        return all;
    }
    let several = are_several(answer);
    let covered: Vec<String> = answer
        .plans
        .iter()
        .map(|plan| {
            let rules = if several { format!(" ({})", rules_of(plan, table)) } else { String::new() };
            covered(plan, &rules)
        })
        .collect();
    format!("{all}; {}", listed(covered))
}

/// Whether the plans are under the rules of several programs.
fn are_several(answer: &Replay) -> bool {
    answer.plans.windows(2).any(|plans| plans[0].program != plans[1].program)
}

/// `pro`, `team (1 standard + 2 premium)`.
fn name_of(plan: &Plan) -> String {
    let seats: Vec<String> = plan.seats.iter().map(|(kind, number)| format!("{number} {kind}")).collect();
    if seats.is_empty() { plan.plan.clone() } else { format!("{} ({})", plan.plan, seats.join(" + ")) }
}

/// `pro covers $20.00`, `pro (June credit) covers $20.00`.
fn covered(plan: &Plan, rules: &str) -> String {
    let name = if plan.plan == "credit" { "the credit".to_owned() } else { name_of(plan) };
    let name = name + rules;
    let (drawn, cost) = (plan.total.drawn_usd, plan.total.cost_usd);
    match () {
        // What has no price may be more than the credit.
        () if drawn == cost && plan.total.cost_is_at_least => {
            format!("{name} covers at least {}", dollars(drawn))
        }
        () if drawn == cost => format!("{name} covers all"),
        () if drawn.is_zero() => format!("{name} covers nothing"),
        () => format!("{name} covers {}", dollars(drawn)),
    }
}

/// What the rules of a plan are called.
fn rules_of<'t>(plan: &Plan, table: &'t PriceTable) -> &'t str {
    table.program(&plan.program).map_or("", short)
}

/// A plan with all cycles together, or with one of them.
struct Row<'a> {
    plan: &'a Plan,
    figures: &'a Figures,
    cycle: Option<&'a PlanCycle>,
}

/// All cycles together, a plan a row. Columns without a figure are left out.
fn totals(answer: &Replay, table: &PriceTable) -> Sheet {
    let row = |plan| Row { plan, figures: &plan.total, cycle: None };
    let rows: Vec<Row<'_>> = answer.plans.iter().map(row).collect();
    let any = |what: fn(&Figures) -> bool| rows.iter().any(|row| what(row.figures));
    let mut columns = drawn(Columns::new(), answer, table);
    if any(|it| !it.plan_windows_usd.is_zero()) {
        columns = columns
            .with(Column::of_page("on limits", Kind::Money), |row| row.figures.plan_windows_usd.into());
    }
    if any(|it| it.runs_refused > 0) {
        columns = columns
            .with(Column::of_page("refused", Kind::Count).of_rank(2), |row| row.figures.runs_refused.into());
    }
    columns = columns
        .with(Column::of_page("pay", Kind::Money), |row| row.figures.pay_usd.into())
        .with(Column::of_page("expires", Kind::Money).of_rank(3), |row| row.figures.expires_usd.into());
    if answer.cycles.len() == 1 {
        columns = columns.with(Column::of_page("ended", Kind::Text), |row| ended(row.figures));
    }
    columns.sheet("Plans", &rows)
}

/// The last cycles one by one, a plan a row; and how many earlier ones there are.
fn cycles(answer: &Replay, table: &PriceTable) -> (Sheet, usize) {
    let shown = (ROWS_MAX / answer.plans.len().max(1)).max(1);
    let hidden = answer.cycles.len().saturating_sub(shown);
    let of_plan = |start: Date| {
        let of_cycle = move |plan: &'_ Plan| plan.cycles.iter().position(|it| it.cycle_start == start);
        answer.plans.iter().filter_map(move |plan| {
            let cycle = &plan.cycles[of_cycle(plan)?];
            Some(Row { plan, figures: &cycle.figures, cycle: Some(cycle) })
        })
    };
    let rows: Vec<Row<'_>> =
        answer.cycles[hidden..].iter().flat_map(|cycle| of_plan(cycle.cycle_start)).collect();
    let columns = Columns::new().with(Column::of_page("cycle", Kind::Date), |row: &Row<'_>| {
        row.cycle.map_or(Cell::Empty, |it| {
            Cell::from(it.cycle_start).shown(time::period(it.cycle_start, it.cycle_end))
        })
    });
    let columns =
        drawn(columns, answer, table).with(Column::of_page("ended", Kind::Text), |row| ended(row.figures));
    (columns.sheet("Cycles", &rows), hidden)
}

/// The plan, and what its credit pays.
fn drawn<'r>(columns: Columns<'r, Row<'r>>, answer: &Replay, table: &'r PriceTable) -> Columns<'r, Row<'r>> {
    let mut columns =
        columns.with(Column::of_page("plan", Kind::Text), |row: &Row<'_>| name_of(row.plan).into());
    if are_several(answer) {
        columns = columns.with(Column::of_page("rules", Kind::Text), |row| rules_of(row.plan, table).into());
    }
    columns
        .with(Column::of_page("runs", Kind::Count).of_rank(1), |row| row.figures.runs.into())
        .with(Column::of_page("from credit", Kind::Money), |row| at_least(row.figures, row.figures.drawn_usd))
        .with(Column::of_page("beyond", Kind::Money), |row| at_least(row.figures, row.figures.overflow_usd))
}

/// `$20.00`, `$20.00+` where the runs cost at least that.
fn at_least(figures: &Figures, amount: Usd) -> Cell {
    if figures.cost_is_at_least {
        Cell::from(amount).shown(format!("{}+", dollars(amount)))
    } else {
        amount.into()
    }
}

/// When the run began on which the credit ended.
fn ended(figures: &Figures) -> Cell {
    figures.ended_at.map_or(Cell::Empty, |at: Instant| {
        let zoned = at.zoned();
        moment_in(at.timestamp(), zoned.time_zone(), zoned.year()).into()
    })
}

/// Which runs draw no credit, and why: one sentence a reason, with the plans it holds for.
fn without_credit(answer: &Replay, table: &PriceTable) -> Vec<String> {
    let reasons = answer.plans.iter().flat_map(|plan| {
        plan.no_credit.iter().map(move |why: &NoCreditRuns| {
            let name = format!("{} ({})", name_of(plan), rules_of(plan, table));
            ((why.runs, why.draws.word(), why.reason.clone()), name)
        })
    });
    let sentence = |((runs, draws, reason), names): ((u64, &str, Option<String>), Vec<String>)| {
        let instead = match draws {
            _ if draws == Draws::PlanWindows.word() && runs == 1 => "uses plan limits",
            _ if draws == Draws::PlanWindows.word() => "use plan limits",
            _ if draws == Draws::NotPermitted.word() && runs == 1 => "isn't permitted",
            _ if draws == Draws::NotPermitted.word() => "aren't permitted",
            _ if runs == 1 => "draws no credit",
            _ => "draw no credit",
        };
        let runs = counted(runs, "run");
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        capitalized(&format!("{runs} {instead} on {}{reason}.", listed_few(names)))
    };
    grouped(reasons).into_iter().map(sentence).collect()
}

/// Which of the rules were never in force, once each.
fn rules(answer: &Replay, table: &PriceTable) -> Vec<(Role, String)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut said = Vec::new();
    for plan in &answer.plans {
        let Some(program) = table.program(&plan.program).filter(|_| !seen.contains(&&*plan.program)) else {
            continue;
        };
        seen.push(&plan.program);
        let day = answer.inputs.as_of;
        if !program.in_force_on(day) {
            let sentence =
                format!("{} ({}): {}.", capitalized(short(program)), program.id, status(program, day));
            said.push((Role::Rules, sentence));
        }
    }
    said
}
