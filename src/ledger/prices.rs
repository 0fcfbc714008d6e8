//! What the runs of a job cost, each at the price of its day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::costs::Costs;
use super::model_ends::ModelEnds;
use super::note::{Note, PriceNote, RowName, RowToCheck, WhyCheck};
use super::rules::Biller;
use super::run::{JobRun, RunSpec};
use super::series::RunSeries;
use crate::calendar::Period;
use crate::cost::{Bracket, Prices, RunCost, price_run_at, sum};
use crate::pricing::{Certainty, NoPrice, Plan, PriceTable, Program, ProgramStatus, Via};
use crate::schedule::{HalfDay, Schedule, Window};
use crate::units::{OutOfRange, Usd};
use crate::usage::{ModelUsage, Requests, TokenKind};

/// What the runs of a job cost, day by day.
#[derive(Debug, Clone)]
pub(super) struct JobPrices<'t> {
    /// What its first run costs on `priced_on`, before retries and growth.
    pub(super) run: RunCost<'t>,
    /// What that comes to, retries included.
    pub(super) first_cost: Usd,
    /// The day whose prices are shown.
    pub(super) priced_on: Date,
    /// Days on which the run is priced otherwise than on that day.
    pub(super) changes: Vec<PriceChange<'t>>,
    /// The vendor of the run's models; `None` where the cost was stated.
    pub(super) vendor: Option<&'t str>,
    /// The vendors, where there are several.
    pub(super) several_vendors: Option<Vec<String>>,
    /// Whether any of its models has the id of a cloud, which bills it.
    pub(super) is_cloud: bool,
    pub(super) notes: Vec<Note>,
    /// Nights that had no price of their own.
    pub(super) nights_without_price: u64,
    /// Whether its runs have times, so that they are priced by their days in UTC.
    is_timed: bool,
    /// When its models end.
    ends: ModelEnds,
    /// Days, and what runs cost on them.
    costs: Vec<(Period, Costs)>,
}

/// Days on which a run is priced at other rates than on the day that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange<'t> {
    /// The days.
    pub days: Period,
    /// What one run costs on them.
    pub run: RunCost<'t>,
}

/// The time in which the runs of a job are priced.
pub(super) struct PricedTime<'c> {
    /// The cycles.
    pub(super) cycles: &'c [Period],
    /// All days on which it may run.
    pub(super) days: Period,
    /// All days by which its runs may be priced.
    pub(super) priced: Period,
    /// The day of asking.
    pub(super) as_of: Date,
    /// How many runs there may be in all.
    pub(super) runs_max: u64,
}

impl<'t> JobPrices<'t> {
    /// Prices the runs of a job, of which `nights` says on how many nights of a stretch of days there are any.
    ///
    /// The run that is shown is priced on the day of asking, or on the first day of a cycle elsewhere in the
    /// calendar. A count has no days, so there is only one day in each cycle to price it on.
    ///
    /// # Errors
    ///
    /// When a run has no price on a day on which it runs, or none that is in range.
    pub(super) fn new(
        prices: Prices<'t>,
        job: &JobRun<'_>,
        schedule: &Schedule,
        time: &PricedTime<'_>,
        nights: impl Fn(Period) -> u64,
    ) -> Result<Self, NoPrice> {
        let table = prices.table;
        let priced_on = shown_on(time.cycles[0], time.as_of);
        let is_count = matches!(schedule, Schedule::Count(_));
        let ends = ModelEnds::of(table, job.run, is_count, time);
        // Runs that the vendor refuses need no price.
        let days = if is_count { Period::new(priced_on, priced_on) } else { ends.served(time.priced) };
        let mut priced = price_days(prices, job.run, days, (priced_on, time.as_of), nights)?;
        priced.notes.extend(ModelEnds::may_end(table, &priced.usages, time.days));
        let costs_on = |cost, day| Costs::on(prices, job, &priced.usages, cost, day, time.runs_max);
        let mut costs: Vec<(Period, Costs)> = Vec::with_capacity(priced.stretches.len().max(1));
        if is_count {
            for cycle in time.cycles {
                let day = shown_on(*cycle, time.as_of);
                let cost = match job.run {
                    _ if day == priced_on => priced.run.cost,
                    RunSpec::Used(_) => price_run_at(prices, &priced.usages, day)?.cost,
                    RunSpec::Stated(cost) => prices.of_stated(*cost, day)?,
                };
                costs.push((*cycle, costs_on(cost, day)?));
            }
        }
        for PricedStretch { days, cost, is_priced } in &priced.stretches {
            // Where a run has no price of its own, what it grows by is counted at that of the day that is
            // shown.
            let of_stretch = costs_on(*cost, if *is_priced { days.start() } else { priced_on })?;
            match costs.last_mut() {
                Some((before, known)) if *known == of_stretch => {
                    *before = Period::new(before.start(), days.end());
                }
                _ => costs.push((*days, of_stretch)),
            }
        }
        let is_cloud = |usage: &ModelUsage| {
            table.resolve(&usage.model, priced_on).is_ok_and(|found| found.via == Via::CloudId)
        };
        let is_cloud = priced.usages.iter().any(is_cloud);
        let PricedDays { run, changes, notes, vendor, several_vendors, nights_without_price, .. } = priced;
        let first_cost = job.retry_factor.map_or(Ok(run.cost), |factor| factor.of(run.cost))?;
        Ok(Self {
            run,
            first_cost,
            priced_on,
            changes,
            vendor,
            several_vendors,
            is_cloud,
            notes,
            nights_without_price,
            is_timed: matches!(schedule, Schedule::Timed(_)),
            ends,
            costs,
        })
    }

    /// Who bills the run's models.
    pub(super) fn biller(&self) -> Biller<'t> {
        Biller { vendor: self.vendor, is_cloud: self.is_cloud }
    }

    /// What the runs of a half of a day cost, if it has any.
    pub(super) fn at(&self, half: &HalfDay) -> &Costs {
        self.on(self.day_of(half))
    }

    /// What runs cost on a day that has any.
    pub(super) fn on(&self, day: Date) -> &Costs {
        let after = self.costs.partition_point(|(days, _)| days.end() <= day);
        &self.costs[after.min(self.costs.len() - 1)].1
    }

    /// The runs of a cycle of which each costs the same on a day, by the halves of days in which they are.
    pub(super) fn series<'h>(
        &self,
        halves: impl Iterator<Item = (&'h HalfDay, u64)>,
    ) -> Result<RunSeries, OutOfRange> {
        let mut series = RunSeries::default();
        // Days without runs have no price to look for.
        for (half, runs) in halves.filter(|(_, runs)| *runs > 0) {
            if self.refuses(half) {
                series.add_refused(half.night, runs)?;
            } else {
                series.add_runs(half.day, half.night, runs, self.at(half).at(0))?;
            }
        }
        Ok(series)
    }

    /// The same for a number of runs a day.
    pub(super) fn series_of_days(&self, runs: u64) -> Result<RunSeries, OutOfRange> {
        let mut series = RunSeries::default();
        for (days, costs) in &self.costs {
            series.add_nights(days.start(), days.days(), runs, costs.at(0))?;
        }
        if let Some(days) = self.ends.refused_days() {
            series.add_refused_nights(days.start(), days.days(), runs)?;
        }
        Ok(series)
    }

    /// The same for a number of runs without known days, in a cycle that begins on `start`.
    pub(super) fn series_of_count(&self, cycle: Period, runs: u64) -> RunSeries {
        if self.ends.refuse(shown_on(cycle, self.ends.as_of())) {
            return RunSeries::default().with_refused(runs);
        }
        RunSeries::counted(runs, self.on(cycle.start()).at(0))
    }

    /// Whether the vendor refuses the runs of a half of a day.
    pub(super) fn refuses(&self, half: &HalfDay) -> bool {
        self.ends.refuse(self.day_of(half))
    }

    fn day_of(&self, half: &HalfDay) -> Date {
        if self.is_timed { half.utc_day } else { half.day }
    }

    /// Notes on the end of its models, which makes the vendor refuse some of the runs.
    pub(super) fn ends(&self, refused: u64) -> Vec<Note> {
        self.ends.notes(refused)
    }

    /// Fails where its models end before any run that may be asked about.
    pub(super) fn served(&self) -> Result<(), NoPrice> {
        self.ends.served_at_first()
    }
}

/// The day by which the runs of a half of a day are priced: rates are picked by the day in UTC (contract, rule 3), and runs of
/// which only the day is known have no other.
pub(super) fn priced_day(schedule: &Schedule, half: &HalfDay) -> Date {
    if matches!(schedule, Schedule::Timed(_)) { half.utc_day } else { half.day }
}

/// The days by which the runs of some days are priced: those in UTC on which they may start, where they have times.
pub(super) fn priced_days(schedule: &Schedule, days: Period, zone: &TimeZone) -> Period {
    if !matches!(schedule, Schedule::Timed(_)) {
        return days;
    }
    let Window { start, end } = Window::of_days(days, zone);
    let [first, last] = [start, end].map(|at| TimeZone::UTC.to_datetime(at).date());
    Period::new(first, last.tomorrow().unwrap_or(last))
}

/// The midnights in UTC at which the price of a run may change, or its models may end. None where it has no price.
pub(super) fn price_cuts<'t>(
    table: &'t PriceTable,
    run: &RunSpec,
    (days, priced_on): (Period, Date),
) -> impl Iterator<Item = Timestamp> + use<'t> {
    let written: &[ModelUsage] = match run {
        RunSpec::Stated(_) => &[],
        RunSpec::Used(usages) => usages,
    };
    let usages = by_id(table, written, priced_on).unwrap_or_default();
    let ends: Vec<Date> = usages
        .iter()
        .filter_map(|usage| table.retirement(&usage.model, priced_on))
        .map(|retirement| retirement.on)
        .collect();
    let starts = stretches(table, &usages, days, priced_on).into_iter().map(Period::start);
    starts.chain(ends).filter_map(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok())
}

/// On how many nights there are runs, of halves of days in order.
pub(super) fn count_nights<'h>(halves: impl Iterator<Item = (&'h HalfDay, u64)>) -> u64 {
    let (mut nights, mut last) = (0, None);
    for (half, _) in halves.filter(|(_, runs)| *runs > 0) {
        nights += u64::from(last != Some(half.night));
        last = Some(half.night);
    }
    nights
}

/// What to know where the program came into force within the days that are asked about, or after them.
pub(crate) fn began_later(program: &Program, period: Period) -> Option<Note> {
    let in_force = program.history.iter().find(|change| change.status == ProgramStatus::InForce);
    let began = in_force.filter(|change| change.from > period.start())?;
    Some(Note::ProgramBeganLater { program: program.id.clone(), on: began.from })
}

/// The day whose prices are shown: that of asking, or the first of a cycle elsewhere in the calendar.
pub(crate) fn shown_on(cycle: Period, as_of: Date) -> Date {
    if cycle.contains(as_of) { as_of } else { cycle.start() }
}

/// What a run costs on each day of a stretch of time.
struct PricedDays<'t> {
    /// What it costs on the day that is shown.
    run: RunCost<'t>,
    /// The stretches that have runs, in order.
    stretches: Vec<PricedStretch>,
    /// Those on which it is priced otherwise than on that day.
    changes: Vec<PriceChange<'t>>,
    /// The usage, each model under its id; nothing where the cost was stated.
    usages: Vec<ModelUsage>,
    notes: Vec<Note>,
    /// The vendor of the run's models; `None` where the cost was stated.
    vendor: Option<&'t str>,
    /// The vendors, where there are several.
    several_vendors: Option<Vec<String>>,
    /// Nights that had no price of their own.
    nights_without_price: u64,
}

/// Days on which a run costs the same.
struct PricedStretch {
    days: Period,
    /// What it is counted at: what has no price yet at that of the day that is shown.
    cost: Usd,
    /// Whether all of it has a price on them.
    is_priced: bool,
}

/// What a run comes to where some of its models have no price yet: those at the price of the day that is
/// shown, the others at their own.
fn as_far_as_priced(
    prices: Prices<'_>,
    usages: &[ModelUsage],
    day: Date,
    priced_on: Date,
) -> Result<Usd, NoPrice> {
    let cost = |usage: &ModelUsage| {
        let alone = std::slice::from_ref(usage);
        price_run_at(prices, alone, day)
            .or_else(|_| price_run_at(prices, alone, priced_on))
            .map(|run| run.cost)
    };
    let costs: Result<Vec<Usd>, NoPrice> = usages.iter().map(cost).collect();
    Ok(sum(costs?)?)
}

/// Prices a run on the days of `period` on which there are any, of which `nights` says the number for a
/// stretch of days.
fn price_days<'t>(
    prices: Prices<'t>,
    spec: &RunSpec,
    period: Period,
    (priced_on, as_of): (Date, Date),
    nights: impl Fn(Period) -> u64,
) -> Result<PricedDays<'t>, NoPrice> {
    let table = prices.table;
    let written: &[ModelUsage] = match spec {
        RunSpec::Stated(_) => &[],
        RunSpec::Used(usages) => usages,
    };
    let mut notes = name_notes(table, written, priced_on)?;
    // A moving name means one model for the whole time: the one it is taken for on the day that is shown.
    let usages = by_id(table, written, priced_on)?;
    let price = |day| match spec {
        RunSpec::Stated(cost) => Ok(RunCost::stated_at(*cost, prices, day)?),
        RunSpec::Used(_) => price_run_at(prices, &usages, day),
    };
    let run = price(priced_on)?;
    let (vendor, several_vendors) = vendors(&run);
    note_prices(table, &usages, (priced_on, as_of), &run, &mut notes)?;
    let mut found: Vec<PricedStretch> = Vec::new();
    let mut changes: Vec<PriceChange<'t>> = Vec::new();
    let mut nights_without_price = 0;
    for stretch in stretches(table, &usages, period, priced_on) {
        let nights = nights(stretch);
        // What is priced is runs: days without any have no price to miss.
        if nights == 0 {
            continue;
        }
        // Prices change only between stretches: those of the day that is shown are known.
        let priced = if stretch.contains(priced_on) { Ok(None) } else { price(stretch.start()).map(Some) };
        let (cost, is_priced) = match priced {
            Ok(None) => (run.cost, true),
            Ok(Some(other)) => {
                note_prices(table, &usages, (stretch.start(), as_of), &other, &mut notes)?;
                let cost = other.cost;
                if other != run {
                    add_change(&mut changes, PriceChange { days: stretch, run: other });
                }
                (cost, true)
            }
            Err(NoPrice::OutOfRange(reason)) => return Err(reason.into()),
            // On days after that, the run cannot be had as it is asked about, and what has no price is an
            // error.
            Err(reason) if stretch.start() > priced_on => return Err(reason),
            // Before it could be had there was no such job. What people plan is the job as it is now, and the
            // answer says so.
            Err(reason) => {
                nights_without_price += nights;
                notes.push(Note::NoPriceOnDays { nights, priced_on, reason: reason.to_string() });
                (as_far_as_priced(prices, &usages, stretch.start(), priced_on)?, false)
            }
        };
        // Days without a price of their own are no change of price, and neither is a new row with the same
        // rates.
        if let Some(before) = found.last().filter(|before| before.is_priced && is_priced)
            && before.cost != cost
        {
            notes.push(Note::PriceChange { day: stretch.start(), before: before.cost, after: cost });
        }
        found.push(PricedStretch { days: stretch, cost, is_priced });
    }
    Ok(PricedDays {
        run,
        stretches: found,
        changes,
        usages,
        notes,
        vendor,
        several_vendors,
        nights_without_price,
    })
}

/// Adds a change to those before it, which may go on at the same rates.
fn add_change<'t>(changes: &mut Vec<PriceChange<'t>>, change: PriceChange<'t>) {
    match changes.last_mut() {
        Some(last) if last.run == change.run && last.days.end() == change.days.start() => {
            last.days = Period::new(last.days.start(), change.days.end());
        }
        _ => changes.push(change),
    }
}

/// The vendor of all models of a run, or the names of several.
fn vendors<'t>(run: &RunCost<'t>) -> (Option<&'t str>, Option<Vec<String>>) {
    let vendors: BTreeSet<&'t str> = run.lines.iter().map(|line| line.model.vendor.as_str()).collect();
    if vendors.len() > 1 {
        return (None, Some(vendors.into_iter().map(str::to_owned).collect()));
    }
    (vendors.into_iter().next(), None)
}

/// The same usages, each under the id of its model, or under that of a cloud.
pub(crate) fn by_id(
    table: &PriceTable,
    usages: &[ModelUsage],
    day: Date,
) -> Result<Vec<ModelUsage>, NoPrice> {
    let by_id = |usage: &ModelUsage| {
        let found = table.resolve(&usage.model, day)?;
        // A cloud's id is as exact, and names the region that is billed.
        let is_cloud = found.via == Via::CloudId;
        let model = if is_cloud { usage.model.clone() } else { found.model.id.clone() };
        Ok(ModelUsage { model, ..usage.clone() })
    };
    usages.iter().map(by_id).collect()
}

/// The cycle, cut wherever a price of the run's models may change.
fn stretches(table: &PriceTable, usages: &[ModelUsage], period: Period, priced_on: Date) -> Vec<Period> {
    let mut days = BTreeSet::from([period.start(), period.end()]);
    days.extend(table.price_factor().days());
    for usage in usages {
        let Ok(found) = table.resolve(&usage.model, priced_on) else { continue };
        let standard = found.model.prices.iter().map(|price| &price.terms);
        let fast = found.model.fast.iter().map(|price| &price.terms);
        for terms in standard.chain(fast) {
            days.insert(terms.effective_from);
            days.extend(terms.effective_until);
        }
        let vendor = table.vendors().iter().find(|vendor| vendor.id == found.model.vendor);
        days.extend(
            vendor.iter().flat_map(|vendor| &vendor.modifiers).filter_map(|modifier| modifier.effective_from),
        );
    }
    let within: Vec<_> =
        days.into_iter().filter(|day| period.start() <= *day && *day <= period.end()).collect();
    within.windows(2).map(|pair| Period::new(pair[0], pair[1])).collect()
}

/// What to know about the names under which models were found.
fn name_notes(table: &PriceTable, usages: &[ModelUsage], day: Date) -> Result<Vec<Note>, NoPrice> {
    let mut notes = Vec::new();
    for usage in usages {
        let found = table.resolve(&usage.model, day)?;
        let names = || (usage.model.clone(), found.model.id.clone());
        let note = match found.via {
            Via::Family { since, .. } => {
                let (written, model) = names();
                Some(Note::MovingName { written, model, since: since.to_owned() })
            }
            Via::CloudId => {
                let (written, model) = names();
                let is_fast = found.model.is_fast_id(&written);
                Some(Note::CloudName { is_fast, written, model })
            }
            Via::Router => {
                let (written, model) = names();
                Some(Note::RouterName { written, model })
            }
            Via::Id | Via::Alias => None,
        };
        notes.extend(note.filter(|note| !notes.contains(note)));
        if let (Requests::Even(requests), Some(window)) = (usage.requests, found.model.context_window_tokens)
            && usage.prompt_tokens() > u128::from(window) * u128::from(requests.get())
        {
            notes.push(Note::BeyondContextWindow { model: found.model.id.clone(), window });
        }
    }
    Ok(notes)
}

/// Notes what to know about the prices of a day, each thing once.
fn note_prices(
    table: &PriceTable,
    usages: &[ModelUsage],
    (day, as_of): (Date, Date),
    run: &RunCost<'_>,
    notes: &mut Vec<Note>,
) -> Result<(), NoPrice> {
    let mut untold: BTreeMap<(&str, TokenKind, TokenKind), u64> = BTreeMap::new();
    for bracket in &run.brackets {
        match *bracket {
            Bracket::PromptSize { model, prompt_tokens_over, prompt_tokens } => {
                note_once(
                    notes,
                    Note::Bracket { model: model.id.clone(), prompt_tokens, prompt_tokens_over },
                );
            }
            // A model's requests on both sides of a band's limit are priced apart, and told of together.
            Bracket::Lifetime { model, tokens, counted_as, at_most_as } => {
                let sum = untold.entry((&model.id, counted_as, at_most_as)).or_default();
                *sum = sum.saturating_add(tokens.get());
            }
        }
    }
    for ((model, counted_as, at_most_as), tokens) in untold {
        note_once(notes, Note::UntoldLifetime { model: model.to_owned(), tokens, counted_as, at_most_as });
    }
    for usage in usages {
        let model = table.resolve(&usage.model, day)?.model;
        let card = table.rate_card_of(&usage.model, model, day, usage.service)?;
        let terms = card.terms();
        let about = |what| Note::Price { model: model.id.clone(), what };
        let due = terms.review_on.filter(|review| *review <= day.max(as_of));
        if terms.promotion && due.is_none() {
            note_once(notes, about(PriceNote::Promotion { review_on: terms.review_on }));
        }
        // A row that ends before it is to be looked at again says what was.
        let due = due.filter(|review| terms.effective_until.is_none_or(|until| *review < until));
        let why = due.map(WhyCheck::Due);
        let why = why.or_else(|| terms.announced.then_some(WhyCheck::Announced(terms.effective_from)));
        let why = why.or_else(|| WhyCheck::of_age(terms.citation.checked, as_of));
        if let Some(why) = why {
            let row = RowName::Model(model.id.clone());
            note_once(notes, Note::RowsToCheck(vec![RowToCheck { row, why }]));
        }
        let is_told = |known: &Note| matches!(known, Note::Price { model: known, what: PriceNote::NotOfficial { .. } } if *known == model.id);
        if terms.certainty != Certainty::Official && !notes.iter().any(is_told) {
            let how = terms.certainty_note.clone().unwrap_or_else(|| terms.certainty.word().to_owned());
            note_once(notes, about(PriceNote::NotOfficial { how }));
        }
    }
    Ok(())
}

/// Notes the plans whose rows nobody has looked at for long.
pub(super) fn note_plans<'p>(plans: impl Iterator<Item = &'p Plan>, as_of: Date, notes: &mut Vec<Note>) {
    for plan in plans {
        if let Some(why) = WhyCheck::of_age(plan.citation.checked, as_of) {
            let row = RowName::Plan(plan.id.clone());
            note_once(notes, Note::RowsToCheck(vec![RowToCheck { row, why }]));
        }
    }
}

pub(super) fn note_once(notes: &mut Vec<Note>, note: Note) {
    let note = notes.iter_mut().try_fold(note, |note, known| known.absorb(note));
    if let Some(note) = note.filter(|note| !notes.contains(note)) {
        notes.push(note);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::source::SourceFile;
    use crate::usage::TokenUsage;

    /// A model whose batches are cheaper from the 11th of November on.
    const ACME: &str = r#"
format      = "creditcalc.models/1"
vendor      = "acme"
token_kinds = ["input", "output"]

[[modifier]]
id             = "batch"
multiplier     = "0.5"
effective_from = 2026-11-11
source         = "https://acme.example/pricing"
checked        = 2026-11-18

[[model]]
id             = "acme-1"
name           = "Acme 1"
status         = "active"
status_checked = 2026-11-18

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "3.00", output = "15.00" }
certainty      = "official"
source         = "https://acme.example/pricing"
checked        = 2026-11-18
"#;

    #[test]
    fn a_cycle_is_cut_where_a_modifier_of_the_models_vendor_begins() {
        let file = SourceFile::new("acme.toml", ACME);
        let table = crate::pricing::load(&[file], Some(&PriceTable::builtin())).expect("it is in order");
        let usage = ModelUsage::new("acme-1", TokenUsage::NONE);
        let day = |day| date(2026, 11, day);
        let cuts = stretches(&table, &[usage], Period::new(day(1), day(30)), day(1));
        assert_eq!(cuts, [Period::new(day(1), day(11)), Period::new(day(11), day(30))]);
    }
}
