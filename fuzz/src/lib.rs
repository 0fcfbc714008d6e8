//! What the fuzz targets ask. It stands with the tests, which ask the same.

#[path = "../../tests/it/fuzzed/entries/mod.rs"]
mod entries;

pub use entries::*;
