//! Measured runs in every format, as they are drawn: whatever changes what people see or scripts read is seen
//! in review.
//!
//! The records and the prices are made up, so that what is drawn changes with the drawing and not with a
//! price.

use std::sync::LazyLock;

use creditcalc::answer::measure::{Measure, Measuring};
use creditcalc::measure::{By, Measurement, Question, RecordsRead, Window, breakdown, measure};
use creditcalc::pricing::{PriceTable, load};
use creditcalc::records::{Gathered, Grouping, Part, Scratch, read};
use creditcalc::report::{Charset, Look};
use creditcalc::report::{csv, json, markdown, measured, sheets, text, views};
use creditcalc::source::SourceFile;
use creditcalc::usage::UsedBy;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::Value;

const TODAY: Date = date(2026, 11, 21);

#[test]
fn in_a_narrow_terminal() {
    let Measured { measurement, reading } = all(None);
    let drawn = text::draw(&views::measure(&measurement, &reading, None, NEXT), NARROW);
    assert!(drawn.lines().all(|line| line.chars().count() <= 80), "{drawn}");
    same(
        &drawn,
        r"
4 of 6 runs priced, ≥$0.38 · ≥$0.09 a run (median ≥$0.05, p90 ≥$0.26, max
≥$0.26)

              runs    cost                 a run  median     p90     max
programmatic     5  ≥$0.30 ██████████░░░  ≥$0.10  ≥$0.03  ≥$0.26  ≥$0.26
interactive      1  ≥$0.07 ███░░░░░░░░░░  ≥$0.07  ≥$0.07  ≥$0.07  ≥$0.07

last 4 days with runs  ▁█▂▁  $0.03 to $0.26 a day
next: creditcalc estimate --from runs --cron @daily

                                                           cache  write  write
model           runs    cost                output  input   read     5m     1h
claude-large-1     3  ≥$0.31 ███████████░░   2,905  3,200   200k  20.0k      0
claude-small-1     3   $0.06 ██░░░░░░░░░░░     611  1,516  34.7k  8,000  13.0k
all                5  ≥$0.38                 3,516  4,716   235k  28.0k  13.0k

2026 (UTC)        model                     cost  reported  output  by
Wed 18 Nov 03:00  small-1                  $0.03     $0.02     211  programmatic
Thu 19 Nov 03:00  large-1 +1               $0.26         -   2,400  programmatic
Thu 19 Nov 04:30  glm-5.1 +1             ≥$0.001     $0.56   8,344  programmatic
Fri 20 Nov 03:00  large-1                 ≥$0.01         -      ≥2  programmatic
Fri 20 Nov 09:15  large-1                 ≥$0.07         -    ≥903  interactive
-                 evil\u{1b}[2J\u{9b}…  no price         -       1  programmatic

No published price, so not counted: `evil\u{1b}[2J\u{9b}2J\u{60}<img>\u{202e}`
(11 tokens in 1 run) and `glm-5.1` (78.3k tokens in 1 run).
1 run is priced only in part: its $0.001 counts by model, but not per run or in
the total.
2 runs logged incomplete output: their cost is a lower bound (≥).
1 record could not be read and isn't counted.

8,000 cache write tokens have no known lifetime: they are priced at the 5-minute
rate; at the 1-hour rate the total would be $0.384, not $0.378.
7 more notes: --explain
",
    );
}

#[test]
fn a_run_alone() {
    let Measured { measurement, reading } = measured(&[("a.json", HOUR)], None);
    same(
        &text::draw(&views::measure(&measurement, &reading, None, NEXT), NARROW),
        r"
1 programmatic run, $0.0304998

next: creditcalc estimate --from runs --cron @daily

                                            cache  write
model           runs   cost  output  input   read     1h
claude-small-1     1  $0.03     211     16  34.7k  13.0k

2026 (UTC)        model     cost  reported  output  session
Wed 18 Nov 03:00  small-1  $0.03     $0.02     211  aaaaaaaa

1 run: Claude Code reported $0.02, list prices give $0.03. It used the 5-minute
rate for 1-hour cache writes.
",
    );
}

#[test]
fn a_run_alone_with_every_line_of_the_arithmetic() {
    let Measured { measurement, reading } = measured(&[("a.json", HOUR), ("odd.json", ODD)], None);
    let mut page = views::measure(&measurement, &reading, None, NEXT);
    views::explain_measured(&mut page, &measurement, &reading);
    same(
        &text::draw(&page, Look::default()),
        r"
1 of 2 programmatic runs priced, $0.0304998

next: creditcalc estimate --from runs --cron @daily

                                            cache  write
model           runs   cost  output  input   read     1h
claude-small-1     1  $0.03     211     16  34.7k  13.0k

2026 (UTC)        model                     cost  reported  output  session
Wed 18 Nov 03:00  small-1                  $0.03     $0.02     211  aaaaaaaa
-                 evil\u{1b}[2J\u{9b}…  no price         -       1  \u{1b}]0

`evil\u{1b}[2J\u{9b}2J\u{60}<img>\u{202e}` has no published price: its 11 tokens in 1 run aren't counted.

1 run: Claude Code reported $0.02, list prices give $0.03. It used the 5-minute rate for 1-hour cache writes.

Run 1, 2026-11-18 03:00 UTC, aaaaaaaa-0001, in a.json
model           kind            quantity     rate      amount  source
claude-small-1  input                 16  $1.00/M   $0.000016  [1]
claude-small-1  output               211  $5.00/M   $0.001055  [1]
claude-small-1  cache read        34,748  $0.10/M  $0.0034748  [1]
claude-small-1  cache write 1h    12,977  $2.00/M   $0.025954  [1]
one run                                            $0.0304998

The agent reported $0.02076705: it used the 5-minute rate for 1-hour cache writes.

Run 2, \u{1b}]0;x\u{7}, in odd.json
`evil\u{1b}[2J\u{9b}2J\u{60}<img>\u{202e}` has no published price.

Sources
[1] https://anthropic.example/pricing
    since 2026-08-01, official, checked 2026-11-18, models/anthropic.toml:19
",
    );
}

#[test]
fn only_what_a_program_started() {
    let Measured { measurement, reading } = all(Some(UsedBy::Program));
    let shares = breakdown(&measurement.runs, By::Model).expect("within range");
    same(
        &text::draw(
            &views::measure(&measurement, &reading, Some((By::Model, &shares)), None),
            Look::default(),
        ),
        r"
3 of 5 programmatic runs priced, ≥$0.30 · ≥$0.10 a run (median ≥$0.03, p90 ≥$0.26, max ≥$0.26)

model                                 runs  tokens      cost     a run
claude-large-1                           2    125k    ≥$0.24    ≥$0.12
claude-small-1                           3   57.9k     $0.06     $0.02
evil\u{1b}[2J\u{9b}2J\u{60}<img>\u{…     1      11  no price  no price
glm-5.1                                  1   78.3k  no price  no price

2026 (UTC)        model                     cost  reported  output  billing  session
Wed 18 Nov 03:00  small-1                  $0.03     $0.02     211  -        aaaaaaaa
Thu 19 Nov 03:00  large-1 +1               $0.26         -   2,400  plan     bbbbbbbb
Thu 19 Nov 04:30  glm-5.1 +1             ≥$0.001     $0.56   8,344  -        cccccccc
Fri 20 Nov 03:00  large-1                 ≥$0.01         -      ≥2  api-key  eeeeeeee
-                 evil\u{1b}[2J\u{9b}…  no price         -       1  -        \u{1b}]0

No published price, so not counted: `evil\u{1b}[2J\u{9b}2J\u{60}<img>\u{202e}` (11 tokens in 1 run) and `glm-5.1` (78.3k tokens in 1 run).
1 run is priced only in part: its $0.001 counts by model, but not per run or in the total.
1 run logged incomplete output: its cost is a lower bound (≥).
1 record could not be read and isn't counted.

1 interactive run isn't counted; to include it, use `--only any`.
8 more notes: --explain
",
    );
}

#[test]
fn many_runs() {
    let records: Vec<String> = (1..=21).map(at_price).collect();
    let files: Vec<(&str, &str)> = records.iter().map(|record| ("many.json", record.as_str())).collect();
    let Measured { measurement, reading } = measured(&files, None);
    // $0.01 to $0.21: the 11th of 21 is the median, the 19th the first that nine of ten do not exceed, and 21
    // x 22 / 2 cents are $2.31.
    same(
        &text::draw(&views::measure(&measurement, &reading, None, NEXT), NARROW),
        r"
21 programmatic runs, $2.31 · $0.11 a run (median $0.11, p90 $0.19, max $0.21)

next: creditcalc estimate --from runs --cron @daily

model           runs   cost  output
claude-small-1    21  $2.31    462k

21 runs not listed: group them with `--by project`, or use `--format csv`.
",
    );
}

#[test]
fn nothing_with_a_price() {
    let Measured { measurement, reading } = measured(&[("odd.json", ODD)], None);
    same(
        &text::draw(&views::measure(&measurement, &reading, None, NEXT), NARROW),
        r"
1 programmatic run, without a price for all it used

next: creditcalc estimate --from runs --cron @daily

model                     cost  output  session
evil\u{1b}[2J\u{9b}…  no price       1  \u{1b}]0

`evil\u{1b}[2J\u{9b}2J\u{60}<img>\u{202e}` has no published price: its 11 tokens
in 1 run aren't counted.
",
    );
    let drawn: Value = serde_json::from_str(&as_json(&measurement, &reading, false)).expect("it is JSON");
    assert_eq!(drawn["summary"]["cost_mean_usd"], Value::Null);
    assert_eq!(drawn["runs"][0]["cost_usd"], Value::Null);
    let Measured { measurement, reading } = measured(&[("a.json", HOUR)], Some(UsedBy::Person));
    same(
        &text::draw(&views::measure(&measurement, &reading, None, NEXT), NARROW),
        r"
No runs

next: creditcalc estimate --from runs --cron @daily

1 programmatic run isn't counted; to include it, use `--only any`.
",
    );
    let header = csv::draw(sheets::measured_runs(&measurement, &reading));
    assert!(header.starts_with("run,source,") && header.lines().count() == 1, "{header}");
}

#[test]
fn as_markdown() {
    let Measured { measurement, reading } = all(None);
    let shares = breakdown(&measurement.runs, By::Day).expect("within range");
    same(
        &markdown::draw(&views::measure(&measurement, &reading, Some((By::Day, &shares)), None)),
        r"
**4 of 6 runs priced, ≥\$0.38 · ≥\$0.09 a run (median ≥\$0.05, p90 ≥\$0.26, max ≥\$0.26)**

|  | runs | cost | a run | median | p90 | max |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| programmatic | 5 | ≥\$0.30 | ≥\$0.10 | ≥\$0.03 | ≥\$0.26 | ≥\$0.26 |
| interactive | 1 | ≥\$0.07 | ≥\$0.07 | ≥\$0.07 | ≥\$0.07 | ≥\$0.07 |

| day | runs | tokens | cost | a run |
| --- | ---: | ---: | ---: | ---: |
| 2026-11-18 | 1 | 48.0k | \$0.03 | \$0.03 |
| 2026-11-19 | 2 | 211k | ≥\$0.26 | ≥\$0.13 |
| 2026-11-20 | 2 | 43.0k | ≥\$0.05 | ≥\$0.03 |
| 2026-11-21 | 1 | 60.1k | ≥\$0.03 | ≥\$0.03 |
| unknown | 1 | 11 | no price | no price |

| 2026 (UTC) | model | cost | reported | output | by | billing | session |
| --- | --- | ---: | ---: | ---: | --- | --- | --- |
| Wed 18 Nov 03:00 | small-1 | \$0.03 | \$0.02 | 211 | programmatic | - | aaaaaaaa |
| Thu 19 Nov 03:00 | large-1 +1 | \$0.26 | - | 2,400 | programmatic | plan | bbbbbbbb |
| Thu 19 Nov 04:30 | glm-5.1 +1 | ≥\$0.001 | \$0.56 | 8,344 | programmatic | - | cccccccc |
| Fri 20 Nov 03:00 | large-1 | ≥\$0.01 | - | ≥2 | programmatic | api-key | eeeeeeee |
| Fri 20 Nov 09:15 | large-1 | ≥\$0.07 | - | ≥903 | interactive | - | dddddddd |
| - | evil\u{1b}\[2J\u{9b}… | no price | - | 1 | programmatic | - | \u{1b}\]0 |

No published price, so not counted: \`evil\u{1b}\[2J\u{9b}2J\u{60}\<img>\u{202e}\` (11 tokens in 1 run) and `glm-5.1` (78.3k tokens in 1 run).

1 run is priced only in part: its \$0.001 counts by model, but not per run or in the total.

2 runs logged incomplete output: their cost is a lower bound (≥).

1 record could not be read and isn't counted.

8,000 cache write tokens have no known lifetime: they are priced at the 5-minute rate; at the 1-hour rate the total would be \$0.384, not \$0.378.

<details>
<summary>7 more notes</summary>

1 run: Claude Code reported \$0.02, list prices give \$0.03. It used the 5-minute rate for 1-hour cache writes.

1 run: Claude Code used the rates of `claude-large-1` for `glm-5.1`.

1 run has no final result: it was stopped or is still running, and its messages count instead.

\$0.02 of the cost is for 2 web searches.

1 of 8 records is a repeat (a resumed or forked session) and was counted once.

\`evil\u{1b}\[2J\u{9b}2J\u{60}\<img>\u{202e}\` has no published price: its 11 tokens in 1 run aren't counted.

`glm-5.1` has no published price: its 78,344 tokens in 1 run aren't counted; the record says \$0.56.

</details>
",
    );
}

#[test]
fn as_csv() {
    let Measured { measurement, reading } = measured(
        &[("a.json", HOUR), ("b.json", UNTOLD), ("c.json", GLM), ("d.jsonl", PERSON), ("e.jsonl", STOPPED)],
        None,
    );
    same(
        &csv::draw(sheets::measured_runs(&measurement, &reading)),
        r"
run,source,job,project,session_id,started_at,entrypoint,used_by,billing,outcome,turns,requests,model,priced_as,input_tokens,output_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,cache_write_tokens,web_searches,fast,us_only,batch,output_is_at_least,cost_usd,cost_high_usd,vendor_cost_usd,vendor_difference,cache_write_30m_tokens,cache_write_12h_tokens
aaaaaaaa-0001,a.json,,,aaaaaaaa-0001,2026-11-18T03:00:12+00:00,,programmatic,unknown,success,7,,claude-small-1,claude-small-1,16,211,34748,0,12977,0,0,false,false,false,false,0.0304998,0.0304998,0.02076705,hour-writes-at-5m-rate,0,0
bbbbbbbb-0002,b.json,,,bbbbbbbb-0002,2026-11-19T03:00:07+00:00,,programmatic,plan,success,3,,claude-large-1,claude-large-1,1000,2000,100000,20000,0,0,0,false,false,false,false,0.23,0.23,0.23,none,0,0
bbbbbbbb-0002,b.json,,,bbbbbbbb-0002,2026-11-19T03:00:07+00:00,,programmatic,plan,success,3,,claude-small-1,claude-small-1,500,400,0,0,0,8000,2,false,false,false,false,0.0325,0.0385,,,0,0
cccccccc-0003,c.json,,,cccccccc-0003,2026-11-19T04:30:00+00:00,,programmatic,unknown,error_max_turns,5,,glm-5.1,,70000,8344,0,0,0,0,0,false,false,false,false,,,0.5586,other-model,0,0
cccccccc-0003,c.json,,,cccccccc-0003,2026-11-19T04:30:00+00:00,,programmatic,unknown,error_max_turns,5,,claude-small-1,claude-small-1,1000,0,0,0,0,0,0,false,false,false,false,0.001,0.001,0.001,none,0,0
eeeeeeee-0005,e.jsonl,,/srv/nightly,eeeeeeee-0005,2026-11-20T03:00:00+00:00,,programmatic,api-key,no result,,1,claude-large-1,claude-large-1,2000,2,0,0,0,0,0,false,false,false,true,0.01005,0.01005,,,0,0
dddddddd-0004,d.jsonl,,/home/me/a rather long way from home/to/the-project,dddddddd-0004,2026-11-20T09:15:00+00:00,cli,interactive,unknown,,,2,claude-large-1,claude-large-1,200,903,100000,0,0,0,0,false,false,false,true,0.073575,0.073575,,,0,0
",
    );
    let shares = breakdown(&measurement.runs, By::Project).expect("within range");
    same(
        &csv::draw(sheets::shares(By::Project, &shares).into()),
        r"
by,name,runs,input_tokens,output_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,cache_write_30m_tokens,cache_write_12h_tokens,unpriced_tokens,cost_usd,cost_high_usd,cost_is_at_least,cost_mean_usd,cost_vs_usual
project,/home/me/a rather long way from home/to/the-project,1,200,903,100000,0,0,0,0,0,0.073575,0.073575,true,0.073575,
project,/srv/nightly,1,2000,2,0,0,0,0,0,0,0.01005,0.01005,true,0.01005,
project,,3,72516,10955,134748,28000,12977,0,0,78344,0.2939998,0.2999998,true,0.0979999333,
",
    );
}

#[test]
fn as_json_with_every_line_of_the_arithmetic() {
    let Measured { measurement, reading } = measured(&[("b.json", UNTOLD), ("c.json", GLM)], None);
    same(&as_json(&measurement, &reading, true), JSON);
}

#[test]
fn what_a_record_says_does_nothing_to_a_terminal() {
    let Measured { measurement, reading } =
        measured(&[("odd\u{1b}.json", ODD), ("d.jsonl", PERSON), ("a.json", HOUR)], None);
    for by in [None, Some(By::Model), Some(By::Project), Some(By::Job), Some(By::Day)] {
        let shares = by.map(|by| (by, breakdown(&measurement.runs, by).expect("within range")));
        let mut page = views::measure(
            &measurement,
            &reading,
            shares.as_ref().map(|(by, shares)| (*by, shares.as_slice())),
            NEXT,
        );
        views::explain_measured(&mut page, &measurement, &reading);
        let drawn =
            text::draw(&page, NARROW) + &markdown::draw(&page) + &clauses(&measurement, &reading).join("\n");
        let drawn = drawn
            + &csv::draw(sheets::measured_runs(&measurement, &reading))
            + &as_json(&measurement, &reading, true);
        assert!(drawn.chars().all(|character| character == '\n' || !character.is_control()), "{drawn:?}");
    }
}

#[test]
fn every_row_of_a_run_has_its_name_and_no_other() {
    let twice = HOUR
        .replace("\"r-1\"", "\"r-2\"")
        .replace("\"outputTokens\":211", "\"outputTokens\":21")
        .replace("34748", "3474");
    let nameless = twice.replace("\"session_id\":\"aaaaaaaa-0001\",", "").replace("\"r-2\"", "\"r-3\"");
    let formula = nameless
        .replace("\"type\":\"result\"", "\"type\":\"result\",\"session_id\":\"=HYPERLINK(1)\"")
        .replace("\"r-3\"", "\"r-4\"");
    let Measured { measurement, reading } = measured(
        &[("a.json", HOUR), ("a2.json", &twice), ("a3.json", &nameless), ("a4.json", &formula)],
        None,
    );
    let table = csv::draw(sheets::measured_runs(&measurement, &reading));
    let runs: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(runs, ["aaaaaaaa-0001#1", "aaaaaaaa-0001#2", "3", "'=HYPERLINK(1)"]);
}

// ----------------------------------------------------------------------------------------------------

const NARROW: Look = Look { width: Some(80), color: false, charset: Charset::Unicode, explains: false };

const NEXT: Option<&str> = Some("creditcalc estimate --from runs --cron @daily");

struct Measured {
    measurement: Measurement<'static>,
    reading: RecordsRead,
}

/// All the records of this file.
fn all(only: Option<UsedBy>) -> Measured {
    let files = [
        ("a.json", HOUR),
        ("b.json", UNTOLD),
        ("c.json", GLM),
        ("d.jsonl", PERSON),
        ("e.jsonl", STOPPED),
        ("odd.json", ODD),
        ("f.json", "{\"type\":\"result\"}"),
    ];
    measured(&files, only)
}

fn measured(files: &[(&str, &str)], only: Option<UsedBy>) -> Measured {
    let mut gathered = Gathered::default();
    let mut reading = RecordsRead::default();
    for (file, (name, text)) in (0..).zip(files) {
        let part = Part {
            file,
            format: None,
            project: Some("-home-me-app"),
            is_inside: false,
            until: None,
            dialect: None,
        };
        let told = read(&mut text.as_bytes(), part, &mut Scratch::default(), &mut gathered)
            .expect("memory can be read");
        reading.files.push((*name).to_owned());
        reading.bytes += told.bytes;
        reading.skipped += told.faults.count();
    }
    let grouping = Grouping { prompt_limits: &[], zone: &TimeZone::UTC };
    let runs = gathered.into_runs(&grouping).expect("within range");
    (reading.records, reading.duplicates) = (runs.records, runs.duplicates);
    (reading.sessions_with_results, reading.empty) = (runs.sessions_with_results, runs.empty);
    let question =
        Question { as_of: TODAY, unnamed: None, only, window: Window::ALL, programs: &[], with_lines: true };
    let measurement = measure(&TABLE, runs, &question).expect("within range");
    Measured { measurement, reading }
}

fn as_json(measurement: &Measurement<'_>, reading: &RecordsRead, explain: bool) -> String {
    let measuring = Measuring { as_of: TODAY, only: None, explain };
    let notes = clauses(measurement, reading);
    json::write(&Measure::of(&TABLE, &measuring, measurement, reading, None, notes))
}

fn clauses(measurement: &Measurement<'_>, reading: &RecordsRead) -> Vec<String> {
    measured::clauses(measurement, reading).into_iter().map(|(_, clause)| clause).collect()
}

/// What is drawn is what is written in the test, which begins with a line feed for the eye.
fn same(drawn: &str, written: &str) {
    let written = written.strip_prefix('\n').unwrap_or(written);
    let differs = drawn.lines().zip(written.lines()).position(|(drawn, written)| drawn != written);
    let line = differs.unwrap_or_else(|| drawn.lines().count().min(written.lines().count())) + 1;
    assert!(
        drawn == written,
        "drawn now:\n{drawn}\nwritten in the test, which differs first in line {line}:\n{written}"
    );
}

static TABLE: LazyLock<PriceTable> = LazyLock::new(|| {
    load(&[SourceFile::new("models/anthropic.toml", MODELS)], None).expect("the table is in order")
});

/// A run whose program counted writes for an hour at the rate for five minutes.
///
/// ```text
///     16 x $1.00/M = $0.000016     34,748 x $0.10/M = $0.0034748
///    211 x $5.00/M = $0.001055     12,977 x $2.00/M = $0.025954     in all $0.0304998
///                                  12,977 x $1.25/M = $0.01622125   in all $0.02076705
/// ```
const HOUR: &str = r#"{"type":"result","subtype":"success","session_id":"aaaaaaaa-0001","uuid":"r-1","num_turns":7,"total_cost_usd":0.02076705,"timestamp":"2026-11-18T03:00:12Z",
"usage":{"input_tokens":16,"output_tokens":211,"cache_read_input_tokens":34748,"cache_creation_input_tokens":12977,
 "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":12977}},
"modelUsage":{"claude-small-1":{"inputTokens":16,"outputTokens":211,"cacheReadInputTokens":34748,"cacheCreationInputTokens":12977,"webSearchRequests":0,"costUSD":0.02076705}}}"#;

/// A run on a plan with a second model, of whose writes nobody knows the lifetime.
///
/// ```text
/// large    1,000 x $5.00/M + 2,000 x $25.00/M + 100,000 x $0.50/M + 20,000 x $6.25/M = $0.23
/// small      500 x $1.00/M +   400 x  $5.00/M +   8,000 x $1.25/M + 2 searches       = $0.0325, at $2.00/M $0.0385
/// ```
const UNTOLD: &str = r#"{"type":"result","subtype":"success","session_id":"bbbbbbbb-0002","uuid":"r-5","num_turns":3,"timestamp":"2026-11-19T03:00:07Z","credential_expires_at":1,
"usage":{"input_tokens":1000,"output_tokens":2000,"cache_read_input_tokens":100000,"cache_creation_input_tokens":20000,
 "cache_creation":{"ephemeral_5m_input_tokens":20000,"ephemeral_1h_input_tokens":0}},
"modelUsage":{"claude-large-1":{"inputTokens":1000,"outputTokens":2000,"cacheReadInputTokens":100000,"cacheCreationInputTokens":20000,"webSearchRequests":0,"costUSD":0.23},
 "claude-small-1":{"inputTokens":500,"outputTokens":400,"cacheReadInputTokens":0,"cacheCreationInputTokens":8000,"webSearchRequests":2}}}"#;

/// A run with a model that nobody has a price for, and which Claude Code takes for the large one: 70,000 x
/// $5.00/M + 8,344 x $25.00/M.
const GLM: &str = r#"{"type":"result","subtype":"error_max_turns","session_id":"cccccccc-0003","uuid":"r-6","num_turns":5,"total_cost_usd":0.5596,"timestamp":"2026-11-19T04:30:00Z",
"usage":{"input_tokens":70000,"output_tokens":8344,"cache_read_input_tokens":0,"cache_creation_input_tokens":0},
"modelUsage":{"glm-5.1":{"inputTokens":70000,"outputTokens":8344,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"webSearchRequests":0,"costUSD":0.5586},
 "claude-small-1":{"inputTokens":1000,"outputTokens":0,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"webSearchRequests":0,"costUSD":0.001}}}"#;

/// A session of a person, with an answer that is told twice and one that was not complete.
const PERSON: &str = r#"{"type":"assistant","sessionId":"dddddddd-0004","entrypoint":"cli","cwd":"/home/me/a rather long way from home/to/the-project","timestamp":"2026-11-20T09:15:00Z","requestId":"q-1","uuid":"u-1","message":{"id":"m-1","model":"claude-large-1","stop_reason":null,"usage":{"input_tokens":100,"output_tokens":1,"cache_read_input_tokens":40000,"cache_creation_input_tokens":0}}}
{"type":"assistant","sessionId":"dddddddd-0004","entrypoint":"cli","cwd":"/home/me/a rather long way from home/to/the-project","timestamp":"2026-11-20T09:15:02Z","requestId":"q-1","uuid":"u-2","message":{"id":"m-1","model":"claude-large-1","stop_reason":"tool_use","usage":{"input_tokens":100,"output_tokens":900,"cache_read_input_tokens":40000,"cache_creation_input_tokens":0}}}
{"type":"assistant","sessionId":"dddddddd-0004","entrypoint":"cli","cwd":"/home/me/a rather long way from home/to/the-project","timestamp":"2026-11-21T00:01:00Z","requestId":"q-2","uuid":"u-3","message":{"id":"m-2","model":"claude-large-1","stop_reason":null,"usage":{"input_tokens":100,"output_tokens":3,"cache_read_input_tokens":60000,"cache_creation_input_tokens":0}}}
"#;

/// A run that was stopped before its result.
const STOPPED: &str = r#"{"type":"system","subtype":"init","session_id":"eeeeeeee-0005","model":"claude-large-1","apiKeySource":"ANTHROPIC_API_KEY","cwd":"/srv/nightly","timestamp":"2026-11-20T03:00:00Z"}
{"type":"assistant","session_id":"eeeeeeee-0005","message":{"id":"m-9","model":"claude-large-1","stop_reason":null,"usage":{"input_tokens":2000,"output_tokens":2,"cache_read_input_tokens":0,"cache_creation_input_tokens":0}}}
"#;

/// A run whose names would do something to a terminal.
const ODD: &str = r#"{"type":"result","subtype":"success","session_id":"\u001b]0;x\u0007","uuid":"r-7","num_turns":1,
"usage":{"input_tokens":10,"output_tokens":1},
"modelUsage":{"evil\u001b[2J\u009b2J`<img>\u202e":{"inputTokens":10,"outputTokens":1,"cacheReadInputTokens":0,"cacheCreationInputTokens":0}}}"#;

/// A run of so many cents: each is 2,000 tokens of output at $5.00/M.
fn at_price(cents: u64) -> String {
    let output = cents * 2_000;
    format!(
        r#"{{"type":"result","subtype":"success","uuid":"n-{cents}","session_id":"n-{cents}","usage":{{"input_tokens":0,"output_tokens":{output}}},
        "modelUsage":{{"claude-small-1":{{"inputTokens":0,"outputTokens":{output},"cacheReadInputTokens":0,"cacheCreationInputTokens":0}}}}}}"#
    )
}

const MODELS: &str = r#"format      = "creditcalc.models/1"
vendor      = "anthropic"
token_kinds = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h"]

[[fee]]
id      = "web_search"
usd     = "10.00"
per     = 1_000
unit    = "search"
source  = "https://anthropic.example/searches"
checked = 2026-11-18

[[model]]
id             = "claude-small-1"
name           = "Small 1"
status         = "active"
status_checked = 2026-11-18

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "1.00", output = "5.00", cache_read = "0.10", cache_write_5m = "1.25", cache_write_1h = "2.00" }
certainty      = "official"
source         = "https://anthropic.example/pricing"
checked        = 2026-11-18

[[model]]
id             = "claude-large-1"
name           = "Large 1"
status         = "active"
status_checked = 2026-11-18

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "5.00", output = "25.00", cache_read = "0.50", cache_write_5m = "6.25", cache_write_1h = "10.00" }
certainty      = "official"
source         = "https://anthropic.example/pricing"
checked        = 2026-11-18
"#;

const JSON: &str = r#"
{
  "schema": "creditcalc.measure/1",
  "inputs": {
    "as_of": "2026-11-21",
    "pricing_digest": "sha256:1e95a3ccb60986214483cfbb17b38a41d085e6b5376ef772f0072cdcab99c46c",
    "only": null,
    "since": null,
    "until": null,
    "newest": null
  },
  "runs": [
    {
      "source": "b.json",
      "session_id": "bbbbbbbb-0002",
      "job": null,
      "project": null,
      "started_at": "2026-11-19T03:00:07+00:00",
      "entrypoint": null,
      "used_by": "programmatic",
      "billing": "plan",
      "told_by": "result",
      "outcome": "success",
      "turns": 3,
      "requests": null,
      "complete": true,
      "cost_usd": "0.2625",
      "cost_high_usd": "0.2685",
      "cost_is_at_least": false,
      "priced_usd": "0.2625",
      "vendor_cost_usd": null,
      "vendor_difference": null,
      "vendor_counted_as": null,
      "models": [
        {
          "model": "claude-large-1",
          "as_written": "claude-large-1",
          "input_tokens": 1000,
          "output_tokens": 2000,
          "cache_read_tokens": 100000,
          "cache_write_5m_tokens": 20000,
          "cache_write_1h_tokens": 0,
          "cache_write_untold_tokens": 0,
          "web_searches": 0,
          "requests": null,
          "fast": false,
          "us_only": false,
          "batch": false,
          "output_is_at_least": false,
          "cost_usd": "0.23",
          "cost_high_usd": "0.23",
          "unpriced": null,
          "vendor_cost_usd": "0.23",
          "vendor_difference": "none",
          "vendor_counted_as": null,
          "lines": [
            {
              "model": "claude-large-1",
              "kind": "input",
              "tokens": 1000,
              "rate_usd_per_mtok": "5.00",
              "list_rate_usd_per_mtok": "5.00",
              "modifiers": [],
              "amount_usd": "0.005",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            },
            {
              "model": "claude-large-1",
              "kind": "output",
              "tokens": 2000,
              "rate_usd_per_mtok": "25.00",
              "list_rate_usd_per_mtok": "25.00",
              "modifiers": [],
              "amount_usd": "0.05",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            },
            {
              "model": "claude-large-1",
              "kind": "cache_read",
              "tokens": 100000,
              "rate_usd_per_mtok": "0.50",
              "list_rate_usd_per_mtok": "0.50",
              "modifiers": [],
              "amount_usd": "0.05",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            },
            {
              "model": "claude-large-1",
              "kind": "cache_write_5m",
              "tokens": 20000,
              "rate_usd_per_mtok": "6.25",
              "list_rate_usd_per_mtok": "6.25",
              "modifiers": [],
              "amount_usd": "0.125",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            }
          ]
        },
        {
          "model": "claude-small-1",
          "as_written": "claude-small-1",
          "input_tokens": 500,
          "output_tokens": 400,
          "cache_read_tokens": 0,
          "cache_write_5m_tokens": 8000,
          "cache_write_1h_tokens": 0,
          "cache_write_untold_tokens": 8000,
          "web_searches": 2,
          "requests": null,
          "fast": false,
          "us_only": false,
          "batch": false,
          "output_is_at_least": false,
          "cost_usd": "0.0325",
          "cost_high_usd": "0.0385",
          "unpriced": null,
          "vendor_cost_usd": null,
          "vendor_difference": null,
          "vendor_counted_as": null,
          "lines": [
            {
              "model": "claude-small-1",
              "kind": "input",
              "tokens": 500,
              "rate_usd_per_mtok": "1.00",
              "list_rate_usd_per_mtok": "1.00",
              "modifiers": [],
              "amount_usd": "0.0005",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            },
            {
              "model": "claude-small-1",
              "kind": "output",
              "tokens": 400,
              "rate_usd_per_mtok": "5.00",
              "list_rate_usd_per_mtok": "5.00",
              "modifiers": [],
              "amount_usd": "0.002",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            },
            {
              "model": "claude-small-1",
              "kind": "cache_write_5m",
              "tokens": 8000,
              "rate_usd_per_mtok": "1.25",
              "list_rate_usd_per_mtok": "1.25",
              "modifiers": [],
              "amount_usd": "0.01",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            },
            {
              "model": "claude-small-1",
              "kind": "web_search",
              "tokens": null,
              "rate_usd_per_mtok": null,
              "list_rate_usd_per_mtok": null,
              "modifiers": [],
              "count": 2,
              "unit_usd": "0.01",
              "amount_usd": "0.02",
              "effective_from": null,
              "certainty": null,
              "source": "https://anthropic.example/searches",
              "checked": "2026-11-18"
            }
          ]
        }
      ]
    },
    {
      "source": "c.json",
      "session_id": "cccccccc-0003",
      "job": null,
      "project": null,
      "started_at": "2026-11-19T04:30:00+00:00",
      "entrypoint": null,
      "used_by": "programmatic",
      "billing": "unknown",
      "told_by": "result",
      "outcome": "error_max_turns",
      "turns": 5,
      "requests": null,
      "complete": true,
      "cost_usd": null,
      "cost_high_usd": null,
      "cost_is_at_least": false,
      "priced_usd": "0.001",
      "vendor_cost_usd": "0.5596",
      "vendor_difference": "other-model",
      "vendor_counted_as": "claude-large-1",
      "models": [
        {
          "model": "glm-5.1",
          "as_written": "glm-5.1",
          "input_tokens": 70000,
          "output_tokens": 8344,
          "cache_read_tokens": 0,
          "cache_write_5m_tokens": 0,
          "cache_write_1h_tokens": 0,
          "cache_write_untold_tokens": 0,
          "web_searches": 0,
          "requests": null,
          "fast": false,
          "us_only": false,
          "batch": false,
          "output_is_at_least": false,
          "cost_usd": null,
          "cost_high_usd": null,
          "unpriced": "no published price for model `glm-5.1`",
          "vendor_cost_usd": "0.5586",
          "vendor_difference": "other-model",
          "vendor_counted_as": "claude-large-1"
        },
        {
          "model": "claude-small-1",
          "as_written": "claude-small-1",
          "input_tokens": 1000,
          "output_tokens": 0,
          "cache_read_tokens": 0,
          "cache_write_5m_tokens": 0,
          "cache_write_1h_tokens": 0,
          "cache_write_untold_tokens": 0,
          "web_searches": 0,
          "requests": null,
          "fast": false,
          "us_only": false,
          "batch": false,
          "output_is_at_least": false,
          "cost_usd": "0.001",
          "cost_high_usd": "0.001",
          "unpriced": null,
          "vendor_cost_usd": "0.001",
          "vendor_difference": "none",
          "vendor_counted_as": null,
          "lines": [
            {
              "model": "claude-small-1",
              "kind": "input",
              "tokens": 1000,
              "rate_usd_per_mtok": "1.00",
              "list_rate_usd_per_mtok": "1.00",
              "modifiers": [],
              "amount_usd": "0.001",
              "effective_from": "2026-08-01",
              "certainty": "official",
              "source": "https://anthropic.example/pricing",
              "checked": "2026-11-18"
            }
          ]
        }
      ]
    }
  ],
  "summary": {
    "runs": 1,
    "cost_mean_usd": "0.2625",
    "cost_median_usd": "0.2625",
    "cost_p90_usd": "0.2625",
    "cost_min_usd": "0.2625",
    "cost_max_usd": "0.2625",
    "cost_total_usd": "0.2625",
    "is_at_least": false
  },
  "used_by": [
    {
      "used_by": "programmatic",
      "runs": 2,
      "summary": {
        "runs": 1,
        "cost_mean_usd": "0.2625",
        "cost_median_usd": "0.2625",
        "cost_p90_usd": "0.2625",
        "cost_min_usd": "0.2625",
        "cost_max_usd": "0.2625",
        "cost_total_usd": "0.2625",
        "is_at_least": false
      }
    }
  ],
  "left_out": [],
  "outside": null,
  "totals": {
    "models": [
      {
        "model": "claude-large-1",
        "input_tokens": 1000,
        "output_tokens": 2000,
        "cache_read_tokens": 100000,
        "cache_write_5m_tokens": 20000,
        "cache_write_1h_tokens": 0,
        "cache_write_untold_tokens": 0,
        "web_searches": 0,
        "runs": 1,
        "cost_usd": "0.23",
        "cost_high_usd": "0.23",
        "cost_is_at_least": false
      },
      {
        "model": "claude-small-1",
        "input_tokens": 1500,
        "output_tokens": 400,
        "cache_read_tokens": 0,
        "cache_write_5m_tokens": 8000,
        "cache_write_1h_tokens": 0,
        "cache_write_untold_tokens": 8000,
        "web_searches": 2,
        "runs": 2,
        "cost_usd": "0.0335",
        "cost_high_usd": "0.0395",
        "cost_is_at_least": false
      }
    ],
    "cost_usd": "0.2635",
    "cost_high_usd": "0.2695",
    "cost_is_at_least": false
  },
  "breakdown": null,
  "read": {
    "files": 2,
    "bytes": 1254,
    "records": 2,
    "duplicates": 0,
    "skipped": 0,
    "unpriced": 1,
    "incomplete": 0,
    "undated": 0,
    "told_by_results": 0,
    "empty": 0,
    "reports_cut_off": 0
  },
  "unpriced": [
    {
      "model": "glm-5.1",
      "runs": 1,
      "tokens": 78344,
      "reason": "no published price for model `glm-5.1`",
      "vendor_cost_usd": "0.5586"
    }
  ],
  "notes": [
    "`glm-5.1` has no published price: its 78,344 tokens in 1 run aren't counted; the record says $0.56",
    "1 run is priced only in part: its $0.001 counts by model, but not per run or in the total",
    "8,000 cache write tokens have no known lifetime: they are priced at the 5-minute rate; at the 1-hour rate the total would be $0.27, not $0.26",
    "1 run: Claude Code used the rates of `claude-large-1` for `glm-5.1`",
    "$0.02 of the cost is for 2 web searches"
  ]
}
"#;
