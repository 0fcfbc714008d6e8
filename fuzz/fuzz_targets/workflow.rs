//! Bytes as a workflow of GitHub Actions.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::workflow(bytes));
