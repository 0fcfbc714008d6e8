//! What one run is.

use jiff::civil::Date;

use super::Understood;
use super::measured::{self, Measured};
use crate::cli::args::{AnswerFile, Common, RunArgs, Today, TypicalArg};
use crate::cli::settings::Settings;
use crate::cli::usage_spec::{self, WrittenUsage};
use crate::cli::values::{Count, Money, Output, Positive};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::estimate::RunSpec;
use crate::measure::Typical;
use crate::pricing::{NoPrice, PriceTable};
use crate::units::{OutOfRange, Tokens, Usd};
use crate::usage::{Billing, ModelUsage, Requests, Service, Speed, TokenKind, TokenUsage};

/// One run, as it was written.
pub(in crate::cli) enum WrittenRun {
    Stated(Usd),
    Used(Vec<WrittenUsage>),
    Measured(Measured),
}

/// One run, and what to know about how it came to be.
pub(in crate::cli) struct FromArgs {
    pub(in crate::cli) written: WrittenRun,
    pub(in crate::cli) skipped: Vec<String>,
    pub(in crate::cli) notes: Vec<String>,
}

impl WrittenRun {
    /// The models that are named.
    pub(in crate::cli) fn models(&self) -> Vec<&str> {
        match self {
            Self::Stated(_) => Vec::new(),
            Self::Measured(measured) => measured.models(),
            Self::Used(usages) => usages.iter().map(|usage| usage.model.as_str()).collect(),
        }
    }

    /// Whose bill measured runs were on, where all that tell it were on the same.
    pub(super) fn billing(&self) -> Billing {
        match self {
            Self::Stated(_) | Self::Used(_) => Billing::Unknown,
            Self::Measured(measured) => measured.billing(),
        }
    }
}

/// One run, as the arguments write it.
pub(in crate::cli) fn written_run(
    common: &Common,
    args: &RunArgs,
    to: &AnswerFile,
    today: &Today,
    settings: &Settings,
    world: &World<'_>,
) -> Result<FromArgs, Failure> {
    if !args.from.is_empty() {
        if let Some(Output::Tokens(count)) =
            args.output.iter().find(|output| matches!(output, Output::Tokens(_)))
        {
            let title =
                format!("`--output {count}` is a number of tokens, and the tokens are those of the records");
            return Err(Diagnostic::new(Code::ArgumentsExclude, title)
                .help("leave it out; a file to write to is `-o FILE`")
                .into());
        }
        let typical = match args.typical {
            None | Some(TypicalArg::Mean) => Typical::Mean,
            Some(TypicalArg::Median) => Typical::Median,
            Some(TypicalArg::P90) => Typical::P90,
            Some(TypicalArg::Max) => Typical::Max,
        };
        let from = measured::From { paths: &args.from, typical, records: &args.records };
        return measured::read(common, &from, today, settings, world);
    }
    let about_records = args.records.first_flag().or(args.typical.map(|_| "--typical"));
    if let Some(flag) = about_records {
        let title = format!("`{flag}` is about records, and none are read");
        return Err(Diagnostic::new(Code::ArgumentsExclude, title)
            .help("name them with `--from PATH`")
            .into());
    }
    Ok(FromArgs { written: told_run(args, to)?, skipped: Vec::new(), notes: Vec::new() })
}

/// One run, as the arguments count it.
fn told_run(args: &RunArgs, to: &AnswerFile) -> Result<WrittenRun, Failure> {
    let output = output_tokens(args, to)?;
    if let Some(Money(cost)) = args.cost_per_run {
        return Ok(WrittenRun::Stated(cost));
    }
    let tokens = |count: Option<Count>| count.map_or(0, |Count(count)| count);
    if let Some(model) = &args.model {
        return Ok(WrittenRun::Used(vec![WrittenUsage {
            model: model.clone(),
            model_place: None,
            input: tokens(args.input),
            output: output.unwrap_or(0),
            cache_read: tokens(args.cache_read),
            cache_write: tokens(args.cache_write),
            cache_write_1h: tokens(args.cache_write_1h),
            cache_write_12h: 0,
            cache_write_5m: 0,
            cache_write_30m: 0,
            web_searches: tokens(args.web_searches),
            requests: args.requests.map(|Positive(requests)| requests),
            fast: args.fast,
            us_only: args.us_only,
            batch: args.batch,
        }]));
    }
    let mut written = Vec::with_capacity(args.usage.len());
    let mut faults = Vec::new();
    for spec in &args.usage {
        match usage_spec::parse(spec) {
            Ok(usage) => written.push(usage),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(WrittenRun::Used(written)) } else { Err(faults.into()) }
}

/// One run, which may be without tokens where `is_empty_fine`: how many it has is then what is asked.
pub(super) fn run_spec(
    written: WrittenRun,
    table: &PriceTable,
    day: Date,
    is_empty_fine: bool,
    understood: &mut Understood,
) -> Result<RunSpec, Failure> {
    let written = match written {
        WrittenRun::Stated(cost) => return Ok(RunSpec::Stated(cost)),
        WrittenRun::Measured(measured) => return measured.typical(table, day, understood),
        WrittenRun::Used(written) => written,
    };
    let unknown: Vec<_> = written.iter().filter_map(|usage| unknown_model(usage, table, day)).collect();
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    let usages: Result<Vec<_>, _> = written.into_iter().map(|usage| model_usage(usage, table, day)).collect();
    let usages = usages?;
    if !is_empty_fine && usages.iter().all(|usage| usage.usage.is_empty() && usage.web_searches == 0) {
        return Err(Diagnostic::new(Code::NoTokens, "nothing to price: the run has no tokens")
            .help("say what one run uses, for example `--input 120k --output 9k --cache-read 1.2M`")
            .help("or what it costs, with `--cost-per-run 4`")
            .into());
    }
    Ok(RunSpec::Used(usages))
}

/// What is to be said of a model that has no price, with its place where it stands in a usage.
fn unknown_model(usage: &WrittenUsage, table: &PriceTable, day: Date) -> Option<Diagnostic> {
    let fault = table.resolve(&usage.model, day).err()?.diagnostic();
    Some(match &usage.model_place {
        Some((source, span)) => fault.at(source, span.clone(), ""),
        None => fault,
    })
}

/// The output tokens, which share their flag with the file to write to.
fn output_tokens(args: &RunArgs, to: &AnswerFile) -> Result<Option<u64>, Diagnostic> {
    let (mut tokens, mut files) = (Vec::new(), usize::from(to.output_file.is_some()));
    for output in &args.output {
        match output {
            Output::Tokens(count) => tokens.push(*count),
            Output::File(_) => files += 1,
        }
    }
    if tokens.len() > 1 || files > 1 {
        let what = if files > 1 { "names two files" } else { "counts output tokens twice" };
        return Err(Diagnostic::new(Code::ArgumentsExclude, format!("`--output` {what}"))
            .help("a number is output tokens, anything else is a file; `-o FILE` is always a file"));
    }
    let tokens = tokens.first().copied();
    if let (Some(count), None) = (tokens, &args.model) {
        if args.cost_per_run.is_some() {
            let title =
                format!("`--output {count}` is a number of tokens, and `--cost-per-run` says what they cost");
            return Err(Diagnostic::new(Code::ArgumentsExclude, title)
                .help("leave one of the two out; a file to write to is `-o FILE`"));
        }
        let instead = if args.usage.is_empty() {
            "name the model with `--model ID`"
        } else {
            "write `output=N` into the `--usage` it belongs to"
        };
        return Err(Diagnostic::new(
            Code::ArgumentsExclude,
            format!("`--output {count}` is a number of tokens, and of no model"),
        )
        .help(instead));
    }
    Ok(tokens)
}

fn model_usage(written: WrittenUsage, table: &PriceTable, day: Date) -> Result<ModelUsage, Failure> {
    let mut usage = TokenUsage::NONE
        .with(TokenKind::Input, Tokens::new(written.input))
        .with(TokenKind::Output, Tokens::new(written.output))
        .with(TokenKind::CacheRead, Tokens::new(written.cache_read))
        .with(TokenKind::CacheWrite1h, Tokens::new(written.cache_write_1h))
        .with(TokenKind::CacheWrite12h, Tokens::new(written.cache_write_12h))
        .with(TokenKind::CacheWrite5m, Tokens::new(written.cache_write_5m))
        .with(TokenKind::CacheWrite30m, Tokens::new(written.cache_write_30m));
    if written.cache_write > 0 {
        // "The usual lifetime" is another kind of tokens with each vendor.
        let found = table.resolve(&written.model, day).map_err(|reason| reason.diagnostic())?;
        let vendor = table.vendors().iter().find(|vendor| vendor.id == found.model.vendor);
        let kind =
            vendor.and_then(crate::pricing::Vendor::short_cache_write).unwrap_or(TokenKind::CacheWrite5m);
        let both = usage
            .of(kind)
            .get()
            .checked_add(written.cache_write)
            .ok_or_else(|| NoPrice::OutOfRange(OutOfRange).diagnostic())?;
        usage = usage.with(kind, Tokens::new(both));
    }
    Ok(ModelUsage {
        model: written.model,
        usage,
        untold_writes: Tokens::ZERO,
        web_searches: written.web_searches,
        requests: written.requests.map_or(Requests::Unknown, Requests::Even),
        service: Service {
            speed: if written.fast { Speed::Fast } else { Speed::Standard },
            us_only: written.us_only,
            batch: written.batch,
        },
    })
}
