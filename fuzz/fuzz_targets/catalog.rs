//! Bytes as somebody else's catalog of prices.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::catalog(bytes));
