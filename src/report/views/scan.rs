//! The agent jobs that were found: when each runs, what a run costs, what that comes to, and which credit it draws.

use crate::answer::Scan;
use crate::answer::scan::{Job, State};
use crate::calendar::BillingCycle;
use crate::phrase::{counted, escaped_name, grouped, listed, listed_few};
use crate::pricing::{Draws, Program};
use crate::report::number::dollars;
use crate::report::views::{rules, time};
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Role, Sheet};
use crate::units::{Usd, length};

/// The jobs in a table, under what they come to; or where was looked, and what to try first.
#[must_use]
pub fn found(answer: &Scan, cycle: BillingCycle, program: &Program) -> Page {
    let mut page = Page::new();
    if answer.jobs.is_empty() {
        page.add(Block::Headline("No agent job was found. Try:".to_owned()));
        let first = [
            "creditcalc estimate --cost-per-run 4 --cron \"0 3 * * *\"",
            "crontab -l | creditcalc scan --crontab -",
        ];
        page.add(Block::Lines(first.iter().map(|line| format!("  {line}")).collect()));
        page.text(looked_for(answer));
        return page;
    }
    page.add(Block::Headline(headline(answer, cycle)));
    page.add(Block::Table(jobs(answer)));
    without_cost(&mut page, answer);
    if answer.inputs.plan.is_none() {
        page.note(
            Role::SignedIn,
            "Which credit pays? Name your plan: `--plan max` (`creditcalc plans` lists them).",
        );
    }
    let as_of = answer.inputs.as_of;
    if answer.inputs.plan.is_some() && !program.in_force_on(as_of) {
        page.note(rules::role(program, as_of), rules::these(program, as_of));
    }
    unknown_sign_in(&mut page, answer);
    no_credits(&mut page, answer);
    for job in &answer.jobs {
        page.detail(where_found(job));
    }
    page.detail(looked_for(answer));
    page
}

/// `3 agent jobs run 64 times in November 2026: $57.60, all covered`.
fn headline(answer: &Scan, cycle: BillingCycle) -> String {
    let total = &answer.total;
    let jobs = counted(length(answer.jobs.len()), "agent job");
    let verb = if answer.jobs.len() == 1 { "runs" } else { "run" };
    let said = format!("{jobs} {verb} {} in {}", counted(total.runs, "time"), time::cycle(cycle));
    let Some(total_cost) = total.cost_usd else { return format!("{said}; what a run costs is not known") };
    let least =
        if total.jobs_without_cost > 0 || answer.jobs.iter().any(is_at_least) { "at least " } else { "" };
    let cost = format!("{said}: {least}{}", dollars(total_cost));
    match (total.drawn_usd, total.overflow_usd) {
        (Some(drawn), Some(overflow)) if !overflow.is_zero() => {
            format!("{cost}, {} covered, {} over", dollars(drawn), dollars(overflow))
        }
        (Some(drawn), Some(_)) if drawn == total_cost && least.is_empty() => format!("{cost}, all covered"),
        (Some(drawn), Some(_)) if !drawn.is_zero() => format!("{cost}, {} covered", dollars(drawn)),
        _ => cost,
    }
}

/// Whether what a job's runs cost is a lower bound.
fn is_at_least(job: &Job) -> bool {
    job.measured.as_ref().is_some_and(|measured| measured.is_at_least)
}

fn jobs(answer: &Scan) -> Sheet {
    let has_draws = answer.jobs.iter().any(|job| job.draws.is_some());
    let mut columns = vec![
        Column::of_page("job", Kind::Text),
        Column::of_page("when", Kind::Text).wrapped().of_rank(1),
        Column::of_page("runs", Kind::Count),
        Column::of_page("a run", Kind::Money),
        Column::of_page("p90", Kind::Money).of_rank(2),
        Column::of_page("from", Kind::Count).of_rank(2),
        Column::of_page("cost", Kind::Money),
    ];
    columns.extend(has_draws.then(|| Column::of_page("draws", Kind::Text)));
    columns.extend(has_draws.then(|| Column::of_page("over", Kind::Money)));
    let mut sheet = Sheet::new("Jobs", columns);
    for job in &answer.jobs {
        let money = |amount: Option<Usd>| amount.map_or(Cell::Unknown, Cell::from);
        let mut cells = vec![
            escaped_name(&job.job).into(),
            (&job.words).into(),
            job.runs_in_cycle.into(),
            money(job.run_cost_usd),
            money(job.measured.as_ref().map(|measured| measured.cost_p90_usd)),
            job.measured.as_ref().map_or(Cell::Unknown, |measured| measured.runs.into()),
            money(job.cost_usd),
        ];
        if has_draws {
            cells.push(job.draws.map_or(Cell::Unknown, |draws| in_a_word(draws).into()));
            cells.push(over(job));
        }
        sheet.push(cells);
    }
    if answer.jobs.len() > 1 {
        let money = |amount: Option<Usd>| amount.map_or(Cell::Unknown, Cell::from);
        let mut cells = vec![
            "all".into(),
            Cell::Empty,
            answer.total.runs.into(),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            money(answer.total.cost_usd),
        ];
        if has_draws {
            cells.push(Cell::Empty);
            cells.push(answer.total.overflow_usd.map_or(Cell::Unknown, Cell::or_dash));
        }
        sheet.total(cells);
    }
    sheet
}

fn over(job: &Job) -> Cell {
    let Some(overflow) = job.overflow_usd else { return Cell::Unknown };
    let mark = if overflow.is_zero() { Emphasis::None } else { Emphasis::Partly };
    Cell::or_dash(overflow).marked(mark)
}

fn in_a_word(draws: Draws) -> &'static str {
    match draws {
        Draws::Credit => "credit",
        Draws::PlanWindows => "plan limits",
        Draws::ApiSpend => "API bill",
        Draws::NotPermitted => "not permitted",
    }
}

/// Which jobs are in no amount, and what to do about it.
fn without_cost(page: &mut Page, answer: &Scan) {
    let names = answer
        .jobs
        .iter()
        .filter(|job| job.cost_usd.is_none() && job.runs_in_cycle > 0)
        .map(|job| format!("`{}`", job.job));
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return;
    }
    let verb = if names.len() == 1 { "has" } else { "have" };
    let names = listed_few(names);
    page.caution(format!(
        "{names} {verb} no records here, so no cost: say what a run costs with `--cost-per-run`."
    ));
}

/// Which jobs are only assumed to sign in as the credit needs.
fn unknown_sign_in(page: &mut Page, answer: &Scan) {
    let jobs = answer.jobs.iter().filter(|job| job.draws == Some(Draws::Credit) && job.auth.is_none());
    let names: Vec<String> = jobs.map(|job| format!("`{}`", job.job)).collect();
    if !names.is_empty() {
        let verb = if names.len() == 1 { "doesn't" } else { "don't" };
        page.note(
            Role::SignedIn,
            format!("{} {verb} say how runs sign in: counted as the credit needs. With your plan's sign-in, add `--auth plan`.", listed_few(names)),
        );
    }
}

/// Why jobs draw no credit, each reason once.
fn no_credits(page: &mut Page, answer: &Scan) {
    let reason = |job: &Job| Some((job.no_credit_reason.clone()?, format!("`{}`", job.job)));
    for (reason, names) in grouped(answer.jobs.iter().filter_map(reason)) {
        page.note(Role::Note, format!("{}: {reason}.", listed_few(names)));
    }
}

/// Where a job stands, and why it signs in as it does.
fn where_found(job: &Job) -> String {
    let line = job.line.map(|line| format!(", line {line}")).unwrap_or_default();
    let folder = job.folder.as_ref().map(|folder| format!(", in `{folder}`")).unwrap_or_default();
    let sign_in = job.auth.zip(job.auth_from.as_ref());
    let sign_in =
        sign_in.map(|(auth, from)| format!("; signs in with {} ({from})", auth.word())).unwrap_or_default();
    format!("`{}`: `{}`{line}{folder}{sign_in}.", job.job, job.place)
}

/// Where was looked.
fn looked_for(answer: &Scan) -> String {
    let places = |state: State| {
        let of = answer.places.iter().filter(move |place| place.state == state);
        of.map(|place| format!("`{}`", place.place)).collect::<Vec<String>>()
    };
    let (read, absent) = (places(State::Read), places(State::Absent));
    let mut said = Vec::new();
    if !read.is_empty() {
        said.push(format!("Looked in {}.", listed(read)));
    }
    if !absent.is_empty() {
        said.push(format!("Not there: {}.", listed(absent)));
    }
    said.join(" ")
}
