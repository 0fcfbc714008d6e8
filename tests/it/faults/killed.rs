//! A program that is killed while it writes, which no program is asked about first.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::row;
use crate::sandbox::{Sandbox, entries};

/// How the file is called that is written beside the old one.
const BESIDE: &str = ".creditcalc-";

#[test]
fn killed_in_the_middle_it_leaves_the_old_file_or_the_new_one() {
    let sandbox = Sandbox::new();
    sandbox.write("r.jsonl", (0..3000).map(|run| row(&run.to_string())).collect::<String>());
    let asked = ["measure", "r.jsonl", "-q", "-o", "out/a.json"];
    sandbox.write("out/a.json", "old\n");
    let whole = sandbox.creditcalc(asked).env("CREDITCALC_AS_OF", "2026-11-21").output();
    assert!(whole.expect("the program was built for this test").status.success());
    let whole = std::fs::read(sandbox.work().join("out/a.json")).expect("it was written");
    let mut killed = 0;
    for _ in 0..12 {
        sandbox.write("out/a.json", "old\n");
        let mut command = sandbox.creditcalc(asked);
        command.env("CREDITCALC_AS_OF", "2026-11-21").stdin(Stdio::null());
        let mut child = command.spawn().expect("the program was built for this test");
        let out = sandbox.work().join("out");
        let began = Instant::now();
        while entries(&out).len() < 2 && child.try_wait().expect("it is our child").is_none() {
            assert!(began.elapsed() < Duration::from_secs(60), "it neither writes nor ends");
        }
        child.kill().expect("it is our child");
        let status = child.wait().expect("it is our child");
        let is_killed = status.signal() == Some(9);
        killed += u32::from(is_killed);
        let written = std::fs::read(out.join("a.json")).expect("it is always there");
        assert!(written == b"old\n" || written == whole, "{} bytes", written.len());
        assert!(is_killed || written == whole, "it ended, and wrote nothing");
        // What it was writing may lie beside it, and is in nobody's way.
        let beside: Vec<_> = entries(&out).into_iter().filter(|path| !path.ends_with("a.json")).collect();
        assert!(beside.len() <= 1, "{beside:?}");
        for path in beside {
            assert!(crate::sandbox::name_of(&path).starts_with(BESIDE), "{}", path.display());
            let again = Command::new(env!("CARGO_BIN_EXE_creditcalc"))
                .args(["measure", "r.jsonl", "out", "--strict", "-q", "--json"])
                .env("CREDITCALC_AS_OF", "2026-11-21")
                .current_dir(sandbox.work())
                .output()
                .expect("the program was built for this test");
            assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
            let runs = String::from_utf8_lossy(&again.stdout).matches("\"run\": ").count();
            let own = String::from_utf8_lossy(&whole).matches("\"run\": ").count();
            assert_eq!(runs, own, "half of an answer is none of the records");
            std::fs::remove_file(path).expect("it is ours");
        }
    }
    assert!(killed > 0, "it was always too fast, so that nothing was tried");
}
