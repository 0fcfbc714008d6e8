//! `creditcalc.diff/1`.

use serde::Serialize;

use super::written;
use crate::difference::{Difference, End, Factor, Figure, Figures, JobSide, LedgerSide, Part, Side, Split};
use crate::report::differing::{shared, why_not_split};

/// What was compared.
#[derive(Debug, Clone, Copy)]
pub struct DiffInputs<'a> {
    /// What both are: `scenario`, `estimate` or `simulation`.
    pub kind: &'static str,
    /// The names of both.
    pub names: [&'a str; 2],
    /// The digest of the tables that price both; `None` where saved answers are compared as they are.
    pub pricing_digest: Option<&'a str>,
}

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    figure: &'static str,
    before_usd: String,
    after_usd: String,
    change_usd: String,
    parts: Vec<PartShape>,
    parts_reason: Option<String>,
    differences: Vec<DifferenceShape<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Inputs<'a> {
    kind: &'static str,
    before: &'a str,
    after: &'a str,
    pricing_digest: Option<&'a str>,
}

#[derive(Serialize)]
struct PartShape {
    factor: &'static str,
    change_usd: String,
}

#[derive(Serialize)]
struct DifferenceShape<'a> {
    plan: Option<&'a str>,
    changes: bool,
    figures: Vec<FigureShape>,
    before: SideShape<'a>,
    after: SideShape<'a>,
    jobs: Vec<JobShape<'a>>,
}

#[derive(Serialize)]
struct FigureShape {
    figure: &'static str,
    before_usd: String,
    after_usd: String,
    change_usd: String,
    parts: Vec<PartShape>,
    parts_reason: Option<String>,
}

#[derive(Serialize)]
struct SideShape<'a> {
    program: &'a str,
    program_status: Option<&'static str>,
    as_of: String,
    cycle_start: String,
    cycle_end: String,
    cycles: Option<u64>,
    rest_only: bool,
    fees_usd: Option<String>,
    #[serde(flatten)]
    figures: FiguresShape,
    coverage_percent: Option<String>,
    seats: Vec<SeatShape<'a>>,
    in_force: Option<InForceShape<'a>>,
}

#[derive(Serialize)]
struct FiguresShape {
    runs: u64,
    runs_covered: u64,
    nights: Option<u64>,
    nights_covered: Option<u64>,
    cost_usd: String,
    drawn_usd: String,
    overflow_usd: String,
}

#[derive(Serialize)]
struct SeatShape<'a> {
    seat: &'a str,
    plan: &'a str,
    granted_usd: String,
    runs_out: bool,
    runs_out_at: Option<String>,
    runs_out_on: Option<String>,
    runs_out_run: Option<u64>,
}

#[derive(Serialize)]
pub(super) struct InForceShape<'a> {
    program: Option<&'a str>,
    granted_usd: String,
    overflow_usd: String,
}

#[derive(Serialize)]
struct JobShape<'a> {
    job: &'a str,
    before: Option<JobSideShape>,
    after: Option<JobSideShape>,
}

#[derive(Serialize)]
struct JobSideShape {
    run_cost_usd: Option<String>,
    #[serde(flatten)]
    figures: FiguresShape,
}

/// What changed, as JSON. The figure at the top is that of the only difference; where there are several
/// plans, the list cost, which all of them share.
///
/// # Panics
///
/// When nothing is compared.
#[must_use]
pub fn diff(inputs: DiffInputs<'_>, differences: &[Difference], notes: &[String]) -> String {
    let FigureShape { figure, before_usd, after_usd, change_usd, parts, parts_reason } =
        split(shared(differences));
    written(&Shape {
        schema: "creditcalc.diff/1",
        inputs: Inputs {
            kind: inputs.kind,
            before: inputs.names[0],
            after: inputs.names[1],
            pricing_digest: inputs.pricing_digest,
        },
        figure,
        before_usd,
        after_usd,
        change_usd,
        parts,
        parts_reason,
        differences: differences.iter().map(difference).collect(),
        notes,
    })
}

fn difference(difference: &Difference) -> DifferenceShape<'_> {
    let job = |(before, after): (Option<&'_ JobSide>, Option<&'_ JobSide>)| {
        (before.map(job_side), after.map(job_side))
    };
    let jobs = difference.jobs().into_iter().filter_map(|pair| {
        let name = pair.0.or(pair.1)?.name.as_str();
        let (before, after) = job(pair);
        Some(JobShape { job: name, before, after })
    });
    DifferenceShape {
        plan: difference.plan.as_deref(),
        changes: !difference.is_none(),
        figures: difference.splits.iter().map(split).collect(),
        before: side(&difference.before),
        after: side(&difference.after),
        jobs: jobs.collect(),
    }
}

fn split(split: &Split) -> FigureShape {
    let part =
        |part: &Part| PartShape { factor: Factor::id(part.factor), change_usd: part.change.to_string() };
    FigureShape {
        figure: Figure::id(split.figure),
        before_usd: split.before.to_string(),
        after_usd: split.after.to_string(),
        change_usd: split.change().to_string(),
        parts: split.parts.iter().flatten().map(part).collect(),
        parts_reason: split.parts.as_ref().err().map(why_not_split),
    }
}

fn side(side: &Side) -> SideShape<'_> {
    SideShape {
        program: &side.rules.program,
        program_status: side.rules.status.map(|(status, _)| status.word()),
        as_of: side.rules.as_of.to_string(),
        cycle_start: side.time.days.start().to_string(),
        cycle_end: side.time.days.end().to_string(),
        cycles: side.time.cycles,
        rest_only: !side.time.is_whole,
        fees_usd: side.fees.usd().map(|fees| fees.to_string()),
        figures: figures(&side.figures),
        coverage_percent: side.figures.coverage().map(|share| share.to_string()),
        seats: side.ledgers.iter().map(seat).collect(),
        in_force: side.rules.in_force.as_ref().map(in_force),
    }
}

/// What the rules in force give.
pub(super) fn in_force(rules: &crate::difference::InForce) -> InForceShape<'_> {
    InForceShape {
        program: rules.program.as_deref(),
        granted_usd: rules.granted.to_string(),
        overflow_usd: rules.overflow.to_string(),
    }
}

fn figures(figures: &Figures) -> FiguresShape {
    FiguresShape {
        runs: figures.runs,
        runs_covered: figures.runs_covered,
        nights: figures.nights.map(|(_, all)| all),
        nights_covered: figures.nights.map(|(covered, _)| covered),
        cost_usd: figures.cost.to_string(),
        drawn_usd: figures.drawn.to_string(),
        overflow_usd: figures.overflow.to_string(),
    }
}

fn seat(ledger: &LedgerSide) -> SeatShape<'_> {
    let end = ledger.end.as_ref();
    SeatShape {
        seat: &ledger.name,
        plan: &ledger.plan,
        granted_usd: ledger.granted.to_string(),
        runs_out: end.is_some(),
        runs_out_at: end
            .and_then(|end| end.at.as_ref())
            .map(|at| crate::report::phrase::rfc3339(at.timestamp(), at.time_zone())),
        runs_out_on: end.and_then(|end: &End| end.day).map(|day| day.to_string()),
        runs_out_run: end.and_then(|end| end.run),
    }
}

fn job_side(job: &JobSide) -> JobSideShape {
    JobSideShape { run_cost_usd: job.run_cost.map(|cost| cost.to_string()), figures: figures(&job.figures) }
}
