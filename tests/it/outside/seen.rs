//! What a terminal, a spreadsheet, a browser and GitHub make of what the program wrote.

use std::sync::LazyLock;

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, parse_document};
use regex_lite::Regex;

/// Patterns, each made once.
macro_rules! regex {
    ($($pattern:expr),+ $(,)?) => {{
        static REGEX: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(&[$($pattern),+].join("|")).expect("it is a pattern"));
        &*REGEX
    }};
}

/// Whether nothing shows of a character. Written once more, from the lists of Unicode, so that a gap in ours is
/// found.
fn is_unseen(character: char) -> bool {
    // Nearly all characters are letters.
    if (' '..='~').contains(&character) {
        return false;
    }
    let code = u32::from(character);
    let is_control = code < 0x20 || (0x7f..=0x9f).contains(&code);
    let ignored = [
        0xad..=0xad,
        0x34f..=0x34f,
        0x61c..=0x61c,
        0x115f..=0x1160,
        0x17b4..=0x17b5,
        0x180b..=0x180f,
        0x200b..=0x200f,
        0x2028..=0x202e,
        0x2060..=0x206f,
        0x3164..=0x3164,
        0xfe00..=0xfe0e,
        0xfeff..=0xfeff,
        0xffa0..=0xffa0,
        0xfff0..=0xfffb,
        0x1bca0..=0x1bca3,
        0x1d173..=0x1d17a,
        0xe0000..=0xe0fff,
    ];
    is_control || ignored.iter().any(|range| range.contains(&code))
}

/// Looks at a text for a terminal.
#[track_caller]
pub(super) fn by_a_terminal(text: &[u8], what: &str) {
    let text = std::str::from_utf8(text).unwrap_or_else(|_| panic!("{what}: it is no text"));
    by_anybody(text, what);
    let forged = text.lines().find(|line| line.starts_with("error: forged"));
    assert_eq!(forged, None, "{what}");
    let obeyed = text.lines().find(|line| is_log_command(line));
    assert_eq!(obeyed, None, "{what}");
}

/// Whether the runner of a CI takes a line of a log for a command. Read once more from the runners' own sources: GitHub
/// looks for `::` behind blanks and for `##[` anywhere, Azure for `##vso[`, `TeamCity` for `##teamcity[`.
fn is_log_command(line: &str) -> bool {
    let of_github = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
    of_github || regex!("##[a-zA-Z]*\\[").is_match(line)
}

/// Looks at annotations: each line is the verdict or one command, which is `error` and has the parts that it should.
#[track_caller]
pub(super) fn by_a_runner(log: &[u8], what: &str) {
    let log = std::str::from_utf8(log).unwrap_or_else(|_| panic!("{what}: it is no text"));
    by_anybody(log, what);
    let (verdict, commands) = log.split_once('\n').unwrap_or((log, ""));
    assert!(!is_log_command(verdict), "{what}: {verdict}");
    let own = regex!("^::error (file=[^,:]+,line=[0-9]+,)?title=[^,:]+::.*$");
    for command in commands.lines() {
        assert!(own.is_match(command), "{what}: {command}");
        let data = command.splitn(3, "::").nth(2).unwrap_or_default();
        assert!(!regex!("##[a-zA-Z]*\\[").is_match(data), "{what}: {command}");
    }
}

/// Looks at the line for a status bar.
#[track_caller]
pub(super) fn by_a_status_bar(line: &[u8], what: &str) {
    by_a_terminal(line, what);
    assert!(line.split(|byte| *byte == b'\n').count() <= 2, "{what}");
}

/// Looks for what cannot be seen.
#[track_caller]
pub(super) fn by_anybody(text: &str, what: &str) {
    let unseen: Vec<char> = text.chars().filter(|one| *one != '\n' && is_unseen(*one)).collect();
    assert!(unseen.is_empty(), "{what}: {unseen:?} in {text}");
    let is_symbol = |before: char| ('\u{2100}'..='\u{2bff}').contains(&before);
    let mut varied = text.match_indices('\u{fe0f}').map(|(place, _)| &text[..place]);
    assert!(varied.all(|before| before.ends_with(is_symbol)), "{what}: {text:?}");
}

/// The same where the program may have its own colours.
#[track_caller]
pub(super) fn by_a_coloured_terminal(text: &[u8], what: &str) {
    let text = std::str::from_utf8(text).unwrap_or_else(|_| panic!("{what}: it is no text"));
    // Nothing here is reversed.
    if !text.contains('\u{1b}') {
        return by_a_terminal(text.as_bytes(), what);
    }
    let own = regex!("\u{1b}\\[(0|1|2|3[0-7]|9[0-7]|1;3[0-7]|1;9[0-7])?m");
    by_a_terminal(own.replace_all(text, "").as_bytes(), what);
}

#[track_caller]
pub(super) fn by_a_script(json: &[u8], what: &str) {
    by_a_terminal(json, what);
    serde_json::from_slice::<serde_json::Value>(json).unwrap_or_else(|error| panic!("{what}: {error}"));
}

/// Whether a spreadsheet computes something in a cell, or in one of the cells that it is to who separates them by
/// semicolons.
pub(super) fn is_run(cell: &str) -> bool {
    let number = regex!("^[+-]?[0-9.,]+$");
    cell.split(';').any(|part| {
        let part = part.trim_start();
        part.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !number.is_match(part)
    })
}

#[track_caller]
pub(super) fn by_a_spreadsheet(csv: &[u8], separator: u8, what: &str) {
    by_a_terminal(csv, what);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(csv);
    for row in reader.records() {
        for cell in &row.unwrap_or_else(|error| panic!("{what}: {error}")) {
            assert!(!is_run(cell), "{what}: {cell}");
        }
    }
}

/// Looks at a document: all that is a tag is one that the program writes.
#[track_caller]
pub(super) fn by_a_browser(html: &[u8], what: &str) {
    by_a_terminal(html, what);
    let text = std::str::from_utf8(html).expect("it was one");
    let head = regex!(
        "(?s)^<!doctype html>\n<html lang=\"en\">\n<head>\n(<meta [a-z0-9=\", -]+>\n)+<title>[^<>]*</title>\n<style>[^<]*</style>\n</head>\n",
    );
    assert!(head.is_match(text), "{what}: {text}");
    let body = head.replace(text, "");
    // Addresses open only where a page of a vendor is cited. Words from outside stand in two attributes, with their quotes escaped.
    let own = regex!(
        "</?(html|body|main|div|h[1-6]|p|br|table|caption|thead|tbody|tfoot|tr|th|td|code|details|summary|figure|figcaption|span|abbr|svg|title|desc|path|rect|text)( (scope=\"(col|row|colgroup)\"|colspan=\"[0-9]+\"|class=\"[a-z ]+\"|role=\"[a-z]+\"|tabindex=\"0\"|aria-hidden=\"true\"|(x|y|width|height)=\"[0-9.]+\"|(d|viewBox)=\"[A-Z0-9. ]+\"|preserveAspectRatio=\"none\"|text-anchor=\"end\"|stroke-dasharray=\"[0-9 ]+\"|(aria-label|data-title|title)=\"[^\"'<>]*\"))*>"
    );
    let rest = own.replace_all(&body, "").into_owned();
    // Sources are numbered, and can be opened; nothing else can.
    let source = regex!("(?m)(\\[[0-9]+\\]) <a href=\"https://[^\"'<> ]+\">(https://[^\"'<> ]+)</a>");
    let rest = source.replace_all(&rest, "$1 $2").into_owned();
    assert!(!rest.contains(['<', '>', '"', '\'']), "{what}: {rest}");
    let entities = regex!("&(amp|lt|gt|quot|#39);").replace_all(&rest, "").into_owned();
    assert!(!entities.contains('&'), "{what}: {entities}");
}

/// Looks at a page as GitHub does: it holds no more than the program puts on pages, and nothing that is looked for
/// in finished texts. Addresses can be opened only where somebody cites
/// them.
#[track_caller]
pub(super) fn by_github(markdown: &[u8], is_cited: fn(&str) -> bool, what: &str) {
    by_a_terminal(markdown, what);
    let markdown = std::str::from_utf8(markdown).expect("it was one");
    let arena = Arena::new();
    for node in parse_document(&arena, markdown, &github()).descendants() {
        is_our_own(node, is_cited).unwrap_or_else(|found| panic!("{what}: {found} in\n{markdown}"));
    }
}

/// Every extension that GitHub has, and some that it has not.
fn github() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    options
}

fn is_our_own(node: Node<'_>, is_cited: fn(&str) -> bool) -> Result<(), String> {
    let is_in_headline = |node: Node<'_>| {
        let paragraph = node.parent().expect("it stands in something");
        let is_paragraph = matches!(paragraph.data().value, NodeValue::Paragraph);
        is_paragraph && paragraph.children().count() == 1
    };
    let is_own = match &node.data().value {
        NodeValue::Document
        | NodeValue::Paragraph
        | NodeValue::Table(_)
        | NodeValue::TableRow(_)
        | NodeValue::TableCell
        | NodeValue::Code(_)
        | NodeValue::LineBreak => true,
        NodeValue::Heading(heading) => heading.level == 3 && !heading.setext,
        NodeValue::Strong => is_in_headline(node),
        NodeValue::Text(text) => {
            let is_linked =
                matches!(node.parent().map(|above| above.data().value.clone()), Some(NodeValue::Link(_)));
            is_linked || !is_looked_for(text)
        }
        NodeValue::HtmlBlock(block) => {
            regex!("^(<details>\n<summary>[A-Za-z ]+</summary>\n|</details>\n)$").is_match(&block.literal)
        }
        NodeValue::Link(link) => is_cited(&link.url),
        _ => false,
    };
    if is_own { Ok(()) } else { Err(format!("{:?}", node.data().value)) }
}

/// What GitHub looks for after it has read Markdown.
fn is_looked_for(text: &str) -> bool {
    regex!(
        "(^|[^A-Za-z0-9_])@[A-Za-z0-9]",
        "#[0-9]",
        "(?i)\\bgh-[0-9]",
        "(?i)(https?|ftp)://",
        "(?i)www\\.[a-z]",
        "[A-Za-z0-9]@[A-Za-z0-9-]+\\.[A-Za-z0-9]",
        ":([a-z][a-z0-9_+-]*|[+-]1|100|1234):",
    )
    .is_match(text)
}

/// The letters of all paragraphs, cells and headings, without blanks and backticks.
pub(super) fn letters(markdown: &str) -> Vec<String> {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &github());
    let holds_text = |node: &Node<'_>| {
        matches!(node.data().value, NodeValue::Paragraph | NodeValue::TableCell | NodeValue::Heading(_))
    };
    let letters_of = |node: Node<'_>| {
        let mut letters = String::new();
        for part in node.descendants() {
            match &part.data().value {
                NodeValue::Text(text) => letters += text,
                NodeValue::Code(code) => letters += &code.literal,
                NodeValue::LineBreak => letters += "\n",
                _ => {}
            }
        }
        letters.replace([' ', '`'], "")
    };
    root.descendants().filter(holds_text).map(letters_of).collect()
}
