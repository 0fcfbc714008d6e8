//! The rules of a policy, and what became of each.

use crate::phrase::{listed_few, quoted_name};
use crate::units::Usd;

/// A policy that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its rules, in the order in which they are reported. A rule that is switched off is none.
    pub rules: Vec<RuleResult>,
    /// Whether everything could be priced.
    pub is_priced: bool,
}

/// A rule, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleResult {
    /// Which.
    pub rule: Rule,
    /// What it allows.
    pub limit: Measure,
    /// What there is; `None` where nobody can say.
    pub figure: Option<Measure>,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Where the figure comes from, or why there is none, as a clause.
    pub says: String,
    /// The jobs that it is about; they stand for [`JOBS`] in the clause, where that names them.
    pub jobs: Vec<String>,
    /// The seat that it is about.
    pub seat: Option<String>,
    /// The same under the rules in force, where these count as well and may come to something else.
    pub in_force: Option<Finding>,
}

/// What became of a rule under other rules of the credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What there is; `None` where nobody can say.
    pub figure: Option<Measure>,
    /// Whether the rule holds.
    pub verdict: Verdict,
    /// Where the figure comes from, or why there is none, as a clause.
    pub says: String,
    /// The jobs that it is about; they stand for [`JOBS`] in the clause, where that names them.
    pub jobs: Vec<String>,
    /// The seat that it is about.
    pub seat: Option<String>,
}

/// Where the names of jobs stand in a clause.
pub const JOBS: &str = "{jobs}";

/// A rule of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The most overflow of all jobs in any cycle.
    MaxOverflow,
    /// The fewest nights of any cycle all of whose runs are covered, whichever job they are of.
    MinNightsCovered,
    /// The least that is left of any credit at the end of any cycle, in percent of what was granted.
    MinHeadroom,
    /// The most that any run costs.
    MaxCostPerRun,
    /// How many times as much the newest measured runs of a job may cost as the ones before.
    MaxCostVsUsual,
    /// The most days since somebody last looked at a price or a plan that is used.
    MaxPriceAge,
    /// Whether every model must have a price.
    NoUnpricedModel,
    /// Whether the rules of the credit must be in force.
    InForceOnly,
}

/// A limit or a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Dollars.
    Usd(Usd),
    /// Nights or days.
    Count(u64),
    /// Tenths of a percent.
    Tenths(u32),
    /// Hundredths of once as much.
    Hundredths(u64),
    /// Whether something is so.
    Truth(bool),
    /// What something is called.
    Word(&'static str),
}

/// Whether a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Holds,
    /// It does not.
    Broken,
    /// Nobody can say, because something has no price.
    Unknown,
}

impl Rule {
    /// Its key in `[policy]`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::MaxOverflow => "max_overflow_usd",
            Self::MinNightsCovered => "min_nights_covered",
            Self::MinHeadroom => "min_headroom_percent",
            Self::MaxCostPerRun => "max_cost_per_run_usd",
            Self::MaxCostVsUsual => "max_cost_vs_usual",
            Self::MaxPriceAge => "max_price_age_days",
            Self::NoUnpricedModel => "no_unpriced_model",
            Self::InForceOnly => "in_force_only",
        }
    }

    /// Whether its figure depends on which credit there is.
    #[must_use]
    pub fn is_about_the_credit(self) -> bool {
        matches!(self, Self::MaxOverflow | Self::MinNightsCovered | Self::MinHeadroom)
    }
}

impl RuleResult {
    /// Where the figure comes from, or why there is none, with the names of its jobs.
    #[must_use]
    pub fn clause(&self) -> String {
        clause(&self.says, &self.jobs)
    }

    /// Whether it holds, under the rules in force as well where these count: broken under either is broken.
    #[must_use]
    pub fn verdict_of_all(&self) -> Verdict {
        let there = self.in_force.as_ref().map_or(self.verdict, |there| there.verdict);
        match (self.verdict, there) {
            (Verdict::Broken, _) | (_, Verdict::Broken) => Verdict::Broken,
            (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
            (Verdict::Holds, Verdict::Holds) => Verdict::Holds,
        }
    }
}

impl Finding {
    /// Where the figure comes from, or why there is none, with the names of its jobs.
    #[must_use]
    pub fn clause(&self) -> String {
        clause(&self.says, &self.jobs)
    }
}

fn clause(says: &str, jobs: &[String]) -> String {
    let jobs = listed_few(jobs.iter().map(|job| quoted_name(job)));
    says.replacen(JOBS, &jobs, 1)
}

impl std::fmt::Display for Measure {
    /// As it is written in JSON and CSV: exact, and without a unit, which is in the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usd(amount) => amount.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Tenths(tenths) => write!(f, "{}.{}", tenths / 10, tenths % 10),
            Self::Hundredths(hundredths) => f.write_str(&crate::phrase::hundredths(*hundredths)),
            Self::Truth(on) => on.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl Checked {
    /// Whether all rules hold; `None` where something has no price. A broken rule is reported all the same, but
    /// it is not the answer to the whole question: what is beyond a limit and what nobody knows are two
    /// things.
    #[must_use]
    pub fn passed(&self) -> Option<bool> {
        self.is_priced.then(|| self.rules.iter().all(|rule| rule.verdict_of_all() == Verdict::Holds))
    }

    /// The rules that are broken, be it under the rules in force only.
    pub fn broken(&self) -> impl Iterator<Item = &RuleResult> {
        self.rules.iter().filter(|rule| rule.verdict_of_all() == Verdict::Broken)
    }
}
