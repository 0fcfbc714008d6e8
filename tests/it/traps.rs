//! What is made to hang a program or to fill its memory: links that lead back, pipes that nobody writes to,
//! names of megabytes, thousands of faults, packed files that unpack oddly.

use std::process::{Command, Output, Stdio};

use crate::sandbox::Sandbox;

/// A row of a run of its own: 1,000 x $5.00/M + 100 x $25.00/M = $0.0075.
fn row(run: &str) -> String {
    format!(
        r#"{{"run":"{run}","started_at":"2026-11-01T03:00:00Z","model":"claude-opus-5","input_tokens":1000,"output_tokens":100}}"#
    ) + "\n"
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    let mut command = sandbox.creditcalc(args);
    command.env("CREDITCALC_AS_OF", "2026-11-21").output().expect("the program was built")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("answers are UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("errors are UTF-8")
}

/// The first words of `creditcalc measure`, which count the runs.
fn runs(output: &Output) -> &str {
    stdout(output).split([',', '\n']).next().unwrap_or_default()
}

// ---- Links

#[cfg(unix)]
fn looping() -> Sandbox {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::new();
    sandbox.write("l/a/one.jsonl", row("one"));
    sandbox.write("l/a/b/two.jsonl", row("two"));
    for (target, link) in [("..", "l/a/up"), (".", "l/self"), ("a", "l/again"), ("../..", "l/a/b/top")] {
        symlink(target, sandbox.work().join(link)).expect("links can be made");
    }
    sandbox
}

#[cfg(unix)]
#[test]
fn a_pattern_over_links_that_lead_back_gives_each_file_once() {
    let sandbox = looping();
    for (pattern, found) in [
        ("l/**/*.jsonl", "2 programmatic runs"),
        ("**/*.jsonl", "2 programmatic runs"),
        ("**", "2 programmatic runs"),
        ("l/**", "2 programmatic runs"),
        ("**/**", "2 programmatic runs"),
        ("l/**/**/*.jsonl", "2 programmatic runs"),
        ("**/a/**/*.jsonl", "2 programmatic runs"),
        ("**/up/**/b/**", "2 programmatic runs"),
        ("l/*/*.jsonl", "1 programmatic run"),
        ("**/again/[o-p]*.jsonl", "1 programmatic run"),
        ("l/**/../a/*.jsonl", "1 programmatic run"),
        ("./l/./**/tw*", "1 programmatic run"),
        ("l", "2 programmatic runs"),
    ] {
        let output = run(&sandbox, &["measure", pattern]);
        assert_eq!(runs(&output), found, "{pattern}: {}", stderr(&output));
        assert_eq!(output.stdout, run(&sandbox, &["measure", pattern]).stdout, "{pattern}");
        let whole = sandbox.work().join(pattern);
        let whole = run(&sandbox, &["measure", whole.to_str().expect("temporary folders are text")]);
        assert_eq!(runs(&whole), found, "{pattern}, named whole");
    }
    let estimated = run(&sandbox, &["estimate", "--from", "l/**/*.jsonl", "--explain"]);
    assert!(
        stdout(&estimated).contains("the mean of 2 measured programmatic runs"),
        "{}",
        stdout(&estimated)
    );
}

#[cfg(unix)]
#[test]
fn a_pattern_ends_with_thousands_of_links() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::new();
    sandbox.write("l/r.jsonl", row("one"));
    for number in 0..2000 {
        symlink(".", sandbox.work().join(format!("l/{number}"))).expect("links can be made");
    }
    for pattern in ["**/*.jsonl", "l/**/*/**/*.jsonl", "l/*/*/*/r.jsonl"] {
        assert_eq!(runs(&run(&sandbox, &["measure", pattern])), "1 programmatic run", "{pattern}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_pattern_cannot_read_is_named_once_and_the_rest_is_read() {
    use std::os::unix::fs::symlink;

    let sandbox = looping();
    symlink("nowhere", sandbox.work().join("l/a/gone.jsonl")).expect("links can be made");
    symlink("knot", sandbox.work().join("l/knot")).expect("links can be made");
    let output = run(&sandbox, &["measure", "**/a/**/*.jsonl"]);
    assert_eq!(runs(&output), "2 programmatic runs", "{}", stderr(&output));
    for name in ["gone.jsonl`: no such file", "knot`: too many levels of symbolic links"] {
        assert_eq!(stderr(&output).matches(name).count(), 1, "{}", stderr(&output));
    }
    let output = run(&sandbox, &["measure", "**/gone.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no file matches `**/gone.jsonl`"), "{}", stderr(&output));
    assert!(stderr(&output).contains("gone.jsonl`: no such file"), "{}", stderr(&output));
}

// ---- Pipes and devices

#[cfg(unix)]
fn fifo(sandbox: &Sandbox, name: &str) -> bool {
    let path = sandbox.work().join(name);
    std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("folders can be made");
    let made = Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success());
    if !made {
        crate::sandbox::say_skipped("pipes with names: there is no `mkfifo`");
    }
    made
}

/// What the program says while another one writes `bytes` into the pipe that `{}` in `args` stands for.
#[cfg(unix)]
fn piped(sandbox: &Sandbox, bytes: &[u8], args: &[&str]) -> Output {
    sandbox.write("piped", bytes);
    let program = sandbox.creditcalc([""; 0]);
    let mut command = Command::new("bash");
    let script = format!("\"$0\" {}", args.join(" ").replace("{}", "<(cat piped)"));
    command.arg("-c").arg(script).arg(program.get_program()).current_dir(sandbox.work()).env_clear();
    command.env("HOME", sandbox.work()).env("CREDITCALC_AS_OF", "2026-11-21").env("PATH", "/usr/bin:/bin");
    command.output().expect("there is a bash")
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_is_read_once_whatever_it_holds() {
    use std::io::Write as _;

    let sandbox = Sandbox::new();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(row("a").as_bytes()).expect("memory takes everything");
    let frame = zstandard(&[row("a").as_bytes()], 10 << 3);
    for bytes in [row("a").into_bytes(), gzip.finish().expect("memory takes everything"), frame] {
        let output = piped(&sandbox, &bytes, &["measure", "{}"]);
        assert_eq!(runs(&output), "1 programmatic run", "{}", stderr(&output));
    }
    sandbox.write("rows.jsonl", row("a"));
    run(&sandbox, &["measure", "rows.jsonl", "--write-profile", "p.toml"]);
    for bytes in [sandbox.read("p.toml"), sandbox.read("rows.jsonl")] {
        let output = piped(&sandbox, bytes.as_bytes(), &["estimate", "--from", "{}"]);
        assert!(stdout(&output).starts_with("$0.0075 a run x 30 nights"), "{}", stderr(&output));
        for input in ["-", "/dev/stdin"] {
            let output = piped(&sandbox, bytes.as_bytes(), &["estimate", "--from", input, "<", "piped"]);
            assert!(stdout(&output).starts_with("$0.0075 a run x 30 nights"), "{}", stderr(&output));
        }
    }
    let saved = run(&sandbox, &["estimate", "--cost-per-run", "4", "--json"]).stdout;
    let output = piped(&sandbox, &saved, &["diff", "{}", "{}"]);
    assert!(stdout(&output).starts_with("No change"), "{}", stderr(&output));
    let scenario = b"plan = 'pro'\n[[job]]\nname = 'a'\ncost_per_run_usd = '4.00'\nnightly = true\n";
    assert_eq!(piped(&sandbox, scenario, &["simulate", "{}"]).status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_only_found_is_never_opened() {
    let sandbox = Sandbox::new();
    for name in ["l/p.jsonl", "prices/a.toml", "home/creditcalc/creditcalc.toml", "scenario.toml", "p.toml"] {
        if !fifo(&sandbox, name) {
            return;
        }
    }
    sandbox.write("l/r.jsonl", row("a"));
    let told = "p.jsonl`: it is a pipe or a device; name it to read it";
    for paths in ["l", "l/*", "**/*.jsonl"] {
        // A pipe is no record that was lost.
        let output = run(&sandbox, &["measure", paths, "--strict"]);
        assert_eq!(runs(&output), "1 programmatic run", "{paths}: {}", stderr(&output));
        assert!(stderr(&output).contains(told), "{paths}: {}", stderr(&output));
    }
    for args in [&["models", "--pricing", "prices"][..], &["check"], &["pricing", "check", "prices"]] {
        let output = run(&sandbox, args);
        assert!(stderr(&output).contains("it is a pipe or a device"), "{args:?}: {}", stderr(&output));
    }
    let output = run(&sandbox, &["estimate", "--from", "*.toml"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let mut with_settings = sandbox.creditcalc(["plans"]);
    let output = with_settings.env("XDG_CONFIG_HOME", sandbox.work().join("home")).output();
    let output = output.expect("the program was built");
    assert!(stderr(&output).contains("creditcalc.toml`: it is a pipe or a device"), "{}", stderr(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_without_an_end_is_read_to_a_limit() {
    let sandbox = Sandbox::new();
    for device in ["/dev/zero", "/dev/null", "/dev/urandom"] {
        let output = run(&sandbox, &["measure", device]);
        assert_eq!(output.status.code(), Some(1), "{device}");
        assert!(stderr(&output).contains("no records of runs found in"), "{device}: {}", stderr(&output));
    }
}

// ---- Packed

/// A Zstandard frame of blocks that are not packed.
fn zstandard(blocks: &[&[u8]], window: u8) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, window];
    for (place, block) in blocks.iter().enumerate() {
        let size = u32::try_from(block.len()).expect("blocks are small");
        let head = size << 3 | u32::from(place + 1 == blocks.len());
        frame.extend(&head.to_le_bytes()[..3]);
        frame.extend(*block);
    }
    frame
}

#[test]
fn a_zstandard_frame_is_read_however_it_is_made() {
    let sandbox = Sandbox::new();
    let (text, nothing) = (row("a"), [0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, b'n', b'o']);
    let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
    let mut empty = vec![&b""[..]; 50_000];
    empty.push(text.as_bytes());
    let whole = zstandard(&[text.as_bytes()], 10 << 3);
    for (what, packed) in [
        ("blocks of a byte", zstandard(&bytes, 10 << 3)),
        ("blocks of nothing", zstandard(&empty, 10 << 3)),
        ("a window of 256 MiB", zstandard(&bytes, 18 << 3)),
        ("a window of 512 MiB", zstandard(&bytes, 19 << 3)),
        ("a frame that holds nothing before", [&nothing[..], &whole].concat()),
        ("and behind", [&whole[..], &nothing].concat()),
        (
            "thousands of frames",
            [whole.clone(), zstandard(&[b" "], 0).repeat(20_000), nothing.repeat(20_000)].concat(),
        ),
    ] {
        sandbox.write("r.zst", packed);
        let output = run(&sandbox, &["measure", "r.zst", "--strict"]);
        assert_eq!(runs(&output), "1 programmatic run", "{what}: {}", stderr(&output));
    }
}

#[test]
fn a_zstandard_frame_that_is_sound_is_not_called_broken() {
    let sandbox = Sandbox::new();
    let text = row("a");
    let with_dictionary = [&[0x28, 0xb5, 0x2f, 0xfd, 1, 10 << 3, 7][..], &[1, 0, 0]].concat();
    let needs = |window: &str| {
        format!("it needs a window of {window} MiB, more than 512 MiB: unpack it with `zstd -d --long=31`")
    };
    for (packed, reason) in [
        (zstandard(&[text.as_bytes()], 20 << 3), needs("1,024")),
        (zstandard(&[text.as_bytes()], 21 << 3), needs("2,048")),
        (
            with_dictionary,
            "it was packed with a dictionary: unpack it with `zstd -d -D DICTIONARY`".to_owned(),
        ),
    ] {
        sandbox.write("r.zst", packed);
        let output = run(&sandbox, &["measure", "r.zst"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(&format!("`r.zst`: {reason}\n")), "{}", stderr(&output));
    }
}

#[test]
fn what_stands_before_the_end_of_a_zstandard_frame_that_is_cut_off_is_read() {
    let sandbox = Sandbox::new();
    let (one, two) = (row("a"), row("b"));
    let whole = zstandard(&[one.as_bytes(), two.as_bytes()], 10 << 3);
    for cut in [1, 20, two.len() + 2] {
        sandbox.write("r.zst", &whole[..whole.len() - cut]);
        let output = run(&sandbox, &["measure", "r.zst"]);
        assert_eq!(runs(&output), "1 programmatic run", "{cut}: {}", stderr(&output));
        assert!(
            stderr(&output).contains(
                "`r.zst`: it is compressed, and broken or cut off; everything before that was read"
            ),
            "{}",
            stderr(&output)
        );
    }
}

// ---- Names

#[test]
fn a_name_of_a_megabyte_is_cut_wherever_it_is_shown() {
    let sandbox = Sandbox::new();
    let long = "x".repeat(1_000_000);
    sandbox.write("rows.jsonl", row("a").replace("claude-opus-5", &long) + &row(&long));
    sandbox.write("key.toml", format!("{long} = 1\n"));
    sandbox.write(
        "value.toml",
        format!("plan = \"{long}\"\n[[job]]\nname = \"{long}\"\ncron = \"{long}\"\ntz = \"{long}\"\n"),
    );
    sandbox.write(
        "prices/a.toml",
        format!("format = \"creditcalc.models/1\"\n[[model]]\nid = \"{long}\"\n{long} = 1\n"),
    );
    sandbox.write("crontab", format!("{long} * * * * claude -p x\n"));
    sandbox.write("workflow.yml", format!("on:\n  schedule:\n    - cron: '{long}'\n  {long}:\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: claude -p x\n"));
    sandbox.write(
        "profile.toml",
        format!(
            "schema = \"creditcalc.profile/1\"\n[[run]]\nusage = [{{ model = \"{long}\", input = 1 }}]\n"
        ),
    );
    for args in [
        &["measure", "rows.jsonl"][..],
        &["measure", "rows.jsonl", "--format", "markdown"],
        &["measure", "rows.jsonl", "--explain"],
        &["measure", "rows.jsonl", "--by", "model"],
        &["simulate", "key.toml"],
        &["simulate", "value.toml"],
        &["pricing", "check", "prices"],
        &["estimate", "--crontab", "crontab", "--cost-per-run", "4"],
        &["estimate", "--workflow", "workflow.yml", "--cost-per-run", "4"],
        &["estimate", "--from", "profile.toml"],
        &["estimate", "--from", "rows.jsonl", "--median"],
    ] {
        let output = run(&sandbox, args);
        let said = stdout(&output).to_owned() + stderr(&output);
        assert!(said.len() < 20_000, "{args:?}: {} bytes, {}", said.len(), &said[..2000]);
    }
    // As long as the system lets an argument be.
    let long = "y".repeat(100_000);
    for args in [
        &["estimate", "--cost-per-run", "4", "--plan", &long][..],
        &["estimate", "--cost-per-run", "4", "--program", &long],
        &["estimate", "--cost-per-run", "4", "--tz", &long],
        &["estimate", "--cost-per-run", "4", "--cron", &long],
        &["estimate", "--cost-per-run", "4", "--oncalendar", &long],
        &["estimate", "--cost-per-run", &long],
        &["estimate", "--model", &long, "--input", "3"],
        &["estimate", "--usage", &long],
        &["measure", &long],
        &["simulate", &long],
        &[&long],
    ] {
        let output = run(&sandbox, args);
        let said = stderr(&output);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{said}");
        assert!(said.len() < 5_000 && said.contains('…'), "{:?}: {} bytes", args[0], said.len());
    }
}

// ---- Faults

#[test]
fn of_thousands_of_faults_fifty_are_told_and_the_others_counted() {
    let sandbox = Sandbox::new();
    let keys: Vec<String> = (0..5000).map(|number| format!("key_{number} = 1\n")).collect();
    let keys = keys.concat();
    let job = "plan = 'pro'\n[[job]]\nname = 'a'\ncost_per_run_usd = '4.00'\nnightly = true\n";
    sandbox.write("scenario.toml", job.to_owned() + &keys);
    sandbox.write("prices/a.toml", format!("format = \"creditcalc.models/1\"\n{keys}"));
    for args in
        [&["simulate", "scenario.toml"][..], &["check", "scenario.toml"], &["pricing", "check", "prices"]]
    {
        let output = run(&sandbox, args);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert_eq!(said.matches("error[").count(), 50, "{args:?}: {said}");
        // What is missing besides is told, too.
        assert!(said.contains("\n\nand 4,95") && said.ends_with(" more\n"), "{args:?}: {said}");
        let lines: Vec<&str> = said.lines().filter(|line| line.contains("-->")).collect();
        let places =
            lines.iter().map(|line| line.split(':').nth(1).and_then(|line| line.parse::<u32>().ok()));
        assert!(places.clone().all(|place| place.is_some()) && places.is_sorted(), "{args:?}: {said}");
    }
    sandbox.write("creditcalc.toml", keys);
    let output = run(&sandbox, &["plans"]);
    assert_eq!((output.status.code(), stderr(&output).matches("error[").count()), (Some(2), 50));
}

#[test]
fn records_with_faults_in_every_line_are_told_of_by_kind() {
    let sandbox = Sandbox::new();
    let faulty = "{\"model\":\"m\",\"input_tokens\":-1}\n{\"model\":\"m\n".repeat(20_000);
    sandbox.write("rows.jsonl", row("a") + &faulty);
    sandbox.write("rows.csv", "model,input_tokens\n".to_owned() + &"m,x\nm\n".repeat(20_000));
    let output = run(&sandbox, &["measure", "rows.jsonl", "rows.csv"]);
    assert_eq!(runs(&output), "1 programmatic run", "{}", stderr(&output));
    assert_eq!(stderr(&output).matches("(20,000 records like this)").count(), 4, "{}", stderr(&output));
    for number in 0..60 {
        sandbox.write(&format!("many/{number}.csv"), "model,input_tokens\nm,x\n");
    }
    let output = run(&sandbox, &["measure", "rows.jsonl", "many"]);
    assert!(stderr(&output).contains("skipped: and 42 more like these"), "{}", stderr(&output));
}

/// Nobody writes to the program's input in these tests.
#[test]
fn standard_input_by_its_file_is_standard_input() {
    let sandbox = Sandbox::new();
    for name in ["-", "/dev/stdin"] {
        let mut command = sandbox.creditcalc(["measure", name]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program was built");
        let mut input = child.stdin.take().expect("it was asked for");
        std::io::Write::write_all(&mut input, row("a").as_bytes()).expect("it is read");
        drop(input);
        assert_eq!(runs(&child.wait_with_output().expect("it ends")), "1 programmatic run", "{name}");
    }
    let output = run(&sandbox, &["measure", "-", "/dev/stdin"]);
    assert!(stderr(&output).contains("standard input can be read only once"), "{}", stderr(&output));
}

// ---- Rows

/// What is told of all rows of a file: tokens and costs by model, and the number of runs.
fn totals(sandbox: &Sandbox, rows: &str) -> (usize, serde_json::Value) {
    sandbox.write("rows.jsonl", rows);
    let output = run(sandbox, &["measure", "rows.jsonl", "--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("answers are JSON");
    let mut totals = answer["totals"].clone();
    // In how many runs a model was used is what differs.
    for model in totals["models"].as_array_mut().expect("a list").iter_mut() {
        model["runs"] = serde_json::Value::Null;
    }
    (answer["runs"].as_array().expect("a list").len(), totals)
}

#[test]
fn rows_of_one_run_cost_what_they_cost_apart() {
    let sandbox = Sandbox::new();
    let (mut together, mut apart) = (String::new(), String::new());
    let mut number = 0;
    // Haiku costs more for a prompt of more than 100,000 tokens.
    for model in ["claude-haiku-5-5", "claude-opus-5", "claude-opus-5-5"] {
        for input in [1_000, 60_000, 99_999, 100_001, 250_000, 700_000] {
            for requests in ["", ",\"requests\":0", ",\"requests\":1", ",\"requests\":3"] {
                for rest in ["", ",\"cache_write_tokens\":500", ",\"fast\":false,\"web_searches\":2"] {
                    for day in ["2026-11-02T01:00:00Z", "2026-11-20T23:00:00Z"] {
                        number += 1;
                        let row = |run: &str| {
                            format!(
                                "{{\"run\":\"{run}\",\"id\":\"{number}\",\"model\":\"{model}\",\"started_at\":\"{day}\",\"input_tokens\":{input},\"output_tokens\":7{requests}{rest}}}\n"
                            )
                        };
                        together += &row("one");
                        // Read twice, it counts once.
                        together += &row("one");
                        apart += &row(&number.to_string());
                    }
                }
            }
        }
    }
    let ((one, of_one), (many, of_many)) = (totals(&sandbox, &together), totals(&sandbox, &apart));
    assert_eq!((one, many), (1, number));
    assert_eq!(of_one, of_many);
    // A profile says the same again.
    let cost = |rows: &str| {
        sandbox.write("rows.jsonl", rows);
        run(&sandbox, &["measure", "rows.jsonl", "--write-profile", "p.toml"]);
        let output = run(&sandbox, &["estimate", "--from", "p.toml", "--runs", "1", "--json"]);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("answers are JSON");
        answer["run"].clone()
    };
    let row = |id: u32| {
        format!(
            "{{\"run\":\"one\",\"id\":\"{id}\",\"model\":\"claude-haiku-5-5\",\"input_tokens\":99000,\"output_tokens\":10}}\n"
        )
    };
    let (single, double) = (cost(&row(1)), cost(&(row(1) + &row(2))));
    assert!(!single.is_null() && !double.is_null());
    assert!(sandbox.read("p.toml").contains("prompt_tokens_max = 99000"), "{}", sandbox.read("p.toml"));
}
