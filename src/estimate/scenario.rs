//! The question.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

use crate::calendar::{BillingCycle, Period};
use crate::cost::sum;
use crate::ledger::Exhaustion;
use crate::pricing::{Auth, CreditGrant, Plan, PriceTable, Program, Seat, Surface};
use crate::schedule::{Laid, Schedule, Timing, Window};
use crate::units::{OutOfRange, Usd};
use crate::usage::ModelUsage;

/// The question: which run, how often, in which cycle, on which plans, under which rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario<'t> {
    /// What one run is.
    pub run: RunSpec,
    /// How often it happens.
    pub schedule: Schedule,
    /// The cycle in which it happens.
    pub cycle: BillingCycle,
    /// On whose clock days, nights and the cycle begin.
    pub zone: TimeZone,
    /// The instant from which on runs count; `None` is the beginning of the cycle.
    pub from: Option<Timestamp>,
    /// The day of asking: it decides which rules are in force.
    pub as_of: Date,
    /// The rules.
    pub program: &'t Program,
    /// The plans asked about.
    pub plans: Vec<Holding<'t>>,
    /// How runs are started.
    pub surface: Surface,
    /// With what they sign in; `None` is what the program's credit needs.
    pub auth: Option<Auth>,
    /// What others have drawn of the credit in this cycle.
    pub spent: Usd,
    /// What happens when the credit is gone; `None` is the program's own rule.
    pub exhaustion: Option<Exhaustion>,
}

impl Scenario<'_> {
    /// The days on which runs count: those of the cycle, or what is left of them.
    #[must_use]
    pub fn days(&self) -> Period {
        let days = self.cycle.period();
        let from = self.from.map(|from| self.zone.to_datetime(from).date());
        from.map_or(days, |from| Period::new(from.clamp(days.start(), days.end()), days.end()))
    }

    /// The cycle from instant to instant.
    #[must_use]
    pub fn window(&self) -> Window {
        Window::of_days(self.cycle.period(), &self.zone)
    }

    /// Whether any job has times of its own, so that runs have instants. Runs that are only counted have
    /// none, even where they are spread.
    #[must_use]
    pub fn has_instants(&self) -> bool {
        let Schedule::Timed(timetable) = &self.schedule else { return false };
        timetable.jobs.iter().any(|job| matches!(job.timing, Timing::At(_)))
    }

    /// The jobs laid into the cycle, where they have times.
    #[must_use]
    pub fn laid(&self) -> Option<Laid<'_>> {
        let Schedule::Timed(timetable) = &self.schedule else { return None };
        let window = self.window();
        Some(timetable.laid(&self.zone, window, self.from.unwrap_or(window.start)))
    }
}

/// What one run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunSpec {
    /// A cost that somebody stated.
    Stated(Usd),
    /// What it uses of each model.
    Used(Vec<ModelUsage>),
}

/// A plan that somebody holds, or a credit that somebody stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding<'t> {
    /// The plan; `None` where only a credit was stated.
    pub plan: Option<&'t Plan>,
    /// How many seats of which kind, for plans that grant by the seat.
    pub seats: Vec<(&'t Seat, u64)>,
    /// The credit that somebody stated, in place of the plan's.
    pub stated_credit: Option<Usd>,
}

/// A kind of seat that a plan does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the plan `{plan}` has no seat `{kind}`")]
pub struct UnknownSeat {
    /// The plan's id.
    pub plan: String,
    /// The kind asked for.
    pub kind: String,
    /// The kinds that it has.
    pub kinds: Vec<String>,
}

impl<'t> Holding<'t> {
    /// A credit that somebody stated, without a plan.
    #[must_use]
    pub fn of_credit(credit: Usd) -> Self {
        Self { plan: None, seats: Vec::new(), stated_credit: Some(credit) }
    }

    /// A plan; by the seat where it grants by the seat.
    ///
    /// # Errors
    ///
    /// When the plan has no seat of a kind asked for.
    pub fn of_plan(plan: &'t Plan, seats: &[(String, u64)]) -> Result<Self, UnknownSeat> {
        let mut held = Vec::with_capacity(seats.len());
        for (kind, count) in seats {
            let kinds: &[Seat] = match &plan.grant {
                CreditGrant::Seats { seats, .. } => seats,
                CreditGrant::Fixed(_) | CreditGrant::NotEligible => &[],
            };
            let Some(seat) = kinds.iter().find(|seat| &seat.kind == kind) else {
                let kinds = kinds.iter().map(|seat| seat.kind.clone()).collect();
                return Err(UnknownSeat { plan: plan.id.clone(), kind: kind.clone(), kinds });
            };
            held.push((seat, *count));
        }
        Ok(Self { plan: Some(plan), seats: held, stated_credit: None })
    }

    /// The plan's id, or `credit` where only a credit was stated.
    #[must_use]
    pub fn id(&self) -> &str {
        self.plan.map_or("credit", |plan| &plan.id)
    }

    /// What it costs a month, where that was published.
    ///
    /// # Errors
    ///
    /// When the sum over seats is out of range.
    pub fn fee(&self) -> Result<Option<Usd>, OutOfRange> {
        if self.seats.is_empty() {
            return Ok(self.plan.and_then(|plan| plan.fee));
        }
        let fees: Option<Vec<_>> =
            self.seats.iter().map(|(seat, count)| seat.fee.map(|fee| fee.times(*count))).collect();
        let Some(fees) = fees else { return Ok(None) };
        Ok(Some(sum(fees.into_iter().collect::<Result<Vec<_>, _>>()?)?))
    }

    /// What it grants a cycle, within the cap of a pool.
    ///
    /// # Errors
    ///
    /// When the sum over seats is out of range.
    pub fn credit(&self) -> Result<Usd, OutOfRange> {
        if let Some(credit) = self.stated_credit {
            return Ok(credit);
        }
        let (granted, cap) = self.granted()?;
        Ok(cap.map_or(granted, |cap| granted.min(cap)))
    }

    /// What its seats add up to, and the cap of the pool.
    ///
    /// # Errors
    ///
    /// When the sum over seats is out of range.
    pub fn granted(&self) -> Result<(Usd, Option<Usd>), OutOfRange> {
        match self.plan.map(|plan| &plan.grant) {
            Some(CreditGrant::Fixed(credit)) => Ok((*credit, None)),
            Some(CreditGrant::Seats { pool_cap, .. }) => {
                let grants: Result<Vec<_>, _> =
                    self.seats.iter().map(|(seat, count)| seat.credit.times(*count)).collect();
                Ok((sum(grants?)?, *pool_cap))
            }
            Some(CreditGrant::NotEligible) | None => Ok((Usd::ZERO, None)),
        }
    }

    /// The same plan under another program's rules, if there is one. A stated credit without a plan stays
    /// what it is.
    #[must_use]
    pub fn under(&self, table: &'t PriceTable, program: &'t Program) -> Option<Self> {
        let Some(plan) = self.plan else { return Some(self.clone()) };
        let (name, seats) = match &plan.counterpart {
            Some(counterpart) if counterpart.program == program.id => {
                (&counterpart.plan, counterpart.seats.as_slice())
            }
            _ => (&plan.id, &[][..]),
        };
        let found = table.plan(program, name)?;
        Self::of_plan(found, seats).ok()
    }
}
