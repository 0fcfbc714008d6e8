//! What a plan grants, under which program, and to which use.

use std::num::NonZeroU16;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Certainty, Citation};
use crate::source::Origin;
use crate::units::{Multiplier, Usd};
use crate::words::words;

/// A dated set of rules: which plan grants what credit, and which uses may draw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// For example `agent-sdk-credit`.
    pub id: String,
    /// The vendor whose program it is.
    pub(crate) vendor: String,
    /// The vendors whose models its credit pays for: that one, unless its file names others.
    pub(crate) pays_for: Vec<String>,
    /// For people.
    pub(crate) name: String,
    /// The same in a word or two, where it stands above columns.
    pub(crate) short: Option<String>,
    /// Whether it is used if none is named.
    pub(crate) default: bool,
    /// How a run must sign in to draw its credit.
    pub(crate) sign_in: Auth,
    /// What happens at the end of the credit, unless decided otherwise.
    pub(crate) exhaustion: DefaultExhaustion,
    pub(crate) pooling: Pooling,
    /// When its credit comes back.
    pub(crate) cycle: CycleRule,
    /// What its vendor multiplies list prices by; without it, its credit pays list prices.
    pub(crate) markup: Option<Multiplier>,
    /// Whose prices its credit pays, as a sentence, where that is not simply the list price.
    pub(crate) rates: Option<String>,
    /// The unit in which its vendor counts the credit, where that is not the dollar: shown, and never calculated
    /// with.
    pub(crate) unit: Option<Unit>,
    /// How the credit renews, as a clause.
    pub(crate) renewal: String,
    /// Further rules, one sentence each.
    pub(crate) terms: Vec<String>,
    /// Its status over time, in date order.
    pub history: Vec<StatusChange>,
    /// Which uses draw on what.
    pub uses: Vec<UseRule>,
    /// Where this was read, and when last checked.
    pub citation: Citation,
    pub(crate) origin: Origin,
}

/// In `pays_for`: a reseller's credit pays for models of every vendor.
pub(crate) const ANY_VENDOR: &str = "any";

impl Program {
    /// Whether its credit pays for models of a vendor.
    pub(crate) fn pays_for(&self, vendor: &str) -> bool {
        self.pays_for.iter().any(|paid| paid == vendor || paid == ANY_VENDOR)
    }

    /// Whether its credit pays for models of all these vendors.
    pub(crate) fn pays_for_all(&self, vendors: &[String]) -> bool {
        vendors.iter().all(|vendor| self.pays_for(vendor))
    }

    /// Its status on `day`; `None` before it was announced.
    pub(crate) fn status_on(&self, day: Date) -> Option<&StatusChange> {
        self.history.iter().rev().find(|change| change.from <= day)
    }

    /// Whether its rules apply on `day`.
    pub(crate) fn in_force_on(&self, day: Date) -> bool {
        self.status_on(day).is_some_and(|change| change.status == ProgramStatus::InForce)
    }

    /// Whether its rules have ever applied by `day`.
    pub(crate) fn has_begun_by(&self, day: Date) -> bool {
        let is_start = |change: &StatusChange| change.status == ProgramStatus::InForce && change.from <= day;
        self.history.iter().any(is_start)
    }

    /// What a use draws on under these rules.
    pub(crate) fn rule_for(&self, surface: Surface, auth: Auth) -> Option<&UseRule> {
        self.uses.iter().find(|rule| rule.surfaces.contains(&surface) && rule.auths.contains(&auth))
    }
}

/// When a credit comes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CycleRule {
    /// On the day of the month on which the plan is billed, which is the subscriber's own.
    #[default]
    BillingDay,
    /// On the first of the month at 00:00 UTC, whatever day the plan is billed on.
    FirstOfMonthUtc,
    /// After this many days.
    Every(NonZeroU16),
    /// Never: it is bought, not granted.
    Never,
}

impl CycleRule {
    /// The word for it in an answer.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, rule)| *rule == self).map_or("days", |(word, _)| word)
    }

    /// Those that need no number.
    pub(crate) const WORDS: [(&'static str, Self); 3] = [
        ("billing-day", Self::BillingDay),
        ("first-of-month-utc", Self::FirstOfMonthUtc),
        ("never", Self::Never),
    ];
}

/// A unit in which a vendor counts its credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What one is called: `AI credit`.
    pub(crate) name: String,
    /// What one is worth; `None` where it stands for work and not for dollars.
    pub(crate) usd: Option<Usd>,
}

impl Unit {
    /// How many of them an amount is, where that is a whole number.
    pub(crate) fn whole_in(&self, amount: Usd) -> Option<u64> {
        let usd = self.usd?;
        let count = amount.whole_units(usd)?;
        usd.times(count).is_ok_and(|exact| exact == amount).then_some(count)
    }
}

/// A program's status from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Status"))]
pub struct StatusChange {
    /// The first day.
    pub from: Date,
    /// Its status from then on.
    pub status: ProgramStatus,
    /// Who says so.
    #[serde(flatten)]
    pub citation: Citation,
}

/// Whether the rules of a program apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgramStatus {
    /// Published for a later day.
    Announced,
    /// Published, and put off.
    Paused,
    /// The rules apply.
    InForce,
    /// Another program took its place.
    Replaced,
    /// Over, without another in its place.
    Ended,
}

words!(ProgramStatus {
    Announced = "announced",
    Paused = "paused",
    InForce = "in-force",
    Replaced = "replaced",
    Ended = "ended",
});

/// What happens at the end of a credit, unless decided otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultExhaustion {
    /// Requests are refused until the cycle renews.
    Stop,
    /// Further requests are billed at API rates.
    Bill,
}

words!(DefaultExhaustion {
    Stop = "stop",
    Bill = "bill",
});

/// Whether people share a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooling {
    /// Each person has one; they are never pooled.
    PerUser,
    /// The organization has one.
    Organization,
}

words!(Pooling {
    PerUser = "per-user",
    Organization = "organization",
});

/// How a run is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surface {
    /// `claude -p`, by hand or from a timer of one's own.
    ClaudeP,
    /// A program written with the Agent SDK.
    AgentSdk,
    /// The Claude Code GitHub Action.
    GithubAction,
    /// Somebody else's application that signs in through the Agent SDK.
    ThirdPartyApp,
    /// Claude Code in a terminal, or a chat.
    Interactive,
    /// An IDE extension or the desktop app.
    Ide,
    /// A service that routes other people's requests.
    ForOthers,
}

words!(Surface {
    ClaudeP = "claude-p",
    AgentSdk = "agent-sdk",
    GithubAction = "github-action",
    ThirdPartyApp = "third-party-app",
    Interactive = "interactive",
    Ide = "ide",
    ForOthers = "for-others",
});

/// How a run signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Auth {
    /// With the plan.
    Plan,
    /// With an API key.
    ApiKey,
    /// With an account of a cloud: Bedrock, Vertex or Foundry, which sends its own bill.
    Cloud,
}

words!(Auth {
    Plan = "plan",
    ApiKey = "api-key",
    Cloud = "cloud",
});

impl Auth {
    /// The sign-ins that programs have rules for. What a cloud bills is outside of all of them.
    pub(crate) const OF_PROGRAMS: [(&'static str, Self); 2] =
        [("plan", Self::Plan), ("api-key", Self::ApiKey)];
}

/// What some uses draw on under a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseRule {
    /// The uses started in one of these ways
    pub(crate) surfaces: Vec<Surface>,
    /// and signed in with one of these.
    pub(crate) auths: Vec<Auth>,
    pub(crate) draws: Draws,
    /// Why, as a clause.
    pub reason: String,
    /// Where this was read, and when last checked.
    pub citation: Citation,
}

/// What a use draws on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draws {
    /// The program's credit.
    Credit,
    /// The plan's usage windows, which are not dollars.
    PlanWindows,
    /// Nothing: it is billed at API rates.
    ApiSpend,
    /// Nothing: it is not allowed.
    NotPermitted,
}

words!(Draws {
    Credit = "credit",
    PlanWindows = "plan-windows",
    ApiSpend = "api-spend",
    NotPermitted = "not-permitted",
});

/// A plan under a program's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// For example `max-5x`.
    pub id: String,
    /// The id of the program whose rules these are.
    pub program: String,
    /// For people.
    pub(crate) name: String,
    /// Other names for the same plan.
    pub(crate) aliases: Vec<String>,
    /// Whether it is one of those shown if no plan is named.
    pub individual: bool,
    /// Per month.
    pub(crate) fee: Option<Usd>,
    pub(crate) fee_note: Option<String>,
    /// Its credit per cycle.
    pub grant: CreditGrant,
    /// The part of `grant` that its vendor may change; the rest is promised.
    pub(crate) flex: Option<Usd>,
    /// How many units of work it grants a month, for plans whose unit is no dollar.
    pub(crate) work_units: Option<u64>,
    /// Why nobody can say what a run draws of it, as a clause: its unit is work and not tokens.
    pub(crate) not_computable: Option<String>,
    /// Why it has no credit, as a clause: for plans that are not eligible, and for an account without a
    /// plan.
    pub(crate) no_credit: Option<String>,
    /// What every use of it draws on, whatever the program's rules say: for an account without a plan.
    pub(crate) draws: Option<Draws>,
    /// The same plan under another program.
    pub(crate) counterpart: Option<Counterpart>,
    /// How sure the amount of the credit is.
    pub(crate) certainty: Certainty,
    /// Where this was read, and when last checked.
    pub citation: Citation,
    /// What others published about its credit, right or wrong.
    pub claims: Vec<Claim>,
    pub(crate) origin: Origin,
}

/// The credit of a plan per cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreditGrant {
    /// An amount.
    Fixed(Usd),
    /// An amount per seat, pooled, up to a cap.
    Seats {
        /// The kinds of seats.
        seats: Vec<Seat>,
        /// The largest credit of the whole pool.
        pool_cap: Option<Usd>,
    },
    /// None: the plan is not eligible.
    NotEligible,
}

/// A kind of seat, its fee and its credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// What the plan calls it: `standard`, `premium`.
    pub kind: String,
    /// Per month.
    pub(crate) fee: Option<Usd>,
    /// What one adds to the pool per cycle.
    pub(crate) credit: Usd,
}

/// The same plan under another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// The other program's id.
    pub(crate) program: String,
    /// The plan's name under those rules.
    pub(crate) plan: String,
    /// The kinds and numbers of seats there.
    pub(crate) seats: Vec<(String, u64)>,
}

/// What somebody published about a plan's credit, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who published it.
    pub publisher: String,
    pub(crate) says: String,
    /// The amount, where they gave one.
    pub credit: Option<Usd>,
    /// Where this was read, and when last checked.
    pub citation: Citation,
}
