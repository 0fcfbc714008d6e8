//! Thousands of jobs, seats and models: they are answered like a few, and a fault about one of them does not
//! list all the others.

use std::fmt::Write as _;

use creditcalc::pricing::{Via, load};
use creditcalc::source::SourceFile;
use jiff::civil::date;

use crate::sandbox::Sandbox;

fn seats(count: usize) -> String {
    let mut text = String::from("as_of = 2026-11-21\n");
    for seat in 0..count {
        let _ = writeln!(text, "[[seat]]\nname = \"s{seat}\"\nplan = \"pro\"");
    }
    text
}

fn job(name: &str, seat: &str) -> String {
    let seat = format!("seat = \"{seat}\"\n");
    format!("[[job]]\nname = \"{name}\"\n{seat}cost_per_run_usd = \"1\"\ncron = \"0 3 * * *\"\n")
}

#[test]
fn a_fault_of_one_seat_does_not_list_a_thousand_others() {
    let sandbox = Sandbox::new();
    sandbox.write("s.toml", seats(1_000) + &job("audit", "s1000"));
    let output = sandbox.creditcalc(["simulate", "s.toml"]).output().expect("the program runs");
    let told = String::from_utf8(output.stderr).expect("it is text");
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("there is no seat `s1000`"), "{told}");
    assert!(told.contains("the seats are `s0`, `s1`, ") && told.contains("`s19` and 980 more"), "{told}");
    assert!(told.len() < 1_000, "{told}");
}

#[test]
fn the_last_of_a_thousand_seats_has_its_own_jobs() {
    let sandbox = Sandbox::new();
    let jobs: String = (0..1_000).map(|place| job(&format!("j{place}"), &format!("s{place}"))).collect();
    sandbox.write("s.toml", seats(1_000) + &jobs + &job("more", "s999"));
    let output = sandbox.creditcalc(["simulate", "s.toml", "--json"]).output().expect("the program runs");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let drawn = |seat: usize| &answer["seats"][seat]["drawn_usd"];
    // 30 nights at $1, twice on the last seat, of which $20 are the plan's credit.
    assert_eq!((drawn(0), drawn(999)), (&"20.00".into(), &"20.00".into()), "{}", answer["seats"][999]);
    let overflow = |seat: usize| &answer["seats"][seat]["overflow_usd"];
    assert_eq!((overflow(998), overflow(999)), (&"10.00".into(), &"40.00".into()));
}

#[test]
fn the_same_scenario_of_a_thousand_jobs_differs_in_nothing() {
    let sandbox = Sandbox::new();
    let jobs: String = (0..1_000).map(|place| job(&format!("j{place}"), "s0")).collect();
    sandbox.write("a.toml", seats(1) + &jobs);
    sandbox.write("b.toml", (seats(1) + &jobs).replace("name = \"j999\"", "name = \"other\""));
    let names = |before: &str, after: &str| {
        let output =
            sandbox.creditcalc(["diff", before, after, "--json"]).output().expect("the program runs");
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let jobs = answer["differences"][0]["jobs"].as_array().expect("a list").clone();
        jobs.iter().map(|job| job["job"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("a.toml", "a.toml").len(), 1_000);
    let changed = names("a.toml", "b.toml");
    assert_eq!(changed.len(), 1_001);
    assert_eq!(changed[999..], ["j999", "other"]);
}

#[test]
fn a_model_among_thousands_is_found_by_each_of_its_names() {
    let mut text = String::from(
        "format = \"creditcalc.models/1\"\nvendor = \"aster\"\ntoken_kinds = [\"input\", \"output\"]\n",
    );
    for model in 0..2_000 {
        let _ = writeln!(
            text,
            "[[model]]\nid = \"aster-{model}\"\nname = \"Aster {model}\"\naliases = [\"a{model}\"]\n\
             cloud_ids = [\"cloud.a{model}\"]\nstatus = \"active\"\nstatus_checked = 2026-11-01\n\
             [[model.price]]\neffective_from = 2026-01-01\n\
             usd_per_mtok = {{ input = \"1.00\", output = \"2.00\" }}\ncertainty = \"official\"\n\
             source = \"https://aster.example/\"\nchecked = 2026-11-01"
        );
    }
    let table = load(&[SourceFile::new("aster.toml", text)], None).expect("the table is sound");
    let found = |name: &str| {
        let found = table.resolve(name, date(2026, 11, 21)).ok()?;
        Some((found.model.id.as_str(), found.via))
    };
    assert_eq!(found("aster-1999"), Some(("aster-1999", Via::Id)));
    assert_eq!(found("a1234[1m]"), Some(("aster-1234", Via::Alias)));
    assert_eq!(found("cloud.a0"), Some(("aster-0", Via::CloudId)));
    assert_eq!(found("a2000"), None);
}
