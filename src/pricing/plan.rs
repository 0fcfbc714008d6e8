//! What a plan grants, under which program, and to which use.

use jiff::civil::Date;

use super::words::words;
use super::{Certainty, Citation};
use crate::source::Origin;
use crate::units::Usd;

/// A dated set of rules saying which plan grants what credit, to which use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its id: `agent-sdk-credit`.
    pub id: String,
    /// The vendor whose models its credit pays for.
    pub(crate) vendor: String,
    /// Its name for people.
    pub name: String,
    /// Whether it is the one used when nobody names one.
    pub(crate) default: bool,
    /// The sign-in that its credit needs.
    pub(crate) sign_in: Auth,
    /// What happens when the credit is gone and nobody decided otherwise.
    pub(crate) exhaustion: DefaultExhaustion,
    /// Who shares a credit.
    pub(crate) pooling: Pooling,
    /// How the credit comes back, in words.
    pub(crate) renewal: String,
    /// Further rules, one sentence each.
    pub(crate) terms: Vec<String>,
    /// What became of it, in date order.
    pub history: Vec<StatusChange>,
    /// Which use draws what.
    pub uses: Vec<UseRule>,
    /// Who says so.
    pub citation: Citation,
    /// Where it is written.
    pub(crate) origin: Origin,
}

impl Program {
    /// What it is on `day`; `None` before anybody had heard of it.
    #[must_use]
    pub(crate) fn status_on(&self, day: Date) -> Option<&StatusChange> {
        self.history.iter().rev().find(|change| change.from <= day)
    }

    /// Whether its rules apply on `day`.
    #[must_use]
    pub(crate) fn in_force_on(&self, day: Date) -> bool {
        self.status_on(day).is_some_and(|change| change.status == ProgramStatus::InForce)
    }

    /// What a use draws under these rules.
    #[must_use]
    pub(crate) fn rule_for(&self, surface: Surface, auth: Auth) -> Option<&UseRule> {
        self.uses.iter().find(|rule| rule.surfaces.contains(&surface) && rule.auths.contains(&auth))
    }
}

/// What a program became on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    /// The day.
    pub from: Date,
    /// What.
    pub(crate) status: ProgramStatus,
    /// Who says so.
    pub citation: Citation,
}

/// What a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgramStatus {
    /// Published for a day to come.
    Announced,
    /// Published, and put off.
    Paused,
    /// Its rules apply.
    InForce,
    /// Another took its place.
    Replaced,
    /// Over.
    Ended,
}

words!(ProgramStatus {
    Announced = "announced",
    Paused = "paused",
    InForce = "in-force",
    Replaced = "replaced",
    Ended = "ended",
});

/// What happens when a credit is gone and nobody decided otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultExhaustion {
    /// Requests are refused until the cycle renews.
    Stop,
    /// The rest is billed at API rates.
    Bill,
}

words!(DefaultExhaustion {
    Stop = "stop",
    Bill = "bill",
});

/// Who shares a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooling {
    /// Each person has one; they are never pooled.
    PerUser,
    /// One for the organization.
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
    /// An application of somebody else's that signs in through the Agent SDK.
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

/// With what a run signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Auth {
    /// The plan's own sign-in.
    Plan,
    /// An API key.
    ApiKey,
}

words!(Auth {
    Plan = "plan",
    ApiKey = "api-key",
});

/// What some uses draw under a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseRule {
    /// However the run is started.
    pub(crate) surfaces: Vec<Surface>,
    /// Whatever it signs in with.
    pub(crate) auths: Vec<Auth>,
    /// What it draws.
    pub(crate) draws: Draws,
    /// Why, as a clause.
    pub reason: String,
    /// Who says so.
    pub citation: Citation,
}

/// What a use draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draws {
    /// The program's credit.
    Credit,
    /// The plan's usage windows, which are not dollars.
    PlanWindows,
    /// Plain API spend, billed as any.
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
    /// Its id: `max-5x`.
    pub id: String,
    /// The id of the program whose rules these are.
    pub program: String,
    /// Its name for people.
    pub name: String,
    /// Other names for the same plan.
    pub(crate) aliases: Vec<String>,
    /// Whether it is one of those shown when nobody names a plan.
    pub individual: bool,
    /// What it costs a month.
    pub(crate) fee: Option<Usd>,
    /// More about that.
    pub(crate) fee_note: Option<String>,
    /// What it grants a cycle.
    pub grant: CreditGrant,
    /// Why it has no credit, as a clause; for plans that are not eligible, and for an account without a plan.
    pub(crate) no_credit: Option<String>,
    /// What every use of it draws, whatever the program's rules say; for an account without a plan.
    pub(crate) draws: Option<Draws>,
    /// The same plan under other rules.
    pub(crate) counterpart: Option<Counterpart>,
    /// How sure the amount is.
    pub(crate) certainty: Certainty,
    /// Who says so.
    pub citation: Citation,
    /// What others published about the same figure, right or wrong.
    pub claims: Vec<Claim>,
    /// Where it is written.
    pub(crate) origin: Origin,
}

/// What a plan grants a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreditGrant {
    /// So many dollars.
    Fixed(Usd),
    /// Dollars by the seat, pooled, up to a cap.
    Seats {
        /// The kinds of seat.
        seats: Vec<Seat>,
        /// The most that the pool is granted.
        pool_cap: Option<Usd>,
    },
    /// Nothing: the plan is not eligible.
    NotEligible,
}

/// A kind of seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Its name: `standard`.
    pub(crate) kind: String,
    /// What one costs a month.
    pub(crate) fee: Option<Usd>,
    /// What one adds to the grant.
    pub(crate) credit: Usd,
}

/// The same plan under another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// The other program's id.
    pub program: String,
    /// The plan's id there.
    pub plan: String,
    /// The seats that it is there.
    pub(crate) seats: Vec<(String, u64)>,
}

/// What somebody published about a plan's credit, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub publisher: String,
    /// What, in short.
    pub(crate) says: String,
    /// The figure, where they gave one.
    pub credit: Option<Usd>,
    /// Where.
    pub citation: Citation,
}
