//! Running less often: the same times on fewer days, or fewer times a day.

use std::num::NonZeroU64;

use jiff::tz::TimeZone;

use crate::phrase::toml_text;
use crate::question::{Expression, Reader, cron_job, oncalendar_job};
use crate::scenario_file::{ExpressionText, JobSchedule};
use crate::schedule::{Schedule, Timetable, Timing};
use crate::source::SourceFile;

/// What is needed to run less often.
pub(super) struct Thinner<'s> {
    /// How many days of the first cycle count.
    pub(super) days: u64,
    /// In so many steps a number of runs is thinned: one by one, where there are not more.
    pub(super) steps: u64,
    pub(super) source: &'s SourceFile,
}

/// A schedule with fewer runs.
pub(super) struct Thinned {
    /// `weekdays`.
    pub(super) words: String,
    /// The key that it stands in place of.
    pub(super) key: &'static str,
    /// What is written there.
    pub(super) line: String,
    pub(super) schedule: Schedule,
}

/// An expression with fewer times, in words and as it is written.
type Thin = fn(&str) -> Vec<(String, String)>;

impl Thinner<'_> {
    /// All that are known, from often to rarely.
    pub(super) fn all(&self, written: &JobSchedule, schedule: &Schedule) -> Vec<Thinned> {
        match (written, schedule) {
            (JobSchedule::Counted(Schedule::Count(runs)), _) => counts(*runs, self.steps),
            (JobSchedule::Counted(Schedule::PerDay(runs)), _) if *runs > NonZeroU64::MIN => {
                per_day(runs.get(), self.steps)
            }
            (JobSchedule::Counted(Schedule::PerDay(_)), _) => self.nights(),
            (JobSchedule::Expressions { cron, oncalendar }, Schedule::Timed(timetable)) => {
                let (texts, key, reader, thin): (_, _, Reader, Thin) =
                    match (cron.as_slice(), oncalendar.as_slice()) {
                        ([_, ..], []) => (cron, "cron", cron_job, thinned_cron),
                        ([], [_, ..]) => (oncalendar, "oncalendar", oncalendar_job, thinned_event),
                        _ => return Vec::new(),
                    };
                self.expressions(texts, key, reader, thin, timetable)
            }
            _ => Vec::new(),
        }
    }

    /// Nights of which nobody knows the times: a number of them.
    fn nights(&self) -> Vec<Thinned> {
        let words = |nights: u64| {
            if nights == 1 { "1 night a cycle".to_owned() } else { format!("{nights} nights a cycle") }
        };
        steps_of(self.days, self.steps).map(|nights| count(nights, words(nights), "nightly")).collect()
    }

    /// Expressions, all of them thinned alike.
    fn expressions(
        &self,
        texts: &[ExpressionText],
        key: &'static str,
        reader: Reader,
        thin: Thin,
        timetable: &Timetable,
    ) -> Vec<Thinned> {
        let zone = |place: usize| match timetable.jobs.get(place).map(|job| &job.timing) {
            Some(Timing::At(recurrence)) => recurrence.zone.clone(),
            _ => TimeZone::UTC,
        };
        let all: Vec<Vec<(String, String)>> = texts.iter().map(|text| thin(&text.text.value)).collect();
        let Some((first, others)) = all.split_first() else { return Vec::new() };
        let of_words = |words: &String| {
            let own = |of: &Vec<(String, String)>| {
                of.iter().find(|(other, _)| other == words).map(|(_, text)| text.clone())
            };
            others.iter().map(own).collect::<Option<Vec<String>>>()
        };
        let thinned = first.iter().filter_map(|(words, text)| {
            let texts: Vec<String> = std::iter::once(text.clone()).chain(of_words(words)?).collect();
            let read = |(place, text): (usize, &String)| {
                let source =
                    SourceFile::in_words(self.source.name().to_owned(), text.clone(), self.source.words());
                Expression::alone(source).job(reader, &zone(place)).ok().map(|(job, _)| job)
            };
            let jobs = texts.iter().enumerate().map(read).collect::<Option<Vec<_>>>()?;
            let quoted: Vec<String> = texts.iter().map(|text| toml_text(text)).collect();
            let line = match quoted.as_slice() {
                [one] => format!("{key} = {one}"),
                several => format!("{key} = [{}]", several.join(", ")),
            };
            Some(Thinned { words: words.clone(), key, line, schedule: Schedule::Timed(Timetable { jobs }) })
        });
        thinned.collect()
    }
}

fn count(runs: u64, words: String, key: &'static str) -> Thinned {
    Thinned { words, key, line: format!("runs = {runs}"), schedule: Schedule::Count(runs) }
}

/// Fewer runs.
fn counts(runs: u64, steps: u64) -> Vec<Thinned> {
    let words = |runs: u64| {
        if runs == 1 { "1 run a cycle".to_owned() } else { format!("{runs} runs a cycle") }
    };
    steps_of(runs, steps).map(|fewer| count(fewer, words(fewer), "runs")).collect()
}

fn per_day(runs: u64, steps: u64) -> Vec<Thinned> {
    steps_of(runs, steps)
        .filter_map(NonZeroU64::new)
        .map(|fewer| Thinned {
            words: format!("{fewer} a day"),
            key: "per_day",
            line: format!("per_day = {fewer}"),
            schedule: Schedule::PerDay(fewer),
        })
        .collect()
}

/// Smaller numbers than `all`, in so many steps, the largest first; not zero.
fn steps_of(all: u64, steps: u64) -> impl Iterator<Item = u64> {
    let mut fewer: Vec<u64> =
        (1..steps).rev().map(|step| all / steps * step + all % steps * step / steps).collect();
    fewer.dedup();
    fewer.into_iter().filter(move |fewer| *fewer > 0 && *fewer < all)
}

/// Fewer days of the week than all of them, in words and as cron writes them. The first two are no fewer than weekdays.
const DAYS: [(&str, &str); 6] = [
    ("Mon to Sat", "MON-SAT"),
    ("weekdays", "MON-FRI"),
    ("Mon, Tue, Thu and Fri", "MON,TUE,THU,FRI"),
    ("Mon, Wed and Fri", "MON,WED,FRI"),
    ("Mon and Thu", "MON,THU"),
    ("Mondays", "MON"),
];
/// The same as systemd writes them.
const EVENT_DAYS: [&str; 6] = ["Mon..Sat", "Mon..Fri", "Mon,Tue,Thu,Fri", "Mon,Wed,Fri", "Mon,Thu", "Mon"];
/// As many of these are no fewer than weekdays.
const OF_WEEKDAYS: usize = 2;
/// Every few days of a month, in words and as cron writes them.
const STEPS_OF_DAYS: [(&str, &str); 2] = [("every other day", "*/2"), ("every third day", "*/3")];
const NICKNAMES: [(&str, &str); 3] =
    [("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *")];
const HOURS: u64 = 24;
const MINUTES: u64 = 60;

/// A cron expression with fewer times, in words and as it is written.
fn thinned_cron(text: &str) -> Vec<(String, String)> {
    let text = text.trim();
    let text = NICKNAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map_or(text, |(_, it)| it);
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |words: String, fields: [&str; 5]| all.push((words, fields.join(" ")));
    for (words, step) in steps(minute, MINUTES, "minutes") {
        add(words, [&step, hour, day, month, weekday]);
    }
    if is_every(minute).is_some() {
        add("once an hour".to_owned(), ["0", hour, day, month, weekday]);
    }
    let is_one_minute = minute.parse::<u64>().is_ok();
    if is_one_minute {
        for (words, step) in steps(hour, HOURS, "hours") {
            add(words, [minute, &step, day, month, weekday]);
        }
        let first = hour.split([',', '-', '/']).next().unwrap_or_default();
        let once = if is_every(hour).is_some() { "0" } else { first };
        if hour.parse::<u64>().is_err() && once.parse::<u64>().is_ok() {
            add("once a day".to_owned(), [minute, once, day, month, weekday]);
        }
    }
    if *day == "*" {
        let weekday = weekday.to_ascii_uppercase();
        let every = weekday == "*";
        let are_workdays = matches!(weekday.as_str(), "MON-FRI" | "1-5");
        let skipped = if every { 0 } else { OF_WEEKDAYS };
        for (words, days) in DAYS.iter().skip(skipped).filter(|_| every || are_workdays) {
            add((*words).to_owned(), [minute, hour, day, month, days]);
        }
        for (words, step) in STEPS_OF_DAYS.iter().filter(|_| every) {
            add((*words).to_owned(), [minute, hour, step, month, "*"]);
        }
        if let Some((first, _)) = weekday.split_once(',') {
            add(format!("once a week ({first})"), [minute, hour, day, month, first]);
        }
    }
    all
}

/// The step of a field that names every value, or every one of a step.
fn is_every(field: &str) -> Option<u64> {
    match field.split_once('/') {
        None if field == "*" => Some(1),
        Some(("*", step)) => step.parse().ok(),
        _ => None,
    }
}

/// A field that names every value in larger steps, which divide `all` of them; a range alike.
fn steps(field: &str, all: u64, unit: &str) -> Vec<(String, String)> {
    let (range, step) = match (is_every(field), field.split_once('/')) {
        (Some(step), _) => ("*", step),
        (None, None) if field.split_once('-').is_some_and(|(first, _)| first.parse::<u64>().is_ok()) => {
            (field, 1)
        }
        _ => return Vec::new(),
    };
    let larger =
        (step + 1..all).filter(|larger| all.is_multiple_of(*larger) && larger.is_multiple_of(step.max(1)));
    let kept = larger.filter(|larger| all != MINUTES || [5, 10, 15, 20, 30].contains(larger));
    kept.map(|larger| (format!("every {larger} {unit}"), format!("{range}/{larger}"))).collect()
}

/// A calendar event with fewer times, in words and as it is written.
fn thinned_event(text: &str) -> Vec<(String, String)> {
    let text = match text.trim() {
        "hourly" => "*-*-* *:00:00",
        text => text,
    };
    let mut all = thinned_times(text);
    all.extend(thinned_days(text));
    all
}

/// A calendar event at fewer times of its days: what cron has, as systemd writes it.
fn thinned_times(text: &str) -> Vec<(String, String)> {
    let (days, time) = text.rsplit_once(' ').map_or(("", text), |(days, time)| (days, time));
    let fields: Vec<&str> = time.split(':').collect();
    let (hour, minute) = match fields.as_slice() {
        [hour, minute] => (*hour, *minute),
        // Several times a minute are left as they are.
        [hour, minute, second] if second.parse::<u64>().is_ok() => (*hour, *minute),
        _ => return Vec::new(),
    };
    let as_cron = |field: &str| match field.split_once('/') {
        Some(("*" | "0" | "00", step)) => format!("*/{step}"),
        _ => field.to_owned(),
    };
    let second = fields.get(2).map(|second| format!(":{second}")).unwrap_or_default();
    let space = if days.is_empty() { "" } else { " " };
    let (own_hour, own_minute) = (as_cron(hour), as_cron(minute));
    let mut all = Vec::new();
    let mut add = |words: String, hour: &str, minute: &str| {
        all.push((words, format!("{days}{space}{hour}:{minute}{second}")));
    };
    let written = |step: String| step.replace("*/", "00/");
    if let Some(own) = is_every(&own_minute) {
        for (words, step) in steps(&own_minute, MINUTES, "minutes").into_iter().filter(|_| own > 0) {
            add(words, hour, &written(step));
        }
        add("once an hour".to_owned(), hour, "00");
    }
    if let (Some(own), true) = (is_every(&own_hour), minute.parse::<u64>().is_ok()) {
        for (words, step) in steps(&own_hour, HOURS, "hours").into_iter().filter(|_| own > 0) {
            add(words, &written(step), minute);
        }
        add("once a day".to_owned(), "00", minute);
    }
    all
}

/// A calendar event on fewer days.
fn thinned_days(text: &str) -> Vec<(String, String)> {
    let (days, rest) = text.split_once(' ').unwrap_or(("", text));
    let is_day = |word: &str| word.starts_with(|first: char| first.is_ascii_alphabetic());
    let (first, rest) = match text {
        "daily" => (0, "*-*-* 00:00:00"),
        _ if days.eq_ignore_ascii_case("Mon..Fri") => (OF_WEEKDAYS, rest),
        // A word is a nickname, or days of the week: how many those are is not known here.
        _ if is_day(text) => return Vec::new(),
        _ if days.is_empty() || days == "*-*-*" => (0, text),
        _ => return Vec::new(),
    };
    let with = |((words, _), days): (&(&str, &str), &str)| ((*words).to_owned(), format!("{days} {rest}"));
    DAYS.iter().zip(EVENT_DAYS).skip(first).map(with).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        thinned_cron(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_nightly_job_runs_on_fewer_days_at_the_same_time() {
        assert_eq!(
            texts("0 3 * * *"),
            [
                "0 3 * * MON-SAT",
                "0 3 * * MON-FRI",
                "0 3 * * MON,TUE,THU,FRI",
                "0 3 * * MON,WED,FRI",
                "0 3 * * MON,THU",
                "0 3 * * MON",
                "0 3 */2 * *",
                "0 3 */3 * *"
            ]
        );
        assert_eq!(
            texts("0 3 * * 1-5"),
            ["0 3 * * MON,TUE,THU,FRI", "0 3 * * MON,WED,FRI", "0 3 * * MON,THU", "0 3 * * MON"]
        );
        assert_eq!(texts("@daily")[1], "0 0 * * MON-FRI");
        assert_eq!(texts("0 3 * * MON"), [""; 0], "once a week stays");
        assert_eq!(texts("0 3 1 * *"), [""; 0], "once a month stays");
    }

    #[test]
    fn an_hourly_job_runs_every_few_hours_as_well() {
        let hourly = texts("0 * * * *");
        assert_eq!(hourly[..3], ["0 */2 * * *", "0 */3 * * *", "0 */4 * * *"]);
        assert!(hourly.contains(&"0 0 * * *".to_owned()));
        assert!(hourly.contains(&"0 * * * MON-FRI".to_owned()));
        assert_eq!(texts("*/15 * * * *")[..2], ["*/30 * * * *", "0 * * * *"]);
        assert_eq!(texts("0 9-17 * * MON-FRI")[0], "0 9-17/2 * * MON-FRI");
        assert_eq!(texts("0 9,13 * * MON,WED"), ["0 9 * * MON,WED", "0 9,13 * * MON"]);
    }

    #[test]
    fn what_is_no_cron_of_five_fields_stays() {
        for text in ["@reboot", "0 3 * *", "", "0 3 ? * 2"] {
            assert_eq!(texts(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_calendar_event_runs_on_fewer_days() {
        let texts = |text| thinned_event(text).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts("03:00")[1], "Mon..Fri 03:00");
        assert_eq!(texts("*-*-* 03:00")[5], "Mon *-*-* 03:00");
        assert_eq!(texts("Mon..Fri 03:00")[0], "Mon,Tue,Thu,Fri 03:00");
        assert_eq!(texts("Sat 03:00"), [""; 0]);
        assert_eq!(texts("*-*-01 03:00"), [""; 0]);
        assert_eq!(texts("weekly"), [""; 0]);
    }

    #[test]
    fn a_calendar_event_of_every_hour_runs_every_few_hours() {
        let texts = |text| thinned_event(text).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        for every in ["hourly", "*-*-* *:00:00"] {
            assert_eq!(texts(every)[..2], ["*-*-* 00/2:00:00", "*-*-* 00/3:00:00"], "{every}");
            assert!(texts(every).contains(&"*-*-* 00:00:00".to_owned()), "{every}");
        }
        assert_eq!(texts("*:00/15")[..2], ["*:00/30", "*:00"]);
        assert_eq!(texts("Sat 0/6:30")[..2], ["Sat 00/12:30", "Sat 00:30"]);
    }

    #[test]
    fn a_number_of_runs_is_thinned_one_by_one_where_it_is_not_large() {
        let runs = |runs| counts(runs, 240).into_iter().map(|thin| thin.line).collect::<Vec<_>>();
        assert_eq!(runs(120)[..2], ["runs = 119", "runs = 118"]);
        assert_eq!(runs(2), ["runs = 1"]);
        assert_eq!(runs(1), [""; 0]);
        assert_eq!(runs(24_000)[..2], ["runs = 23900", "runs = 23800"]);
        assert_eq!(steps_of(u64::MAX, 240).next(), Some(u64::MAX / 240 * 239 + 15 * 239 / 240));
        assert_eq!(steps_of(10, 240).collect::<Vec<_>>(), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    }
}
