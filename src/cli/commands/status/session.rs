//! What Claude Code says of its session on standard input.

use std::io::{self, Read as _};

use crate::cli::peeked::is_something_piped_in;
use crate::records::json::Json;
use crate::units::Usd;

/// As much of standard input is read for a status bar, in bytes.
const INPUT_MAX: u64 = 1 << 20;

/// What Claude Code says on standard input that the session cost; whatever else stands there, it says nothing.
pub(super) fn session_cost() -> Option<Usd> {
    if !is_something_piped_in() {
        return None;
    }
    let mut text = Vec::new();
    io::stdin().lock().take(INPUT_MAX).read_to_end(&mut text).ok()?;
    let value = Json::new(text.trim_ascii()).ok()?;
    let cost = value.get(b"cost")?.get(b"total_cost_usd")?;
    Usd::from_float_text(std::str::from_utf8(cost.bytes()).ok()?.trim_matches('"'))
}
