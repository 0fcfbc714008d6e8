//! The question behind an answer: what is kept of it, and how it is asked again.
//!
//! A saved answer holds its command line in one spelling ([`words`]), the settings, the instant and zone if it looked at
//! the clock, and the digests of the files it read ([`files`]). To verify it, the same command line is run in this process
//! with these settings and this clock ([`ask`]).

mod ask;
mod files;
mod words;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::World;
use super::shell::Shell;
use crate::answer::asked::Asked;
use crate::calendar::Instant;
use crate::report::Format;
use crate::schedule::zone;

pub(in crate::cli) use ask::{Again, ask};

impl Shell<'_> {
    /// The question, for an answer that is saved: JSON has it, and no other format does.
    pub(in crate::cli) fn asked(&self, world: &World<'_>) -> Option<Asked> {
        if self.format() != Format::Json {
            return None;
        }
        let words = words::canonical(self.words())?;
        let (now, zone) = world.clock().looked_at();
        let mut settings: BTreeMap<String, String> = self.settings.in_words();
        if settings.contains_key("pricing") {
            let folders = self.pricing_folders(world).ok()?;
            let names: Option<Vec<&str>> = folders.iter().map(|folder| folder.path.to_str()).collect();
            settings.insert("pricing".to_owned(), names?.join(","));
        }
        let asked = Asked {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            words,
            settings,
            now: now.map(|at| Instant::on_clock_of(&TimeZone::UTC, at)),
            zone: zone.map(|zone| zone::name(&zone).into_owned()),
            files: files::read(world),
            digest: String::new(),
        };
        Some(asked.sealed())
    }
}
