//! What is left of each credit, with the range in which it lies in 9 of 10 months.

use super::ForecastOf;
use super::words::chance_in_words;
use crate::phrase::escaped_name;
use crate::report::Block;
use crate::report::number::dollars;
use crate::report::picture::{BurnDown, Line, Picture};
use crate::report::spark::Spark;
use crate::report::views::pictures::thinned;
use crate::report::views::{name_of, time};
use crate::spread::Band;
use crate::studies::forecast::CreditForecast;
use crate::units::{Percent, Usd};

/// So many credits are drawn, and so many points stand in a row on a terminal.
const PICTURES_MAX: usize = 6;
const SPARK_MAX: usize = 31;

/// A picture for each credit that is drawn.
#[must_use]
pub fn forecast_pictures(of: &ForecastOf<'_, '_>) -> Vec<Block> {
    let drawn = of.forecast.credits.iter().filter(|credit| credit.left.len() > 1).take(PICTURES_MAX);
    let pictures: Vec<Block> = drawn.filter_map(|credit| picture(of, credit)).map(Block::Picture).collect();
    if pictures.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading("Credit left, run by run".to_owned())];
    blocks.extend(pictures);
    blocks
}

fn picture(of: &ForecastOf<'_, '_>, credit: &CreditForecast<'_>) -> Option<Picture> {
    let left: Vec<Band<Usd>> = thinned(credit.left.clone());
    let start = left.first()?.p50;
    let share = |amount: Usd| Percent::of(amount, start);
    let line = left.iter().map(|band| share(band.p50)).collect::<Option<Vec<_>>>()?;
    let band =
        left.iter().map(|band| Some((share(band.p5)?, share(band.p95)?))).collect::<Option<Vec<_>>>()?;
    let name = name(of, credit);
    Some(Picture::BurnDown(BurnDown {
        title: format!("{name}: chance of overflow {}", chance_in_words(credit.overflow)),
        says: says(of, credit),
        ends: match credit.days {
            Some((first, last)) => (time::day(first, of.cycle), time::day(last, of.cycle)),
            None => ("first run".to_owned(), "last run".to_owned()),
        },
        lines: vec![Line { name: format!("{name} {}", dollars(start)), left: line }],
        band,
    }))
}

fn name(of: &ForecastOf<'_, '_>, credit: &CreditForecast<'_>) -> String {
    if of.has_seats { escaped_name(&credit.name) } else { name_of(&credit.holding) }
}

/// `Half the time it lasts; 1 time in 20 it ends by Thu 19 Nov.`
fn says(of: &ForecastOf<'_, '_>, credit: &CreditForecast<'_>) -> String {
    let ends = credit.ends;
    let by = |end| of.end_in_words(end);
    let Some(early) = ends.p5 else {
        let last = credit.left.last().map(|band| dollars(band.p5)).unwrap_or_default();
        return format!("It lasts 19 times in 20, with at least {last} left.");
    };
    let half = match ends.p50 {
        Some(half) => format!("half the time it ends by {}", by(Some(half))),
        None => "half the time it lasts".to_owned(),
    };
    format!("1 time in 20 it ends by {}; {half}.", by(Some(early)))
}

/// What is left in the middle of all months, as one row of blocks: of the only credit.
pub(super) fn spark(of: &ForecastOf<'_, '_>) -> Option<Spark> {
    let [credit] = of.forecast.credits.as_slice() else { return None };
    if credit.left.len() < 3 {
        return None;
    }
    let step = credit.left.len().div_ceil(SPARK_MAX).max(1);
    let amounts = credit.left.iter().step_by(step).map(|band| band.p50).collect();
    let after = match credit.ends.p5 {
        Some(early) => format!("gone by {} 1 time in 20", of.end_in_words(Some(early))),
        None => "lasts 19 times in 20".to_owned(),
    };
    Some(Spark { before: "credit left".to_owned(), amounts, after })
}
