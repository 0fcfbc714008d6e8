use super::*;
use crate::schedule::agent::LOOKED_FOR;

fn read_text(name: &'static str, text: &'static str) -> Result<Crontab, Vec<Diagnostic>> {
    read(&SourceFile::new(name, text), Pick::Agents, &TimeZone::UTC)
}

fn jobs(name: &'static str, text: &'static str) -> Vec<(String, String)> {
    let crontab = read_text(name, text).expect("a crontab");
    crontab.jobs.into_iter().map(|job| (job.name, job.expression)).collect()
}

#[test]
fn lines_that_run_an_agent_are_jobs() {
    let text = "SHELL=/bin/bash\nMAILTO=\"\"\n\n# nightly\n0 3 * * *\tclaude -p \"audit\" >> audit.log 2>&1\n15 4 * * * backup\n\
                @daily cd /srv && claude -p x\n";
    assert_eq!(
        jobs("crontab", text),
        [("crontab:5".to_owned(), "0 3 * * *".to_owned()), ("crontab:7".to_owned(), "@daily".to_owned())]
    );
}

#[test]
fn a_system_crontab_has_a_user_before_its_command() {
    let text = "# m h dom mon dow user\tcommand\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n30 2 * * * dev claude -p x\n";
    assert_eq!(jobs("/etc/crontab", text), [("crontab:3".to_owned(), "30 2 * * *".to_owned())]);
    let faults = read_text("/etc/cron.d/agent", "30 2 * * * claude\n").expect_err("no command");
    assert_eq!(
        faults[0].title,
        "a line of a system crontab needs a user and a command after its five fields"
    );
}

#[test]
fn a_zone_holds_for_the_lines_below_it() {
    let text = "0 3 * * * claude -p a\nCRON_TZ=Europe/Berlin\n0 3 * * * claude -p b\nCRON_TZ = \"UTC\"\n0 3 * * * claude -p c\n";
    let crontab = read_text("crontab", text).expect("a crontab");
    let zones: Vec<_> = crontab
        .jobs
        .iter()
        .map(|job| {
            if let Timing::At(recurrence) = &job.timing {
                zone::name(&recurrence.zone).into_owned()
            } else {
                String::new()
            }
        })
        .collect();
    assert_eq!(zones, ["UTC", "Europe/Berlin", "UTC"]);
}

#[test]
fn what_stands_behind_a_percent_sign_is_input() {
    assert_eq!(jobs("crontab", "0 3 * * * claude -p%do it%now\n").len(), 1);
    assert!(
        read_text("crontab", "0 3 * * * mail ops%claude -p x\n").is_err(),
        "the name is only in the input"
    );
    assert_eq!(jobs("crontab", "0 3 * * * date +\\%F; claude -p x\n").len(), 1);
}

#[test]
fn a_line_with_a_field_too_few_is_told_as_that() {
    let faults = read_text("crontab", "0 3 * * claude -p x\n").expect_err("four fields");
    assert_eq!(faults[0].title, "a line has five fields before its command");
    assert_eq!(faults[0].help, ["write `0 3 * * * claude …`"]);
}

#[test]
fn a_start_of_the_machine_is_a_job_without_times() {
    let crontab = read_text("crontab", "@reboot claude -p x\n").expect("a crontab");
    assert_eq!(crontab.jobs[0].timing, Timing::Never);
}

#[test]
fn lines_are_picked_by_a_text_in_them() {
    let source = SourceFile::new("crontab", "0 3 * * * /srv/nightly.sh\n0 4 * * * /srv/other.sh\n");
    let crontab = read(&source, Pick::Containing("nightly"), &TimeZone::UTC).expect("a crontab");
    assert_eq!(crontab.jobs.len(), 1);
    let faults = read(&source, Pick::Agents, &TimeZone::UTC).expect_err("no agent");
    assert_eq!(faults[0].notes, [format!("2 lines with a schedule were read; looked for {LOOKED_FOR}")]);
}

#[test]
fn each_wrong_zone_is_told_once_whatever_stands_below_it() {
    let below = "CRON_TZ=Nowhere/X\n0 3 * * * claude -p a\n0 99 * * * claude -p b\n0 4 * * * claude -p c\n";
    let twice: &'static str = Box::leak(below.repeat(2).into_boxed_str());
    let faults = read_text("crontab", twice).expect_err("there is no such zone");
    let titles: Vec<&str> = faults.iter().map(|fault| fault.title.as_str()).collect();
    let (zone, hour) = ("`Nowhere/X` is not a time zone", "`0 99 * * *` is not a schedule");
    assert_eq!(titles, [zone, hour, zone, hour]);
}
