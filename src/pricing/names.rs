//! Names as people write them: forgiving in spelling, never in meaning.
//!
//! - Case does not count, nor what stands between words: spaces, `_`, dots and hyphens. Between two digits something has to
//!   stand: `opus-5.5` is `claude-opus-5-5`, and `opus-55` is not.
//! - The word before a family may be left out: `Opus 5.5`.
//! - A name is taken where exactly one model or plan fits. Records are never read like this: what they say was written by a
//!   program.
//! - What is suggested instead of an unknown name is of the same family and price class, and the newest where no version is
//!   written.

use std::collections::BTreeSet;

use super::model::Model;
use super::plan::{Plan, Program};
use super::table::{PriceTable, plain_name};
use crate::diagnostic::nearest;
use crate::names::meant;

/// A name without its first word, if what is left says enough: `opus-5-5` of `claude-opus-5-5`, nothing of `gpt-5.5`.
fn without_first_word(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once(['-', ' '])?;
    let says_enough = rest.starts_with(|first: char| first.is_alphabetic())
        && rest.contains(|part: char| part.is_ascii_digit());
    says_enough.then_some(rest)
}

/// Words in ids that make no family and no price class.
const NO_CLASS: [&str; 2] = ["latest", "preview"];

/// The words of a name: letters without anything between them.
fn words(name: &str) -> impl Iterator<Item = String> {
    let words = name.split(|part: char| !part.is_alphabetic()).filter(|word| word.len() > 1);
    words.map(str::to_lowercase)
}

impl PriceTable {
    /// The listed name that somebody meant who spelled it in another way; `None` of a listed one, and where several models
    /// or none fit.
    #[must_use]
    pub fn model_spelled(&self, name: &str) -> Option<&str> {
        let name = plain_name(name.trim_end());
        // A router's spelling is one of a person, too, who means the model itself.
        if self.is_listed(name) && !self.is_routers(name) {
            return None;
        }
        let router = name.split_once('/').and_then(|(router, name)| {
            let vendor = self.vendors.iter().find(|vendor| vendor.id.eq_ignore_ascii_case(router.trim()))?;
            Some((vendor.id.as_str(), name))
        });
        let models =
            self.models.iter().filter(|model| router.is_none_or(|(vendor, _)| model.vendor == vendor));
        let spellings = models.flat_map(|model| {
            let id = model.id.as_str();
            let own = [Some(id), without_first_word(id)];
            let aliases =
                model.aliases.iter().flat_map(|alias| [Some(alias.as_str()), without_first_word(alias)]);
            // A cloud's name stays one: it says whose bill it is.
            let clouds = model.cloud_ids.iter().chain(&model.fast_ids);
            let clouds = clouds.map(|cloud_id| (cloud_id.as_str(), cloud_id.as_str()));
            own.into_iter().chain(aliases).flatten().map(move |spelling| (spelling, id)).chain(clouds)
        });
        match router {
            Some((_, name)) => meant(name, spellings),
            None => {
                let families =
                    self.vendors.iter().flat_map(|vendor| &vendor.families).map(|family| &family.alias);
                let unpriced =
                    self.vendors.iter().flat_map(|vendor| &vendor.unpriced).map(|unpriced| &unpriced.id);
                meant(
                    name,
                    spellings.chain(families.chain(unpriced).map(|name| (name.as_str(), name.as_str()))),
                )
            }
        }
    }

    /// The id or alias of a plan of `program` that somebody meant who spelled it in another way; `None` of one that is
    /// exactly a plan's, and where several plans or none fit.
    #[must_use]
    pub fn plan_spelled<'t>(&'t self, program: &Program, name: &str) -> Option<&'t str> {
        let is_exact = |plan: &Plan| plan.id == name || plan.aliases.iter().any(|alias| alias == name);
        if self.plans.iter().any(is_exact) {
            return None;
        }
        let spellings = |is_own: bool| {
            let plans = self.plans.iter().filter(move |plan| (plan.program == program.id) == is_own);
            plans.flat_map(|plan| {
                let (id, name) = (plan.id.as_str(), plan.name.as_str());
                let aliases = plan.aliases.iter().map(move |alias| (alias.as_str(), id));
                [(id, id), (name, id)].into_iter().chain(aliases)
            })
        };
        meant(name, spellings(true)).or_else(|| meant(name, spellings(false)))
    }

    /// The program that somebody meant who spelled its id in another way.
    #[must_use]
    pub fn program_spelled(&self, name: &str) -> Option<&Program> {
        if self.program(name).is_some() {
            return None;
        }
        let ids = self.programs.iter().map(|program| (program.id.as_str(), program.id.as_str()));
        meant(name, ids).and_then(|id| self.program(id))
    }

    /// The name that a person most likely meant by one that is not listed.
    pub(super) fn model_near(&self, name: &str) -> Option<&str> {
        let classes =
            self.index.classes.get_or_init(|| self.models.iter().map(|model| self.class(model)).collect());
        let all: BTreeSet<&str> = classes.iter().flatten().map(String::as_str).collect();
        let known = |word: String| {
            let begun = || all.iter().copied().filter(|class| word.len() >= 3 && class.starts_with(&word));
            let only_begun = || begun().next().filter(|_| begun().count() == 1);
            let class = all.get(word.as_str()).copied().or_else(only_begun);
            class.or_else(|| nearest(&word, all.iter().copied())).map(str::to_owned)
        };
        let written: BTreeSet<String> = words(name).filter_map(known).collect();
        let is_versioned = name.contains(|part: char| part.is_ascii_digit());
        if written.is_empty() && !is_versioned {
            return None;
        }
        let models = || {
            self.models.iter().zip(classes).filter(|(_, class)| **class == written).map(|(model, _)| model)
        };
        let families =
            self.vendors.iter().flat_map(|vendor| &vendor.families).map(|family| family.alias.as_str());
        let families = families.filter(|alias| written.len() == 1 && written.contains(*alias));
        if !is_versioned {
            let newest =
                || models().max_by_key(|model| model.lifecycle.released).map(|model| model.id.as_str());
            return nearest(name, families).or_else(newest);
        }
        // What routers write is no name to learn.
        let names = || models().flat_map(|model| model.names().filter(|name| !model.is_router_id(name)));
        // Behind a cloud's or a router's words.
        let behind = names()
            .find(|known| name.strip_suffix(known).is_some_and(|before| before.ends_with(['.', '/', ':'])));
        behind.or_else(|| nearest(name, names()))
    }

    /// The words that tell the family and the price class of a model: those of its id that not all of its vendor's have.
    fn class(&self, model: &Model) -> BTreeSet<String> {
        let is_in_all = |word: &String| {
            let own = self.models.iter().filter(|other| other.vendor == model.vendor);
            own.clone().count() > 1
                && own.into_iter().all(|other| words(&other.id).any(|other| other == *word))
        };
        words(&model.id).filter(|word| !NO_CLASS.contains(&word.as_str()) && !is_in_all(word)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_where_one_model_fits() {
        let table = PriceTable::builtin();
        for (name, id) in [
            ("Opus 5.5", Some("claude-opus-5-5")),
            ("opus-5.5", Some("claude-opus-5-5")),
            ("opus_5", Some("claude-opus-5")),
            ("Claude Opus 5.5", Some("claude-opus-5-5")),
            ("CLAUDE-OPUS-5-5", Some("claude-opus-5-5")),
            ("claude-opus-5.5[1m]", Some("claude-opus-5-5")),
            ("claude-haiku-4.5", Some("claude-haiku-4-5-20251001")),
            ("Anthropic/Opus 5.5", Some("claude-opus-5-5")),
            ("OpenAI/GPT-5.5", Some("gpt-5.5")),
            ("gpt 5.5 pro", Some("gpt-5.5-pro")),
            ("GPT 5 5", Some("gpt-5.5")),
            ("Opus", Some("opus")),
            ("Fable", Some("fable")),
            // Listed as they are.
            ("claude-opus-5-5", None),
            ("opus", None),
            // A version is no spelling, and a part of a name is none.
            ("opus-55", None),
            ("opus-6", None),
            ("5.5", None),
            ("mini", None),
            ("openai/claude-opus-5.5", None),
            ("aster/claude-opus-5.5", None),
            ("", None),
        ] {
            assert_eq!(table.model_spelled(name), id, "{name}");
        }
    }

    #[test]
    fn a_suggestion_is_of_the_same_family_and_price_class() {
        let table = PriceTable::builtin();
        for (name, near) in [
            ("us.aws.claude-opus-5-5", Some("claude-opus-5-5")),
            ("sonet", Some("sonnet")),
            ("claude-opus", Some("claude-opus-5-5")),
            ("claude-opsu-5", Some("claude-opus-5")),
            ("claude-opus5", Some("claude-opus-5")),
            ("claude-opus-4-2", Some("claude-opus-4-20250514")),
            ("claude-fable", Some("claude-fable-5-2")),
            // No family, or another price class.
            ("claude", None),
            ("claude-5", None),
            ("gpt-5.3", None),
            ("llama", None),
            ("llama-3", None),
            ("opus-6", None),
        ] {
            assert_eq!(table.model_near(name), near, "{name}");
        }
    }
}
