//! Prices from the catalogs of others.

use creditcalc::phrase::escaped;
use creditcalc::pricing::import::{Catalog, CatalogText, Frame, compare, find, read, text_of};
use creditcalc::pricing::load;
use creditcalc::source::SourceFile;
use jiff::civil::date;

use super::{TABLE, told};

/// Reads bytes as the catalog of each kind, up to the price files that would be written.
///
/// # Panics
///
/// When a reader does, reads two catalogs from one text, or something is written that is no price file.
pub fn catalog(bytes: &[u8]) {
    for kind in [Catalog::LiteLlm, Catalog::GenaiPrices, Catalog::ModelsDev] {
        if let Ok(text) = std::str::from_utf8(bytes) {
            look_at(kind, text.to_owned());
        }
    }
    // These are found in programs, which are no text.
    for kind in [Catalog::ClaudeCli, Catalog::Codex] {
        if let CatalogText::Found(text) = find(kind, bytes).expect("memory can be read") {
            look_at(kind, text);
        }
    }
}

fn look_at(catalog: Catalog, text: String) {
    let source = SourceFile::new("catalog.json", text);
    let vendors = TABLE.vendors();
    let (imported, again) = (read(catalog, &source, vendors), read(catalog, &source, vendors));
    let imported = match (imported, again) {
        (Ok(imported), Ok(again)) => {
            assert_eq!(imported.models, again.models, "read again");
            imported
        }
        (Err(fault), Err(again)) => {
            assert_eq!(fault, again, "read again");
            return told::faults(&[fault]);
        }
        _ => panic!("read once, and refused once"),
    };
    let today = date(2026, 11, 21);
    let frame =
        Frame { catalog, source: &source, table: &TABLE, from: date(2026, 12, 5), today, models: &[] };
    let comparison = match compare(&imported, &frame) {
        Ok(comparison) => comparison,
        Err(fault) => return told::faults(&[fault]),
    };
    for doubt in &comparison.doubts {
        told::harmless(&escaped(&format!("{} {}", doubt.model, doubt.says)));
    }
    if !comparison.doubts.is_empty() {
        return;
    }
    match text_of(&frame, &comparison.changes, "catalog.json") {
        Ok(files) => {
            let files: Vec<SourceFile> =
                files.into_iter().map(|(name, text)| SourceFile::new(name, text)).collect();
            if !files.is_empty() {
                load(&files, Some(&TABLE)).expect("what is written without a doubt is a price file");
            }
        }
        Err(faults) => told::faults(&faults),
    }
}
