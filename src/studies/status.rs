//! How far a cycle has got: what measured runs drew of a credit, what is left, at which pace, and until when.
//!
//! What a use draws is the program's rule, and the ledger's to say. The day of asking is an argument.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::measured_use::{DayUse, NotCounted, RunUse, Share, runs};
use crate::calendar::Period;
use crate::ledger::{Exhaustion, Holding, MeasuredUse, NoCredit, Use, no_credit, replayed};
use crate::measure::{MeasuredRun, Measurement};
use crate::pricing::{Auth, CycleRule, Program};
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
    /// Why programmatic runs drew none.
    pub no_credit: Option<NoCredit<'t>>,
    /// Programmatic runs that do not say how they signed in.
    pub unknown_sign_in: u64,
    /// What is in no amount.
    pub not_counted: NotCounted,
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

/// What a run used of a model on a day, ready to be charged.
struct Part<'t> {
    at: Timestamp,
    used: MeasuredUse<'t>,
    is_since: bool,
}

/// What a credit pays of some parts.
struct Paid {
    drawn: Usd,
    left: Usd,
    /// When the first of them began that it doesn't pay in full.
    gone_at: Option<Timestamp>,
}

impl<'t> Question<'_, 't> {
    /// The instants of the cycle.
    fn window(&self) -> Window {
        Window::of_days(self.days, self.zone)
    }

    fn day_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The last day that counts: the day of asking, also where that is asked about until its end.
    fn last_day(&self) -> Date {
        self.day_of(self.now.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(self.now))
    }

    /// What a run used in the cycle until now. With what it signed in is as it was asked where nobody knows, unless a
    /// person started it.
    fn use_of<'m>(&self, place: usize, run: &'m MeasuredRun<'t>) -> RunUse<'m, 't> {
        let last = self.last_day();
        let auth = self.auth.filter(|_| run.run.used_by != UsedBy::Person);
        let is_in_cycle = |day: Date| self.days.contains(day) && day <= last;
        let as_asked = |by: Use<'t>| Use { auth: by.auth.or(auth), ..by };
        RunUse::of((place, run), |day| is_in_cycle(day).then_some(0), as_asked)
    }

    /// What can be charged of a run: what has a price.
    fn parts(&self, used: &RunUse<'_, 't>) -> impl Iterator<Item = Part<'t>> {
        let uses = used.uses.iter().filter(|part| part.is_priced);
        uses.map(|part| {
            let at = part.at(part.day, self.zone);
            // Only what they cost is asked for, so all may count as runs.
            let used = MeasuredUse {
                no_credit: self.no_credit(part.by),
                cost: part.cost,
                run: part.run,
                is_run: true,
            };
            Part { at, used, is_since: self.is_since(part) }
        })
    }

    /// Why a use draws no credit; without a plan, none that a credit would pay for.
    fn no_credit(&self, by: Use<'t>) -> Option<NoCredit<'t>> {
        let any = Holding::of_credit(Usd::ZERO);
        no_credit(self.program, self.holding.unwrap_or(&any), by)
    }

    /// Whether it was used after the anchor was read. A run that was under way counts from the next day on.
    fn is_since(&self, part: &DayUse<'_, '_>) -> bool {
        let Some(anchor) = self.anchor else { return false };
        part.started_at.is_some_and(|at| at >= anchor.at) || part.day > self.day_of(anchor.at)
    }
}

impl Part<'_> {
    /// Whether it asks for the credit.
    fn is_asking(&self) -> bool {
        self.used.no_credit.is_none()
    }
}

/// What a credit pays of parts, in their order.
fn pay<'p, 't: 'p>(
    credit: Usd,
    policy: Exhaustion,
    parts: impl IntoIterator<Item = &'p Part<'t>>,
) -> Result<Paid, OutOfRange> {
    let (uses, times): (Vec<MeasuredUse<'t>>, Vec<Timestamp>) =
        parts.into_iter().map(|part| (part.used, part.at)).unzip();
    let paid = replayed(credit, policy, &uses)?;
    let gone_at = paid.gone_with.map(|place| times[place]);
    Ok(Paid { drawn: paid.tally.drawn, left: paid.left, gone_at })
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
        not_counted: NotCounted::default(),
        gone_at: None,
        elapsed: seconds(start, question.now.min(end)).max(A_DAY),
        rest: seconds(question.now, end),
        expires: question.program.cycle != CycleRule::Never,
    };
    let mut parts: Vec<Part<'t>> = Vec::new();
    for (place, run) in runs(measured) {
        if run.run.started_at.is_none_or(|at| at < question.now) {
            status.add(&question.use_of(place, &run), question, &mut parts)?;
        }
    }
    parts.sort_by_key(|part| part.at);
    status.charge(&parts, question)?;
    Ok(status)
}

const A_DAY: u64 = 24 * 60 * 60;

impl<'t> Status<'t> {
    /// Adds a run, and what of it can be charged.
    fn add(
        &mut self,
        used: &RunUse<'_, 't>,
        question: &Question<'_, 't>,
        parts: &mut Vec<Part<'t>>,
    ) -> Result<(), OutOfRange> {
        self.not_counted.add(used);
        if used.uses.is_empty() {
            return Ok(());
        }
        let share = used.share()?;
        let by = match used.run.run.used_by {
            UsedBy::Program => &mut self.programmatic,
            UsedBy::Person => &mut self.interactive,
            UsedBy::Unknown => &mut self.unknown,
        };
        by.add_runs(share)?;
        if used.run.run.used_by != UsedBy::Unknown {
            let first = parts.len();
            parts.extend(question.parts(used));
            self.add_asking(used.run, share.is_at_least, &parts[first..])?;
        }
        Ok(())
    }

    /// Adds what a run asks of the credit, or why it doesn't.
    fn add_asking(
        &mut self,
        run: &MeasuredRun<'_>,
        is_at_least: bool,
        parts: &[Part<'t>],
    ) -> Result<(), OutOfRange> {
        let mut asking = Share { runs: 0, cost: Usd::ZERO, is_at_least };
        for Part { used, .. } in parts.iter().filter(|part| part.is_asking()) {
            asking.runs = 1;
            asking.add(used.cost, false)?;
        }
        if asking.runs > 0 {
            self.asking.add_runs(asking)?;
            self.unknown_sign_in += u64::from(run.run.billing == Billing::Unknown);
        }
        if run.run.used_by == UsedBy::Program {
            let why = parts.iter().find_map(|part| part.used.no_credit);
            self.no_credit = self.no_credit.or(why);
        }
        Ok(())
    }

    /// Charges what was used to the credit, from the cycle's grant on, or from what was read of it.
    fn charge(&mut self, parts: &[Part<'t>], question: &Question<'_, 't>) -> Result<(), OutOfRange> {
        let policy = question.program.exhaustion.into();
        if let Some(credit) = self.credit {
            let paid = pay(credit, policy, parts)?;
            (self.drawn, self.left) = (Some(paid.drawn), Some(paid.left));
            self.beyond = self.asking.cost.less(paid.drawn);
            self.gone_at = paid.gone_at;
        }
        if let Some(anchor) = question.anchor {
            let (since, before): (Vec<&Part<'t>>, Vec<&Part<'t>>) =
                parts.iter().partition(|part| part.is_since);
            if let Some(credit) = self.credit {
                let ours = pay(credit, policy, before)?.left;
                self.drift = Some(UsdDelta::between(ours, anchor.left));
            }
            let asked = since.iter().filter(|part| part.is_asking());
            self.since_anchor = asked.map(|part| part.used.cost).try_fold(Usd::ZERO, Usd::plus)?;
            let paid = pay(anchor.left, policy, since)?;
            self.left = Some(paid.left);
            self.drawn = self.credit.map(|credit| credit.less(paid.left));
            self.beyond = self.since_anchor.less(anchor.left);
            self.gone_at = if anchor.left.is_zero() { Some(anchor.at) } else { paid.gone_at };
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
