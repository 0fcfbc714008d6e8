//! What the name of a file in a folder says about it.
//!
//! Logs are rotated: `audit.log.1`, `audit.log.2.gz`, `audit.log.gz.1`, `audit.log-20261101`, `audit.log.2026-11-01`,
//! `audit.log.old`, `audit.log.Sun`. What is behind the ending then does not count.
//!
//! Of other endings, a name that speaks of logs or records (`nightly-run.dat`, `audit.log.host1`) is looked into, and named where
//! it is not read. What everybody knows to be something else, such as source code and pictures, is passed over without a word.

use std::path::Path;

/// The endings of files in folders that may hold records. A file that is named may have any name.
pub(super) const ENDINGS: [&str; 13] = [
    "jsonl",
    "ndjson",
    "jsonlines",
    "json",
    "log",
    "txt",
    "csv",
    "tsv",
    "out",
    "output",
    "stdout",
    "stderr",
    "err",
];

/// Endings of files that are packed as they are; what cannot be unpacked is named.
const PACKED: [&str; 8] = ["gz", "zst", "xz", "bz2", "lzma", "lz4", "7z", "rar"];

/// What rotation, editors and people put behind a name, with a number behind it or not.
const ROTATED: [&str; 14] = [
    "old",
    "bak",
    "backup",
    "prev",
    "previous",
    "rotated",
    "save",
    "sav",
    "orig",
    "copy",
    "last",
    "yesterday",
    "archive",
    "archived",
];

/// Logs of a week, each named by its day.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAYS_WHOLE: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Endings of files that are being written, and may be half of another one.
const UNFINISHED: [&str; 6] = ["tmp", "temp", "part", "partial", "download", "crdownload"];

/// Endings that have a meaning of their own, which is none of ours.
const KNOWN: &str = "\
    a adoc app ascii asc asciidoc asm astro avi avif awk bash bat bib bin bmp c cast cc cer cfg cjs class clj cmake \
    cmd conf config cpp crt cs css cts cue cur cxx d dart db db3 deb def desktop diff dll dmg doc docx dylib ejs el elm \
    env eot eps erl ex exe exs f f90 feature fish flac flow fnl fs fsx gemspec gif git go gql gradle graphql groovy h haml hbs hcl heic \
    hpp hrl hs htm html http ical ico ics idx img in info ini ino inc ipynb iso j2 jar java jinja jpeg jpg js json5 jsonc \
    jsonnet jsonschema jsx jxl key ko kt kts lck less libsonnet license liquid lisp lock lua m m4 man map markdown md md5 mdc mdx mermaid \
    mjs mk ml mli mm mo mod mov mp3 mp4 mpg msi mts mustache nim nix njk node nu o obj odp ods odt ogg org otf p12 pack pages \
    patch pbtxt pdb pdf pem pfx php phtml pid pkl pl plist plx pm png po pot ppt pptx prisma pro properties proto ps ps1 psd \
    psm1 pub puml pxd py pyc pyd pyi pyo pyx qml r rake rb rego res resx rev rkt rmd rpm rs rst rtf s sass sbt scala scm scss sh sha1 sha256 \
    sha512 shm sig slim snap so sock socket sol sql sqlite sqlite3 src star stories styl sum svelte svg swf swift swo swp tcl tf \
    tfstate tfvars tif tiff timer toml torrent ts tsbuildinfo tsx ttf twig txtar ui url v vb vim vsix vue wal wasm wav webm webmanifest \
    webp wmv woff woff2 wsdl xcconfig xhtml xlf xls xlsm xlsx xml xsd xsl xslt yaml yml zig zsh";

/// Words in names of logs and records.
const WORDS: [&str; 20] = [
    "log",
    "logs",
    "logfile",
    "json",
    "jsonl",
    "ndjson",
    "jsonlines",
    "out",
    "output",
    "outputs",
    "stdout",
    "stderr",
    "run",
    "runs",
    "record",
    "records",
    "session",
    "sessions",
    "transcript",
    "transcripts",
];

/// Words that end like a log and are none.
const NO_LOGS: [&str; 8] =
    ["changelog", "catalog", "blog", "dialog", "backlog", "analog", "prolog", "verilog"];

/// What a file may be, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Like records.
    Records,
    /// Like several files in one.
    Archive,
    /// It has no ending; its content says more.
    Nothing,
    /// Like records, by another ending: its content says more, and where it doesn't, it is named.
    Perhaps,
    /// Like records that are not all there.
    Unfinished,
    /// Like something else.
    Other,
}

/// What a file in a folder or an archive may be.
pub(super) fn named(name: &Path) -> Named {
    let Some(name) = name.file_name().map(|name| name.to_string_lossy().to_lowercase()) else {
        return Named::Other;
    };
    let name = name.trim_start_matches('.');
    if is_archive(name) || is_archive(bare(name, &[])) {
        return Named::Archive;
    }
    let bare = bare(name, &PACKED);
    match bare.rsplit_once('.') {
        Some((_, ending)) if ENDINGS.contains(&ending) => Named::Records,
        // Scrapy's JSON Lines, and Julia's programs.
        Some((_, "jl")) => Named::Nothing,
        Some((_, ending)) if is_ending(ending) => other(bare, ending),
        _ => Named::Nothing,
    }
}

/// Whether a file is named like one with records.
pub(super) fn is_record(name: &Path) -> bool {
    named(name) == Named::Records
}

/// What a file of an ending that is none of records may be.
fn other(name: &str, ending: &str) -> Named {
    let is_word = |word: &str| {
        WORDS.contains(&word)
            || word.ends_with("log") && !NO_LOGS.contains(&word)
            || word.starts_with("jsonl")
    };
    if KNOWN.split(' ').any(|known| known == ending)
        || !name.split(|letter: char| !letter.is_alphabetic()).any(is_word)
    {
        return Named::Other;
    }
    if UNFINISHED.contains(&ending) { Named::Unfinished } else { Named::Perhaps }
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

/// A name without what rotation and these programs that pack have put behind it, in any order: `audit.log.1.gz.bak`.
fn bare<'n>(mut name: &'n str, packed: &[&str]) -> &'n str {
    loop {
        let shorter = packed.iter().fold(unrotated(name), |name, ending| without(name, ending));
        if shorter == name {
            return name;
        }
        name = shorter;
    }
}

/// A name without one thing that rotation has put behind it.
fn unrotated(name: &str) -> &str {
    if let Some((before, word)) = name.trim_end_matches('~').rsplit_once('.') {
        let plain = word.trim_end_matches(|last: char| last.is_ascii_digit());
        if ROTATED.contains(&plain) || DAYS.contains(&word) || DAYS_WHOLE.contains(&word) {
            return before;
        }
    }
    let shorter = name.trim_end_matches('~');
    let number = shorter.trim_end_matches(|last: char| last.is_ascii_digit() || "-_t:".contains(last));
    let behind = &shorter[number.len()..];
    match number.strip_suffix('.') {
        // `audit.log.1`, `audit.log.20261101-0300`.
        Some(number) if !behind.is_empty() => number,
        // `audit.log-20261101`.
        _ if behind.starts_with(['-', '_']) && ENDINGS.iter().any(|ending| has_ending(number, ending)) => {
            number
        }
        _ => shorter,
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
            "audit.jsonlines",
            "audit.stdout",
            "audit.err",
            "rows.tsv",
            "audit.log.save",
            "audit.log.Sun",
            "audit.log.monday",
            "audit.log.sun.gz",
            "audit.log.yesterday",
            "audit.log.old2",
            "audit.log.bak.3",
            "audit.log.gz.1",
            "audit.log.1.gz.bak",
            "night.2026-11-20.json",
        ] {
            assert_eq!(named(Path::new(name)), Named::Records, "{name}");
        }
        for name in ["night-2026-11-20", "night", "0", "audit.1", "2026-11-20", "night.gz", "rows.jl"] {
            assert_eq!(named(Path::new(name)), Named::Nothing, "{name}");
        }
        for name in
            ["logs.zip", "logs.tar", "logs.tar.gz", "logs.tgz", "logs.tar.zst", "logs.tar.gz.1", "a.zip.bak"]
        {
            assert_eq!(named(Path::new(name)), Named::Archive, "{name}");
        }
        for name in ["audit.log.host1", "nightly-run.dat", "auditlog.x1", "session.logfile", "audit.log1"] {
            assert_eq!(named(Path::new(name)), Named::Perhaps, "{name}");
        }
        for name in ["audit.log.tmp", "rows.jsonl.part", "runs.partial"] {
            assert_eq!(named(Path::new(name)), Named::Unfinished, "{name}");
        }
        for name in [
            "a.png",
            "main.rs",
            "notes.md",
            "a.toml",
            "a.mp3",
            "logging.py",
            "run.sh",
            "out.html",
            "package-lock.json.lock",
            "logo.svg",
            "changelog.x1",
            "prune.dat",
            "layout.x1",
            "night.tmp",
        ] {
            assert_eq!(named(Path::new(name)), Named::Other, "{name}");
        }
    }
}
