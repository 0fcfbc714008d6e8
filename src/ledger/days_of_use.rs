//! What pays for the runs of a job, day by day: a seat may change its plan, and each run is paid by the rules of the
//! plan that is held on its day.

use jiff::civil::Date;

use super::balance::Sources;
use super::rules::{Use, sources, sources_without_plan};
use super::terms::Stretch;
use crate::pricing::Program;

/// What pays for the runs of a job on each day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DaysOfUse {
    first: Sources,
    /// From which day on something else does, in the order of time.
    later: Vec<(Date, Sources)>,
}

impl DaysOfUse {
    /// The same on every day.
    pub(super) fn same(sources: Sources) -> Self {
        Self { first: sources, later: Vec::new() }
    }

    /// By the plans of a seat, in the order of time. On days on which nobody holds it, the plan before them decides,
    /// or the first of all.
    pub(super) fn of<'t>(program: &'t Program, stretches: &[Stretch<'t>], by: Use<'t>) -> Self {
        let first = &stretches[0];
        let held = |stretch: &Stretch<'t>| sources(program, &stretch.holding, by);
        let gone = |stretch: &Stretch<'t>| sources_without_plan(program, &stretch.holding, by);
        let mut days = Self::same(if first.starts_on.is_some() { gone(first) } else { held(first) });
        for stretch in stretches {
            if let Some(from) = stretch.starts_on {
                days.change(from, held(stretch));
            }
            if let Some(after) = stretch.ends_on.and_then(|last| last.tomorrow().ok()) {
                days.change(after, gone(stretch));
            }
        }
        days
    }

    fn change(&mut self, from: Date, sources: Sources) {
        // A plan that begins on the day after another one ends leaves no day between them.
        match self.later.last_mut() {
            Some(last) if last.0 == from => last.1 = sources,
            _ => self.later.push((from, sources)),
        }
    }

    /// What pays for its runs on `day`.
    pub(super) fn on(&self, day: Date) -> Sources {
        let after = self.later.partition_point(|(from, _)| *from <= day);
        after.checked_sub(1).map_or(self.first, |place| self.later[place].1)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pricing::Draws;

    #[test]
    fn a_later_change_on_the_same_day_is_the_one_that_counts() {
        let (credit, limits, spend) =
            (Sources::from(Draws::Credit), Sources::from(Draws::PlanWindows), Sources::from(Draws::ApiSpend));
        let mut days = DaysOfUse::same(credit);
        days.change(date(2026, 11, 10), limits);
        // One plan ends on the 19th and the next begins on the 20th: nothing lies between them.
        days.change(date(2026, 11, 20), limits);
        days.change(date(2026, 11, 20), spend);
        let on = |day| days.on(date(2026, 11, day));
        assert_eq!([on(9), on(10), on(19), on(20), on(21)], [credit, limits, limits, spend, spend]);
        assert_eq!(days.later.len(), 2);
    }
}
