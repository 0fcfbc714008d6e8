//! What commands start.

use std::collections::BTreeSet;

use super::{DEPTH_MAX, Player, SHELLS, Status};
use crate::schedule::agent::{Started, agent_in, program_of};
use crate::schedule::guard::Wanted;
use crate::schedule::guard::questions::may_ask;
use crate::schedule::guard::syntax::{Loop, Node, Part, Simple, Word, parse};
use crate::schedule::guard::value::Truth;
use crate::schedule::quotes::Quotes;

/// What the finder of agents puts where something is substituted.
const LEFT_OUT: char = '\0';

/// What the name of a variable begins with whose value the shell around a script puts into it.
pub(in crate::schedule::guard) const OUTER: &str = "_outer_";

/// A script as it is written, with its substitutions: `bash -c "[ $(date +%u) = $DAY ] && …"`. What they print is the same
/// whichever shell asks; variables are those of the shell around it. `None` where they can't be put back.
fn with_substitutions(simple: &Simple, script: &str) -> Option<String> {
    let bare = |text: &str| text.replace(['$', '{', '}'], "");
    let left_out = |part: &Part| match part {
        Part::Text(text, _) => text.clone(),
        // It takes the default.
        Part::Variable(inner) => {
            inner.split_once('-').map_or(inner.as_str(), |(_, default)| default).to_owned()
        }
        Part::Command(_) | Part::Arithmetic(_) => LEFT_OUT.to_string(),
    };
    let is_it = |word: &&Word| bare(&word.parts.iter().map(left_out).collect::<String>()) == bare(script);
    let word = simple.words.iter().filter(|word| word.text().is_none()).find(is_it);
    word.map(|word| written(&word.parts)).or_else(|| (!script.contains(LEFT_OUT)).then(|| script.to_owned()))
}

fn written(parts: &[Part]) -> String {
    let (mut script, mut quotes) = (String::new(), Quotes::default());
    for part in parts {
        let dynamic = match part {
            Part::Text(text, _) => {
                text.chars().for_each(|sign| quotes.see(sign));
                script.push_str(text);
                continue;
            }
            Part::Variable(inner) => format!("${{{OUTER}{inner}}}"),
            Part::Command(script) => format!("$({script})"),
            Part::Arithmetic(parts) => format!("$(({}))", written(parts)),
        };
        // The shell around it substitutes within its single quotes, too.
        script.push_str(&quotes.around(&dynamic));
    }
    script
}

/// The variables that a shell puts into the words of a command.
fn variables_in(simple: &Simple) -> BTreeSet<String> {
    let is_of_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    let parts = simple.words.iter().flat_map(|word| &word.parts);
    let inner = parts.filter_map(|part| if let Part::Variable(inner) = part { Some(inner) } else { None });
    inner.filter_map(|inner| inner.split(|sign| !is_of_name(sign)).next()).map(str::to_owned).collect()
}

/// Whether a command gives its script to a shell with `-e`: `bash -ec '…'`.
fn is_strict(simple: &Simple) -> bool {
    let texts = simple.words.iter().map(|word| word.text().unwrap_or_default());
    let mut behind = texts.skip_while(|text| !SHELLS.contains(&program_of(text))).skip(1);
    behind
        .by_ref()
        .take_while(|text| text.starts_with(['-', '+']))
        .any(|option| option.starts_with('-') && !option.starts_with("--") && option.contains('e'))
}

impl Player<'_> {
    /// Notes each start of what is wanted by a command, and follows scripts in it. A question only starts what it
    /// substitutes, `[ "$(claude -p x)" = yes ]`, whatever it is about. Gives back how its script ends, if it is one.
    pub(super) fn starts(&mut self, simple: &Simple, is_question: bool) -> Option<Status> {
        let started = self.started_by(&simple.raw);
        if let Wanted::Containing(text) = self.wanted {
            // What stands in a script of its own is met there.
            let is_inside =
                |one: &Started| matches!(one, Started::Script(script) if script.contains(text.as_str()));
            if simple.raw.contains(text.as_str()) && !is_question && !started.iter().any(is_inside) {
                self.starts.push(self.reached_if.clone());
            }
        }
        let mut scripted = None;
        let (visible, is_strict) = (variables_in(simple), is_strict(simple));
        for started in started {
            match started {
                Started::Agent if *self.wanted == Wanted::Agent => self.starts.push(self.reached_if.clone()),
                Started::Script(script) => {
                    let written = with_substitutions(simple, &script);
                    let set = if is_strict { "set -e\n" } else { "" };
                    let written = written.map(|written| format!("{set}{written}"));
                    scripted = Some(self.script(written.as_deref(), &script, &visible));
                }
                Started::Agent | Started::Other => {}
            }
        }
        scripted
    }

    /// Follows a script within the script. `visible` are the variables that the shell around it puts into it, and
    /// `found` is what the finder of agents made of it.
    fn script(&mut self, script: Option<&str>, found: &str, visible: &BTreeSet<String>) -> Status {
        let is_followed = self.depth < DEPTH_MAX && self.scripts_left > 0;
        self.scripts_left = self.scripts_left.saturating_sub(1);
        let Some(node) = script.filter(|_| is_followed).and_then(parse) else {
            // What is not understood counts.
            let is_wanted = match self.wanted {
                Wanted::Agent => agent_in(found).is_some(),
                Wanted::Containing(text) => found.contains(text.as_str()),
            };
            if is_wanted {
                self.starts.push(self.reached_if.clone());
                self.is_unread |= may_ask(found);
            }
            return Status::Assumed;
        };
        // Nor does it end on what fails, as the one around it may, or know what that keeps to itself.
        let (kept, asked) = (self.kept(), std::mem::take(&mut self.asked));
        (self.ends_on_failure, self.is_pipefail, self.last) = (Truth::False, false, Status::True);
        let outer = visible
            .iter()
            .filter_map(|name| Some((format!("{OUTER}{name}"), self.variables.get(name)?.clone())));
        let outer: Vec<_> = outer.collect();
        self.padded.extend(
            visible.intersection(&self.padded).map(|name| format!("{OUTER}{name}")).collect::<Vec<_>>(),
        );
        self.variables.retain(|name, _| self.exported.contains(name));
        self.variables.extend(outer);
        (self.depth, self.shells) = (self.depth + 1, self.shells + 1);
        let status = self.apart(&node);
        (self.depth, self.shells) = (self.depth - 1, self.shells - 1);
        self.keep(kept);
        self.asked = asked;
        status
    }

    /// What a command starts. Finding that out takes longer than all else, so it is kept.
    pub(super) fn started_by(&mut self, text: &str) -> Vec<Started> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let started = self.watcher.starts(text);
        self.started.insert(text.to_owned(), started.clone());
        started
    }

    /// Whether any command of a script starts what is wanted, on whatever conditions, or ends the script.
    pub(super) fn starts_wanted(&self, node: &Node) -> bool {
        match node {
            Node::Simple(simple) => match self.wanted {
                Wanted::Containing(text) => simple.raw.contains(text.as_str()),
                Wanted::Agent => {
                    let known = self.known.get(&simple.raw).or_else(|| self.started.get(&simple.raw));
                    let starts = known.cloned().unwrap_or_else(|| self.watcher.clone().starts(&simple.raw));
                    starts.iter().any(|started| match started {
                        Started::Agent => true,
                        Started::Script(script) => agent_in(script).is_some(),
                        Started::Other => false,
                    })
                }
            },
            Node::Arithmetic(..) => false,
            Node::Pipeline(nodes) | Node::Sequence(nodes) => {
                nodes.iter().any(|node| self.starts_wanted(node))
            }
            Node::Not(node) | Node::Subshell(node) | Node::Background(node) => self.starts_wanted(node),
            Node::And(one, other) | Node::Or(one, other) => {
                self.starts_wanted(one) || self.starts_wanted(other)
            }
            Node::If { branches, otherwise } => {
                branches.iter().any(|(one, other)| self.starts_wanted(one) || self.starts_wanted(other))
                    || otherwise.as_ref().is_some_and(|node| self.starts_wanted(node))
            }
            Node::Case { arms, .. } => arms.iter().any(|(_, node)| self.starts_wanted(node)),
            Node::Loop(Loop { condition, body, .. }) => {
                condition.as_ref().is_some_and(|node| self.starts_wanted(node)) || self.starts_wanted(body)
            }
        }
    }
}
