//! How far each credit goes, one row a plan or a seat; and what limits on a run would do.

use std::num::NonZeroU64;

use crate::phrase::escaped_name;
use crate::report::views::{ForecastOf, chance_in_words, chance_range, name_of};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};
use crate::spread::{Band, Bracket, CapRow, Probability, Statement};
use crate::studies::forecast::{CreditForecast, RunDay};

/// One row a credit.
#[must_use]
pub fn credit_chances(of: &ForecastOf<'_, '_>) -> Sheet {
    let sides = of.sides.as_ref();
    let (own, today) = (sides.map(|sides| &sides.own), sides.map(|sides| &sides.today));
    let has_credit = of.forecast.credits.iter().any(|credit| credit.runs > 0);
    let day = |at: Option<RunDay>| Cell::from(at.and_then(|run| run.day));
    let shown = move |cell: Cell, at: Option<RunDay>| cell.shown(of.end_in_words(at));
    // From the same months as what is beyond the credit and when it ends, so that a row doesn't contradict itself.
    let nights = |of: fn(&Band<u64>) -> u64| {
        move |credit: &CreditForecast<'_>| nights_covered(credit, of(&credit.covered))
    };
    Columns::new()
        .with(
            Column::new("seat", Kind::Text).titled_if(of.has_seats, "seat"),
            |credit: &CreditForecast<'_>| {
                let name = if of.has_seats { credit.name.clone() } else { String::new() };
                let is_alone = credit.count == NonZeroU64::MIN;
                let shown =
                    if is_alone { escaped_name(&name) } else { format!("each of {}", escaped_name(&name)) };
                Cell::from(name).shown(shown)
            },
        )
        .with(Column::new("plan", Kind::Text).titled("plan"), |credit| {
            Cell::from(credit.holding.id()).shown(name_of(&credit.holding))
        })
        .with(Column::new("program", Kind::Text), |credit| (&credit.program.id).into())
        .with(Column::new("seats", Kind::Count), |credit| credit.count.get().into())
        .with(Column::new("runs", Kind::Count), |credit| credit.runs.into())
        .with(Column::new("credit_usd", Kind::Money).titled("credit").in_group(own), |credit| {
            if credit.no_credit.is_some() { Cell::or_dash(credit.credit) } else { credit.credit.into() }
        })
        .with(
            Column::new("overflow_probability", Kind::Figure)
                .titled_if(has_credit, "chance")
                .in_group(own)
                .telling(),
            |credit| probability(credit.overflow),
        )
        .with(Column::new("overflow_probability_lower", Kind::Figure), |credit| {
            credit.overflow.lower.cut_down().into()
        })
        .with(Column::new("overflow_probability_upper", Kind::Figure), |credit| {
            credit.overflow.upper.map(Probability::cut_up).into()
        })
        .with(Column::of_page("between", Kind::Figure).in_group(own), |credit| {
            chance_range(credit.overflow).into()
        })
        .with(
            Column::new("nights_covered_95", Kind::Figure)
                .titled_if(has_credit, "nights (95%)")
                .in_group(own)
                .of_rank(1),
            nights(|covered| covered.p5),
        )
        .with(
            Column::new("nights_covered_50", Kind::Figure)
                .titled_if(has_credit, "nights (50%)")
                .in_group(own)
                .of_rank(2),
            nights(|covered| covered.p50),
        )
        .with(Column::new("overflow_p5_usd", Kind::Money), |credit| credit.beyond.p5.into())
        .with(Column::new("overflow_p50_usd", Kind::Money), |credit| credit.beyond.p50.into())
        .with(Column::new("overflow_p95_usd", Kind::Money).titled("over (95%)").in_group(own), |credit| {
            Cell::or_dash(credit.beyond.p95)
        })
        .with(
            Column::new("ends_on_p5", Kind::Date)
                .titled_if(of.has_days && has_credit, "may end")
                .in_group(own)
                .of_rank(3),
            move |credit| shown(day(credit.ends.p5), credit.ends.p5),
        )
        .with(Column::new("ends_on_p50", Kind::Date), move |credit| day(credit.ends.p50))
        .with(Column::new("ends_on_p95", Kind::Date), move |credit| day(credit.ends.p95))
        .with(Column::new("in_force_program", Kind::Text), |credit| {
            Cell::known(credit.in_force.as_ref().and_then(|there| there.program).map(|it| Cell::from(&it.id)))
        })
        .with(
            Column::new("in_force_credit_usd", Kind::Money)
                .titled_if(today.is_some(), "credit")
                .in_group(today),
            |credit| Cell::known(credit.in_force.as_ref().map(|there| Cell::or_dash(there.credit))),
        )
        .with(
            Column::new("in_force_overflow_probability", Kind::Figure)
                .titled_if(today.is_some(), "chance")
                .in_group(today),
            |credit| {
                let chance = |there: &crate::studies::forecast::InForce<'_>| probability(there.overflow);
                Cell::known(credit.in_force.as_ref().map(chance))
            },
        )
        .sheet_with("Credits", &of.forecast.credits, |credit| glance(credit.overflow))
}

const ONE_OF_TWENTY: Probability = Probability::of(1, 20);
const HALF: Probability = Probability::of(1, 2);

fn nights_covered(credit: &CreditForecast<'_>, nights: u64) -> Cell {
    if credit.runs == 0 {
        return Cell::Empty.shown("-");
    }
    Cell::from(nights).shown(format!("{nights}/{}", credit.nights_in_all()))
}

/// The point in words; in data nothing where the measured runs can't say.
fn probability(chance: Bracket) -> Cell {
    let is_known = matches!(chance.statement(), Statement::Sure(_) | Statement::About(_));
    let data = Cell::from(Some(chance.point.cut_down()).filter(|_| is_known));
    data.shown(chance_in_words(chance)).marked(glance(chance))
}

/// One chance in 20 is little, one in two is much. Where the measured runs can't say, it is the bound that is shown, and
/// what nobody knows is neither good nor bad.
fn glance(chance: Bracket) -> Emphasis {
    let stated = match chance.statement() {
        Statement::Sure(stated)
        | Statement::About(stated)
        | Statement::AtMost(stated)
        | Statement::AtLeast(stated) => stated,
        Statement::NotMeasured => return Emphasis::None,
    };
    match stated {
        much if much > HALF => Emphasis::Bad,
        some if some > ONE_OF_TWENTY => Emphasis::Partly,
        _ => Emphasis::Good,
    }
}

/// What limits on a run would have done, and would do.
#[must_use]
pub fn caps_on_a_run(rows: &[CapRow], measured: u64) -> Sheet {
    Columns::new()
        .with(Column::of_page("limit", Kind::Money), |row: &CapRow| row.cap.into())
        .with(Column::of_page("runs cut", Kind::Figure), move |row| {
            format!("{}/{measured}", row.runs_cut).into()
        })
        .with(Column::of_page("burnt", Kind::Money), |row| Cell::or_dash(row.burnt))
        .with(Column::of_page("at worst", Kind::Money), |row| row.worst.into())
        .with(Column::of_page("overflow chance", Kind::Figure).telling(), |row| {
            Cell::from(chance_in_words(row.overflow)).marked(glance(row.overflow))
        })
        .with(Column::of_page("bounds", Kind::Figure).of_rank(1), |row| chance_range(row.overflow).into())
        .sheet("Limits", rows)
}
