//! `creditcalc replay`: measured runs under other rules, cycle by cycle.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::measure::{LeftOut, Outside, Unpriced};
use crate::calendar::Instant;
use crate::ledger::{NoCredit, Tally};
use crate::measure::Measurement;
use crate::pricing::{Auth, Draws, PriceTable, ProgramStatus, Surface};
use crate::studies::{Share, replay as engine};
use crate::units::Usd;
use crate::usage::UsedBy;

super::shape_name!("creditcalc.replay/1");

/// Measured runs, drawn again at their own times on the credits of other plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replay {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// The runs of all cycles, those without a price among them.
    pub runs: u64,
    /// Their cost at list prices, in dollars.
    pub cost_usd: Usd,
    /// Whether that cost is a lower bound.
    pub cost_is_at_least: bool,
    /// The cycles, the first one first.
    pub cycles: Vec<Cycle>,
    /// What becomes of the runs on each plan.
    pub plans: Vec<Plan>,
    /// Runs left out because of who started them.
    pub left_out: Vec<LeftOut>,
    /// Runs left out because of when they started; null without `--since`, `--until`, `--last` and `--newest`.
    pub outside: Option<Outside>,
    /// Runs without a date, which are in no cycle.
    pub undated_runs: u64,
    /// Runs whose records don't say how they signed in; 0 with `--auth`.
    pub unknown_sign_in_runs: u64,
    /// Runs that go over the end of a cycle: what they used afterwards draws the next cycle's credit.
    pub runs_over_the_end: u64,
    /// Use without a price, which is in no figure.
    pub unpriced: Vec<Unpriced>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day that counts as today: it decides which rules are in force.
    pub as_of: Date,
    /// The day whose prices all runs have; null if each has those of its own day.
    pub prices_of: Option<Date>,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
    /// The time zone of the cycles.
    pub zone: String,
    /// Only runs started this way are counted (`--only`); null for all.
    pub only: Option<UsedBy>,
    /// Only runs that started at this time or later are counted; null for no limit.
    pub since: Option<Instant>,
    /// Only runs that started before this time are counted; null for no limit.
    pub until: Option<Instant>,
    /// How all runs count as started; null if as their records say.
    pub surface: Option<Surface>,
    /// How all runs count as signed in; null if as their records say.
    pub auth: Option<Auth>,
    /// Whether you pay the fees anyway (`--fee-paid`), so that they count as zero.
    pub fee_paid: bool,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// One cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cycle {
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
    /// The runs that started in it.
    pub runs: u64,
    /// What was used in it, at list prices in dollars.
    pub cost_usd: Usd,
    /// Whether that cost is a lower bound.
    pub cost_is_at_least: bool,
}

/// What becomes of the runs on a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The plan, or `credit` when you stated a credit.
    pub plan: String,
    /// The program whose credit rules are used.
    pub program: String,
    /// The program's status on the day that counts as today; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// Seats of each kind; empty if the plan has none.
    pub seats: BTreeMap<String, u64>,
    /// The plan's fee per cycle with all seats, in dollars; null if it isn't published.
    pub fee_usd: Option<Usd>,
    /// The credit per cycle, in dollars.
    pub credit_usd: Usd,
    /// What happens when the credit runs out: `stop`, `bill` or `cap=50.00`.
    pub on_exhaustion: String,
    /// Cycle by cycle. A credit that never expires has one cycle.
    pub cycles: Vec<PlanCycle>,
    /// All cycles together.
    pub total: Figures,
    /// Why runs draw no credit, each reason once; empty if all draw it.
    pub no_credit: Vec<NoCreditRuns>,
}

/// What becomes of the runs of one cycle on a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanCycle {
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
    /// What the runs come to.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Counts and amounts. `drawn_usd` + `overflow_usd` + `plan_windows_usd` = `cost_usd`, and `billed_usd` +
/// `refused_usd` = `overflow_usd`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// The number of runs. All are covered, partly covered, beyond, on plan limits or without a price.
    pub runs: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// Runs the credit covers in part.
    pub runs_partial: u64,
    /// Runs beyond the credit: it covers none of their cost.
    pub runs_beyond: u64,
    /// Runs on the plan's usage limits, which cost nothing extra.
    pub runs_on_plan_limits: u64,
    /// Runs that are refused or cut short.
    pub runs_refused: u64,
    /// Runs without a price, which are in no amount: nobody knows whether the credit covers them.
    pub runs_unpriced: u64,
    /// The cost of the runs at list prices, in dollars.
    pub cost_usd: Usd,
    /// Whether that cost is a lower bound, and with it what the runs draw: some use has no price.
    pub cost_is_at_least: bool,
    /// The credit granted, in dollars.
    pub granted_usd: Usd,
    /// What the credit covers, in dollars.
    pub drawn_usd: Usd,
    /// The cost beyond the credit at list prices, in dollars, whether it's billed or refused.
    pub overflow_usd: Usd,
    /// The part of the overflow that is billed, in dollars.
    pub billed_usd: Usd,
    /// The list cost of what is refused, in dollars.
    pub refused_usd: Usd,
    /// What runs on the plan's usage limits would cost at list prices, in dollars. You don't pay it, and it isn't
    /// overflow.
    pub plan_windows_usd: Usd,
    /// What is left over at the end and expires, in dollars.
    pub expires_usd: Usd,
    /// What you pay, in dollars: the fees (unless you pay them anyway) and what is billed; null if the fee isn't
    /// published.
    pub pay_usd: Option<Usd>,
    /// The start of the run on which the credit ended, the first that it doesn't cover in full; null if it covers all.
    pub ended_at: Option<Instant>,
    /// The start of the first run that is refused or cut short; null if there is none.
    pub refused_from: Option<Instant>,
}

/// Runs that draw no credit, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoCreditRuns {
    /// What they draw instead.
    pub draws: Draws,
    /// Why; null if nobody published a reason.
    pub reason: Option<String>,
    /// The page that says so; null without one.
    pub source: Option<String>,
    /// The number of runs.
    pub runs: u64,
    /// Their cost at list prices, in dollars.
    pub cost_usd: Usd,
}

/// What a replay was asked with.
#[derive(Debug, Clone, Copy)]
pub struct Replaying<'a, 't> {
    /// The tables.
    pub table: &'a PriceTable,
    /// The measured runs.
    pub measured: &'a Measurement<'t>,
    /// The question.
    pub question: &'a engine::Question<'a, 't>,
    /// The day that counts as today.
    pub as_of: Date,
    /// The day whose prices all runs have.
    pub prices_of: Option<Date>,
    /// Which runs are counted.
    pub only: Option<UsedBy>,
    /// Whether fees are paid anyway.
    pub is_fee_paid: bool,
}

impl Replay {
    /// The answer.
    #[must_use]
    pub fn of(asked: &Replaying<'_, '_>, replayed: &engine::Replay<'_>, notes: Vec<String>) -> Self {
        let Replaying { table, measured, question, as_of, prices_of, only, is_fee_paid } = *asked;
        let on_clock = |at| Instant::on_clock_of(question.zone, at);
        let cycle = |(period, share): &(crate::calendar::Period, Share)| Cycle {
            cycle_start: period.start(),
            cycle_end: period.end(),
            runs: share.runs,
            cost_usd: share.cost,
            cost_is_at_least: share.is_at_least,
        };
        Self {
            schema: ShapeName,
            inputs: Inputs {
                as_of,
                prices_of,
                pricing_digest: table.digest().to_owned(),
                zone: crate::schedule::zone::name(question.zone).into_owned(),
                only,
                since: measured.window.since.map(on_clock),
                until: measured.window.until.map(on_clock),
                surface: question.surface,
                auth: question.auth,
                fee_paid: is_fee_paid,
                question: None,
            },
            runs: replayed.runs.runs,
            cost_usd: replayed.runs.cost,
            cost_is_at_least: replayed.runs.is_at_least,
            cycles: replayed.cycles.iter().map(cycle).collect(),
            plans: replayed.plans.iter().map(|plan| Plan::of(plan, replayed.cycles.len(), asked)).collect(),
            left_out: measured
                .left_out
                .iter()
                .map(|(used_by, runs)| LeftOut { used_by: *used_by, runs: *runs })
                .collect(),
            outside: Outside::of(measured),
            undated_runs: replayed.not_counted.undated,
            unknown_sign_in_runs: if question.auth.is_none() { replayed.unknown_sign_in } else { 0 },
            runs_over_the_end: replayed.over_the_end,
            unpriced: measured.unpriced.iter().map(Unpriced::from).collect(),
            notes,
        }
    }
}

impl Plan {
    fn of(on_plan: &engine::OnPlan<'_>, replayed_cycles: usize, asked: &Replaying<'_, '_>) -> Self {
        let engine::Under { program, holding, exhaustion } = &on_plan.under;
        let zone = asked.question.zone;
        // A credit that never expires has one cycle, and its plan's fee is due in each of the others, too.
        let months = crate::units::length((replayed_cycles / on_plan.cycles.len().max(1)).max(1));
        let fee = holding.fee_due(asked.is_fee_paid).and_then(|fee| fee.times(months).ok());
        let cycles: Vec<PlanCycle> = on_plan
            .cycles
            .iter()
            .map(|cycle| PlanCycle {
                cycle_start: cycle.period.start(),
                cycle_end: cycle.period.end(),
                figures: Figures::of_cycle(cycle, fee, zone),
            })
            .collect();
        let why = |(why, share): &(NoCredit<'_>, Share)| NoCreditRuns {
            draws: why.draws(),
            reason: why.reason(holding.plan, program),
            source: why.source(holding.plan).map(str::to_owned),
            runs: share.runs,
            cost_usd: share.cost,
        };
        Self {
            plan: holding.id().to_owned(),
            program: program.id.clone(),
            program_status: program.status_on(asked.as_of).map(|change| change.status),
            seats: holding.seats.iter().map(|(seat, count)| (seat.kind.clone(), *count)).collect(),
            fee_usd: holding.fee(),
            credit_usd: holding.credit(),
            on_exhaustion: exhaustion.unwrap_or(program.exhaustion.into()).to_string(),
            total: Figures::total(on_plan, &cycles),
            cycles,
            no_credit: on_plan.no_credit.iter().map(why).collect(),
        }
    }
}

impl Figures {
    fn of(tally: &Tally, runs_unpriced: u64, cost_is_at_least: bool) -> Self {
        Self {
            runs: tally.runs,
            runs_covered: tally.runs_covered,
            runs_partial: tally.runs_partial,
            runs_beyond: tally.runs_beyond,
            runs_on_plan_limits: tally.runs_on_limits,
            runs_refused: tally.runs_refused,
            runs_unpriced,
            cost_usd: tally.cost,
            cost_is_at_least,
            granted_usd: Usd::ZERO,
            drawn_usd: tally.drawn,
            overflow_usd: tally.overflow,
            billed_usd: tally.billed,
            refused_usd: tally.unpaid,
            plan_windows_usd: tally.windows,
            expires_usd: Usd::ZERO,
            pay_usd: None,
            ended_at: None,
            refused_from: None,
        }
    }

    fn of_cycle(cycle: &engine::InCycle, fee: Option<Usd>, zone: &TimeZone) -> Self {
        let on_clock = |at| Instant::on_clock_of(zone, at);
        Self {
            granted_usd: cycle.granted,
            expires_usd: if cycle.expires { cycle.left } else { Usd::ZERO },
            pay_usd: fee.and_then(|fee| fee.plus(cycle.tally.billed).ok()),
            ended_at: cycle.ended_at.map(on_clock),
            refused_from: cycle.refused_from.map(on_clock),
            ..Self::of(&cycle.tally, cycle.runs_unpriced, cycle.is_at_least)
        }
    }

    fn total(on_plan: &engine::OnPlan<'_>, cycles: &[PlanCycle]) -> Self {
        let sum = |of: fn(&Figures) -> Usd| -> Usd { cycles.iter().map(|cycle| of(&cycle.figures)).sum() };
        Self {
            granted_usd: sum(|figures| figures.granted_usd),
            expires_usd: sum(|figures| figures.expires_usd),
            pay_usd: cycles.iter().map(|cycle| cycle.figures.pay_usd).sum(),
            ended_at: cycles.iter().find_map(|cycle| cycle.figures.ended_at),
            refused_from: cycles.iter().find_map(|cycle| cycle.figures.refused_from),
            ..Self::of(&on_plan.total(), on_plan.runs_unpriced(), on_plan.is_at_least())
        }
    }
}
