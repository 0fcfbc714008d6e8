//! JSON on demand: a value is the bytes it is written in, and only what is needed is looked at.
//!
//! A record is a long line, and only a few numbers in it matter. Strings are skipped by the vector
//! instructions of `memchr`, nothing is copied, and a value that is not needed is checked only for its
//! brackets and quotes.

use std::borrow::Cow;

use memchr::memchr;

/// How deep values may be nested. Records have less than ten levels; what has more is no record but a trap
/// for recursive readers.
const DEPTH_MAX: u32 = 128;

/// The largest count that is believed, a million billion: more tokens than all vendors together have sold.
pub const COUNT_MAX: u64 = 1_000_000_000_000_000;

/// A JSON value that has not been looked at: the bytes it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json<'a>(&'a [u8]);

/// The bytes are not a JSON value, or are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

/// Why a value is not a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCount {
    /// A text, a list or an object, or a number below zero or with decimals.
    NoCount,
    /// A whole number larger than [`COUNT_MAX`], or than 64 bits.
    TooLarge,
}

impl<'a> Json<'a> {
    /// The value that fills `bytes`, spaces aside. Checks only that it begins and ends like one.
    ///
    /// # Errors
    ///
    /// When there is none, or something follows it.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Broken> {
        let start = skip_space(bytes, 0);
        let end = skip_value(bytes, start).ok_or(Broken)?;
        if skip_space(bytes, end) == bytes.len() { Ok(Self(&bytes[start..end])) } else { Err(Broken) }
    }

    /// The value that `bytes` begin with, whatever follows.
    #[must_use]
    pub fn first(bytes: &'a [u8]) -> Option<Self> {
        let start = skip_space(bytes, 0);
        skip_value(bytes, start).map(|end| Self(&bytes[start..end]))
    }

    /// The object that fills `bytes`, checked only as far as its members are looked at. Fails when it does
    /// not begin like one.
    pub(crate) fn object(bytes: &'a [u8]) -> Result<Self, Broken> {
        let start = skip_space(bytes, 0);
        if bytes.get(start) == Some(&b'{') { Ok(Self(&bytes[start..])) } else { Err(Broken) }
    }

    /// The bytes it is written in.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// Calls `each` with every member of an object, in order: the key as it stands between its quotes, and
    /// the value. A value that is not an object has none.
    ///
    /// # Errors
    ///
    /// When the object is cut off or is none of JSON.
    pub fn members(self, mut each: impl FnMut(&'a [u8], Json<'a>)) -> Result<(), Broken> {
        self.walk().members(|key, walk| {
            each(key, walk.value()?);
            Ok(())
        })
    }

    /// A walk through it, for reading nested objects in one pass.
    pub(crate) fn walk(self) -> Walk<'a> {
        Walk { bytes: self.0, at: 0 }
    }

    /// Calls `each` with every element of a list, in order. A value that is not a list has none.
    ///
    /// # Errors
    ///
    /// When the list is cut off or is none of JSON.
    pub fn elements(self, mut each: impl FnMut(Json<'a>)) -> Result<(), Broken> {
        let bytes = self.0;
        if bytes.first() != Some(&b'[') {
            return Ok(());
        }
        let mut at = skip_space(bytes, 1);
        if bytes.get(at) == Some(&b']') {
            return Ok(());
        }
        loop {
            let end = skip_value(bytes, at).ok_or(Broken)?;
            each(Json(&bytes[at..end]));
            at = skip_space(bytes, end);
            match bytes.get(at) {
                Some(b',') => at = skip_space(bytes, at + 1),
                Some(b']') => return Ok(()),
                _ => return Err(Broken),
            }
        }
    }

    /// The member `key` of an object; of several with that key, the last.
    #[must_use]
    pub fn get(self, key: &[u8]) -> Option<Json<'a>> {
        let mut found = None;
        let walked = self.members(|name, value| {
            if name == key {
                found = Some(value);
            }
        });
        walked.ok().and(found)
    }

    /// The text of a string, its escapes resolved.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        if memchr(b'\\', inner).is_none() {
            return Some(
                std::str::from_utf8(inner).map_or_else(|_| String::from_utf8_lossy(inner), Cow::Borrowed),
            );
        }
        // Names with escapes are rare: the library's decoder is good enough.
        serde_json::from_slice(self.0).ok().map(Cow::Owned)
    }

    /// Whether this is the word `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == b"null"
    }

    /// Whether this is the word `true`.
    #[must_use]
    pub fn is_true(self) -> bool {
        self.0 == b"true"
    }

    /// Whether this is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.0.first() == Some(&b'{')
    }

    /// Whether this is a list.
    #[must_use]
    pub fn is_list(self) -> bool {
        self.0.first() == Some(&b'[')
    }

    /// A count of tokens, searches or the like, up to [`COUNT_MAX`]: sums of such counts stay within 64 bits,
    /// and one absurd record cannot spoil the whole answer. Fails when it is something else, or more.
    pub(crate) fn plausible_count(self) -> Result<Option<u64>, BadCount> {
        match self.count()? {
            Some(count) if count > COUNT_MAX => Err(BadCount::TooLarge),
            count => Ok(count),
        }
    }

    /// Like [`plausible_count`](Self::plausible_count), but text is refused: from a program that never writes
    /// counts as text, it means something else. Fails when it is something else, or more than [`COUNT_MAX`].
    pub(crate) fn number(self) -> Result<Option<u64>, BadCount> {
        if self.0.first() == Some(&b'"') { Err(BadCount::NoCount) } else { self.plausible_count() }
    }

    /// A count, also where it was written as text; `null` is `None`.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn count(self) -> Result<Option<u64>, BadCount> {
        let digits = match self.0 {
            b"null" => return Ok(None),
            [b'"', digits @ .., b'"'] | digits => digits,
        };
        // Programs that know floats only write 12.0.
        let digits = digits.strip_suffix(b".0").unwrap_or(digits);
        let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        if !is_number {
            return Err(BadCount::NoCount);
        }
        let value = digits
            .iter()
            .try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
        value.map(Some).ok_or(BadCount::TooLarge)
    }
}

/// A walk through a value that looks at each byte once: a nested object is entered on the way, not skipped
/// first.
#[derive(Debug)]
pub struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// Takes the value that comes next. Fails when there is none.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<Json<'a>, Broken> {
        let end = skip_value(self.bytes, self.at).ok_or(Broken)?;
        let value = Json(&self.bytes[self.at..end]);
        self.at = end;
        Ok(value)
    }

    /// Whether an object comes next.
    pub(crate) fn is_at_object(&self) -> bool {
        self.bytes.get(self.at) == Some(&b'{')
    }

    /// Calls `each` with the key of every member of the object that comes next, to take its value. A value
    /// that is not taken is skipped. Anything but an object has no members. Fails when the object is cut off
    /// or is none of JSON, or `each` says so.
    #[inline]
    pub(crate) fn members(
        &mut self,
        mut each: impl FnMut(&'a [u8], &mut Self) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let bytes = self.bytes;
        if bytes.get(self.at) != Some(&b'{') {
            return self.value().map(|_| ());
        }
        self.at = skip_space(bytes, self.at + 1);
        if bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if bytes.get(self.at) != Some(&b'"') {
                return Err(Broken);
            }
            let key_end = skip_string(bytes, self.at).ok_or(Broken)?;
            let key = &bytes[self.at + 1..key_end - 1];
            let colon = skip_space(bytes, key_end);
            if bytes.get(colon) != Some(&b':') {
                return Err(Broken);
            }
            let start = skip_space(bytes, colon + 1);
            self.at = start;
            each(key, self)?;
            if self.at == start {
                self.at = skip_value(bytes, start).ok_or(Broken)?;
            }
            self.at = skip_space(bytes, self.at);
            match bytes.get(self.at) {
                Some(b',') => self.at = skip_space(bytes, self.at + 1),
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Broken),
            }
        }
    }
}

/// The place of the first byte from `at` on that is not a space.
#[inline]
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Where the value that begins at `at` ends.
fn skip_value(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => skip_string(bytes, at),
        b'{' | b'[' => skip_nested(bytes, at),
        b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => Some(skip_word(bytes, at)),
        _ => None,
    }
}

/// Where the number or word that begins at `at` ends.
#[inline]
fn skip_word(bytes: &[u8], at: usize) -> usize {
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-');
    at + bytes[at..].iter().take_while(|byte| is_part(byte)).count()
}

/// Where the string that begins at `at` ends: at the first quote before which stands an even number of
/// backslashes. Texts are full of `\n`, so looking for backslashes would stop at every line.
#[inline]
fn skip_string(bytes: &[u8], at: usize) -> Option<usize> {
    let start = at + 1;
    let mut from = start;
    loop {
        let quote = from + find_quote(bytes.get(from..)?)?;
        let backslashes = bytes[start..quote].iter().rev().take_while(|byte| **byte == b'\\').count();
        if backslashes % 2 == 0 {
            return Some(quote + 1);
        }
        from = quote + 1;
    }
}

/// Where the first quote stands. Keys, ids and times are short: looking at eight bytes at a time on the spot
/// is faster for them than calling what is made for long texts.
#[inline]
fn find_quote(bytes: &[u8]) -> Option<usize> {
    const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
    let mut at = 0;
    while at < SHORT {
        let Some(Ok(eight)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) else { break };
        // A byte that is a quote becomes 0, and the lowest 0 sets the high bit of its own byte.
        let word = u64::from_le_bytes(eight) ^ QUOTES;
        let found = word.wrapping_sub(LOW) & !word & HIGH;
        if found != 0 {
            return Some(at + usize::try_from(found.trailing_zeros() / 8).ok()?);
        }
        at += 8;
    }
    memchr(b'"', &bytes[at..]).map(|found| at + found)
}

/// How many bytes of a string are looked at on the spot.
const SHORT: usize = 40;

/// Where the object or list that begins at `at` ends. Without recursion, however deep it is.
fn skip_nested(bytes: &[u8], mut at: usize) -> Option<usize> {
    // One bit a level: set for an object.
    let (mut depth, mut objects) = (0_u32, 0_u128);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = skip_string(bytes, at)?;
                continue;
            }
            opening @ (b'{' | b'[') => {
                if depth == DEPTH_MAX {
                    return None;
                }
                depth += 1;
                objects = objects << 1 | u128::from(*opening == b'{');
            }
            closing @ (b'}' | b']') => {
                if (objects & 1 == 1) != (*closing == b'}') {
                    return None;
                }
                depth -= 1;
                objects >>= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json<'_> {
        Json::new(text.as_bytes()).unwrap()
    }

    #[test]
    fn members_are_found_wherever_they_stand() {
        let line = json(r#" {"a":{"b":"x\"}","n":[1,{"b":2}]},"b" : 7 , "c":"" } "#);
        assert_eq!(line.get(b"b").unwrap().count(), Ok(Some(7)));
        assert_eq!(line.get(b"a").unwrap().get(b"b").unwrap().text().unwrap(), "x\"}");
        assert_eq!(line.get(b"n"), None);
    }

    #[test]
    fn of_two_members_of_one_name_the_last_counts() {
        assert_eq!(json(r#"{"a":1,"a":2}"#).get(b"a").unwrap().count(), Ok(Some(2)));
    }

    #[test]
    fn what_is_cut_off_is_no_value() {
        let whole = r#"{"a":["b",{"c":"d\\"}],"e":1}"#;
        assert!(Json::new(whole.as_bytes()).is_ok());
        for cut in 0..whole.len() {
            assert_eq!(Json::new(&whole.as_bytes()[..cut]), Err(Broken), "{cut}");
        }
        assert_eq!(Json::new(b"{} {}"), Err(Broken));
        assert_eq!(Json::new(b"{]"), Err(Broken));
    }

    #[test]
    fn a_bomb_of_brackets_is_no_value() {
        let bomb = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::new(bomb(128).as_bytes()).is_ok());
        assert_eq!(Json::new(bomb(129).as_bytes()), Err(Broken));
        assert_eq!(Json::new("[".repeat(1_000_000).as_bytes()), Err(Broken));
    }

    #[test]
    fn counts() {
        assert_eq!(json("12").count(), Ok(Some(12)));
        assert_eq!(json("12.0").count(), Ok(Some(12)));
        assert_eq!(json("\"12\"").count(), Ok(Some(12)));
        assert_eq!(json("null").count(), Ok(None));
        assert_eq!(json("18446744073709551615").count(), Ok(Some(u64::MAX)));
        assert_eq!(json("18446744073709551616").count(), Err(BadCount::TooLarge));
        for none in ["-1", "1.5", "1e3", "\"\"", "true", "[]"] {
            assert_eq!(json(none).count(), Err(BadCount::NoCount), "{none}");
        }
    }
}
