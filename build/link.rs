//! How the program is linked where that is known to make it start sooner.
//!
//! A process that answers in a millisecond spends more of it on being loaded than on its answer: the dynamic
//! loader maps three libraries, looks up a hundred names in them and corrects 7,000 addresses, most of which
//! are never used. That is half of the system calls and page faults of a short answer. On Linux with the GNU C
//! library it can be done when the program is built. Where it cannot (another system, a cross build, no static
//! C library installed), nothing is asked of the linker and the program is the same, only later. What is
//! downloaded is linked with musl by `packaging/program.sh`, which names the linker itself.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// Where rustc links the GNU C library as is said below. Whether it works on this machine is tried.
const TARGETS: [&str; 2] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

/// The names under which the standard library asks for shared libraries, and the archives that hold the same.
const LIBRARIES: [(&str, &[&str]); 7] = [
    ("gcc_s", &["gcc_eh", "gcc"]),
    // Unwinding needs the C library and that needs unwinding, so each is found beside the other.
    ("c", &["c", "gcc", "gcc_eh"]),
    ("m", &["m"]),
    ("rt", &["rt"]),
    ("pthread", &["pthread"]),
    ("util", &["util"]),
    ("dl", &["dl"]),
];

/// Functions of the same code become one function, which makes up for the C library in the file. LLVM's
/// linker, which rustc brings along, and mold know it; GNU's does not. Rust promises nobody that two functions
/// are at two addresses.
const FOLD: &str = "-Wl,--icf=all";

/// What a linker is told to leave out: the tables by which a panic goes back through its callers, to clean up or
/// to list them. In a release a panic says what happened and aborts, and the names that a list would have are
/// stripped, so nobody reads these tables; they are a twentieth of the file.
const NO_UNWINDING: &str = include_str!("no_unwinding.ld");

/// Asks for a static program if one can be linked and runs here.
pub(crate) fn statically(out: &Path) {
    println!("cargo::rerun-if-env-changed=CREDITCALC_LINK");
    let (target, host) = (variable("TARGET"), variable("HOST"));
    let known = target == host && TARGETS.contains(&target.as_str());
    // What the whole build was told to do already: by `-C target-feature=+crt-static`, or by a distributor
    // whose programs share their libraries.
    let decided = variable("CARGO_CFG_TARGET_FEATURE").split(',').any(|on| on == "crt-static");
    if !known || decided || variable("CREDITCALC_LINK") == "dynamic" {
        return;
    }
    let works = |args: &Vec<String>| links_and_runs(args, out).unwrap_or(false);
    let Some(mut args) = arguments(out).filter(works) else { return };
    // Each is asked for where it works, too.
    for wish in [Some(FOLD.to_owned()), without_unwinding(out)].into_iter().flatten() {
        args.push(wish);
        if !works(&args) {
            args.pop();
        }
    }
    for arg in args {
        println!("cargo::rustc-link-arg-bins={arg}");
    }
}

/// The argument that leaves the tables out, in a release.
fn without_unwinding(out: &Path) -> Option<String> {
    // A program for debugging unwinds, and lists the callers.
    if variable("PROFILE") != "release" {
        return None;
    }
    let script = out.join("no_unwinding.ld");
    fs::write(&script, NO_UNWINDING).ok()?;
    Some(format!("-Wl,-T,{}", script.display()))
}

/// The arguments, and the folder of archives that they name; `None` where an archive is missing.
fn arguments(out: &Path) -> Option<Vec<String>> {
    let folder = out.join("static");
    fs::create_dir_all(&folder).ok()?;
    for (shared, archives) in LIBRARIES {
        let archives: Option<Vec<String>> = archives.iter().map(|name| archive(name)).collect();
        // A linker script: what it names is read in its place.
        fs::write(folder.join(format!("lib{shared}.a")), format!("GROUP ( {} )\n", archives?.join(" ")))
            .ok()?;
    }
    Some(vec![
        // No loader, and the start code of a program that needs none.
        "-static".to_owned(),
        // At a fixed address, so that no address in it has to be corrected. Stack, heap and mappings are at
        // random addresses all the same.
        "-no-pie".to_owned(),
        // rustc asks for the shared libraries by name behind `-Bdynamic`. Folders are searched in order, so
        // the archives are found under these names first.
        format!("-L{}", folder.display()),
    ])
}

/// Where the C compiler keeps an archive.
fn archive(name: &str) -> Option<String> {
    let asked = Command::new(linker()).arg(format!("-print-file-name=lib{name}.a")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim());
    // One that it does not have it gives back as it was asked.
    if !path.is_absolute() || !path.is_file() {
        return None;
    }
    // When it is no longer there, another answer is right.
    println!("cargo::rerun-if-changed={}", path.display());
    Some(format!("\"{}\"", path.display()))
}

/// A variable that cargo sets for build scripts; empty where it does not.
fn variable(name: &str) -> String {
    env::var_os(name).and_then(|value| value.into_string().ok()).unwrap_or_default()
}

fn linker() -> OsString {
    env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into())
}

/// Tries the arguments on a small program, with the compiler, the linker and the flags of this build.
fn links_and_runs(args: &[String], out: &Path) -> io::Result<bool> {
    let (source, program) = (out.join("probe.rs"), out.join("probe"));
    // With a thread and an argument, which a static program comes by in other ways.
    let text = "fn main() {\n    let thread = std::thread::spawn(|| std::env::args().count());\n    \
                assert_eq!(thread.join().ok(), Some(1));\n    print!(\"static\");\n}\n";
    fs::write(&source, text)?;
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition=2021", "--crate-name=probe", "-o"]).arg(&program).arg(&source);
    rustc.args(variable("CARGO_ENCODED_RUSTFLAGS").split('\u{1f}').filter(|flag| !flag.is_empty()));
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        rustc.arg("-C").arg([OsString::from("linker="), linker].into_iter().collect::<OsString>());
    }
    rustc.args(args.iter().map(|arg| format!("-Clink-arg={arg}")));
    // What it says is nobody's business: where it does not work, nothing is asked.
    rustc.stdout(Stdio::null()).stderr(Stdio::null());
    Ok(rustc.status()?.success() && Command::new(&program).output()?.stdout == b"static")
}
