//! Bytes as JSON, against `serde_json`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::compare_json(bytes));
