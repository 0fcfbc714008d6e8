//! Days of a cycle as a month on a wall: a table, which is read as one.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::words::safe;
use crate::phrase::WEEKDAYS;
use crate::report::picture::{Calendar, DayState};

/// Draws a month, or the parts of two.
pub(super) fn draw(calendar: &Calendar) -> String {
    let titles =
        WEEKDAYS.map(|(short, long)| format!("<th scope=\"col\"><abbr title=\"{long}\">{short}</abbr></th>"));
    let head = titles.concat();
    let mut text = format!(
        "<table class=\"month\">\n<caption>{}</caption>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n",
        safe(&calendar.title)
    );
    let first = calendar.days.first().map(|(day, _)| *day);
    for week in calendar.days.chunk_by(|(one, _), (next, _)| monday(*one) == monday(*next)) {
        let cell = |weekday: i8| {
            let day = week.iter().find(|(day, _)| day.weekday().to_monday_zero_offset() == weekday);
            day.map_or_else(|| "<td></td>".to_owned(), |(day, state)| cell(*day, *state, first == Some(*day)))
        };
        text += &format!("<tr>{}</tr>\n", (0..7).map(cell).collect::<String>());
    }
    text + "</tbody>\n</table>\n"
}

fn monday(day: Date) -> Date {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
}

/// A day: its number, a sign, and the same in words for who does not see it.
fn cell(day: Date, state: DayState, is_first: bool) -> String {
    let class = match state {
        DayState::Covered => " class=\"good\"",
        DayState::Partly => " class=\"partly\"",
        DayState::Beyond | DayState::Refused => " class=\"bad\"",
        DayState::OnLimits | DayState::Idle | DayState::Past => " class=\"dim\"",
    };
    // The first day of a second month says which.
    let number =
        if day.day() == 1 && !is_first { day.strftime("%-d %b").to_string() } else { day.day().to_string() };
    let (sign, words) = (state.sign(), state.words());
    format!(
        "<td{class}>{number} <span aria-hidden=\"true\">{sign}</span><span class=\"sr\">{words}</span></td>"
    )
}
