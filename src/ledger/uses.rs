//! The uses of a question about one job: one, or that of each job of its schedules where they are started or signed in
//! in several ways.

use super::prices::JobPrices;
use super::question::Scenario;
use super::rules::{Biller, Use, sign_in};
use super::series::RunSeries;
use crate::pricing::{Auth, Draws, Program, Surface};
use crate::schedule::{HalfDay, Job, LISTED_MAX, Schedule, StartedBy};
use crate::units::OutOfRange;
use crate::usage::Billing;

/// How a scheduled job is started and signed in, and what that draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobUse {
    /// How its runs are started.
    pub surface: Surface,
    /// With what they sign in.
    pub auth: Auth,
    /// What they draw by the program's rule. A plan without a credit has none of it.
    pub draws: Draws,
}

/// The uses of a scenario.
#[derive(Debug, Clone)]
pub(super) struct Uses<'t> {
    /// Each once, in the order of the jobs; at least one.
    pub(super) list: Vec<Use<'t>>,
    /// For each job of the schedules the place of its use; nothing where they are alike.
    of_job: Vec<usize>,
}

impl<'t> Uses<'t> {
    pub(super) fn of(scenario: &Scenario<'t>, biller: Biller<'t>) -> Self {
        let common = Use { surface: scenario.surface, auth: scenario.auth, biller };
        let mut uses = Self { list: Vec::new(), of_job: Vec::new() };
        for job in scheduled(scenario) {
            let of_job = of_job(job, common);
            let is_known = |known: &Use<'t>| (known.surface, known.auth) == (of_job.surface, of_job.auth);
            let place = uses.list.iter().position(is_known).unwrap_or_else(|| {
                uses.list.push(of_job);
                uses.list.len() - 1
            });
            uses.of_job.push(place);
        }
        if uses.list.is_empty() {
            uses.list.push(common);
        }
        uses
    }

    pub(super) fn is_mixed(&self) -> bool {
        self.list.len() > 1
    }

    /// The runs in the order of time, each with its use.
    ///
    /// # Errors
    ///
    /// When they are more than can be counted.
    pub(super) fn series(
        &self,
        scenario: &Scenario<'t>,
        prices: &JobPrices<'t>,
        half_days: &[HalfDay],
    ) -> Result<RunSeries, OutOfRange> {
        let mut series = RunSeries::default();
        let Some(occurrences) = scenario.occurrences() else { return Ok(series) };
        for half in half_days {
            // So many are in no order that anybody could tell.
            if half.runs > LISTED_MAX {
                return Err(OutOfRange);
            }
            if prices.refuses(half) {
                series.add_refused(half.night, half.runs)?;
                continue;
            }
            let cost = prices.at(half).at(0);
            let runs = occurrences.list(half.window);
            for alike in runs.chunk_by(|one, next| self.of_job[one.job] == self.of_job[next.job]) {
                let used_by = self.of_job[alike[0].job];
                series.add_runs_of(used_by, half.day, half.night, crate::units::length(alike.len()), cost)?;
            }
        }
        Ok(series)
    }

    /// What each job of the schedules draws under a program, in their order.
    pub(super) fn of_jobs(&self, program: &Program) -> Vec<JobUse> {
        self.of_job.iter().map(|place| of_use(self.list[*place], program)).collect()
    }
}

fn scheduled<'s>(scenario: &'s Scenario<'_>) -> &'s [Job] {
    match &scenario.schedule {
        Schedule::Timed(timetable) => &timetable.jobs,
        Schedule::Count(_) | Schedule::PerDay(_) => &[],
    }
}

/// What was read of a job, and for the rest what holds for all.
fn of_job<'t>(job: &Job, common: Use<'t>) -> Use<'t> {
    let surface = job.used.started.map(|started| match started {
        StartedBy::Action => Surface::GithubAction,
        StartedBy::Command => Surface::ClaudeP,
    });
    let auth = job.used.sign_in.and_then(|sign_in| match sign_in.billing {
        Billing::Unknown => None,
        Billing::Plan => Some(Auth::Plan),
        Billing::ApiKey => Some(Auth::ApiKey),
        Billing::Cloud => Some(Auth::Cloud),
    });
    Use { surface: surface.unwrap_or(common.surface), auth: auth.or(common.auth), ..common }
}

fn of_use(by: Use<'_>, program: &Program) -> JobUse {
    let auth = sign_in(program, by.surface, by.auth);
    let is_elsewhere = auth == Auth::Cloud
        || by.biller.is_cloud
        || by.biller.vendor.is_some_and(|vendor| !program.pays_for(vendor));
    let rule = program.rule_for(by.surface, auth).filter(|_| !is_elsewhere);
    JobUse { surface: by.surface, auth, draws: rule.map_or(Draws::ApiSpend, |rule| rule.draws) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::PriceTable;

    #[test]
    fn what_others_bill_is_spend() {
        let table = PriceTable::builtin();
        let program = table.program("agent-sdk-credit").expect("it is built in");
        let draws = |auth, vendor, is_cloud| {
            let biller = Biller { vendor, is_cloud };
            of_use(Use { surface: Surface::ClaudeP, auth: Some(auth), biller }, program).draws
        };
        for vendor in [Some("anthropic"), None] {
            assert_eq!(draws(Auth::Plan, vendor, false), Draws::Credit);
            assert_eq!(draws(Auth::Plan, vendor, true), Draws::ApiSpend);
            assert_eq!(draws(Auth::Cloud, vendor, false), Draws::ApiSpend);
        }
        assert_eq!(draws(Auth::Plan, Some("openai"), false), Draws::ApiSpend);
    }
}
