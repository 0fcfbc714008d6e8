//! More than anybody has: lines without an end, folders without a bottom. What is tried at full size is left out unless
//! it is asked for: `cargo test --test it -- --ignored faults::large`.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use super::{in_shell, row, stderr, stdout};
use crate::nasties;
use crate::sandbox::Sandbox;

/// A line of so many megabytes between two runs, read with 300 MB of address space: memory does not grow with it.
fn a_line_of(megabytes: usize) {
    let sandbox = Sandbox::new();
    let mut file = BufWriter::new(File::create(sandbox.work().join("r.jsonl")).expect("it can be made"));
    let write = |file: &mut BufWriter<File>, bytes: &[u8]| file.write_all(bytes).expect("the disk has room");
    write(&mut file, row("a").as_bytes());
    let piece = nasties::overlong(1 << 20);
    for _ in 0..megabytes {
        write(&mut file, piece.as_bytes());
    }
    write(&mut file, b"\n");
    write(&mut file, row("b").as_bytes());
    drop(file);
    let output = in_shell(&sandbox, "ulimit -v 300000; exec \"$@\"", ["measure", "r.jsonl"]);
    assert!(stdout(&output).starts_with("2 programmatic runs, $0.02 "), "{}", stderr(&output));
    assert!(stderr(&output).contains("`r.jsonl:2`: this line is longer than 16 MB"), "{}", stderr(&output));
    let output = in_shell(&sandbox, "exec \"$@\"", ["measure", "r.jsonl", "--strict"]);
    super::refused(&output, 1, "1 record or file couldn't be read");
}

#[test]
fn a_line_without_an_end_is_passed_over_and_named() {
    a_line_of(18);
}

#[test]
#[ignore = "a gigabyte takes a minute"]
fn a_line_of_a_gigabyte_is_passed_over_and_named() {
    a_line_of(1000);
}

#[test]
#[ignore = "a hundred thousand files take a minute"]
fn a_hundred_thousand_files_are_one_answer() {
    let sandbox = Sandbox::new();
    for run in 0..100_000 {
        let name = format!("runs/{run}.jsonl");
        sandbox.write(&name, row(&run.to_string()));
    }
    // 100,000 x $0.0075 = $750.00
    let output = in_shell(&sandbox, "ulimit -n 16; exec \"$@\"", ["measure", "runs", "--strict"]);
    assert!(stdout(&output).starts_with("100,000 programmatic runs, $750.00 "), "{}", stderr(&output));
}

/// Every file is read to a limit, and none of it is taken for all of it.
#[test]
fn what_is_no_record_is_read_to_a_limit() {
    let sandbox = Sandbox::new();
    // A file with a hole takes no room.
    let hole = File::create(sandbox.work().join("hole")).expect("it can be made");
    hole.set_len(1 << 30).expect("it may have a hole");
    std::fs::create_dir(sandbox.work().join("prices")).expect("the folder is new");
    std::fs::hard_link(sandbox.work().join("hole"), sandbox.work().join("prices/a.toml"))
        .expect("it is one disk");
    for args in [
        &["simulate", "hole"][..],
        &["check", "hole"],
        &["diff", "hole", "hole"],
        &["estimate", "--cost-per-run", "4", "--crontab", "hole"],
        &["estimate", "--cost-per-run", "4", "--workflow", "hole"],
        &["estimate", "--cost-per-run", "4", "--config", "hole"],
        &["reconcile", "hole", "--bill", "hole"],
        &["pricing", "import", "hole", "--from", "litellm"],
        &["pricing", "check", "prices"],
        &["models", "--pricing", "prices"],
    ] {
        let output = in_shell(&sandbox, "ulimit -v 600000; exec \"$@\"", args);
        super::refused(&output, 1, "it is larger than 64 MB");
        assert_eq!(stdout(&output), "", "{args:?}");
    }
}

/// A crontab of hundreds of lines is told apart line by line without reading it once for every word.
#[test]
fn a_long_crontab_is_scanned_in_no_time() {
    let sandbox = Sandbox::new();
    let line =
        "0 3 * * * claude -p 'audit the folder and write a short report about all that has changed in it'\n";
    sandbox.write("crontab", line.repeat(200));
    sandbox.write("app/.keep", "");
    let began = std::time::Instant::now();
    let args =
        ["scan", "app", "--root", "app", "--crontab", "crontab", "--as-of", "2026-11-21", "--tz", "UTC"];
    let output = in_shell(&sandbox, "exec \"$@\"", args);
    // 200 x 30 = 6,000
    assert!(stdout(&output).starts_with("200 agent jobs run 6,000 times"), "{}", stdout(&output));
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
