//! The texts of the lines of a log, without what loggers put around them.
//!
//! A file is read as it is until a line shows that a logger wrote it; from there on its lines come through here. What is
//! taken away are [prefixes](super::log_prefix), codes for colours and [objects around texts](super::envelope). Lines
//! that a logger has cut are joined. All other lines stay as they are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{self, Read};

use jiff::Timestamp;
use jiff::civil::Date;
use memchr::memchr;

use super::buffer::VALUE_MAX;
use super::envelope::{Enclosed, enclosed};
use super::json::Json;
use super::log_prefix::{Prefix, is_header, is_value, without_codes};
use super::logfmt::in_logfmt;
use super::values::count_lines;
use crate::units::length;

/// Bytes read at once.
const CHUNK: usize = 64 << 10;

/// How many prefixes are kept: there is one for each container, host and stream.
const PREFIXES_MAX: usize = 64;

/// How many zones are named that nobody can know.
const ZONES_MAX: usize = 8;

/// After how many bytes loggers cut lines: Docker and pm2, journald.
const CUTS: [usize; 2] = [16_384, 49_152];

/// Whether a line that is no value may be part of one that a logger has cut.
pub(super) fn is_cut(length: usize) -> bool {
    CUTS.contains(&length)
}

/// The lines of a log, from one on that shows what it is.
#[derive(Debug)]
pub(super) struct LogLines {
    today: Option<Date>,
    /// Read and not looked at.
    raw: Vec<u8>,
    at: usize,
    /// How many bytes behind `at` have no end of a line.
    searched: usize,
    is_at_end: bool,
    /// Why reading stopped; what came before it is handed on first.
    broken: Option<io::Error>,
    /// Texts of lines that are not handed on, from `given` on.
    ready: Vec<u8>,
    given: usize,
    prefixes: Vec<Prefix>,
    /// What stood on the last line of each source that goes on.
    parts: BTreeMap<Source, Part>,
    /// Ends of lines that were read, and of those that were made ready.
    lines: u64,
    made: u64,
    /// The number of the first line, which may be the header of a table.
    first: u64,
    /// From which line on lines have another number in the file, and which.
    numbers: Vec<(u64, u64)>,
    /// The times of lines on which a value may begin.
    stamps: VecDeque<(u64, Timestamp)>,
    last_stamp: Option<Timestamp>,
    /// Lines of which the logger has left out the text.
    pub(super) left_out: Vec<u64>,
    /// Letters of zones in times before values, of which nobody can know what they mean.
    pub(super) unknown_zones: BTreeSet<String>,
}

/// What wrote a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Plain,
    Prefix(usize),
    Named(String),
}

/// The beginning of a line that goes on.
#[derive(Debug)]
struct Part {
    text: Vec<u8>,
    line: u64,
    at: Option<Timestamp>,
}

impl LogLines {
    /// The lines that begin with `window`, the first of which is the one after `lines` others.
    pub(super) fn new(window: &[u8], lines: u64, today: Option<Date>) -> Self {
        Self {
            today,
            raw: window.to_vec(),
            at: 0,
            searched: 0,
            is_at_end: false,
            broken: None,
            ready: Vec::new(),
            given: 0,
            prefixes: Vec::new(),
            parts: BTreeMap::new(),
            lines,
            made: lines,
            first: lines + 1,
            numbers: Vec::new(),
            stamps: VecDeque::new(),
            last_stamp: None,
            left_out: Vec::new(),
            unknown_zones: BTreeSet::new(),
        }
    }

    /// The number in the file of a line that was handed on.
    pub(super) fn number(&self, line: u64) -> u64 {
        let before = self.numbers.partition_point(|(from, _)| *from <= line);
        before.checked_sub(1).map_or(line, |place| {
            let (from, number) = self.numbers[place];
            number + (line - from)
        })
    }

    /// The time of the last line up to this one that has one; those before it are forgotten.
    pub(super) fn stamp(&mut self, line: u64) -> Option<Timestamp> {
        while let Some((_, stamp)) = self.stamps.front().copied().filter(|(at, _)| *at <= line) {
            self.last_stamp = Some(stamp);
            self.stamps.pop_front();
        }
        self.last_stamp
    }

    /// Reads texts of lines from `input`.
    pub(super) fn read(&mut self, input: &mut dyn Read, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            match memchr(b'\n', &self.raw[self.at + self.searched..]) {
                Some(end) => {
                    let line = self.at..self.at + self.searched + end;
                    (self.at, self.searched) = (line.end + 1, 0);
                    let line = self.raw[line].to_vec();
                    self.lines += 1;
                    self.take(&line, true);
                }
                None if self.is_at_end => {
                    let line = self.raw.split_off(self.at);
                    (self.raw, self.at, self.searched) = (Vec::new(), 0, 0);
                    if !line.is_empty() {
                        self.lines += 1;
                        self.take(&line, false);
                    }
                    for (_, part) in std::mem::take(&mut self.parts) {
                        self.make(&part.text, part.line, part.at);
                    }
                    if self.ready.is_empty() {
                        return self.broken.take().map_or(Ok(0), Err);
                    }
                }
                // A line that is no record is handed on as it is.
                None if self.raw.len() - self.at > VALUE_MAX => {
                    self.ready = self.raw.split_off(self.at);
                    (self.raw, self.at, self.searched) = (Vec::new(), 0, 0);
                }
                None => {
                    self.raw.drain(..self.at);
                    (self.at, self.searched) = (0, self.raw.len());
                    match Read::take(&mut *input, length(CHUNK)).read_to_end(&mut self.raw) {
                        Ok(read) => self.is_at_end = read < CHUNK,
                        Err(error) => (self.is_at_end, self.broken) = (true, Some(error)),
                    }
                }
            }
        }
        let length = into.len().min(self.ready.len() - self.given);
        into[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }

    /// Takes a line, and makes ready what stands on it.
    fn take(&mut self, line: &[u8], is_ended: bool) {
        let line = match memchr(0x1b, line) {
            Some(_) => Cow::Owned(without_codes(line)),
            None => Cow::Borrowed(line),
        };
        let plain = line.strip_suffix(b"\r").unwrap_or(&line);
        if plain.starts_with(b"{\"") && self.take_enclosed(plain) {
            return;
        }
        if plain.starts_with(b"{") {
            return self.take_text(plain, None, Source::Plain, false, is_ended);
        }
        if let Some(found) = in_logfmt(plain) {
            return self.take_found(found);
        }
        let Some((place, prefixed)) = self.prefixed(plain) else {
            return self.take_text(plain, None, Source::Plain, false, is_ended);
        };
        let text = &plain[prefixed.length..];
        let time = if is_value(text) { prefixed.time(plain, self.today) } else { None };
        if let Some(zone) = time.and_then(|time| time.unknown_zone)
            && self.unknown_zones.len() < ZONES_MAX
        {
            self.unknown_zones.insert(String::from_utf8_lossy(zone).into_owned());
        }
        let at = time.and_then(|time| time.at);
        // What stands in an object may itself have a logger's object around it.
        if text.starts_with(b"{\"") && self.take_enclosed(text) {
            return;
        }
        // `docker logs -t` writes the time before each part of a line that was cut, on one line.
        let mut rest = text;
        let mut joined = Vec::new();
        while let Some(behind) = rest.get(CUTS[0]..)
            && let Some(again) = self.prefixes[place].on(behind)
        {
            joined.extend_from_slice(&rest[..CUTS[0]]);
            rest = &behind[again.length..];
        }
        if joined.is_empty() {
            return self.take_text(text, at, Source::Prefix(place), prefixed.is_part, is_ended);
        }
        joined.extend_from_slice(rest);
        self.make(&joined, self.lines, at);
    }

    /// What stands before the text of a line, if it is known or can be learned.
    fn prefixed(&mut self, line: &[u8]) -> Option<(usize, super::log_prefix::Prefixed)> {
        let known = self.prefixes.iter().enumerate();
        let found = known.filter_map(|(place, prefix)| Some((place, prefix.on(line)?)));
        // Of two that fit, the longer one: a host's name before a container's.
        if let Some(found) = found.max_by_key(|(_, found)| found.length) {
            return Some(found);
        }
        let is_first = self.lines == self.first;
        let new = Prefix::of(line, |text| is_value(text) || is_first && is_header(text))?;
        let found = new.on(line)?;
        if self.prefixes.len() == PREFIXES_MAX {
            return None;
        }
        self.prefixes.push(new);
        Some((self.prefixes.len() - 1, found))
    }

    /// Takes a line that is an object around a text. Returns whether it is one.
    fn take_enclosed(&mut self, line: &[u8]) -> bool {
        let has_names =
            [&b"\"log\""[..], b"\"MESSAGE\""].iter().any(|name| memchr::memmem::find(line, name).is_some());
        let Some(found) = has_names.then(|| Json::new(line).ok()).flatten().and_then(enclosed) else {
            return false;
        };
        self.take_found(found);
        true
    }

    /// Takes a text that stood in something else.
    fn take_found(&mut self, found: Enclosed<'_>) {
        let Some(text) = found.text else {
            return self.left_out.push(self.lines);
        };
        let text = match memchr(0x1b, text.as_bytes()) {
            Some(_) => without_codes(text.as_bytes()),
            None => text.into_owned().into_bytes(),
        };
        let text = text.strip_suffix(b"\n").unwrap_or(&text);
        self.take_text(text, found.at, Source::Named(found.source), found.is_part, true);
    }

    /// Takes the text of a line, and joins it with what it goes on from.
    fn take_text(
        &mut self,
        text: &[u8],
        at: Option<Timestamp>,
        source: Source,
        is_part: bool,
        is_ended: bool,
    ) {
        let is_marked = is_part || matches!(source, Source::Named(_));
        let is_cut = !is_marked && is_ended && is_cut(text.len());
        let begun = self.parts.remove(&source);
        // What was cut there may be gone.
        let begun = match begun {
            Some(begun) if !is_marked && is_value(text) && is_object_begun(text) => {
                self.make(&begun.text, begun.line, begun.at);
                None
            }
            begun => begun,
        };
        let is_whole = |text: &[u8]| Json::new(text).is_ok();
        let goes_on = is_part || is_cut && (begun.is_some() || is_value(text)) && !is_whole(text);
        match begun {
            None if !goes_on => self.make(text, self.lines, at),
            None => {
                self.parts.insert(source, Part { text: text.to_vec(), line: self.lines, at });
            }
            Some(mut begun) => {
                begun.text.extend_from_slice(text);
                // Its last part may be as long as those that were cut.
                let is_done = !is_part && text.ends_with(b"}") && is_whole(&begun.text);
                if goes_on && !is_done && begun.text.len() <= VALUE_MAX {
                    self.parts.insert(source, begun);
                } else {
                    self.make(&begun.text, begun.line, begun.at);
                }
            }
        }
    }

    /// Makes a line ready that began on the line `number` of the file.
    fn make(&mut self, text: &[u8], number: u64, at: Option<Timestamp>) {
        let line = self.made + 1;
        if self.number(line) != number {
            self.numbers.push((line, number));
        }
        let last = self.stamps.back().map(|(_, stamp)| *stamp).or(self.last_stamp);
        if let Some(at) = at.filter(|at| Some(*at) != last) {
            self.stamps.push_back((line, at));
        }
        self.ready.extend_from_slice(text);
        self.ready.push(b'\n');
        self.made += 1 + count_lines(text);
    }
}

/// Whether a text is surely the beginning of an object, and not a piece of one.
fn is_object_begun(text: &[u8]) -> bool {
    text.starts_with(b"{\"")
}
