//! How many jobs a matrix makes of one.
//!
//! The rules are those of GitHub's own `MatrixBuilder` (actions/runner): the product of the lists; without
//! the combinations that an `exclude` matches; an `include` is merged into every combination left whose own
//! values it does not contradict, and is a combination of its own where there is none. Values are compared by
//! the `==` of expressions, leaf by leaf.

use super::shape::{is_expression, wrong};
use super::value::{Value, is_same_text};
use crate::diagnostic::Diagnostic;
use crate::phrase::quoted;
use crate::source::SourceFile;
use crate::yaml::{Node, Value as Yaml, YamlEntry};

/// The most jobs that GitHub makes of one.
pub const JOBS_MAX: u64 = 256;
/// The number of comparisons after which a matrix is given up. No matrix that GitHub runs needs as many.
const WORK_MAX: u64 = 5_000_000;

/// The number of jobs that a matrix makes of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) jobs: u64,
    /// What had to be guessed for that.
    pub(super) note: Option<String>,
    /// Whether that depends on what is computed when the workflow runs.
    pub(super) is_computed: bool,
}

impl Size {
    /// A job without a matrix.
    pub(super) const ONE: Self = Self { jobs: 1, note: None, is_computed: false };
}

/// A key of the matrix and its values.
struct Vector<'n> {
    name: &'n str,
    values: &'n [Node],
}

/// A matrix as it is written.
#[derive(Default)]
struct MatrixSpec<'n> {
    vectors: Vec<Vector<'n>>,
    includes: Vec<&'n [YamlEntry]>,
    excludes: Vec<&'n [YamlEntry]>,
    /// Keys whose values are computed when the workflow runs.
    computed: Vec<&'n str>,
    faults: Vec<Diagnostic>,
}

/// How many jobs the matrix of the job `id` makes; `runs_each` where it is computed when the workflow runs.
pub(super) fn size(
    source: &SourceFile,
    id: &str,
    matrix: &YamlEntry,
    runs_each: Option<u64>,
    faults: &mut Vec<Diagnostic>,
) -> Size {
    let stated = |jobs: u64| {
        let note = format!(
            "the matrix of `{id}` is computed when the workflow runs; it counts as {}",
            of_jobs(jobs)
        );
        Size { jobs, note: Some(note), is_computed: true }
    };
    let say = format!("say how many with `{}`", source.words().number("runs_each", "N"));
    if matrix.node.text().is_some_and(is_expression) {
        let note = format!(
            "the matrix of `{id}` is computed when the workflow runs, so it counts as one job; {say}"
        );
        let unstated = Size { jobs: 1, note: Some(note), is_computed: true };
        return runs_each.map_or(unstated, stated);
    }
    let mut written = read(source, matrix);
    if !written.faults.is_empty() {
        faults.append(&mut written.faults);
        return Size::ONE;
    }
    let counted = written.count();
    let jobs = counted.unwrap_or(u64::MAX);
    if jobs > JOBS_MAX {
        let many = counted.map_or("far more".to_owned(), |jobs| jobs.to_string());
        let label = format!("this makes {many} jobs of one; GitHub allows at most {JOBS_MAX}");
        faults.push(wrong(source, matrix.key_span.clone(), label));
        return Size::ONE;
    }
    if let Some(jobs) = runs_each.filter(|_| !written.computed.is_empty()) {
        return stated(jobs);
    }
    let shown = of_jobs(jobs);
    let note = match written.computed.as_slice() {
        [] if jobs > 0 => None,
        [] => Some(format!("the matrix of `{id}` has no combinations, so it counts as one job")),
        [one] => Some(format!(
            "`{one}` in the matrix of `{id}` is computed when the workflow runs, so it counts as {shown}; \
            {say}"
        )),
        many => {
            let parts = quoted(many.iter().copied());
            Some(format!(
                "{parts} in the matrix of `{id}` are computed when the workflow runs, so they count \
                as {shown}; {say}"
            ))
        }
    };
    Size { jobs: jobs.max(1), note, is_computed: !written.computed.is_empty() }
}

fn of_jobs(jobs: u64) -> String {
    if jobs > 1 { format!("{jobs} jobs") } else { "one job".to_owned() }
}

fn read<'n>(source: &SourceFile, matrix: &'n YamlEntry) -> MatrixSpec<'n> {
    let mut written = MatrixSpec::default();
    let Yaml::Mapping(entries) = &matrix.node.value else {
        written.faults.push(wrong(
            source,
            super::shape::place(matrix),
            "a matrix is a mapping of names to lists",
        ));
        return written;
    };
    for entry in entries {
        match (entry.key.as_str(), &entry.node.value) {
            // A computed list has at least one value; what a computed `include` or `exclude` does is unknown.
            (_, Yaml::Scalar { text, .. }) if is_expression(text) => written.computed.push(&entry.key),
            ("include" | "exclude", Yaml::Sequence(items)) => written.take_rules(source, entry, items),
            (name, Yaml::Sequence(values)) if !values.is_empty() => {
                written.vectors.push(Vector { name, values });
            }
            (name, _) => {
                let label = match name {
                    "include" | "exclude" => format!("`{name}` is a list of combinations"),
                    _ => format!("`{name}` is a list with at least one value"),
                };
                written.faults.push(wrong(source, super::shape::place(entry), label));
            }
        }
    }
    let is_empty = written.vectors.is_empty() && written.includes.is_empty() && written.computed.is_empty();
    if is_empty && written.faults.is_empty() {
        written.faults.push(wrong(
            source,
            matrix.key_span.clone(),
            "a matrix has at least one list or `include`",
        ));
    }
    let unknown = |exclude: &&'n [YamlEntry]| exclude.iter().find(|entry| !written.has_vector(&entry.key));
    let unknown: Vec<_> = written.excludes.iter().filter_map(unknown).collect();
    for key in unknown {
        let names = quoted(written.vectors.iter().map(|vector| vector.name));
        let label = if names.is_empty() {
            "there is no list of that name".to_owned()
        } else {
            format!("the lists are {names}")
        };
        written.faults.push(wrong(source, key.key_span.clone(), label));
    }
    written
}

impl<'n> MatrixSpec<'n> {
    fn take_rules(&mut self, source: &SourceFile, entry: &YamlEntry, items: &'n [Node]) {
        for item in items {
            match &item.value {
                Yaml::Mapping(pairs) if !pairs.is_empty() => {
                    let rules = if entry.key == "include" { &mut self.includes } else { &mut self.excludes };
                    rules.push(pairs);
                }
                Yaml::Scalar { text, .. } if is_expression(text) => {
                    self.computed.push(if entry.key == "include" { "include" } else { "exclude" });
                }
                _ => self.faults.push(wrong(
                    source,
                    item.span.clone(),
                    "a combination is a mapping of names to values",
                )),
            }
        }
    }

    fn has_vector(&self, name: &str) -> bool {
        let is_computed =
            self.computed.iter().any(|key| !matches!(*key, "include" | "exclude") && is_same_text(key, name));
        is_computed || self.vectors.iter().any(|vector| is_same_text(vector.name, name))
    }

    /// The number of combinations; `None` if there are too many to go through.
    fn count(&self) -> Option<u64> {
        let lists = self.vectors.len()
            + self.computed.iter().filter(|key| !matches!(**key, "include" | "exclude")).count();
        let lengths = self.vectors.iter().map(|vector| u64::try_from(vector.values.len()).ok());
        let product = if lists == 0 {
            0
        } else {
            lengths.into_iter().try_fold(1_u64, |product, length| product.checked_mul(length?))?
        };
        let rules: usize = self
            .includes
            .iter()
            .chain(&self.excludes)
            .flat_map(|rule| rule.iter())
            .map(|entry| 1 + nodes(&entry.node))
            .sum();
        let largest = self.vectors.iter().flat_map(|vector| vector.values).map(nodes).max().unwrap_or(0);
        let steps = (1 + rules)
            .checked_mul(1 + self.vectors.len() + largest)
            .and_then(|steps| u64::try_from(steps).ok());
        let work = product.checked_mul(steps?)?;
        if work > WORK_MAX {
            return None;
        }
        let mut combination = vec![0; self.vectors.len()];
        let mut is_merged = vec![false; self.includes.len()];
        let mut left = 0;
        for _ in 0..product {
            if !self.excludes.iter().any(|exclude| self.matches(exclude, &combination)) {
                left += 1;
                for (include, is_merged) in self.includes.iter().zip(&mut is_merged) {
                    *is_merged |= self.matches(include, &combination);
                }
            }
            self.advance(&mut combination);
        }
        let added = is_merged.iter().filter(|is_merged| !**is_merged).count();
        Some(left + u64::try_from(added).ok()?)
    }

    /// Turns to the next combination, the last list first.
    fn advance(&self, combination: &mut [usize]) {
        for (index, vector) in combination.iter_mut().zip(&self.vectors).rev() {
            *index = (*index + 1) % vector.values.len();
            if *index > 0 {
                break;
            }
        }
    }

    /// Whether nothing in a rule contradicts a combination. What it says about other names does not matter.
    fn matches(&self, rule: &[YamlEntry], combination: &[usize]) -> bool {
        rule.iter().all(|entry| {
            let values = self.vectors.iter().zip(combination);
            let value = values
                .filter(|(vector, _)| is_same_text(vector.name, &entry.key))
                .map(|(vector, index)| &vector.values[*index])
                .next();
            let is_computed = value.is_none() && self.has_vector(&entry.key);
            // An unknown value contradicts every rule: an `exclude` leaves it, an `include` is one more.
            !is_computed && value.is_none_or(|value| is_matched(&entry.node, Some(value)))
        })
    }
}

/// The number of values in one, itself included.
fn nodes(node: &Node) -> usize {
    match &node.value {
        Yaml::Mapping(entries) => 1 + entries.iter().map(|entry| nodes(&entry.node)).sum::<usize>(),
        Yaml::Sequence(items) => 1 + items.iter().map(nodes).sum::<usize>(),
        _ => 1,
    }
}

/// Whether a value has everything that a rule's value has, leaf by leaf: what the rule does not name may be
/// there as well.
fn is_matched(rule: &Node, value: Option<&Node>) -> bool {
    match &rule.value {
        Yaml::Mapping(entries) => entries.iter().all(|entry| {
            let part = match value.map(|value| &value.value) {
                Some(Yaml::Mapping(parts)) => {
                    parts.iter().find(|part| is_same_text(&part.key, &entry.key)).map(|part| &part.node)
                }
                _ => None,
            };
            is_matched(&entry.node, part)
        }),
        Yaml::Sequence(items) => items.iter().enumerate().all(|(index, item)| {
            let part = match value.map(|value| &value.value) {
                Some(Yaml::Sequence(parts)) => parts.get(index),
                _ => None,
            };
            is_matched(item, part)
        }),
        _ => {
            let wanted = Value::of(rule).expect("a scalar has a value");
            // What is not there is null, and a collection is equal to nothing that a file can write.
            value.map_or(Some(Value::Null), Value::of).is_some_and(|value| value.is_equal(&wanted))
        }
    }
}
