//! What is said of a catalog that cannot be imported: one sentence, and the place in it.

use super::literal::{Grammar, Node, NotAValue, whole};
use super::{Catalog, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, letter_at};
use crate::units::Rate;

/// A number above this is no price per million tokens, but one per thousand that was taken for one per token.
const USD_PER_MTOK_MAX: &str = "5000";

/// A value with its path: what readers walk along.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) source: &'a SourceFile,
    pub(super) node: &'a Node,
}

impl<'a> At<'a> {
    /// A fault at this value.
    pub(super) fn fault(self, path: &str, title: impl Into<String>) -> Diagnostic {
        let title: String = title.into();
        Diagnostic::new(Code::WrongCatalog, title).at(self.source, self.node.span.clone(), path.to_owned())
    }

    /// Where this is.
    pub(super) fn place(self, path: &str) -> Place {
        Place { path: path.to_owned(), span: self.node.span.clone() }
    }

    /// The same for another value of the file.
    pub(super) fn on(self, node: &'a Node) -> Self {
        Self { node, ..self }
    }

    /// A required member that is an object.
    pub(super) fn object(self, path: &str, key: &str) -> Result<At<'a>, Diagnostic> {
        match self.node.get(key) {
            Some(node) if node.is_object() => Ok(self.on(node)),
            Some(node) => Err(self.on(node).fault(
                &format!("{path}.{key}"),
                format!("`{key}` is {}, and an object is expected", node.kind()),
            )),
            None => Err(self.fault(path, format!("there is no `{key}` here"))),
        }
    }

    /// A rate. `places` are those between its unit and a million tokens.
    pub(super) fn rate(self, path: &str, places: u32) -> Result<Rate, Diagnostic> {
        let Some(text) = self.node.number() else {
            let title = format!("a rate is {}, and a number is expected", self.node.kind());
            return Err(self.fault(path, title));
        };
        let rate = Rate::from_number(text, places)
            .map_err(|reason| self.fault(path, format!("`{text}` is no rate: {reason}")))?;
        let most: Rate = USD_PER_MTOK_MAX.parse().expect("it is a rate");
        if rate > most {
            let unit = if places == 6 { "a price per thousand tokens or more" } else { "another unit" };
            let title = format!("`{text}` would be ${rate} per million tokens: it looks like {unit}");
            return Err(self.fault(path, title).help("nothing is converted by guessing; check the file"));
        }
        Ok(rate)
    }
}

/// The value that fills a file.
pub(super) fn parsed(source: &SourceFile, grammar: Grammar) -> Result<Node, Diagnostic> {
    whole(source.text(), grammar).map_err(|fault| no_value(source, &fault))
}

/// Something that stops being a value.
pub(super) fn no_value(source: &SourceFile, NotAValue { at, wanted }: &NotAValue) -> Diagnostic {
    Diagnostic::new(Code::WrongCatalog, format!("this is no catalog: {wanted} is expected")).at(
        source,
        letter_at(source.text(), *at),
        "here",
    )
}

/// A catalog in which nothing was found.
pub(super) fn nothing(catalog: Catalog, source: &SourceFile) -> Diagnostic {
    let title =
        format!("`{}` has no model of `{}` with a price that is read here", source.name(), catalog.word());
    Diagnostic::new(Code::WrongCatalog, title)
        .help("its form may have changed, or it is the catalog of somebody else: check `--from`")
}
