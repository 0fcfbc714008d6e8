//! Words for choices: how they are written in files, in answers and on the command line.

/// Gives a choice its words, once: `WORDS` for reading them and `word`, or another name, for writing them; so it
/// stands in an answer, and the schema lists all of them.
macro_rules! words {
    ($choice:ident { $($words:tt)+ }) => {
        $crate::words::words!($choice: word { $($words)+ });
    };
    ($choice:ident: $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $choice {
            /// All choices, by their words in files, in JSON and on the command line.
            pub const WORDS: [(&'static str, Self); [$($word),+].len()] = [$(($word, Self::$variant)),+];

            /// The word in files, in JSON and on the command line.
            #[must_use]
            pub const fn $name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The choice that is written so.
            pub(crate) fn from_id(word: &str) -> Option<Self> {
                Self::WORDS.into_iter().find_map(|(known, choice)| (known == word).then_some(choice))
            }
        }

        impl serde::Serialize for $choice {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.$name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $choice {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                Self::from_id(&word).ok_or_else(|| {
                    serde::de::Error::custom(format!("`{word}` is none of {}", [$($word),+].join(", ")))
                })
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $choice {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($choice).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": [$($word),+]})
            }
        }
    };
}

pub(crate) use words;
