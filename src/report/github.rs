//! Annotations of GitHub Actions: lines that a runner reads in a log and shows beside the line of a file.
//!
//! A line is `::error file=scenario.toml,line=12,title=max_overflow_usd::what is wrong`. What ends a line or a part of it
//! is written with a percent sign, as the runner's own toolkit writes it (`command.ts` in actions/toolkit); so no name
//! out of a pull request begins a command of its own.

use super::findings::{Finding, Findings};
use crate::phrase::escaped;

/// The verdict in a line of the log, and an annotation for everything that is wrong.
#[must_use]
pub fn draw(findings: &Findings) -> String {
    let headline = escaped(&findings.headline);
    let annotations: String = findings.list.iter().map(annotation).collect();
    if headline.is_empty() { annotations } else { format!("{headline}\n{annotations}") }
}

fn annotation(finding: &Finding) -> String {
    let place = finding.places.first();
    let place = place.map(|place| format!("file={},line={},", property(&escaped(&place.file)), place.line));
    let lines: Vec<String> = finding.message.lines().map(escaped).collect();
    let (place, title) = (place.unwrap_or_default(), property(&escaped(&finding.rule)));
    format!("::error {place}title={title}::{}\n", data(&lines.join("\n")))
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command, which a colon or a comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::report::FindingPlace;

    #[test]
    fn nothing_in_a_name_ends_a_line_or_a_part_of_it() {
        let place = FindingPlace {
            file: "a,b:100%\n::error::.toml".to_owned(),
            line: 12,
            column: 1,
            end_line: 12,
            end_column: 4,
            says: String::new(),
        };
        let finding = Finding {
            rule: "max_overflow_usd".to_owned(),
            message: "50% of `a\r::warning::b`\n::set-output name=x::y".to_owned(),
            places: vec![place],
        };
        let findings = Findings { list: vec![finding], ..Findings::default() };
        assert_eq!(
            draw(&findings),
            "::error file=a%2Cb%3A100%25\\n%3A%3Aerror%3A%3A.toml,line=12,title=max_overflow_usd::50%25 of \
             `a\\r::warning::b`%0A\\u{3a}:set-output name=x::y\n"
        );
    }

    #[test]
    fn what_stands_in_no_file_is_told_without_one() {
        let finding = Finding {
            rule: Code::UnknownModel.to_string(),
            message: "no price".to_owned(),
            places: Vec::new(),
        };
        let findings =
            Findings { headline: "Not checked".to_owned(), list: vec![finding], ..Findings::default() };
        assert_eq!(draw(&findings), "Not checked\n::error title=U104::no price\n");
    }
}
