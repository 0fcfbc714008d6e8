//! What changed and why: splits worked out by hand, on scenarios and on saved answers, and what is said where
//! there is none.

use creditcalc::answer::diff::{Diff, Figure, Kind};
use creditcalc::units::Usd;
use serde_json::Value;

use crate::answers;
use crate::sandbox::Sandbox;

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

/// What the program printed, what it said, and how it ended.
struct Said {
    stdout: String,
    stderr: String,
    code: i32,
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Said {
    let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    Said {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().expect("nobody stops the program"),
    }
}

/// A scenario on 2026-11-21, in UTC.
fn scenario(head: &str, jobs: &str) -> String {
    format!("as_of = 2026-11-21\ntz = \"UTC\"\n{head}\n{jobs}")
}

fn audit(cost: &str, when: &str) -> String {
    format!("[[job]]\nname = \"audit\"\ncost_per_run_usd = \"{cost}\"\n{when}\n")
}

fn diffed(before: &str, after: &str) -> Said {
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", before);
    sandbox.write("after.toml", after);
    run(&sandbox, &["diff", "before.toml", "after.toml", "--json"])
}

fn read(said: &Said) -> Diff {
    assert_eq!(said.code, 0, "{}", said.stderr);
    let shape: Diff = answers::read(&said.stdout);
    for difference in &shape.differences {
        difference.figures.iter().for_each(adds_up);
    }
    shape
}

fn of_scenarios(before: &str, after: &str) -> Diff {
    read(&diffed(before, after))
}

/// The parts of a figure that are not nothing.
fn parts(shape: &Diff, figure: &str) -> Vec<(String, String)> {
    let figure = shape.differences[0]
        .figures
        .iter()
        .find(|known| known.figure.id() == figure)
        .expect("the figure is told");
    let parts = figure.parts.iter().filter(|part| !part.change_usd.is_zero());
    parts.map(|part| (part.factor.id().to_owned(), part.change_usd.to_string())).collect()
}

fn told(parts: &[(&str, &str)]) -> Vec<(String, String)> {
    parts.iter().map(|(factor, change)| ((*factor).to_owned(), (*change).to_owned())).collect()
}

/// Steps of 10⁻¹⁶ dollars.
fn steps(amount: &str) -> i128 {
    let (sign, digits) = amount.strip_prefix('-').map_or((1, amount), |digits| (-1, digits));
    let _: Usd = digits.parse().expect("an amount has digits and nothing else");
    let (whole, fraction) = digits.split_once('.').expect("an amount has cents");
    sign * format!("{whole}{fraction:0<16}").parse::<i128>().expect("28 digits fit")
}

/// What everybody relies on: after is before and the change, and the change is its parts, to the last digit.
fn adds_up(figure: &Figure) {
    let change = steps(&figure.change_usd.to_string());
    assert_eq!(
        steps(&figure.before_usd.to_string()) + change,
        steps(&figure.after_usd.to_string()),
        "{figure:?}"
    );
    if figure.parts_reason.is_none() {
        assert_eq!(
            figure.parts.iter().map(|part| steps(&part.change_usd.to_string())).sum::<i128>(),
            change,
            "{figure:?}"
        );
    } else {
        assert!(figure.parts.is_empty(), "{figure:?}");
    }
}

#[test]
fn dearer_runs_and_more_of_them_share_what_they_do_together() {
    // before $20 fee + (30 x $4 - $20) = $120; after $20 + (40 x $5 - $20) = $200 price alone 30 x $5 = $150,
    // runs alone 40 x $4 = $160: price (($150 - $120) + ($200 - $160)) / 2 = $35.00, runs $45.00
    let before = scenario("plan = \"pro\"", &audit("4.00", "runs = 30"));
    let shape = of_scenarios(&before, &scenario("plan = \"pro\"", &audit("5.00", "runs = 40")));
    assert_eq!(shape.figure.figure.id(), "total");
    assert_eq!(
        (
            shape.figure.before_usd.to_string().as_str(),
            shape.figure.after_usd.to_string().as_str(),
            shape.figure.change_usd.to_string().as_str()
        ),
        ("120.00", "200.00", "80.00")
    );
    let all: Vec<&str> = shape.figure.parts.iter().map(|part| part.factor.id()).collect();
    assert_eq!(all, ["price", "tokens", "runs", "plan", "calendar"], "also those that do nothing");
    for figure in ["total", "overflow", "list_cost"] {
        assert_eq!(parts(&shape, figure), told(&[("price", "35.00"), ("runs", "45.00")]), "{figure}");
    }
    assert_eq!(
        (shape.inputs.kind, shape.inputs.before.as_str(), shape.inputs.after.as_str()),
        (Kind::Scenario, "before.toml", "after.toml")
    );
    assert!(shape.inputs.pricing_digest.is_some());
    let job = &shape.differences[0].jobs[0];
    let (was, is) = (job.before.as_ref().expect("it was there"), job.after.as_ref().expect("it is there"));
    assert_eq!(
        (job.job.as_str(), was.run_cost_usd, is.run_cost_usd),
        ("audit", Some(usd("4.00")), Some(usd("5.00")))
    );
    assert_eq!(
        (was.counts.nights_covered, is.counts.nights_covered, is.counts.nights),
        (Some(5), Some(4), Some(40))
    );
}

#[test]
fn a_plan_that_pays_more_of_more_runs() {
    //  before $20 + $100 = $120 on pro;  after $200 + ($240 - $200) = $240 on max-20x, which grants $200
    //  runs alone $20 + ($240 - $20) = $240; plan alone $200 + $0 = $200
    //  runs (($240 - $120) + ($240 - $200)) / 2 = $80.00; plan (($200 - $120) + ($240 - $240)) / 2 = $40.00
    let before = scenario("plan = \"pro\"", &audit("4.00", "runs = 30"));
    let shape = of_scenarios(&before, &scenario("plan = \"max-20x\"", &audit("4.00", "runs = 60")));
    assert_eq!(
        (shape.figure.before_usd.to_string().as_str(), shape.figure.after_usd.to_string().as_str()),
        ("120.00", "240.00")
    );
    assert_eq!(parts(&shape, "total"), told(&[("runs", "80.00"), ("plan", "40.00")]));
    // overflow $100 -> $40: runs alone $220, plan alone $0: runs (($220 - $100) + ($40 - $0)) / 2, plan ((0 -
    // 100) + (40 - 220)) / 2
    assert_eq!(parts(&shape, "overflow"), told(&[("runs", "80.00"), ("plan", "-140.00")]));
    assert_eq!(parts(&shape, "list_cost"), told(&[("runs", "120.00")]));
}

#[test]
fn another_model_and_other_tokens_are_told_apart() {
    // claude-haiku-4-5 at $1.00/M, claude-opus-5 at $5.00/M; 10 runs of 1M, of 2M list cost $10 -> $100,
    // price alone $50, tokens alone $20: price ((50 - 10) + (100 - 20)) / 2, tokens ((20 - 10) + (100 - 50))
    // / 2
    let job = |model: &str, input: &str| {
        format!(
            "[[job]]\nname = \"a\"\nruns = 10\nusage = [{{ model = \"{model}\", input = {input}, requests = 20 }}]\n"
        )
    };
    let before = scenario("plan = \"pro\"", &job("claude-haiku-4-5", "1_000_000"));
    let shape = of_scenarios(&before, &scenario("plan = \"pro\"", &job("claude-opus-5", "2_000_000")));
    assert_eq!(parts(&shape, "list_cost"), told(&[("price", "60.00"), ("tokens", "30.00")]));
    //  With $20 of credit and a fee of $20: $20 -> $100, price alone $50, tokens alone $20
    assert_eq!(parts(&shape, "total"), told(&[("price", "55.00"), ("tokens", "25.00")]));
}

#[test]
fn models_in_another_order_are_the_same_models() {
    let job =
        |usages: [&str; 2]| format!("[[job]]\nname = \"a\"\nruns = 10\nusage = [{}]\n", usages.join(", "));
    let (opus, haiku) = (
        "{ model = \"claude-opus-5\", input = 100_000 }",
        "{ model = \"claude-haiku-4-5\", input = 400_000 }",
    );
    let more = "{ model = \"claude-haiku-4-5\", input = 500_000 }";
    let before = scenario("plan = \"pro\"", &job([opus, haiku]));
    let shape = of_scenarios(&before, &scenario("plan = \"pro\"", &job([more, opus])));
    //  10 x 100,000 x $1.00/M more = $1.00
    assert_eq!(parts(&shape, "list_cost"), told(&[("tokens", "1.00")]));
}

#[test]
fn what_cannot_be_divided_adds_up_all_the_same() {
    // A run of $0.01 becomes one of $0.02 with retries of 1.5, and 1 run becomes 2: halves of cents, to the
    // last digit.
    let before = scenario("plan = \"pro\"\ncredit_usd = \"0\"", &audit("0.01", "runs = 1"));
    let after =
        scenario("plan = \"pro\"\ncredit_usd = \"0\"", &audit("0.02", "runs = 2\nretry_factor = \"1.5\""));
    let shape = of_scenarios(&before, &after);
    // v = cost x factor x runs: 1, p 2, f 1.5, r 2, pf 3, pr 4, fr 3, all 6 cents. Quantum 0.1 cents /
    // 10,000, six orders: price (2 x 1.0 + 1.5 + 2.0 + 2 x 3.0) / 6 = 11.5 / 6 = 1.91666... cents tokens (2 x
    // 0.5 + 1.0 + 1.0 + 2 x 2.0) / 6 = 7.0 / 6 = 1.16666... cents runs (2 x 1.0 + 2.0 + 1.5 + 2 x 3.0) / 6 =
    // 11.5 / 6 = 1.91666... cents cut they lack two quanta of 5 cents, and all lost the same by it: the first
    // two get one each
    assert_eq!(
        parts(&shape, "list_cost"),
        told(&[("price", "0.0191667"), ("tokens", "0.0116667"), ("runs", "0.0191666")])
    );
}

#[test]
fn the_way_back_has_the_same_parts_with_the_other_sign() {
    let before = scenario("plan = \"pro\"", &audit("4.00", "nightly = true"));
    let jobs = audit("3.33", "cron = \"0 3,15 * * *\"")
        + "[[job]]\nname = \"b\"\ncost_per_run_usd = \"0.07\"\nper_day = 7\n";
    let after = scenario("plan = \"max-5x\"\ncycle_day = 14\non_exhaustion = \"cap=5\"", &jobs);
    let (there, back) = (of_scenarios(&before, &after), of_scenarios(&after, &before));
    for figure in ["total", "overflow", "list_cost"] {
        let negated: Vec<(String, i128)> =
            parts(&back, figure).iter().map(|(factor, change)| (factor.clone(), -steps(change))).collect();
        let known: Vec<(String, i128)> =
            parts(&there, figure).iter().map(|(factor, change)| (factor.clone(), steps(change))).collect();
        assert_eq!(known, negated, "{figure}");
    }
    let factors: Vec<String> = parts(&there, "total").into_iter().map(|(factor, _)| factor).collect();
    assert_eq!(factors, ["price", "runs", "plan"]);
}

#[test]
fn a_job_that_is_there_or_not_belongs_to_runs_and_a_seat_to_the_plan() {
    let seats = |plan: &str| {
        format!("[[seat]]\nname = \"alice\"\nplan = \"{plan}\"\n[[seat]]\nname = \"bob\"\nplan = \"pro\"\n")
    };
    let job = |name: &str, seat: &str| {
        format!("[[job]]\nname = \"{name}\"\nseat = \"{seat}\"\ncost_per_run_usd = \"1.00\"\nruns = 30\n")
    };
    let one = scenario("", &(seats("pro") + &job("a", "alice")));
    let two = scenario("", &(seats("pro") + &job("a", "alice") + &job("b", "alice")));
    //  30 x $1.00 more, and nothing of $20.00 is left for them
    assert_eq!(parts(&of_scenarios(&one, &two), "total"), told(&[("runs", "30.00")]));
    //  Moved to bob, whose $20.00 pay 20 of them
    let moved = scenario("", &(seats("pro") + &job("a", "alice") + &job("b", "bob")));
    assert_eq!(parts(&of_scenarios(&two, &moved), "total"), told(&[("plan", "-20.00")]));
    //  alice's seat costs $80.00 more and grants $80.00 more, of which the jobs draw $40.00
    let larger = scenario("", &(seats("max-5x") + &job("a", "alice") + &job("b", "alice")));
    assert_eq!(parts(&of_scenarios(&two, &larger), "total"), told(&[("plan", "40.00")]));
}

#[test]
fn a_seat_that_is_gone_leaves_its_jobs_to_another() {
    let job = "[[job]]\nname = \"b\"\nseat = \"bob\"\ncost_per_run_usd = \"1.00\"\nruns = 30\n";
    let before = scenario(
        "",
        "[[seat]]\nname = \"alice\"\nplan = \"pro\"\n[[job]]\nname = \"a\"\nseat = \"alice\"\ncost_per_run_usd = \"1.00\"\nruns = 10\n",
    );
    let after = scenario("", &format!("[[seat]]\nname = \"bob\"\nplan = \"pro\"\n{job}"));
    //  $20 + $0 -> $20 + $10: only runs, whoever holds the same plan
    assert_eq!(parts(&of_scenarios(&before, &after), "total"), told(&[("runs", "10.00")]));
}

#[test]
fn a_longer_month_is_the_calendar() {
    let before = scenario("plan = \"pro\"", &audit("4.00", "nightly = true"));
    let after = before.replace("2026-11-21", "2026-12-10");
    let shape = of_scenarios(&before, &after);
    //  31 nights instead of 30
    assert_eq!(
        (parts(&shape, "total"), shape.figure.change_usd.to_string().as_str()),
        (told(&[("calendar", "4.00")]), "4.00")
    );
    assert_eq!(
        (shape.differences[0].before.counts.nights_covered, shape.differences[0].after.counts.nights),
        (Some(5), Some(31))
    );
}

#[test]
fn several_cycles_cost_several_fees() {
    let before = scenario("plan = \"pro\"", &audit("4.00", "runs = 30"));
    //  3 x ($20 + $100)
    let shape = of_scenarios(&before, &scenario("plan = \"pro\"\ncycles = 3", &audit("4.00", "runs = 30")));
    assert_eq!(
        (shape.figure.after_usd.to_string().as_str(), parts(&shape, "total")),
        ("360.00", told(&[("calendar", "240.00")]))
    );
}

#[test]
fn without_a_published_fee_overflow_alone_is_compared() {
    let before = scenario("plan = \"enterprise-usage\"", &audit("4.00", "runs = 30"));
    let shape = of_scenarios(&before, &scenario("plan = \"pro\"", &audit("5.00", "runs = 30")));
    //  Both grant $20.00: $100.00 and $130.00
    assert_eq!(
        (
            shape.figure.figure.id(),
            shape.figure.before_usd.to_string().as_str(),
            shape.figure.after_usd.to_string().as_str()
        ),
        ("overflow", "100.00", "130.00")
    );
    assert_eq!(shape.differences[0].figures.len(), 2);
    assert_eq!(
        (shape.differences[0].before.fees_usd, shape.differences[0].after.fees_usd),
        (None, Some(usd("20.00")))
    );
}

#[test]
fn the_fee_of_a_month_is_not_that_of_a_week() {
    let before = scenario("plan = \"pro\"\ncycle_days = 7", &audit("4.00", "runs = 30"));
    let shape = of_scenarios(&before, &before.replace("4.00", "5.00"));
    //  Of a credit of $20.00: $100.00 and $130.00
    assert_eq!(
        (
            shape.figure.figure.id(),
            shape.figure.before_usd.to_string().as_str(),
            shape.figure.after_usd.to_string().as_str()
        ),
        ("overflow", "100.00", "130.00")
    );
    assert_eq!(shape.differences[0].before.fees_usd, None);
    let note = "not every cycle is a month, so fees are left out and only the overflow is compared";
    assert_eq!(shape.notes.iter().filter(|known| *known == note).count(), 1, "{:?}", shape.notes);
    let months = [
        ("cycle_days = 30\ncycle_start = 2026-11-01", None),
        ("cycle_start = 2026-11-21\ncycle_day = 1\ncycles = 2", None),
        ("from_now = true", None),
        ("cycle_start = 2026-01-31\ncycles = 2", Some("40.00")),
        ("cycle_day = 14", Some("20.00")),
    ];
    for (cycle, fees) in months {
        let text = scenario(&format!("plan = \"pro\"\n{cycle}"), &audit("4.00", "runs = 30"));
        let shape = of_scenarios(&text, &text);
        assert_eq!(shape.differences[0].before.fees_usd, fees.map(usd), "{cycle}");
    }
    // The same where the answers were saved.
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", &before);
    assert_eq!(run(&sandbox, &["simulate", "before.toml", "--json", "-o", "before.json"]).code, 0);
    let said = run(&sandbox, &["diff", "before.json", "before.json", "-q"]);
    assert!(said.stdout.starts_with("No change: $100.00 of overflow a cycle\n"), "{}", said.stdout);
    assert!(said.stdout.contains("Not every cycle is a month, so fees are left out"), "{}", said.stdout);
}

#[test]
fn a_saved_simulation_does_not_tell_its_runs_from_its_calendar() {
    let sandbox = Sandbox::new();
    let text = scenario("plan = \"pro\"", &audit("4.00", "nightly = true"));
    sandbox.write("november.toml", &text);
    sandbox.write("december.toml", text.replace("2026-11-21", "2026-12-10"));
    for name in ["november", "december"] {
        assert_eq!(
            run(&sandbox, &["simulate", &format!("{name}.toml"), "--json", "-o", &format!("{name}.json")])
                .code,
            0
        );
    }
    let said = run(&sandbox, &["diff", "november.json", "december.json", "-q"]);
    assert!(
        said.stdout.starts_with("$120.00 -> $124.00 a month (+$4.00): runs and calendar +$4.00\n"),
        "{}",
        said.stdout
    );
    let shape = read(&run(&sandbox, &["diff", "november.json", "december.json", "--json"]));
    assert_eq!(parts(&shape, "total"), told(&[("runs", "4.00")]));
}

#[test]
fn what_lies_between_and_has_no_price_is_not_split() {
    // Opus 5.5 came on 2026-09-22: its price and the calendar of February make a question without an answer.
    let job = |model: &str| {
        format!("[[job]]\nname = \"a\"\nruns = 10\nusage = [{{ model = \"{model}\", input = 1_000_000 }}]\n")
    };
    let before = scenario("plan = \"pro\"", &job("claude-haiku-4-5")).replace("2026-11-21", "2026-02-10");
    let said = diffed(&before, &scenario("plan = \"pro\"", &job("claude-opus-5-5")));
    let shape = read(&said);
    //  10 x $1.00 within the credit; 10 x $4.00, of which $20.00 are beyond it
    assert_eq!(
        (
            shape.figure.before_usd.to_string().as_str(),
            shape.figure.after_usd.to_string().as_str(),
            shape.figure.parts.len()
        ),
        ("20.00", "40.00", 0)
    );
    let reason = shape.figure.parts_reason.expect("there is a reason");
    assert!(
        reason.contains(
            "`a`: `claude-opus-5-5` has no price on 2026-02-10 (with the new price and the rest as before)"
        ),
        "{reason}"
    );
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", &before);
    sandbox.write("after.toml", scenario("plan = \"pro\"", &job("claude-opus-5-5")));
    let said = run(&sandbox, &["diff", "before.toml", "after.toml"]);
    assert_eq!(said.stdout.matches("The change can't be split").count(), 1, "{}", said.stdout);
    assert!(!said.stdout.contains("because of"), "{}", said.stdout);
}

#[test]
fn a_side_without_a_price_is_no_answer() {
    let job = |model: &str| {
        format!("[[job]]\nname = \"a\"\nruns = 10\nusage = [{{ model = \"{model}\", input = 1_000 }}]\n")
    };
    let said =
        diffed(&scenario("plan = \"pro\"", &job("nobody-1")), &scenario("plan = \"pro\"", &job("nobody-2")));
    assert_eq!((said.code, said.stdout.as_str()), (1, ""));
    assert!(said.stderr.contains("`nobody-1`"), "{}", said.stderr);
}

#[test]
fn nothing_changes_where_nothing_does() {
    let same = scenario("plan = \"pro\"", &audit("4.00", "nightly = true"));
    let shape = of_scenarios(&same, &same);
    assert!(!shape.differences[0].changes);
    assert!(shape.figure.parts.iter().all(|part| part.change_usd.is_zero()));
    let sandbox = Sandbox::new();
    sandbox.write("same.toml", &same);
    let said = run(&sandbox, &["diff", "same.toml", "same.toml", "-q"]);
    let in_force = "These figures use agent-sdk-credit (replaced 2026-10-07). Today (api-credit, API key): $0.00 of credit, $120.00 overflow.\n";
    assert_eq!(said.stdout, format!("No change: $120.00 a month\n\n{in_force}"));
    // The same figure, made of other things: $20 + $100, and $100 + $20.
    sandbox.write("max.toml", same.replace("pro", "max-5x"));
    let said = run(&sandbox, &["diff", "same.toml", "max.toml", "-q"]);
    assert!(said.stdout.starts_with("$120.00 a month, as before\n"), "{}", said.stdout);
}

#[test]
fn a_gate_is_closed_by_a_rise_and_by_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.write("4.toml", scenario("plan = \"pro\"", &audit("4.00", "runs = 30")));
    sandbox.write("5.toml", scenario("plan = \"pro\"", &audit("5.00", "runs = 30")));
    let code = |args: &str| run(&sandbox, &args.split(' ').collect::<Vec<_>>());
    let said = code("diff 4.toml 5.toml --fail-over 29.99");
    assert_eq!(said.code, 3);
    assert!(
        said.stderr
            .contains("gate: the cost rises by $30.00, from $120.00 to $150.00, over --fail-over $29.99"),
        "{}",
        said.stderr
    );
    assert!(
        said.stdout.starts_with("$120.00 -> $150.00 a month (+$30.00): price +$30.00\n"),
        "{}",
        said.stdout
    );
    assert_eq!(code("diff 4.toml 5.toml --fail-over 30").code, 0, "so much is allowed");
    assert_eq!(code("diff 5.toml 4.toml --fail-over 0").code, 0, "what falls is no rise");
}

#[test]
fn markdown_is_fit_for_a_pull_request() {
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", scenario("plan = \"pro\"", &audit("4.00", "runs = 30")));
    sandbox.write("after.toml", scenario("plan = \"pro\"", &audit("5.00", "runs = 30")));
    let said = run(&sandbox, &["diff", "before.toml", "after.toml", "--format", "markdown", "-q"]);
    let expected = r"**\$120.00 -> \$150.00 a month (+\$30.00): price +\$30.00**

|  | before | after | change | price (because of) |
| --- | ---: | ---: | ---: | ---: |
| fees and overflow | \$120.00 | \$150.00 | +\$30.00 | +\$30.00 |
| overflow | \$100.00 | \$130.00 | +\$30.00 | +\$30.00 |
| list cost | \$120.00 | \$150.00 | +\$30.00 | +\$30.00 |
| from credit | \$20.00 | \$20.00 |  |  |
| runs | 30 | 30 | 0 |  |
| nights covered | 5/30 | 4/30 |  |  |
| credit runs out | within the cycle | within the cycle |  |  |

<details>
<summary>Jobs that changed</summary>

| job |  | a run | runs | cost | over | nights covered |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| audit |  | \$4.00 -> \$5.00 | 30 | \$120.00 -> \$150.00 | \$100.00 -> \$130.00 | 5/30 -> 4/30 |

</details>

These figures use agent-sdk-credit (replaced 2026-10-07). Today (api-credit, API key): \$0.00 of credit, \$120.00 -> \$150.00 overflow.

<details>
<summary>1 more note</summary>

Each share is a factor's average effect (its Shapley value); the shares add up to the change.

</details>
";
    assert_eq!(said.stdout, expected);
}

#[test]
fn rows_for_a_spreadsheet() {
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", scenario("plan = \"pro\"", &audit("5.00", "runs = 30")));
    sandbox.write("after.toml", scenario("plan = \"pro\"", &audit("4.00", "runs = 30")));
    let said = run(&sandbox, &["diff", "before.toml", "after.toml", "--format", "csv"]);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines[0], "plan,what,name,figure,before,after,change");
    for line in [
        ",figure,all,total_usd,150.00,120.00,-30.00",
        ",part,price,overflow_usd,,,-30.00",
        ",figure,all,nights_covered,4,5,",
        ",job,audit,run_cost_usd,5.00,4.00,",
    ] {
        assert!(lines.contains(&line), "{line} is not in\n{}", said.stdout);
    }
}

/// Estimates of many kinds, by the words that ask for them.
const ESTIMATES: [&str; 9] = [
    "--cost-per-run 4 --plan pro",
    "--cost-per-run 0.37 --runs 130 --plan max-5x --spent 12.50",
    "--model claude-opus-5 --input 100k --output 140k --plan pro",
    "--model claude-opus-5-5 --input 200k --output 140k --cache-read 1M --per-day 2 --plan max-5x",
    "--model claude-opus-5 --input 50k --output 15k --web-searches 3 --cron @hourly --tz UTC --plan max-20x",
    "--usage model=claude-opus-5,input=40k,output=5k --usage model=claude-haiku-4-5,input=300k --plan pro --on-exhaustion bill",
    "--usage model=claude-haiku-4-5,input=10k --usage model=claude-opus-5-5,input=40k,output=6k --plan enterprise-usage",
    "--model claude-sonnet-5-5 --cache-read 1M --input 10k --plan pro --as-of 2026-10-10",
    "--model claude-haiku-5-5 --input 300k --output 10k --plan api-key --surface ide --from-now",
];

#[test]
fn saved_estimates_are_split_to_the_last_digit() {
    let sandbox = Sandbox::new();
    for (estimate, number) in ESTIMATES.iter().zip(0..) {
        let file = format!("{number}.json");
        let mut args: Vec<&str> = vec!["estimate", "--json", "-o", &file];
        if !estimate.contains("--as-of") {
            args.extend(["--as-of", "2026-11-21"]);
        }
        args.extend(estimate.split(' '));
        let said = run(&sandbox, &args);
        assert_eq!(said.code, 0, "{estimate}: {}", said.stderr);
    }
    for before in 0..ESTIMATES.len() {
        for after in 0..ESTIMATES.len() {
            let said =
                run(&sandbox, &["diff", &format!("{before}.json"), &format!("{after}.json"), "--json"]);
            let shape = read(&said);
            let value: Value = serde_json::from_str(&sandbox.read(&format!("{before}.json")))
                .expect("it was written as JSON");
            let overflow = shape.differences[0]
                .figures
                .iter()
                .find(|figure| figure.figure.id() == "overflow")
                .expect("it is always told");
            assert_eq!(
                value["plans"][0]["overflow_usd"],
                overflow.before_usd.to_string(),
                "{before} {after}"
            );
            assert_eq!(shape.figure.parts_reason, None, "{before} {after}");
            assert_eq!(shape.inputs.pricing_digest, None, "saved answers are not priced anew");
        }
    }
}

/// Saves an estimate.
fn estimated(sandbox: &Sandbox, file: &str, words: &str) {
    let mut args = vec!["estimate", "--as-of", "2026-11-21", "--json", "-o", file];
    args.extend(words.split(' '));
    let said = run(sandbox, &args);
    assert_eq!(said.code, 0, "{}", said.stderr);
}

#[test]
fn two_saved_estimates_tell_what_two_scenarios_tell() {
    let sandbox = Sandbox::new();
    estimated(
        &sandbox,
        "before.json",
        "--model claude-haiku-4-5 --input 1M --requests 20 --runs 10 --plan pro",
    );
    estimated(&sandbox, "after.json", "--model claude-opus-5 --input 2M --requests 20 --runs 10 --plan pro");
    let shape = read(&run(&sandbox, &["diff", "before.json", "after.json", "--json"]));
    // The same arithmetic as between the scenarios above.
    assert_eq!(parts(&shape, "total"), told(&[("price", "55.00"), ("tokens", "25.00")]));
    assert_eq!(parts(&shape, "list_cost"), told(&[("price", "60.00"), ("tokens", "30.00")]));
    assert_eq!(shape.inputs.kind, Kind::Estimate);
}

#[test]
fn runs_of_every_day_are_told_from_days() {
    let sandbox = Sandbox::new();
    estimated(&sandbox, "november.json", "--cost-per-run 4 --plan pro");
    let december = [
        "estimate",
        "--as-of",
        "2026-12-10",
        "--json",
        "-o",
        "december.json",
        "--cost-per-run",
        "4",
        "--plan",
        "pro",
        "--per-day",
        "2",
    ];
    assert_eq!(run(&sandbox, &december).code, 0);
    let shape = read(&run(&sandbox, &["diff", "november.json", "december.json", "--json"]));
    //  30 x $4 = $120 -> 62 x $4 = $248; two a day in November $240, one a day in December $124
    //  runs (($240 - $120) + ($248 - $124)) / 2 = $122; calendar (($124 - $120) + ($248 - $240)) / 2 = $6
    assert_eq!(parts(&shape, "total"), told(&[("runs", "122.00"), ("calendar", "6.00")]));
}

#[test]
fn a_rate_that_nobody_wrote_down_is_not_made_up() {
    let sandbox = Sandbox::new();
    estimated(&sandbox, "opus.json", "--model claude-opus-5 --input 100k --runs 10 --plan pro");
    estimated(
        &sandbox,
        "cached.json",
        "--model claude-opus-5 --input 100k --cache-read 1M --runs 10 --plan pro",
    );
    estimated(
        &sandbox,
        "other.json",
        "--model claude-opus-5-5 --input 100k --cache-read 1M --runs 10 --plan pro",
    );
    // One row of the table prices both, and so one line tells what the other does not: 10 x 1M x $0.50/M.
    let shape = read(&run(&sandbox, &["diff", "opus.json", "cached.json", "--json"]));
    assert_eq!(parts(&shape, "list_cost"), told(&[("tokens", "5.00")]));
    // What Opus 5 asks for cache reads stands nowhere in the two files.
    let shape = read(&run(&sandbox, &["diff", "opus.json", "other.json", "--json"]));
    let factors: Vec<&str> = shape.figure.parts.iter().map(|part| part.factor.id()).collect();
    assert_eq!(factors, ["run_cost", "runs", "plan", "calendar"]);
}

#[test]
fn answers_for_several_plans_are_a_row_a_plan() {
    let sandbox = Sandbox::new();
    estimated(&sandbox, "before.json", "--cost-per-run 4 --plan pro,max-5x,max-20x");
    estimated(&sandbox, "after.json", "--cost-per-run 5 --plan max-5x,max-20x");
    let shape = read(&run(&sandbox, &["diff", "before.json", "after.json", "--json"]));
    let plans: Vec<_> = shape
        .differences
        .iter()
        .map(|difference| difference.plan.as_deref().expect("it has a name"))
        .collect();
    assert_eq!(plans, ["max-5x", "max-20x"]);
    // At the top stands what all of them share.
    assert_eq!(
        (
            shape.figure.figure.id(),
            shape.figure.before_usd.to_string().as_str(),
            shape.figure.after_usd.to_string().as_str()
        ),
        ("list_cost", "120.00", "150.00")
    );
    let one = read(&run(&sandbox, &["diff", "before.json", "after.json", "--json", "--plan", "max-20x"]));
    assert_eq!(
        (one.figure.figure.id(), one.figure.change_usd.to_string().as_str(), one.differences.len()),
        ("total", "0.00", 1)
    );
    let said = run(&sandbox, &["diff", "before.json", "after.json", "-q", "--fail-over", "10"]);
    assert_eq!((said.code, said.stderr.matches("gate: ").count()), (3, 1), "{}", said.stderr);
    assert!(
        said.stderr.contains("gate: `max-5x`: the cost rises by $30.00, from $120.00 to $150.00"),
        "{}",
        said.stderr
    );
    assert!(
        said.stdout.starts_with("$120.00 -> $150.00 at list rates a month (+$30.00): price +$30.00\n"),
        "{}",
        said.stdout
    );
}

#[test]
fn saved_simulations_draw_their_credits_anew() {
    let seats = "[[seat]]\nname = \"alice\"\nplan = \"pro\"\n[[seat]]\nname = \"bob\"\nplan = \"max-5x\"\n";
    let job = |name: &str, seat: &str, cost: &str, runs: u64| {
        format!(
            "[[job]]\nname = \"{name}\"\nseat = \"{seat}\"\ncost_per_run_usd = \"{cost}\"\nruns = {runs}\n"
        )
    };
    let usage = "[[job]]\nname = \"c\"\nseat = \"bob\"\nusage = { model = \"claude-opus-5\", input = 100_000 }\nnightly = true\n";
    let larger =
        usage.replace("100_000", "300_000").replace("nightly = true", "per_day = 3\nretry_factor = \"1.2\"");
    let all = [
        scenario("", &format!("{seats}{}", job("a", "alice", "4.00", 30))),
        scenario("", &format!("{seats}{}{}", job("a", "alice", "5.00", 40), job("b", "bob", "1.00", 70))),
        scenario("cycles = 3\n", &format!("{seats}{}{usage}", job("a", "bob", "4.00", 30))),
        scenario("cycles = 3\n", &format!("{seats}{}{larger}", job("b", "alice", "4.00", 30))),
        scenario("surface = \"ide\"\n", &format!("{seats}{}{larger}", job("a", "alice", "4.00", 30))),
    ];
    let sandbox = Sandbox::new();
    for (text, number) in all.iter().zip(0..) {
        sandbox.write(&format!("{number}.toml"), text);
        let said = run(
            &sandbox,
            &["simulate", &format!("{number}.toml"), "--json", "-o", &format!("{number}.json")],
        );
        assert_eq!(said.code, 0, "{}", said.stderr);
    }
    for before in 0..all.len() {
        for after in 0..all.len() {
            let of = |ending: &str| {
                let (before, after) = (format!("{before}.{ending}"), format!("{after}.{ending}"));
                read(&run(&sandbox, &["diff", &before, &after, "--json"]))
            };
            let (saved, asked) = (of("json"), of("toml"));
            assert_eq!(saved.figure.parts_reason, None, "{before} {after}");
            assert_eq!(
                (saved.figure.before_usd, saved.figure.after_usd),
                (asked.figure.before_usd, asked.figure.after_usd),
                "{before} {after}"
            );
            // Between stated costs of as many cycles there is nothing that a saved simulation does not tell.
            if before < 2 && after < 2 {
                assert_eq!(parts(&saved, "total"), parts(&asked, "total"), "{before} {after}");
                assert_eq!(parts(&saved, "overflow"), parts(&asked, "overflow"), "{before} {after}");
            }
        }
    }
}

#[test]
fn one_of_the_two_may_come_from_standard_input() {
    use std::io::Write as _;
    let sandbox = Sandbox::new();
    let text = scenario("plan = \"pro\"", &audit("4.00", "runs = 30"));
    sandbox.write("after.toml", scenario("plan = \"pro\"", &audit("5.00", "runs = 30")));
    let mut command = sandbox.creditcalc(["diff", "-", "after.toml", "--json"]);
    command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the program was built for this test");
    child.stdin.take().expect("it is a pipe").write_all(text.as_bytes()).expect("the program reads it");
    let output = child.wait_with_output().expect("it ends");
    let shape: Diff = answers::read(&String::from_utf8(output.stdout).expect("the program writes text"));
    assert_eq!(
        (shape.figure.change_usd.to_string().as_str(), shape.inputs.before.as_str()),
        ("30.00", "standard input")
    );
}

#[test]
fn two_programs_say_each_whether_they_are_in_force() {
    let sandbox = Sandbox::new();
    let job = audit("4.00", "runs = 30\nauth = \"api-key\"");
    sandbox.write(
        "before.toml",
        scenario("program = \"agent-sdk-credit\"\nplan = \"max-5x\"", &audit("4.00", "runs = 30")),
    );
    sandbox.write("after.toml", scenario("program = \"current\"\nplan = \"max\"", &job));
    let said = run(&sandbox, &["diff", "before.toml", "after.toml", "-q"]);
    let expected = "Before: These figures use agent-sdk-credit (replaced 2026-10-07). Today (api-credit, API key): $100.00 of credit, $20.00 overflow.\n";
    assert_eq!(said.stdout.matches(expected).count(), 1, "{}", said.stdout);
    assert!(!said.stdout.contains("After: "), "{}", said.stdout);
    assert!(said.stdout.contains("rules              agent-sdk-credit        api-credit"), "{}", said.stdout);
}
