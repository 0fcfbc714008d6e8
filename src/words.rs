//! Words for choices: how they are written in files, in answers and on the command line.

/// Gives a choice its words, once: `WORDS` for reading them and `word` for writing them.
macro_rules! words {
    ($choice:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $choice {
            /// All choices, by their words in files, in JSON and on the command line.
            pub const WORDS: [(&'static str, Self); [$($word),+].len()] = [$(($word, Self::$variant)),+];

            /// The word in files, in JSON and on the command line.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        $crate::words::serde_as_word!($choice, word, [$($variant),+]);
    };
}

/// Writes a choice in an answer as the word that a method of it gives, reads that word back, and lists all of
/// them in the schema.
macro_rules! serde_as_word {
    ($choice:ident, $word:ident, [$($variant:ident),+ $(,)?]) => {
        impl serde::Serialize for $choice {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.$word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $choice {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                let found = [$(Self::$variant),+].into_iter().find(|choice| choice.$word() == word);
                found.ok_or_else(|| {
                    let words = [$(Self::$variant.$word()),+];
                    serde::de::Error::custom(format!("`{word}` is none of {}", words.join(", ")))
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
                schemars::json_schema!({"type": "string", "enum": [$(Self::$variant.$word()),+]})
            }
        }
    };
}

pub(crate) use {serde_as_word, words};
