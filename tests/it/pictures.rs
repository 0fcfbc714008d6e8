//! The pictures of the README and the docs: what a terminal shows, drawn as SVG from what the program prints.
//!
//! `UPDATE_EXPECTED=1 cargo test --test it pictures` draws them anew. Such a run fails, so that a changed screen is
//! looked at. A picture is one file for light and dark: its own style sheet asks which of the two the reader
//! prefers, and that works inside `<img>`, too.

mod screen;
mod svg;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use creditcalc::cli::{self, Sources, World};

use crate::sandbox::{entries, name_of};
use screen::Line;

/// One picture.
struct Picture {
    /// The name of its file.
    name: &'static str,
    /// The folder in which the command is run, from the project's.
    folder: &'static str,
    /// The command, word by word; a word with a space in it is shown in quotes.
    words: &'static [&'static str],
    /// What somebody should know who can't see it.
    description: &'static str,
}

const PICTURES: [Picture; 10] = [
    Picture {
        name: "estimate",
        folder: ".",
        words: &["estimate", "--cost-per-run", "4"],
        description: "What a $4.00 run costs every night for a month, and how many nights each plan's credit covers.",
    },
    Picture {
        name: "compare",
        folder: ".",
        words: &[
            "compare",
            "--model",
            "opus",
            "--input",
            "90k",
            "--output",
            "9k",
            "--models",
            "opus,sonnet,haiku",
            "--program",
            "current",
        ],
        description: "The same job on every plan with three models: the cheapest, and where a bigger plan pays off.",
    },
    Picture {
        name: "simulate",
        folder: "examples/team.in",
        words: &["simulate", "team.toml"],
        description: "A month of five jobs on three people's plans: what each credit covers, and when it runs out.",
    },
    Picture {
        name: "check",
        folder: "examples/gate.in",
        words: &["check", "proposed.toml"],
        description: "A scenario against its policy, rule by rule: two rules are broken.",
    },
    Picture {
        name: "measure",
        folder: "examples/measure.in",
        words: &["measure", "audit.jsonl"],
        description: "What five real runs used and cost, by model and run by run.",
    },
    Picture {
        name: "solve",
        folder: ".",
        words: &["solve", "runs", "--cost-per-run", "4"],
        description: "How many $4.00 runs each plan's credit covers in a month.",
    },
    Picture {
        name: "diff",
        folder: "examples/gate.in",
        words: &["diff", "scenario.toml", "proposed.toml"],
        description: "What a proposed change adds to the month, and which part of the change adds how much.",
    },
    Picture {
        name: "schedule",
        folder: ".",
        words: &[
            "schedule",
            "30 2 * * *",
            "--tz",
            "America/New_York",
            "--after",
            "2027-03-12",
            "--count",
            "3",
        ],
        description: "What a cron line means, and when it runs next, over a change of the clock.",
    },
    Picture {
        name: "models",
        folder: ".",
        words: &["models", "claude-haiku-5-5"],
        description: "The prices of one model, with their source and the day somebody last looked.",
    },
    Picture {
        name: "plans",
        folder: ".",
        words: &["plans"],
        description: "Every plan's fee and monthly credit, under both programs.",
    },
];

/// How wide the terminal is.
const COLUMNS: u16 = 100;

impl Picture {
    /// The command as it is typed.
    fn command(&self) -> String {
        let shown = |word: &&str| if word.contains(' ') { format!("\"{word}\"") } else { (*word).to_owned() };
        let words: Vec<_> = self.words.iter().map(shown).collect();
        format!("creditcalc {}", words.join(" "))
    }

    /// What the terminal shows after it.
    fn answer(&self) -> Vec<Line> {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let variables =
            [("TERM", "xterm-256color"), ("LANG", "en_US.UTF-8"), ("CREDITCALC_AS_OF", "2026-11-28")];
        let mut world = World {
            folder: Path::new(env!("CARGO_MANIFEST_DIR")).join(self.folder),
            environment: variables.map(|(name, value)| (name.to_owned(), value.into())).into(),
            sources: Sources::default(),
            is_confined: false,
            is_read_only: false,
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdout_width: Some(COLUMNS),
            stderr_width: Some(COLUMNS),
        };
        let words = std::iter::once(&"creditcalc").chain(self.words).map(OsString::from);
        cli::run(words, &mut world);
        let text = String::from_utf8([stdout, stderr].concat()).expect("the program prints text");
        screen::lines(&text)
    }

    /// The whole picture.
    fn draw(&self) -> String {
        svg::draw(&self.command(), self.description, &self.answer())
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures")
}

#[test]
fn the_pictures_show_what_is_printed() {
    let update = env::var_os("UPDATE_EXPECTED").is_some();
    let mut others = Vec::new();
    for picture in &PICTURES {
        let (file, drawn) = (folder().join(format!("{}.svg", picture.name)), picture.draw());
        if update {
            fs::write(&file, drawn).expect("the folder of the pictures is there");
        } else if fs::read_to_string(&file).ok().as_deref() != Some(&drawn) {
            others.push(picture.name);
        }
    }
    assert!(!update, "the pictures were drawn anew and nothing was tested: look at them, and run again");
    assert!(
        others.is_empty(),
        "{others:?} no longer show what is printed: UPDATE_EXPECTED=1 cargo test --test it pictures"
    );
}

#[test]
fn every_picture_is_drawn_and_shown_somewhere() {
    let expected: Vec<_> = PICTURES.iter().map(|picture| format!("{}.svg", picture.name)).collect();
    let mut found: Vec<_> = entries(&folder()).iter().map(|path| name_of(path)).collect();
    found.sort();
    let mut sorted = expected.clone();
    sorted.sort();
    assert_eq!(found, sorted);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = [root.join("README.md")].into_iter().chain(entries(&root.join("docs")));
    let texts: BTreeMap<_, _> =
        pages.filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?))).collect();
    for name in expected {
        let shown = format!("pictures/{name}");
        assert!(texts.values().any(|text| text.contains(&shown)), "no page shows {name}");
    }
}
