//! What is said about measured runs in cycles: what is in no cycle, and what is in no amount.

use crate::measure::Measurement;
use crate::phrase::{counted, listed_few, quoted_name};
use crate::studies::{NotCounted, WithoutPrice};

/// All of it, a clause each.
#[must_use]
pub fn notes(not_counted: &NotCounted) -> Vec<String> {
    undated(not_counted.undated).into_iter().chain(unpriced(not_counted)).collect()
}

/// That usage reports hold no runs, where there are any.
#[must_use]
pub fn reports(measurement: &Measurement<'_>) -> Option<String> {
    let sentence = "usage reports are sums of days and not runs: they aren't counted here, `creditcalc measure` shows them";
    (measurement.reported.rows > 0).then(|| sentence.to_owned())
}

/// `3 runs don't say how they signed in`.
#[must_use]
pub fn unknown_sign_in(runs: u64) -> String {
    let how = if runs == 1 { "doesn't say how it signed in" } else { "don't say how they signed in" };
    format!("{} {how}", counted(runs, "run"))
}

fn undated(runs: u64) -> Option<String> {
    let (has, is) = if runs == 1 { ("has", "is") } else { ("have", "are") };
    (runs > 0).then(|| format!("{} {has} no date and {is} in no cycle", counted(runs, "run")))
}

/// Models without a price, and runs of models that have one on other days.
fn unpriced(not_counted: &NotCounted) -> Option<String> {
    let models = &not_counted.unpriced;
    let is_one = models.len() == 1 && models.values().all(|only| !only.is_known || only.runs == 1);
    let (has, is) = if is_one { ("has", "is") } else { ("have", "are") };
    // Of runs it stands beside the name.
    let no_price = if models.values().all(|model| model.is_known) {
        String::new()
    } else {
        format!("{has} no price and ")
    };
    let names = listed_few(models.iter().map(|(name, without)| without_price(name, without)));
    (!models.is_empty()).then(|| format!("{names} {no_price}{is} in no amount"))
}

/// `glm-9`, or `1 run of acme-one (no price on 2026-06-28)` of a model that has a price on other days.
fn without_price(name: &str, without: &WithoutPrice) -> String {
    let name = if name.is_empty() { "a model without a name".to_owned() } else { quoted_name(name) };
    let WithoutPrice { is_known, runs, first, last } = *without;
    match () {
        () if !is_known => name,
        () if first == last => format!("{} of {name} (no price on {first})", counted(runs, "run")),
        () => format!("{} of {name} (no price on days from {first} to {last})", counted(runs, "run")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_has_and_several_have_no_price() {
        let june = |day| date(2026, 6, day);
        let model = |name: &str, is_known, runs, last| {
            (name.to_owned(), WithoutPrice { is_known, runs, first: june(1), last: june(last) })
        };
        let said = |models: &[&(String, WithoutPrice)]| {
            let unpriced = models.iter().map(|model| (*model).clone()).collect();
            notes(&NotCounted { undated: 0, unpriced })
        };
        let (a, b) = (model("a`b", false, 3, 1), model("b", false, 1, 1));
        assert_eq!(said(&[]), [""; 0]);
        assert_eq!(said(&[&a]), [r"`a\u{60}b` has no price and is in no amount"]);
        assert_eq!(said(&[&a, &b]), [r"`a\u{60}b` and `b` have no price and are in no amount"]);
        let (one, two) = (model("c", true, 1, 1), model("d", true, 2, 9));
        assert_eq!(said(&[&one]), ["1 run of `c` (no price on 2026-06-01) is in no amount"]);
        let days = "2 runs of `d` (no price on days from 2026-06-01 to 2026-06-09)";
        assert_eq!(said(&[&two]), [format!("{days} are in no amount")]);
        assert_eq!(said(&[&b, &two]), [format!("`b` and {days} have no price and are in no amount")]);
    }

    #[test]
    fn one_run_and_several() {
        let undated = |undated| notes(&NotCounted { undated, ..NotCounted::default() });
        assert_eq!(undated(1), ["1 run has no date and is in no cycle"]);
        assert_eq!(undated(2), ["2 runs have no date and are in no cycle"]);
        assert_eq!(unknown_sign_in(1), "1 run doesn't say how it signed in");
        assert_eq!(unknown_sign_in(2), "2 runs don't say how they signed in");
    }
}
