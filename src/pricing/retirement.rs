//! When a model ends: the day from which on its vendor refuses every request to it.

use jiff::civil::Date;

use super::model::{Lifecycle, Model};
use super::no_price::NoPrice;
use super::table::{PriceTable, Via, plain_name};

/// The end of a model, under the name by which it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retirement {
    /// The model's id.
    pub model: String,
    /// The name by which it was asked for.
    pub written: String,
    /// The first day without it.
    pub on: Date,
    /// The day of the announcement, where that is known.
    pub announced: Option<Date>,
    /// The id of the model to use instead, where one is known.
    pub successor: Option<String>,
}

impl Retirement {
    /// Whether anybody could know of it on `day`. Where the day of the announcement was not found, one could.
    #[must_use]
    pub fn is_announced_on(&self, day: Date) -> bool {
        self.announced.is_none_or(|announced| announced <= day)
    }

    /// Why runs that all come after it have no answer, as it is said on the day `as_of`.
    #[must_use]
    pub fn no_price(&self, as_of: Date) -> NoPrice {
        NoPrice::Retired { retirement: Box::new(self.clone()), is_over: self.on <= as_of }
    }
}

impl Lifecycle {
    /// The first day on which a cloud no longer serves the model under this name; `None` where nobody knows.
    fn ends_under(&self, cloud_id: &str) -> Option<Date> {
        let own =
            self.cloud_ends.iter().find(|end| end.ids.iter().any(|id| id == cloud_id)).map(|end| end.on);
        own.or_else(|| self.retired.filter(|_| self.retired_cloud_ids.iter().any(|id| id == cloud_id)))
    }
}

impl PriceTable {
    /// When the model that `name` means on `day` ends; `None` where nobody knows, or where it has no end under
    /// that name: a cloud may go on with what the vendor retires.
    #[must_use]
    pub fn retirement(&self, name: &str, day: Date) -> Option<Retirement> {
        let found = self.resolve(name, day).ok()?;
        let (model, life) = (found.model, &found.model.lifecycle);
        let on = if found.via == Via::CloudId { life.ends_under(plain_name(name)) } else { life.retired }?;
        Some(Retirement {
            model: model.id.clone(),
            written: name.to_owned(),
            on,
            announced: life.deprecated,
            successor: self.successor(model, on.max(day)),
        })
    }

    /// The model to use instead of one that ends: the one that the vendor names, or the newest of its family.
    /// One that is gone on `day` itself has a successor, too.
    fn successor(&self, model: &Model, day: Date) -> Option<String> {
        let mut successor = self.named_successor(model)?;
        for _ in &self.models {
            let next = self.models.iter().find(|known| known.id == successor);
            let gone = next.filter(|next| next.lifecycle.retired.is_some_and(|retired| retired <= day));
            match gone.and_then(|gone| self.named_successor(gone)) {
                Some(after) => successor = after,
                None => break,
            }
        }
        Some(successor)
    }

    fn named_successor(&self, model: &Model) -> Option<String> {
        let newest = || {
            let vendor = self.vendors.iter().find(|vendor| vendor.id == model.vendor)?;
            let family =
                vendor.families.iter().find(|family| model.id.split('-').any(|part| part == family.alias))?;
            Some(family.members.last()?.model.clone())
        };
        model.lifecycle.successor.clone().or_else(newest).filter(|successor| *successor != model.id)
    }
}
