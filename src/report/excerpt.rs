//! The lines of a text that a fault is about, each as long as people read them. A file may have megabytes, and
//! all of them in one line.

use std::ops::Range;

use crate::diagnostic::Label;
use crate::phrase::{count, shortened_name};
use crate::source::SourceFile;
use crate::units::length;

/// Texts up to this size, in bytes, are left to the renderer as they are.
const WHOLE: usize = 4096;

/// The longest line that is left as it is, in bytes.
const LINE: usize = 512;

/// How much is shown before and behind the ends of what is wrong in a longer line, in bytes.
const AROUND: usize = 48;

/// A part of a text, and places there.
pub(super) struct Excerpt {
    pub(super) source: SourceFile,
    pub(super) labels: Vec<Label>,
    /// The number of its first line.
    pub(super) line: usize,
}

impl Excerpt {
    /// What of a text is shown around these places.
    pub(super) fn of(source: &SourceFile, labels: &[Label]) -> Self {
        let text = source.text();
        let spans =
            || labels.iter().map(|label| label.span.start.min(text.len())..label.span.end.min(text.len()));
        if text.len() + source.name().len() <= WHOLE {
            return Self { source: source.clone(), labels: labels.to_vec(), line: 1 };
        }
        let first = spans().map(|span| span.start).min().unwrap_or(0);
        let last = spans().map(|span| span.end).max().unwrap_or(0).max(first);
        let bytes = text.as_bytes();
        let start = memchr::memrchr(b'\n', &bytes[..first]).map_or(0, |end| end + 1);
        let end = memchr::memchr(b'\n', &bytes[last..]).map_or(text.len(), |behind| last + behind + 1);
        let (mut shown, mut kept) = (String::new(), Vec::new());
        let mut at = start;
        for line in text[start..end].split_inclusive('\n') {
            for range in parts(text, at..at + line.len(), spans()) {
                if kept.last().is_some_and(|(before, _): &(Range<usize>, usize)| before.end < range.start) {
                    let left_out = text[kept.last().map_or(0, |(before, _)| before.end)..range.start].chars();
                    shown += &format!("… {} characters …", count(length(left_out.count())));
                } else if kept.is_empty() && range.start > start {
                    shown.push('…');
                }
                kept.push((range.clone(), shown.len()));
                shown += &text[range];
            }
            at += line.len();
        }
        // What is left out lies at the end of what stands before it.
        let moved = |offset: usize| {
            let place = kept.partition_point(|(range, _)| range.start <= offset).saturating_sub(1);
            kept.get(place).map_or(0, |(range, at)| at + (offset.clamp(range.start, range.end) - range.start))
        };
        let moved_label = |(label, span): (&Label, Range<usize>)| {
            let (start, end) = (moved(span.start), moved(span.end));
            Label { span: start..end.max(start), text: label.text.clone() }
        };
        Self {
            labels: labels.iter().zip(spans()).map(moved_label).collect(),
            source: SourceFile::new(shortened_name(source.name()).into_owned(), shown),
            line: memchr::memchr_iter(b'\n', &bytes[..start]).count() + 1,
        }
    }
}

/// The parts of a line that are shown: all of a short one, and of a long one what stands around the ends of
/// `spans`, or its beginning.
fn parts(text: &str, line: Range<usize>, spans: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    if line.len() <= LINE {
        return vec![line];
    }
    let mut ends: Vec<usize> = spans.flat_map(|span| [span.start, span.end]).collect();
    ends.retain(|end| line.contains(end));
    ends.push(line.start);
    ends.push(line.end);
    ends.sort_unstable();
    let mut parts: Vec<Range<usize>> = Vec::new();
    for end in ends {
        let part = boundary(text, end.saturating_sub(AROUND).max(line.start))
            ..boundary(text, (end + AROUND).min(line.end));
        match parts.last_mut() {
            Some(before) if part.start <= before.end => before.end = before.end.max(part.end),
            _ => parts.push(part),
        }
    }
    parts
}

/// The last place between two characters up to `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0)
}
