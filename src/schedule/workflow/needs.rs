//! What jobs wait for: names of jobs of their workflow, and no circle of them.

use std::collections::BTreeMap;

use super::shape::refused;
use crate::diagnostic::{Diagnostic, nearest};
use crate::phrase::quoted;
use crate::source::{SourceFile, Span};
use crate::yaml::{Node, Value, YamlEntry};

/// The most wrong names that are reported.
const FAULTS_MAX: usize = 20;

/// What GitHub refuses about the needs of these jobs.
pub(super) fn faults(source: &SourceFile, jobs: &[YamlEntry]) -> Vec<Diagnostic> {
    // GitHub ignores case.
    let places: BTreeMap<String, usize> =
        jobs.iter().enumerate().map(|(place, job)| (job.key.to_lowercase(), place)).collect();
    let (mut faults, mut needs) = (Vec::new(), Vec::new());
    for job in jobs {
        let mut own: Vec<(usize, Span)> = Vec::new();
        for needed in named(&job.node) {
            let Some(name) = needed.text() else { continue };
            if let Some(place) = places.get(&name.to_lowercase()) {
                own.push((*place, needed.span.clone()));
            } else if faults.len() < FAULTS_MAX {
                let near = nearest(name, jobs.iter().map(|job| job.key.as_str()));
                let fault = refused(source, needed.span.clone(), format!("there is no job `{name}`"));
                faults.push(fault.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
            }
        }
        needs.push(own);
    }
    faults.extend(circle(&needs).map(|(around, span)| {
        let names = quoted(around.iter().chain(around.first()).map(|place| &jobs[*place].key));
        refused(source, span, format!("jobs wait for each other in a circle: {names}"))
    }));
    faults
}

/// The names that a job waits for.
fn named(job: &Node) -> &[Node] {
    match job.get("needs") {
        Some(Node { value: Value::Sequence(names), .. }) => names,
        Some(name @ Node { value: Value::Scalar { .. }, .. }) => std::slice::from_ref(name),
        _ => &[],
    }
}

/// The first circle among jobs, from its first job on, and where that says what it waits for.
fn circle(needs: &[Vec<(usize, Span)>]) -> Option<(Vec<usize>, Span)> {
    let mut waiting: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (job, own) in needs.iter().enumerate() {
        for (needed, _) in own {
            after[*needed].push(job);
        }
    }
    let mut free: Vec<usize> = (0..needs.len()).filter(|job| waiting[*job] == 0).collect();
    while let Some(job) = free.pop() {
        for next in &after[job] {
            waiting[*next] -= 1;
            free.extend((waiting[*next] == 0).then_some(*next));
        }
    }
    // Whoever still waits does so for one that does, so this comes back to where it was.
    let is_stuck = |job: usize| waiting[job] > 0;
    let mut way = vec![(0..needs.len()).find(|job| is_stuck(*job))?];
    let around = loop {
        let next = needs[*way.last()?].iter().map(|(needed, _)| *needed).find(|needed| is_stuck(*needed))?;
        if let Some(start) = way.iter().position(|job| *job == next) {
            break way.split_off(start);
        }
        way.push(next);
    };
    let first = around.iter().enumerate().min_by_key(|(_, job)| **job).map_or(0, |(place, _)| place);
    let around: Vec<usize> = around[first..].iter().chain(&around[..first]).copied().collect();
    let next = around.get(1).unwrap_or(&around[0]);
    let span = needs[around[0]].iter().find(|(needed, _)| needed == next)?.1.clone();
    Some((around, span))
}
