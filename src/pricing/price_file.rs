//! What is said of the faults of a price file.

use crate::diagnostic::{Code, Diagnostic};
use crate::toml::document::Value;
use crate::toml::{FileKind, Mismatch, Takes, Wrong, name_of};

/// The files of models and plans, described in `pricing/README.md`.
pub(crate) struct PriceFile;

impl FileKind for PriceFile {
    fn code(&self, wrong: Wrong) -> Code {
        match wrong {
            Wrong::Syntax => Code::PricesNotToml,
            Wrong::UnknownKey | Wrong::Conflict | Wrong::Alone => Code::UnknownPriceKey,
            Wrong::Unquoted => Code::UnquotedPrice,
            Wrong::Number => Code::WrongPriceNumber,
            Wrong::Missing => Code::MissingPriceKey,
            Wrong::Type => Code::WrongPriceType,
            Wrong::Word => Code::UnknownPriceWord,
        }
    }

    /// A figure without a source is a fault of its own.
    fn missing(&self, what: &str, key: &str) -> Diagnostic {
        match key {
            "source" => Diagnostic::new(Code::NoSource, format!("{what} names no source"))
                .help("add `source = \"https://…\"`, the page where you read the figure"),
            "checked" => Diagnostic::new(Code::MissingPriceKey, format!("{what} has no `checked`"))
                .help("add `checked = 2026-01-31`, the day the price was last checked"),
            _ => Diagnostic::new(Code::MissingPriceKey, format!("{what} has no `{key}`"))
                .help(format!("add `{key} = …`; `creditcalc help prices` shows a whole file")),
        }
    }

    fn empty(&self, key: &str) -> (Code, Option<String>) {
        match key {
            "source" => (Code::NoSource, Some("name the page where you read the figure".to_owned())),
            _ => (
                Code::WrongPriceType,
                Some(format!("give it a value, or leave `{key}` out if it is optional")),
            ),
        }
    }

    fn takes(&self, key: &str, takes: Takes) -> String {
        match takes {
            Takes::Day => format!("`{key}` is a day, written 2026-01-31 without quotes"),
            _ => format!("`{key}` is {}", takes.wanted()),
        }
    }

    fn mismatch(&self, Mismatch { key, takes, node, .. }: &Mismatch<'_>) -> (String, Option<String>) {
        match (takes, &node.value) {
            (Takes::Tables, Value::Table(_)) => (
                "this is a single table".to_owned(),
                Some(format!("write its header with two brackets, ending in `{key}]]`")),
            ),
            (_, found) => (format!("this is {}", name_of(found)), None),
        }
    }
}
