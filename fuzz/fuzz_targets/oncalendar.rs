//! Bytes as a calendar event of systemd.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::oncalendar(bytes));
