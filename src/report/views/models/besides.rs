//! What the price tables say besides the prices of models: fees, factors, and names that are no model.

use crate::phrase::exact_dollars;
use crate::pricing::{Citation, Fee, PriceTable, Vendor};
use crate::report::views::sources::Sources;
use crate::report::{Block, Cell, Column, Kind, Page, Sheet};

/// A name, what is said of it, and who says so.
type Row<'t> = (String, String, &'t Citation);

/// Adds a table for each kind of them.
pub(super) fn add(page: &mut Page, table: &PriceTable) {
    let mut sources = Sources::default();
    let mut add = |title: &str, rows: for<'t> fn(&'t Vendor) -> Vec<Row<'t>>| {
        let columns = vec![
            Column::of_page("", Kind::Text),
            Column::of_page("", Kind::Text).wrapped(),
            Column::of_page("", Kind::Text).of_rank(1),
            Column::of_page("", Kind::Text).of_rank(2),
        ];
        let mut sheet = Sheet::new(title, columns);
        for vendor in table.vendors() {
            for (name, what, citation) in rows(vendor) {
                let source = sources.citation(citation, "");
                sheet.push(vec![name.into(), what.into(), Cell::from(&vendor.id), source.into()]);
            }
        }
        if !sheet.rows().is_empty() {
            page.add(Block::Heading(title.to_owned()));
            page.add(Block::Table(sheet));
        }
    };
    add("Fees", fees);
    add("Factors on prices", factors);
    add("Tokens of the same text, by tokenizer", tokenizers);
    add("Names that move with the version of Claude Code", families);
    add("Names without a price", unpriced);
    sources.add_to(page);
}

fn fees(vendor: &Vendor) -> Vec<Row<'_>> {
    let row = |fee: &'_ Fee| {
        let each = fee.cost_of(1).map(exact_dollars).unwrap_or_default();
        (fee.kind.word().replace('_', " "), format!("{each} per {}", fee.unit))
    };
    let rows = vendor.fees.iter().map(|fee| {
        let (name, what) = row(fee);
        (name, what, &fee.citation)
    });
    rows.collect()
}

fn factors(vendor: &Vendor) -> Vec<Row<'_>> {
    let modifiers = vendor.modifiers.iter();
    modifiers.map(|of| (of.id.clone(), format!("x {}", of.multiplier), &of.citation)).collect()
}

fn tokenizers(vendor: &Vendor) -> Vec<Row<'_>> {
    let rows = vendor.tokenizers.iter().map(|tokenizer| {
        let range = match (tokenizer.ratio_low, tokenizer.ratio_high) {
            (Some(low), Some(high)) => format!(" ({low} to {high})"),
            _ => String::new(),
        };
        (tokenizer.id.clone(), format!("x {}{range}", tokenizer.ratio), &tokenizer.citation)
    });
    rows.collect()
}

fn families(vendor: &Vendor) -> Vec<Row<'_>> {
    let rows = vendor.families.iter().map(|family| {
        let members = family.members.iter().map(|member| format!("{} from {}", member.model, member.since));
        (family.alias.clone(), members.collect::<Vec<_>>().join(", "), &family.citation)
    });
    rows.collect()
}

fn unpriced(vendor: &Vendor) -> Vec<Row<'_>> {
    vendor.unpriced.iter().map(|name| (name.id.clone(), name.reason.clone(), &name.citation)).collect()
}
