//! What the name of a file in a folder says about it.
//!
//! Logs are rotated: `audit.log.1`, `audit.log.2.gz`, `audit.log-20261101`, `audit.log.2026-11-01`, `audit.log.old`. What is
//! behind the ending then does not count.

use std::path::Path;

/// The endings of files in folders that may hold records. A file that is named may have any name.
pub(super) const ENDINGS: [&str; 8] = ["jsonl", "ndjson", "json", "log", "txt", "csv", "out", "output"];

/// Endings of files that are packed as they are; what cannot be unpacked is named.
const PACKED: [&str; 8] = ["gz", "zst", "xz", "bz2", "lzma", "lz4", "7z", "rar"];

/// What a file may be, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Like records.
    Records,
    /// Like several files in one.
    Archive,
    /// It has no ending; its content says more.
    Nothing,
    /// Like something else.
    Other,
}

/// What a file in a folder or an archive may be.
pub(super) fn named(name: &Path) -> Named {
    let Some(name) = name.file_name().map(|name| name.to_string_lossy().to_lowercase()) else {
        return Named::Other;
    };
    let name = name.trim_start_matches('.');
    if is_archive(name) {
        return Named::Archive;
    }
    let name = PACKED.iter().fold(name, |name, ending| without(name, ending));
    let name = unrotated(name);
    match name.rsplit_once('.') {
        Some((_, ending)) if ENDINGS.contains(&ending) => Named::Records,
        Some((_, ending)) if is_ending(ending) => Named::Other,
        _ => Named::Nothing,
    }
}

/// Whether a file is named like one with records.
pub(super) fn is_record(name: &Path) -> bool {
    named(name) == Named::Records
}

fn is_archive(name: &str) -> bool {
    let packed = ["gz", "zst"].iter().fold(name, |name, ending| without(name, ending));
    let is_any = |name: &str, endings: &[&str]| endings.iter().any(|ending| without(name, ending) != name);
    is_any(packed, &["zip", "tar"]) || is_any(name, &["tgz", "tzst"])
}

fn without<'n>(name: &'n str, ending: &str) -> &'n str {
    name.strip_suffix(ending).and_then(|name| name.strip_suffix('.')).unwrap_or(name)
}

/// Whether what stands behind a dot is an ending, and not a number, a day or part of a name.
fn is_ending(ending: &str) -> bool {
    (1..=10).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !ending.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name without what rotation has put behind it.
fn unrotated(mut name: &str) -> &str {
    loop {
        let shorter =
            ["old", "bak", "backup", "prev", "rotated"].iter().fold(name, |name, word| without(name, word));
        let shorter = shorter.trim_end_matches('~');
        let number = shorter.trim_end_matches(|last: char| last.is_ascii_digit() || "-_t:".contains(last));
        let behind = &shorter[number.len()..];
        let shorter = match number.strip_suffix('.') {
            // `audit.log.1`, `audit.log.20261101-0300`.
            Some(number) if !behind.is_empty() => number,
            // `audit.log-20261101`.
            _ if behind.starts_with(['-', '_'])
                && ENDINGS.iter().any(|ending| has_ending(number, ending)) =>
            {
                number
            }
            _ => shorter,
        };
        if shorter == name {
            return name;
        }
        name = shorter;
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.strip_suffix(ending).is_some_and(|name| name.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rotated_files() {
        for name in [
            "audit.jsonl",
            "audit.JSON",
            "audit.jsonl.gz",
            "audit.log.1",
            "audit.log.2.gz",
            "audit.jsonl-20261101",
            "audit.jsonl-20261101.gz",
            "audit.log-20261101-1793530800",
            "audit.log.2026-11-01",
            "audit.log.2026-11-01_03-00.zst",
            "audit.log.old",
            "audit.log.1.old",
            "audit.json.bak",
            "audit.log~",
            "audit.log.xz",
            "audit.1.log",
            "night.2026-11-20.json",
        ] {
            assert_eq!(named(Path::new(name)), Named::Records, "{name}");
        }
        for name in ["night-2026-11-20", "night", "0", "audit.1", "2026-11-20", "night.gz"] {
            assert_eq!(named(Path::new(name)), Named::Nothing, "{name}");
        }
        for name in ["logs.zip", "logs.tar", "logs.tar.gz", "logs.tgz", "logs.tar.zst"] {
            assert_eq!(named(Path::new(name)), Named::Archive, "{name}");
        }
        for name in ["a.png", "main.rs", "notes.md", "a.toml", "a.mp3"] {
            assert_eq!(named(Path::new(name)), Named::Other, "{name}");
        }
    }
}
