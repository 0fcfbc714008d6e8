//! What an answer says about itself: lines are tokens times rates, sums add up, and rates are on file.
//!
//! It is what can be checked of an answer without its question: one that was saved by an older version, or whose files are
//! no longer there. Consistent edits pass, so an answer is never verified by this alone.

use std::fmt::Display;

use super::{Difference, FoundBy};
use crate::answer::estimate::{Estimate, Line, Plan};
use crate::answer::simulate::{Counts, Simulate};
use crate::cost::sum;
use crate::pricing::{FastOffer, Model, PriceTable};
use crate::units::{OutOfRange, Rate, Tokens, Usd};
use crate::usage::TokenKind;

/// What was checked of an answer by itself.
#[derive(Debug, Default)]
pub(super) struct OwnFigures {
    /// How many statements were looked at.
    pub(super) checked: u64,
    /// Those that don't hold.
    pub(super) wrong: Vec<Difference>,
    /// Lines whose price isn't in the tables at hand.
    pub(super) not_on_file: u64,
}

impl OwnFigures {
    /// Looks at an estimate. Rates that aren't on file are wrong only if these are its tables.
    #[must_use]
    pub(super) fn of_estimate(answer: &Estimate, table: &PriceTable, are_its_tables: bool) -> Self {
        let mut found = Self::default();
        let run = &answer.run;
        found.lines("run.lines", &run.lines, table, are_its_tables);
        for (place, change) in run.changes.iter().enumerate() {
            found.lines(&format!("run.changes[{place}].lines"), &change.lines, table, are_its_tables);
        }
        // Where it's a range, the lines are those of one end.
        if !run.lines.is_empty() && run.cost_low_usd == run.cost_high_usd {
            found.sum(".run.cost_usd", run.cost_usd, run.lines.iter().map(|line| line.amount_usd));
        }
        let paid: Option<Vec<Usd>> = answer
            .plans
            .iter()
            .map(|plan| sum([plan.drawn_usd, plan.overflow_usd, plan.plan_windows_usd]).ok())
            .collect();
        // One figure doesn't fit the others: it is the total, if all plans and the runs have another one.
        let of_runs = run.cost_usd.times(answer.schedule.runs).ok();
        let is_total_wrong = paid.is_some_and(|paid| {
            let is_one = paid.windows(2).all(|two| two[0] == two[1]);
            let is_of_runs = paid.first().is_some_and(|first| Some(*first) == of_runs);
            is_one && (is_of_runs || paid.len() > 1) && paid[0] != answer.total_cost_usd
        });
        if is_total_wrong {
            let plan = &answer.plans[0];
            let parts = [plan.drawn_usd, plan.overflow_usd, plan.plan_windows_usd];
            found.sum(".total_cost_usd", answer.total_cost_usd, parts);
        }
        for (place, plan) in answer.plans.iter().enumerate() {
            found.plan(&format!(".plans[{place}]"), plan, answer, is_total_wrong);
        }
        found
    }

    /// Looks at a simulation.
    #[must_use]
    pub(super) fn of_simulation(answer: &Simulate, table: &PriceTable, are_its_tables: bool) -> Self {
        let mut found = Self::default();
        for (place, job) in answer.jobs.iter().enumerate() {
            found.lines(&format!("jobs[{place}].lines"), &job.lines, table, are_its_tables);
            found.counts(&format!(".jobs[{place}]"), &job.counts);
        }
        found.counts(".total", &answer.total.counts);
        let of_jobs = |of: fn(&Counts) -> Usd| answer.jobs.iter().map(move |job| of(&job.counts));
        let total = &answer.total.counts;
        found.sum(".total.cost_usd", total.cost_usd, of_jobs(|counts| counts.cost_usd));
        found.sum(".total.drawn_usd", total.drawn_usd, of_jobs(|counts| counts.drawn_usd));
        found.sum(".total.overflow_usd", total.overflow_usd, of_jobs(|counts| counts.overflow_usd));
        found.sum(".total.billed_usd", total.billed_usd, of_jobs(|counts| counts.billed_usd));
        found.number(".total.runs", total.runs, answer.jobs.iter().map(|job| job.counts.runs));
        for (place, cycle) in answer.cycles.iter().enumerate() {
            found.counts(&format!(".cycles[{place}].total"), &cycle.total);
            let costs = cycle.jobs.iter().map(|job| job.counts.cost_usd);
            found.sum(&format!(".cycles[{place}].total.cost_usd"), cycle.total.cost_usd, costs);
        }
        let of_cycles = answer.cycles.iter().map(|cycle| cycle.total.cost_usd);
        found.sum(".total.cost_usd", total.cost_usd, of_cycles);
        found
    }

    fn plan(&mut self, path: &str, plan: &Plan, answer: &Estimate, is_total_wrong: bool) {
        let total = answer.total_cost_usd;
        // What isn't drawn and draws no limits is beyond the credit.
        let beyond = total.less(plan.drawn_usd).less(plan.plan_windows_usd);
        if !is_total_wrong {
            self.amount(&format!("{path}.overflow_usd"), plan.overflow_usd, Ok(beyond));
        }
        let runs = [
            plan.runs_covered,
            plan.runs_partial,
            plan.runs_beyond,
            plan.runs_on_plan_limits,
            plan.runs_refused_by_vendor,
        ];
        self.number(".schedule.runs", answer.schedule.runs, runs);
        if let (Some(pay), Some(fee)) = (plan.pay_usd, plan.fee_usd) {
            let fee = if answer.inputs.fee_paid { Usd::ZERO } else { fee };
            self.sum(&format!("{path}.pay_usd"), pay, [fee, plan.billed_usd]);
        }
    }

    fn counts(&mut self, path: &str, counts: &Counts) {
        let Counts { drawn_usd, overflow_usd, plan_windows_usd, billed_usd, refused_usd, .. } = *counts;
        self.sum(&format!("{path}.cost_usd"), counts.cost_usd, [drawn_usd, overflow_usd, plan_windows_usd]);
        self.sum(&format!("{path}.overflow_usd"), overflow_usd, [billed_usd, refused_usd]);
        let runs = [
            counts.runs_covered,
            counts.runs_partial,
            counts.runs_beyond,
            counts.runs_on_plan_limits,
            counts.runs_refused_by_vendor,
        ];
        self.number(&format!("{path}.runs"), counts.runs, runs);
    }

    fn lines(&mut self, path: &str, lines: &[Line], table: &PriceTable, are_its_tables: bool) {
        for (place, line) in lines.iter().enumerate() {
            let path = format!(".{path}[{place}]");
            if let (Some(tokens), Some(rate)) = (line.tokens, line.rate_usd_per_mtok) {
                let amount = rate.cost_of(Tokens::new(tokens));
                self.amount(&format!("{path}.amount_usd"), line.amount_usd, amount);
            }
            if let (Some(count), Some(unit)) = (line.count, line.unit_usd) {
                self.amount(&format!("{path}.amount_usd"), line.amount_usd, unit.times(count));
            }
            let (Some(list), Some(rate)) = (line.list_rate_usd_per_mtok, line.rate_usd_per_mtok) else {
                continue;
            };
            let multipliers = line.modifiers.iter().map(|modifier| modifier.multiplier);
            let multiplied = multipliers.into_iter().try_fold(list, Rate::times);
            self.shown(&format!("{path}.rate_usd_per_mtok"), &rate, multiplied.ok(), FoundBy::AddsUp);
            match on_file(line, table) {
                // Other tables may have another rate.
                OnFile::Rate(on_file) if are_its_tables || on_file == list => {
                    let path = format!("{path}.list_rate_usd_per_mtok");
                    self.shown(&path, &list, Some(on_file), FoundBy::OnFile);
                }
                OnFile::No if are_its_tables => {
                    self.checked += 1;
                    self.wrong.push(Difference {
                        path: format!("{path}.effective_from"),
                        says: line.effective_from.map(|day| format!("\"{day}\"")),
                        should_be: None,
                        found_by: FoundBy::OnFile,
                    });
                }
                OnFile::Rate(_) | OnFile::No | OnFile::Unknown => self.not_on_file += 1,
            }
        }
    }

    fn sum(&mut self, path: &str, says: Usd, parts: impl IntoIterator<Item = Usd>) {
        self.amount(path, says, sum(parts));
    }

    fn amount(&mut self, path: &str, says: Usd, should_be: Result<Usd, OutOfRange>) {
        self.shown(path, &says, should_be.ok(), FoundBy::AddsUp);
    }

    fn number(&mut self, path: &str, says: u64, parts: impl IntoIterator<Item = u64>) {
        self.checked += 1;
        let should_be = parts.into_iter().fold(0, u64::saturating_add);
        if says != should_be {
            self.wrong.push(Difference {
                path: path.to_owned(),
                says: Some(says.to_string()),
                should_be: Some(should_be.to_string()),
                found_by: FoundBy::AddsUp,
            });
        }
    }

    fn shown<T: PartialEq + Display>(
        &mut self,
        path: &str,
        says: &T,
        should_be: Option<T>,
        found_by: FoundBy,
    ) {
        self.checked += 1;
        if should_be.as_ref() != Some(says) {
            self.wrong.push(Difference {
                path: path.to_owned(),
                says: Some(format!("\"{says}\"")),
                should_be: should_be.map(|it| format!("\"{it}\"")),
                found_by,
            });
        }
    }
}

/// What the tables have for a line.
enum OnFile {
    /// This rate.
    Rate(Rate),
    /// Nothing of that day and source.
    No,
    /// The rate is a multiple of another, or the model isn't known.
    Unknown,
}

/// The rate of a line as it is on file: of its model, its day, its source and its kind; the same one if it is among them.
fn on_file(line: &Line, table: &PriceTable) -> OnFile {
    let kind = TokenKind::ALL.into_iter().find(|kind| kind.id() == line.kind);
    let model = table.models().iter().find(|model| model.id == line.model);
    let (Some(kind), Some(model)) = (kind, model) else { return OnFile::Unknown };
    let rates = rates(model, line, kind);
    let is_multiple = model.fast.iter().any(|fast| matches!(fast.offer, FastOffer::Multiple { .. }));
    match (rates.iter().find(|rate| Some(**rate) == line.list_rate_usd_per_mtok), rates.first()) {
        (Some(same), _) => OnFile::Rate(*same),
        (None, _) if is_multiple => OnFile::Unknown,
        (None, Some(first)) => OnFile::Rate(*first),
        (None, None) => OnFile::No,
    }
}

/// The rates of a kind that took effect on the day of a line, by its source.
fn rates(model: &Model, line: &Line, kind: TokenKind) -> Vec<Rate> {
    let mut cards = Vec::new();
    let is_meant = |terms: &crate::pricing::Terms| {
        Some(terms.effective_from) == line.effective_from && terms.citation.source == line.source
    };
    for price in model.prices.iter().filter(|price| is_meant(&price.terms)) {
        let in_band = |over: u64| price.bands.iter().filter(move |band| band.prompt_tokens_over == over);
        match line.prompt_tokens_over {
            None => cards.push(price.card),
            Some(over) => cards.extend(in_band(over).map(|band| band.card)),
        }
    }
    for fast in model.fast.iter().filter(|fast| is_meant(&fast.terms)) {
        if let FastOffer::Card { card, bands } = &fast.offer {
            cards.push(*card);
            cards.extend(bands.iter().map(|band| band.card));
        }
    }
    cards.into_iter().filter_map(|card| card.rate(kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 30 runs of $4.00 a credit of $20.00 pays 5; 25 x $4.00 = $100.00 are beyond it.
    fn estimate() -> Estimate {
        let text = r#"{
            "schema": "creditcalc.estimate/1",
            "inputs": {"as_of": "2026-11-21", "program": "agent-sdk-credit"},
            "run": {"cost_usd": "4.00", "cost_low_usd": "4.00", "cost_high_usd": "4.00", "lines": []},
            "schedule": {"runs": 30, "nights": 30, "cycle_start": "2026-11-01", "cycle_end": "2026-12-01"},
            "total_cost_usd": "120.00",
            "plans": [{
                "plan": "pro", "program": "agent-sdk-credit", "fee_usd": "20.00", "credit_usd": "20.00",
                "nights_covered": 5, "runs_covered": 5, "runs_beyond": 25, "drawn_usd": "20.00",
                "overflow_usd": "100.00", "pay_usd": "20.00", "expires_usd": "0.00"
            }]
        }"#;
        serde_json::from_str(text).expect("it has all that is asked for")
    }

    #[test]
    fn figures_that_do_not_add_up_are_found() {
        let table = PriceTable::builtin();
        let wrong = |change: fn(&mut Estimate)| {
            let mut answer = estimate();
            change(&mut answer);
            let found = OwnFigures::of_estimate(&answer, &table, true);
            assert_eq!(found.checked, 3);
            found.wrong.into_iter().map(|it| it.path).collect::<Vec<_>>()
        };
        assert_eq!(wrong(|_| ()), Vec::<String>::new());
        assert_eq!(wrong(|it| it.plans[0].overflow_usd = Usd::ZERO), [".plans[0].overflow_usd"]);
        assert_eq!(wrong(|it| it.total_cost_usd = Usd::ZERO), [".total_cost_usd"]);
        assert_eq!(wrong(|it| it.plans[0].runs_beyond = 24), [".schedule.runs"]);
        assert_eq!(wrong(|it| it.plans[0].runs_beyond = u64::MAX), [".schedule.runs"]);
        assert_eq!(wrong(|it| it.plans[0].pay_usd = Some(Usd::ZERO)), [".plans[0].pay_usd"]);
    }
}
