//! The JSON and CSV that scripts rely on, read back strictly: a key that is missing, new or of another type
//! is a failure here.
//!
//! A key that is added on purpose is added here too, so that it is seen in review. The program's own shapes
//! are not used: these are what a reader elsewhere would write.

use std::collections::BTreeMap;

use creditcalc::pricing::{Auth, PriceTable, Surface};
use creditcalc::units::Usd;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

#[test]
fn every_answer_has_exactly_the_keys_of_its_shape() {
    for question in QUESTIONS {
        let answer: EstimateShape = read(&format!("estimate {question}"));
        assert_eq!(answer.schema, "creditcalc.estimate/1");
        for plan in &answer.plans {
            let total = &answer.total_cost_usd;
            assert_eq!(
                plan.drawn_usd.plus(&plan.overflow_usd),
                total.amount(),
                "{question}: {} draws and leaves the whole cost",
                plan.plan
            );
            let runs = plan.runs_covered + plan.runs_partial + plan.runs_beyond;
            assert_eq!(
                runs, answer.schedule.runs,
                "{question}: {} covers, or does not, every run",
                plan.plan
            );
            assert!(
                plan.no_credit_source.is_none() || plan.no_credit_reason.is_some(),
                "{question}: a source is one of a reason"
            );
            assert_eq!(
                plan.runs_out_run.is_some(),
                plan.overflow_usd.amount() > Usd::ZERO,
                "{question}: {}",
                plan.plan
            );
        }
        assert_eq!(
            answer.run.cost_usd, answer.run.cost_high_usd,
            "{question}: the high figure is the one that is used"
        );
    }
}

#[test]
fn answers_with_times_have_the_same_keys_and_their_instants_are_in_order() {
    for question in TIMED {
        let answer: EstimateShape = read(&format!("estimate {question}"));
        let schedule = &answer.schedule;
        assert_eq!(schedule.jobs.iter().map(|job| job.runs).sum::<u64>(), schedule.runs, "{question}");
        assert!(
            schedule.jobs.iter().all(|job| !job.job.is_empty() && !job.words.is_empty() && job.at_once > 0),
            "{question}"
        );
        let kinds = ["cron", "oncalendar", "event"];
        assert!(
            schedule.jobs.iter().all(|job| kinds.contains(&job.kind.as_str()) && !job.expression.is_empty()),
            "{question}"
        );
        assert_eq!(schedule.first_run.is_some(), schedule.runs > 0, "{question}");
        assert!(schedule.zone.is_some() && schedule.next_renewal.is_some(), "{question}");
        for plan in &answer.plans {
            assert_eq!(plan.runs_out_at.is_some(), plan.runs_out_run.is_some(), "{question}: {}", plan.plan);
            assert_eq!(plan.refused_from.is_some(), plan.runs_refused > 0, "{question}: {}", plan.plan);
            let Some(days) = &plan.days else { continue };
            assert_eq!(days.iter().map(|day| day.runs).sum::<u64>(), schedule.runs, "{question}");
            assert!(days.iter().all(|day| (day.state == "none") == (day.runs == 0)), "{question}");
            assert!(days.windows(2).all(|pair| pair[0].day < pair[1].day), "{question}");
        }
    }
}

#[test]
fn an_explained_schedule_has_exactly_the_keys_of_its_shape() {
    for question in ["@daily", "Mon..Fri --tz Europe/Berlin", "@reboot @hourly", "*-02-30"] {
        let answer: ScheduleAnswerShape =
            read(&format!("schedule {question} --after 2026-11-21T12:00:00Z --count 3"));
        assert_eq!((answer.schema.as_str(), answer.inputs.count), ("creditcalc.schedule/1", 3));
        for schedule in &answer.schedules {
            assert!(
                schedule.next.len() == 3 || ["@reboot", "*-02-30"].contains(&schedule.expression.as_str()),
                "{schedule:?}"
            );
            assert!(
                ["cron", "oncalendar"].contains(&schedule.kind.as_str()) && schedule.at_once == 1,
                "{schedule:?}"
            );
        }
    }
}

/// Questions with times.
const TIMED: [&str; 6] = [
    "--cost-per-run 4 --cron @daily --tz Europe/Berlin --calendar --as-of 2026-11-21",
    "--cost-per-run 0.10 --oncalendar hourly --tz America/New_York --from-now --spent 3 --on-exhaustion cap=5 --cycle-day 31 --as-of 2026-11-21",
    "--model claude-opus-5-5 --input 1M --cron @weekly --oncalendar Mon..Fri --tz UTC --plan all --on-exhaustion bill --calendar --as-of 2026-11-10",
    "--cost-per-run 4 --cron @reboot --tz UTC --as-of 2026-11-21",
    "--cost-per-run 4 --cron @yearly --tz UTC --surface interactive --calendar --as-of 2026-01-21",
    "--cost-per-run 4 --cron @hourly --surface for-others --program current --plan max --tz UTC --as-of 2026-11-21",
];

#[test]
fn the_lines_of_a_run_add_up_and_name_their_sources() {
    let answer: EstimateShape = read(
        "estimate --model claude-haiku-5-5 --input 300k --output 10k --cache-write 5k --web-searches 3 --as-of 2026-11-21",
    );
    // 300_000 x $0.50/M + 10_000 x $2.50/M + 5_000 x $0.625/M + 3 x $0.01 = $0.15 + $0.025 + $0.003125 +
    // $0.03
    let amounts: Vec<_> =
        answer.run.lines.iter().map(|line| (line.kind.as_str(), line.amount_usd.text())).collect();
    assert_eq!(
        amounts,
        [("input", "0.15"), ("output", "0.025"), ("cache_write_5m", "0.003125"), ("web_search", "0.03")]
    );
    assert_eq!(answer.run.cost_usd.text(), "0.208125");
    for line in &answer.run.lines {
        assert!(line.source.starts_with("https://"), "{line:?}");
        // By the token or by the piece, never both and never neither.
        let by_token = (
            line.tokens.is_some(),
            line.rate_usd_per_mtok.is_some(),
            line.effective_from.is_some(),
            line.certainty.is_some(),
        );
        let by_piece = (line.count.is_some(), line.unit_usd.is_some());
        let expected = if line.kind == "web_search" {
            ((false, false, false, false), (true, true))
        } else {
            ((true, true, true, true), (false, false))
        };
        assert_eq!((by_token, by_piece), expected, "{line:?}");
        assert_eq!(line.prompt_tokens_over, Some(100_000).filter(|_| line.kind != "web_search"));
    }
}

#[test]
fn every_key_of_the_contract_is_there_with_its_type() {
    let answer =
        value("estimate --model claude-opus-5 --input 100k --output 140k --runs 30 --as-of 2026-11-21");
    let missing = differences("", &contract(), &answer);
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_contract_would_notice_a_key_that_is_gone_or_retyped() {
    let mut answer =
        value("estimate --model claude-opus-5 --input 100k --output 140k --runs 30 --as-of 2026-11-21");
    answer["plans"][0]["nights_covered"] = json!("5");
    answer["run"].as_object_mut().expect("a run is an object").remove("lines");
    assert_eq!(differences("", &contract(), &answer).len(), 2);
}

#[test]
fn models_have_exactly_the_keys_of_their_shape() {
    for day in ["2026-11-21", "2026-02-10", "2024-01-01"] {
        let answer: ModelsShape = read(&format!("models --as-of {day}"));
        assert_eq!(
            (answer.schema.as_str(), answer.inputs.as_of.0.to_string().as_str()),
            ("creditcalc.models/1", day)
        );
        assert_eq!(answer.models.len(), PriceTable::builtin().models().len());
        for model in &answer.models {
            let in_force = model.prices.iter().filter(|price| price.in_force).count();
            assert!(in_force <= 1, "{} has one price on {day}", model.model);
            for price in &model.prices {
                assert!(
                    price.rates_usd_per_mtok.is_some() && price.multiplier.is_none(),
                    "{}: a standard price is a card",
                    model.model
                );
            }
            for price in &model.fast {
                assert!(
                    price.rates_usd_per_mtok.is_some() != price.multiplier.is_some(),
                    "{}: a card or a multiple",
                    model.model
                );
            }
        }
    }
    let one: ModelsShape = read("models claude-opus-5-5 --as-of 2026-11-21");
    assert_eq!(one.models.iter().map(|model| model.model.as_str()).collect::<Vec<_>>(), ["claude-opus-5-5"]);
}

#[test]
fn plans_have_exactly_the_keys_of_their_shape() {
    for (words, programs, plans) in
        [("plans", 2, 15), ("plans api-credit", 1, 6), ("plans max-5x", 2, 2), ("plans --claims", 2, 15)]
    {
        let answer: PlansShape = read(&format!("{words} --as-of 2026-11-21"));
        assert_eq!(answer.schema, "creditcalc.plans/1");
        assert_eq!((answer.programs.len(), answer.plans.len()), (programs, plans), "{words}");
        for program in &answer.programs {
            assert_eq!(
                program.uses.len(),
                Surface::WORDS.len() * Auth::WORDS.len(),
                "{} rules every use once",
                program.program
            );
        }
        for plan in &answer.plans {
            // By the seat or not, never both; a cap is one on seats.
            assert!(plan.credit_usd.is_none() || plan.seats.is_empty(), "{plan:?}");
            assert!(plan.pool_cap_usd.is_none() || !plan.seats.is_empty(), "{plan:?}");
        }
    }
}

#[test]
fn measured_runs_have_exactly_the_keys_of_their_shape() {
    let sandbox = Sandbox::new();
    crate::measuring::records(&sandbox);
    for question in [
        "",
        " --explain",
        " --by job",
        " --by model --only programmatic",
        " --by project --only any",
        " --by day -q",
        " --only interactive",
    ] {
        let args = format!("measure records --as-of 2026-11-21{question}");
        let answer: MeasureShape = read_in(&sandbox, &args);
        assert_eq!(answer.schema, "creditcalc.measure/1");
        assert_eq!(
            answer.breakdown.as_ref().map(|breakdown| breakdown.by.as_str()),
            question.split_once("--by ").map(|(_, by)| by.split(' ').next().unwrap_or(by))
        );
        assert_eq!(
            answer.inputs.only.as_deref(),
            question.split_once("--only ").map(|(_, only)| only).filter(|only| *only != "any")
        );
        answer.assert_sound(question.contains("--explain"));
    }
}

impl MeasureShape {
    /// What holds of every answer.
    fn assert_sound(&self, is_explained: bool) {
        let runs = u64::try_from(self.runs.len()).expect("few");
        assert_eq!(self.summary.runs + self.read.unpriced, runs);
        assert_eq!(self.used_by.iter().map(|of| of.runs).sum::<u64>(), runs);
        let priced = self.runs.iter().fold(Usd::ZERO, |sum, run| {
            sum.plus(run.priced_usd.as_ref().map_or(Usd::ZERO, Money::amount)).expect("in range")
        });
        assert_eq!(priced, self.totals.cost_usd.as_ref().map_or(Usd::ZERO, Money::amount));
        let by_model = self
            .totals
            .models
            .iter()
            .fold(Usd::ZERO, |sum, total| sum.plus(total.cost_usd.amount()).expect("in range"));
        assert_eq!(by_model, self.totals.cost_usd.as_ref().map_or(Usd::ZERO, Money::amount));
        assert!(
            self.totals.cost_usd.as_ref().map_or(Usd::ZERO, Money::amount)
                <= self.totals.cost_high_usd.as_ref().map_or(Usd::ZERO, Money::amount)
        );
        for run in &self.runs {
            assert_eq!(
                run.cost_usd.is_some(),
                run.models.iter().all(|model| model.cost_usd.is_some()),
                "{run:?}"
            );
            assert_eq!(run.cost_usd.is_some(), run.cost_high_usd.is_some(), "{run:?}");
            assert!(["programmatic", "interactive", "unknown"].contains(&run.used_by.as_str()), "{run:?}");
            assert!(["plan", "api-key", "cloud", "unknown"].contains(&run.billing.as_str()), "{run:?}");
            assert!(
                ["result", "transcript", "stream", "telemetry", "codex", "native"]
                    .contains(&run.told_by.as_str()),
                "{run:?}"
            );
            for model in &run.models {
                assert_eq!(model.cost_usd.is_some(), model.unpriced.is_none(), "{model:?}");
                assert_eq!(model.lines.is_some(), is_explained && model.cost_usd.is_some(), "{model:?}");
                let Some(lines) = &model.lines else { continue };
                let sum = lines
                    .iter()
                    .fold(Usd::ZERO, |sum, line| sum.plus(line.amount_usd.amount()).expect("in range"));
                assert_eq!(Some(sum), model.cost_usd.as_ref().map(Money::amount), "{model:?}");
            }
        }
        let has_figures = self.summary.cost_total_usd.is_some();
        assert_eq!(has_figures, self.summary.runs > 0);
        for figure in [
            &self.summary.cost_mean_usd,
            &self.summary.cost_median_usd,
            &self.summary.cost_p90_usd,
            &self.summary.cost_min_usd,
            &self.summary.cost_max_usd,
        ] {
            assert_eq!(figure.is_some(), has_figures);
        }
    }
}

#[test]
fn a_check_of_prices_has_exactly_the_keys_of_its_shape() {
    let answer: PricingCheckShape = read("pricing check");
    assert_eq!((answer.schema.as_str(), answer.passed), ("creditcalc.pricing-check/1", true));
    let table = PriceTable::builtin();
    assert_eq!(answer.models, u64::try_from(table.models().len()).expect("few"));
    assert_eq!((answer.programs, answer.plans), (2, 15));
}

#[test]
fn csv_has_a_header_and_a_row_for_each_plan_with_the_figures_of_the_json() {
    for question in QUESTIONS {
        let answer = value(&format!("estimate {question}"));
        let text = said(&format!("estimate {question} --format csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(
            reader.headers().expect("there is a header"),
            &csv::StringRecord::from(COLUMNS.map(|(title, _)| title).to_vec())
        );
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("every row has every column")).collect();
        let plans = answer["plans"].as_array().expect("plans are a list");
        assert_eq!(rows.len(), plans.len(), "{question}");
        for (row, plan) in rows.iter().zip(plans) {
            for ((title, place), cell) in COLUMNS.iter().zip(row) {
                let found = place
                    .strip_prefix("/plan")
                    .map_or_else(|| answer.pointer(place), |place| plan.pointer(place));
                assert_eq!(
                    cell,
                    cell_of(found.unwrap_or(&Value::Null)),
                    "{question}: {title} of {}",
                    plan["plan"]
                );
            }
        }
    }
}

#[test]
fn only_exact_decimals_pass_for_money() {
    for right in ["0.00", "20.00", "0.0525005", "1234567.10", "0.125"] {
        assert!(Money::try_from(right.to_owned()).is_ok(), "{right}");
    }
    for wrong in [
        "", "0", "20", "20.0", "1e2", "1.00e2", "$1.00", "1,000.00", "-1.00", "+1.00", "01.00", ".50", "1.",
        "1.500", "0.100", "NaN", " 1.00",
    ] {
        assert!(Money::try_from(wrong.to_owned()).is_err(), "{wrong}");
    }
}

// ----------------------------------------------------------------------------------------------------
// What is asked.

/// Questions that between them fill and empty every key.
const QUESTIONS: [&str; 15] = [
    "--cost-per-run 4 --as-of 2026-11-21",
    "--cost-per-run 4 --runs 30 --plan all --as-of 2026-11-21",
    "--cost-per-run 0.70 --per-day 10 --plan max-20x --as-of 2026-11-21",
    // No cost has no coverage.
    "--cost-per-run 0 --plan pro --as-of 2026-11-21",
    "--cost-per-run 4 --runs 0 --plan pro --as-of 2026-11-21",
    // Before anybody had heard of the program, and while nothing was in force.
    "--cost-per-run 4 --plan pro --as-of 2026-05-01",
    "--cost-per-run 4 --plan pro --as-of 2026-07-01",
    // Rules that are in force have no others beside them.
    "--cost-per-run 4 --program current --plan all --seats standard=3,premium=2 --as-of 2026-11-21",
    "--cost-per-run 4 --surface interactive --plan max-5x --as-of 2026-11-21",
    "--cost-per-run 4 --surface for-others --auth plan --plan max-5x --as-of 2026-11-21",
    // A bracket, a fee, several models, a rate that changes within the cycle.
    "--model claude-haiku-5-5 --input 300k --output 10k --web-searches 3 --plan pro --as-of 2026-11-21",
    "--usage model=sonnet,input=40k,cache_read=3M --usage model=claude-haiku-4-5,input=300k,requests=9 --plan pro --as-of 2026-10-20",
    // Models that the program's credit does not pay for.
    "--model gpt-5.5 --input 300k --requests 1 --plan pro --as-of 2026-11-21",
    "--cost-per-run 7 --plan pro --on-exhaustion cap=50 --spent 3.5 --cycle-day 31 --as-of 2026-02-14",
    // A credit of nobody's plan.
    "--cost-per-run 4 --credit 50 --on-exhaustion bill --as-of 2026-11-21",
];

/// The columns of the CSV, and where the JSON has the same figure: `/plan` is the row's plan.
const COLUMNS: [(&str, &str); 33] = [
    ("plan", "/plan/plan"),
    ("program", "/plan/program"),
    ("program_status", "/plan/program_status"),
    ("as_of", "/inputs/as_of"),
    ("cycle_start", "/schedule/cycle_start"),
    ("cycle_end", "/schedule/cycle_end"),
    ("fee_usd", "/plan/fee_usd"),
    ("credit_usd", "/plan/credit_usd"),
    ("seats", "/plan/seats"),
    ("spent_usd", "/inputs/spent_usd"),
    ("run_cost_usd", "/run/cost_usd"),
    ("run_cost_low_usd", "/run/cost_low_usd"),
    ("runs", "/schedule/runs"),
    ("nights", "/schedule/nights"),
    ("nights_without_price", "/schedule/nights_without_price"),
    ("total_cost_usd", "/total_cost_usd"),
    ("nights_covered", "/plan/nights_covered"),
    ("runs_covered", "/plan/runs_covered"),
    ("runs_partial", "/plan/runs_partial"),
    ("runs_beyond", "/plan/runs_beyond"),
    ("coverage_percent", "/plan/coverage_percent"),
    ("drawn_usd", "/plan/drawn_usd"),
    ("overflow_usd", "/plan/overflow_usd"),
    ("on_exhaustion", "/plan/on_exhaustion"),
    ("billed_usd", "/plan/billed_usd"),
    ("runs_refused", "/plan/runs_refused"),
    ("expires_usd", "/plan/expires_usd"),
    ("runs_out_on", "/plan/runs_out_on"),
    ("in_force_program", "/plan/in_force/program"),
    ("in_force_credit_usd", "/plan/in_force/credit_usd"),
    ("in_force_nights_covered", "/plan/in_force/nights_covered"),
    ("in_force_overflow_usd", "/plan/in_force/overflow_usd"),
    ("runs_out_at", "/plan/runs_out_at"),
];

/// What a value is in a cell: as it is, and nothing where there is none.
fn cell_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(seats) => {
            let seats: Vec<_> = seats.iter().map(|(seat, count)| format!("{seat}={count}")).collect();
            seats.join(" ")
        }
        other => other.to_string(),
    }
}

/// What the program prints on standard output.
fn said(args: &str) -> String {
    let output = Sandbox::new().creditcalc(args.split(' ')).output().expect("the program starts");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the program prints text")
}

fn value(args: &str) -> Value {
    let text = said(&format!("{args} --json"));
    assert!(text.ends_with("}\n"), "an answer ends with a line feed");
    serde_json::from_str(&text).expect("JSON was asked for")
}

/// An answer in its shape, from which the very same answer can be written again.
fn read<T: DeserializeOwned + Serialize>(args: &str) -> T {
    shaped(args, &value(args))
}

/// The same of what lies in a sandbox.
fn read_in<T: DeserializeOwned + Serialize>(sandbox: &Sandbox, args: &str) -> T {
    let output = sandbox.creditcalc(args.split(' ').chain(["--json"])).output().expect("the program starts");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    shaped(args, &serde_json::from_slice(&output.stdout).expect("JSON was asked for"))
}

fn shaped<T: DeserializeOwned + Serialize>(args: &str, answer: &Value) -> T {
    let shape = T::deserialize(answer).unwrap_or_else(|reason| panic!("{args}: {reason}"));
    assert_eq!(
        serde_json::to_value(&shape).expect("the shapes are texts, numbers and lists of them"),
        *answer,
        "{args}"
    );
    shape
}

// ----------------------------------------------------------------------------------------------------
// The contract's own example.

/// The example of the contract, with `…` where it says so.
fn contract() -> Value {
    json!({
        "schema": "creditcalc.estimate/1",
        "inputs": {"as_of": "2026-11-21", "program": "agent-sdk-credit", "pricing_digest": "sha256:…", "on_exhaustion": "stop"},
        "run": {
            "cost_usd": "4.00", "cost_low_usd": "4.00", "cost_high_usd": "4.00",
            "lines": [{
                "model": "claude-opus-5", "kind": "input", "tokens": 100_000, "rate_usd_per_mtok": "5.00", "amount_usd": "0.50",
                "effective_from": "2026-07-24", "source": "https://…",
            }],
        },
        "schedule": {"runs": 30, "nights": 30, "cycle_start": "2026-11-01", "cycle_end": "2026-12-01", "first_run": null, "last_run": null},
        "total_cost_usd": "120.00",
        "plans": [{
            "plan": "pro", "program": "agent-sdk-credit", "program_status": "replaced", "fee_usd": "20.00", "credit_usd": "20.00",
            "nights_covered": 5, "runs_covered": 5, "runs_partial": 0, "runs_beyond": 25, "coverage_percent": "16.6",
            "drawn_usd": "20.00", "overflow_usd": "100.00", "billed_usd": "0.00", "runs_refused": 25, "expires_usd": "0.00",
            "runs_out_at": null,
            "in_force": {"program": "api-credit", "credit_usd": "0.00", "nights_covered": 0, "overflow_usd": "120.00"},
        }],
        "notes": ["…"],
    })
}

/// Keys of `wanted` that `found` does not have, or has with another type. Of a list, each element is like the
/// first one wanted.
fn differences(place: &str, wanted: &Value, found: &Value) -> Vec<String> {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            let of_key = |(key, value): (&String, &Value)| match found.get(key) {
                None => vec![format!("{place}/{key} is missing")],
                Some(found) => differences(&format!("{place}/{key}"), value, found),
            };
            wanted.iter().flat_map(of_key).collect()
        }
        (Value::Array(wanted), Value::Array(found)) => {
            let pairs =
                wanted.first().into_iter().flat_map(|wanted| found.iter().map(move |found| (wanted, found)));
            pairs
                .enumerate()
                .flat_map(|(index, (wanted, found))| differences(&format!("{place}/{index}"), wanted, found))
                .collect()
        }
        _ if std::mem::discriminant(wanted) == std::mem::discriminant(found) => Vec::new(),
        _ => vec![format!("{place} is {found} and not like {wanted}")],
    }
}

// ----------------------------------------------------------------------------------------------------
// The shapes. `nullable` makes a key that may be null one that must be there.

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct EstimateShape {
    schema: String,
    inputs: EstimateInputsShape,
    run: RunShape,
    schedule: ScheduleShape,
    total_cost_usd: Money,
    plans: Vec<PlanShape>,
    notes: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct EstimateInputsShape {
    as_of: Day,
    priced_on: Day,
    program: String,
    pricing_digest: Digest,
    on_exhaustion: String,
    surface: String,
    auth: String,
    spent_usd: Money,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RunShape {
    cost_usd: Money,
    cost_low_usd: Money,
    cost_high_usd: Money,
    lines: Vec<LineShape>,
    changes: Vec<ChangeShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ChangeShape {
    from: Day,
    until: Day,
    cost_usd: Money,
    lines: Vec<LineShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ModifierShape {
    modifier: String,
    multiplier: String,
    source: String,
}

/// A line is about tokens or about something charged by the piece; `count` and `unit_usd` are only on the
/// latter.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct LineShape {
    model: String,
    kind: String,
    #[serde(deserialize_with = "nullable")]
    tokens: Option<u64>,
    #[serde(deserialize_with = "nullable")]
    rate_usd_per_mtok: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    list_rate_usd_per_mtok: Option<Money>,
    modifiers: Vec<ModifierShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_usd: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_tokens_over: Option<u64>,
    amount_usd: Money,
    #[serde(deserialize_with = "nullable")]
    effective_from: Option<Day>,
    #[serde(deserialize_with = "nullable")]
    certainty: Option<String>,
    source: String,
    checked: Day,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ScheduleShape {
    runs: u64,
    nights: u64,
    nights_without_price: u64,
    cycle_start: Day,
    cycle_end: Day,
    #[serde(deserialize_with = "nullable")]
    from: Option<Instant>,
    #[serde(deserialize_with = "nullable")]
    zone: Option<String>,
    #[serde(deserialize_with = "nullable")]
    next_renewal: Option<Instant>,
    #[serde(deserialize_with = "nullable")]
    first_run: Option<Instant>,
    #[serde(deserialize_with = "nullable")]
    last_run: Option<Instant>,
    jobs: Vec<JobShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ScheduleAnswerShape {
    schema: String,
    inputs: ScheduleInputsShape,
    schedules: Vec<ExplainedShape>,
    notes: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ScheduleInputsShape {
    after: Instant,
    count: u64,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ExplainedShape {
    job: String,
    expression: String,
    kind: String,
    #[serde(deserialize_with = "nullable")]
    zone: Option<String>,
    words: String,
    at_once: u64,
    next: Vec<Instant>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct JobShape {
    job: String,
    kind: String,
    expression: String,
    #[serde(deserialize_with = "nullable")]
    zone: Option<String>,
    words: String,
    at_once: u64,
    runs: u64,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct DayShape {
    day: Day,
    runs: u64,
    state: String,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PlanShape {
    plan: String,
    program: String,
    #[serde(deserialize_with = "nullable")]
    program_status: Option<String>,
    #[serde(deserialize_with = "nullable")]
    fee_usd: Option<Money>,
    credit_usd: Money,
    seats: BTreeMap<String, u64>,
    on_exhaustion: String,
    draws: String,
    #[serde(deserialize_with = "nullable")]
    no_credit_reason: Option<String>,
    #[serde(deserialize_with = "nullable")]
    no_credit_source: Option<String>,
    nights_covered: u64,
    runs_covered: u64,
    runs_partial: u64,
    runs_beyond: u64,
    #[serde(deserialize_with = "nullable")]
    coverage_percent: Option<Percent>,
    drawn_usd: Money,
    overflow_usd: Money,
    billed_usd: Money,
    runs_refused: u64,
    expires_usd: Money,
    #[serde(deserialize_with = "nullable")]
    runs_out_at: Option<Instant>,
    #[serde(deserialize_with = "nullable")]
    runs_out_on: Option<Day>,
    #[serde(deserialize_with = "nullable")]
    runs_out_run: Option<u64>,
    #[serde(deserialize_with = "nullable")]
    refused_from: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Vec<DayShape>>,
    #[serde(deserialize_with = "nullable")]
    in_force: Option<RulesShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RulesShape {
    #[serde(deserialize_with = "nullable")]
    program: Option<String>,
    #[serde(deserialize_with = "nullable")]
    plan: Option<String>,
    #[serde(deserialize_with = "nullable")]
    auth: Option<String>,
    credit_usd: Money,
    nights_covered: u64,
    overflow_usd: Money,
    #[serde(deserialize_with = "nullable")]
    draws: Option<String>,
    #[serde(deserialize_with = "nullable")]
    no_credit_reason: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct MeasureShape {
    schema: String,
    inputs: MeasureInputsShape,
    runs: Vec<MeasuredRunShape>,
    summary: SummaryShape,
    used_by: Vec<UsedByShape>,
    left_out: Vec<LeftOutShape>,
    totals: TotalsShape,
    #[serde(deserialize_with = "nullable")]
    breakdown: Option<BreakdownShape>,
    read: ReadShape,
    unpriced: Vec<UnpricedShape>,
    notes: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct MeasureInputsShape {
    as_of: Day,
    pricing_digest: Digest,
    #[serde(deserialize_with = "nullable")]
    only: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct MeasuredRunShape {
    source: String,
    #[serde(deserialize_with = "nullable")]
    session_id: Option<String>,
    #[serde(deserialize_with = "nullable")]
    job: Option<String>,
    #[serde(deserialize_with = "nullable")]
    project: Option<String>,
    #[serde(deserialize_with = "nullable")]
    started_at: Option<Instant>,
    #[serde(deserialize_with = "nullable")]
    entrypoint: Option<String>,
    used_by: String,
    billing: String,
    told_by: String,
    #[serde(deserialize_with = "nullable")]
    outcome: Option<String>,
    #[serde(deserialize_with = "nullable")]
    turns: Option<u64>,
    #[serde(deserialize_with = "nullable")]
    requests: Option<u64>,
    complete: bool,
    #[serde(deserialize_with = "nullable")]
    cost_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_high_usd: Option<Money>,
    cost_is_at_least: bool,
    #[serde(deserialize_with = "nullable")]
    priced_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    vendor_cost_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    vendor_difference: Option<String>,
    #[serde(deserialize_with = "nullable")]
    vendor_counted_as: Option<String>,
    models: Vec<MeasuredModelShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "these are the keys of the contract")]
struct MeasuredModelShape {
    model: String,
    as_written: String,
    input_tokens: u64,
    output_tokens: u64,
    cache_read_tokens: u64,
    cache_write_5m_tokens: u64,
    cache_write_1h_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_30m_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_12h_tokens: Option<u64>,
    cache_write_untold_tokens: u64,
    web_searches: u64,
    #[serde(deserialize_with = "nullable")]
    requests: Option<u64>,
    fast: bool,
    us_only: bool,
    batch: bool,
    output_is_at_least: bool,
    #[serde(deserialize_with = "nullable")]
    cost_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_high_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    unpriced: Option<String>,
    #[serde(deserialize_with = "nullable")]
    vendor_cost_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    vendor_difference: Option<String>,
    #[serde(deserialize_with = "nullable")]
    vendor_counted_as: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<LineShape>>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SummaryShape {
    runs: u64,
    #[serde(deserialize_with = "nullable")]
    cost_mean_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_median_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_p90_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_min_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_max_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_total_usd: Option<Money>,
    is_at_least: bool,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct UsedByShape {
    used_by: String,
    runs: u64,
    summary: SummaryShape,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct LeftOutShape {
    used_by: String,
    runs: u64,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct TotalsShape {
    models: Vec<TotalShape>,
    #[serde(deserialize_with = "nullable")]
    cost_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_high_usd: Option<Money>,
    cost_is_at_least: bool,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct TotalShape {
    model: String,
    input_tokens: u64,
    output_tokens: u64,
    cache_read_tokens: u64,
    cache_write_5m_tokens: u64,
    cache_write_1h_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_30m_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_12h_tokens: Option<u64>,
    cache_write_untold_tokens: u64,
    web_searches: u64,
    runs: u64,
    cost_usd: Money,
    cost_high_usd: Money,
    cost_is_at_least: bool,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BreakdownShape {
    by: String,
    shares: Vec<ShareShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ShareShape {
    #[serde(deserialize_with = "nullable")]
    name: Option<String>,
    runs: u64,
    input_tokens: u64,
    output_tokens: u64,
    cache_read_tokens: u64,
    cache_write_5m_tokens: u64,
    cache_write_1h_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_30m_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_12h_tokens: Option<u64>,
    #[serde(deserialize_with = "nullable")]
    cost_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    cost_high_usd: Option<Money>,
    cost_is_at_least: bool,
    #[serde(deserialize_with = "nullable")]
    cost_mean_usd: Option<Money>,
    unpriced_tokens: u64,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ReadShape {
    files: u64,
    bytes: u64,
    records: u64,
    duplicates: u64,
    skipped: u64,
    unpriced: u64,
    incomplete: u64,
    undated: u64,
    told_by_results: u64,
    empty: u64,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct UnpricedShape {
    model: String,
    runs: u64,
    tokens: u64,
    reason: String,
    #[serde(deserialize_with = "nullable")]
    vendor_cost_usd: Option<Money>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ModelsShape {
    schema: String,
    inputs: TableInputsShape,
    models: Vec<ModelShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct TableInputsShape {
    as_of: Day,
    pricing_digest: Digest,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ModelShape {
    model: String,
    name: String,
    vendor: String,
    aliases: Vec<String>,
    cloud_ids: Vec<String>,
    status: String,
    #[serde(deserialize_with = "nullable")]
    status_note: Option<String>,
    status_checked: Day,
    #[serde(deserialize_with = "nullable")]
    released: Option<Day>,
    #[serde(deserialize_with = "nullable")]
    deprecated: Option<Day>,
    #[serde(deserialize_with = "nullable")]
    retired: Option<Day>,
    #[serde(deserialize_with = "nullable")]
    retires_not_before: Option<Day>,
    #[serde(deserialize_with = "nullable")]
    context_window_tokens: Option<u64>,
    #[serde(deserialize_with = "nullable")]
    output_tokens_max: Option<u64>,
    #[serde(deserialize_with = "nullable")]
    cacheable_prompt_tokens_min: Option<u64>,
    #[serde(deserialize_with = "nullable")]
    tokenizer: Option<String>,
    #[serde(deserialize_with = "nullable")]
    note: Option<String>,
    prices: Vec<PriceShape>,
    fast: Vec<PriceShape>,
    written_at: WrittenAt,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PriceShape {
    effective_from: Day,
    #[serde(deserialize_with = "nullable")]
    effective_until: Option<Day>,
    in_force: bool,
    announced: bool,
    #[serde(deserialize_with = "nullable")]
    rates_usd_per_mtok: Option<BTreeMap<String, Money>>,
    #[serde(deserialize_with = "nullable")]
    multiplier: Option<String>,
    #[serde(deserialize_with = "nullable")]
    multiplies_bands: Option<bool>,
    bands: Vec<BandShape>,
    certainty: String,
    #[serde(deserialize_with = "nullable")]
    certainty_note: Option<String>,
    promotion: bool,
    #[serde(deserialize_with = "nullable")]
    review_on: Option<Day>,
    source: String,
    #[serde(deserialize_with = "nullable")]
    source_date: Option<String>,
    checked: Day,
    also: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BandShape {
    prompt_tokens_over: u64,
    rates_usd_per_mtok: BTreeMap<String, Money>,
    #[serde(deserialize_with = "nullable")]
    requires: Option<String>,
    #[serde(deserialize_with = "nullable")]
    note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PlansShape {
    schema: String,
    inputs: TableInputsShape,
    programs: Vec<ProgramShape>,
    plans: Vec<PlanRowShape>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ProgramShape {
    program: String,
    name: String,
    #[serde(deserialize_with = "nullable")]
    status: Option<String>,
    in_force: bool,
    default: bool,
    renewal: String,
    terms: Vec<String>,
    history: Vec<StatusShape>,
    uses: Vec<UseShape>,
    source: String,
    #[serde(deserialize_with = "nullable")]
    source_date: Option<String>,
    checked: Day,
    also: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StatusShape {
    from: Day,
    status: String,
    source: String,
    #[serde(deserialize_with = "nullable")]
    source_date: Option<String>,
    checked: Day,
    also: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct UseShape {
    surface: String,
    auth: String,
    draws: String,
    reason: String,
    source: String,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PlanRowShape {
    plan: String,
    program: String,
    name: String,
    aliases: Vec<String>,
    eligible: bool,
    #[serde(deserialize_with = "nullable")]
    fee_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    fee_note: Option<String>,
    #[serde(deserialize_with = "nullable")]
    credit_usd: Option<Money>,
    seats: Vec<SeatShape>,
    #[serde(deserialize_with = "nullable")]
    pool_cap_usd: Option<Money>,
    #[serde(deserialize_with = "nullable")]
    no_credit: Option<String>,
    certainty: String,
    claims: Vec<ClaimShape>,
    source: String,
    #[serde(deserialize_with = "nullable")]
    source_date: Option<String>,
    checked: Day,
    also: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    note: Option<String>,
    written_at: WrittenAt,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SeatShape {
    seat: String,
    #[serde(deserialize_with = "nullable")]
    fee_usd: Option<Money>,
    credit_usd: Money,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ClaimShape {
    publisher: String,
    says: String,
    #[serde(deserialize_with = "nullable")]
    credit_usd: Option<Money>,
    source: String,
    checked: Day,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PricingCheckShape {
    schema: String,
    passed: bool,
    files: u64,
    models: u64,
    prices: u64,
    programs: u64,
    plans: u64,
    pricing_digest: Digest,
}

// ----------------------------------------------------------------------------------------------------
// Texts of which a script may rely on the form.

/// An exact amount: digits, a point, at least two decimals, no zeros beyond two, no sign and no exponent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct Money(String);

impl Money {
    fn text(&self) -> &str {
        &self.0
    }

    fn amount(&self) -> Usd {
        self.0.parse().expect("it was checked when it was read")
    }

    fn plus(&self, other: &Self) -> Usd {
        self.amount().plus(other.amount()).expect("in range")
    }
}

impl TryFrom<String> for Money {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_exact = text.split_once('.').is_some_and(|(whole, fraction)| {
            is_digits(whole)
                && is_digits(fraction)
                && (whole == "0" || !whole.starts_with('0'))
                && fraction.len() >= 2
                && (fraction.len() == 2 || !fraction.ends_with('0'))
        });
        if is_exact { Ok(Self(text)) } else { Err(format!("`{text}` is not an exact amount")) }
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.0
    }
}

/// A share, cut to one decimal.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct Percent(String);

impl TryFrom<String> for Percent {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let tenths = text.split_once('.').filter(|(_, tenth)| tenth.len() == 1).and_then(|(whole, tenth)| {
            let tenths: u64 = format!("{whole}{tenth}").parse().ok()?;
            Some(tenths)
        });
        if tenths.is_some_and(|tenths| tenths <= 1_000) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is not a share"))
        }
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

/// A day: `2026-11-21`.
#[derive(Debug, Clone, Deserialize, Serialize, PartialEq, PartialOrd)]
#[serde(try_from = "String", into = "String")]
struct Day(Date);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let day: Date = text.parse().map_err(|reason| format!("`{text}` is not a day: {reason}"))?;
        if day.to_string() == text { Ok(Self(day)) } else { Err(format!("`{text}` is not a day alone")) }
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

/// An instant of RFC 3339, with its offset.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct Instant(String);

impl TryFrom<String> for Instant {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read: Result<jiff::Timestamp, _> = text.parse();
        read.map_err(|reason| format!("`{text}` is not an instant: {reason}")).map(|_| Self(text))
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

/// What the tables were made of: `sha256:` and 64 digits.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct Digest(String);

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        match text.strip_prefix("sha256:") {
            Some(digits) if digits.len() == 64 && digits.bytes().all(is_digit) => Ok(Self(text)),
            _ => Err(format!("`{text}` is not a digest")),
        }
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0
    }
}

/// A file and a line: `pricing/models/aster.toml:9`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct WrittenAt(String);

impl TryFrom<String> for WrittenAt {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let line = text.split_once(".toml:").and_then(|(_, line)| line.parse::<u64>().ok());
        if line.is_some_and(|line| line > 0) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is not a place in a file"))
        }
    }
}

impl From<WrittenAt> for String {
    fn from(place: WrittenAt) -> Self {
        place.0
    }
}

/// Reads a key that may be null. That it is named for a field makes the key one that must be there.
fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
