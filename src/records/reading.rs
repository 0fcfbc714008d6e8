//! Reads one text: recognizes its format and hands its values to that format's reader.

use std::io::{self, Read};

use super::buffer::{Buffer, Scratch};
use super::claude_stream::is_tail;
use super::claude_transcript;
use super::faults::{FaultKind, Faults};
use super::format::{Format, Recognized, header_separator, recognize};
use super::gathered::Gathered;
use super::json::Json;
use super::native;
use super::native_csv;
use super::sink::Sink;
use super::values::{Item, Values, skip_line};
use crate::phrase::CsvDialect;

/// A text to be read, or a part of one, and what is known about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// The file, as a place in the list of files.
    pub file: u32,
    /// The format, where it is known beforehand.
    pub format: Option<Format>,
    /// The project that the file belongs to, where its path names one.
    pub project: Option<&'a str>,
    /// Whether the text begins inside a line, which the part before reads.
    pub is_inside: bool,
    /// The first byte of the next part; a line that begins before it is read to its end. Only a format whose
    /// lines stand for themselves can be read in parts ([`Format::ClaudeTranscript`]).
    pub until: Option<u64>,
    /// How tables are written, where that is said.
    pub dialect: Option<ToldDialect>,
}

/// How somebody says that tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldDialect {
    /// The dialect.
    pub dialect: CsvDialect,
    /// Whether the answer is meant, too, so that tables in another dialect are read as what they are.
    pub is_of_answer: bool,
}

/// What kind of text was read, how much of it, and what could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadSummary {
    /// The format, if one was recognized.
    pub format: Option<Format>,
    /// How many bytes were read.
    pub bytes: u64,
    /// How many ends of lines were read.
    pub lines: u64,
    /// What could not be read.
    pub faults: Faults,
}

/// Reads a text into `gathered`.
///
/// # Errors
///
/// When reading fails: the summary so far, and the reason.
pub fn read(
    input: &mut dyn Read,
    part: Part<'_>,
    scratch: &mut Scratch,
    gathered: &mut Gathered,
) -> Result<ReadSummary, (ReadSummary, io::Error)> {
    let mut buffer = Buffer::new(input, scratch);
    let mut sink = Sink::new(gathered, part.file, part.project, Format::reader);
    let mut summary = ReadSummary { format: part.format, ..ReadSummary::default() };
    read_into(&mut buffer, part, &mut sink, &mut summary);
    sink.finish();
    summary.bytes = buffer.read;
    if buffer.broken.is_some() {
        // A line is not to blame if reading broke off in it.
        sink.faults.forget(&FaultKind::CutOff);
    }
    summary.faults = sink.faults;
    match buffer.broken.take() {
        None => Ok(summary),
        Some(error) => Err((summary, error)),
    }
}

/// The format of a text that begins with `head`, if that is enough to recognize it.
#[must_use]
pub fn format_of(head: &[u8]) -> Option<Format> {
    let (mut head, mut scratch, mut gathered) = (head, Scratch::default(), Gathered::new());
    let part = Part { file: 0, format: None, project: None, is_inside: false, until: None, dialect: None };
    match read(&mut head, part, &mut scratch, &mut gathered) {
        Ok(summary) | Err((summary, _)) => summary.format,
    }
}

fn read_into(buffer: &mut Buffer<'_>, part: Part<'_>, sink: &mut Sink<'_>, summary: &mut ReadSummary) {
    buffer.fill();
    if let Some(fault) = no_text(buffer.window()) {
        sink.fault(1, fault);
        return;
    }
    let mut values = Values::default();
    if part.is_inside {
        // The part before counts its end.
        skip_line(buffer);
    }
    match part.format {
        Some(Format::ClaudeTranscript) => {
            return claude_transcript::read_lines(buffer, part.until, sink, &mut summary.lines);
        }
        Some(Format::NativeCsv) => return native_csv::read(buffer, part.dialect, 0, sink),
        Some(format) => sink.choose(format),
        None => {}
    }
    // What would be faulty rows, before any format is recognized: rows are in any order, and the first that is
    // one decides about those before it.
    let mut undecided = Faults::default();
    let mut is_first = true;
    while let Some(item) = values.next(buffer) {
        let line = values.line;
        match item {
            Item::Fault(fault) => sink.fault(line, fault),
            Item::Noise(range) => {
                let noise = &buffer.window()[range];
                if is_first && summary.format.is_none() && header_separator(noise).is_some() {
                    summary.format = Some(Format::NativeCsv);
                    return native_csv::read(buffer, part.dialect, values.line - 1, sink);
                }
                // What Excel writes before a header.
                if is_first && native_csv::names_separator(noise) {
                    continue;
                }
                if summary.format.is_none() && is_tail(noise) {
                    summary.format = Some(Format::ClaudeResult);
                    sink.choose(Format::ClaudeResult);
                }
                sink.noise(noise, line);
            }
            Item::Value(range) => {
                let Ok(value) = Json::new(&buffer.window()[range]) else {
                    sink.fault(line, FaultKind::NotJson);
                    continue;
                };
                let recognized = if part.format.is_some() { Recognized::No } else { recognize(value) };
                match (recognized, summary.format) {
                    (Recognized::No, None) => {
                        if let Some(fault) = native::fault_of(value) {
                            undecided.add(sink.place(line), fault);
                        }
                    }
                    (Recognized::As(Format::Native), None) => sink.faults.merge(&undecided, 0),
                    _ => {}
                }
                sink.value(recognized, value, line);
                if let (Recognized::As(format), None) = (recognized, summary.format) {
                    summary.format = Some(format);
                    if format == Format::ClaudeTranscript {
                        // From here on, only lines that count something are looked for.
                        values.pass(buffer);
                        summary.lines = values.lines();
                        return claude_transcript::read_lines(buffer, part.until, sink, &mut summary.lines);
                    }
                }
            }
        }
        is_first = false;
    }
    summary.lines += values.lines();
}

/// Why bytes that begin like this are not text. Zeros after the first line are what a crash leaves at the
/// end of a file that was being written.
fn no_text(window: &[u8]) -> Option<FaultKind> {
    if window.starts_with(b"\xff\xfe") || window.starts_with(b"\xfe\xff") {
        return Some(FaultKind::Utf16);
    }
    let first_line = window.iter().take(8192).take_while(|byte| **byte != b'\n');
    first_line.copied().any(|byte| byte == 0).then_some(FaultKind::Binary)
}
