//! Questions from outside the crate: scenario files from memory, and one job as plain values.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use creditcalc::diagnostic::Diagnostic;
use creditcalc::estimate::estimate;
use creditcalc::pricing::PriceTable;
use creditcalc::question::file::{self, Overrides, ScenarioQuestion};
use creditcalc::question::{
    Context, CycleSpec, Defaults, Files, Given, HowOften, MeasuredSpec, Moment, Place, PlansSpec, Question,
    QuestionSpec, RunInput, Unstated,
};
use creditcalc::report::diagnostics;
use creditcalc::simulate::simulate;
use creditcalc::source::SourceFile;
use creditcalc::units::Usd;
use jiff::civil::date;
use jiff::tz::TimeZone;

/// Files that are nowhere but here.
struct Memory(BTreeMap<PathBuf, &'static str>);

impl Memory {
    fn of(files: &[(&str, &'static str)]) -> Self {
        Self(files.iter().map(|(path, text)| (PathBuf::from(path), *text)).collect())
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        let text = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok((*text).to_owned())
    }
}

/// A Saturday noon in Berlin.
fn noon() -> Moment {
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    Moment { at: "2026-11-21T11:00:00Z".parse().expect("an instant"), zone }
}

fn usd(text: &str) -> Usd {
    text.parse().expect("an amount")
}

/// What is made of `main.toml`, with what is set.
fn resolved<'t>(
    files: &Memory,
    defaults: &Defaults,
    table: &'t PriceTable,
) -> Result<ScenarioQuestion<'t>, Vec<Diagnostic>> {
    let context = Context { files, clock: &noon(), defaults };
    file::read(Path::new("main.toml"), files)?.resolve(&Overrides::default(), table, context)
}

fn told(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| diagnostics::render(fault, false)).collect()
}

/// A setting, as a file of settings writes it.
fn set<T>(value: T) -> Given<T> {
    Given { value, place: Place::Text(SourceFile::new("settings", "value"), 0..5) }
}

#[test]
fn a_scenario_with_its_parts_is_answered_from_memory() {
    let files = Memory::of(&[
        ("main.toml", "include = 'parts/jobs.toml'\nplan = 'pro'"),
        (
            "parts/jobs.toml",
            "[[job]]\nname = 'audit'\nfrom = 'audit.profile.toml'\ncrontab = 'audit.crontab'\n",
        ),
        (
            "parts/audit.profile.toml",
            "schema = 'creditcalc.profile/1'\n[[run]]\nused_by = 'programmatic'\nusage = [{ model = 'claude-opus-5-5', output = 50_000 }]\n[[run]]\nused_by = 'interactive'\nusage = [{ model = 'claude-opus-5-5', output = 90_000 }]\n",
        ),
        ("parts/audit.crontab", "0 3 * * * claude -p audit\n"),
    ]);
    let table = PriceTable::builtin();
    let question = resolved(&files, &Defaults::default(), &table).expect("nothing is wrong with it");
    let answer = simulate(&table, &question.simulation).expect("it has prices");
    // 50_000 x $20.00/M = $1.00 a run: 20 of 30 runs are covered, and $10.00 are beyond.
    let total = answer.total().expect("it is small");
    assert_eq!((total.runs, total.runs_covered, total.overflow), (30, 20, usd("10")));
    assert_eq!(
        question.notes,
        [
            "`audit`: one run is the mean of 1 measured programmatic run, at the prices of 2026-11-21",
            // No command on a scenario has a flag that would count it.
            "`audit`: left out: 1 interactive run",
            "assumed: the calendar month as the cycle (`cycle_day`), times in Europe/Berlin (`tz`)",
        ]
    );
}

#[test]
fn faults_of_all_files_come_in_one_round_and_in_keys() {
    let files = Memory::of(&[
        (
            "main.toml",
            "include = ['jobs.toml', 'gone.toml']\nplan = 'max-20'\nprogram = 'current'\nas_of = 2026-09-01\n",
        ),
        (
            "jobs.toml",
            "[[job]]\nname = 'a'\nusage = { model = 'claude-opus-5', input = 1 }\ncron = '0 3 * * * UTC'\n[[job]]\nname = 'b'\nfrom = 'runs.jsonl'\nnightly = true\n",
        ),
        ("runs.jsonl", "{}"),
    ]);
    let table = PriceTable::builtin();
    let faults = resolved(&files, &Defaults::default(), &table).expect_err("much is wrong with it");
    assert_eq!(
        told(&faults),
        "error[L510]: cannot read `gone.toml`: entity not found
 --> main.toml:1:25
  |
1 | include = ['jobs.toml', 'gone.toml']
  |                         ^^^^^^^^^^^
  |
  = help: paths are relative to the file that names them
error[L404]: no program is in force on 2026-09-01
 --> main.toml:3:11
  |
3 | program = 'current'
  |           ^^^^^^^^^
  |
  = help: ask for `as_of = 2026-10-07` or later, or name the rules with `program = \"ID\"`
  = note: agent-sdk-credit was paused on 2026-06-15
  = note: api-credit was not announced yet
error[S302]: `0 3 * * * UTC` is not a schedule
 --> jobs.toml:4:19
  |
4 | cron = '0 3 * * * UTC'
  |                   ^^^ a zone is no part of a schedule; say it with `tz = \"UTC\"`
  |
  = help: write `0 3 * * *`
  = note: the five fields are minute, hour, day of the month, month, day of the week
error[C503]: cannot read `runs.jsonl`: records of runs are not read here
 --> jobs.toml:7:8
  |
7 | from = 'runs.jsonl'
  |        ^^^^^^^^^^^^ in the job `b`
  |
  = help: write a profile of them with `creditcalc measure PATH --write-profile FILE`
"
    );
}

#[test]
fn settings_fill_in_what_a_file_does_not_say_and_are_blamed_where_they_stand() {
    let files =
        Memory::of(&[("main.toml", "[[job]]\nname = 'audit'\ncost_per_run_usd = '4.00'\nnightly = true\n")]);
    let table = PriceTable::builtin();
    let defaults = Defaults {
        plan: Some(set("pro".to_owned())),
        spent: Some(Ok(set(usd("12")))),
        ..Defaults::default()
    };
    let question = resolved(&files, &defaults, &table).expect("the plan is set");
    let answer = simulate(&table, &question.simulation).expect("the cost is stated");
    // $20.00 - $12.00 = $8.00 are two runs.
    assert_eq!(answer.total().expect("it is small").runs_covered, 2);

    let defaults = Defaults { plan: Some(set("gold".to_owned())), ..Defaults::default() };
    let faults = resolved(&files, &defaults, &table).expect_err("there is no such plan");
    assert!(
        told(&faults).starts_with("error[L401]: there is no plan `gold`\n --> settings:1:1\n"),
        "{faults:?}"
    );
}

#[test]
fn records_are_only_read_by_who_can_read_them() {
    let spec = MeasuredSpec {
        paths: vec![PathBuf::from("runs.jsonl")],
        typical: creditcalc::measure::Typical::Mean,
        only: None,
        assumed_model: None,
        words: creditcalc::diagnostic::Vocabulary::Flags,
    };
    let faults =
        spec.read(&Memory::of(&[("runs.jsonl", "{}")]), None).expect_err("nobody reads records here");
    assert_eq!(
        told(&faults),
        "error[C503]: cannot read `runs.jsonl`: records of runs are not read here
  = help: write a profile of them with `creditcalc measure PATH --write-profile FILE`
"
    );
}

/// One job of $4.00 a run.
fn of_four_dollars() -> QuestionSpec {
    QuestionSpec::new(RunInput::Stated(usd("4.00")))
}

fn asked<'t>(
    spec: QuestionSpec,
    defaults: &Defaults,
    table: &'t PriceTable,
) -> Result<Question<'t>, Vec<Diagnostic>> {
    let (files, clock) = (Memory::of(&[]), noon());
    let context = Context { files: &files, clock: &clock, defaults };
    let when = spec.when(context)?;
    spec.resolve(when, table, context, Unstated::default())
}

fn plan_ids(question: &Question<'_>) -> Vec<String> {
    question.scenario.plans.iter().map(|plan| plan.id().to_owned()).collect()
}

#[test]
fn one_job_is_asked_about_with_plain_values() {
    let table = PriceTable::builtin();
    let plans = PlansSpec { names: vec!["pro".to_owned(), "max-5x".to_owned()], ..PlansSpec::default() };
    let spec = QuestionSpec { plans, how_often: Some(HowOften::Runs(30)), ..of_four_dollars() };
    let question = asked(spec, &Defaults::default(), &table).expect("nothing is wrong with it");
    let answer = estimate(&table, &question.scenario).expect("the cost is stated");
    let covered: Vec<u64> = answer.plans.iter().map(|plan| plan.coverage.runs_covered).collect();
    assert_eq!(covered, [5, 25]);
    assert!(question.notes.is_empty(), "nothing was assumed: {:?}", question.notes);
}

#[test]
fn a_plan_that_is_named_twice_is_one_and_all_are_all() {
    let table = PriceTable::builtin();
    let named = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let plans = PlansSpec { names, ..PlansSpec::default() };
        let question = asked(QuestionSpec { plans, ..of_four_dollars() }, &Defaults::default(), &table);
        plan_ids(&question.expect("these are plans"))
    };
    assert_eq!(named(&["pro", "max-5x", "pro"]), ["pro", "max-5x"]);
    let program = table.default_program().expect("there is one");
    let all: Vec<_> = table.plans_of(program).map(|plan| plan.id.clone()).collect();
    assert_eq!(named(&["pro", "all"]), all);
}

#[test]
fn a_credit_that_is_set_is_not_that_of_a_plan_that_is_named() {
    let table = PriceTable::builtin();
    let defaults = Defaults { credit: Some(Ok(set(usd("77")))), ..Defaults::default() };
    let credit_of = |plans: PlansSpec| {
        let question =
            asked(QuestionSpec { plans, ..of_four_dollars() }, &defaults, &table).expect("it is fine");
        question.scenario.plans[0].credit().expect("it is small")
    };
    assert_eq!(credit_of(PlansSpec::default()), usd("77"));
    let pro = PlansSpec { names: vec!["pro".to_owned()], ..PlansSpec::default() };
    assert_eq!(credit_of(pro.clone()), usd("20"));
    assert_eq!(credit_of(PlansSpec { credit: Some(usd("5")), ..pro }), usd("5"));
}

#[test]
fn a_day_of_renewal_that_is_set_does_not_cut_a_cycle_whose_first_day_is_named() {
    let table = PriceTable::builtin();
    let defaults = Defaults { cycle_day: Some(Ok(set(10))), ..Defaults::default() };
    let period = |cycle: CycleSpec| {
        let question =
            asked(QuestionSpec { cycle, ..of_four_dollars() }, &defaults, &table).expect("it is fine");
        let period = question.scenario.cycle.period();
        (period.start(), period.end())
    };
    let start = Some(date(2026, 11, 16));
    let none = CycleSpec::default();
    assert_eq!(period(none), (date(2026, 11, 10), date(2026, 12, 10)), "the day that is set");
    assert_eq!(period(CycleSpec { start, ..none }), (date(2026, 11, 16), date(2026, 12, 16)));
    assert_eq!(period(CycleSpec { start, day: Some(10), ..none }), (date(2026, 11, 16), date(2026, 12, 10)));
    let month = CycleSpec { calendar_month: true, ..none };
    assert_eq!(period(month), (date(2026, 11, 1), date(2026, 12, 1)), "the month that is asked for");
    assert_eq!(period(CycleSpec { start, ..month }), (date(2026, 11, 16), date(2026, 12, 1)));
}

#[test]
fn the_rest_of_a_cycle_begins_now_or_with_the_day_that_is_named() {
    let table = PriceTable::builtin();
    let from = |as_of| {
        let spec = QuestionSpec { as_of, from_now: true, ..of_four_dollars() };
        asked(spec, &Defaults::default(), &table)
            .expect("it is fine")
            .scenario
            .from
            .expect("only the rest")
            .to_string()
    };
    assert_eq!(from(None), "2026-11-21T11:00:00Z");
    // Midnight in Berlin.
    assert_eq!(from(Some(date(2026, 11, 22))), "2026-11-21T23:00:00Z");
}

#[test]
fn today_is_a_day_where_the_person_is() {
    let table = PriceTable::builtin();
    let defaults = Defaults {
        zone: Some(Ok(set(TimeZone::get("Pacific/Kiritimati").expect("a zone")))),
        ..Defaults::default()
    };
    let as_of =
        |defaults: &Defaults| asked(of_four_dollars(), defaults, &table).expect("it is fine").scenario.as_of;
    assert_eq!(as_of(&Defaults::default()), date(2026, 11, 21));
    // Fourteen hours before UTC it is one in the night of the next day.
    assert_eq!(as_of(&defaults), date(2026, 11, 22));
}
