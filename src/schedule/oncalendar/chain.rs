//! One component of a date or a time: `*`, or a list of values, ranges and repetitions.

use super::repair;
use super::term::{DAY_FROM_END, Field, SECOND, Term, read};
use crate::source::Span;

/// The most terms of a list that systemd reads.
const TERMS_MAX: usize = 241;

/// The terms of a component, in order; `None` for `*`. For seconds, `*` is `0/1` instead.
pub(super) type Chain = Option<Vec<Term>>;

/// A place that is wrong, and what is allowed there.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) label: String,
}

/// What a component names, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) chain: Chain,
    pub(super) faults: Vec<Fault>,
    /// The component with every fault repaired.
    pub(super) repaired: String,
}

/// Reads a component that begins at `start` of its text.
pub(super) fn parse(field: &Field, text: &str, start: usize) -> Parsed {
    if text == "*" {
        let every_second = Term { first: 0, last: None, step: SECOND.unit };
        let chain = (field.unit > 1).then(|| vec![every_second]);
        return Parsed { chain, faults: Vec::new(), repaired: text.to_owned() };
    }
    let (mut terms, mut faults, mut repaired) = (Vec::new(), Vec::new(), Vec::new());
    let mut offset = start;
    for (index, written) in text.split(',').enumerate() {
        match read(field, written) {
            Ok(_) if index == TERMS_MAX => {
                faults.push(Fault {
                    span: offset..start + text.len(),
                    label: format!("a list has at most {TERMS_MAX} parts"),
                });
            }
            Ok(_) if index > TERMS_MAX => {}
            Ok(term) => {
                terms.push((term, offset));
                repaired.push(written.to_owned());
            }
            Err(problem) => {
                let mended = repair::term(field, written, &problem);
                // Where nothing stands, what is wrong is the sign before it that asks for something, or the
                // one behind it.
                let at = match mended.at {
                    at if at.is_empty() => (offset + at.start).saturating_sub(1)..(offset + at.start).max(1),
                    at => offset + at.start..offset + at.end,
                };
                faults.push(Fault { span: at, label: mended.label });
                repaired.extend(mended.instead);
            }
        }
        offset += written.len() + 1;
    }
    terms.sort_unstable();
    terms.dedup_by_key(|(term, _)| *term);
    if field.counts_down() {
        let refused = beyond_reach(&terms);
        repaired.retain(|written| {
            read(field, written).is_ok_and(|term| !refused.iter().any(|(refused, ..)| *refused == term))
        });
        faults.extend(refused.into_iter().map(|(_, at, limit)| {
            let end = text[at - start..].find(',').map_or(start + text.len(), |length| at + length);
            let label = format!("with each part of a list systemd 252 counts less far from the end of the month, here to {limit}");
            Fault { span: at..end, label }
        }));
    }
    if repaired.is_empty() || repaired.iter().any(|term| term == "*") {
        repaired = vec![if repaired.is_empty() { field.usual } else { "*" }.to_owned()];
    }
    Parsed {
        chain: Some(terms.into_iter().map(|(term, _)| term).collect()),
        faults,
        repaired: repaired.join(","),
    }
}

/// The terms of a list from the end of the month that systemd 252 refuses, with their places and how far
/// each could have counted.
///
/// For each term it takes off again the three days that not every month has (28, 25, 22 and so on), which is
/// surely not meant: `~1,2,23` is refused. But a timer that it refuses never elapses.
fn beyond_reach(terms: &[(Term, usize)]) -> Vec<(Term, usize, u32)> {
    let mut limit = DAY_FROM_END.last;
    let mut refused = Vec::new();
    for (term, at) in terms {
        if term.last.unwrap_or(term.first) > limit || term.step > limit.saturating_sub(1) {
            refused.push((*term, *at, limit));
        } else {
            limit = limit.saturating_sub(3);
        }
    }
    refused
}
