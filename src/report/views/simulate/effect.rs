//! What a job that is left out or added does to the others.

use super::ends::when;
use crate::answer::simulate::results::Answer;
use crate::ledger::{RunPoint, Tally};
use crate::phrase::{capitalized, count, counted, distinct, escaped_name, listed};
use crate::report::number::{arrow, dollars};
use crate::report::programs::{self, Both};
use crate::report::{Block, Column, Kind, Page, Sheet};
use crate::studies::{Effect, JobEffect};

/// Adds the effect to a page, if one is asked about: what becomes of the overflow, and of the jobs that it changes.
pub(super) fn lead(page: &mut Page, answer: &Answer<'_, '_>) {
    let Some(effect) = &answer.effect else { return };
    let overflow = becomes(&effect.total);
    let both = Both::of_jobs(answer.question, answer.simulated.in_force.as_ref());
    let overflow = match both.zip(effect.today.as_ref()) {
        None => format!("the overflow {overflow}"),
        Some((both, today)) => {
            format!("the overflow {overflow} ({}); today it {}", programs::short(both.own), becomes(today))
        }
    };
    page.add(Block::Headline(format!("{}: {overflow}", capitalized(&what(answer)))));
    page.text(sentence(answer, effect));
    let changed: Vec<&JobEffect> = effect.jobs.iter().filter(|job| job.before != job.after).collect();
    if changed.is_empty() {
        return;
    }
    let mut sheet = Sheet::new(
        "",
        vec![
            Column::of_page("job", Kind::Text),
            Column::of_page("runs covered", Kind::Figure),
            Column::of_page("over", Kind::Figure),
            Column::of_page("nights covered", Kind::Figure).of_rank(1),
        ],
    );
    for job in changed {
        let side = |tally: &Option<Tally>, of: fn(&Tally) -> String| {
            tally.as_ref().map_or_else(|| "-".to_owned(), of)
        };
        let change = |of: fn(&Tally) -> String| arrow(&side(&job.before, of), &side(&job.after, of));
        sheet.push(vec![
            escaped_name(&job.name).into(),
            change(|tally| count(tally.runs_covered)).into(),
            change(|tally| dollars(tally.overflow)).into(),
            change(|tally| count(tally.nights_covered)).into(),
        ]);
    }
    page.add(Block::Table(sheet));
}

/// What becomes of the overflow: `falls from $52.00 to $32.00`.
fn becomes((before, after): &(Tally, Tally)) -> String {
    let (before, after) = (before.overflow, after.overflow);
    let verb = match before.cmp(&after) {
        std::cmp::Ordering::Equal => return format!("stays at {}", dollars(after)),
        std::cmp::Ordering::Greater => "falls",
        std::cmp::Ordering::Less => "rises",
    };
    format!("{verb} from {} to {}", dollars(before), dollars(after))
}

/// `without release-notes and with load-test`.
fn what(answer: &Answer<'_, '_>) -> String {
    let names = |names: &[String]| listed(distinct(names.iter().map(|name| escaped_name(name))));
    match (answer.without.is_empty(), answer.added.is_empty()) {
        (true, true) => "nothing added".to_owned(),
        (false, true) => format!("without {}", names(&answer.without)),
        (true, false) => format!("with {}", names(&answer.added)),
        (false, false) => format!("without {} and with {}", names(&answer.without), names(&answer.added)),
    }
}

/// `Alice's credit now runs out on Thu 19 Nov instead of Fri 27 Nov; report loses 9 nights.`
fn sentence(answer: &Answer<'_, '_>, effect: &Effect) -> String {
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
        let day = |point: RunPoint| when(question, point).unwrap_or_else(|| "within the cycle".to_owned());
        parts.push(match (point(ledger.before), point(ledger.after)) {
            // The same day, or two that nobody knows.
            (Some(before), Some(after)) if when(question, before) == when(question, after) => continue,
            (Some(before), Some(after)) => {
                format!("{whose} runs out {} instead of {}", day(after), day(before))
            }
            (Some(before), None) => {
                format!("{whose}, which ran out {}, covers every run", day(before))
            }
            (None, Some(after)) => {
                format!("{whose}, which covered every run, runs out {}", day(after))
            }
            (None, None) => continue,
        });
    }
    for job in &effect.jobs {
        let (Some(before), Some(after)) = (&job.before, &job.after) else { continue };
        // Nights say more than runs, where they tell anything.
        let (had, has, noun) = if before.nights_covered == after.nights_covered {
            (before.runs_covered, after.runs_covered, "covered run")
        } else {
            (before.nights_covered, after.nights_covered, "covered night")
        };
        let name = escaped_name(&job.name);
        match has.cmp(&had) {
            std::cmp::Ordering::Less => parts.push(format!("{name} loses {}", counted(had - has, noun))),
            std::cmp::Ordering::Greater => parts.push(format!("{name} gains {}", counted(has - had, noun))),
            std::cmp::Ordering::Equal => {}
        }
    }
    if parts.is_empty() {
        return "Nothing changes for the other jobs.".to_owned();
    }
    format!("{}.", capitalized(&parts.join("; ")))
}
