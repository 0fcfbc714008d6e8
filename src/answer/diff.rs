//! `creditcalc diff`: what changed between two scenarios or two saved answers, and because of what.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use crate::calendar::Instant;
use crate::pricing::ProgramStatus;
use crate::studies::difference::{self as engine, shared};
pub use crate::studies::difference::{Counts, InForce, JobSide, Part};
use crate::units::{Percent, Usd, UsdDelta};

super::shape_name!("creditcalc.diff/1");

/// What changed between two scenarios or two saved answers, and why. The figures at the top are those of the
/// only difference; when several plans are compared, they are the list cost, which all plans share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diff {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The two sides that were compared.
    pub inputs: Inputs,
    /// The figure at the top.
    #[serde(flatten)]
    pub figure: Figure,
    /// One difference per plan that both sides answer for; one for scenarios.
    pub differences: Vec<Difference>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// The two sides that were compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// What kind of files the two sides are.
    pub kind: Kind,
    /// The file before.
    pub before: String,
    /// The file after.
    pub after: String,
    /// The digest of the price tables used for both sides; null when saved answers are compared.
    pub pricing_digest: Option<String>,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Two scenario files.
    Scenario,
    /// Two saved answers of `estimate`.
    Estimate,
    /// Two saved answers of `simulate`.
    Simulation,
}

/// One figure, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figure {
    /// The figure that is compared.
    pub figure: engine::Figure,
    /// The figure before, in dollars.
    pub before_usd: Usd,
    /// The figure after, in dollars.
    pub after_usd: Usd,
    /// The change, in dollars; negative when it fell.
    pub change_usd: UsdDelta,
    /// Each factor's share of the change. Shares are Shapley values and add up exactly; empty when the change
    /// can't be split.
    pub parts: Vec<Part>,
    /// Why the change isn't split; null if it is.
    pub parts_reason: Option<String>,
}

/// What changed, for one plan or for a whole scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// The plan; null unless both sides answer for several.
    pub plan: Option<String>,
    /// Whether anything differs.
    pub changes: bool,
    /// The figures in dollars, the main one first.
    pub figures: Vec<Figure>,
    /// The side before.
    pub before: Side,
    /// The side after.
    pub after: Side,
    /// The jobs of both sides; empty if the answers don't name them.
    pub jobs: Vec<Job>,
}

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Side {
    /// The program whose credit rules are used.
    pub program: String,
    /// The program's status on the day that counts as today; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The day that counts as today.
    pub as_of: Date,
    /// The first day of the first cycle.
    pub cycle_start: Date,
    /// The day after the last day of the last cycle.
    pub cycle_end: Date,
    /// The number of cycles; null if the answer doesn't say.
    pub cycles: Option<u64>,
    /// Whether only the rest of the first cycle is counted.
    pub rest_only: bool,
    /// The fees of all plans over all cycles, in dollars; null when they aren't known or cycles aren't months.
    pub fees_usd: Option<Usd>,
    /// What all jobs come to.
    #[serde(flatten)]
    pub counts: Counts,
    /// The share of the cost that the credits cover; null when there is no cost.
    pub coverage_percent: Option<Percent>,
    /// The credits.
    pub seats: Vec<Seat>,
    /// The figures under today's rules; null when the program asked about is today's.
    pub in_force: Option<InForce>,
}

/// One credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seat {
    /// The seat's name, or the plan's if several seats share the credit.
    pub seat: String,
    /// The plan.
    pub plan: String,
    /// The credit it grants over all cycles, in dollars.
    pub granted_usd: Usd,
    /// Whether it runs out.
    pub runs_out: bool,
    /// The start of the first run that it doesn't cover in full; null if not known.
    pub runs_out_at: Option<Instant>,
    /// The day of the first run that it doesn't cover in full; null if not known.
    pub runs_out_on: Option<Date>,
    /// The number of the first run in its cycle that it doesn't cover in full, from 1; null if not known.
    pub runs_out_run: Option<u64>,
}

/// One job, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The job's name.
    pub job: String,
    /// The job before; null if it's new.
    pub before: Option<JobSide>,
    /// The job after; null if it's gone.
    pub after: Option<JobSide>,
}

impl Diff {
    /// The answer to a comparison of two.
    ///
    /// # Panics
    ///
    /// When nothing is compared.
    #[must_use]
    pub fn of(inputs: Inputs, differences: &[engine::Difference], notes: Vec<String>) -> Self {
        Self {
            schema: ShapeName,
            inputs,
            figure: Figure::from(shared(differences)),
            differences: differences.iter().map(Difference::from).collect(),
            notes,
        }
    }
}

impl From<&engine::Split> for Figure {
    fn from(split: &engine::Split) -> Self {
        Self {
            figure: split.figure,
            before_usd: split.before,
            after_usd: split.after,
            change_usd: split.change(),
            parts: split.parts.iter().flatten().copied().collect(),
            parts_reason: split.parts.as_ref().err().map(engine::NotSplit::sentence),
        }
    }
}

impl From<&engine::Difference> for Difference {
    fn from(difference: &engine::Difference) -> Self {
        let job = |(before, after): (Option<&JobSide>, Option<&JobSide>)| {
            let job = before.or(after)?.name.clone();
            Some(Job { job, before: before.cloned(), after: after.cloned() })
        };
        Self {
            plan: difference.plan.clone(),
            changes: !difference.is_none(),
            figures: difference.splits.iter().map(Figure::from).collect(),
            before: Side::from(&difference.before),
            after: Side::from(&difference.after),
            jobs: difference.jobs().into_iter().filter_map(job).collect(),
        }
    }
}

impl From<&engine::Side> for Side {
    fn from(side: &engine::Side) -> Self {
        Self {
            program: side.rules.program.clone(),
            program_status: side.rules.status.map(|(status, _)| status),
            as_of: side.rules.as_of,
            cycle_start: side.time.days.start(),
            cycle_end: side.time.days.end(),
            cycles: side.time.cycles,
            rest_only: !side.time.is_whole,
            fees_usd: side.fees.usd(),
            counts: side.counts,
            coverage_percent: side.counts.coverage(),
            seats: side.ledgers.iter().map(Seat::from).collect(),
            in_force: side.rules.in_force.clone(),
        }
    }
}

impl From<&engine::LedgerSide> for Seat {
    fn from(ledger: &engine::LedgerSide) -> Self {
        let end = ledger.end.as_ref();
        let at = end.and_then(|end| end.at.as_ref());
        Self {
            seat: ledger.name.clone(),
            plan: ledger.plan.clone(),
            granted_usd: ledger.granted,
            runs_out: end.is_some(),
            runs_out_at: at.map(|at| Instant::on_clock_of(at.time_zone(), at.timestamp())),
            runs_out_on: end.and_then(|end| end.day),
            runs_out_run: end.and_then(|end| end.run),
        }
    }
}
