//! The command of a line: what cron hands to the shell, and whether that runs an agent.

use super::line::Owner;
use crate::schedule::agent::{Variables, agent_among, is_claude};
use crate::schedule::sign_in::{Given, ReadIn, ReadUse, StartedBy};

/// The part of a command that a shell gets: up to the first `%`, with `\%` as a percent sign.
pub(super) fn shell_part(text: &str) -> String {
    unescaped(&text[..cut(text).unwrap_or(text.len())])
}

/// All of a command, as if cron cut it nowhere.
pub(super) fn uncut(text: &str) -> String {
    unescaped(text)
}

/// The place of the `%` at which cron ends a command.
fn cut(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_cut = byte == b'%' && !is_escaped;
        is_escaped = byte == b'\\';
        is_cut
    })
}

fn unescaped(text: &str) -> String {
    text.replace("\\%", "%")
}

/// The `%` at which cron ends a command within a quote or a substitution, so that no shell takes it: its place,
/// and what is open there.
pub(super) fn cut_within(text: &str) -> Option<(usize, &'static str)> {
    let place = cut(text)?;
    open_at_end(&text[..place]).map(|open| (place, open))
}

/// What is open at the end of a text of the shell.
fn open_at_end(text: &str) -> Option<&'static str> {
    let mut open: Vec<&'static str> = Vec::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let within = open.last().copied();
        match (sign, within) {
            ('\'', Some("'")) | ('"', Some("\"")) | ('`', Some("`")) | (')', Some("$(")) => drop(open.pop()),
            (_, Some("'")) => {}
            ('\\', _) => drop(signs.next()),
            ('"', _) => open.push("\""),
            ('`', _) => open.push("`"),
            ('$', _) if signs.peek() == Some(&'(') => {
                signs.next();
                open.push("$(");
            }
            ('\'', within) if within != Some("\"") => open.push("'"),
            _ => {}
        }
    }
    open.pop()
}

/// The command of a line without the user before it. Where nothing says whose crontab it is, the users that every
/// system has are known by their names; beside a line of `root`, a line that runs an agent as it stands has none.
pub(super) fn without_user(owner: Owner, command: &str) -> &str {
    let (first, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let has_user = USERS.contains(&first)
        || match owner {
            Owner::System => true,
            Owner::User => false,
            Owner::Mixed => agent_among(command, &Variables::default()).is_none(),
        };
    // A single word is more likely a program whose user is missing.
    if has_user && !rest.is_empty() { rest.trim_start() } else { command }
}

const USERS: [&str; 8] = ["root", "nobody", "www-data", "daemon", "ubuntu", "debian", "admin", "ec2-user"];

/// Whether the command of a line runs an agent.
pub(super) fn runs_agent(owner: Owner, fields: &str, command: &str, variables: &Variables) -> bool {
    let command = shell_part(command);
    if agent_among(without_user(owner, &command), variables).is_some() {
        return true;
    }
    // A line with a field too few has the program where a field should be.
    let last = fields.split_whitespace().next_back().unwrap_or_default();
    agent_among(&format!("{last} {command}"), variables).is_some()
}

/// How a line starts what it runs, and with what that signs in. What an agent of somebody else does with a key is
/// not known; a script that is picked by its name may run Claude.
pub(super) fn used_by(command: &str, environment: Given, variables: &Variables) -> ReadUse {
    let command = shell_part(command);
    let behind_user =
        || command.split_once(char::is_whitespace).and_then(|(_, rest)| agent_among(rest, variables));
    let given = match agent_among(&command, variables).or_else(behind_user) {
        Some((agent, _)) if !is_claude(agent) => None,
        Some((_, given)) => Some(environment.with(given)),
        None => Some(environment),
    };
    let sign_in = given.and_then(|given| given.sign_in(ReadIn::Crontab));
    ReadUse { started: Some(StartedBy::Command), sign_in }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_cuts_where_no_backslash_stands_before_it() {
        for (command, shell) in [
            ("date +\\%F; x", "date +%F; x"),
            ("mail ops%text%more", "mail ops"),
            ("x \\% %y", "x % "),
            ("x", "x"),
        ] {
            assert_eq!(shell_part(command), shell, "{command}");
        }
    }

    #[test]
    fn what_is_open_at_the_cut_is_named() {
        for (command, open) in [
            ("[ \"$(date +%u)\" -eq 1 ]", Some("$(")),
            ("claude -p 'do 50% of it'", Some("'")),
            ("claude -p \"don't do 50% of it\"", Some("\"")),
            ("echo `date +%F`", Some("`")),
            ("claude -p x >> $(date +\\%F).log", None),
            ("claude -p%the text", None),
            ("claude -p \"$(cat 'a)b')\" it\\'s %text", None),
            ("claude -p 'say \"x'%text", None),
            ("claude -p 'it costs \\'%text", None),
            ("cd $HOME && claude -p x%text", None),
            ("cd \"$HOME\" && claude -p (x%text", None),
        ] {
            assert_eq!(cut_within(command).map(|(_, open)| open), open, "{command}");
        }
    }
}
