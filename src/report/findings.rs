//! What a gate finds wrong, and on which lines, for tools that show it there.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

/// What a gate found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The verdict in one line.
    pub headline: String,
    /// Every rule that was checked: its key, and what it asks for.
    pub rules: Vec<(String, String)>,
    /// What is wrong, in the order in which it is shown.
    pub list: Vec<Finding>,
    /// What to know about the figures.
    pub notes: Vec<String>,
    /// Whether every rule has a verdict.
    pub is_whole: bool,
}

/// A broken rule, or why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The key of the rule, or the code of the error.
    pub rule: String,
    /// One sentence a line.
    pub message: String,
    /// Where: first the line that people should look at, then what it has to do with.
    pub places: Vec<FindingPlace>,
}

/// A place in a file, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingPlace {
    /// The path of the file, from the top of the repository where that is known.
    pub file: String,
    /// The first line, counted from 1.
    pub line: usize,
    /// The first character of it, counted from 1.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// The first character behind it.
    pub end_column: usize,
    /// What stands there; may be empty.
    pub says: String,
}

/// Turns names of files, as seen from the working folder, into paths from the top of a repository.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// The working folder.
    pub folder: PathBuf,
    /// The top of the repository, where something says which it is.
    pub top: Option<PathBuf>,
    /// What the scenario is called, where it came in through standard input and stands in no file.
    pub input: Option<&'static str>,
}

impl Repository {
    /// A place in a text. Standard input is no file, so it has none.
    #[must_use]
    pub fn place(&self, source: &SourceFile, span: &Span, says: impl Into<String>) -> Option<FindingPlace> {
        if source.is_typed() || self.input.is_some_and(|input| input == source.name()) {
            return None;
        }
        let text = source.text();
        let (line, column) = position(text, span.start);
        let (end_line, end_column) = position(text, span.end.max(span.start));
        let file = self.path_of(source.name());
        Some(FindingPlace { file, line, column, end_line, end_column, says: says.into() })
    }

    /// The path of a file from the top of the repository, with slashes on every system.
    fn path_of(&self, name: &str) -> String {
        let top = self.top.as_deref().filter(|top| self.folder.starts_with(top));
        let whole = plain(&self.folder.join(name));
        let path = match top.and_then(|top| whole.strip_prefix(top).ok()) {
            Some(path) => path.to_owned(),
            None => plain(Path::new(name)),
        };
        path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }
}

impl Finding {
    /// What is wrong with a file, so that there is no verdict.
    #[must_use]
    pub fn of_fault(fault: &Diagnostic, repository: &Repository) -> Self {
        let helps = fault.help.iter().map(|help| format!("help: {help}"));
        let notes = fault.notes.iter().map(|note| format!("note: {note}"));
        let label = fault.place.as_ref().and_then(|(_, labels)| labels.first());
        let title = match label.map(|label| label.text.as_str()).unwrap_or_default() {
            "" => fault.title.clone(),
            why => format!("{}: {why}", fault.title),
        };
        let lines: Vec<String> = std::iter::once(title).chain(helps).chain(notes).collect();
        let places = fault.place.iter().flat_map(|(source, labels)| {
            labels.iter().filter_map(|label| repository.place(source, &label.span, label.text.clone()))
        });
        Self { rule: fault.code.as_str().to_owned(), message: lines.join("\n"), places: places.collect() }
    }
}

/// A path without `.`, and without `..` as far as that can be told from its words.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// The line of a byte and its character there, both counted from 1.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lines_of_files_from_the_top_of_the_repository() {
        let text = "a = 1\n# größe\n[[job]]\nname = \"x\"\n";
        let at = |folder: &str, top: Option<&str>, name: &'static str| {
            let (folder, top) = (folder.into(), top.map(PathBuf::from));
            let repository = Repository { folder, top, input: Some("scenario") };
            let start = text.find("größe").expect("it is there");
            let place = repository.place(&SourceFile::new(name, text), &(start..start + 7), "");
            place.map(|place| (place.file, place.line, place.column, place.end_column))
        };
        let whole = |file: &str| Some((file.to_owned(), 2, 3, 8));
        assert_eq!(at("/r", None, "./team.toml"), whole("team.toml"));
        assert_eq!(at("/r/ci", Some("/r"), "team.toml"), whole("ci/team.toml"));
        assert_eq!(at("/r/ci", Some("/r"), "../team.toml"), whole("team.toml"));
        assert_eq!(at("/r/ci", Some("/r"), "/r/a/team.toml"), whole("a/team.toml"));
        assert_eq!(at("/elsewhere", Some("/r"), "a/../team.toml"), whole("team.toml"));
        assert_eq!(at("/r", None, "scenario"), None);
    }
}
