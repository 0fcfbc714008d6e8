//! The repository that a workflow stands in, as far as its files name others of it.

use crate::source::SourceFile;

/// The files of a repository. Nothing outside of it is read.
pub trait Repository {
    /// The file at a path from the root of the repository, with `/` between folders; `None` where there is none, or
    /// where it can't be read.
    fn file(&self, path: &str) -> Option<SourceFile>;

    /// What it is called elsewhere: `owner/name` in small letters. Nothing where nobody can tell.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
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

/// The names of a repository by the addresses of its remotes, which stand in the configuration of git.
#[must_use]
pub fn names_in_git_config(config: &str) -> Vec<String> {
    let (mut names, mut is_remote) = (Vec::new(), false);
    for line in config.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            is_remote = section.trim_start().to_ascii_lowercase().starts_with("remote");
        } else if let Some((key, address)) = line.split_once('=').filter(|_| is_remote)
            && key.trim().eq_ignore_ascii_case("url")
        {
            names.extend(name_in_address(address.trim().trim_matches('"')));
        }
    }
    names
}

/// `acme/app` of `https://github.com/acme/app.git` and of `git@github.com:acme/app`.
fn name_in_address(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some(("http" | "https" | "ssh" | "git" | "git+ssh", rest)) => rest.split_once('/')?.1,
        Some(_) => return None,
        // Before the colon stands a host; a path with a colon in it is none.
        None => address.split_once(':').filter(|(host, _)| host.len() > 1 && !host.contains(['/', '\\']))?.1,
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let (owner, name) = path.split_once('/')?;
    let is_name = !owner.is_empty() && !name.is_empty() && !name.contains('/');
    is_name.then(|| path.to_ascii_lowercase())
}

/// What a full name such as `acme/app/.github/workflows/x.yml@main` names in this very repository.
pub(super) struct OwnName<'u> {
    /// The path from the root.
    pub(super) path: &'u str,
    /// The branch, tag or commit that it is to be taken from.
    pub(super) version: &'u str,
}

/// The same, where the repository is called so.
pub(super) fn own_name<'u>(uses: &'u str, repository: &dyn Repository) -> Option<OwnName<'u>> {
    let (full, version) = uses.split_once('@')?;
    let (owner, rest) = full.split_once('/').filter(|(owner, _)| !owner.starts_with('.'))?;
    let (name, path) = rest.split_once('/')?;
    let name = format!("{owner}/{name}").to_ascii_lowercase();
    repository.names().contains(&name).then_some(OwnName { path, version })
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
    fn a_repository_is_called_as_its_remotes_are() {
        for (address, expected) in [
            ("https://github.com/acme/app.git", Some("acme/app")),
            ("https://github.com/Acme/App", Some("acme/app")),
            ("https://x:token@github.com/acme/app.git", Some("acme/app")),
            ("git@github.com:acme/app.git", Some("acme/app")),
            ("ssh://git@github.com/acme/app.git", Some("acme/app")),
            ("ssh://git@ssh.github.com:443/acme/app/", Some("acme/app")),
            ("/srv/git/acme/app.git", None),
            ("file:///srv/acme/app", None),
            ("../acme/app", None),
            ("C:/acme/app", None),
            ("https://gitlab.com/group/sub/app.git", None),
        ] {
            assert_eq!(name_in_address(address).as_deref(), expected, "{address}");
        }
        let config = "[core]\n\turl = https://github.com/a/no\n[remote \"origin\"]\n\turl = git@github.com:acme/app.git\n\t\
                      fetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"main\"]\n\tremote = origin\n";
        assert_eq!(names_in_git_config(config), ["acme/app"]);
    }

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
