//! Which jobs there are, when they run, and what that says.

use crate::ledger::{Estimate, Scenario};
use crate::phrase::{grouped, listed};
use crate::pricing::CycleRule;
use crate::report::views::{sign_in, time};
use crate::report::{Block, Cell, Column, Kind, Page, Sheet};
use crate::schedule::in_words as when;
use crate::schedule::{Job, Recurrence, Schedule, Timing, zone};

/// Adds the jobs to a page in a table, where there are several.
pub(super) fn add_table(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>) {
    let (Schedule::Timed(timetable), Some(_)) = (&scenario.schedule, &estimate.timed) else { return };
    let jobs = timetable.jobs.as_slice();
    if jobs.len() < 2 {
        return;
    }
    let mut sheet = Sheet::new(
        "",
        vec![
            Column::of_page("job", Kind::Text),
            Column::of_page("schedule", Kind::Text).of_rank(1),
            Column::of_page("when", Kind::Text).wrapped(),
            Column::of_page("runs", Kind::Count),
        ],
    );
    let runs = scenario.occurrences().map(|occurrences| occurrences.runs_of_jobs()).unwrap_or_default();
    for (job, runs) in jobs.iter().zip(runs) {
        // A job that is called as its schedule is written says so once.
        let schedule = if job.name == job.expression { Cell::Empty } else { Cell::from(&job.expression) };
        let when = when::job_words_with_zone(job);
        sheet.push(vec![(&job.name).into(), schedule, when.into(), runs.into()]);
    }
    page.add(Block::Table(sheet));
    sign_in::describe(page, scenario, jobs, &estimate.job_uses);
}

/// Adds when the runs are: of one job with its schedule.
pub(super) fn describe(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>) {
    let (Schedule::Timed(timetable), Some(timed)) = (&scenario.schedule, &estimate.timed) else { return };
    let ends = ends(estimate, scenario);
    let what = match timetable.jobs.as_slice() {
        [job] => {
            let name = if job.name == job.expression { String::new() } else { format!("{} is ", job.name) };
            format!("{name}`{}`: {}. {ends}", job.expression, when::job_words_with_zone(job))
        }
        _ => ends,
    };
    page.text(what.trim_end());
    let renews = time::at(scenario.window().end, &scenario.zone, scenario.cycle);
    if scenario.program.cycle != CycleRule::Never {
        page.detail(format!("The credit renews on {renews} ({}).", zone::name(&scenario.zone)));
    }
    if timed.half_days.is_empty() {
        page.text(never(&timetable.jobs, scenario));
    }
    page.texts(changes(&timetable.jobs, scenario));
}

/// What changes of the clock within the cycle do to the jobs, each once.
fn changes(jobs: &[Job], scenario: &Scenario<'_>) -> Vec<String> {
    const SHOWN_MAX: usize = 4;
    let window = scenario.window();
    let from = scenario.from.unwrap_or(window.start);
    let year = scenario.zone.to_datetime(window.start).year();
    // Several jobs that a change affects alike share a sentence.
    let of_job = |job: &Job| {
        let Timing::At(recurrence) = &job.timing else { return Vec::new() };
        let changes = recurrence.touched_by(from, window.end);
        changes.iter().map(|change| (when::change_words(change, year), job.name.clone())).collect()
    };
    let sentence = |(words, names): (String, Vec<String>)| {
        let is_of_all = names.len() == jobs.len();
        if is_of_all { words } else { format!("{}: {words}", listed(&names)) }
    };
    grouped(jobs.iter().flat_map(of_job)).into_iter().take(SHOWN_MAX).map(sentence).collect()
}

fn ends(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let Some((first, last)) = estimate.timed.as_ref().and_then(|timed| timed.ends) else {
        return String::new();
    };
    let at = |instant| time::at(instant, &scenario.zone, scenario.cycle);
    let (first, last) = (at(first.at), at(last.at));
    if estimate.series.runs() == 1 {
        format!("It runs on {first}.")
    } else {
        format!("First run {first}, last {last}.")
    }
}

/// Why there are no runs: when the next one is, or that there is none.
fn never(jobs: &[Job], scenario: &Scenario<'_>) -> String {
    let recurrences = jobs
        .iter()
        .filter_map(|job| if let Timing::At(recurrence) = &job.timing { Some(recurrence) } else { None });
    let recurrences: Vec<&Recurrence> = recurrences.collect();
    let next = recurrences.iter().flat_map(|recurrence| recurrence.after(scenario.window().end, 1)).min();
    let at = |instant| time::at(instant, &scenario.zone, scenario.cycle);
    match next {
        Some(next) if scenario.from.is_some() => {
            format!("No runs in the rest of this cycle; the next is on {}.", at(next))
        }
        Some(next) => format!("No runs in this cycle; the next is on {}.", at(next)),
        None if recurrences.is_empty() => "None of these runs has a fixed time.".to_owned(),
        None => recurrences
            .first()
            .map(|recurrence| when::silence_words(recurrence))
            .unwrap_or_default()
            .to_owned(),
    }
}
