//! Which job signs in how, and what it draws: where they differ.

use crate::ledger::{JobUse, Scenario};
use crate::pricing::{Draws, Surface};
use crate::report::views::rules;
use crate::report::{Block, Kind, Page, Sheet};
use crate::schedule::Job;

/// Adds a table of it, where the jobs are not alike.
pub(super) fn describe(page: &mut Page, scenario: &Scenario<'_>, jobs: &[Job], uses: &[JobUse]) {
    if !scenario.has_several_uses() {
        return;
    }
    let columns = [
        ("job", Kind::Text),
        ("started by", Kind::Text),
        ("signed in with", Kind::Text),
        ("draws", Kind::Text),
    ];
    let mut sheet = Sheet::of_page(&columns);
    for (job, by) in jobs.iter().zip(uses) {
        let named = match job.used.sign_in {
            Some(sign_in) => format!(" ({})", sign_in.named),
            None if scenario.auth.is_none() => ", assumed".to_owned(),
            None => String::new(),
        };
        let with = format!("{}{named}", rules::sign_in(by.auth));
        sheet.push(vec![(&job.name).into(), starter(by.surface).into(), with.into(), drawn(by.draws).into()]);
    }
    page.add(Block::Table(sheet));
}

fn starter(surface: Surface) -> &'static str {
    match surface {
        Surface::GithubAction => "the action",
        Surface::ClaudeP => "a command",
        other => other.word(),
    }
}

fn drawn(draws: Draws) -> &'static str {
    match draws {
        Draws::Credit => "the plan's credit",
        Draws::ApiSpend => "API spend",
        Draws::PlanWindows => "plan limits",
        Draws::NotPermitted => "nothing: not permitted",
    }
}
