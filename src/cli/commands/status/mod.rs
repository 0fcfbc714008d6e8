//! `creditcalc status [PATH…]`.

mod asked;
mod balance;
mod coming;
mod reading;
mod session;

use std::path::PathBuf;

use jiff::Timestamp;

use asked::{Asked, asked};
use balance::{drift, kept_balance, read_at};
use coming::{of_machine, scheduled};
use reading::read;
use session::session_cost;

use crate::answer::Status;
use crate::answer::status::{Balance, Cycle, Inputs, Runs};
use crate::calendar::Instant;
use crate::cli::args::Status as Args;
use crate::cli::kept::{self, KeptBalance};
use crate::cli::peeked::is_input;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::phrase::{counted, exact_dollars};
use crate::pricing::PriceTable;
use crate::report::measured::{notes_on_not_counted, reports_not_counted};
use crate::report::number::dollars;
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::schedule::zone;
use crate::studies::Share;
use crate::studies::status::{self as study, Anchor};
use crate::units::Usd;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    if args.statusline {
        // Records or a scenario may be there instead.
        let is_taken = args.paths.iter().chain(&args.scenario).any(|path| is_input(path));
        let session = if is_taken { None } else { session_cost() };
        let table = shell.tables(world).ok();
        let told = table.as_ref().and_then(|table| told(shell, args, table, world).ok());
        let line = views::status_line(told.as_ref().map(|told| &told.answer), session);
        let bytes = line.map(|line| (line + "\n").into_bytes()).unwrap_or_default();
        return Ok(CommandOutput { bytes, ..CommandOutput::default() });
    }
    let table = shell.tables(world)?;
    let told = told(shell, args, &table, world)?;
    let Told { answer, asked, notes, skipped, files } = &told;
    let mut all = Notes::from(notes.clone());
    all.cautions(asked.cautions.iter().cloned());
    let output = shell.write(&Shown { answer, asked }, all, world)?;
    let refusals = refusals(args, answer);
    Ok(CommandOutput { skipped: skipped.clone(), files: files.clone(), refusals, ..output })
}

/// The answer, and what to say about it.
struct Told<'t> {
    answer: Status,
    asked: Asked<'t>,
    notes: Vec<String>,
    skipped: Vec<String>,
    files: Vec<(PathBuf, String, &'static str)>,
}

struct Shown<'a, 't> {
    answer: &'a Status,
    asked: &'a Asked<'t>,
}

impl Report<Failure> for Shown<'_, '_> {
    fn page(&self) -> Page {
        views::status(self.answer, self.asked.cycle, self.asked.program, self.asked.as_of)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::status_row(self.answer).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Status { notes: notes.to_vec(), ..self.answer.clone() })
    }
}

/// All of it.
fn told<'t>(
    shell: &Shell<'_>,
    args: &Args,
    table: &'t PriceTable,
    world: &World<'_>,
) -> Result<Told<'t>, Failure> {
    let mut asked = asked(shell, args, table, world)?;
    let read = read(shell, args, &asked, table, world)?;
    let mut notes = std::mem::take(&mut asked.notes);
    notes.extend(read.notes);
    let kept = kept_balance(args, &mut asked, &mut notes, world)?;
    let question = question(args, &asked, asked.now);
    let (anchor, drift, files) = match &args.balance {
        Some(balance) => {
            let at = read_at(balance, &asked)?;
            let anchor = Anchor { left: balance.balance, at };
            let drift = drift(&read.measured, &question, kept.as_ref(), anchor)?;
            let new = KeptBalance::new(anchor.left, Instant::on_clock_of(&asked.zone, at), drift);
            (Some(anchor), drift, vec![(kept::make_place(world)?, new.text(), "balance")])
        }
        None => {
            let kept =
                kept.map(|kept| (Anchor { left: kept.balance_usd, at: kept.at.timestamp() }, kept.drift_usd));
            (kept.map(|(anchor, _)| anchor), kept.and_then(|(_, drift)| drift), Vec::new())
        }
    };
    let status = study::status(&read.measured, &study::Question { anchor, ..question })?;
    if let Some(nothing) = read.nothing {
        // What the console shows is known without records; of a whole credit nobody knows what is left of it.
        if anchor.is_none() {
            return Err(nothing.into());
        }
        notes.push(nothing.title);
    }
    let left = status.left.filter(|left| !left.is_zero());
    if !args.statusline && args.scenario.is_none() && args.paths.is_empty() && left.is_some() {
        let here = of_machine(shell, args, &asked, table, world);
        asked.scenario = (!here.jobs.is_empty()).then(|| "scan".to_owned());
        asked.jobs = here.jobs;
        if here.without_cost > 0 && asked.scenario.is_some() {
            let (jobs, have) = (
                counted(here.without_cost, "agent job"),
                if here.without_cost == 1 { "has" } else { "have" },
            );
            asked.cautions.push(format!(
                "{jobs} {have} no records here, so the end by the schedule doesn't count {}",
                if here.without_cost == 1 { "it" } else { "them" }
            ));
        }
    }
    let scheduled = left.and_then(|left| scheduled(&asked, left, table));
    if scheduled.is_none() {
        asked.scenario = None;
    }
    asked.cautions.extend(about(&status));
    asked.cautions.extend(reports_not_counted(&read.measured));
    let outlook = status.outlook(asked.now, scheduled);
    let on_clock = |at: Timestamp| Instant::on_clock_of(&asked.zone, at);
    let balance = anchor.map(|anchor| Balance {
        anchored_usd: anchor.left,
        at: on_clock(anchor.at),
        since_usd: status.since_anchor,
        now_usd: anchor.left.less(status.since_anchor),
        drift_usd: drift,
    });
    let is_known = status.credit.is_some() || anchor.is_some();
    let answer = Status {
        schema: crate::answer::status::ShapeName,
        inputs: Inputs {
            now: on_clock(asked.now),
            program: asked.program.id.clone(),
            plan: asked.holding.as_ref().map(|holding| holding.id().to_owned()),
            zone: zone::name(&asked.zone).into_owned(),
            pricing_digest: table.digest().to_owned(),
            scenario: asked.scenario.clone(),
        },
        cycle: Cycle { start: asked.cycle.period().start(), end: asked.cycle.period().end() },
        credit_usd: status.credit,
        drawn_usd: status.drawn,
        left_usd: status.left,
        beyond_usd: is_known.then_some(status.beyond),
        balance,
        ends_at: outlook.ends_at.map(on_clock),
        ends_by: outlook.ends_by,
        expires_usd: outlook.expires,
        runs_that_fit: outlook.fits,
        pace_usd_per_day: status.pace,
        asking: runs(status.asking),
        programmatic: runs(status.programmatic),
        interactive: runs(status.interactive),
        unknown: runs(status.unknown),
        no_credit_reason: status.no_credit.and_then(|why| {
            why.reason(asked.holding.as_ref().and_then(|holding| holding.plan), asked.program)
        }),
        unknown_sign_in_runs: if args.plan.auth.is_none() { status.unknown_sign_in } else { 0 },
        undated_runs: status.not_counted.undated,
        unpriced: status.not_counted.unpriced.keys().cloned().collect(),
        notes: Vec::new(),
    };
    Ok(Told { answer, asked, notes, skipped: read.skipped, files })
}

fn runs(share: Share) -> Runs {
    Runs { runs: share.runs, cost_usd: share.cost, is_at_least: share.is_at_least }
}

fn question<'q, 't>(args: &Args, asked: &'q Asked<'t>, now: Timestamp) -> study::Question<'q, 't> {
    study::Question {
        program: asked.program,
        holding: asked.holding.as_ref(),
        auth: args.plan.auth,
        days: asked.cycle.period(),
        zone: &asked.zone,
        now,
        anchor: None,
    }
}

/// What to know about the figures.
fn about(status: &study::Status<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if !status.is_empty() {
        notes.push(
            "transcripts are a lower bound: titles and other side calls are billed and not logged".to_owned(),
        );
    }
    if status.unknown.runs > 0 {
        let (runs, cost) = (counted(status.unknown.runs, "run"), dollars(status.unknown.cost));
        let (dont, draw, them) =
            if status.unknown.runs == 1 { ("doesn't", "draws", "it") } else { ("don't", "draw", "them") };
        notes.push(format!(
            "{runs} ({cost}) {dont} say who started {them} and {draw} nothing here; to count {them} as programmatic, add \
            `--entrypoint NAME`"
        ));
    }
    notes.extend(notes_on_not_counted(&status.not_counted));
    notes
}

/// What the gate says against what runs asked for.
fn refusals(args: &Args, answer: &Status) -> Vec<String> {
    // Of a balance that somebody read, what is gone of the credit is known better than by the records.
    let asked = match (&answer.balance, answer.drawn_usd, answer.beyond_usd) {
        (Some(_), Some(drawn), Some(beyond)) => drawn.plus(beyond).unwrap_or(drawn),
        _ if answer.credit_usd.is_some_and(Usd::is_zero) => answer.programmatic.cost_usd,
        _ => answer.asking.cost_usd,
    };
    let over = args.fail_over.filter(|limit| asked > *limit);
    let refusal = |limit: Usd| {
        let (asked, limit) = (exact_dollars(asked), exact_dollars(limit));
        format!("runs asked for {asked} in this cycle, and --fail-over allows {limit}")
    };
    over.map(refusal).into_iter().collect()
}
