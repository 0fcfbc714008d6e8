//! Several jobs on their credits: who is paid for what, when each credit ends, and who is refused when.

mod alike;
mod effect;
mod explain;
mod pay;
mod terms;

use jiff::civil::Date;

use crate::answer::simulate::results::Answer;
use crate::ledger::{
    Exhaustion, JobOutcome, JobSpec, LedgerSpec, LedgerTotal, PricedJob, RunPoint, Simulation, Tally,
};
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, count, counted, escaped_name, grouped, listed, moment};
use crate::pricing::Draws;
use crate::report::notes;
use crate::report::number::dollars;
use crate::report::programs::{self, Both};
use crate::report::views::both::{self, Sides};
use crate::report::views::estimate::{cite_source, why_no_credit, within_cap};
use crate::report::views::{at_a_glance, paid, rules, time};
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Sheet, sheets};
use crate::studies::difference::scenarios;
use crate::units::{Usd, length};

pub use explain::explain_simulated;

/// The answer of a simulation.
#[must_use]
pub fn simulate(answer: &Answer<'_, '_>) -> Page {
    let mut page = Page::new();
    if answer.question.jobs.is_empty() {
        page.add(Block::Headline(format!(
            "Nothing runs in {}: no job is left",
            time_in_words(answer.question)
        )));
        effect::add(&mut page, answer);
        page.text(rules_in_force(answer));
        return page;
    }
    let both = Both::of_jobs(answer.question, answer.simulated.in_force.as_ref());
    let sides = both.as_ref().map(|both| Sides::of_jobs(both, answer.question));
    page.add(Block::Headline(headline(answer, both.as_ref())));
    page.add(Block::Table(jobs(answer, sides.as_ref())));
    if answer.simulated.cycles.len() > 1 {
        page.add(Block::Table(cycles(answer, sides.as_ref())));
    }
    page.add(Block::Table(seats(answer, sides.as_ref())));
    if let Some(terms) = terms::terms(answer) {
        page.add(Block::Table(terms));
    }
    match &both {
        // Where a credit ends is not the same under both programs.
        Some(both) => {
            let one_of_each = alike::one_of_each(answer).join(" ");
            let said = [ends(answer), one_of_each, refusals(answer), pay::billed(answer)];
            let said = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
            page.text(format!("With the {}: {}", programs::short(both.own), lowered(&said)));
            page.text(both::jobs_on_plan_limits(answer.question, both));
        }
        None => {
            page.texts(alike::one_of_each(answer));
            page.text(ends(answer));
            page.text(refusals(answer));
            page.text(pay::billed(answer));
        }
    }
    if answer.simulated.total().runs_on_limits > 0 {
        page.text(format!("Plan limits cost nothing extra. {}", paid::NO_PROMISE));
    }
    if answer.question.is_fee_paid {
        page.text(paid::FEE_PAID);
    }
    effect::add(&mut page, answer);
    page.text(pooled(answer));
    assignment(&mut page, answer);
    add_no_credits(&mut page, answer);
    let shown = answer.simulated.notes.iter().filter(|note| notes::is_answer(&note.note));
    page.clauses(shown.map(notes::of_jobs));
    if share_a_credit(answer) {
        page.text("Runs at one instant draw in the order of their priority, and then of the file.");
    }
    if both.is_none() {
        page.text(rules_in_force(answer));
    }
    page
}

/// Adds every line of every ledger to a page, if they are listed.
pub fn simulated_ledger(page: &mut Page, answer: &Answer<'_, '_>) {
    if answer.ledger.is_some() {
        page.add(Block::Heading("The ledger".to_owned()));
        page.add(Block::Table(sheets::entries(answer)));
    }
}

/// `$312.40 in November 2026: 240 runs of 4 jobs on 2 seats. The credits pay $120.00, and $192.40 is
/// overflow.`
fn headline(answer: &Answer<'_, '_>, both: Option<&Both<'_>>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let total = simulated.total();
    let seats = question.seats.iter().map(|seat| seat.held.count.get()).sum::<u64>();
    let seats = if seats > 1 { format!(" on {}", counted(seats, "seat")) } else { String::new() };
    let jobs = counted(length(question.jobs.len()), "job");
    let runs = counted(total.runs, "run");
    let credit = if simulated.ledgers.len() == 1 && simulated.ledgers[0].count.get() == 1 {
        "the credit pays"
    } else {
        "the credits pay"
    };
    let today = both.zip(simulated.in_force.as_ref()).filter(|(_, rules)| {
        (rules.figures.total.drawn, rules.figures.total.overflow) != (total.drawn, total.overflow)
    });
    let rest = if let Some((both, rules)) = today {
        let there = &rules.figures.total;
        let pays = if there.runs_on_limits == there.runs {
            "it uses plan limits".to_owned()
        } else {
            both.in_force.map_or_else(
                || "no credit pays anything".to_owned(),
                |program| format!("the {} pays {}", programs::short(program), dollars(there.drawn)),
            )
        };
        format!("the {} would pay {}; today {pays}", programs::short(both.own), dollars(total.drawn))
    } else if total.windows.is_zero() && total.overflow.is_zero() {
        format!("{credit} all of it")
    } else if total.runs_on_limits == total.runs {
        "all of it uses plan limits".to_owned()
    } else {
        let on_limits = if total.windows.is_zero() {
            String::new()
        } else {
            format!(", {} uses plan limits", dollars(total.windows))
        };
        format!("{credit} {}, {} is overflow{on_limits}", dollars(total.drawn), dollars(total.overflow))
    };
    format!("{} in {}: {runs} of {jobs}{seats}; {rest}", dollars(total.cost), time_in_words(question))
}

/// The cycle, or the cycles.
pub(super) fn time_in_words(question: &Simulation<'_>) -> String {
    let whole = match question.cycles.get() {
        1 => time::cycle(question.cycle),
        cycles => {
            let period = question.cycle.period();
            let end = question.days().map_or(period.end(), crate::calendar::Period::end);
            format!("the {cycles} cycles of {} to {}", period.start(), time::last(end))
        }
    };
    time::rest_of(whole, question.from, &question.zone)
}

/// The jobs, with how far the credit goes for each; beside it the same under the rules in force, where these count
/// as well.
fn jobs(answer: &Answer<'_, '_>, sides: Option<&Sides>) -> Sheet {
    let (question, simulated) = (answer.question, answer.simulated);
    let today = sides.and(simulated.in_force.as_ref()).map(|rules| &rules.figures);
    let tallies: Vec<Tally> = (0..question.jobs.len()).map(|place| simulated.of_job(place)).collect();
    let shown = ShownOfJobs {
        has_seats: question.seats.len() > 1 || question.seats.iter().any(alike::is_counted),
        has_nights: tallies.iter().any(|tally| tally.nights != tally.runs),
        has_limits: simulated.total().runs_on_limits > 0,
        has_limits_today: today.is_some_and(|today| today.total.runs_on_limits > 0),
        has_pay: pay::is_shown(answer),
        is_beside: today.is_some(),
    };
    let mut sheet = Sheet::new("", shown.columns(sides));
    let row = |name: Cell, seat: Cell, a_run: Cell, tally: &Tally, there: Option<&Tally>| {
        let mut cells = vec![name];
        if shown.has_seats {
            cells.push(seat);
        }
        cells.push(a_run);
        if shown.is_beside {
            cells.push(tally.cost.into());
        }
        cells.extend(shown.own(tally));
        cells.extend(there.into_iter().flat_map(|there| shown.today(there)));
        cells
    };
    for ((spec, tally), place) in question.jobs.iter().zip(&tallies).zip(0..) {
        let seat = alike::seat(&question.seats[spec.seat]).into();
        let there = today.map(|today| &today.jobs[place]);
        let cells = row(escaped_name(&spec.name).into(), seat, a_run(&simulated.jobs[place]), tally, there);
        let is_other_today = there.is_some_and(|there| there.overflow != tally.overflow);
        sheet.push_with(cells, if is_other_today { Emphasis::Partly } else { emphasis(tally) });
    }
    if question.jobs.len() > 1 {
        let there = today.map(|today| &today.total);
        sheet.total(row("all".into(), Cell::Empty, Cell::Empty, &simulated.total(), there));
    }
    sheet
}

/// What people see of the jobs.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says of a column whether it is there")]
struct ShownOfJobs {
    has_seats: bool,
    has_nights: bool,
    has_limits: bool,
    has_limits_today: bool,
    has_pay: bool,
    /// Whether the rules in force stand beside the others.
    is_beside: bool,
}

impl ShownOfJobs {
    fn columns(self, sides: Option<&Sides>) -> Vec<Column> {
        let (own, today) = (sides.map(|sides| &sides.own), sides.map(|sides| &sides.today));
        let mut columns = vec![Column::of_page("job", Kind::Text)];
        if self.has_seats {
            columns.push(Column::of_page("seat", Kind::Text));
        }
        columns.push(Column::of_page("a run", Kind::Figure).of_rank(u8::from(self.is_beside) * 2));
        // What all runs cost is the same under both.
        let cost = Column::of_page("cost", Kind::Money);
        if self.is_beside {
            columns.push(cost.clone());
        }
        let over = if self.is_beside { "over" } else { "overflow" };
        columns.push(Column::of_page("covered", Kind::Part).in_group(own));
        if self.has_nights {
            columns.push(
                Column::of_page("nights", Kind::Part).in_group(own).of_rank(u8::from(self.is_beside) * 3),
            );
        }
        if !self.is_beside {
            columns.push(cost);
        }
        columns.push(Column::of_page(over, Kind::Money).in_group(own));
        if self.has_limits {
            columns.push(Column::of_page("plan limits", Kind::Money).in_group(own));
        }
        if self.has_pay {
            columns
                .push(Column::of_page("billed", Kind::Money).in_group(own).of_rank(u8::from(self.is_beside)));
            columns.push(
                Column::of_page("refused", Kind::Count).in_group(own).of_rank(u8::from(self.is_beside) * 4),
            );
        }
        if self.is_beside {
            columns.push(Column::of_page("covered", Kind::Part).in_group(today));
            if self.has_nights {
                columns.push(Column::of_page("nights", Kind::Part).in_group(today).of_rank(3));
            }
            columns.push(Column::of_page("over", Kind::Money).in_group(today));
            if self.has_limits_today {
                columns.push(Column::of_page("plan limits", Kind::Money).in_group(today));
            }
        }
        columns
    }

    /// The figures of a job under the rules that are asked about.
    fn own(self, tally: &Tally) -> Vec<Cell> {
        let mut cells = self.covered(tally);
        if !self.is_beside {
            cells.push(tally.cost.into());
        }
        cells.push(of_credit(tally, tally.overflow.into()));
        if self.has_limits {
            cells.push(tally.windows.into());
        }
        if self.has_pay {
            cells.extend([tally.billed.into(), tally.runs_refused.into()]);
        }
        cells
    }

    /// The same under the rules in force.
    fn today(self, tally: &Tally) -> Vec<Cell> {
        let mut cells = self.covered(tally);
        cells.push(of_credit(tally, tally.overflow.into()));
        if self.has_limits_today {
            cells.push(tally.windows.into());
        }
        cells
    }

    /// Runs and nights that are covered, of those that ask for credit.
    fn covered(self, tally: &Tally) -> Vec<Cell> {
        let part = |some: u64, all: u64| {
            let part = Cell::Part(some, all);
            let is_short = self.is_beside;
            let part = if is_short { part.shown(format!("{}/{}", count(some), count(all))) } else { part };
            of_credit(tally, part)
        };
        let mut cells = vec![part(tally.runs_covered, tally.runs - tally.runs_on_limits)];
        if self.has_nights {
            cells.push(part(tally.nights_covered, tally.nights - tally.nights_on_limits));
        }
        cells
    }
}

/// What draws limits asks for no credit, and nothing of it is covered or not.
fn of_credit(tally: &Tally, cell: Cell) -> Cell {
    if tally.runs_on_limits == tally.runs && tally.runs > 0 { cell.shown("-") } else { cell }
}

fn a_run(job: &PricedJob<'_>) -> Cell {
    match job.range {
        Some((least, most)) if least != most => format!("{} to {}", dollars(least), dollars(most)),
        _ => each(job.first_cost),
    }
    .into()
}

/// What one run costs: exactly, unless that is long. It is multiplied by many runs, and a rounded cent would
/// be seen.
fn each(cost: Usd) -> String {
    const SHORT: usize = 9;
    Some(exact_dollars(cost)).filter(|exact| exact.len() <= SHORT).unwrap_or_else(|| dollars(cost))
}

fn emphasis(tally: &Tally) -> Emphasis {
    if tally.runs_on_limits == tally.runs && tally.runs > 0 {
        return Emphasis::None;
    }
    at_a_glance(tally.overflow.is_zero(), tally.drawn.is_zero())
}

fn cycles(answer: &Answer<'_, '_>, sides: Option<&Sides>) -> Sheet {
    let own = sides.map(|sides| &sides.own);
    let columns = [
        ("cycle", Kind::Date),
        ("runs covered", Kind::Part),
        ("cost", Kind::Money),
        ("from credit", Kind::Money),
        ("coverage", Kind::Percent),
        ("overflow", Kind::Money),
        ("left", Kind::Money),
    ];
    let columns = columns.into_iter().enumerate();
    let columns = columns
        .map(|(place, (title, kind))| Column::of_page(title, kind).in_group(own.filter(|_| place > 0)));
    let mut sheet = Sheet::new("", columns.collect());
    for cycle in &answer.simulated.cycles {
        let tally = cycle.total();
        let left: Usd = cycle.ledgers.iter().map(|ledger| ledger.expires).sum();
        let cells = vec![
            cycle.period.start().into(),
            Cell::Part(tally.runs_covered, tally.runs - tally.runs_on_limits),
            tally.cost.into(),
            tally.drawn.into(),
            Cell::known(tally.share()),
            tally.overflow.into(),
            left.into(),
        ];
        sheet.push_with(cells, emphasis(&tally));
    }
    sheet
}

fn seats(answer: &Answer<'_, '_>, sides: Option<&Sides>) -> Sheet {
    let simulated = answer.simulated;
    let has_spent = simulated.ledgers.iter().any(|ledger| !ledger.spent.is_zero());
    let mut columns = vec![("seat", Kind::Text), ("plan", Kind::Text), ("credit", Kind::Money)];
    if has_spent {
        columns.push(("spent", Kind::Money));
    }
    columns.extend([
        ("drawn", Kind::Money),
        ("overflow", Kind::Money),
        ("left", Kind::Money),
        ("ends", Kind::Text),
    ]);
    let has_pay = pay::is_shown(answer);
    if has_pay {
        columns.extend([("fee", Kind::Money), ("billed", Kind::Money), ("you pay", Kind::Money)]);
    }
    let own = sides.map(|sides| &sides.own);
    // Whose credit it is stands before both programs.
    let columns = columns
        .into_iter()
        .enumerate()
        .map(|(place, (title, kind))| Column::of_page(title, kind).in_group(own.filter(|_| place > 1)));
    let mut columns: Vec<Column> = columns.collect();
    let today = sides.and(simulated.in_force.as_ref()).map(|rules| rules.figures.ledgers.as_slice());
    if today.is_some() {
        let group = sides.map(|sides| &sides.today);
        columns.extend([
            Column::of_page("plan", Kind::Text).in_group(group).of_rank(2),
            Column::of_page("credit", Kind::Money).in_group(group),
            Column::of_page("drawn", Kind::Money).in_group(group).of_rank(1),
            Column::of_page("left", Kind::Money).in_group(group),
        ]);
    }
    let mut sheet = Sheet::new("", columns);
    for ((spec, tally), place) in simulated.ledgers.iter().zip(simulated.of_ledgers()).zip(0..) {
        let mut cells = vec![
            alike::times(&spec.name, spec.count).into(),
            super::estimate::name_of(&spec.holding).into(),
            simulated.over_cycles(place, |ledger| ledger.granted).into(),
        ];
        if has_spent {
            cells.push(simulated.over_cycles(place, |ledger| ledger.spent).into());
        }
        cells.extend([
            simulated.over_cycles(place, |ledger| ledger.drawn).into(),
            tally.overflow.into(),
            simulated.over_cycles(place, |ledger| ledger.expires).into(),
            Cell::known(simulated.runs_out(place).map(|(_, point)| short(answer.question, point))),
        ]);
        if has_pay {
            cells.extend([
                Cell::known(answer.fees_of(place)),
                tally.billed.into(),
                Cell::known(answer.pay_of(place, &tally)),
            ]);
        }
        if let Some(today) = today {
            cells.extend(credit_today(today, spec));
        }
        sheet.push(cells);
    }
    sheet
}

/// The credit of today of a seat: its plan where that has another name, what it grants, what runs draw and what is
/// left. A credit that several seats share stands with the first of them.
fn credit_today(today: &[LedgerTotal<'_>], own: &LedgerSpec<'_>) -> Vec<Cell> {
    let Some(first) = own.seats.first() else { return vec![Cell::Unknown; 4] };
    let Some(there) = today.iter().find(|there| there.spec.seats.contains(first)) else {
        // No credit is in force.
        return vec![Cell::Empty, Usd::ZERO.into(), Usd::ZERO.into(), Usd::ZERO.into()];
    };
    let name = if there.spec.holding.id() == own.holding.id() || there.spec.holding.plan.is_none() {
        Cell::Empty
    } else {
        there.spec.holding.id().into()
    };
    if there.spec.seats.first() != Some(first) {
        return vec![name, Cell::Empty.shown("shared"), Cell::Empty, Cell::Empty];
    }
    vec![name, there.granted.into(), there.drawn.into(), there.expires.into()]
}

/// When a run is, if that is known.
fn when(question: &Simulation<'_>, point: RunPoint) -> Option<String> {
    point.at.map(|at| moment(at, &question.zone)).or_else(|| point.day.map(|day| day.to_string()))
}

/// The same in a column: without the day of the week.
fn short(question: &Simulation<'_>, point: RunPoint) -> String {
    match (point.at, point.day) {
        (Some(at), _) => at.to_zoned(question.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
        (None, Some(day)) => day.to_string(),
        (None, None) => "unknown".to_owned(),
    }
}

/// The same in a sentence: `on Thu 2026-11-26 03:00`, or `within the cycle`.
pub(super) fn at_words(question: &Simulation<'_>, point: RunPoint) -> String {
    when(question, point).map_or_else(|| "within the cycle".to_owned(), |when| format!("on {when}"))
}

/// When each credit ends first, on which job, and what happens from then on. Credits of which the same
/// happens are told together.
fn ends(answer: &Answer<'_, '_>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let total_runs = simulated
        .cycles
        .iter()
        .flat_map(|cycle| &cycle.jobs)
        .fold(0_u64, |sum, job| sum.saturating_add(job.tally.runs));
    if total_runs == 0 {
        return format!("Nothing is drawn: there are no runs in {}.", time_in_words(question));
    }
    let is_one = simulated.ledgers.len() == 1 && simulated.ledgers[0].count.get() == 1;
    let end_of = |(ledger, place): (&LedgerSpec<'_>, usize)| {
        let (cycle, point) = simulated.runs_out(place)?;
        let then = match ledger.exhaustion {
            Exhaustion::Stop if !ledger.terms.is_empty() => {
                "requests are refused until its credit renews".to_owned()
            }
            Exhaustion::Stop if simulated.cycles.len() > 1 => {
                "requests are refused until the cycle renews".to_owned()
            }
            Exhaustion::Stop => {
                format!("requests are refused until {}", simulated.cycles[cycle].period.end())
            }
            Exhaustion::Bill => "runs are billed at API rates".to_owned(),
            Exhaustion::Cap(cap) => {
                let spent = if cycle == 0 { ledger.spent.less(ledger.credit) } else { Usd::ZERO };
                within_cap(cap, spent, " a cycle")
            }
        };
        let cycles = simulated.cycles.iter().filter(|cycle| cycle.ledgers[place].runs_out.is_some()).count();
        let often = match simulated.cycles.len() {
            1 => String::new(),
            all if all == cycles => " and in every cycle".to_owned(),
            all => format!(" first, and in {cycles} of {all} cycles"),
        };
        let (job, when) = (escaped_name(&question.jobs[point.job].name), at_words(question, point));
        let how = if ledger.credit.is_zero() {
            format!("is nothing, so that {job} {when}{often} is not paid")
        } else if ledger.credit <= ledger.spent && cycle == 0 {
            format!("is spent before {job} runs {when}{often}")
        } else {
            format!("ends with {job} {when}{often}")
        };
        Some((then, (alike::each_of(ledger), how)))
    };
    let ended = grouped(simulated.ledgers.iter().zip(0..).filter_map(end_of));
    if ended.is_empty() && simulated.jobs.iter().all(|job| job.no_credit.is_none()) {
        return if is_one { "The credit pays every run." } else { "The credits pay every run." }.to_owned();
    }
    let credit = |(place, (name, how)): (usize, (String, String))| match (is_one, place) {
        (true, _) => format!("the credit {how}"),
        (false, 0) => format!("the credit of {name} {how}"),
        (false, _) => format!("that of {name} {how}"),
    };
    let sentences = ended.into_iter().map(|(then, credits)| {
        let credits = listed(credits.into_iter().enumerate().map(credit));
        format!("{}; from then on {then}.", capitalized(&credits))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// Whose runs are refused on which days.
fn refusals(answer: &Answer<'_, '_>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let of_job = |(spec, place): (&JobSpec, usize)| {
        let outcomes = || simulated.cycles.iter().map(move |cycle| &cycle.jobs[place]);
        let refused = outcomes().fold(0_u64, |sum, outcome| sum.saturating_add(outcome.tally.runs_refused));
        let days: Vec<Date> = outcomes()
            .flat_map(|outcome: &JobOutcome| outcome.refused_days.iter().map(|(day, _)| *day))
            .collect();
        let days = if days.is_empty() { String::new() } else { format!(" ({})", stretches(&days)) };
        (refused > 0).then(|| format!("{} of {}{days}", counted(refused, "run"), escaped_name(&spec.name)))
    };
    let refused: Vec<String> = question.jobs.iter().zip(0..).filter_map(of_job).collect();
    if refused.is_empty() { String::new() } else { format!("Refused: {}.", refused.join("; ")) }
}

/// Days as stretches, `2026-11-26 to 2026-11-30`, or how many there are where those are many.
fn stretches(days: &[Date]) -> String {
    const SHOWN: usize = 3;
    let mut stretches: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match stretches.last_mut() {
            Some((_, last)) if *last == *day || last.tomorrow().is_ok_and(|next| next == *day) => {
                *last = *day;
            }
            _ => stretches.push((*day, *day)),
        }
    }
    let words = |(first, last): &(Date, Date)| {
        if first == last { first.to_string() } else { format!("{first} to {last}") }
    };
    match stretches.as_slice() {
        [(first, _), .., (_, last)] if stretches.len() > SHOWN => {
            let count = stretches
                .iter()
                .map(|(first, last)| crate::calendar::Period::new(*first, *last).days() + 1)
                .sum();
            format!("{} from {first} to {last}", counted(count, "day"))
        }
        few => listed(few.iter().map(words)),
    }
}

/// What somebody gets who adds up credits that do not pool.
fn pooled(answer: &Answer<'_, '_>) -> String {
    let Some(pooled) = answer.pooled else { return String::new() };
    let total = answer.simulated.total();
    if pooled.overflow == total.overflow {
        return String::new();
    }
    format!(
        "Added up, the credits are {} and would leave {} of overflow; but they belong to one user each and do not pool, and the overflow is {}.",
        dollars(pooled.granted),
        dollars(pooled.overflow),
        dollars(total.overflow)
    )
}

fn assignment(page: &mut Page, answer: &Answer<'_, '_>) {
    let Some(assignment) = &answer.assignment else { return };
    let moves = answer.moves();
    let bound = if assignment.is_least() {
        "no assignment has less".to_owned()
    } else {
        format!("the best that was found; no assignment has less than {}", dollars(assignment.at_least))
    };
    page.add(Block::Heading("Jobs on seats with the least overflow".to_owned()));
    if moves.is_empty() {
        page.text(format!(
            "They stay where they are: {} of overflow; {bound}.",
            dollars(assignment.overflow)
        ));
        return;
    }
    let mut sheet = Sheet::of_page(&["move", "from", "to"].map(|title| (title, Kind::Text)));
    for (job, from, to) in moves {
        sheet.push([job, from, to].map(|name| escaped_name(name).into()).to_vec());
    }
    page.add(Block::Table(sheet));
    page.text(format!(
        "{} of overflow in place of {}; {bound}.",
        dollars(assignment.overflow),
        dollars(assignment.overflow_before)
    ));
}

/// Adds why jobs draw no credit, each reason once.
fn add_no_credits(page: &mut Page, answer: &Answer<'_, '_>) {
    let (question, simulated) = (answer.question, answer.simulated);
    for priced in &simulated.jobs {
        cite_source(page, priced.no_credit, simulated.ledgers[priced.ledger].holding.plan);
    }
    let reason = |(spec, priced): (&JobSpec, &PricedJob<'_>)| {
        let why = priced.no_credit?;
        let reason = why_no_credit(why, simulated.ledgers[priced.ledger].holding.plan, question.program);
        let (what, what_instead) = match why.draws() {
            Draws::NotPermitted => ("Not permitted", ""),
            Draws::ApiSpend => ("No credit, billed at API rates", ""),
            // The rules that say so themselves name the windows.
            Draws::PlanWindows if !reason.contains("windows") => {
                ("Plan limits", "; it uses the plan's limits, which are not dollars")
            }
            Draws::PlanWindows => ("Plan limits", ""),
            Draws::Credit => ("No credit", ""),
        };
        Some((format!("{what}: {reason}{what_instead}"), escaped_name(&spec.name)))
    };
    let reasons = grouped(question.jobs.iter().zip(&simulated.jobs).filter_map(reason));
    page.texts(reasons.into_iter().map(|(reason, jobs)| format!("{}: {reason}.", listed(&jobs))));
}

fn share_a_credit(answer: &Answer<'_, '_>) -> bool {
    let jobs = &answer.simulated.jobs;
    (0..answer.simulated.ledgers.len())
        .any(|ledger| jobs.iter().filter(|job| job.ledger == ledger).count() > 1)
}

/// Whose rules these are, where they count alone.
fn rules_in_force(answer: &Answer<'_, '_>) -> String {
    let question = answer.question;
    if !question.program.in_force_on(question.as_of) {
        return rules::these(question.program, question.as_of);
    }
    let rules = scenarios::rules(question, Some(answer.simulated));
    let since = rules.status.and_then(|(_, since)| since);
    rules::in_use(&rules.program, since) + "."
}

/// The same without a capital at its beginning, as behind a colon.
fn lowered(sentences: &str) -> String {
    let mut letters = sentences.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
