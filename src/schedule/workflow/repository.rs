//! The repository that a workflow stands in, as far as its files name others of it.

use crate::source::SourceFile;

/// The files of a repository. Nothing outside of it is read.
pub trait Repository {
    /// The file at a path from the root of the repository, with `/` between folders; `None` where there is none, or
    /// where it can't be read.
    fn file(&self, path: &str) -> Option<SourceFile>;
}

/// A workflow alone: nothing else of its repository is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alone;

impl Repository for Alone {
    fn file(&self, _path: &str) -> Option<SourceFile> {
        None
    }
}

/// The program that runs a repository's workflows, which says how their schedules are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Host {
    /// GitHub Actions: `.github/workflows`.
    #[default]
    GitHub,
    /// Forgejo or Gitea Actions: `.forgejo/workflows` and `.gitea/workflows`.
    Forgejo,
}

/// The path from the root that `./x/../y` means in `folder`; `None` where it leads out of the repository, or where
/// part of it is computed when the workflow runs.
pub(super) fn from_root(folder: &str, path: &str) -> Option<String> {
    if path.contains(['$', '\u{0}', '\\']) || path.starts_with(['/', '~']) {
        return None;
    }
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    (!steps.is_empty()).then(|| steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_repository() {
        for (folder, path, expected) in [
            ("", "./.github/actions/x", Some(".github/actions/x")),
            ("", "scripts/../run.sh", Some("run.sh")),
            ("tools", "./agent.sh", Some("tools/agent.sh")),
            ("tools", "../agent.sh", Some("agent.sh")),
            ("", "../agent.sh", None),
            ("tools", "../../agent.sh", None),
            ("", "/etc/passwd", None),
            ("", "~/agent.sh", None),
            ("", "$HOME/agent.sh", None),
            ("", "./", None),
        ] {
            assert_eq!(from_root(folder, path).as_deref(), expected, "{folder} {path}");
        }
    }
}
