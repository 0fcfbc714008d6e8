//! All prices, programs and plans, and the names under which they are found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::civil::Date;

use super::builtin::is_builtin_file;
use super::model::{FastOffer, Model};
use super::no_price::NoPrice;
use super::overlay::Replaced;
use super::plan::{Plan, Program};
use super::price_factor::PriceFactor;
use super::rate_card::RateCard;
use super::vendor::{Family, Vendor};
use crate::usage::{Service, TokenKind};

/// All prices, programs and plans: a table that can be trusted.
///
/// Names are exact: the id, a listed alias, a listed name of a cloud or a router, the vendor and one of them as
/// routers write it. There is no matching by the beginning of a name and no guess by family, because `claude-fable-5`, `-5-1` and `-5-2` are three models at three
/// prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceTable {
    /// In the order of their files.
    pub(super) vendors: Vec<Vendor>,
    /// In the order of their files.
    pub(super) models: Vec<Model>,
    /// In the order of their files.
    pub(super) programs: Vec<Program>,
    /// In the order of their files.
    pub(super) plans: Vec<Plan>,
    /// A hash of the files, `sha256:…`, so that two answers can be compared before their numbers are.
    pub(super) digest: String,
    /// Models that took the place of others.
    pub(super) replaced: Vec<Replaced>,
    /// What all prices are multiplied by.
    pub(super) price_factor: PriceFactor,
    /// Where many models are found.
    pub(super) index: Index,
}

/// What is made of the models when it is first asked for, so that all indexes of equal tables are equal.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// The places of the models by their names, made when the first name of a large table is looked up.
    places: OnceLock<BTreeMap<String, usize>>,
    /// The words that tell each model's family and price class, made when the first unlisted name is looked up:
    /// records may hold thousands of such names.
    pub(super) classes: OnceLock<Vec<BTreeSet<String>>>,
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Index {}

/// Up to this many models, looking through the names is faster than sorting them. Where each of them is put for one of a
/// run that has them all, each look is one of as many as the cube of this.
const SCANNED_MAX: usize = 80;

/// A model found under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved<'t> {
    /// What the name means.
    pub model: &'t Model,
    /// What kind of name it is.
    pub via: Via<'t>,
}

/// What kind of name a model was found under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via<'t> {
    /// The id that the vendor bills.
    Id,
    /// Another name that the vendor uses.
    Alias,
    /// A cloud's name for it.
    CloudId,
    /// A name that a router, a proxy or another agent has for it, or its vendor before its name.
    Router,
    /// A moving name, which means this model from some version of the tool on.
    Family {
        /// The name and all models it has meant.
        family: &'t Family,
        /// The first version of the tool that means this model.
        since: &'t str,
    },
}

/// A name without what may stand around it and does not change the price: the `[1m]` that Claude Code writes after a
/// model to ask for the long context, and the ARN that Bedrock writes before an id.
pub(super) fn plain_name(name: &str) -> &str {
    let name = name.strip_suffix("[1m]").or_else(|| name.strip_suffix("[1M]")).unwrap_or(name);
    id_in_arn(name).unwrap_or(name)
}

/// The id at the end of an ARN: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5`.
/// The ARN of a profile that somebody made for an application says nothing about its model.
fn id_in_arn(name: &str) -> Option<&str> {
    // partition:service:region:account:resource, whose id may have colons of its own.
    let mut parts = name.strip_prefix("arn:aws")?.splitn(5, ':');
    let service = parts.nth(1)?;
    let resource = parts.nth(2).filter(|_| service == "bedrock")?;
    resource.strip_prefix("inference-profile/").or_else(|| resource.strip_prefix("foundation-model/"))
}

/// What kind of name of a model this is, if it is one.
fn via<'t>(model: &Model, name: &str) -> Option<Via<'t>> {
    if model.id == name {
        Some(Via::Id)
    } else if model.aliases.iter().any(|alias| alias == name) {
        Some(Via::Alias)
    } else if model.cloud_ids.iter().chain(&model.fast_ids).any(|id| id == name) {
        Some(Via::CloudId)
    } else if model.router_ids.iter().any(|id| id == name) {
        Some(Via::Router)
    } else {
        None
    }
}

impl PriceTable {
    /// The kind of a cache write without a lifetime: the usual one of the model's vendor.
    pub(crate) fn usual_cache_write(&self, model: &Model) -> TokenKind {
        let vendor = self.vendors.iter().find(|vendor| vendor.id == model.vendor);
        vendor.and_then(Vendor::short_cache_write).unwrap_or(TokenKind::CacheWrite5m)
    }

    /// The model that `name` means on `day`.
    ///
    /// # Errors
    ///
    /// When the name is not listed, or is listed as having no price.
    pub fn resolve(&self, name: &str, day: Date) -> Result<Resolved<'_>, NoPrice> {
        let plain = plain_name(name);
        if let Some(found) = self.named(plain) {
            return Ok(found);
        }
        for vendor in &self.vendors {
            if let Some(family) = vendor.families.iter().find(|family| family.alias == plain) {
                return self.member_on(family, day);
            }
            if let Some(unpriced) = vendor.unpriced.iter().find(|unpriced| unpriced.id == plain) {
                return Err(NoPrice::Unpriced {
                    name: name.to_owned(),
                    reason: unpriced.reason.clone(),
                    source_page: unpriced.citation.source.clone(),
                });
            }
        }
        self.routed(plain).ok_or_else(|| self.unknown(name))
    }

    /// Whether `name` is exactly one that is on file, with a price or without.
    pub(super) fn is_listed(&self, name: &str) -> bool {
        let is_moving = |vendor: &Vendor| vendor.families.iter().any(|family| family.alias == name);
        let is_unpriced = |vendor: &Vendor| vendor.unpriced.iter().any(|unpriced| unpriced.id == name);
        self.named(name).or_else(|| self.routed(name)).is_some()
            || self.vendors.iter().any(|vendor| is_moving(vendor) || is_unpriced(vendor))
    }

    /// Whether `name` is one that only routers have, without a vendor before it.
    pub(super) fn is_routers(&self, name: &str) -> bool {
        self.named(name).is_some_and(|found| found.via == Via::Router)
    }

    /// The model that a router calls by its vendor and its name there, `anthropic/claude-opus-4.5`: some write a dot
    /// between the numbers of a version.
    fn routed(&self, name: &str) -> Option<Resolved<'_>> {
        let (vendor, name) = name.split_once('/')?;
        let vendor = self.vendors.iter().find(|known| known.id == vendor)?;
        let found = self.named(name).or_else(|| self.named(&name.replace('.', "-")))?;
        let is_own = found.model.vendor == vendor.id && found.via != Via::CloudId;
        is_own.then_some(Resolved { via: Via::Router, ..found })
    }

    /// The model with this id, alias or cloud id.
    fn named(&self, name: &str) -> Option<Resolved<'_>> {
        if self.models.len() <= SCANNED_MAX {
            for model in &self.models {
                if let Some(via) = via(model, name) {
                    return Some(Resolved { model, via });
                }
            }
            return None;
        }
        let index = self.index.places.get_or_init(|| {
            let mut places = BTreeMap::new();
            for (model, place) in self.models.iter().zip(0..) {
                for name in model.names() {
                    places.entry(name.to_owned()).or_insert(place);
                }
            }
            places
        });
        let model = &self.models[*index.get(name)?];
        Some(Resolved { model, via: via(model, name)? })
    }

    /// The newest member of a family that has a price on `day`.
    fn member_on<'t>(&'t self, family: &'t Family, day: Date) -> Result<Resolved<'t>, NoPrice> {
        for member in family.members.iter().rev() {
            let model = self.models.iter().find(|model| model.id == member.model);
            if let Some(model) = model.filter(|model| model.price_on(day).is_some()) {
                return Ok(Resolved { model, via: Via::Family { family, since: &member.since } });
            }
        }
        Err(NoPrice::Unpriced {
            name: family.alias.clone(),
            reason: format!("none of the models that this name has meant has a price on {day}"),
            source_page: family.citation.source.clone(),
        })
    }

    fn unknown(&self, name: &str) -> NoPrice {
        let near = self.model_near(plain_name(name)).map(|near| {
            let model = self.models.iter().find(|model| model.names().any(|name| name == near));
            (near.to_owned(), model.map(|model| model.origin.to_string()))
        });
        NoPrice::UnknownModel { name: name.to_owned(), near }
    }

    /// The rates of `model` on `day`, as served.
    ///
    /// # Errors
    ///
    /// When the model has no price that day, or not with that service.
    ///
    /// # Panics
    ///
    /// When the model is from another table, and this one does not know its vendor.
    pub fn rate_card<'t>(
        &'t self,
        model: &'t Model,
        day: Date,
        service: Service,
    ) -> Result<RateCard<'t>, NoPrice> {
        let vendor = self
            .vendors
            .iter()
            .find(|vendor| vendor.id == model.vendor)
            .expect("a model is loaded with its vendor");
        RateCard::new(vendor, model, day, service, self.price_factor.on(day))
    }

    /// The same tables, with all prices multiplied by a factor.
    #[must_use]
    pub fn with_price_factor(self, price_factor: PriceFactor) -> Self {
        Self { price_factor, ..self }
    }

    /// What all prices are multiplied by.
    #[must_use]
    pub fn price_factor(&self) -> &PriceFactor {
        &self.price_factor
    }

    /// The models that took the place of others where these tables were laid over others.
    #[must_use]
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    /// The same for a model under the name that a record or a question has for it: a cloud's id may name a region,
    /// which has a factor of its own, or fast speed.
    ///
    /// # Errors
    ///
    /// When the model has no price that day, or not with that service.
    ///
    /// # Panics
    ///
    /// When the model is from another table, and this one does not know its vendor.
    pub fn rate_card_of<'t>(
        &'t self,
        name: &str,
        model: &'t Model,
        day: Date,
        service: Service,
    ) -> Result<RateCard<'t>, NoPrice> {
        let service = Service { fast: service.fast || model.is_fast_id(name), ..service };
        let card = self.rate_card(model, day, service)?;
        // Most models are called by no cloud's name.
        if name == model.id || model.cloud_ids.is_empty() {
            return Ok(card);
        }
        let vendor = self.vendors.iter().find(|vendor| vendor.id == model.vendor);
        let region = vendor.and_then(|vendor| vendor.region_of(plain_name(name), model, day));
        Ok(match region {
            Some(region) => card.in_region(region),
            None => card,
        })
    }

    /// In the order of their files.
    #[must_use]
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The prompt sizes, in tokens, at which the price of any model changes, smallest first.
    #[must_use]
    pub fn prompt_limits(&self) -> Vec<u64> {
        let bands = |model: &Model| {
            let fast = model.fast.iter().filter_map(|fast| match &fast.offer {
                FastOffer::Card { bands, .. } => Some(bands),
                FastOffer::Multiple { .. } => None,
            });
            let bands = model.prices.iter().map(|price| &price.bands).chain(fast);
            bands.flatten().map(|band| band.prompt_tokens_over).collect::<Vec<_>>()
        };
        let limits: BTreeSet<u64> = self.models.iter().flat_map(bands).collect();
        limits.into_iter().collect()
    }

    /// In the order of their files.
    #[must_use]
    pub fn vendors(&self) -> &[Vendor] {
        &self.vendors
    }

    /// In the order of their files.
    #[must_use]
    pub fn programs(&self) -> &[Program] {
        &self.programs
    }

    /// Whether a program is one of those that are meant where no vendor is named: that of the vendor whose rules are
    /// the default ones, or one that somebody wrote.
    #[must_use]
    pub fn is_usual(&self, program: &Program) -> bool {
        let is_default = self.default_program().is_none_or(|default| default.vendor == program.vendor);
        is_default || !is_builtin_file(program.origin.file())
    }

    /// The program with that id.
    #[must_use]
    pub fn program(&self, id: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.id == id)
    }

    /// The program to use if none is named.
    #[must_use]
    pub fn default_program(&self) -> Option<&Program> {
        self.programs.iter().find(|program| program.default)
    }

    /// The program of a vendor whose rules apply on `day`.
    pub(crate) fn program_in_force(&self, vendor: &str, day: Date) -> Option<&Program> {
        self.programs.iter().find(|program| program.vendor == vendor && program.in_force_on(day))
    }

    /// In the order of their files.
    #[must_use]
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The plans of a program, in the order of their files.
    pub fn plans_of<'t>(&'t self, program: &'t Program) -> impl Iterator<Item = &'t Plan> + 't {
        self.plans.iter().filter(|plan| plan.program == program.id)
    }

    /// The plan of a program with this id or alias; ids come first.
    #[must_use]
    pub fn plan<'t>(&'t self, program: &'t Program, name: &str) -> Option<&'t Plan> {
        self.plans_of(program)
            .find(|plan| plan.id == name)
            .or_else(|| self.plans_of(program).find(|plan| plan.aliases.iter().any(|alias| alias == name)))
    }

    /// A hash of the files, `sha256:…`, so that two answers can be compared before their numbers are.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}
