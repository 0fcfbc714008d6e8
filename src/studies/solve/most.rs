//! The largest number that holds, where whatever is smaller holds too; and the first of a list.

use super::Outcome;
use super::tried::{Search, Tried};

/// The largest number from `least` to `most` that holds, found by halving. That `most` holds means that every
/// number does.
pub(super) fn between<'t>(
    search: &Search<'t>,
    least: u64,
    most: u64,
    at: impl Fn(u64) -> Tried<'t>,
) -> Outcome<'t> {
    let first = at(least);
    if !search.holds(&first) {
        return Outcome::Nothing { fails: Some(first) };
    }
    if search.holds(&at(most)) {
        return Outcome::Everything;
    }
    // `holds` does, and `fails` does not; they close in until they are neighbours.
    let (mut holds, mut fails) = (least, most);
    while fails - holds > 1 {
        let middle = holds + (fails - holds) / 2;
        if search.holds(&at(middle)) {
            holds = middle;
        } else {
            fails = middle;
        }
    }
    Outcome::Found { holds: at(holds), fails: Some(at(fails)) }
}

/// The first candidate that holds, tried from the best on; those before it don't.
pub(super) fn first<'t>(search: &Search<'t>, mut tried: Vec<Tried<'t>>) -> Outcome<'t> {
    match tried.iter().position(|tried| search.holds(tried)) {
        None => Outcome::Nothing { fails: tried.pop() },
        Some(place) => {
            let fails = place.checked_sub(1).map(|before| tried[before].clone());
            Outcome::Found { holds: tried.swap_remove(place), fails }
        }
    }
}
