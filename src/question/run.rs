//! What one run is: a stated cost, what it uses, or what measured runs used.

use std::num::NonZeroU64;

use jiff::civil::Date;

use super::assumptions::Assumptions;
use super::factors;
use super::given::Given;
use super::measured::Measured;
use super::usage::UsageSpec;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::RunSpec;
use crate::pricing::{NoPrice, PriceTable};
use crate::units::{Factor, OutOfRange, Tokens, Usd};
use crate::usage::{Billing, ModelUsage, Requests, RunProfile, Service, TokenUsage, UsagePart};

/// One run, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunInput {
    /// What it costs.
    Stated(Usd),
    /// What it uses of each model.
    Used(Vec<UsageSpec>),
    /// What real runs used, of which one stands for all.
    Measured(Measured),
}

impl RunInput {
    /// The models that are named.
    #[must_use]
    pub fn models(&self) -> Vec<&str> {
        match self {
            Self::Stated(_) => Vec::new(),
            Self::Measured(measured) => measured.models(),
            Self::Used(usages) => usages.iter().map(|usage| usage.model.value.as_str()).collect(),
        }
    }

    /// What measured runs used, each as a whole, with so many times the tokens where there is a factor.
    pub(in crate::question) fn measured_runs(
        &self,
        factor: Option<&Given<Factor>>,
        words: Vocabulary,
    ) -> Result<Option<RunProfile>, Diagnostic> {
        let Self::Measured(measured) = self else { return Ok(None) };
        let mut profile = measured.profile().clone();
        for run in &mut profile.runs {
            let spec = RunSpec::Used(std::mem::take(&mut run.models));
            if let RunSpec::Used(models) = factors::multiplied(spec, factor, words)? {
                run.models = models;
            }
        }
        Ok(Some(profile))
    }

    /// Whose bill measured runs were on, where all that tell it were on the same.
    pub(in crate::question) fn billing(&self) -> Billing {
        match self {
            Self::Stated(_) | Self::Used(_) => Billing::Unknown,
            Self::Measured(measured) => measured.billing(),
        }
    }
}

/// One run at the prices of `day`, which may be without tokens where `is_empty_fine`: how many it has is then
/// the question, or told already. So many times as many tokens are used, where there is a factor.
pub(super) fn run_spec(
    run: RunInput,
    table: &PriceTable,
    day: Date,
    is_empty_fine: bool,
    words: Vocabulary,
    token_factor: Option<&Given<Factor>>,
    assumptions: &mut Assumptions,
) -> Result<RunSpec, Vec<Diagnostic>> {
    let multiplied = |run| Ok(factors::multiplied(run, token_factor, words)?);
    let usages = match run {
        RunInput::Stated(cost) => return multiplied(RunSpec::Stated(cost)),
        RunInput::Measured(measured) => {
            return multiplied(measured.typical(table, day, words, assumptions)?);
        }
        RunInput::Used(usages) => usages,
    };
    let usages: Vec<_> = usages.into_iter().map(|usage| spelled(usage, table, assumptions)).collect();
    let no_price = |usage: &UsageSpec| {
        let reason = table.resolve(&usage.model.value, day).err()?;
        Some(usage.model.place.blame(reason.diagnostic(words)))
    };
    let unknown: Vec<_> = usages.iter().filter_map(no_price).collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let usages = usages.into_iter().map(|usage| model_usage(usage, table, day, words));
    let usages = usages.collect::<Result<Vec<_>, _>>()?;
    if !is_empty_fine && usages.iter().all(|usage| usage.usage.is_empty() && usage.web_searches == 0) {
        return Err(vec![
            Diagnostic::new(Code::NoTokens, "nothing to price: the run has no tokens")
                .help("say what one run uses, for example `--input 120k --output 9k --cache-read 1.2M`")
                .help("or what it costs, with `--cost-per-run 4`"),
        ]);
    }
    multiplied(RunSpec::Used(usages))
}

/// The same of the model that is meant by a name that is spelled in another way, which is noted.
fn spelled(mut usage: UsageSpec, table: &PriceTable, assumptions: &mut Assumptions) -> UsageSpec {
    if let Some(name) = table.model_spelled(&usage.model.value) {
        assumptions.read_as(&usage.model.value, name);
        name.clone_into(&mut usage.model.value);
    }
    usage
}

/// What a run uses of a model that has a price on `day`.
fn model_usage(
    spec: UsageSpec,
    table: &PriceTable,
    day: Date,
    words: Vocabulary,
) -> Result<ModelUsage, Diagnostic> {
    let UsageSpec { model, amounts } = spec;
    let counted = UsagePart::ALL.into_iter().filter_map(|part| Some((part.tokens()?, amounts.of(part))));
    let mut usage =
        counted.fold(TokenUsage::NONE, |usage, (kind, count)| usage.with(kind, Tokens::new(count)));
    let served = UsagePart::ALL.into_iter().filter_map(|part| Some((part.service()?, amounts.is_on(part))));
    let service = served.fold(Service::default(), |service, (option, is_on)| service.with(option, is_on));
    let usual_writes = amounts.of(UsagePart::CacheWrite);
    if usual_writes > 0 {
        let found = table.resolve(&model.value, day).map_err(|reason| reason.diagnostic(words))?;
        let kind = table.usual_cache_write(found.model);
        let both = usage.of(kind).get().checked_add(usual_writes);
        let both = both.ok_or_else(|| NoPrice::OutOfRange(OutOfRange).diagnostic(words))?;
        usage = usage.with(kind, Tokens::new(both));
    }
    Ok(ModelUsage {
        model: model.value,
        usage,
        writes_of_unknown_ttl: Tokens::ZERO,
        web_searches: amounts.of(UsagePart::WebSearches),
        requests: NonZeroU64::new(amounts.of(UsagePart::Requests)).map_or(Requests::Unknown, Requests::Even),
        service,
    })
}
