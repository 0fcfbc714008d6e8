//! Bytes as a scenario file.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::scenario(bytes));
