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

/// What the files of a kind are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    /// One of them, in a sentence.
    pub name: &'static str,
    /// Several of them; `None` where they hold no schedule by themselves, or go by the name of another kind.
    pub plural: Option<&'static str>,
    /// Their usual names; behind a star, how a name ends. What is in a file decides, and other names will do.
    pub files: &'static [&'static str],
}

/// Crontabs, which have a reader of their own.
pub(crate) const CRONTAB: Called =
    Called { name: "a crontab", plural: Some("crontabs"), files: &["*crontab", "*.cron"] };

/// Workflows, which have a reader of their own.
pub(crate) const WORKFLOW: Called =
    Called { name: "a workflow", plural: Some("workflows"), files: &["*.yml", "*.yaml"] };

/// The kinds of files of schedules that are read here, in the order of sentences.
pub fn kinds() -> impl Iterator<Item = Called> {
    [CRONTAB, WORKFLOW].into_iter().chain(Form::ALL.map(Form::called))
}

impl Called {
    /// Whether a file of this name is usually one of them.
    #[must_use]
    pub fn has(&self, file: &str) -> bool {
        is_called(file, self.files)
    }
}

/// Whether a file has one of these names, or ends like one behind a star.
pub(crate) fn is_called(file: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.strip_prefix('*').map_or(file == *name, |ending| file.ends_with(ending)))
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::SystemdTimer,
        Self::SystemdService,
        Self::Launchd,
        Self::JobStore,
        Self::ClaudeTasks,
        Self::Kubernetes,
        Self::Codex,
        Self::Ofelia,
        Self::Supercronic,
    ];

    /// What its files are called.
    #[must_use]
    pub const fn called(self) -> Called {
        let (name, plural, files): (_, _, &[&str]) = match self {
            Self::SystemdTimer => ("a systemd timer", Some("systemd timers"), &["*.timer"]),
            Self::SystemdService => ("a systemd service", None, &["*.service"]),
            Self::Launchd => ("a launchd job", Some("launchd jobs"), &["*.plist"]),
            Self::JobStore => ("a store of agent jobs", Some("job stores of agents"), &["jobs.json"]),
            Self::ClaudeTasks => {
                ("a file of Claude Code's tasks", Some("Claude Code's tasks"), &["scheduled_tasks.json"])
            }
            Self::Kubernetes => ("a Kubernetes CronJob", Some("Kubernetes CronJobs"), &[]),
            Self::Codex => ("a Codex automation", Some("Codex automations"), &["automation.toml"]),
            Self::Ofelia => ("an Ofelia configuration", Some("Ofelia's jobs"), &[]),
            Self::Supercronic => ("a crontab of supercronic", None, &[]),
        };
        Called { name, plural, files }
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
