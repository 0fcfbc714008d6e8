//! The object with which a run of `claude -p` or of the Agent SDK ends, and which counts all of it.
//!
//! Its oddities, as they were found in real files and in the SDK's types:
//!
//! - `usage` is the main loop alone; `modelUsage` has subagents and side requests too. There are results
//!   whose `usage` is all zero and whose `modelUsage` is $5.52. Summer 2025 has no `modelUsage` at all.
//! - The split of cache writes by lifetime stands in `usage` until 2.1.311, and so belongs to the main model.
//!   The lifetime of further writes of the main model, and of all writes of others, is unknown.
//! - `total_cost_usd` and `costUSD` are the program's own estimates. Writes for an hour cost it 1.25 times
//!   the input until about 2.1.158, and a model that it does not know costs it what its default model does.
//! - `fast_mode_state` is what was asked for, `usage.speed` what was served: there is a fallback to the standard
//!   speed.
//! - A session's later results begin at zero until 2.1.276 and go on from the earlier ones' totals from
//!   2.1.277 on; a fork's, which has a session of its own, from its parent's. `usage` is always one run's.
//! - `duration_api_ms` runs with the totals. `subagent_stats` (from 2.1.259 on) says how many subagents there
//!   were.
//! - The Python SDK writes `model_usage`, and no `type`.
//! - `subtype` is an open set; `is_error` may be true with `success`, and results with errors cost money like
//!   others.
//! - The same model may stand under two names side by side, with `[1m]` or a cloud's prefix. `canonicalModel`
//!   is the name that is billed.
//! - A model may stand there without counts (`"glm-5.1":{}`), without a name, or with `"0"` for a count. It used nothing where the
//!   other models explain the whole figure; where they don't, the result is a fault.
//! - A crash writes zeros, also after requests that did cost ([`empty_results`](super::empty_results)). An error
//!   that was shown as an answer may stand among the models as `<synthetic>`, with zeros.
//! - GitHub's console log has results whose `modelUsage` has no tokens.

use super::counts::{Counts, Usage};
use super::faults::FaultKind;
use super::gathered::hash;
use super::json::Json;
use super::record::{ModelCounts, Origin, Place, ResultRecord, instant, owned, text, vendor_cost};
use crate::units::Usd;
use crate::usage::Billing;

/// Reads a result. What only the messages before it know is left open. Fails when a count is not one, or
/// there are no tokens at all.
pub(super) fn result(value: Json<'_>, place: Place) -> Result<ResultRecord, FaultKind> {
    let (mut usage, mut by_model, mut uuid, mut is_error) = (None, None, None, false);
    let (mut subtype, mut fast, mut duration) = (None, false, None);
    let mut record = ResultRecord {
        place,
        origin: Origin::Result,
        identity: 0,
        session: None,
        job: None,
        cwd: None,
        entrypoint: None,
        used_by: None,
        billing: Billing::Unknown,
        outcome: None,
        turns: None,
        requests: None,
        at: None,
        version: None,
        main_model: None,
        main: None,
        models: Vec::new(),
        vendor_cost: None,
        api_ms: None,
        has_subagents: None,
        seen: Vec::new(),
        service: crate::usage::Service::default(),
        adds_up: false,
    };
    let walked = value.members(|key, value| match key {
        b"subtype" => subtype = owned(Some(value)),
        b"is_error" => is_error = value.is_true(),
        b"num_turns" => record.turns = value.count().ok().flatten(),
        b"duration_ms" => duration = Some(value),
        b"duration_api_ms" => record.api_ms = value.count().ok().flatten(),
        b"subagent_stats" => {
            let spawned = value.get(b"spawned").and_then(|spawned| spawned.count().ok().flatten());
            record.has_subagents = spawned.map(|spawned| spawned > 0);
        }
        b"session_id" | b"sessionId" => record.session = owned(Some(value)),
        b"uuid" => uuid = text(Some(value)),
        b"timestamp" => record.at = instant(value),
        b"total_cost_usd" | b"total_cost" | b"cost_usd" => record.vendor_cost = vendor_cost(value),
        b"usage" if value.is_object() => usage = Some(value),
        b"modelUsage" | b"model_usage" if value.is_object() => by_model = Some(value),
        b"fast_mode_state" => fast = value.bytes() == b"\"on\"",
        // Only a sign-in with a plan expires.
        b"credential_expires_at" if !value.is_null() => record.billing = Billing::Plan,
        _ => {}
    });
    walked.map_err(|_| FaultKind::NotJson)?;
    let usage =
        usage.map(|usage| Usage::walk(&mut usage.walk())).transpose().map_err(|_| FaultKind::NotJson)?;
    record.main = usage.as_ref().map(|usage| usage.counts).transpose()?;
    record.service = usage.as_ref().map(|usage| usage.service).unwrap_or_default();
    if !usage.as_ref().is_some_and(|usage| usage.is_speed_told) {
        record.service.fast |= fast;
    }
    if let Some(by_model) = by_model {
        let (models, billing) = model_usage(by_model, record.vendor_cost)?;
        record.models = models;
        record.billing = record.billing.or(billing);
    }
    let has_dollars = record.vendor_cost.is_some_and(|cost| !cost.is_zero());
    let has_counts = record.main.is_some_and(|main| !main.is_empty())
        || record.models.iter().any(|model| !model.counts.is_empty());
    if (record.models.is_empty() && record.main.is_none()) || (has_dollars && !has_counts) {
        return Err(FaultKind::NoTokens);
    }
    record.outcome =
        subtype.map(|subtype| if is_error && subtype == "success" { "error".to_owned() } else { subtype });
    record.identity = match &uuid {
        Some(uuid) => hash(&[b"result", uuid.as_bytes()]),
        None => {
            // What it says, and not how it is written: a copy may be indented or sorted.
            let session = record.session.as_deref().unwrap_or_default();
            let mut models: Vec<_> =
                record.models.iter().map(|model| (&model.model, model.counts, model.vendor_cost)).collect();
            models.sort_unstable_by_key(|(name, ..)| *name);
            let content = format!("{:?} {:?} {models:?}", duration.map(Json::count), record.main);
            hash(&[b"result", session.as_bytes(), content.as_bytes()])
        }
    };
    Ok(record)
}

/// Reads a `modelUsage` object, and what its models say about who pays; `cost` is the program's figure for all of them.
/// Fails when a count is none, or when tokens are missing: that is what a console log has left of it.
pub(super) fn model_usage(
    value: Json<'_>,
    cost: Option<Usd>,
) -> Result<(Vec<ModelCounts>, Billing), FaultKind> {
    let mut models: Vec<ModelCounts> = Vec::new();
    let (mut bad, mut billing, mut lacks_counts) = (None, Billing::Unknown, false);
    let walked = value.members(|name, usage| {
        let name = Json::new(&[b"\"", name, b"\""].concat()).ok().and_then(|name| owned(Some(name)));
        if usage.get(b"inputTokens").is_none() && usage.get(b"outputTokens").is_none() {
            let is_paid = usage.get(b"costUSD").and_then(vendor_cost).is_some_and(|cost| !cost.is_zero());
            if is_paid {
                bad.get_or_insert(FaultKind::NoTokens);
            }
            lacks_counts = true;
            return;
        }
        match Counts::of_model_usage(usage) {
            // Somebody used this, and nobody says what it was.
            Ok(counts) if name.is_none() && !counts.is_empty() => {
                bad.get_or_insert(FaultKind::NoModel);
            }
            Ok(counts) => {
                let Some(name) = name else {
                    lacks_counts = true;
                    return;
                };
                billing = billing.or(text(usage.get(b"provider"))
                    .map_or(Billing::Unknown, |provider| Billing::of_provider(&provider)));
                models.push(ModelCounts {
                    model: name,
                    canonical: owned(usage.get(b"canonicalModel")),
                    counts,
                    vendor_cost: usage.get(b"costUSD").and_then(vendor_cost),
                    ..ModelCounts::default()
                });
            }
            Err(reason) => {
                bad.get_or_insert(reason.into());
            }
        }
    });
    match (bad, walked) {
        (Some(bad), _) => Err(bad),
        (None, Err(_)) => Err(FaultKind::NotJson),
        (None, Ok(())) if lacks_counts && !explain(&models, cost) => Err(FaultKind::NoTokens),
        (None, Ok(())) => Ok((models, billing)),
    }
}

/// Whether what these models cost, as the program has it, is all that it says was paid.
fn explain(models: &[ModelCounts], cost: Option<Usd>) -> bool {
    let paid = cost.unwrap_or(Usd::ZERO);
    let sum =
        models.iter().try_fold(Usd::ZERO, |sum, model| sum.plus(model.vendor_cost.unwrap_or(Usd::ZERO)).ok());
    // The sum of floats is a few of their last digits off.
    !models.is_empty() && sum.is_some_and(|sum| paid.less(sum) <= Usd::FLOAT_NOISE)
}
