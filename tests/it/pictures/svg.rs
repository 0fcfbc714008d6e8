//! A window with the lines of a terminal, as SVG: its text is text, in a grid of characters.

use std::fmt::Write as _;

use super::screen::{Color, Line, Look, Span};

/// A character's width, in pixels: six tenths of the size of the font, as in most monospace fonts. Where one is
/// wider, `textLength` keeps its words in the grid.
const CELL: usize = 9;
const LINE: usize = 20;
const MARGIN: usize = 20;
/// The height of the bar on top of the window.
const BAR: usize = 36;
/// A window is never narrower than this, in characters.
const COLUMNS_MIN: usize = 80;

/// GitHub's colours, which are readable on both of its grounds.
const STYLE: &str = "
  text { font: 15px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; fill: #1f2328 }
  .window { fill: #ffffff; stroke: #d0d7de } .dot { fill: #d0d7de }
  .bold { font-weight: 600 } .dim { fill: #656d76 } .under { text-decoration: underline }
  .red { fill: #cf222e } .green { fill: #1a7f37 } .yellow { fill: #9a6700 }
  .blue { fill: #0969da } .magenta { fill: #8250df } .cyan { fill: #1b7c83 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .window { fill: #0d1117; stroke: #30363d } .dot { fill: #30363d }
    .dim { fill: #8b949e }
    .red { fill: #ff7b72 } .green { fill: #3fb950 } .yellow { fill: #d29922 }
    .blue { fill: #58a6ff } .magenta { fill: #bc8cff } .cyan { fill: #39c5cf }
  }
";

/// Draws a window in which `command` was typed and `answer` came.
pub(super) fn draw(command: &str, description: &str, answer: &[Line]) -> String {
    let span = |text: &str, is_bold, is_dim| Span {
        look: Look { is_bold, is_dim, ..Look::default() },
        text: text.to_owned(),
    };
    let prompt = vec![span("$ ", false, true), span(command, true, false)];
    let lines: Vec<&Line> = std::iter::once(&prompt).chain(answer).collect();
    let columns = lines.iter().map(|line| columns(line)).max().unwrap_or(0).max(COLUMNS_MIN);
    let (width, height) = (columns * CELL + 2 * MARGIN, BAR + lines.len() * LINE + MARGIN);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">
<title id=\"title\">{}</title>
<desc id=\"desc\">{}</desc>
<style>{STYLE}</style>
<rect class=\"window\" x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"8\"/>
<circle class=\"dot\" cx=\"22\" cy=\"18\" r=\"6\"/><circle class=\"dot\" cx=\"42\" cy=\"18\" r=\"6\"/><circle class=\"dot\" cx=\"62\" cy=\"18\" r=\"6\"/>
",
        escaped(command),
        escaped(description),
        width - 2,
        height - 2,
    );
    for (index, line) in lines.iter().enumerate() {
        if !line.is_empty() {
            draw_line(&mut svg, line, BAR + (index + 1) * LINE - LINE / 4);
        }
    }
    svg + "</svg>\n"
}

/// How many characters a line has; each is one cell wide, which is true of all that the program prints here.
fn columns(line: &Line) -> usize {
    line.iter().map(|span| span.text.chars().count()).sum()
}

fn draw_line(svg: &mut String, line: &Line, y: usize) {
    let _ = write!(svg, "<text y=\"{y}\" xml:space=\"preserve\">");
    let mut column = 0;
    for span in line {
        for piece in pieces(&span.text) {
            let cells = piece.chars().count();
            let (x, length) = (MARGIN + column * CELL, cells * CELL);
            let class = match class(span.look) {
                names if names.is_empty() => names,
                names => format!(" class=\"{names}\""),
            };
            let piece = escaped(piece);
            let _ = write!(
                svg,
                "<tspan x=\"{x}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"{class}>{piece}</tspan>"
            );
            column += cells;
        }
    }
    svg.push_str("</text>\n");
}

/// A text in pieces that each stand at their own place: a new one begins after two spaces and more, and where a
/// bar begins or ends, whose characters may come from another font.
fn pieces(text: &str) -> Vec<&str> {
    let is_block = |character: char| ('\u{2580}'..='\u{259f}').contains(&character);
    let mut pieces = Vec::new();
    let (mut start, mut spaces, mut before) = (0, 0, None);
    for (place, character) in text.char_indices() {
        let changes = before.is_some_and(|before| is_block(before) != is_block(character));
        if place > start && ((spaces > 1 && character != ' ') || changes) {
            pieces.push(&text[start..place]);
            start = place;
        }
        spaces = if character == ' ' { spaces + 1 } else { 0 };
        before = Some(character);
    }
    pieces.push(&text[start..]);
    pieces
}

fn class(look: Look) -> String {
    let color = match look.color {
        Color::Plain => "",
        Color::Red => "red",
        Color::Green => "green",
        Color::Yellow => "yellow",
        Color::Blue => "blue",
        Color::Magenta => "magenta",
        Color::Cyan => "cyan",
    };
    let names = [(color, true), ("bold", look.is_bold), ("dim", look.is_dim), ("under", look.is_underlined)];
    let names: Vec<_> =
        names.into_iter().filter(|(name, is_on)| *is_on && !name.is_empty()).map(|(name, _)| name).collect();
    names.join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn words_stand_in_the_grid_and_bars_by_themselves() {
    assert_eq!(pieces("pro     5/30 █░ x"), ["pro     ", "5/30 ", "█░", " x"]);
    assert_eq!(pieces("  pro"), ["  ", "pro"]);
}

#[test]
fn a_window_is_as_high_as_its_lines_and_as_wide_as_the_widest() {
    let line = vec![Span { look: Look { color: Color::Red, ..Look::default() }, text: "a < b".to_owned() }];
    let svg = draw("creditcalc", "Nothing.", &[line]);
    // 80 x 9 + 2 x 20 = 760 wide; 36 + 2 x 20 + 20 = 96 high.
    assert!(svg.contains("viewBox=\"0 0 760 96\""), "{svg}");
    assert!(
        svg.contains("textLength=\"45\" lengthAdjust=\"spacingAndGlyphs\" class=\"red\">a &lt; b</tspan>"),
        "{svg}"
    );
}
