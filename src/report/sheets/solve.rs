//! What still holds, one row a plan.

use crate::ledger::{Holding, Scenario};
use crate::pricing::NoPrice;
use crate::report::programs::Both;
use crate::report::views::{Sides, emphasis, in_words, name_of, value_in_words};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};
use crate::studies::solve::{Answer, Figures, InForce, Limit, Outcome, Question, Solution, Tried};
use crate::units::Usd;

/// Above what no longer holds.
const FAILS: &str = "fails";

type AnswerColumns<'a, 't> = Columns<'a, Answer<'t>>;

/// The answers. People see what holds and what no longer does, each with the figure that is limited.
#[must_use]
pub fn solutions(
    solution: &Solution<'_>,
    scenario: &Scenario<'_>,
    question: Question,
    limit: Limit,
) -> Sheet {
    let rules = solution.answers.iter().find_map(|answer| answer.in_force.as_ref());
    let sides = Both::of(scenario, rules).map(|both| Sides::of_one(&both, scenario));
    let own = sides.as_ref().map(|sides| &sides.own);
    let shown = Shown { question, limit, is_beside: own.is_some() };
    let is_plan = matches!(question, Question::Plan | Question::Seats(_));
    let columns = Columns::new()
        .with(Column::new("question", Kind::Text), |_: &Answer<'_>| question.word().into())
        .with(Column::new("plan", Kind::Text).titled_if(!is_plan, "plan"), |answer| {
            answer.holding.as_ref().map(|plan| Cell::from(plan.id()).shown(name_of(plan))).into()
        })
        .with(Column::new("program", Kind::Text), |_| (&scenario.program.id).into())
        .with(Column::new("as_of", Kind::Date), |_| scenario.as_of.into())
        .with(Column::new("outcome", Kind::Text), |answer| answer.outcome.word().into());
    let columns = if is_plan {
        columns
    } else {
        // The credit is that of the plan, whatever is tried on it.
        columns.with(Column::of_page("credit", Kind::Figure).in_group(own), |answer| {
            figures(answer.outcome.holds().or(answer.outcome.fails()), |figures| {
                figures.outcome.credit.into()
            })
        })
    };
    let columns =
        columns.with(shown.value(Column::new("answer", Kind::Figure), "holds").in_group(own), |answer| {
            let value = Cell::from(answer.outcome.answer().unwrap_or_default());
            value.shown(match (&answer.outcome, answer.outcome.holds()) {
                (Outcome::OnLimits, _) => "no dollar limit".to_owned(),
                (_, holds) => holds.map_or_else(|| "-".to_owned(), |it| value_in_words(&it.value)),
            })
        });
    let columns = shown.figures(columns, "holds", |answer| answer.outcome.holds());
    let columns =
        columns.with(shown.value(Column::new("fails_at", Kind::Figure), FAILS).in_group(own), |answer| {
            Cell::known(
                answer
                    .outcome
                    .fails()
                    .map(|tried| Cell::from(tried.value.to_string()).shown(value_in_words(&tried.value))),
            )
        });
    let columns = shown.figures(columns, "fails", |answer| answer.outcome.fails());
    let columns = in_force(columns, shown, sides.as_ref())
        .with(Column::new("reason", Kind::Text), |answer| answer.outcome.reason().into());
    columns.sheet_with("Answers", &solution.answers, at_a_glance)
}

fn at_a_glance(answer: &Answer<'_>) -> Emphasis {
    let good = answer.outcome.holds().and_then(|tried| tried.figures.as_ref().ok());
    match &answer.outcome {
        Outcome::Everything | Outcome::OnLimits => Emphasis::Good,
        _ => good.map_or(Emphasis::Bad, |figures| emphasis(&figures.outcome.coverage)),
    }
}

/// What is shown beside a value, which depends on what is asked.
#[derive(Clone, Copy)]
struct Shown {
    question: Question,
    limit: Limit,
    /// Whether the same under the rules in force stands beside it: then there is no room for more.
    is_beside: bool,
}

impl Shown {
    /// The column of a value: names are words, and all others numbers. The id of a model is copied, and never cut; where
    /// there is no room for two, what fails is left out.
    fn value(self, column: Column, title: &'static str) -> Column {
        let are_names = matches!(self.question, Question::Plan | Question::Seats(_) | Question::Model);
        let kind = if are_names { Kind::Text } else { Kind::Figure };
        let is_model = self.question == Question::Model;
        let rank = if is_model && title == FAILS { 2 } else { 0 };
        Column { kind, is_whole: is_model, rank, ..column }.titled(title)
    }

    /// The figures of what `holds` or `fails`.
    fn figures<'a, 't: 'a>(
        self,
        columns: AnswerColumns<'a, 't>,
        prefix: &str,
        of: for<'r> fn(&'r Answer<'t>) -> Option<&'r Tried<'t>>,
    ) -> AnswerColumns<'a, 't> {
        let by_nights = matches!(self.limit, Limit::Nights(_));
        let columns = if matches!(self.question, Question::Plan | Question::Seats(_)) && !self.is_beside {
            columns.with(Column::of_page("credit", Kind::Figure), move |answer| {
                figures(of(answer), |figures| figures.outcome.credit.into())
            })
        } else {
            columns
        };
        let key = |name: &str| format!("{prefix}_{name}");
        let money = |of_figures: fn(&Figures<'_>) -> Usd| {
            move |answer: &Answer<'t>| figures(of(answer), |figures| of_figures(figures).into())
        };
        columns
            .with(Column::new(key("runs"), Kind::Count), move |answer| {
                figures(of(answer), |figures| figures.outcome.coverage.runs.into())
            })
            .with(
                Column::new(key("nights_covered"), Kind::Part)
                    .titled_if(by_nights && !self.is_beside, "nights"),
                move |answer| figures(of(answer), covered_nights),
            )
            .with(Column::new(key("run_cost_usd"), Kind::Money), money(|figures| figures.run))
            .with(
                Column::new(key("overflow_usd"), Kind::Money)
                    .titled_if(!by_nights && !self.is_beside, "overflow"),
                money(|figures| figures.outcome.coverage.overflow),
            )
    }
}

fn covered_nights(figures: &Figures<'_>) -> Cell {
    let coverage = &figures.outcome.coverage;
    Cell::Part(coverage.nights_covered, coverage.nights)
}

/// A figure of what was tried; where there is none, people read why.
fn figures(tried: Option<&Tried<'_>>, figure: impl Fn(&Figures<'_>) -> Cell) -> Cell {
    match tried.map(|tried| &tried.figures) {
        None => Cell::Unknown,
        Some(Ok(figures)) => figure(figures),
        Some(Err(NoPrice::OutOfRange(_))) => Cell::Empty.shown("out of range"),
        Some(Err(_)) => Cell::Empty.shown("no price"),
    }
}

/// What the rules in force would answer, on pages in a group of its own where both programs count.
fn in_force<'a, 't: 'a>(
    columns: AnswerColumns<'a, 't>,
    shown: Shown,
    sides: Option<&Sides>,
) -> AnswerColumns<'a, 't> {
    let rules = |answer: &Answer<'t>, of: fn(&InForce<'t>) -> Option<Cell>| -> Cell {
        answer.in_force.as_ref().and_then(of).into()
    };
    let today = sides.map(|sides| &sides.today);
    let has_plan = shown.question != Question::Plan;
    let columns = columns
        .with(Column::new("in_force_program", Kind::Text).in_group(today), move |answer| {
            rules(answer, |rules| rules.program.map(|program| Cell::from(&program.id)))
        })
        .with(
            Column::new("in_force_plan", Kind::Text)
                .titled_if(today.is_some() && has_plan, "plan")
                .in_group(today)
                .of_rank(1),
            move |answer| {
                let there =
                    rules(answer, |rules| rules.figures.holding.as_ref().map(|it| Cell::from(it.id())));
                let own = answer.holding.as_ref().map(Holding::id);
                let is_same = own.is_some_and(|own| there == Cell::from(own));
                if is_same { there.shown("") } else { there }
            },
        );
    let columns = columns.with(
        {
            let column = Column::new("in_force_answer", Kind::Figure).in_group(today);
            if today.is_some() { shown.value(column, "holds") } else { column }
        },
        move |answer| {
            let value = rules(answer, |rules| {
                rules.figures.outcome.as_ref().and_then(Outcome::answer).map(Cell::from)
            });
            let outcome = answer.in_force.as_ref().and_then(|rules| rules.figures.outcome.as_ref());
            value.shown(match outcome {
                None | Some(Outcome::Nothing { .. }) => "-".to_owned(),
                Some(outcome) => in_words(outcome),
            })
        },
    );
    if today.is_none() {
        return columns;
    }
    let column = Column { key: "".into(), ..shown.value(Column::new("", Kind::Figure), FAILS) };
    columns.with(column.in_group(today), move |answer| {
        let outcome = answer.in_force.as_ref().and_then(|rules| rules.figures.outcome.as_ref());
        Cell::known(outcome.and_then(Outcome::fails).map(|tried| Cell::from(value_in_words(&tried.value))))
    })
}
