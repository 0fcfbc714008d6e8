//! A simulation as a workbook: a summary whose totals are computed from the runs, every run, and what was
//! asked.

use std::rc::Rc;

use super::programs::{self, Both};
use super::views::Sides;
use super::workbook::{Formula, Tab, Workbook};
use super::{Cell, Column, Kind, Sheet, budget};
use crate::answer::simulate::results::Answer;
use crate::ledger::{JobSpec, RunEntry, RunSpec, Simulation, Tally};
use crate::schedule::{Schedule, zone};
use crate::studies::{Assignment, Effect};
use crate::units::Usd;

/// The workbook of a simulation.
#[must_use]
pub fn book<'a>(answer: &'a Answer<'_, '_>, runs: Vec<RunEntry>, notes: &[String]) -> Workbook<'a> {
    let inputs = inputs(answer, notes);
    let runs = Rc::new(runs);
    let listed = runs_tab(answer, Rc::clone(&runs));
    let budget = budget::of_simulation(answer, &runs, &listed.sheets()[0]);
    let runs = listed;
    let summary = summary(answer, &runs, &inputs);
    let mut tabs: Vec<_> = budget.into_iter().chain([summary, runs, inputs]).collect();
    tabs.extend(both_tab(answer));
    tabs.extend(answer.effect.as_ref().map(effect_tab));
    tabs.extend(answer.assignment.as_ref().map(|assignment| assignment_tab(answer, assignment)));
    let title = format!("{} jobs on {} seats", answer.question.jobs.len(), answer.question.seats.len());
    Workbook { title, tabs }
}

/// The jobs under both programs, where both count.
fn both_tab(answer: &Answer<'_, '_>) -> Option<Tab<'static>> {
    let (question, simulated) = (answer.question, answer.simulated);
    let rules = simulated.in_force.as_ref();
    let both = Both::of_jobs(question, rules)?;
    let sides = Sides::of_jobs(&both, question);
    let (own, today) = (Some(&sides.own), Some(&sides.today));
    let mut tab = Tab::new("Both programs");
    let sheet = tab.sheet(vec![
        text("job"),
        count("runs"),
        money("cost_usd"),
        count("runs_covered").in_group(own),
        count("nights_covered").in_group(own),
        money("drawn_usd").in_group(own),
        money("overflow_usd").in_group(own),
        count("in_force_runs_covered").in_group(today),
        count("in_force_nights_covered").in_group(today),
        money("in_force_drawn_usd").in_group(today),
        money("in_force_overflow_usd").in_group(today),
        money("in_force_plan_windows_usd").in_group(today),
    ]);
    let row = |name: &str, here: &Tally, there: &Tally| {
        let figures = |tally: &Tally| -> [Cell; 4] {
            [
                tally.runs_covered.into(),
                tally.nights_covered.into(),
                tally.drawn.into(),
                tally.overflow.into(),
            ]
        };
        let mut cells = vec![name.into(), here.runs.into(), here.cost.into()];
        cells.extend(figures(here));
        cells.extend(figures(there));
        cells.push(there.windows.into());
        cells
    };
    let there = &rules?.figures;
    for ((spec, there), place) in question.jobs.iter().zip(&there.jobs).zip(0..) {
        sheet.push(row(&spec.name, &simulated.of_job(place), there));
    }
    sheet.total(row("all", &simulated.total(), &there.total));
    Some(tab)
}

fn money(title: &'static str) -> Column {
    Column::new(title, Kind::Money)
}

fn text(title: &'static str) -> Column {
    Column::new(title, Kind::Text)
}

fn count(title: &'static str) -> Column {
    Column::new(title, Kind::Count)
}

fn runs_tab<'a>(answer: &'a Answer<'_, '_>, runs: Rc<Vec<RunEntry>>) -> Tab<'a> {
    let (question, simulated) = (answer.question, answer.simulated);
    let mut tab = Tab::new("Runs");
    let columns = vec![
        Column::new("cycle", Kind::Date),
        text("seat"),
        text("job"),
        count("run"),
        text("start"),
        Column::new("local_time", Kind::Clock),
        Column::new("day", Kind::Date),
        money("cost_usd"),
        money("drawn_usd"),
        money("overflow_usd"),
        money("billed_usd"),
        money("refused_usd"),
        money("plan_windows_usd"),
        text("state"),
        Column::new("refused", Kind::Truth),
        money("left_usd"),
    ];
    tab.sheet_of_made(columns, runs.len(), move |row| {
        let run = &runs[row];
        let local = |at: jiff::Timestamp| Cell::Clock(at.to_zoned(question.zone.clone()).datetime());
        vec![
            simulated.cycles[run.cycle].period.start().into(),
            simulated.ledgers[run.ledger].name.as_str().into(),
            question.jobs[run.job].name.as_str().into(),
            run.number.into(),
            Cell::instant(run.at, &question.zone),
            run.at.map_or(Cell::Empty, local),
            run.day.into(),
            run.cost.into(),
            run.drawn.into(),
            run.overflow.into(),
            run.billed.into(),
            run.unpaid.into(),
            run.windows.into(),
            run.state.word().into(),
            run.is_refused.into(),
            run.left.into(),
        ]
    });
    tab
}

/// What was asked, and what was assumed.
fn inputs(answer: &Answer<'_, '_>, notes: &[String]) -> Tab<'static> {
    let (question, simulated) = (answer.question, answer.simulated);
    let mut tab = Tab::new("Inputs");
    let seats = tab.sheet(vec![
        text("seat"),
        text("plan"),
        money("credit_usd"),
        count("cycles"),
        money("spent_usd"),
        text("on_exhaustion"),
        text("source"),
    ]);
    for (ledger, place) in simulated.ledgers.iter().zip(0..) {
        let spent = simulated.cycles.first().map_or(Usd::ZERO, |cycle| cycle.ledgers[place].spent);
        let source = ledger.holding.plan.filter(|_| ledger.holding.stated_credit.is_none());
        seats.push(vec![
            ledger.name.as_str().into(),
            ledger.holding.id().into(),
            ledger.credits().into(),
            u64::from(question.cycles.get()).into(),
            spent.into(),
            ledger.exhaustion.to_string().into(),
            source.map_or("as stated", |plan| &plan.citation.source).into(),
        ]);
    }
    let jobs = tab.sheet(vec![
        text("job"),
        text("seat of the job"),
        text("what a run is"),
        money("first run_usd"),
        text("schedule"),
        count("priority"),
        text("retry factor"),
        text("draws"),
    ]);
    for (spec, priced) in question.jobs.iter().zip(&simulated.jobs) {
        jobs.push(vec![
            spec.name.as_str().into(),
            question.seats[spec.seat].name.as_str().into(),
            run_in_words(spec).into(),
            priced.first_cost.into(),
            schedule_in_words(spec).into(),
            spec.priority.into(),
            spec.retry_factor.map(|factor| factor.to_string()).into(),
            priced.no_credit.map_or("credit", |why| why.draws().word()).into(),
        ]);
    }
    let settings = tab.sheet(vec![text("setting"), text("value")]);
    for (name, value) in settings_of(question) {
        settings.push(vec![name.into(), value.into()]);
    }
    for note in notes {
        settings.push(vec!["note".into(), note.as_str().into()]);
    }
    tab
}

fn settings_of(question: &Simulation<'_>) -> Vec<(&'static str, String)> {
    let (program, day) = (question.program, question.as_of);
    let status =
        if program.in_force_on(day) { "in-force".to_owned() } else { programs::status(program, day) };
    let mut settings = vec![
        ("as_of", question.as_of.to_string()),
        ("program", format!("{} ({status})", program.id)),
        ("zone", zone::name(&question.zone).into_owned()),
        ("first cycle", question.cycle.period().start().to_string()),
        ("cycles", question.cycles.to_string()),
    ];
    settings.extend(question.from.map(|from| ("runs from", from.to_string())));
    settings
}

fn run_in_words(spec: &JobSpec) -> String {
    match &spec.run {
        RunSpec::Stated(_) => "a stated cost".to_owned(),
        RunSpec::Used(usages) => {
            usages.iter().map(|usage| usage.model.as_str()).collect::<Vec<_>>().join(" + ")
        }
    }
}

fn schedule_in_words(spec: &JobSpec) -> String {
    match &spec.schedule {
        Schedule::Count(runs) => format!("{runs} runs a cycle"),
        Schedule::PerDay(runs) if runs.get() == 1 => "nightly".to_owned(),
        Schedule::PerDay(runs) => format!("{runs} runs a day"),
        Schedule::Timed(timetable) => {
            timetable.jobs.iter().map(|job| job.expression.as_str()).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Totals by job and by credit, computed from the runs.
fn summary(answer: &Answer<'_, '_>, runs: &Tab<'_>, inputs: &Tab<'_>) -> Tab<'static> {
    let (question, simulated) = (answer.question, answer.simulated);
    let runs = &runs.sheets()[0];
    let mut tab = Tab::new("Summary");
    let jobs = tab.sheet(vec![
        text("job"),
        count("runs"),
        count("runs refused"),
        money("cost_usd"),
        money("drawn_usd"),
        money("overflow_usd"),
        money("billed_usd"),
        Column::new("coverage", Kind::Percent),
        money("plan limits_usd"),
    ]);
    for (spec, place) in question.jobs.iter().zip(0..) {
        let tally = simulated.of_job(place);
        let is_of_job = [runs.range("job").is(&jobs.next("job"))];
        let is_refused = [runs.range("job").is(&jobs.next("job")), runs.range("refused").holds()];
        let sum =
            |column: &str, result: Usd| Formula::sum_where(&runs.range(column), &is_of_job).gives(result);
        jobs.push(vec![
            spec.name.as_str().into(),
            Formula::count_where(&is_of_job).gives(tally.runs),
            Formula::count_where(&is_refused).gives(tally.runs_refused),
            sum("cost_usd", tally.cost),
            sum("drawn_usd", tally.drawn),
            sum("overflow_usd", tally.overflow),
            sum("billed_usd", tally.billed),
            share(jobs, tally.share()),
            sum("plan_windows_usd", tally.windows),
        ]);
    }
    let total = simulated.total();
    let sum = |column: &str, result: Cell| Formula::sum(&jobs.range(column)).gives(result);
    jobs.total(vec![
        "all".into(),
        sum("runs", total.runs.into()),
        sum("runs refused", total.runs_refused.into()),
        sum("cost_usd", total.cost.into()),
        sum("drawn_usd", total.drawn.into()),
        sum("overflow_usd", total.overflow.into()),
        sum("billed_usd", total.billed.into()),
        share(jobs, total.share()),
        sum("plan limits_usd", total.windows.into()),
    ]);
    seats(answer, runs, &inputs.sheets()[0], &mut tab);
    tab
}

fn share(table: &Sheet, share: Option<crate::units::Percent>) -> Cell {
    let result = share.map_or_else(|| "".into(), Cell::Percent);
    table.next("drawn_usd").share_of(&table.next("cost_usd")).gives(result)
}

/// One row a credit: granted is computed from the inputs, drawn from the runs, and what expires from both.
fn seats(answer: &Answer<'_, '_>, runs: &Sheet, inputs: &Sheet, tab: &mut Tab<'_>) {
    let simulated = answer.simulated;
    let seats = tab.sheet(vec![
        text("seat"),
        money("granted_usd"),
        money("spent before_usd"),
        money("drawn by runs_usd"),
        money("expires_usd"),
        money("overflow of seat_usd"),
        money("fees_usd"),
        money("billed to seat_usd"),
        money("you pay_usd"),
    ]);
    for ((ledger, tally), place) in simulated.ledgers.iter().zip(simulated.of_ledgers()).zip(0_usize..) {
        let is_of_seat = [runs.range("seat").is(&seats.next("seat"))];
        let left = seats
            .next("granted_usd")
            .minus(&seats.next("spent before_usd"))
            .minus(&seats.next("drawn by runs_usd"));
        seats.push(vec![
            ledger.name.as_str().into(),
            if ledger.has_own_terms() {
                // What comes and goes on days of its own is no product.
                simulated.over_cycles(place, |ledger| ledger.granted).into()
            } else {
                inputs
                    .cell("credit_usd", place)
                    .times(&inputs.cell("cycles", place))
                    .gives(simulated.over_cycles(place, |ledger| ledger.granted))
            },
            inputs.cell("spent_usd", place).gives(simulated.over_cycles(place, |ledger| ledger.spent)),
            Formula::sum_where(&runs.range("drawn_usd"), &is_of_seat)
                .gives(simulated.over_cycles(place, |ledger| ledger.drawn)),
            left.rounded(10).gives(simulated.over_cycles(place, |ledger| ledger.expires)),
            Formula::sum_where(&runs.range("overflow_usd"), &is_of_seat).gives(tally.overflow),
            // What nobody published is no figure to be added up.
            Cell::from(answer.fees_of(place)),
            Formula::sum_where(&runs.range("billed_usd"), &is_of_seat).gives(tally.billed),
            answer.pay_of(place, &tally).map_or(Cell::Empty, |pay| {
                seats.next("fees_usd").plus(&seats.next("billed to seat_usd")).rounded(10).gives(pay)
            }),
        ]);
    }
}

/// What jobs that were left out or added do to the others. The answer before is no part of the runs, so these
/// are figures and no formulas.
fn effect_tab(effect: &Effect) -> Tab<'static> {
    let mut tab = Tab::new("Effect");
    let table = tab.sheet(vec![
        text("job"),
        count("runs covered before"),
        count("runs covered after"),
        count("nights covered before"),
        count("nights covered after"),
        money("overflow before_usd"),
        money("overflow after_usd"),
        money("more overflow_usd"),
        money("less overflow_usd"),
    ]);
    for job in &effect.jobs {
        let counted = |tally: &Option<Tally>, of: fn(&Tally) -> u64| Cell::from(tally.as_ref().map(of));
        let overflow = |tally: &Option<Tally>| tally.as_ref().map_or(Usd::ZERO, |tally| tally.overflow);
        let (before, after) = (overflow(&job.before), overflow(&job.after));
        let difference = |one: &str, other: &str, result: Usd| {
            table.next(one).minus(&table.next(other)).rounded(10).or_nothing().gives(result)
        };
        let row = vec![
            job.name.as_str().into(),
            counted(&job.before, |tally| tally.runs_covered),
            counted(&job.after, |tally| tally.runs_covered),
            counted(&job.before, |tally| tally.nights_covered),
            counted(&job.after, |tally| tally.nights_covered),
            before.into(),
            after.into(),
            difference("overflow after_usd", "overflow before_usd", after.less(before)),
            difference("overflow before_usd", "overflow after_usd", before.less(after)),
        ];
        table.push(row);
    }
    tab
}

/// The jobs on seats with the least overflow.
fn assignment_tab(answer: &Answer<'_, '_>, assignment: &Assignment) -> Tab<'static> {
    let (question, simulated) = (answer.question, answer.simulated);
    let mut tab = Tab::new("Assignment");
    let jobs =
        tab.sheet(vec![text("job"), text("seat"), text("assigned seat"), Column::new("moves", Kind::Truth)]);
    for ((spec, priced), ledger) in question.jobs.iter().zip(&simulated.jobs).zip(&assignment.ledgers) {
        jobs.push(vec![
            spec.name.as_str().into(),
            simulated.ledgers[priced.ledger].name.as_str().into(),
            simulated.ledgers[*ledger].name.as_str().into(),
            (priced.ledger != *ledger).into(),
        ]);
    }
    let totals = tab.sheet(vec![text("overflow"), money("amount_usd")]);
    for (name, amount) in [
        ("as it is", assignment.overflow_before),
        ("assigned so", assignment.overflow),
        ("no assignment has less than", assignment.at_least),
    ] {
        totals.push(vec![name.into(), amount.into()]);
    }
    tab
}
