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
    PlansSpec, Question, QuestionSpec, RunInput, SchedulesSpec, Unstated,
};
use creditcalc::report::diagnostics;
use creditcalc::schedule::Schedule;
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
  = help: write `0 3 * * *`
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
    let spec = MeasuredSpec {
        paths: vec![PathBuf::from("audit.profile.toml")],
        typical: creditcalc::measure::Typical::Max,
        only: None,
        assumed_model: None,
        words: creditcalc::diagnostic::Vocabulary::Flags,
    };
    let run = RunInput::Measured(spec.read(&files, None).expect("it is a profile").measured);
    let question = QuestionSpec::new(run);
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
