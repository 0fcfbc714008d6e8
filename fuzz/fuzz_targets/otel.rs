//! Bytes as events of OpenTelemetry.

#![no_main]

use creditcalc::records::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    creditcalc_fuzz::read_through(bytes, Some(Format::OpenTelemetry));
});
