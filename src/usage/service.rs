//! How a request is served: one table of what it can ask for, for flags, files, records and prices.

use serde::{Deserialize, Serialize};

/// How a request is served, as far as its price depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// Whether it ran in fast mode.
    pub fast: bool,
    /// Whether inference was limited to the US.
    pub us_only: bool,
    /// Whether it was a batch request.
    pub batch: bool,
}

/// What a request can ask for that changes its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceOption {
    /// Fast mode, which has prices of its own.
    Fast,
    /// Inference in the United States only.
    UsOnly,
    /// The batch API.
    Batch,
}

impl ServiceOption {
    /// All options, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Fast, Self::UsOnly, Self::Batch];

    /// Its key in files, in JSON and in CSV.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::UsOnly => "us_only",
            Self::Batch => "batch",
        }
    }

    /// How a request with it is made, in a sentence.
    #[must_use]
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Fast => "at fast speed",
            Self::UsOnly => "with US-only inference",
            Self::Batch => "through the batch API",
        }
    }
}

impl Service {
    /// Whether an option is asked for.
    #[must_use]
    pub const fn has(mut self, option: ServiceOption) -> bool {
        *self.slot(option)
    }

    /// The same, with an option asked for or not.
    #[must_use]
    pub const fn with(mut self, option: ServiceOption, is_on: bool) -> Self {
        *self.slot(option) = is_on;
        self
    }

    /// What either of two asks for.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        other.options().fold(self, |service, option| service.with(option, true))
    }

    /// What is asked for, in the order in which it is shown.
    pub(crate) fn options(self) -> impl Iterator<Item = ServiceOption> {
        ServiceOption::ALL.into_iter().filter(move |option| self.has(*option))
    }

    const fn slot(&mut self, option: ServiceOption) -> &mut bool {
        match option {
            ServiceOption::Fast => &mut self.fast,
            ServiceOption::UsOnly => &mut self.us_only,
            ServiceOption::Batch => &mut self.batch,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_option_has_a_place_of_its_own_under_its_key() {
        for option in ServiceOption::ALL {
            let service = Service::default().with(option, true);
            assert_eq!(service.options().collect::<Vec<_>>(), [option]);
            let json = serde_json::to_value(service).unwrap();
            let on: Vec<_> = json.as_object().unwrap().iter().filter(|(_, on)| **on == true).collect();
            assert_eq!(on.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), [option.key()]);
        }
    }

    #[test]
    fn two_that_are_joined_ask_for_what_either_asks_for() {
        for one in ServiceOption::ALL {
            for other in ServiceOption::ALL {
                let [one, other] = [one, other].map(|option| Service::default().with(option, true));
                let both = one.or(other);
                let expected = |option: &ServiceOption| one.has(*option) || other.has(*option);
                assert!(ServiceOption::ALL.iter().all(|option| both.has(*option) == expected(option)));
                assert_eq!(both, other.or(one));
            }
        }
    }
}
