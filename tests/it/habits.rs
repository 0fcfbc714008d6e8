//! What the program does with the world it is given, tried in memory: a terminal that is none, an
//! environment, the days of a cycle.

use std::collections::BTreeMap;
use std::path::PathBuf;

use creditcalc::cli::{self, Exit, Sources, World};
use creditcalc::pricing::PriceTable;
use creditcalc::usage::Service;
use jiff::civil::date;

/// What is printed on standard output by a program that believes to be in a terminal.
fn in_a_terminal(args: &str, environment: &[(&str, &str)]) -> (Exit, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let variables = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let mut world = World {
        folder: PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
        environment: variables.collect::<BTreeMap<_, _>>(),
        sources: Sources::default(),
        is_confined: false,
        is_read_only: false,
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_width: Some(80),
        stderr_width: Some(80),
    };
    let words = std::iter::once("creditcalc").chain(args.split(' ')).map(std::ffi::OsString::from);
    let exit = cli::run(words, &mut world);
    (
        exit,
        String::from_utf8(stdout).expect("the program prints text")
            + &String::from_utf8(stderr).expect("and nothing else"),
    )
}

const QUESTION: &str = "estimate --cost-per-run 4 --as-of 2026-11-21 --no-config";

#[test]
fn a_terminal_has_colour_unless_it_or_its_owner_has_none() {
    let has_colour =
        |args: &str, environment: &[(&str, &str)]| in_a_terminal(args, environment).1.contains('\u{1b}');
    assert!(has_colour(QUESTION, &[]));
    assert!(!has_colour(QUESTION, &[("NO_COLOR", "1")]));
    assert!(has_colour(QUESTION, &[("NO_COLOR", "")]), "an empty variable is not set");
    assert!(!has_colour(QUESTION, &[("TERM", "dumb")]));
    assert!(
        has_colour(&format!("{QUESTION} --color always"), &[("NO_COLOR", "1")]),
        "what is asked for wins"
    );
    assert!(!has_colour(&format!("{QUESTION} --color never"), &[]));
}

#[test]
fn figures_are_not_broken_in_a_narrow_terminal() {
    let text = in_a_terminal(&format!("{QUESTION} --explain"), &[("NO_COLOR", "1")]).1;
    for figure in ["$100.00", "$120.00", "83.3%"] {
        assert!(text.contains(figure), "{text}");
    }
}

#[test]
fn inference_in_the_us_has_no_price_before_it_was_offered() {
    // No model is older than the modifier, so one is made older: as if its first price had always been in
    // force.
    let table = PriceTable::builtin();
    let mut model = table.resolve("claude-opus-4-6", date(2026, 11, 21)).expect("it is listed").model.clone();
    model.prices[0].terms.effective_from = date(2020, 1, 1);
    let in_the_us = Service { us_only: true, ..Service::default() };
    assert!(table.rate_card(&model, date(2026, 2, 5), in_the_us).is_ok());
    assert!(table.rate_card(&model, date(2026, 2, 4), in_the_us).is_err());
    assert!(table.rate_card(&model, date(2026, 2, 4), Service::default()).is_ok());
}

#[test]
fn a_moving_name_means_one_model_for_the_whole_cycle() {
    // On 2026-09-25 `opus` is Opus 5.5 (from 09-22, $4.00/M); before that day it was Opus 5 ($5.00/M), which
    // is another job.
    let text = in_a_terminal("estimate --model opus --input 1M --plan pro --as-of 2026-09-25 --json", &[]).1;
    assert!(text.contains(r#""nights_without_price": 21"#), "{text}");
    //  30 x $4.00 = $120.00
    assert!(text.contains(r#""total_cost_usd": "120.00""#), "{text}");
    assert!(!text.contains("a price changes"), "{text}");
}

#[test]
fn a_run_that_cannot_be_had_on_a_later_day_of_the_cycle_has_no_price() {
    // Fast mode of Opus 4.8 ends on 2026-11-30.
    let (exit, text) = in_a_terminal(
        "estimate --model claude-opus-4-8 --fast --input 1k --cycle-day 20 --as-of 2026-11-21",
        &[("NO_COLOR", "1")],
    );
    assert_eq!(exit, Exit::CouldNot);
    assert!(text.contains("error[U107]: `claude-opus-4-8` has no fast mode on 2026-11-30"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_folder_of_prices_that_links_to_itself_is_read_once() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("looping-prices");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    std::os::unix::fs::symlink(&folder, folder.join("again")).expect("a link can be made");
    std::fs::write(folder.join("broken.toml"), "format = 1\n").expect("a file can be written");
    let (exit, text) = in_a_terminal(&format!("pricing check {}", folder.display()), &[("NO_COLOR", "1")]);
    assert_eq!(exit, Exit::CouldNot);
    assert_eq!(text.matches("error[").count(), 1, "{text}");
}
