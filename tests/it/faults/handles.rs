//! Few file handles.

use super::{in_shell, refused, row, stderr, stdout};
use crate::sandbox::Sandbox;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for run in 0..300 {
        sandbox.write(&format!("runs/{}/{run}.jsonl", run % 7), row(&run.to_string()));
    }
    sandbox
}

#[test]
fn with_few_handles_all_files_are_read() {
    let sandbox = sandbox();
    let args = ["measure", "runs", "--strict", "--json"];
    let usual = in_shell(&sandbox, "exec \"$@\"", args);
    // 300 x $0.0075 = $2.25
    assert!(stdout(&usual).contains("\"cost_usd\": \"2.25\""), "{}", stderr(&usual));
    // With four, one file can be open beside the standard streams.
    for handles in [16, 8, 5, 4] {
        let output = in_shell(&sandbox, &format!("ulimit -n {handles}; exec \"$@\""), args);
        assert_eq!(output, usual, "{handles}: {}", stderr(&output));
    }
    let output = in_shell(&sandbox, "ulimit -n 3; exec \"$@\"", args);
    refused(&output, 1, "too many open files");
    assert_eq!(stdout(&output), "");
}

/// Each page is a file, and each is written beside the old one before any of them is replaced.
#[test]
fn with_few_handles_many_files_are_written() {
    let sandbox = sandbox();
    sandbox.write("pages/.keep", "");
    let output = in_shell(&sandbox, "ulimit -n 8; exec \"$@\"", ["man", "--dir", "pages"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let pages = crate::sandbox::entries(&sandbox.work().join("pages")).len() - 1;
    assert_eq!(stdout(&output), format!("{pages} pages in pages\n"));
    assert!(pages > 8, "{pages}");
    // None is better than some.
    let sandbox = self::sandbox();
    sandbox.write("pages/.keep", "");
    let output = in_shell(&sandbox, "ulimit -n 3; exec \"$@\"", ["man", "--dir", "pages"]);
    refused(&output, 1, "too many open files");
    assert_eq!(crate::sandbox::entries(&sandbox.work().join("pages")).len(), 1);
}

#[test]
fn what_else_is_read_says_so() {
    let sandbox = sandbox();
    sandbox.write("team.toml", "plan = \"pro\"\n[[job]]\nname = \"a\"\nfrom = \"runs\"\nnightly = true\n");
    sandbox.write("crontab", "0 3 * * * claude -p audit\n");
    for args in [
        &["simulate", "team.toml"][..],
        &["estimate", "--cost-per-run", "4", "--crontab", "crontab"],
        &["models", "--pricing", "runs"],
        &["diff", "a.json", "b.json"],
    ] {
        let output = in_shell(&sandbox, "ulimit -n 3; exec \"$@\"", args);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()), "{args:?}");
        refused(&output, 1, "");
    }
}
