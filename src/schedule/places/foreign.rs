//! Schedules of programs that are not read here: what they are, and the flags to ask with.

use crate::schedule::agent::{Mention, Variables, agent_in, is_named_like, key_in, named_in};
use crate::yaml::{self, Node, Value};

/// How such files are usually called, besides those of YAML: behind a star, how a name ends.
pub(crate) const FILES: [&str; 3] = ["*.tf", "*Jenkinsfile", "vercel.json"];

/// A file of schedules that is not read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Whose it is: `GitLab CI`.
    pub program: &'static str,
    /// The flags that ask the same, where they can be derived exactly, such as `--cron "0 3 * * *" --tz UTC`.
    pub ask: Vec<String>,
    /// How to find them out where they can't, as a sentence.
    pub how: &'static str,
    /// Whether it may well have to do with agents: it names one, or can't.
    pub names_agent: bool,
}

/// What a file is, by its name and what is in it; `None` where it is not known.
#[must_use]
pub fn foreign(name: &str, text: &str) -> Option<Foreign> {
    let path = name.replace('\\', "/");
    let file = path.rsplit('/').next().unwrap_or(&path);
    let found = |program, ask: Vec<String>, how| {
        let names_agent = program == "Vercel" || names_agent(text);
        Some(Foreign { program, ask, how, names_agent })
    };
    if let Some(anacron) = anacrontab(text) {
        return Some(anacron);
    }
    if text.contains("schemas.microsoft.com/windows/2004/02/mit/task") {
        return found(
            "Windows Task Scheduler",
            Vec::new(),
            "write its trigger as five fields of cron, in the time zone of that machine",
        );
    }
    if file == ".gitlab-ci.yml" || file == ".gitlab-ci.yaml" {
        return found(
            "GitLab CI",
            Vec::new(),
            "its schedules are settings of the project (Build > Pipeline schedules): copy the cron line and its time zone from there",
        );
    }
    if path.ends_with(".circleci/config.yml") || path.ends_with(".circleci/config.yaml") {
        return found(
            "CircleCI",
            in_utc(&values(text, "cron")),
            "its schedules are under `triggers`, in UTC",
        );
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| file.ends_with(ending));
    let is_yaml = ends(&[".yml", ".yaml"]);
    if is_yaml && text.lines().any(|line| line.trim_end() == "schedules:") && text.contains("cron:") {
        return found("Azure Pipelines", in_utc(&values(text, "cron")), "its schedules are in UTC");
    }
    if file.starts_with("Jenkinsfile") || text.contains("pipeline {") && text.contains("triggers") {
        let crons = between(text, "cron(");
        let ask =
            crons.into_iter().filter(|line| !line.contains('H')).map(|line| format!("--cron \"{line}\""));
        return found(
            "Jenkins",
            ask.collect(),
            "`H` is a time that Jenkins chooses: write any minute for it, with the time zone of the controller",
        );
    }
    if file == "vercel.json" || text.contains("\"crons\"") && text.contains("\"path\"") {
        return found("Vercel", in_utc(&values(text, "schedule")), "its cron jobs are in UTC");
    }
    let is_event = ["schedule_expression", "ScheduleExpression"].iter().any(|sign| text.contains(sign));
    if (is_event || has_call(text, "rate(") || has_call(text, "cron("))
        && (is_yaml || ends(&[".tf", ".json"]))
    {
        return found(
            "Amazon EventBridge",
            Vec::new(),
            "its `cron(…)` has six fields, with Sunday as 1 and a year, in UTC; leave out the year and name the weekdays",
        );
    }
    None
}

/// An anacrontab, by its lines: `7 10 agent.weekly claude -p x` is a period in days, a delay in minutes, a name and a
/// command.
#[must_use]
pub fn anacrontab(text: &str) -> Option<Foreign> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_setting = |line: &&str| {
        let name = line.split_once('=').map(|(name, _)| name.trim_end());
        let is_of_name = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'_';
        name.is_some_and(|name| {
            name.bytes().all(is_of_name) && !name.starts_with(|sign: char| sign.is_ascii_digit())
        })
    };
    let jobs: Option<Vec<(&str, &str)>> = lines.filter(|line| !is_setting(line)).map(anacron_job).collect();
    let jobs = jobs.filter(|jobs| !jobs.is_empty())?;
    let of_agents = || jobs.iter().filter(|(_, command)| agent_in(command).is_some());
    let cron = |(period, _): &(&str, &str)| match *period {
        "1" | "@daily" => Some("@daily"),
        "7" | "@weekly" => Some("@weekly"),
        "@monthly" => Some("@monthly"),
        _ => None,
    };
    let are_known = of_agents().all(|job| cron(job).is_some());
    let ask = of_agents().filter(|_| are_known).filter_map(cron).map(|cron| format!("--cron \"{cron}\""));
    Some(Foreign {
        program: "anacron",
        ask: ask.collect(),
        how: "it is an anacrontab: each job starts once in so many days, when the machine is on; write `--runs N` for \
            how often that is",
        names_agent: of_agents().next().is_some() || names_agent(text),
    })
}

/// The period and the command of a line of an anacrontab.
fn anacron_job(line: &str) -> Option<(&str, &str)> {
    let (period, rest) = line.split_once(char::is_whitespace)?;
    let (delay, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let (name, command) = rest.trim_start().split_once(char::is_whitespace)?;
    let is_number = |word: &str| word.bytes().all(|sign| sign.is_ascii_digit());
    let is_period =
        is_number(period) || ["@daily", "@weekly", "@monthly", "@yearly", "@annually"].contains(&period);
    let is_name = name.starts_with(|sign: char| sign.is_ascii_alphabetic()) && !name.contains(['/', '=']);
    (is_period && is_number(delay) && is_name && !command.trim().is_empty()).then(|| (period, command.trim()))
}

/// Each with UTC.
fn in_utc(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| format!("--cron \"{line}\" --tz UTC")).collect()
}

/// The values of a key in YAML or JSON that are five fields.
fn values(text: &str, key: &str) -> Vec<String> {
    let value = |(at, _): (usize, &str)| {
        let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?;
        let rest = rest.split('\n').next()?.trim();
        let value = match rest.chars().next().filter(|sign| ['"', '\''].contains(sign)) {
            Some(quote) => rest[1..].split(quote).next()?,
            None => rest.split(" #").next()?,
        };
        let value = value.trim();
        (value.split_whitespace().count() == 5 && !value.contains(['`', '"', '\\'])).then(|| value.to_owned())
    };
    let mut found: Vec<String> = text.match_indices(key).filter_map(value).collect();
    found.dedup();
    found
}

/// Whether a text has a call such as `rate(1 day)`, and not the end of `migrate(`.
fn has_call(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let is_word = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let inner = text[at + name.len()..].chars().next();
        !is_word && inner.is_some_and(|sign| sign.is_ascii_digit() || sign == '*')
    })
}

/// Whether a file of another program names an agent: in a command or a name of its own, or a variable of its key.
fn names_agent(text: &str) -> bool {
    let documents: Result<Vec<Node>, _> = yaml::documents(text).into_iter().collect();
    match documents {
        Ok(nodes)
            if nodes.iter().any(|node| matches!(node.value, Value::Mapping(_) | Value::Sequence(_))) =>
        {
            nodes.iter().any(names_agent_in)
        }
        // Of another language, or no YAML after all.
        _ => text.lines().any(line_names_agent),
    }
}

/// Whether the keys and texts of YAML or JSON name an agent.
fn names_agent_in(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Scalar { text, .. } => is_named(text),
        Value::Mapping(entries) => entries.iter().any(|entry| {
            key_in(&entry.key).is_some() || is_named_like(&entry.key) || names_agent_in(&entry.node)
        }),
        // The words of one command, `["wrap", "qwen", "-p", "x"]`, or several commands.
        Value::Sequence(items) => match items.iter().map(one_word).collect::<Option<Vec<&str>>>() {
            Some(words) => is_named(&words.join(" ")),
            None => items.iter().any(names_agent_in),
        },
    }
}

/// The text of a node that is one word.
fn one_word(node: &Node) -> Option<&str> {
    node.text().filter(|text| !text.contains(char::is_whitespace))
}

/// Whether a line of another language names an agent: as a command by itself, or in one in quotes.
fn line_names_agent(line: &str) -> bool {
    const COMMENTS: [&str; 5] = ["#", "//", "/*", "*", "<!--"];
    const SHOWING: [&str; 4] = ["echo", "error", "print", "println"];
    let line = line.trim().trim_start_matches("- ");
    let first = line.split(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap_or_default();
    if COMMENTS.iter().any(|sign| line.starts_with(sign)) || SHOWING.contains(&first) {
        return false;
    }
    let line = line.split_once(" // ").map_or(line, |(before, _)| before);
    let (outside, quoted) = by_quotes(line);
    // The text of XML stands between tags.
    let texts = outside.split(['<', '>']).filter(|text| !text.starts_with("!--"));
    texts.chain(quoted).any(is_named)
}

/// What stands outside of quotes in a line, and what in each of them. Those within others are part of these.
fn by_quotes(line: &str) -> (String, Vec<&str>) {
    let (mut outside, mut quoted, mut rest) = (String::new(), Vec::new(), line);
    while let Some(start) = rest.find(['"', '\'']) {
        let (quote, behind) = rest[start..].split_at(1);
        let Some(end) = behind.find(quote) else { break };
        outside.push_str(&rest[..start]);
        quoted.push(&behind[..end]);
        rest = &behind[end + 1..];
    }
    outside.push_str(rest);
    (outside, quoted)
}

/// Whether a command names an agent or its key. That it is handed secrets tells nothing of a whole pipeline.
fn is_named(command: &str) -> bool {
    named_in(command, &Variables::default()).is_some_and(|mention| mention != Mention::Secrets)
}

/// What stands in quotes behind a text.
fn between(text: &str, begin: &str) -> Vec<String> {
    let behind = text.split(begin).skip(1);
    let quoted = behind.filter_map(|rest| {
        let quote = rest.trim_start().chars().next().filter(|sign| ['"', '\''].contains(sign))?;
        let inner = rest.trim_start()[1..].split(quote).next()?;
        (inner.split_whitespace().count() == 5).then(|| inner.trim().to_owned())
    });
    quoted.collect()
}
