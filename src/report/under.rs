//! What stands under a table: in order, at most three lines of it, and how much more there is.

use super::page::Block;
use super::role::Role;
use super::text::wrapped;
use crate::phrase::counted;
use crate::units::length;

/// How many lines of text stand under the last table; what may never be left out stands there in any case.
const LINES_MAX: usize = 3;
/// The width at which lines are counted, so that the same sentences stand there in every terminal and pipe.
const WIDTH: u16 = 80;

/// The blocks as they are drawn, and the sentences that have no room.
pub(super) struct Arranged<'b> {
    /// Blocks in their order on the page.
    pub(super) shown: Vec<&'b Block>,
    /// What is left of the cycle, where it has no line of its own.
    pub(super) left: Option<&'b Block>,
    /// What did not fit under the last table; empty where everything is shown.
    pub(super) more: Vec<&'b Block>,
    /// What is shown with `--explain` alone.
    pub(super) details: Vec<&'b Block>,
}

impl Arranged<'_> {
    /// `4 more notes`; `None` where there are none.
    pub(super) fn how_many_more(&self) -> Option<String> {
        let more = length(self.more.len() + self.details.len());
        (!self.more.is_empty()).then(|| counted(more, "more note"))
    }
}

/// Sentences in the order of their roles, those with one meaning under the last table cut down to a few unless
/// everything is explained.
pub(super) fn arranged(blocks: &[Block], is_explained: bool) -> Arranged<'_> {
    let last_table = blocks.iter().rposition(|block| matches!(block, Block::Table(_)));
    let mut arranged = Arranged { shown: Vec::new(), left: None, more: Vec::new(), details: Vec::new() };
    let mut start = 0;
    for stretch in blocks.chunk_by(|one, next| role(one).is_some() == role(next).is_some()) {
        let is_text = stretch.first().is_some_and(|block| role(block).is_some());
        if is_text {
            let mut sentences: Vec<(Role, &Block)> =
                stretch.iter().filter_map(|block| Some((role(block)?, block))).collect();
            sentences.sort_by_key(|(role, _)| *role);
            let is_last =
                last_table.is_some_and(|table| start > table) && start + stretch.len() == blocks.len();
            if is_explained {
                arranged.shown.extend(sentences.iter().map(|(_, block)| *block));
            } else {
                let (details, sentences): (Vec<_>, Vec<_>) =
                    sentences.into_iter().partition(|(role, _)| *role == Role::Detail);
                arranged.details.extend(details.iter().map(|(_, block)| *block));
                if is_last {
                    cut(sentences, &mut arranged);
                } else {
                    arranged.shown.extend(sentences.iter().map(|(_, block)| *block));
                }
            }
        } else {
            arranged.shown.extend(stretch);
        }
        start += stretch.len();
    }
    arranged
}

/// Keeps what is most important, as many lines as there may be.
fn cut<'b>(sentences: Vec<(Role, &'b Block)>, arranged: &mut Arranged<'b>) {
    let all: usize = sentences.iter().map(|(_, block)| lines(block)).sum();
    if all <= LINES_MAX {
        arranged.shown.extend(sentences.iter().map(|(_, block)| *block));
        return;
    }
    // The last line says how much more there is, and something of the answer stands in any case.
    let kept = sentences.iter().filter(|(role, _)| role.is_kept() && *role != Role::Left);
    let kept: usize = kept.map(|(_, block)| lines(block)).sum();
    let mut room = (LINES_MAX - 1).saturating_sub(kept).max(1);
    let (mut is_full, mut is_first) = (false, true);
    for (role, block) in sentences {
        if role == Role::Left {
            arranged.left = Some(block);
            continue;
        }
        if role.is_kept() {
            arranged.shown.push(block);
            continue;
        }
        let lines = lines(block);
        is_full |= lines > room && !is_first;
        is_first = false;
        if is_full {
            arranged.more.push(block);
        } else {
            arranged.shown.push(block);
            room = room.saturating_sub(lines);
        }
    }
}

/// What a block of sentences is for; `None` for every other block.
pub(super) fn role(block: &Block) -> Option<Role> {
    match block {
        Block::Text(_) => Some(Role::Result),
        Block::Note(role, _) => Some(*role),
        _ => None,
    }
}

fn lines(block: &Block) -> usize {
    match block {
        Block::Text(text) | Block::Note(_, text) => wrapped(text, Some(WIDTH)).lines().count(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Sheet;

    fn texts(roles: &[(Role, &str)]) -> Vec<Block> {
        let mut blocks = vec![Block::Table(Sheet::default())];
        blocks.extend(roles.iter().map(|(role, text)| Block::Note(*role, (*text).to_owned())));
        blocks
    }

    fn shown(blocks: &[Block], is_explained: bool) -> (Vec<String>, Option<String>) {
        let arranged = arranged(blocks, is_explained);
        let words = |block: &&Block| match block {
            Block::Note(_, text) => Some(text.clone()),
            _ => None,
        };
        (arranged.shown.iter().filter_map(words).collect(), arranged.how_many_more())
    }

    #[test]
    fn three_lines_stand_under_a_table_and_cautions_in_any_case() {
        use Role::{Assumed, Caution, Detail, Note, Result, Rules, Today};
        let few = texts(&[(Assumed, "c"), (Result, "a"), (Today, "b"), (Detail, "d")]);
        assert_eq!(shown(&few, false), (vec!["a".into(), "b".into(), "c".into()], None));
        assert_eq!(shown(&few, true).0, ["a", "b", "c", "d"]);
        let many = texts(&[(Note, "e"), (Result, "a"), (Today, "b"), (Result, "a2"), (Detail, "d")]);
        assert_eq!(shown(&many, false), (vec!["a".into(), "a2".into()], Some("3 more notes".into())));
        // Whose rules these are stays behind the answer, in the place of what would be the second line.
        let ruled = texts(&[(Note, "e"), (Rules, "r"), (Result, "a"), (Result, "a2"), (Assumed, "c")]);
        assert_eq!(shown(&ruled, false), (vec!["a".into(), "r".into()], Some("3 more notes".into())));
        let warned = texts(&[(Result, "a"), (Caution, "1"), (Caution, "2"), (Caution, "3"), (Caution, "4")]);
        assert_eq!(
            shown(&warned, false),
            (vec!["1".into(), "2".into(), "3".into(), "4".into(), "a".into()], None)
        );
    }

    #[test]
    fn what_signed_in_runs_cost_keeps_its_line() {
        use Role::{Assumed, Result, SignedIn};
        let many = texts(&[(Result, "a"), (Result, "b"), (SignedIn, "s"), (Result, "c"), (Assumed, "d")]);
        assert_eq!(shown(&many, false), (vec!["a".into(), "s".into()], Some("3 more notes".into())));
    }

    #[test]
    fn a_long_sentence_takes_its_lines() {
        let long = "word ".repeat(40);
        let blocks = texts(&[(Role::Result, &long), (Role::Today, "b"), (Role::Assumed, "c")]);
        assert_eq!(shown(&blocks, false), (vec![long], Some("2 more notes".into())));
    }
}
