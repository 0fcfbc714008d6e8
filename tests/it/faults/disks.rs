//! Disks that are full or may not be written to. `edges` and `writing` have `/dev/full`, and files and folders of others.

use std::process::Output;

use super::{in_shell, refused, row, stderr};
use crate::sandbox::{Sandbox, say_skipped};

/// How the disk at `small` is mounted, in a space of mounts that ends with the shell.
const FULL: &str = "mount -t tmpfs -o size=32k none small && cp old small/a.json && head -c 1000000 /dev/zero > small/rest 2>/dev/null; ";
const READ_ONLY: &str =
    "mount -t tmpfs none small && cp old small/a.json && mount -o remount,ro small && true; ";

/// Every command that writes a file, and the file.
const WRITES: [(&[&str], &str); 7] = [
    (&["estimate", "--cost-per-run", "4", "-o", "small/a.json"], "small/a.json"),
    (&["measure", "many.jsonl", "-o", "small/b.csv"], "small/b.csv"),
    (&["measure", "many.jsonl", "-q", "--write-profile", "small/p.toml"], "small/p.toml"),
    (
        &["scan", "app", "--root", "app", "--cost-per-run", "1", "-q", "--write", "small/s.toml"],
        "small/s.toml",
    ),
    (
        &[
            "pricing",
            "import",
            "litellm.json",
            "--from",
            "litellm",
            "--effective-from",
            "2026-12-05",
            "--accept",
            "claude-opus-5-5",
            "--write",
            "small/prices",
        ],
        "small/prices",
    ),
    (&["man", "--dir", "small"], "small/creditcalc"),
    (&["status", "many.jsonl", "--plan", "max", "--balance", "61.20"], "small/state/creditcalc"),
];

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("old", "old\n");
    sandbox.write("small/.keep", "");
    sandbox.write("many.jsonl", (0..300).map(|run| row(&run.to_string())).collect::<String>());
    sandbox.write("app/etc/crontab", "0 3 * * * root claude -p audit\n");
    let models = "{\"claude-opus-5-5\":{\"litellm_provider\":\"anthropic\",\"mode\":\"chat\",\"input_cost_per_token\":5e-6,\"output_cost_per_token\":2.5e-5}}";
    sandbox.write("litellm.json", models);
    sandbox
}

/// What the program says with the disk mounted, and what is on it afterwards: `old` is all that the old file holds.
fn on_disk(sandbox: &Sandbox, mounted: &str, args: &[&str]) -> Option<(Output, String)> {
    let script = format!(
        "export XDG_STATE_HOME=\"$PWD/small/state\"; exec unshare -rm sh -c '{mounted}\"$@\"; code=$?; cat small/a.json > left; ls -A small >> left; exit $code' sh \"$@\""
    );
    let tried = in_shell(sandbox, "unshare -rm mount -t tmpfs none small", [""]);
    if !tried.status.success() {
        say_skipped("disks that are full or read-only: nothing can be mounted here");
        return None;
    }
    let output = in_shell(sandbox, &script, args);
    Some((output, sandbox.read("left")))
}

#[test]
fn on_a_full_disk_nothing_is_written_and_nothing_is_lost() {
    let sandbox = sandbox();
    for (args, file) in WRITES {
        let Some((output, left)) = on_disk(&sandbox, FULL, args) else { return };
        refused(&output, 1, "no space left on device");
        assert!(stderr(&output).contains(file), "{}", stderr(&output));
        // What was there, and no half of anything: a folder that was made for it may stay, and is empty.
        let names: Vec<&str> =
            left.lines().skip(1).filter(|name| !["state", "prices"].contains(name)).collect();
        assert_eq!((left.lines().next(), &names[..]), (Some("old"), &["a.json", "rest"][..]), "{args:?}");
    }
}

#[test]
fn on_a_disk_that_may_not_be_written_nothing_is() {
    let sandbox = sandbox();
    for (args, file) in WRITES {
        let Some((output, left)) = on_disk(&sandbox, READ_ONLY, args) else { return };
        refused(&output, 1, "read-only file");
        assert!(stderr(&output).contains(file), "{}", stderr(&output));
        assert_eq!(left, "old\na.json\n", "{args:?}");
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_is_made_though_the_temporary_folder_is_full_or_is_refused() {
    let sandbox = sandbox();
    // Large enough to be written row by row, into a temporary file.
    sandbox.write("many.jsonl", (0..6_000).map(|run| row(&run.to_string())).collect::<String>());
    let args = ["measure", "many.jsonl", "-q", "-o", "b.xlsx"];
    let script = format!("export TMPDIR=\"$PWD/small\"; exec unshare -rm sh -c '{FULL}\"$@\"' sh \"$@\"");
    if !in_shell(&sandbox, "unshare -rm mount -t tmpfs none small", [""]).status.success() {
        say_skipped("a full temporary folder: nothing can be mounted here");
        return;
    }
    let output = in_shell(&sandbox, &script, args);
    if output.status.success() {
        assert!(std::fs::read(sandbox.work().join("b.xlsx")).expect("it is there").starts_with(b"PK"));
    } else {
        refused(&output, 1, "no space left on device");
        assert!(!sandbox.listing().contains(&"b.xlsx".to_owned()));
    }
}
