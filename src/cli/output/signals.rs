//! Lets signals wait while files are replaced.
//!
//! A signal that ends the program in the middle would leave a hidden file behind. None is handled here: it
//! waits until the hidden file is gone, and then does what it always does, so that whoever started the program
//! sees how it ended, and what was to be ignored still is.

use std::io;

#[cfg(unix)]
use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// While it lives, signals wait.
pub(super) struct Held {
    /// Those that wait afterwards.
    #[cfg(unix)]
    after: Option<SigSet>,
}

impl Held {
    #[cfg(unix)]
    pub(super) fn new() -> Self {
        let before = SigSet::all().thread_swap_mask(SigmaskHow::SIG_BLOCK).ok();
        let after = before.map(|mut signals| {
            // A file that became too large is an error, which is reported.
            signals.add(Signal::SIGXFSZ);
            signals
        });
        Self { after }
    }

    #[cfg(not(unix))]
    pub(super) fn new() -> Self {
        Self {}
    }

    /// An error where one of those that wait is going to end the program.
    #[expect(clippy::unused_self, reason = "there is nothing to ask for before signals wait")]
    pub(super) fn go_on(&self) -> io::Result<()> {
        let is_ending =
            std::fs::read_to_string("/proc/thread-self/status").is_ok_and(|status| is_ending(&status));
        if is_ending { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

#[cfg(unix)]
impl Drop for Held {
    fn drop(&mut self) {
        if let Some(after) = self.after {
            let _ = after.thread_set_mask();
        }
    }
}

/// The signals by which people and systems end a program: HUP, INT, QUIT and TERM, a bit each.
const ENDING: u64 = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14;

/// Whether a process is going to be ended by a signal that waits, by what Linux says of it. Elsewhere, the
/// signal waits until all is written.
fn is_ending(status: &str) -> bool {
    let set = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok()).unwrap_or(0)
    };
    (set("SigPnd:") | set("ShdPnd:")) & ENDING & !set("SigIgn:") != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_that_is_ignored_ends_nothing() {
        let status = |thread, process, ignored| {
            format!(
                "Name:\tx\nSigPnd:\t{thread:016x}\nShdPnd:\t{process:016x}\nSigBlk:\tffffffffffffffff\nSigIgn:\t{ignored:016x}\n"
            )
        };
        assert!(!is_ending(&status(0, 0, 0)));
        assert!(is_ending(&status(0, 0b10, 0)), "INT, for the process");
        assert!(is_ending(&status(1, 0, 0b10)), "HUP, for the thread");
        assert!(!is_ending(&status(0, 0b11, 0b11)), "both are ignored");
        assert!(!is_ending(&status(0, 1 << 16, 0)), "CHLD is about a child");
        assert!(!is_ending(""), "a system that says nothing");
    }
}
