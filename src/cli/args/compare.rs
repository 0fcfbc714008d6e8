//! `creditcalc compare`.

use std::num::NonZeroU64;
use std::str::FromStr;

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::AnswerFile;
use super::factors::ShownArgs;
use super::first_given;
use super::question::QuestionArgs;
use crate::cli::values::words;
use crate::units::{Multiplier, Ratio};
use crate::usage::TokenKind;

const EXAMPLES: &str = "\
Examples:
  creditcalc compare --model claude-opus-5-5 --input 40k --cache-read 1.2M --cache-write 100k --output 9k
  creditcalc compare --usage model=opus,input=40k,output=5k --usage model=haiku,input=300k,output=20k --models opus,sonnet
  creditcalc compare --model sonnet --input 900k --requests 12 --output 20k --cache-hit 0.9 --cache-ttl 1h --per-day 24
  creditcalc compare --cost-per-run 4 --plan all";

/// Every plan with every model.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Compare {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionArgs,
    #[command(flatten)]
    pub(in crate::cli) shown: ShownArgs,

    /// The models to put in the place of the job's dearest one. Without it, the job's own and the current one
    /// of each family of its vendor
    #[arg(long, value_name = "ID,…", help_heading = "The comparison", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) models: Vec<String>,
    /// What if this share of the cacheable prompt were read from the cache, 0 to 1, and the rest written to
    /// it
    #[arg(long, value_name = "SHARE", help_heading = "The comparison", allow_negative_numbers = true)]
    pub(in crate::cli) cache_hit: Option<CacheHit>,
    /// For how long the prompt is written to the cache. Without it, as long as the job does already, or the
    /// vendor's shorter time
    #[arg(long, value_name = "TIME", help_heading = "The comparison", value_parser = words([("5m", TokenKind::CacheWrite5m), ("1h", TokenKind::CacheWrite1h)]))]
    pub(in crate::cli) cache_ttl: Option<TokenKind>,

    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
}

impl Compare {
    /// The first flag that is about models or tokens.
    pub(in crate::cli) fn first_flag_about_models(&self) -> Option<&'static str> {
        first_given([
            (!self.models.is_empty(), "--models"),
            (self.cache_hit.is_some(), "--cache-hit"),
            (self.cache_ttl.is_some(), "--cache-ttl"),
        ])
    }
}

/// A share of the prompt, exactly as it was written.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct CacheHit {
    pub(in crate::cli) share: Ratio,
    pub(in crate::cli) written: Multiplier,
}

impl FromStr for CacheHit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape = || "write a share from 0 to 1, with at most nine decimals, such as 0.8".to_owned();
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let written: Multiplier = text.trim().parse().ok().filter(|_| decimals <= 9).ok_or_else(shape)?;
        let share = Ratio::between(written, "1".parse().expect("one is a number")).map_err(|_| shape())?;
        if share > Ratio::of(1, NonZeroU64::MIN) {
            return Err(shape());
        }
        Ok(Self { share, written })
    }
}
