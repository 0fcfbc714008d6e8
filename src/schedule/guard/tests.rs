use jiff::ToSpan as _;

use super::*;

fn read(command: &str) -> Conditions {
    conditions(command, Wanted::Agent, &Variables::default(), None)
}

/// The days of November 2026 on which a command runs its agent at 03:00 in UTC. The first is a Sunday.
fn days(command: &str) -> Vec<i8> {
    let guard = read(command).guard.unwrap_or_else(|| panic!("{command} asks for the date"));
    let first: Timestamp = "2026-11-01T03:00:00Z".parse().expect("an instant");
    let days = (0..30).map(|day| first + (day * 24).hours());
    days.filter(|at| guard.allows(*at, &TimeZone::UTC)).map(|at| at.to_zoned(TimeZone::UTC).day()).collect()
}

#[test]
fn what_asks_for_the_date_is_decided_by_it() {
    //  Mondays are the 2nd, 9th, 16th, 23rd and 30th; the 1st is in week 44, Monday the 2nd in week 45.
    let mondays: &[i8] = &[2, 9, 16, 23, 30];
    for (command, expected) in [
        ("[ \"$(date +%u)\" -eq 1 ] && claude -p x", mondays),
        ("[ \"$(date '+%u')\" = 1 ] && cd /srv && claude -p x", mondays),
        ("test `date +%a` = Mon && claude -p x", mondays),
        ("[[ $(date +%a) == Mon ]] && claude -p x", mondays),
        ("[[ $(date +%A) == M* ]] && claude -p x", mondays),
        ("[ $(date +%u) -ne 1 ] || claude -p x", mondays),
        ("[ $(date +%u) -ne 1 ] && exit 0; claude -p x", mondays),
        ("[ $(date +%u) -eq 1 ] || exit 0\nclaude -p x", mondays),
        ("if [ $(date +%u) -eq 1 ]; then claude -p x; fi", mondays),
        ("if [ $(date +%u) -gt 1 ]; then echo no; else claude -p x; fi", mondays),
        ("DAY=$(date +%u); [ $DAY = 1 ] && claude -p x", mondays),
        ("case $(date +%u) in 2|[3-7]) ;; *) claude -p x ;; esac", mondays),
        ("(( $(date +%u) == 1 )) && claude -p x", mondays),
        ("! [ $(date +%u) -gt 1 ] && claude -p x", mondays),
        ("date +%u | grep -q 1 && claude -p x", mondays),
        ("date +%a | grep -qE '^(Mon|Fry)$' && claude -p x", mondays),
        ("[ $(date +%u) = 1 ] && { cd /srv; timeout 600 claude -p x; }", mondays),
        ("bash -c '[ $(date +%u) = 1 ] && claude -p x'", mondays),
        ("flock -n /tmp/l -c 'test $(date +%u) = 1 && claude -p x'", mondays),
        ("set -e; [ $(date +%u) = 1 ]; claude -p x", mondays),
        ("[ $(date +%u) = 1 ] && claude -p x >> log 2>&1 || echo failed", mondays),
        // Every second week, by the week of the year: even ones are 44, 46 and 48.
        ("[ $(date +%u) = 1 ] && test $(($(date +%V) % 2)) -eq 0 && claude -p x", &[9, 23]),
        ("[ $(date +%u) = 1 -a $(expr $(date +%V) % 2) = 0 ] && claude -p x", &[9, 23]),
        ("expr $(date +%V) % 2 > /dev/null || { [ $(date +%u) = 1 ] && claude -p x; }", &[9, 23]),
        // The first Monday, the last day, and the day before it.
        ("[ $(date +%d) -le 7 ] && [ $(date +%u) = 1 ] && claude -p x", &[2]),
        ("[ \"$(date -d tomorrow +%d)\" = \"01\" ] && claude -p x", &[30]),
        ("[ $(date -d '+2 days' +%-d) = 1 ] && claude -p x", &[29]),
        ("[ $(date -v+1d +%d) = 01 ] && claude -p x", &[30]),
        ("[ $(date --date='1 week ago' +%m) = 10 ] && claude -p x", &[1, 2, 3, 4, 5, 6, 7]),
        ("[ $(date +%e) -eq 5 ] && claude -p x", &[5]),
        ("[ $(date +%j) -eq 310 ] && claude -p x", &[6]),
        ("[ $(date +%y%m%d) = 261117 ] && claude -p x", &[17]),
        ("D=$(date +%d); D=${D#0}; [ $((D % 10)) -eq 9 ] && claude -p x", &[9, 19, 29]),
        // 20,758 is the day since 1970 of the 1st: an even one.
        ("[ $(( ($(date +%s) / 86400) % 10 )) -eq 0 ] && claude -p x", &[3, 13, 23]),
        // To the shell, 08 and 09 are wrong octal numbers.
        ("[ $(( $(date +%d) % 8 )) -eq 0 ] && claude -p x", &[16, 24]),
        ("[ $(( 10#$(date +%d) % 8 )) -eq 0 ] && claude -p x", &[8, 16, 24]),
        // Whichever of two agents it is, one runs.
        (
            "if [ $(date +%d) -gt 2 ]; then echo; elif [ -f x ]; then claude -p a; else claude -p b; fi",
            &[1, 2],
        ),
    ] {
        assert_eq!(days(command), expected, "{command}");
        assert_eq!(read(command).unknown, [""; 0], "{command}");
    }
}

#[test]
fn a_clock_of_its_own_decides() {
    let hours = |command: &str, zone: &str| -> Vec<i8> {
        let guard = read(command).guard.expect(command);
        assert!(!guard.is_of_day, "{command}");
        let zone = TimeZone::get(zone).expect("a zone");
        let first: Timestamp = "2026-11-02T00:00:00Z".parse().expect("an instant");
        let hours = (0..24).map(|hour| first + hour.hours());
        hours.filter(|at| guard.allows(*at, &zone)).map(|at| at.to_zoned(TimeZone::UTC).hour()).collect()
    };
    assert_eq!(hours("[ $(date +%H) -eq 9 ] && claude -p x", "Europe/Berlin"), [8]);
    assert_eq!(hours("[ $(TZ=America/New_York date +%H) = 09 ] && claude -p x", "Europe/Berlin"), [14]);
    assert_eq!(hours("export TZ=Asia/Tokyo; [ $(date +%H) = 09 ] && claude -p x", "Europe/Berlin"), [0]);
    assert_eq!(hours("[ $(date -u +%k) -ge 22 ] && claude -p x", "Europe/Berlin"), [22, 23]);
}

#[test]
fn any_other_condition_is_spoken_of() {
    for (command, expected) in [
        ("[ -f /tmp/on ] && claude -p x", vec!["[ -f /tmp/on ]"]),
        ("[ -f /tmp/off ] && exit 0; claude -p x", vec!["! [ -f /tmp/off ]"]),
        ("[ -f /tmp/on ] || exit 0; claude -p x", vec!["[ -f /tmp/on ]"]),
        ("if [ -f /tmp/on ]; then claude -p x; fi", vec!["[ -f /tmp/on ]"]),
        ("if git pull; then claude -p x; fi", vec!["git pull"]),
        ("pgrep -x claude > /dev/null || claude -p x", vec!["! pgrep -x claude"]),
        ("make test || claude -p fix", vec!["! make test"]),
        ("git diff --quiet || claude -p x", vec!["! git diff --quiet"]),
        ("test $((RANDOM % 3)) -eq 0 && claude -p x", vec!["test $((RANDOM % 3)) -eq 0"]),
        (
            "[ \"$(cat state)\" = on ] && [ -d x ] && claude -p x",
            vec!["[ \"$(cat state)\" = on ] && [ -d x ]"],
        ),
        (
            "[ $(date +%d) -eq $(cal | awk 'END {print $NF}') ] && claude -p x",
            vec!["[ $(date +%d) -eq $(cal | awk 'END {print $NF}') ]"],
        ),
        ("gh pr list | grep -q open && claude -p x", vec!["gh pr list | grep -q open"]),
        ("set -e; [ -f on ]; claude -p x", vec!["[ -f on ]"]),
        ("[ $(date +%u) = 1 ] && [ -f on ] && claude -p x", vec!["[ -f on ]"]),
    ] {
        assert_eq!(read(command).unknown, expected, "{command}");
    }
    for command in [
        "claude -p x",
        "cd /srv && claude -p x",
        "cd /srv || exit 1; git pull && claude -p x | tee log",
        "command -v claude > /dev/null && claude -p x",
        "command -v claude > /dev/null || exit 0; claude -p x",
        "[ -x /usr/bin/claude ] && claude -p x",
        "if [ -x /usr/bin/claude ]; then claude -p x; fi",
        "claude -p x || mail -s failed ops",
        "for f in *.md; do claude -p \"$f\"; done",
        "claude -p x; [ -f more ] && claude -p y",
        "if [ -f a ]; then claude -p a; else claude -p b; fi",
        "if claude -p x; then echo good; fi",
        "true && claude -p x",
    ] {
        assert_eq!(read(command), Conditions::default(), "{command}");
    }
}

#[test]
fn what_is_not_understood_is_said_or_harmless() {
    for (command, is_unread) in [
        ("nightly() { claude -p x; }; nightly", false),
        ("bash <<EOF\n[ $(date +%u) = 1 ] && claude -p x\nEOF", true),
        ("if [ $(date +%u) = 1 ] then claude -p x", true),
        ("[ \"$(date +%u) -eq 1 ] && claude -p x", true),
        ("", false),
    ] {
        assert_eq!(read(command).is_unread, is_unread, "{command}");
        assert_eq!(read(command).guard, None, "{command}");
    }
    for long in ["(".repeat(100_000), "[ ".repeat(5_000), "! ".repeat(8_000), "$(".repeat(8_000)] {
        assert_eq!(read(&format!("{long} claude -p x")).guard, None);
    }
    let many = |times: usize| read(&format!("{}claude -p x", "[ $(date +%u) = 1 ] && ".repeat(times)));
    assert!(many(30).guard.is_some());
    assert!(many(400).is_unread);
}

#[test]
fn a_script_that_is_picked_by_a_text_is_guarded_as_an_agent_is() {
    let wanted = Wanted::Containing("nightly".to_owned());
    let found =
        conditions("[ $(date +%u) = 1 ] && /opt/nightly.sh", wanted.clone(), &Variables::default(), None);
    assert!(found.guard.is_some_and(|guard| guard.is_of_day));
    let found = conditions("[ -f on ] && /opt/nightly.sh", wanted, &Variables::default(), None);
    assert_eq!(found.unknown, ["[ -f on ]"]);
}

#[test]
fn calculating_with_zeros_before_numbers_is_noticed() {
    assert!(read("[ $(( $(date +%V) % 2 )) -eq 0 ] && claude -p x").is_octal);
    assert!(read("W=$(date +%V); [ $((W % 2)) -eq 0 ] && claude -p x").is_octal);
    for command in [
        "[ $(( $(date +%-V) % 2 )) -eq 0 ] && claude -p x",
        "[ $(( 10#$(date +%V) % 2 )) -eq 0 ] && claude -p x",
        "[ $(date +%d) -le 7 ] && claude -p x",
        "[ $(expr $(date +%V) % 2) -eq 0 ] && claude -p x",
    ] {
        assert!(!read(command).is_octal, "{command}");
    }
}
