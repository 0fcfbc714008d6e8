//! What vendors charged.

use creditcalc::bills::{self, Bill, BillColumns, Document};
use creditcalc::phrase::CsvDialect;
use creditcalc::source::SourceFile;

use super::told;

/// Reads bytes as a bill: whatever they look like, and as CSV in both dialects.
///
/// # Panics
///
/// When the reader does, reads two bills from one text, or counts a copy twice.
pub fn bill(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = SourceFile::new("bill", text.to_owned());
    for dialect in [None, Some(CsvDialect::Comma), Some(CsvDialect::ExcelEu)] {
        let read = || bills::read(&source, &BillColumns::default(), dialect);
        match (read(), read()) {
            (Ok(document), Ok(again)) => {
                assert_eq!(document, again, "read again");
                if let Document::Bill(bill) = document {
                    look_at(&bill);
                }
            }
            (Err(faults), Err(again)) => {
                assert_eq!(faults, again, "read again");
                told::faults(&faults);
            }
            _ => panic!("read once, and refused once"),
        }
    }
}

/// A bill that is read has charges, and the same file twice bills no more than once.
fn look_at(bill: &Bill) {
    assert!(!bill.charges.is_empty(), "read without a charge");
    assert!(bill.charges.iter().all(|charge| bill.days.contains(&charge.day)), "a charge of no day");
    let _ = bill.missing_pages();
    let mut once = bill.clone();
    let mut twice = bill.clone();
    twice.join(bill.clone());
    // A sum that does not fit is an answer, too.
    if let (Ok(_), Ok(_)) = (once.without_copies(), twice.without_copies()) {
        assert_eq!(once.charges.len(), twice.charges.len(), "a copy counts");
    }
}
