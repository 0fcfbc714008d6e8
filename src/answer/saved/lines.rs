//! The lines of two runs, laid side by side: how much of what, at which rate.

use crate::answer::estimate::Line;
use crate::cost::sum;
use crate::units::{OutOfRange, Rate, Tokens, Usd};

/// What two runs used, kind by kind, with the rate of each on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paired(Vec<Pair>);

/// How much of one thing, before and after, and at which price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair {
    count: [u64; 2],
    price: [Price; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Price {
    /// By the million tokens.
    Tokens(Rate),
    /// By the piece.
    Piece(Usd),
}

/// The lines of one model, served in one way.
struct Usage<'l> {
    lines: Vec<&'l Line>,
}

impl Paired {
    /// The lines of both, each kind of each model with that of its counterpart; `None` where a rate is
    /// missing, so that nobody can say what the tokens of the one cost at the rates of the other.
    ///
    /// The same model is its own counterpart. What is left is paired in its order, where there is as much of
    /// both: a job that moved to another model.
    pub(super) fn of(before: &[Line], after: &[Line]) -> Option<Self> {
        let (first, mut second) = (usages(before), usages(after));
        if first.len() != second.len() || first.is_empty() {
            return None;
        }
        let same: Vec<Option<Usage<'_>>> = first
            .iter()
            .map(|usage| {
                Some(second.remove(second.iter().position(|other| usage.is_of_the_model_of(other))?))
            })
            .collect();
        let mut rest = second.into_iter();
        let mut pairs = Vec::new();
        for (usage, same) in first.iter().zip(same) {
            let other = same.or_else(|| rest.next())?;
            pairs.extend(usage.paired(&other)?);
        }
        Some(Self(pairs))
    }

    /// What the counts of one side cost at the prices of another: 0 is before, 1 is after.
    pub(super) fn cost(&self, counts: usize, prices: usize) -> Result<Usd, OutOfRange> {
        let amounts: Result<Vec<Usd>, OutOfRange> = self
            .0
            .iter()
            .map(|pair| match pair.price[prices] {
                Price::Tokens(rate) => rate.cost_of(Tokens::new(pair.count[counts])),
                Price::Piece(unit) => unit.times(pair.count[counts]),
            })
            .collect();
        sum(amounts?)
    }
}

fn usages(lines: &[Line]) -> Vec<Usage<'_>> {
    let mut usages: Vec<Usage<'_>> = Vec::new();
    for line in lines {
        // Fees carry no modifiers, and belong to the model however it was served.
        let is_same = |usage: &&mut Usage<'_>| {
            let known = usage.lines[0];
            known.model == line.model && (known.modifiers == line.modifiers || line.tokens.is_none())
        };
        match usages.iter_mut().find(is_same) {
            Some(usage) => usage.lines.push(line),
            None => usages.push(Usage { lines: vec![line] }),
        }
    }
    usages
}

impl<'l> Usage<'l> {
    fn is_of_the_model_of(&self, other: &Self) -> bool {
        self.lines[0].model == other.lines[0].model && self.lines[0].modifiers == other.lines[0].modifiers
    }

    /// Whether both are at the rates of one row of a table, of which a line then tells what another does not.
    fn is_of_the_row_of(&self, other: &Self) -> bool {
        let row = |line: &Line| (line.effective_from, line.prompt_tokens_over);
        let rows = |usage: &Self| -> Vec<_> {
            let mut rows: Vec<_> =
                usage.lines.iter().filter(|line| line.tokens.is_some()).map(|line| row(line)).collect();
            rows.dedup();
            rows
        };
        let (mine, theirs) = (rows(self), rows(other));
        self.is_of_the_model_of(other) && mine.len() == 1 && mine == theirs
    }

    fn line(&self, kind: &str) -> Option<&'l Line> {
        self.lines.iter().copied().find(|line| line.kind == kind)
    }

    fn paired(&self, other: &Self) -> Option<Vec<Pair>> {
        let mut kinds: Vec<&str> =
            self.lines.iter().chain(&other.lines).map(|line| line.kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        // The same kind at two rates in one run: the record does not tell which tokens went to which.
        if kinds.iter().any(|kind| {
            [self, other]
                .iter()
                .any(|usage| usage.lines.iter().filter(|line| line.kind == **kind).count() > 1)
        }) {
            return None;
        }
        let is_one_row = self.is_of_the_row_of(other);
        let pair = |kind: &str| {
            let (mine, theirs) = (self.line(kind), other.line(kind));
            let (my_price, their_price) = (mine.and_then(price), theirs.and_then(price));
            let price = match (my_price, their_price) {
                (Some(mine), Some(theirs)) => [mine, theirs],
                (Some(known), None) | (None, Some(known)) if is_one_row => [known, known],
                _ => return None,
            };
            Some(Pair { count: [mine.map_or(0, count), theirs.map_or(0, count)], price })
        };
        kinds.into_iter().map(pair).collect()
    }
}

fn price(line: &Line) -> Option<Price> {
    match (&line.rate_usd_per_mtok, &line.unit_usd) {
        (Some(rate), _) => Some(Price::Tokens(*rate)),
        (None, Some(unit)) => Some(Price::Piece(*unit)),
        (None, None) => None,
    }
}

fn count(line: &Line) -> u64 {
    line.tokens.or(line.count).unwrap_or(0)
}
