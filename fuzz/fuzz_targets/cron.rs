//! Bytes as a cron expression.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::cron(bytes));
