//! What a run uses of one model: a flag for each part that has one, from the table of parts.

use std::num::NonZeroU64;

use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::cli::values::{count, output_tokens, positive};
use crate::usage::{Amounts, PartKind, UsagePart};

/// What a run uses of one model.
#[derive(Debug, Default)]
pub(in crate::cli) struct UsageArgs {
    pub(in crate::cli) model: Option<String>,
    /// Output tokens, each time the flag stands.
    pub(in crate::cli) output: Vec<u64>,
    /// Everything else.
    pub(in crate::cli) amounts: Amounts,
}

/// The flags that say in another way what a run is.
const OTHER_WAYS: [&str; 3] = ["cost_per_run", "usage", "from"];

impl Args for UsageArgs {
    fn augment_args(command: Command) -> Command {
        let model = Arg::new("model")
            .long("model")
            .alias("model-id")
            .value_name("ID")
            .value_parser(NonEmptyStringValueParser::new())
            .help("Model ID, alias or cloud ID. `creditcalc models` lists them");
        UsagePart::ALL.into_iter().filter_map(flag).fold(command.arg(model), Command::arg)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The flag of a part, if it has one.
fn flag(part: UsagePart) -> Option<Arg> {
    let (name, help) = part.flag()?;
    let flag = Arg::new(part.key()).long(name).help(help);
    let number = |flag: Arg| flag.value_name("N").allow_negative_numbers(true);
    if part == UsagePart::Output {
        return Some(number(flag).action(ArgAction::Append).value_parser(output_tokens));
    }
    let flag = flag.requires("model").conflicts_with_all(OTHER_WAYS);
    Some(match part.kind() {
        PartKind::Switch => flag.action(ArgAction::SetTrue),
        PartKind::Count => number(flag).value_parser(count),
        PartKind::Positive => number(flag).value_parser(positive),
    })
}

impl FromArgMatches for UsageArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let is_amount = |part: &UsagePart| part.flag().is_some() && *part != UsagePart::Output;
        let amounts =
            UsagePart::ALL.into_iter().filter(is_amount).fold(Amounts::default(), |amounts, part| {
                let key = part.key();
                let amount = match part.kind() {
                    PartKind::Switch => u64::from(matches.get_flag(key)),
                    PartKind::Count => matches.get_one(key).copied().unwrap_or(0),
                    PartKind::Positive => matches.get_one(key).map_or(0, |count: &NonZeroU64| count.get()),
                };
                amounts.with(part, amount)
            });
        let output = matches.get_many("output").into_iter().flatten().copied().collect();
        Ok(Self { model: matches.get_one("model").cloned(), output, amounts })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
