use jiff::ToSpan as _;

use super::*;

fn read(command: &str) -> Conditions {
    conditions(command, Wanted::Agent, &Variables::default(), None)
}

/// The conditions of a command that are about more than the date: each is enough.
fn unknown(command: &str) -> Vec<String> {
    read(command).unknown.iter().map(|all| all.join(" and ")).collect()
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
        ("sh -c 'exit $(( $(date +%u) != 1 ))' && claude -p x", mondays),
        ("eval '[ $(date +%u) -eq 1 ]' && claude -p x", mondays),
        ("fish -c 'test (date +%u) -eq 1; and claude -p x'", mondays),
        ("[ \"$(LC_ALL=C LANG=de_DE date +%a)\" = Mon ] && claude -p x", mondays),
        ("[ \"$(LANG=en_US.UTF-8 date +%a)\" = Mon ] && claude -p x", mondays),
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
        assert_eq!(unknown(command), [""; 0], "{command}");
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
        // What ends as its code says, and what is called like a question.
        ("python3 -c 'import sys; sys.exit(1)' && claude -p x", vec!["python3 -c 'import sys; sys.exit(1)'"]),
        ("awk 'BEGIN{exit 1}' && claude -p x", vec!["awk 'BEGIN{exit 1}'"]),
        ("perl -e 'exit((localtime)[6] != 1)' && claude -p x", vec!["perl -e 'exit((localtime)[6] != 1)'"]),
        ("/usr/local/bin/is-first-monday && claude -p x", vec!["/usr/local/bin/is-first-monday"]),
        ("is_workday && claude -p x", vec!["is_workday"]),
        ("on_ac_power && claude -p x", vec!["on_ac_power"]),
        ("curl -sf https://x.example && claude -p x", vec!["curl -sf https://x.example"]),
        ("mkdir /tmp/lock && claude -p x", vec!["mkdir /tmp/lock"]),
        ("timeout 5 ping -c 1 host && claude -p x", vec!["timeout 5 ping -c 1 host"]),
        ("sh -c 'exit $(cat state)' && claude -p x", vec!["exit $(cat state)"]),
        // Names of days in another language than English.
        ("LANG=de_DE; [ $(date +%a) = Mo ] && claude -p x", vec!["[ $(date +%a) = Mo ]"]),
        (
            "[ $(LC_ALL=de_DE.UTF-8 date +%a) = Mo ] && claude -p x",
            vec!["[ $(LC_ALL=de_DE.UTF-8 date +%a) = Mo ]"],
        ),
        ("fish -c 'test -f on; and claude -p x'", vec!["test -f on"]),
    ] {
        assert_eq!(unknown(command), expected, "{command}");
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
        "mkdir -p logs && npm ci && sleep 5 && source env && claude -p x",
        "python3 prepare.py && node build.js && claude -p x",
        "curl -fsSL https://x.example -o data.json && claude -p x",
        "bash -c 'make; status=$?; exit $status' && claude -p x",
        "fish -c 'cd /srv; and claude -p x'",
        "fish -c 'set -e KEY; claude -p x'",
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
    assert_eq!(found.unknown, [["[ -f on ]"]]);
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

/// Mondays are the 2nd, 9th, 16th, 23rd and 30th.
const MONDAYS: [i8; 5] = [2, 9, 16, 23, 30];

/// Each line of commands with the days on which it runs its agent.
fn assert_days(rows: &[(&str, &[i8])]) {
    for (command, expected) in rows {
        assert_eq!(days(command), *expected, "{command}");
        assert_eq!(unknown(command), [""; 0], "{command}");
    }
}

/// The days of November without some of them.
fn without(days: &[i8]) -> Vec<i8> {
    (1..=30).filter(|day| !days.contains(day)).collect()
}

#[test]
fn what_stands_around_a_condition_is_read_as_a_shell_does() {
    let all = without(&[]);
    assert_days(&[
        // Blanks, comments, ends of lines and the background.
        ("[ $(date +%u) = 1 ]\t&&\tclaude -p x", &MONDAYS),
        ("if [ $(date +%u) = 1 ]\r\nthen\r\n  claude -p x\r\nfi\r\n", &MONDAYS),
        ("[ $(date +%u) = 1 ] || exit 0 # only (on) \"Mondays\nclaude -p x", &MONDAYS),
        ("# Mondays\n\n[ $(date +%u) = 1 ] && \\\n  claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ] &&\n\n  claude -p x", &MONDAYS),
        ("sleep 5 & [ $(date +%u) = 1 ] && claude -p x &", &MONDAYS),
        ("sleep 5 & echo &\n[ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        // What is redirected is no word.
        ("[ $(date +%u) = 1 ] 2>/dev/null && claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ] 2>&- && claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ] <&- 2>> log && claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ] &> log && claude -p x", &MONDAYS),
        ("([ $(date +%u) = 1 ] && claude -p x) > log 2>&1", &MONDAYS),
        // Quotes, within substitutions as well.
        ("[ \"\\w$(date +%u)\" = '\\w1' ] && claude -p x", &MONDAYS),
        ("[ \"\\$$(date +%u)\" = '$1' ] && claude -p x", &MONDAYS),
        ("[ \"$(date +%u\\))\" = '1)' ] && claude -p x", &MONDAYS),
        ("[ \"$(date '+%u)')\" = '1)' ] && claude -p x", &MONDAYS),
        ("[ \"$(date '+%u\\')\" = '1\\' ] && claude -p x", &MONDAYS),
        ("[ \"$(date \"+\\\"%u)\")\" = '\"1)' ] && claude -p x", &MONDAYS),
        ("date +%u | grep -q \"^1$\" && claude -p x", &MONDAYS),
        ("D=2; D\\=1; [ $D = 2 ] && [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        // Loops, groups and shells of their own.
        ("for d in a b; do [ $(date +%u) = 1 ] && claude -p $d; done", &MONDAYS),
        ("for d in a b\ndo\n  [ $(date +%u) = 1 ] && claude -p $d\ndone", &MONDAYS),
        ("while [ $(date +%u) = 2 ]; do [ $(date +%d) -gt 5 ] && claude -p x; break; done", &[10, 17, 24]),
        ("until [ $(date +%u) = 1 ]; do claude -p x; done", &without(&MONDAYS)),
        ("while true; do [ $(date +%u) = 1 ] && claude -p x; sleep 60; done", &MONDAYS),
        ("until false; do [ $(date +%u) = 1 ] && claude -p x; sleep 60; done", &MONDAYS),
        ("( [ $(date +%u) = 1 ] && claude -p x )", &MONDAYS),
        ("( [ $(date +%u) = 1 ] || exit 0; claude -p x )", &MONDAYS),
        ("( [ $(date +%u) = 1 ] || exit 0; echo ); claude -p x", &all),
        ("{ [ $(date +%u) = 1 ] || exit 0; echo; }; claude -p x", &MONDAYS),
        ("U=1; (U=2); [ $(date +%u) = $U ] && claude -p x", &MONDAYS),
        ("U=1; { U=2; }; [ $(date +%u) = $U ] && claude -p x", &[3, 10, 17, 24]),
        // An agent within a test runs when the test is made.
        ("[ $(date +%u) = 1 ] && [ \"$(claude -p x)\" = yes ] && make", &MONDAYS),
    ]);
}

#[test]
fn conditions_are_joined_as_a_shell_does() {
    let all = without(&[]);
    assert_days(&[
        // `&&` and `||` bind alike, from the left.
        ("[ $(date +%u) = 1 ] || [ $(date +%d) = 03 ] && claude -p x", &[2, 3, 9, 16, 23, 30]),
        ("[ $(date +%u) = 1 ] && [ $(date +%d) = 02 ] || claude -p x", &without(&[2])),
        ("[ $(date +%u) -gt 1 ] && false || claude -p x", &all),
        ("! true || [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("! { [ $(date +%u) -gt 1 ] || [ $(date +%d) = 09 ]; } && claude -p x", &[2, 16, 23, 30]),
        // Branches, and branches within them.
        (
            "if [ $(date +%u) -gt 5 ]; then exit; elif [ $(date +%d) -lt 10 ]; then claude -p x; \
             else if [ $(date +%u) = 5 ]; then claude -p y; fi; fi",
            &[2, 3, 4, 5, 6, 9, 13, 20, 27],
        ),
        (
            "if [ $(date +%u) = 1 ] && [ $(date +%d) -gt 9 ]; then :; else exit; fi; claude -p x",
            &[16, 23, 30],
        ),
        ("case $(date +%u) in 1) ;; 2) claude -p x ;; *) ;; esac", &[3, 10, 17, 24]),
        ("case $(date +%u) in 1|[12]) claude -p x ;; esac", &[2, 3, 9, 10, 16, 17, 23, 24, 30]),
        ("case $(date +%u) in [!2-7]) case $(date +%d) in 0?) claude -p x;; esac;; esac", &[2, 9]),
        ("case $(date +%a) in (Mon) ;; (*) exit 0 ;; esac; claude -p x", &MONDAYS),
        // `set -e` ends what fails, other than where that is asked about.
        ("[ $(date +%u) = 1 ]; claude -p x", &all),
        ("set -u; [ $(date +%u) = 1 ]; claude -p x", &all),
        ("set -o pipefail; [ $(date +%u) = 1 ]; claude -p x", &all),
        ("set -euo pipefail; [ $(date +%u) = 1 ]; claude -p x", &MONDAYS),
        ("set -o errexit; [ $(date +%u) = 1 ]; claude -p x", &MONDAYS),
        ("set -e; set +e; [ $(date +%u) = 1 ]; claude -p x", &all),
        ("set -e; set +o errexit; [ $(date +%u) = 1 ]; claude -p x", &all),
        ("set -e; [ $(date +%u) = 1 ] && echo; claude -p x", &all),
        ("set -e; [ $(date +%u) = 1 ] || echo; claude -p x", &all),
        ("set -e; ! [ $(date +%u) = 1 ]; claude -p x", &all),
        ("set -e; ([ $(date +%u) = 1 ]); claude -p x", &MONDAYS),
        ("set -e; (( $(date +%u) == 1 )); claude -p x", &MONDAYS),
        ("set -e; date +%u | grep -q 1; claude -p x", &MONDAYS),
        ("set -e; bash -c '[ $(date +%u) = 1 ]; claude -p x'", &all),
        ("bash -c 'set -e'; [ $(date +%u) = 1 ]; claude -p x", &all),
        ("(set -e); [ $(date +%u) = 1 ]; claude -p x", &all),
    ]);
}

#[test]
fn words_are_expanded_as_a_shell_does() {
    assert_days(&[
        // What is printed outside of quotes is split, other than in `[[ ]]`.
        ("[ $(date +%e) = 5 ] && claude -p x", &[5]),
        ("[ \"$(date +%e)\" = 5 ] && claude -p x", &[]),
        ("[ \"$(date +%e)\" = ' 5' ] && claude -p x", &[5]),
        ("[ \"$(date +%e)\" -eq 5 ] && claude -p x", &[5]),
        ("[[ $(date +%e) == 5 ]] && claude -p x", &[]),
        ("[[ $(date +%e) -eq 5 ]] && claude -p x", &[5]),
        ("[[ $(date '+%u %a') == '1 Mon' ]] && claude -p x", &MONDAYS),
        ("[ \"$(date '+%u %a')\" = '1 Mon' ] && claude -p x", &MONDAYS),
        // Four words are too many.
        ("[ $(date '+%u %a') = '1 Mon' ] && claude -p x", &[]),
        ("[ $(date +%u) = 1 x ] && claude -p x", &[]),
        // Defaults, and a zero that is cut off.
        ("D=; [ \"${D:-1}\" = $(date +%u) ] && claude -p x", &MONDAYS),
        ("D=; [ \"${D-1}\" = $(date +%u) ] && claude -p x", &[]),
        ("D=2; [ ${D:-1} = $(date +%u) ] && claude -p x", &[3, 10, 17, 24]),
        ("D=2; [ ${D-1} = $(date +%u) ] && claude -p x", &[3, 10, 17, 24]),
        ("D=$(date +%d); [ \"${D#0}\" = \"$D\" ] && claude -p x", &without(&[1, 2, 3, 4, 5, 6, 7, 8, 9])),
        ("D=$(date +%d); [ ${D##0} = 9 ] && claude -p x", &[9]),
        // What programs print.
        ("[ $(echo $(date +%u)) = 1 ] && claude -p x", &MONDAYS),
        ("[ \"$(echo -n $(date +%u) x)\" = '1 x' ] && claude -p x", &MONDAYS),
        ("[ \"$(date +%e | tr -d ' ')\" = 5 ] && claude -p x", &[5]),
        ("[ \"$(date +%e | xargs)\" = 5 ] && claude -p x", &[5]),
        ("[ \"$(date +%d | sed 's/^0*//')\" = 9 ] && claude -p x", &[9]),
        // The first ten days of the hundreds: `00` to nothing, or to `0`.
        ("[ \"$(echo 00$(date +%d) | sed 's/^0*//')\" = 9 ] && claude -p x", &[9]),
        ("[ \"$(echo 0$(date +%d) | sed 's/^0//')\" = 09 ] && claude -p x", &[9]),
        ("[ $(expr $(date +%d) - 1) -eq 8 ] && claude -p x", &[9]),
        ("[ $(expr $(date +%u) % 7) = 1 ] && claude -p x", &MONDAYS),
        ("[ $(expr 10 - $(date +%u) \\* 2) = 8 ] && claude -p x", &MONDAYS),
        ("[ $(expr \\( 10 - $(date +%u) \\) \\* 2) = 18 ] && claude -p x", &MONDAYS),
        ("expr $(date +%u) = 1 > /dev/null && claude -p x", &MONDAYS),
        ("expr $(date +%u) != 1 > /dev/null || claude -p x", &MONDAYS),
        ("expr $(date +%u) \\<= 1 > /dev/null && claude -p x", &MONDAYS),
        ("expr $(date +%d) / 10 > /dev/null || claude -p x", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        // `grep`.
        ("date +%d | grep -q 1 && claude -p x", &[1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21]),
        ("date +%d | grep -qw 1 && claude -p x", &[]),
        ("date '+%u %u' | grep -qw 1 && claude -p x", &MONDAYS),
        ("date +%e | grep -qw 1 && claude -p x", &[1]),
        ("date '+%u %a' | grep -qw Mon && claude -p x", &MONDAYS),
        ("date '+%u %a' | grep -qw Mo && claude -p x", &[]),
        ("date +%d | grep -qx 1. && claude -p x", &[10, 11, 12, 13, 14, 15, 16, 17, 18, 19]),
        ("date +%d | grep -qx 1 && claude -p x", &[]),
        ("date +%d | grep -q '0[12]\\|30' && claude -p x", &[1, 2, 30]),
        ("date +%d | grep -q '0[12]|30' && claude -p x", &[]),
        ("date +%d | grep -qE '0[12]|30' && claude -p x", &[1, 2, 30]),
        ("date +%d | egrep -q '^(01|02)$' && claude -p x", &[1, 2]),
        ("date +%d | grep -qF 30 && claude -p x", &[30]),
        ("date +%d | fgrep -q 30 && claude -p x", &[30]),
        ("date +%u | grep -v 1 && claude -p x", &without(&MONDAYS)),
    ]);
}

#[test]
fn tests_and_calculations_decide() {
    let all = without(&[]);
    assert_days(&[
        ("[ $(date +%u) = 1 -o $(date +%d) = 03 ] && claude -p x", &[2, 3, 9, 16, 23, 30]),
        ("[ \\( $(date +%u) = 1 \\) -a ! \\( $(date +%d) -gt 9 \\) ] && claude -p x", &[2, 9]),
        ("[ -n \"$(date +%u)\" ] && claude -p x", &all),
        ("[ -z \"$(date +%u)\" ] || claude -p x", &all),
        ("[ $(date +%u) \\< 2 ] && claude -p x", &MONDAYS),
        ("[ $(date +%F) '>' 2026-11-27 ] && claude -p x", &[28, 29, 30]),
        ("[[ $(date +%u) < 2 ]] && claude -p x", &MONDAYS),
        // Fri, Mon, Sat, Sun, Thu, Tue, Wed.
        ("[[ $(date +%a) > Thu ]] && claude -p x", &[3, 4, 10, 11, 17, 18, 24, 25]),
        (
            "[[ $(date +%u) -gt 0 && ! $(date +%u) -gt 1 || $(date +%d) == 03 ]] && claude -p x",
            &[2, 3, 9, 16, 23, 30],
        ),
        ("[[ ( ( $(date +%u) == 1 )) ]] && claude -p x", &MONDAYS),
        ("[[ (( $(date +%u) == 1 )) && a = a ]] && claude -p x", &MONDAYS),
        ("[[ $(date +%u) =~ ^(1|2)$ ]] && claude -p x > log", &[2, 3, 9, 10, 16, 17, 23, 24, 30]),
        ("[[ $(date +%u) != [2-7] ]] 2>&1 && claude -p x", &MONDAYS),
        // `[[ ]]` calculates, and 08 and 09 are no numbers.
        ("[[ $(date +%d) -eq 8 ]] && claude -p x", &[]),
        ("[[ $(date +%d) -lt 10 ]] && claude -p x", &[1, 2, 3, 4, 5, 6, 7]),
        // Weeks 44 to 49: even ones by their last bit.
        ("[ $(date +%u) = 1 ] && [ $(( $(date +%V) & 1 )) -eq 0 ] && claude -p x", &[9, 23]),
        ("U=$(date +%u); [ $((U % 7)) -eq 1 ] && claude -p x", &MONDAYS),
        ("my_day=$(date +%d); [ $((10#$my_day % 8)) -eq 0 ] && claude -p x", &[8, 16, 24]),
        ("my_day=$(date +%-d); [ $((my_day % 10)) -eq 0 ] && claude -p x", &[10, 20, 30]),
        ("[ $((16#f)) -eq 15 ] && [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("U=$(date +%u) N=1; [ $((U-N)) -eq 0 ] && claude -p x", &MONDAYS),
        ("[ $(( 1$(date +%d) - 100 )) -eq 9 ] && claude -p x", &[9]),
        ("D=; [ $((D + $(date +%u))) = 1 ] && claude -p x", &MONDAYS),
        ("D=-1; [ $((2-D-$(date +%u))) = 2 ] && claude -p x", &MONDAYS),
        ("[ $(( $(date +%-d) % 10 ? 0 : 1 )) = 1 ] && claude -p x", &[10, 20, 30]),
        ("(( $(date +%u) < 2 )) && claude -p x", &MONDAYS),
        ("(( $(date +%-d) % 10 )) || claude -p x", &[10, 20, 30]),
        // What a shell refuses fails in `(( ))`, and ends the script in `$(( ))`.
        ("(( $(date +%d) % 8 == 0 )) && claude -p x", &[16, 24]),
        ("(( $(date +%d) % 8 )); claude -p x", &all),
        ("(( $(date +%d) > 0 )) || claude -p x", &[8, 9]),
        ("[ $(( $(date +%d) % 8 )) -eq 0 ]; claude -p x", &without(&[8, 9])),
        ("A=$(( $(date +%d) % 8 )); claude -p x", &without(&[8, 9])),
        ("bash -c 'A=$(( $(date +%d) % 8 ))'; claude -p x", &all),
    ]);
}

#[test]
fn what_stands_side_by_side_is_no_depth() {
    for part in [
        "echo; ",
        "{ echo; }; ",
        "( echo ); ",
        "bash -c 'echo'; ",
        "D=$(date +%u); ",
        "[ $(date +%u) = 1 ] || exit 0; ",
        "case 1 in 1) echo;; esac; ",
    ] {
        let many = format!("{}[ $(date +%u) = 1 ] && claude -p x", part.repeat(20));
        assert_eq!(days(&many), MONDAYS, "{part}");
    }
    let script = format!("{}bash -c '[ $(date +%u) = 1 ] && claude -p x'", "bash -c 'echo'; ".repeat(20));
    assert_eq!(days(&script), MONDAYS);
    let long = |times: usize| format!("{}[ $(date +%u) = 1 ] && claude -p x", "echo;".repeat(times));
    assert!(read(&long(500)).guard.is_some());
    // Beyond 16 KiB nothing is read.
    assert!(read(&long(3_300)).is_unread);
    assert_eq!(read(&long(3_300)).guard, None);
}

#[test]
fn conditions_are_told_as_they_are_written() {
    for (command, expected) in [
        ("[ -f a ] && [ -f b ] || claude -p x", vec!["! { [ -f a ] && [ -f b ]; }"]),
        ("[ -f a ] || [ -f b ] || claude -p x", vec!["! { [ -f a ] || [ -f b ]; }"]),
        ("! [ -f a ] && [ -f b ] || claude -p x", vec!["! { ! [ -f a ] && [ -f b ]; }"]),
        ("if ! [ -f a ] || [ -f b ]; then exit 0; fi; claude -p x", vec!["! { ! [ -f a ] || [ -f b ]; }"]),
        ("! [ -f a ] || claude -p x", vec!["[ -f a ]"]),
        ("[ -f a ] || [ -f b ] && claude -p x", vec!["[ -f a ] || [ -f b ]"]),
        ("[ -f a ] || false && claude -p x", vec!["[ -f a ]"]),
        ("[ -f a ] && true && claude -p x", vec!["[ -f a ]"]),
        ("if ([ -f a ]); then claude -p x; fi", vec!["[ -f a ]"]),
        ("if (make); then claude -p x; fi", vec!["(make)"]),
        // What stands behind `||` starts it, whatever is around it.
        ("make test || { cd /srv && claude -p x; }", vec!["! make test"]),
        ("make test || ( claude -p x )", vec!["! make test"]),
        ("make test || if [ -f a ]; then claude -p x; fi", vec!["! make test and [ -f a ]"]),
        ("make test || if [ -f a ]; then echo; else claude -p x; fi", vec!["! make test and ! [ -f a ]"]),
        ("make test || while sleep 60; do claude -p x; done", vec!["! make test"]),
        ("while [ -f a ]; do claude -p x; done", vec!["[ -f a ]"]),
        ("until [ -f a ]; do claude -p x; done", vec!["! [ -f a ]"]),
        ("until make; do claude -p x; done", vec!["! make"]),
        ("make test || for d in a b; do claude -p x; done", vec!["! make test"]),
        ("make test || case a in a) claude -p x;; esac", vec!["! make test"]),
        // What is left of another command.
        ("make; [ $? -eq 0 ] && claude -p x", vec!["[ $? -eq 0 ]"]),
        ("[ $# -gt 0 ] && claude -p x", vec!["[ $# -gt 0 ]"]),
        ("(( RANDOM % 2 )) && claude -p x", vec!["(( RANDOM % 2 ))"]),
        ("[ $(date +%N) -gt 5 ] && claude -p x", vec!["[ $(date +%N) -gt 5 ]"]),
        ("[ \"$(date)\" = x ] && claude -p x", vec!["[ \"$(date)\" = x ]"]),
        ("D=01; [ \"${D%1}\" = 0 ] && claude -p x", vec!["[ \"${D%1}\" = 0 ]"]),
        ("[[ day -eq 1 ]] && claude -p x", vec!["[[ day -eq 1 ]]"]),
        // Which programs are run for their answer.
        ("git diff --quiet && claude -p x", vec!["git diff --quiet"]),
        ("git diff-index --quiet HEAD && claude -p x", vec!["git diff-index --quiet HEAD"]),
        ("git rev-parse -q --verify next && claude -p x", vec!["git rev-parse -q --verify next"]),
        ("systemctl is-active -q ollama && claude -p x", vec!["systemctl is-active -q ollama"]),
        ("systemctl is-enabled ollama && claude -p x", vec!["systemctl is-enabled ollama"]),
    ] {
        assert_eq!(unknown(command), expected, "{command}");
        assert_eq!(read(command).guard, None, "{command}");
    }
    for command in [
        "[ -f a ] && false || claude -p x",
        "false || claude -p x",
        "! true || claude -p x",
        "! : || claude -p x",
        "set -e; [ -f a ] && echo; claude -p x",
        "until ping -c 1 host; do sleep 1; done; claude -p x",
        "while read -r line; do claude -p x; done < lines",
        "git rev-parse HEAD && claude -p x",
        "git commit -q && claude -p x",
        "systemctl start ollama && claude -p x",
        "if (command -v claude); then claude -p x; fi",
        // This looks for nothing.
        "date +%u | tee /tmp/1 && claude -p x",
    ] {
        assert_eq!(read(command), Conditions::default(), "{command}");
    }
}

#[test]
fn what_could_not_be_read_is_said() {
    for command in [
        "cat <<EOF\n[ $(date +%u) = 1 ]\nEOF\nclaude -p x",
        "diff <(a) <(b) && [ $(date +%u) = 1 ] && claude -p x",
        "[ $(date +%u) = 1 ] && claude -p x > >(tee log)",
        "[ $(date +%u) = $'1' ] && claude -p x",
        "[[ $(date +%u) == @(1|3) ]] && claude -p x",
        "[[ $(date +%a) = !(Mon|Wed) ]] && claude -p x",
        // An error to the shell.
        "[ $(date +%u) = 1 ] > && claude -p x",
        // Nothing in it starts an agent that is found.
        "[ $(date +%u) = 1 ] && make nightly",
    ] {
        let found = read(command);
        assert_eq!((found.is_unread, found.guard), (true, None), "{command}");
    }
}

#[test]
fn what_was_decided_holds_as_long_as_it_is_the_same() {
    //  The minutes of three hours at which a command runs its agent.
    for (command, expected) in [
        ("[ $(date +%M) -lt 2 ] && claude -p x", vec![0, 1, 60, 61, 120, 121]),
        (
            "[ $(date -d '10 minutes' +%H) = 01 ] && [ $(date +%M) = 49 ] || claude -p x",
            (0..180).filter(|minute| *minute != 109).collect(),
        ),
        ("[ $(date -d '10 minutes' +%H) = 01 ] && claude -p x", (50..110).collect()),
        ("[ $(date +%H) = 01 ] && claude -p x", (60..120).collect()),
        (
            "[ $(date +%I%p) = 01AM ] && [ $(date +%R) != 01:03 ] && claude -p x",
            (60..120).filter(|minute| *minute != 63).collect(),
        ),
    ] {
        let guard = read(command).guard.expect(command);
        let first: Timestamp = "2026-11-02T00:00:00Z".parse().expect("an instant");
        let mut decided = Decided::default();
        let minutes = (0..180_i64)
            .filter(|minute| guard.allows_after(first + minute.minutes(), &TimeZone::UTC, &mut decided));
        assert_eq!(minutes.collect::<Vec<_>>(), expected, "{command}");
    }
    // Whether it decides the same all day.
    for (command, is_of_day) in [
        ("[ $(date +%u) = 1 ] && claude -p x", true),
        ("[ $(date +%u) = 1 ] && [ $(date +%H) -lt 9 ] && claude -p x", false),
        ("[ $(date +%H) -lt 9 ] && [ $(date +%u) = 1 ] && claude -p x", false),
        ("[ $(date -u +%u) = 1 ] && claude -p x", false),
        ("[ $(date -d '5 hours' +%u) = 1 ] && claude -p x", false),
    ] {
        assert_eq!(read(command).guard.expect(command).is_of_day, is_of_day, "{command}");
    }
}

#[test]
fn a_text_that_is_picked_is_guarded_where_it_stands() {
    let days = |command: &str| -> Option<Vec<i8>> {
        let wanted = Wanted::Containing("nightly".to_owned());
        let guard = conditions(command, wanted, &Variables::default(), None).guard?;
        let first: Timestamp = "2026-11-01T03:00:00Z".parse().expect("an instant");
        Some(
            (1..=30)
                .filter(|day| guard.allows(first + ((day - 1) * 24).hours(), &TimeZone::UTC))
                .map(|day| i8::try_from(day).expect("a day"))
                .collect(),
        )
    };
    for (command, expected) in [
        ("[ $(date +%u) = 1 ] && /opt/nightly.sh", MONDAYS.to_vec()),
        // Another agent is not what was picked.
        ("claude -p x; [ $(date +%u) = 1 ] && /opt/nightly.sh", MONDAYS.to_vec()),
        // A script within the command has its own conditions.
        ("bash -c '[ $(date +%u) = 1 ] && /opt/nightly.sh'", MONDAYS.to_vec()),
        ("flock -n /tmp/l -c 'test $(date +%u) = 1 && /opt/nightly.sh'", MONDAYS.to_vec()),
        // A question about it does not start it.
        ("[ -f nightly.off ]; pgrep nightly; [ $(date +%u) = 1 ] && /opt/nightly.sh", MONDAYS.to_vec()),
    ] {
        assert_eq!(days(command), Some(expected), "{command}");
    }
}

#[test]
fn zeros_before_numbers_are_noticed_wherever_they_come_from() {
    for (command, is_octal) in [
        ("D=$(date +%d); [ $(($D % 2)) -eq 0 ] && claude -p x", true),
        ("D=$(date +%d); [ $((${D:-1} % 2)) -eq 0 ] && claude -p x", true),
        ("D=$(date +%d); X=$((1 + 1)); [ $((D % X)) -eq 0 ] && claude -p x", true),
        ("D=$(date +%d); E=$D; [ $((E % 2)) -eq 0 ] && claude -p x", true),
        ("D=$(date +%d); U=$(date +%u); [ $((D % 2)) -eq 0 ] && claude -p x", true),
        ("(( $(date +%m) % 2 )) && claude -p x", true),
        ("[[ $(date +%d) -eq 8 ]] && claude -p x", true),
        ("[[ $(date +%d) -ge 2 && $(date +%u) = 1 ]] && claude -p x", true),
        // Zeros that are cut off, or were never there.
        ("D=$(date +%d); [ $((${D#0} % 2)) -eq 0 ] && claude -p x", false),
        ("D=$(date +%d); D=${D#0}; [ $((D % 2)) -eq 0 ] && claude -p x", false),
        ("D=$(date +%d); U=$(date +%u); [ $((U % 2)) -eq 0 ] && claude -p x", false),
        ("D=$(date +%d); U=$(date +%u); [ $(($U % 2)) -eq 0 ] && claude -p x", false),
        ("D=$(date +%d); D=$(date +%-d); [ $((D % 2)) -eq 0 ] && claude -p x", false),
        ("D=$(date +%-d); [ $((D % 2)) -eq 0 ] && claude -p x", false),
        ("D=$(date +%d); [ $((10#$D % 2)) -eq 0 ] && claude -p x", false),
        ("D=$(date +%d); [ $((10#$D % 2)) -eq 0 ] && [ $((1 + 1)) = 2 ] && claude -p x", false),
        ("[ $(( $(date +%d | sed 's/^0//') % 2 )) -eq 0 ] && claude -p x", false),
        ("[ $(( $(date +%d | sed 's/^0*//') % 2 )) -eq 0 ] && claude -p x", false),
        ("[ $(( $(expr $(date +%d) + 1) % 2 )) -eq 0 ] && claude -p x", false),
        ("[[ $(date +%-d) -eq 8 ]] && claude -p x", false),
        // By their texts, or to `[`, they are what they are.
        ("[[ $(date +%d) == 08 ]] && claude -p x", false),
        ("[ $(date +%d) -eq 8 ] && [[ $(date +%u) -eq 1 ]] && claude -p x", false),
    ] {
        assert_eq!(read(command).is_octal, is_octal, "{command}");
    }
}

/// What stands behind a test decides nothing: `cd` and `echo` are taken to succeed. November 2026 has 30 days.
#[test]
fn a_command_behind_a_test_is_no_question() {
    let but_sundays: Vec<i8> = (1..=30).filter(|day| (day - 1) % 7 != 0).collect();
    for (command, expected) in [
        ("[ \"$(date +%a)\" = Sun ] && echo weekend || claude -p x", but_sundays.as_slice()),
        ("[ \"$(date +%a)\" = Sun ] && cd /tmp || claude -p x", &but_sundays),
        ("([ $(date +%u) = 7 ] && echo weekend) || claude -p x", &but_sundays),
        ("(( $(date +%u) == 7 )) && echo weekend || claude -p x", &but_sundays),
        ("[ \"$(date +%F)\" \\> 2026-11-27 ] && claude -p x", &[28, 29, 30]),
        ("[ \"$(date +%F)\" '<' 2026-11-03 ] && claude -p x", &[1, 2]),
        ("expr $(date +%d) \\> 7 \\& $(date +%d) \\< 10 >/dev/null && claude -p x", &[8, 9]),
        ("expr $(date +%d) \\< 2 \\| $(date +%d) \\> 29 >/dev/null && claude -p x", &[1, 30]),
        ("[ $(( $(date +%-d) & 1 )) -eq 0 ] && [ $(date +%d) -gt 27 ] && claude -p x", &[28, 30]),
        ("false && claude -p x", &[]),
        ("true || claude -p x", &[]),
        ("exit 0; claude -p x", &[]),
    ] {
        assert_eq!(days(command), expected, "{command}");
        assert_eq!(unknown(command), Vec::<String>::new(), "{command}");
    }
}

/// Where nobody knows, it counts, and what nobody knows is named.
#[test]
fn what_is_not_understood_is_named_and_counted() {
    let all: Vec<i8> = (1..=30).collect();
    for command in [
        "[ $(( $(date +%-d) ** 2 )) -gt 4 ] && claude -p x",
        "[ $(( d = $(date +%-d) )) -gt 4 ] && claude -p x",
        "[ $(date +%-d) -nt 4 ] && claude -p x",
    ] {
        assert_eq!((days(command), unknown(command).len()), (all.clone(), 1), "{command}");
    }
    let function = "f() { [ $(date +%u) = 1 ]; }; f && claude -p x";
    assert!(read(function).is_unread && read(function).guard.is_none());
    // To a shell these are errors, and nothing runs.
    for command in [
        "[ $(( $(date +%-d) / 0 )) -gt 4 ] && claude -p x",
        "[ $(( 08 + $(date +%-d) )) -gt 4 ] && claude -p x",
    ] {
        assert_eq!((days(command), unknown(command).len()), (Vec::new(), 0), "{command}");
    }
}

#[test]
fn what_never_gets_to_its_agent_is_said() {
    for (command, expected) in [
        ("false && claude -p x", true),
        ("exit 0; claude -p x", true),
        ("! true && claude -p x", true),
        ("false || claude -p x", false),
        ("[ $(date +%u) = 1 ] && claude -p x", false),
        // Nothing is known to be started at all.
        ("wrap claude -p x", false),
    ] {
        assert_eq!(read(command).is_never, expected, "{command}");
    }
    // A text that is looked for may stand in the question.
    let wanted = Wanted::Containing("date".to_owned());
    let found = conditions("[ $(date +%u) = 1 ] && claude -p x", wanted, &Variables::default(), None);
    assert_eq!((found.is_never, found.guard), (false, None));
}

/// A script that is not understood counts, and never has no runs for that.
#[test]
fn what_another_script_starts_counts_where_it_is_not_understood() {
    let mut variables = Variables::default();
    variables.set("CLAUDE", "/opt/bin/claude");
    for command in [
        "$CLAUDE -p \"Check what's new\"",
        "$CLAUDE -p \"Check the list (only mine)\"",
        "$CLAUDE -p 'a && b; c > d'",
        "bash -lc 'claude -p x <<< \"hi\"'",
        "bash -c 'f() { claude -p x; }; f'",
        "bash -c 'for ((i=0;i<3;i++)); do claude -p x; done'",
        "pwsh -c \"& { claude -p x }\"",
        "sh -c 'cd /work\nfor r in a b; do\n  claude -p $r\ndone'",
        "sh -c 'cd /work \\\n  && claude -p x'",
    ] {
        let found = conditions(command, Wanted::Agent, &variables, None);
        assert_eq!(found, Conditions::default(), "{command}");
    }
    let asks = read("fish -c 'if test -f x; claude -p x; end'");
    assert!(asks.is_unread && !asks.is_never && asks.guard.is_none());
    // Its own start counts beside one that is decided.
    let all = without(&[]);
    assert_days(&[
        ("[ $(date +%u) = 1 ] && claude -p a; bash -c 'claude -p b <<< hi'", &all),
        ("[ $(date +%u) = 1 ] && bash -c 'claude -p b <<< hi'", &MONDAYS),
        ("sh -c 'cd /work\nif [ \"$(date +%u)\" = 1 ]; then\nclaude -p x\nfi'", &MONDAYS),
        ("sh -c 'cd /srv\n[ $(date +%u) = 1 ] && claude -p x'", &MONDAYS),
        ("# not \\\n[ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("[ \"$(date \\\n+%u)\" = 1 ] && cl\\\naude -p x", &MONDAYS),
        ("[ $(date +%u) = 1\\\n ] && claude -p x", &MONDAYS),
        ("[ \"$(date +%u)\\\n\" = 1 ] && claude -p x", &MONDAYS),
        ("[ $(( $(date +%u) \\\n- 1 )) -eq 0 ] && claude -p x", &MONDAYS),
    ]);
}

/// What is set where nobody knows whether it is played is not known, and by the date what is set by it.
#[test]
fn what_a_branch_sets_is_known_as_far_as_the_branch_is() {
    for (command, expected) in [
        ("SKIP=0; [ -f /tmp/skip ] && SKIP=1; [ $SKIP = 0 ] && claude -p x", "[ $SKIP = 0 ]"),
        ("GO=0; [ -f on ] && GO=1; [ $GO = 1 ] && claude -p x", "[ $GO = 1 ]"),
        ("GO=0; if [ -f on ]; then GO=1; fi; [ $GO = 1 ] && claude -p x", "[ $GO = 1 ]"),
        ("GO=1; [ -f on ] || GO=0; [ $GO = 1 ] && claude -p x", "[ $GO = 1 ]"),
        ("GO=0; case $(hostname) in a) GO=1;; esac; [ $GO = 1 ] && claude -p x", "[ $GO = 1 ]"),
        ("if git pull; then OK=1; else OK=0; fi; [ $OK = 1 ] && claude -p x", "[ $OK = 1 ]"),
        ("ON=0; . /etc/agent.conf; [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("ON=0; source agent.conf; [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("ON=0; eval \"$SET\"; [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("ON=0; read -r ON < file; [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("my_on=0; read my_on < file; [ $my_on = 1 ] && claude -p x", "[ $my_on = 1 ]"),
        ("ON=0; read \"$NAME\" < file; [ $ON = 1 ] && claude -p x", "[ $ON = 1 ]"),
        ("ON=0; printf -v ON %s \"$X\"; [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("ON=0; let ON+=1; [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("ON=0; (( ON++ )); [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("ON=; : ${ON:=1}; [ \"$ON\" = 1 ] && claude -p x", "[ \"$ON\" = 1 ]"),
        ("n=0; for f in in/*; do n=$((n+1)); done; [ $n -ge 3 ] && claude -p x", "[ $n -ge 3 ]"),
        ("n=0; while read -r l; do n=1; done < f; [ $n = 1 ] && claude -p x", "[ $n = 1 ]"),
        ("l=; while read -r l; do [ $l = a ] && claude -p x; done < f", "[ $l = a ]"),
        ("d=b; for d in a *; do [ $d = c ] && claude -p x; done", "[ $d = c ]"),
        // What is not exported is nothing to another shell.
        ("U=1; bash -c '[ \"$U\" = 1 ] && claude -p x'", "[ \"$U\" = 1 ]"),
        // It holds all the longer text that nobody writes.
        (
            "A=xx;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;A=$A$A;[ $A = x ] && claude -p x",
            "[ $A = x ]",
        ),
    ] {
        assert_eq!(unknown(command), [expected], "{command}");
        assert!(!read(command).is_never, "{command}");
    }
    let weekdays = without(&[1, 7, 8, 14, 15, 21, 22, 28, 29]);
    assert_days(&[
        ("case $(date +%u) in [1-5]) GO=yes;; *) GO=no;; esac; [ $GO = yes ] && claude -p x", &weekdays),
        ("GO=no; [ $(date +%u) -lt 6 ] && GO=yes; [ $GO = yes ] && claude -p x", &weekdays),
        ("if [ $(date +%u) -lt 6 ]; then GO=yes; else GO=no; fi; [ $GO = yes ] && claude -p x", &weekdays),
        // A variable of a shell of its own is not that of this one.
        ("export U=1; bash -c '[ $(date +%u) = $U ] && claude -p x'", &MONDAYS),
        ("declare -x U=1; sh -c '[ $(date +%u) = $U ] && claude -p x'", &MONDAYS),
        ("GO=1; echo | GO=2; [ $GO = $(date +%u) ] && claude -p x", &MONDAYS),
        ("GO=1; GO=2 & [ $GO = $(date +%u) ] && claude -p x", &MONDAYS),
        ("GO=1; printf '%s' GO; [ $GO = $(date +%u) ] && claude -p x", &MONDAYS),
    ]);
}

#[test]
fn a_shell_ends_as_it_says_and_only_itself() {
    let all = without(&[]);
    assert_days(&[
        ("( [ $(date +%u) = 1 ] || exit 1 ) && claude -p x", &MONDAYS),
        ("( [ $(date +%u) = 1 ] && exit 1 ) || claude -p x", &all),
        ("( [ $(date +%u) = 1 ] || exit 0 ) && claude -p x", &all),
        ("( [ $(date +%u) = 1 ] && exit 0; exit 2 ) && claude -p x", &MONDAYS),
        ("sleep 1 & ( exit 1 ) & [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("exit 0 & [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("cat l | while read -r x; do exit 0; done; [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("for f in $(cat list); do exit 0; done; [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("for i in a b; do [ $(date +%u) = 1 ]; done && claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ] || set -e; ( false ); claude -p x", &MONDAYS),
        ("if [ $(date +%u) = 1 ]; then :; else set -e; fi; false; claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ]; echo | { exit; } && claude -p x", &MONDAYS),
        ("for i in a b; do [ $(date +%u) = 1 ] || break; done && claude -p x", &all),
        ("for f in *.off; do exit 0; done; claude -p x", &[]),
        // Outside of loops these are errors that end nothing.
        ("break; [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("for i in a; do :; done; continue; [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        ("( if [ $(date +%u) = 1 ]; then :; else exit 0; fi; false ) && claude -p x", &without(&MONDAYS)),
        // What is asked before something is done.
        ("date +%u | grep -q '[2-7]' && echo || claude -p x", &MONDAYS),
        ("! [ $(date +%u) = 1 ] && echo || claude -p x", &MONDAYS),
        ("{ [ -n a ] && [ $(date +%u) -gt 1 ]; } && echo || claude -p x", &MONDAYS),
        ("{ [ $(date +%u) = 2 ] || [ $(date +%u) -gt 2 ]; } && echo || claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ] || (exit); claude -p x", &all),
        ("( [ $(date +%u) = 1 ]; exit ) && claude -p x", &MONDAYS),
        ("( set -e; [ $(date +%u) = 1 ]; true ) || false; claude -p x", &all),
        ("( set -e; [ $(date +%u) = 1 ]; true ) && claude -p x", &all),
        ("if (set -e; [ $(date +%u) = 1 ]; true); then claude -p x; fi", &all),
        ("bash -c '[ $(date +%u) = 1 ]' && claude -p x", &MONDAYS),
        ("[ $(date +%u) = 1 ] || bash -c 'exit' && claude -p x", &all),
        ("bash -c '[ $(date +%u) = 1 ] || exit 3' && claude -p x", &MONDAYS),
        ("if sh -c '[ $(date +%u) = 1 ]'; then claude -p x; fi", &MONDAYS),
        ("nice -n 5 sh -c '[ $(date +%u) = 1 ]' && claude -p x", &MONDAYS),
        ("bash -ec '[ $(date +%u) = 1 ]; claude -p x'", &MONDAYS),
        ("sh -euc '[ $(date +%u) = 1 ]; claude -p x'", &MONDAYS),
        ("bash -c '[ $(date +%u) = 1 ]; claude -p x'", &all),
        ("bash --noediting -c '[ $(date +%u) = 1 ]; claude -p x'", &all),
        ("set -o pipefail; { [ $(date +%u) = 1 ]; } | cat && claude -p x", &MONDAYS),
        ("set -eo pipefail; { [ $(date +%u) = 1 ]; } | cat; claude -p x", &MONDAYS),
        ("set +o pipefail; { [ $(date +%u) = 1 ]; } | cat && claude -p x", &all),
    ]);
}

#[test]
fn what_a_shell_puts_into_a_script_is_decided_with_it() {
    let all = without(&[]);
    assert_days(&[
        // What the shell around a script puts into it.
        ("bash -c \"[ $(date +%u) = 1 ] && claude -p x\"", &MONDAYS),
        ("bash -c \"[ $(date +%u) != 1 ] && claude -p x\"", &without(&MONDAYS)),
        ("bash -c \"[ \\\"$(date +%u)\\\" = 1 ] && claude -p x\"", &MONDAYS),
        ("bash -c \"[ `date +%u` = 1 ] && claude -p x\"", &MONDAYS),
        ("bash -c \"[ \\$(date +%u) = 1 ] && claude -p x\"", &MONDAYS),
        ("bash -c \"[ $(($(date +%u) % 7)) = 1 ] && claude -p x\"", &MONDAYS),
        ("U=$(date +%u); bash -c \"[ $U = 1 ] && claude -p x\"", &MONDAYS),
        ("U=1; bash -c \"U=2; [ $U = $(date +%u) ] && claude -p x\"", &MONDAYS),
        ("U=1; bash -c \"U=2; [ \\$U = $(date +%u) ] && claude -p x\"", &[3, 10, 17, 24]),
        ("U=; bash -c \"[ '${U:-1}' = $(date +%u) ] && claude -p x\"", &MONDAYS),
        ("flock -n /tmp/l bash -c \"[ $(date +%u) = 1 ] && claude -p x\"", &MONDAYS),
        ("timeout 5 bash -c 'echo'; [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        // The rest of a loop's turn, and the rest of the loop.
        ("for r in a b; do [ $(date +%u) = 1 ] || continue; claude -p $r; done", &MONDAYS),
        ("for r in a b; do [ $(date +%u) = 1 ] || break; claude -p $r; done; echo", &MONDAYS),
        ("while true; do [ $(date +%u) = 1 ] && break; exit 0; done; claude -p x", &MONDAYS),
        ("while true; do break; done; [ $(date +%u) = 1 ] && claude -p x", &MONDAYS),
        // `set -e`: of a list only its last command ends a script.
        ("set -e; cd /srv && [ $(date +%u) = 1 ]; claude -p x", &MONDAYS),
        ("set -e; [ $(date +%u) = 1 ] && cd /srv; claude -p x", &all),
        ("set -e; false || [ $(date +%u) = 1 ]; claude -p x", &MONDAYS),
        ("set -e; if true; then [ $(date +%u) = 1 ]; fi; claude -p x", &MONDAYS),
        ("set -e; { [ -n a ] && [ $(date +%u) = 1 ]; }; claude -p x", &MONDAYS),
        ("set -e; if [ $(date +%u) = 1 ]; then :; fi; claude -p x", &all),
        ("set -e; if { [ $(date +%u) = 1 ]; true; }; then claude -p x; fi", &all),
        ("set -e; ! { [ $(date +%u) = 1 ]; false; } && claude -p x", &all),
        ("set -e; echo | { [ $(date +%u) = 1 ] && :; claude -p x; }", &all),
        ("set -e; echo | { :; [ $(date +%u) = 1 ]; claude -p x; }", &MONDAYS),
        ("set -e; [ $(date +%u) = 1 ] | :; claude -p x", &all),
        ("set -e; while [ $(date +%u) = 1 ]; do break; done; claude -p x", &all),
    ]);
}

#[test]
fn what_ends_a_shell_on_a_condition_is_named() {
    for (command, expected) in [
        ("(exit 1) || claude -p x", Vec::new()),
        ("for r in a b; do [ -d \"$r\" ] || continue; claude -p $r; done", vec!["[ -d \"$r\" ]"]),
        ("for r in a b; do [ -d \"$r\" ] || continue; echo; done; claude -p x", vec![]),
        ("( [ -f on ] || exit 1 ) && claude -p x", vec!["[ -f on ]"]),
        ("( [ -f on ] || exit 1; echo ) && claude -p x", vec!["[ -f on ]"]),
        ("( [ -f on ] || exit 0; echo ) && claude -p x", vec![]),
        ("( [ -f a ] || exit 1; [ -f b ] ) && claude -p x", vec!["[ -f a ] && [ -f b ]"]),
        ("( [ -f a ] || exit 0; [ -f b ] ) && claude -p x", vec!["[ -f b ]"]),
        ("( [ -f b ] || ( exit 1 ) ) && claude -p x", vec!["[ -f b ]"]),
        ("if X=$(git pull); then claude -p x; fi", vec!["X=$(git pull)"]),
        ("if X=1; then claude -p x; fi", vec![]),
        ("cd /x && make test || claude -p fix", vec!["! { cd /x && make test; }"]),
        ("{ make || [ -f a ]; } && echo || claude -p x", vec!["! { make || [ -f a ] && echo; }"]),
        // Nobody waits for what runs there.
        ("tmux new-session -d 'false' && claude -p x", vec![]),
        // It prints one of two numbers.
        ("[ $(expr $(date +%u) \\| 0) = 1 ] && claude -p x", vec!["[ $(expr $(date +%u) \\| 0) = 1 ]"]),
        ("[ $(expr $(date +%u) \\& 1) = 1 ] && claude -p x", vec!["[ $(expr $(date +%u) \\& 1) = 1 ]"]),
        ("if [ -f a ]; then [ -f b ] || exit; fi; claude -p x", vec!["! [ -f a ] || [ -f b ]"]),
        ("set -e; [ -f a ] && [ -f b ]; claude -p x", vec!["! [ -f a ] || [ -f b ]"]),
        // Either is enough.
        ("[ -f a ] && claude -p x; [ -f b ] && claude -p y", vec!["[ -f a ]", "[ -f b ]"]),
        ("if [ -f a ]; then claude -p x; if [ -f b ]; then claude -p y; fi; fi", vec!["[ -f a ]"]),
        (
            "if [ -f a ]; then claude -p x; elif [ -f b ]; then claude -p y; fi",
            vec!["[ -f a ]", "! [ -f a ] and [ -f b ]"],
        ),
        // Whether it is there is no question, whichever way it is asked.
        ("if ! command -v claude; then exit 1; fi; claude -p x", vec![]),
        ("[ ! -x /usr/bin/claude ] && exit 1; claude -p x", vec![]),
        (
            "[[ -x /usr/bin/claude && -f /tmp/on ]] && claude -p x",
            vec!["[[ -x /usr/bin/claude && -f /tmp/on ]]"],
        ),
        // In a regular expression this is a letter, and these are two words.
        ("date +%u | grep -q '[!67]' && claude -p x", vec!["date +%u | grep -q '[!67]'"]),
        ("date '+%u %a' | grep -qw '1 Mon' && claude -p x", vec!["date '+%u %a' | grep -qw '1 Mon'"]),
        ("D=1+2; [ $((D * 2)) = 6 ] && claude -p x", vec!["[ $((D * 2)) = 6 ]"]),
    ] {
        assert_eq!(unknown(command), expected, "{command}");
        assert!(!read(command).is_never && !read(command).is_unread, "{command}");
    }
    // A file is read there, which a person means otherwise.
    assert!(read("[ $(date +%d) < 8 ] && claude -p x").is_unread);
}

/// Small texts that would take for ever.
#[test]
fn scripts_that_call_one_another_come_to_an_end() {
    let mut variables = Variables::default();
    variables.set("A", &format!("claude {}", ";$A ".repeat(20)));
    assert_eq!(conditions("$A", Wanted::Agent, &variables, None), Conditions::default());
    assert!(
        crate::schedule::agent::budget_in(&format!(
            "A='claude {}' ;$A --max-budget-usd 5",
            ";$A ".repeat(20)
        ))
        .is_none()
    );
    let doubled = format!("A=x;{}[ $(date +%u) = 1 ] && claude -p x", "A=$A$A;".repeat(60));
    assert_eq!(days(&doubled), MONDAYS);
    let nested = (0..7).fold("claude -p x".to_owned(), |inner, _| {
        format!("sh -c \"{0}\"; sh -c \"{0}\"", inner.replace('\\', "\\\\").replace('"', "\\\""))
    });
    assert!(!read(&nested).is_never);
}

#[test]
fn what_only_bash_understands_is_known() {
    for (command, of_bash) in [
        ("[[ $(date +%u) == 1 ]] && claude -p x", Some("[[")),
        ("[ $(date +%u) == 1 ] && claude -p x", Some("==")),
        ("(( $(date +%u) == 1 )) && claude -p x", Some("((")),
        ("[ $((10#$(date +%V) % 2)) = 1 ] && claude -p x", Some("10#")),
        ("[ $(date +%u) = 1 ] && claude -p x", None),
        ("bash -c '[[ $(date +%u) == 1 ]] && claude -p x'", None),
        ("bash -c 'echo'; [[ $(date +%u) == 1 ]] && claude -p x", Some("[[")),
        ("[[ -n x ]]; claude -p x", None),
    ] {
        assert_eq!(read(command).of_bash, of_bash, "{command}");
    }
}
