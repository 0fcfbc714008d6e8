//! What is said of measured runs besides what they come to. It is noted while they are summed: there may be millions
//! of them, and a plain one is priced anew whenever it is looked at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::differing::{self, Differing};
use super::measurement::{MeasuredModel, MeasuredRun};
use crate::cost::{Bracket, Charge, RunCost};
use crate::records::{Origin, Run};
use crate::units::{OutOfRange, Usd};
use crate::usage::{Billing, TokenKind, UsedBy};

/// What is said of all runs together.
#[derive(Debug, Clone)]
pub(crate) struct Facts<'t> {
    /// How many were looked at.
    looked_at: usize,
    /// Runs with something that has no price.
    pub(crate) unpriced: u64,
    /// Those of them that cost something all the same.
    pub(crate) priced_in_part: u64,
    /// Runs that used a model with a price.
    pub(crate) with_price: u64,
    /// Runs of which not all was counted.
    pub(crate) incomplete: u64,
    /// Runs with output that was counted before it was complete.
    pub(crate) output_at_least: u64,
    /// Runs whose messages count because their result never came.
    pub(crate) without_result: u64,
    /// Runs whose messages count because their result counts nothing.
    pub(crate) with_empty_result: u64,
    /// Runs whose totals may begin with those of earlier ones.
    pub(crate) with_earlier: u64,
    /// How much more all runs cost at most if nothing in their totals is of an earlier one; `None` where the sum is out
    /// of range.
    pub(crate) earlier_at_most: Option<Usd>,
    /// Subagents that no record is left of.
    pub(crate) missing_agents: u64,
    /// The runs that tell of them.
    pub(crate) lacking_agents: u64,
    /// Runs of subagents and teammates of which no record says who started them.
    pub(crate) missing_leads: u64,
    /// Who pays for all of them, where it is the same.
    pub(crate) billing: Same<Billing>,
    /// Runs with a cost of which no record says who pays.
    pub(crate) unknown_payer: u64,
    /// Whether a program started any.
    pub(crate) has_programmatic: bool,
    /// Web searches with a price.
    pub(crate) searches: u128,
    /// What they cost; `None` where the sum is out of range.
    pub(crate) searches_cost: Option<Usd>,
    /// Cache writes of unknown lifetime with a price.
    pub(crate) untold_writes: u128,
    /// As what they are counted, and as what they may be billed.
    pub(crate) untold_kinds: BTreeSet<(TokenKind, TokenKind)>,
    /// Models that cost more beyond a size of prompts that isn't known, with that size.
    pub(crate) prompt_sizes: BTreeMap<&'t str, u64>,
    /// What was used on each day costs; `None` where a sum is out of range.
    pub(crate) days: Option<BTreeMap<Date, Usd>>,
    /// The vendors' own figures that differ, in the order in which the runs show them.
    pub(crate) differing: Vec<Differing<'t>>,
}

/// Whether all of something are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Same<T> {
    /// There are none.
    None,
    /// They are all this.
    All(T),
    /// They are not.
    Different,
}

impl<T: PartialEq> Same<T> {
    fn and(self, other: T) -> Self {
        match self {
            Self::None => Self::All(other),
            Self::All(known) if known == other => Self::All(known),
            Self::All(_) | Self::Different => Self::Different,
        }
    }
}

impl Default for Facts<'_> {
    fn default() -> Self {
        Self {
            looked_at: 0,
            unpriced: 0,
            priced_in_part: 0,
            with_price: 0,
            incomplete: 0,
            output_at_least: 0,
            without_result: 0,
            with_empty_result: 0,
            with_earlier: 0,
            earlier_at_most: Some(Usd::ZERO),
            missing_agents: 0,
            lacking_agents: 0,
            missing_leads: 0,
            billing: Same::None,
            unknown_payer: 0,
            has_programmatic: false,
            searches: 0,
            searches_cost: Some(Usd::ZERO),
            untold_writes: 0,
            untold_kinds: BTreeSet::new(),
            prompt_sizes: BTreeMap::new(),
            days: Some(BTreeMap::new()),
            differing: Vec::new(),
        }
    }
}

impl<'t> Facts<'t> {
    /// Notes the next run.
    pub(super) fn add(&mut self, measured: &MeasuredRun<'t>) -> Result<(), OutOfRange> {
        let MeasuredRun { run, models, .. } = measured;
        let has_cost = !measured.priced.cost.is_zero();
        let is_by_messages = matches!(run.origin, Origin::Stream | Origin::Cut);
        let has_no_result = run.outcome.as_deref() == Some(Run::NO_RESULT);
        let agents = run.missing_agents();
        for (number, is_one) in [
            (&mut self.unpriced, measured.cost.is_none()),
            (&mut self.priced_in_part, measured.cost.is_none() && has_cost),
            (&mut self.with_price, models.iter().any(|used| used.cost.is_ok())),
            (&mut self.incomplete, !run.is_complete),
            (&mut self.output_at_least, models.iter().any(|used| used.is_output_at_least)),
            (&mut self.without_result, is_by_messages && has_no_result && !run.is_complete),
            (&mut self.with_empty_result, is_by_messages && !has_no_result && run.outcome.is_some()),
            (&mut self.with_earlier, models.iter().any(|used| !used.perhaps.is_zero())),
            (&mut self.lacking_agents, agents > 0),
            (&mut self.missing_leads, run.kin.as_ref().is_some_and(|kin| kin.lead_is_missing)),
            (&mut self.unknown_payer, run.billing == Billing::Unknown && has_cost),
        ] {
            *number += u64::from(is_one);
        }
        self.missing_agents = self.missing_agents.checked_add(agents).ok_or(OutOfRange)?;
        self.billing = self.billing.and(run.billing);
        self.has_programmatic |= run.used_by == UsedBy::Program;
        for used in models {
            self.add_day(used);
            if let Ok(cost) = &used.cost {
                self.earlier_at_most = self.earlier_at_most.and_then(|sum| sum.plus(used.perhaps).ok());
                self.add_cost(cost);
            }
        }
        differing::note(&mut self.differing, self.looked_at, measured);
        self.looked_at += 1;
        Ok(())
    }

    fn add_day(&mut self, used: &MeasuredModel<'t>) {
        for part in used.day_parts().iter() {
            let (Some(day), Some(cost), Some(days)) = (part.day, part.cost, &mut self.days) else { continue };
            let sum = days.entry(day).or_insert(Usd::ZERO);
            match sum.plus(cost.cost) {
                Ok(more) => *sum = more,
                Err(OutOfRange) => self.days = None,
            }
        }
    }

    fn add_cost(&mut self, cost: &RunCost<'t>) {
        for line in &cost.lines {
            if let Charge::Fee { count, .. } = line.charge {
                self.searches += u128::from(count);
                self.searches_cost = self.searches_cost.and_then(|sum| sum.plus(line.amount).ok());
            }
        }
        for bracket in &cost.brackets {
            match *bracket {
                Bracket::PromptSize { model, prompt_tokens_over, .. } => {
                    self.prompt_sizes.insert(&model.id, prompt_tokens_over);
                }
                Bracket::Lifetime { tokens, counted_as, at_most_as, .. } => {
                    self.untold_kinds.insert((counted_as, at_most_as));
                    self.untold_writes += u128::from(tokens.get());
                }
            }
        }
    }
}
