//! Changes of a scenario file in its own text: what nobody asked to change stays as it is written, comments and all.

use std::ops::Range;

use crate::source::Span;
use crate::toml::document::{self, Entry, Node, Table, Value};

/// A change of one table, which begins with its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableEdit {
    /// The whole table goes.
    Remove,
    /// A line, in place of the first of these keys that is there; without any, behind the name.
    Set {
        /// The keys that say the same.
        instead_of: Vec<&'static str>,
        /// The new line: `cron = "0 3 * * MON-FRI"`.
        line: String,
    },
    /// Another text at a place.
    Replace {
        /// The place.
        span: Span,
        /// What stands there then.
        text: String,
    },
}

/// The text with changes of tables, each of which is named by the place of its header. `None` where a table has no
/// header of its own.
#[must_use]
pub fn edited(text: &str, edits: &[(Span, TableEdit)]) -> Option<String> {
    let document = document::parse(text).ok()?;
    let mut pieces: Vec<(Range<usize>, String)> = Vec::new();
    for (header, edit) in edits {
        let table = table_at(&document, header)?;
        pieces.push(match edit {
            TableEdit::Remove => (whole(text, header, table)?, String::new()),
            TableEdit::Replace { span, text } => (span.clone(), text.clone()),
            TableEdit::Set { instead_of, line } => {
                let known = instead_of.iter().find_map(|key| table.entry(key));
                match known {
                    Some(entry) => {
                        let whole = value_of(text, entry)?;
                        // Of the same key only the value changes: people align them.
                        match line.split_once(" = ").filter(|(key, _)| *key == entry.key.as_ref()) {
                            Some((_, value)) => (entry.node.span.clone(), value.to_owned()),
                            None => (whole, line.clone()),
                        }
                    }
                    None => {
                        let end = end_of_line(text, table.entry("name")?.node.span.end);
                        (end..end, format!("\n{line}"))
                    }
                }
            }
        });
    }
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    let are_apart = pieces.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start);
    if !are_apart {
        return None;
    }
    let mut changed = text.to_owned();
    for (range, piece) in pieces.into_iter().rev() {
        changed.replace_range(range, &piece);
    }
    Some(changed)
}

/// A change as it is shown: the line to write, and what stood there. Nothing where the table goes.
#[must_use]
pub fn shown(text: &str, header: &Span, edit: &TableEdit) -> Option<(String, Option<String>)> {
    match edit {
        TableEdit::Remove => None,
        TableEdit::Replace { span, text: new } => {
            // A name alone is no line to paste.
            let start = text[..span.start].rfind('\n').map_or(0, |before| before + 1);
            let line = &text[start..end_of_line(text, span.end)];
            let mut changed = line.to_owned();
            changed.replace_range(span.start - start..span.end - start, new);
            Some((changed.trim().to_owned(), Some(line.trim().to_owned())))
        }
        TableEdit::Set { instead_of, line } => {
            let document = document::parse(text).ok();
            let table = document.as_ref().and_then(|document| table_at(document, header));
            let known = table.and_then(|table| instead_of.iter().find_map(|key| table.entry(key)));
            let before = known.map(|entry| text[entry.key_span.start..entry.node.span.end].to_owned());
            Some((line.clone(), before))
        }
    }
}

/// The table of `[[job]]` whose header is there.
fn table_at<'n, 'a>(document: &'n Node<'a>, header: &Span) -> Option<&'n Table<'a>> {
    let Value::Array(jobs) = &document.get("job")?.value else { return None };
    jobs.iter().find(|job| job.span == *header).and_then(|job| match &job.value {
        Value::Table(table) => Some(table),
        _ => None,
    })
}

/// A key with its value, where they stand in one place: a table of its own has a header instead.
fn value_of(text: &str, entry: &Entry<'_>) -> Option<Range<usize>> {
    let between = text.get(entry.key_span.end..entry.node.span.start)?;
    (between.trim() == "=").then_some(entry.key_span.start..entry.node.span.end)
}

/// The lines of a table, with the empty line behind it.
fn whole(text: &str, header: &Span, table: &Table<'_>) -> Option<Range<usize>> {
    let start = text[..header.start].rfind('\n').map_or(0, |before| before + 1);
    if !text[header.start..].starts_with("[[") || !text[start..header.start].trim().is_empty() {
        return None;
    }
    let last = table.entries.iter().map(end_of_entry).max().unwrap_or(header.end).max(header.end);
    let mut end = after_line(text, last);
    let next = after_line(text, end);
    if text[end..next].trim().is_empty() {
        end = next;
    }
    Some(start..end)
}

fn end_of_entry(entry: &Entry<'_>) -> usize {
    end_of_node(&entry.node).max(entry.key_span.end)
}

/// Where what stands under a key ends, whether it is a value or has a header of its own.
fn end_of_node(node: &Node<'_>) -> usize {
    let inside = match &node.value {
        Value::Array(items) => items.iter().map(end_of_node).max(),
        Value::Table(table) => table.entries.iter().map(end_of_entry).max(),
        _ => None,
    };
    inside.unwrap_or(0).max(node.span.end)
}

fn end_of_line(text: &str, from: usize) -> usize {
    let end = text[from..].find('\n').map_or(text.len(), |end| from + end);
    if text[..end].ends_with('\r') { end - 1 } else { end }
}

fn after_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |end| from + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEAM: &str = "plan = \"pro\" # all\n\n[[job]]\nname = \"a\" # first\nnightly = true # soon\n\n# of b\n[[job]]\nname = \"b\"\nusage = [\n  { model = \"m\", input = 1 },\n]\ncron = '0 3 * * *'\n\n[policy]\nmax_overflow_usd = \"0\"\n";

    fn header(number: usize) -> Span {
        let start = TEAM.match_indices("[[job]]").nth(number).expect("it is there").0;
        let document = document::parse(TEAM).expect("it is TOML");
        let Value::Array(jobs) = &document.get("job").expect("it has jobs").value else { panic!("a list") };
        let span = jobs[number].span.clone();
        assert_eq!(span.start, start);
        span
    }

    #[test]
    fn a_key_is_replaced_where_it_stands_and_comments_stay() {
        let set = |line: &str| TableEdit::Set { instead_of: vec!["cron", "nightly"], line: line.to_owned() };
        let edits = [(header(0), set("runs = 15")), (header(1), set("cron = \"0 3 * * MON\""))];
        let changed = edited(TEAM, &edits).expect("it can be changed");
        // Of the same key only the value.
        let expected = TEAM
            .replace("nightly = true", "runs = 15")
            .replace("cron = '0 3 * * *'", "cron = \"0 3 * * MON\"");
        assert_eq!(changed, expected);
    }

    #[test]
    fn a_key_that_is_not_there_stands_behind_the_name() {
        let edit = TableEdit::Set { instead_of: vec!["seat"], line: "seat = \"bob\"".to_owned() };
        let changed = edited(TEAM, &[(header(0), edit)]).expect("it can be changed");
        assert_eq!(changed, TEAM.replace("# first\n", "# first\nseat = \"bob\"\n"));
    }

    #[test]
    fn a_table_goes_with_all_its_lines_and_leaves_the_comment_of_the_next() {
        let changed = edited(TEAM, &[(header(0), TableEdit::Remove)]).expect("it can be changed");
        assert_eq!(changed, TEAM.replace("[[job]]\nname = \"a\" # first\nnightly = true # soon\n\n", ""));
        let changed = edited(TEAM, &[(header(1), TableEdit::Remove)]).expect("it can be changed");
        assert!(changed.ends_with("# of b\n[policy]\nmax_overflow_usd = \"0\"\n"), "{changed}");
    }

    #[test]
    fn a_table_without_a_header_is_not_touched() {
        let text = "job = [{ name = \"a\", nightly = true }]\n";
        let document = document::parse(text).expect("it is TOML");
        let Value::Array(jobs) = &document.get("job").expect("it has jobs").value else { panic!("a list") };
        assert_eq!(edited(text, &[(jobs[0].span.clone(), TableEdit::Remove)]), None);
    }
}
