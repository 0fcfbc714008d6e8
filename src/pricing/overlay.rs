//! A model of an overlay in the place of one of the table below it: what it keeps of that, and what is gone.

use super::model::{Lifecycle, Model};
use crate::source::Origin;

/// A model that took the place of another of the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The id of both.
    pub model: String,
    /// Where the new one stands.
    pub origin: Origin,
    /// Where the one that is gone stands.
    pub instead_of: Origin,
    /// What the new one keeps because it does not mention it, by the keys of a price file.
    pub kept: Vec<&'static str>,
    /// What is gone with the old one: its prices, and those of fast mode where it is of another vendor.
    pub gone: Vec<&'static str>,
}

/// Which names a file writes of a model: what it leaves out is kept, and what it writes as an empty list is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each key of a price file, and nothing depends on two of them"
)]
pub(super) struct WrittenNames {
    pub(super) aliases: bool,
    pub(super) cloud_ids: bool,
    pub(super) router_ids: bool,
    pub(super) fast_ids: bool,
}

/// Puts `new` in the place of `old`: facts about the model stay where `new` does not mention them, and so do its
/// names, unless another model has taken them. Rates of the standard speed do not: a price is what its file says, and nothing
/// else. Those of fast mode are others, and stay unless `new` has some of its own.
pub(super) fn lay(
    new: &mut Model,
    old: &Model,
    written: WrittenNames,
    is_taken: impl Fn(&str) -> bool,
) -> Replaced {
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    // A model of another vendor is another model.
    if new.vendor == old.vendor {
        keep(&mut new.tokenizer, old.tokenizer.as_ref(), "tokenizer", &mut kept);
        let mut names = |new: &mut Vec<String>, old: &[String], is_written: bool, key: &'static str| {
            let free = old.iter().filter(|name| !is_written && !is_taken(name));
            let before = new.len();
            new.extend(free.cloned());
            if new.len() > before {
                kept.push(key);
            }
        };
        names(&mut new.aliases, &old.aliases, written.aliases, "aliases");
        names(&mut new.cloud_ids, &old.cloud_ids, written.cloud_ids, "cloud_ids");
        names(&mut new.router_ids, &old.router_ids, written.router_ids, "router_ids");
        names(&mut new.fast_ids, &old.fast_ids, written.fast_ids, "fast_ids");
        let facts = [
            (&mut new.context_window_tokens, old.context_window_tokens, "context_window_tokens"),
            (&mut new.output_tokens_max, old.output_tokens_max, "output_tokens_max"),
            (
                &mut new.cacheable_prompt_tokens_min,
                old.cacheable_prompt_tokens_min,
                "cacheable_prompt_tokens_min",
            ),
        ];
        for (new, old, key) in facts {
            keep(new, old.as_ref(), key, &mut kept);
        }
        lay_life(&mut new.lifecycle, &old.lifecycle, &mut kept);
        if new.fast.is_empty() && !old.fast.is_empty() {
            new.fast.clone_from(&old.fast);
            kept.push("fast");
        }
    }
    if !old.prices.is_empty() {
        gone.push("price");
    }
    if new.fast.is_empty() && !old.fast.is_empty() {
        gone.push("fast");
    }
    Replaced { model: new.id.clone(), origin: new.origin.clone(), instead_of: old.origin.clone(), kept, gone }
}

/// Keeps the days of a model's life. Whoever writes rates anew still has to name a status, and has not heard of its end for that.
fn lay_life(new: &mut Lifecycle, old: &Lifecycle, kept: &mut Vec<&'static str>) {
    keep(&mut new.released, old.released.as_ref(), "released", kept);
    keep(&mut new.deprecated, old.deprecated.as_ref(), "deprecated", kept);
    if new.retired.is_none() && old.retired.is_some() {
        new.retired_cloud_ids.clone_from(&old.retired_cloud_ids);
        new.cloud_ends.clone_from(&old.cloud_ends);
    }
    keep(&mut new.retired, old.retired.as_ref(), "retired", kept);
    keep(&mut new.retires_not_before, old.retires_not_before.as_ref(), "retires_not_before", kept);
    keep(&mut new.successor, old.successor.as_ref(), "successor", kept);
    keep(&mut new.status_source, old.status_source.as_ref(), "status_source", kept);
}

fn keep<T: Clone>(new: &mut Option<T>, old: Option<&T>, key: &'static str, kept: &mut Vec<&'static str>) {
    if new.is_none()
        && let Some(old) = old
    {
        *new = Some(old.clone());
        kept.push(key);
    }
}
