//! What a person should know about the figures.

use jiff::civil::Date;

use super::balance::Exhaustion;
use crate::pricing::{CycleRule, Program, Retirement};
use crate::units::{Multiplier, Usd};
use crate::usage::TokenKind;

/// Something that a person should know about the figures. What is said about it stands in
/// [`report::notes`](crate::report::notes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A name that moves from model to model.
    MovingName {
        /// As it was written.
        written: String,
        /// The model it was taken for.
        model: String,
        /// The version of the tool from which on it means that.
        since: String,
    },
    /// A name that a cloud has for a model.
    CloudName {
        /// Whether the name means fast speed.
        is_fast: bool,
        /// As it was written.
        written: String,
        /// The model.
        model: String,
    },
    /// A name that a router has for a model.
    RouterName {
        /// As it was written.
        written: String,
        /// The model.
        model: String,
    },
    /// Prompts larger than the model takes.
    BeyondContextWindow {
        /// The model.
        model: String,
        /// Its window, in tokens.
        window: u64,
    },
    /// The cost is a bracket.
    Bracket {
        /// The model with a band.
        model: String,
        /// The whole prompt of the run.
        prompt_tokens: u128,
        /// The limit.
        prompt_tokens_over: u64,
    },
    /// Nobody told for how long some tokens stay in the cache.
    UntoldLifetime {
        /// The model.
        model: String,
        /// How many tokens.
        tokens: u64,
        /// As what they are counted.
        counted_as: TokenKind,
        /// As what they may be billed.
        at_most_as: TokenKind,
    },
    /// The price of a run changes within the cycle.
    PriceChange {
        /// The first day of the new price.
        day: Date,
        /// What a run costs before.
        before: Usd,
        /// What it costs from then on.
        after: Usd,
    },
    /// Nights of the cycle on which the run has no price.
    NoPriceOnDays {
        /// How many.
        nights: u64,
        /// The day whose price was taken for them.
        priced_on: Date,
        /// Why there is none.
        reason: String,
    },
    /// The program came into force within the cycle or after it.
    ProgramBeganLater {
        /// The program.
        program: String,
        /// When.
        on: Date,
    },
    /// Jobs of which only a rate is known: their runs are spread evenly over the cycle.
    SpreadRuns {
        /// What they are called.
        jobs: Vec<String>,
    },
    /// More was spent than the credit is.
    SpentMoreThanCredit {
        /// The plan.
        plan: String,
        /// What was spent.
        spent: Usd,
        /// The credit.
        credit: Usd,
        /// What happens when it is gone: what was spent beyond it has used up a cap.
        exhaustion: Exhaustion,
    },
    /// Runs on days on which nobody holds their seat.
    NoSeatOnDays {
        /// The seat.
        seat: String,
        /// How many.
        runs: u64,
    },
    /// A seat changes its plan within a cycle.
    PlanChange {
        /// The seat.
        seat: String,
        /// The plan before.
        from: String,
        /// The plan afterwards.
        to: String,
        /// The first day of that.
        on: Date,
        /// What it adds to the credit.
        added: Usd,
    },
    /// A seat begins within a cycle.
    SeatBegins {
        /// The seat.
        seat: String,
        /// The first day.
        on: Date,
        /// Its credit until the cycle renews.
        credit: Usd,
    },
    /// Seats of a pool come and go within a cycle.
    PoolChanges {
        /// The plan.
        plan: String,
    },
    /// The vendor retires the model within the time that is asked about, and refuses the runs from then on.
    RefusedByVendor {
        /// How many.
        runs: u64,
        /// The end of the model.
        retirement: Retirement,
        /// Whether the model is gone on the day of asking.
        is_over: bool,
    },
    /// Rows of the tables that somebody should look at again before anybody relies on them.
    RowsToCheck(Vec<RowToCheck>),
    /// What a run costs in the unit of the program's vendor.
    InUnits {
        /// What a run costs.
        cost: Usd,
        /// The name of the unit.
        unit: String,
        /// What one is worth.
        usd: Usd,
        /// How many of them it is.
        count: u64,
    },
    /// The credit is bought, and no cycle brings it back.
    BoughtCredit {
        /// The name of the program.
        plan: String,
    },
    /// The program pays other prices than simply the list price.
    ProgramRates {
        /// Its vendor.
        vendor: String,
        /// What list prices are multiplied by.
        markup: Option<Multiplier>,
        /// What its file says of them, as a sentence.
        rates: Option<String>,
    },
    /// Something about a model's price.
    Price {
        /// The model.
        model: String,
        /// What.
        what: PriceNote,
    },
}

impl Note {
    /// Takes in another note that says the same of other rows; gives it back where it doesn't.
    pub(crate) fn absorb(&mut self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::RowsToCheck(known), Self::RowsToCheck(more)) => {
                for row in more {
                    if !known.iter().any(|known| known.row == row.row) {
                        known.push(row);
                    }
                }
                None
            }
            (_, other) => Some(other),
        }
    }

    /// What a run costs in the unit of the program's vendor, where that is a whole number of units that are no
    /// dollars.
    pub(super) fn in_units(program: &Program, cost: Usd) -> Option<Self> {
        let unit = program.unit.as_ref()?;
        let (usd, count) = (unit.usd?, unit.whole_in(cost)?);
        let dollar: Usd = "1".parse().expect("a dollar");
        (usd != dollar).then(|| Self::InUnits { cost, unit: unit.name.clone(), usd, count })
    }

    /// That a credit is bought and does not renew.
    pub(super) fn of_purchase(program: &Program) -> Option<Self> {
        let plan = program.short.clone().unwrap_or_else(|| program.id.clone());
        (program.cycle == CycleRule::Never).then_some(Self::BoughtCredit { plan })
    }

    /// What to know about the prices that a program's credit pays; `None` where they are list prices.
    pub(super) fn of_rates(program: &Program) -> Option<Self> {
        let (markup, rates) = (program.markup, program.rates.clone());
        let is_other = markup.is_some() || rates.is_some();
        is_other.then(|| Self::ProgramRates { vendor: program.vendor.clone(), markup, rates })
    }
}

/// A row of the tables that somebody should look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowToCheck {
    /// What it is about: the id of a model, or of a plan and the word `plan`.
    pub row: RowName,
    /// Why.
    pub why: WhyCheck,
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowName {
    /// The price of a model.
    Model(String),
    /// A plan.
    Plan(String),
}

/// Why somebody should look at a row again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyCheck {
    /// The day on which it was to be looked at again has come.
    Due(Date),
    /// It was published for a day to come, and not seen in force.
    Announced(Date),
    /// Nobody has looked since that day, which is long ago.
    LastChecked(Date),
}

impl WhyCheck {
    /// A row is good for so many days after somebody looked at it.
    const GOOD_FOR_DAYS: i32 = 60;

    /// Whether a row that was last looked at on a day is old on the day of asking.
    pub(crate) fn of_age(checked: Date, as_of: Date) -> Option<Self> {
        let age = checked.duration_until(as_of).as_hours() / 24;
        (age > i64::from(Self::GOOD_FOR_DAYS)).then_some(Self::LastChecked(checked))
    }
}

/// Something about a model's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceNote {
    /// Said to be temporary.
    Promotion {
        /// The first day on which it must be confirmed again.
        review_on: Option<Date>,
    },
    /// Not read on the vendor's own page.
    NotOfficial {
        /// How it was found.
        how: String,
    },
    /// The end of the model is announced, and none of these runs meets it.
    Retires {
        /// The end.
        retirement: Retirement,
        /// Whether the model is gone on the day of asking.
        is_over: bool,
    },
    /// The vendor may retire it within the cycle.
    MayRetire {
        /// From which day on.
        on: Date,
    },
}
