//! What a person should know about the figures.

use std::fmt;

use jiff::civil::Date;

use crate::calendar::Period;
use crate::units::Usd;

/// Something that a person should know about the figures. Shown as one sentence.
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
        /// The least that a run costs.
        low: Usd,
        /// The most; the figure used.
        high: Usd,
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
    /// Days of the cycle on which the run has no price.
    NoPriceOnDays {
        /// Those days.
        days: Period,
        /// The day whose price was taken for them.
        priced_on: Date,
        /// Why there is none.
        reason: String,
    },
    /// More was spent than the credit is.
    SpentMoreThanCredit {
        /// The plan.
        plan: String,
        /// What was spent.
        spent: Usd,
        /// The credit.
        credit: Usd,
    },
    /// Something about a model's price.
    Price {
        /// The model.
        model: String,
        /// What.
        what: PriceNote,
    },
}

/// Something about a model's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceNote {
    /// Published for a day to come, and not seen in force.
    Announced {
        /// The day.
        from: Date,
    },
    /// Said to be temporary.
    Promotion {
        /// The first day on which it must be confirmed again.
        review_on: Option<Date>,
    },
    /// The day on which it was to be confirmed is past.
    Unconfirmed {
        /// That day.
        since: Date,
    },
    /// Not read on the vendor's own page.
    NotOfficial {
        /// How it was found.
        how: String,
    },
    /// The model is gone.
    Retired {
        /// Since when.
        on: Date,
    },
    /// The model goes within the cycle.
    Retires {
        /// When.
        on: Date,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MovingName { written, model, since } => {
                write!(
                    f,
                    "`{written}` is taken for `{model}`, as Claude Code does from {since} on; it moves, so name the model for a figure that stays"
                )
            }
            Self::CloudName { written, model } => write!(
                f,
                "`{written}` is a cloud's name for `{model}`, priced here at the vendor's list rates; the cloud bills by its own price list, often 10% more at a regional endpoint"
            ),
            Self::BeyondContextWindow { model, window } => {
                write!(f, "spread over so few requests, the prompts are larger than the context window of `{model}` ({window} tokens)")
            }
            Self::Bracket { model, prompt_tokens, prompt_tokens_over, low, high } => write!(
                f,
                "`{model}` costs more for a request of more than {prompt_tokens_over} prompt tokens, and nobody said over how many requests the {prompt_tokens} are spread: a run costs ${low} to ${high}, and the high figure is used; `--requests N` settles it"
            ),
            Self::PriceChange { day, before, after } => {
                write!(
                    f,
                    "a price changes on {day}: a run costs ${before} before and ${after} from then on, and each night is counted at its own day's price"
                )
            }
            Self::NoPriceOnDays { days, priced_on, reason } => {
                let nights = days.days();
                let counted = if nights == 1 { "that night is".to_owned() } else { format!("the {nights} nights from then on are") };
                write!(f, "{reason}: {counted} counted at the price of {priced_on}")
            }
            Self::SpentMoreThanCredit { plan, spent, credit } => {
                write!(f, "${spent} is already spent, which is more than the ${credit} of `{plan}`: nothing is left of it in this cycle")
            }
            Self::Price { model, what } => match what {
                PriceNote::Announced { from } => {
                    write!(f, "the price of `{model}` was announced for {from} and has not been seen in force")
                }
                PriceNote::Promotion { review_on: Some(day) } => {
                    write!(f, "the price of `{model}` is said to be temporary; it must be confirmed again from {day} on")
                }
                PriceNote::Promotion { review_on: None } => write!(f, "the price of `{model}` is said to be temporary"),
                PriceNote::Unconfirmed { since } => write!(f, "the price of `{model}` was to be confirmed again from {since} on"),
                PriceNote::NotOfficial { how } => write!(f, "the price of `{model}` was not read on the vendor's own page: {how}"),
                PriceNote::Retired { on } => write!(f, "`{model}` is retired by its vendor since {on}"),
                PriceNote::Retires { on } => write!(f, "`{model}` is to be retired by its vendor on {on}"),
            },
        }
    }
}
