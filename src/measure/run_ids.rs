//! Names of measured runs.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};

use super::measurement::Measurement;

/// A name for each run that no other has: its session, with a number where the session has several runs; without
/// one, its own number.
#[derive(Debug)]
pub struct RunIds {
    /// Of each session, by its hash: its runs, and how many of them have a name.
    sessions: HashMap<u64, (u64, u64)>,
    /// The hashes of all names so far. There may be millions, and the names take more memory.
    taken: HashSet<u64>,
    number: u64,
}

impl RunIds {
    /// Those of the runs of a measurement.
    #[must_use]
    pub fn of(measurement: &Measurement<'_>) -> Self {
        let mut sessions: HashMap<u64, (u64, u64)> = HashMap::new();
        for session in measurement.runs.sessions() {
            sessions.entry(hash(session)).or_default().0 += 1;
        }
        Self { sessions, taken: HashSet::new(), number: 0 }
    }

    /// The name of the next run, of which the session is known or not. Runs come in their order.
    pub fn next(&mut self, session: Option<&str>) -> String {
        self.number += 1;
        let mut id = match session {
            None => self.number.to_string(),
            Some(session) => match self.sessions.get_mut(&hash(session)) {
                Some((runs, met)) if *runs > 1 => {
                    *met += 1;
                    format!("{session}#{met}")
                }
                _ => session.to_owned(),
            },
        };
        // A session may be called what another run is.
        while !self.taken.insert(hash(&id)) {
            id += &format!("#{}", self.number);
        }
        id
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}
