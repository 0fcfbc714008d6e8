//! A schedule in words.
//!
//! The words are made from the days and times that are walked and not from how they were written, so that
//! they say what happens.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::{
    Bits, ChangeEffect, ClockChange, DaysOfMonth, DaysOfWeek, Interval, Job, Joined, Recurrence, Times,
    Timing, zone,
};
use crate::phrase::{WEEKDAYS, count, counted, day_in, listed, ordinal};

/// When something happens: `at 03:00 on Monday to Friday`.
#[must_use]
pub fn words(recurrence: &Recurrence) -> String {
    let days = &recurrence.days;
    let (of_month, of_week) = (&days.of_month, &days.of_week);
    let (times, is_all_day) = times(&recurrence.times);
    let mut parts = vec![times];
    let in_months = if days.months.len() < 12 { Some(months(days.months)) } else { None };
    // A range of months is none of days: `the 3rd of each month from March to May`.
    let of = match &in_months {
        Some(months) if months.contains(" to ") => format!("each month from {months}"),
        Some(months) => months.clone(),
        None => "the month".to_owned(),
    };
    // One of either is every day where one of the two is.
    let is_either = days.joined == Joined::Either;
    let is_every_day = if is_either {
        of_month.is_every() || of_week.is_every()
    } else {
        of_month.is_every() && of_week.is_every()
    };
    if is_every_day {
        parts.extend((!is_all_day).then(|| "every day".to_owned()));
        parts.extend(in_months.map(|months| format!("in {months}")));
    } else if of_month.is_every() {
        parts.push(format!("on {}", weekdays(of_week, "the month")));
        parts.extend(in_months.map(|months| format!("in {months}")));
    } else if of_week.is_every() {
        parts.push(format!("on {}", month_days(of_month, &of)));
    } else {
        let (month, week) = (month_days(of_month, &of), weekdays(of_week, "the month"));
        let months = in_months.map(|months| format!(" in {months}")).unwrap_or_default();
        parts.push(match days.joined {
            Joined::Either if week.contains(" of ") || week.contains(" to ") => {
                format!("on {month}, and also on {week}{months}")
            }
            Joined::Either => format!("on {month}, and also on every {week}{months}"),
            Joined::Both if week.contains(" to ") => format!("on {month}, where that is a day of {week}"),
            Joined::Both if week.contains(" of ") => {
                format!("on {month}, where that is {}", week.replace(" and ", " or "))
            }
            Joined::Both => format!(
                "on {month}, where that is a {}",
                week.replace(" and ", " or a ").replace(", ", ", a ")
            ),
        });
    }
    let is_always =
        days.years.iter().any(|years| years.step == 1 && years.first <= 1970 && years.last >= 2199);
    if !days.years.is_empty() && !is_always {
        let years = days.years.iter().map(|years| match (years.first == years.last, years.step) {
            (true, _) => years.first.to_string(),
            (false, 1) => format!("{} to {}", years.first, years.last),
            (false, step) => format!(
                "every {} year of {} to {}",
                ordinal(u64::from(step.unsigned_abs())),
                years.first,
                years.last
            ),
        });
        parts.push(format!("in {}", listed(years)));
    }
    if recurrence.guard.is_some() {
        parts.push("if its command's test of the date holds".to_owned());
    }
    parts.join(" ")
}

/// When a job runs, on its own clock.
#[must_use]
pub fn job_words(job: &Job) -> String {
    in_words(job, |_| String::new())
}

/// When a job runs, with its zone.
#[must_use]
pub fn job_words_with_zone(job: &Job) -> String {
    in_words(job, |recurrence| format!(", {} time", zone::name(&recurrence.zone)))
}

fn in_words(job: &Job, zone: impl Fn(&Recurrence) -> String) -> String {
    let at_once =
        if job.at_once == 1 { String::new() } else { format!(", {} at once", counted(job.at_once, "run")) };
    let words = match &job.timing {
        Timing::At(Recurrence { guard: Some(guard), .. }) if guard.is_never => {
            "never: its command doesn't reach its agent".to_owned()
        }
        Timing::At(recurrence) => words(recurrence) + &zone(recurrence),
        Timing::Spread(times) => format!("{} a cycle, spread evenly", counted(*times, "run")),
        Timing::Every(interval) => format!("every {}, from an unknown start", length_words(*interval)),
        Timing::Off => "switched off, no runs".to_owned(),
        Timing::Never => "when the machine starts, at no fixed time".to_owned(),
    };
    words + &at_once
}

/// The length of an interval: `2 hours`, `1 hour 30 minutes`, and `hour` for one hour.
#[must_use]
pub fn length_words(interval: Interval) -> String {
    let mut rest = interval.seconds();
    let mut parts = Vec::new();
    for (size, unit) in [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")] {
        if rest >= size {
            parts.push(counted(rest / size, unit));
        }
        rest %= size;
    }
    let words = parts.join(" ");
    words.strip_prefix("1 ").filter(|unit| !unit.contains(' ')).map_or(words.clone(), str::to_owned)
}

/// Why nothing is to come: no day is named at all, or none any more.
#[must_use]
pub fn silence_words(recurrence: &Recurrence) -> &'static str {
    if !recurrence.after(Timestamp::UNIX_EPOCH, 1).is_empty() {
        "It doesn't run any more: all its days are in the past."
    } else if recurrence.guard.is_some() {
        "It never runs: its command doesn't reach its agent on any of its days."
    } else {
        "It never runs: no year has such a day."
    }
}

/// What a change of the clock does to a schedule, as a sentence. Its day has its year where that is not `year`.
#[must_use]
pub fn change_words(change: &ClockChange, year: i16) -> String {
    let clock_of = |time: DateTime| {
        if time.date() == change.from.date() {
            time.strftime("%H:%M").to_string()
        } else {
            format!("{} {}", day_in(time.date(), year), time.strftime("%H:%M"))
        }
    };
    let (from, until) = (clock_of(change.from), clock_of(change.until));
    let day = day_in(change.from.date(), year);
    match change.effect {
        ChangeEffect::CaughtUp => {
            format!("{day}: the clock skips {from} to {until}; runs due then start at {until}.")
        }
        ChangeEffect::Dropped => {
            format!("{day}: the clock skips {from} to {until}; runs due then don't start.")
        }
        ChangeEffect::EachTime => {
            format!("{day}: the clock repeats {from} to {until}; runs due then start twice.")
        }
        ChangeEffect::FirstTime => {
            format!("{day}: the clock repeats {from} to {until}; runs due then start only once.")
        }
    }
}

/// The times of a day, and whether they go on all day long.
fn times(times: &Times) -> (String, bool) {
    let (hours, minutes) = (times.hours, times.minutes);
    let is_all_day = hours.len() == 24;
    let seconds: Vec<u32> = times.seconds.clone();
    let clock = |hour: u8, minute: u8| match seconds.as_slice() {
        [0] => format!("{hour:02}:{minute:02}"),
        [second] => format!("{hour:02}:{minute:02}:{}", second_words(*second)),
        _ => format!("{hour:02}:{minute:02}"),
    };
    if let [_, _, ..] = seconds.as_slice() {
        return (many_seconds(times), is_all_day);
    }
    if hours.len() * minutes.len() <= 6 {
        let all: Vec<String> = hours
            .iter()
            .flat_map(|hour| minutes.iter().map(move |minute| (hour, minute)))
            .map(|(h, m)| clock(h, m))
            .collect();
        return (format!("at {}", listed(&all)), false);
    }
    let at_second = match seconds.first() {
        Some(0) | None => String::new(),
        Some(second) => format!(", at second {}", second_words(*second)),
    };
    let only = minutes.iter().next().filter(|_| minutes.len() == 1);
    let text = match (only, progression(hours)) {
        (Some(0), _) if is_all_day => "every hour, on the hour".to_owned(),
        (Some(minute), _) if is_all_day => format!("every hour at minute {minute}"),
        (Some(minute), Some((first, last, step))) => {
            let step = if step == 1 { "every hour".to_owned() } else { format!("every {step} hours") };
            format!("{step} from {} to {}", clock(first, minute), clock(last, minute))
        }
        (Some(minute), None) => {
            format!("at {}", listed(hours.iter().map(|hour| clock(hour, minute))))
        }
        (None, _) => format!("{}{}", minutes_words(minutes, is_all_day), hours_words(hours)),
    };
    (text + &at_second, is_all_day)
}

/// Several seconds of a minute.
fn many_seconds(times: &Times) -> String {
    let seconds: Vec<String> = times.seconds.iter().map(|second| second_words(*second)).collect();
    let step = times.seconds.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or_default();
    let is_even = times.seconds.windows(2).all(|pair| pair[1] - pair[0] == step);
    let (first, last) = (
        times.seconds.first().copied().unwrap_or_default(),
        times.seconds.last().copied().unwrap_or_default(),
    );
    let goes_around = last + step == 60_000_000 + first;
    let every = if step == 1_000_000 {
        "every second".to_owned()
    } else {
        format!("every {} seconds", plain_seconds(step))
    };
    let often = match seconds.as_slice() {
        _ if is_even && goes_around && first == 0 => every,
        few if few.len() <= 6 => format!("at the seconds {}", listed(few)),
        _ if is_even && goes_around => format!("{every} from second {}", second_words(first)),
        _ if is_even => format!("{every} from second {} to {}", second_words(first), second_words(last)),
        many => format!("{} times a minute", count(u64::try_from(many.len()).unwrap_or(u64::MAX))),
    };
    if times.minutes.len() == 60 && times.hours.len() == 24 {
        return often;
    }
    let of = Times { seconds: vec![0], ..times.clone() };
    format!("{often} of these minutes: {}", self::times(&of).0)
}

/// `0.5`, `2`: a step of seconds.
fn plain_seconds(micros: u32) -> String {
    let text = second_words(micros);
    let text = text.trim_start_matches('0');
    if text.starts_with('.') { format!("0{text}") } else { text.to_owned() }
}

fn second_words(micros: u32) -> String {
    let (second, fraction) = (micros / 1_000_000, micros % 1_000_000);
    if fraction == 0 {
        format!("{second:02}")
    } else {
        format!("{second:02}.{fraction:06}").trim_end_matches('0').to_owned()
    }
}

/// Several minutes of an hour.
fn minutes_words(minutes: Bits, of_every_hour: bool) -> String {
    let of = if of_every_hour { " of every hour" } else { "" };
    let all: Vec<u8> = minutes.iter().collect();
    match progression(minutes) {
        Some((0, 59, 1)) => "every minute".to_owned(),
        None if all == [0, 30] => "every 30 minutes".to_owned(),
        // As far from the last one to the first of the next hour as between the others.
        Some((0, last, step)) if last + step == 60 => format!("every {step} minutes"),
        Some((first, last, step)) if last + step == 60 + first => {
            format!("every {step} minutes from minute {first}{of}")
        }
        Some((first, last, 1)) => format!("every minute from minute {first} to {last}{of}"),
        Some((first, last, step)) => format!("every {step} minutes from minute {first} to {last}{of}"),
        None => {
            let all = listed(all.iter().map(ToString::to_string));
            format!("at the minutes {all}{of}")
        }
    }
}

/// The hours in which several minutes are.
fn hours_words(hours: Bits) -> String {
    match progression(hours) {
        Some((0, 23, 1)) => String::new(),
        Some((first, last, 1)) => format!(" from {first:02}:00 to {last:02}:59"),
        _ => {
            let all: Vec<String> = hours.iter().map(|hour| hour.to_string()).collect();
            match all.as_slice() {
                [hour] => format!(" from {hour:0>2}:00 to {hour:0>2}:59"),
                all => format!(" in the hours {}", listed(all)),
            }
        }
    }
}

/// First, last and step of numbers that are equally far apart, where there are at least three.
fn progression(numbers: Bits) -> Option<(u8, u8, u8)> {
    let all: Vec<u8> = numbers.iter().collect();
    let [first, second, .., last] = all.as_slice() else { return None };
    let step = second - first;
    all.windows(2).all(|pair| pair[1] - pair[0] == step).then_some((*first, *last, step))
}

fn month_days(days: &DaysOfMonth, of: &str) -> String {
    let mut parts = Vec::new();
    match progression(days.from_start) {
        Some((first, last, 1)) => {
            parts.push(format!("the {} to the {}", ordinal(first.into()), ordinal(last.into())));
        }
        Some((first, last, step)) if last + step > 31 => {
            parts.push(format!("every {} day from the {}", ordinal(step.into()), ordinal(first.into())));
        }
        _ => parts.extend(days.from_start.iter().map(|day| format!("the {}", ordinal(day.into())))),
    }
    match progression(days.from_end) {
        Some((1, count, 1)) => parts.push(format!("the last {count} days")),
        _ => parts.extend(days.from_end.iter().map(|day| match day {
            1 => "the last day".to_owned(),
            day => format!("the {}-last day", ordinal(day.into())),
        })),
    }
    if days.last_workday {
        parts.push("the last day from Monday to Friday".to_owned());
    }
    format!("{} of {of}", listed(&parts))
}

fn weekdays(days: &DaysOfWeek, of: &str) -> String {
    // A week as people read it begins with Monday.
    let from_monday: Bits = days.every.iter().map(|day| (day + 6) % 7).collect();
    let mut parts = match progression(from_monday) {
        Some((first, last, 1)) => vec![format!("{} to {}", weekday(first), weekday(last))],
        _ => from_monday.iter().map(|day| weekday(day).to_owned()).collect(),
    };
    for (nth, set) in days.nth.iter().enumerate() {
        let which = ["first", "second", "third", "fourth", "fifth"][nth];
        parts.extend(set.iter().map(|day| format!("the {which} {} of {of}", weekday((day + 6) % 7))));
    }
    parts.extend(days.last.iter().map(|day| format!("the last {} of {of}", weekday((day + 6) % 7))));
    listed(&parts)
}

fn weekday(from_monday: u8) -> &'static str {
    WEEKDAYS[usize::from(from_monday)].1
}

fn months(months: Bits) -> String {
    let name = |month: u8| {
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ][usize::from(month) - 1]
    };
    match progression(months) {
        Some((first, last, 1)) => format!("{} to {}", name(first), name(last)),
        _ => listed(months.iter().map(name)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::schedule::cron::{Cron, Dialect, parse};
    use crate::schedule::crontab::{self, Pick};
    use crate::schedule::{Kind, ReadUse, oncalendar};
    use crate::source::SourceFile;

    fn cron(expression: &'static str) -> String {
        let source = SourceFile::new("--cron", expression);
        match parse(&source, 0..expression.len(), Dialect::Machine).expect(expression) {
            Cron::Timed(times) => words(&times.in_zone(TimeZone::UTC)),
            Cron::AtBoot => "at boot".to_owned(),
        }
    }

    fn timer(expression: &'static str) -> String {
        let source = SourceFile::new("--oncalendar", expression);
        words(&oncalendar::parse(&source, 0..expression.len(), &TimeZone::UTC).expect(expression).recurrence)
    }

    #[test]
    fn words_say_what_happens() {
        for (expression, expected) in [
            ("0 3 * * *", "at 03:00 every day"),
            ("0 3 * * MON-FRI", "at 03:00 on Monday to Friday"),
            ("30 2,14 * * *", "at 02:30 and 14:30 every day"),
            ("*/15 * * * *", "every 15 minutes"),
            ("7/10 * * * *", "every 10 minutes from minute 7 of every hour"),
            ("*/30 * * * *", "every 30 minutes"),
            ("*/45 * * * *", "at the minutes 0 and 45 of every hour"),
            ("*/7 * * * *", "every 7 minutes from minute 0 to 56 of every hour"),
            ("*/61 * * * *", "every hour, on the hour"),
            ("@hourly", "every hour, on the hour"),
            ("30 * * * *", "every hour at minute 30"),
            ("0 9-17 * * 1-5", "every hour from 09:00 to 17:00 on Monday to Friday"),
            ("0 */2 * * *", "every 2 hours from 00:00 to 22:00 every day"),
            ("*/10 9-17 * * *", "every 10 minutes from 09:00 to 17:59 every day"),
            ("*/20 2 * * *", "at 02:00, 02:20 and 02:40 every day"),
            ("* * * * *", "every minute"),
            ("0 0 1,15 * *", "at 00:00 on the 1st and the 15th of the month"),
            ("0 0 */2 * *", "at 00:00 on every 2nd day from the 1st of the month"),
            ("0 0 13 * FRI", "at 00:00 on the 13th of the month, and also on every Friday"),
            ("0 0 */2 * 1", "at 00:00 on every 2nd day from the 1st of the month, where that is a Monday"),
            ("0 0 L * *", "at 00:00 on the last day of the month"),
            ("0 0 * * MON#2", "at 00:00 on the second Monday of the month"),
            ("0 0 * * 6,0", "at 00:00 on Saturday and Sunday"),
            ("0 0 1 1 *", "at 00:00 on the 1st of January"),
            (
                "0 5 * FEB-AUG MON,FRI#2",
                "at 05:00 on Monday and the second Friday of the month in February to August",
            ),
            ("0 5 3 MAR-OCT *", "at 05:00 on the 3rd of each month from March to October"),
            (
                "0 5 */13 * TUE#2,FRIL",
                "at 05:00 on every 13th day from the 1st of the month, where that is the second Tuesday of the month or the last Friday of the month",
            ),
            ("0 0 29 2 MON", "at 00:00 on the 29th of February, and also on every Monday in February"),
            ("0 3 * 2,3 MON", "at 03:00 on Monday in February and March"),
            (
                "0 3 */2 * 1#1",
                "at 03:00 on every 2nd day from the 1st of the month, where that is the first Monday of the month",
            ),
            ("0 3 1-31 * MON", "at 03:00 every day"),
            ("* 3 * * *", "every minute from 03:00 to 03:59 every day"),
            ("0 0 * 6-8 FRIL", "at 00:00 on the last Friday of the month in June to August"),
            (
                "0 0 13 * FRI#2",
                "at 00:00 on the 13th of the month, and also on the second Friday of the month",
            ),
            ("0 0 13 * 1-5", "at 00:00 on the 13th of the month, and also on Monday to Friday"),
            (
                "0 0 */2 * 1-5",
                "at 00:00 on every 2nd day from the 1st of the month, where that is a day of Monday to Friday",
            ),
            (
                "0 0 */2 * 1,3,5",
                "at 00:00 on every 2nd day from the 1st of the month, where that is a Monday, a Wednesday or a Friday",
            ),
            ("0 0 10-15 * *", "at 00:00 on the 10th to the 15th of the month"),
            // After the 21st comes the 31st, which is none of them.
            ("0 0 1,11,21 * *", "at 00:00 on the 1st, the 11th and the 21st of the month"),
            ("0 0 2,12,22 * *", "at 00:00 on every 10th day from the 2nd of the month"),
            ("0,20,40 3,4,5 * * *", "every 20 minutes from 03:00 to 05:59 every day"),
            ("0 0-6 * * *", "every hour from 00:00 to 06:00 every day"),
            ("0 0,1,2,3,5,8,13 * * *", "at 00:00, 01:00, 02:00, 03:00, 05:00, 08:00 and 13:00 every day"),
            ("*/10 3,5 * * *", "every 10 minutes in the hours 3 and 5 every day"),
            ("5-11 4 * * *", "every minute from minute 5 to 11 from 04:00 to 04:59 every day"),
        ] {
            assert_eq!(cron(expression), expected, "{expression}");
        }
    }

    /// Seconds, years and days before the end of a month, which cron does not have.
    #[test]
    fn words_say_what_a_timer_does() {
        for (expression, expected) in [
            ("03:00:05", "at 03:00:05 every day"),
            ("*:00:30", "every hour, on the hour, at second 30"),
            ("*:*:*", "every second"),
            ("*:*:0/15", "every 15 seconds"),
            ("*:*:0/30", "every 30 seconds"),
            ("*:*:0/0.5", "every 0.5 seconds"),
            ("*:*:10,20", "at the seconds 10 and 20"),
            ("*:*:05.25,10", "at the seconds 05.25 and 10"),
            ("*:*:05/10", "at the seconds 05, 15, 25, 35, 45 and 55"),
            ("*:*:01/5", "every 5 seconds from second 01"),
            // The next one would come after 63 seconds, and the minute begins again.
            ("*:*:00/7", "every 7 seconds from second 00 to 56"),
            ("*:*:00,01,30,59", "at the seconds 00, 01, 30 and 59"),
            ("*:*:00,01,02,03,04,05,30,59", "8 times a minute"),
            ("*:*:01,03,05,07,09,30,59", "7 times a minute"),
            ("03:*:0/15", "every 15 seconds of these minutes: every minute from 03:00 to 03:59 every day"),
            ("*:0/5:0/15", "every 15 seconds of these minutes: every 5 minutes"),
            ("2027-*-* 03:00", "at 03:00 every day in 2027"),
            ("2027,2030-*-* 03:00", "at 03:00 every day in 2027 and 2030"),
            ("2027..2029-*-* 03:00", "at 03:00 every day in 2027 to 2029"),
            ("1970..2030-*-* 03:00", "at 03:00 every day in 1970 to 2030"),
            ("2027..2199-*-* 03:00", "at 03:00 every day in 2027 to 2199"),
            ("2027..2035/2-*-* 03:00", "at 03:00 every day in every 2nd year of 2027 to 2035"),
            // The last of them, as systemd writes it.
            ("1970..2199/2-*-* 03:00", "at 03:00 every day in every 2nd year of 1970 to 2198"),
            ("1970..2199-*-* 03:00", "at 03:00 every day"),
            ("*-*~3/1 03:00", "at 03:00 on the last 3 days of the month"),
            ("*-*~1 03:00", "at 03:00 on the last day of the month"),
            ("*-*~2,4 03:00", "at 03:00 on the 2nd-last day and the 4th-last day of the month"),
        ] {
            assert_eq!(timer(expression), expected, "{expression}");
        }
    }

    #[test]
    fn words_of_an_interval_name_what_it_has() {
        for (seconds, expected) in [
            (1, "second"),
            (2, "2 seconds"),
            (60, "minute"),
            (5_400, "1 hour 30 minutes"),
            (7_200, "2 hours"),
            (86_399, "23 hours 59 minutes 59 seconds"),
            (86_400, "day"),
            (90_061, "1 day 1 hour 1 minute 1 second"),
            (172_800, "2 days"),
        ] {
            let interval = Interval::of_seconds(seconds).expect("it has seconds");
            assert_eq!(length_words(interval), expected, "{seconds}");
        }
    }

    #[test]
    fn words_of_a_guarded_job_say_whether_it_runs() {
        for (command, words, silence) in [
            (
                "[ $(date +\\%u) = 1 ] && claude -p x",
                "at 03:00 every day if its command's test of the date holds",
                "It doesn't run any more: all its days are in the past.",
            ),
            (
                "false && claude -p x",
                "never: its command doesn't reach its agent",
                "It never runs: its command doesn't reach its agent on any of its days.",
            ),
            (
                "[ $(date +\\%m) = 13 ] && claude -p x",
                "at 03:00 every day if its command's test of the date holds",
                "It never runs: its command doesn't reach its agent on any of its days.",
            ),
        ] {
            let source = SourceFile::new("crontab", format!("0 3 * * * {command}\n"));
            let read = crontab::read(&source, Pick::Agents, &TimeZone::UTC).expect("it is one");
            let Timing::At(recurrence) = &read.jobs[0].timing else { panic!("{command}") };
            assert_eq!(job_words_with_zone(&read.jobs[0]).split(", UTC").next(), Some(words), "{command}");
            assert_eq!(silence_words(recurrence), silence, "{command}");
        }
    }

    #[test]
    fn words_of_a_job_have_its_zone_and_how_many_start_at_once() {
        let berlin = TimeZone::get("Europe/Berlin").expect("the program has all zones");
        let source = SourceFile::new("--oncalendar", "03:00");
        let nightly = oncalendar::parse(&source, 0..5, &berlin).expect("it is one").recurrence;
        let quarters = Interval::of_seconds(900).expect("it has seconds");
        for (timing, at_once, bare, with_zone) in [
            (
                Timing::At(nightly),
                3,
                "at 03:00 every day, 3 runs at once",
                "at 03:00 every day, Europe/Berlin time, 3 runs at once",
            ),
            // Only times of a day are on a clock.
            (
                Timing::Every(quarters),
                1,
                "every 15 minutes, from an unknown start",
                "every 15 minutes, from an unknown start",
            ),
            (Timing::Spread(40), 1, "40 runs a cycle, spread evenly", "40 runs a cycle, spread evenly"),
        ] {
            let job = Job {
                name: "nightly".to_owned(),
                expression: "03:00".to_owned(),
                kind: Kind::OnCalendar,
                timing,
                at_once,
                used: ReadUse::default(),
                budget: None,
            };
            assert_eq!((job_words(&job).as_str(), job_words_with_zone(&job).as_str()), (bare, with_zone));
        }
    }
}
