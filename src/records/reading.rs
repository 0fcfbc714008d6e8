//! Reads one text: recognizes its format and hands its values to that format's reader.

use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

use memchr::memchr;

use super::buffer::{Buffer, Scratch};
use super::claude_stream::{ClaudeStream, is_tail};
use super::claude_transcript::{self, ClaudeTranscript};
use super::codex_exec::CodexExec;
use super::codex_rollout::CodexRollout;
use super::encoding::AsUtf8;
use super::envelope::enclosed;
use super::faults::{FaultKind, Faults};
use super::format::{Format, Recognized, header_separator, recognize};
use super::gathered::Gathered;
use super::inside::{records_in_text, records_inside};
use super::json::Json;
use super::log_lines::is_cut;
use super::log_prefix::{Prefix, is_header, is_value, object_in, time_before, without_codes};
use super::logfmt::in_logfmt;
use super::native::{self, Native};
use super::native_csv;
use super::open_telemetry::OpenTelemetry;
use super::sink::{Reader, Sink};
use super::usage_reports::UsageReports;
use super::values::{Item, Values, skip_line};
use crate::phrase::CsvDialect;
use crate::units::length;

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
    /// Whether its bytes were read as they stand: no lines of a logger, no UTF-16.
    pub(crate) is_plain: bool,
}

/// What reads the values of a format.
fn reader_of(format: Format) -> Box<dyn Reader> {
    match format {
        Format::ClaudeResult => Box::new(ClaudeStream::default()),
        Format::ClaudeTranscript => Box::new(ClaudeTranscript),
        Format::OpenTelemetry => Box::new(OpenTelemetry),
        Format::CodexExec => Box::new(CodexExec::default()),
        Format::CodexRollout => Box::new(CodexRollout::default()),
        Format::UsageReport => Box::new(UsageReports),
        Format::Native => Box::new(Native::default()),
        Format::NativeCsv => unreachable!("a table is read row by row, behind its header"),
    }
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
    let mut raw = Counting { input, read: 0 };
    let mut text = AsUtf8::new(&mut raw);
    let mut buffer = Buffer::new(&mut text, scratch);
    let mut sink = Sink::new(gathered, part.file, part.project, reader_of);
    let mut summary = ReadSummary { format: part.format, ..ReadSummary::default() };
    read_into(&mut buffer, part, &mut sink, &mut summary);
    sink.finish();
    if buffer.broken.is_some() {
        // A line is not to blame if reading broke off in it.
        sink.faults.forget(&FaultKind::CutOff);
    }
    summary.faults = sink.faults;
    summary.is_plain = buffer.is_plain();
    let broken = buffer.broken.take();
    summary.is_plain &= !text.had_utf16;
    summary.bytes = raw.read;
    match broken {
        None => Ok(summary),
        Some(error) => Err((summary, error)),
    }
}

/// Counts the bytes of a text as they stand in its file, whatever they are decoded to.
struct Counting<'r> {
    input: &'r mut dyn Read,
    read: u64,
}

impl Read for Counting<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.read += length(read);
        Ok(read)
    }
}

/// The format of a text that begins with `head`, if that is enough to recognize it; and whether its bytes are read as
/// they stand, so that it can be read in parts.
#[must_use]
pub fn format_of(head: &[u8]) -> (Option<Format>, bool) {
    let (mut head, mut scratch, mut gathered) = (head, Scratch::default(), Gathered::new());
    let part = Part { file: 0, format: None, project: None, is_inside: false, until: None, dialect: None };
    match read(&mut head, part, &mut scratch, &mut gathered) {
        Ok(summary) | Err((summary, _)) => (summary.format, summary.is_plain),
    }
}

/// What is known of a text while its values are read.
struct Reading<'t, 'b, 's, 'g> {
    buffer: &'t mut Buffer<'b>,
    part: Part<'t>,
    sink: &'s mut Sink<'g>,
    summary: &'s mut ReadSummary,
    values: Values,
    /// What would be faulty rows, before any format is recognized: rows are in any order, and the first that is one
    /// decides about those before it.
    undecided: Faults,
    /// A value that broke off on the last lines. If what follows is read as its end, nothing was lost.
    broken_off: Option<(u64, FaultKind)>,
    is_first: bool,
}

/// How reading goes on behind an item.
enum Next {
    Value,
    /// What stands before the first line, and says nothing by itself.
    Preamble,
    /// The same place is read again, as lines of a log.
    Again,
    /// All of it was read in another way.
    Done,
}

fn read_into(buffer: &mut Buffer<'_>, part: Part<'_>, sink: &mut Sink<'_>, summary: &mut ReadSummary) {
    buffer.fill();
    if let Some(fault) = no_text(buffer.window()) {
        sink.fault(1, fault);
        return;
    }
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
    let (values, undecided) = (Values::default(), Faults::default());
    let mut reading =
        Reading { buffer, part, sink, summary, values, undecided, broken_off: None, is_first: true };
    reading.read();
}

impl Reading<'_, '_, '_, '_> {
    fn read(&mut self) {
        while let Some(item) = self.values.next(self.buffer) {
            let line = self.buffer.number(self.values.line);
            self.sink.stamp = self.buffer.stamp(self.values.line);
            let next = match item {
                Item::Fault(fault) => self.fault(fault, line),
                Item::Noise(range) => self.noise(range, line),
                Item::Value(range) => {
                    self.lose();
                    self.value(range, line)
                }
            };
            match next {
                Next::Value => self.is_first = false,
                Next::Preamble => {}
                Next::Again => {
                    self.values.untake();
                    self.buffer.read_as_log(self.values.lines(), self.sink.gathered.today);
                }
                Next::Done => return,
            }
        }
        self.lose();
        for line in self.buffer.left_out() {
            self.sink.fault(line, FaultKind::LeftOut);
        }
        self.sink.gathered.unknown_zones.extend(self.buffer.unknown_zones());
        self.summary.lines += self.values.lines();
    }

    /// A value that broke off is lost.
    fn lose(&mut self) {
        if let Some((line, fault)) = self.broken_off.take() {
            self.sink.fault(line, fault);
        }
    }

    fn fault(&mut self, fault: FaultKind, line: u64) -> Next {
        let window = self.buffer.window();
        let first = window.iter().take(self.values.taken()).position(|byte| *byte == b'\n');
        let is_within_line = first.is_some_and(|end| end + 1 == self.values.taken());
        if is_within_line && self.buffer.is_plain() && first.is_some_and(is_cut) {
            return Next::Again;
        }
        self.lose();
        match fault {
            FaultKind::NotJson | FaultKind::CutOff => self.broken_off = Some((line, fault)),
            fault => self.sink.fault(line, fault),
        }
        Next::Value
    }

    fn noise(&mut self, range: Range<usize>, line: u64) -> Next {
        let noise = &self.buffer.window()[range];
        if self.buffer.is_plain() && is_of_log(noise, self.is_first) {
            return Next::Again;
        }
        if self.is_first && self.summary.format.is_none() && header_separator(noise).is_some() {
            self.summary.format = Some(Format::NativeCsv);
            native_csv::read(self.buffer, self.part.dialect, self.values.line - 1, self.sink);
            return Next::Done;
        }
        // What Excel writes before a header.
        if self.is_first && native_csv::names_separator(noise) {
            return Next::Preamble;
        }
        let inside = match object_in(noise)
            .map(|object| Json::new(object).map(|object| (object, recognize(object))))
        {
            Some(Ok((object, recognized @ Recognized::As(format)))) => {
                let outer = self.sink.stamp;
                let time = time_before(noise, object.bytes(), self.sink.gathered.today);
                if let Some(zone) = time.and_then(|time| time.unknown_zone) {
                    self.sink.gathered.unknown_zones.insert(String::from_utf8_lossy(zone).into_owned());
                }
                self.sink.stamp = time.and_then(|time| time.at).or(outer);
                self.sink.value(recognized, object, line);
                Some(format)
            }
            _ if noise.starts_with(b"\"") => {
                Json::new(noise).ok().and_then(|text| records_in_text(text, line, self.sink))
            }
            _ => None,
        };
        if let Some(format) = inside {
            self.summary.format = self.summary.format.or(Some(format));
            self.lose();
            return Next::Value;
        }
        if is_tail(noise) {
            if self.summary.format.is_none() {
                self.summary.format = Some(Format::ClaudeResult);
                self.sink.choose(Format::ClaudeResult);
            }
            let before = self.sink.gathered.records;
            self.sink.noise(noise, line);
            // What broke off was read by its end.
            if self.sink.gathered.records > before {
                self.broken_off = None;
            }
            return Next::Value;
        }
        self.sink.noise(noise, line);
        Next::Value
    }

    fn value(&mut self, range: Range<usize>, line: u64) -> Next {
        let Ok(value) = Json::new(&self.buffer.window()[range]) else {
            self.sink.fault(line, FaultKind::NotJson);
            return Next::Value;
        };
        let recognized = if self.part.format.is_some() { Recognized::No } else { recognize(value) };
        if recognized == Recognized::No {
            if self.buffer.is_plain() && enclosed(value).is_some() {
                return Next::Again;
            }
            if self.part.format.is_none()
                && let Some(format) = records_inside(value, line, self.sink)
            {
                self.summary.format = self.summary.format.or(Some(format));
                return Next::Value;
            }
        }
        match (recognized, self.summary.format) {
            (Recognized::No, None) => {
                if let Some(fault) = native::fault_of(value) {
                    self.undecided.add(self.sink.place(line), fault);
                }
            }
            (Recognized::As(Format::Native), None) => self.sink.faults.merge(&self.undecided, 0),
            _ => {}
        }
        self.sink.value(recognized, value, line);
        if let (Recognized::As(format), None) = (recognized, self.summary.format) {
            self.summary.format = Some(format);
            if format == Format::ClaudeTranscript {
                // From here on, only lines that count something are looked for.
                self.values.pass(self.buffer);
                self.summary.lines = self.values.lines();
                claude_transcript::read_lines(
                    self.buffer,
                    self.part.until,
                    self.sink,
                    &mut self.summary.lines,
                );
                return Next::Done;
            }
        }
        Next::Value
    }
}

/// Whether a line that is no value shows that a logger wrote it: behind what loggers write, a value begins, or a table.
fn is_of_log(noise: &[u8], is_first: bool) -> bool {
    let is_text = |text: &[u8]| is_value(text) || is_first && is_header(text);
    let plain = match memchr(0x1b, noise) {
        Some(_) => Cow::Owned(without_codes(noise)),
        None => Cow::Borrowed(noise),
    };
    let is_pairs =
        || in_logfmt(&plain).and_then(|found| found.text).is_some_and(|text| is_value(text.as_bytes()));
    (plain.len() < noise.len() && is_value(&plain)) || Prefix::of(&plain, is_text).is_some() || is_pairs()
}

/// Why bytes that begin like this are not text. Zeros after the first line are what a crash leaves at the
/// end of a file that was being written.
fn no_text(window: &[u8]) -> Option<FaultKind> {
    let first_line = window.iter().take(8192).take_while(|byte| **byte != b'\n');
    first_line.copied().any(|byte| byte == 0).then_some(FaultKind::Binary)
}
