//! Why something has no price. It is never $0.

use jiff::civil::Date;
use thiserror::Error;

use super::retirement::Retirement;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::phrase::{listed, vendor_name};
use crate::source::Origin;
use crate::units::OutOfRange;
use crate::usage::{ServiceOption, TokenKind};

/// Why something has no price.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoPrice {
    /// Nobody has heard of the model.
    #[error("no published price for model `{name}`")]
    UnknownModel {
        /// As it was written.
        name: String,
        /// A name that is near, and where that model stands, if it is one.
        near: Option<(String, Option<String>)>,
    },
    /// The name is known, and nobody has a price for it.
    #[error("no published price for model `{name}`: {reason}")]
    Unpriced {
        /// As it was written.
        name: String,
        /// Why.
        reason: String,
        /// Who says so.
        source_page: String,
    },
    /// The model has prices, and none for the day.
    #[error("`{model}` has no price on {day}")]
    NotOnDay {
        /// The model's id.
        model: String,
        /// The day.
        day: Date,
        /// The day on which the last price before it ended.
        ended: Option<Date>,
        /// The day on which the next price after it begins.
        begins: Option<Date>,
    },
    /// The vendor has retired the model before the first of the runs.
    #[error("{}", before_the_first(retirement, *is_over))]
    Retired {
        /// The end of the model.
        retirement: Box<Retirement>,
        /// Whether that day is past on the day of asking.
        is_over: bool,
    },
    /// The model has no price for fast mode on the day.
    #[error("`{model}` has no fast mode on {day}")]
    NotFast {
        /// The model's id.
        model: String,
        /// The day.
        day: Date,
        /// When it had: first day, and first day after.
        periods: Vec<(Date, Option<Date>)>,
    },
    /// The model cannot be had with an option on the day.
    #[error("`{model}` is not offered {} on {day}", option.in_words())]
    NoModifier {
        /// The model's id.
        model: String,
        /// The option.
        option: ServiceOption,
        /// The day.
        day: Date,
        /// The models that have it, where the vendor lists them.
        offered: Option<Vec<String>>,
    },
    /// Fast mode and an option exclude each other.
    #[error("{}", not_with_fast(model, &Vocabulary::Flags.name(option.key())))]
    NotWithFast {
        /// The model's id.
        model: String,
        /// The option.
        option: ServiceOption,
    },
    /// The card has no rate for a kind of tokens.
    #[error("`{model}` has no published rate for {kind} tokens")]
    NoRate {
        /// The model's id.
        model: String,
        /// The kind.
        kind: TokenKind,
        /// Where the card is written.
        origin: Origin,
        /// For a write to the cache: the kind as which this vendor counts them, if it is another.
        usual_write: Option<TokenKind>,
        /// The limit, where only prompts beyond it lack the rate.
        over: Option<u64>,
    },
    /// The card in force has no price for a prompt of that size.
    #[error("`{model}` has no fast price for prompts over {over} tokens")]
    NoBand {
        /// The model's id.
        model: String,
        /// The limit.
        over: u64,
    },
    /// The vendor has no such fee on file.
    #[error("`{model}` has no published price for web searches")]
    NoFee {
        /// The model's id.
        model: String,
    },
    /// A run with models of several vendors is paid on several bills, and no credit pays for all of it.
    #[error("this run uses models of {}, which are billed separately", listed(vendors.iter().map(|vendor| vendor_name(vendor))))]
    SeveralVendors {
        /// The vendors.
        vendors: Vec<String>,
    },
    /// The amount is too large to be held exactly.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
}

fn before_the_first(Retirement { model, on, .. }: &Retirement, is_over: bool) -> String {
    let retires = if is_over { "was retired" } else { "retires" };
    format!("`{model}` {retires} on {on}, before the first of these runs")
}

fn not_with_fast(model: &str, option: &str) -> String {
    format!("`{model}` can't use fast mode and `{option}` together")
}

impl NoPrice {
    /// The same for the person: with its code and the way out, in the words of the question.
    #[must_use]
    pub fn diagnostic(&self, words: Vocabulary) -> Diagnostic {
        let title = self.to_string();
        match self {
            Self::UnknownModel { near, .. } => Diagnostic::new(Code::UnknownModel, title)
                .maybe_help(near.as_ref().map(|(near, origin)| match origin {
                    Some(origin) => format!("did you mean `{near}` ({origin})?"),
                    None => format!("did you mean `{near}`?"),
                }))
                .help("`creditcalc models` lists every model with a price; `--pricing DIR` adds your own"),
            Self::Unpriced { source_page, .. } => Diagnostic::new(Code::UnknownModel, title)
                .note(format!("source: {source_page}"))
                .help("`creditcalc models` lists every model with a price"),
            Self::NotOnDay { ended, begins, .. } => {
                let diagnostic = Diagnostic::new(Code::NoPriceOnDay, title);
                let diagnostic = match ended {
                    Some(ended) => diagnostic.note(format!(
                        "its last price ended on {ended}; use `{}` for a day before that",
                        words.name("as_of")
                    )),
                    None => diagnostic,
                };
                diagnostic.maybe_help(begins.map(|day| {
                    let as_of = words.number("as_of", day);
                    format!("a price begins on {day}: use `{as_of}` or later")
                }))
            }
            Self::Retired { retirement, .. } => {
                let (on, as_of) = (retirement.on, words.name("as_of"));
                Diagnostic::new(Code::Retired, title)
                    .maybe_help(retirement.successor.as_ref().map(|successor| {
                        format!("its successor is `{successor}`: `{}`", words.word("model", successor))
                    }))
                    .note(format!(
                        "from {on} on, its vendor refuses every request; use `{as_of}` for a day before that"
                    ))
            }
            Self::NotFast { periods, .. } => {
                let periods: Vec<_> =
                    joined(periods).into_iter().map(|(from, until)| period_in_words(from, until)).collect();
                let note = if periods.is_empty() {
                    "it has no fast price on file".to_owned()
                } else {
                    format!("it had one {}", periods.join(" and "))
                };
                let help = format!("leave `{}` out for the standard price", words.name("fast"));
                Diagnostic::new(Code::NoFastPrice, title).note(note).help(help)
            }
            Self::NoModifier { option, offered, .. } => {
                let diagnostic = Diagnostic::new(Code::NoModifier, title)
                    .help(format!("leave `{}` out", words.name(option.key())));
                let note =
                    |offered: &Vec<String>| format!("the models that have it are {}", offered.join(", "));
                if let Some(offered) = offered { diagnostic.note(note(offered)) } else { diagnostic }
            }
            Self::NotWithFast { model, option } => {
                let (fast, option) = (words.name("fast"), words.name(option.key()));
                Diagnostic::new(Code::FastExcludes, not_with_fast(model, &option))
                    .help(format!("leave out `{fast}` or `{option}`"))
            }
            Self::NoRate { origin, usual_write, over, .. } => {
                let diagnostic = Diagnostic::new(Code::NoRate, title)
                    .note(format!("its price is at {origin}; a missing rate is not $0"));
                if let Some(over) = over {
                    diagnostic.help(format!(
                        "only requests over {over} prompt tokens have no rate; if each request is \
                        smaller, add `{}`",
                        words.number("requests", "N")
                    ))
                } else if let Some(usual) = usual_write {
                    diagnostic.help(format!(
                        "its cache writes count as {usual}: use `{}`",
                        words.name("cache_write")
                    ))
                } else {
                    diagnostic.help("if you know the rate, put it in a price file and add `--pricing DIR`")
                }
            }
            Self::NoBand { over, .. } => Diagnostic::new(Code::NoFastPrice, title).help(format!(
                "leave `{}` out, or add `{}` if each prompt has at most {over} tokens",
                words.name("fast"),
                words.number("requests", "N")
            )),
            Self::NoFee { .. } => Diagnostic::new(Code::NoRate, title).help(format!(
                "leave `{}` out; there is no price for this vendor's searches",
                words.name("web_searches")
            )),
            Self::SeveralVendors { .. } => Diagnostic::new(Code::SeveralVendors, title).help(match words {
                Vocabulary::Flags | Vocabulary::Elsewhere => "estimate each vendor's models separately",
                Vocabulary::Keys => "write a separate job for each vendor's models",
            }),
            Self::OutOfRange(_) => Diagnostic::new(Code::OutOfRange, "the total is too large")
                .help("use a smaller cost or fewer runs")
                .note("totals must be below a trillion dollars, and runs below 18,446,744,073,709,551,616"),
        }
    }
}

/// Periods of which one begins where the one before ends are one.
fn joined(periods: &[(Date, Option<Date>)]) -> Vec<(Date, Option<Date>)> {
    let mut joined: Vec<(Date, Option<Date>)> = Vec::with_capacity(periods.len());
    for (from, until) in periods {
        match joined.last_mut() {
            Some((_, end)) if *end == Some(*from) => *end = *until,
            _ => joined.push((*from, *until)),
        }
    }
    joined
}

fn period_in_words(from: Date, until: Option<Date>) -> String {
    match until {
        Some(until) => format!("from {from} until {until}"),
        None => format!("from {from} on"),
    }
}
