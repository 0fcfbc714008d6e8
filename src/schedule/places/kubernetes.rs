//! `CronJob`s of Kubernetes, in YAML or JSON: several documents in one file, and lists of objects.
//!
//! - The schedule is Go's cron: five fields, nicknames, `@every`. A zone before them is refused. `timeZone` is its clock; without it that of the
//!   control plane, which is UTC nearly everywhere and is counted as UTC. A zone that does not exist never starts.
//! - `suspend: true` starts nothing. `concurrencyPolicy: Forbid` skips a start while a run goes on, and
//!   `startingDeadlineSeconds` one that is late: neither is modelled.
//! - A run is a pod: `completions` of a job are as many, or `parallelism` where that alone is given. A retry after a
//!   failure (`backoffLimit`) is one more, and isn't counted.
//! - What runs is `command` and `args` of the containers; without a command, what the name of the image says. Its clock
//!   is `TZ` in the container's `env`, else that of UTC.
//! - Templates of Helm are no YAML before they are filled in.

use jiff::tz::TimeZone;

use super::command::{self, Environment};
use super::go_cron;
use super::json::not_read;
use super::{PlacedJob, Read};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::Dialect;
use crate::schedule::sign_in::ReadIn;
use crate::schedule::zone;
use crate::source::SourceFile;
use crate::yaml::{self, Node, Value};

/// Whether a text has such an object.
pub(super) fn is_one(text: &str) -> bool {
    text.contains("CronJob") && text.lines().any(says_cron_job)
}

fn says_cron_job(line: &str) -> bool {
    let line = line.trim_start_matches(|sign: char| sign.is_whitespace() || "-{\"".contains(sign));
    let Some(rest) = line.strip_prefix("kind") else { return false };
    let rest = rest.trim_start_matches('"').trim_start();
    rest.strip_prefix(':').is_some_and(|kind| {
        kind.trim_start_matches(|sign: char| sign.is_whitespace() || "\"'".contains(sign))
            .starts_with("CronJob")
    })
}

/// Reads all of them.
pub(super) fn read(source: &SourceFile) -> Read {
    let mut read = Read::default();
    for document in yaml::documents(source.text()) {
        match document {
            Ok(node) => objects(&node).into_iter().for_each(|object| one(object, source, &mut read)),
            Err(error) => {
                let fault = Diagnostic::new(Code::NotSchedules, "this is not valid YAML");
                read.faults.push(fault.at(source, error.span, error.message));
            }
        }
    }
    read
}

/// The objects of a document that are CronJobs.
fn objects(node: &Node) -> Vec<&Node> {
    match (node.get("kind").and_then(Node::text), node.get("items").map(|items| &items.value)) {
        (Some("CronJob"), _) => vec![node],
        (_, Some(Value::Sequence(items))) => items.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

fn one(object: &Node, source: &SourceFile, read: &mut Read) {
    let name = object.get("metadata").and_then(|metadata| {
        metadata.get("name").or_else(|| metadata.get("generateName")).and_then(Node::text)
    });
    let name = name.unwrap_or("CronJob").to_owned();
    match job(object, &name, source) {
        Ok((job, is_utc)) => {
            read.implies_utc |= is_utc;
            if is_utc && job.off.is_none() {
                let note = "a CronJob without `timeZone` is counted on the clock of UTC";
                read.notes.extend((!read.notes.iter().any(|known| known == note)).then(|| note.to_owned()));
            }
            read.jobs.push(job);
        }
        Err(fault) => read.faults.push(fault),
    }
}

fn job(object: &Node, name: &str, source: &SourceFile) -> Result<(PlacedJob, bool), Diagnostic> {
    let missing = |what: &str| not_read(name, format!("it has no `{what}`"));
    let spec = object.get("spec").ok_or_else(|| missing("spec"))?;
    let is = |key: &str| spec.get(key).and_then(Node::text);
    let written = spec.get("schedule").ok_or_else(|| missing("schedule"))?;
    let text = written.text().ok_or_else(|| missing("schedule"))?;
    let zone = match spec.get("timeZone").and_then(|node| Some((node, node.text()?))) {
        None => None,
        Some((node, named)) => Some(zone::find(named).map_err(|reason| {
            let title = format!("the CronJob `{name}` names a time zone that does not exist");
            Diagnostic::new(Code::UnknownFileZone, title).at(source, node.span.clone(), reason)
        })?),
    };
    let is_utc = zone.is_none();
    let zone = zone.unwrap_or(TimeZone::UTC);
    let (kind, timing) = match written.text_span(source.text()) {
        Some(span) => go_cron::read(source, span, &zone, Dialect::Kubernetes)?,
        None => {
            let alone = SourceFile::new(source.name().to_owned(), text.to_owned());
            go_cron::read(&alone, 0..text.len(), &zone, Dialect::Kubernetes)
                .map_err(|fault| Diagnostic { place: None, ..fault }.at(source, written.span.clone(), ""))?
        }
    };
    if let Some(sign) = ["CRON_TZ=", "TZ="].into_iter().find(|sign| text.trim_start().starts_with(sign)) {
        let named = text.trim_start()[sign.len()..].split_whitespace().next().unwrap_or_default();
        let at = written
            .text_span(source.text())
            .map_or_else(|| written.span.clone(), |span| span.start..span.start + sign.len() + named.len());
        let title = format!("Kubernetes refuses the CronJob `{name}`: its `schedule` names a time zone");
        let fault = Diagnostic::new(Code::NotCron, title).at(source, at, "this is none of the five fields");
        return Err(fault.help(format!("write `timeZone: {named}` beside `schedule`")));
    }
    let mut job = PlacedJob::new(name, text, kind, timing);
    job.place = Some(written.span.clone());
    let template = spec.get("jobTemplate").and_then(|template| template.get("spec"));
    let count = |key: &str| template?.get(key)?.text()?.parse::<u64>().ok();
    let pods = count("completions").or_else(|| count("parallelism")).unwrap_or(1);
    let pod = template.and_then(|spec| spec.get("template")?.get("spec"));
    let (mut commands, mut environment) = (Vec::new(), Environment::default());
    for container in ["initContainers", "containers"].iter().filter_map(|key| pod?.get(key)) {
        let Value::Sequence(containers) = &container.value else { continue };
        for container in containers {
            let (command, own) = (started(container), environment_of(container));
            // Each container has a clock of its own, and that of the agent's counts.
            environment.add(&own);
            if command::runs_agent(&command) {
                environment.take_clock(own);
            }
            commands.push(command);
        }
    }
    // A pod has UTC, whatever the zone of its CronJob.
    job = job.starting(&commands, &environment, &TimeZone::UTC, ReadIn::CronJob);
    job.job.at_once = job.job.at_once.saturating_mul(pods);
    if pods == 0 {
        return Ok((job.switched_off("its `completions` or `parallelism` is 0"), is_utc));
    }
    if let Some(policy) = is("concurrencyPolicy").filter(|policy| *policy == "Forbid") {
        job.notes.push(format!(
            "`{name}` skips a start while a run goes on (`concurrencyPolicy: {policy}`); every start is counted"
        ));
    }
    Ok((if is("suspend") == Some("true") { job.switched_off("its `suspend` is true") } else { job }, is_utc))
}

/// What a container runs.
fn started(container: &Node) -> String {
    let words = |key: &str| match container.get(key).map(|node| &node.value) {
        Some(Value::Sequence(words)) => words.iter().filter_map(Node::text).map(str::to_owned).collect(),
        Some(Value::Scalar { text, .. }) => vec![text.clone()],
        _ => Vec::new(),
    };
    let mut command: Vec<String> = words("command");
    if command.is_empty() {
        // An image that is called as an agent starts it: `ghcr.io/example/claude-code:2`.
        let image = container.get("image").and_then(Node::text).unwrap_or_default();
        let name = image.rsplit('/').next().unwrap_or(image);
        command.push(name.split([':', '@']).next().unwrap_or(name).to_owned());
    }
    command.extend(words("args"));
    command::quoted(&command)
}

fn environment_of(container: &Node) -> Environment {
    let mut environment = Environment::default();
    let Some(Value::Sequence(variables)) = container.get("env").map(|env| &env.value) else {
        return environment;
    };
    for variable in variables {
        let Some(name) = variable.get("name").and_then(Node::text) else { continue };
        match variable.get("value").and_then(Node::text) {
            Some(value) => environment.set(name, value),
            None if variable.get("valueFrom").is_some() => environment.pass(name),
            None => environment.set(name, ""),
        }
    }
    environment
}
