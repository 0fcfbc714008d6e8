//! Which variables a piece of a script may set.

use std::collections::BTreeSet;

use super::syntax::{Loop, Node, Part, Simple, Word, assigned};
use crate::schedule::agent::program_of;

/// The variables that a piece of a script may set.
#[derive(Debug, Default)]
pub(super) struct SetNames {
    pub(super) names: BTreeSet<String>,
    /// Whether it may set any: what `.` and `eval` read is not known.
    pub(super) is_any: bool,
}

impl SetNames {
    /// Adds what `node` sets in its own shell.
    pub(super) fn add(&mut self, node: &Node) {
        match node {
            Node::Simple(simple) => self.add_simple(simple),
            Node::Arithmetic(parts, _) => self.names.extend(super::words::names_calculated(parts)),
            Node::Sequence(nodes) | Node::Pipeline(nodes) => nodes.iter().for_each(|node| self.add(node)),
            Node::Not(node) => self.add(node),
            Node::And(one, other) | Node::Or(one, other) => {
                self.add(one);
                self.add(other);
            }
            Node::If { branches, otherwise } => {
                for (condition, body) in branches {
                    self.add(condition);
                    self.add(body);
                }
                if let Some(node) = otherwise {
                    self.add(node);
                }
            }
            Node::Case { arms, .. } => arms.iter().for_each(|(_, node)| self.add(node)),
            Node::Loop(Loop { name, condition, body, .. }) => {
                self.names.extend(name.clone());
                if let Some(condition) = condition {
                    self.add(condition);
                }
                self.add(body);
            }
            Node::Subshell(_) | Node::Background(_) => {}
        }
    }

    /// Adds what the words of a command set: `${NAME:=default}`.
    pub(super) fn add_defaults(&mut self, simple: &Simple) {
        for part in simple.words.iter().flat_map(|word| &word.parts) {
            if let Part::Variable(inner) = part
                && let Some((name, _)) = inner.split_once('=')
            {
                self.names.insert(name.trim_end_matches(':').to_owned());
            }
        }
    }

    /// Adds what a command sets, by assignments or by itself.
    pub(super) fn add_simple(&mut self, simple: &Simple) {
        self.names.extend(simple.words.iter().filter_map(assigned).map(|(name, _)| name));
        self.add_defaults(simple);
        let texts: Vec<String> = simple.words.iter().map(|word| word.text().unwrap_or_default()).collect();
        let [program, words @ ..] = texts.as_slice() else { return };
        match program_of(program) {
            "." | "source" | "eval" => self.is_any = true,
            "printf" if words.first().is_none_or(|option| option != "-v") => {}
            "read" | "getopts" | "mapfile" | "readarray" | "unset" | "let" | "printf" => {
                // One that is computed may be any.
                self.is_any |= simple.words[1..].iter().any(|word: &Word| word.text().is_none());
                let is_of_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
                let names = words.iter().filter_map(|word| word.split(|sign| !is_of_name(sign)).next());
                self.names.extend(names.map(str::to_owned));
            }
            _ => {}
        }
    }
}
