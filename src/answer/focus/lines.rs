//! The lines of a cost as charges: how much of what at which price, and who pays for it.

use std::collections::BTreeMap;

use super::{Paid, Parties, Sku, Usage};
use crate::cost::{Charge, CostLine, RunCost};
use crate::phrase::{capitalized, exact_dollars};
use crate::pricing::FeeKind;
use crate::units::{Multiplier, OutOfRange, Quantity, Tokens, Usd};
use crate::usage::{Service, ServiceOption};

/// What a run used of one model, and what that costs before retries.
pub(super) struct Used<'p, 't> {
    /// The model as it was called.
    pub(super) written: &'p str,
    pub(super) service: Service,
    pub(super) cost: &'p RunCost<'t>,
}

/// A charge without its time, its run and its accounts.
pub(super) struct Line {
    pub(super) usage: Usage,
    pub(super) description: String,
    pub(super) parties: Parties,
}

/// What a line charges, before it is known who pays.
struct Item {
    consumed: Quantity,
    consumed_unit: &'static str,
    priced: Quantity,
    pricing_unit: &'static str,
    unit_price: Usd,
    cost: Usd,
    description: String,
    parties: Parties,
    sku: Option<Sku>,
}

/// Tokens are priced by the million, as vendors' price lists have it.
const A_MILLION: Tokens = Tokens::new(1_000_000);
const PRICED_BY: &str = "1000000 Tokens";

/// The charges of a run, or of a part of it: they come to what is `paid`, to the last digit.
///
/// `vendor` is whose they are where no line says so, and whether a cloud sends the bill is `is_cloud`. A run is tried
/// `retries` times on average.
pub(super) fn lines(
    used: &[Used<'_, '_>],
    retries: Option<Multiplier>,
    mut paid: Paid,
    (vendor, is_cloud): (&str, bool),
) -> Vec<Line> {
    let total = paid.total();
    let mut all = all_of(used, retries, is_cloud).unwrap_or_default();
    let sum = |all: &[Item]| all.iter().try_fold(Usd::ZERO, |sum, line| sum.plus(line.cost));
    // Lines of more than the run costs would be lines of something else.
    if sum(&all).is_ok_and(|sum| sum > total) {
        all.clear();
    }
    let rest = total.less(sum(&all).unwrap_or_default());
    if !rest.is_zero() || (all.is_empty() && used.is_empty()) {
        all.push(whole(rest, used, vendor, is_cloud));
    }
    let line = |line: Item| Line {
        usage: Usage {
            consumed: line.consumed,
            consumed_unit: line.consumed_unit,
            priced: line.priced,
            pricing_unit: line.pricing_unit,
            unit_price: line.unit_price,
            paid: paid.take(line.cost),
            sku: line.sku,
        },
        description: line.description,
        parties: line.parties,
    };
    all.into_iter().map(line).collect()
}

fn all_of(
    used: &[Used<'_, '_>],
    retries: Option<Multiplier>,
    is_cloud: bool,
) -> Result<Vec<Item>, OutOfRange> {
    let lines = used.iter().flat_map(|used| used.cost.lines.iter().map(move |line| (used, line)));
    lines.map(|(used, line)| Item::of(used, line, retries, is_cloud)).collect()
}

/// What has no lines: a stated cost, or what a model costs beyond its lines.
fn whole(cost: Usd, used: &[Used<'_, '_>], vendor: &str, is_cloud: bool) -> Item {
    let one = Quantity::ONE;
    let (written, service) =
        used.first().map_or(("", Service::default()), |used| (used.written, used.service));
    // Where a band is cheaper than what is below it, the dearer of the two is counted.
    let what = if used.is_empty() { "One run at a stated cost" } else { "One run's cost beyond its lines" };
    Item {
        consumed: one,
        consumed_unit: "Runs",
        priced: one,
        pricing_unit: "Runs",
        unit_price: cost,
        cost,
        description: what.to_owned(),
        parties: Parties::of(vendor, written, service, is_cloud),
        sku: None,
    }
}

impl Item {
    fn of(
        used: &Used<'_, '_>,
        line: &CostLine<'_>,
        retries: Option<Multiplier>,
        is_cloud: bool,
    ) -> Result<Self, OutOfRange> {
        let CostLine { model, charge, amount } = line;
        let cost = retries.map_or(Ok(*amount), |factor| factor.of(*amount))?;
        let parties = Parties::of(&model.vendor, used.written, used.service, is_cloud);
        Ok(match charge {
            Charge::Tokens { kind, tokens, rate, .. } => {
                let consumed = Quantity::of(tokens.get(), retries)?;
                Self {
                    consumed,
                    consumed_unit: "Tokens",
                    priced: consumed.millions()?,
                    pricing_unit: PRICED_BY,
                    unit_price: rate.cost_of(A_MILLION)?,
                    cost,
                    description: format!("{}: {kind} tokens at ${rate} per million", model.name),
                    parties,
                    sku: Some(Sku::of_tokens(used.service, line)),
                }
            }
            Charge::Fee { count, fee, markup, price_factor } => {
                let consumed = Quantity::of(*count, retries)?;
                let one = fee.cost_of(1)?;
                let unit_price =
                    [markup, price_factor].into_iter().flatten().try_fold(one, |price, by| by.of(price))?;
                Self {
                    consumed,
                    consumed_unit: unit_of(fee.kind),
                    priced: consumed,
                    pricing_unit: unit_of(fee.kind),
                    unit_price,
                    cost,
                    description: format!(
                        "{}: {} at {} each",
                        model.name,
                        unit_of(fee.kind).to_lowercase(),
                        exact_dollars(unit_price)
                    ),
                    parties,
                    sku: Some(Sku::of_fee(line, fee.kind)),
                }
            }
        })
    }
}

/// What a fee is charged by.
fn unit_of(fee: FeeKind) -> &'static str {
    match fee {
        FeeKind::WebSearch => "Searches",
        FeeKind::WebFetch => "Pages",
        FeeKind::CodeExecution | FeeKind::SessionRuntime => "Hours",
    }
}

impl Sku {
    fn of_tokens(service: Service, line: &CostLine<'_>) -> Self {
        let model = line.model;
        let Charge::Tokens { kind, modifiers, prompt_tokens_over, terms, .. } = line.charge else {
            unreachable!("it is asked of lines of tokens")
        };
        let band = prompt_tokens_over.map_or("base".to_owned(), |over| format!("over-{over}"));
        let mut price_id = format!("{}/{}/{band}/{}", model.id, kind.id(), terms.effective_from);
        // Fast mode has rows of its own, with days of their own.
        if service.has(ServiceOption::Fast) {
            price_id += "+fast";
        }
        for modifier in modifiers.iter() {
            price_id += &format!("+{}", modifier.id);
        }
        for (what, factor) in [("markup", modifiers.markup()), ("factor", modifiers.price_factor())] {
            if let Some(factor) = factor {
                price_id += &format!("+{what}-{factor}");
            }
        }
        let details = BTreeMap::from([
            ("x_Checked", terms.citation.checked.to_string()),
            ("x_EffectiveFrom", terms.effective_from.to_string()),
            ("x_Source", terms.citation.source.clone()),
        ]);
        Self {
            id: format!("{}/{}/{}", model.vendor, model.id, kind.id()),
            price_id,
            meter: capitalized(&format!("{kind} tokens")),
            model: Some(model.id.clone()),
            kind: kind.id(),
            details,
        }
    }

    fn of_fee(line: &CostLine<'_>, kind: FeeKind) -> Self {
        let Charge::Fee { fee, markup, price_factor, .. } = line.charge else {
            unreachable!("it is asked of lines of fees")
        };
        let id = format!("{}/{}", line.model.vendor, kind.word());
        let mut price_id = id.clone();
        for (what, factor) in [("markup", markup), ("factor", price_factor)] {
            if let Some(factor) = factor {
                price_id += &format!("+{what}-{factor}");
            }
        }
        let details = BTreeMap::from([
            ("x_Checked", fee.citation.checked.to_string()),
            ("x_Source", fee.citation.source.clone()),
        ]);
        Self {
            id,
            price_id,
            meter: capitalized(&kind.word().replace('_', " ")),
            model: Some(line.model.id.clone()),
            kind: kind.word(),
            details,
        }
    }
}
