//! The cheapest mix of seats.

use std::cmp::Reverse;

use super::tried::{Figures, Search, Tried, Value};
use super::{Outcome, most};
use crate::ledger::{Holding, Scenario, estimate};
use crate::pricing::{CreditGrant, NoPrice, Seat};
use crate::units::Usd;

/// So many seats of one kind are tried beyond those that there must be.
const EACH_MAX: u64 = 500;

/// The mix of seats with the lowest fee, for at least this many people.
///
/// More seats never grant less. So of each kind no more are tried than would pay everything alone, or fill the
/// pool up to its cap, or make up the number of people: whatever has more costs more and holds no sooner.
/// All mixes up to there are asked about, in the order of their fees; of several with one fee, that with the
/// largest credit comes first.
pub(super) fn cheapest<'t>(search: &Search<'t>, people: u64) -> Result<Outcome<'t>, NoPrice> {
    let plans = &search.scenario.plans;
    let Some((holding, kinds, cap)) = plans.iter().find_map(by_seat) else {
        return Ok(Outcome::Nothing { fails: None });
    };
    let alone = Scenario { plans: vec![holding.clone()], ..search.scenario.clone() };
    let total = estimate(search.table, &alone)?.plans[0].coverage.total;
    let needed = total.plus(search.scenario.spent)?;
    let needed = cap.map_or(needed, |cap| cap.min(needed));
    let mixes = mixes(kinds, people.max(1), needed);
    let with = |counts: Vec<u64>| {
        let seats = kinds.iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        Holding { seats, ..holding.clone() }
    };
    let asked = Scenario { plans: mixes.into_iter().map(with).collect(), ..search.scenario.clone() };
    let answer = estimate(search.table, &asked)?;
    let mut outcomes = answer.plans;
    let seats = |holding: &Holding<'_>| holding.seats.iter().map(|(_, count)| *count).sum::<u64>();
    outcomes.sort_by_key(|outcome| {
        (outcome.fee.is_none(), outcome.fee, Reverse(outcome.credit), seats(&outcome.holding))
    });
    let tried = outcomes.into_iter().map(|outcome| Tried {
        value: Value::Seats(outcome.holding.clone()),
        figures: Ok(Figures { run: answer.run.cost, outcome, notes: answer.notes.clone() }),
    });
    let tried: Vec<Tried<'t>> = tried.collect();
    if tried.iter().any(|tried| search.holds(tried)) {
        return Ok(most::first(search, tried));
    }
    // The least that grants as much as seats can says most about why none is enough.
    let credit =
        |tried: &Tried<'_>| tried.figures.as_ref().map_or(Usd::ZERO, |figures| figures.outcome.credit);
    let fails = tried.into_iter().rev().max_by_key(credit);
    Ok(Outcome::Nothing { fails })
}

/// A plan that grants by the seat, the kinds that it has, and the cap of its pool.
fn by_seat<'h, 't>(holding: &'h Holding<'t>) -> Option<(&'h Holding<'t>, &'t [Seat], Option<Usd>)> {
    match &holding.plan?.grant {
        CreditGrant::Seats { seats, pool_cap } => Some((holding, seats, *pool_cap)),
        CreditGrant::Fixed(_) | CreditGrant::NotEligible => None,
    }
}

/// How many seats of each kind, for every mix that may be the cheapest.
fn mixes(kinds: &[Seat], people: u64, needed: Usd) -> Vec<Vec<u64>> {
    // As many as pay everything, and one more where they do not do so exactly.
    let most = |kind: &Seat| needed.whole_units(kind.credit).map_or(0, |whole| whole.saturating_add(1));
    let most: Vec<u64> = kinds.iter().map(|kind| most(kind).min(EACH_MAX)).collect();
    let mut mixes: Vec<Vec<u64>> = vec![Vec::new()];
    for (place, most) in most.iter().enumerate() {
        let is_last = place + 1 == kinds.len();
        let mut longer = Vec::new();
        for mix in mixes {
            let missing = people.saturating_sub(mix.iter().sum());
            // What the others do not make up is made up by the last.
            let least = if is_last { missing } else { 0 };
            for count in least..=missing.max(*most) {
                longer.push([mix.as_slice(), &[count]].concat());
            }
        }
        mixes = longer;
    }
    mixes
}
