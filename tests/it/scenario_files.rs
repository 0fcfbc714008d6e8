//! Scenario files as they are written: what is read from them, and what is said of everything that is wrong.

use creditcalc::diagnostic::Diagnostic;
use creditcalc::ledger::Exhaustion;
use creditcalc::measure::Typical;
use creditcalc::pricing::{Auth, Surface};
use creditcalc::scenario_file::{
    JobGrowth, JobRun, JobSchedule, ParsedScenario, Placed, Role, ScenarioSpec, check_together, json_schema,
    read,
};
use creditcalc::schedule::zone;
use creditcalc::source::SourceFile;
use creditcalc::units::Usd;
use creditcalc::usage::{Amounts, UsagePart};
use jiff::civil::date;
use proptest::prelude::*;

/// Every key, in a file that holds; but for those that another excludes.
const EVERY_KEY: &str = r#"
include       = ["team/jobs.toml", "more.toml"]
program       = "current"
plan          = "max-5x"
tz            = "Europe/Berlin"
as_of         = 2026-11-21
cycle_day     = 14
cycle_start   = 2026-11-16
cycles        = "12"
from_now      = true
on_exhaustion = "cap=50.00"
surface       = "agent-sdk"
auth          = "api-key"

[[seat]]
name          = "alice"
kind          = "premium"
spent_usd     = 12.5
on_exhaustion = "bill"

[[seat]]
name       = "bob"
plan       = "pro"
credit_usd = "$30"

[[job]]
name               = "nightly-audit"
seat               = "alice"
cost_per_run_usd   = "4.00"
growth_per_run_usd = 0.05
session_runs       = 20
cron               = "0 3 * * MON-FRI"
oncalendar         = ['Sat 03:00', "Sun\u002003:00"]
tz                 = "UTC"
priority           = 1
retry_factor       = "1.15"
starts_on          = 2026-11-15
ends_on            = 2026-11-15
surface            = "claude-p"
auth               = "plan"
pinned             = true

[[job]]
name   = "review"
seat   = "bob"
usage  = [
  { model = "claude-opus-5", input = 120_000, output = "9k", cache_read = "1.2M", requests = 12, fast = true },
  { model = "haiku", cache_write = 1, cache_write_5m = 2, cache_write_30m = 3, cache_write_1h = 4, cache_write_12h = 5, web_searches = 6, us_only = true, batch = true },
]
growth   = { model = "haiku", cache_read = 20_000 }
workflow = ".github/workflows/review.yml"
events   = { pull_request = 40, issues = "1k" }

[[job]]
name    = "triage"
seat    = "bob"
from    = ["triage.profile.toml", "runs/*.json"]
typical = "p90"
crontab = "team.crontab"
match   = "triage"

[policy]
max_overflow_usd     = "0.00"
min_nights_covered   = 28
min_headroom_percent = "12.5"
max_cost_per_run_usd = 5
max_price_age_days   = 60
no_unpriced_model    = true
in_force_only        = false
"#;

fn source(text: &str) -> SourceFile {
    SourceFile::new("scenario.toml", text.to_owned())
}

fn written(text: &str) -> ScenarioSpec {
    read(&source(text), Role::Scenario).whole().unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"))
}

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn value<T: Clone>(placed: Option<&Placed<T>>) -> Option<T> {
    placed.map(|placed| placed.value.clone())
}

/// What is said of a scenario on its own, and of what is in it together.
fn faults_of(text: &str) -> Vec<Diagnostic> {
    read(&source(text), Role::Scenario)
        .whole()
        .map_or_else(|faults| faults, |written| check_together(&[written]))
}

/// The text under a label.
fn under(fault: &Diagnostic, label: usize) -> &str {
    let (source, labels) = fault.place.as_ref().expect("it has a place");
    &source.text()[labels[label].span.clone()]
}

/// A fault in short: its code, what is under its caret, and its sentence.
fn told(faults: &[Diagnostic]) -> Vec<(&str, &str, &str)> {
    faults
        .iter()
        .map(|fault| {
            (fault.code.as_str(), fault.place.as_ref().map_or("", |_| under(fault, 0)), fault.title.as_str())
        })
        .collect()
}

/// The only fault of a file.
fn fault_of(text: &str) -> Diagnostic {
    let faults = faults_of(text);
    assert_eq!(faults.len(), 1, "{text}\n{faults:#?}");
    faults.into_iter().next().expect("there is one")
}

/// The only fault of a job that is whole but for `lines`.
fn fault_of_job(lines: &str) -> Diagnostic {
    fault_of(&format!("[[job]]\nname = \"a\"\n{lines}\n"))
}

/// The only fault of a scenario that is whole but for `line`.
fn fault_of_setting(line: &str) -> Diagnostic {
    fault_of(&format!("{line}\n[[job]]\nname = \"a\"\ncost_per_run_usd = 4\nnightly = true\n"))
}

#[test]
fn the_example_of_the_contract_is_read() {
    let text = r#"
program       = "agent-sdk-credit"   # or "current"
plan          = "max-5x"             # or [[seat]] entries
tz            = "Europe/Berlin"
cycle_day     = 14
as_of         = 2026-11-21
on_exhaustion = "stop"               # "bill", "cap=50.00"
spent_usd     = "0.00"

[[seat]]
name = "alice"
plan = "max-5x"

[[job]]
name             = "nightly-audit"
seat             = "alice"
cost_per_run_usd = "4.00"            # or usage = [{ model = "claude-opus-5", input = 120_000, output = 9_000, cache_read = 1_200_000 }]
cron             = "0 3 * * *"       # or runs = 30, nightly = true, oncalendar = "…", crontab / workflow = "path"
priority         = 1                 # lower draws first at the same instant; the default is 100

[policy]
max_overflow_usd   = "0.00"
min_nights_covered = 28
max_price_age_days = 60
in_force_only      = false
"#;
    let scenario = written(text);
    assert_eq!(value(scenario.program.as_ref()).as_deref(), Some("agent-sdk-credit"));
    assert_eq!(value(scenario.tz.as_ref()), zone::find("Europe/Berlin").ok());
    assert_eq!(value(scenario.cycle_day.as_ref()), Some(14));
    assert_eq!(value(scenario.as_of.as_ref()), Some(date(2026, 11, 21)));
    assert_eq!(value(scenario.on_exhaustion.as_ref()), Some(Exhaustion::Stop));
    assert_eq!(scenario.members[0].name.value, "alice");
    assert_eq!(scenario.jobs[0].priority.as_ref().map(|placed| placed.value), Some(1));
    assert_eq!(
        scenario.policy.as_ref().and_then(|policy| value(policy.min_nights_covered.as_ref())),
        Some(28)
    );
    assert_eq!(check_together(&[scenario]), []);
}

#[test]
fn every_key_is_read() {
    let scenario = written(EVERY_KEY);
    assert_eq!(check_together(std::slice::from_ref(&scenario)), []);
    assert_eq!(
        scenario.include.iter().map(|path| path.value.as_str()).collect::<Vec<_>>(),
        ["team/jobs.toml", "more.toml"]
    );
    assert_eq!(value(scenario.plan.as_ref()).as_deref(), Some("max-5x"));
    assert_eq!(value(scenario.cycle_start.as_ref()), Some(date(2026, 11, 16)));
    assert_eq!(value(scenario.cycles.as_ref()).map(u16::from), Some(12));
    assert!(scenario.from_now);
    assert_eq!(value(scenario.on_exhaustion.as_ref()), Some(Exhaustion::Cap(usd("50"))));
    assert_eq!(
        (value(scenario.surface.as_ref()), value(scenario.auth.as_ref())),
        (Some(Surface::AgentSdk), Some(Auth::ApiKey))
    );

    let [alice, bob] = scenario.members.as_slice() else { panic!("{:?}", scenario.members) };
    assert_eq!(&EVERY_KEY[alice.span.clone()], "[[seat]]");
    assert_eq!((alice.plan.as_ref(), value(alice.kind.as_ref()).as_deref()), (None, Some("premium")));
    assert_eq!(
        (value(alice.spent.as_ref()), value(alice.on_exhaustion.as_ref())),
        (Some(usd("12.50")), Some(Exhaustion::Bill))
    );
    assert_eq!(
        (value(bob.plan.as_ref()).as_deref(), value(bob.credit.as_ref())),
        (Some("pro"), Some(usd("30")))
    );

    let [audit, review, triage] = scenario.jobs.as_slice() else { panic!("{:?}", scenario.jobs) };
    assert_eq!(&EVERY_KEY[audit.span.clone()], "[[job]]");
    assert_eq!(&EVERY_KEY[audit.name.span.clone()], "\"nightly-audit\"");
    assert!(matches!(&audit.run, JobRun::Stated(cost) if cost.value == usd("4")));
    assert!(matches!(&audit.growth, Some(JobGrowth::Cost(growth)) if growth.value == usd("0.05")));
    assert_eq!(audit.session_runs.as_ref().map(|runs| runs.value.get()), Some(20));
    assert_eq!(value(audit.retry_factor.as_ref()).map(|factor| factor.to_string()).as_deref(), Some("1.15"));
    assert_eq!(value(audit.starts_on.as_ref()), value(audit.ends_on.as_ref()), "one day is enough");
    assert!(audit.pinned && !review.pinned);

    let JobRun::Used(usages) = &review.run else { panic!("{:?}", review.run) };
    let amounts = |parts: &[(UsagePart, u64)]| {
        parts.iter().fold(Amounts::default(), |amounts, (part, amount)| amounts.with(*part, *amount))
    };
    assert_eq!(
        usages[0].amounts,
        amounts(&[
            (UsagePart::Input, 120_000),
            (UsagePart::Output, 9_000),
            (UsagePart::CacheRead, 1_200_000),
            (UsagePart::Requests, 12),
            (UsagePart::Fast, 1),
        ])
    );
    assert_eq!(
        usages[1].amounts,
        amounts(&[
            (UsagePart::CacheWrite, 1),
            (UsagePart::CacheWrite5m, 2),
            (UsagePart::CacheWrite30m, 3),
            (UsagePart::CacheWrite1h, 4),
            (UsagePart::CacheWrite12h, 5),
            (UsagePart::WebSearches, 6),
            (UsagePart::UsOnly, 1),
            (UsagePart::Batch, 1),
        ])
    );
    let Some(JobGrowth::Usage { model, amounts, .. }) = &review.growth else { panic!("{:?}", review.growth) };
    assert_eq!((value(model.as_ref()).as_deref(), amounts.of(UsagePart::CacheRead)), (Some("haiku"), 20_000));
    let JobSchedule::Workflows { paths, events, .. } = &review.schedule else {
        panic!("{:?}", review.schedule)
    };
    assert_eq!(paths[0].value, ".github/workflows/review.yml");
    let events: Vec<_> = events.iter().map(|(name, count)| (name.value.as_str(), *count)).collect();
    assert_eq!(events, [("pull_request", 40), ("issues", 1_000)], "in the order of the file");

    assert!(matches!(&triage.run, JobRun::Measured { paths, typical: Some(typical) }
        if paths.len() == 2 && typical.value == Typical::P90));
    assert!(matches!(&triage.schedule, JobSchedule::Crontab { path, matching: Some(text) }
        if path.value == "team.crontab" && text.value == "triage"));

    let policy = scenario.policy.as_ref().expect("it has one");
    assert_eq!(&EVERY_KEY[policy.span.clone()], "[policy]");
    assert_eq!(
        (value(policy.max_overflow.as_ref()), value(policy.max_cost_per_run.as_ref())),
        (Some(Usd::ZERO), Some(usd("5")))
    );
    assert_eq!(
        (value(policy.min_headroom_tenths.as_ref()), value(policy.max_price_age_days.as_ref())),
        (Some(125), Some(60))
    );
    assert_eq!(
        (value(policy.no_unpriced_model.as_ref()), value(policy.in_force_only.as_ref())),
        (Some(true), Some(false))
    );
}

#[test]
fn a_caret_can_point_into_an_expression_that_is_verbatim() {
    let scenario = written(EVERY_KEY);
    let JobSchedule::Expressions { cron, oncalendar } = &scenario.jobs[0].schedule else {
        panic!("it has expressions")
    };
    let told: Vec<_> = cron
        .iter()
        .chain(oncalendar)
        .map(|expression| {
            (expression.verbatim, expression.text.value.as_str(), &EVERY_KEY[expression.text.span.clone()])
        })
        .collect();
    assert_eq!(
        told,
        [
            (true, "0 3 * * MON-FRI", "0 3 * * MON-FRI"),
            (true, "Sat 03:00", "Sat 03:00"),
            (false, "Sun 03:00", "\"Sun\\u002003:00\""),
        ]
    );
    let text = "[[job]]\nname = 'a'\ncost_per_run_usd = 1\ncron = [\"\"\"0 3 * * *\"\"\", '''1 3 * * *''', \"\"\"\n2 3 * * *\"\"\"]\n";
    let JobSchedule::Expressions { cron, .. } = &written(text).jobs[0].schedule else {
        panic!("it has expressions")
    };
    let told: Vec<_> =
        cron.iter().map(|expression| (expression.verbatim, &text[expression.text.span.clone()])).collect();
    assert_eq!(told, [(true, "0 3 * * *"), (true, "1 3 * * *"), (false, "\"\"\"\n2 3 * * *\"\"\"")]);
}

#[test]
fn money_is_exact_in_quotes_and_without() {
    for (written, exact) in [
        ("\"4.00\"", "4"),
        ("4", "4"),
        ("4.10", "4.1"),
        ("\"$1_000.5\"", "1000.5"),
        ("1_000.50", "1000.5"),
        ("+0.1", "0.1"),
        ("1e3", "1000"),
        ("9.78e-4", "0.000978"),
    ] {
        let scenario = self::written(&format!("credit_usd = {written}"));
        assert_eq!(value(scenario.credit.as_ref()), Some(usd(exact)), "{written}");
    }
    for (wrong, label, help) in [
        ("-4", "this is negative", "write it like `credit_usd = \"100.00\"`"),
        ("\"4,50\"", "a comma is not read", "write `credit_usd = \"4.50\"`"),
        (
            "\"4 USD\"",
            "write digits, with a decimal point if needed",
            "write it like `credit_usd = \"100.00\"`",
        ),
        ("inf", "write digits, with a decimal point if needed", "write it like `credit_usd = \"100.00\"`"),
        (
            "0.1234567890123456789012345",
            "this has too many digits to be exact",
            "write it like `credit_usd = \"100.00\"`",
        ),
        ("true", "this is true", "write it like `credit_usd = \"100.00\"`"),
    ] {
        let fault = fault_of_setting(&format!("credit_usd = {wrong}"));
        let (_, labels) = fault.place.as_ref().expect("it has a place");
        assert_eq!((fault.code.as_str(), under(&fault, 0), labels[0].text.as_str()), ("L503", wrong, label));
        assert_eq!(fault.help, [help], "{wrong}");
    }
}

#[test]
fn what_is_not_toml_is_told_as_often_as_it_is_not() {
    let faults = faults_of("program = \nplan = \"x\n");
    assert!(faults.len() >= 2 && faults.iter().all(|fault| fault.code.as_str() == "L501"), "{faults:#?}");
}

#[test]
fn unknown_keys_are_told_what_they_may_have_meant() {
    for (text, key, help) in [
        ("plann = \"pro\"", "plann", Some("did you mean `plan`?")),
        ("[[jobs]]", "jobs", Some("did you mean `[[job]]`?")),
        ("[polcy]", "polcy", Some("did you mean `policy`?")),
        (
            "[[job]]\nname = \"a\"\ncost_per_run_usd = 1\ncorn = \"0 3 * * *\"",
            "corn",
            Some("did you mean `cron`?"),
        ),
        (
            "[[job]]\nname = \"a\"\ncost_per_run_usd = 1\nruns = 1\nplan = \"pro\"",
            "plan",
            Some("`plan` is a key of a scenario and of a seat; in a scenario, put it above the first header"),
        ),
        (
            "[[job]]\nname = \"a\"\ncost_per_run_usd = 1\nruns = 1\nmodel = \"x\"",
            "model",
            Some("`model` is a key of a usage"),
        ),
        ("[policy]\nfee = 1", "fee", None),
    ] {
        let fault = fault_of(text);
        assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L502", key), "{fault:#?}");
        assert_eq!(fault.help.first().map(String::as_str), help);
        assert!(fault.notes[0].starts_with("the keys are `"), "{fault:#?}");
    }
}

#[test]
fn a_part_has_seats_and_jobs_and_nothing_else() {
    let text = "plan = \"pro\"\ncycel = 1\ninclude = \"more.toml\"\n[[seat]]\nname = \"a\"\n";
    let faults = read(&source(text), Role::Part).whole().expect_err("a plan is the scenario's");
    assert_eq!(
        told(&faults),
        [
            ("L502", "plan", "a part of a scenario has no key `plan`"),
            ("L502", "cycel", "a part of a scenario has no key `cycel`"),
        ]
    );
    assert_eq!(faults[0].help, ["write it in the scenario that includes this file"]);
    assert_eq!(faults[1].notes, ["the keys are `include`, `seat`, `job`"]);
    let part = read(&source("[[seat]]\nname = \"a\"\n"), Role::Part).whole().expect("it holds");
    assert_eq!(part.members.len(), 1);
}

#[test]
fn a_value_that_its_key_does_not_take_says_what_it_takes() {
    for (line, caret, help) in [
        ("plan = 5", "5", "write `plan = \"5\"`"),
        ("plan = [\"pro\"]", "[\"pro\"]", "write it like `plan = \"max-5x\"`"),
        ("as_of = \"2026-11-21\"", "\"2026-11-21\"", "write `as_of = 2026-11-21`"),
        ("as_of = 2026-11-21T03:00:00Z", "2026-11-21T03:00:00Z", "write `as_of = 2026-11-21`"),
        ("as_of = \"today\"", "\"today\"", "write it like `as_of = 2026-11-21`"),
        ("from_now = \"true\"", "\"true\"", "write it without quotes: `from_now = true`"),
        ("on_exhaustion = \"stopp\"", "\"stopp\"", "did you mean `stop`?"),
        ("on_exhaustion = \"cap=4,50\"", "\"cap=4,50\"", "write `stop`, `bill` or `cap=50.00`"),
        ("surface = \"claude\"", "\"claude\"", "did you mean `claude-p`?"),
        ("seats = {}", "{}", "write it like `seats = { standard = 3, premium = 2 }`"),
        ("seats = \"standard=3\"", "\"standard=3\"", "write it like `seats = { standard = 3, premium = 2 }`"),
        (
            "seats = [{ name = \"alice\" }]",
            "[{ name = \"alice\" }]",
            "write it like `seats = { standard = 3, premium = 2 }`",
        ),
        ("policy = { min_headroom_percent = 100.1 }", "100.1", "write it like `min_headroom_percent = 10`"),
        ("policy = { min_headroom_percent = 0.25 }", "0.25", "write it like `min_headroom_percent = 10`"),
        ("policy = 1", "1", "write it like `policy = { max_overflow_usd = \"0.00\" }`"),
        ("include = []", "[]", "leave it out, or give it a value"),
    ] {
        let fault = fault_of_setting(line);
        assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L503", caret), "{line}: {fault:#?}");
        assert_eq!(fault.help, [help], "{line}");
    }
    for (line, caret) in [
        ("program = \" \"", "\" \""),
        ("plan = \"a\\nb\"", "\"a\\nb\""),
        ("tz = \"Berlin\"", "\"Berlin\""),
        ("as_of = 1969-12-31", "1969-12-31"),
        ("cycle_day = 0", "0"),
        ("cycle_day = 32", "32"),
        ("cycle_days = 367", "367"),
        ("cycles = 0", "0"),
        ("cycles = 1_201", "1_201"),
        ("cycles = -1", "-1"),
        ("cycles = 1.5", "1.5"),
        ("seats = { standard = -1 }", "-1"),
    ] {
        let fault = fault_of_setting(line);
        assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L503", caret), "{line}: {fault:#?}");
    }
}

#[test]
fn headers_with_too_few_or_too_many_brackets_are_put_right() {
    for (text, help) in [
        ("[job]\nname = \"a\"\ncost_per_run_usd = 1\nruns = 1\n", "write its header as `[[job]]`"),
        ("[seat]\nname = \"a\"\n", "write its header as `[[seat]]`"),
        ("[[policy]]\nmin_nights_covered = 1\n", "write its header as `[policy]`"),
        ("[[seats]]\nname = \"a\"\n", "for people with a plan of their own, write `[[seat]]`"),
    ] {
        let fault = fault_of(text);
        assert_eq!(
            (fault.code.as_str(), fault.help.as_slice()),
            ("L503", [help.to_owned()].as_slice()),
            "{fault:#?}"
        );
    }
}

#[test]
fn a_job_says_what_a_run_is_and_when_it_runs() {
    let faults = faults_of("[[job]]\n");
    assert_eq!(
        told(&faults),
        [
            ("L504", "[[job]]", "a job has no `name`"),
            ("L504", "[[job]]", "this job doesn't say what a run costs or uses"),
            ("L504", "[[job]]", "this job doesn't say when it runs"),
        ]
    );
    assert_eq!(faults[2].help, ["add `cron = \"0 3 * * *\"`", "add `nightly = true`", "add `runs = 30`"]);
    for help in &faults[1].help {
        let line = help.trim_start_matches("add `").trim_end_matches('`');
        assert!(
            faults_of(&format!("[[job]]\nname = \"a\"\nruns = 0\n{line}\n")).is_empty(),
            "{line} can be pasted"
        );
    }
    let fault = fault_of_job("runs = 1\nusage = { model = \"opus\" }");
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), fault.title.as_str()),
        ("L504", "{ model = \"opus\" }", "a run uses nothing")
    );
    let fault = fault_of_job("runs = 1\nusage = { input = 1 }");
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), fault.title.as_str()),
        ("L504", "{ input = 1 }", "a usage has no `model`")
    );
    let fault = fault_of_job("cost_per_run_usd = 1\nnightly = false");
    assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L503", "false"));
    assert!(fault.help[0].starts_with("leave it out"), "{fault:#?}");
    let fault = fault_of_job("cost_per_run_usd = 1\nnightly = true\nretry_factor = 0.9");
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), fault.title.as_str()),
        ("L503", "0.9", "`retry_factor` is below 1")
    );
    let fault = fault_of_job("cost_per_run_usd = 1\nper_day = 0");
    assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L503", "0"));
}

#[test]
fn what_excludes_another_has_a_label_at_both() {
    for (text, later, earlier) in [
        (
            "cost_per_run_usd = 1\nusage = { model = \"opus\", input = 1 }\nruns = 1",
            "usage",
            "cost_per_run_usd",
        ),
        ("from = \"a\"\nusage = { model = \"opus\", input = 1 }\nruns = 1", "usage", "from"),
        ("cost_per_run_usd = 1\nruns = 1\ncron = \"0 3 * * *\"", "cron", "runs"),
        ("cost_per_run_usd = 1\nworkflow = \"a\"\ncrontab = \"b\"", "crontab", "workflow"),
        ("cost_per_run_usd = 1\nruns = 1\ngrowth = { input = 1 }", "growth", "cost_per_run_usd"),
        ("from = \"a\"\nruns = 1\ngrowth_per_run_usd = 1", "growth_per_run_usd", "from"),
    ] {
        let fault = fault_of_job(text);
        assert_eq!(
            (fault.code.as_str(), under(&fault, 0), under(&fault, 1)),
            ("L507", later, earlier),
            "{fault:#?}"
        );
    }
    let fault = fault_of_setting("cycle_day = 1\ncycle_days = 30");
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), under(&fault, 1)),
        ("L507", "cycle_days", "cycle_day")
    );
    assert!(
        faults_of("[[job]]\nname = \"a\"\ncost_per_run_usd = 1\nruns = 1\nnightly = true\nper_day = 2\n")
            .len()
            == 2
    );
}

#[test]
fn a_key_is_not_read_without_the_one_it_goes_with() {
    for (line, key, title) in [
        ("typical = \"p90\"", "typical", "`typical` needs `from`"),
        ("match = \"audit\"", "match", "`match` needs `crontab`, `workflow` or `schedule`"),
        ("events = { push = 1 }", "events", "`events` needs `workflow` or `schedule`"),
        ("session_runs = 3", "session_runs", "`session_runs` needs `growth` or `growth_per_run_usd`"),
    ] {
        let fault = fault_of_job(&format!("cost_per_run_usd = 1\nnightly = true\n{line}"));
        assert_eq!((fault.code.as_str(), under(&fault, 0), fault.title.as_str()), ("L508", key, title));
    }
}

#[test]
fn a_growth_is_of_a_model_that_a_run_uses() {
    let usage =
        "usage = [{ model = \"claude-opus-5\", input = 1 }, { model = \"haiku\", input = 1 }]\nruns = 1\n";
    let fault = fault_of_job(&format!("{usage}growth = {{ model = \"opus-5\", input = 1 }}"));
    assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L516", "\"opus-5\""));
    assert_eq!(fault.help, ["did you mean `claude-opus-5`?"]);
    let fault = fault_of_job(&format!("{usage}growth = {{ model = \"haiku\" }}"));
    assert_eq!((fault.code.as_str(), fault.title.as_str()), ("L504", "a growth has no counts"));
    // What the measured runs used is not known here.
    assert!(
        faults_of("[[job]]\nname = \"a\"\nfrom = \"a\"\nruns = 1\ngrowth = { model = \"x\", input = 1 }\n")
            .is_empty()
    );
}

#[test]
fn a_job_does_not_end_before_it_starts() {
    let fault = fault_of_job("cost_per_run_usd = 1\nruns = 1\nstarts_on = 2026-12-01\nends_on = 2026-11-30");
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), under(&fault, 1)),
        ("L509", "2026-11-30", "2026-12-01")
    );
}

#[test]
fn all_faults_of_a_file_are_told_at_once_in_its_order() {
    let text = r#"
cycel_day = 14
credit_usd = "4,00"

[[job]]
cost_per_run_usd = -1
corn = "0 3 * * *"

[[seat]]
name = ""

[policy]
min_nights_covered = "all"

[[job]]
name = "b"
usage = [{ model = "opus", imput = 1 }, { input = 1 }]
typical = "p90"
"#;
    assert_eq!(
        told(&faults_of(text)),
        [
            ("L502", "cycel_day", "a scenario has no key `cycel_day`"),
            ("L503", "\"4,00\"", "`credit_usd` takes an amount of dollars"),
            ("L504", "[[job]]", "a job has no `name`"),
            ("L503", "-1", "`cost_per_run_usd` takes an amount of dollars"),
            ("L502", "corn", "a job has no key `corn`"),
            ("L503", "\"\"", "`name` is empty"),
            ("L503", "\"all\"", "`min_nights_covered` takes a whole number"),
            ("L504", "[[job]]", "this job doesn't say when it runs"),
            ("L502", "imput", "a usage has no key `imput`"),
            ("L504", "{ input = 1 }", "a usage has no `model`"),
            ("L508", "typical", "`typical` needs `from`"),
        ]
    );
}

/// A job that needs nothing but a seat.
fn job(name: &str, seat: &str) -> String {
    format!("[[job]]\nname = \"{name}\"\n{seat}cost_per_run_usd = 4\nnightly = true\n")
}

#[test]
fn a_scenario_has_a_job_somewhere() {
    let faults = faults_of("plan = \"pro\"\n");
    assert_eq!(told(&faults), [("L504", "", "`scenario.toml` has no job")]);
    let part = read(&source(&job("a", "")), Role::Part).whole().expect("it holds");
    assert_eq!(check_together(&[written("plan = \"pro\"\n"), part]), []);
}

#[test]
fn what_only_follows_from_a_fault_is_not_told() {
    let job = job("a", "seat = \"x\"\n");
    for text in [
        // The seat may be the one whose name cannot be read.
        format!("plan = \"pro\"\n[[seat]]\nname = 5\n{job}"),
        format!("plan = \"pro\"\nseat = 5\n{job}"),
        format!("include = 5\n{job}"),
        // The plan of the seat is written, wherever.
        format!("plann = \"pro\"\n[[seat]]\nname = \"x\"\n{job}"),
        format!("[[seat]]\nname = \"x\"\nplan = 5\n{job}"),
        format!("[[seat]]\nname = \"x\"\n{job}plan = \"pro\"\n"),
        // The job is there, whatever it says; and so is its seat.
        "[[job]]\nname = 5\n".to_owned(),
        "job = 5\n".to_owned(),
        "plan = \"pro\"\n[[seat]]\nname = \"x\"\n[[seat]]\nname = \"y\"\n[[job]]\nname = \"a\"\nsaet = \"x\"\n".to_owned(),
        "plan = \"pro\n".to_owned(),
    ] {
        let ParsedScenario { spec: written, faults } = read(&source(&text), Role::Scenario);
        assert!(!faults.is_empty(), "{text}");
        assert_eq!(check_together(&[written]), [], "{text}");
    }
}

#[test]
fn what_does_not_follow_from_a_fault_is_told_beside_it() {
    let jobs = format!("{}{}", job("a", "seat = \"y\"\npriority = -1\n"), job("a", "seat = 5\n"));
    let text = format!(
        "color = 1\n[[seat]]\nname = \"x\"\nspent_usd = \"much\"\n[[seat]]\nname = \"x\"\nplan = \"pro\"\n{jobs}"
    );
    let ParsedScenario { spec: written, faults } = read(&source(&text), Role::Scenario);
    assert_eq!(faults.len(), 4, "{faults:#?}");
    assert_eq!(
        told(&check_together(&[written])),
        [
            ("L504", "[[seat]]", "seat `x` has neither a plan nor a credit"),
            ("L505", "\"x\"", "two seats are called `x`"),
            ("L506", "\"y\"", "there is no seat `y`"),
            ("L505", "\"a\"", "two jobs are called `a`"),
        ]
    );
}

#[test]
fn a_name_is_used_once() {
    let text = format!("{}{}", job("a", ""), job("a", ""));
    let fault = fault_of(&text);
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), fault.title.as_str()),
        ("L505", "\"a\"", "two jobs are called `a`")
    );
    let (_, labels) = fault.place.as_ref().expect("it has a place");
    assert!(labels[1].span.end < labels[0].span.start, "the caret is at the second: {labels:?}");
    let fault = fault_of(&format!(
        "plan = \"pro\"\n[[seat]]\nname = \"x\"\n[[seat]]\nname = \"x\"\n{}",
        job("a", "seat = \"x\"\n")
    ));
    assert_eq!((fault.code.as_str(), fault.title.as_str()), ("L505", "two seats are called `x`"));

    let part = SourceFile::new("part.toml", job("a", ""));
    let part = read(&part, Role::Part).whole().expect("it holds");
    let faults = check_together(&[written(&job("a", "")), part]);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    let (file, labels) = faults[0].place.as_ref().expect("it has a place");
    assert_eq!((file.name(), labels.len()), ("part.toml", 1));
    assert_eq!(faults[0].help, ["rename one of them; the other one is at scenario.toml:2"]);
}

#[test]
fn a_job_draws_the_credit_of_a_seat_that_there_is() {
    let seats = "plan = \"pro\"\n[[seat]]\nname = \"alice\"\n[[seat]]\nname = \"bob\"\n";
    let fault = fault_of(&format!("{seats}{}", job("a", "seat = \"alcie\"\n")));
    assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L506", "\"alcie\""));
    assert_eq!(
        (fault.help, fault.notes),
        (vec!["did you mean `alice`?".to_owned()], vec!["the seats are `alice`, `bob`".to_owned()])
    );
    let fault = fault_of(&format!("{seats}{}", job("a", "")));
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), fault.title.as_str()),
        ("L504", "\"a\"", "job `a` doesn't say which seat pays for it")
    );
    let one = "[[seat]]\nname = \"alice\"\nplan = \"pro\"\n";
    assert!(faults_of(&format!("{one}{}", job("a", ""))).is_empty(), "the only seat is meant");
    assert!(
        faults_of(&job("a", "seat = \"default\"\n")).is_empty(),
        "the seat that nobody writes has a name"
    );
    let fault = fault_of(&job("a", "seat = \"alice\"\n"));
    assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L506", "\"alice\""));
    assert_eq!(fault.help, ["add a `[[seat]]` with `name = \"alice\"` and its `plan`"]);
}

#[test]
fn a_seat_has_a_credit_from_somewhere() {
    let with = |lines: &str| format!("[[seat]]\nname = \"alice\"\n{lines}\n{}", job("a", ""));
    let fault = fault_of(&with(""));
    assert_eq!(
        (fault.code.as_str(), under(&fault, 0), fault.title.as_str()),
        ("L504", "[[seat]]", "seat `alice` has neither a plan nor a credit")
    );
    let fault = fault_of(&with("kind = \"premium\""));
    assert_eq!((fault.code.as_str(), under(&fault, 0)), ("L508", "\"premium\""));
    assert!(faults_of(&with("credit_usd = 4")).is_empty());
    assert!(faults_of(&format!("plan = \"team\"\n{}", with("kind = \"premium\""))).is_empty());
}

#[test]
fn what_is_about_one_seat_stands_at_that_seat_where_there_are_some() {
    let seat = "[[seat]]\nname = \"alice\"\nplan = \"pro\"\n";
    for (line, caret) in [
        ("spent_usd = 4", "4"),
        ("credit_usd = 4.5", "4.5"),
        ("seats = { standard = 1 }", "{ standard = 1 }"),
    ] {
        let fault = fault_of(&format!("{line}\n{seat}{}", job("a", "")));
        assert_eq!((fault.code.as_str(), under(&fault, 0), under(&fault, 1)), ("L507", caret, "[[seat]]"));
        assert!(fault.help[0].contains("`[[seat]]`"), "{fault:#?}");
    }
}

#[test]
fn faults_of_several_files_come_file_by_file() {
    let part =
        SourceFile::new("part.toml", format!("{}{}", job("b", "seat = \"y\"\n"), job("a", "seat = \"z\"\n")));
    let part = read(&part, Role::Part).whole().expect("it holds");
    let faults = check_together(&[written(&job("a", "seat = \"x\"\n")), part]);
    assert_eq!(
        told(&faults),
        [
            ("L506", "\"x\"", "there is no seat `x`"),
            ("L506", "\"y\"", "there is no seat `y`"),
            ("L505", "\"a\"", "two jobs are called `a`"),
            ("L506", "\"z\"", "there is no seat `z`"),
        ]
    );
}

#[test]
fn the_schema_is_json_and_names_its_draft() {
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).expect("it is JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["properties"]["job"]["items"]["$ref"], "#/$defs/job");
    assert_eq!(
        schema["$defs"]["job"]["properties"]["typical"]["enum"],
        serde_json::json!(["mean", "median", "p90", "max"])
    );
}

/// What is put into a file in the place of something else.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "",
        "\"",
        "\"\"\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        "=",
        "\n",
        ",",
        "-",
        "e",
        ".",
        "#",
        "0",
        "9999999999999999999999",
        "true",
        "é",
        "\u{2028}",
        "\\u0000",
        "[[job]]\n",
        "[[seat]]\n",
        "[job]\n",
        "[policy]\n",
        "cron = ",
        "growth = ",
        "usage = ",
        "2026-02-29",
        "0000-01-01",
        "seats = ",
        "nightly = ",
        "\r\n",
    ];
    prop_oneof![proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), ".{0,3}"]
}

proptest! {
    #[test]
    fn an_edited_file_is_read_or_told_off_with_places_that_can_be_shown(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..12, piece()), 1..6),
        role in prop_oneof![Just(Role::Scenario), Just(Role::Part)],
    ) {
        let mut characters: Vec<char> = EVERY_KEY.chars().collect();
        for (at, length, piece) in edits {
            let start = at.index(characters.len() + 1);
            let end = (start + length).min(characters.len());
            characters.splice(start..end, piece.chars());
        }
        let text: String = characters.into_iter().collect();
        let ParsedScenario { spec: written, faults } = read(&source(&text), role);
        // Also what could be read of a file with faults is held against itself.
        for faults in [faults, check_together(&[written.clone(), written])] {
            let mut before = None;
            for fault in &faults {
                let Some((source, labels)) = &fault.place else { continue };
                prop_assert!(labels.iter().all(|label| source.text().get(label.span.clone()).is_some()), "{fault:#?}");
                prop_assert!(before <= Some(labels[0].span.start), "{faults:#?}");
                before = Some(labels[0].span.start);
            }
        }
    }
}
