//! A forecast, as it is answered.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{
    Backtest, Band, Cap, Check, Coverage, Credit, CreditInForce, End, Ends, Forecast, Inputs, Job, Nights,
    Probability, ShapeName,
};
use crate::answer::asked::Asked;
use crate::answer::inputs::Factors;
use crate::calendar::{BillingCycle, Instant};
use crate::ledger::{Scenario, Simulation, sign_in};
use crate::pricing::{Auth, PriceTable, Program, Surface};
use crate::spread::{self, Bracket, Figure, Statement, measured_coverage, promise};
use crate::studies::forecast as engine;
use crate::units::{Usd, length};

/// What a forecast was asked with.
#[derive(Debug, Clone)]
pub struct Forecasting<'a, 't> {
    table: &'a PriceTable,
    program: &'t Program,
    as_of: jiff::civil::Date,
    zone: &'a TimeZone,
    cycle: BillingCycle,
    from: Option<Timestamp>,
    used: Option<(Surface, Auth)>,
    seed: u64,
    token_factor: Option<&'a str>,
    question: Option<Asked>,
}

impl<'a, 't> Forecasting<'a, 't> {
    /// One job on several plans.
    #[must_use]
    pub fn of_job(table: &'a PriceTable, scenario: &'a Scenario<'t>, seed: u64) -> Self {
        let auth = sign_in(scenario.program, scenario.surface, scenario.auth);
        Self {
            table,
            program: scenario.program,
            as_of: scenario.as_of,
            zone: &scenario.zone,
            cycle: scenario.cycle,
            from: scenario.from,
            used: (!scenario.has_several_uses()).then_some((scenario.surface, auth)),
            seed,
            token_factor: None,
            question: None,
        }
    }

    /// Several jobs on several seats.
    #[must_use]
    pub fn of_jobs(table: &'a PriceTable, question: &'a Simulation<'t>, seed: u64) -> Self {
        Self {
            table,
            program: question.program,
            as_of: question.as_of,
            zone: &question.zone,
            cycle: question.cycle,
            from: question.from,
            used: None,
            seed,
            token_factor: None,
            question: None,
        }
    }

    /// The same with the question, where the answer is saved with it.
    #[must_use]
    pub fn with_question(self, question: Option<Asked>) -> Self {
        Self { question, ..self }
    }

    /// The same with what tokens are multiplied by.
    #[must_use]
    pub fn with_token_factor(self, token_factor: Option<&'a str>) -> Self {
        Self { token_factor, ..self }
    }
}

impl Forecast {
    /// The answer.
    #[must_use]
    pub fn of(asking: &Forecasting<'_, '_>, forecast: &engine::Forecast<'_>, notes: Vec<String>) -> Self {
        let credits: Vec<Credit> =
            forecast.credits.iter().map(|credit| Credit::of(credit, asking.zone)).collect();
        let jobs: Vec<Job> = forecast.jobs.iter().map(Job::from).collect();
        let first = credits.first();
        let caps: Vec<Usd> = jobs.iter().filter_map(|job| job.cap_usd).collect();
        Self {
            schema: ShapeName,
            inputs: Inputs::of(asking, forecast.draws),
            runs_measured: jobs.iter().map(|job| job.runs_measured).sum(),
            runs_to_come: forecast.runs_to_come,
            cap_usd: caps.first().copied().filter(|first| caps.iter().all(|cap| cap == first)),
            overflow_probability: first.map(|credit| credit.overflow_probability.clone()),
            nights: first.map(|credit| credit.nights.clone()).unwrap_or_default(),
            spend_usd: Band::from(forecast.spend),
            overflow_usd: first.map(|credit| credit.overflow_usd.clone()),
            ends: first.map(|credit| credit.ends.clone()),
            coverage: Coverage::of(forecast),
            checks: jobs.first().map(|job| job.checks.clone()).unwrap_or_default(),
            credits,
            jobs,
            notes,
        }
    }
}

impl Inputs {
    fn of(asking: &Forecasting<'_, '_>, months_played: u32) -> Self {
        let period = asking.cycle.period();
        let mut factors = Factors::of(asking.table);
        factors.token_factor = asking.token_factor.map(str::to_owned);
        Self {
            as_of: asking.as_of,
            program: asking.program.id.clone(),
            program_status: asking.program.status_on(asking.as_of).map(|change| change.status),
            pricing_digest: asking.table.digest().to_owned(),
            surface: asking.used.map(|(surface, _)| surface),
            auth: asking.used.map(|(_, auth)| auth),
            cycle_start: period.start(),
            cycle_end: period.end(),
            from: asking.from.map(|from| Instant::on_clock_of(asking.zone, from)),
            seed: asking.seed,
            months_played,
            factors,
            question: asking.question.clone(),
        }
    }
}

/// The point, where the measured runs can say it.
fn point(chance: Bracket) -> Option<String> {
    match chance.statement() {
        Statement::Sure(point) | Statement::About(point) => Some(point.cut_down()),
        Statement::AtMost(_) | Statement::AtLeast(_) | Statement::NotMeasured => None,
    }
}

impl From<Bracket> for Probability {
    fn from(chance: Bracket) -> Self {
        Self {
            point: point(chance),
            lower: chance.lower.cut_down(),
            upper: chance.upper.map(spread::Probability::cut_up),
        }
    }
}

impl From<engine::NightsChance> for Nights {
    fn from(nights: engine::NightsChance) -> Self {
        let chance = Probability::from(nights.chance);
        Self { at_least: nights.nights, point: chance.point, lower: chance.lower, upper: chance.upper }
    }
}

impl From<spread::Band<Usd>> for Band {
    fn from(band: spread::Band<Usd>) -> Self {
        Self { p5: band.p5, p50: band.p50, p95: band.p95 }
    }
}

impl Coverage {
    fn of(forecast: &engine::Forecast<'_>) -> Self {
        let samples = forecast.jobs.iter().filter_map(|job| job.sample.as_ref());
        let fewest = samples.map(|sample| (sample.count(), sample.cap().is_some())).min_by_key(|of| of.0);
        let row = fewest.and_then(|(runs, has_cap)| measured_coverage(runs, has_cap));
        let share = |percent: u32| format!("0.{percent:02}");
        Self {
            stated: share(90),
            measured_at_this_n: row.map(|row| share(row.mean_percent)),
            worst_at_this_n: row.map(|row| share(row.worst_percent)),
            runs: row.map(|row| length(row.runs)),
            resampling: row.map(|row| share(row.plain_percent)),
        }
    }
}

impl Credit {
    fn of(credit: &engine::CreditForecast<'_>, zone: &TimeZone) -> Self {
        let end = |end: Option<engine::RunDay>| {
            end.map(|run| End {
                run: run.number,
                day: run.day,
                at: run.at.map(|at| Instant::on_clock_of(zone, at)),
            })
        };
        let reason = credit.no_credit.and_then(|why| why.reason(credit.holding.plan, credit.program));
        Self {
            plan: credit.holding.id().to_owned(),
            seat: (credit.name != credit.holding.id()).then(|| credit.name.clone()),
            program: credit.program.id.clone(),
            credit_usd: credit.credit,
            spent_usd: credit.spent,
            seats: credit.count.get(),
            no_credit_reason: reason,
            runs: credit.runs,
            overflow_probability: credit.overflow.into(),
            exact: credit.is_exact,
            nights: credit.nights.iter().copied().map(Nights::from).collect(),
            overflow_usd: credit.beyond.into(),
            ends: Ends { p5: end(credit.ends.p5), p50: end(credit.ends.p50), p95: end(credit.ends.p95) },
            in_force: credit.in_force.as_ref().map(|there| CreditInForce {
                program: there.program.map(|program| program.id.clone()),
                credit_usd: there.credit,
                runs: there.runs,
                overflow_probability: there.overflow.into(),
            }),
        }
    }
}

impl From<&engine::JobForecast> for Job {
    fn from(job: &engine::JobForecast) -> Self {
        let sample = job.sample.as_ref();
        let promised = sample.map(|sample| promise(sample.count()));
        Self {
            job: job.name.clone(),
            runs_measured: sample.map_or(0, |sample| length(sample.count())),
            runs_unpriced: job.unpriced,
            runs_repriced: job.repriced,
            runs_to_come: job.runs_to_come,
            cost_min_usd: sample.map(spread::Sample::smallest),
            cost_median_usd: sample.map(spread::Sample::median),
            cost_mean_usd: sample.map(spread::Sample::mean),
            cost_max_usd: sample.map(spread::Sample::largest),
            cap_usd: sample.and_then(spread::Sample::cap),
            runs_cut: sample.map_or(0, |sample| length(sample.cut_runs())),
            dearer_probability: promised.map(|promised| promised.next_is_dearest.cut_up()),
            dearer_share_at_most: promised.map(|promised| promised.share_dearer.cut_up()),
            checks: checks_of(job),
            caps: job.caps.iter().map(Cap::from).collect(),
            backtest: job.backtest.as_ref().map(Backtest::from),
        }
    }
}

/// The checks of a job: those of its costs, and whether its models changed.
fn checks_of(job: &engine::JobForecast) -> Vec<Check> {
    let mut checks: Vec<Check> = job.checks.iter().map(Check::from).collect();
    if job.sample.is_some() {
        let change = job.model_change.as_ref();
        checks.push(Check {
            check: "models".to_owned(),
            found: change.is_some(),
            run: change.map(|change| length(change.at + 1)),
            power: None,
            power_for: None,
        });
    }
    checks
}

impl From<&spread::Check> for Check {
    fn from(check: &spread::Check) -> Self {
        let power = check.powers.first();
        let run = match &check.figure {
            Figure::Step { at, .. } => Some(*at),
            Figure::Outliers(outliers) => outliers.first().map(|outlier| outlier.index),
            Figure::Trend { .. } | Figure::Dependence { .. } | Figure::CutRuns { .. } => None,
        };
        Self {
            check: word(&check.figure).to_owned(),
            found: check.is_found,
            run: run.filter(|_| check.is_found).map(|at| length(at + 1)),
            power: power.map(|power| power.found.cut_down()),
            power_for: power.map(|power| power.planted.to_string()),
        }
    }
}

fn word(figure: &Figure) -> &'static str {
    match figure {
        Figure::Trend { .. } => "trend",
        Figure::Step { .. } => "step",
        Figure::Outliers(_) => "outlier",
        Figure::Dependence { .. } => "dependence",
        Figure::CutRuns { .. } => "cut-runs",
    }
}

impl From<&spread::CapRow> for Cap {
    fn from(row: &spread::CapRow) -> Self {
        Self {
            cap_usd: row.cap,
            runs_cut: length(row.runs_cut),
            burnt_usd: row.burnt,
            worst_usd: row.worst,
            overflow_probability: row.overflow.into(),
        }
    }
}

impl From<&spread::Backtest> for Backtest {
    fn from(backtest: &spread::Backtest) -> Self {
        let (moments, held, above) = (backtest.moments.len(), backtest.urn_held(), backtest.above_urn());
        Self {
            moments: length(moments),
            runs_ahead: backtest.runs.into(),
            held: length(held),
            below: length(moments - held - above),
            above: length(above),
            resampling_held: length(backtest.plain_held()),
            above_run_rate: length(backtest.above_run_rate()),
        }
    }
}
