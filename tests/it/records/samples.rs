//! Real records, against what another program counted in them.
//!
//! The records are other people's and stay where they are; in the project are figures alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use creditcalc::units::Usd;
use creditcalc::usage::TokenKind::{CacheRead, CacheWrite1h, CacheWrite5m, Input, Output};

use super::{record, tell};
use crate::sandbox::{entries, say_skipped};

/// Counts in the order of the table's columns, and the bounds of the cost where there is a price.
type Sums = BTreeMap<String, ([u64; 7], Option<(Usd, Usd)>)>;

#[test]
fn real_records_come_to_what_was_recorded() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    if !samples.is_dir() {
        return say_skipped(
            "nothing was compared with the records in ../shared/samples, which are not there",
        );
    }
    let table = recorded();
    assert!(table.len() > 60, "{} paths", table.len());
    let mut differing = Vec::new();
    for (path, expected) in table {
        let found = sums(&files(&samples.join(&path)));
        for model in expected.keys().chain(found.keys()).collect::<std::collections::BTreeSet<_>>() {
            let (expected, found) = (expected.get(model), found.get(model));
            if expected != found {
                differing.push(format!("{path}: {model}\n  recorded {expected:?}\n  found    {found:?}"));
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// What the table says, by path.
fn recorded() -> BTreeMap<String, Sums> {
    let text = String::from_utf8(record("samples.tsv")).expect("it is text");
    let mut paths: BTreeMap<String, Sums> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<_> = line.split('\t').collect();
        let sums = paths.entry(cells[0].to_owned()).or_default();
        if let [_, model, counts @ .., cost, high] = &cells[..]
            && !counts.is_empty()
        {
            let counts: Vec<u64> = counts.iter().map(|count| count.parse().expect(line)).collect();
            let amount = |text: &str| (text != "-").then(|| text.parse::<Usd>().expect(line));
            sums.insert(
                (*model).to_owned(),
                (counts.try_into().expect(line), amount(cost).zip(amount(high))),
            );
        }
    }
    paths
}

/// A file, or all in a folder, whatever they are called.
fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut inner = entries(path);
    inner.sort();
    inner.iter().flat_map(|path| files(path)).collect()
}

/// What files come to, by model; by its name as it was written where it is not on file.
fn sums(files: &[PathBuf]) -> Sums {
    let bytes: Vec<_> = files.iter().map(|path| fs::read(path).expect("the records can be read")).collect();
    let told = tell(&bytes);
    let mut sums = Sums::new();
    for used in told.measurement.runs.iter().flat_map(|run| run.into_owned().models) {
        let name = used.model.map_or(&used.name, |model| &model.id);
        let name = if name.is_empty() { "(no model)" } else { name };
        let none = used.price().map(|_| (Usd::ZERO, Usd::ZERO));
        let (counts, cost) = sums.entry(name.to_owned()).or_insert(([0; 7], none));
        let tokens =
            [Input, Output, CacheRead, CacheWrite5m, CacheWrite1h].map(|kind| used.usage.of(kind).get());
        for (sum, more) in counts
            .iter_mut()
            .zip(tokens.into_iter().chain([used.writes_of_unknown_ttl.get(), used.web_searches]))
        {
            *sum += more;
        }
        *cost = cost.zip(used.price()).map(|((cost, high), more)| {
            let plus = |sum: Usd, more| sum.plus(more).expect("the amounts fit");
            (plus(cost, more.cost), plus(high, more.high))
        });
    }
    sums
}
