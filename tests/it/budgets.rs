//! Budgets that a person types into: an installed `LibreOffice` opens the workbook, computes it again with other
//! inputs, and comes to what the program answers when it is asked with those.

use calamine::Data;

use crate::sandbox::Sandbox;
use crate::spreadsheets::{Contents, Office, agree, contents, formulas, part, parts, value};

const TAB: &str = "Budget";

/// What is typed, and what the same question is in flags.
struct Case {
    name: &'static str,
    asked: &'static [&'static str],
    typed: &'static [(&'static str, &'static str)],
    same: &'static [&'static str],
}

/// Each begins as `asked`, and is what `same` says when `typed` is typed into it.
const CASES: [Case; 6] = [
    Case {
        name: "nothing",
        asked: &["--cost-per-run", "4", "--credit", "20", "--runs", "30"],
        typed: &[],
        same: &["--cost-per-run", "4", "--credit", "20", "--runs", "30"],
    },
    Case {
        name: "dearer",
        asked: &["--cost-per-run", "4", "--credit", "20", "--runs", "30"],
        typed: &[("Cost of a run ($)", "6.5"), ("Runs a cycle", "31")],
        same: &["--cost-per-run", "6.5", "--credit", "20", "--runs", "31"],
    },
    Case {
        name: "all",
        asked: &["--cost-per-run", "4", "--credit", "20", "--runs", "30"],
        typed: &[
            ("Cost of a run ($)", "6.5"),
            ("Runs a cycle", "31"),
            ("credit", "50"),
            ("When the credit is used up", "cap"),
            ("Cap a cycle ($)", "25"),
            ("Already spent ($)", "3.25"),
        ],
        same: &[
            "--cost-per-run",
            "6.5",
            "--credit",
            "50",
            "--runs",
            "31",
            "--on-exhaustion",
            "cap=25",
            "--spent",
            "3.25",
        ],
    },
    Case {
        name: "billed",
        asked: &["--cost-per-run", "0.1", "--credit", "20", "--runs", "300"],
        typed: &[("credit", "0.3"), ("When the credit is used up", "bill")],
        same: &["--cost-per-run", "0.1", "--credit", "0.3", "--runs", "300", "--on-exhaustion", "bill"],
    },
    Case {
        name: "floats",
        asked: &["--cost-per-run", "4", "--credit", "20", "--runs", "30"],
        // 0.3 / 0.1 is less than 3 in floats, and three runs are paid.
        typed: &[("Cost of a run ($)", "0.1"), ("credit", "0.3")],
        same: &["--cost-per-run", "0.1", "--credit", "0.3", "--runs", "30"],
    },
    Case {
        name: "plan",
        asked: &["--cost-per-run", "4", "--plan", "pro"],
        typed: &[("Runs this cycle", "31")],
        same: &["--cost-per-run", "4", "--plan", "pro", "--runs", "31"],
    },
];

fn asked(sandbox: &Sandbox, command: &str, args: &[&str], format: &[&str]) -> Vec<u8> {
    let args = [&[command, "-q", "--as-of", "2026-11-28"], args, format].concat();
    let output = sandbox.creditcalc(args).output().expect("it can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text(data: &Data) -> String {
    data.to_string()
}

/// The row in which a label stands, from `from` on.
fn row_of(contents: &Contents, label: &str, from: u32) -> u32 {
    (from..500).find(|row| text(value(contents, TAB, *row, 0)) == label).unwrap_or_else(|| panic!("{label}"))
}

/// What the first row under the heads of a table has under one of them.
fn under<'c>(contents: &'c Contents, first_head: &str, head: &str, down: u32) -> &'c Data {
    let row = row_of(contents, first_head, 0);
    let column = (0..20).find(|column| text(value(contents, TAB, row, *column)) == head).expect(head);
    value(contents, TAB, row + 1 + down, column)
}

/// The file with other values in some cells of its first sheet.
fn typed(bytes: &[u8], values: &[(&str, &str)]) -> Vec<u8> {
    let ours = contents(bytes.to_vec());
    let mut sheet = part(bytes, "xl/worksheets/sheet1.xml");
    for (label, new) in values {
        let place = match *label {
            "credit" => format!("C{}", row_of(&ours, "Plan", 0) + 2),
            label => format!("B{}", row_of(&ours, label, 0) + 1),
        };
        type_at(&mut sheet, &place, new);
    }
    packed(bytes, "xl/worksheets/sheet1.xml", sheet.as_bytes())
}

/// Types something into a cell of a sheet.
fn type_at(sheet: &mut String, place: &str, new: &str) {
    let start = sheet.find(&format!("<c r=\"{place}\"")).expect("the cell is there");
    let end = start + sheet[start..].find("</c>").expect("it has a value") + 4;
    let style = sheet[start..].split('"').nth(3).expect("it has a style");
    let cell = match new.parse::<f64>() {
        Ok(_) => format!("<c r=\"{place}\" s=\"{style}\"><v>{new}</v></c>"),
        Err(_) => format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t>{new}</t></is></c>"),
    };
    sheet.replace_range(start..end, &cell);
}

/// The file with another part in it.
fn packed(bytes: &[u8], name: &str, new: &[u8]) -> Vec<u8> {
    let (mut file, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (part_name, _) in parts(bytes) {
        let whole = if part_name == name { new.to_vec() } else { part(bytes, &part_name).into_bytes() };
        let mut crc = flate2::Crc::new();
        crc.update(&whole);
        let size = u32::try_from(whole.len()).expect("it is small").to_le_bytes();
        // Version 2.0, no flags, stored, no time; then the sum, twice the size, and the lengths of the names.
        let mut head = [20, 0, 0, 0, 0, 0, 0, 0, 33, 0].to_vec();
        head.extend(crc.sum().to_le_bytes());
        head.extend(size);
        head.extend(size);
        head.extend(u16::try_from(part_name.len()).expect("it is short").to_le_bytes());
        head.extend([0, 0]);
        let at = u32::try_from(file.len()).expect("it is small").to_le_bytes();
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(part_name.as_bytes());
        file.extend(&whole);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at);
        directory.extend(part_name.as_bytes());
        count += 1;
    }
    let (at, size) = (file.len(), directory.len());
    file.extend(directory);
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    file.extend(u32::try_from(size).expect("it is small").to_le_bytes());
    file.extend(u32::try_from(at).expect("it is small").to_le_bytes());
    file.extend([0, 0]);
    file
}

fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).expect("it is JSON")
}

fn number(json: &serde_json::Value) -> Data {
    let digits = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    Data::Float(digits.parse().expect("a number"))
}

/// Whether the row of the first plan, and of the first cycle, say what an answer says.
fn check(name: &str, theirs: &Contents, answer: &serde_json::Value) {
    let plan = &answer["plans"][0];
    for (head, expected) in [
        ("Cost ($)", &answer["total_cost_usd"]),
        ("Drawn ($)", &plan["drawn_usd"]),
        ("Overflow ($)", &plan["overflow_usd"]),
        ("Billed ($)", &plan["billed_usd"]),
        ("Refused runs", &plan["runs_refused"]),
        ("Left ($)", &plan["expires_usd"]),
    ] {
        for table in ["Plan", "Cycle"] {
            let found = under(theirs, table, head, 0);
            assert!(agree(found, &number(expected)), "{name}, {table}: {head} is {found:?}, not {expected}");
        }
    }
}

#[test]
fn what_is_typed_into_a_budget_gives_what_the_program_answers() {
    let sandbox = Sandbox::new();
    let files: Vec<(String, Vec<u8>)> = CASES
        .iter()
        .map(|case| {
            let bytes = asked(&sandbox, "estimate", case.asked, &["--format", "xlsx"]);
            (format!("{}.xlsx", case.name), typed(&bytes, case.typed))
        })
        .collect();
    let Some(office) = Office::found() else { return };
    for (name, bytes) in &files {
        office.put(name, bytes);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    office.convert("xlsx:Calc MS Excel 2007 XML", &names);
    for (case, name) in CASES.iter().zip(names) {
        let theirs = contents(office.get(name));
        check(case.name, &theirs, &json(&asked(&sandbox, "estimate", case.same, &["--json"])));
    }
}

#[test]
fn a_budget_that_nobody_typed_into_is_the_answer() {
    let sandbox = Sandbox::new();
    let questions: [&[&str]; 14] = [
        &["--cost-per-run", "4"],
        &["--cost-per-run", "4", "--plan", "pro", "--on-exhaustion", "cap=25", "--spent", "7.5"],
        &["--cost-per-run", "4", "--plan", "pro", "--on-exhaustion", "cap=25", "--spent", "30"],
        &["--cost-per-run", "0.0105025", "--credit", "1", "--runs", "1000"],
        &["--cost-per-run", "0", "--credit", "1", "--runs", "3"],
        &["--cost-per-run", "4", "--runs", "0", "--credit", "1"],
        &["--cost-per-run", "1.2", "--cron", "0 3 * * MON-FRI", "--tz", "UTC", "--program", "api-credit"],
        &["--cost-per-run", "4", "--surface", "interactive", "--plan", "pro"],
        &["--model", "opus", "--input", "120k", "--output", "9k", "--plan", "max"],
        &["--cost-per-run", "4", "--plan", "pro", "--fee-paid", "--on-exhaustion", "bill"],
        // A price that changes in the cycle: two rows, of which the second goes on where the first ends.
        &[
            "--model",
            "claude-opus-4-6",
            "--input",
            "300k",
            "--cycle-start",
            "2026-03-01",
            "--per-day",
            "3",
            "--plan",
            "pro",
            "--on-exhaustion",
            "cap=120",
        ],
        &["--cost-per-run", "4", "--credit", "20", "--cycle-start", "2026-11-14", "--from-now"],
        &["--cost-per-run", "0.01", "--credit", "20", "--runs", "1000000007"],
        &["--cost-per-run", "1", "--credit", "20", "--cycle-start", "9999-08-05", "--runs", "3"],
    ];
    let files: Vec<(String, Vec<u8>)> = questions
        .iter()
        .enumerate()
        .map(|(place, args)| {
            let bytes = asked(&sandbox, "estimate", args, &["--format", "xlsx"]);
            assert_eq!(bytes, asked(&sandbox, "estimate", args, &["--format", "xlsx"]), "{args:?}");
            (format!("{place}.xlsx"), bytes)
        })
        .chain([(
            "compare.xlsx".to_owned(),
            asked(
                &sandbox,
                "compare",
                &["--model", "opus", "--input", "120k", "--output", "9k"],
                &["--format", "xlsx"],
            ),
        )])
        .collect();
    let Some(office) = Office::found() else { return };
    for (name, bytes) in &files {
        office.put(name, bytes);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    office.convert("xlsx:Calc MS Excel 2007 XML", &names);
    for (name, bytes) in &files {
        recomputed_is_ours(name, bytes, office.get(name));
    }
}

/// Two seats, of which one has a cap and two jobs, and a job that draws the limits of a plan.
const TEAM: &str = r#"
as_of = 2026-11-28
tz    = "UTC"

[[seat]]
name          = "007"
plan          = "max-5x"
spent_usd     = "3.10"
on_exhaustion = "cap=25"

[[seat]]
name = "=bob"
plan = "pro"

[[job]]
name             = "=HYPERLINK(1)"
seat             = "007"
cost_per_run_usd = "4.00"
cron             = "0 3 * * *"

[[job]]
name             = "Digest"
seat             = "007"
cost_per_run_usd = "0.0105025"
cron             = "*/30 * * * *"

[[job]]
name             = "review"
seat             = "=bob"
cost_per_run_usd = "0.70"
runs             = 40

[[job]]
name             = "by hand"
seat             = "=bob"
cost_per_run_usd = "1.00"
runs             = 10
surface          = "interactive"
"#;

#[test]
fn a_budget_of_several_jobs_is_the_answer_and_follows_what_is_typed() {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", TEAM);
    sandbox.write("dearer.toml", TEAM.replace("\"4.00\"", "\"6.5\"").replace("cap=25", "bill"));
    let simulated = |file: &str, args: &[&str]| {
        let args = [&["simulate", file, "--cycles", "3", "-q"], args].concat();
        let output = sandbox.creditcalc(args).output().expect("it can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let bytes = simulated("team.toml", &["--format", "xlsx"]);
    assert_eq!(bytes, simulated("team.toml", &["--format", "xlsx"]));
    let ours = contents(bytes.clone());
    assert_eq!(
        text(value(&ours, TAB, 0, 0)),
        "4 jobs on 2 seats, 3 cycles from November 2026 on (as of 2026-11-28)"
    );
    // The job's name is a text, and so is the seat's.
    let job = row_of(&ours, "Job", 0) + 1;
    assert_eq!(text(value(&ours, TAB, job, 0)), "'=HYPERLINK(1)");

    let mut sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for cycle in 0..3 {
        type_at(&mut sheet, &format!("E{}", job + 1 + cycle * 4), "6.5");
    }
    type_at(&mut sheet, &format!("F{}", row_of(&ours, "Seat", 0) + 2), "bill");
    let changed = packed(&bytes, "xl/worksheets/sheet1.xml", sheet.as_bytes());
    let Some(office) = Office::found() else { return };
    office.put("team.xlsx", &bytes);
    office.put("changed.xlsx", &changed);
    office.convert("xlsx:Calc MS Excel 2007 XML", &["team.xlsx", "changed.xlsx"]);
    recomputed_is_ours("team", &bytes, office.get("team.xlsx"));
    for (name, file) in [("team.xlsx", "team.toml"), ("changed.xlsx", "dearer.toml")] {
        let theirs = contents(office.get(name));
        let answer = json(&simulated(file, &["--json"]));
        let totals = row_of(&theirs, "Total", 0);
        let heads =
            (0..totals).rev().find(|row| text(value(&theirs, TAB, *row, 0)) == "Cycle from").expect("heads");
        for (head, key) in [
            ("Runs", "runs"),
            ("Cost ($)", "cost_usd"),
            ("Drawn ($)", "drawn_usd"),
            ("Overflow ($)", "overflow_usd"),
            ("Billed ($)", "billed_usd"),
        ] {
            let column =
                (0..12).find(|column| text(value(&theirs, TAB, heads, *column)) == head).expect(head);
            let (found, expected) = (value(&theirs, TAB, totals, column), &answer["total"][key]);
            assert!(agree(found, &number(expected)), "{name}: {head} is {found:?}, not {expected}");
        }
    }
}

/// Whether every formula of every tab comes to the result that we have computed.
fn recomputed_is_ours(name: &str, ours: &[u8], theirs: Vec<u8>) {
    let (ours, theirs) = (contents(ours.to_vec()), contents(theirs));
    let computed = formulas(&ours);
    assert!(computed.iter().any(|(tab, ..)| *tab == TAB), "{name} has a budget");
    for (tab, (row, column), formula) in computed {
        let (ours, theirs) = (value(&ours, tab, row, column), value(&theirs, tab, row, column));
        let is_nothing = |data: &Data| matches!(data, Data::Empty) || text(data).is_empty();
        let is_same = agree(ours, theirs) || (is_nothing(ours) && is_nothing(theirs));
        assert!(is_same, "{name}, {tab} {row} {column}: {formula} is {theirs:?}, and we have {ours:?}");
    }
}

#[test]
fn a_budget_is_a_year_with_the_runs_of_each_month() {
    let sandbox = Sandbox::new();
    let ours = contents(asked(
        &sandbox,
        "estimate",
        &["--cost-per-run", "4", "--plan", "pro"],
        &["--format", "xlsx"],
    ));
    let title = text(value(&ours, TAB, 0, 0));
    assert_eq!(title, "$4.00 a run on pro, November 2026 (as of 2026-11-28)");
    let column =
        |head: &str| -> Vec<String> { (0..13).map(|down| text(under(&ours, "Cycle", head, down))).collect() };
    assert_eq!(column("Cycle")[3], "February 2027");
    assert_eq!(
        column("Runs"),
        ["30", "31", "31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "365"]
    );
    // 12 x $20.00 are drawn of 365 x $4.00 = $1,460.00; a cycle's $20.00 pay 5 runs, so 365 - 60 are refused.
    let totals = ["Cost ($)", "Drawn ($)", "Overflow ($)", "Refused runs", "Fee ($)", "You pay ($)"];
    assert_eq!(totals.map(|head| column(head)[12].clone()), ["1460", "240", "1220", "305", "240", "240"]);
    // $20.00 - 5 x $4.00 is nothing from the fifth day on.
    let left: Vec<String> = (0..6).map(|down| text(under(&ours, "Day", "Left ($)", down))).collect();
    assert_eq!(left, ["16", "12", "8", "4", "0", "0"]);
}

#[test]
fn a_price_that_changes_in_the_cycle_has_a_row_of_its_own() {
    let sandbox = Sandbox::new();
    let args =
        ["--model", "claude-opus-4-6", "--input", "300k", "--cycle-start", "2026-03-01", "--plan", "pro"];
    let ours = contents(asked(&sandbox, "estimate", &args, &["--format", "xlsx"]));
    let column = |head: &str| [0, 1, 2].map(|down| text(under(&ours, "Cycle", head, down)));
    assert_eq!(column("Cycle"), ["March 2026", "from 2026-03-13", "April 2026"]);
    // 300,000 at $10.00/M are $3.00, and from the 13th on at $5.00/M $1.50; $20.00 pay 6 runs and $2.00 of one.
    assert_eq!(column("Runs"), ["12", "19", "30"]);
    assert_eq!(column("Cost of a run ($)"), ["3", "1.5", "1.5"]);
    assert_eq!(column("Credit ($)"), ["20", "0", "20"]);
    // 12 - 6; all 19; $20.00 pay 13 of 30 runs of $1.50.
    assert_eq!(column("Refused runs"), ["6", "19", "17"]);
    assert_eq!(column("Fee ($)"), ["20", "0", "20"]);
}

#[test]
fn a_budget_is_printed_on_pages_of_one_width_and_asks_for_what_may_be_typed() {
    let sandbox = Sandbox::new();
    let bytes = asked(&sandbox, "estimate", &["--cost-per-run", "4"], &["--format", "xlsx"]);
    for number in 1..=5 {
        let sheet = part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains("fitToHeight=\"0\" orientation=\"landscape\""), "sheet {number}");
        assert!(sheet.contains(" ySplit="), "sheet {number}");
        assert!(sheet.contains("Page &amp;P of &amp;N"), "sheet {number}");
    }
    // What is too wide to be read on one page has its first column on each.
    let plans = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(plans.contains("<pane xSplit=\"1\"") && plans.contains("fitToWidth="), "{plans}");
    assert_eq!(part(&bytes, "xl/workbook.xml").matches("_xlnm.Print_Titles").count(), 5);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<formula1>\"stop,bill,cap\"</formula1>"));
    assert!(sheet.contains("type=\"dataBar\""));
    assert!(part(&bytes, "xl/charts/chart1.xml").contains("<c:lineChart>"));
    let strings = part(&bytes, "xl/sharedStrings.xml");
    assert!(!strings.contains("<t>'"), "{strings}");
    assert!(strings.contains("<t>Overflow ($)</t>") && !strings.contains("_usd"), "{strings}");
}

/// A plan that begins within the cycle, and two seats alike: no one credit a cycle.
#[test]
fn a_budget_of_seats_that_come_and_go_is_what_was_simulated() {
    // $20.00 x 24/30 = $16.00 pay 4 of 30 runs of $4.00; $20.00 pay 5 of 30 on each of two seats. Fees are $16.00, $40.00.
    let rows = "[[seat]]\nname = \"late\"\nplan = \"pro\"\nstarts_on = 2026-11-20\n\
                [[seat]]\nname = \"two\"\nplan = \"pro\"\ncount = 2\n";
    let job = |seat: &str| {
        format!(
            "[[job]]\nname = \"{seat}\"\nseat = \"{seat}\"\ncost_per_run_usd = \"4.00\"\ncron = \"0 3 * * *\"\n"
        )
    };
    let head = "program = \"agent-sdk-credit\"\ntz = \"UTC\"\ncycle_day = 14\n";
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", [head, rows, &job("late"), &job("two")].concat());
    let bytes = asked(&sandbox, "simulate", &["team.toml"], &["--format", "xlsx"]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    // The rows of the seats have no formulas: drawn, and what is paid.
    for amount in ["<v>16</v>", "<v>40</v>"] {
        assert!(sheet.contains(amount), "{amount}");
    }
    assert!(!sheet.contains("MIN("), "no credit is drawn by a formula");
}
