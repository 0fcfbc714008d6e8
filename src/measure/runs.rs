//! Measured runs in the order of their start. Where there are millions of plain ones, they are kept as they were read,
//! and priced whenever they are looked at.

use std::borrow::Cow;

use super::measurement::{MeasuredRun, Question};
use super::price::{self, MeasuredPart, Names};
use super::settled::Settled;
use super::window::{Outside, Window};
use crate::pricing::PriceTable;
use crate::records::{PlainRows, Run, order};
use crate::units::{OutOfRange, length};
use crate::usage::UsedBy;

/// Measured runs.
#[derive(Debug, Clone)]
pub struct MeasuredRuns<'t> {
    whole: Vec<MeasuredRun<'t>>,
    plain: PlainRows,
    table: &'t PriceTable,
    pricing: Pricing,
}

/// What a question says about prices.
#[derive(Debug, Clone)]
struct Pricing {
    as_of: jiff::civil::Date,
    /// The day whose prices all have, where it isn't their own.
    prices_of: Option<jiff::civil::Date>,
    unnamed: Option<String>,
    programs: Vec<String>,
    with_lines: bool,
}

/// After how many runs the memory of those that are measured is given back.
const GIVEN_BACK: usize = 1 << 16;

impl<'t> MeasuredRuns<'t> {
    /// Prices runs, and says what their vendors' figures settled; that of plain ones is not in it.
    pub(super) fn of(
        table: &'t PriceTable,
        runs: Vec<Run>,
        plain: PlainRows,
        question: &Question<'_>,
        prices_of: Option<jiff::civil::Date>,
    ) -> Result<(Self, Settled), OutOfRange> {
        let mut whole = Vec::with_capacity(runs.len());
        let mut names = Names::new(table, question.clone(), prices_of);
        // From the end on, so that the memory of what is measured can be given back.
        let mut unmeasured = runs;
        unmeasured.reverse();
        while let Some(run) = unmeasured.pop() {
            if unmeasured.len().is_multiple_of(GIVEN_BACK) {
                unmeasured.shrink_to_fit();
            }
            whole.push(price::price(&mut names, run)?);
        }
        let pricing = Pricing {
            as_of: question.as_of,
            prices_of,
            unnamed: question.unnamed.map(str::to_owned),
            programs: question.programs.to_vec(),
            with_lines: question.with_lines,
        };
        Ok((Self { whole, plain, table, pricing }, names.settled))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.whole.len() + self.plain.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The runs, by their start.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, 't> {
        Iter { runs: self, names: self.names(), whole: 0, plain: 0 }
    }

    /// The sessions of those that have one, each as often as it has runs.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &str> {
        let whole = self.whole.iter().filter_map(|measured| measured.run.session.as_deref());
        whole.chain(self.plain.sessions())
    }

    /// What prices the parts of these runs.
    #[must_use]
    pub fn pricer(&self) -> Pricer<'_, 't> {
        Pricer { names: self.names() }
    }

    fn names(&self) -> Names<'_, 't> {
        let Pricing { as_of, prices_of, unnamed, programs, with_lines } = &self.pricing;
        let question = Question {
            as_of: *as_of,
            unnamed: unnamed.as_deref(),
            only: None,
            window: Window::ALL,
            programs,
            with_lines: *with_lines,
        };
        Names::new(self.table, question, *prices_of)
    }
}

/// Prices the parts of measured runs.
#[derive(Debug)]
pub struct Pricer<'a, 't> {
    names: Names<'a, 't>,
}

impl<'t> Pricer<'_, 't> {
    /// The parts of one of the runs that have a price, each on its own day. They add up to what the run's models
    /// with a price cost.
    ///
    /// # Errors
    ///
    /// For a run of others, when a sum is out of range.
    pub fn parts(&mut self, run: &MeasuredRun<'t>) -> Result<Vec<MeasuredPart<'t>>, OutOfRange> {
        price::parts(&mut self.names, run)
    }
}

impl<'a, 't> IntoIterator for &'a MeasuredRuns<'t> {
    type Item = Cow<'a, MeasuredRun<'t>>;
    type IntoIter = Iter<'a, 't>;

    fn into_iter(self) -> Iter<'a, 't> {
        self.iter()
    }
}

/// Goes through measured runs.
#[derive(Debug)]
pub struct Iter<'a, 't> {
    runs: &'a MeasuredRuns<'t>,
    names: Names<'a, 't>,
    whole: usize,
    plain: usize,
}

impl<'a, 't> Iter<'a, 't> {
    /// What the vendors' figures of plain runs settled so far.
    pub(super) fn settled(&self) -> Settled {
        self.names.settled
    }

    /// The next one.
    ///
    /// # Errors
    ///
    /// When what it used or costs is out of range: the first time that a plain one is priced.
    pub(super) fn try_next(&mut self) -> Result<Option<Cow<'a, MeasuredRun<'t>>>, OutOfRange> {
        let Self { runs, names, whole, plain } = self;
        let next = runs.whole.get(*whole);
        let is_plain_next = match next {
            None => *plain < runs.plain.len(),
            Some(next) => runs.plain.order(*plain).is_some_and(|plain| plain < order(&next.run)),
        };
        if !is_plain_next {
            *whole += 1;
            return Ok(next.map(Cow::Borrowed));
        }
        let Some(run) = runs.plain.get(*plain) else { return Ok(None) };
        *plain += 1;
        price::price(names, run.started_by(&runs.pricing.programs)).map(|run| Some(Cow::Owned(run)))
    }
}

impl<'a, 't> Iterator for Iter<'a, 't> {
    type Item = Cow<'a, MeasuredRun<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().expect("all were priced when they were measured")
    }
}

/// Leaves out runs that are not asked about, and says which they were.
pub(super) fn keep_meant(
    question: &Question<'_>,
    runs: &mut Vec<Run>,
    plain: &mut PlainRows,
    mut left_out: impl FnMut(UsedBy),
) -> Outside {
    let mut outside = Outside::default();
    let Question { window, only, programs, .. } = question;
    let mut is_meant = |run: &Run| {
        if !window.holds(run.started_at, &mut outside) {
            return false;
        }
        let is_meant = only.is_none_or(|only| only == run.used_by);
        if !is_meant {
            left_out(run.used_by);
        }
        is_meant
    };
    runs.retain_mut(|run| {
        run.used_by = run.used_by_of(programs);
        is_meant(run)
    });
    if !window.is_all() || only.is_some() {
        plain.retain(|run| is_meant(&run.started_by(programs)));
    }
    let Some(newest) = window.newest else { return outside };
    let all = runs.len() + plain.len();
    let older = all.saturating_sub(usize::try_from(newest.get()).unwrap_or(usize::MAX));
    // The oldest of both, one after the other.
    let (mut of_runs, mut of_plain) = (0, 0);
    while of_runs + of_plain < older {
        match (plain.order(of_plain), runs.get(of_runs)) {
            (Some(plain), Some(run)) if plain < order(run) => of_plain += 1,
            (Some(_), None) => of_plain += 1,
            _ => of_runs += 1,
        }
    }
    runs.drain(..of_runs);
    plain.drop_first(of_plain);
    outside.older = length(older);
    outside
}

impl Run {
    /// Who started it, where `programs` are entrypoints of programs.
    fn used_by_of(&self, programs: &[String]) -> UsedBy {
        let is_program = self.entrypoint.as_ref().is_some_and(|entrypoint| programs.contains(entrypoint));
        if is_program { UsedBy::Program } else { self.used_by }
    }

    fn started_by(self, programs: &[String]) -> Self {
        Self { used_by: self.used_by_of(programs), ..self }
    }
}
