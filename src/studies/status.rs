//! How far a cycle has got: what measured runs drew of a credit, what is left, at which pace, and until when.
//!
//! What a use draws is the program's rule, and the ledger's to say. The day of asking is an argument.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::measured_use::used;
use crate::calendar::Period;
use crate::ledger::{Holding, NoCredit, no_credit, so_far};
use crate::measure::{MeasuredRun, Measurement};
use crate::pricing::{Auth, CycleRule, Program};
use crate::records::Origin;
use crate::schedule::Window;
use crate::units::{OutOfRange, Usd, UsdDelta};
use crate::usage::{Billing, UsedBy};

/// The cycle that is asked about, and whose credit.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q, 't> {
    /// The rules.
    pub program: &'t Program,
    /// The plan, or a stated credit; `None` where nobody named one.
    pub holding: Option<&'q Holding<'t>>,
    /// With what runs sign in that do not say it; `None` is what the program's credit needs.
    pub auth: Option<Auth>,
    /// The days of the cycle.
    pub days: Period,
    /// On whose clock they begin.
    pub zone: &'q TimeZone,
    /// The instant of asking: what started then or later is not counted.
    pub now: Timestamp,
    /// What somebody read of the credit within the cycle.
    pub anchor: Option<Anchor>,
}

/// What was left of a credit at an instant, as its vendor showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// What was left.
    pub left: Usd,
    /// When.
    pub at: Timestamp,
}

/// Runs of the cycle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub runs: u64,
    /// What they cost at list prices.
    pub cost: Usd,
    /// Whether that is a lower bound.
    pub is_at_least: bool,
}

/// How far the cycle has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status<'t> {
    /// Runs that programs started.
    pub programmatic: Share,
    /// Runs that people started.
    pub interactive: Share,
    /// Runs of which nobody knows who started them.
    pub unknown: Share,
    /// Those that ask for the credit, under the program's rules.
    pub asking: Share,
    /// What the cycle grants.
    pub credit: Option<Usd>,
    /// What is drawn of it.
    pub drawn: Option<Usd>,
    /// What is left of it.
    pub left: Option<Usd>,
    /// What was asked of it and it did not pay.
    pub beyond: Usd,
    /// What was asked of the credit since the anchor.
    pub since_anchor: Usd,
    /// By how much the anchor is more than what these records leave until then: less where something was used that
    /// is in no record.
    pub drift: Option<UsdDelta>,
    /// What runs ask of the credit a day, on average since the cycle began. Its first day counts as a whole one.
    pub pace: Option<Usd>,
    /// Why programmatic runs drew none: how many, and what they cost.
    pub no_credit: Option<(NoCredit<'t>, Share)>,
    /// Programmatic runs that do not say how they signed in.
    pub unknown_sign_in: u64,
    /// Runs without a date, which are in no cycle.
    pub undated: u64,
    /// Models without a price, which are in no amount.
    pub unpriced: BTreeSet<String>,
    /// When the credit was used up, where it is.
    gone_at: Option<Timestamp>,
    /// Seconds of the cycle until now; at least a day.
    elapsed: u64,
    /// Seconds until its end.
    rest: u64,
    expires: bool,
}

/// What the runs to come do to what is left, by their schedules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduled {
    /// The first run that it does not pay in full; `None` where all are paid.
    pub ends_at: Option<Timestamp>,
    /// What is left when the cycle ends.
    pub expires: Usd,
}

/// What the end of a credit is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndsBy {
    /// The schedule of the runs to come.
    Schedule,
    /// The rate of the cycle so far.
    Rate,
    /// It has ended.
    Records,
}

crate::words::words!(EndsBy { Schedule = "schedule", Rate = "rate", Records = "records" });

/// What becomes of what is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outlook {
    /// When the credit ends; `None` where it lasts until the cycle ends, or nobody knows.
    pub ends_at: Option<Timestamp>,
    /// What tells that; `None` where nothing does.
    pub ends_by: Option<EndsBy>,
    /// What will be left when the cycle ends, and is gone then.
    pub expires: Option<Usd>,
    /// How many more runs of the mean it pays.
    pub fits: Option<u64>,
}

/// What a run used of a model on a day.
struct Part<'t> {
    at: Timestamp,
    no_credit: Option<NoCredit<'t>>,
    cost: Usd,
    is_since: bool,
}

impl Share {
    fn add(&mut self, cost: Usd, is_at_least: bool) -> Result<(), OutOfRange> {
        self.cost = self.cost.plus(cost)?;
        self.is_at_least |= is_at_least;
        Ok(())
    }
}

impl Question<'_, '_> {
    /// The instants of the cycle.
    fn window(&self) -> Window {
        Window::of_days(self.days, self.zone)
    }

    fn day_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// When a run used something on `day`: when it started, or else when that day began.
    fn time(&self, run: &MeasuredRun<'_>, day: Date) -> Timestamp {
        let begins = Window::of_days(Period::new(day, day.tomorrow().unwrap_or(day)), self.zone).start;
        run.run.started_at.map_or(begins, |at| at.max(begins))
    }

    /// Whether it was used after the anchor was read. A run that was under way counts from the next day on.
    fn is_since(&self, run: &MeasuredRun<'_>, day: Date) -> bool {
        let Some(anchor) = self.anchor else { return false };
        run.run.started_at.is_some_and(|at| at >= anchor.at) || day > self.day_of(anchor.at)
    }
}

/// How far the cycle has got.
///
/// # Errors
///
/// When an amount is out of range.
pub fn status<'t>(measured: &Measurement<'t>, question: &Question<'_, 't>) -> Result<Status<'t>, OutOfRange> {
    let Window { start, end } = question.window();
    let seconds = |from: Timestamp, until: Timestamp| {
        u64::try_from(until.duration_since(from).max(SignedDuration::ZERO).as_secs()).unwrap_or(0)
    };
    let mut status = Status {
        programmatic: Share::default(),
        interactive: Share::default(),
        unknown: Share::default(),
        asking: Share::default(),
        credit: question.holding.map(Holding::credit),
        drawn: None,
        left: None,
        beyond: Usd::ZERO,
        since_anchor: Usd::ZERO,
        drift: None,
        pace: None,
        no_credit: None,
        unknown_sign_in: 0,
        undated: 0,
        unpriced: BTreeSet::new(),
        gone_at: None,
        elapsed: seconds(start, question.now.min(end)).max(A_DAY),
        rest: seconds(question.now, end),
        expires: question.program.cycle != CycleRule::Never,
    };
    let mut parts: Vec<Part<'t>> = Vec::new();
    // Days of usage reports are no runs, and nobody knows whose.
    for run in measured.runs.iter().filter(|run| run.run.origin != Origin::Report) {
        status.add_run(&run, question, &mut parts)?;
    }
    parts.sort_by_key(|part| part.at);
    status.charge(&parts, question)?;
    Ok(status)
}

const A_DAY: u64 = 24 * 60 * 60;

impl<'t> Status<'t> {
    fn add_run(
        &mut self,
        run: &MeasuredRun<'t>,
        question: &Question<'_, 't>,
        parts: &mut Vec<Part<'t>>,
    ) -> Result<(), OutOfRange> {
        if run.run.started_at.is_some_and(|at| at >= question.now) {
            return Ok(());
        }
        // The day of asking, also where that is asked about until its end.
        let last = question.now.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(question.now);
        let last = question.day_of(last);
        // Without a plan, whatever a credit would pay for.
        let any = Holding::of_credit(Usd::ZERO);
        let holding = question.holding.unwrap_or(&any);
        let (mut share, mut asking, mut others) = (Share::default(), Share::default(), Share::default());
        let (mut is_in_cycle, mut is_asking, mut is_undated, mut why) = (false, false, false, None);
        for model in &run.models {
            let vendor = model.model.map(|model| model.vendor.as_str());
            let used = used(run, vendor, question.auth);
            for part in model.day_parts().iter() {
                let Some(day) = part.day else {
                    is_undated = true;
                    continue;
                };
                if !question.days.contains(day) || day > last {
                    continue;
                }
                is_in_cycle = true;
                let Some(cost) = part.cost else {
                    self.unpriced.insert(model.name.clone());
                    share.is_at_least = true;
                    continue;
                };
                share.add(cost.cost, cost.is_at_least)?;
                let no_credit = if run.run.used_by == UsedBy::Unknown {
                    continue;
                } else {
                    no_credit(question.program, holding, used)
                };
                match no_credit {
                    None => {
                        is_asking = true;
                        asking.add(cost.cost, cost.is_at_least)?;
                    }
                    Some(reason) => {
                        why = why.or(Some(reason));
                        others.add(cost.cost, cost.is_at_least)?;
                    }
                }
                let (at, is_since) = (question.time(run, day), question.is_since(run, day));
                parts.push(Part { at, no_credit, cost: cost.cost, is_since });
            }
        }
        self.undated += u64::from(is_undated && !is_in_cycle);
        if !is_in_cycle {
            return Ok(());
        }
        let whole = match run.run.used_by {
            UsedBy::Program => &mut self.programmatic,
            UsedBy::Person => &mut self.interactive,
            UsedBy::Unknown => &mut self.unknown,
        };
        whole.runs += 1;
        whole.add(share.cost, share.is_at_least)?;
        if is_asking {
            self.asking.runs += 1;
            self.asking.add(asking.cost, share.is_at_least)?;
            self.unknown_sign_in += u64::from(run.run.billing == Billing::Unknown);
        }
        if let Some(why) = why.filter(|_| run.run.used_by == UsedBy::Program) {
            let (_, known) = self.no_credit.get_or_insert((why, Share::default()));
            known.runs += 1;
            known.add(others.cost, others.is_at_least)?;
        }
        Ok(())
    }

    /// Charges what was used to the credit, from the cycle's grant on, or from what was read of it.
    fn charge(&mut self, parts: &[Part<'t>], question: &Question<'_, 't>) -> Result<(), OutOfRange> {
        let policy = question.program.exhaustion.into();
        let uses = |is_meant: &dyn Fn(&Part<'t>) -> bool| -> (Vec<_>, Vec<Timestamp>) {
            parts
                .iter()
                .filter(|part| is_meant(part))
                .map(|part| ((part.no_credit, part.cost), part.at))
                .unzip()
        };
        if let Some(credit) = self.credit {
            let (used, times) = uses(&|_| true);
            let paid = so_far(credit, policy, &used);
            (self.drawn, self.left) = (Some(paid.tally.drawn), Some(paid.left));
            self.beyond = self.asking.cost.less(paid.tally.drawn);
            self.gone_at = paid.gone_with.map(|place| times[place]);
        }
        if let Some(anchor) = question.anchor {
            if let Some(credit) = self.credit {
                let (before, _) = uses(&|part| !part.is_since);
                let ours = so_far(credit, policy, &before).left;
                self.drift = Some(UsdDelta::between(ours, anchor.left));
            }
            let (since, times) = uses(&|part| part.is_since);
            let paid = so_far(anchor.left, policy, &since);
            let asked = since.iter().filter(|(why, _)| why.is_none());
            self.since_anchor = asked.map(|(_, cost)| *cost).try_fold(Usd::ZERO, Usd::plus)?;
            self.left = Some(paid.left);
            self.drawn = self.credit.map(|credit| credit.less(paid.left));
            self.beyond = self.since_anchor.less(anchor.left);
            self.gone_at = paid.gone_with.map(|place| times[place]);
            if anchor.left.is_zero() {
                self.gone_at = Some(anchor.at);
            }
        }
        self.pace = self.asking.cost.times(A_DAY).ok().map(|cost| cost.mean_of(self.elapsed));
        Ok(())
    }

    /// What becomes of what is left: by the schedules where they are known, or else by the rate so far.
    #[must_use]
    pub fn outlook(&self, now: Timestamp, scheduled: Option<Scheduled>) -> Outlook {
        let Some(left) = self.left else { return Outlook::default() };
        let fits = left.times(self.asking.runs).ok().and_then(|all| all.whole_units(self.asking.cost));
        let fits = fits.filter(|_| self.asking.runs > 0);
        let expiring = |amount: Usd| self.expires.then_some(amount);
        // Nothing was granted: nothing ends.
        if self.credit.is_some_and(Usd::is_zero) {
            return Outlook::default();
        }
        if left.is_zero() {
            let ends_by = Some(EndsBy::Records);
            return Outlook { ends_at: self.gone_at, ends_by, expires: expiring(left), fits };
        }
        if let Some(Scheduled { ends_at, expires }) = scheduled {
            return Outlook { ends_at, ends_by: Some(EndsBy::Schedule), expires: expiring(expires), fits };
        }
        if self.asking.cost.is_zero() {
            return Outlook { ends_at: None, ends_by: None, expires: expiring(left), fits };
        }
        // left / (asked / elapsed), in whole seconds.
        let lasts = left.times(self.elapsed).ok().and_then(|all| all.whole_units(self.asking.cost));
        let ends_at = lasts.filter(|seconds| *seconds < self.rest).and_then(|seconds| {
            now.checked_add(SignedDuration::from_secs(i64::try_from(seconds).ok()?)).ok()
        });
        let used = self.asking.cost.times(self.rest).ok().map(|cost| cost.mean_of(self.elapsed));
        let expires = used.and_then(|used| expiring(left.less(used)));
        Outlook { ends_at, ends_by: Some(EndsBy::Rate), expires, fits }
    }

    /// Whether the records know nothing of the cycle.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [self.programmatic, self.interactive, self.unknown].iter().all(|share| share.runs == 0)
    }
}
