//! Several jobs on their credits: who is paid for what, when each credit ends, and who is refused when.

mod alike;
mod assigned;
mod cycles;
mod effect;
mod ends;
mod explain;
mod headline;
mod jobs;
mod pay;
mod seats;
mod terms;

use crate::answer::simulate::results::Answer;
use crate::ledger::{JobSpec, Note, PricedJob, Simulation};
use crate::phrase::{escaped_name, grouped, listed};
use crate::pricing::Draws;
use crate::report::notes;
use crate::report::number::dollars;
use crate::report::programs::{self, Both};
use crate::report::views::both::{self, Sides};
use crate::report::views::estimate::{cite_source, why_no_credit};
use crate::report::views::{paid, rules, time};
use crate::report::{Block, Page, Role, sheets};
use crate::studies::difference::scenarios;

pub use explain::explain_simulated;

/// The answer of a simulation: what a change does if one is asked about, the jobs, and the credits of one cycle.
#[must_use]
pub fn simulate(answer: &Answer<'_, '_>) -> Page {
    let mut page = Page::new();
    effect::lead(&mut page, answer);
    assigned::lead(&mut page, answer);
    let line = simulated_headline(answer);
    page.add(Block::Headline(line));
    if answer.question.jobs.is_empty() {
        page.note(role_of_rules(answer), rules_in_force(answer));
        return page;
    }
    let both = Both::of_jobs(answer.question, answer.simulated.in_force.as_ref());
    let sides = both.as_ref().map(|both| Sides::of_jobs(both, answer.question));
    if answer.simulated.cycles.len() > 1 {
        page.add(Block::Table(cycles::sheet(answer, sides.as_ref())));
    }
    page.add(Block::Table(jobs::sheet(answer, sides.as_ref())));
    if shows_seats(answer) {
        page.add(Block::Table(seats::sheet(answer, sides.as_ref())));
    }
    add_results(&mut page, answer, both.as_ref());
    add_details(&mut page, answer);
    page
}

/// The line that says what all of it comes to.
#[must_use]
pub(in crate::report) fn simulated_headline(answer: &Answer<'_, '_>) -> String {
    let question = answer.question;
    if question.jobs.is_empty() {
        return format!("Nothing runs in {}: no job is left", time_in_words(question));
    }
    headline::headline(answer, Both::of_jobs(question, answer.simulated.in_force.as_ref()).as_ref())
}

/// Whether the credits stand under the jobs: where something else is asked about, `--explain` has them.
fn shows_seats(answer: &Answer<'_, '_>) -> bool {
    answer.simulated.cycles.len() == 1 && answer.effect.is_none() && answer.assignment.is_none()
}

/// Adds what the figures mean.
fn add_results(page: &mut Page, answer: &Answer<'_, '_>, both: Option<&Both<'_>>) {
    let said = pay::result(answer);
    match both {
        // What is refused is not the same under both programs.
        Some(both) if !said.is_empty() => {
            page.text(format!("With the {}: {said}", programs::short(both.own)));
        }
        _ => page.text(said),
    }
    match both {
        Some(both) => page.today(both::jobs_on_plan_limits(answer.question, both)),
        None => page.note(role_of_rules(answer), rules_in_force(answer)),
    }
    let shown = answer.simulated.notes.iter().filter(|note| notes::is_answer(&note.note));
    page.notes(shown.map(|note| (role_of(&note.note), notes::of_jobs(note))));
    if answer.question.is_fee_paid {
        page.assumed(paid::FEE_PAID);
    }
    for line in alike::one_of_each(answer) {
        page.note(Role::Note, line);
    }
    page.note(Role::Note, pooled(answer));
    if answer.simulated.total().runs_on_limits > 0 {
        page.note(Role::Note, format!("Plan limits cost nothing extra. {}", paid::NO_PROMISE));
    }
    add_no_credits(page, answer);
}

/// What a note is for. That runs are spread evenly is said of their dates, and every figure stays what it is.
fn role_of(note: &Note) -> Role {
    if matches!(note, Note::SpreadRuns { .. }) { Role::Assumed } else { notes::role(note) }
}

/// Adds what some look up: the dates and names behind the figures.
fn add_details(page: &mut Page, answer: &Answer<'_, '_>) {
    for line in ends::all(answer) {
        page.detail(line);
    }
    page.detail(ends::refusals(answer));
    page.detail(pay::billed(answer));
    if share_a_credit(answer) {
        page.detail("Runs that start together use the credit by priority, then in file order.");
    }
}

/// Adds every line of every ledger to a page, if they are listed.
pub fn simulated_ledger(page: &mut Page, answer: &Answer<'_, '_>) {
    if answer.ledger.is_some() {
        page.add(Block::Heading("The ledger".to_owned()));
        page.add(Block::Table(sheets::entries(answer)));
    }
}

/// The cycle, or the cycles.
fn time_in_words(question: &Simulation<'_>) -> String {
    let whole = match question.cycles.get() {
        1 => time::cycle(question.cycle),
        cycles => {
            let period = question.cycle.period();
            let end = question.days().map_or(period.end(), crate::calendar::Period::end);
            format!("{cycles} cycles from {}", time::days(period.start(), time::last(end)))
        }
    };
    time::rest_of(whole, question.from, &question.zone)
}

/// The year of which dates go without saying.
fn year(question: &Simulation<'_>) -> i16 {
    question.cycle.period().start().year()
}

/// What somebody gets who adds up credits that do not pool.
fn pooled(answer: &Answer<'_, '_>) -> String {
    let Some(pooled) = answer.pooled else { return String::new() };
    let overflow = answer.simulated.total().overflow;
    if pooled.overflow == overflow {
        return String::new();
    }
    let (granted, overflow) = (dollars(pooled.granted), dollars(overflow));
    let shared = if pooled.overflow.is_zero() {
        format!("{granted} would cover everything")
    } else {
        format!("{granted} would leave {}", dollars(pooled.overflow))
    };
    format!("Each credit belongs to one person. Shared, {shared}; now {overflow} isn't covered.")
}

/// Adds why jobs draw no credit, each reason once. What is not permitted changes everything.
fn add_no_credits(page: &mut Page, answer: &Answer<'_, '_>) {
    let (question, simulated) = (answer.question, answer.simulated);
    for priced in &simulated.jobs {
        cite_source(page, priced.no_credit, simulated.ledgers[priced.ledger].holding.plan);
    }
    let reason = |(spec, priced): (&JobSpec, &PricedJob<'_>)| {
        let why = priced.no_credit?;
        let reason = why_no_credit(why, simulated.ledgers[priced.ledger].holding.plan, question.program);
        let (what, role) = match why.draws() {
            Draws::NotPermitted => ("not permitted", Role::Caution),
            Draws::ApiSpend => ("no credit, billed at API rates", Role::Note),
            Draws::PlanWindows => ("uses plan limits", Role::Note),
            Draws::Credit => ("no credit", Role::Note),
        };
        Some(((role, format!("{what}: {reason}")), escaped_name(&spec.name)))
    };
    let reasons = grouped(question.jobs.iter().zip(&simulated.jobs).filter_map(reason));
    for ((role, reason), jobs) in reasons {
        page.note(role, format!("{}: {reason}.", listed(&jobs)));
    }
}

fn share_a_credit(answer: &Answer<'_, '_>) -> bool {
    let jobs = &answer.simulated.jobs;
    (0..answer.simulated.ledgers.len())
        .any(|ledger| jobs.iter().filter(|job| job.ledger == ledger).count() > 1)
}

fn role_of_rules(answer: &Answer<'_, '_>) -> Role {
    rules::role(answer.question.program, answer.question.as_of)
}

/// Whose rules these are, where they count alone.
fn rules_in_force(answer: &Answer<'_, '_>) -> String {
    let question = answer.question;
    if !question.program.in_force_on(question.as_of) {
        return rules::these(question.program, question.as_of);
    }
    let rules = scenarios::rules(question, Some(answer.simulated));
    let since = rules.status.and_then(|(_, since)| since);
    rules::in_use(question.program, since) + "."
}
