//! `creditcalc diff`: what changed between two scenarios or two saved answers, and because of what.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Instant;
use crate::pricing::ProgramStatus;
use crate::studies::difference::{self as engine, shared};
pub use crate::studies::difference::{Counts, InForce, JobSide, Part};
use crate::units::{Percent, Usd, UsdDelta};

super::shape_name!("creditcalc.diff/1");

/// What changed between two scenarios or two saved answers, and because of what. The figure at the top is that
/// of the only difference; where several plans are compared, the list cost, which all of them share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diff {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// What was compared.
    pub inputs: Inputs,
    /// The figure at the top.
    #[serde(flatten)]
    pub figure: Figure,
    /// One difference for each plan that both answer for; of scenarios, one.
    pub differences: Vec<Difference>,
    /// What to know about the figures, one sentence each.
    pub notes: Vec<String>,
}

/// What was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// What both are.
    pub kind: Kind,
    /// The name of the one.
    pub before: String,
    /// The name of the other.
    pub after: String,
    /// The digest of the price tables that price both; null where saved answers are compared as they are.
    pub pricing_digest: Option<String>,
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
    /// Which figure.
    pub figure: engine::Figure,
    /// Before, in dollars.
    pub before_usd: Usd,
    /// After, in dollars.
    pub after_usd: Usd,
    /// By how many dollars it rose, or fell where it is negative.
    pub change_usd: UsdDelta,
    /// The part of each factor, which add up to the change exactly; empty where the change cannot be split.
    pub parts: Vec<Part>,
    /// Why the change is not split; null where it is.
    pub parts_reason: Option<String>,
}

/// What changed, for one plan or for a whole scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// The plan's id, where both sides answer for several.
    pub plan: Option<String>,
    /// Whether anything that is told is another.
    pub changes: bool,
    /// The figures in dollars, the one that counts first.
    pub figures: Vec<Figure>,
    /// Before.
    pub before: Side,
    /// After.
    pub after: Side,
    /// The jobs of both sides; empty where the answers do not name them.
    pub jobs: Vec<Job>,
}

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Side {
    /// The id of the program whose credit rules are used.
    pub program: String,
    /// What the program is on the day that counts as today; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The day that counts as today.
    pub as_of: Date,
    /// The first day of the first cycle.
    pub cycle_start: Date,
    /// The day after the last day of the last cycle.
    pub cycle_end: Date,
    /// How many cycles; null where that is not told.
    pub cycles: Option<u64>,
    /// Whether only the rest of the first cycle counts.
    pub rest_only: bool,
    /// The fees of all plans in all cycles, in dollars; null where they are not known, or where cycles are no
    /// months.
    pub fees_usd: Option<Usd>,
    /// What all jobs come to.
    #[serde(flatten)]
    pub counts: Counts,
    /// What the credits pay of the cost; null where there is no cost.
    pub coverage_percent: Option<Percent>,
    /// The credits.
    pub seats: Vec<Seat>,
    /// What the rules in force give; null where these are in force.
    pub in_force: Option<InForce>,
}

/// One credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seat {
    /// The seat's name, or the plan's where several share it.
    pub seat: String,
    /// The plan's id.
    pub plan: String,
    /// What it grants in all cycles, in dollars.
    pub granted_usd: Usd,
    /// Whether it runs out.
    pub runs_out: bool,
    /// When the first run starts that it does not pay in full, where that is known.
    pub runs_out_at: Option<Instant>,
    /// The day of that run, where that is known.
    pub runs_out_on: Option<Date>,
    /// The number of that run in its cycle, counted from one, where that is known.
    pub runs_out_run: Option<u64>,
}

/// One job, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The job's name.
    pub job: String,
    /// Before; null where it is new.
    pub before: Option<JobSide>,
    /// After; null where it is gone.
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
