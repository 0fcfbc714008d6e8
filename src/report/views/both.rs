//! Both programs on one screen: what stands above their columns, beside their figures and below the table.

use crate::ledger::{
    JobSpec, NoCredit, PlanFigures, PlanOutcome, Scenario, Simulation, UnderCurrentRules, sign_in,
};
use crate::phrase::count;
use crate::pricing::{Auth, Draws, Program, Surface};
use crate::report::Group;
use crate::report::number::dollars;
use crate::report::programs::{self, Both};
use crate::report::views::time;

/// The groups of columns of an answer that is counted under two programs.
#[derive(Debug, Clone)]
pub struct Sides {
    /// Above the figures of the program that counts where nobody names one.
    pub own: Group,
    /// Above those of the program in force.
    pub today: Group,
}

impl Sides {
    /// The groups with these words above the figures of today.
    pub(in crate::report) fn new(both: &Both<'_>, today: String) -> Self {
        let short = programs::short(both.own).to_owned();
        Self {
            own: Group { title: both.own_title().into(), short: short.into() },
            today: Group { title: today.into(), short: "today".into() },
        }
    }

    /// Those of one job.
    #[must_use]
    pub fn of_one(both: &Both<'_>, scenario: &Scenario<'_>) -> Self {
        let title = match both.in_force {
            // What applies to each job stands with the jobs.
            Some(program) if scenario.has_several_uses() => format!("today: {}", programs::short(program)),
            _ => today(both.in_force, scenario.surface, scenario.auth_elsewhere()),
        };
        Self::new(both, title)
    }

    /// Those of several jobs: what applies to all of them, or else the credit of the program.
    #[must_use]
    pub fn of_jobs(both: &Both<'_>, question: &Simulation<'_>) -> Self {
        let of_job = |job: &JobSpec| today(both.in_force, job.surface, job.auth_elsewhere(both.own));
        let mut titles = question.jobs.iter().map(of_job);
        let title = match titles.next() {
            Some(first) if titles.all(|title| title == first) => first,
            _ => today(both.in_force, Surface::ClaudeP, None),
        };
        Self::new(both, title)
    }

    /// Those of one job on plans; `None` where one program alone counts.
    pub(in crate::report) fn of_plans<'o, 't: 'o>(
        scenario: &Scenario<'t>,
        outcomes: impl IntoIterator<Item = &'o PlanOutcome<'t>>,
    ) -> Option<Self> {
        let rules = outcomes.into_iter().find_map(|outcome| outcome.in_force.as_ref());
        Both::of(scenario, rules).map(|both| Self::of_one(&both, scenario))
    }
}

/// What applies today to runs that are started and sign in so: `today: API credit, with an API key`.
fn today(program: Option<&Program>, surface: Surface, auth: Option<Auth>) -> String {
    let Some(program) = program else { return "today: no credit".to_owned() };
    let auth = sign_in(program, surface, auth);
    let signed_in = programs::signed_in(auth);
    match program.rule_for(surface, auth).map(|rule| rule.draws) {
        Some(Draws::PlanWindows) => "today: plan limits".to_owned(),
        Some(Draws::NotPermitted) => "today: not permitted".to_owned(),
        Some(Draws::ApiSpend) => format!("today: API rates, {signed_in}"),
        Some(Draws::Credit) | None => format!("today: {}, {signed_in}", programs::short(program)),
    }
}

/// What today's figures of a plan mean, in a word or two: `no credit`, `ends Thu 26 Nov`, `$80.00 left`.
pub(in crate::report) fn remark(
    rules: &UnderCurrentRules<'_, PlanFigures<'_>>,
    scenario: &Scenario<'_>,
) -> String {
    let figures = &rules.figures;
    let coverage = &figures.coverage;
    match (figures.no_credit, &figures.holding) {
        (Some(why), _) if why.draws() == Draws::NotPermitted => return "not permitted".to_owned(),
        (Some(why), _) if why.draws() == Draws::PlanWindows => return "plan limits".to_owned(),
        (Some(NoCredit::Rule(_)), _) if !scenario.has_several_uses() => {
            return format!("no credit for {}", scenario.surface.word());
        }
        (None, None) if rules.program.is_some() => return "no such plan".to_owned(),
        (Some(_), _) | (None, None) => return "no credit".to_owned(),
        (None, Some(_)) if figures.credit.is_zero() => return "no credit".to_owned(),
        (None, Some(_)) => {}
    }
    if figures.credit <= scenario.spent {
        return "already used up".to_owned();
    }
    let Some(end) = coverage.end else { return format!("{} left over", dollars(coverage.left)) };
    // Runs that are only spread have a number and no day.
    let has_days =
        scenario.has_instants() || matches!(scenario.schedule, crate::schedule::Schedule::PerDay(_));
    // A night begins on the day before its runs after midnight.
    let day = figures.runs_out.map(|run| scenario.zone.to_datetime(run.at).date()).or(end.day);
    match day.filter(|_| has_days) {
        Some(day) => format!("ends {}", time::day(day, scenario.cycle)),
        None => format!("ends on run {}", count(end.run)),
    }
}

/// What is said of the commonest case of all, unless somebody asked about another one.
pub(super) fn on_plan_limits(scenario: &Scenario<'_>, both: &Both<'_>) -> String {
    let program = both.in_force.unwrap_or(both.own);
    let rule = program.rule_for(scenario.surface, Auth::Plan);
    let is_on_limits = both.in_force.is_none() || rule.is_some_and(|rule| rule.draws == Draws::PlanWindows);
    if scenario.has_several_uses()
        || scenario.auth_elsewhere().is_some_and(|auth| auth != Auth::Plan)
        || !is_on_limits
        || rule.is_some_and(|rule| rule.draws == Draws::NotPermitted)
    {
        return String::new();
    }
    SIGNED_IN_WITH_THE_PLAN.to_owned()
}

/// The same for several jobs, of which some do not say how they sign in.
pub(super) fn jobs_on_plan_limits(question: &Simulation<'_>, both: &Both<'_>) -> String {
    let program = both.in_force.unwrap_or(both.own);
    let is_on_limits = |job: &JobSpec| {
        let rule = program.rule_for(job.surface, Auth::Plan);
        job.auth_elsewhere(both.own).is_none()
            && (both.in_force.is_none() || rule.is_some_and(|rule| rule.draws == Draws::PlanWindows))
    };
    if question.jobs.iter().any(is_on_limits) { JOBS_WITH_THE_PLAN.to_owned() } else { String::new() }
}

/// The same of jobs, each of which may sign in otherwise.
const JOBS_WITH_THE_PLAN: &str = "Jobs signed in with your plan use its limits and cost nothing extra.";

/// Signed in with the plan and no API key, runs use the plan's limits.
pub(super) const SIGNED_IN_WITH_THE_PLAN: &str =
    "Runs signed in with your plan use its limits and cost nothing extra.";
