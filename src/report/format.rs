//! The formats: what they are called, how their files end, and who draws them.
//!
//! A new one for every answer is a file beside this one that draws a [`Page`] or [`Rows`], a line of `mod.rs`,
//! and a row here.

use std::path::Path;

use super::text::Look;
use super::workbook::{Unfit, Workbook};
use super::{Page, Role, Rows, csv, html, markdown, text};
use crate::phrase::CsvDialect;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, in a terminal.
    Table,
    /// For scripts: everything.
    Json,
    /// For scripts and spreadsheets: rows.
    Csv,
    /// For pull requests and notes.
    Markdown,
    /// For spreadsheets: a workbook, which is no text.
    Xlsx,
    /// For browsers and mail.
    Html,
}

/// What is drawn in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// What people read.
    Page,
    /// Rows of data.
    Rows,
    /// Everything.
    Answer,
    /// Rows of data on several tabs, which is no text.
    Workbook,
}

/// An answer that can be written in every format. Only what a format needs is asked, and `F` is why some of it
/// cannot be given.
pub trait Report<F> {
    /// What people read.
    fn page(&self) -> Page;

    /// The rows of data that are asked for.
    ///
    /// # Errors
    ///
    /// When there are none.
    fn rows(&self) -> Result<Rows<'_>, F>;

    /// Everything, as JSON, with what is to be known about it.
    fn json(&self, notes: &[String]) -> String;

    /// The tabs of a workbook: the rows and the notes, unless there is more to show.
    ///
    /// # Errors
    ///
    /// When there is none.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, F> {
        let sheet = self.rows()?.into_sheet();
        Ok(Workbook::of_sheets(sheet.tab().to_owned(), [sheet]).with_notes(notes))
    }
}

/// This program was built without this format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotBuiltIn;

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Table, Self::Json, Self::Csv, Self::Markdown, Self::Xlsx, Self::Html];

    /// The word for it, and how the names of its files end.
    fn names(self) -> (&'static str, &'static [&'static str]) {
        match self {
            // A text may hold any of them, so its ending asks for none.
            Self::Table => ("table", &[]),
            Self::Json => ("json", &["json"]),
            Self::Csv => ("csv", &["csv"]),
            Self::Markdown => ("markdown", &["md", "markdown"]),
            Self::Xlsx => ("xlsx", &["xlsx"]),
            Self::Html => ("html", &["html", "htm"]),
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.names().0
    }

    /// How the names of its files end, where there are several the usual one.
    #[must_use]
    pub fn ending(self) -> &'static str {
        self.names().1.first().copied().unwrap_or("txt")
    }

    /// The format of files that end so, in capitals or not.
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let ends_so = |format: &Self| format.names().1.iter().any(|known| known.eq_ignore_ascii_case(ending));
        Self::ALL.into_iter().find(ends_so)
    }

    /// What is drawn in it.
    fn content(self) -> Content {
        match self {
            Self::Table | Self::Markdown | Self::Html => Content::Page,
            Self::Csv => Content::Rows,
            Self::Json => Content::Answer,
            Self::Xlsx => Content::Workbook,
        }
    }

    /// Whether people read it, so that it says itself what to know about the answer.
    #[must_use]
    pub fn is_page(self) -> bool {
        self.content() == Content::Page
    }

    /// Whether it has rows of data and nothing else, so that it matters which.
    #[must_use]
    pub fn is_rows(self) -> bool {
        self.content() == Content::Rows
    }

    /// Whether it is no text.
    #[must_use]
    pub fn is_binary(self) -> bool {
        self.content() == Content::Workbook
    }

    /// Writes an answer. Of the notes, pages get those that are `on_page` and do not say themselves.
    ///
    /// # Errors
    ///
    /// When it has no such form, or this program no such format.
    pub fn write<F: From<Unfit> + From<NotBuiltIn>>(
        self,
        report: &dyn Report<F>,
        look: Look,
        dialect: CsvDialect,
        notes: &[String],
        on_page: &[(Role, String)],
    ) -> Result<Vec<u8>, F> {
        let page = || {
            let mut page = report.page();
            page.notes(on_page.iter().cloned());
            page.shortened()
        };
        let text = match self {
            Self::Table => text::draw(&page(), look),
            Self::Json => report.json(notes),
            Self::Csv => csv::draw_in(report.rows()?, dialect),
            Self::Markdown => markdown::draw(&page()),
            Self::Html => html::draw(&page()),
            Self::Xlsx => return workbook(report, notes),
        };
        Ok(text.into_bytes())
    }
}

#[cfg(feature = "xlsx")]
fn workbook<F: From<Unfit> + From<NotBuiltIn>>(
    report: &dyn Report<F>,
    notes: &[String],
) -> Result<Vec<u8>, F> {
    Ok(super::xlsx::write(&report.workbook(notes)?)?)
}

#[cfg(not(feature = "xlsx"))]
fn workbook<F: From<Unfit> + From<NotBuiltIn>>(_: &dyn Report<F>, _: &[String]) -> Result<Vec<u8>, F> {
    Err(NotBuiltIn.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_file_is_a_format() {
        for (name, format) in [
            ("a.json", Some(Format::Json)),
            ("a.b.CSV", Some(Format::Csv)),
            ("out/a.md", Some(Format::Markdown)),
            ("a.markdown", Some(Format::Markdown)),
            ("a.xlsx", Some(Format::Xlsx)),
            ("a.html", Some(Format::Html)),
            ("a.htm", Some(Format::Html)),
            ("a.txt", None),
            ("a.toml", None),
            ("json", None),
            (".json", None),
            ("/dev/stdout", None),
            ("a.", None),
        ] {
            assert_eq!(Format::of_file(Path::new(name)), format, "{name}");
        }
    }
}
