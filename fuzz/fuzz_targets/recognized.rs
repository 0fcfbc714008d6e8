//! Bytes as whatever they look like.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    creditcalc_fuzz::read_through(bytes, None);
});
