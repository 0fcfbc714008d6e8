//! Lines as arguments of the program, and the file that they name.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| creditcalc_fuzz::command_line(bytes));
