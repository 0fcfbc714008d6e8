//! What is said about the figures of a comparison: one sentence for each note.

use std::num::NonZeroU64;

use crate::phrase::{count, listed_few, quoted};
use crate::report::notes;
use crate::studies::compare::{Note, lifetime_seconds};
use crate::units::Ratio;
use crate::usage::TokenKind;

/// Whether a note is part of the answer: without it the figures would say something else than they do.
#[must_use]
pub fn is_answer(note: &Note) -> bool {
    match note {
        Note::Estimate(note) => notes::is_answer(note),
        Note::OthersStay { .. }
        | Note::NoRatio { .. }
        | Note::CacheIsCold { .. }
        | Note::CacheIsMixed { .. }
        | Note::WritesCountedAs { .. }
        | Note::WritesAreInput { .. }
        | Note::BeyondWindow { .. }
        | Note::FeesAreOfAMonth => true,
        Note::Recounted { .. } => false,
    }
}

/// The sentence for a note.
#[must_use]
pub fn sentence(note: &Note) -> String {
    match note {
        Note::Estimate(note) => notes::sentence(note),
        Note::OthersStay { swapped, staying } => {
            format!("only `{swapped}`, which costs the most of a run, is swapped; {} as it is", stay(staying))
        }
        Note::Recounted { from, to, of_thousand: (used, low, high) } => format!(
            "the same text makes another number of tokens: 1,000 of `{from}` are counted as {} of {}, and may be {} to {}",
            count(*used),
            listed_names(to),
            count(*low),
            count(*high)
        ),
        Note::NoRatio { from, to } => format!(
            "nobody published how many tokens of {} the text makes that was counted for `{from}`: counts stay as they are",
            listed_names(to)
        ),
        Note::CacheIsCold { gap: None, kind, requests, capped } => {
            format!(
                "no run has another before it in the cycle, and the cache lives {}: {}",
                lifetime(*kind),
                first_writes(*requests, *capped)
            )
        }
        Note::CacheIsCold { gap: Some(gap), kind, requests, capped } => format!(
            "a run begins {} after the one before, and the cache lives {}: {}",
            duration(*gap),
            lifetime(*kind),
            first_writes(*requests, *capped)
        ),
        Note::CacheIsMixed { warm, runs, kind, requests, capped } => format!(
            "{} of {} runs begin while the cache of the one before still lives ({}), and are in the low figure; for the others {}",
            count(*warm),
            count(*runs),
            lifetime(*kind),
            first_writes(*requests, *capped)
        ),
        Note::WritesCountedAs { from, to, models } => format!(
            "with {} the cache writes for {} are counted as writes for {}, which is what that vendor has",
            listed_names(models),
            lifetime(*from),
            lifetime(*to)
        ),
        Note::WritesAreInput { models } => {
            format!(
                "the vendor of {} bills no cache writes: what the job writes is counted as input",
                listed_names(models)
            )
        }
        Note::BeyondWindow { models } => beyond_window(models, "never the cheapest"),
        Note::FeesAreOfAMonth => {
            "fees are those of a whole month, and what is asked about is none".to_owned()
        }
    }
}

/// What is said of models among which none is looked for, because they take less than the prompt of a
/// request; nothing of none.
#[must_use]
pub fn left_out(models: &[String]) -> Option<String> {
    (!models.is_empty()).then(|| beyond_window(models, "left out"))
}

/// What is said of models that take less than the prompt of a request, and what they are because of it.
fn beyond_window(models: &[String], what: &str) -> String {
    let models: Vec<String> = models.iter().map(|model| format!("`{model}`")).collect();
    let are = if models.len() == 1 { "is" } else { "are" };
    let few = listed_few(&models);
    format!(
        "the prompt of one request is larger than the context window of {few}, which cannot do the job and {are} {what}"
    )
}

fn stay(models: &[String]) -> String {
    format!("{} {}", listed_names(models), if models.len() == 1 { "stays" } else { "stay" })
}

fn listed_names(models: &[String]) -> String {
    quoted(models)
}

/// What a run can read that finds nothing in the cache.
fn first_writes(requests: Option<NonZeroU64>, capped: Option<Ratio>) -> String {
    match (requests.map(NonZeroU64::get), capped) {
        (None, _) => "the first request of a run writes what the others read, so the share is too high where a run has few; \
             `--requests N` settles it"
            .to_owned(),
        (Some(1), _) => "the one request of a run writes, and nothing is read".to_owned(),
        (Some(requests), Some(share)) => {
            format!("the first of the {} requests of a run writes, and at most {share} of the prompt is read", count(requests))
        }
        (Some(requests), None) => {
            format!("the first of the {} requests of a run writes, which leaves room for the share asked about", count(requests))
        }
    }
}

fn lifetime(kind: TokenKind) -> String {
    lifetime_seconds(kind).map_or_else(String::new, duration)
}

/// `5 minutes`, `24 h`, `1 h 30 min`.
#[must_use]
pub fn duration(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (rest, "s")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{} {unit}", count(*number)))
        .collect();
    match (hours, minutes, rest) {
        (0, 0, 0) => "0 s".to_owned(),
        (0, minutes, 0) => format!("{minutes} minutes"),
        _ => parts.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_told_in_hours_minutes_and_seconds() {
        assert_eq!(
            [0, 45, 300, 3600, 5400, 86_400, 90_061].map(duration),
            ["0 s", "45 s", "5 minutes", "1 h", "1 h 30 min", "24 h", "25 h 1 min 1 s"]
        );
    }
}
