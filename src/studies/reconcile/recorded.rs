//! Measured runs as what is reconciled: by who bills them, by day and item, and at the prices of the plan.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Billed, Item, Payer, RecordedRun, Used};
use crate::bills::Bill;
use crate::cost::{Charge, price_run};
use crate::measure::{MeasuredModel, MeasuredRun, Measurement, profile_of};
use crate::pricing::{FeeKind, PriceTable};
use crate::records::Origin;
use crate::units::{OutOfRange, Rate, Tokens, Usd};
use crate::usage::{Billing, ModelUsage, TokenUsage};

/// At which prices a job was planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PlanPrices {
    /// Those of each day: tokens that the plan prices as records are. No price can differ.
    OfEachDay,
    /// Those of one day: a cost that somebody stated is taken to be of the first day of the plan.
    OfDay(Date),
    /// The rates in a saved answer.
    Saved(Vec<SavedRate>),
    /// Nobody knows.
    #[default]
    Unknown,
}

/// A rate in a saved answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRate {
    /// The model.
    pub model: String,
    /// The kind of token.
    pub kind: String,
    /// Its price band: the number of prompt tokens above which it starts.
    pub prompt_tokens_over: Option<u64>,
    /// The list rate, before modifiers.
    pub list_rate: Rate,
    /// The rate with all modifiers.
    pub rate: Rate,
}

/// Measured runs, the undated left out.
///
/// `vendors` are those whose bill is read; `None` is any.
///
/// # Errors
///
/// When a sum is out of range.
pub fn recorded(
    table: &PriceTable,
    measured: &Measurement<'_>,
    zone: &TimeZone,
    vendors: Option<&BTreeSet<String>>,
    prices: &dyn Fn(Option<&str>) -> PlanPrices,
) -> Result<Vec<RecordedRun>, OutOfRange> {
    let profile = profile_of(&measured.runs, &table.prompt_limits());
    let mut recorded = Vec::with_capacity(profile.runs.len());
    // A profile has no days of usage reports.
    let runs = measured.runs.iter().filter(|run| run.run.origin != Origin::Report);
    for (run, profiled) in runs.zip(&profile.runs) {
        let Some(at) = run.run.started_at else { continue };
        let started = Started { at, day: zone.to_datetime(at).date() };
        let at_plan_prices = at_plan_prices(table, &run, &profiled.models, started, prices)?;
        let mut uses = Vec::new();
        for used in &run.models {
            uses.extend(uses_of(used, started, run.run.billing, vendors)?);
        }
        recorded.push(RecordedRun {
            job: run.run.job.clone(),
            day: started.day,
            cost: run.priced.cost,
            at_plan_prices,
            uses,
        });
    }
    Ok(recorded)
}

/// When a run started, and on which day of the plan.
#[derive(Clone, Copy)]
struct Started {
    at: Timestamp,
    day: Date,
}

/// What a run cost at the prices of the plan.
fn at_plan_prices(
    table: &PriceTable,
    run: &MeasuredRun<'_>,
    usages: &[ModelUsage],
    started: Started,
    prices: &dyn Fn(Option<&str>) -> PlanPrices,
) -> Result<Usd, OutOfRange> {
    let own = run.priced.cost;
    match prices(run.run.job.as_deref()) {
        PlanPrices::OfEachDay | PlanPrices::Unknown => Ok(own),
        PlanPrices::OfDay(day) => {
            let on_its_day = TimeZone::UTC.to_datetime(started.at).date();
            let cost = |day| price_run(table, usages, day).map(|cost| cost.cost);
            // Without a price on one of the days, nobody knows by how much it changed.
            let (Ok(before), Ok(after)) = (cost(day), cost(on_its_day)) else { return Ok(own) };
            Ok(own.plus(before)?.less(after))
        }
        PlanPrices::Saved(rates) => {
            let mut cost = own;
            for line in
                run.models.iter().filter_map(|used| used.cost.as_ref().ok()).flat_map(|cost| &cost.lines)
            {
                let Charge::Tokens { kind, tokens, rate, list_rate, prompt_tokens_over, .. } = line.charge
                else {
                    continue;
                };
                let is_same = |saved: &&SavedRate| {
                    saved.model == line.model.id
                        && saved.kind == kind.id()
                        && saved.prompt_tokens_over == prompt_tokens_over
                };
                let Some(saved) = rates.iter().find(is_same) else { continue };
                // What multiplies a rate is told apart from it only where nothing does.
                let planned = if rate == list_rate { saved.list_rate } else { saved.rate };
                cost = cost.plus(planned.cost_of(tokens)?)?.less(line.amount);
            }
            Ok(cost)
        }
    }
}

/// What a run used of a model, day by day; searches and the like stand for themselves.
fn uses_of(
    used: &MeasuredModel<'_>,
    started: Started,
    billing: Billing,
    vendors: Option<&BTreeSet<String>>,
) -> Result<Vec<Used>, OutOfRange> {
    let payer = match (billing, used.model) {
        (Billing::Plan, _) => Payer::Plan,
        (Billing::Cloud, _) => Payer::Cloud,
        (_, Some(model)) if vendors.is_some_and(|vendors| !vendors.contains(&model.vendor)) => {
            Payer::OtherVendor(model.vendor.clone())
        }
        _ => Payer::Bill,
    };
    let model = used.model.map_or_else(|| used.name.clone(), |model| model.id.clone());
    let on_its_day = TimeZone::UTC.to_datetime(started.at).date();
    let mut uses = Vec::new();
    let lines = used.cost.as_ref().map(|cost| cost.lines.as_slice()).unwrap_or_default();
    let mut fees = BTreeMap::<Item, Usd>::new();
    for line in lines {
        if let Charge::Fee { fee, .. } = line.charge {
            let item = match fee.kind {
                FeeKind::WebSearch => Item::WebSearch,
                other => Item::Other(other.word().replace('_', " ")),
            };
            let sum = fees.entry(item).or_default();
            *sum = sum.plus(line.amount)?;
        }
    }
    let mut of_fees = crate::cost::sum(fees.values().copied())?;
    for part in used.day_parts().iter() {
        let Some(cost) = part.cost else { continue };
        // The fees are in the cost of the days, and nobody says of which.
        let (fee, _) = of_fees.split_at(cost.cost);
        of_fees = of_fees.less(fee);
        let (day, cost) = (part.day.unwrap_or(on_its_day), cost.cost.less(fee));
        uses.push(Used { day, item: Item::Model(model.clone()), cost, payer: payer.clone() });
    }
    let day = uses.last().map_or(on_its_day, |last| last.day);
    uses.extend(fees.into_iter().map(|(item, cost)| Used { day, item, cost, payer: payer.clone() }));
    Ok(uses)
}

/// What days of usage reports come to at list prices, by day and item.
///
/// # Errors
///
/// When a sum is out of range.
pub fn metered(measured: &Measurement<'_>) -> Result<BTreeMap<(Date, Item), Usd>, OutOfRange> {
    let mut metered: BTreeMap<(Date, Item), Usd> = BTreeMap::new();
    for run in measured.runs.iter().filter(|run| run.run.origin == Origin::Report) {
        let Some(at) = run.run.started_at else { continue };
        // What a plan pays for is on no bill.
        if run.run.billing == Billing::Plan {
            continue;
        }
        let started = Started { at, day: TimeZone::UTC.to_datetime(at).date() };
        for used in &run.models {
            for used in uses_of(used, started, run.run.billing, None)? {
                let sum = metered.entry((used.day, used.item)).or_default();
                *sum = sum.plus(used.cost)?;
            }
        }
    }
    Ok(metered)
}

/// A bill with the ids of its models, and whose bill it is; `None` where that is not known.
///
/// From `settled_until` on, nothing is billed yet. `metered` is what usage reports count at list prices; without it, tokens beside amounts are priced.
///
/// # Errors
///
/// When a sum is out of range.
pub fn billed(
    table: &PriceTable,
    bill: &Bill,
    settled_until: Option<Date>,
    metered: BTreeMap<(Date, Item), Usd>,
) -> Result<(Billed, Option<BTreeSet<String>>), OutOfRange> {
    let mut of_lines: BTreeMap<(Date, Item), Option<Usd>> = BTreeMap::new();
    let (mut charges, mut vendors, mut is_known) = (Vec::new(), BTreeSet::new(), true);
    for charge in &bill.charges {
        let name = match &charge.item {
            Item::Model(name) | Item::Other(name) => Some(name),
            Item::WebSearch | Item::Unsaid => None,
        };
        let model = name.and_then(|name| Some(table.resolve(name, charge.day).ok()?.model));
        let item = model.map_or_else(|| charge.item.clone(), |model| Item::Model(model.id.clone()));
        match model {
            Some(model) => {
                vendors.insert(model.vendor.clone());
            }
            None => is_known = false,
        }
        if charge.amount.is_rise() {
            let tokens = charge
                .tokens
                .iter()
                .fold(TokenUsage::NONE, |usage, (kind, tokens)| usage.with(*kind, Tokens::new(*tokens)));
            let usage =
                model.filter(|_| !charge.tokens.is_empty()).map(|model| ModelUsage::new(&model.id, tokens));
            let cost =
                usage.and_then(|usage| price_run(table, &[usage], charge.day).ok()).map(|cost| cost.cost);
            // A day and model of which some lines have no tokens is not counted in full.
            let sum = of_lines.entry((charge.day, item.clone())).or_insert(Some(Usd::ZERO));
            *sum = match (*sum, cost) {
                (Some(sum), Some(cost)) => Some(sum.plus(cost)?),
                _ => None,
            };
        }
        charges.push((charge.day, item, charge.amount));
    }
    let mut all = metered;
    // A day that is compared as a whole is counted in full, or not at all.
    let not_in_full: BTreeSet<Date> = of_lines
        .iter()
        .filter(|((_, item), cost)| *item == Item::Unsaid && cost.is_none())
        .map(|((day, _), _)| *day)
        .collect();
    for (key, cost) in of_lines {
        if let Some(cost) = cost.filter(|_| !not_in_full.contains(&key.0)) {
            all.entry(key).or_insert(cost);
        }
    }
    let vendors = if bill.names_vendors {
        Some(bill.vendors.iter().map(|vendor| (*vendor).to_owned()).collect())
    } else {
        Some(vendors).filter(|_| is_known)
    };
    let billed = Billed {
        charges,
        days: bill.days.clone(),
        settled_until,
        is_cut_off: bill.missing_pages() > 0,
        metered: all,
        within: None,
        of_other_runs: Vec::new(),
    };
    Ok((billed, vendors))
}
