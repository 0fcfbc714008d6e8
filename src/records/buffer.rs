//! A window on what is read: a quarter of a megabyte at a time, more only where a single value needs it.

use std::collections::BTreeSet;
use std::io::{self, Read};

use jiff::Timestamp;
use jiff::civil::Date;

use super::log_lines::LogLines;
use crate::units::length;

/// Bytes read at once: what stays in a core's own cache while it is looked through.
const CHUNK: usize = 256 << 10;

/// The largest record, in bytes. What is larger is skipped and reported: memory must not depend on what
/// somebody put into a line.
pub(super) const VALUE_MAX: usize = 16 << 20;

/// Memory to read into, shared by many files one after the other: allocating it for each file takes longer
/// than reading the file.
#[derive(Debug, Default)]
pub struct Scratch(Vec<u8>);

/// A window on a text while it is read.
pub(super) struct Buffer<'r> {
    input: &'r mut dyn Read,
    bytes: &'r mut Vec<u8>,
    start: usize,
    end: usize,
    /// Whether nothing comes after the window.
    is_at_end: bool,
    /// Why reading stopped before the end.
    pub(super) broken: Option<io::Error>,
    /// Bytes read so far.
    pub(super) read: u64,
    /// What takes away what a logger put around the lines, once a line has shown that one did.
    log: Option<LogLines>,
}

impl<'r> Buffer<'r> {
    pub(super) fn new(input: &'r mut dyn Read, scratch: &'r mut Scratch) -> Self {
        let bytes = &mut scratch.0;
        // What one value needed need not be kept for the next file.
        if bytes.len() != CHUNK {
            *bytes = vec![0; CHUNK];
        }
        Self { input, bytes, start: 0, end: 0, is_at_end: false, broken: None, read: 0, log: None }
    }

    /// The bytes in the window.
    pub(super) fn window(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Whether nothing comes after the window.
    pub(super) fn is_at_end(&self) -> bool {
        self.is_at_end
    }

    /// Whether the window is as large as any value may be.
    pub(super) fn is_full(&self) -> bool {
        self.end - self.start >= VALUE_MAX
    }

    /// Moves the window's beginning by `length` bytes.
    pub(super) fn consume(&mut self, length: usize) {
        self.start += length;
    }

    /// The number of bytes before the window.
    pub(super) fn offset(&self) -> u64 {
        let ahead = length(self.end - self.start);
        self.read - ahead
    }

    /// Reads more behind the window.
    pub(super) fn fill(&mut self) {
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.bytes.len() {
            self.bytes.resize((self.bytes.len() * 2).min(VALUE_MAX + CHUNK), 0);
        }
        // To the brim: a window of half a megabyte costs as many system calls and more moving.
        while self.end < self.bytes.len() {
            let into = &mut self.bytes[self.end..];
            let read = match &mut self.log {
                None => self.input.read(into),
                Some(log) => log.read(self.input, into),
            };
            match read {
                Ok(0) => {
                    self.is_at_end = true;
                    break;
                }
                Ok(read) => {
                    self.end += read;
                    self.read += length(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What came before it is there, and is read first.
                Err(error) => {
                    self.broken = Some(error);
                    self.is_at_end = true;
                    break;
                }
            }
        }
    }
}

impl Buffer<'_> {
    /// Reads the window, which begins behind `lines` lines, and all that follows as lines of a log.
    pub(super) fn read_as_log(&mut self, lines: u64, today: Option<Date>) {
        self.read -= length(self.window().len());
        self.log = Some(LogLines::new(self.window(), lines, today));
        (self.start, self.end, self.is_at_end) = (0, 0, false);
    }

    /// Whether lines are read as they are.
    pub(super) fn is_plain(&self) -> bool {
        self.log.is_none()
    }

    /// The number of a line in the file.
    pub(super) fn number(&self, line: u64) -> u64 {
        self.log.as_ref().map_or(line, |log| log.number(line))
    }

    /// When a logger wrote a line.
    pub(super) fn stamp(&mut self, line: u64) -> Option<Timestamp> {
        self.log.as_mut().and_then(|log| log.stamp(line))
    }

    /// Letters of zones in the times of lines, of which nobody can know what they mean, since this was last asked.
    pub(super) fn unknown_zones(&mut self) -> BTreeSet<String> {
        self.log.as_mut().map(|log| std::mem::take(&mut log.unknown_zones)).unwrap_or_default()
    }

    /// Lines of which a logger has left out the text, since this was last asked.
    pub(super) fn left_out(&mut self) -> Vec<u64> {
        self.log.as_mut().map(|log| std::mem::take(&mut log.left_out)).unwrap_or_default()
    }
}

impl Read for Buffer<'_> {
    /// What is in the window, and then what comes behind it.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end && !self.is_at_end {
            self.fill();
        }
        let length = into.len().min(self.end - self.start);
        into[..length].copy_from_slice(&self.window()[..length]);
        self.start += length;
        Ok(length)
    }
}
