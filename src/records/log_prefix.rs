//! What loggers put before the text of a line: a time, the name of a host, a program, a container, a stream.
//!
//! - GitHub Actions: `2026-10-01T03:00:20.1234567Z `; `gh run view --log` puts job and step before it, with tabs, and a mark
//!   of UTF-8 before the first time of a step.
//! - `docker logs -t` and `kubectl logs --timestamps`: a time. `--prefix`: `[pod/name/container] `. Compose: `name-1  | `.
//! - CRI: `2026-10-01T03:00:20.123456789Z stdout F `, with `P` on the parts of a line that goes on. GitLab: `00O `, `00O+`.
//! - journald, syslog: `Oct 01 03:00:20 host program[123]: `. `ts`: `Oct 01 03:00:20 `.
//! - Syslog as RFC 5424 has it: `<14>1 2026-10-01T03:00:20Z host claude 12 - - `; the older one with `<14>` before it.
//! - pm2: `0|app  | ` and `2026-10-01T03:00:20: `. Python and others: a time and `INFO`, in brackets or not, and a logger's
//!   name between dashes (`- agent - INFO - `), or `INFO:` and a time. Lambda: a time, a request and `INFO`, tabs between.
//! - stern and others: a pod and a container before a time (`audit-29a claude 2026-10-01T03:00:20Z `), or a program (`claude: `).
//! - `journalctl -o json-sse` and `-o json-seq`: `data: `, and a sign for a record's beginning.
//! - Between all of them may be codes for colours.
//!
//! A prefix is read piece by piece on a line on which a value begins. The lines after it have the same, but for their
//! digits.

use jiff::civil::Date;

use super::format::header_separator;
use super::stamps::{Stamp, stamp};

/// What some programs write before a text in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The longest prefix, in bytes.
const LENGTH_MAX: usize = 512;

/// What stands before the texts of some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefix {
    /// As it stood on one of the lines.
    bytes: Vec<u8>,
    /// Where its time begins.
    stamp: Option<usize>,
    /// Where it says whether the line is whole: `F` or `P` of CRI, a space or `+` of GitLab.
    whole: Option<usize>,
}

/// What a prefix says about one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prefixed {
    /// How long the prefix is, in bytes.
    pub(super) length: usize,
    /// Where its time begins.
    stamp: Option<usize>,
    /// Whether the line goes on on the next.
    pub(super) is_part: bool,
}

impl Prefixed {
    /// The time that it says.
    pub(super) fn time(self, line: &[u8], today: Option<Date>) -> Option<Stamp<'_>> {
        stamp(&line[self.stamp?..], today)
    }
}

/// Whether a text begins like an object or a list, on one line or on many.
pub(super) fn is_value(text: &[u8]) -> bool {
    let Some((opening @ (b'{' | b'['), rest)) = text.split_first() else { return false };
    match (opening, rest.iter().find(|byte| !byte.is_ascii_whitespace())) {
        (_, None) => true,
        (b'{', Some(next)) => matches!(next, b'"' | b'}'),
        (_, Some(next)) => matches!(next, b'{' | b'[' | b']'),
    }
}

/// Whether a text is the header of a table, of which nothing stands before the first name.
pub(super) fn is_header(text: &[u8]) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_\"-".contains(byte);
    let first = text.iter().take_while(|byte| is_of_name(byte)).count();
    let is_name = text.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'"');
    is_name && header_separator(text).is_some_and(|separator| text.get(first) == Some(&separator))
}

impl Prefix {
    /// What stands before the value that begins on a line, if something does and all of it is known.
    pub(super) fn of(line: &[u8], is_text: impl Fn(&[u8]) -> bool) -> Option<Self> {
        let mut pieces = Pieces { line, at: 0, has_stamp: false, is_syslog: false, prefix: (None, None) };
        while pieces.at < LENGTH_MAX {
            if pieces.at > 0 && is_text(pieces.rest()) {
                let (stamp, whole) = pieces.prefix;
                return Some(Self { bytes: line[..pieces.at].to_vec(), stamp, whole });
            }
            if !pieces.take() {
                return None;
            }
        }
        None
    }

    /// What this prefix says about a line that begins with it; its digits may be others.
    pub(super) fn on(&self, line: &[u8]) -> Option<Prefixed> {
        let (mut own, mut at) = (0, 0);
        let (mut stamp, mut is_part) = (None, false);
        while let Some(byte) = self.bytes.get(own) {
            // Only the first line of a step has one.
            let marks = [&self.bytes[own..], line.get(at..)?].map(|text| text.starts_with(MARK));
            if marks.contains(&true) {
                own += if marks[0] { MARK.len() } else { 0 };
                at += if marks[1] { MARK.len() } else { 0 };
                continue;
            }
            if self.stamp == Some(own) {
                stamp = Some(at);
            }
            let other = *line.get(at)?;
            if self.whole == Some(own) {
                is_part = match other {
                    b'P' | b'+' => true,
                    b'F' | b' ' => false,
                    _ => return None,
                };
                (own, at) = (own + 1, at + 1);
            } else if byte.is_ascii_digit() {
                let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let (known, found) = (digits(&self.bytes[own..]), digits(&line[at..]));
                if found == 0 {
                    return None;
                }
                (own, at) = (own + known, at + found);
            } else if *byte == other || *byte == b' ' && other.is_ascii_digit() {
                // A day or a number is filled up with spaces.
                (own, at) = (own + 1, at + usize::from(*byte == other));
            } else {
                return None;
            }
        }
        Some(Prefixed { length: at, stamp, is_part })
    }
}

/// A line while its prefix is read.
struct Pieces<'l> {
    line: &'l [u8],
    at: usize,
    has_stamp: bool,
    /// Whether it begins as RFC 5424 says, and what stands behind its time was not taken.
    is_syslog: bool,
    /// Where the time stands, and what says that the line is whole.
    prefix: (Option<usize>, Option<usize>),
}

impl Pieces<'_> {
    fn rest(&self) -> &[u8] {
        &self.line[self.at..]
    }

    /// Takes the piece that comes next. Returns whether it is known.
    fn take(&mut self) -> bool {
        let Some(first) = self.rest().first().copied() else { return false };
        let space = self.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if space > 0 {
            self.at += space;
            return self.at > space;
        }
        if self.rest().starts_with(MARK) {
            self.at += MARK.len();
            return true;
        }
        if self.at == 0 && self.beginning() {
            return true;
        }
        let is_bracket = matches!(first, b'[' | b'(');
        if let Some(found) = stamp(&self.rest()[usize::from(is_bracket)..], None) {
            let begin = self.at + usize::from(is_bracket);
            let end = begin + found.length;
            let closing = if first == b'[' { b']' } else { b')' };
            let is_closed = !is_bracket || self.line.get(end) == Some(&closing);
            // What looks like a time may be the beginning of a longer number or word.
            let is_ended = self.line.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric());
            if is_closed && is_ended {
                self.at = end + usize::from(is_bracket);
                self.at += usize::from(matches!(self.line.get(self.at), Some(b':' | b',' | b'|')));
                if self.prefix.0.is_none() || !self.has_stamp {
                    self.prefix.0 = Some(begin);
                }
                self.has_stamp = true;
                return true;
            }
        }
        self.syslog()
            || self.stream()
            || self.bracket()
            || self.step()
            || self.container()
            || self.program()
            || self.level()
            || self.name()
            || self.names()
    }

    /// What only stands at the beginning of a line: `<14>1 ` and `<14>` of syslog, `data: ` of events, the sign of a
    /// record in a sequence, `INFO:agent:` of Python.
    fn beginning(&mut self) -> bool {
        let rest = self.rest();
        for sign in [&b"data: "[..], b"\x1e"] {
            if rest.starts_with(sign) {
                self.at = sign.len();
                return true;
            }
        }
        let count =
            |text: &[u8], is_one: fn(&u8) -> bool| text.iter().take_while(|byte| is_one(byte)).count();
        if let Some(behind) = rest.strip_prefix(b"<") {
            let digits = count(behind, u8::is_ascii_digit);
            let is_priority = matches!(digits, 1..=3) && behind.get(digits) == Some(&b'>');
            self.is_syslog = is_priority && behind[digits + 1..].starts_with(b"1 ");
            self.at += if is_priority { digits + 2 + if self.is_syslog { 2 } else { 0 } } else { 0 };
            return is_priority;
        }
        let letters = count(rest, u8::is_ascii_uppercase);
        let name = rest.get(letters + 1..).map_or(0, |behind| count(behind, |byte| is_of_name(*byte)));
        let is_level = LEVELS.contains(&&rest[..letters].to_ascii_lowercase()[..]);
        if is_level && rest.get(letters) == Some(&b':') && dated(&rest[letters + 1..]).is_some() {
            self.at = letters + 1;
            return true;
        }
        if is_level && name > 0 && rest[letters] == b':' && rest.get(letters + 1 + name) == Some(&b':') {
            self.at = letters + name + 2;
            return true;
        }
        false
    }

    /// Behind the time of RFC 5424: host, program, process, message and data, of which each may be `-`.
    fn syslog(&mut self) -> bool {
        if !self.has_stamp || !self.is_syslog {
            return false;
        }
        self.is_syslog = false;
        let rest = self.rest();
        let mut end = 0;
        for _ in 0..4 {
            let Some(word) = rest[end..].iter().take(LENGTH_MAX).position(|byte| *byte == b' ') else {
                return false;
            };
            end += word + 1;
        }
        let data = match rest.get(end) {
            Some(b'-') => 1,
            // The text begins behind the last bracket before it.
            Some(b'[') => {
                let is_end = |pair: &[u8]| pair == b"] ";
                let Some(close) = rest[end..].windows(2).take(LENGTH_MAX).position(is_end) else {
                    return false;
                };
                close + 1
            }
            _ => return false,
        };
        self.at += end + data;
        true
    }

    /// The name of a logger before ` - `, or of a request before a tab.
    fn name(&mut self) -> bool {
        let rest = self.rest();
        let name = rest.iter().take(LENGTH_MAX).take_while(|byte| is_of_name(**byte)).count();
        let is_name = self.has_stamp
            && name > 0
            && (rest[name..].starts_with(b" - ") || rest[name..].starts_with(b"\t"));
        // Python's `INFO:2026-10-01 03:00:20,123:agent:`.
        let is_before_text =
            self.has_stamp && name > 0 && rest[name..].starts_with(b":") && is_value(&rest[name + 1..]);
        self.at += if is_name || is_before_text { name + usize::from(is_before_text) } else { 0 };
        is_name || is_before_text
    }

    /// Up to three names before a time with a day: a pod and a container, a program.
    fn names(&mut self) -> bool {
        let rest = self.rest();
        // `›` stands between them in stern's own colours.
        let is_of_names =
            |byte: u8| is_of_name(byte) || b"/:@".contains(&byte) || "›".as_bytes().contains(&byte);
        let count = |from: usize, is_one: &dyn Fn(u8) -> bool| {
            rest[from..].iter().take(LENGTH_MAX).take_while(|byte| is_one(**byte)).count()
        };
        let mut end = 0;
        for _ in 0..3 {
            let name = count(end, &is_of_names);
            let space = count(end + name, &|byte| matches!(byte, b' ' | b'\t'));
            if self.at > 0 || name == 0 || space == 0 {
                return false;
            }
            end += name + space;
            if dated(&rest[end..]).is_some() {
                self.at = end;
                return true;
            }
        }
        false
    }

    /// `stdout F ` of CRI, `00O ` of GitLab.
    fn stream(&mut self) -> bool {
        if !self.has_stamp {
            return false;
        }
        let rest = self.rest();
        for stream in [&b"stdout "[..], b"stderr "] {
            let mark = rest.get(stream.len()).filter(|mark| matches!(mark, b'F' | b'P'));
            if rest.starts_with(stream) && mark.is_some() && rest.get(stream.len() + 1) == Some(&b' ') {
                self.prefix.1 = Some(self.at + stream.len());
                // One space; what follows is the text's own.
                self.at += stream.len() + 2;
                return true;
            }
        }
        if let [b'0'..=b'9', b'0'..=b'9', b'O' | b'E', b' ' | b'+', ..] = rest {
            self.prefix.1 = Some(self.at + 3);
            self.at += 4;
            return true;
        }
        false
    }

    /// `[pod/x/y]`, `[info]`, `[3]`; `{subprocess.py:93}` of Airflow.
    fn bracket(&mut self) -> bool {
        let rest = self.rest();
        if rest.first() == Some(&b'{') && self.has_stamp {
            let is_of_place = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-/".contains(byte);
            let name = rest[1..].iter().take_while(|byte| is_of_place(byte)).count();
            let line = rest[1 + name..].strip_prefix(b":").unwrap_or_default();
            let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_place = name > 0 && digits > 0 && line.get(digits) == Some(&b'}');
            self.at += if is_place { name + digits + 3 } else { 0 };
            return is_place;
        }
        if rest.first() != Some(&b'[') {
            return false;
        }
        let Some(end) = rest.iter().take(LENGTH_MAX).position(|byte| *byte == b']') else { return false };
        let is_word = end > 1 && !rest[1..end].iter().any(|byte| b"\"{}[,".contains(byte));
        if is_word {
            self.at += end + 1;
            self.at += usize::from(self.rest().first() == Some(&b':'));
        }
        is_word
    }

    /// Job and step of GitHub Actions, a tab behind each, and a time behind both.
    fn step(&mut self) -> bool {
        if self.at > 0 {
            return false;
        }
        let mut tabs = (0..self.line.len().min(LENGTH_MAX)).filter(|at| self.line[*at] == b'\t');
        let (Some(_), Some(second)) = (tabs.next(), tabs.next()) else { return false };
        let behind = &self.line[second + 1..];
        let behind = behind.strip_prefix(b"\xef\xbb\xbf").unwrap_or(behind);
        let is_step = stamp(behind, None).is_some();
        if is_step {
            self.at = second + 1;
        }
        is_step
    }

    /// `name-1  | ` of compose, `0|app  | ` of pm2, `03:00:01 web.1 | ` of foreman.
    fn container(&mut self) -> bool {
        let rest = self.rest();
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-@/|:".contains(byte);
        let name = rest.iter().take(LENGTH_MAX).take_while(|byte| is_of_name(byte)).count();
        let space = rest[name..].iter().take_while(|byte| **byte == b' ').count();
        let is_container = name > 0 && rest[name + space..].starts_with(b"| ");
        self.at += if is_container { name + space + 2 } else { 0 };
        is_container
    }

    /// `host program[123]: ` and `program: ` behind a time.
    fn program(&mut self) -> bool {
        if !self.has_stamp {
            return false;
        }
        let rest = self.rest();
        let word =
            |text: &[u8]| text.iter().take(LENGTH_MAX).take_while(|byte| !b" \t\"{}".contains(byte)).count();
        let first = word(rest);
        let ends_with_colon =
            |from: usize, length: usize| length > 1 && rest[from..from + length].ends_with(b":");
        if ends_with_colon(0, first) && rest.get(first) == Some(&b' ') {
            self.at += first;
            return true;
        }
        let second = rest.get(first + 1..).map_or(0, word);
        let is_host = first > 0 && rest.get(first) == Some(&b' ') && ends_with_colon(first + 1, second);
        if is_host && rest.get(first + 1 + second) == Some(&b' ') {
            self.at += first + 1 + second;
            return true;
        }
        // The name of a stream, as `aws logs tail` writes it.
        let is_stream = rest[..first].contains(&b'/') && rest.get(first) == Some(&b' ');
        self.at += if is_stream { first } else { 0 };
        is_stream
    }

    /// `INFO`, `LOG:`, `-`.
    fn level(&mut self) -> bool {
        let rest = self.rest();
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let is_level = LEVELS.contains(&&rest[..letters].to_ascii_lowercase()[..]);
        let mark = rest.get(letters).is_some_and(|byte| b":-|>".contains(byte));
        let is_mark = letters == 0 && mark && self.at > 0;
        let end = letters + usize::from(mark);
        let is_ended = rest.get(end).is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if (is_level || is_mark) && is_ended {
            self.at += end;
            return true;
        }
        false
    }
}

/// How loggers call what they write.
const LEVELS: [&[u8]; 10] =
    [b"trace", b"debug", b"info", b"notice", b"warn", b"warning", b"error", b"log", b"stdout", b"stderr"];

/// Whether a byte may be part of the name of a logger or a request.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

/// The object that a line ends with, whatever stands before it.
pub(super) fn object_in(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let head = &line[..line.len().min(LENGTH_MAX)];
    // A member of an object of which the beginning is gone is no record.
    let at = memchr::memmem::find(head, b"{\"")?;
    let is_member = matches!(line.first(), Some(b'"' | b'\'' | b'}' | b']' | b','));
    (line.ends_with(b"}") && !is_member).then(|| &line[at..])
}

/// A time with a day and a year at the beginning of a text, written out and not as a number.
fn dated(text: &[u8]) -> Option<Stamp<'_>> {
    let found = stamp(text, None).filter(|found| found.at.is_some())?;
    let is_number = |text: &[u8]| text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let is_ended = text.get(found.length).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    (is_ended && !is_number(&text[..found.length])).then_some(found)
}

/// The time of a line before the object in it: the one with which the line begins, behind a bracket or not, or else the only
/// one with a day and a year.
pub(super) fn time_before<'l>(line: &'l [u8], object: &[u8], today: Option<Date>) -> Option<Stamp<'l>> {
    let first = stamp(line.strip_prefix(b"[").unwrap_or(line), today);
    if first.is_some_and(|first| first.at.is_some()) {
        return first;
    }
    let before = &line[..line.len().saturating_sub(object.len()).min(LENGTH_MAX)];
    let (mut only, mut at): (Option<Stamp<'_>>, usize) = (None, 0);
    while at < before.len() {
        let is_begun =
            at == 0 || !before[at - 1].is_ascii_alphanumeric() && !b"-_./:+".contains(&before[at - 1]);
        let found = if is_begun && before[at].is_ascii_alphanumeric() { dated(&before[at..]) } else { None };
        if only.zip(found).is_some_and(|(only, found)| only.at != found.at) {
            return None;
        }
        at += found.map_or(1, |found| found.length);
        only = only.or(found);
    }
    only
}

/// A line without its codes for colours, and other codes of terminals.
pub(super) fn without_codes(line: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr::memchr(0x1b, rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let length = match rest.first() {
            Some(b'[') => rest[1..].iter().position(|byte| (b'@'..=b'~').contains(byte)).map(|end| end + 2),
            // Texts for the terminal, as Buildkite's times; they end with a bell, or with a code.
            Some(b']' | b'_' | b'P') => rest
                .iter()
                .position(|byte| *byte == 0x07 || *byte == 0x1b)
                .map(|end| end + usize::from(rest[end] == 7)),
            Some(b'\\' | b'(' | b')') => Some(1),
            _ => Some(0),
        };
        rest = &rest[length.unwrap_or(rest.len())..];
    }
    plain.extend_from_slice(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_as_loggers_write_them() {
        for prefix in [
            "2026-10-01T03:00:20.1234567Z ",
            "audit\tRun claude\t2026-10-01T03:00:20.1234567Z ",
            "audit\tUNKNOWN STEP\t\u{feff}2026-10-01T03:00:20.1234567Z ",
            "2026-10-01T03:00:20.123456789Z stdout F ",
            "2026-10-01T03:00:20.123456789+02:00 stderr P ",
            "Oct 01 03:00:20 host claude-audit[4123]: ",
            "2026-10-01T03:00:20+0000 host claude[4123]: ",
            "Thu 2026-10-01 03:00:20 UTC host claude[4123]: ",
            "[pod/audit-29a/agent] ",
            "[pod/audit-29a/agent] 2026-10-01T03:00:20.123456789Z ",
            "agent-1  | ",
            "agent-1  | 2026-10-01T03:00:20.123456789Z ",
            "Oct 01 03:00:20 ",
            "0|audit    | ",
            "0|audit    | 2026-10-01T03:00:20: ",
            "2026-10-01T03:00:20: ",
            "2026-10-01 03:00:20,123 INFO ",
            "[2026-10-01, 03:00:20 UTC] INFO - ",
            "[2026-10-01T03:00:20.123Z] ",
            "2026-10-01T03:00:20.123456Z 00O ",
            "03:00:20 web.1  | ",
            "2026-10-01T03:00:20.123000+00:00 ecs/agent/4fe ",
            "[2026-10-01, 03:00:20 UTC] {subprocess.py:93} INFO - ",
            "[0] ",
            "<14>1 2026-10-01T03:00:20Z host claude 4127 - - ",
            "<14>1 2026-10-01T03:00:20.123Z host claude - ID47 [id@32473 iut=\"9\"] ",
            "<14>Oct 01 03:00:20 host claude[4127]: ",
            "2026-10-01 03:00:20,123 - agent.audit - INFO - ",
            "2026-10-01T03:00:20.123Z\t5a4c-11\tINFO\t",
            "INFO:agent:",
            "audit-29384-abcde claude 2026-10-01T03:00:20.123456789Z ",
            "audit-29384-abcde › claude 2026-10-01T03:00:20.123456789Z ",
            "pod/audit-29a claude 2026-10-01T03:00:20.123456789Z ",
            "claude: 2026-10-01T03:00:20Z ",
            "INFO:2026-10-01 03:00:20,123:",
            "INFO:2026-10-01 03:00:20,123:agent:",
            "20261001T030020Z ",
            "2026-10-01 03:00 ",
            "Thu, 01 Oct 2026 03:00:20 +0000 ",
            "01/Oct/2026:03:00:20 +0000 ",
            "[01/Oct/2026:03:00:20 +0000] ",
            "[Thu Oct  1 03:00:20 CEST 2026] ",
            "Thu Oct  1 03:00:20 JST 2026 ",
            "Thu 2026-10-01 03:00:20 IST host claude[4123]: ",
            "2026-10-01 03:00:20.123+02 ",
            "data: ",
            "\u{1e}",
        ] {
            for value in [r#"{"type":"result"}"#, "{", "[", "[{"] {
                let line = format!("{prefix}{value}");
                let found = Prefix::of(line.as_bytes(), is_value);
                let found = found.unwrap_or_else(|| panic!("{line}"));
                assert_eq!(found.bytes, prefix.as_bytes());
                let next = format!("{}  \"a\": 1", prefix.replace(['2', '3'], "7"));
                let on_next = found.on(next.as_bytes()).unwrap_or_else(|| panic!("{next}"));
                assert_eq!(&next[on_next.length..], "  \"a\": 1");
            }
        }
        for none in [
            "function main() {",
            "  \"modelUsage\": {",
            "\"usage\": {",
            "result: {\"a\":1}",
            "{\"a\":1}",
            "2026-10-01T03:00:20Z const a = {",
            "a | b",
            "],[{",
        ] {
            assert_eq!(Prefix::of(none.as_bytes(), is_value), None, "{none}");
        }
    }

    #[test]
    fn parts_of_a_line_are_marked() {
        let line = b"2026-10-01T03:00:20.5Z stdout P {\"a\"";
        let prefix = Prefix::of(line, is_value).unwrap();
        assert!(prefix.on(line).unwrap().is_part);
        assert!(!prefix.on(b"2026-10-01T03:00:20.51Z stdout F {\"a\"").unwrap().is_part);
        assert_eq!(prefix.on(b"2026-10-01T03:00:20.51Z stderr F {\"a\""), None);
    }

    #[test]
    fn codes_are_taken_out() {
        assert_eq!(
            without_codes(b"\x1b[36magent-1  |\x1b[0m {\x1b[1;34m\"a\"\x1b[0m:1}\x1b[K"),
            b"agent-1  | {\"a\":1}"
        );
        assert_eq!(without_codes(b"\x1b_bk;t=1790823620123\x07{}"), b"{}");
        assert_eq!(without_codes(b"{}\x1b["), b"{}");
    }
}
