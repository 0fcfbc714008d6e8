//! Crontabs as they lie on machines: which lines are jobs, on whose clock, and what is said about the wrong
//! ones.

use creditcalc::schedule::agent::agent_in;
use creditcalc::schedule::crontab::{Crontab, Pick, read};
use creditcalc::schedule::in_words::job_words;
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

/// Cron of Debian takes 0 and 7 for Sunday, also as the end of a range (crontab(5)). November 2026 begins on a Sunday.
#[test]
fn sunday_is_seven_as_well() {
    for (days, expected) in [
        ("7", "at 03:00 on Sunday"),
        ("0,7", "at 03:00 on Sunday"),
        ("6,7", "at 03:00 on Saturday and Sunday"),
        ("5-7", "at 03:00 on Friday to Sunday"),
        ("1-7", "at 03:00 every day"),
        ("1-7/2", "at 03:00 on Monday, Wednesday, Friday and Sunday"),
    ] {
        let text = format!("0 3 * * {days} claude -p x\n");
        let found = read(&SourceFile::new("c", text), Pick::Agents, &TimeZone::UTC).expect(days);
        assert_eq!(job_words(&found.jobs[0]), expected, "{days}");
    }
    let text = "0 3 * * 8 claude -p x\n";
    let faults =
        read(&SourceFile::new("c", text), Pick::Agents, &TimeZone::UTC).expect_err("there is no day 8");
    let (_, labels) = faults[0].place.as_ref().expect("it is shown");
    assert_eq!(&text[labels[0].span.clone()], "8");
}

/// A person's crontab in which a line of the system's was pasted still runs what stands on its own lines.
#[test]
fn a_line_of_root_takes_no_command_from_the_others() {
    for (text, expected) in [
        ("0 3 * * * claude -p x\n0 4 * * * root claude -p m\n", &["c:1", "c:2"][..]),
        ("0 3 * * * claude -p x\n0 4 * * * root /usr/sbin/logrotate /etc/x\n", &["c:1"]),
        ("0 3 * * * cd /srv && claude -p x\n0 4 * * * root /bin/true\n", &["c:1"]),
        ("0 3 * * * deploy claude -p x\n0 4 * * * root /bin/true\n", &["c:1"]),
    ] {
        let found = read(&SourceFile::new("c", text), Pick::Agents, &TimeZone::UTC).expect(text);
        let names: Vec<&str> = found.jobs.iter().map(|job| job.name.as_str()).collect();
        assert_eq!(names, expected, "{text}");
    }
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

/// How many runs the lines of a crontab have in November 2026, on the clock of `zone`.
fn runs_in_november(text: &str, zone: &str) -> Vec<u64> {
    let zone = TimeZone::get(zone).expect("a zone");
    let source = SourceFile::new("crontab", text.to_owned());
    let found = read(&source, Pick::Agents, &zone).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let day = |month| jiff::civil::date(2026, month, 1).to_zoned(zone.clone()).expect("a day").timestamp();
    let count = |job: &creditcalc::schedule::Job| match &job.timing {
        Timing::At(recurrence) => {
            let counted = recurrence.count(day(11), day(12));
            let mut walked = 0;
            recurrence.walk(day(11), day(12), |_| {
                walked += 1;
                std::ops::ControlFlow::Continue(())
            });
            assert_eq!(counted, walked, "{text}: counted and walked");
            counted
        }
        Timing::Spread(_) | Timing::Every(_) | Timing::Never | Timing::Off => 0,
    };
    found.jobs.iter().map(count).collect()
}

#[test]
fn conditions_about_the_date_are_counted_by_it() {
    //  November 2026 begins on a Sunday: Mondays are the 2nd, 9th, 16th, 23rd and 30th. The 1st is in week 44, the
    //  2nd to 8th in 45, 9th to 15th in 46, 16th to 22nd in 47, 23rd to 29th in 48, the 30th in 49.
    for (line, expected) in [
        // The first Monday: of the 1st to the 7th, one.
        ("0 3 1-7 * * [ \"$(date +\\%u)\" -eq 1 ] && claude -p x", 1),
        ("0 3 * * * if [ $(date +\\%u) -le 5 ]; then claude -p x; fi", 21),
        // Even weeks: the 1st, seven days of 46 and seven of 48.
        ("0 3 * * * test $(($(date +\\%V) \\% 2)) -eq 0 && claude -p x", 15),
        // Mondays of even weeks, every ten minutes: 2 days of 144.
        ("*/10 * * * 1 test $(($(date +\\%V) \\% 2)) -eq 0 && claude -p x", 288),
        ("0 3 28-31 * * [ \"$(date -d tomorrow +\\%d)\" = \"01\" ] && claude -p x", 1),
        // 30 days x 24 hours x 3
        ("*/10 * * * * [ $(date +\\%M) -lt 30 ] && claude -p x", 2_160),
        // From nine to eleven: three hours of 30 days, twice an hour.
        ("*/30 * * * * [ $(date +\\%H) -ge 9 ] && [ $(date +\\%H) -le 11 ] && claude -p x", 180),
        // Two times in UTC, of which one is nine in New York, whatever the season: 30 runs of 60.
        ("0 13,14 * * * [ $(TZ=America/New_York date +\\%H) = 09 ] && claude -p x", 30),
        ("0 3 * * * [ $(date +\\%Y) -gt 2026 ] && claude -p x", 0),
        ("0 3 * * * [ -f /tmp/on ] && claude -p x", 30),
    ] {
        assert_eq!(runs_in_november(line, "UTC"), [expected], "{line}");
    }
    // The clock of the commands is not that of the schedule: 00:30 in Berlin is 23:30 of the day before in UTC, so the
    // Mondays of Berlin are Sundays there, and of Tuesdays of Berlin there are four.
    let mondays = "30 0 * * * [ $(date +\\%u) = 1 ] && claude -p x";
    assert_eq!(runs_in_november(mondays, "Europe/Berlin"), [5]);
    assert_eq!(runs_in_november(&format!("TZ=UTC\n{mondays}"), "Europe/Berlin"), [4]);
    // `CRON_TZ=` moves the schedule alone: 03:00 in Tokyo is 18:00 UTC of the day before. Tuesdays of UTC are four;
    // Tuesdays of Tokyo begin on the five Mondays of UTC.
    let tuesdays = "0 3 * * * [ $(date +\\%u) = 2 ] && claude -p x";
    assert_eq!(runs_in_november(&format!("CRON_TZ=Asia/Tokyo\n{tuesdays}"), "UTC"), [4]);
    assert_eq!(runs_in_november(&format!("CRON_TZ=Asia/Tokyo\nTZ=Asia/Tokyo\n{tuesdays}"), "UTC"), [5]);
    // A `TZ` that nobody can read decides nothing.
    assert_eq!(runs_in_november(&format!("TZ=Mars/Base\n{tuesdays}"), "UTC"), [30]);
}

#[test]
fn no_line_drops_out_in_silence() {
    let text = "0 1 * * * claude -p x\n0 2 * * * someone -- claude -p x\n0 3 * * * /opt/run-codex.sh\n\
        0 4 * * * OPENAI_API_KEY=k /opt/nightly.sh\n0 5 * * * /opt/backup.sh\n0 6 * * * claude update\n# 0 7 * * * claude -p x\n";
    let found = crontab("crontab", text, Pick::Agents);
    assert_eq!(jobs(&found), ["crontab:1 | 0 1 * * * | UTC"]);
    let said: Vec<&str> = found.uncounted.iter().map(|caution| caution.text.as_str()).collect();
    assert_eq!(
        said,
        [
            "3 lines may run an agent, but aren't counted: the programs they start aren't known (`crontab:2`, `crontab:3` \
          and `crontab:4`). To count them, pick lines by a text in them with `--match TEXT`"
        ]
    );
    let lines: Vec<_> = found.uncounted[0].left_out.iter().map(|one| (one.line, one.why.as_str())).collect();
    let why = |line: usize| {
        format!(
            "`crontab:{line}` may run an agent, but isn't counted: the program it starts isn't known. To count it, \
            pick lines by a text in them with `--match TEXT`"
        )
    };
    assert_eq!(lines, [(Some(2), &*why(2)), (Some(3), &*why(3)), (Some(4), &*why(4))]);
    let found = crontab("crontab", text, Pick::Containing("backup"));
    assert!(found.uncounted.is_empty(), "whoever picks lines knows which");
}

#[test]
fn a_setting_may_name_the_program() {
    let found = crontab("crontab", "CLAUDE=/opt/bin/claude\n0 3 * * * $CLAUDE -p x\n", Pick::Agents);
    assert_eq!(jobs(&found), ["crontab:2 | 0 3 * * * | UTC"]);
}

#[test]
fn what_cron_refuses_is_told_with_the_lines_around_it() {
    let text = "0 3 * * * cd /srv && \\\n  claude -p x\n5/15 * * * * claude -p x\n0 4 * * * claude -p \"$(date +%F)\"\n\
        0 0 5 * * * claude -p x\n0 6 * * * claude -p x\n0 7 * * * /opt/backup \\\n  --all\n";
    let source = SourceFile::new("crontab", text);
    let faults = read(&source, Pick::Agents, &TimeZone::UTC).expect_err("four of them");
    let starts: Vec<_> =
        faults.iter().map(|fault| fault.place.as_ref().map(|(_, at)| at[0].span.start)).collect();
    let place = |needle: &str, offset: usize| Some(text.find(needle).expect(needle) + offset);
    assert_eq!(
        starts,
        [place("&& \\", 3), place("5/15", 0), place("%F", 0), place("* claude -p x\n0 6", 0)],
        "{faults:?}"
    );
}

#[test]
fn root_in_the_place_of_a_user_says_that_all_lines_have_one() {
    // A copy of `/etc/crontab` in another place: the second line's user is known to nobody.
    let text = "0 3 * * * root claude -p audit\n0 4 * * * deploy xvfb-run -a claude -p screenshots\n";
    let found = crontab("crontab", text, Pick::Agents);
    assert_eq!(jobs(&found), ["crontab:1 | 0 3 * * * | UTC", "crontab:2 | 0 4 * * * | UTC"]);
}

#[test]
fn what_hands_an_agent_to_something_else_as_a_text_is_named() {
    for command in [
        "echo \"claude -p x\" | at now",
        "echo 'claude -p x' | sh",
        "printf '%s' 'claude -p x' | bash -s",
        "echo claude -p x | sh",
        "python3 -c 'import os; os.system(\"claude -p x\")'",
        "node -e 'require(\"child_process\").execSync(\"codex exec x\")'",
    ] {
        let text = format!("0 3 * * * claude -p audit\n0 4 * * * {}\n", command.replace('%', "\\%"));
        let found = read(&SourceFile::new("crontab", text), Pick::Agents, &TimeZone::UTC).unwrap();
        assert_eq!((found.jobs.len(), found.uncounted.len()), (1, 1), "{command}: {:?}", found.uncounted);
        assert!(found.uncounted[0].text.contains("crontab:2"), "{command}");
    }
    for command in ["echo 'claude -p is done'", "echo 'claude is up' | mail ops", "git log -c 'claude -p'"] {
        let text = format!("0 3 * * * claude -p audit\n0 4 * * * {command}\n");
        let found = read(&SourceFile::new("crontab", text), Pick::Agents, &TimeZone::UTC).unwrap();
        assert_eq!((found.jobs.len(), found.uncounted.len()), (1, 0), "{command}: {:?}", found.uncounted);
    }
}
