//! Workflows of GitHub Actions: which jobs are found in each file, what is said about it, and GitHub's rules
//! of a matrix against a second reading of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use creditcalc::diagnostic::Diagnostic;
use creditcalc::schedule::workflow::{self, EventRate, Workflow, WorkflowSurface, read};
use creditcalc::schedule::{Kind, Timing, zone};
use creditcalc::source::SourceFile;
use creditcalc::yaml;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::laws::cases;

fn fixture(name: &str) -> SourceFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workflows").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceFile::new(format!(".github/workflows/{name}"), text)
}

fn rates(events: &[(&str, u64)]) -> Vec<EventRate> {
    events
        .iter()
        .map(|(event, per_cycle)| EventRate { event: (*event).to_owned(), per_cycle: *per_cycle })
        .collect()
}

fn found(name: &str, events: &[(&str, u64)]) -> Workflow {
    read(&fixture(name), &rates(events)).unwrap_or_else(|faults| panic!("{name}: {}", told(&faults)))
}

fn of_text(text: &str, events: &[(&str, u64)]) -> Result<Workflow, String> {
    read(&SourceFile::new("w.yml", text.to_owned()), &rates(events)).map_err(|faults| told(&faults))
}

/// A line for each job.
fn jobs(workflow: &Workflow) -> String {
    let line = |job: &creditcalc::schedule::Job| {
        let timing = match &job.timing {
            Timing::At(recurrence) => zone::name(&recurrence.zone).into_owned(),
            Timing::Spread(count) => format!("{count} a cycle"),
            Timing::Never | Timing::Off | Timing::Every(_) => "never".to_owned(),
        };
        assert_eq!(job.kind == Kind::Event, matches!(job.timing, Timing::Spread(_)), "{job:?}");
        format!("{} | {} | {timing} | {}\n", job.name, job.expression, job.at_once)
    };
    workflow.jobs.iter().map(line).collect()
}

/// The notes, and before the one about lateness the runs that are not counted.
fn notes(workflow: &Workflow) -> String {
    let is_late = |note: &&String| note.as_str() == LATE.trim_end();
    let own = workflow.notes.iter().filter(|note| !is_late(note));
    let cautions = workflow.cautions.iter().map(|caution| &caution.text);
    let all: Vec<&String> = own.chain(cautions).chain(workflow.notes.iter().filter(is_late)).collect();
    lines(&all)
}

/// Each on a line.
fn lines<T: AsRef<str>>(lines: &[T]) -> String {
    lines.iter().flat_map(|line| [line.as_ref(), "\n"]).collect()
}

/// What is wrong: titles, the text at each place with its label, help and notes.
fn told(faults: &[Diagnostic]) -> String {
    let mut text = String::new();
    for fault in faults {
        text += &format!("{}: {}\n", fault.code, fault.title);
        for (source, label) in
            fault.place.iter().flat_map(|(source, labels)| labels.iter().map(move |label| (source, label)))
        {
            let line = source.text()[..label.span.start].matches('\n').count() + 1;
            text += &format!("  {line}: {} <- {}\n", &source.text()[label.span.clone()], label.text);
        }
        text.extend(fault.help.iter().map(|help| format!("  help: {help}\n")));
        text.extend(fault.notes.iter().map(|note| format!("  note: {note}\n")));
    }
    text
}

/// The note that every workflow with a schedule has, at the end.
const LATE: &str =
    "GitHub may start a scheduled run late, or drop it when load is high; all of them are counted\n";

fn same(workflow: &Workflow, surface: WorkflowSurface, expected_jobs: &[&str], expected_notes: &[&str]) {
    assert_eq!(jobs(workflow), lines(expected_jobs));
    let late = if workflow.jobs.iter().any(|job| job.kind == Kind::Cron) { LATE } else { "" };
    assert_eq!(notes(workflow), lines(expected_notes) + late);
    assert_eq!(workflow.surface, surface);
}

// ----------------------------------------------------------------------------------------------------
// Every file.

#[test]
fn a_review_on_demand_and_a_nightly_triage() {
    same(
        &found("claude-review.yml", &[]),
        WorkflowSurface::Action,
        &["claude-review.yml:triage | 17 3 * * * | UTC | 1"],
        &[
            "`issue_comment` and `pull_request` also start `review`, but those runs aren't counted; say how many per cycle with `--events issue_comment=N`",
            "`workflow_dispatch` also starts `triage`, but those runs aren't counted; say how many per cycle with `--events workflow_dispatch=N`",
        ],
    );
    same(
        &found("claude-review.yml", &[("pull_request", 40), ("issue_comment", 12)]),
        WorkflowSurface::Action,
        &[
            "claude-review.yml:review@pull_request | pull_request | 40 a cycle | 1",
            "claude-review.yml:review@issue_comment | issue_comment | 12 a cycle | 1",
            "claude-review.yml:triage | 17 3 * * * | UTC | 1",
        ],
        &[
            "`review` runs only if `github.event_name == 'pull_request' || (github.event_name == 'issue_comment' && contains(github.event.comment.body, '@claude'))`; that can't be known in advance, so it is counted every time",
            "`workflow_dispatch` also starts `triage`, but those runs aren't counted; say how many per cycle with `--events workflow_dispatch=N`",
        ],
    );
}

#[test]
fn an_agent_in_commands() {
    same(
        &found("claude-command.yaml", &[]),
        WorkflowSurface::Command,
        &["claude-command.yaml:summarise | 30 2 * * 1-5 | UTC | 1"],
        &[
            "`summarise` runs an agent in 2 steps, which count as one run; give it the cost of all of them together",
        ],
    );
}

#[test]
fn a_matrix_is_as_many_runs_at_once() {
    // 3 x 2 = 6 combinations, 2 of them left out; two includes are merged and two are combinations of their
    // own: 6 - 2 + 2 = 6. A list that nobody knows has one value: 1 x 2 = 2.
    same(
        &found("matrix.yml", &[]),
        WorkflowSurface::Both,
        &["matrix.yml:audit | 0 4 * * SUN | UTC | 6", "matrix.yml:each-package | 0 4 * * SUN | UTC | 2"],
        &[
            "`package` in the matrix of `each-package` is computed when the workflow runs, so it counts as 2 jobs; say how many with `--runs-each N`",
        ],
    );
}

#[test]
fn schedules_have_zones_of_their_own() {
    same(
        &found("timezone.yml", &[]),
        WorkflowSurface::Command,
        &[
            "timezone.yml:standup@1 | 30 8 * * 1-5 | Europe/Berlin | 1",
            "timezone.yml:standup@2 | 30 8 * * 1-5 | America/New_York | 1",
            "timezone.yml:standup@3 | */2 0 1 * * | UTC | 1",
        ],
        &[
            "`*/2 0 1 * *` is more often than every 5 minutes, GitHub's shortest interval; it counts as at most 10 runs a day",
        ],
    );
}

#[test]
fn github_starts_nothing_more_often_than_every_five_minutes() {
    let [from, until] = ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"];
    let [from, until] = [from, until].map(|text| text.parse::<jiff::Timestamp>().expect("an instant"));
    for (expression, runs, is_too_often) in [
        //  30 days x 24 hours x 12
        ("* * * * *", 8_640, true),
        ("*/5 * * * *", 8_640, false),
        // Of two starts 3 or 4 minutes apart there is one, also where an hour lies between them; 30 x 24 = 720
        ("30,33 * * * *", 720, true),
        ("0,57 * * * *", 720, true),
        ("3,59 * * * *", 720, true),
        ("4,59 * * * *", 1_440, false),
        // An hour alone has no next one: 03:02 is too close to 03:00, and 03:57 is not.
        ("0,2,57 3 * * *", 60, true),
        ("0,2,57 0 * * *", 60, true),
        ("0,2,57 3,5 * * *", 120, true),
        // 23:58 and 00:01 are close where two days follow one another: November 2026 has 5 Mondays, 5 x 4 = 20.
        ("1,58 0,23 * * MON", 20, false),
        ("1,58 0,23 * * MON,WED", 36, false),
    ] {
        let workflow = format!(
            "on:\n  schedule:\n    - cron: \"{expression}\"\njobs:\n  nightly:\n    runs-on: ubuntu-latest\n    steps:\n      - run: claude -p x\n"
        );
        let workflow = of_text(&workflow, &[]).expect("it is read");
        let Timing::At(recurrence) = &workflow.jobs[0].timing else { panic!("it has times") };
        assert_eq!(recurrence.count(from, until), runs, "{expression}");
        let noted = workflow.notes.iter().any(|note| note.contains("more often than every 5 minutes"));
        assert_eq!(noted, is_too_often, "{expression}");
    }
    let close = "on:\n  schedule:\n    - cron: \"1,58 0,23 * * *\"\njobs:\n  nightly:\n    runs-on: ubuntu-latest\n    steps:\n      - run: claude -p x\n";
    let notes = of_text(close, &[]).expect("it is read").notes;
    assert!(notes.iter().any(|note| note.contains("more often than every 5 minutes")), "{notes:?}");
}

#[test]
fn conditions_say_which_schedule_starts_what() {
    let daily = "`daily` runs only if `github.event.schedule == '0 1 * * *' && needs.gate.outputs.has_work == 'true'`; that can't be known in advance, so it is counted every time";
    same(
        &found("conditions.yml", &[]),
        WorkflowSurface::Both,
        &["conditions.yml:daily@1 | 0 1 * * * | UTC | 1", "conditions.yml:weekly@2 | 0 2 * * 0 | UTC | 1"],
        &[
            daily,
            // `always` waits for a job that a push skips, and has a say about that; `weekly` has none.
            "`push` also starts `always`, but those runs aren't counted; say how many per cycle with `--events push=N`",
            "`workflow_dispatch` also starts `weekly`, but those runs aren't counted; say how many per cycle with `--events workflow_dispatch=N`",
        ],
    );
    same(
        &found("conditions.yml", &[("workflow_dispatch", 3), ("push", 10)]),
        WorkflowSurface::Both,
        &[
            "conditions.yml:daily@1 | 0 1 * * * | UTC | 1",
            "conditions.yml:weekly@2 | 0 2 * * 0 | UTC | 1",
            "conditions.yml:weekly@workflow_dispatch | workflow_dispatch | 3 a cycle | 1",
            "conditions.yml:always@push | push | 10 a cycle | 1",
        ],
        &[
            daily,
            "`weekly` runs only if `inputs.thorough`; that can't be known in advance, so it is counted every time",
        ],
    );
}

#[test]
fn other_agents_are_agents() {
    same(
        &found("codex.yml", &[("issues", 4)]),
        WorkflowSurface::Action,
        &[
            "codex.yml:codex | 0 */6 * * * | UTC | 1",
            "codex.yml:codex@issues | issues | 4 a cycle | 1",
            "codex.yml:gemini | 0 */6 * * * | UTC | 1",
            "codex.yml:gemini@issues | issues | 4 a cycle | 1",
        ],
        &[],
    );
}

#[test]
fn aliases_are_what_they_stand_for() {
    same(
        &found("anchors.yml", &[]),
        WorkflowSurface::Command,
        &[
            "anchors.yml:first@1 | 5 3 * * * | UTC | 2",
            "anchors.yml:first@2 | 5 3 * * * | Asia/Tokyo | 2",
            "anchors.yml:second@1 | 5 3 * * * | UTC | 2",
            "anchors.yml:second@2 | 5 3 * * * | Asia/Tokyo | 2",
            "anchors.yml:third@1 | 5 3 * * * | UTC | 1",
            "anchors.yml:third@2 | 5 3 * * * | Asia/Tokyo | 1",
        ],
        &[],
    );
}

#[test]
fn a_workflow_of_another_repository_is_named() {
    same(
        &found("reusable.yml", &[]),
        WorkflowSurface::Command,
        &["reusable.yml:own | 0 5 1 * * | UTC | 1"],
        &[
            "`reusable.yml:shared` (calls `example/workflows/.github/workflows/review.yml@main`, which lies in another repository) isn't read; an agent in it isn't counted",
        ],
    );
}

#[test]
fn without_a_schedule_a_rate_is_needed() {
    let wrong = told(&read(&fixture("on-demand.yml"), &[]).expect_err("nothing says how often"));
    let expected = "S311: this workflow doesn't say how often an agent runs
  1: on <- `review` is started by `pull_request`, not by a schedule
  help: say how many per cycle, e.g. `--events pull_request=40`
";
    assert_eq!(wrong, expected);
    // A rate of what does not start the job is none.
    assert_eq!(
        told(&read(&fixture("on-demand.yml"), &rates(&[("workflow_dispatch", 3)])).expect_err("the same")),
        expected
    );
    same(
        &found("on-demand.yml", &[("workflow_dispatch", 3), ("pull_request", 40)]),
        WorkflowSurface::Action,
        &["on-demand.yml:review@pull_request | pull_request | 40 a cycle | 1"],
        &["`workflow_dispatch` starts no job that runs an agent, so it adds no runs"],
    );
}

#[test]
fn a_file_can_be_asked_for_its_events() {
    assert_eq!(
        workflow::events(&fixture("claude-review.yml")),
        ["issue_comment", "pull_request", "workflow_dispatch"]
    );
    assert_eq!(workflow::events(&fixture("on-demand.yml")), ["pull_request", "workflow_dispatch"]);
    assert_eq!(workflow::events(&fixture("timezone.yml")), [""; 0]);
    assert_eq!(workflow::events(&fixture("broken.yml")), [""; 0]);
}

#[test]
fn no_agent_is_told_with_what_was_looked_for() {
    assert_eq!(
        told(&read(&fixture("no-agent.yml"), &rates(&[("push", 3), ("pusch", 3), ("schedule", 2), ("push", 3)])).expect_err("no agent")),
        "S312: `pusch` does not start this workflow
  1: on <- it is started by `schedule` and `push`
  help: did you mean `--events push=3`?
S312: `schedule` takes no count
  1: on <- its times are here
S312: `push` is given twice
S308: no job of this workflow runs an agent
  5: jobs <- the jobs are `build` and `shared`
  note: looked for steps that use `anthropics/claude-code-action`, `anthropics/claude-code-base-action`, `anthropics/claude-code-security-review`, `grll/claude-code-action`, `openai/codex-action`, `google-github-actions/run-gemini-cli`, `google-gemini/gemini-cli-action`, `anomalyco/opencode/github`, `sst/opencode/github` and `factory-ai/droid-action`
  note: looked for steps that run claude, codex, gemini, opencode, aider, amp, cursor-agent, copilot, goose, qwen, droid and crush
  note: 1 job that may run an agent isn't counted: `no-agent.yml:shared` (calls the workflow `./.github/workflows/review.yml`, which can't be read here); to count it, use `--match \"no-agent.yml:shared\"`
  note: `no-agent.yml:build` (uses `./.github/actions/review`, which can't be read here) isn't read; an agent in it isn't counted
"    );
}

#[test]
fn what_is_not_yaml_is_told_where() {
    assert_eq!(
        told(&read(&fixture("broken.yml"), &[]).expect_err("a quote is open")),
        "S307: this can't be read as YAML\n  9: \" <- while scanning a quoted scalar, found unexpected end of stream\n"
    );
    let twice = of_text("on: push\njobs:\n  a: 1\non: issues\n", &[]).expect_err("a key is there twice");
    assert_eq!(
        twice,
        "S307: this can't be read as YAML\n  4: on <- `on` is written twice\n  1: on <- first here\n"
    );
}

#[test]
fn faults_are_told_all_at_once() {
    assert_eq!(
        told(&read(&fixture("faults.yml"), &[]).expect_err("it is full of them")),
        "S301: `0 25 * * *` is not a schedule
  4: 25 <- the hour is 0-23
S309: `Europe/Berln` is not a time zone
  5: Europe/Berln <- there is no such time zone; did you mean `Europe/Berlin`?
S302: `5` is not a schedule
  6: 5 <- 1 of five fields: the hour, the day of the month, the month and the day of the week are missing
  note: the five fields are minute, hour, day of the month, month, day of the week
S307: this is not a workflow
  7: crom <- an entry has `cron` and `timezone`, and nothing else
  help: did you mean `cron`?
S302: this is not a schedule
  8: @daily <- GitHub has no nicknames
  help: write `0 0 * * *`
S301: `0 3 * * 8` is not a schedule
  1: 8 <- the day of the week is 0-6 or SUN-SAT
S307: this is not a workflow
  14: [] <- `os` is a list with at least one value
S307: this is not a workflow
  17: so <- the lists are `arch`
S307: this is not a workflow
  20: claude <- a step is a mapping with `run` or `uses`
S307: this is not a workflow
  22: empty <- this job has no `steps`, and calls no workflow
"
    );
}

#[test]
fn what_has_another_shape_is_no_workflow() {
    const JOBS: &str = "jobs: {a: {runs-on: x, steps: [{run: claude -p x}]}}";
    for (text, expected) in [
        ("", "there is nothing in it"),
        ("- on\n", "a workflow is a mapping with `on` and `jobs`"),
        (JOBS, "there is no `on` to say what starts the workflow"),
        ("on: push", "there are no `jobs`"),
        ("on: push\njobs:", "`jobs` is a mapping of names to jobs"),
        ("on: push\njobs: {}", "there is no job"),
        ("on: push\njobs: {a: }", "a job is a mapping with `steps`"),
        ("on: push\njobs: {a: {runs-on: x, steps: {run: x}}}", "`steps` is a list"),
        ("on: push\njobs: {a: {runs-on: x, steps: [{run: [x]}]}}", "`run` is a text"),
        ("on: push\njobs: {a: {if: [x], runs-on: x, steps: []}}", "`if` is an expression"),
        (
            "on: push\njobs: {a: {needs: {b: c}, runs-on: x, steps: []}}",
            "`needs` is the name of a job, or a list of them",
        ),
        ("on: push\njobs: {a: {<<: &x {}, runs-on: x, steps: []}}", "GitHub does not merge keys"),
        (&format!("on:\n{JOBS}"), "this says nothing that starts it"),
        (&format!("on: [push, [x]]\n{JOBS}"), "in a list each trigger is a name"),
        (&format!("on: [push, schedule]\n{JOBS}"), "a schedule has times"),
        (&format!("on: {{schedule: }}\n{JOBS}"), "a list of entries with `cron` belongs here"),
        (&format!("on: {{schedule: {{cron: '0 3 * * *'}}}}\n{JOBS}"), "this must be a list of entries"),
        (&format!("on: {{schedule: ['0 3 * * *']}}\n{JOBS}"), "an entry is a mapping with `cron`"),
        (&format!("on: {{schedule: [{{timezone: UTC}}]}}\n{JOBS}"), "this entry has no `cron`"),
        (&format!("on: {{schedule: [{{cron: [1]}}]}}\n{JOBS}"), "`cron` is a text of five fields"),
        (
            &format!("on: {{schedule: [{{cron: '0 3 * * *', timezone: [x]}}]}}\n{JOBS}"),
            "`timezone` is a name such as `Europe/Berlin`",
        ),
    ] {
        let wrong = of_text(text, &[]).expect_err(text);
        assert!(
            wrong.starts_with("S307: this is not a workflow\n")
                && wrong.contains(&format!("<- {expected}\n")),
            "{text}\n{wrong}"
        );
    }
}

#[test]
fn a_place_in_a_fold_is_told_in_the_text_that_it_is() {
    // The expression over two lines, with an escape in one and an alias to the other.
    let text = "on:\n  schedule:\n    - cron: >-\n        0 3\n        * * MOO\njobs: {a: {runs-on: x, steps: [{run: claude -p x}]}}\n";
    let wrong = of_text(text, &[]).expect_err("there is no such day");
    assert!(wrong.contains("1: MOO <- the day of the week is"), "{wrong}");
    let right = of_text(&text.replace("MOO", "MON"), &[]).expect("there is one");
    assert_eq!(jobs(&right), "w.yml:a | 0 3 * * MON | UTC | 1\n");
}

#[test]
fn a_job_that_waits_for_an_undecided_one_is_undecided() {
    let text = "on: {schedule: [{cron: '0 3 * * *'}]}\njobs:\n  gate: {if: \"vars.ON == 'yes'\", runs-on: x, steps: []}\n  \
                between: {needs: Gate, runs-on: x, steps: []}\n  agent: {needs: [between], runs-on: x, steps: [{run: claude -p x}]}\n";
    let workflow = of_text(text, &[]).expect("it is a workflow");
    let note = "`agent` waits for `gate`, which runs only if `vars.ON == 'yes'`; that can't be known in advance, so it is counted every time";
    same(&workflow, WorkflowSurface::Command, &["w.yml:agent | 0 3 * * * | UTC | 1"], &[note]);
    let skipped = of_text(&text.replace("vars.ON == 'yes'", "github.event_name == 'push'"), &[])
        .expect_err("nothing runs");
    assert!(skipped.contains("on <- none of its triggers starts `agent`"), "{skipped}");
}

// ----------------------------------------------------------------------------------------------------
// The matrix.

/// How many jobs a matrix makes, and the notes about it.
fn size(matrix: &str) -> Result<(u64, Vec<String>), String> {
    let text = format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{{run: claude -p x}}]\n    strategy:\n      matrix: {matrix}\n"
    );
    of_text(&text, &[("push", 1)]).map(|workflow| {
        let cautions = workflow.cautions.into_iter().map(|caution| caution.text);
        let said = workflow.notes.into_iter().chain(cautions).collect();
        (workflow.jobs[0].at_once, said)
    })
}

#[test]
fn a_matrix_is_expanded_as_github_documents_it() {
    for (matrix, expected) in [
        ("{version: [10, 12, 14], os: [ubuntu-latest, windows-latest]}", 6),
        // The example of the documentation: two of six includes are combinations of their own.
        (
            "{fruit: [apple, pear], animal: [cat, dog], include: [{color: green}, {color: pink, animal: cat}, {fruit: apple, shape: circle}, \
             {fruit: banana}, {fruit: banana, animal: cat}]}",
            6,
        ),
        (
            "{os: [macos, windows], version: [12, 14, 16], environment: [staging, production], exclude: [{os: macos, version: 12, \
          environment: production}, {os: windows, version: 16}]}",
            9,
        ),
        ("{include: [{site: a}, {site: b}]}", 2),
        // Nothing to merge into: what was left out comes back.
        ("{os: [a], exclude: [{os: a}], include: [{os: a}, {x: 1}]}", 2),
        // Values are compared by what they stand for.
        ("{version: [1.0, 2], exclude: [{version: '1'}]}", 1),
        ("{Version: [1, 2], include: [{version: 0x2, fast: true}]}", 2),
        // By the leaves of a rule, and by nothing that it does not name.
        ("{node: [{version: 14}, {version: 20, env: X=1}], exclude: [{node: {version: 20}}]}", 1),
        ("{node: [[1, 2], [3, 2]], exclude: [{node: [1]}]}", 1),
        ("{node: [{version: 14}, plain], exclude: [{node: plain}]}", 1),
    ] {
        assert_eq!(size(matrix), Ok((expected, Vec::new())), "{matrix}");
    }
}

#[test]
fn what_a_matrix_computes_is_counted_as_one_and_said() {
    for (matrix, expected, note) in [
        (
            "${{ fromJSON(inputs.m) }}",
            1,
            "the matrix of `a` is computed when the workflow runs, so it counts as one job; say how many with `--runs-each N`",
        ),
        (
            "{os: [x, y], exclude: '${{ fromJSON(inputs.e) }}', include: ['${{ fromJSON(inputs.i) }}']}",
            2,
            "`exclude` and `include` in the matrix of `a` are computed when the workflow runs, so they count as 2 jobs; say how many with `--runs-each N`",
        ),
        (
            "{include: '${{ fromJSON(inputs.i) }}'}",
            1,
            "`include` in the matrix of `a` is computed when the workflow runs, so it counts as one job; say how many with `--runs-each N`",
        ),
        (
            "{os: [x], exclude: [{os: x}]}",
            1,
            "the matrix of `a` has no combinations, so it counts as one job",
        ),
    ] {
        assert_eq!(size(matrix), Ok((expected, vec![note.to_owned()])), "{matrix}");
    }
}

#[test]
fn a_matrix_that_github_refuses_is_refused() {
    for (matrix, expected) in [
        ("", "a matrix is a mapping of names to lists"),
        ("{}", "a matrix has at least one list or `include`"),
        ("{os: linux}", "`os` is a list with at least one value"),
        ("{os: []}", "`os` is a list with at least one value"),
        ("{os: [a], include: {os: b}}", "`include` is a list of combinations"),
        ("{os: [a], include: [b]}", "a combination is a mapping of names to values"),
        ("{os: [a], exclude: [{so: a}]}", "the lists are `os`"),
        (
            "{a: [1,2,3,4,5,6,7,8,9], b: [1,2,3,4,5,6,7,8,9], c: [1,2,3,4]}",
            "this makes 324 jobs of one; GitHub allows at most 256",
        ),
    ] {
        let wrong = size(matrix).expect_err(matrix);
        assert!(
            wrong.starts_with("S307: this is not a workflow\n")
                && wrong.contains(&format!("<- {expected}\n")),
            "{matrix}\n{wrong}"
        );
    }
    let list = format!("[{}]", ["x"; 400].join(", "));
    let huge =
        format!("{{{}}}", (0..9).map(|name| format!("v{name}: {list}")).collect::<Vec<_>>().join(", "));
    assert!(size(&huge).expect_err("400^9 combinations").contains("this makes far more jobs of one"));
}

type Combination = BTreeMap<&'static str, &'static str>;

/// A combination of up to so many of these names.
fn combination(names: &'static [&'static str]) -> impl Strategy<Value = Combination> {
    vec((select(names), select(vec!["x", "y", "z"])), 1..=3).prop_map(|pairs| pairs.into_iter().collect())
}

const NAMES: [&str; 3] = ["a", "b", "c"];

/// The documentation's rules, word by word: how many combinations there are.
fn by_the_book(vectors: &[Vec<&'static str>], excludes: &[Combination], includes: &[Combination]) -> usize {
    let mut originals: Vec<Combination> =
        if vectors.is_empty() { Vec::new() } else { vec![Combination::new()] };
    for (name, values) in NAMES.into_iter().zip(vectors) {
        originals = originals
            .iter()
            .flat_map(|before| {
                values
                    .iter()
                    .map(|value| {
                        let mut combination = before.clone();
                        combination.insert(name, *value);
                        combination
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    originals.retain(|original| {
        !excludes.iter().any(|exclude| exclude.iter().all(|(name, value)| original.get(name) == Some(value)))
    });
    // "For each object in the include list, the key:value pairs in the object will be added to each of the
    // matrix combinations if none of the key:value pairs overwrite any of the original matrix values. If the
    // object cannot be added to any of the matrix combinations, a new matrix combination will be created
    // instead."
    let mut all: Vec<Combination> = originals.clone();
    for include in includes {
        let mut is_added = false;
        for (original, expanded) in originals.iter().zip(&mut all) {
            if include.iter().all(|(name, value)| original.get(name).is_none_or(|old| old == value)) {
                expanded.extend(include.clone());
                is_added = true;
            }
        }
        if !is_added {
            all.push(include.clone());
        }
    }
    all.len()
}

/// A list of combinations as YAML.
fn written(rules: &[Combination]) -> String {
    let pairs = |rule: &Combination| {
        rule.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
    };
    let rules: Vec<_> = rules.iter().map(|rule| format!("{{{}}}", pairs(rule))).collect();
    format!("[{}]", rules.join(", "))
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_matrix_is_as_large_as_the_documentation_says(
        vectors in vec(vec(select(vec!["x", "y", "z"]), 1..=3), 0..=3),
        excludes in vec(combination(&NAMES), 0..4),
        includes in vec(combination(&["a", "b", "c", "d", "e"]), 0..5),
    ) {
        let is_known = |exclude: &Combination| exclude.keys().all(|name| NAMES[..vectors.len()].contains(name));
        let excludes: Vec<Combination> = excludes.into_iter().filter(is_known).collect();
        prop_assume!(!vectors.is_empty() || !includes.is_empty());
        let lists: Vec<_> = NAMES.into_iter().zip(&vectors).map(|(name, values)| format!("{name}: [{}], ", values.join(", "))).collect();
        let matrix = format!("{{{}exclude: {}, include: {}}}", lists.concat(), written(&excludes), written(&includes));
        let expected = u64::try_from(by_the_book(&vectors, &excludes, &includes)).expect("it is small");
        prop_assert_eq!(size(&matrix).map(|(jobs, _)| jobs), Ok(expected.max(1)), "{}", matrix);
    }
}

// ----------------------------------------------------------------------------------------------------
// Anything.

/// Every place in a tree can be shown.
fn show(node: &yaml::Node, text: &str) -> usize {
    let inner = match &node.value {
        yaml::Value::Sequence(items) => items.iter().map(|item| show(item, text)).sum(),
        yaml::Value::Mapping(entries) => {
            entries.iter().map(|entry| text[entry.key_span.clone()].len() + show(&entry.node, text)).sum()
        }
        yaml::Value::Null | yaml::Value::Scalar { .. } => 0,
    };
    text[node.span.clone()].len() + node.text_span(text).map_or(0, |span| text[span].len()) + inner
}

/// Reads it, whatever it is, and shows every place that is told of.
fn survives(text: &str) {
    if let Ok(node) = yaml::parse(text) {
        show(&node, text);
    }
    let _ = of_text(text, &[]);
    let _ = of_text(text, &[("push", 2), ("pull_request", u64::MAX)]);
}

const FIXTURES: [&str; 12] = [
    "claude-review.yml",
    "claude-command.yaml",
    "matrix.yml",
    "timezone.yml",
    "conditions.yml",
    "codex.yml",
    "anchors.yml",
    "reusable.yml",
    "no-agent.yml",
    "on-demand.yml",
    "broken.yml",
    "faults.yml",
];

/// What is put into files.
const ADDED: [&str; 25] = [
    "",
    "",
    " ",
    "\n",
    "  - ",
    "é",
    "\u{feff}",
    ": ",
    "&a ",
    "*a",
    "[",
    "}",
    "'",
    "\"",
    "|",
    "#",
    "!",
    "? ",
    "---\n",
    "${{ ",
    "\t",
    "\r\n",
    "<<: *a",
    "\0",
    "👩‍🔬",
];

/// What conditions are made of.
const WORDS: [&str; 25] = [
    "'",
    "'a'",
    "github.event_name",
    "==",
    "!=",
    "&&",
    "||",
    "!",
    "(",
    ")",
    "[",
    "]",
    ",",
    "1",
    "-",
    ".",
    "x.y",
    "contains(",
    "fromJSON('[1]')",
    "always()",
    "é",
    "${{",
    "}}",
    "<",
    " ",
];

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn mended_and_broken_files_are_survived(
        name in select(&FIXTURES[..]),
        edits in vec((any::<Index>(), 0..12_usize, select(&ADDED[..])), 1..6),
    ) {
        let mut text: Vec<char> = fixture(name).text().chars().collect();
        for (place, removed, added) in edits {
            let start = place.index(text.len());
            let end = (start + removed).min(text.len() - 1);
            text.splice(start.min(end)..end, added.chars());
        }
        survives(&text.into_iter().collect::<String>());
    }

    #[test]
    fn anything_is_survived(text in "[-a-cé:,&*?!|>'\"%@`{}\\[\\]# \t\r\n~0\u{feff}]{0,80}", other in any::<String>()) {
        survives(&text);
        survives(&other);
        survives(&format!("on: {{schedule: [{{cron: {text}}}]}}\njobs: {{a: {{runs-on: x, steps: [{{run: claude -p x}}]}}}}\n"));
        let condition = text.replace('\'', "''");
        survives(&format!("on: push\njobs: {{a: {{if: '{condition}', runs-on: x, steps: [{{run: claude -p x}}]}}}}\n"));
    }

    #[test]
    fn any_condition_is_survived(
        parts in vec(select(&WORDS[..]), 0..12),
    ) {
        let condition = parts.concat().replace('\'', "''");
        survives(&format!("on: push\njobs: {{a: {{if: '{condition}', runs-on: x, steps: [{{run: claude -p x}}]}}}}\n"));
    }

    #[test]
    fn a_condition_is_decided_where_what_is_known_decides_it((text, expected) in conditions()) {
        let condition = text.replace('\'', "''");
        let workflow = of_text(&format!("on: push\njobs: {{a: {{if: '{condition}', runs-on: x, steps: [{{run: claude -p x}}]}}}}\n"), &[("push", 1)]);
        // A job that does not run, a note or no note.
        let found = workflow.as_ref().map_or(Some(false), |workflow| workflow.notes.is_empty().then_some(true));
        prop_assert_eq!(found, expected, "{}", text);
    }
}

/// Conditions on a push, and what they come to: true, false, or unknown.
fn conditions() -> impl Strategy<Value = (String, Option<bool>)> {
    let atoms = [
        ("github.event_name == 'push'", Some(true)),
        ("'PUSH' != github.event_name", Some(false)),
        ("github.event.schedule", Some(false)),
        ("always()", Some(true)),
        ("github.ref == 'refs/heads/main'", None),
    ];
    let atoms = select(atoms.to_vec()).prop_map(|(text, value)| (text.to_owned(), value));
    atoms.prop_recursive(5, 40, 2, |inner| {
        let pair = (inner.clone(), inner.clone(), any::<bool>()).prop_map(
            |((one, first), (other, second), is_both)| {
                // What decides alone decides: false for both, true for either.
                let decides = !is_both;
                let value = if first == Some(decides) || second == Some(decides) {
                    Some(decides)
                } else {
                    first.zip(second).map(|_| is_both)
                };
                (format!("({one} {} {other})", if is_both { "&&" } else { "||" }), value)
            },
        );
        prop_oneof![pair, inner.prop_map(|(text, value)| (format!("!({text})"), value.map(|value| !value)))]
    })
}

#[test]
fn what_grows_without_end_is_refused_soon() {
    let many = |count: usize, each: &str| {
        (0..count).map(|number| each.replace('#', &number.to_string())).collect::<String>()
    };
    let jobs = format!(
        "on: [push]\njobs:\n{}",
        many(20_000, "  j#: {needs: [j0], runs-on: x, steps: [{run: claude -p x}]}\n")
    );
    assert!(of_text(&jobs, &[("push", 1)]).is_err());
    let schedules = format!(
        "on:\n  schedule:\n{}jobs: {{a: {{runs-on: x, steps: [{{run: claude}}]}}}}\n",
        many(2_000, "  - cron: '*/5 * * * *'\n")
    );
    assert_eq!(of_text(&schedules, &[]).expect("it is a workflow").jobs.len(), 2_000);
    survives(&format!("on: push\njobs: {}\n", "{a: ".repeat(50_000)));
    survives(&format!(
        "on: [{}]\njobs: {{a: {{runs-on: x, steps: [{{run: claude}}]}}}}\n",
        many(40_000, "e#, ")
    ));
}
