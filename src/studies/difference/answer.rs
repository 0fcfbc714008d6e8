//! What is known of two questions or two answers. What is published as it is has the names and the docs that
//! it is published with.

use jiff::Zoned;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fees::Fees;
use crate::calendar::Period;
use crate::names::paired;
use crate::phrase::{listed, quoted_name};
use crate::pricing::{NoPrice, ProgramStatus};
use crate::units::{Percent, Usd, UsdDelta};
use crate::words::words;

/// What changed, and how much of it each factor did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The plan, where both sides answer for several.
    pub plan: Option<String>,
    /// The side before.
    pub before: Side,
    /// The side after.
    pub after: Side,
    /// The figures in dollars, the main one first.
    pub splits: Vec<Split>,
}

/// A figure before and after, and the parts of its change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Which.
    pub figure: Figure,
    /// The figure before, in dollars.
    pub before: Usd,
    /// The figure after, in dollars.
    pub after: Usd,
    /// The part of every factor, also of those that changed nothing; they add up to the change exactly. Or
    /// why there are none.
    pub parts: Result<Vec<Part>, NotSplit>,
}

/// A figure in dollars, over all cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The fees of the plans and the cost beyond their credits.
    Total,
    /// The cost beyond the credits.
    Overflow,
    /// All runs at list rates.
    ListCost,
}

/// What can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// Which model, served how, at which rates; or the stated cost of a run.
    Price,
    /// What a run uses, how often it is tried, and by how much it grows.
    Tokens,
    /// What a run costs, where nobody wrote down what it uses.
    RunCost,
    /// Which jobs there are, and when they run.
    Runs,
    /// The rules, who holds which plan, what is spent of it, and which use draws it.
    Plan,
    /// The day of asking, the cycle, and how many cycles.
    Calendar,
}

/// What one factor did to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// The factor.
    pub factor: Factor,
    /// How much this factor changed the figure, in dollars; negative when it lowered it.
    pub change_usd: UsdDelta,
}

/// Why a change is not split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSplit {
    /// A question between the two has no answer.
    Unpriced {
        /// What it has of the second side; everything else is of the first.
        of_after: Vec<Factor>,
        /// The job that has no price, by its name.
        job: Option<String>,
        /// Why.
        reason: Box<NoPrice>,
    },
    /// A saved answer does not tell which runs drew which credit, so that nobody can say what others would
    /// have drawn.
    NotTold,
}

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Whose rules it is counted under.
    pub rules: Rules,
    /// The time that it covers.
    pub time: Time,
    /// The fees of all plans in all cycles.
    pub fees: Fees,
    /// What all jobs come to.
    pub counts: Counts,
    /// The credits.
    pub ledgers: Vec<LedgerSide>,
    /// The jobs; none where the answer does not name them.
    pub jobs: Vec<JobSide>,
}

/// Whose rules a side is counted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The program.
    pub program: String,
    /// The day of asking.
    pub as_of: Date,
    /// What the program is on that day, and since when, as far as that is known; `None` before it was
    /// announced.
    pub status: Option<(ProgramStatus, Option<Date>)>,
    /// What the rules in force give, where these are not in force.
    pub in_force: Option<InForce>,
}

/// The figures under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// The program in force today; null if there is none.
    pub program: Option<String>,
    /// The credit it grants over all cycles, in dollars.
    pub granted_usd: Usd,
    /// The cost beyond that credit at list prices, in dollars.
    pub overflow_usd: Usd,
    /// Whether its credit is drawn with an API key, and that of the rules that are used is not.
    #[serde(skip)]
    pub needs_api_key: bool,
}

/// The time that a side covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// From the first day of the first cycle to the last day of the last.
    pub days: Period,
    /// How many cycles; `None` where that is not known.
    pub cycles: Option<u64>,
    /// Whether all of it counts, and not only what is left of it.
    pub is_whole: bool,
}

/// Counts and amounts. `drawn_usd` + `overflow_usd` + `plan_windows_usd` = `cost_usd`, and `billed_usd` +
/// `refused_usd` = `overflow_usd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// The number of runs.
    pub runs: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// Nights with runs; null if the answer doesn't say.
    pub nights: Option<u64>,
    /// Nights on which the credit covers every run in full; null if the answer doesn't say.
    pub nights_covered: Option<u64>,
    /// The cost of all runs at list prices, in dollars.
    pub cost_usd: Usd,
    /// What the credits cover, in dollars.
    pub drawn_usd: Usd,
    /// The cost beyond the credits at list prices, in dollars.
    pub overflow_usd: Usd,
    /// What runs on plans' usage limits would cost at list prices, in dollars. You don't pay it, and it isn't
    /// overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
}

/// A credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerSide {
    /// The seat's name, or the plan's if several seats share the credit.
    pub name: String,
    /// The plan.
    pub plan: String,
    /// What it grants in all cycles.
    pub granted: Usd,
    /// Where it ends for the first time.
    pub end: Option<End>,
}

/// The first run that a credit does not pay in full, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// When it starts.
    pub at: Option<Zoned>,
    /// On which day.
    pub day: Option<Date>,
    /// The place of its cycle, where that is known.
    pub cycle: Option<usize>,
    /// Its number among the runs of the cycle, where that is known.
    pub run: Option<u64>,
}

/// One job on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobSide {
    /// Its name, which an answer tells once for both sides.
    #[serde(skip)]
    pub name: String,
    /// The cost of its first run, in dollars; null if the answer doesn't say.
    pub run_cost_usd: Option<Usd>,
    /// What all its runs come to.
    #[serde(flatten)]
    pub counts: Counts,
}

impl Factor {
    /// Its name beside other factors.
    #[must_use]
    pub fn word(self) -> &'static str {
        if self == Self::RunCost { "run cost" } else { self.id() }
    }
}

impl Split {
    /// What a factor is called among the parts of this figure. Where nobody can tell the calendar from the
    /// runs, their part is that of both.
    #[must_use]
    pub fn word(&self, factor: Factor) -> &'static str {
        let has_calendar = self.parts.iter().flatten().any(|part| part.factor == Factor::Calendar);
        if factor == Factor::Runs && !has_calendar { "runs and calendar" } else { factor.word() }
    }

    /// By how much it rose or fell.
    #[must_use]
    pub fn change(&self) -> UsdDelta {
        UsdDelta::between(self.before, self.after)
    }
}

impl NotSplit {
    /// Why there are no parts, as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Unpriced { of_after, job, reason } => {
                let factors: Vec<String> = of_after.iter().map(|factor| factor.word().to_owned()).collect();
                let job = job.as_ref().map(|job| format!(" {}:", quoted_name(job))).unwrap_or_default();
                let between = if factors.is_empty() {
                    String::new()
                } else {
                    format!(" (with the new {} and the rest as before)", listed(&factors))
                };
                format!("The change can't be split:{job} {reason}{between}.")
            }
            Self::NotTold => {
                "Saved answers don't say which runs drew which credit, so the change can't be split. Compare two scenario files instead.".to_owned()
            }
        }
    }
}

/// The figure that all of them share: that of the only one, or the list cost, which is the same whatever the
/// plan.
///
/// # Panics
///
/// When there are none.
#[must_use]
pub fn shared(differences: &[Difference]) -> &Split {
    let first = differences.first().expect("something is compared");
    if differences.len() == 1 {
        return first.headline();
    }
    first.splits.iter().find(|split| split.figure == Figure::ListCost).unwrap_or_else(|| first.headline())
}

impl Counts {
    /// The part of the cost that the credits pay; `None` when there is no cost.
    #[must_use]
    pub fn coverage(&self) -> Option<Percent> {
        Percent::of(self.drawn_usd, self.cost_usd)
    }
}

impl Difference {
    /// The figure that counts.
    ///
    /// # Panics
    ///
    /// Never: there is always one.
    #[must_use]
    pub fn headline(&self) -> &Split {
        self.splits.first().expect("a difference is one of figures")
    }

    /// Whether there is no total because fees are those of a month, and not all cycles are months.
    #[must_use]
    pub fn is_without_fees_of_a_month(&self) -> bool {
        [self.before.fees, self.after.fees].contains(&Fees::OfAMonth)
    }

    /// Whether both sides are the same.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.before == self.after
    }

    /// The jobs of both sides, by their names, in the order of before and then of after; of several of one
    /// name, the first is the first.
    #[must_use]
    pub fn jobs(&self) -> Vec<(Option<&JobSide>, Option<&JobSide>)> {
        let (before, after) = (&self.before.jobs, &self.after.jobs);
        let pairs =
            paired(before.iter().map(|job| job.name.as_str()), after.iter().map(|job| job.name.as_str()))
                .into_iter();
        pairs
            .map(|(one, other)| (one.map(|place| &before[place]), other.map(|place| &after[place])))
            .collect()
    }
}

words!(Factor: id {
    Price = "price",
    Tokens = "tokens",
    RunCost = "run_cost",
    Runs = "runs",
    Plan = "plan",
    Calendar = "calendar",
});
words!(Figure: id { Total = "total", Overflow = "overflow", ListCost = "list_cost" });
