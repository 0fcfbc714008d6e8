//! What prices and tokens are multiplied by, and what stands beside the dollars.

use super::given::{Defaults, Given, Place, or_set};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::RunSpec;
use crate::pricing::PriceFactor;
use crate::units::{Currency, Factor, OutOfRange, Shown, Tax, Tokens};
use crate::usage::{ModelUsage, Requests, TokenKind};

/// What somebody says beside a question about its prices, its tokens and how amounts are shown.
#[derive(Debug, Clone, Default)]
pub struct Factors {
    /// What all prices are multiplied by.
    pub price: Option<PriceFactor>,
    /// What the tokens of all runs are multiplied by.
    pub tokens: Option<Given<Factor>>,
    /// The tax to add to the amounts shown beside the dollars.
    pub tax: Option<Tax>,
    /// The currency that is shown beside the dollars.
    pub currency: Option<Currency>,
}

/// The same, with the settings as defaults.
#[derive(Debug, Clone, Default)]
pub struct Multiplied {
    /// What all prices are multiplied by.
    pub price: PriceFactor,
    /// What the tokens of all runs are multiplied by.
    pub tokens: Option<Given<Factor>>,
    /// How amounts are shown beside the dollars.
    pub shown: Option<Shown>,
}

impl Factors {
    /// With what is set where they say nothing.
    ///
    /// # Errors
    ///
    /// When what is set is not readable.
    pub fn or_set(self, defaults: &Defaults) -> Result<Multiplied, Diagnostic> {
        let price = or_set(self.price, defaults.price_factor.as_ref())?;
        let tokens = tokens_or_set(self.tokens, defaults)?;
        let tax = or_set(self.tax, defaults.tax.as_ref())?;
        let currency = or_set(self.currency, defaults.currency.as_ref())?;
        Ok(Multiplied { price: price.unwrap_or_default(), tokens, shown: Shown::new(tax, currency) })
    }

    /// These, and where they say nothing what `others` say.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            price: self.price.or(others.price),
            tokens: self.tokens.or(others.tokens),
            tax: self.tax.or(others.tax),
            currency: self.currency.or(others.currency),
        }
    }
}

/// What tokens are multiplied by: as somebody says, or as it is set.
pub(super) fn tokens_or_set(
    given: Option<Given<Factor>>,
    defaults: &Defaults,
) -> Result<Option<Given<Factor>>, Diagnostic> {
    match (given, &defaults.token_factor) {
        (Some(given), _) => Ok(Some(given)),
        (None, Some(set)) => set.clone().map(Some),
        (None, None) => Ok(None),
    }
}

impl Multiplied {
    /// What tokens are multiplied by, as it is written.
    #[must_use]
    pub fn token_factor(&self) -> Option<String> {
        self.tokens.as_ref().map(|factor| factor.value.to_string())
    }

    /// What is said of them first of all, one sentence each.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let price = (!self.price.is_none()).then(|| format!("prices x {}", in_words(&self.price)));
        let tokens = self.tokens.as_ref().map(|factor| {
            let factor = factor.value;
            format!("tokens x {factor}, rounded up to whole tokens of each kind (token factor)")
        });
        price.into_iter().chain(tokens).collect()
    }
}

/// `0.85 (price factor)`, `2 from 2026-12-15 on (price factor)`.
fn in_words(factor: &PriceFactor) -> String {
    let parts = factor.to_string();
    let parts: Vec<String> = parts
        .split(',')
        .map(|part| match part.split_once('@') {
            Some((factor, day)) => format!("{factor} from {day} on"),
            None => part.to_owned(),
        })
        .collect();
    format!("{} (price factor)", parts.join(" x "))
}

/// A run with its tokens multiplied, each kind rounded up to a whole one. What is charged by the piece
/// stays.
pub(super) fn multiplied(
    run: RunSpec,
    factor: Option<&Given<Factor>>,
    words: Vocabulary,
) -> Result<RunSpec, Diagnostic> {
    let Some(factor) = factor.filter(|factor| !factor.value.is_one()) else { return Ok(run) };
    match run {
        RunSpec::Stated(_) => Err(no_tokens(factor, words)),
        RunSpec::Used(usages) => {
            let usages = usages.iter().map(|usage| times(usage, factor.value));
            let usages = usages.collect::<Result<Vec<_>, OutOfRange>>();
            usages.map(RunSpec::Used).map_err(|_| {
                let title = "with the token factor, there are too many tokens to count";
                factor.place.blame(Diagnostic::new(Code::OutOfRange, title).help("use a smaller factor"))
            })
        }
    }
}

/// What is said where a stated cost would be multiplied by a factor of tokens.
pub(super) fn no_tokens(factor: &Given<Factor>, words: Vocabulary) -> Diagnostic {
    let by = factor.place.words();
    let cost = match words {
        Vocabulary::Flags | Vocabulary::Elsewhere => "`--cost-per-run`",
        Vocabulary::Keys => "`cost_per_run_usd`",
    };
    let code = match (&factor.place, by) {
        (Place::Flag(_), _) => Code::ArgumentsExclude,
        (Place::Text(..), Vocabulary::Keys) => Code::KeysExclude,
        (Place::Text(..), Vocabulary::Flags | Vocabulary::Elsewhere) => Code::WrongSetting,
    };
    let name = by.name("token_factor");
    let title = format!("`{name}` multiplies tokens, but a stated cost ({cost}) has none");
    let instead = by.word("price_factor", factor.value);
    let help = format!("multiply the cost instead, with `{instead}`, or say what one run uses");
    let fault = factor.place.blame(Diagnostic::new(code, title)).help(help);
    if code == Code::WrongSetting { fault.help("or add `--token-factor 1`") } else { fault }
}

fn times(usage: &ModelUsage, factor: Factor) -> Result<ModelUsage, OutOfRange> {
    let mut counts = usage.usage;
    for kind in TokenKind::ALL {
        counts = counts.with(kind, Tokens::new(factor.rounded_up(usage.usage.of(kind).get())?));
    }
    let requests = match usage.requests {
        Requests::Sized { requests, smallest, largest } => Requests::Sized {
            requests,
            smallest: factor.rounded_up(smallest)?,
            largest: factor.rounded_up(largest)?,
        },
        Requests::UpTo { largest } => Requests::UpTo { largest: factor.rounded_up(largest)? },
        even_or_unknown => even_or_unknown,
    };
    Ok(ModelUsage {
        usage: counts,
        writes_of_unknown_ttl: Tokens::new(factor.rounded_up(usage.writes_of_unknown_ttl.get())?),
        requests,
        ..usage.clone()
    })
}
