//! A run costs what its record would: rates are picked by the day in UTC, whatever clock the schedule has.

use creditcalc::cost::price_run;
use creditcalc::pricing::PriceTable;
use creditcalc::units::Tokens;
use creditcalc::usage::{ModelUsage, TokenKind, TokenUsage};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::sandbox::Sandbox;

/// Cache reads of Sonnet 5.5 cost half from the 7th of October 2026 on.
const MODEL: &str = "claude-sonnet-5-5";
const ZONES: [&str; 7] = [
    "UTC",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
];
const CRONS: [&str; 5] = ["0 20 * * *", "30 0 * * *", "0 3 * * *", "0 0 * * *", "*/7 * * * *"];

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for (place, zone) in ZONES.iter().enumerate() {
        let jobs = CRONS.iter().enumerate().map(|(number, cron)| {
            format!(
                "[[job]]\nname = \"{number}\"\nusage = [{{ model = \"{MODEL}\", cache_read = 1_000_000 }}]\ncron = \"{cron}\"\n"
            )
        });
        // One of which nobody knows the times, on the same credit.
        let evenings = "[[job]]\nname = \"evenings\"\nusage = [{ model = \"claude-sonnet-5-5\", cache_read = 1_000_000 }]\nper_day = 5\n";
        let text = format!(
            "plan = \"pro\"\nas_of = 2026-10-05\ncycle_start = 2026-10-05\ncycle_days = 5\ntz = \"{zone}\"\n{}{evenings}",
            jobs.collect::<String>()
        );
        sandbox.write(&format!("{place}.toml"), text);
    }
    sandbox
}

/// The rows of a CSV with runs: when each starts in UTC, the day on its clock, and what it costs.
fn rows(sandbox: &Sandbox, args: &[&str]) -> Vec<(Option<Timestamp>, String, String)> {
    let output = sandbox.creditcalc(args).args(["--csv", "-q"]).output().expect("the program starts");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let names = reader.headers().expect("it has a header").clone();
    let of = |name: &str| names.iter().position(|known| known == name);
    let [utc, cost] = ["utc", "cost_usd"].map(|name| of(name).expect("it is a column"));
    let day = of("local_time").or_else(|| of("day")).expect("it is a column");
    reader
        .records()
        .map(|row| {
            let row = row.expect("it is CSV");
            let at = Some(&row[utc]).filter(|at| !at.is_empty());
            let at = at.map(|at| at.parse().expect("it is an instant"));
            (at, row[day].to_owned(), row[cost].to_owned())
        })
        .collect()
}

#[test]
fn a_scheduled_run_costs_what_its_record_would() {
    let (sandbox, table) = (sandbox(), PriceTable::builtin());
    let usage = ModelUsage::new(MODEL, TokenUsage::NONE.with(TokenKind::CacheRead, Tokens::new(1_000_000)));
    let of_record = |at: Timestamp| {
        let day = TimeZone::UTC.to_datetime(at).date();
        price_run(&table, std::slice::from_ref(&usage), day).expect("it has a price").cost.to_string()
    };
    let mut prices = std::collections::BTreeSet::new();
    for (place, zone) in ZONES.iter().enumerate() {
        for cron in CRONS {
            let args = [
                "estimate",
                "--model",
                MODEL,
                "--cache-read",
                "1M",
                "--cron",
                cron,
                "--tz",
                zone,
                "--plan",
                "pro",
                "--as-of",
                "2026-10-05",
                "--cycle-start",
                "2026-10-05",
                "--cycle-days",
                "5",
                "--rows",
                "runs",
            ];
            let runs = rows(&sandbox, &args);
            assert!(runs.len() >= 5, "{zone}: {cron}");
            for (at, _, cost) in runs {
                let at = at.expect("it has a time");
                assert_eq!(cost, of_record(at), "{zone}: {cron}: {at}");
                prices.insert(cost);
            }
        }
        let runs = rows(&sandbox, &["simulate", &format!("{place}.toml"), "--rows", "runs"]);
        let (timed, evenings): (Vec<_>, Vec<_>) = runs.into_iter().partition(|(at, ..)| at.is_some());
        for (at, _, cost) in timed {
            assert_eq!(cost, of_record(at.expect("it has a time")), "{zone}: {at:?}");
        }
        // Of these only the day is known, which is that of the clock.
        assert_eq!(evenings.len(), 25, "{zone}");
        assert_eq!(evenings.iter().filter(|(_, _, cost)| cost == "0.20").count(), 10, "{zone}");
    }
    assert_eq!(prices.len(), 2, "the price changes within these days");
}
