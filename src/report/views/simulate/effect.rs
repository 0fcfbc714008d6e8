//! What a job that is left out or added does to the others.

use super::{at_words, when};
use crate::answer::simulate::results::Answer;
use crate::ledger::{RunPoint, Tally};
use crate::phrase::{count, counted, distinct, escaped_name, listed};
use crate::report::number::dollars;
use crate::report::{Block, Kind, Page, Sheet};
use crate::studies::{Effect, JobEffect};

/// Adds the effect to a page, if there is one.
pub(super) fn add(page: &mut Page, answer: &Answer<'_, '_>) {
    let Some(effect) = &answer.effect else { return };
    page.add(Block::Heading(format!("What {} does", what(answer))));
    if answer.without.is_empty() && answer.added.is_empty() {
        page.text("What is added has no job.".to_owned());
    }
    page.text(sentences(answer, effect));
    let changed: Vec<&JobEffect> = effect.jobs.iter().filter(|job| job.before != job.after).collect();
    if changed.is_empty() {
        return;
    }
    let mut sheet = Sheet::of_page(&[
        ("job", Kind::Text),
        ("runs covered", Kind::Figure),
        ("nights covered", Kind::Figure),
        ("overflow", Kind::Figure),
    ]);
    for job in changed {
        let side = |tally: &Option<Tally>, of: fn(&Tally) -> String| {
            tally.as_ref().map_or_else(|| "-".to_owned(), of)
        };
        let change =
            |of: fn(&Tally) -> String| format!("{} -> {}", side(&job.before, of), side(&job.after, of));
        sheet.push(vec![
            escaped_name(&job.name).into(),
            change(|tally| count(tally.runs_covered)).into(),
            change(|tally| count(tally.nights_covered)).into(),
            change(|tally| dollars(tally.overflow)).into(),
        ]);
    }
    page.add(Block::Table(sheet));
}

fn what(answer: &Answer<'_, '_>) -> String {
    let names = |names: &[String]| listed(distinct(names.iter().map(|name| escaped_name(name))));
    match (answer.without.is_empty(), answer.added.is_empty()) {
        (true, true) => "the addition".to_owned(),
        (false, true) => format!("leaving out {}", names(&answer.without)),
        (true, false) => format!("adding {}", names(&answer.added)),
        (false, false) => {
            format!("leaving out {} and adding {}", names(&answer.without), names(&answer.added))
        }
    }
}

/// `It moves the end of the credit from Fri 27 to Thu 19 and costs report nine nights.`
fn sentences(answer: &Answer<'_, '_>, effect: &Effect) -> String {
    let question = answer.question;
    let mut parts: Vec<String> = Vec::new();
    let is_one = answer.simulated.ledgers.len() == 1;
    for ledger in &effect.ledgers {
        let whose = if is_one {
            "the credit".to_owned()
        } else {
            format!("the credit of {}", escaped_name(&ledger.name))
        };
        let point = |end: Option<(usize, RunPoint)>| end.map(|(_, point)| point);
        let day = |point: RunPoint| when(question, point).unwrap_or_else(|| "an unknown day".to_owned());
        parts.push(match (point(ledger.before), point(ledger.after)) {
            // The same day, or two that nobody knows.
            (Some(before), Some(after)) if when(question, before) == when(question, after) => continue,
            (Some(before), Some(after)) => {
                format!("moves the end of {whose} from {} to {}", day(before), day(after))
            }
            (Some(before), None) => {
                format!("lets {whose}, which ended {}, pay every run", at_words(question, before))
            }
            (None, Some(after)) => {
                format!("ends {whose}, which paid every run, {}", at_words(question, after))
            }
            (None, None) => continue,
        });
    }
    let (mut lost, mut gained) = (Vec::new(), Vec::new());
    for job in &effect.jobs {
        let (Some(before), Some(after)) = (&job.before, &job.after) else { continue };
        // Nights say more than runs, where they tell anything.
        let (had, has, noun) = if before.nights_covered == after.nights_covered {
            (before.runs_covered, after.runs_covered, "run")
        } else {
            (before.nights_covered, after.nights_covered, "night")
        };
        let name = escaped_name(&job.name);
        match has.cmp(&had) {
            std::cmp::Ordering::Less => {
                lost.push(format!("{name} {}", counted(had - has, noun)));
            }
            std::cmp::Ordering::Greater => {
                gained.push(format!("{name} {}", counted(has - had, noun)));
            }
            std::cmp::Ordering::Equal => {}
        }
    }
    if !lost.is_empty() {
        parts.push(format!("costs {}", listed(&lost)));
    }
    if !gained.is_empty() {
        parts.push(format!("gives {} back", listed(&gained)));
    }
    let (before, after) = (&effect.total.0, &effect.total.1);
    let overflow = if before.overflow == after.overflow {
        format!("the overflow stays at {}", dollars(after.overflow))
    } else {
        format!("the overflow goes from {} to {}", dollars(before.overflow), dollars(after.overflow))
    };
    if parts.is_empty() {
        return format!("It changes nothing for the others; {overflow}.");
    }
    format!("It {}; {overflow}.", listed(&parts))
}
