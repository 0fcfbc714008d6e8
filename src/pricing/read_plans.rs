//! Reads a file of programs and plans: `creditcalc.plans/1`, as described in `pricing/README.md`.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use super::Certainty;
use super::plan::{
    Auth, Claim, Counterpart, CreditGrant, CycleRule, DefaultExhaustion, Draws, Plan, Pooling, Program,
    ProgramStatus, Seat, StatusChange, Surface, Unit, UseRule,
};
use super::read_models::citation;
use crate::diagnostic::Code;
use crate::source::Span;
use crate::toml::document::{Node, Value};
use crate::toml::{Faults, Fields, Placed, Unplaced as _};
use crate::units::Multiplier;

/// What a file of plans says, and where the names in it stand.
#[derive(Debug)]
pub(crate) struct PlanFile {
    pub(crate) programs: Vec<Placed<Program>>,
    /// The ids of all programs, those of faulty ones included.
    pub(crate) program_ids: Vec<String>,
    /// The vendors whose models programs say they pay for.
    pub(crate) paid_for: Vec<Placed<String>>,
    pub(crate) plans: Vec<PlacedPlan>,
}

/// A plan, and where the names in it stand.
#[derive(Debug)]
pub(crate) struct PlacedPlan {
    pub(crate) plan: Plan,
    /// Its id and its aliases.
    pub(crate) names: Vec<Placed<String>>,
    pub(crate) program: Placed<String>,
    pub(crate) counterpart: Option<Span>,
}

/// Reads a file of plans. Faults are noted; what could not be read is left out.
pub(crate) fn read(root: &Node<'_>, faults: &mut Faults<'_>) -> Option<PlanFile> {
    let mut fields = Fields::of(root, "a file of plans", faults)?;
    fields.required("format").text().unplaced();
    let vendor = fields.required("vendor").text().unplaced();
    let programs = fields.key("program").tables();
    let plans = fields.key("plan").tables();
    fields.finish();
    let vendor = vendor.unwrap_or_default();
    let mut paid_for = Vec::new();
    let id_of = |node: &Node<'_>| match &node.get("id")?.value {
        Value::Text(id) => Some(id.to_string()),
        _ => None,
    };
    Some(PlanFile {
        program_ids: programs.iter().filter_map(id_of).collect(),
        programs: programs.iter().filter_map(|node| program(node, &vendor, &mut paid_for, faults)).collect(),
        paid_for,
        plans: plans.iter().filter_map(|node| plan(node, faults)).collect(),
    })
}

fn program(
    node: &Node<'_>,
    vendor: &str,
    paid_for: &mut Vec<Placed<String>>,
    faults: &mut Faults<'_>,
) -> Option<Placed<Program>> {
    let mut fields = Fields::of(node, "a program", faults)?;
    let span = fields.span();
    let id = fields.required("id").text();
    let name = fields.required("name").text().unplaced();
    let short = fields.key("short").text().unplaced();
    let pays_for = fields.key("pays_for").list();
    if let Some(node) = fields.key("pays_for").node.filter(|_| pays_for.is_empty()) {
        let help = format!(
            "leave `pays_for` out for the models of `{vendor}`, or name vendors: `pays_for = [\"anthropic\", \"openai\"]`"
        );
        fields
            .faults
            .add(Code::MissingPriceKey, "a program pays for no vendor's models", &node.span, "")
            .way_out(help);
    }
    paid_for.extend(pays_for.iter().cloned());
    let pays_for = if pays_for.is_empty() {
        vec![vendor.to_owned()]
    } else {
        pays_for.into_iter().map(|paid| paid.value).collect()
    };
    let default = fields.key("default").flag();
    let sign_in = fields.required("sign_in").word(&Auth::OF_PROGRAMS).unplaced();
    let exhaustion = fields.required("exhaustion").word(&DefaultExhaustion::WORDS).unplaced();
    let pooling = fields.required("pooling").word(&Pooling::WORDS).unplaced();
    let cycle = cycle_rule(&mut fields);
    let markup = markup(&mut fields);
    let rates = fields.key("rates").text().unplaced();
    let unit = unit(&mut fields);
    let renewal = fields.required("renewal").text().unplaced();
    let terms = fields.key("terms").list().unplaced();
    let citation = citation(&mut fields);
    let statuses = fields.key("status").tables();
    let uses = fields.key("use").tables();
    if statuses.is_empty() {
        fields
            .faults
            .add(Code::MissingPriceKey, "a program has no `status`", &span, "")
            .way_out("add a [[program.status]] with the day it was announced");
    }
    fields.finish();

    let mut history: Vec<Placed<StatusChange>> = Vec::with_capacity(statuses.len());
    for node in statuses {
        let Some(change) = status_change(node, faults) else { continue };
        if let Some(before) = history.last().filter(|before| before.value.from >= change.value.from) {
            faults
                .add(
                    Code::DaysOutOfOrder,
                    "the statuses of a program are not in order of date",
                    &change.span,
                    format!("from {}", change.value.from),
                )
                .and_at(before.span.clone(), format!("from {}", before.value.from))
                .way_out("put them in order of date");
        }
        history.push(change);
    }
    let uses = use_rules(uses, &span, faults);
    let origin = faults.origin(&span);
    let id = id?;
    let program = Program {
        id: id.value,
        vendor: vendor.to_owned(),
        pays_for,
        name: name?,
        short,
        default,
        sign_in: sign_in?,
        exhaustion: exhaustion?,
        pooling: pooling?,
        cycle,
        markup,
        rates,
        unit,
        renewal: renewal?,
        terms,
        history: history.into_iter().map(|change| change.value).collect(),
        uses,
        citation: citation?,
        origin,
    };
    Some(Placed { value: program, span: id.span })
}

/// No credit comes back after more than a year.
const CYCLE_DAYS_MAX: u16 = 366;

/// When a credit comes back: a word, or a number of days.
fn cycle_rule(fields: &mut Fields<'_, '_, '_>) -> CycleRule {
    let word = fields.key("cycle").word(&CycleRule::WORDS);
    let days = fields.key("cycle_days").whole_number().and_then(|Placed { value, span }| {
        let days = u16::try_from(value).ok().filter(|days| *days <= CYCLE_DAYS_MAX).and_then(NonZeroU16::new);
        if days.is_none() {
            let title = format!("a cycle has 1 to {CYCLE_DAYS_MAX} `cycle_days`");
            fields.faults.add(Code::WrongPriceNumber, title, &span, "");
        }
        days.map(|value| Placed { value, span })
    });
    if let (Some(word), Some(days)) = (&word, &days) {
        fields
            .faults
            .add(Code::UnknownPriceKey, "a program has a `cycle` or `cycle_days`, not both", &days.span, "")
            .and_at(word.span.clone(), "and this")
            .way_out("leave one of them out");
    }
    match (word, days) {
        (_, Some(days)) => CycleRule::Every(days.value),
        (Some(word), None) => word.value,
        (None, None) => CycleRule::BillingDay,
    }
}

/// What list prices are multiplied by. Nothing would make every run free.
fn markup(fields: &mut Fields<'_, '_, '_>) -> Option<Multiplier> {
    let place = fields.key("markup").node.map(|node| node.span.clone());
    let markup: Option<Multiplier> = fields.key("markup").quoted_decimal();
    if let Some(place) = place
        && markup.is_some_and(Multiplier::is_zero)
    {
        let title = "a mark-up is more than 0: `1.1` is 10% on top of list prices";
        fields.faults.add(Code::WrongPriceNumber, title, &place, "");
    }
    markup
}

/// The unit of a credit: what it is called, and what one is worth.
fn unit(fields: &mut Fields<'_, '_, '_>) -> Option<Unit> {
    let name = fields.key("unit").text();
    let place = fields.key("unit_usd").node.map(|node| node.span.clone());
    let usd = fields.key("unit_usd").quoted_decimal();
    if let (None, Some(place)) = (&name, place) {
        fields
            .faults
            .add(
                Code::MissingPriceKey,
                "`unit_usd` is the worth of a unit, and the unit has no name",
                &place,
                "",
            )
            .way_out("add `unit = \"…\"` with what one is called");
    }
    Some(Unit { name: name?.value, usd })
}

fn status_change(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Placed<StatusChange>> {
    let mut fields = Fields::of(node, "a status", faults)?;
    let span = fields.key("from").node.map_or(fields.span(), |node| node.span.clone());
    let from = fields.required("from").day().unplaced();
    let status = fields.required("status").word(&ProgramStatus::WORDS).unplaced();
    let citation = citation(&mut fields);
    fields.finish();
    Some(Placed { value: StatusChange { from: from?, status: status?, citation: citation? }, span })
}

/// Reads the rules of use. Every surface with every sign-in must stand in exactly one of them: a gap would be
/// a guess.
fn use_rules(nodes: &[Node<'_>], program: &Span, faults: &mut Faults<'_>) -> Vec<UseRule> {
    let mut rules = Vec::with_capacity(nodes.len());
    let mut ruled: BTreeMap<(Surface, Auth), Span> = BTreeMap::new();
    let mut readable = true;
    for node in nodes {
        let Some(mut fields) = Fields::of(node, "a use", faults) else {
            readable = false;
            continue;
        };
        let surfaces = fields.required("surfaces").words(&Surface::WORDS);
        let auths = fields.required("auths").words(&Auth::OF_PROGRAMS);
        let draws = fields.required("draws").word(&Draws::WORDS).unplaced();
        let reason = fields.required("reason").text().unplaced();
        let citation = citation(&mut fields);
        fields.finish();
        for surface in &surfaces {
            for auth in &auths {
                if let Some(earlier) = ruled.insert((surface.value, auth.value), surface.span.clone()) {
                    let title =
                        format!("`{}` with `{}` has two rules", surface.value.word(), auth.value.word());
                    faults
                        .add(Code::NotOneUseRule, title, &surface.span, "again here")
                        .and_at(earlier, "first here");
                }
            }
        }
        let (Some(draws), Some(reason), Some(citation)) = (draws, reason, citation) else {
            readable = false;
            continue;
        };
        let surfaces = surfaces.into_iter().map(|surface| surface.value).collect();
        let auths = auths.into_iter().map(|auth| auth.value).collect();
        rules.push(UseRule { surfaces, auths, draws, reason, citation });
    }
    if nodes.is_empty() {
        faults
            .add(Code::NotOneUseRule, "this program has no `[[program.use]]`", program, "")
            .way_out("add [[program.use]] entries that cover every surface with every sign-in");
        return rules;
    }
    for (surface_word, surface) in Surface::WORDS {
        for (auth_word, auth) in Auth::OF_PROGRAMS {
            if readable && !ruled.contains_key(&(surface, auth)) {
                faults
                    .add(Code::NotOneUseRule, format!("`{surface_word}` with `{auth_word}` has no rule"), program, "in this program")
                    .way_out(format!("add a [[program.use]] with `surfaces = [\"{surface_word}\"]` and `auths = [\"{auth_word}\"]`"));
            }
        }
    }
    rules
}

fn plan(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<PlacedPlan> {
    let mut fields = Fields::of(node, "a plan", faults)?;
    let span = fields.span();
    let program = fields.required("program").text();
    let id = fields.required("id").text();
    let name = fields.required("name").text().unplaced();
    let aliases = fields.key("aliases").list();
    let individual = fields.key("individual").flag();
    let fee = fields.key("fee_usd").quoted_decimal();
    let fee_note = fields.key("fee_note").text().unplaced();
    let credit_place = fields.key("credit_usd").node.map(|node| node.span.clone());
    let credit = fields.key("credit_usd").quoted_decimal();
    let cap_place = fields.key("pool_cap_usd").node.map(|node| node.span.clone());
    let pool_cap = fields.key("pool_cap_usd").quoted_decimal();
    let draws = fields.key("draws").word(&Draws::WORDS).unplaced();
    let flex = fields.key("flex_usd").quoted_decimal();
    let flex_place = fields.key("flex_usd").node.map(|node| node.span.clone());
    let work_units = fields.key("work_units").whole_number().unplaced();
    let not_computable = fields.key("not_computable").text().unplaced();
    let no_credit = fields.key("no_credit").text().unplaced();
    let eligible = credit_place.is_some() || fields.key("seat").is_written();
    if flex > credit
        && let Some(place) = flex_place
    {
        let title = "`flex_usd` is a part of `credit_usd`, and is more than that";
        fields.faults.add(Code::WrongPriceNumber, title, &place, "");
    }
    if no_credit.is_none() && not_computable.is_none() && (!eligible || draws.is_some()) {
        let help = "add `credit_usd = \"…\"`, [[plan.seat]] entries, or `no_credit = \"…\"` with the reason";
        fields
            .faults
            .add(Code::MissingPriceKey, "a plan has no credit and does not say why", &span, "")
            .way_out(help);
    }
    let certainty = fields.required("certainty").word(&Certainty::WORDS).unplaced();
    let citation = citation(&mut fields);
    let counterpart_node = fields.key("counterpart").node;
    let seats = fields.key("seat").tables();
    let claims = fields.key("claim").tables();
    fields.finish();

    let seat_nodes = seats;
    let seats: Vec<Seat> = seat_nodes.iter().filter_map(|node| seat(node, faults)).collect();
    for (index, seat) in seats.iter().enumerate() {
        if seats[..index].iter().any(|earlier| earlier.kind == seat.kind) {
            let place = seat_nodes.get(index).map_or(&span, |node| &node.span);
            faults
                .add(
                    Code::PriceEntryTwice,
                    format!("the seat `{}` is defined twice", seat.kind),
                    place,
                    "again here",
                )
                .way_out("remove one of them");
        }
    }
    if let Some(place) = cap_place.filter(|_| seats.is_empty()) {
        let title = "`pool_cap_usd` needs seats, and this plan has none";
        faults
            .add(Code::UnknownPriceKey, title, &place, "")
            .way_out("leave it out, or add [[plan.seat]] entries");
    }
    let claims = claims.iter().filter_map(|node| claim(node, faults)).collect();
    let counterpart = counterpart_node.and_then(|node| counterpart(node, faults));
    let grant = match (credit, credit_place) {
        (_, Some(place)) if !seats.is_empty() => {
            faults
                .add(Code::UnknownPriceKey, "a plan has a `credit_usd` or seats, not both", &place, "")
                .way_out("leave `credit_usd` out if the credit is the sum of the seats' credits");
            return None;
        }
        (Some(credit), _) => CreditGrant::Fixed(credit),
        (None, Some(_)) => return None,
        (None, None) if seats.is_empty() => CreditGrant::NotEligible,
        (None, None) => CreditGrant::Seats { seats, pool_cap },
    };
    let origin = faults.origin(&span);
    let (id, program) = (id?, program?);
    let mut names = vec![id.clone()];
    names.extend(aliases.iter().cloned());
    let plan = Plan {
        id: id.value,
        program: program.value.clone(),
        name: name?,
        aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        individual,
        fee,
        fee_note,
        grant,
        flex,
        work_units,
        not_computable,
        no_credit,
        draws,
        counterpart,
        certainty: certainty?,
        citation: citation?,
        claims,
        origin,
    };
    Some(PlacedPlan { plan, names, program, counterpart: counterpart_node.map(|node| node.span.clone()) })
}

fn seat(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Seat> {
    let mut fields = Fields::of(node, "a seat", faults)?;
    let kind = fields.required("kind").text().unplaced();
    let fee = fields.key("fee_usd").quoted_decimal();
    let credit = fields.required("credit_usd").quoted_decimal();
    fields.finish();
    Some(Seat { kind: kind?, fee, credit: credit? })
}

fn claim(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Claim> {
    let mut fields = Fields::of(node, "a claim", faults)?;
    let publisher = fields.required("publisher").text().unplaced();
    let says = fields.required("says").text().unplaced();
    let credit = fields.key("credit_usd").quoted_decimal();
    let citation = citation(&mut fields);
    fields.finish();
    Some(Claim { publisher: publisher?, says: says?, credit, citation: citation? })
}

fn counterpart(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Counterpart> {
    let mut fields = Fields::of(node, "a counterpart", faults)?;
    let program = fields.required("program").text().unplaced();
    let plan = fields.required("plan").text().unplaced();
    let seats_node = fields.key("seats").node;
    fields.finish();
    let mut seats = Vec::new();
    if let Some(node) = seats_node {
        for entry in Fields::of(node, "`seats`", faults)?.entries() {
            match &entry.node.value {
                Value::Integer(digits) if digits.parse::<u64>().is_ok() => {
                    seats.push((entry.key.to_string(), digits.parse().expect("it parsed just now")));
                }
                _ => {
                    let title = "a number of seats is zero or more";
                    faults.add(Code::WrongPriceNumber, title, &entry.node.span, "");
                }
            }
        }
    }
    Some(Counterpart { program: program?, plan: plan?, seats })
}
