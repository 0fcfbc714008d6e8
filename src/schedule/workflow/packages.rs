//! Scripts of a `package.json` that a step runs: `npm run agent`, `pnpm agent`, `yarn agent`.

use crate::schedule::agent::simple_commands;

/// Package managers that run such scripts.
const MANAGERS: [&str; 4] = ["npm", "pnpm", "yarn", "bun"];

/// The names that a command may run as scripts of a package.
pub(super) fn run_by(command: &str) -> Vec<String> {
    let mut found = Vec::new();
    for words in simple_commands(&command.replace("\\\n", " ")) {
        let mut words = words.iter().skip_while(|word| !MANAGERS.contains(&word.as_str())).skip(1);
        let mut next = || words.by_ref().find(|word| !word.starts_with('-'));
        let name = match next() {
            Some(run) if run == "run" || run == "run-script" => next(),
            other => other,
        };
        found.extend(name.filter(|name| !found.contains(*name)).cloned());
    }
    found
}

/// What a script of a package runs.
pub(super) fn script(package: &str, name: &str) -> Option<String> {
    let package: serde_json::Value = serde_json::from_str(package).ok()?;
    package.get("scripts")?.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_of_a_package_is_known_by_its_name() {
        for (command, expected) in [
            ("npm run agent -- --quick", &["agent"][..]),
            ("timeout 60 pnpm --silent run nightly", &["nightly"]),
            ("yarn agent && npm test", &["agent", "test"]),
            ("make agent", &[]),
            ("npm", &[]),
        ] {
            assert_eq!(run_by(command), expected, "{command}");
        }
        let package = "{\"scripts\": {\"agent\": \"claude -p x\"}}";
        assert_eq!(script(package, "agent").as_deref(), Some("claude -p x"));
        assert_eq!(script(package, "other"), None);
        assert_eq!(script("{", "agent"), None);
    }
}
