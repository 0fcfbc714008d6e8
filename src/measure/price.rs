//! Prices a run, each part at the rates of its day.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU64;

use jiff::civil::Date;

use super::difference;
use super::measurement::{Cost, DayPart, MeasuredModel, MeasuredRun, Question};
use super::settled::{Settled, settle};
use crate::cost::{Charge, RunCost, price_usage};
use crate::pricing::{Model, NoPrice, PriceTable, RateCard, Resolved, Via};
use crate::records::{Run, RunModel, Writes};
use crate::units::{OutOfRange, Tokens, Usd};
use crate::usage::{Billing, ModelUsage, Requests, Service, TokenKind};

/// Prices a run, each row on its own day.
pub(super) fn price<'t>(names: &mut Names<'_, 't>, mut run: Run) -> Result<MeasuredRun<'t>, OutOfRange> {
    let with_lines = names.question.with_lines;
    let is_cloud = |row: &RunModel| {
        names.resolve(row).is_ok_and(|found| matches!(found.via, Via::CloudId | Via::Router))
    };
    if run.billing == Billing::Unknown && run.models.iter().any(is_cloud) {
        // Only a cloud or a router calls a model like that, and it sends its own bill.
        run.billing = Billing::Cloud;
    }
    let mut models: Vec<MeasuredModel<'t>> = Vec::with_capacity(run.models.len());
    names.settled = names.settled.plus(settle(names, &mut run));
    let mut places: BTreeMap<(&str, Service), usize> = BTreeMap::new();
    // The rows of each of the models, as places in the run.
    let mut rows: Vec<Vec<usize>> = Vec::with_capacity(run.models.len());
    for (of_run, row) in run.models.iter().enumerate() {
        let priced = price_row(names, row);
        match places.entry((&row.name, row.service)) {
            Entry::Occupied(place) => {
                models[*place.get()].join(priced)?;
                rows[*place.get()].push(of_run);
            }
            Entry::Vacant(place) => {
                place.insert(models.len());
                models.push(priced);
                rows.push(vec![of_run]);
            }
        }
    }
    if run.missing_agents() > 0 {
        // What the missing subagents used is in none of its models.
        for model in &mut models {
            model.is_at_least = true;
        }
    }
    for (model, places) in models.iter_mut().zip(&rows).filter(|(model, _)| model.vendor_cost.is_some()) {
        let rows: Vec<&RunModel> = places.iter().map(|place| &run.models[*place]).collect();
        model.difference = difference::of_model(names, model, &rows);
    }
    if !with_lines {
        for cost in models.iter_mut().filter_map(|model| model.cost.as_mut().ok()) {
            cost.lines.retain(|line| matches!(line.charge, Charge::Fee { .. }));
            cost.lines.shrink_to_fit();
        }
    }
    let mut priced = Cost::default();
    let mut is_priced = true;
    for model in &models {
        match model.price() {
            Some(cost) => priced = priced.plus(cost)?,
            None => is_priced = false,
        }
    }
    let cost = is_priced.then_some(priced);
    let difference = difference::of_run(names, &run, &models, cost);
    Ok(MeasuredRun { run, models, cost, priced, difference })
}

/// A row as the engine's usage of the model `name`.
pub(super) fn usage_of(row: &RunModel, name: &str) -> ModelUsage {
    let Writes { unknown_ttl, .. } = row.counts.writes();
    let requests = match (row.requests.and_then(NonZeroU64::new), row.prompts) {
        (Some(requests), Some((smallest, largest))) => Requests::Sized { requests, smallest, largest },
        (Some(requests), None) => Requests::Even(requests),
        // Output alone: of requests that other rows count, and whose prompts were of these sizes.
        (None, Some((smallest, largest))) if row.counts.prompt() == 0 => {
            Requests::Sized { requests: NonZeroU64::MIN, smallest, largest }
        }
        (None, Some((_, largest))) => Requests::UpTo { largest },
        (None, None) => Requests::Unknown,
    };
    ModelUsage {
        model: name.to_owned(),
        usage: row.counts.usage(),
        writes_of_unknown_ttl: Tokens::new(unknown_ttl),
        web_searches: row.counts.web_searches,
        requests,
        service: row.service,
    }
}

/// Finds the models of rows, each name once a day: to say what a name is near to, it is compared with all.
#[derive(Debug)]
pub(super) struct Names<'q, 't> {
    table: &'t PriceTable,
    question: Question<'q>,
    /// The day whose prices all rows have, where it isn't their own.
    prices_of: Option<Date>,
    known: HashMap<(usize, Option<usize>, Date), Known<'t>>,
    /// A number for each name, so that there is one text of it.
    numbers: HashMap<String, usize>,
    /// What vendors' figures gave so far.
    pub(super) settled: Settled,
}

/// What is known of a name on a day.
#[derive(Debug)]
struct Known<'t> {
    resolved: Result<Resolved<'t>, NoPrice>,
    /// The rates of each way in which requests were served so far.
    cards: Vec<(Service, Result<RateCard<'t>, NoPrice>)>,
}

impl<'q, 't> Names<'q, 't> {
    pub(super) fn new(table: &'t PriceTable, question: Question<'q>, prices_of: Option<Date>) -> Self {
        let settled = Settled::default();
        Self { table, question, prices_of, known: HashMap::new(), numbers: HashMap::new(), settled }
    }

    pub(super) fn table(&self) -> &'t PriceTable {
        self.table
    }

    /// The day of a row, whose prices it had.
    pub(super) fn price_day(&self, row: &RunModel) -> Date {
        row.day.map_or(self.question.as_of, |day| day.utc)
    }

    /// The day whose prices a row has here.
    fn priced_on(&self, row: &RunModel) -> Date {
        self.prices_of.unwrap_or_else(|| self.price_day(row))
    }

    /// The model of a row: by the name that the vendor bills, where the record has it and it is on file.
    pub(super) fn resolve(&mut self, row: &RunModel) -> Result<Resolved<'t>, NoPrice> {
        self.known(row).resolved.clone()
    }

    /// The model of a row, and the rates that it has here.
    fn card(&mut self, row: &RunModel) -> (Option<&'t Model>, Result<&RateCard<'t>, NoPrice>) {
        let (table, day) = (self.table, self.priced_on(row));
        let Known { resolved, cards } = self.known(row);
        let model = match resolved {
            Ok(found) => found.model,
            Err(reason) => return (None, Err(reason.clone())),
        };
        let place = cards.iter().position(|(service, _)| *service == row.service).unwrap_or_else(|| {
            cards.push((row.service, table.rate_card_of(&row.name, model, day, row.service)));
            cards.len() - 1
        });
        (Some(model), cards[place].1.as_ref().map_err(NoPrice::clone))
    }

    fn known(&mut self, row: &RunModel) -> &mut Known<'t> {
        let day = self.price_day(row);
        let key = (self.number(&row.name), row.canonical.as_deref().map(|name| self.number(name)), day);
        let Self { table, question, known, .. } = self;
        known.entry(key).or_insert_with(|| {
            let written = if row.name.is_empty() { question.unnamed.unwrap_or_default() } else { &row.name };
            let canonical = row.canonical.as_deref().and_then(|name| table.resolve(name, day).ok());
            let resolved = canonical.map_or_else(|| table.resolve(written, day), Ok);
            Known { resolved, cards: Vec::new() }
        })
    }

    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.numbers.len();
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// What a run used of one model on one day, served in one way.
#[derive(Debug, Clone)]
pub struct MeasuredPart<'t> {
    /// The model as it was written; empty where no record names it.
    pub name: String,
    /// The model.
    pub model: &'t Model,
    /// How its requests were served.
    pub service: Service,
    /// The day whose prices it has, in UTC.
    pub priced_on: Date,
    /// What it costs, line by line.
    pub cost: RunCost<'t>,
}

/// The parts of a measured run that have a price, in the order of its records.
///
/// A part without a price makes the model of its run one without: none of the others is here either.
pub(super) fn parts<'t>(
    names: &mut Names<'_, 't>,
    run: &MeasuredRun<'t>,
) -> Result<Vec<MeasuredPart<'t>>, OutOfRange> {
    let mut parts: Vec<MeasuredPart<'t>> = Vec::new();
    let mut places: BTreeMap<(&str, Service, Date), usize> = BTreeMap::new();
    let is_priced = |row: &RunModel| {
        let model = run.models.iter().find(|model| model.name == row.name && model.service == row.service);
        model.is_some_and(|model| model.cost.is_ok())
    };
    for row in run.run.models.iter().filter(|row| is_priced(row)) {
        let MeasuredModel { name, model: Some(model), service, cost: Ok(cost), .. } = price_row(names, row)
        else {
            continue;
        };
        let priced_on = names.priced_on(row);
        match places.entry((&row.name, service, priced_on)) {
            Entry::Occupied(place) => parts[*place.get()].cost.add(cost)?,
            Entry::Vacant(place) => {
                place.insert(parts.len());
                parts.push(MeasuredPart { name, model, service, priced_on, cost });
            }
        }
    }
    Ok(parts)
}

fn price_row<'t>(names: &mut Names<'_, 't>, row: &RunModel) -> MeasuredModel<'t> {
    let usage = usage_of(row, &row.name);
    let (model, card) = names.card(row);
    let priced = card.and_then(|card| Ok((price_usage(card, &usage)?, card.write_kinds().0)));
    let unknown_ttl = usage.writes_of_unknown_ttl;
    let write = priced.as_ref().map_or(TokenKind::CacheWrite5m, |(_, write)| *write);
    let known = usage.usage.of(write).get();
    let tokens = usage.usage.with(write, Tokens::new(known.saturating_add(unknown_ttl.get())));
    let mut perhaps = Usd::ZERO;
    let cost = priced.map(|(mut cost, _)| {
        if let Some(high) = most(names, row) {
            perhaps = high.less(cost.high);
            cost.high = cost.high.max(high);
        }
        cost
    });
    MeasuredModel {
        name: row.name.clone(),
        model,
        usage: tokens,
        told: usage.usage,
        writes_of_unknown_ttl: unknown_ttl,
        web_searches: usage.web_searches,
        requests: row.requests,
        service: row.service,
        is_output_at_least: row.is_output_at_least,
        is_at_least: row.is_output_at_least,
        perhaps,
        cost,
        vendor_cost: row.vendor_cost,
        difference: None,
        day: row.day.map(|day| day.shown),
        days: Vec::new(),
    }
}

impl MeasuredRun<'_> {
    /// Whether subagents that it tells of are in no record.
    pub(super) fn is_lacking_agents(&self) -> bool {
        self.run.missing_agents() > 0
    }
}

/// The most a row costs if what may be of earlier runs is its own; `None` where nothing may be.
fn most(names: &mut Names<'_, '_>, row: &RunModel) -> Option<Usd> {
    let perhaps = row.perhaps.as_deref()?;
    let all = RunModel { counts: row.counts.plus(*perhaps).ok()?, perhaps: None, ..row.clone() };
    Some(price_row(names, &all).cost.ok()?.high)
}

impl MeasuredModel<'_> {
    /// Adds what the same run used of the same model on another day, or with prompts of another size.
    fn join(&mut self, other: Self) -> Result<(), OutOfRange> {
        if self.days.is_empty() {
            self.days = self.day_parts().into_owned();
        }
        self.days.extend_from_slice(&other.day_parts());
        self.usage = self.usage.plus(&other.usage)?;
        self.told = self.told.plus(&other.told)?;
        self.writes_of_unknown_ttl = Tokens::new(
            self.writes_of_unknown_ttl
                .get()
                .checked_add(other.writes_of_unknown_ttl.get())
                .ok_or(OutOfRange)?,
        );
        self.web_searches = self.web_searches.checked_add(other.web_searches).ok_or(OutOfRange)?;
        self.requests = self.requests.zip(other.requests).map(|(one, two)| one.saturating_add(two));
        self.is_output_at_least |= other.is_output_at_least;
        self.is_at_least |= other.is_at_least;
        self.perhaps = self.perhaps.plus(other.perhaps)?;
        self.vendor_cost = match (self.vendor_cost, other.vendor_cost) {
            (Some(one), Some(two)) => Some(one.plus(two)?),
            (one, two) => one.or(two),
        };
        let mine = std::mem::replace(&mut self.cost, Ok(RunCost::stated(Usd::ZERO)));
        self.cost = match (mine, other.cost) {
            (Ok(mut mine), Ok(theirs)) => {
                mine.add(theirs)?;
                Ok(mine)
            }
            // A part without a price makes the whole one without.
            (Err(reason), _) | (_, Err(reason)) => Err(reason),
        };
        Ok(())
    }

    /// The same by day.
    pub(crate) fn day_parts(&self) -> Cow<'_, [DayPart]> {
        if self.days.is_empty() {
            return vec![DayPart { day: self.day, usage: self.usage, cost: self.price() }].into();
        }
        Cow::Borrowed(&self.days)
    }

    /// Its cost and bounds, where it has a price.
    #[must_use]
    pub fn price(&self) -> Option<Cost> {
        let cost = self.cost.as_ref().ok()?;
        Some(Cost { low: cost.low, cost: cost.cost, high: cost.high, is_at_least: self.is_at_least })
    }

    /// Its tokens of all kinds.
    pub(crate) fn tokens(&self) -> u64 {
        self.usage.kinds().fold(0, |sum, (_, tokens)| sum.saturating_add(tokens.get()))
    }
}
