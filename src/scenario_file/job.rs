//! Reads a job: what one run of it is, and when it runs.

use super::keys::{GROWTH, JOB, USAGE};
use super::spec::{JobGrowth, JobRun, JobSchedule, JobTable, Placed, UsageTable};
use super::values::{expressions, factor, yes, zone};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::Typical;
use crate::pricing::{Auth, Surface};
use crate::schedule::Schedule;
use crate::toml::document::Node;
use crate::toml::{Faults, Fields};
use crate::usage::{Amounts, PartKind, UsagePart};

/// A job under its header.
pub(super) fn job(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<JobTable> {
    let mut fields = Fields::shaped(node, &JOB, faults)?;
    let span = fields.span();
    let name = fields.key("name").text();
    let seat = fields.key("seat").text();
    let (run, usages) = run(&mut fields);
    let schedule = schedule(&mut fields);
    let tz = zone(fields.key("tz"));
    let priority = fields.key("priority").count();
    let max_budget = fields.key("max_budget_usd").money();
    let retry_factor = factor(fields.key("retry_factor"));
    let growing_cost = fields.key("growth_per_run_usd").money();
    let growing_usage = fields.key("growth").tables();
    let session_runs = fields.key("session_runs").count();
    let starts_on = fields.key("starts_on").day();
    let ends_on = fields.key("ends_on").day();
    let surface = fields.key("surface").word(&Surface::WORDS);
    let auth = fields.key("auth").word(&Auth::WORDS);
    let pinned = fields.key("pinned").flag();
    let mut faulty = fields.finish();

    if let (Some(first), Some(last)) = (&starts_on, &ends_on)
        && last.value < first.value
    {
        faults
            .add(
                Code::EndsBeforeStart,
                "a job ends before it starts",
                &last.span,
                "the last day on which it runs",
            )
            .and_at(first.span.clone(), "the first day on which it runs")
            .way_out("set `ends_on` to the same day or a later one");
    }
    let before = faults.count();
    let usages = used(usages, faults);
    let are_whole = faults.count() == before;
    faulty.extend((!are_whole).then_some("usage"));
    let before = faults.count();
    // What grows may be what could not be read.
    let known = if are_whole { usages.as_slice() } else { &[] };
    let growing_usage = growing_usage.iter().find_map(|node| growth(node, known, faults));
    faulty.extend((faults.count() > before).then_some("growth"));
    let growth = growing_usage.or(growing_cost.map(JobGrowth::Cost));
    let run = run.or_else(|| (!usages.is_empty()).then_some(JobRun::Used(usages)));
    Some(JobTable {
        name: name.unwrap_or_else(|| Placed { value: String::new(), span: span.clone() }),
        span,
        seat,
        run: run.unwrap_or(JobRun::Unread),
        schedule: schedule.unwrap_or(JobSchedule::Unread),
        tz,
        priority,
        max_budget,
        retry_factor,
        growth,
        session_runs,
        starts_on,
        ends_on,
        surface,
        auth,
        pinned,
        faulty,
    })
}

/// What one run is, but for usages, whose tables are read later.
fn run<'n>(fields: &mut Fields<'n, '_, '_>) -> (Option<JobRun>, &'n [Node<'n>]) {
    let stated = fields.key("cost_per_run_usd").money();
    let usages = fields.key("usage").tables();
    let paths = fields.key("from").texts();
    let typical = fields.key("typical").word(&Typical::WORDS);
    let measured = (!paths.is_empty()).then_some(JobRun::Measured { paths, typical });
    (stated.map(JobRun::Stated).or(measured), usages)
}

/// When it runs. Where two of its keys are there that is noted, and either will do.
fn schedule(fields: &mut Fields<'_, '_, '_>) -> Option<JobSchedule> {
    let cron = expressions(fields.key("cron"));
    let oncalendar = expressions(fields.key("oncalendar"));
    let crontab = fields.key("crontab").text();
    let matching = fields.key("match").text();
    let paths = fields.key("workflow").texts();
    let events = fields.key("events").counts();
    let runs_each = fields.key("runs_each").count();
    let places = fields.key("schedule").texts();
    let runs = fields.key("runs").count().map(|runs| Schedule::Count(runs.value));
    let nightly = yes(fields.key("nightly")).map(|_| Schedule::NIGHTLY);
    let per_day = fields.key("per_day").count().map(|runs| Schedule::PerDay(runs.value));
    if !cron.is_empty() || !oncalendar.is_empty() {
        return Some(JobSchedule::Expressions { cron, oncalendar });
    }
    let events = events.map_or_else(Vec::new, |events| events.value);
    if !paths.is_empty() {
        return Some(JobSchedule::Workflows { paths, events, matching, runs_each });
    }
    if !places.is_empty() {
        return Some(JobSchedule::Files { paths: places, matching, events, runs_each });
    }
    let counted = runs.or(nightly).or(per_day).map(JobSchedule::Counted);
    crontab.map(|path| JobSchedule::Crontab { path, matching }).or(counted)
}

/// The usages of a run, which together use something.
fn used(nodes: &[Node<'_>], faults: &mut Faults<'_>) -> Vec<UsageTable> {
    let before = faults.count();
    let usages: Vec<_> = nodes.iter().filter_map(|node| usage(node, faults)).collect();
    if let Some(first) = nodes.first()
        && faults.count() == before
        && usages.iter().all(|usage| usage.amounts.is_empty())
    {
        let help = "say how much: `input = 120_000, output = 9_000, cache_read = 1_200_000`";
        faults.add(Code::MissingScenarioKey, "a run uses nothing", &first.span, "").way_out(help);
    }
    usages
}

fn usage(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<UsageTable> {
    let mut fields = Fields::shaped(node, &USAGE, faults)?;
    let model = fields.key("model").text();
    let amounts = amounts(&mut fields, |_| true);
    fields.finish();
    Some(UsageTable { model: model?, amounts })
}

/// The parts of a usage that are meant.
fn amounts(fields: &mut Fields<'_, '_, '_>, is_meant: impl Fn(UsagePart) -> bool) -> Amounts {
    let mut amounts = Amounts::default();
    for part in UsagePart::ALL.into_iter().filter(|part| is_meant(*part)) {
        let amount = match part.kind() {
            PartKind::Switch => u64::from(fields.key(part.key()).flag()),
            PartKind::Count | PartKind::Positive => {
                fields.key(part.key()).count().map_or(0, |count| count.value)
            }
        };
        amounts = amounts.with(part, amount);
    }
    amounts
}

/// What each run uses more than the one before, of a model that it uses.
fn growth(node: &Node<'_>, usages: &[UsageTable], faults: &mut Faults<'_>) -> Option<JobGrowth> {
    let before = faults.count();
    let mut fields = Fields::shaped(node, &GROWTH, faults)?;
    let span = fields.span();
    let model = fields.key("model").text();
    let amounts = amounts(&mut fields, |part| part.kind() == PartKind::Count);
    fields.finish();
    if faults.count() == before && amounts.is_empty() {
        let help = "say by how much: `growth = { cache_read = 20_000 }`";
        faults.add(Code::MissingScenarioKey, "a growth has no counts", &span, "").way_out(help);
    }
    if let Some(model) = &model
        && !usages.is_empty()
        && usages.iter().all(|usage| usage.model.value != model.value)
    {
        let names = || usages.iter().map(|usage| usage.model.value.as_str());
        let all: Vec<_> = names().map(|name| format!("`{name}`")).collect();
        let title = format!("a run of this job does not use `{}`", model.value);
        let fault = Diagnostic::new(Code::ModelNotUsed, title).at(faults.source, model.span.clone(), "");
        faults.push(fault.did_you_mean(&model.value, names()).note(format!("it uses {}", all.join(", "))));
    }
    Some(JobGrowth::Usage { span, model, amounts })
}
