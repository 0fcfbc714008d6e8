//! Measured runs, one row a run and model, as `measure` also reads them; and what they have in common, one
//! row each.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::measure::{
    By, Difference, MeasuredModel, MeasuredRun, Measurement, RecordsRead, RunIds, Share, Usual, project,
};
use crate::phrase::hundredths;
use crate::report::measured::{Keep, all_tokens, emphasis, priced, shortened};
use crate::report::number::compact;
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Rows, Sheet};
use crate::units::Usd;
use crate::usage::{ServiceOption, TokenKind};

/// What a run used of one model as it was written.
struct RunModel<'a, 't> {
    id: String,
    measured: Cow<'a, MeasuredRun<'t>>,
    /// The place of the model in the run.
    place: usize,
}

impl<'t> RunModel<'_, 't> {
    fn used(&self) -> &MeasuredModel<'t> {
        &self.measured.models[self.place]
    }

    /// A figure for the run: of a run of one model, it is that model's.
    fn or_of_run<T>(&self, of_model: Option<T>, of_run: Option<T>) -> Option<T> {
        of_model.or(of_run.filter(|_| self.measured.models.len() == 1))
    }

    fn tokens(&self, kind: TokenKind) -> u64 {
        self.used().usage.of(kind).get()
    }

    /// Cache writes of a lifetime that the record tells.
    fn told(&self, kind: TokenKind) -> u64 {
        self.used().told.of(kind).get()
    }

    /// The model as which it was priced.
    fn priced_as(&self) -> Option<&'t str> {
        self.used().model.filter(|_| self.used().cost.is_ok()).map(|model| model.id.as_str())
    }
}

/// How [the table of runs](measured_runs) begins as CSV, and nothing else that is known here.
pub const RUNS_BEGIN: &str = "run,source,job,project,session_id,started_at,";

/// The runs as a long table.
#[must_use]
pub fn measured_runs<'a>(measurement: &'a Measurement<'_>, reading: &'a RecordsRead) -> Rows<'a> {
    let mut ids = RunIds::of(measurement);
    let rows = measurement.runs.iter().flat_map(move |measured| {
        let id = ids.next(measured.run.session.as_deref());
        let models = 0..measured.models.len();
        models.map(move |place| RunModel { id: id.clone(), measured: measured.clone(), place })
    });
    let columns = Columns::new()
        .with(Column::new("run", Kind::Text), |row: &RunModel<'_, '_>| (&row.id).into())
        .with(Column::new("source", Kind::Text), |row| reading.source(&row.measured.run).into())
        .with(Column::new("job", Kind::Text), |row| row.measured.run.job.as_deref().into())
        .with(Column::new("project", Kind::Text), |row| project(&row.measured.run).as_deref().into())
        .with(Column::new("session_id", Kind::Text), |row| row.measured.run.session.as_deref().into())
        .with(Column::new("started_at", Kind::Instant), |row| {
            Cell::instant(row.measured.run.started_at, &TimeZone::UTC)
        })
        .with(Column::new("entrypoint", Kind::Text), |row| row.measured.run.entrypoint.as_deref().into())
        .with(Column::new("used_by", Kind::Text), |row| row.measured.run.used_by.id().into())
        .with(Column::new("billing", Kind::Text), |row| row.measured.run.billing.id().into())
        .with(Column::new("outcome", Kind::Text), |row| row.measured.run.outcome.as_deref().into())
        .with(Column::new("turns", Kind::Count), |row| row.measured.run.turns.into());
    costs(usage(columns)).rows("Runs", rows)
}

/// What a model was used for.
fn usage<'a, 't: 'a>(columns: Columns<'a, RunModel<'a, 't>>) -> Columns<'a, RunModel<'a, 't>> {
    let tokens = |kind| move |row: &RunModel<'_, '_>| row.tokens(kind).into();
    let columns = columns
        .with(Column::new("requests", Kind::Count), |row| row.used().requests.into())
        .with(Column::new("model", Kind::Text), |row| (&row.used().name).into())
        .with(Column::new("priced_as", Kind::Text), |row| row.priced_as().into())
        .with(Column::new("input_tokens", Kind::Count), tokens(TokenKind::Input))
        .with(Column::new("output_tokens", Kind::Count), tokens(TokenKind::Output))
        .with(Column::new("cache_read_tokens", Kind::Count), tokens(TokenKind::CacheRead))
        .with(Column::new("cache_write_5m_tokens", Kind::Count), |row| {
            row.told(TokenKind::CacheWrite5m).into()
        })
        .with(Column::new("cache_write_1h_tokens", Kind::Count), tokens(TokenKind::CacheWrite1h))
        .with(Column::new("cache_write_tokens", Kind::Count), |row| {
            row.used().writes_of_unknown_ttl.get().into()
        })
        .with(Column::new("web_searches", Kind::Count), |row| row.used().web_searches.into());
    let served = ServiceOption::ALL.into_iter().fold(columns, |columns, option| {
        columns.with(Column::new(option.key(), Kind::Truth), move |row| row.used().service.has(option).into())
    });
    served.with(Column::new("output_is_at_least", Kind::Truth), |row| row.used().is_output_at_least.into())
}

/// What that costs, and what the vendor says of it.
fn costs<'a, 't: 'a>(columns: Columns<'a, RunModel<'a, 't>>) -> Columns<'a, RunModel<'a, 't>> {
    columns
        .with(Column::new("cost_usd", Kind::Money), |row| {
            row.used().cost.as_ref().ok().map(|cost| cost.cost).into()
        })
        .with(Column::new("cost_high_usd", Kind::Money), |row| {
            row.used().cost.as_ref().ok().map(|cost| cost.high).into()
        })
        .with(Column::new("vendor_cost_usd", Kind::Money), |row| {
            row.or_of_run(row.used().vendor_cost, row.measured.run.vendor_cost).into()
        })
        .with(Column::new("vendor_difference", Kind::Text), |row| {
            row.or_of_run(row.used().difference, row.measured.difference).map(Difference::id).into()
        })
        // Behind all others, where scripts that count columns don't meet them.
        .with(Column::new("cache_write_30m_tokens", Kind::Count), |row| {
            row.told(TokenKind::CacheWrite30m).into()
        })
        .with(Column::new("cache_write_12h_tokens", Kind::Count), |row| {
            row.tokens(TokenKind::CacheWrite12h).into()
        })
}

/// What runs have in common. People see all tokens together.
#[must_use]
pub fn shares(by: By, shares: &[Share]) -> Sheet {
    let keep = if matches!(by, By::Project | By::Job) { Keep::End } else { Keep::Beginning };
    let name = move |share: &Share| match &share.name {
        Some(name) if by == By::Month => Cell::from(name).shown(month_in_words(name)),
        Some(name) => Cell::from(name).shown(shortened(name, 36, keep)),
        None => Cell::Empty.shown("unknown"),
    };
    // What has no price is no $0.
    let figure = |share: &Share, figure: Usd| Cell::from(Some(figure).filter(|_| share.is_priced));
    let words = |share: &Share, figure: Usd| priced(share.cost, figure, share.unpriced_tokens == 0);
    let columns = Columns::new()
        .with(Column::new("by", Kind::Text), |_: &Share| by.id().into())
        .with(Column::new("name", Kind::Text).titled(by.id()), name)
        .with(Column::new("runs", Kind::Count).titled("runs"), |share| share.runs.into())
        .with(Column::of_page("tokens", Kind::Figure), |share| compact(all_tokens(&share.usage)).into());
    let columns = TOKENS.into_iter().fold(columns, |columns, (key, kind)| {
        columns.with(Column::new(key, Kind::Count), move |share| share.usage.of(kind).get().into())
    });
    let columns = columns
        .with(Column::new("unpriced_tokens", Kind::Count), |share| share.unpriced_tokens.into())
        .with(Column::new("cost_usd", Kind::Money).titled("cost").telling(), move |share| {
            figure(share, share.cost.cost).shown(words(share, share.cost.cost))
        })
        .with(Column::new("cost_high_usd", Kind::Money), move |share| figure(share, share.cost.high))
        .with(Column::new("cost_is_at_least", Kind::Truth), |share| share.cost.is_at_least.into())
        .with(Column::new("cost_mean_usd", Kind::Money).titled("a run"), move |share| match share.mean {
            Some(mean) => figure(share, mean).shown(words(share, mean)),
            None => Cell::Empty.shown("-"),
        });
    let has_usual = shares.iter().any(|share| share.usual.is_some());
    let columns = columns.with(
        Column::new("cost_vs_usual", Kind::Figure).titled_if(has_usual, "vs usual").of_rank(1),
        |share| {
            let times = share.usual.and_then(Usual::hundredths);
            // Twice as much is worth a look: three runs vary.
            let mark = if times.is_some_and(|times| times >= 200) { Emphasis::Bad } else { Emphasis::None };
            let cell = |times| Cell::from(hundredths(times)).shown(format!("{}x", hundredths(times)));
            Cell::known(times.map(cell)).marked(mark)
        },
    );
    columns.sheet_with("Shares", shares, |share| emphasis(share.cost, share.unpriced_tokens == 0))
}

/// `2026-11` as people say it: `November 2026`.
fn month_in_words(month: &str) -> String {
    let first = format!("{month}-01").parse::<Date>();
    first.map_or_else(|_| month.to_owned(), |first| first.strftime("%B %Y").to_string())
}

const TOKENS: [(&str, TokenKind); 7] = [
    ("input_tokens", TokenKind::Input),
    ("output_tokens", TokenKind::Output),
    ("cache_read_tokens", TokenKind::CacheRead),
    ("cache_write_5m_tokens", TokenKind::CacheWrite5m),
    ("cache_write_1h_tokens", TokenKind::CacheWrite1h),
    ("cache_write_30m_tokens", TokenKind::CacheWrite30m),
    ("cache_write_12h_tokens", TokenKind::CacheWrite12h),
];
