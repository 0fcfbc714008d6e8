//! When the models of a job end: from that day on the vendor refuses its runs, and they cost nothing.

use jiff::civil::Date;

use super::note::{Note, PriceNote};
use super::prices::{PricedTime, shown_on};
use super::run::RunSpec;
use crate::calendar::Period;
use crate::pricing::{ModelStatus, NoPrice, PriceTable, Retirement};
use crate::usage::ModelUsage;

/// When the models of a job end. A run with several models ends with the first of them.
#[derive(Debug, Clone)]
pub(super) struct ModelEnds {
    /// The end of each model that has one, the first one first.
    retirements: Vec<Retirement>,
    /// All days on which the job may run.
    days: Period,
    as_of: Date,
    /// The day of the first run: that on which a count is priced, which has no days.
    first: Date,
    is_count: bool,
}

impl ModelEnds {
    pub(super) fn of(table: &PriceTable, run: &RunSpec, is_count: bool, time: &PricedTime<'_>) -> Self {
        let shown = shown_on(time.cycles[0], time.as_of);
        let mut retirements: Vec<Retirement> = Vec::new();
        if let RunSpec::Used(usages) = run {
            for usage in usages {
                let known = |known: &Retirement| known.written == usage.model;
                if !retirements.iter().any(known) {
                    retirements.extend(table.retirement(&usage.model, shown));
                }
            }
        }
        retirements.sort_by_key(|retirement| retirement.on);
        let first = if is_count { shown } else { time.days.start() };
        Self { retirements, days: time.days, as_of: time.as_of, first, is_count }
    }

    pub(super) fn as_of(&self) -> Date {
        self.as_of
    }

    /// Whether the vendor refuses a run on `day`.
    pub(super) fn refuse(&self, day: Date) -> bool {
        self.retirements.first().is_some_and(|first| first.on <= day)
    }

    /// The days on which runs are served.
    pub(super) fn served(&self, days: Period) -> Period {
        match self.retirements.first() {
            Some(first) => Period::new(days.start(), first.on.clamp(days.start(), days.end())),
            None => days,
        }
    }

    /// The days on which they are not, if there are any.
    pub(super) fn refused_days(&self) -> Option<Period> {
        let first = self.retirements.first().filter(|first| first.on < self.days.end())?;
        Some(Period::new(first.on.max(self.days.start()), self.days.end()))
    }

    /// Fails where a model ends before any run.
    pub(super) fn served_at_first(&self) -> Result<(), NoPrice> {
        match self.retirements.first().filter(|_| self.refuse(self.first)) {
            Some(first) => Err(first.no_price(self.as_of)),
            None => Ok(()),
        }
    }

    /// Notes: which end refuses how many runs, and which ends are announced.
    pub(super) fn notes(&self, refused: u64) -> Vec<Note> {
        let mut notes = Vec::new();
        for (retirement, place) in self.retirements.iter().zip(0..) {
            let is_over = retirement.on <= self.as_of;
            let is_reached = !self.is_count && retirement.on < self.days.end();
            if place == 0 && refused > 0 {
                notes.push(Note::RefusedByVendor { runs: refused, retirement: retirement.clone(), is_over });
            } else if is_reached || is_over || retirement.is_announced_on(self.as_of) {
                let (model, retirement) = (retirement.model.clone(), retirement.clone());
                notes.push(Note::Price { model, what: PriceNote::Retires { retirement, is_over } });
            }
        }
        notes
    }

    /// Which models may end within the days, where only the earliest day is known.
    pub(super) fn may_end(table: &PriceTable, usages: &[ModelUsage], days: Period) -> Vec<Note> {
        let mut notes = Vec::new();
        for usage in usages {
            let Ok(found) = table.resolve(&usage.model, days.start()) else { continue };
            let life = &found.model.lifecycle;
            let is_open = life.retired.is_none() && life.status == ModelStatus::Deprecated;
            if let Some(on) = life.retires_not_before.filter(|on| is_open && *on <= days.end()) {
                let note = Note::Price { model: found.model.id.clone(), what: PriceNote::MayRetire { on } };
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        notes
    }
}
