//! One program: who can use its credit, which runs draw it, and what else its publisher wrote.

use jiff::civil::Date;

use super::{add_source, name_of, status};
use crate::phrase::day_in;
use crate::pricing::{Auth, DefaultExhaustion, Draws, Pooling, Program, Surface};
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Sheet};

/// Adds its rules; with their reasons and all terms where everything is explained.
pub(super) fn add(page: &mut Page, program: &Program, day: Date, explains: bool) {
    page.add(Block::Headline(format!("{}: {}", name_of(program), status(program, day))));
    page.text(rules(program));
    page.add(Block::Table(uses(program)));
    if program.history.len() > 1 {
        page.add(Block::Table(history(program, day)));
    }
    if explains {
        page.add(Block::Heading("Why".to_owned()));
        page.add(Block::Table(reasons(program)));
        program.terms.iter().for_each(|term| page.text(term.clone()));
    }
    add_source(page, program, day);
    if !explains && !program.terms.is_empty() {
        page.text(format!("For the reasons and {} more rules, add `--explain`.", program.terms.len()));
    }
}

/// How runs sign in, whose the credit is, and what happens at its end.
fn rules(program: &Program) -> String {
    let sign_in = match program.sign_in {
        Auth::Plan => "Runs must be signed in with the plan.",
        Auth::ApiKey => "Runs must use an API key.",
        Auth::Cloud => "Runs must use a cloud account.",
    };
    let whose = match program.pooling {
        Pooling::PerUser => "Each person has their own credit.",
        Pooling::Organization => "The organization shares one credit.",
    };
    let end = match program.exhaustion {
        DefaultExhaustion::Stop => "When it's used up, requests are refused unless you have other credits.",
        DefaultExhaustion::Bill => "When it's used up, the rest is billed at API rates.",
    };
    format!("{sign_in} {whose} {end} It renews {}.", program.renewal)
}

/// What each use draws, by how it is signed in.
fn uses(program: &Program) -> Sheet {
    let auths: Vec<Auth> = Auth::OF_PROGRAMS.into_iter().map(|(_, auth)| auth).collect();
    let mut columns = vec![Column::of_page("surface", Kind::Text)];
    columns.extend(auths.iter().map(|auth| {
        let title = match auth {
            Auth::Plan => "signed in with the plan",
            Auth::ApiKey => "with an API key",
            Auth::Cloud => "with a cloud account",
        };
        Column::of_page(title, Kind::Text)
    }));
    let mut sheet = Sheet::new("Uses", columns);
    for (word, surface) in Surface::WORDS {
        let drawn =
            |auth: &Auth| program.rule_for(surface, *auth).map_or(Cell::Unknown, |rule| draws(rule.draws));
        sheet.push(std::iter::once(Cell::from(word)).chain(auths.iter().map(drawn)).collect());
    }
    sheet
}

fn draws(draws: Draws) -> Cell {
    match draws {
        Draws::Credit => Cell::from("credit").marked(Emphasis::Good),
        Draws::PlanWindows => Cell::from("plan limits ($0)"),
        Draws::ApiSpend => Cell::from("API rates"),
        Draws::NotPermitted => Cell::from("not permitted").marked(Emphasis::Bad),
    }
}

fn history(program: &Program, day: Date) -> Sheet {
    let columns = vec![
        Column::of_page("since", Kind::Text),
        Column::of_page("status", Kind::Text).whole(),
        Column::of_page("", Kind::Text).wrapped(),
    ];
    let mut sheet = Sheet::new("History", columns);
    for change in &program.history {
        sheet.push(vec![
            day_in(change.from, day.year()).into(),
            change.status.word().replace('-', " ").into(),
            change.citation.note.as_ref().into(),
        ]);
    }
    sheet
}

fn reasons(program: &Program) -> Sheet {
    let columns = vec![
        Column::of_page("surface", Kind::Text),
        Column::of_page("sign-in", Kind::Text).whole(),
        Column::of_page("draws", Kind::Text).whole(),
        Column::of_page("because", Kind::Text).wrapped(),
    ];
    let mut sheet = Sheet::new("Reasons", columns);
    for (surface_word, surface) in Surface::WORDS {
        for (auth_word, auth) in Auth::OF_PROGRAMS {
            if let Some(rule) = program.rule_for(surface, auth) {
                sheet.push(vec![
                    surface_word.into(),
                    auth_word.into(),
                    draws(rule.draws),
                    (&rule.reason).into(),
                ]);
            }
        }
    }
    sheet
}
