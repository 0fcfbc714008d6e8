//! Measured runs under other rules: all cycles together a plan, and then cycle by cycle.

use jiff::civil::Date;

use crate::answer::Replay;
use crate::answer::replay::{Figures, NoCreditRuns, Plan, PlanCycle};
use crate::calendar::Instant;
use crate::phrase::{capitalized, counted, grouped, listed_few, moment_in};
use crate::pricing::{Draws, PriceTable};
use crate::report::number::dollars;
use crate::report::programs::{short, status};
use crate::report::views::time;
use crate::report::{Block, Cell, Column, Columns, Kind, Page, Role, Sheet};
use crate::units::{Usd, length};

/// How many cycles are shown one by one.
const CYCLES_SHOWN: usize = 12;

/// What each plan would have paid, in total and cycle by cycle.
#[must_use]
pub fn replay(answer: &Replay, table: &PriceTable) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer)));
    page.add(Block::Table(totals(answer, table)));
    for sentence in without_credit(answer, table) {
        page.text(sentence);
    }
    for (program, sentence) in rules(answer, table) {
        page.note(program, sentence);
    }
    page.notes_here();
    if answer.cycles.len() > 1 {
        page.add(Block::Heading("Cycle by cycle".to_owned()));
        page.add(Block::Table(cycles(answer, table)));
        let hidden = answer.cycles.len().saturating_sub(CYCLES_SHOWN);
        if hidden > 0 {
            let cycles = counted(length(hidden), "earlier cycle");
            page.text(format!("{cycles} not shown: `--csv` lists all."));
        }
    }
    page
}

/// `7 runs in June 2026, $12.31 at list prices: pro covers $12.31 …`.
fn headline(answer: &Replay) -> String {
    let at_least = if answer.cost_is_at_least { "at least " } else { "" };
    let prices = answer.inputs.prices_of.map(|day| format!(" at the prices of {day}")).unwrap_or_default();
    let (first, last) = (answer.cycles.first(), answer.cycles.last());
    let when = match (first, last, answer.cycles.len()) {
        (Some(only), _, 1) => format!(" in {}", time::period(only.cycle_start, only.cycle_end)),
        (Some(first), Some(last), cycles) => {
            let end = last.cycle_end.yesterday().unwrap_or(last.cycle_end);
            format!(" in {} ({} to {end})", counted(length(cycles), "cycle"), first.cycle_start)
        }
        _ => String::new(),
    };
    let cost = dollars(answer.cost_usd);
    format!("{}{when}: {at_least}{cost}{prices}", counted(answer.runs, "run"))
}

/// What the rules of a plan are called.
fn rules_of<'t>(plan: &Plan, table: &'t PriceTable) -> &'t str {
    table.program(&plan.program).map_or("", short)
}

fn totals(answer: &Replay, table: &PriceTable) -> Sheet {
    columns(table, |plan: &&Plan| (plan, &plan.total), answer)
        .sheet("Plans", &answer.plans.iter().collect::<Vec<_>>())
}

fn cycles(answer: &Replay, table: &PriceTable) -> Sheet {
    let from = answer.cycles.len().saturating_sub(CYCLES_SHOWN);
    let shown: Vec<Date> = answer.cycles.iter().skip(from).map(|cycle| cycle.cycle_start).collect();
    let mut rows: Vec<(&Plan, &PlanCycle)> = answer
        .plans
        .iter()
        .flat_map(|plan| plan.cycles.iter().map(move |cycle| (plan, cycle)))
        .filter(|(_, cycle)| cycle.cycle_end > shown[0])
        .collect();
    rows.sort_by_key(|(_, cycle)| cycle.cycle_start);
    let when = |row: &(&Plan, &PlanCycle)| -> Cell {
        let cycle = row.1;
        Cell::from(cycle.cycle_start).shown(time::period(cycle.cycle_start, cycle.cycle_end))
    };
    let first = Columns::new().with(Column::of_page("cycle", Kind::Date), when);
    with_figures(first, table, |row: &(&Plan, &PlanCycle)| (row.0, &row.1.figures), answer)
        .sheet("Cycles", &rows)
}

fn columns<'r, R: 'r>(
    table: &'r PriceTable,
    of: impl Fn(&R) -> (&Plan, &Figures) + Copy + 'r,
    answer: &Replay,
) -> Columns<'r, R> {
    with_figures(Columns::new(), table, of, answer)
}

/// The columns of a plan's figures; those that say nothing are left out.
fn with_figures<'r, R: 'r>(
    columns: Columns<'r, R>,
    table: &'r PriceTable,
    of: impl Fn(&R) -> (&Plan, &Figures) + Copy + 'r,
    answer: &Replay,
) -> Columns<'r, R> {
    let any = |what: fn(&Figures) -> bool| answer.plans.iter().any(|plan| what(&plan.total));
    let has_several_rules = answer.plans.windows(2).any(|plans| plans[0].program != plans[1].program);
    let money = move |figure: fn(&Figures) -> Usd| move |row: &R| -> Cell { figure(of(row).1).into() };
    let mut columns = columns.with(Column::of_page("plan", Kind::Text), move |row| (&of(row).0.plan).into());
    if has_several_rules {
        columns =
            columns.with(Column::of_page("rules", Kind::Text), move |row| rules_of(of(row).0, table).into());
    }
    columns = columns
        .with(Column::of_page("runs", Kind::Count), move |row| of(row).1.runs.into())
        .with(Column::of_page("from credit", Kind::Money), money(|it| it.drawn_usd))
        .with(Column::of_page("beyond", Kind::Money), money(|it| it.overflow_usd));
    if any(|it| !it.plan_windows_usd.is_zero()) {
        columns = columns.with(Column::of_page("on limits", Kind::Money), money(|it| it.plan_windows_usd));
    }
    if any(|it| !it.billed_usd.is_zero()) {
        columns = columns.with(Column::of_page("billed", Kind::Money), money(|it| it.billed_usd));
    }
    if any(|it| it.runs_refused > 0) {
        columns =
            columns.with(Column::of_page("refused", Kind::Count), move |row| of(row).1.runs_refused.into());
    }
    let year = answer.cycles.first().map_or(0, |cycle| cycle.cycle_start.year());
    columns
        .with(Column::of_page("expires", Kind::Money).of_rank(1), money(|it| it.expires_usd))
        .with(Column::of_page("ended", Kind::Text).of_rank(2), move |row| {
            of(row).1.ended_at.map_or(Cell::Empty, |at| ended(at, year).into())
        })
}

fn ended(at: Instant, year: i16) -> String {
    let zoned = at.zoned();
    moment_in(at.timestamp(), zoned.time_zone(), year)
}

/// Which runs draw no credit, and why: one sentence a reason, with the plans it holds for.
fn without_credit(answer: &Replay, table: &PriceTable) -> Vec<String> {
    let reasons = answer.plans.iter().flat_map(|plan| {
        plan.no_credit.iter().map(move |why: &NoCreditRuns| {
            let name = format!("{} ({})", plan.plan, rules_of(plan, table));
            ((why.runs, why.draws.word(), why.reason.clone()), name)
        })
    });
    let sentence = |((runs, draws, reason), names): ((u64, &str, Option<String>), Vec<String>)| {
        let instead = match draws {
            _ if draws == Draws::PlanWindows.word() => "use plan limits",
            _ if draws == Draws::NotPermitted.word() => "aren't permitted",
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
