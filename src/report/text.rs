//! Pages for people: in a terminal, or in a pipe.

use anstyle::Style;

use super::emphasis::Emphasis;
use super::look::Look;
use super::page::{Block, Page};
use super::table;
use super::under::{arranged, role};

/// How many signs a line has in which two sentences stand.
const LINE: usize = 80;

/// Draws a page.
#[must_use]
pub fn draw(page: &Page, look: Look) -> String {
    let mut text = String::new();
    let arranged = arranged(&page.blocks, look.explains);
    let mut before = None;
    for block in &arranged.shown {
        draw_block(block, &mut before, look, &mut text);
    }
    if look.explains {
        for (title, blocks) in &page.details {
            text += &("\n".to_owned() + &line(title, Emphasis::Strong, look));
            let mut before = None;
            for block in blocks {
                draw_block(block, &mut before, look, &mut text);
            }
        }
    }
    let more = arranged.how_many_more().map(|more| format!("{more}: --explain"));
    text + &last_line(arranged.left.map(words), more.as_deref(), look)
}

/// What is left of the cycle, and how much more there is to say: in one line if that fits.
fn last_line(left: Option<&str>, more: Option<&str>, look: Look) -> String {
    let more = more.unwrap_or_default();
    let length = |text: &str| look.safe(text).chars().count();
    match left {
        Some(left) if !more.is_empty() && length(left) + 1 + length(more) <= LINE => {
            format!("{} {}\n", look.safe(left), styled(more, Emphasis::Dim.style(), look))
        }
        left => {
            let left = left.map(|left| line(left, Emphasis::None, look)).unwrap_or_default();
            let more = if more.is_empty() { String::new() } else { line(more, Emphasis::Dim, look) };
            left + &more
        }
    }
}

/// The sentences of a block.
fn words(block: &Block) -> &str {
    match block {
        Block::Text(words) | Block::Note(_, words) => words,
        _ => "",
    }
}

/// Draws a block under the one `before` it. Nothing is folded here, because nothing can be opened.
fn draw_block<'b>(block: &'b Block, before: &mut Option<&'b Block>, look: Look, text: &mut String) {
    if let Block::Folded(_, blocks) = block {
        for block in blocks {
            draw_block(block, before, look, text);
        }
        return;
    }
    let spark = match block {
        Block::Spark(spark) => match spark.drawn(look) {
            Some(line) => line,
            None => return,
        },
        _ => String::new(),
    };
    if let Block::Picture(_) = block {
        return;
    }
    if before.is_some_and(|before| is_apart(before, block)) {
        text.push('\n');
    }
    *before = Some(block);
    match block {
        Block::Headline(words) | Block::Heading(words) => *text += &line(words, Emphasis::Strong, look),
        Block::Text(sentences) => *text += &line(sentences, Emphasis::None, look),
        Block::Note(role, sentences) => {
            *text += &line(sentences, if role.is_dim() { Emphasis::Dim } else { Emphasis::None }, look);
        }
        // Addresses, which are looked up.
        Block::Lines(lines) => lines.iter().for_each(|line| {
            *text += &(styled(&look.safe(line), Emphasis::Dim.style(), look) + "\n");
        }),
        Block::Spark(_) => *text += &(spark + "\n"),
        Block::Table(sheet) => text.push_str(&table::draw(sheet, look)),
        Block::Folded(..) | Block::Picture(_) => unreachable!("its blocks were drawn, or it is none"),
    }
}

/// A blank line is around tables, before headings, and between what is said about the answer, about the rules of
/// today and about what was assumed.
fn is_apart(before: &Block, block: &Block) -> bool {
    match (role(before), role(block)) {
        // What the days cost leads to what is next.
        _ if matches!((before, block), (Block::Spark(_), Block::Lines(_))) => false,
        (Some(before), Some(role)) => before.section() != role.section(),
        _ => !matches!(before, Block::Heading(_)),
    }
}

/// Sentences, in lines that fit.
fn line(text: &str, emphasis: Emphasis, look: Look) -> String {
    let text = wrapped(&look.safe(text), look.width);
    let lines = text.lines().map(|line| styled(line, emphasis.style(), look) + "\n");
    lines.collect()
}

fn styled(text: &str, style: Style, look: Look) -> String {
    if look.color && style != Style::new() { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Breaks sentences between words so that they fit; in a pipe they stay in one line.
#[must_use]
pub fn wrapped(text: &str, width: Option<u16>) -> String {
    let Some(width) = width.map(usize::from) else { return text.to_owned() };
    let mut lines = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > width {
            lines.push('\n');
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += word_length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words() {
        assert_eq!(wrapped("one two three", Some(7)), "one two\nthree");
        assert_eq!(wrapped("one two three", None), "one two three");
        assert_eq!(wrapped("immeasurable", Some(5)), "immeasurable");
    }
}
