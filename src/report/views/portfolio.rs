//! What to change so that the credits are enough: the answer in one line, the jobs, the credits, and the lines to write.

use std::collections::BTreeSet;

use super::{both, rules};
use crate::answer::Portfolio;
use crate::answer::portfolio::{Allow, At, Edit, InForce, Job, Outcome, Proven};
use crate::calendar::BillingCycle;
use crate::ledger::Simulation;
use crate::phrase::{
    capitalized, count, counted, escaped, escaped_name, exact_dollars, grouped, listed, quoted_name,
    toml_text,
};
use crate::report::number::dollars;
use crate::report::programs::{self, Both};
use crate::report::views::time;
use crate::report::{Block, Page, Role, sheets};
use crate::units::{Usd, length};

/// The changes of a portfolio.
#[must_use]
pub fn portfolio(answer: &Portfolio, question: &Simulation<'_>, both: Option<&Both<'_>>) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer, question.cycle)));
    if answer.jobs.is_empty() {
        return page;
    }
    page.text(without_credit(answer, question, both));
    page.add(Block::Table(sheets::portfolio_jobs(answer)));
    page.add(Block::Table(sheets::portfolio_seats(answer)));
    page.text(not_covered(answer));
    page.text(proof(answer));
    match both {
        Some(both) => {
            page.today(under_both(answer, both));
            page.today(both::jobs_on_plan_limits(question, both));
        }
        None if !question.program.in_force_on(question.as_of) => {
            page.note(
                rules::role(question.program, question.as_of),
                rules::these(question.program, question.as_of),
            );
        }
        None => {}
    }
    page.note(Role::Note, format!("Limit: {}.", limit(answer, question)));
    page.detail(OBJECTIVE);
    let edits = edits(answer);
    if !edits.is_empty() {
        page.notes_here();
        let file = answer.jobs.iter().find_map(|job| job.edit.as_ref()).map(|edit| edit.file.as_str());
        page.add(Block::Heading(format!("Changes in {}", escaped(file.unwrap_or_default()))));
        page.add(Block::Lines(edits));
    }
    page
}

/// So many choices are no longer counted.
const MANY: u128 = 1_000_000_000;
/// More changes than fit beside the rest of the first line are counted.
const WIDE: usize = 90;

/// What is best, in a sentence.
const OBJECTIVE: &str = "Best means: jobs with a lower `priority` number give up runs last; then as few runs as \
    possible are given up; then as few jobs as possible are dropped, get another model or change at all; then models \
    named first are used; then the runs that are left cost the least; then jobs further down in the file change.";

/// ``Thin `review` to weekdays and drop `digest`: all 78 remaining runs are covered``.
fn headline(answer: &Portfolio, cycle: BillingCycle) -> String {
    let total = &answer.total;
    match answer.outcome {
        Outcome::Nothing => format!("No change that is allowed is enough: {}", short_of(answer)),
        Outcome::Unknown => format!("No change was found that is enough: {}", short_of(answer)),
        Outcome::Unchanged if total.runs == 0 => {
            format!("Nothing to change: nothing runs in {}", time::cycle(cycle))
        }
        Outcome::Unchanged => format!("Nothing to change: {}", holds(answer)),
        Outcome::Changed => {
            let given_up = total.runs_given_up;
            let verb = if given_up == 1 { "is" } else { "are" };
            let lost =
                if given_up > 0 { format!("; {} {verb} given up", count(given_up)) } else { String::new() };
            format!("{}: {}{lost}", capitalized(&actions(answer)), holds(answer))
        }
    }
}

/// That today's rules grant no credit at all, which is then why jobs go; nothing else could be enough under them.
fn without_credit(answer: &Portfolio, question: &Simulation<'_>, both: Option<&Both<'_>>) -> String {
    let is_none = |there: &&InForce| there.granted_usd.is_zero() && !there.overflow_before_usd.is_zero();
    let (Some(both), Some(_)) = (both, answer.in_force.as_ref().filter(is_none)) else {
        return String::new();
    };
    if answer.outcome == Outcome::Unchanged {
        return String::new();
    }
    let today = both.in_force.map_or_else(String::new, |program| format!(" ({})", programs::short(program)));
    let plans: BTreeSet<&str> = answer.seats.iter().map(|seat| seat.plan.as_str()).collect();
    let whose = match plans.into_iter().collect::<Vec<_>>().as_slice() {
        [plan] if *plan != "-" => format!("{plan} has no credit"),
        _ => "there is no credit".to_owned(),
    };
    let (own, id) = (programs::in_prose(both.own), &question.program.id);
    format!("Today's rules{today}: {whose}. For {own} alone: `--program {id}`.")
}

/// What is wrong as it is.
fn short_of(answer: &Portfolio) -> String {
    match answer.inputs.nights {
        Some(nights) => {
            format!("the credit covers {} of {} nights", count(answer.total.nights_covered), count(nights))
        }
        None => format!("{} is beyond the credit", dollars(most_overflow(answer))),
    }
}

/// The overflow, under the rules under which there is more.
fn most_overflow(answer: &Portfolio) -> Usd {
    let there = answer.in_force.as_ref().map(|there| there.overflow_usd).unwrap_or_default();
    answer.total.overflow_usd.max(there)
}

/// `all 78 runs are covered`.
fn holds(answer: &Portfolio) -> String {
    let total = &answer.total;
    let remaining = if total.runs_given_up > 0 || total.runs < total.runs_before { "remaining " } else { "" };
    let runs = counted(total.runs, &format!("{remaining}run"));
    let there_is_none = answer.in_force.as_ref().is_none_or(|there| there.overflow_usd.is_zero());
    if answer.inputs.nights.is_some() {
        return format!("the credit covers {}", counted(total.nights_covered, "night"));
    }
    if total.runs == 0 {
        return "no run is left".to_owned();
    }
    if !total.overflow_usd.is_zero() || !there_is_none {
        return format!(
            "{} is beyond the credit, {} of {runs} covered",
            dollars(most_overflow(answer)),
            count(total.runs_covered)
        );
    }
    match (total.runs, total.runs_on_plan_limits) {
        (1, 0) => format!("the one {remaining}run is covered"),
        (_, 0) => format!("all {runs} are covered"),
        (all, limits) if all == limits => format!("all {runs} use plan limits"),
        _ => format!("none of {runs} is beyond the credit"),
    }
}

/// ``thin `a` to weekdays, move `b` to bob and drop `c` ``; of many changes how many there are of each.
fn actions(answer: &Portfolio) -> String {
    let changed: Vec<&Job> = answer.jobs.iter().filter(|job| !job.changes.is_empty()).collect();
    let alike = grouped(changed.iter().map(|job| (action(job), quoted_name(&job.job))));
    let objects = alike.into_iter().map(|((verb, rest), names)| (verb, format!("{}{rest}", listed(&names))));
    let of_verbs = grouped(objects).into_iter().map(|(verb, objects)| format!("{verb} {}", listed(&objects)));
    let said = listed(of_verbs.collect::<Vec<String>>());
    if said.chars().count() <= WIDE {
        return said;
    }
    let kinds = [
        (Allow::Move, "moved"),
        (Allow::Model, "with another model"),
        (Allow::Thin, "thinned"),
        (Allow::Drop, "dropped"),
    ];
    let many = kinds.into_iter().filter_map(|(kind, word)| {
        let jobs = changed.iter().filter(|job| job.changes.contains(&kind)).count();
        (jobs > 0).then(|| format!("{jobs} {word}"))
    });
    let jobs = counted(length(changed.len()), "job");
    format!("change {jobs} ({})", many.collect::<Vec<String>>().join(", "))
}

/// What is done to a job: the verb, and what stands behind its name.
fn action(job: &Job) -> (&'static str, String) {
    let seat = job.seat.as_ref().filter(|seat| **seat != job.seat_before);
    let to = seat.map(|seat| format!(" to {}", escaped_name(seat))).unwrap_or_default();
    let with = job.model.as_ref().map(|model| format!(" with {model}")).unwrap_or_default();
    if job.changes.contains(&Allow::Drop) {
        return ("drop", String::new());
    }
    match (&job.thinned, job.waits_until) {
        (_, Some(day)) => ("start", format!(" on {day}")),
        (Some(thinned), None) if seat.is_some() => ("move", format!("{to} and thin it to {thinned}{with}")),
        (Some(thinned), None) => ("thin", format!(" to {thinned}{with}")),
        (None, None) if seat.is_some() => ("move", format!("{to}{with}")),
        (None, None) => ("run", with),
    }
}

/// What becomes of what is beyond the credit.
fn not_covered(answer: &Portfolio) -> String {
    let (refused, billed) = (answer.total.runs_refused, answer.total.billed_usd);
    let mut said = Vec::new();
    if refused > 0 {
        let verb = if refused == 1 { "is" } else { "are" };
        said.push(format!("{} {verb} refused or cut short", counted(refused, "run")));
    }
    if !billed.is_zero() {
        said.push(format!("{} is billed at API rates", dollars(billed)));
    }
    if said.is_empty() { String::new() } else { format!("{}.", capitalized(&listed(&said))) }
}

/// How good it is.
fn proof(answer: &Portfolio) -> String {
    let proof = &answer.proof;
    let choices = proof.choices.as_ref().and_then(|choices| choices.parse::<u128>().ok());
    let choices = match choices.filter(|choices| *choices < MANY) {
        Some(1) => "1 choice".to_owned(),
        Some(choices) => format!("{} choices", count(choices)),
        None => "more than a billion choices".to_owned(),
    };
    match (answer.outcome, proof.proven) {
        (Outcome::Unchanged, _) | (_, Proven::Nothing) => String::new(),
        (Outcome::Nothing, _) if proof.choices.as_deref() == Some("1") => {
            "Nothing may be changed.".to_owned()
        }
        (Outcome::Nothing, _) => format!("None of {choices} is enough."),
        (_, Proven::Best) => format!("Proven: the best of {choices}."),
        (_, Proven::MostRuns) => {
            format!("Proven: none of {choices} keeps more runs; fewer changes might do.")
        }
        (_, Proven::Bound) => {
            let better = counted(proof.better_by_at_most.unwrap_or_default(), "run");
            let priorities = answer.jobs.iter().any(|job| job.priority != answer.jobs[0].priority);
            let of = proof.priority.filter(|_| priorities).map(|priority| format!(" of priority {priority}"));
            format!(
                "The best found; none of {choices} keeps more than {better}{} more.",
                of.unwrap_or_default()
            )
        }
    }
}

/// What must hold.
fn limit(answer: &Portfolio, question: &Simulation<'_>) -> String {
    let what = match (answer.inputs.max_overflow_usd, answer.inputs.nights) {
        (_, Some(nights)) => format!("the credit covers {}", counted(nights, "night")),
        (Some(limit), None) if !limit.is_zero() => format!("at most {} of overflow", exact_dollars(limit)),
        _ => "no overflow".to_owned(),
    };
    let cycles = match answer.inputs.cycles {
        1 => format!(" in {}", time::cycle(question.cycle)),
        cycles => format!(" in each of {cycles} cycles"),
    };
    let at = match answer.inputs.at {
        At::Plan => "",
        At::P95 => ", in 95 of 100 months as well",
    };
    format!("{what}{cycles}{at}")
}

/// That the changes hold under both programs, with what they leave under today's.
fn under_both(answer: &Portfolio, both: &Both<'_>) -> String {
    let Some(there) = &answer.in_force else { return String::new() };
    let (own, today) =
        (programs::short(both.own), both.in_force.map_or("no credit in force", programs::short));
    match answer.outcome {
        Outcome::Nothing | Outcome::Unknown => format!(
            "The limit must hold under both the {own} ({} over) and today's rules ({today}, {} over); `--program` asks \
            about one.",
            dollars(answer.total.overflow_usd),
            dollars(there.overflow_usd)
        ),
        Outcome::Changed | Outcome::Unchanged => format!(
            "This holds under the {own}, whose figures these are, and today ({today}: {} drawn of {}).",
            dollars(there.drawn_usd),
            dollars(there.granted_usd)
        ),
    }
}

/// The lines to write, job by job. What they say of the file is a comment, so that all of it can be pasted.
fn edits(answer: &Portfolio) -> Vec<String> {
    let first = answer.jobs.iter().find_map(|job| job.edit.as_ref()).map(|edit| edit.file.clone());
    let mut lines = Vec::new();
    for (job, edit) in answer.jobs.iter().filter_map(|job| Some((job, job.edit.as_ref()?))) {
        let is_elsewhere = first.as_ref() != Some(&edit.file);
        let file = if is_elsewhere { format!(" in {}", escaped(&edit.file)) } else { String::new() };
        let name = toml_text(&job.job);
        if edit.removes_job {
            lines.push(format!("# {name}{file}: remove its [[job]]"));
            continue;
        }
        lines.push(format!("# {name}{file}{}", was(edit)));
        lines.extend(edit.lines.iter().map(|line| escaped(line)));
    }
    lines
}

fn was(edit: &Edit) -> String {
    if edit.instead_of.is_empty() {
        return ", a new line:".to_owned();
    }
    let in_a_line = |text: &String| escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let before: Vec<String> = edit.instead_of.iter().map(in_a_line).collect();
    format!(", in place of `{}`:", before.join("` and `"))
}
