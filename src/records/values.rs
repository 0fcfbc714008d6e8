//! The JSON values in a text, however they are laid out: one a line, one over many lines, in a list, several
//! in a row, with noise between.
//!
//! - A list at the outermost level is entered: its elements are the values.
//! - A line that does not begin like an object is noise.
//! - A value that breaks off is given up at the end of its first line, and reading goes on there. Lines are cut by
//!   crashes and by log rotation.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

use super::buffer::Buffer;
use super::faults::FaultKind;
use crate::units::length;

/// What comes next in a text, as a place in the buffer's window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// An object.
    Value(Range<usize>),
    /// The rest of a line that is not an object.
    Noise(Range<usize>),
    /// A line that begins like an object and is not one.
    Fault(FaultKind),
}

/// Goes through a text value by value.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The line of the last item, from 1 on.
    pub(super) line: u64,
    /// Lines before the beginning of the window.
    passed: u64,
    /// How many bytes of the window belong to the last item.
    taken: usize,
    /// How many lists have begun since the last value.
    lists: u32,
}

/// How far the bytes at hand hold a value.
#[derive(Debug, PartialEq, Eq)]
enum Scan {
    Whole(usize),
    Unfinished,
    TooDeep,
    Broken,
}

impl Values {
    /// Moves the window past the last item.
    pub(super) fn pass(&mut self, buffer: &mut Buffer<'_>) {
        self.passed += count_lines(&buffer.window()[..self.taken]);
        buffer.consume(self.taken);
        self.taken = 0;
    }

    /// Leaves the last item where it is, to be read again.
    pub(super) fn untake(&mut self) {
        self.taken = 0;
    }

    /// How many bytes of the window the last item takes.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// Ends of lines so far.
    pub(super) fn lines(&self) -> u64 {
        self.passed
    }

    /// The next item; `None` at the end.
    pub(super) fn next(&mut self, buffer: &mut Buffer<'_>) -> Option<Item> {
        self.pass(buffer);
        loop {
            // Between values.
            let window = buffer.window();
            let Some(start) =
                window.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b']'))
            else {
                self.taken = window.len();
                self.pass(buffer);
                if buffer.is_at_end() {
                    return None;
                }
                buffer.fill();
                continue;
            };
            self.taken = start;
            self.pass(buffer);
            self.line = self.passed + 1;
            let window = buffer.window();
            let next = window[1..].iter().find(|byte| !byte.is_ascii_whitespace());
            match (window[0], next) {
                (b'{' | b'[', None) if !buffer.is_at_end() && !buffer.is_full() => buffer.fill(),
                (b'[', Some(b'{' | b'[' | b']')) if self.lists < DEPTH_MAX => {
                    self.lists += 1;
                    buffer.consume(1);
                }
                (b'[', Some(b'[')) => {
                    self.lists = 0;
                    return Some(self.rest_of_line(buffer, FaultKind::TooDeep));
                }
                (b'{', Some(b'"' | b'}')) => return Some(self.value(buffer)),
                // The mark that some editors put before a text.
                (0xef, _) if window.starts_with(b"\xef\xbb\xbf") => buffer.consume(3),
                _ => match memchr(b'\n', window) {
                    Some(end) => {
                        self.taken = end + 1;
                        return Some(Item::Noise(0..end));
                    }
                    None if buffer.is_at_end() => {
                        self.taken = window.len();
                        return Some(Item::Noise(0..window.len()));
                    }
                    None if buffer.is_full() => return Some(self.rest_of_line(buffer, FaultKind::TooLong)),
                    None => buffer.fill(),
                },
            }
        }
    }

    fn value(&mut self, buffer: &mut Buffer<'_>) -> Item {
        loop {
            let window = buffer.window();
            let fault = match scan(window) {
                Scan::Whole(length) => {
                    self.lists = 0;
                    self.taken = length;
                    return Item::Value(0..length);
                }
                Scan::Unfinished if buffer.is_full() => return self.rest_of_line(buffer, FaultKind::TooLong),
                Scan::Unfinished if !buffer.is_at_end() => {
                    buffer.fill();
                    continue;
                }
                Scan::Unfinished => FaultKind::CutOff,
                Scan::TooDeep => FaultKind::TooDeep,
                Scan::Broken => FaultKind::NotJson,
            };
            // Up to the end of its first line; the newline may not be there yet.
            match memchr(b'\n', window) {
                Some(end) => self.taken = end + 1,
                None if buffer.is_at_end() => self.taken = window.len(),
                None => return self.rest_of_line(buffer, fault),
            }
            return Item::Fault(fault);
        }
    }

    /// Skips a line whose end is not in the window.
    fn rest_of_line(&mut self, buffer: &mut Buffer<'_>, fault: FaultKind) -> Item {
        let (is_ended, may_count) = skip_long_line(buffer);
        self.passed += u64::from(is_ended);
        // A picture is no record.
        if fault == FaultKind::TooLong && !may_count { Item::Noise(0..0) } else { Item::Fault(fault) }
    }
}

/// Moves the window past the next end of a line. Returns whether there was one.
pub(super) fn skip_line(buffer: &mut Buffer<'_>) -> bool {
    skip_long_line(buffer).0
}

/// What stands in every record that counts something: a member's name, or its end.
const COUNTING: [&[u8]; 7] =
    [b"\"usage\"", b"Usage\"", b"_usage\"", b"okens\"", b"token_count\"", b"searchCount\"", b"_usd\""];

/// Moves the window past the next end of a line. Returns whether there was one, and whether something may have been
/// counted in the line: a name of a count is there, or its end is not. Within a text, quotes have a backslash before them.
pub(super) fn skip_long_line(buffer: &mut Buffer<'_>) -> (bool, bool) {
    const LONGEST: usize = 16;
    let mut may_count = false;
    loop {
        let window = buffer.window();
        let end = memchr(b'\n', window);
        let line = &window[..end.unwrap_or(window.len())];
        may_count = may_count || COUNTING.iter().any(|name| memmem::find(line, name).is_some());
        match end {
            None if !buffer.is_at_end() => {
                // A name may be half there.
                buffer.consume(window.len().saturating_sub(LONGEST));
                buffer.fill();
            }
            end => {
                let is_whole = line.trim_ascii_end().ends_with(b"}");
                buffer.consume(end.map_or(window.len(), |end| end + 1));
                return (end.is_some(), may_count || !is_whole);
            }
        }
    }
}

/// The number of ends of lines.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    length(memchr_iter(b'\n', bytes).count())
}

/// How deep values may be nested.
const DEPTH_MAX: u32 = 128;

/// What may come next in a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

/// Finds the end of the object with which `bytes` begin. Strict about what stands where, so that a line that
/// was cut does not swallow those after it; words and numbers are not looked at.
fn scan(bytes: &[u8]) -> Scan {
    let (mut depth, mut objects) = (0_u32, 0_u128);
    let mut expect = Expect::Value;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        expect = match (byte, expect) {
            (b' ' | b'\t' | b'\r' | b'\n', same) => same,
            (b'"', Expect::Value | Expect::ValueOrEnd) => match string_end(bytes, at) {
                Ok(end) => {
                    at = end;
                    Expect::CommaOrEnd
                }
                Err(scan) => return scan,
            },
            (b'"', Expect::Key | Expect::KeyOrEnd) => match string_end(bytes, at) {
                Ok(end) => {
                    at = end;
                    Expect::Colon
                }
                Err(scan) => return scan,
            },
            (b':', Expect::Colon) => Expect::Value,
            (b'{' | b'[', Expect::Value | Expect::ValueOrEnd) => {
                if depth == DEPTH_MAX {
                    return Scan::TooDeep;
                }
                depth += 1;
                objects = objects << 1 | u128::from(*byte == b'{');
                if *byte == b'{' { Expect::KeyOrEnd } else { Expect::ValueOrEnd }
            }
            (b'}', Expect::KeyOrEnd | Expect::CommaOrEnd) if objects & 1 == 1 => {
                depth -= 1;
                objects >>= 1;
                Expect::CommaOrEnd
            }
            (b']', Expect::ValueOrEnd | Expect::CommaOrEnd) if objects & 1 == 0 => {
                depth -= 1;
                objects >>= 1;
                Expect::CommaOrEnd
            }
            (b',', Expect::CommaOrEnd) => {
                if objects & 1 == 1 {
                    Expect::Key
                } else {
                    Expect::Value
                }
            }
            (b'-' | b'0'..=b'9' | b'a'..=b'z', Expect::Value | Expect::ValueOrEnd) => {
                let is_part =
                    |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-');
                at += bytes[at..].iter().take_while(|byte| is_part(byte)).count();
                Expect::CommaOrEnd
            }
            _ => return Scan::Broken,
        };
        if depth == 0 {
            return Scan::Whole(at);
        }
    }
    Scan::Unfinished
}

/// Where the string that began before `at` ends. A string has no end of a line in it.
fn string_end(bytes: &[u8], mut at: usize) -> Result<usize, Scan> {
    loop {
        let rest = bytes.get(at..).ok_or(Scan::Unfinished)?;
        let found = memchr::memchr3(b'"', b'\\', b'\n', rest).ok_or(Scan::Unfinished)?;
        match rest[found] {
            b'"' => return Ok(at + found + 1),
            b'\n' => return Err(Scan::Broken),
            _ => at += found + 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in a text, with its lines; read a few bytes at a time, so that every value is cut
    /// somewhere.
    fn items(text: &str) -> Vec<(u64, String)> {
        struct Drops<'a>(&'a [u8]);
        impl std::io::Read for Drops<'_> {
            fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
                let length = 3.min(self.0.len()).min(into.len());
                into[..length].copy_from_slice(&self.0[..length]);
                self.0 = &self.0[length..];
                Ok(length)
            }
        }
        let mut drops = Drops(text.as_bytes());
        let mut scratch = super::super::buffer::Scratch::default();
        let mut buffer = Buffer::new(&mut drops, &mut scratch);
        let mut values = Values::default();
        let mut items = Vec::new();
        while let Some(item) = values.next(&mut buffer) {
            let shown = |range: Range<usize>| String::from_utf8(buffer.window()[range].to_vec()).unwrap();
            items.push((
                values.line,
                match item {
                    Item::Value(range) => shown(range),
                    Item::Noise(range) => format!("noise {}", shown(range)),
                    Item::Fault(fault) => format!("{fault:?}"),
                },
            ));
        }
        items
    }

    fn expect(text: &str, expected: &[(u64, &str)]) {
        let expected: Vec<(u64, String)> =
            expected.iter().map(|(line, item)| (*line, (*item).to_owned())).collect();
        assert_eq!(items(text), expected, "{text}");
    }

    #[test]
    fn one_a_line_with_noise_between() {
        expect(
            "{\"a\":1}\n# run 2\n\n{\"b\":[{}]}\n",
            &[(1, r#"{"a":1}"#), (2, "noise # run 2"), (4, r#"{"b":[{}]}"#)],
        );
    }

    #[test]
    fn elements_of_a_list_over_many_lines() {
        expect(
            "\u{feff}[\n  {\n  \"a\": [1]\n  },\n  {\"b\":2}\n]\n",
            &[(2, "{\n  \"a\": [1]\n  }"), (5, r#"{"b":2}"#)],
        );
        expect(
            "[[{\"a\":1}],{\"b\":2}]{\"c\":3}",
            &[(1, r#"{"a":1}"#), (1, r#"{"b":2}"#), (1, r#"{"c":3}"#)],
        );
    }

    #[test]
    fn a_cut_line_does_not_swallow_the_next() {
        for cut in [
            r#"{"a":"b"#,
            r#"{"a":"#,
            r#"{"a":[1,"#,
            r#"{"a":1,"#,
            r#"{"a":1"#,
            r#"{"a":{"b":"c\"#,
            r#"{"a""#,
            r#"{"a":nul"#,
        ] {
            let text = format!("{cut}\n{{\"b\":1}}\n{{\"c\":2}}\n");
            let found = items(&text);
            assert_eq!(found.last(), Some(&(3, r#"{"c":2}"#.to_owned())), "{text}");
            assert!(found.contains(&(2, r#"{"b":1}"#.to_owned())), "{text}: {found:?}");
            assert_eq!(found.len(), 3, "{text}: {found:?}");
        }
    }

    #[test]
    fn a_text_in_brackets_is_noise() {
        expect(
            "[INFO] starting\n{oops}\n{\"a\":1}",
            &[(1, "noise [INFO] starting"), (2, "noise {oops}"), (3, r#"{"a":1}"#)],
        );
    }
}
