//! Requests that are made up from a seed, and what the engine says each of them costs.

use std::collections::HashSet;
use std::fmt::Write as _;

use creditcalc::cost::price_run;
use creditcalc::pricing::{NoPrice, PriceTable};
use creditcalc::units::Tokens;
use creditcalc::usage::{ModelUsage, ServiceOption, TokenKind, TokenUsage};
use creditcalc::warehouse::{COUNT_MAX, COUNTS, Export, Reason, Unit};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Numbers that look random and are the same every time (`SplitMix64`).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(u64::try_from(of.len()).expect("it fits"))).expect("it fits")]
    }

    /// Whether something happens that happens in so many of a thousand cases.
    fn happens(&mut self, in_a_thousand: u64) -> bool {
        self.below(1_000) < in_a_thousand
    }
}

/// A row of the table of requests. `None` is null.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    model: Option<String>,
    /// In microseconds since 1970.
    at: Option<i64>,
    /// The kinds in the order of [`COUNTS`], then cache writes of unknown lifetime, then web searches.
    counts: [Option<i64>; COUNTS.len() + 2],
    flags: [Option<bool>; 3],
}

/// What a request costs in units: the figure and the most that it may be; or why it has no price.
pub(super) type Priced = Result<(u128, u128), Reason>;

/// Makes requests for a table.
pub(super) struct Generator {
    seeded: Seeded,
    names: Vec<String>,
    days: Vec<Date>,
    limits: Vec<u64>,
}

/// Names that are no model's, or nearly one's; and what SQL and CSV could take for their own signs.
const ODD: [&str; 16] = [
    "",
    "nope",
    "CLAUDE-OPUS-5-5",
    "claude-opus-5-5 ",
    " claude-opus-5-5",
    "claude-opus-5",
    "claude-opus-5-5[1m][1m]",
    "[1m]",
    "it's \"quoted\", \\ and 'quoted'",
    "x'; DROP TABLE usage; --",
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/",
    "openai/claude-opus-5.5",
    "anthropic/claude.opus.5.5",
    "anthropic/us.anthropic.claude-opus-5-5",
    "gpt\u{2011}5.5 \u{1F600}",
];

/// The day that a request's time stands on, which Rust's division of negative numbers would not give.
fn day_of(at: i64) -> Date {
    date(1970, 1, 1).checked_add(at.div_euclid(86_400_000_000).days()).expect("it is in the calendar")
}

fn midnight(day: Date) -> i64 {
    i64::from(date(1970, 1, 1).until(day).expect("it is in the calendar").get_days()) * 86_400_000_000
}

impl Generator {
    pub(super) fn new(table: &PriceTable, seed: u64) -> Self {
        let export = Export::of(table).expect("it is exact");
        let mut days: Vec<Date> =
            export.rates.iter().flat_map(|row| [Some(row.first_day), row.until_day]).flatten().collect();
        days.sort();
        days.dedup();
        let mut names: Vec<String> = export.names.iter().map(|row| row.name.clone()).collect();
        names.dedup();
        Self { seeded: Seeded(seed), names, days, limits: table.prompt_limits() }
    }

    pub(super) fn request(&mut self) -> Request {
        let mut counts = [None; COUNTS.len() + 2];
        for (place, count) in counts.iter_mut().enumerate() {
            // Most vendors have no price for writes of the other's lifetimes.
            let often = match place {
                0 | 1 => 900,
                2 => 600,
                3 | 4 => 250,
                5..=7 => 60,
                _ => 50,
            };
            *count = if self.seeded.happens(often) {
                Some(self.count())
            } else {
                self.seeded.happens(500).then_some(0)
            };
        }
        // Nobody searches a million times in a request, and at a trillion dollars a figure ends.
        counts[8] = counts[8].map(|searches| if searches > 0 { searches % 1_000_000 } else { searches });
        // Which of several missing rates is named first is a matter of order.
        if counts[4..7].iter().any(|count| count.is_some_and(|count| count > 0)) {
            counts[7] = None;
        }
        if self.seeded.happens(250) {
            // A prompt that is exactly as large as a limit, or by one token larger.
            let others: i128 = counts[2..8].iter().map(|count| i128::from(count.unwrap_or(0))).sum();
            let input =
                i128::from(*self.seeded.one(&self.limits)) + i128::from(self.seeded.happens(500)) - others;
            if input >= 0 {
                counts[0] = i64::try_from(input).ok();
            }
        }
        let flags = [120, 120, 150].map(|often| {
            if self.seeded.happens(often) { Some(true) } else { self.seeded.happens(900).then_some(false) }
        });
        Request { model: self.model(), at: self.time(), counts, flags }
    }

    fn count(&mut self) -> i64 {
        let bound = match self.seeded.below(10_000) {
            0..=4 => return -1,
            5..=9 => return i64::try_from(COUNT_MAX).expect("it fits") + 1,
            10..=12 => return i64::MAX,
            13..=20 => return i64::try_from(COUNT_MAX).expect("it fits"),
            21..=999 => 10,
            1_000..=4_999 => 10_000,
            5_000..=8_999 => 300_000,
            9_000..=9_899 => 5_000_000,
            _ => COUNT_MAX,
        };
        i64::try_from(self.seeded.below(bound)).expect("it fits")
    }

    fn model(&mut self) -> Option<String> {
        if self.seeded.happens(15) {
            return None;
        }
        if self.seeded.happens(50) {
            return Some((*self.seeded.one(&ODD)).to_owned());
        }
        let name = self.seeded.one(&self.names).clone();
        Some(match self.seeded.below(100) {
            0..=3 => format!("{name}[1m]"),
            4 => format!("{name}[1M]"),
            5..=6 => format!("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/{name}"),
            7 => format!("arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/{name}[1m]"),
            8..=12 => dotted(&name),
            13 => name.to_uppercase(),
            _ => name,
        })
    }

    fn time(&mut self) -> Option<i64> {
        if self.seeded.happens(10) {
            return None;
        }
        if self.seeded.happens(300) {
            let at = midnight(*self.seeded.one(&self.days));
            // The first and the last moment of the days on both sides.
            return Some(
                at + [0, -1, 1, 86_399_999_999][usize::try_from(self.seeded.below(4)).expect("it fits")],
            );
        }
        let (first, days) = (midnight(date(2025, 6, 1)), 700);
        Some(first + i64::try_from(self.seeded.below(days * 86_400_000_000)).expect("it fits"))
    }
}

/// The last hyphen behind a vendor written as a dot.
fn dotted(name: &str) -> String {
    match name.split_once('/').and_then(|(vendor, behind)| Some((vendor, behind.rsplit_once('-')?))) {
        Some((vendor, (before, after))) => format!("{vendor}/{before}.{after}"),
        None => name.to_owned(),
    }
}

impl Request {
    /// What the engine says. To say what an unknown name is near to, it is compared with all, so that each is asked about
    /// once: on what day it is makes no difference.
    pub(super) fn priced(&self, table: &PriceTable, unit: Unit, unknown: &mut HashSet<String>) -> Priced {
        let Some(model) = self.model.as_deref().filter(|model| !model.is_empty()) else {
            return Err(Reason::NoModel);
        };
        if self.counts.iter().all(Option::is_none) {
            return Err(Reason::NoCounts);
        }
        let counts = self.counts.map(|count| count.unwrap_or(0));
        if counts.iter().any(|count| *count < 0) {
            return Err(Reason::NegativeCount);
        }
        let counts = counts.map(|count| u64::try_from(count).expect("it fits"));
        if counts.iter().any(|count| *count > COUNT_MAX) {
            return Err(Reason::LargeCount);
        }
        let day = day_of(self.at.ok_or(Reason::NoTime)?);
        if unknown.contains(model) {
            return Err(Reason::UnknownModel);
        }
        let [told @ .., untold, searches] = counts;
        let kinds = COUNTS.iter().zip(told);
        let tokens =
            kinds.fold(TokenUsage::NONE, |usage, ((_, kind), count)| usage.with(*kind, Tokens::new(count)));
        let mut usage = ModelUsage::new(model, tokens).over(1);
        usage.writes_of_unknown_ttl = Tokens::new(untold);
        usage.web_searches = searches;
        for (option, flag) in ServiceOption::ALL.into_iter().zip(self.flags) {
            usage.service = usage.service.with(option, flag.unwrap_or(false));
        }
        match price_run(table, &[usage], day) {
            Ok(cost) => {
                let units = |cost| unit.of_cost(cost).expect("a product of whole numbers is one");
                Ok((units(cost.cost), units(cost.high)))
            }
            Err(NoPrice::NoRate { kind, .. }) if untold > 0 && tokens.of(kind).is_zero() => {
                Err(Reason::NoWriteRate)
            }
            Err(reason) => {
                if matches!(reason, NoPrice::UnknownModel { .. }) {
                    unknown.insert(model.to_owned());
                }
                Err(Reason::from(&reason))
            }
        }
    }

    /// Its line of CSV, with `\N` for null.
    pub(super) fn line(&self, id: usize) -> String {
        let null = || "\\N".to_owned();
        let mut line = id.to_string();
        let model =
            self.model.as_ref().map_or_else(null, |model| format!("\"{}\"", model.replace('"', "\"\"")));
        let at = self.at.map_or_else(null, |at| {
            let (second, part) = (at.div_euclid(1_000_000).rem_euclid(86_400), at.rem_euclid(1_000_000));
            let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
            format!("{}T{hour:02}:{minute:02}:{second:02}.{part:06}Z", day_of(at))
        });
        write!(line, ",{model},{at}").expect("memory takes it");
        for count in self.counts {
            write!(line, ",{}", count.map_or_else(null, |count| count.to_string())).expect("memory takes it");
        }
        for flag in self.flags {
            write!(line, ",{}", flag.map_or_else(null, |flag| flag.to_string())).expect("memory takes it");
        }
        line.push('\n');
        line
    }
}

/// The columns of [`Request::line`].
pub(super) fn head() -> Vec<&'static str> {
    let counts = COUNTS.map(|(name, _)| name);
    let flags = ServiceOption::ALL.map(ServiceOption::key);
    let begin = ["id", "model", "started_at"];
    begin.into_iter().chain(counts).chain(["cache_write_tokens", "web_searches"]).chain(flags).collect()
}

#[test]
fn a_day_ends_at_midnight_before_1970_too() {
    assert_eq!(day_of(-1), date(1969, 12, 31));
    assert_eq!(day_of(midnight(date(2026, 11, 20)) - 1), date(2026, 11, 19));
    assert_eq!(TokenKind::ALL.len(), COUNTS.len());
}
