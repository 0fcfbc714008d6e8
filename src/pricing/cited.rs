//! Every row of the tables with who says so: for lists of sources, and for rows that nobody has looked at for long.

use jiff::civil::Date;

use super::Citation;
use super::model::{Model, ModelStatus};
use super::table::PriceTable;

/// A row of the tables, and where it was read.
#[derive(Debug, Clone)]
pub struct Cited<'t> {
    /// What it is about: `claude-opus-5 from 2026-07-24`.
    pub what: String,
    /// The price file it stands in; `None` for what holds for all models of a vendor.
    pub file: Option<&'t str>,
    /// Whether it's about days that are over: nobody checks it again.
    pub is_over: bool,
    /// Who says so.
    pub citation: &'t Citation,
}

impl PriceTable {
    /// All rows, as seen from `day`.
    #[must_use]
    pub fn cited(&self, day: Date) -> Vec<Cited<'_>> {
        let mut rows = Vec::new();
        for vendor in &self.vendors {
            let id = &vendor.id;
            let mut add =
                |what: String, citation| rows.push(Cited { what, file: None, is_over: false, citation });
            vendor.modifiers.iter().for_each(|row| add(format!("{id}: {}", row.id), &row.citation));
            vendor.fees.iter().for_each(|row| add(format!("{id}: {}", row.kind.word()), &row.citation));
            vendor.tokenizers.iter().for_each(|row| add(format!("{id}: {}", row.id), &row.citation));
            vendor.families.iter().for_each(|row| add(format!("{id}: {}", row.alias), &row.citation));
            vendor.unpriced.iter().for_each(|row| add(format!("{id}: {}", row.id), &row.citation));
        }
        for model in &self.models {
            let standard = model.prices.iter().map(|price| ("", &price.terms));
            let fast = model.fast.iter().map(|price| (" fast", &price.terms));
            for (speed, terms) in standard.chain(fast) {
                rows.push(Cited {
                    what: format!("{}{speed} from {}", model.id, terms.effective_from),
                    file: Some(model.origin.file()),
                    is_over: is_gone(model, day) || terms.effective_until.is_some_and(|until| until <= day),
                    citation: &terms.citation,
                });
            }
        }
        for program in &self.programs {
            let file = Some(program.origin.file());
            let mut add = |what: String, citation| rows.push(Cited { what, file, is_over: false, citation });
            add(program.id.clone(), &program.citation);
            for change in &program.history {
                add(
                    format!("{} {} from {}", program.id, change.status.word(), change.from),
                    &change.citation,
                );
            }
            program.uses.iter().for_each(|rule| add(format!("{}: a use", program.id), &rule.citation));
        }
        for plan in &self.plans {
            rows.push(Cited {
                what: format!("{} of {}", plan.id, plan.program),
                file: Some(plan.origin.file()),
                is_over: false,
                citation: &plan.citation,
            });
        }
        rows
    }
}

/// Whether a model is no longer served.
fn is_gone(model: &Model, day: Date) -> bool {
    let life = &model.lifecycle;
    life.retired.map_or(life.status == ModelStatus::Retired, |on| on <= day)
}
