//! Records that were damaged: readers come to an end, and what is left of a record is counted or named.
//!
//! What the fuzz targets in `fuzz/` ask, without their tools: a few thousand damages, always the same.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use creditcalc::records::{Format, Gathered, Scratch, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{all_records, part, record};
use crate::fuzzed::read_through;
use crate::laws::cases;

static RECORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| all_records().iter().map(|name| record(name)).collect());

/// What is put into records: what ends or begins something, what is no text, what is no count, what readers
/// look for.
const SPLINTERS: [&[u8]; 26] = [
    b"{",
    b"[",
    b"}",
    b"]",
    b"\"",
    b"\\",
    b",",
    b":",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"null",
    b"-1",
    b"1e999",
    b"0.5",
    b"18446744073709551615",
    b"18446744073709551616",
    b"99999999999999999999999999999999999999",
    b"\"usage\":",
    b"\"modelUsage\":{",
    b"\"searchCount\":",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"{\"type\":\"result\"}",
    b"model,input_tokens\n",
];

/// A damage.
#[derive(Debug, Clone)]
enum Damage {
    Flip(Index, u8),
    Cut(Index, Index),
    Repeat(Index, Index),
    Insert(Index, &'static [u8]),
    /// Goes on as another record does from some place on.
    Splice(Index, Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (at(), at()).prop_map(|(from, to)| Damage::Cut(from, to)),
        (at(), at()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        (at(), select(&SPLINTERS[..])).prop_map(|(at, what)| Damage::Insert(at, what)),
        (at(), select(&SPLINTERS[..])).prop_map(|(at, what)| Damage::Insert(at, what)),
        (at(), at(), at()).prop_map(|(at, other, from)| Damage::Splice(at, other, from)),
    ]
}

impl Damage {
    fn to(&self, bytes: &mut Vec<u8>) {
        let place = |at: &Index| at.index(bytes.len() + 1);
        // A part of no more than a few lines, so that most of the record stays one.
        let range = |from: &Index, to: &Index| place(from)..(place(from) + to.index(600)).min(bytes.len());
        match self {
            Self::Flip(at, bit) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            Self::Flip(..) => {}
            Self::Cut(from, to) => drop(bytes.drain(range(from, to))),
            Self::Repeat(from, to) => {
                let again = bytes[range(from, to)].to_vec();
                let at = place(from);
                drop(bytes.splice(at..at, again));
            }
            Self::Insert(at, what) => {
                let at = place(at);
                drop(bytes.splice(at..at, what.iter().copied()));
            }
            Self::Splice(at, other, from) => {
                let other = &RECORDS[other.index(RECORDS.len())];
                bytes.truncate(place(at));
                bytes.extend_from_slice(&other[from.index(other.len() + 1)..]);
            }
        }
    }
}

fn formats() -> impl Iterator<Item = Option<Format>> {
    Format::ALL.into_iter().map(Some).chain([None])
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn a_damaged_record_is_read_to_its_end(which in any::<Index>(), damages in vec(damage(), 1..4)) {
        let mut bytes = RECORDS[which.index(RECORDS.len())].clone();
        for damage in &damages {
            damage.to(&mut bytes);
        }
        let lines = u64::try_from(bytes.split(|byte| *byte == b'\n').count()).expect("it is short");
        for format in formats() {
            let told = read_through(&bytes, format);
            prop_assert_eq!(told.bytes, u64::try_from(bytes.len()).expect("it is short"), "{:?}", format);
            for (_, kind, faulty) in told.faults.iter() {
                prop_assert!((1..=lines).contains(&faulty.line), "{:?} of {:?} in line {} of {}", kind, format, faulty.line, lines);
            }
        }
    }
}

#[test]
fn a_record_that_ends_anywhere_is_read_to_its_end() {
    for bytes in &*RECORDS {
        // Some thirty ends a record, and each but the last within something.
        let step = (bytes.len() / 30).max(1);
        for end in (0..bytes.len()).step_by(step) {
            read_through(&bytes[..end], None);
        }
    }
}

#[test]
fn every_record_is_read_as_every_format() {
    for bytes in &*RECORDS {
        for format in formats() {
            read_through(bytes, format);
        }
    }
}

#[test]
fn what_is_made_to_be_slow_is_read_quickly() {
    const MEGABYTE: usize = 1 << 20;
    let began = Instant::now();
    let patterns: [&[u8]; 15] = [
        b"[",
        b"{\"a\":",
        b"{\"a\":[",
        b"{",
        b"\"",
        b"\\",
        b"\\\"",
        b"{\"a\":\"\\\\",
        b",",
        b"]",
        b"[ ",
        b"{\"a\":1}",
        b"1",
        b"\"usage\"",
        b"\"modelUsage\":",
    ];
    // On a line of their own, and within a record.
    let beginnings: [&[u8]; 4] = [
        b"",
        b"{\"type\":\"assistant\",\"sessionId\":\"s\",\"message\":{\"id\":\"m\",\"model\":\"claude-opus-5\",\"usage\":",
        b"{\"type\":\"result\",\"session_id\":\"s\",\"modelUsage\":",
        b"model,input_tokens\nclaude-opus-5,",
    ];
    for pattern in patterns {
        for beginning in beginnings {
            let text = [beginning, &pattern.repeat(MEGABYTE / pattern.len())].concat();
            read_through(&text, None);
        }
    }
    // Sixty megabytes. A reader that looks back at all it has read for each of them would need hours.
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[test]
fn a_line_that_is_larger_than_any_record_is_passed_over_and_named() {
    let after = record("claude-transcript/one-answer-several-lines.jsonl");
    let picture = "A".repeat(17 << 20);
    for format in [None, Some(Format::ClaudeTranscript)] {
        let text = [
            format!("{{\"type\":\"user\",\"sessionId\":\"s\",\"usage\":\"{picture}\"}}\n").as_bytes(),
            &after,
        ]
        .concat();
        let mut gathered = Gathered::new();
        let told = read(&mut &text[..], part(0, format), &mut Scratch::default(), &mut gathered)
            .expect("memory can be read");
        let faults: Vec<_> = told
            .faults
            .iter()
            .map(|(_, kind, faulty)| (format!("{kind:?}"), faulty.line, faulty.count))
            .collect();
        assert_eq!(faults, [("TooLong".to_owned(), 1, 1)], "{format:?}");
        assert_eq!(super::into_runs(gathered).runs.len(), 1);
    }
}
