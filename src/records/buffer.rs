//! A window on what is read: a quarter of a megabyte at a time, more only where a single value needs it.

use std::io::{self, Read};

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
}

impl<'r> Buffer<'r> {
    pub(super) fn new(input: &'r mut dyn Read, scratch: &'r mut Scratch) -> Self {
        let bytes = &mut scratch.0;
        // What one value needed need not be kept for the next file.
        if bytes.len() != CHUNK {
            *bytes = vec![0; CHUNK];
        }
        Self { input, bytes, start: 0, end: 0, is_at_end: false, broken: None, read: 0 }
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
            match self.input.read(&mut self.bytes[self.end..]) {
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
