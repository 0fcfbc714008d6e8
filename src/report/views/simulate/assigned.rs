//! Where jobs are better placed.

use crate::answer::simulate::results::Answer;
use crate::phrase::{counted, escaped_name};
use crate::report::number::dollars;
use crate::report::programs::{self, Both};
use crate::report::{Block, Kind, Page, Sheet};
use crate::units::length;

/// Adds the moves that leave the least overflow, if these are asked for.
pub(super) fn lead(page: &mut Page, answer: &Answer<'_, '_>) {
    let Some(assignment) = &answer.assignment else { return };
    let moves = answer.moves();
    let (before, after) = (dollars(assignment.overflow_before), dollars(assignment.overflow));
    let line = match moves.as_slice() {
        [] => format!("No move helps: the overflow stays at {after}"),
        [(job, from, to)] => {
            let [job, from, to] = [job, from, to].map(|name| escaped_name(name));
            format!("Move {job} from {from} to {to}: {after} of overflow instead of {before}")
        }
        several => {
            let moves = counted(length(several.len()), "move");
            format!("{moves} leave {after} of overflow instead of {before}")
        }
    };
    let both = Both::of_jobs(answer.question, answer.simulated.in_force.as_ref());
    let under = both.map(|both| format!(" ({})", programs::short(both.own))).unwrap_or_default();
    page.add(Block::Headline(line + &under));
    if !assignment.is_least() {
        let least = dollars(assignment.at_least);
        page.text(format!("This is the best found; at least {least} of overflow is unavoidable."));
    } else if !assignment.overflow.is_zero() {
        page.text("No other assignment leaves less.");
    }
    if moves.len() > 1 {
        let mut sheet = Sheet::of_page(&["move", "from", "to"].map(|title| (title, Kind::Text)));
        for (job, from, to) in moves {
            sheet.push([job, from, to].map(|name| escaped_name(name).into()).to_vec());
        }
        page.add(Block::Table(sheet));
    }
    if !answer.moves().is_empty() {
        page.add(Block::Heading("Before the moves".to_owned()));
    }
}
