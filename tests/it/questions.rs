//! Questions from outside the crate: scenario files from memory, and one job as plain values.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use creditcalc::diagnostic::{Code, Diagnostic};
use creditcalc::ledger::{estimate, simulate};
use creditcalc::pricing::{Auth, PriceTable, Surface};
use creditcalc::question::file::{self, Overrides, ScenarioQuestion};
use creditcalc::question::{
    Context, CycleSpec, DefaultPlans, Defaults, Expression, Files, Frame, Given, MeasuredSpec, Moment, Place,
    PlansSpec, Question, QuestionSpec, RunInput, SchedulesSpec, Unstated, UsageSpec,
};
use creditcalc::report::diagnostics;
use creditcalc::schedule::Schedule;
use creditcalc::source::SourceFile;
use creditcalc::units::Usd;
use creditcalc::usage::Amounts;
use jiff::civil::{Date, date};
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
    let total = answer.total();
    assert_eq!((total.runs, total.runs_covered, total.overflow), (30, 20, usd("10")));
    assert_eq!(
        question.notes,
        [
            "`audit`: one run is the mean of 1 measured programmatic run, at the prices of 2026-11-21",
            // No command on a scenario has a flag that would count it.
            "`audit`: left out: 1 interactive run",
            "assumed: calendar month (`cycle_day`), times in Europe/Berlin (`tz`)",
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
  = help: use `as_of = 2026-10-07` or later, or name a program with `program = \"ID\"`
  = note: agent-sdk-credit was paused on 2026-06-15
  = note: api-credit was not announced yet
error[S302]: `0 3 * * * UTC` is not a schedule
 --> jobs.toml:4:19
  |
4 | cron = '0 3 * * * UTC'
  |                   ^^^ a cron schedule has no time zone; use `tz = \"UTC\"`
  |
  = help: write `0 3 * * *`, and `tz = \"UTC\"`
  = note: the five fields are minute, hour, day of the month, month, day of the week
error[C503]: cannot read `runs.jsonl`: records of runs can't be read here
 --> jobs.toml:7:8
  |
7 | from = 'runs.jsonl'
  |        ^^^^^^^^^^^^ in the job `b`
  |
  = help: make a profile of them: `creditcalc measure PATH --write-profile FILE`
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
    assert_eq!(answer.total().runs_covered, 2);

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
        "error[C503]: cannot read `runs.jsonl`: records of runs can't be read here
  = help: make a profile of them: `creditcalc measure PATH --write-profile FILE`
"
    );
}

/// One job of $4.00 a run.
fn of_four_dollars() -> QuestionSpec {
    QuestionSpec::new(RunInput::Stated(usd("4.00")))
}

fn of_four_dollars_in(frame: Frame) -> QuestionSpec {
    QuestionSpec { frame, ..of_four_dollars() }
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
    let spec = QuestionSpec { plans, how_often: Some(Schedule::Count(30)), ..of_four_dollars() };
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
        question.scenario.plans[0].credit()
    };
    assert_eq!(credit_of(PlansSpec::default()), usd("77"));
    let pro = PlansSpec { names: vec!["pro".to_owned()], ..PlansSpec::default() };
    assert_eq!(credit_of(pro.clone()), usd("20"));
    assert_eq!(credit_of(PlansSpec { credit: Some(usd("5")), ..pro }), usd("5"));
}

#[test]
fn what_is_set_as_spent_is_spent_unless_the_question_says_it() {
    let table = PriceTable::builtin();
    let defaults = Defaults { spent: Some(Ok(set(usd("40")))), ..Defaults::default() };
    let covered = |spent: Option<Usd>| {
        let plans = PlansSpec { names: vec!["max-5x".to_owned()], ..PlansSpec::default() };
        let frame = Frame { spent, ..Frame::default() };
        let how_often = Some(Schedule::Count(30));
        let spec = QuestionSpec { plans, how_often, ..of_four_dollars_in(frame) };
        let question = asked(spec, &defaults, &table).expect("it is fine");
        let answer = estimate(&table, &question.scenario).expect("the cost is stated");
        (answer.plans[0].coverage.runs_covered, answer.plans[0].coverage.drawn)
    };
    //  $100.00 - $40.00 = $60.00, which pay 15 runs of $4.00
    assert_eq!(covered(None), (15, usd("60")));
    //  $100.00 - $8.00 = $92.00, which pay 23; with nothing spent, 25
    assert_eq!(covered(Some(usd("8"))), (23, usd("92")));
    assert_eq!(covered(Some(Usd::ZERO)), (25, usd("100")));
}

#[test]
fn a_day_of_renewal_that_is_set_does_not_cut_a_cycle_whose_first_day_is_named() {
    let table = PriceTable::builtin();
    let defaults = Defaults { cycle_day: Some(Ok(set(10))), ..Defaults::default() };
    let period = |cycle: CycleSpec| {
        let question = asked(of_four_dollars_in(Frame { cycle, ..Frame::default() }), &defaults, &table)
            .expect("it is fine");
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
        let spec = of_four_dollars_in(Frame { as_of, from_now: true, ..Frame::default() });
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

/// The simulation that one scenario file asks for.
fn simulated<'t>(text: &'static str, defaults: &Defaults, table: &'t PriceTable) -> ScenarioQuestion<'t> {
    let files = Memory::of(&[("main.toml", text), ("review.yml", WORKFLOW)]);
    resolved(&files, defaults, table).unwrap_or_else(|faults| panic!("{}", told(&faults)))
}

/// A workflow in which an agent's action runs every night.
const WORKFLOW: &str = "on:
  schedule:
    - cron: '0 3 * * *'
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: anthropics/claude-code-action@v1
";

#[test]
fn the_zone_of_all_schedules_is_that_of_the_question() {
    let table = PriceTable::builtin();
    let zone_of = |events: &[&str]| {
        let source = |text: &&str| SourceFile::new("timer", (*text).to_owned());
        let oncalendar = events.iter().map(|text| Expression::alone(source(text))).collect();
        let schedules = SchedulesSpec { oncalendar, ..SchedulesSpec::default() };
        let question = asked(QuestionSpec { schedules, ..of_four_dollars() }, &Defaults::default(), &table)
            .expect("it is fine");
        question.scenario.zone.iana_name().map(str::to_owned)
    };
    assert_eq!(zone_of(&["03:00 Asia/Tokyo", "04:00 Asia/Tokyo"]).as_deref(), Some("Asia/Tokyo"));
    assert_eq!(zone_of(&["03:00 Asia/Tokyo", "04:00"]).as_deref(), Some("Europe/Berlin"));
    // Here somebody names it, as no workflow does.
    assert_eq!(zone_of(&["03:00 UTC", "04:00 UTC"]).as_deref(), Some("UTC"));

    let of_jobs =
        |text| simulated(text, &Defaults::default(), &table).simulation.zone.iana_name().map(str::to_owned);
    let two = "plan = 'pro'\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\ncron = '0 3 * * *'\ntz = 'Asia/Tokyo'\n[[job]]\nname = 'b'\ncost_per_run_usd = 1\ncron = '0 3 * * *'\ntz = 'Asia/Tokyo'\n";
    assert_eq!(of_jobs(two).as_deref(), Some("Asia/Tokyo"));
    let one = "plan = 'pro'\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\ncron = '0 3 * * *'\ntz = 'Asia/Tokyo'\n[[job]]\nname = 'b'\ncost_per_run_usd = 1\ncron = '0 3 * * *'\n";
    assert_eq!(of_jobs(one).as_deref(), Some("Europe/Berlin"));
}

#[test]
fn what_starts_a_workflow_is_seen_in_it_unless_somebody_says_it() {
    let table = PriceTable::builtin();
    let text =
        "plan = 'pro'\ntz = 'UTC'\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\nworkflow = 'review.yml'\n";
    let seen = simulated(text, &Defaults::default(), &table);
    assert_eq!(seen.simulation.jobs[0].surface, Surface::GithubAction);
    assert_eq!(
        seen.notes[0],
        "assumed: `a` started by an agent's action (`surface`), calendar month (`cycle_day`)"
    );
    let defaults = Defaults { surface: Some(Ok(set(Surface::AgentSdk))), ..Defaults::default() };
    assert_eq!(simulated(text, &defaults, &table).simulation.jobs[0].surface, Surface::AgentSdk);
}

#[test]
fn a_job_signs_in_as_the_scenario_says_and_as_is_set_otherwise() {
    let table = PriceTable::builtin();
    let defaults = Defaults { auth: Some(Ok(set(Auth::ApiKey))), ..Defaults::default() };
    let auth = |text| simulated(text, &defaults, &table).simulation.jobs[0].auth;
    assert_eq!(
        auth("plan = 'pro'\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 1\n"),
        Some(Auth::ApiKey)
    );
    let by_file = "plan = 'pro'\nauth = 'plan'\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 1\n";
    assert_eq!(auth(by_file), Some(Auth::Plan));
    let by_job = "plan = 'pro'\nauth = 'plan'\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 1\nauth = 'api-key'\n";
    assert_eq!(auth(by_job), Some(Auth::ApiKey));
}

#[test]
fn seats_are_for_plans_that_have_them_and_a_stated_credit_is_no_plan() {
    let table = PriceTable::builtin();
    let seats = vec![("standard".to_owned(), 3), ("premium".to_owned(), 2)];
    let defaults = Defaults { seats: Some(Ok(set(seats))), ..Defaults::default() };
    let credit = |text| {
        let question = simulated(text, &defaults, &table);
        let holding = &question.simulation.seats[0].holding;
        (holding.id().to_owned(), holding.credit())
    };
    let job = "[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 1\n";
    let of = |settings: &str| -> &'static str { format!("{settings}\n{job}").leak() };
    // 3 x $20 + 2 x $100 = $260.
    assert_eq!(credit(of("plan = 'team'\nprogram = 'api-credit'")), ("team".to_owned(), usd("260")));
    assert_eq!(credit(of("plan = 'pro'")), ("pro".to_owned(), usd("20")));
    assert_eq!(
        credit(of("plan = 'pro'\n[[seat]]\nname = 'x'\ncredit_usd = 7")),
        ("credit".to_owned(), usd("7"))
    );
    // Without any, a team has one seat of its first kind, which is worth a note.
    let text = of("plan = 'team'\nprogram = 'api-credit'\ncycle_day = 1");
    let alone = simulated(text, &Defaults::default(), &table);
    assert_eq!(alone.simulation.seats[0].holding.credit(), usd("20"));
    assert_eq!(alone.notes, ["assumed: one standard seat of team (`kind`, `seats`)"]);
}

#[test]
fn a_plan_of_other_rules_is_its_counterpart_and_the_account_without_one_is_laid_beside() {
    let table = PriceTable::builtin();
    let spec = |names: &[&str]| QuestionSpec {
        plans: PlansSpec {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..PlansSpec::default()
        },
        how_often: Some(Schedule::Count(1)),
        ..of_four_dollars_in(Frame {
            program: Some(Given::by_flag("--program", "api-credit".to_owned())),
            ..Frame::default()
        })
    };
    let question = asked(spec(&["team-premium"]), &Defaults::default(), &table).expect("it has one");
    assert_eq!(plan_ids(&question), ["team"]);
    assert_eq!(question.notes, ["`team-premium` is `team` with seats premium=1 in `api-credit`"]);

    let (files, clock, defaults) = (Memory::of(&[]), noon(), Defaults::default());
    let context = Context { files: &files, clock: &clock, defaults: &defaults };
    let ids = |plans| {
        let spec = spec(&[]);
        let when = spec.when(context).expect("it has no schedules");
        let unstated = Unstated { plans, ..Unstated::default() };
        plan_ids(&spec.resolve(when, &table, context, unstated).expect("it is fine"))
    };
    let individual = ids(DefaultPlans::Individual);
    let with_account = ids(DefaultPlans::WithoutPlanToo);
    assert_eq!(with_account, [individual, vec!["api-key".to_owned()]].concat());
}

#[test]
fn what_is_left_of_a_cycle_holds_all_runs_that_have_no_times() {
    let table = PriceTable::builtin();
    let text = "plan = 'pro'\nfrom_now = true\ncycle_day = 1\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 5\n[[job]]\nname = 'b'\ncost_per_run_usd = 1\nruns = 0\n";
    let question = simulated(text, &Defaults::default(), &table);
    assert_eq!(
        question.notes,
        [
            "all `runs` of `a` count in the rest of the first cycle: they have no fixed times, so none is known to be over"
        ]
    );
    let elsewhere = Memory::of(&[(
        "main.toml",
        "plan = 'pro'\nfrom_now = true\ncycle_start = 2026-12-01\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 5\n",
    )]);
    let faults = resolved(&elsewhere, &Defaults::default(), &table).expect_err("today is before it");
    assert_eq!(faults.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["L519"]);
}

#[test]
fn nothing_is_said_of_prices_on_a_day_that_could_not_be_read() {
    let table = PriceTable::builtin();
    let files = Memory::of(&[
        (
            "main.toml",
            "plan = 'pro'\nas_of = 'tomorrow'\n[[job]]\nname = 'a'\nfrom = 'audit.profile.toml'\nruns = 1\n",
        ),
        (
            "audit.profile.toml",
            "schema = 'creditcalc.profile/1'\n[[run]]\nused_by = 'programmatic'\nusage = [{ model = 'claude-opus-5-5', output = 50_000 }]\n",
        ),
    ]);
    // On this day the model had no price.
    let clock = Moment { at: "2020-01-01T12:00:00Z".parse().expect("an instant"), zone: TimeZone::UTC };
    let defaults = Defaults::default();
    let context = Context { files: &files, clock: &clock, defaults: &defaults };
    let scenario = file::read(Path::new("main.toml"), &files).expect("it is there");
    let faults = scenario.resolve(&Overrides::default(), &table, context).expect_err("the day is none");
    assert_eq!(faults.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["L503"]);
}

#[test]
fn what_one_seat_of_a_pool_has_spent_is_the_credit_of_all() {
    let table = PriceTable::builtin();
    // $60 are more than the $20 and the cap of this seat, and less than the $120 of the pool.
    let text = "plan = 'team'\nprogram = 'api-credit'\non_exhaustion = 'cap=5'\n[[seat]]\nname = 'x'\nkind = 'standard'\nspent_usd = 60\n[[seat]]\nname = 'y'\nkind = 'premium'\n[[job]]\nname = 'a'\nseat = 'x'\ncost_per_run_usd = 1\nruns = 1\n";
    assert_eq!(simulated(text, &Defaults::default(), &table).simulation.seats[0].spent, usd("60"));
}

#[test]
fn a_setting_that_is_no_value_is_told_only_where_it_counts() {
    let table = PriceTable::builtin();
    let fault = || Diagnostic::new(Code::WrongSetting, "`many` is not a value for `seats`");
    let defaults = Defaults { seats: Some(Err(fault())), ..Defaults::default() };
    let job = "[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 1\n";
    let faults = |settings: &str| {
        let text: &'static str = format!("{settings}\n{job}").leak();
        resolved(&Memory::of(&[("main.toml", text)]), &defaults, &table).err().unwrap_or_default()
    };
    assert_eq!(faults("plan = 'pro'"), []);
    assert_eq!(faults("plan = 'team'\nprogram = 'api-credit'"), [fault()]);
}

#[test]
fn measured_runs_are_counted_on_the_bill_that_they_were_on_unless_another_is_asked_for() {
    let table = PriceTable::builtin();
    let files = Memory::of(&[(
        "audit.profile.toml",
        "schema = 'creditcalc.profile/1'\n[[run]]\nused_by = 'programmatic'\nbilling = 'api-key'\nusage = [{ model = 'claude-opus-5-5', output = 50_000 }]\n",
    )]);
    let question = QuestionSpec::new(measured(&files));
    let read = asked(question.clone(), &Defaults::default(), &table).expect("it has a price");
    let note = "the records say that the runs signed in with an API key";
    assert_eq!(read.notes.last().map(String::as_str), Some(note));
    assert_eq!(read.scenario.auth, Some(Auth::ApiKey));
    let frame = Frame { auth: Some(Auth::Plan), ..Frame::default() };
    let question = QuestionSpec { frame, ..question };
    let question = asked(question, &Defaults::default(), &table).expect("it has a price");
    let note = "the measured runs were signed in with an API key, but are counted as `--auth plan`; to count them as they were, add `--auth api-key`";
    assert_eq!(question.notes.last().map(String::as_str), Some(note));
}

/// The runs of `audit.profile.toml`, of which the dearest stands for all.
fn measured(files: &Memory) -> RunInput {
    let spec = MeasuredSpec {
        paths: vec![PathBuf::from("audit.profile.toml")],
        typical: creditcalc::measure::Typical::Max,
        only: None,
        assumed_model: None,
        words: creditcalc::diagnostic::Vocabulary::Flags,
    };
    RunInput::Measured(spec.read(files, None).expect("it is a profile").measured)
}

/// A run on each of these bills; on one that the records don't tell where it is empty.
fn on_bills(bills: &[&str]) -> QuestionSpec {
    let run = |bill: &&str| {
        let line = if bill.is_empty() { String::new() } else { format!("billing = '{bill}'\n") };
        format!(
            "[[run]]\nused_by = 'programmatic'\n{line}usage = [{{ model = 'claude-opus-5-5', output = 50_000 }}]\n"
        )
    };
    let runs: String = bills.iter().map(run).collect();
    let text: &'static str = format!("schema = 'creditcalc.profile/1'\n{runs}").leak();
    QuestionSpec::new(measured(&Memory::of(&[("audit.profile.toml", text)])))
}

#[test]
fn measured_runs_of_several_bills_say_nothing_of_the_next() {
    let table = PriceTable::builtin();
    let auth = |bills: &[&str]| {
        asked(on_bills(bills), &Defaults::default(), &table).expect("it has a price").scenario.auth
    };
    assert_eq!(auth(&["api-key", "", "api-key"]), Some(Auth::ApiKey));
    assert_eq!(auth(&["plan", "plan"]), Some(Auth::Plan));
    assert_eq!(auth(&["api-key", "plan"]), None);
    assert_eq!(auth(&[""]), None);
}

#[test]
fn measured_runs_on_another_bill_than_is_asked_for_are_a_note_and_nothing_else() {
    let table = PriceTable::builtin();
    let notes = |bill: &str, auth: Auth| {
        let frame = Frame { auth: Some(auth), ..Frame::default() };
        let spec = QuestionSpec { frame, how_often: Some(Schedule::Count(1)), ..on_bills(&[bill]) };
        let question = asked(spec, &Defaults::default(), &table).expect("it has a price");
        assert_eq!(question.scenario.auth, Some(auth));
        // What is assumed of plans, and which run stands for all, is said in any case.
        let about = |note: &String| note.contains("measured runs were") || note.contains("the records say");
        question.notes.into_iter().filter(about).collect::<Vec<_>>()
    };
    assert_eq!(
        notes("plan", Auth::ApiKey),
        [
            "the measured runs were signed in with a plan, but are counted as `--auth api-key`; to count them as they were, add `--auth plan`"
        ]
    );
    for auth in [Auth::Plan, Auth::ApiKey] {
        assert_eq!(
            notes("cloud", auth),
            ["the measured runs were billed by a cloud, which no plan's credit pays for"]
        );
    }
    assert_eq!(notes("plan", Auth::Plan), [""; 0]);
    assert_eq!(notes("api-key", Auth::ApiKey), [""; 0]);
}

#[test]
fn measured_runs_are_kept_with_so_many_times_the_tokens_and_their_models_are_known() {
    let table = PriceTable::builtin();
    let kept = |factor: &str| {
        let factor = Given::by_flag("--token-factor", factor.parse().expect("a factor"));
        let frame = Frame { token_factor: Some(factor), ..Frame::default() };
        let spec = QuestionSpec { frame, ..on_bills(&["", ""]) };
        let question = asked(spec, &Defaults::default(), &table).expect("it has a price");
        question.measured.expect("they are measured")
    };
    // One run uses 50_000 tokens, the other as many.
    let shown = |factor: &str| format!("{:?}", kept(factor));
    assert_eq!(shown("2").matches("100000").count(), 2, "{}", shown("2"));
    assert_eq!(shown("3").matches("150000").count(), 2, "{}", shown("3"));
    let stated = asked(of_four_dollars(), &Defaults::default(), &table).expect("it is fine");
    assert_eq!(stated.measured, None);

    assert_eq!(on_bills(&["", ""]).run.models(), ["claude-opus-5-5"]);
    let used = |model: &str| UsageSpec {
        model: Given::by_flag("--model", model.to_owned()),
        amounts: Amounts::default(),
    };
    let run = RunInput::Used(vec![used("claude-opus-5"), used("claude-haiku-4-5")]);
    assert_eq!(run.models(), ["claude-opus-5", "claude-haiku-4-5"]);
    assert_eq!(of_four_dollars().run.models(), [""; 0]);
}

#[test]
fn a_question_names_plans_itself_or_by_what_is_set() {
    let none = Defaults::default();
    let seats = || vec![("standard".to_owned(), 3)];
    let of_plans = |plans: PlansSpec| QuestionSpec { plans, ..of_four_dollars() }.names_plans(&none);
    let with = |defaults: Defaults| of_four_dollars().names_plans(&defaults);
    let program = || set("api-credit".to_owned());
    assert!(!of_four_dollars().names_plans(&none));
    // A credit is nobody's plan.
    assert!(!of_plans(PlansSpec { credit: Some(usd("5")), ..PlansSpec::default() }));
    assert!(of_plans(PlansSpec { names: vec!["pro".to_owned()], ..PlansSpec::default() }));
    assert!(of_plans(PlansSpec { seats: vec![seats()], ..PlansSpec::default() }));
    assert!(of_four_dollars_in(Frame { program: Some(program()), ..Frame::default() }).names_plans(&none));
    assert!(with(Defaults { plan: Some(set("pro".to_owned())), ..Defaults::default() }));
    assert!(with(Defaults { seats: Some(Ok(set(seats()))), ..Defaults::default() }));
    assert!(with(Defaults { program: Some(program()), ..Defaults::default() }));
}

#[test]
fn each_mix_of_seats_is_given_to_the_plans_that_have_them() {
    let table = PriceTable::builtin();
    let asked_for = |names: &[&str], mixes: &[&[(&str, u64)]]| {
        let mix =
            |mix: &&[(&str, u64)]| mix.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect();
        let plans = PlansSpec {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            seats: mixes.iter().map(mix).collect(),
            ..PlansSpec::default()
        };
        let program = Some(Given::by_flag("--program", "api-credit".to_owned()));
        let spec = QuestionSpec { plans, ..of_four_dollars_in(Frame { program, ..Frame::default() }) };
        let question = asked(spec, &Defaults::default(), &table)?;
        Ok(question
            .scenario
            .plans
            .iter()
            .map(|plan| (plan.id().to_owned(), plan.credit()))
            .collect::<Vec<_>>())
    };
    let credit = |id: &str, amount: &str| (id.to_owned(), usd(amount));
    // 3 x $20 + 2 x $100 = $260, and 8 x $20 = $160.
    let mixes: [&[(&str, u64)]; 2] = [&[("standard", 3), ("premium", 2)], &[("standard", 8)]];
    assert_eq!(
        asked_for(&["team", "max"], &mixes).map_err(|faults: Vec<Diagnostic>| told(&faults)),
        Ok(vec![credit("team", "260"), credit("team", "160"), credit("max", "100")])
    );
    let faults = asked_for(&["max"], &mixes).expect_err("it has no seats");
    assert_eq!(faults[0].title, "`--seats` needs a plan with seats");
    assert_eq!(asked_for(&["max"], &[]).expect("it needs none"), [credit("max", "100")]);
}

#[test]
fn what_is_spent_is_spent_until_now_or_until_the_day_that_is_named() {
    let table = PriceTable::builtin();
    // Of the whole month every night at three: 30 runs; $20.00 - $8.00 = $12.00 pay 3 of them.
    let runs = |as_of: Option<Date>, how_often: Option<Schedule>| {
        let at_three = Expression::alone(SourceFile::new("cron", "0 3 * * *".to_owned()));
        let cron = if how_often.is_none() { vec![at_three] } else { Vec::new() };
        let schedules = SchedulesSpec { cron, ..SchedulesSpec::default() };
        let plans = PlansSpec { names: vec!["pro".to_owned()], ..PlansSpec::default() };
        let frame = Frame { as_of, spent: Some(usd("8")), ..Frame::default() };
        let spec = QuestionSpec { plans, schedules, how_often, ..of_four_dollars_in(frame) };
        let question = asked(spec, &Defaults::default(), &table).expect("it is fine");
        let answer = estimate(&table, &question.scenario).expect("the cost is stated");
        let coverage = &answer.plans[0].coverage;
        (coverage.runs, coverage.runs_covered, coverage.drawn)
    };
    // It is noon of the 21st: those of the 22nd to the 30th are to come.
    assert_eq!(runs(None, None), (9, 3, usd("12")));
    // A day that is named counts from its midnight on, and so do nights without a time.
    assert_eq!(runs(Some(date(2026, 11, 21)), None), (10, 3, usd("12")));
    assert_eq!(runs(None, Some(Schedule::NIGHTLY)), (10, 3, usd("12")));
    assert_eq!(runs(None, Some(Schedule::Count(30))), (30, 3, usd("12")));

    // The same in a file, where a job says how often it runs.
    let in_file = |day: &str, job: &str| {
        let text =
            format!("plan = 'pro'\nspent_usd = 8\n{day}\n[[job]]\nname = 'a'\ncost_per_run_usd = 4\n{job}\n");
        let question = simulated(text.leak(), &Defaults::default(), &table);
        let from = question.simulation.from.map(|from| from.to_string());
        let total = simulate(&table, &question.simulation).expect("the cost is stated").total();
        (from, total.runs, total.overflow)
    };
    let noon = Some("2026-11-21T11:00:00Z".to_owned());
    // 9 x $4.00 - $12.00 = $24.00, and 10 x $4.00 - $12.00 = $28.00, from midnight in Berlin.
    assert_eq!(in_file("", "cron = '0 3 * * *'"), (noon, 9, usd("24")));
    let midnight = || Some("2026-11-20T23:00:00Z".to_owned());
    assert_eq!(in_file("as_of = 2026-11-21", "cron = '0 3 * * *'"), (midnight(), 10, usd("28")));
    assert_eq!(in_file("", "nightly = true"), (midnight(), 10, usd("28")));
    // What is only counted has no days: 30 x $4.00 - $12.00 = $108.00.
    assert_eq!(in_file("", "runs = 30"), (None, 30, usd("108")));
}

#[test]
fn whose_clock_schedules_are_on_is_said_where_nobody_names_it_and_they_have_times() {
    let table = PriceTable::builtin();
    let is_told = |is_timed: bool, zone: Option<TimeZone>| {
        let at_three = Expression::alone(SourceFile::new("cron", "0 3 * * *".to_owned()));
        let cron = if is_timed { vec![at_three] } else { Vec::new() };
        let schedules = SchedulesSpec { cron, ..SchedulesSpec::default() };
        let spec = QuestionSpec { schedules, ..of_four_dollars_in(Frame { zone, ..Frame::default() }) };
        let question = asked(spec, &Defaults::default(), &table).expect("it is fine");
        question.notes.iter().any(|note| note.contains("times in Europe/Berlin (`--tz`)"))
    };
    let berlin = || Some(TimeZone::get("Europe/Berlin").expect("a zone"));
    assert!(is_told(true, None));
    assert!(!is_told(true, berlin()));
    assert!(!is_told(false, None));
}

/// What is said of `main.toml` on a day, by its codes.
fn codes_at(files: &[(&str, &'static str)], at: &str, overrides: &Overrides) -> Vec<String> {
    let (files, table, defaults) = (Memory::of(files), PriceTable::builtin(), Defaults::default());
    let clock = Moment { at: at.parse().expect("an instant"), zone: TimeZone::UTC };
    let context = Context { files: &files, clock: &clock, defaults: &defaults };
    let faults = match file::read(Path::new("main.toml"), &files) {
        Ok(scenario) => scenario.resolve(overrides, &table, context).err().unwrap_or_default(),
        Err(faults) => faults,
    };
    faults.iter().map(|fault| fault.code.as_str().to_owned()).collect()
}

#[test]
fn a_job_without_a_price_on_the_day_is_not_left_out_of_an_answer() {
    let profile = "schema = 'creditcalc.profile/1'\n[[run]]\nused_by = 'programmatic'\nusage = [{ model = 'claude-opus-5-5', output = 50_000 }]\n";
    let two = "plan = 'pro'\n[[job]]\nname = 'a'\nfrom = 'audit.profile.toml'\nruns = 1\n[[job]]\nname = 'b'\ncost_per_run_usd = 4\nruns = 30\n";
    let files = [("main.toml", two), ("audit.profile.toml", profile)];
    let codes = |day: &str| codes_at(&files, day, &Overrides::default());
    assert_eq!(codes("2020-01-01T12:00:00Z"), [Code::NoPriceOnDay.as_str()]);
    assert_eq!(codes("2026-11-21T12:00:00Z"), [""; 0]);
}

#[test]
fn what_only_follows_from_a_value_that_cannot_be_read_is_not_told() {
    let job = "[[job]]\nname = 'a'\ncost_per_run_usd = 4\nruns = 30\n";
    let codes = |settings: &str, at: &str| {
        let text: &'static str = format!("{settings}\n{job}").leak();
        codes_at(&[("main.toml", text)], at, &Overrides::default())
    };
    let (today, before) = ("2026-11-21T12:00:00Z", "2020-01-01T12:00:00Z");
    // Which rules are in force depends on the day, and there were none in 2020.
    assert_eq!(codes("plan = 'pro'\nprogram = 'current'\nas_of = 'x'", before), ["L503"]);
    assert_eq!(codes("plan = 'pro'\nprogram = 'current'", before), [Code::NoProgramInForce.as_str()]);
    // A program that does not exist is none on any day.
    assert_eq!(codes("plan = 'pro'\nprogram = 'nope'\nas_of = 'x'", today), ["L403", "L503"]);
    // The plan may be one of the program that could not be read.
    assert_eq!(codes("plan = 'nope'\nprogram = 7", today), ["L503"]);
    assert_eq!(codes("plan = 'nope'", today), ["L401"]);
    // And the cycle may be one that holds the day.
    let elsewhere = "plan = 'pro'\nfrom_now = true\ncycle_start = 2026-12-01";
    assert_eq!(codes(&format!("{elsewhere}\ncycle_day = 'x'"), today), ["L503"]);
    assert_eq!(codes(elsewhere, today), [Code::ScenarioNotInCycle.as_str()]);
}

#[test]
fn what_is_asked_beside_a_file_is_to_blame_for_itself() {
    let text = "plan = 'pro'\nas_of = 9999-12-01\n[[job]]\nname = 'a'\ncost_per_run_usd = 4\nruns = 30\n";
    let codes = |overrides: &Overrides| codes_at(&[("main.toml", text)], "2026-11-21T12:00:00Z", overrides);
    let none = Overrides::default;
    // December of 9999 ends after the calendar.
    assert_eq!(codes(&none()), [Code::ScenarioOutsideCalendar.as_str()]);
    let cycles = std::num::NonZeroU16::new(2);
    assert_eq!(codes(&Overrides { cycles, ..none() }), [Code::OutsideCalendar.as_str()]);
    let as_of = Some(date(9999, 12, 2));
    assert_eq!(codes(&Overrides { as_of, ..none() }), [Code::OutsideCalendar.as_str()]);
    // In November there is no fault but the job that is not there.
    let as_of = Some(date(2026, 11, 21));
    assert_eq!(codes(&Overrides { as_of, ..none() }), [""; 0]);
    let without = vec!["b".to_owned()];
    assert_eq!(codes(&Overrides { as_of, without, ..none() }), [Code::UnknownJob.as_str()]);
}

#[test]
fn a_plan_of_one_program_alone_names_the_rules_of_a_file() {
    let table = PriceTable::builtin();
    let job = "[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 1\n";
    let rules = |text: String, defaults: &Defaults| {
        let question = simulated(text.leak(), defaults, &table);
        (question.simulation.program.id.clone(), question.simulation.is_program_named)
    };
    let team = ("api-credit".to_owned(), true);
    assert_eq!(rules(format!("plan = 'team'\n{job}"), &Defaults::default()), team);
    let set_plan = Defaults { plan: Some(set("team".to_owned())), ..Defaults::default() };
    assert_eq!(rules(job.to_owned(), &set_plan), team);
    let default = table.default_program().expect("there is one").id.clone();
    assert_eq!(rules(format!("plan = 'pro'\n{job}"), &set_plan), (default, false));
}

#[test]
fn what_grows_is_the_model_that_is_named_in_any_spelling() {
    let table = PriceTable::builtin();
    let cost = |usage: &str, growth: &str| {
        let text = format!(
            "plan = 'pro'\nas_of = 2026-11-21\n[[job]]\nname = 'a'\nruns = 3\nusage = [{usage}]\ngrowth = {{ {growth} output = 100_000 }}\n"
        );
        let question = simulated(text.leak(), &Defaults::default(), &table);
        simulate(&table, &question.simulation).expect("it has prices").total().cost
    };
    // 100,000 x $25.00/M = $2.50 of Opus, and 100,000 x $5.00/M = $0.50 of Haiku: $3.00 a run, and three are $9.00.
    let both =
        "{ model = 'claude-opus-5', output = 100_000 }, { model = 'claude-haiku-4-5', output = 100_000 }";
    // The second run grows once and the third twice: 3 x $0.50, or 3 x $2.50.
    assert_eq!(cost(both, "model = 'claude-haiku-4-5',"), usd("10.50"));
    assert_eq!(cost(both, "model = 'claude-opus-5',"), usd("16.50"));
    assert_eq!(cost(both, ""), usd("16.50"));
    let spelled =
        "{ model = 'Claude Opus 5', output = 100_000 }, { model = 'Claude Haiku 4.5', output = 100_000 }";
    assert_eq!(cost(spelled, "model = 'Claude Haiku 4.5',"), usd("10.50"));
    assert_eq!(cost(spelled, "model = 'Claude Opus 5',"), usd("16.50"));
}

#[test]
fn measured_runs_grow_only_in_a_model_that_they_use() {
    let table = PriceTable::builtin();
    let profile = "schema = 'creditcalc.profile/1'\n[[run]]\nused_by = 'programmatic'\nusage = [{ model = 'claude-opus-5-5', output = 50_000 }]\n";
    let main = "plan = 'pro'\n[[job]]\nname = 'a'\nfrom = 'audit.profile.toml'\nruns = 3\ngrowth = { model = 'claude-haiku-4-5', output = 1 }\n";
    let files = Memory::of(&[("main.toml", main), ("audit.profile.toml", profile)]);
    let faults = resolved(&files, &Defaults::default(), &table).expect_err("they use another");
    assert_eq!(
        told(&faults),
        "error[L516]: a run of this job does not use `claude-haiku-4-5`
 --> main.toml:6:20
  |
6 | growth = { model = 'claude-haiku-4-5', output = 1 }
  |                    ^^^^^^^^^^^^^^^^^^
  |
  = note: it uses `claude-opus-5-5`
"
    );
}

#[test]
fn what_holds_for_the_expressions_of_all_jobs_is_said_once() {
    let table = PriceTable::builtin();
    let job = |cron: &str| {
        let name = cron.len();
        format!("[[job]]\nname = '{name}'\ncost_per_run_usd = 1\ncron = '{cron}'\n")
    };
    let notes = |expressions: &[&str]| {
        let jobs: String = expressions.iter().map(|cron| job(cron)).collect();
        let text = format!("plan = 'pro'\ntz = 'UTC'\ncycle_day = 1\n{jobs}");
        simulated(text.leak(), &Defaults::default(), &table).notes
    };
    let letters = "`L`, `W` and `#` work in many schedulers, but not in Debian's cron";
    let stepped = "a step after a single value (`5/15`) works in many schedulers, but not in Debian's cron, which wants a range (`5-59/15`)";
    assert_eq!(notes(&["5/15 3 * * *", "5/15 3 * * 1-5"]), [stepped]);
    assert_eq!(notes(&["0 3 L * *", "30 3 L * *"]), [letters]);
    assert_eq!(notes(&["0 3 * * *"]), [""; 0]);
}

#[test]
fn a_fault_of_an_expression_stands_where_it_is_written() {
    let table = PriceTable::builtin();
    // The text between the quotes is not the expression, so all of it is pointed at.
    let text = "plan = 'pro'\n[[job]]\nname = 'a'\ncost_per_run_usd = 1\ncron = \"\\u0030 3 * *\"\n";
    let faults = resolved(&Memory::of(&[("main.toml", text)]), &Defaults::default(), &table)
        .expect_err("a field is missing");
    let shown = told(&faults);
    assert!(shown.contains("\n --> main.toml:5:8\n"), "{shown}");
    assert!(
        shown.contains("\n5 | cron = \"\\u0030 3 * *\"\n  |        ^^^^^^^^^^^^^^ 4 of five fields"),
        "{shown}"
    );
}

#[test]
fn a_job_that_grows_is_started_and_signed_in_in_one_way() {
    let step = |with: &str| {
        format!(
            "on:\n  schedule:\n    - cron: '0 3 * * *'\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - {with}"
        )
        .leak()
    };
    let action = "uses: anthropics/claude-code-action@v1\n        with:\n          prompt: x\n";
    let key = step(&format!("{action}          anthropic_api_key: ${{{{ secrets.KEY }}}}\n"));
    let token = step(&format!("{action}          claude_code_oauth_token: ${{{{ secrets.TOKEN }}}}\n"));
    let command = step("run: claude -p x\n");
    let main = "plan = 'pro'\n[[job]]\nname = 'a'\nworkflow = ['one.yml', 'two.yml']\ncost_per_run_usd = 4\ngrowth_per_run_usd = 1\n";
    let table = PriceTable::builtin();
    let title = |one: &'static str, two: &'static str| {
        let files = Memory::of(&[("main.toml", main), ("one.yml", one), ("two.yml", two)]);
        let faults = resolved(&files, &Defaults::default(), &table).expect_err("they differ");
        faults.iter().map(|fault| fault.title.clone()).collect::<Vec<_>>()
    };
    assert_eq!(title(key, token), ["not all of these runs sign in the same way"]);
    assert_eq!(title(key, command), ["an agent's action starts only some of these runs"]);
}

#[test]
fn a_file_tells_whether_it_says_a_day_has_a_policy_and_names_others() {
    let tells = |settings: &str, job: &str| {
        let text: &'static str = format!("{settings}\n[[job]]\nname = 'a'\n{job}\n").leak();
        let files = Memory::of(&[("main.toml", text), ("part.toml", "")]);
        let scenario = file::read(Path::new("main.toml"), &files).expect("it is there");
        [scenario.says_day(), scenario.has_policy(), scenario.names_others()]
    };
    let job = "cost_per_run_usd = 4\nruns = 1";
    assert_eq!(tells("plan = 'pro'", job), [false, false, false]);
    assert_eq!(tells("as_of = 2026-11-21", job), [true, false, false]);
    assert_eq!(tells("include = 'part.toml'", job), [false, false, true]);
    assert_eq!(tells("", "cost_per_run_usd = 4\ncron = '0 3 * * *'"), [false, false, false]);
    assert_eq!(tells("", "cost_per_run_usd = 4\ncrontab = 'x'"), [false, false, true]);
    assert_eq!(tells("", "from = 'runs.profile.toml'\nruns = 1"), [false, false, true]);
    assert_eq!(tells("", &format!("{job}\n[policy]\nmax_overflow_usd = 5")), [false, true, false]);
}

#[test]
fn under_every_vendors_rules_it_is_said_once_where_days_are_in_utc() {
    let table = PriceTable::builtin();
    let (files, clock, defaults) = (Memory::of(&[]), noon(), Defaults::default());
    let context = Context { files: &files, clock: &clock, defaults: &defaults };
    let plans = PlansSpec { names: vec!["all-vendors".to_owned()], ..PlansSpec::default() };
    let spec = QuestionSpec {
        plans,
        ..of_four_dollars_in(Frame { zone: Some(clock.zone.clone()), ..Frame::default() })
    };
    let when = spec.when(context).expect("it has no schedules");
    let unstated = Unstated { takes_all_vendors: true, ..Unstated::default() };
    let question = spec.resolve(when, &table, context, unstated).expect("it is fine");
    let in_utc = |name: &str| {
        let note = format!("days are in UTC, where the {name} renews");
        question.notes.iter().filter(|said| **said == note).count()
    };
    assert_eq!((in_utc("Copilot credit"), in_utc("Copilot pool")), (1, 1), "{:?}", question.notes);
}

#[test]
fn seats_are_checked_against_their_caps_their_days_and_each_other() {
    let job = "[[job]]\nname = 'a'\nseat = 'x'\ncost_per_run_usd = 1\nnightly = true\n";
    let in_cycle = "as_of = 2026-11-21\ntz = 'UTC'";
    let codes = |settings: &str, seats: &[&str]| {
        let seats: Vec<String> = seats.iter().map(|seat| format!("[[seat]]\nname = {seat}\n")).collect();
        let seats = seats.concat();
        let text: &'static str = format!("{settings}\n{in_cycle}\n{seats}{job}").leak();
        codes_at(&[("main.toml", text)], "2026-11-21T12:00:00Z", &Overrides::default())
    };
    let [fine, wrong, capped, shared] = [&[][..], &["L503"], &["L512"], &["L513"]];

    // $20.00 and a cap of $5.00 are $25.00.
    let cap = "plan = 'pro'\non_exhaustion = 'cap=5'";
    assert_eq!(codes(cap, &["'x'\nspent_usd = 25"]), fine);
    assert_eq!(codes(cap, &["'x'\nspent_usd = 60"]), capped);
    // From the 10th on, $20.00 x 21/30 = $14.00: $19.00 and no more.
    assert_eq!(codes(cap, &["'x'\nspent_usd = 19\nstarts_on = 2026-11-10"]), fine);
    assert_eq!(codes(cap, &["'x'\nspent_usd = 25\nstarts_on = 2026-11-10"]), capped);
    // What another plan of the month adds counts.
    let rows = [
        "'x'\nplan = 'pro'\nspent_usd = 60\nends_on = 2026-11-09",
        "'x'\nplan = 'max-20x'\nstarts_on = 2026-11-10",
    ];
    assert_eq!(codes("on_exhaustion = 'cap=5'", &rows), fine);
    // Where a part of that can't be read, only this is told.
    assert_eq!(codes("plan = 'pro'\non_exhaustion = 'x'", &["'x'\nspent_usd = 60"]), wrong);
    let one_end = ["'x'\nspent_usd = 60\non_exhaustion = 'cap=5'", "'y'\non_exhaustion = 'x'"];
    assert_eq!(codes("plan = 'pro'", &one_end), wrong);
    assert_eq!(codes("plan = 7\non_exhaustion = 'cap=5'", &["'x'\nspent_usd = 60\ncredit_usd = 7"]), wrong);
    assert_eq!(codes(cap, &["'x'\nspent_usd = 60\ncredit_usd = 'x'"]), wrong);

    // Seats of a team are one credit.
    let team = "program = 'api-credit'\nplan = 'team'";
    assert_eq!(codes(team, &["'x'", "'y'\non_exhaustion = 'cap=5'"]), shared);
    assert_eq!(codes(team, &["'x'\non_exhaustion = 'cap=5'", "'y'\non_exhaustion = 'cap=5'"]), fine);
    assert_eq!(codes(team, &["'x'", "'y'\ncycle_day = 5"]), shared);
    assert_eq!(codes(team, &["'x'\ncycle_day = 5", "'y'\ncycle_day = 5"]), fine);
    assert_eq!(codes(team, &["'x'\npromo_credit_usd = 5\npromo_until = 2026-12-01"]), shared);
    // One with a credit of its own is none of them.
    let own = "'x'\nkind = 'standard'\ncredit_usd = 7";
    assert_eq!(codes(team, &[own, "'y'\non_exhaustion = 'cap=5'"]), fine);
    assert_eq!(codes(team, &[own, "'y'\ncycle_day = 5"]), fine);
    // $60.00 are more than a standard seat's $20.00 and the cap, and less than $120.00, which both have.
    let both = ["'x'\nspent_usd = 60\nstarts_on = 2026-11-10", "'y'\nkind = 'premium'"];
    assert_eq!(codes(&format!("{team}\non_exhaustion = 'cap=5'"), &both), fine);
    // Nor is a seat both in turn.
    let change = |first: &str, then: &str| {
        let rows =
            [format!("'x'\n{first}\nends_on = 2026-11-09"), format!("'x'\n{then}\nstarts_on = 2026-11-10")];
        codes("program = 'api-credit'", &[&rows[0], &rows[1]])
    };
    assert_eq!(change("plan = 'team'", "plan = 'max'"), shared);
    assert_eq!(change("plan = 'max'", "plan = 'team'"), shared);
    assert_eq!(change("plan = 'pro'", "plan = 'max'"), fine);
    assert_eq!(change("plan = 'team'\nkind = 'standard'", "plan = 'team'\nkind = 'premium'"), fine);

    // A promotional credit that ended on the first day of the cycle counts on that day.
    let promo =
        |until: &str| codes("plan = 'pro'", &[&format!("'x'\npromo_credit_usd = 5\npromo_until = {until}")]);
    assert_eq!(promo("2026-10-31"), ["L509"]);
    assert_eq!(promo("2026-11-01"), fine);
    // Copilot's credit renews with the month.
    let copilot = "program = 'copilot-credits'\nplan = 'copilot-pro'";
    assert_eq!(codes(copilot, &["'x'\ncycle_day = 5"]), [Code::KeysExclude.as_str()]);
    assert_eq!(codes(copilot, &["'x'"]), fine);
}

#[test]
fn a_file_without_seats_has_one_credit_and_one_plan() {
    let table = PriceTable::builtin();
    let job = "[[job]]\nname = 'a'\ncost_per_run_usd = 1\nruns = 1\n";
    let faults = |settings: &str, defaults: &Defaults| {
        let text: &'static str = format!("{settings}\n{job}").leak();
        let faults =
            resolved(&Memory::of(&[("main.toml", text)]), defaults, &table).err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.title).collect::<Vec<_>>()
    };
    let none = Defaults::default();
    assert_eq!(faults("", &none), ["`main.toml` has no plan and no credit"]);
    assert_eq!(faults("plan = 7", &none), ["`plan` takes text in quotes"]);
    for names in ["'pro,max-5x'", "'all'"] {
        assert_eq!(faults(&format!("plan = {names}"), &none), ["a seat has one plan"]);
    }
    let beyond = ["spent $60.00 exceeds the credit of $20.00 plus the cap of $5.00"];
    assert_eq!(faults("plan = 'pro'\non_exhaustion = 'cap=5'\nspent_usd = 60", &none), beyond);
    let unread = "plan = 'pro'\non_exhaustion = 'cap=5'\nspent_usd = 60\ncredit_usd = 'x'";
    assert_eq!(faults(unread, &none), ["`credit_usd` takes an amount of dollars"]);

    // A credit that is set is not that of a plan that the file names, nor missing where it can't be read.
    let set_credit = Defaults { credit: Some(Ok(set(usd("77")))), ..Defaults::default() };
    let credit = |settings: &str| {
        let text = format!("{settings}\n{job}");
        simulated(text.leak(), &set_credit, &table).simulation.seats[0].holding.credit()
    };
    assert_eq!((credit(""), credit("plan = 'pro'")), (usd("77"), usd("20")));
    let fault = Diagnostic::new(Code::WrongSetting, "`many` is not a value for `credit`");
    let unread = Defaults { credit: Some(Err(fault)), ..Defaults::default() };
    assert_eq!(faults("", &unread), ["`many` is not a value for `credit`"]);
}

#[test]
fn what_a_plan_is_under_other_rules_is_said_once_for_all_seats() {
    let table = PriceTable::builtin();
    let seat = |name: &str| format!("[[seat]]\nname = '{name}'\nplan = 'team-premium'\n");
    let text = format!(
        "program = 'api-credit'\ncycle_day = 1\n{}{}[[job]]\nname = 'a'\nseat = 'x'\ncost_per_run_usd = 1\nruns = 1\n",
        seat("x"),
        seat("y")
    );
    let question = simulated(text.leak(), &Defaults::default(), &table);
    assert_eq!(question.notes, ["`team-premium` is `team` with seats premium=1 in `api-credit`"]);
    // 2 x $100.
    let credits: Vec<Usd> = question.simulation.seats.iter().map(|seat| seat.holding.credit()).collect();
    assert_eq!(credits, [usd("100"), usd("100")]);
}
