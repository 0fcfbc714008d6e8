//! `creditcalc compare`.

use std::num::NonZeroU64;
use std::str::FromStr;

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::AnswerFile;
use super::factors::ShownArgs;
use super::first_given;
use super::guide::{self, Guide, Guided, Question};
use super::question::QuestionArgs;
use crate::cli::values::words;
use crate::units::{Multiplier, Ratio};
use crate::usage::TokenKind;

/// Every plan with every model.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Compare {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionArgs,
    #[command(flatten)]
    pub(in crate::cli) shown: ShownArgs,

    /// Models to compare. Each replaces the job's most expensive one [default: the vendor's current models]
    #[arg(long, value_name = "ID,…", help_heading = "The comparison", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) models: Vec<String>,
    /// Share of the prompt read from the cache, 0 to 1. The rest is written to it, if it can be cached
    #[arg(long, value_name = "SHARE", help_heading = "The comparison", allow_negative_numbers = true)]
    pub(in crate::cli) cache_hit: Option<CacheHit>,
    /// Lifetime of the cache [default: the job's, or the vendor's shortest]
    #[arg(long, value_name = "TIME", help_heading = "The comparison", value_parser = words([("5m", TokenKind::CacheWrite5m), ("1h", TokenKind::CacheWrite1h)]))]
    pub(in crate::cli) cache_ttl: Option<TokenKind>,

    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
}

impl Guided for Compare {
    const GUIDE: Guide = Guide {
        usage: guide::RUN,
        flags: &[
            "model",
            "input",
            "output",
            "from",
            "models",
            "cache_hit",
            "per_day",
            "plan",
            "explain",
            "output_file",
        ],
        examples: &[
            "creditcalc compare --model opus --input 120k --output 9k",
            "creditcalc compare --from ~/.claude/projects --models opus,sonnet,haiku",
            "creditcalc compare --model opus --input 40k --cache-read 1.2M --output 9k",
            "creditcalc compare --model sonnet --input 900k --output 20k --cache-hit 0.9",
            "creditcalc compare --cost-per-run 4 --plan all",
        ],
        more: &[guide::TOPICS],
        question: Question {
            asks: "What does one run use? Give one of:",
            ways: &[
                ("its tokens", "creditcalc compare --model opus --input 120k --output 9k"),
                ("runs you measured", "creditcalc compare --from ~/.claude/projects"),
                ("its cost (compares plans)", "creditcalc compare --cost-per-run 0.90 --plan all"),
            ],
        },
    };
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
