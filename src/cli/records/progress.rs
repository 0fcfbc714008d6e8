//! A progress bar, on a terminal and only if reading takes long.

use std::io::{self, Read};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long reading takes before the bar appears. A bar for what is done at once only flickers.
const PATIENCE: Duration = Duration::from_millis(500);

/// Progress of reading, in bytes.
pub(super) struct Bar {
    all: u64,
    done: AtomicU64,
    is_shown: bool,
    began: Instant,
    drawn: OnceLock<ProgressBar>,
}

impl Bar {
    pub(super) fn new(all: u64, is_shown: bool) -> Self {
        Self { all, done: AtomicU64::new(0), is_shown, began: Instant::now(), drawn: OnceLock::new() }
    }

    fn add(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(0);
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.is_shown && self.began.elapsed() > PATIENCE {
            self.drawn.get_or_init(|| self.draw()).set_position(done);
        }
    }

    fn draw(&self) -> ProgressBar {
        // Nobody knows how much a pipe holds.
        let (all, template) = match self.all {
            0 => (None, "reading {bytes}"),
            all => (Some(all), "reading {bytes} of {total_bytes} {wide_bar} {eta}"),
        };
        let bar = ProgressBar::with_draw_target(all, ProgressDrawTarget::stderr_with_hz(10));
        // The templates are constants, and a test draws them.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }

    /// Removes the bar, so that the answer stands alone.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.drawn.get() {
            bar.finish_and_clear();
        }
    }
}

/// Advances the bar by what is read.
pub(super) struct Counted<'b, R> {
    pub(super) input: R,
    pub(super) bar: Option<&'b Bar>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        if let Some(bar) = self.bar {
            bar.add(length);
        }
        Ok(length)
    }
}
