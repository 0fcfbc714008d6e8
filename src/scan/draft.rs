//! A scenario file of the jobs that were found.

use std::fmt::Write as _;

use crate::phrase::{escaped, toml_text};
use crate::pricing::Auth;
use crate::units::Usd;

/// A scenario that is to be written.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The credit rules, by their id.
    pub program: String,
    /// The plan.
    pub plan: String,
    /// Whether somebody named the plan.
    pub is_plan_named: bool,
    /// The name of the zone of days and of schedules that name none.
    pub zone: String,
    /// How the cycle renews: a key and its value.
    pub cycle: Vec<(&'static str, String)>,
    /// The jobs.
    pub jobs: Vec<DraftJob>,
}

/// A job that is to be written.
#[derive(Debug, Clone)]
pub struct DraftJob {
    /// Its name, which no other job has.
    pub name: String,
    /// Where it was found, as people read it.
    pub place: String,
    /// When it runs, where a scenario can say it.
    pub when: Option<When>,
    /// What one run is.
    pub run: DraftRun,
    /// With what it signs in, where the schedule that is named doesn't tell.
    pub auth: Option<Auth>,
}

/// When a job runs, in the keys of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// In a file, of which this text picks it.
    File {
        /// The path, from the folder of the scenario.
        path: String,
        /// The text, where the file has other jobs.
        matching: Option<String>,
        /// Whether the file lies outside that folder.
        is_outside: bool,
    },
    /// So often in the cycle: no text picks it alone in its file, and no expression says its times.
    Counted(u64),
    /// By expressions.
    Inline {
        /// `cron` or `oncalendar`.
        key: &'static str,
        /// The expressions.
        expressions: Vec<String>,
        /// The name of their zone.
        zone: String,
    },
}

/// What one run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftRun {
    /// The mean of those in a profile, by its path.
    Profile(String),
    /// What it costs.
    Stated(Usd),
    /// Not known.
    Unknown,
}

impl DraftJob {
    /// Whether it is a job of the scenario, and not only spoken of.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.when.is_some() && self.run != DraftRun::Unknown
    }
}

impl Draft {
    /// The text of the file. A job of which nobody knows what a run costs stands in comments: nothing is made up.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = "# What `creditcalc scan` found. Try: creditcalc simulate FILE\n".to_owned();
        let mut put = |line: String| text += &format!("{line}\n");
        put(format!("program = {}", toml_text(&self.program)));
        let unnamed = if self.is_plan_named { "" } else { "   # no credit; put your plan here" };
        put(format!("plan = {}{unnamed}", toml_text(&self.plan)));
        put(format!("tz = {}", toml_text(&self.zone)));
        for (key, value) in &self.cycle {
            put(format!("{key} = {value}"));
        }
        for job in &self.jobs {
            put(String::new());
            put(format!("# {}", escaped(&job.place)));
            let mark = if job.is_whole() { "" } else { "# " };
            for line in job.lines() {
                put(format!("{mark}{line}"));
            }
        }
        text
    }
}

impl DraftJob {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec!["[[job]]".to_owned(), format!("name = {}", toml_text(&self.name))];
        lines.push(match &self.run {
            DraftRun::Profile(path) => format!("from = {}", toml_text(path)),
            DraftRun::Stated(cost) => format!("cost_per_run_usd = \"{cost}\""),
            DraftRun::Unknown => "cost_per_run_usd = \"…\"   # no records of its runs were found".to_owned(),
        });
        match &self.when {
            None => lines.push("# its times can't be written in a scenario".to_owned()),
            Some(When::Counted(runs)) => {
                lines.push(format!(
                    "runs = {runs}   # in the cycle of the scan; no text picks it alone in its file"
                ));
            }
            Some(When::File { path, matching, is_outside }) => {
                let outside = if *is_outside { "   # elsewhere: add --allow-outside" } else { "" };
                lines.push(format!("schedule = {}{outside}", toml_text(path)));
                lines.extend(matching.as_ref().map(|text| format!("match = {}", toml_text(text))));
            }
            Some(When::Inline { key, expressions, zone }) => {
                let mut all = String::new();
                for (place, expression) in expressions.iter().enumerate() {
                    let comma = if place == 0 { "" } else { ", " };
                    let _ = write!(all, "{comma}{}", toml_text(expression));
                }
                let all = if expressions.len() == 1 { all } else { format!("[{all}]") };
                lines.push(format!("{key} = {all}"));
                lines.push(format!("tz = {}", toml_text(zone)));
            }
        }
        lines.extend(self.auth.map(|auth| format!("auth = \"{}\"", auth.word())));
        lines
    }
}
