//! The formats: what they are called, how their files end, and who draws them.
//!
//! A new one for every answer is a file beside this one that draws a [`Page`] or [`Rows`], a line of `mod.rs`,
//! and a row here.

use std::path::Path;

use super::csv::CsvStyle;
use super::look::Look;
use super::workbook::{Unfit, Workbook};
use super::{Block, Findings, Page, Role, Rows, csv, github, html, markdown, sarif, text};
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
    /// For GitHub: annotations on the lines that broke a rule. Of `check` only.
    Github,
    /// For code scanning: SARIF. Of `check` only.
    Sarif,
    /// For tools that read bills: charges in the columns of FOCUS, as CSV. Of `measure`, `simulate` and `forecast` only.
    Focus,
    /// For databases: statements. Of `export` only, whose usual format it is.
    Sql,
}

/// The formats that some answers have beside those of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// None.
    None,
    /// What a gate finds.
    Findings,
    /// What is charged.
    Charges,
    /// Statements for a database.
    Statements,
}

impl Extra {
    /// The format of answers for which nobody asks for another.
    #[must_use]
    pub fn usual_format(self) -> Format {
        match self {
            Self::Statements => Format::Sql,
            Self::None | Self::Findings | Self::Charges => Format::Table,
        }
    }
}

/// The endings of formats that answers are not written in, though people ask for them.
const FOREIGN: [&str; 36] = [
    "pdf", "ods", "odt", "xls", "xlsm", "xlsb", "numbers", "doc", "docx", "rtf", "ppt", "pptx", "png", "svg",
    "jpg", "jpeg", "gif", "tsv", "tab", "psv", "jsonl", "ndjson", "json5", "yaml", "yml", "toml", "xml",
    "parquet", "fods", "db", "sqlite", "gz", "zst", "bz2", "xz", "zip",
];

/// What is drawn in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// What people read.
    Page,
    /// Rows of data.
    Rows,
    /// Everything.
    Answer,
    /// What is wrong, and on which lines.
    Findings,
    /// What is charged, in rows of data that others have defined.
    Charges,
    /// Statements.
    Statements,
    /// Rows of data on several tabs, which is no text.
    Workbook,
}

/// An answer that can be written in every format. Only what a format needs is asked, and `F` is why some of it
/// cannot be given.
pub trait Report<F> {
    /// What people read.
    fn page(&self) -> Page;

    /// What a document has besides: pictures, and the arithmetic, folded.
    fn appendix(&self) -> Vec<Block> {
        Vec::new()
    }

    /// The rows of data that are asked for.
    ///
    /// # Errors
    ///
    /// When there are none.
    fn rows(&self) -> Result<Rows<'_>, F>;

    /// Everything, as JSON, with what is to be known about it.
    fn json(&self, notes: &[String]) -> String;

    /// What a gate finds wrong, and on which lines; `None` where there is no gate.
    fn findings(&self, notes: &[String]) -> Option<Findings> {
        let _ = notes;
        None
    }

    /// What is charged, for tools that read bills; `None` where nothing is.
    ///
    /// # Errors
    ///
    /// When there is too much of it.
    fn charges(&self) -> Result<Option<Rows<'_>>, F> {
        Ok(None)
    }

    /// Statements for a database; `None` where there are none.
    fn statements(&self) -> Option<String> {
        None
    }

    /// The tabs of a workbook: the rows under the answer in a line, and the notes, unless there is more to show.
    ///
    /// # Errors
    ///
    /// When there is none.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, F> {
        let sheet = self.rows()?.into_sheet();
        let title = sheet.tab().to_owned();
        Ok(Workbook::of_answer(&title, self.page().shortened().headline(), sheet).with_notes(notes))
    }
}

/// This program was built without this format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotBuiltIn;

impl Format {
    /// Those that every answer has.
    pub const ALL: [Self; 6] = [Self::Table, Self::Json, Self::Csv, Self::Markdown, Self::Xlsx, Self::Html];

    /// All of them.
    pub const EVERY: [Self; 10] = [
        Self::Table,
        Self::Json,
        Self::Csv,
        Self::Markdown,
        Self::Xlsx,
        Self::Html,
        Self::Github,
        Self::Sarif,
        Self::Focus,
        Self::Sql,
    ];

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
            Self::Github => ("github", &[]),
            Self::Sarif => ("sarif", &["sarif"]),
            // A file of any other CSV ends only in the last part of it.
            Self::Focus => ("focus", &["focus.csv"]),
            Self::Sql => ("sql", &["sql"]),
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
        path.extension()?;
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let ends_so = |ending: &&str| {
            name.strip_suffix(*ending)
                .and_then(|name| name.strip_suffix('.'))
                .is_some_and(|name| !name.is_empty())
        };
        // The longest ending says the most.
        let ending = |format: &Self| format.names().1.iter().copied().filter(ends_so).map(str::len).max();
        let endings = Self::EVERY.into_iter().filter_map(|format| Some((ending(&format)?, format)));
        endings.max_by_key(|(length, _)| *length).map(|(_, format)| format)
    }

    /// The ending of a file that promises a format that no answer has.
    #[must_use]
    pub fn foreign_ending(path: &Path) -> Option<&str> {
        let ending = path.extension()?.to_str()?;
        FOREIGN.iter().any(|known| known.eq_ignore_ascii_case(ending)).then_some(ending)
    }

    /// What is drawn in it.
    fn content(self) -> Content {
        match self {
            Self::Table | Self::Markdown | Self::Html => Content::Page,
            Self::Csv => Content::Rows,
            Self::Json => Content::Answer,
            Self::Xlsx => Content::Workbook,
            Self::Github | Self::Sarif => Content::Findings,
            Self::Focus => Content::Charges,
            Self::Sql => Content::Statements,
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

    /// Whether it shows what a gate finds, so that only a gate has it.
    #[must_use]
    pub fn is_of_gates(self) -> bool {
        self.content() == Content::Findings
    }

    /// Whether it shows what is charged.
    #[must_use]
    pub fn is_of_charges(self) -> bool {
        self.content() == Content::Charges
    }

    /// What an answer must have beside what all have, to be written in it.
    #[must_use]
    pub fn extra(self) -> Extra {
        match self.content() {
            Content::Findings => Extra::Findings,
            Content::Charges => Extra::Charges,
            Content::Statements => Extra::Statements,
            Content::Page | Content::Rows | Content::Answer | Content::Workbook => Extra::None,
        }
    }

    /// Whether what is written in it may stand in a file whose name asks for `other`: charges are CSV, too.
    #[must_use]
    pub fn fits_file_of(self, other: Self) -> bool {
        self == other || (self, other) == (Self::Focus, Self::Csv)
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
        style: CsvStyle,
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
            Self::Csv => csv::draw_in(report.rows()?, style),
            Self::Markdown if look.explains => markdown::draw_explained(&page()),
            Self::Markdown => markdown::draw(&page()),
            Self::Html => html::draw_with(&page(), report.appendix()),
            Self::Xlsx => return workbook(report, notes),
            Self::Github => github::draw(&report.findings(notes).unwrap_or_default()),
            Self::Sarif => sarif::draw(&report.findings(notes).unwrap_or_default()),
            Self::Sql => report.statements().unwrap_or_default(),
            // Its numbers have points, whatever spreadsheets here have.
            Self::Focus => {
                let style = CsvStyle { dialect: CsvDialect::default(), ..style };
                report.charges()?.map_or_else(String::new, |rows| csv::draw_in(rows, style))
            }
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
            ("a.sarif", Some(Format::Sarif)),
            ("a.focus.csv", Some(Format::Focus)),
            ("out/A.Focus.CSV", Some(Format::Focus)),
            ("focus.csv", Some(Format::Csv)),
            ("prices.SQL", Some(Format::Sql)),
            (".focus.csv", Some(Format::Csv)),
            ("unfocus.csv", Some(Format::Csv)),
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

    #[test]
    fn an_ending_may_promise_what_no_answer_is() {
        for (name, ending) in [
            ("budget.pdf", Some("pdf")),
            ("budget.ODS", Some("ODS")),
            ("a.yaml", Some("yaml")),
            ("a.csv.gz", Some("gz")),
            ("a.txt", None),
            ("a.log", None),
            ("a", None),
            (".toml", None),
            ("a.xlsx", None),
        ] {
            assert_eq!(Format::foreign_ending(Path::new(name)), ending, "{name}");
        }
    }
}
