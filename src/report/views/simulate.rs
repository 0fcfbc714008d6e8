//! Several jobs on their credits: who is paid for what, when each credit ends, and who is refused when.

mod alike;
mod effect;
mod explain;
mod terms;

use jiff::civil::Date;

use crate::answer::simulate::results::Answer;
use crate::ledger::{Exhaustion, JobOutcome, JobSpec, LedgerSpec, PricedJob, RunPoint, Simulation, Tally};
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, counted, escaped_name, grouped, listed, moment};
use crate::pricing::Draws;
use crate::report::notes;
use crate::report::number::{dollars, part};
use crate::report::views::estimate::{cite_source, why_no_credit, within_cap};
use crate::report::views::{at_a_glance, rules, time};
use crate::report::{Block, Cell, Emphasis, Kind, Page, Sheet, sheets};
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
    page.add(Block::Headline(headline(answer)));
    page.add(Block::Table(jobs(answer)));
    if answer.simulated.cycles.len() > 1 {
        page.add(Block::Table(cycles(answer)));
    }
    page.add(Block::Table(seats(answer)));
    if let Some(terms) = terms::terms(answer) {
        page.add(Block::Table(terms));
    }
    page.texts(alike::one_of_each(answer));
    page.text(ends(answer));
    page.text(refusals(answer));
    effect::add(&mut page, answer);
    page.text(pooled(answer));
    assignment(&mut page, answer);
    add_no_credits(&mut page, answer);
    let shown = answer.simulated.notes.iter().filter(|note| notes::is_answer(&note.note));
    page.clauses(shown.map(notes::of_jobs));
    if share_a_credit(answer) {
        page.text("Runs at one instant draw in the order of their priority, and then of the file.");
    }
    page.text(rules_in_force(answer));
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
fn headline(answer: &Answer<'_, '_>) -> String {
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
    let rest = if total.overflow.is_zero() {
        format!("{credit} all of it")
    } else {
        format!("{credit} {}, {} is overflow", dollars(total.drawn), dollars(total.overflow))
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

fn jobs(answer: &Answer<'_, '_>) -> Sheet {
    let (question, simulated) = (answer.question, answer.simulated);
    let has_seats = question.seats.len() > 1 || question.seats.iter().any(alike::is_counted);
    let has_nights = question
        .jobs
        .iter()
        .zip(0..)
        .map(|(_, place)| simulated.of_job(place))
        .any(|tally| tally.nights != tally.runs);
    let mut columns = vec![("job", Kind::Text)];
    if has_seats {
        columns.push(("seat", Kind::Text));
    }
    // What the credit pays is the cost without the overflow, and stands below for each credit.
    columns.extend([("a run", Kind::Figure), ("covered", Kind::Part)]);
    if has_nights {
        columns.push(("nights", Kind::Part));
    }
    columns.extend([("cost", Kind::Money), ("overflow", Kind::Money)]);
    let mut sheet = Sheet::of_page(&columns);
    let row = |name: Cell, seat: Cell, a_run: Cell, tally: &Tally| {
        let mut cells = vec![name];
        if has_seats {
            cells.push(seat);
        }
        cells.extend([a_run, Cell::Part(tally.runs_covered, tally.runs)]);
        if has_nights {
            cells.push(Cell::Part(tally.nights_covered, tally.nights));
        }
        cells.extend([tally.cost.into(), tally.overflow.into()]);
        cells
    };
    for (spec, place) in question.jobs.iter().zip(0..) {
        let tally = simulated.of_job(place);
        let seat = alike::seat(&question.seats[spec.seat]).into();
        let cells = row(escaped_name(&spec.name).into(), seat, a_run(&simulated.jobs[place]), &tally);
        sheet.push_with(cells, emphasis(&tally));
    }
    if question.jobs.len() > 1 {
        sheet.total(row("all".into(), Cell::Empty, Cell::Empty, &simulated.total()));
    }
    sheet
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
    at_a_glance(tally.overflow.is_zero(), tally.drawn.is_zero())
}

fn cycles(answer: &Answer<'_, '_>) -> Sheet {
    let mut sheet = Sheet::of_page(&[
        ("cycle", Kind::Date),
        ("runs covered", Kind::Part),
        ("cost", Kind::Money),
        ("from credit", Kind::Money),
        ("coverage", Kind::Percent),
        ("overflow", Kind::Money),
        ("left", Kind::Money),
    ]);
    for cycle in &answer.simulated.cycles {
        let tally = cycle.total();
        let left: Usd = cycle.ledgers.iter().map(|ledger| ledger.expires).sum();
        let cells = vec![
            cycle.period.start().into(),
            Cell::Part(tally.runs_covered, tally.runs),
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

fn seats(answer: &Answer<'_, '_>) -> Sheet {
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
    let mut sheet = Sheet::of_page(&columns);
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
        sheet.push(cells);
    }
    sheet
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
                ("No credit", "; it draws plan windows, which are not dollars")
            }
            Draws::PlanWindows | Draws::Credit => ("No credit", ""),
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

/// The same jobs under the rules in force, or that these are in force.
fn rules_in_force(answer: &Answer<'_, '_>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let rules = scenarios::rules(question, Some(simulated));
    match (&rules.in_force, &simulated.in_force) {
        (Some(in_force), Some(known)) => {
            let covered = part(known.figures.total.runs_covered, known.figures.total.runs);
            rules::sentence(
                &rules,
                in_force,
                &dollars(in_force.granted_usd),
                &format!("{covered} runs covered, {}", dollars(in_force.overflow_usd)),
            )
        }
        _ => {
            let since = rules.status.and_then(|(_, since)| since);
            rules::in_use(&rules.program, since) + "."
        }
    }
}
