//! What is left of credits, drawn as lines that go down.

use super::words::{plain, safe};
use crate::report::picture::{BurnDown, Line};
use crate::units::Percent;

/// The width and height of the picture, and where in it the lines are, in its own units.
const WIDTH: u64 = 340;
const HEIGHT: u64 = 170;
const LEFT: u64 = 8;
const RIGHT: u64 = 332;
const TOP: u64 = 20;
const BOTTOM: u64 = 148;

/// What tells lines apart that cross: how they are dashed.
const DASHES: [&str; 6] = ["", "6 4", "2 3", "10 3 2 3", "12 4", "4 2"];

/// Draws lines under a title, with the same in words.
pub(super) fn draw(burn: &BurnDown) -> String {
    let (title, says) = (safe(&burn.title), plain(&burn.says));
    let lines: String =
        burn.lines.iter().zip(DASHES.iter().cycle()).map(|(line, dashes)| draw_line(line, dashes)).collect();
    let band = draw_band(&burn.band);
    let mut starts: Vec<u64> = Vec::new();
    let names: String = burn.lines.iter().map(|line| draw_name(line, &mut starts)).collect();
    let (first, last) = (plain(&burn.ends.0), plain(&burn.ends.1));
    let (below, label) = (BOTTOM + 15, plain(&burn.title));
    format!(
        "<figure>\n<figcaption>{title}</figcaption>\n\
         <svg class=\"burn\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{label}\">\n<desc>{says}</desc>\n\
         <path class=\"axis\" d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\"></path>\n{band}{lines}{names}\
         <text x=\"{LEFT}\" y=\"{below}\">{first}</text>\n\
         <text x=\"{RIGHT}\" y=\"{below}\" text-anchor=\"end\">{last}</text>\n</svg>\n\
         <p class=\"dim\">{says}</p>\n</figure>\n"
    )
}

/// The area between the lower and the upper shares.
fn draw_band(band: &[(Percent, Percent)]) -> String {
    if band.is_empty() {
        return String::new();
    }
    let steps = u64::try_from(band.len() - 1).unwrap_or(u64::MAX).max(1);
    let point = |step: usize, share: Percent| {
        let step = u64::try_from(step).unwrap_or(u64::MAX);
        format!("{} {}", LEFT + (RIGHT - LEFT) * step / steps, height(share.tenths()))
    };
    let upper = band.iter().enumerate().map(|(step, (_, upper))| point(step, *upper));
    let lower = band.iter().enumerate().rev().map(|(step, (lower, _))| point(step, *lower));
    let points: Vec<String> = upper.chain(lower).collect();
    format!("<path class=\"band\" d=\"M{}Z\"></path>\n", points.join("L"))
}

fn draw_line(line: &Line, dashes: &str) -> String {
    let steps = u64::try_from(line.left.len().saturating_sub(1)).unwrap_or(u64::MAX).max(1);
    let points: Vec<String> = line
        .left
        .iter()
        .zip(0_u64..)
        .map(|(left, step)| format!("{} {}", LEFT + (RIGHT - LEFT) * step / steps, height(left.tenths())))
        .collect();
    let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
    format!("<path d=\"M{}\"{dashes}></path>\n", points.join("L"))
}

/// The name of a line, where it begins; names that would cover one another stand side by side no more than above each
/// other.
fn draw_name(line: &Line, starts: &mut Vec<u64>) -> String {
    let start = line.left.first().map_or(BOTTOM, |left| height(left.tenths()));
    let mut at = start.saturating_sub(3).max(TOP - 3);
    while starts.iter().any(|known| known.abs_diff(at) < 11) && at + 11 < BOTTOM {
        at += 11;
    }
    starts.push(at);
    format!("<text x=\"{}\" y=\"{at}\">{}</text>\n", LEFT + 5, plain(&line.name))
}

/// How far down a share of the scale is, in units of the picture.
fn height(tenths: u32) -> u64 {
    let tenths = u64::from(tenths).min(1_000);
    BOTTOM - (BOTTOM - TOP) * tenths / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_the_top_to_the_bottom_and_names_end_no_tag() {
        let share = |part: &str| Percent::of(part.parse().expect("dollars"), "20".parse().expect("dollars"));
        let left = ["20", "10", "0"].map(|part| share(part).expect("a share")).to_vec();
        let burn = BurnDown {
            title: "a <b>".to_owned(),
            says: "\"c\"".to_owned(),
            ends: ("1 Nov".to_owned(), "30 Nov".to_owned()),
            lines: vec![Line { name: "<pro>".to_owned(), left }],
            band: ["20", "10", "0"].map(|lower| (share(lower).unwrap(), share("20").unwrap())).to_vec(),
        };
        let text = draw(&burn);
        assert!(text.contains("<path d=\"M8 20L170 84L332 148\"></path>"), "{text}");
        assert!(
            text.contains("<path class=\"band\" d=\"M8 20L170 20L332 20L332 148L170 84L8 20Z\">"),
            "{text}"
        );
        assert!(
            text.contains("aria-label=\"a &lt;b&gt;\"") && text.contains(">&lt;pro&gt;</text>"),
            "{text}"
        );
    }
}
