//! What was planned, recorded and billed, and what stands between them.

use jiff::civil::Date;

use crate::answer::Reconcile;
use crate::answer::reconcile::{Cause, Missing, Part, Step};
use crate::phrase::{counted, distinct, escaped_name, listed_few};
use crate::report::number::{dollars, signed_dollars};
use crate::report::views::time;
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Role, Sheet};
use crate::units::{Usd, UsdDelta, length};

/// The three figures and their parts.
#[must_use]
pub fn reconciled(answer: &Reconcile) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer)));
    page.add(Block::Table(figures(answer)));
    let unexplained = answer.parts.iter().filter(|part| part.cause == Cause::NotExplained);
    for part in unexplained {
        page.caution(unexplained_in_words(part, answer));
    }
    if let Some(missing) = answer.missing {
        page.note(
            Role::Note,
            match missing {
                Missing::Plan => "No plan: name a scenario or a saved answer to see what was planned.",
                Missing::Records => "No records: add `--records PATH` to see which runs an amount is of.",
                Missing::Bill => "No bill: add `--bill FILE` to see what was billed.",
            },
        );
    }
    page.detail("The parts between two figures add up to their difference exactly.");
    let details = by_day(answer);
    page.details.extend(details.map(|table| ("Day by day".to_owned(), vec![Block::Table(table)])));
    page
}

/// `Billed $104.20 in November 2026, $14.60 less than planned`.
fn headline(answer: &Reconcile) -> String {
    let rise = |amount: Usd| UsdDelta::between(Usd::ZERO, amount);
    let figures = [
        ("Planned", answer.planned_usd.map(rise)),
        ("Recorded", answer.recorded_usd.map(rise)),
        ("Billed", answer.billed_usd),
    ];
    let mut known = figures.into_iter().filter_map(|(what, amount)| Some((what, amount?)));
    let Some((first_what, first)) = known.next() else { return "Nothing to compare".to_owned() };
    let (what, last) = known.next_back().unwrap_or((first_what, first));
    let bound = if answer.is_at_least { "≥" } else { "" };
    let time = time::period(answer.inputs.start, answer.inputs.end);
    let word = match (time.contains(" to "), answer.inputs.start == time::last(answer.inputs.end)) {
        (true, _) => "from",
        (false, true) => "on",
        (false, false) => "in",
    };
    let all = format!("{what} {bound}{} {word} {time}", signed(last));
    let beside = first_what.to_lowercase();
    let change = last.plus(first.opposite()).unwrap_or_default();
    match (change.is_zero(), change.is_rise()) {
        (true, _) => format!("{all}, as {beside}"),
        (false, true) => format!("{all}, {} more than {beside}", dollars(change.size())),
        (false, false) => format!("{all}, {} less than {beside}", dollars(change.size())),
    }
}

/// An amount that may be below zero.
fn signed(amount: UsdDelta) -> String {
    let sign = if amount.is_zero() || amount.is_rise() { "" } else { "-" };
    format!("{sign}{}", dollars(amount.size()))
}

/// The figures, and between them their parts.
fn figures(answer: &Reconcile) -> Sheet {
    let mut sheet = Sheet::new(
        "Reconciled",
        vec![
            Column::of_page("", Kind::Text).whole(),
            Column::of_page("runs", Kind::Figure),
            Column::of_page("amount", Kind::Figure).whole(),
            Column::of_page("where", Kind::Text).wrapped().of_rank(1),
        ],
    );
    let figure = |sheet: &mut Sheet, what: &str, runs: Option<u64>, amount: String| {
        let runs = runs.map_or(Cell::Empty, |runs| Cell::Text(crate::phrase::count(runs)));
        let strong = |cell: Cell| cell.marked(Emphasis::Strong);
        sheet.push(vec![strong(what.into()), runs, strong(amount.into()), Cell::Empty]);
    };
    let bound = if answer.is_at_least { "≥" } else { "" };
    if let Some(planned) = answer.planned_usd {
        figure(&mut sheet, "planned", answer.planned_runs, dollars(planned));
    }
    parts(&mut sheet, answer, Step::PlannedToRecorded);
    if let Some(recorded) = answer.recorded_usd {
        figure(&mut sheet, "recorded", answer.recorded_runs, dollars(recorded));
    }
    parts(&mut sheet, answer, Step::RecordedToBilled);
    parts(&mut sheet, answer, Step::PlannedToBilled);
    if let Some(billed) = answer.billed_usd {
        figure(&mut sheet, "billed", None, format!("{bound}{}", signed(billed)));
    }
    sheet
}

fn parts(sheet: &mut Sheet, answer: &Reconcile, step: Step) {
    for part in answer.parts.iter().filter(|part| part.between == step) {
        let runs = match part.runs {
            0 => Cell::Empty,
            more if more > 0 => Cell::Text(format!("+{more}")),
            fewer => Cell::Text(fewer.to_string()),
        };
        let mark = if part.cause == Cause::NotExplained { Emphasis::Partly } else { Emphasis::None };
        let change = Cell::from(signed_dollars(part.change_usd)).marked(mark);
        let year = answer.inputs.start.year();
        sheet.push(vec![format!("  {}", part.cause.word()).into(), runs, change, place(part, year).into()]);
    }
}

/// On which days, and of what: `claude-haiku-5-5, 12-14 Nov`.
fn place(part: &Part, year: i16) -> String {
    let items = distinct(part.details.iter().filter_map(|detail| detail.item.as_deref()));
    let items = listed_few(items.into_iter().map(escaped_name));
    let mut days: Vec<Date> = part.details.iter().filter_map(|detail| detail.day).collect();
    days.sort_unstable();
    days.dedup();
    let days = ranges(&days, year);
    [items, days].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ")
}

/// Days as few words: `5-7 and 12 Nov`; of very many, the first and the last.
fn ranges(days: &[Date], year: i16) -> String {
    const SHOWN_MAX: usize = 5;
    let mut ranges: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match ranges.last_mut() {
            Some((_, last)) if last.tomorrow().ok() == Some(*day) => *last = *day,
            _ => ranges.push((*day, *day)),
        }
    }
    let month = |day: Date| {
        let format = if day.year() == year { "%-d %b" } else { "%-d %b %Y" };
        day.strftime(format).to_string()
    };
    if ranges.len() > SHOWN_MAX
        && let (Some((first, _)), Some((_, last))) = (ranges.first(), ranges.last())
    {
        return format!("{} from {} to {}", counted(length(days.len()), "day"), month(*first), month(*last));
    }
    let is_same_month = |one: Date, other: Date| (one.year(), one.month()) == (other.year(), other.month());
    let in_words = |(place, (first, last)): (usize, &(Date, Date))| {
        // A month is said once, behind its last day.
        let next = ranges.get(place + 1).is_some_and(|(next, _)| is_same_month(*last, *next));
        let end = if next { last.day().to_string() } else { month(*last) };
        match (first == last, is_same_month(*first, *last)) {
            (true, _) => end,
            (false, true) => format!("{}-{end}", first.day()),
            (false, false) => format!("{} to {end}", month(*first)),
        }
    };
    crate::phrase::listed(ranges.iter().enumerate().map(in_words))
}

fn unexplained_in_words(part: &Part, answer: &Reconcile) -> String {
    let amount = signed_dollars(part.change_usd);
    match part.between {
        Step::PlannedToRecorded => format!("{amount} from planned to recorded isn't explained."),
        Step::RecordedToBilled => format!(
            "{amount} from recorded to billed isn't explained: the bill has no tokens. Add the usage report of the same days with `--bill`."
        ),
        Step::PlannedToBilled if answer.missing == Some(Missing::Records) => {
            format!("{amount} from planned to billed isn't explained without records.")
        }
        Step::PlannedToBilled => format!("{amount} from planned to billed isn't explained."),
    }
}

/// Every part by day and item.
fn by_day(answer: &Reconcile) -> Option<Sheet> {
    let mut sheet = Sheet::new(
        "Day by day",
        vec![
            Column::of_page("cause", Kind::Text).whole(),
            Column::of_page("day", Kind::Text).whole(),
            Column::of_page("of", Kind::Text),
            Column::of_page("runs", Kind::Figure),
            Column::of_page("change", Kind::Figure).whole(),
        ],
    );
    let mut is_empty = true;
    for part in &answer.parts {
        for detail in &part.details {
            is_empty = false;
            let day = |day: Date| crate::phrase::day_in(day, answer.inputs.start.year());
            let runs = match detail.runs {
                0 => Cell::Empty,
                more if more > 0 => Cell::Text(format!("+{more}")),
                fewer => Cell::Text(fewer.to_string()),
            };
            sheet.push(vec![
                part.cause.word().into(),
                detail.day.map(day).into(),
                detail.item.as_deref().map(escaped_name).into(),
                runs,
                signed_dollars(detail.change_usd).into(),
            ]);
        }
    }
    (!is_empty).then_some(sheet)
}
