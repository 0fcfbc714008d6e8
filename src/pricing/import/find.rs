//! Finds a catalog in a package by what stands there: a program of hundreds of megabytes is read piece by piece and
//! never held.

use std::io::{self, Read};

use memchr::memmem;

use super::{Catalog, claude_cli, codex};

/// How much is read at once.
const PIECE: usize = 1 << 20;

/// The most that a catalog takes: those of today are below one megabyte.
const CATALOG_MAX: usize = 8 << 20;

/// How near the second mark must stand.
const NEAR_MAX: usize = 200;

/// The part of a package that has a catalog, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogText {
    /// From the beginning of the catalog on; what follows it may be cut.
    Found(String),
    /// There is none.
    None,
}

/// Looks through a package. Memory is bounded by the size of a catalog, whatever the size of the package.
///
/// # Errors
///
/// When it cannot be read to the place of the catalog.
pub fn find(catalog: Catalog, mut package: impl Read) -> io::Result<CatalogText> {
    let (needle, near) = match catalog {
        Catalog::Codex => (codex::NEEDLE, Some(codex::NEAR)),
        _ => (claude_cli::NEEDLE, None),
    };
    let finder = memmem::Finder::new(needle);
    let mut window = Vec::new();
    loop {
        let read =
            package.by_ref().take(u64::try_from(PIECE).unwrap_or(u64::MAX)).read_to_end(&mut window)?;
        let mut from = 0;
        while let Some(place) = finder.find(&window[from..]) {
            let start = from + place;
            let end = start + needle.len() + NEAR_MAX;
            // What is near may be in the next piece.
            if window.len() < end && read > 0 {
                break;
            }
            let behind = &window[start..end.min(window.len())];
            if near.is_none_or(|near| is_list_with(&behind[needle.len().min(behind.len())..], near)) {
                window.drain(..start);
                let missing = CATALOG_MAX.saturating_sub(window.len());
                package.by_ref().take(u64::try_from(missing).unwrap_or(u64::MAX)).read_to_end(&mut window)?;
                window.truncate(CATALOG_MAX);
                return Ok(CatalogText::Found(text_of(window)));
            }
            from = start + needle.len();
        }
        if read == 0 {
            return Ok(CatalogText::None);
        }
        // A mark may begin in this piece and end in the next one.
        let kept = (needle.len() + NEAR_MAX).min(window.len() - from);
        window.drain(..window.len() - kept);
    }
}

/// Whether a list of objects begins here, with `key` near its beginning.
fn is_list_with(behind: &[u8], key: &str) -> bool {
    let list = behind.trim_ascii_start().strip_prefix(b"[");
    list.is_some_and(|list| list.trim_ascii_start().starts_with(b"{"))
        && memmem::find(behind, key.as_bytes()).is_some()
}

/// What is text of it: a program goes on with something else.
fn text_of(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(valid);
            String::from_utf8(bytes).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_is_found_across_pieces_and_nothing_else_is_taken_for_one() {
        for before in [0, 10, PIECE - 7, PIECE, 3 * PIECE - 20] {
            let mut package = vec![0xff_u8; before];
            package.extend_from_slice(b"pricing_tiers:{a:{}},models:[]");
            package.extend_from_slice(&[0xfe; 50]);
            let found = find(Catalog::ClaudeCli, package.as_slice()).expect("memory can be read");
            let text = "pricing_tiers:{a:{}},models:[]".to_owned();
            assert_eq!(found, CatalogText::Found(text), "{before}");
        }
        let other = b"\"models\": [] \"models\": [{\"slug\": \"x\"}]";
        let long = [&[b' '; 300][..], other].concat();
        assert!(matches!(find(Catalog::Codex, long.as_slice()), Ok(CatalogText::Found(_))));
        assert_eq!(find(Catalog::Codex, &b"nothing"[..]).expect("memory"), CatalogText::None);
    }
}
