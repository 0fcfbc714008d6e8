//! Bytes as the store in which an agent keeps its jobs.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::job_store(bytes));
