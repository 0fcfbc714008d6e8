//! Which form a file of schedules has. What is in it decides, whatever it is called.

use super::{claude_tasks, codex, ini, job_store, json, kubernetes, ofelia, supercronic};

/// The forms of files that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A timer of systemd.
    SystemdTimer,
    /// A service of systemd, which a timer starts.
    SystemdService,
    /// A property list of launchd.
    Launchd,
    /// The jobs of OpenClaw, nanobot or Hermes: `cron/jobs.json`.
    JobStore,
    /// The tasks of Claude Code: `.claude/scheduled_tasks.json`.
    ClaudeTasks,
    /// `CronJob`s of Kubernetes.
    Kubernetes,
    /// An automation of Codex: `automation.toml`.
    Codex,
    /// The configuration of Ofelia, or labels of containers for it.
    Ofelia,
    /// A crontab of supercronic, where it is none of Debian's cron.
    Supercronic,
}

impl Form {
    /// What such a file is called in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SystemdTimer => "a systemd timer",
            Self::SystemdService => "a systemd service",
            Self::Launchd => "a launchd job",
            Self::JobStore => "a store of agent jobs",
            Self::ClaudeTasks => "a file of Claude Code's tasks",
            Self::Kubernetes => "a Kubernetes CronJob",
            Self::Codex => "a Codex automation",
            Self::Ofelia => "an Ofelia configuration",
            Self::Supercronic => "a crontab of supercronic",
        }
    }
}

/// The form of a file that holds `text`; `None` where it is none of these. Crontabs and
/// workflows have readers of their own.
#[must_use]
pub fn form_of(text: &str) -> Option<Form> {
    let begins = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
    if begins.starts_with('<') {
        return (text.contains("<plist") && !is_other_plist(text)).then_some(Form::Launchd);
    }
    if begins.starts_with(['{', '['])
        && let Some(value) = json::parse(text)
    {
        let is_store = job_store::is_one(&value);
        return is_store
            .then_some(Form::JobStore)
            .or_else(|| claude_tasks::is_one(&value).then_some(Form::ClaudeTasks))
            .or_else(|| kubernetes::is_one(text).then_some(Form::Kubernetes));
    }
    let has = |section: &str| text.lines().any(|line| line.trim() == section);
    if has("[Timer]") {
        return Some(Form::SystemdTimer);
    }
    if has("[Service]") && ini::entries(text).iter().any(|entry| entry.key == "ExecStart") {
        return Some(Form::SystemdService);
    }
    if ofelia::is_one(text) {
        return Some(Form::Ofelia);
    }
    if codex::is_one(text) {
        return Some(Form::Codex);
    }
    if kubernetes::is_one(text) {
        return Some(Form::Kubernetes);
    }
    let is_script = begins.starts_with("#!");
    (!is_script && supercronic::is_one(text)).then_some(Form::Supercronic)
}

/// Whether a property list says of itself that it is an application's, and not a job's.
fn is_other_plist(text: &str) -> bool {
    text.contains("<key>CFBundleExecutable</key>") || text.contains("<key>CFBundlePackageType</key>")
}
