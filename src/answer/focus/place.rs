//! Who sells a model under the name by which it was called, and where it ran.

use super::Parties;
use crate::phrase::vendor_name;
use crate::usage::Service;

/// Regions as clouds write them in front of a model's name, and what they are called. `global` is none.
const REGIONS: [(&str, &str); 6] = [
    ("us", "United States"),
    ("us-gov", "United States (government)"),
    ("eu", "Europe"),
    ("apac", "Asia Pacific"),
    ("jp", "Japan"),
    ("au", "Australia"),
];

/// Clouds that name a model in a way of their own: what is in such a name, who that is, and what its service is
/// called. Others send no sign of themselves.
const CLOUDS: [(&str, &str, &str); 2] =
    [("anthropic.", "Amazon Web Services", "Amazon Bedrock"), ("@", "Google Cloud", "Vertex AI")];

impl Parties {
    /// Those of a model of `vendor` that was called `written`, where a cloud bills it or may do so.
    pub(super) fn of(vendor: &str, written: &str, service: Service, is_cloud: bool) -> Self {
        let publisher = vendor_name(vendor);
        let cloud = CLOUDS.into_iter().find(|(sign, ..)| written.contains(sign));
        let (provider, name) = match cloud {
            Some((_, cloud, name)) => (cloud.to_owned(), name.to_owned()),
            // The specification has no row without a provider.
            None if is_cloud => ("Unknown cloud".to_owned(), format!("{publisher} models on a cloud")),
            None => (publisher.clone(), format!("{publisher} API")),
        };
        let prefix = written.split_once(".anthropic.").map(|(prefix, _)| prefix);
        let named = prefix.or(service.us_only.then_some("us"));
        let region = REGIONS.into_iter().find(|(id, _)| Some(*id) == named);
        let region = region.map(|(id, name)| (id.to_owned(), name.to_owned()));
        Self { publisher, provider, service: name, region }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clouds_name_for_a_model_says_who_bills_it_and_where() {
        let of = |written: &str, is_cloud| {
            let parties = Parties::of("anthropic", written, Service::default(), is_cloud);
            (parties.provider, parties.region.map(|(id, _)| id))
        };
        let told = |provider: &str, region: Option<&str>| (provider.to_owned(), region.map(str::to_owned));
        assert_eq!(of("claude-opus-5-5", false), told("Anthropic", None));
        assert_eq!(of("eu.anthropic.claude-opus-5-5-v1:0", true), told("Amazon Web Services", Some("eu")));
        assert_eq!(of("global.anthropic.claude-opus-5-5", true), told("Amazon Web Services", None));
        assert_eq!(of("claude-opus-4-6@20260101", true), told("Google Cloud", None));
        assert_eq!(of("claude-opus-5-5", true), told("Unknown cloud", None));
    }
}
