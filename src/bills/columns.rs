//! The columns of an invoice as CSV, found by their names.

use crate::usage::TokenKind;

/// What a column of an invoice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BillColumn {
    /// The day.
    Date,
    /// Dollars.
    AmountUsd,
    /// Cents.
    AmountCents,
    /// The currency.
    Currency,
    /// The model.
    Model,
    /// What for, in words.
    Description,
    /// A number of tokens.
    Tokens,
    /// Of which kind.
    TokenType,
}

impl BillColumn {
    /// All of them, in the order in which help lists them.
    pub const ALL: [Self; 8] = [
        Self::Date,
        Self::AmountUsd,
        Self::AmountCents,
        Self::Currency,
        Self::Model,
        Self::Description,
        Self::Tokens,
        Self::TokenType,
    ];

    /// Its name after `--bill-columns`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::AmountUsd => "amount_usd",
            Self::AmountCents => "amount_cents",
            Self::Currency => "currency",
            Self::Model => "model",
            Self::Description => "description",
            Self::Tokens => "tokens",
            Self::TokenType => "token_type",
        }
    }

    /// Names under which invoices have it, as [`plain`] writes them.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Date => &[
                "date",
                "day",
                "usagedate",
                "usagedateutc",
                "dateutc",
                "startdate",
                "startingat",
                "starttime",
                "periodstart",
            ],
            Self::AmountUsd => &[
                "amountusd",
                "costusd",
                "totalusd",
                "priceusd",
                "usd",
                "amountinusd",
                "costinusd",
                "dollars",
            ],
            Self::AmountCents => {
                &["amountcents", "costcents", "totalcents", "cents", "amountincents", "costincents"]
            }
            Self::Currency => &["currency", "currencycode"],
            Self::Model => &["model", "modelid", "modelname"],
            Self::Description => &["description", "item", "lineitem", "product", "service", "sku"],
            Self::Tokens => &["tokens", "tokencount", "numberoftokens"],
            Self::TokenType => &["tokentype", "tokenkind", "usagetype"],
        }
    }
}

/// Columns that somebody named: what each is, and its name in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BillColumns(pub Vec<(BillColumn, String)>);

impl BillColumns {
    /// The place of a column in a header: by the name that somebody gave, or else by the names that invoices have.
    pub(super) fn place(&self, column: BillColumn, header: &[String]) -> Option<usize> {
        if let Some((_, name)) = self.0.iter().find(|(named, _)| *named == column) {
            return header.iter().position(|found| found == name || plain(found) == plain(name));
        }
        let named = |found: &String| self.0.iter().any(|(_, name)| plain(name) == plain(found));
        header.iter().position(|found| !named(found) && column.names().contains(&plain(found).as_str()))
    }

    /// The amount where its name has no unit: `amount`, `cost`, `total`.
    pub(super) fn bare_amount(header: &[String]) -> Option<usize> {
        header.iter().position(|found| ["amount", "cost", "total", "price"].contains(&plain(found).as_str()))
    }

    /// The columns that count tokens by kind.
    pub(super) fn counts(header: &[String]) -> Vec<(usize, TokenKind)> {
        let of = |(place, name): (usize, &String)| Some((place, token_kind(name)?));
        header.iter().enumerate().filter_map(of).collect()
    }
}

/// A name in small letters and digits alone: `Amount (USD)` is `amountusd`.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A kind of token by the names that reports and invoices give it.
pub(super) fn token_kind(name: &str) -> Option<TokenKind> {
    Some(match plain(name).as_str() {
        "inputtokens" | "uncachedinputtokens" | "input" => TokenKind::Input,
        "outputtokens" | "output" => TokenKind::Output,
        "cachereadtokens" | "cachereadinputtokens" | "cacheread" | "cachedinput" => TokenKind::CacheRead,
        "cachewrite5mtokens"
        | "cachecreationephemeral5minputtokens"
        | "ephemeral5minputtokens"
        | "cachewrite5m" => TokenKind::CacheWrite5m,
        "cachewrite1htokens"
        | "cachecreationephemeral1hinputtokens"
        | "ephemeral1hinputtokens"
        | "cachewrite1h" => TokenKind::CacheWrite1h,
        _ => return None,
    })
}
