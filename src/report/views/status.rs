//! How far a cycle has got: what is left, until when, and who used what.

use jiff::civil::Date;

use crate::answer::Status;
use crate::answer::status::Runs;
use crate::calendar::{BillingCycle, Instant};
use crate::phrase::{counted, day_in};
use crate::pricing::Program;
use crate::report::measured::unknown_sign_in;
use crate::report::number::{dollars, whole_dollars};
use crate::report::views::{rules, time};
use crate::report::{Block, Cell, Column, Kind, Page, Role, Sheet};
use crate::studies::status::EndsBy;
use crate::units::Usd;

/// What is left and until when, over who used what.
#[must_use]
pub fn status(answer: &Status, cycle: BillingCycle, program: &Program, as_of: Date) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer, cycle)));
    page.text(balance(answer, cycle));
    if [answer.programmatic, answer.interactive, answer.unknown].iter().any(|runs| runs.runs > 0) {
        page.add(Block::Table(who(answer)));
    }
    if let Some(reason) = &answer.no_credit_reason {
        let some = if answer.asking.runs > 0 { "Some programmatic runs" } else { "Programmatic runs" };
        page.text(format!("{some} draw no credit: {reason}."));
    }
    page.text(pace(answer, cycle));
    if answer.unknown_sign_in_runs > 0 && answer.credit_usd.is_some() {
        let runs = unknown_sign_in(answer.unknown_sign_in_runs);
        page.note(
            Role::SignedIn,
            format!("{runs}: counted as this credit needs. With your plan's sign-in, add `--auth plan`."),
        );
    }
    if answer.credit_usd.is_none() {
        page.note(
            Role::SignedIn,
            "Which credit pays? Name your plan: `--plan max` (`creditcalc plans` lists them).",
        );
    } else if !program.in_force_on(as_of) {
        page.note(rules::role(program, as_of), rules::these(program, as_of));
    }
    page
}

/// `$61.20 of $100 left, until Thu 26 Nov 02:30 by the schedule`.
fn headline(answer: &Status, cycle: BillingCycle) -> String {
    let period = time::cycle(cycle);
    let Some(left) = answer.left_usd else {
        let runs = counted(answer.programmatic.runs, "programmatic run");
        let cost = dollars(answer.programmatic.cost_usd);
        return match answer.programmatic.runs {
            0 => format!("No programmatic runs in {period}"),
            _ => format!("{runs} in {period}: {}{cost}", at_least(answer.programmatic)),
        };
    };
    if answer.credit_usd.is_some_and(Usd::is_zero) {
        let plan = answer.inputs.plan.as_deref().unwrap_or_default();
        let used = answer.programmatic;
        let cost = dollars(used.cost_usd);
        return format!("{plan} has no credit; programs used {}{cost} in {period}", at_least(used));
    }
    let of = answer.credit_usd.map(|credit| format!(" of {}", whole_dollars(credit))).unwrap_or_default();
    if left.is_zero() {
        let since = answer.ends_at.map(|at| format!(" since {}", instant(at, cycle))).unwrap_or_default();
        let beyond = answer.beyond_usd.filter(|beyond| !beyond.is_zero());
        let beyond = beyond.map(|beyond| format!(", {} beyond it", dollars(beyond))).unwrap_or_default();
        return format!("$0{of} left{since}{beyond}");
    }
    let left = dollars(left);
    match (answer.ends_at, answer.ends_by) {
        (Some(at), Some(EndsBy::Schedule)) => {
            format!("{left}{of} left, until {} by the schedule", instant(at, cycle))
        }
        (Some(at), _) => format!("{left}{of} left, until about {} at this pace", day(at, cycle)),
        (None, Some(EndsBy::Schedule)) => format!("{left}{of} left, enough for {period} by the schedule"),
        (None, Some(_)) => format!("{left}{of} left, enough for {period} at this pace"),
        (None, None) => format!("{left}{of} left in {period}"),
    }
}

fn instant(at: Instant, cycle: BillingCycle) -> String {
    time::clock(at.zoned().datetime(), cycle.period().start().year())
}

fn day(at: Instant, cycle: BillingCycle) -> String {
    time::day(at.zoned().date(), cycle)
}

fn at_least(runs: Runs) -> &'static str {
    if runs.is_at_least { "at least " } else { "" }
}

fn who(answer: &Status) -> Sheet {
    let columns = vec![
        Column::of_page("started by", Kind::Text),
        Column::of_page("runs", Kind::Count),
        Column::of_page("cost", Kind::Money),
    ];
    let mut sheet = Sheet::new("Runs", columns);
    let rows =
        [("programs", answer.programmatic), ("people", answer.interactive), ("unknown", answer.unknown)];
    for (name, runs) in rows.into_iter().filter(|(_, runs)| runs.runs > 0) {
        let cost = dollars(runs.cost_usd);
        let cost = if runs.is_at_least { format!("≥{cost}") } else { cost };
        sheet.push(vec![name.into(), runs.runs.into(), Cell::from(runs.cost_usd).shown(cost)]);
    }
    sheet
}

/// `$1.94 a day so far. 18 more average runs ($3.23) fit. $12.00 expires on Tue 1 Dec.`
fn pace(answer: &Status, cycle: BillingCycle) -> String {
    let mut said = Vec::new();
    let asking = answer.asking;
    if let Some(pace) = answer.pace_usd_per_day.filter(|_| asking.runs > 0) {
        said.push(format!("{} a day so far.", dollars(pace)));
    }
    if let Some(fits) = answer.runs_that_fit.filter(|_| !answer.left_usd.is_none_or(Usd::is_zero)) {
        let more = counted(fits, "more average run");
        let fit = if fits == 1 { "fits" } else { "fit" };
        said.push(format!("{more} ({}) {fit}.", dollars(asking.cost_usd.mean_of(asking.runs))));
    }
    if let Some(expires) = answer.expires_usd.filter(|expires| !expires.is_zero()) {
        let about = if answer.ends_by == Some(EndsBy::Rate) { "About " } else { "" };
        let end = time::day(answer.cycle.end, cycle);
        said.push(format!("{about}{} would expire on {end}.", dollars(expires)));
    }
    said.join(" ")
}

fn balance(answer: &Status, cycle: BillingCycle) -> String {
    let Some(balance) = &answer.balance else { return String::new() };
    let mut said = format!(
        "The console had {} on {}; runs asked for {} since.",
        dollars(balance.anchored_usd),
        instant(balance.at, cycle),
        dollars(balance.since_usd)
    );
    if let Some(drift) = balance.drift_usd.filter(|drift| !drift.is_zero()) {
        let (size, way) = (dollars(drift.size()), if drift.is_rise() { "more" } else { "less" });
        said += &format!(" It had {size} {way} than these records said.");
    }
    said
}

/// The same in one line, behind what the session cost; `None` where nothing is known.
#[must_use]
pub fn status_line(answer: Option<&Status>, session: Option<Usd>) -> Option<String> {
    let mut parts: Vec<String> =
        session.map(|cost| format!("session {}", dollars(cost))).into_iter().collect();
    if let Some(answer) = answer {
        parts.extend(in_short(answer));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What is left, until when, and for how many runs; or what programs used, where no credit is known.
fn in_short(answer: &Status) -> Vec<String> {
    let (left, credit) = (answer.left_usd, answer.credit_usd);
    if let Some(left) = left.filter(|_| !credit.is_some_and(Usd::is_zero)) {
        let of = credit.map(|credit| format!(" of {}", whole_dollars(credit))).unwrap_or_default();
        let ends = answer.ends_at.map(|at| day_in(at.zoned().date(), answer.cycle.start.year()));
        let until = if left.is_zero() { "gone since" } else { "until" };
        let fits = answer.runs_that_fit.filter(|_| !left.is_zero());
        return std::iter::once(format!("credit {}{of}", dollars(left)))
            .chain(ends.map(|day| format!("{until} {day}")))
            .chain(fits.map(|fits| counted(fits, "more run")))
            .collect();
    }
    let used = answer.programmatic;
    let used = (used.runs > 0).then(|| format!("programs {} this cycle", dollars(used.cost_usd)));
    used.into_iter().collect()
}
