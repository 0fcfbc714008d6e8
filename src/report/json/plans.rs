//! `creditcalc.plans/1`.

use jiff::civil::Date;
use serde::Serialize;

use super::models::CitationShape;
use super::written;
use crate::pricing::{Auth, CreditGrant, Plan, PriceTable, Program, Surface};

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    programs: Vec<ProgramShape<'a>>,
    plans: Vec<PlanShape<'a>>,
}

#[derive(Serialize)]
struct Inputs<'a> {
    as_of: String,
    pricing_digest: &'a str,
}

#[derive(Serialize)]
struct ProgramShape<'a> {
    program: &'a str,
    name: &'a str,
    status: Option<&'static str>,
    in_force: bool,
    default: bool,
    renewal: &'a str,
    terms: &'a [String],
    history: Vec<StatusShape<'a>>,
    uses: Vec<UseShape<'a>>,
    #[serde(flatten)]
    citation: CitationShape<'a>,
}

#[derive(Serialize)]
struct StatusShape<'a> {
    from: String,
    status: &'static str,
    #[serde(flatten)]
    citation: CitationShape<'a>,
}

#[derive(Serialize)]
struct UseShape<'a> {
    surface: &'static str,
    auth: &'static str,
    draws: &'static str,
    reason: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct PlanShape<'a> {
    plan: &'a str,
    program: &'a str,
    name: &'a str,
    aliases: &'a [String],
    eligible: bool,
    fee_usd: Option<String>,
    fee_note: Option<&'a str>,
    credit_usd: Option<String>,
    seats: Vec<SeatShape<'a>>,
    pool_cap_usd: Option<String>,
    no_credit: Option<&'a str>,
    certainty: &'static str,
    claims: Vec<ClaimShape<'a>>,
    #[serde(flatten)]
    citation: CitationShape<'a>,
    written_at: String,
}

#[derive(Serialize)]
struct SeatShape<'a> {
    seat: &'a str,
    fee_usd: Option<String>,
    credit_usd: String,
}

#[derive(Serialize)]
struct ClaimShape<'a> {
    publisher: &'a str,
    says: &'a str,
    credit_usd: Option<String>,
    source: &'a str,
    checked: String,
}

/// Programs and plans as JSON.
#[must_use]
pub fn plans<'a>(table: &PriceTable, programs: &[&'a Program], plans: &[&'a Plan], day: Date) -> String {
    written(&Shape {
        schema: "creditcalc.plans/1",
        inputs: Inputs { as_of: day.to_string(), pricing_digest: table.digest() },
        programs: programs.iter().map(|program| program_shape(program, day)).collect(),
        plans: plans.iter().map(|plan| plan_shape(plan)).collect(),
    })
}

fn program_shape(program: &Program, day: Date) -> ProgramShape<'_> {
    let uses = Surface::WORDS.into_iter().flat_map(|(surface_word, surface)| {
        Auth::WORDS.into_iter().filter_map(move |(auth_word, auth)| {
            let rule = program.rule_for(surface, auth)?;
            Some(UseShape {
                surface: surface_word,
                auth: auth_word,
                draws: rule.draws.word(),
                reason: &rule.reason,
                source: &rule.citation.source,
            })
        })
    });
    ProgramShape {
        program: &program.id,
        name: &program.name,
        status: program.status_on(day).map(|change| change.status.word()),
        in_force: program.in_force_on(day),
        default: program.default,
        renewal: &program.renewal,
        terms: &program.terms,
        history: program
            .history
            .iter()
            .map(|change| StatusShape {
                from: change.from.to_string(),
                status: change.status.word(),
                citation: CitationShape::from(&change.citation),
            })
            .collect(),
        uses: uses.collect(),
        citation: CitationShape::from(&program.citation),
    }
}

fn plan_shape(plan: &Plan) -> PlanShape<'_> {
    let (credit, seats, cap) = match &plan.grant {
        CreditGrant::Fixed(credit) => (Some(credit.to_string()), &[][..], None),
        CreditGrant::Seats { seats, pool_cap } => {
            (None, seats.as_slice(), pool_cap.map(|cap| cap.to_string()))
        }
        CreditGrant::NotEligible => (None, &[][..], None),
    };
    PlanShape {
        plan: &plan.id,
        program: &plan.program,
        name: &plan.name,
        aliases: &plan.aliases,
        eligible: plan.grant != CreditGrant::NotEligible,
        fee_usd: plan.fee.map(|fee| fee.to_string()),
        fee_note: plan.fee_note.as_deref(),
        credit_usd: credit,
        seats: seats
            .iter()
            .map(|seat| SeatShape {
                seat: &seat.kind,
                fee_usd: seat.fee.map(|fee| fee.to_string()),
                credit_usd: seat.credit.to_string(),
            })
            .collect(),
        pool_cap_usd: cap,
        no_credit: plan.no_credit.as_deref(),
        certainty: plan.certainty.word(),
        claims: plan
            .claims
            .iter()
            .map(|claim| ClaimShape {
                publisher: &claim.publisher,
                says: &claim.says,
                credit_usd: claim.credit.map(|credit| credit.to_string()),
                source: &claim.citation.source,
                checked: claim.citation.checked.to_string(),
            })
            .collect(),
        citation: CitationShape::from(&plan.citation),
        written_at: plan.origin.to_string(),
    }
}
