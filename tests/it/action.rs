//! The scripts of the GitHub action, run as a runner runs them, with a `gh` that only writes down what it is asked.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::sandbox::Sandbox;

/// A repository whose scenario changed, and the `gh` beside it.
struct Runner {
    sandbox: Sandbox,
    base: String,
}

/// Two jobs, the second of them dearer than what the policy allows.
fn scenario(cost: &str) -> String {
    format!(
        "as_of = 2026-11-21\ntz = \"UTC\"\nplan = \"max-5x\"\nprogram = \"agent-sdk-credit\"\n\n[[job]]\nname = \"audit\"\n\
         cost_per_run_usd = \"{cost}\"\nnightly = true\n\n[policy]\nmax_overflow_usd = \"0.00\"\n"
    )
}

/// Writes each call below the last one; says `FAKE_GH_KNOWN` where comments are listed, and refuses where `FAKE_GH_REFUSES`
/// is set.
const GH: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >>"$FAKE_GH_LOG"
for word in "$@"; do
  case $word in body=@*) cp "${word#body=@}" "$FAKE_GH_LOG.body" ;; esac
done
case "$*" in
  *--paginate*) printf '%s' "${FAKE_GH_KNOWN:-}" ;;
  *) [ -z "${FAKE_GH_REFUSES:-}" ] || exit 1 ;;
esac
"#;

impl Runner {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("../bin/gh.sh", GH);
        let source = sandbox.work().join("../bin/gh.sh");
        fs::set_permissions(&source, fs::Permissions::from_mode(0o755)).expect("the file is there");
        sandbox.put_program(&source, "../bin/gh");
        fs::create_dir(sandbox.work().join("../temp")).expect("the folder is new");
        sandbox.write("scenario.toml", scenario("2.00"));
        for args in [
            &["init", "--quiet"][..],
            &["add", "."],
            &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "base"],
        ] {
            assert!(git(&sandbox).args(args).status().expect("git is there").success(), "{args:?}");
        }
        let head = git(&sandbox).args(["rev-parse", "HEAD"]).output().expect("git is there");
        let base = String::from_utf8(head.stdout).expect("it is a number").trim().to_owned();
        sandbox.write("scenario.toml", scenario("4.00"));
        Self { sandbox, base }
    }

    /// Runs one of the scripts with these variables, in which a word may be empty.
    fn run(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let root = self.sandbox.work().parent().expect("it has one").to_owned();
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", root.join("bin").display());
        Command::new("bash")
            .arg(action(script))
            .current_dir(self.sandbox.work())
            .env_clear()
            .env("PATH", path)
            .env("HOME", root.join("home"))
            .env("RUNNER_TEMP", root.join("temp"))
            .env("GITHUB_STEP_SUMMARY", root.join("summary"))
            .env("GITHUB_OUTPUT", root.join("output"))
            .env("GITHUB_PATH", root.join("path"))
            .env("GITHUB_REPOSITORY", "a/b")
            .env("FAKE_GH_LOG", root.join("calls"))
            .env("CREDITCALC", env!("CARGO_BIN_EXE_creditcalc"))
            .env("SCENARIO", "scenario.toml")
            .env("BASE", &self.base)
            .env("NUMBER", "7")
            .env("GH_TOKEN", "a token")
            .envs(variables.iter().copied())
            .output()
            .expect("bash is there")
    }

    /// What one of the files holds that a run writes beside the working folder.
    fn beside(&self, name: &str) -> String {
        fs::read_to_string(self.sandbox.work().join("..").join(name)).unwrap_or_default()
    }
}

fn action(script: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("action").join(script)
}

fn git(sandbox: &Sandbox) -> Command {
    let mut git = Command::new("git");
    git.current_dir(sandbox.work()).env("GIT_CONFIG_GLOBAL", "/dev/null");
    git
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn there_is_one_comment_and_each_push_rewrites_it() {
    let runner = Runner::new();
    let output = runner.run("comment.sh", &[]);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stdout).ends_with("The comment was written.\n"), "{}", text(&output.stdout));
    let calls = runner.beside("calls");
    let calls: Vec<&str> = calls.lines().collect();
    assert!(
        calls[0].starts_with("api --paginate repos/a/b/issues/7/comments?per_page=100 --jq "),
        "{calls:?}"
    );
    assert!(
        calls[1].starts_with("api --silent --method POST repos/a/b/issues/7/comments -F body=@"),
        "{calls:?}"
    );
    let body = runner.beside("calls.body");
    assert!(body.starts_with("<!-- creditcalc: scenario.toml -->\n"), "{body}");
    //  30 x $2.00 = $60.00 are within $100.00; 30 x $4.00 = $120.00 are $20.00 beyond them
    assert!(body.contains("\\$20.00"), "{body}");
    assert!(
        !body.contains("/creditcalc-comment."),
        "the folder of the base is another one each time: {body}"
    );
    assert_eq!(body.split_once('\n').map(|(_, rest)| rest.to_owned()), Some(runner.beside("summary")));

    let output = runner.run("comment.sh", &[("FAKE_GH_KNOWN", "11\n12\n")]);
    assert!(text(&output.stdout).ends_with("The comment was rewritten.\n"), "{}", text(&output.stdout));
    let calls = runner.beside("calls");
    let last = calls.lines().last().expect("there are some");
    assert!(last.starts_with("api --silent --method PATCH repos/a/b/issues/comments/11 -F body=@"), "{last}");
    let worktrees = git(&runner.sandbox).args(["worktree", "list"]).output().expect("git is there");
    assert_eq!(text(&worktrees.stdout).lines().count(), 1, "the base is cleared away");
}

#[test]
fn where_no_comment_can_be_written_the_answer_is_printed() {
    let runner = Runner::new();
    for (variables, why) in [
        (&[("GH_TOKEN", "")][..], "there is no token"),
        (&[("NUMBER", "")], "no pull request"),
        (&[("NUMBER", "7; echo injected")], "no pull request"),
        (&[("COMMENT", "false")], "no comment was asked for"),
        (&[("FAKE_GH_REFUSES", "1")], "this token may not comment"),
        (&[("FAKE_GH_REFUSES", "1"), ("FAKE_GH_KNOWN", "11")], "this token may not rewrite"),
    ] {
        let output = runner.run("comment.sh", variables);
        let said = text(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert!(said.contains(&format!("::notice title=creditcalc::{why}")) || said.contains(why), "{said}");
        assert!(said.contains("\\$20.00") && said.contains("::stop-commands::"), "{said}");
        assert!(!said.lines().any(|line| line == "injected"), "{said}");
    }
}

#[test]
fn a_base_that_is_no_commit_or_is_not_there_is_no_option_of_git() {
    let runner = Runner::new();
    for base in ["", "--upload-pack=touch injected", "0123456789012345678901234567890123456789"] {
        let output = runner.run("comment.sh", &[("BASE", base)]);
        assert!(output.status.success(), "{}", text(&output.stdout));
        // Without a base, the scenario itself is told.
        assert!(runner.beside("calls.body").contains("audit"), "{}", runner.beside("calls.body"));
    }
    assert!(!runner.sandbox.listing().contains(&"injected".to_owned()));
}

#[test]
fn a_name_is_neither_an_option_nor_the_end_of_the_marker() {
    let runner = Runner::new();
    let name = "--> $(touch injected) `touch injected` ;.toml";
    runner.sandbox.write(name, scenario("4.00"));
    let output = runner.run("comment.sh", &[("SCENARIO", name)]);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    let body = runner.beside("calls.body");
    let marker = body.lines().next().expect("it has one");
    assert_eq!(marker.matches("--").count(), 2, "{marker}");
    assert!(!runner.sandbox.listing().contains(&"injected".to_owned()));
    let output = runner.run("check.sh", &[("SCENARIO", name)]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stdout));
}

#[test]
fn the_check_annotates_and_ends_as_the_gate_does() {
    let runner = Runner::new();
    let output = runner.run("check.sh", &[("SARIF", "check.sarif")]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains(
            "\n::error file=scenario.toml,line=6,title=max_overflow_usd::`max_overflow_usd` is $20.00"
        ),
        "{said}"
    );
    assert!(runner.beside("summary").contains("max\\_overflow\\_usd"), "{}", runner.beside("summary"));
    assert!(runner.sandbox.read("check.sarif").contains("\"2.1.0\""));
    assert_eq!(runner.run("check.sh", &[("CHECK", "false")]).status.code(), Some(0));
    assert_eq!(runner.run("check.sh", &[("SCENARIO", "missing.toml")]).status.code(), Some(1));
}

#[test]
fn a_binary_is_used_as_it_is_and_is_the_version_that_was_asked_for() {
    let runner = Runner::new();
    let binary = env!("CARGO_BIN_EXE_creditcalc");
    let version = env!("CARGO_PKG_VERSION");
    let output = runner.run("install.sh", &[("BINARY", binary), ("VERSION", version)]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(runner.beside("output"), format!("creditcalc={binary}\n"));
    for (variables, why) in [
        (&[("BINARY", binary), ("VERSION", "9.9.9")][..], "version: asks for 9.9.9"),
        (&[("BINARY", "missing")], "there is no program at path: missing"),
        (&[("BINARY", "a\nPATH=b")], "one line each"),
        (&[("SOURCE", "missing")], "there is no Cargo.toml in source: missing"),
    ] {
        let output = runner.run("install.sh", variables);
        assert!(!output.status.success() && text(&output.stderr).contains(why), "{}", text(&output.stderr));
    }
}

#[test]
fn inputs_reach_scripts_as_variables_only() {
    let action = include_str!("../../action.yml");
    assert!(creditcalc::yaml::parse(action).is_ok(), "it is YAML");
    for line in action.lines().filter(|line| line.trim_start().starts_with("run:")) {
        assert!(!line.contains("${{"), "{line}");
    }
    let workflow = include_str!("../../examples/github-workflow.yml");
    assert!(!workflow.contains("cargo install --locked creditcalc"), "there is no such package yet");
    // Whoever uses the action names inputs that it has.
    let inputs = action.split_once("\noutputs:").expect("it has some").0;
    let with = workflow.split_once("uses: ./.creditcalc").expect("it uses the action").1;
    let with = with.split_once("with:").map_or("", |(_, with)| with);
    for name in with.lines().filter_map(|line| line.trim().split_once(':')).map(|(name, _)| name) {
        if !name.starts_with('#') && !name.is_empty() {
            assert!(inputs.contains(&format!("\n  {name}:\n")), "`{name}` is no input");
        }
    }
}
