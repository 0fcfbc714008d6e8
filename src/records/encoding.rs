//! Texts in UTF-16 as UTF-8, also where one was appended to the other.
//!
//! - Windows PowerShell 5.1 writes UTF-16 with `>`, its lower byte first, behind a mark. `>>` appends UTF-16 to whatever is
//!   there, without a mark, and other shells append UTF-8 to what PowerShell began.
//! - UTF-16 shows in its zeros: half of the bytes of a record are. A text in UTF-8 has none, but for those that a crash
//!   leaves at the end of a file; they stand side by side.
//! - So that plain files cost nothing, only every 512th place is looked at: the names of the counts alone take more than
//!   that in UTF-16.

use std::io::{self, Read};

use memchr::memchr;

use crate::units::length;

/// How many bytes say how a text goes on.
const LOOK: usize = 64;

/// Bytes between the places that are looked at, and how many are looked at there.
const STRIDE: usize = 512;
const SAMPLE: usize = 16;

/// Bytes read at once where they have to be decoded.
const CHUNK: usize = 64 << 10;

/// How the bytes that come next are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { high_first: bool },
}

/// Reads a text as UTF-8, whatever it is written in.
pub(super) struct AsUtf8<'r> {
    input: &'r mut dyn Read,
    encoding: Encoding,
    /// Read and not looked at; empty as long as all is UTF-8.
    raw: Vec<u8>,
    /// In UTF-8 and not handed on, from `given` on.
    ready: Vec<u8>,
    given: usize,
    /// The byte before `raw`.
    before: Option<u8>,
    is_at_end: bool,
    /// Why reading stopped; what came before it is handed on first.
    broken: Option<io::Error>,
    /// Whether any of it was UTF-16.
    pub(super) had_utf16: bool,
}

impl<'r> AsUtf8<'r> {
    pub(super) fn new(input: &'r mut dyn Read) -> Self {
        Self {
            input,
            encoding: Encoding::Utf8,
            raw: Vec::new(),
            ready: Vec::new(),
            given: 0,
            before: None,
            is_at_end: false,
            broken: None,
            had_utf16: false,
        }
    }

    /// Reads more into `raw`.
    fn fill(&mut self) {
        match Read::take(&mut self.input, length(CHUNK)).read_to_end(&mut self.raw) {
            Ok(read) => self.is_at_end = read < CHUNK,
            Err(error) => (self.is_at_end, self.broken) = (true, Some(error)),
        }
    }

    /// Passes on what is surely UTF-8 in `raw`, and finds where UTF-16 begins.
    fn pass_utf8(&mut self) {
        let mut from = 0;
        loop {
            let Some(zero) = memchr(0, &self.raw[from..]).map(|at| from + at) else {
                return self.pass(self.raw.len());
            };
            let before = if zero == 0 { self.before } else { Some(self.raw[zero - 1]) };
            match is_utf16(&self.raw[zero..], self.is_at_end) {
                None => {
                    // What follows says which it is.
                    return self.pass(zero.saturating_sub(3));
                }
                Some(false) => {
                    from = zero + self.raw[zero..].iter().take_while(|byte| **byte == 0).count();
                    if from == self.raw.len() {
                        return self.pass(from);
                    }
                }
                Some(true) => {
                    let high_first = matches!(before, None | Some(b'\n'));
                    let mut start = if high_first { zero } else { zero.saturating_sub(1) };
                    // The other half of the character was handed on as what it is: a letter.
                    let is_halved = !high_first && zero == 0;
                    let mark: &[u8] = if high_first { b"\xfe\xff" } else { b"\xff\xfe" };
                    let marked = self.raw[..start].ends_with(mark);
                    self.pass(if marked { start - mark.len() } else { start });
                    start = if marked { mark.len() } else { 0 } + usize::from(is_halved);
                    self.raw.drain(..start);
                    self.encoding = Encoding::Utf16 { high_first };
                    self.had_utf16 = true;
                    return;
                }
            }
        }
    }

    /// Hands on the first bytes of `raw` as they are.
    fn pass(&mut self, length: usize) {
        self.before = length.checked_sub(1).map(|last| self.raw[last]).or(self.before);
        self.ready.extend_from_slice(&self.raw[..length]);
        self.raw.drain(..length);
    }

    /// Decodes `raw` as far as it is UTF-16 and whole.
    fn pass_utf16(&mut self, high_first: bool) {
        let unit = |at: usize| {
            let pair = [self.raw[at], self.raw[at + 1]];
            if high_first { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        let mut at = 0;
        // More than the look ahead must be there, unless there is no more.
        let reserve = if self.is_at_end { 0 } else { LOOK };
        let mut text = [0; 4];
        while at + 2 + reserve <= self.raw.len() {
            let one = unit(at);
            let mut length = 2;
            match u8::try_from(one) {
                Ok(byte) if byte < 0x80 => self.ready.push(byte),
                _ => {
                    let pair = &self.raw[at..at + 2];
                    if pair.iter().copied().all(is_of_a_text) && is_utf8(&self.raw[at..], self.is_at_end) {
                        self.encoding = Encoding::Utf8;
                        break;
                    }
                    let two = if at + 4 <= self.raw.len() { Some(unit(at + 2)) } else { None };
                    let mut characters = char::decode_utf16([one].into_iter().chain(two));
                    let character = match characters.next() {
                        Some(Ok(character)) => character,
                        _ => char::REPLACEMENT_CHARACTER,
                    };
                    length = if u32::from(character) > 0xffff { 4 } else { 2 };
                    // Marks stand between texts that were put together.
                    if character != '\u{feff}' {
                        self.ready.extend_from_slice(character.encode_utf8(&mut text).as_bytes());
                    }
                }
            }
            at += length;
        }
        if self.is_at_end && self.encoding != Encoding::Utf8 && at < self.raw.len() {
            // Half a character is left of one that was cut off.
            let character = char::REPLACEMENT_CHARACTER;
            if self.raw[at] != 0 {
                self.ready.extend_from_slice(character.encode_utf8(&mut text).as_bytes());
            }
            at = self.raw.len();
        }
        self.before = self.ready.last().copied();
        self.raw.drain(..at);
    }

    /// Hands on what is ready.
    fn give(&mut self, into: &mut [u8]) -> usize {
        let length = into.len().min(self.ready.len() - self.given);
        into[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        if self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
        }
        length
    }

    /// Reads UTF-8 to where it belongs; returns `None` where some of it must be looked at.
    fn read_plain(&mut self, into: &mut [u8]) -> io::Result<Option<usize>> {
        let length = self.input.read(into)?;
        let read = &into[..length];
        let is_marked = self.before.is_none() && (read.starts_with(b"\xff") || read.starts_with(b"\xfe"));
        if !is_marked && !may_have_zeros(read) {
            self.before = read.last().copied().or(self.before);
            return Ok(Some(length));
        }
        self.raw.extend_from_slice(read);
        Ok(None)
    }
}

impl Read for AsUtf8<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if self.given < self.ready.len() {
                return Ok(self.give(into));
            }
            if self.raw.is_empty() && self.is_at_end {
                return self.broken.take().map_or(Ok(0), Err);
            }
            if self.encoding == Encoding::Utf8 && self.raw.is_empty() {
                match self.read_plain(into)? {
                    Some(length) => return Ok(length),
                    None => continue,
                }
            }
            let had = self.raw.len();
            if !self.is_at_end && had < CHUNK {
                self.fill();
            }
            if self.before.is_none() && self.encoding == Encoding::Utf8 {
                self.take_mark();
            }
            match self.encoding {
                Encoding::Utf8 => self.pass_utf8(),
                Encoding::Utf16 { high_first } => self.pass_utf16(high_first),
            }
        }
    }
}

impl AsUtf8<'_> {
    /// Takes the mark with which a text in UTF-16 begins.
    fn take_mark(&mut self) {
        let high_first = match self.raw.as_slice() {
            // What begins so with two zeros is UTF-32, which nothing writes records in.
            [0xff, 0xfe, rest @ ..] if !rest.starts_with(&[0, 0]) => false,
            [0xfe, 0xff, ..] => true,
            _ => return,
        };
        self.raw.drain(..2);
        self.encoding = Encoding::Utf16 { high_first };
        self.had_utf16 = true;
    }
}

/// Whether zeros were seen at one of the places that are looked at. The last bytes are looked at one by one, so
/// that what begins there is seen before it is handed on.
fn may_have_zeros(bytes: &[u8]) -> bool {
    let rest = bytes.len().saturating_sub(2 * STRIDE);
    let sampled = bytes[..rest].chunks(STRIDE).any(|chunk| chunk.iter().take(SAMPLE).any(|byte| *byte == 0));
    sampled || memchr(0, &bytes[rest..]).is_some()
}

/// Whether bytes that begin with a zero are half zeros, every other one; `None` where there are too few to say so.
fn is_utf16(bytes: &[u8], is_all: bool) -> Option<bool> {
    const UNITS: usize = 8;
    let pairs = bytes.chunks_exact(2).take(UNITS);
    let count = pairs.len();
    if count < UNITS && !is_all {
        return None;
    }
    let (mut zeros, mut others) = (0, 0);
    for pair in pairs {
        zeros += usize::from(pair[0] == 0);
        others += usize::from(pair[1] != 0);
    }
    // Some of the first letters may be of another script, which has no zeros.
    Some(count >= 2 && zeros * 4 >= count * 3 && others * 8 >= count * 7)
}

/// Whether bytes between UTF-16 are UTF-8: there is no zero in many of them, and they are a text.
fn is_utf8(bytes: &[u8], is_all: bool) -> bool {
    let ahead = &bytes[..bytes.len().min(LOOK)];
    if ahead.len() < LOOK && (!is_all || ahead.len() < 8) || memchr(0, ahead).is_some() {
        return false;
    }
    let is_text = match std::str::from_utf8(ahead) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() + 4 > ahead.len(),
    };
    is_text && ahead.iter().filter(|byte| byte.is_ascii()).count() * 2 >= ahead.len()
}

fn is_of_a_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text in UTF-16, its lower bytes first.
    fn low_first(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn high_first(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    /// Reads some bytes, so many at a time.
    fn read(bytes: &[u8], step: usize) -> (String, bool) {
        struct Steps<'a>(&'a [u8], usize);
        impl Read for Steps<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let length = self.1.min(self.0.len()).min(into.len());
                into[..length].copy_from_slice(&self.0[..length]);
                self.0 = &self.0[length..];
                Ok(length)
            }
        }
        let mut steps = Steps(bytes, step);
        let mut text = AsUtf8::new(&mut steps);
        let mut read = Vec::new();
        text.read_to_end(&mut read).unwrap();
        let had_utf16 = text.had_utf16;
        (String::from_utf8_lossy(&read).into_owned(), had_utf16)
    }

    fn record(n: u32) -> String {
        format!(
            "{{\"type\":\"result\",\"result\":\"sch\u{f6}n {n} \u{1f600} \u{4e2d}\u{6587}\",\"usage\":{{\"input_tokens\":{n},\"output_tokens\":5}}}}\r\n"
        )
    }

    #[test]
    fn a_text_is_the_same_in_every_encoding() {
        let text: String = (0..400).map(record).collect();
        let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
        for step in [1, 3, 512, 1 << 20] {
            assert_eq!(read(text.as_bytes(), step), (text.clone(), false), "{step}");
            for bytes in [
                low_first(&text),
                high_first(&text),
                marked(b"\xff\xfe", low_first(&text)),
                marked(b"\xfe\xff", high_first(&text)),
            ] {
                let (found, had_utf16) = read(&bytes, step);
                assert!(found == text && had_utf16, "{step}: {} of {}", found.len(), text.len());
            }
        }
    }

    #[test]
    fn one_encoding_behind_another() {
        let [one, two, three] = [1, 2, 3].map(record);
        let whole = format!("{one}{two}{three}");
        for step in [1, 2, 7, 100, 1 << 20] {
            for bytes in [
                [one.as_bytes(), &low_first(&two), three.as_bytes()].concat(),
                [one.as_bytes(), &high_first(&two), three.as_bytes()].concat(),
                [one.as_bytes(), b"\xff\xfe", &low_first(&two), b"\xff\xfe", &low_first(&three)].concat(),
                [b"\xff\xfe", &low_first(&one)[..], two.as_bytes(), &low_first(&three)].concat(),
                [b"\xfe\xff", &high_first(&one)[..], two.as_bytes(), three.as_bytes()].concat(),
            ] {
                let found = read(&bytes, step).0.replace('\u{fffd}', "");
                assert_eq!(found, whole, "{step}");
            }
        }
    }

    #[test]
    fn without_an_end_of_the_line_between() {
        let (one, two) = (record(1), record(2));
        let bytes = [one.trim_end().as_bytes(), &low_first(&two)].concat();
        assert_eq!(read(&bytes, 1 << 20).0, format!("{}{two}", one.trim_end()));
        let bytes = [b"\xff\xfe", &low_first(one.trim_end())[..], two.as_bytes()].concat();
        assert_eq!(read(&bytes, 1 << 20).0, format!("{}{two}", one.trim_end()));
    }

    #[test]
    fn wherever_it_begins() {
        let two = record(2).repeat(3);
        for length in 900..1700 {
            let one = format!("{}\n", "x".repeat(length));
            let bytes = [one.as_bytes(), &low_first(&two), one.as_bytes()].concat();
            let (found, _) = read(&bytes, 1024);
            assert!(found == format!("{one}{two}{one}"), "{length}");
        }
    }

    #[test]
    fn zeros_side_by_side_are_no_text() {
        let text = [b"{\"a\":1}\n", &[0; 5000][..]].concat();
        assert_eq!(read(&text, 1 << 20), (String::from_utf8(text.clone()).unwrap(), false));
        let stray = b"{\"a\":\"\0\"}\n{\"b\":1}\n";
        assert_eq!(read(stray, 3), (String::from_utf8(stray.to_vec()).unwrap(), false));
    }

    #[test]
    fn what_is_cut_within_a_character_ends_with_a_sign_of_it() {
        for cut in [1, 2, 3] {
            let mut bytes = [b"\xff\xfe", &low_first("{\"a\":\"\u{1f600}")[..]].concat();
            bytes.truncate(bytes.len() - cut);
            assert_eq!(read(&bytes, 5).0, "{\"a\":\"\u{fffd}", "{cut}");
        }
    }

    #[test]
    fn another_script_stays_what_it_is() {
        let text = "\u{7b7b}\u{6c7b}\u{4ef6}".repeat(5000) + "\n";
        let bytes = [b"\xff\xfe", &low_first(&text)[..]].concat();
        // Two of these three have two bytes that are letters.
        let (found, _) = read(&bytes, 1 << 20);
        assert_eq!(found.len(), text.len());
    }
}
