//! The names under which models are found: every one that is listed, and the vendor before it as routers write it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::rates::{STANDARD, days, endpoint};
use super::reason::Reason;
use crate::pricing::{PriceTable, Via};

/// What a name means on a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow<'t> {
    /// The name, without what may stand around it.
    pub name: String,
    /// The first day, in UTC; `None` for always.
    pub first_day: Option<Date>,
    /// The day after the last, in UTC; `None` where it has no end.
    pub until_day: Option<Date>,
    /// The model's id, or why it has no price.
    pub model: Result<&'t str, Reason>,
    /// The endpoint that the name tells.
    pub endpoint: String,
    /// Whether it is a name for the model at fast speed.
    pub is_fast: bool,
    /// Whether routers may write dots for the hyphens behind its vendor.
    pub takes_dots: bool,
    /// The first day on which the model is no longer served under this name, where one is known.
    pub retired_on: Option<Date>,
}

/// The first day that is asked about, where a name has always meant the same.
const BEGIN: Date = Date::constant(1970, 1, 1);

/// All names, and what each means.
pub(super) fn all(table: &PriceTable) -> Vec<NameRow<'_>> {
    let mut rows = Vec::new();
    let mut endpoints: BTreeMap<(&str, String), String> = BTreeMap::new();
    for (name, is_moving) in listed(table) {
        let first_days = if is_moving { moving_days(table, &name) } else { [BEGIN].into() };
        let first_days: Vec<Date> = first_days.into_iter().collect();
        for (place, day) in first_days.iter().enumerate() {
            let found = table.resolve(&name, *day);
            let model = found.as_ref().map(|found| found.model);
            let endpoint = match model {
                Ok(model) if !model.cloud_ids.is_empty() => {
                    let known = endpoints.entry((&model.id, name.clone()));
                    known.or_insert_with(|| endpoint(table, &name, model)).clone()
                }
                _ => STANDARD.to_owned(),
            };
            let row = NameRow {
                first_day: (place > 0).then_some(*day),
                until_day: first_days.get(place + 1).copied(),
                model: model.map(|model| model.id.as_str()).map_err(Reason::from),
                endpoint,
                is_fast: model.is_ok_and(|model| model.is_fast_id(&name)),
                takes_dots: found.as_ref().is_ok_and(|found| found.via == Via::Router)
                    && takes_dots(table, &name, *day),
                retired_on: table.retirement(&name, *day).map(|retirement| retirement.on),
                name: name.clone(),
            };
            add(&mut rows, row);
        }
    }
    rows
}

/// Adds a row, or more days to the row before that says the same.
fn add<'t>(rows: &mut Vec<NameRow<'t>>, row: NameRow<'t>) {
    if let Some(last) = rows.last_mut() {
        let again = NameRow { first_day: last.first_day, until_day: last.until_day, ..row.clone() };
        if *last == again {
            last.until_day = row.until_day;
            return;
        }
    }
    rows.push(row);
}

/// Every name, and whether it moves from model to model.
fn listed(table: &PriceTable) -> BTreeMap<String, bool> {
    let mut names = BTreeMap::new();
    let mut add = |name: String, is_moving: bool| {
        names.entry(name).and_modify(|known| *known |= is_moving).or_insert(is_moving);
    };
    for model in table.models() {
        for name in model.names() {
            add(name.to_owned(), false);
            let routed = format!("{}/{name}", model.vendor);
            if table.resolve(&routed, BEGIN).is_ok() {
                add(routed, false);
            }
        }
    }
    for vendor in table.vendors() {
        vendor.families.iter().for_each(|family| add(family.alias.clone(), true));
        vendor.unpriced.iter().for_each(|unpriced| add(unpriced.id.clone(), false));
    }
    names
}

/// The days on which a name may begin to mean another model: those on which prices of any of them begin or end.
fn moving_days(table: &PriceTable, name: &str) -> BTreeSet<Date> {
    let families = table.vendors().iter().flat_map(|vendor| &vendor.families);
    let members = families.filter(|family| family.alias == name).flat_map(|family| &family.members);
    let models = table.models().iter();
    let meant = members.flat_map(|member| models.clone().filter(|model| model.id == member.model));
    meant.flat_map(|model| days(table, model)).chain([BEGIN]).collect()
}

/// Whether dots for hyphens make no other name of it: `anthropic/claude-opus-4.5`.
fn takes_dots(table: &PriceTable, name: &str, day: Date) -> bool {
    let Some((vendor, behind)) = name.split_once('/') else { return false };
    if behind.contains('.') || !behind.contains('-') {
        return false;
    }
    let dotted = format!("{vendor}/{}", behind.replace('-', "."));
    let meant = |name: &str| table.resolve(name, day).ok().map(|found| (found.via, &found.model.id));
    meant(&dotted) == meant(name)
}
