//! The JSON and CSV that scripts rely on: what holds of every answer, whatever was asked.
//!
//! That an answer has exactly the keys of its contract is seen wherever one is read ([`crate::answers`]).

use creditcalc::answer::estimate::DayState;
use creditcalc::answer::{Estimate, Measure, Models, Plans, PricingCheck, Schedule};
use creditcalc::pricing::{Auth, PriceTable, Surface};
use creditcalc::schedule::Kind;
use creditcalc::units::Usd;
use creditcalc::usage::UsedBy;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answers;
use crate::sandbox::Sandbox;

#[test]
fn every_answer_has_exactly_the_keys_of_its_shape() {
    for question in QUESTIONS {
        let answer: Estimate = read(&format!("estimate {question}"));
        for plan in &answer.plans {
            assert_eq!(
                plan.drawn_usd.plus(plan.overflow_usd).and_then(|sum| sum.plus(plan.plan_windows_usd)),
                Ok(answer.total_cost_usd),
                "{question}: {} draws and leaves the whole cost",
                plan.plan
            );
            let runs = plan.runs_covered + plan.runs_partial + plan.runs_beyond + plan.runs_on_plan_limits;
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
                plan.overflow_usd > Usd::ZERO,
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
        let answer: Estimate = read(&format!("estimate {question}"));
        let schedule = &answer.schedule;
        assert_eq!(schedule.jobs.iter().map(|job| job.runs).sum::<u64>(), schedule.runs, "{question}");
        assert!(
            schedule.jobs.iter().all(|job| !job.job.is_empty() && !job.words.is_empty() && job.at_once > 0),
            "{question}"
        );
        assert!(schedule.jobs.iter().all(|job| !job.expression.is_empty()), "{question}");
        assert_eq!(schedule.first_run.is_some(), schedule.runs > 0, "{question}");
        assert!(schedule.zone.is_some() && schedule.next_renewal.is_some(), "{question}");
        for plan in &answer.plans {
            assert_eq!(plan.runs_out_at.is_some(), plan.runs_out_run.is_some(), "{question}: {}", plan.plan);
            assert_eq!(plan.refused_from.is_some(), plan.runs_refused > 0, "{question}: {}", plan.plan);
            let Some(days) = &plan.days else { continue };
            assert_eq!(days.iter().map(|day| day.runs).sum::<u64>(), schedule.runs, "{question}");
            assert!(days.iter().all(|day| (day.state == DayState::None) == (day.runs == 0)), "{question}");
            assert!(days.windows(2).all(|pair| pair[0].day < pair[1].day), "{question}");
        }
    }
}

#[test]
fn an_explained_schedule_has_exactly_the_keys_of_its_shape() {
    for question in ["@daily", "Mon..Fri --tz Europe/Berlin", "@reboot @hourly", "*-02-30"] {
        let answer: Schedule = read(&format!("schedule {question} --after 2026-11-21T12:00:00Z --count 3"));
        assert_eq!(answer.inputs.count, 3);
        for schedule in &answer.schedules {
            assert!(
                schedule.next.len() == 3 || ["@reboot", "*-02-30"].contains(&schedule.expression.as_str()),
                "{schedule:?}"
            );
            assert!(schedule.kind != Kind::Event && schedule.at_once == 1, "{schedule:?}");
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
    let answer: Estimate = read(
        "estimate --model claude-haiku-5-5 --input 300k --output 10k --cache-write 5k --web-searches 3 --as-of 2026-11-21",
    );
    // 300_000 x $0.50/M + 10_000 x $2.50/M + 5_000 x $0.625/M + 3 x $0.01 = $0.15 + $0.025 + $0.003125 +
    // $0.03
    let amounts: Vec<_> =
        answer.run.lines.iter().map(|line| (line.kind.as_str(), line.amount_usd.to_string())).collect();
    assert_eq!(
        amounts,
        [("input", "0.15"), ("output", "0.025"), ("cache_write_5m", "0.003125"), ("web_search", "0.03")]
            .map(|(kind, amount)| (kind, amount.to_owned()))
    );
    assert_eq!(answer.run.cost_usd.to_string(), "0.208125");
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
        let answer: Models = read(&format!("models --as-of {day}"));
        assert_eq!(answer.inputs.as_of.to_string(), day);
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
    let one: Models = read("models claude-opus-5-5 --as-of 2026-11-21");
    assert_eq!(one.models.iter().map(|model| model.model.as_str()).collect::<Vec<_>>(), ["claude-opus-5-5"]);
}

#[test]
fn plans_have_exactly_the_keys_of_their_shape() {
    for (words, programs, plans) in
        [("plans", 2, 15), ("plans api-credit", 1, 6), ("plans max-5x", 2, 2), ("plans --claims", 2, 15)]
    {
        let answer: Plans = read(&format!("{words} --as-of 2026-11-21"));
        assert_eq!((answer.programs.len(), answer.plans.len()), (programs, plans), "{words}");
        for program in &answer.programs {
            assert_eq!(
                program.uses.len(),
                // What a cloud bills is outside of every program.
                Surface::WORDS.len() * (Auth::WORDS.len() - 1),
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
        let answer: Measure = read_in(&sandbox, &args);
        assert_eq!(
            answer.breakdown.as_ref().map(|breakdown| breakdown.by.id()),
            question.split_once("--by ").map(|(_, by)| by.split(' ').next().unwrap_or(by))
        );
        assert_eq!(
            answer.inputs.only.map(UsedBy::id),
            question.split_once("--only ").map(|(_, only)| only).filter(|only| *only != "any")
        );
        assert_sound(&answer, question.contains("--explain"));
    }
}

/// What holds of every answer.
fn assert_sound(answer: &Measure, is_explained: bool) {
    let runs = u64::try_from(answer.runs.len()).expect("few");
    assert_eq!(answer.summary.runs + answer.read.unpriced, runs);
    assert_eq!(answer.used_by.iter().map(|of| of.runs).sum::<u64>(), runs);
    let priced = answer
        .runs
        .iter()
        .fold(Usd::ZERO, |sum, run| sum.plus(run.priced_usd.unwrap_or_default()).expect("in range"));
    assert_eq!(priced, answer.totals.cost.cost_usd.unwrap_or_default());
    let by_model = answer.totals.models.iter().fold(Usd::ZERO, |sum, total| {
        sum.plus(total.cost.cost_usd.expect("totals have prices")).expect("in range")
    });
    assert_eq!(by_model, answer.totals.cost.cost_usd.unwrap_or_default());
    assert!(
        answer.totals.cost.cost_usd.unwrap_or_default()
            <= answer.totals.cost.cost_high_usd.unwrap_or_default()
    );
    for run in &answer.runs {
        assert_eq!(
            run.cost_usd.is_some(),
            run.models.iter().all(|model| model.cost_usd.is_some()),
            "{run:?}"
        );
        assert_eq!(run.cost_usd.is_some(), run.cost_high_usd.is_some(), "{run:?}");
        for model in &run.models {
            assert_eq!(model.cost_usd.is_some(), model.unpriced.is_none(), "{model:?}");
            assert_eq!(model.lines.is_some(), is_explained && model.cost_usd.is_some(), "{model:?}");
            let Some(lines) = &model.lines else { continue };
            let sum = lines.iter().fold(Usd::ZERO, |sum, line| sum.plus(line.amount_usd).expect("in range"));
            assert_eq!(Some(sum), model.cost_usd, "{model:?}");
        }
    }
    let has_figures = answer.summary.cost_total_usd.is_some();
    assert_eq!(has_figures, answer.summary.runs > 0);
    for figure in [
        &answer.summary.cost_mean_usd,
        &answer.summary.cost_median_usd,
        &answer.summary.cost_p90_usd,
        &answer.summary.cost_min_usd,
        &answer.summary.cost_max_usd,
    ] {
        assert_eq!(figure.is_some(), has_figures);
    }
}

#[test]
fn a_check_of_prices_has_exactly_the_keys_of_its_shape() {
    let answer: PricingCheck = read("pricing check");
    assert_eq!((answer.passed, answer.files > 0), (true, true));
    let table = PriceTable::builtin();
    assert_eq!(answer.models, u64::try_from(table.models().len()).expect("few"));
    assert_eq!((answer.programs, answer.plans), (13, 43));
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
const COLUMNS: [(&str, &str); 38] = [
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
    ("runs_on_plan_limits", "/plan/runs_on_plan_limits"),
    ("plan_windows_usd", "/plan/plan_windows_usd"),
    ("pay_usd", "/plan/pay_usd"),
    ("in_force_plan_windows_usd", "/plan/in_force/plan_windows_usd"),
    ("runs_refused_by_vendor", "/plan/runs_refused_by_vendor"),
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

/// An answer, every key of which is known.
fn read<T: DeserializeOwned + Serialize>(args: &str) -> T {
    answers::read(&said(&format!("{args} --json")))
}

/// The same of what lies in a sandbox.
fn read_in<T: DeserializeOwned + Serialize>(sandbox: &Sandbox, args: &str) -> T {
    let output = sandbox.creditcalc(args.split(' ').chain(["--json"])).output().expect("the program starts");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    answers::read(&String::from_utf8(output.stdout).expect("the program prints text"))
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
