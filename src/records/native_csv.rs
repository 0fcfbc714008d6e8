//! The rows of [`native`](super::native) as CSV, each column by its name in the header.
//!
//! - An empty cell is one that says nothing.
//! - A row with another number of cells than the header is left out: which cell is which can only be guessed.
//! - Cells are separated by commas, semicolons or tabs, as the header shows; see [`marks`](super::marks) for numbers.
//! - A cell that a spreadsheet would run is written with a `'` before it, and read without.

use std::borrow::Cow;

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::buffer::Buffer;
use super::faults::FaultKind;
use super::format::header_separator;
use super::json::Json;
use super::marks::Marks;
use super::native::{DATES, Row};
use super::reading::ToldDialect;
use super::row_names::{count_of, looks_paid_for, spelled};
use super::sink::Sink;
use super::values::count_lines;
use crate::phrase::from_cell;
use crate::usage::ServiceOption;

/// Whether a line only says what stands between cells.
pub(super) fn names_separator(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    line.len() == b"sep=;".len() && line.to_ascii_lowercase().starts_with(b"sep=")
}

/// What is in a column, as far as numbers are written differently there.
#[derive(Clone, Copy)]
enum Kind {
    /// Or a truth, which may be written as a number.
    Count,
    Money,
    Day,
    Other,
}

impl Kind {
    fn of(name: &[u8]) -> Self {
        match name {
            b"started_at" => Self::Day,
            name if DATES.iter().any(|date| date.as_bytes() == name) => Self::Day,
            b"turns" | b"requests" | b"request_count" | b"input_tokens_include_cache" => Self::Count,
            name if ServiceOption::ALL.iter().any(|option| option.key().as_bytes() == &*spelled(name)) => {
                Self::Count
            }
            name if count_of(name).is_some() => Self::Count,
            name if looks_paid_for(name) => Self::Money,
            _ => Self::Other,
        }
    }

    /// A cell as it would stand in JSON.
    fn plain(self, text: &str, marks: Marks) -> Result<Cow<'_, str>, FaultKind> {
        let is_serial = || text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
        match self {
            Self::Count => marks.plain(text, true),
            Self::Money => marks.plain(text, false),
            Self::Day if marks.has_decimal_comma && is_serial() => Ok(text.replace(',', ".").into()),
            Self::Day | Self::Other => Ok(text.into()),
        }
    }
}

/// The name of a column, of which a spreadsheet's user may write the first letter large.
fn known(name: &[u8]) -> &[u8] {
    let known = ["model", "started_at", "billing"].into_iter().chain(DATES);
    known.into_iter().find(|known| name.eq_ignore_ascii_case(known.as_bytes())).map_or(name, str::as_bytes)
}

/// The first line of a window that is not empty and does not only say what stands between cells.
fn header(window: &[u8]) -> &[u8] {
    let mut lines = window.split(|byte| *byte == b'\n');
    lines.find(|line| !line.trim_ascii().is_empty() && !names_separator(line)).unwrap_or_default()
}

/// Reads a table whose header is in the buffer, after `before` lines.
pub(super) fn read(buffer: &mut Buffer<'_>, told: Option<ToldDialect>, before: u64, sink: &mut Sink<'_>) {
    let told_separator = told.map(|told| told.dialect.separator());
    let separator = header_separator(header(buffer.window())).or(told_separator).unwrap_or(b',');
    let is_told = told_separator.is_some_and(|told| told == separator || told == b',' && separator == b'\t');
    if told.is_some_and(|told| !told.is_of_answer) && !is_told {
        return sink.fault(before + 1, FaultKind::OtherDialect);
    }
    let marks = Marks { has_decimal_comma: separator == b';', is_told };
    // Rows end with one byte, so that ends of lines are counted when they are read. What else Windows writes
    // is space.
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(separator)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(buffer);
    let (mut record, mut names, mut cell, mut rows) = (ByteRecord::new(), ByteRecord::new(), Vec::new(), 0);
    let mut kinds: Vec<Kind> = Vec::new();
    // Bytes of any number of fields are a record, and a buffer keeps why reading broke off.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        // The reader places a row after the row before it, though empty lines may follow that one. A row ends
        // on the line before the reader's, except the last.
        let within: u64 = record.iter().map(count_lines).sum();
        let line = before
            + record.position().map_or(0, csv::Position::line).max(reader.position().line() - within - 1);
        record.trim();
        if record.len() == 1 && record[0].is_empty() {
            continue;
        }
        if names.is_empty() {
            // Its own mark may have cut it in two.
            let is_mark =
                record.len() == 2 && record[0].eq_ignore_ascii_case(b"sep=") && record[1].is_empty();
            if !is_mark && !names_separator(record.as_slice()) {
                names = record.iter().map(known).collect();
                kinds = names.iter().map(Kind::of).collect();
            }
            continue;
        }
        rows += 1;
        if record.len() != names.len() {
            sink.fault(line, FaultKind::NotARow);
            continue;
        }
        let mut row = Row::default();
        let columns = names.iter().zip(&kinds);
        for ((name, kind), text) in columns.zip(&record).filter(|(_, text)| !text.is_empty()) {
            let text = String::from_utf8_lossy(text);
            let text = from_cell(&text);
            match kind.plain(&text, marks) {
                Ok(text) => {
                    // As a text of JSON, it is read as such a one is.
                    cell.clear();
                    serde_json::to_writer(&mut cell, &text).expect("memory takes every text");
                    row.set(name, Json::new(&cell).expect("what is written as JSON is JSON"));
                }
                Err(fault) => row.is_bad(fault),
            }
        }
        row.hand_on(rows, line, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::buffer::Scratch;
    use crate::records::counts::Counts;
    use crate::records::format::Format;
    use crate::records::gathered::Gathered;
    use crate::records::reading::{Part, ReadSummary};
    use crate::records::record::ResultRecord;
    use crate::usage::Billing;

    fn gather(text: &str, format: Option<Format>) -> (Vec<ResultRecord>, ReadSummary) {
        let mut gathered = Gathered::new();
        let part = Part { file: 1, format, project: None, is_inside: false, until: None, dialect: None };
        let summary =
            crate::records::reading::read(&mut text.as_bytes(), part, &mut Scratch::default(), &mut gathered)
                .unwrap();
        (gathered.rows.records().collect(), summary)
    }

    #[test]
    fn rows_by_the_names_of_their_columns() {
        let table = "model, output_tokens,run,\"input_tokens\",cache_write_5m_tokens,cache_write_tokens,fast,billing,vendor_cost_usd,mood,job\n\
                     claude-opus-5,20,r-1,10,3,4,true,cloud,0.25,good,\"a, b\"\n\
                     claude-haiku-4-5,2,r-1,,,,false,,,,'=1+1\n";
        for (table, format) in [
            (table.to_owned(), None),
            (table.to_owned(), Some(Format::NativeCsv)),
            (format!("\u{feff}{table}"), None),
            (format!("\u{feff}{table}"), Some(Format::NativeCsv)),
            (table.replace('\n', "\r\n"), None),
        ] {
            let (rows, summary) = gather(&table, format);
            assert_eq!((summary.format, summary.faults.count()), (Some(Format::NativeCsv), 0), "{table:?}");
            let [one, two] = &rows[..] else { panic!("{table:?}: {rows:?}") };
            let counts =
                Counts { input: 10, output: 20, cache_write: 7, cache_write_5m: 3, ..Counts::default() };
            assert_eq!(
                (one.models[0].model.as_str(), one.models[0].counts),
                ("claude-opus-5", counts),
                "{table:?}"
            );
            assert_eq!((one.models[0].service.fast, one.billing, one.place.line), (true, Billing::Cloud, 2));
            assert_eq!((one.vendor_cost, one.job.as_deref()), (Some("0.25".parse().unwrap()), Some("a, b")));
            assert_eq!((one.session.as_deref(), one.adds_up), (Some("r-1"), true));
            let counts = Counts { output: 2, ..Counts::default() };
            assert_eq!((two.models[0].model.as_str(), two.models[0].counts), ("claude-haiku-4-5", counts));
            assert_eq!(
                (two.models[0].service.fast, two.billing, two.vendor_cost),
                (false, Billing::Unknown, None)
            );
            assert_eq!((two.job.as_deref(), two.place.line), (Some("=1+1"), 3));
            assert_ne!(one.identity, two.identity);
        }
    }

    #[test]
    fn faults_have_their_lines() {
        let (rows, summary) = gather(
            "model,input_tokens,job\nm,1,\"over\ntwo lines\"\n\nm,2\nm,3,a,b\n,4,a\nm,-5,a\nm,6.5,a\nm,,a\nm,7,a\n",
            None,
        );
        let read: Vec<_> = rows.iter().map(|row| (row.models[0].counts.input, row.place.line)).collect();
        assert_eq!(read, [(1, 2), (7, 11)]);
        let faults: Vec<_> =
            summary.faults.iter().map(|(_, kind, faulty)| (kind, faulty.line, faulty.count)).collect();
        let expected = [
            (FaultKind::NoCount, 8, 2),
            (FaultKind::NoCounts, 10, 1),
            (FaultKind::NoModel, 7, 1),
            (FaultKind::NotARow, 5, 2),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn any_count_makes_a_header() {
        for count in [
            "output_tokens",
            "cache_read_tokens",
            "cache_write_5m_tokens",
            "cache_write_tokens",
            "web_searches",
        ] {
            let (rows, summary) = gather(&format!("\n\n{count},model\n7,m\n,m\n"), None);
            assert_eq!((rows.len(), summary.faults.count()), (1, 1), "{count}");
        }
        let (rows, summary) = gather("run,model\na,m\n", None);
        assert_eq!((rows.len(), summary.faults.count()), (0, 1));
    }

    #[test]
    fn a_header_without_rows() {
        let (rows, summary) = gather("run,model,input_tokens", None);
        assert_eq!((rows.len(), summary.format, summary.faults.count()), (0, Some(Format::NativeCsv), 0));
    }
}
