//! Workflows in repositories of a few files: what of them runs an agent, how often, and what is said.

use super::*;
use crate::schedule::{Caution, Timing};
use crate::units::Usd;

const NIGHTLY: &str = "on: {schedule: [{cron: '0 3 * * *'}]}\n";

/// The files of a repository.
struct Files<'f>(&'f [(&'f str, &'f str)]);

impl Repository for Files<'_> {
    fn file(&self, path: &str) -> Option<SourceFile> {
        let (path, text) = self.0.iter().find(|(known, _)| *known == path)?;
        Some(SourceFile::new((*path).to_owned(), (*text).to_owned()))
    }

    fn names(&self) -> Vec<String> {
        self.file(".git/config").map(|config| names_in_git_config(config.text())).unwrap_or_default()
    }
}

/// What is found in a workflow whose repository has these other files.
fn found(text: &str, files: &[(&str, &str)], asked: Asked<'_>) -> Found {
    let source = SourceFile::new("w.yml", text.to_owned());
    WorkflowFile::of(&source).read(&Asked { repository: &Files(files), ..asked })
}

fn rates(events: &[(&str, u64)]) -> Vec<EventRate> {
    let rate =
        |(event, per_cycle): &(&str, u64)| EventRate { event: (*event).to_owned(), per_cycle: *per_cycle };
    events.iter().map(rate).collect()
}

fn workflow(found: Found) -> Workflow {
    found.workflow.unwrap_or_else(|faults| panic!("{}", told(&faults)))
}

/// What is wrong: the text at each first place with its label, or the title, and the help.
fn told(faults: &[Diagnostic]) -> String {
    let mut told = Vec::new();
    for fault in faults {
        told.push(match &fault.place {
            Some((source, labels)) => {
                format!("{} <- {}", &source.text()[labels[0].span.clone()], labels[0].text)
            }
            None => fault.title.clone(),
        });
        told.extend(fault.help.iter().map(|help| format!("help: {help}")));
    }
    told.join("\n")
}

fn wrong(found: Found) -> String {
    told(&found.workflow.expect_err("it can't be counted"))
}

/// The jobs that are counted, with the size of what starts together; nothing where none is.
fn counted(found: Found) -> Vec<String> {
    let jobs = found.workflow.map(|workflow| workflow.jobs).unwrap_or_default();
    jobs.iter().map(|job| format!("{} x{}", job.name.trim_start_matches("w.yml:"), job.at_once)).collect()
}

/// Why jobs are not counted.
fn unread(found: &Found) -> Vec<String> {
    found.unread.iter().map(|unread| format!("{} {}", unread.job, unread.why)).collect()
}

#[test]
fn a_workflow_has_on_and_jobs() {
    for (text, expected) in [
        ("on: push\njobs: {}\n", true),
        ("on: push\n", false),
        ("jobs: {}\n", false),
        ("", false),
        // What is not YAML has them at the beginnings of lines.
        ("on: push\njobs: [\n", true),
        ("\"on\" : push\n'jobs': [\n", true),
        ("once: push\njobs: [\n", false),
        ("on: push\njobsite: [\n", false),
        ("on: push\na: {jobs: [}\n", false),
    ] {
        assert_eq!(is_one(&SourceFile::new("w.yml", text)), expected, "{text}");
    }
}

#[test]
fn a_file_can_be_asked_what_it_calls_and_names() {
    let text = "on: push\njobs:\n  a: {uses: ./.github/workflows/a.yml}\n  b: {uses: org/x/.github/workflows/b.yml@v1}\n  \
                c: {runs-on: x, steps: [{uses: ./action}]}\n  d: {uses: ./../d.yml}\n";
    let source = SourceFile::new("w.yml", text);
    assert_eq!(WorkflowFile::of(&source).calls(&Alone), [".github/workflows/a.yml"]);
    for (text, expected) in [
        ("jobs: {a: {runs-on: x, steps: [{uses: org/claude-runner@v1}]}}", true),
        ("jobs: {a: {runs-on: x, steps: [{env: {K: \"${{ secrets.ANTHROPIC_API_KEY }}\"}}]}}", true),
        ("jobs: [claude", true),
        ("jobs: {a: {runs-on: x, steps: [{run: make}]}}", false),
    ] {
        assert_eq!(WorkflowFile::of(&SourceFile::new("w.yml", text)).names_agent(), expected, "{text}");
    }
}

#[test]
fn what_is_only_called_is_counted_where_it_is_called() {
    let jobs = "jobs: {a: {runs-on: x, steps: [{run: claude -p x}]}}\n";
    for (on, is_called, is_only_called, counts) in [
        ("on: workflow_call\n", true, true, false),
        ("on: workflow_call\n", false, false, false),
        // A push starts it as well, and nobody says how often.
        ("on: [workflow_call, push]\n", true, false, false),
        ("on: {workflow_call: , schedule: [{cron: '0 3 * * *'}]}\n", true, false, true),
        (NIGHTLY, false, false, true),
    ] {
        let found = found(&format!("{on}{jobs}"), &[], Asked { is_called, ..Asked::alone(&[]) });
        assert_eq!((found.is_only_called, found.workflow.is_ok()), (is_only_called, counts), "{on}");
    }
}

#[test]
fn triggers_are_names_or_have_entries() {
    let jobs = "jobs: {a: {runs-on: x, steps: [{run: claude -p x}]}}\n";
    for (on, expected) in [
        ("on: []\n", "[] <- this says nothing that starts it"),
        ("on: {}\n", "{} <- this says nothing that starts it"),
        ("on: {schedule: []}\n", "[] <- a list of entries with `cron` belongs here"),
    ] {
        let said = wrong(found(&format!("{on}{jobs}"), &[], Asked::alone(&[])));
        assert!(said.starts_with(expected), "{on}{said}");
    }
}

#[test]
fn a_rate_of_a_trigger_under_another_name_says_which_is_meant() {
    for (on, rate, help) in [
        ("pull_request", "pr", Some("--events pull_request=3")),
        ("push", "commit", Some("--events push=3")),
        ("[push, workflow_dispatch]", "Manual", Some("--events workflow_dispatch=3")),
        // The trigger that is meant is none of this workflow.
        ("issues", "pr", None),
        ("issues", "manual", None),
    ] {
        let text = format!("on: {on}\njobs: {{a: {{runs-on: x, steps: [{{run: claude -p x}}]}}}}\n");
        let faults = found(&text, &[], Asked::alone(&rates(&[(rate, 3)]))).workflow.expect_err(rate);
        let expected: Vec<String> = help.iter().map(|help| format!("did you mean `{help}`?")).collect();
        assert_eq!(faults[0].help, expected, "{on} {rate}");
    }
}

#[test]
fn a_star_without_quotes_is_shown_with_them() {
    for (text, place, value) in [
        ("cron: * 3 * * *\n", "* 3 * * *", "* 3 * * *"),
        ("on:\n  schedule:\n    - cron: * 3 * * *  \njobs: {}\n", "* 3 * * *", "* 3 * * *"),
        ("on:\n  push:\n    paths:\n      - */docs/x\njobs: {}\n", "*/docs/x", "*/docs/x"),
    ] {
        let expected = format!(
            "{place} <- `*` begins the name of an alias in YAML\nhelp: put it in quotes: `\"{value}\"`"
        );
        assert_eq!(wrong(found(text, &[], Asked::alone(&[]))), expected, "{text}");
    }
    // An alias is one word.
    assert!(!wrong(found("on: *trigger\njobs: {}\n", &[], Asked::alone(&[]))).contains("quotes"));
}

/// `count` names from `first` on, in a list.
fn list(count: usize) -> String {
    format!("[{}]", (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join(", "))
}

#[test]
fn too_many_jobs_for_their_triggers_are_refused() {
    // 1,000 jobs with 99 characters each: 1,000 x 100 x 1,000 = 100,000,000 for each trigger, and 200,000,000 at most.
    let job = format!("{{if: '{}', runs-on: x, steps: []}}\n", "1".repeat(99));
    let jobs: String = (0..1_000).flat_map(|number| [format!("  j{number}: "), job.clone()]).collect();
    let jobs = format!("jobs:\n  agent: {{runs-on: x, steps: [{{run: claude -p x}}]}}\n{jobs}");
    let cron = "{cron: '0 3 * * *'}";
    for (on, is_counted) in [
        (format!("on: {{schedule: [{cron}]}}\n"), true),
        (format!("on: {{schedule: [{cron}, {cron}, {cron}]}}\n"), false),
        ("on: [push]\n".to_owned(), true),
        ("on: [push, issues, pull_request]\n".to_owned(), false),
        (format!("on: {{push: , issues: , schedule: [{cron}]}}\n"), false),
    ] {
        let events = if on.contains("push") { rates(&[("push", 1)]) } else { Vec::new() };
        let found = found(&format!("{on}{jobs}"), &[], Asked::alone(&events)).workflow;
        let said = found.map_or_else(|faults| told(&faults), |_| String::new());
        let expected = if is_counted { "" } else { "jobs <- there are too many jobs and triggers to count" };
        assert_eq!(said, expected, "{on}");
    }
}

#[test]
fn files_are_read_until_there_are_too_many() {
    let long = |text: &str, length: usize| format!("{text}{}\n", "# a remark\n".repeat(length / 11));
    let workflow = |length| {
        long("on: workflow_call\njobs: {agent: {runs-on: x, steps: [{run: claude -p x}]}}\n", length)
    };
    let action = |length| long("runs: {using: composite, steps: [{run: claude -p x}]}\n", length);
    let script = |length| long("#!/bin/bash\nclaude -p x\n", length);
    let jobs = "jobs:\n  a: {uses: ./called.yml}\n  b: {runs-on: x, steps: [{uses: ./action}]}\n  c: {runs-on: x, steps: [{run: ./agent.sh}]}\n";
    let text = format!("{NIGHTLY}{jobs}");
    // Files of some thousand characters are nothing.
    let files = [workflow(5_000), action(5_000), script(5_000)];
    let files = [("called.yml", &*files[0]), ("action/action.yml", &*files[1]), ("agent.sh", &*files[2])];
    assert_eq!(counted(found(&text, &files, Asked::alone(&[]))), ["a/agent x1", "b x1", "c x1"]);
    for (name, text_of, place) in [
        ("called.yml", workflow(11_000_000), "./called.yml"),
        ("action/action.yml", action(11_000_000), "{uses: ./action}"),
        ("agent.sh", script(11_000_000), "{run: ./agent.sh}"),
    ] {
        let said = wrong(found(&text, &[(name, &text_of)], Asked::alone(&[])));
        assert_eq!(said, format!("{place} <- there are too many jobs and triggers to count"), "{name}");
    }
}

#[test]
fn a_called_file_that_is_no_workflow_is_told() {
    let text = format!("{NIGHTLY}jobs: {{a: {{uses: ./called.yml}}}}\n");
    for (called, why) in [
        (
            "jobs: {agent: {runs-on: x, steps: [{run: claude -p x}]}}\n",
            "calls `./called.yml`, which is no workflow",
        ),
        ("on: workflow_call\n", "calls `./called.yml`, which is no workflow"),
        ("- on\n- jobs\n", "calls `./called.yml`, which is no workflow"),
        ("on: workflow_call\njobs: [\n", "calls `./called.yml`, which can't be read as YAML"),
    ] {
        let found = found(&text, &[("called.yml", called)], Asked::alone(&[]));
        assert_eq!(unread(&found), [format!("w.yml:a {why}")], "{called}");
    }
}

#[test]
fn conditions_hold_for_all_that_a_step_brings() {
    let files = [
        ("action/action.yml", "runs: {steps: [{run: claude -p x, if: \"INNER\"}]}\n"),
        ("agent.sh", "claude -p x\n"),
        ("package.json", "{\"scripts\": {\"agent\": \"claude -p x\"}}"),
    ];
    for (step, inner, is_run) in [
        ("uses: ./action, if: github.event_name == 'schedule'", "true", true),
        ("uses: ./action, if: github.event_name == 'push'", "true", false),
        ("uses: ./action", "github.event_name == 'push'", false),
        ("run: ./agent.sh, if: github.event_name == 'schedule'", "", true),
        ("run: ./agent.sh, if: github.event_name == 'push'", "", false),
        ("run: npm run agent, if: github.event_name == 'schedule'", "", true),
        ("run: npm run agent, if: github.event_name == 'push'", "", false),
    ] {
        let action = files[0].1.replace("INNER", inner);
        let files = [("action/action.yml", &*action), files[1], files[2]];
        let text = format!("{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{{{step}}}]}}}}\n");
        let found = found(&text, &files, Asked::alone(&[]));
        assert_eq!(counted(found).len(), usize::from(is_run), "{step} {inner}");
    }
}

#[test]
fn actions_within_actions_are_followed_ten_deep() {
    for (depth, is_followed) in [(10, true), (11, false)] {
        let uses = |number: usize| format!("runs: {{steps: [{{uses: ./a{number}}}]}}\n");
        let mut texts: Vec<(String, String)> =
            (1..depth).map(|number| (format!("a{number}/action.yml"), uses(number + 1))).collect();
        texts.push((format!("a{depth}/action.yml"), "runs: {steps: [{run: claude -p x}]}\n".to_owned()));
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (&**path, &**text)).collect();
        let text = format!("{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{{uses: ./a1}}]}}}}\n");
        let found = found(&text, &files, Asked::alone(&[]));
        let said = unread(&found);
        assert_eq!(counted(found).len(), usize::from(is_followed), "{depth}");
        let expected: &[&str] =
            if is_followed { &[] } else { &["w.yml:a uses `./a11` more than 10 actions deep"] };
        assert_eq!(said, expected, "{depth}");
    }
    // One that uses itself ends as well.
    let itself = [("a/action.yml", "runs: {steps: [{uses: ./a}]}\n")];
    let found = found(
        &format!("{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{{uses: ./a}}]}}}}\n"),
        &itself,
        Asked::alone(&[]),
    );
    assert_eq!(unread(&found), ["w.yml:a uses `./a` more than 10 actions deep"]);
}

#[test]
fn commands_run_in_the_nearest_folder_that_is_named() {
    let at = |folder: &str| format!("defaults: {{run: {{working-directory: {folder}}}}}");
    for (of_workflow, of_job, of_step, is_found) in [
        ("", "", "", false),
        ("tools", "", "", true),
        ("other", "tools", "", true),
        ("tools", "other", "", false),
        ("", "other", "tools", true),
        ("", "tools", "other", false),
    ] {
        let [of_workflow, of_job] = [of_workflow, of_job].map(|folder| match folder {
            "" => String::new(),
            folder => at(folder),
        });
        let of_step =
            if of_step.is_empty() { String::new() } else { format!(", working-directory: {of_step}") };
        let of_job = if of_job.is_empty() { of_job } else { format!("{of_job}, ") };
        let text = format!(
            "{NIGHTLY}{of_workflow}\njobs: {{a: {{{of_job}runs-on: x, steps: [{{run: ./agent.sh{of_step}}}]}}}}\n"
        );
        let found = found(&text, &[("tools/agent.sh", "claude -p x\n")], Asked::alone(&[]));
        assert_eq!(counted(found).len(), usize::from(is_found), "{text}");
    }
}

#[test]
fn a_job_that_is_given_a_key_is_told_unless_its_agent_is_known() {
    const KEY: &str = "{ANTHROPIC_API_KEY: \"${{ secrets.K }}\"}";
    let files = [
        ("agent.yml", "on: workflow_call\njobs: {inner: {runs-on: x, steps: [{run: claude -p x}]}}\n"),
        ("make.yml", "on: workflow_call\njobs: {inner: {runs-on: x, steps: [{run: make}]}}\n"),
    ];
    let given = &["w.yml:a is given `ANTHROPIC_API_KEY`"][..];
    for (job, expected) in [
        (format!("env: {KEY}, runs-on: x, steps: [{{run: make eval}}]"), given),
        (format!("env: {KEY}, runs-on: x, steps: [{{run: claude -p x}}]"), &[]),
        ("runs-on: x, steps: [{run: make eval}]".to_owned(), &[]),
        (format!("secrets: {KEY}, uses: ./make.yml"), given),
        (format!("secrets: {KEY}, uses: ./agent.yml"), &[]),
        // One reason is enough.
        (
            format!("env: {KEY}, runs-on: x, steps: [{{run: vault run -- claude -p x}}]"),
            &["w.yml:a names `claude`"],
        ),
        // GitHub refuses steps beside a call, so they run nothing.
        (
            "uses: ./lost.yml, steps: [{run: claude -p x}]".to_owned(),
            &["w.yml:a calls the workflow `./lost.yml`, which can't be read here"],
        ),
    ] {
        let text = format!("{NIGHTLY}jobs: {{a: {{{job}}}}}\n");
        assert_eq!(unread(&found(&text, &files, Asked::alone(&[]))), expected, "{job}");
    }
    // The jobs of an agentic workflow hand the keys around.
    let text = format!(
        "# generated by gh-aw\n{NIGHTLY}jobs: {{a: {{env: {KEY}, runs-on: x, steps: [{{run: make}}]}}}}\n"
    );
    assert_eq!(unread(&found(&text, &files, Asked::alone(&[]))), [""; 0]);
}

#[test]
fn picked_jobs_are_those_that_run_an_agent_or_name_one() {
    let text = format!(
        "{NIGHTLY}jobs:\n  agent: {{runs-on: x, steps: [{{run: claude -p x}}]}}\n  wrapped: {{runs-on: x, steps: [{{run: vault run -- claude -p x}}]}}\n  \
         lost: {{runs-on: x, steps: [{{uses: ./lost}}]}}\n  called: {{uses: ./middle.yml}}\n"
    );
    let files = [
        ("middle.yml", "on: workflow_call\njobs: {inner: {uses: ./leaf.yml}}\n"),
        ("leaf.yml", "on: workflow_call\njobs: {last: {runs-on: x, steps: [{run: claude -p x}]}}\n"),
    ];
    for (pick, expected) in [
        ("w.yml:", &["agent x1", "wrapped x1", "called/inner/last x1"][..]),
        ("claude", &["agent x1", "wrapped x1", "called/inner/last x1"]),
        ("w.yml:lost", &["lost x1"]),
        ("vault", &["wrapped x1"]),
        // With the one that calls, what is called is picked.
        ("middle.yml", &["called/inner/last x1"]),
        ("leaf.yml", &["called/inner/last x1"]),
    ] {
        let found = found(&text, &files, Asked { pick: Some(pick), ..Asked::alone(&[]) });
        assert_eq!(counted(found), expected, "{pick}");
    }
}

/// What is found of a job with this matrix.
fn with_matrix(matrix: &str, runs_each: Option<u64>) -> Found {
    let text = format!(
        "{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{{run: claude -p x}}], strategy: {{matrix: {matrix}}}}}}}\n"
    );
    found(&text, &[], Asked { runs_each, ..Asked::alone(&[]) })
}

#[test]
fn a_matrix_has_the_combinations_that_github_makes() {
    for (matrix, jobs, is_computed) in [
        (format!("{{a: {}, b: {}}}", list(16), list(16)), 256, false),
        // `true` is 1 and `false` is 0, as expressions compare them.
        ("{fast: [true, false], exclude: [{fast: 1}]}".to_owned(), 1, false),
        ("{fast: [true, false], exclude: [{fast: 0}]}".to_owned(), 1, false),
        ("{fast: [True, 'true'], exclude: [{fast: true}]}".to_owned(), 1, false),
        // A computed list has one value that nobody knows, so nothing is left out for it.
        ("{os: '${{ fromJSON(inputs.os) }}', arch: [x, y], exclude: [{os: linux}]}".to_owned(), 2, true),
        // Two includes are added to the one combination of a computed list.
        ("{os: '${{ fromJSON(inputs.os) }}', include: [{a: 1}, {a: 2}]}".to_owned(), 1, true),
        // Without a list each is a combination of its own, and what is computed may be none.
        ("{include: ['${{ fromJSON(inputs.i) }}', {a: 1}, {a: 2}]}".to_owned(), 2, true),
    ] {
        let found = with_matrix(&matrix, None);
        assert_eq!(found.is_any_computed, is_computed, "{matrix}");
        let workflow = workflow(found);
        assert_eq!(workflow.jobs[0].at_once, jobs, "{matrix}");
        assert_eq!(!workflow.cautions.is_empty(), is_computed, "{matrix}");
    }
    for (matrix, expected) in [
        ("{os: [a], include: [{}]}".to_owned(), "{} <- a combination is a mapping of names to values"),
        (
            "{os: '${{ fromJSON(inputs.os) }}', exclude: [{so: a}]}".to_owned(),
            "so <- there is no list of that name",
        ),
        (
            "{os: '${{ fromJSON(inputs.os) }}', arch: [x], exclude: [{so: a}]}".to_owned(),
            "so <- the lists are `arch`",
        ),
        (
            format!("{{a: {}, b: {}}}", list(16), list(17)),
            "matrix <- this makes 272 jobs of one; GitHub allows at most 256",
        ),
        // 8,000,000 of them aren't gone through.
        (
            format!("{{a: {0}, b: {0}, c: {0}}}", list(200)),
            "matrix <- this makes far more jobs of one; GitHub allows at most 256",
        ),
    ] {
        assert_eq!(wrong(with_matrix(&matrix, None)), expected, "{matrix}");
    }
}

#[test]
fn a_computed_matrix_is_as_many_jobs_as_are_stated() {
    for (matrix, runs_each, note) in [
        (
            "'${{ fromJSON(inputs.m) }}'",
            Some(4),
            "the matrix of `a` is computed when the workflow runs; it counts as 4 jobs",
        ),
        (
            "'${{ fromJSON(inputs.m) }}'",
            Some(1),
            "the matrix of `a` is computed when the workflow runs; it counts as one job",
        ),
        (
            "{os: [x], include: ['${{ fromJSON(inputs.i) }}']}",
            None,
            "`include` in the matrix of `a` is computed when the workflow runs, so it counts as one job; say how many with `--runs-each N`",
        ),
        (
            "{os: [x, y], include: ['${{ fromJSON(inputs.i) }}']}",
            Some(5),
            "the matrix of `a` is computed when the workflow runs; it counts as 5 jobs",
        ),
    ] {
        let found = with_matrix(matrix, runs_each);
        assert!(found.is_any_computed, "{matrix}");
        let workflow = workflow(found);
        assert_eq!(workflow.cautions, [Caution::counted(note)], "{matrix}");
        assert_eq!(workflow.jobs[0].at_once, runs_each.unwrap_or(1), "{matrix}");
    }
    assert_eq!(workflow(with_matrix("{os: [x, y]}", Some(4))).jobs[0].at_once, 2);
    // One of several jobs is enough.
    let text = format!(
        "{NIGHTLY}jobs:\n  a: {{runs-on: x, steps: [{{run: claude -p x}}], strategy: {{matrix: '${{{{ fromJSON(inputs.m) }}}}'}}}}\n  \
         b: {{runs-on: x, steps: [{{run: claude -p x}}], strategy: {{matrix: {{x: [1, 2]}}}}}}\n"
    );
    assert!(found(&text, &[], Asked::alone(&[])).is_any_computed);
}

#[test]
fn only_what_is_counted_is_noted() {
    // Three jobs that a push would start have something to be said of them.
    let text = format!(
        "{NIGHTLY}jobs:\n  agent: {{runs-on: x, steps: [{{run: claude -p x}}]}}\n  \
         many: {{if: github.event_name == 'push', strategy: {{matrix: '${{{{ fromJSON(inputs.m) }}}}'}}, runs-on: x, steps: [{{run: claude -p x}}]}}\n  \
         twice: {{if: github.event_name == 'push', runs-on: x, steps: [{{run: claude -p x}}, {{run: claude -p y}}]}}\n  \
         detection: {{runs-on: x, steps: [{{run: claude -p x}}]}}\n"
    );
    let asked = || Asked::alone(&[]);
    let read = workflow(found(&text, &[], asked()));
    assert_eq!(read.jobs.len(), 2);
    assert_eq!((read.notes, read.cautions), (vec![notes::late_or_never()], Vec::new()));
    let twice = text.replace("twice: {if: github.event_name == 'push', ", "twice: {");
    let read = workflow(found(&twice, &[], asked()));
    assert_eq!(read.notes, [notes::several_steps("twice", 2), notes::late_or_never()]);
    // In an agentic workflow `detection` is a second look.
    let agentic = format!(
        "# gh-aw-metadata: {{\"agent_id\":\"claude\"}}\n{NIGHTLY}jobs:\n  agent: {{runs-on: x, steps: [{{run: claude -p x}}]}}\n  detection: {{needs: agent, runs-on: x, steps: [{{run: claude -p x}}]}}\n"
    );
    let read = workflow(found(&agentic, &[], asked()));
    assert_eq!(read.notes, [notes::detection("detection"), notes::late_or_never()]);
}

#[test]
fn jobs_that_wait_for_one_another_are_skipped_together() {
    for (jobs, expected) in [
        // `last` waits for two, one of which is skipped.
        (
            "first: {runs-on: x, steps: []}, other: {if: github.event_name == 'push', runs-on: x, steps: []}, last: {needs: [first, other], AGENT}",
            &["agent x1"][..],
        ),
        (
            "first: {runs-on: x, steps: []}, other: {runs-on: x, steps: []}, last: {needs: [first, other], AGENT}",
            &["last x1", "agent x1"],
        ),
        // A skip is felt behind a job that ran all the same, by those that don't override it.
        (
            "gate: {if: false, runs-on: x, steps: []}, between: {needs: gate, if: always(), runs-on: x, steps: []}, last: {needs: between, AGENT}",
            &["agent x1"],
        ),
        (
            "gate: {if: false, runs-on: x, steps: []}, between: {needs: gate, if: always(), AGENT}, last: {needs: between, if: always(), AGENT}",
            &["between x1", "last x1", "agent x1"],
        ),
        (
            "gate: {runs-on: x, steps: []}, between: {needs: gate, if: always(), runs-on: x, steps: []}, last: {needs: between, AGENT}",
            &["last x1", "agent x1"],
        ),
    ] {
        let text = format!("{NIGHTLY}jobs: {{{jobs}, agent: {{AGENT}}}}\n");
        let text = text.replace("AGENT", "runs-on: x, steps: [{run: claude -p x}]");
        assert_eq!(counted(found(&text, &[], Asked::alone(&[]))), expected, "{jobs}");
    }
}

#[test]
fn what_signs_in_is_the_nearest_that_has_a_value() {
    const ACTION: &str = "uses: anthropics/claude-code-action@v1";
    let file = format!(
        "inputs: {{key: {{}}}}\nruns: {{steps: [{{{ACTION}, with: {{anthropic_api_key: \"${{{{ inputs.key }}}}\"}}}}]}}\n"
    );
    let files = [("action/action.yml", &*file)];
    let key = "ANTHROPIC_API_KEY: \"${{ secrets.K }}\"";
    let token = "CLAUDE_CODE_OAUTH_TOKEN: \"${{ secrets.T }}\"";
    for (job, expected) in [
        (
            format!("env: {{{token}}}, runs-on: x, steps: [{{uses: ./action}}]"),
            Some("CLAUDE_CODE_OAUTH_TOKEN"),
        ),
        (
            format!(
                "env: {{{token}}}, runs-on: x, steps: [{{uses: ./action, with: {{key: \"${{{{ secrets.K }}}}\"}}}}]"
            ),
            Some("anthropic_api_key"),
        ),
        (
            format!("env: {{{token}}}, runs-on: x, steps: [{{uses: ./action, with: {{key: abc}}}}]"),
            Some("anthropic_api_key"),
        ),
        (format!("env: {{{key}}}, runs-on: x, steps: [{{run: claude -p x}}]"), Some("ANTHROPIC_API_KEY")),
        // Of two steps the one that is further from a plan.
        (
            format!(
                "runs-on: x, steps: [{{run: claude -p x, env: {{{token}}}}}, {{run: claude -p y, env: {{{key}}}}}]"
            ),
            Some("ANTHROPIC_API_KEY"),
        ),
        // A key of Claude's signs no other agent in.
        (format!("env: {{{key}}}, runs-on: x, steps: [{{run: codex exec x}}]"), None),
    ] {
        let text = format!("{NIGHTLY}jobs: {{a: {{{job}}}}}\n");
        let read = workflow(found(&text, &files, Asked::alone(&[])));
        let named = read.jobs[0].used.sign_in.map(|sign_in| sign_in.named);
        assert_eq!(named, expected, "{job}");
        let is_said = read.notes.iter().any(|note| {
            note == "`a` signs in with `ANTHROPIC_API_KEY` in one step and with `CLAUDE_CODE_OAUTH_TOKEN` in another; all of it is counted as `ANTHROPIC_API_KEY`"
        });
        assert_eq!(is_said, job.contains("claude -p y"), "{:?}", read.notes);
    }
    for (engine, expected) in [("claude", Some("ANTHROPIC_API_KEY")), ("codex", None)] {
        let text = format!(
            "# gh-aw-metadata: {{\"agent_id\":\"{engine}\"}}\n{NIGHTLY}jobs: {{agent: {{env: {{{key}}}, runs-on: x, steps: [{{id: agentic_execution, run: ./start.sh}}]}}}}\n"
        );
        let read = workflow(found(&text, &[], Asked::alone(&[])));
        assert_eq!(read.jobs[0].used.sign_in.map(|sign_in| sign_in.named), expected, "{engine}");
    }
}

#[test]
fn a_job_may_cost_what_its_steps_may_cost_together() {
    let step = |limit: &str| format!("{{run: claude -p x --max-budget-usd {limit}}}");
    let pushed = |run: &str| format!("{{if: github.event_name == 'push', run: {run}}}");
    for (steps, expected) in [
        (vec![step("1.50")], Some("1.50")),
        //  1.50 + 2 = 3.50
        (vec![step("1.50"), step("2")], Some("3.50")),
        // One without a limit is all without one.
        (vec![step("1.50"), "{run: claude -p x}".to_owned()], None),
        (vec!["{run: claude -p x}".to_owned(), step("1.50")], None),
        // What does not run needs no limit, and adds none.
        (vec![step("1.50"), pushed("claude -p x")], Some("1.50")),
        (vec![pushed("claude -p x --max-budget-usd 5"), step("1.50")], Some("1.50")),
    ] {
        let text = format!("{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{}]}}}}\n", steps.join(", "));
        let read = workflow(found(&text, &[], Asked::alone(&[])));
        let expected: Option<Usd> = expected.map(|amount| amount.parse().expect(amount));
        assert_eq!(read.jobs[0].budget, expected, "{text}");
    }
}

#[test]
fn an_interval_of_forgejo_has_times_that_nobody_knows() {
    for (schedules, condition, expected) in [
        (
            &["@every 6h"][..],
            "true",
            &["`@every 6h` counts from the start of the server, so its exact times can't be known"][..],
        ),
        (&["0 3 * * *"], "true", &[]),
        (&["0 3 * * *", "@every 6h"], "github.event.schedule == '0 3 * * *'", &[]),
        (
            &["0 3 * * *", "@every 6h"],
            "github.event.schedule == '@every 6h'",
            &["`@every 6h` counts from the start of the server, so its exact times can't be known"],
        ),
    ] {
        let entries: Vec<String> = schedules.iter().map(|cron| format!("{{cron: '{cron}'}}")).collect();
        let text = format!(
            "on: {{schedule: [{}]}}\njobs: {{a: {{if: \"{condition}\", runs-on: x, steps: [{{run: claude -p x}}]}}}}\n",
            entries.join(", ")
        );
        let read = workflow(found(&text, &[], Asked { host: Host::Forgejo, ..Asked::alone(&[]) }));
        assert_eq!(read.notes, expected, "{schedules:?} {condition}");
        assert!(read.jobs.iter().all(|job| matches!(job.timing, Timing::At(_))));
    }
}

/// The days of November 2026 on which each job runs, and what is said.
fn days_and_notes(text: &str, files: &[(&str, &str)]) -> (Vec<Vec<i8>>, Vec<String>) {
    let found = workflow(found(text, files, Asked::alone(&[])));
    let days = |job: &crate::schedule::Job| {
        let Timing::At(recurrence) = &job.timing else { panic!("{text}") };
        let first = "2026-11-01T00:00:00Z".parse().expect("an instant");
        let all =
            recurrence.after(first, 40).into_iter().map(|at| at.to_zoned(recurrence.zone.clone()).date());
        all.filter(|day| (day.year(), day.month()) == (2026, 11)).map(jiff::civil::Date::day).collect()
    };
    let is_usual = |note: &String| note.starts_with("GitHub may start a scheduled run late");
    (found.jobs.iter().map(days).collect(), found.notes.into_iter().filter(|note| !is_usual(note)).collect())
}

#[test]
fn a_script_that_asks_for_the_date_decides_on_which_days_its_job_runs() {
    let mondays = [2, 9, 16, 23, 30];
    let with = |steps: &str| format!("{NIGHTLY}jobs:\n  a:\n    runs-on: x\n    steps:\n{steps}");
    let run = |script: &str| format!("    - run: |\n        {}\n", script.replace('\n', "\n        "));
    for (script, expected) in [
        ("[ \"$(date +%u)\" = 1 ] && claude -p x", &mondays[..]),
        ("if [ $(date +%u) -ne 1 ]; then\n  exit 0\nfi\nclaude -p x", &mondays),
        // The first command that fails ends it.
        ("test $(date +%u) = 1\nclaude -p x", &mondays),
        ("[ $(date +%u) = 1 ] &&\\\n  claude -p x", &mondays),
        // Even weeks: 45 is that of the 2nd to the 8th.
        (
            "if (( 10#$(date +%V) % 2 == 0 )); then claude -p x; fi",
            &[1, 9, 10, 11, 12, 13, 14, 15, 23, 24, 25, 26, 27, 28, 29],
        ),
        ("[ $(date -d tomorrow +%d) = 01 ] || exit 0\nclaude -p \"${{ inputs.x }}\"", &[30]),
    ] {
        assert_eq!(days_and_notes(&with(&run(script)), &[]), (vec![expected.to_vec()], vec![]), "{script}");
    }
}

#[test]
fn what_a_script_asks_beyond_the_date_is_said() {
    let every: Vec<i8> = (1..=30).collect();
    let with = |steps: &str| format!("{NIGHTLY}jobs:\n  a:\n    runs-on: x\n    steps:\n{steps}");
    let monday = "    - run: '[ \"$(date +%u)\" = 1 ] && claude -p x'\n";
    let unread = "`a` has conditions that are not decided here, so it is counted every time";
    let only_if = |all: &str| {
        format!(
            "`a` runs its agent only if {all}; that can't be known in advance, so it is counted every time"
        )
    };
    for (steps, said) in [
        ("    - run: claude -p x\n".to_owned(), None),
        ("    - run: '[ -f on ] && claude -p x'\n".to_owned(), Some(only_if("`[ -f on ]`"))),
        ("    - run: '[ \"${{ inputs.mode }}\" = fast ] && claude -p x'\n".to_owned(), Some(only_if("`[ \"${{ … }}\" = fast ]`"))),
        ("    - run: \"[ '${{ inputs.mode }}' = fast ] && claude -p x\"\n".to_owned(), Some(only_if("`[ … ]`"))),
        // What is there to be started is no question, and neither is what only sets something up.
        ("    - run: command -v claude || npm i -g @anthropic-ai/claude-code; claude -p x\n".to_owned(), None),
        // A step without conditions makes a run.
        (format!("{monday}    - run: codex exec y\n"), Some("`a` runs an agent in 2 steps, which count as one run; give it the cost of all of them together".to_owned())),
        (format!("{monday}{}", monday.replace("= 1", "= 2")), Some(format!("{unread}|`a` runs an agent in 2 steps, which count as one run; give it the cost of all of them together"))),
        // Nobody knows the zone.
        (monday.replace("    - run", "    - env: {TZ: '${{ vars.TZ }}'}\n      run"), Some(unread.to_owned())),
    ] {
        let (days, notes) = days_and_notes(&with(&steps), &[]);
        assert_eq!(days, std::slice::from_ref(&every), "{steps}");
        assert_eq!(notes.join("|"), said.unwrap_or_default(), "{steps}");
    }
    // Where both ask the same, that decides.
    let (days, notes) = days_and_notes(&with(&format!("{monday}{monday}")), &[]);
    assert_eq!((days, notes.len()), (vec![vec![2, 9, 16, 23, 30]], 1));
    let (days, notes) = days_and_notes(&with("    - run: 'false && claude -p x'\n"), &[]);
    assert_eq!(
        (days, notes),
        (vec![vec![]], vec!["`a` never reaches its agent, so it has no runs".to_owned()])
    );
}

/// Three o'clock in UTC is seven in the evening before in Los Angeles, where it is Sunday when it is Monday in UTC.
#[test]
fn the_clock_of_a_script_is_that_of_its_runner_or_of_tz() {
    let sundays = vec![1, 8, 15, 22, 29];
    let mondays = vec![2, 9, 16, 23, 30];
    let step = "{run: '[ $(date +%a) = Sun ] && claude -p x'}";
    let env = "env: {TZ: America/Los_Angeles}";
    for (text, expected) in [
        (format!("{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{step}]}}}}"), &sundays),
        (format!("{NIGHTLY}{env}\njobs: {{a: {{runs-on: x, steps: [{step}]}}}}"), &mondays),
        (format!("{NIGHTLY}jobs: {{a: {{{env}, runs-on: x, steps: [{step}]}}}}"), &mondays),
        (
            format!(
                "{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{}]}}}}",
                step.replace("{run", &format!("{{{env}, run"))
            ),
            &mondays,
        ),
        (format!("{NIGHTLY}{env}\njobs: {{a: {{env: {{TZ: UTC}}, runs-on: x, steps: [{step}]}}}}"), &sundays),
    ] {
        assert_eq!(days_and_notes(&text, &[]), (vec![expected.clone()], vec![]), "{text}");
    }
}

#[test]
fn scripts_that_a_step_runs_have_conditions_too() {
    let every: Vec<i8> = (1..=30).collect();
    let mondays = vec![2, 9, 16, 23, 30];
    let monday = "[ $(date +%u) = 1 ] && ";
    let unread = "`a` has conditions that are not decided here, so it is counted every time";
    for (step, script, expected, said) in [
        ("./agent.sh", "claude -p x\n".to_owned(), &every, ""),
        ("./agent.sh", format!("{monday}claude -p x\n"), &mondays, ""),
        ("[ $(date +%u) = 1 ] && ./agent.sh", "claude -p x\n".to_owned(), &mondays, ""),
        ("[ $(date +%u) = 1 ] && ./agent.sh", format!("{monday}claude -p x\n"), &every, unread),
        // It has no `set -e` of its own.
        ("./agent.sh", "[ $(date +%u) = 1 ]\nclaude -p x\n".to_owned(), &every, ""),
        ("./agent.sh", "#!/bin/bash\n[ $(date +%u) = 1 ]\nclaude -p x\n".to_owned(), &every, ""),
        ("./agent.sh", "# set -e\n[ $(date +%u) = 1 ]\nclaude -p x\n".to_owned(), &every, ""),
        ("./agent.sh", "#!/bin/bash -e\n[ $(date +%u) = 1 ]\nclaude -p x\n".to_owned(), &mondays, ""),
        ("npm run agent", String::new(), &mondays, ""),
    ] {
        let text = format!("{NIGHTLY}jobs:\n  a:\n    runs-on: x\n    steps:\n    - run: '{step}'\n");
        let package = format!("{{\"scripts\": {{\"agent\": \"{monday}claude -p x\"}}}}");
        let files = [("agent.sh", script.as_str()), ("package.json", package.as_str())];
        let (days, notes) = days_and_notes(&text, &files);
        assert_eq!(
            (days.as_slice(), notes.join("|").as_str()),
            (std::slice::from_ref(expected), said),
            "{step}: {script}"
        );
    }
}

/// Mondays, or every day: a test in a line of its own ends a script where its shell has `-e`.
#[test]
fn the_shell_of_a_step_reads_its_script() {
    let mondays = vec![2, 9, 16, 23, 30];
    let every: Vec<i8> = (1..=30).collect();
    let unread = "`a` has conditions that are not decided here, so it is counted every time";
    let test = "test $(date +%u) = 1; claude -p x";
    let piped = "{ test $(date +%u) = 1; } | cat; claude -p x";
    for (shell, script, expected, said) in [
        ("", test, &mondays, ""),
        (", shell: bash", test, &mondays, ""),
        (", shell: sh", test, &mondays, ""),
        (", shell: 'bash {0}'", test, &every, ""),
        (", shell: 'bash -el {0}'", test, &mondays, ""),
        (", shell: 'bash --login {0}'", test, &every, ""),
        (", shell: 'bash --noprofile -l {0}'", test, &every, ""),
        (", shell: pwsh", "if (test) { exit }; claude -p x", &every, unread),
        ("", piped, &every, ""),
        (", shell: bash", piped, &mondays, ""),
    ] {
        let steps = format!("runs-on: x, steps: [{{run: '{script}'{shell}}}]");
        let text = format!("{NIGHTLY}jobs: {{a: {{{steps}}}}}");
        let (days, notes) = days_and_notes(&text, &[]);
        assert_eq!((&days[0], notes.join("|").as_str()), (expected, said), "{text}");
    }
    for place in [
        "defaults: {run: {shell: 'bash {0}'}}\njobs: {a: {",
        "jobs: {a: {defaults: {run: {shell: 'bash {0}'}}, ",
    ] {
        let text = format!("{NIGHTLY}{place}runs-on: x, steps: [{{run: '{test}'}}]}}}}");
        assert_eq!(days_and_notes(&text, &[]), (vec![every.clone()], vec![]), "{text}");
    }
    // A step before it may set the clock.
    for before in [
        "run: echo TZ=Asia/Tokyo >> $GITHUB_ENV",
        "run: timedatectl set-timezone Asia/Tokyo",
        "uses: a/set-timezone@v2",
    ] {
        let text = format!("{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{{{before}}}, {{run: '{test}'}}]}}}}");
        assert_eq!(days_and_notes(&text, &[]), (vec![every.clone()], vec![unread.to_owned()]), "{text}");
    }
}

#[test]
fn a_workflow_that_names_its_own_repository_in_full_is_read_here() {
    let text = format!("{NIGHTLY}jobs: {{a: {{uses: acme/app/.github/workflows/b.yml@main}}}}\n");
    let called = "on: workflow_call\njobs: {inner: {runs-on: x, steps: [{run: claude -p x}]}}\n";
    let note = "`a` calls `acme/app/.github/workflows/b.yml@main` of this repository; the copy here is read for `@main`";
    let elsewhere = "w.yml:a calls `acme/app/.github/workflows/b.yml@main`, which lies in another repository";
    for (address, is_own) in [
        ("https://github.com/acme/app.git", true),
        ("git@github.com:Acme/App.git", true),
        ("https://github.com/acme/other.git", false),
        ("", false),
    ] {
        let config = format!("[remote \"origin\"]\n\turl = {address}\n");
        let files = [(".git/config", &*config), (".github/workflows/b.yml", called)];
        let found = found(&text, &files, Asked::alone(&[]));
        let expected: &[&str] = if is_own { &[] } else { &[elsewhere] };
        assert_eq!(unread(&found), expected, "{address}");
        let notes = found.workflow.map(|workflow| workflow.notes).unwrap_or_default();
        assert_eq!(notes.iter().any(|said| said == note), is_own, "{address}: {notes:?}");
        let file = SourceFile::new("w.yml", text.clone());
        assert_eq!(WorkflowFile::of(&file).calls(&Files(&files)).len(), usize::from(is_own), "{address}");
    }
    // So do its actions, and what isn't there can't be read.
    let config = (".git/config", "[remote \"origin\"]\n\turl = https://github.com/acme/app\n");
    let action = ("act/action.yml", "runs: {using: composite, steps: [{run: claude -p x}]}\n");
    let step = format!("{NIGHTLY}jobs: {{a: {{runs-on: x, steps: [{{uses: acme/app/act@v1}}]}}}}\n");
    assert_eq!(counted(found(&step, &[config, action], Asked::alone(&[]))), ["a x1"]);
    assert_eq!(
        unread(&found(&text, &[config], Asked::alone(&[]))),
        ["w.yml:a calls the workflow `acme/app/.github/workflows/b.yml@main`, which can't be read here"]
    );
}

/// The first to the seventh of November 2026 are a Sunday to a Saturday.
#[test]
fn an_earlier_step_that_fails_on_some_dates_decides() {
    const AGENT: &str = "{run: claude -p x}";
    const ACTION: &str = "{uses: anthropics/claude-code-action@v1}";
    let (monday, every) = (vec![2], vec![1, 2, 3, 4, 5, 6, 7]);
    let gate = "{run: '[ $(date +%u) -eq 1 ]'}";
    let unread = "`a` has conditions that are not decided here, so it is counted every time";
    for (steps, expected, said) in [
        (format!("{gate}, {AGENT}"), &monday, ""),
        (format!("{{uses: actions/checkout@v5}}, {gate}, {{run: npm ci}}, {ACTION}"), &monday, ""),
        (format!("{{run: 'if [ $(date +%u) -ne 1 ]; then exit 1; fi'}}, {AGENT}"), &monday, ""),
        // It ends its own step, and lets the next one run.
        (format!("{{run: 'if [ $(date +%u) -ne 1 ]; then exit 0; fi'}}, {AGENT}"), &every, ""),
        (format!("{{run: '[ $(date +%u) -eq 1 ]', shell: 'bash {{0}}'}}, {AGENT}"), &monday, ""),
        // What runs all the same is no concern of the gate's.
        (format!("{gate}, {{if: always(), run: claude -p x}}"), &every, ""),
        (format!("{{continue-on-error: true, run: '[ $(date +%u) -eq 1 ]'}}, {AGENT}"), &every, ""),
        (format!("{AGENT}, {gate}"), &every, ""),
        (format!("{{if: github.event_name == 'push', run: '[ $(date +%u) -eq 1 ]'}}, {AGENT}"), &every, ""),
        (
            format!("{{if: github.event_name == 'schedule', run: '[ $(date +%u) -eq 1 ]'}}, {AGENT}"),
            &monday,
            "",
        ),
        (format!("{{if: vars.GATE, run: '[ $(date +%u) -eq 1 ]'}}, {AGENT}"), &every, unread),
        // Two gates, and a condition of its own.
        (
            format!("{{run: '[ $(date +%u) -lt 3 ]'}}, {{run: '[ $(date +%u) -ne 2 ]'}}, {ACTION}"),
            &monday,
            "",
        ),
        (
            "{run: '[ $(date +%u) -lt 3 ]'}, {run: '[ $(date +%u) -ne 2 ] && claude -p x'}".to_owned(),
            &monday,
            "",
        ),
        (
            format!("{gate}, {{run: '[ -f on ] && claude -p x'}}"),
            &monday,
            "`a` runs its agent only if `[ -f on ]`; that can't be known in advance, so it is counted every time",
        ),
        (
            format!("{{run: '[ \"$(date +%u)\" = \"$DAY\" ]'}}, {AGENT}"),
            &every,
            "`a` runs its agent only if `[ \"$(date +%u)\" = \"$DAY\" ]`; that can't be known in advance, so it is counted every time",
        ),
        (
            format!("{{shell: pwsh, run: 'if ((Get-Date).DayOfWeek -ne 1) {{ exit 1 }}'}}, {AGENT}"),
            &every,
            unread,
        ),
        // Any other step is taken to succeed.
        (
            format!("{{run: 'test -f package.json && npm ci'}}, {{run: 'git diff --quiet'}}, {AGENT}"),
            &every,
            "",
        ),
        (format!("{{run: 'echo day=$(date +%F) >> $GITHUB_OUTPUT'}}, {AGENT}"), &every, ""),
    ] {
        let text = format!(
            "on: {{schedule: [{{cron: '0 3 1-7 * *'}}]}}\njobs: {{a: {{runs-on: x, steps: [{steps}]}}}}\n"
        );
        let (days, notes) = days_and_notes(&text, &[]);
        assert_eq!(
            (days.as_slice(), notes.join("|").as_str()),
            (std::slice::from_ref(expected), said),
            "{steps}"
        );
    }
}

#[test]
fn a_job_that_fails_on_some_dates_skips_those_that_need_it() {
    const AGENT: &str = "runs-on: x, steps: [{run: claude -p x}]";
    const GATE: &str = "runs-on: x, steps: [{run: '[ $(date +%u) -eq 1 ]'}]";
    let (monday, every) = (vec![2], vec![1, 2, 3, 4, 5, 6, 7]);
    let called = "on: workflow_call\njobs: {inner: {runs-on: x, steps: [{run: claude -p x}]}}\n";
    let gated = format!("on: workflow_call\njobs: {{inner: {{{GATE}}}}}\n");
    for (jobs, expected) in [
        (format!("g: {{{GATE}}}, a: {{needs: g, {AGENT}}}"), &monday),
        (format!("g: {{{GATE}}}, a: {{{AGENT}}}"), &every),
        (
            format!("g: {{{GATE}}}, b: {{needs: g, runs-on: x, steps: []}}, a: {{needs: [b], {AGENT}}}"),
            &monday,
        ),
        (format!("g: {{{GATE}}}, a: {{needs: g, if: always(), {AGENT}}}"), &every),
        (format!("g: {{continue-on-error: true, {GATE}}}, a: {{needs: g, {AGENT}}}"), &every),
        (format!("g: {{{GATE}}}, a: {{needs: g, uses: ./called.yml}}"), &monday),
        (
            "g: {uses: ./gated.yml}, a: {needs: g, runs-on: x, steps: [{run: claude -p x}]}".to_owned(),
            &monday,
        ),
    ] {
        let text = format!("on: {{schedule: [{{cron: '0 3 1-7 * *'}}]}}\njobs: {{{jobs}}}\n");
        let found = days_and_notes(&text, &[("called.yml", called), ("gated.yml", &gated)]);
        assert_eq!(found, (vec![expected.clone()], vec![]), "{jobs}");
    }
}

#[test]
fn what_github_refuses_is_refused() {
    const AGENT: &str = "runs-on: x, steps: [{run: claude -p x}]";
    let inner = format!("jobs: {{inner: {{{AGENT}}}}}\n");
    let pushed = format!("on: [push]\n{inner}");
    let listed = format!("on: [push, workflow_call]\n{inner}");
    let inputs = "{mode: {type: string, required: true}, dry: {type: boolean}, day: {type: string, required: true, default: x}}";
    let needy = format!("on: {{workflow_call: {{inputs: {inputs}}}}}\n{inner}");
    let files = [
        (".github/workflows/pushed.yml", &*pushed),
        (".github/workflows/listed.yml", &*listed),
        (".github/workflows/needy.yml", &*needy),
        (".github/workflows/sub/listed.yml", &*listed),
    ];
    for (jobs, expected) in [
        (
            "a: {uses: ./.github/workflows/pushed.yml}".to_owned(),
            "./.github/workflows/pushed.yml <- `pushed.yml` can't be called: its `on` has no `workflow_call`\n\
             help: add `workflow_call:` under `on` of that workflow",
        ),
        (
            "a: {uses: ./.github/workflows/sub/listed.yml}".to_owned(),
            "./.github/workflows/sub/listed.yml <- a called workflow lies in `.github/workflows`, in no folder below",
        ),
        (
            "a: {uses: ./.github/workflows/listed.yml@main}".to_owned(),
            "./.github/workflows/listed.yml@main <- a local path takes no `@`\n\
             help: write `uses: ./.github/workflows/listed.yml`",
        ),
        (
            "a: {uses: ./.github/workflows/needy.yml}".to_owned(),
            "./.github/workflows/needy.yml <- `needy.yml` requires the input `mode`, which isn't passed",
        ),
        (
            "a: {uses: ./.github/workflows/needy.yml, with: {Mode: x, dri: true}}".to_owned(),
            "dri <- `needy.yml` has no input `dri`\nhelp: did you mean `dry`?",
        ),
        (
            format!("a: {{needs: bild, {AGENT}}}, build: {{{AGENT}}}"),
            "bild <- there is no job `bild`\nhelp: did you mean `build`?",
        ),
        (
            format!("a: {{needs: b, {AGENT}}}, b: {{needs: [c], {AGENT}}}, c: {{needs: b, {AGENT}}}"),
            "c <- jobs wait for each other in a circle: `b`, `c` and `b`",
        ),
        (format!("a: {{needs: a, {AGENT}}}"), "a <- jobs wait for each other in a circle: `a` and `a`"),
        (
            "a: {steps: [{run: claude -p x}]}".to_owned(),
            "a <- this job has no `runs-on`\nhelp: write `runs-on: ubuntu-latest`",
        ),
        (
            "a: {runs-on: x, steps: [{run: claude -p x, uses: actions/checkout@v5}]}".to_owned(),
            "uses <- a step has `run` or `uses`, not both",
        ),
    ] {
        let text = format!("{NIGHTLY}jobs: {{{jobs}}}\n");
        assert_eq!(wrong(found(&text, &files, Asked::alone(&[]))), expected, "{jobs}");
    }
    for (jobs, count) in [
        ("a: {uses: ./.github/workflows/listed.yml}".to_owned(), 1),
        ("a: {uses: ./.github/workflows/needy.yml, with: {MODE: x, dry: true}}".to_owned(), 1),
        (format!("a: {{needs: [B], {AGENT}}}, b: {{{AGENT}}}"), 2),
    ] {
        let text = format!("{NIGHTLY}jobs: {{{jobs}}}\n");
        assert_eq!(counted(found(&text, &files, Asked::alone(&[]))).len(), count, "{jobs}");
    }
}

#[test]
fn an_agent_is_found_wherever_a_job_hands_a_command_on() {
    for (job, is_counted, why) in [
        ("runs-on: x, steps: [{uses: nick-fields/retry@v3, with: {command: claude -p x}}]", true, ""),
        ("runs-on: x, steps: [{uses: appleboy/ssh-action@v1, with: {script: claude -p x}}]", true, ""),
        ("runs-on: x, steps: [{uses: addnab/docker-run-action@v3, with: {run: claude -p x}}]", true, ""),
        ("runs-on: x, steps: [{run: \"bash <<< 'claude -p x'\"}]", true, ""),
        ("runs-on: x, steps: [{run: $AGENT -p x, env: {AGENT: claude}}]", true, ""),
        ("runs-on: x, env: {AGENT: claude}, steps: [{run: $AGENT -p x}]", true, ""),
        ("runs-on: x, steps: [{uses: acme/any@v1, with: {cmd: claude -p x}}]", false, "names `claude`"),
        (
            "runs-on: x, steps: [{uses: actions/github-script@v7, with: {script: \"execSync('claude -p x')\"}}]",
            false,
            "names `claude`",
        ),
        (
            "runs-on: x, steps: [{shell: python, run: \"import subprocess; subprocess.run(['claude', '-p', 'x'])\"}]",
            false,
            "names `claude`",
        ),
        (
            "runs-on: x, steps: [{run: ./nope/claude-run.sh}]",
            false,
            "runs `nope/claude-run.sh`, which can't be read here",
        ),
        (
            "runs-on: x, container: ghcr.io/acme/claude-code, steps: [{run: make}]",
            false,
            "runs in the container `ghcr.io/acme/claude-code`",
        ),
        (
            "runs-on: x, container: {image: 'acme/claude-code:2'}, steps: [{run: make}]",
            false,
            "runs in the container `acme/claude-code:2`",
        ),
        (
            "runs-on: x, steps: [{run: npm i -g @anthropic-ai/claude-code}, {run: ./ci/night.sh}]",
            false,
            "installs `claude-code` and runs `ci/night.sh`, which can't be read here",
        ),
        // Where nothing is run, nothing is said.
        ("runs-on: x, steps: [{run: npm i -g @anthropic-ai/claude-code}, {run: make}]", false, ""),
        ("runs-on: x, steps: [{uses: actions/cache@v4, with: {path: ~/.claude, key: claude}}]", false, ""),
        ("runs-on: x, steps: [{run: ./ci/night.sh}]", false, ""),
    ] {
        let found = found(&format!("{NIGHTLY}jobs: {{a: {{{job}}}}}\n"), &[], Asked::alone(&[]));
        let expected = if why.is_empty() { vec![] } else { vec![format!("w.yml:a {why}")] };
        assert_eq!(unread(&found), expected, "{job}");
        assert_eq!(counted(found).len(), usize::from(is_counted), "{job}");
    }
}
