//! Crontabs as they lie on machines: which lines are jobs, on whose clock, and what is said about the wrong
//! ones.

use creditcalc::schedule::agent::agent_in;
use creditcalc::schedule::crontab::{Crontab, Pick, read};
use creditcalc::schedule::{Timing, zone};
use creditcalc::source::SourceFile;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::laws::cases;

/// Name, expression and zone of each job.
fn jobs(crontab: &Crontab) -> Vec<String> {
    let job = |job: &creditcalc::schedule::Job| {
        let zone = match &job.timing {
            Timing::At(recurrence) => zone::name(&recurrence.zone).into_owned(),
            Timing::Spread(_) | Timing::Never | Timing::Off | Timing::Every(_) => "-".to_owned(),
        };
        format!("{} | {} | {zone}", job.name, job.expression)
    };
    crontab.jobs.iter().map(job).collect()
}

fn crontab(name: &'static str, text: &'static str, pick: Pick<'_>) -> Crontab {
    let faults = |faults| panic!("{name}: {faults:?}");
    read(&SourceFile::new(name, text), pick, &TimeZone::UTC).unwrap_or_else(faults)
}

#[test]
fn the_system_has_users_before_its_commands() {
    let found = crontab("/etc/crontab", include_str!("../data/crontabs/etc-crontab"), Pick::Agents);
    assert_eq!(jobs(&found), ["crontab:8 | 30 2 * * 1-5 | UTC"], "a user called like an agent runs none");
    let found =
        crontab("/etc/crontab", include_str!("../data/crontabs/etc-crontab"), Pick::Containing("run-parts"));
    assert_eq!(jobs(&found), ["crontab:6 | 17 * * * * | UTC", "crontab:7 | 25 6 * * * | UTC"]);
}

#[test]
fn a_person_has_agents_among_other_things() {
    let found = crontab("user", include_str!("../data/crontabs/user"), Pick::Agents);
    let expected =
        ["user:4 | @daily | UTC", "user:5 | */20 8-18 * * mon-fri | UTC", "user:6 | 0 9 1 * * | UTC"];
    assert_eq!(jobs(&found), expected);
}

#[test]
fn zones_hold_for_the_lines_below_them() {
    let found = crontab("zones", include_str!("../data/crontabs/zones"), Pick::Agents);
    let expected = [
        "zones:1 | 0 8 * * * | UTC",
        "zones:3 | 30 2 * * * | America/New_York",
        "zones:5 | 0 8 * * * | Asia/Kathmandu",
        "zones:7 | 0 8 * * * | Asia/Kathmandu",
        "zones:9 | 0 8 * * * | UTC",
    ];
    assert_eq!(jobs(&found), expected);
    assert_eq!(found.notes.len(), 2, "one about CRON_TZ, one about TZ: {:?}", found.notes);
}

#[test]
fn what_stands_behind_a_percent_sign_is_no_command() {
    let found = crontab("percent", include_str!("../data/crontabs/percent"), Pick::Agents);
    assert_eq!(jobs(&found), ["percent:2 | 0 7 * * * | UTC", "percent:4 | 0 9 * * * | UTC"]);
}

#[test]
fn agents_are_found_behind_what_starts_them() {
    let found = crontab("wrappers", include_str!("../data/crontabs/wrappers"), Pick::Agents);
    let lines: Vec<String> =
        jobs(&found).iter().map(|job| job.split(' ').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(lines, ["wrappers:1", "wrappers:2", "wrappers:3", "wrappers:4", "wrappers:5", "wrappers:8"]);
    assert_eq!(found.jobs.last().map(|job| job.expression.as_str()), Some("0 8 * * *"));
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn whatever_is_written_is_read(command in "([a-z$'\"`(){}<>|&;# \\n-]|claude|<<EOF|\nEOF\n|\\[\\[|case|esac|docker run|sh -c|flock|sudo -u){0,30}") {
        let _ = agent_in(&command);
        let text = format!("0 3 * * * {command}\n{command}\n");
        let _ = read(&SourceFile::new("any", text), Pick::Agents, &TimeZone::UTC);
    }
}

#[test]
fn everything_that_is_wrong_with_agents_is_told_and_nothing_else() {
    let source = SourceFile::new("wrong", include_str!("../data/crontabs/wrong"));
    let faults = read(&source, Pick::Agents, &TimeZone::UTC).expect_err("four faults");
    let told: Vec<(&str, &str)> = faults
        .iter()
        .map(|fault| {
            let (file, labels) = fault.place.as_ref().expect("a place");
            (fault.code.as_str(), &file.text()[labels[0].span.clone()])
        })
        .collect();
    assert_eq!(told, [("S301", "25"), ("S302", "claude"), ("S309", "Europe/Brelin"), ("S302", "@dayly")]);
}
