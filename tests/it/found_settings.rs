//! Settings that were looked for and not named: whose they are is told, and a stranger's are left out.

use std::fs;
#[cfg(unix)]
use std::path::Path;
use std::process::Output;

#[cfg(unix)]
use crate::named_files::{SECRET, link};
use crate::named_files::{all, ended, stderr};
use crate::sandbox::Sandbox;

/// What is said in `work/jobs`, with settings in `work`.
fn below(sandbox: &Sandbox, flags: &[&str]) -> Output {
    fs::create_dir_all(sandbox.work().join("jobs")).expect("a folder can be made");
    let args = [&["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21"], flags].concat();
    ended(sandbox.creditcalc(args).current_dir(sandbox.work().join("jobs")))
}

#[test]
fn settings_above_are_named_with_what_they_set() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "tz = \"UTC\"\nplan = \"pro\"\ncredit = \"7.00\"\n");
    let said = stderr(&below(&sandbox, &[]));
    assert!(said.starts_with("note: settings: ../creditcalc.toml (tz, plan, credit)\n"), "{said}");
    assert_eq!(stderr(&below(&sandbox, &["-q"])), "");
    assert!(!stderr(&below(&sandbox, &["--no-config"])).contains("settings"));
    // What the environment says instead is not theirs.
    let mut command = sandbox.creditcalc(["estimate", "--cost-per-run", "4"]);
    let command = command.current_dir(sandbox.work().join("jobs")).env("CREDITCALC_PLAN", "max-5x");
    assert!(stderr(&ended(command)).starts_with("note: settings: ../creditcalc.toml (tz, credit)\n"));
    // In the working folder, everybody sees them.
    let here = stderr(&ended(&mut sandbox.creditcalc(["estimate", "--cost-per-run", "4"])));
    assert!(!here.contains("settings:"), "{here}");
    let empty = Sandbox::new();
    empty.write("creditcalc.toml", "# nothing\n");
    assert!(!stderr(&below(&empty, &[])).contains("settings:"));
}

#[test]
fn a_fault_of_settings_above_names_them_from_here() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plam = \"pro\"\n");
    assert!(stderr(&below(&sandbox, &[])).contains("--> ../creditcalc.toml:1:1"));
}

#[test]
fn settings_can_be_named() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = \"pro\"\n");
    sandbox.write("jobs/mine.toml", "plan = \"max-5x\"\n");
    let output = below(&sandbox, &["--config", "mine.toml"]);
    assert!(all(&output).contains("max-5x") && !stderr(&output).contains("settings:"), "{}", all(&output));
    let missing = below(&sandbox, &["--config", "nothing.toml"]);
    assert!(stderr(&missing).contains("error[C503]: cannot read `nothing.toml`"), "{}", stderr(&missing));
    assert_eq!(missing.status.code(), Some(1));
}

#[cfg(unix)]
fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[cfg(unix)]
#[test]
fn settings_that_others_can_write_are_left_out() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = \"max-5x\"\n");
    let (folder, file) = (sandbox.work(), sandbox.work().join("creditcalc.toml"));
    let is_used = |output: &Output| {
        output.stdout.windows(6).any(|word| word == b"max-5x") && !all(output).contains("max-20x")
    };
    assert!(is_used(&below(&sandbox, &[])));
    for (mode_of_folder, mode_of_file, why) in
        [(0o755, 0o646, "others can write to it"), (0o777, 0o644, "others can write to its folder")]
    {
        allow(&folder, mode_of_folder);
        allow(&file, mode_of_file);
        let output = below(&sandbox, &[]);
        let note = format!(
            "note: `../creditcalc.toml` is not used: {why}; to use it, add `--config ../creditcalc.toml`\n"
        );
        let said = stderr(&output);
        assert!(said.contains(&note), "{said}");
        assert!(!is_used(&output), "{said}");
        assert!(is_used(&below(&sandbox, &["--config", "../creditcalc.toml"])));
        // In the working folder, too.
        let here = ended(&mut sandbox.creditcalc(["estimate", "--cost-per-run", "4"]));
        assert!(stderr(&here).contains(why) && !is_used(&here), "{}", stderr(&here));
    }
    // As in `/tmp`: nobody replaces the file of another.
    allow(&folder, 0o1777);
    assert!(is_used(&below(&sandbox, &[])));
}

#[cfg(unix)]
#[test]
fn settings_of_somebody_else_are_left_out_and_those_of_the_folders_owner_are_named() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = \"max-5x\"\n");
    let file = sandbox.work().join("creditcalc.toml");
    if std::os::unix::fs::chown(&file, Some(4711), Some(4711)).is_err() {
        return crate::sandbox::say_skipped("settings of somebody else: only root can give a file away");
    }
    let here = || ended(&mut sandbox.creditcalc(["estimate", "--cost-per-run", "4"]));
    assert!(stderr(&here()).contains("`creditcalc.toml` is not used: it belongs to somebody else"));
    assert!(
        stderr(&below(&sandbox, &[]))
            .contains("`../creditcalc.toml` is not used: it belongs to somebody else")
    );
    std::os::unix::fs::chown(sandbox.work(), Some(4711), Some(4711)).expect("it worked just now");
    let said = stderr(&here());
    assert!(
        said.contains("settings: creditcalc.toml (plan), which belongs to the owner of this folder"),
        "{said}"
    );
    assert!(
        stderr(&below(&sandbox, &[]))
            .contains("`../creditcalc.toml` is not used: it belongs to somebody else")
    );
}

#[cfg(unix)]
#[test]
fn settings_by_a_link_tell_nothing() {
    for (target, text) in
        [("../home/named", None), ("../home/named", Some("API_KEY")), ("secrets", Some("API_KEY"))]
    {
        let sandbox = Sandbox::new();
        link(&sandbox, "creditcalc.toml", target);
        if let Some(key) = text {
            sandbox.write(target, format!("{key}={SECRET}\n"));
        }
        let output = ended(&mut sandbox.creditcalc(["estimate", "--cost-per-run", "4"]));
        let said = all(&output);
        assert!(!said.contains(SECRET) && !said.contains("API_KEY"), "{said}");
        let expected = if target == "secrets" {
            "`creditcalc.toml` isn't a settings file"
        } else {
            "it is a link that points outside its folder"
        };
        assert!(said.contains(expected), "{said}");
    }
    let sandbox = Sandbox::new();
    link(&sandbox, "creditcalc.toml", "settings/ci.toml");
    sandbox.write("settings/ci.toml", "# CI\nplan = \"max-5x\"\n");
    assert!(all(&ended(&mut sandbox.creditcalc(["estimate", "--cost-per-run", "4"]))).contains("max-5x"));
}

#[cfg(unix)]
#[test]
fn settings_that_were_looked_for_name_prices_in_their_folder() {
    for name in ["../home", "/etc", "~", "prices.lnk"] {
        let sandbox = Sandbox::new();
        sandbox.write("creditcalc.toml", format!("pricing = \"{name}\"\n"));
        sandbox.write("../home/prices.toml", format!("API_KEY={SECRET}\n"));
        link(&sandbox, "prices.lnk", "../home");
        let output = ended(&mut sandbox.creditcalc(["models"]));
        let said = all(&output);
        assert!(
            said.contains("error[C502]") && said.contains("is outside the folder") && !said.contains(SECRET),
            "{said}"
        );
    }
    for (file, target) in [
        ("prices/a.toml", None),
        ("prices/a.toml", Some("../../home/named")),
        ("prices/a.toml", Some("../secrets")),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("creditcalc.toml", "pricing = \"prices\"\n");
        sandbox.write("../home/named", format!("API_KEY={SECRET}\n"));
        sandbox.write("secrets", format!("API_KEY={SECRET}\n"));
        match target {
            Some(target) => link(&sandbox, file, target),
            None => sandbox.write(file, format!("API_KEY={SECRET}\n")),
        }
        let output = ended(&mut sandbox.creditcalc(["models"]));
        let said = all(&output);
        assert!(said.contains("`prices/a.toml`") && !said.contains(SECRET), "{said}");
        assert_eq!(output.status.code(), Some(1), "{said}");
    }
}
