//! `creditcalc plans`: credit programs, and the plans under their rules.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ListInputs;
use super::asked::Asked;
use crate::pricing::{
    self, Auth, Certainty, Citation, CreditGrant, CycleRule, Draws, PriceTable, ProgramStatus, StatusChange,
    Surface,
};
use crate::units::{Multiplier, Usd};

super::shape_name!("creditcalc.plans/1");

/// Credit programs, and the plans under their rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plans {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: ListInputs,
    /// The programs.
    pub programs: Vec<Program>,
    /// The plans, each under the rules of one program.
    pub plans: Vec<Plan>,
}

/// One credit program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Program {
    /// The program.
    pub program: String,
    /// Its display name.
    pub name: String,
    /// Its status on the day that counts as today; null before it was announced.
    pub status: Option<ProgramStatus>,
    /// Whether it's in force on that day.
    pub in_force: bool,
    /// Whether it's the default.
    pub default: bool,
    /// How its credit renews.
    pub renewal: String,
    /// When it renews: `billing-day`, `first-of-month-utc`, `days` or `never`.
    pub cycle: String,
    /// How many days a cycle has, where it is no month; null otherwise.
    pub cycle_days: Option<u16>,
    /// What its vendor multiplies list prices by; null if it charges list prices.
    pub markup: Option<Multiplier>,
    /// The unit its vendor counts the credit in; null if that's the dollar.
    pub unit: Option<String>,
    /// What one unit is worth, in dollars; null if that isn't known, or stands for work.
    pub unit_usd: Option<Usd>,
    /// What happens when the credit is gone: `stop` or `bill`.
    pub exhaustion: String,
    /// Whose the credit is: `per-user` or `organization`.
    pub pooling: String,
    /// Its other terms, one sentence each.
    pub terms: Vec<String>,
    /// Its status over time.
    pub history: Vec<StatusChange>,
    /// What each use draws.
    pub uses: Vec<Use>,
    /// Who says so.
    #[serde(flatten)]
    pub source: Citation,
}

/// What one use draws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Use {
    /// How runs are started.
    pub surface: Surface,
    /// What they sign in with.
    pub auth: Auth,
    /// What they draw.
    pub draws: Draws,
    /// Why, as a clause.
    pub reason: String,
    /// The page that says so.
    pub source: String,
}

/// A plan under the rules of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The plan.
    pub plan: String,
    /// The program.
    pub program: String,
    /// Its display name.
    pub name: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Whether it has a credit at all.
    pub eligible: bool,
    /// Its fee per month, in dollars; null if it isn't published or is paid by the seat.
    pub fee_usd: Option<Usd>,
    /// A note on the fee; null without one.
    pub fee_note: Option<String>,
    /// The credit per cycle, in dollars; null when it's granted by the seat or not at all.
    pub credit_usd: Option<Usd>,
    /// The kinds of seats, with their fees and credits.
    pub seats: Vec<Seat>,
    /// The most that all seats grant together, in dollars; null without such a cap.
    pub pool_cap_usd: Option<Usd>,
    /// The part of the credit that its vendor may change, in dollars; null if all of it is promised alike.
    pub flex_usd: Option<Usd>,
    /// Units of work per month, for plans whose unit isn't the dollar; null otherwise.
    pub work_units: Option<u64>,
    /// Why nobody can say what a run draws; null if it can be computed.
    pub not_computable: Option<String>,
    /// Why it has no credit; null if it has one.
    pub no_credit: Option<String>,
    /// How sure the figures are.
    pub certainty: Certainty,
    /// What others say about it.
    pub claims: Vec<Claim>,
    /// Who says so.
    #[serde(flatten)]
    pub source: Citation,
    /// The price file and line that describe it.
    pub written_at: String,
}

/// One kind of seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seat {
    /// The kind of seat.
    pub seat: String,
    /// Its fee per month, in dollars; null if it isn't published.
    pub fee_usd: Option<Usd>,
    /// The credit it grants per cycle, in dollars; null if it grants none.
    pub credit_usd: Usd,
}

/// What someone else says about a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claim {
    /// Who says it.
    pub publisher: String,
    /// What they say.
    pub says: String,
    /// The credit they name, in dollars; null if they name none.
    pub credit_usd: Option<Usd>,
    /// The page.
    pub source: String,
    /// The day the page was last checked.
    pub checked: Date,
}

impl Plans {
    /// Programs and plans, as they are on a day.
    #[must_use]
    pub fn of(
        table: &PriceTable,
        programs: &[&pricing::Program],
        plans: &[&pricing::Plan],
        day: Date,
        question: Option<Asked>,
    ) -> Self {
        Self {
            schema: ShapeName,
            inputs: ListInputs::of(table, day, question),
            programs: programs.iter().map(|program| Program::of(program, day)).collect(),
            plans: plans.iter().map(|plan| Plan::from(*plan)).collect(),
        }
    }
}

impl Program {
    fn of(program: &pricing::Program, day: Date) -> Self {
        let uses = Surface::WORDS.into_iter().flat_map(|(_, surface)| {
            Auth::OF_PROGRAMS.into_iter().filter_map(move |(_, auth)| {
                let rule = program.rule_for(surface, auth)?;
                Some(Use {
                    surface,
                    auth,
                    draws: rule.draws,
                    reason: rule.reason.clone(),
                    source: rule.citation.source.clone(),
                })
            })
        });
        Self {
            program: program.id.clone(),
            name: program.name.clone(),
            status: program.status_on(day).map(|change| change.status),
            in_force: program.in_force_on(day),
            default: program.default,
            renewal: program.renewal.clone(),
            cycle: program.cycle.word().to_owned(),
            cycle_days: match program.cycle {
                CycleRule::Every(days) => Some(days.get()),
                CycleRule::BillingDay | CycleRule::FirstOfMonthUtc | CycleRule::Never => None,
            },
            markup: program.markup,
            unit: program.unit.as_ref().map(|unit| unit.name.clone()),
            unit_usd: program.unit.as_ref().and_then(|unit| unit.usd),
            exhaustion: program.exhaustion.word().to_owned(),
            pooling: program.pooling.word().to_owned(),
            terms: program.terms.clone(),
            history: program.history.clone(),
            uses: uses.collect(),
            source: program.citation.clone(),
        }
    }
}

impl From<&pricing::Plan> for Plan {
    fn from(plan: &pricing::Plan) -> Self {
        let (credit, seats, cap) = match &plan.grant {
            CreditGrant::Fixed(credit) => (Some(*credit), &[][..], None),
            CreditGrant::Seats { seats, pool_cap } => (None, seats.as_slice(), *pool_cap),
            CreditGrant::NotEligible => (None, &[][..], None),
        };
        Self {
            plan: plan.id.clone(),
            program: plan.program.clone(),
            name: plan.name.clone(),
            aliases: plan.aliases.clone(),
            eligible: plan.grant != CreditGrant::NotEligible,
            fee_usd: plan.fee,
            fee_note: plan.fee_note.clone(),
            credit_usd: credit,
            seats: seats
                .iter()
                .map(|seat| Seat { seat: seat.kind.clone(), fee_usd: seat.fee, credit_usd: seat.credit })
                .collect(),
            pool_cap_usd: cap,
            flex_usd: plan.flex,
            work_units: plan.work_units,
            not_computable: plan.not_computable.clone(),
            no_credit: plan.no_credit.clone(),
            certainty: plan.certainty,
            claims: plan.claims.iter().map(Claim::from).collect(),
            source: plan.citation.clone(),
            written_at: plan.origin.to_string(),
        }
    }
}

impl From<&pricing::Claim> for Claim {
    fn from(claim: &pricing::Claim) -> Self {
        Self {
            publisher: claim.publisher.clone(),
            says: claim.says.clone(),
            credit_usd: claim.credit,
            source: claim.citation.source.clone(),
            checked: claim.citation.checked,
        }
    }
}
