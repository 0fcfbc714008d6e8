//! What Claude Code says of its session on standard input.

use std::io::{self, IsTerminal as _, Read as _};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::records::json::Json;
use crate::units::Usd;

/// As much of standard input is read for a status bar, in bytes.
const INPUT_MAX: u64 = 1 << 20;

/// As long is waited for it. Claude Code has written when it starts the command; who leaves its end open and writes
/// nothing is not waited for.
const WAIT: Duration = Duration::from_millis(500);

/// What Claude Code says on standard input that the session cost; whatever else stands there, it says nothing.
///
/// It may be a file, a pipe, or a socket: Node starts its children with one.
pub(super) fn session_cost() -> Option<Usd> {
    if io::stdin().is_terminal() {
        return None;
    }
    let (sender, receiver) = mpsc::channel();
    // It ends with the program, also while it waits.
    thread::Builder::new().spawn(move || sender.send(cost_on_input())).ok()?;
    receiver.recv_timeout(WAIT).ok()?
}

/// Reads until there is a whole value, or nothing more.
fn cost_on_input() -> Option<Usd> {
    let mut input = io::stdin().lock().take(INPUT_MAX);
    let (mut text, mut piece) = (Vec::new(), vec![0; 64 << 10]);
    loop {
        let read = input.read(&mut piece).ok()?;
        text.extend_from_slice(&piece[..read]);
        let whole = text.trim_ascii();
        if read == 0 || whole.ends_with(b"}") && Json::new(whole).is_ok() {
            return cost_in(whole);
        }
    }
}

fn cost_in(text: &[u8]) -> Option<Usd> {
    let cost = Json::new(text).ok()?.get(b"cost")?.get(b"total_cost_usd")?;
    Usd::from_float_text(std::str::from_utf8(cost.bytes()).ok()?.trim_matches('"'))
}
