//! What a gate finds, with the lines that it is about.

use super::check::{headline, limit, refusals};
use crate::diagnostic::Diagnostic;
use crate::question::file::{JobPlace, ScenarioQuestion};
use crate::report::findings::{Finding, FindingPlace, Findings, Repository};
use crate::report::programs::Both;
use crate::scenario_file::PolicySpec;
use crate::source::Span;
use crate::studies::policy::{Checked, Rule, RuleResult};

/// What was read and checked.
#[derive(Debug, Clone, Copy)]
pub struct FoundIn<'a, 't> {
    /// The files.
    pub read: &'a ScenarioQuestion<'t>,
    /// What must hold.
    pub policy: &'a PolicySpec,
    /// What became of it.
    pub checked: &'a Checked,
    /// The two programs, where both count.
    pub both: Option<&'a Both<'t>>,
    /// Why there is no verdict.
    pub faults: &'a [Diagnostic],
    /// Where the files are.
    pub repository: &'a Repository,
}

/// One finding for each rule that is broken, and one for each fault.
#[must_use]
pub fn findings(found_in: FoundIn<'_, '_>, notes: &[String]) -> Findings {
    let FoundIn { checked, both, faults, repository, .. } = found_in;
    let broken = checked.broken().map(|result| Finding {
        rule: result.rule.key().to_owned(),
        message: refusals(result, both).join("\n"),
        places: places(found_in, result),
    });
    let faults = faults.iter().map(|fault| Finding::of_fault(fault, repository));
    Findings {
        headline: headline(checked, both, &found_in.read.simulation),
        rules: checked.rules.iter().map(|result| (result.rule.key().to_owned(), about(result))).collect(),
        list: broken.chain(faults).collect(),
        notes: notes.to_vec(),
        is_whole: checked.is_priced,
    }
}

/// What is wrong with the files, so that there is nothing to check.
#[must_use]
pub fn faults(faults: &[Diagnostic], repository: &Repository) -> Findings {
    let list = faults.iter().map(|fault| Finding::of_fault(fault, repository)).collect();
    Findings { headline: "Not checked".to_owned(), list, ..Findings::default() }
}

/// What a rule asks for, in a sentence without a figure that changes.
fn about(result: &RuleResult) -> String {
    let limit = limit(result);
    match result.rule {
        Rule::MaxOverflow => format!("overflow is at most {limit} a cycle"),
        Rule::MinNightsCovered => format!("the credit covers at least {limit} nights of every cycle"),
        Rule::MinHeadroom => {
            format!("at least {limit} of every credit is left over at the end of every cycle")
        }
        Rule::MaxCostPerRun => format!("a run costs at most {limit}"),
        Rule::MaxCostVsUsual => {
            format!("the newest runs of a job cost at most {limit} of what it used to cost")
        }
        Rule::MaxPriceAge => format!("prices were checked at most {limit} days ago"),
        Rule::NoUnpricedModel => "every model has a price".to_owned(),
        Rule::InForceOnly => "the credit rules are in force".to_owned(),
    }
}

/// Where a rule broke: first what breaks it, last the line of the policy that asks for it.
fn places(found_in: FoundIn<'_, '_>, result: &RuleResult) -> Vec<FindingPlace> {
    let FoundIn { read, policy, repository, .. } = found_in;
    let there = result.in_force.as_ref();
    let mut places = Vec::new();
    let seat = result.seat.as_ref().or(there.and_then(|there| there.seat.as_ref()));
    if let Some(name) = seat
        && let Some((_, (source, span))) = read.seat_places.iter().find(|(known, _)| known == name)
    {
        places.extend(repository.place(source, span, format!("the seat `{name}`")));
    }
    let jobs = result.jobs.iter().chain(there.map_or([].as_slice(), |there| &there.jobs));
    for name in jobs {
        let known = read.simulation.jobs.iter().zip(&read.places).find(|(job, _)| job.name == *name);
        if let Some((_, place)) = known {
            of_job(name, place, result.rule, repository, &mut places);
        }
    }
    places.extend(repository.place(&read.source, &line_of(policy, result.rule), "the rule"));
    distinct(places)
}

/// Where a job stands: what its runs cost there, or its table; and before that the line of a crontab or a workflow
/// that starts them.
fn of_job(name: &str, place: &JobPlace, rule: Rule, repository: &Repository, places: &mut Vec<FindingPlace>) {
    let says = format!("the job `{name}`");
    if matches!(rule, Rule::MaxCostPerRun | Rule::MaxCostVsUsual | Rule::NoUnpricedModel) {
        places.extend(repository.place(&place.source, &place.run, format!("a run of `{name}`")));
        places.extend(repository.place(&place.source, &place.table, says));
        return;
    }
    if let Some((source, span)) = &place.schedule {
        places.extend(repository.place(source, span, format!("this starts `{name}`")));
    }
    places.extend(repository.place(&place.source, &place.table, says));
}

/// Each place once, in the order of the findings.
fn distinct(places: Vec<FindingPlace>) -> Vec<FindingPlace> {
    let mut distinct: Vec<FindingPlace> = Vec::with_capacity(places.len());
    for place in places {
        if !distinct.iter().any(|known| known.file == place.file && known.line == place.line) {
            distinct.push(place);
        }
    }
    distinct
}

/// The line of a policy with a rule.
fn line_of(policy: &PolicySpec, rule: Rule) -> Span {
    let span = match rule {
        Rule::MaxOverflow => policy.max_overflow.as_ref().map(|limit| &limit.span),
        Rule::MinNightsCovered => policy.min_nights_covered.as_ref().map(|limit| &limit.span),
        Rule::MinHeadroom => policy.min_headroom_tenths.as_ref().map(|limit| &limit.span),
        Rule::MaxCostPerRun => policy.max_cost_per_run.as_ref().map(|limit| &limit.span),
        Rule::MaxCostVsUsual => policy.max_cost_vs_usual.as_ref().map(|limit| &limit.span),
        Rule::MaxPriceAge => policy.max_price_age_days.as_ref().map(|limit| &limit.span),
        Rule::NoUnpricedModel => policy.no_unpriced_model.as_ref().map(|limit| &limit.span),
        Rule::InForceOnly => policy.in_force_only.as_ref().map(|limit| &limit.span),
    };
    span.unwrap_or(&policy.span).clone()
}
