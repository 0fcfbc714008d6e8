//! Packs tables as records, as which `src/pricing/packed.rs` reads them back without parsing or checking.
//!
//! A record is its fields in the order of [`RECORDS`], without their keys. What is not written is a zero.
//! Texts stand one after the other in a text of their own, so that nobody has to look again whether they are
//! UTF-8.

use std::error::Error;

use crate::document::{Node, Table, Value};

/// The fields of each record, in the order in which they are read. `@` is the place of the table, `+name` the
/// fields of another record. A list of tables has records of the name of its key.
const RECORDS: [(&str, &str); 23] = [
    ("a file of models", "vendor token_kinds modifier fee tokenizer family unpriced id_prefixes"),
    ("modifier", "id multiplier effective_from id_prefixes models excludes +citation"),
    ("fee", "id usd per unit +citation"),
    ("tokenizer", "id ratio ratio_low ratio_high +citation"),
    ("family", "alias models +citation"),
    ("models", "since model"),
    ("unpriced", "id reason +citation"),
    (
        "model",
        "id aliases cloud_ids router_ids fast_ids regional_ids @ name status status_note status_checked released deprecated retired \
         retires_not_before successor retired_cloud_ids cloud_end status_source context_window_tokens output_tokens_max cacheable_prompt_tokens_min tokenizer note \
         price fast",
    ),
    ("cloud_end", "on ids"),
    ("price", "+terms usd_per_mtok band"),
    ("fast", "+terms multiplier multiplies_bands usd_per_mtok band"),
    (
        "terms",
        "@ effective_from effective_until status certainty certainty_note promotion review_on +citation",
    ),
    ("usd_per_mtok", "input output cache_read cache_write_5m cache_write_1h cache_write_30m cache_write_12h"),
    ("band", "prompt_tokens_over usd_per_mtok requires note"),
    ("a file of plans", "vendor program plan"),
    (
        "program",
        "@ id name short pays_for default sign_in exhaustion pooling cycle cycle_days markup rates unit unit_usd renewal \
         terms status use +citation",
    ),
    ("status", "from status +citation"),
    ("use", "surfaces auths draws reason +citation"),
    (
        "plan",
        "@ id program name aliases individual fee_usd fee_note credit_usd pool_cap_usd seat flex_usd work_units \
         not_computable no_credit draws counterpart certainty +citation claim",
    ),
    ("seat", "kind fee_usd credit_usd"),
    ("counterpart", "program plan seats"),
    ("claim", "publisher says credit_usd +citation"),
    ("citation", "source source_date checked also note"),
];

/// What is about the file, or says only that something is meant to be missing.
const UNPACKED: [&str; 2] = ["format", "no_rate"];

/// Packed records.
#[derive(Default)]
pub(crate) struct Packed {
    pub(crate) numbers: Vec<u8>,
    pub(crate) texts: String,
}

impl Packed {
    /// Adds a table as a record of that name.
    ///
    /// # Errors
    ///
    /// When the table says what the record has no field for.
    pub(crate) fn record(&mut self, name: &str, table: &Node<'_>) -> Result<(), Box<dyn Error>> {
        let Value::Table(Table { entries }) = &table.value else {
            return Err(format!("{name}: this is no table").into());
        };
        let fields = fields_of(name);
        for entry in entries {
            if !fields.iter().chain(&UNPACKED).any(|field| *field == entry.key) {
                return Err(format!("{name}: no field is packed for `{}`", entry.key).into());
            }
        }
        for field in fields {
            match table.get(field) {
                _ if field == "@" => self.number(u64::try_from(table.span.start)?),
                Some(node) => self.value(field, node)?,
                None => self.number(0),
            }
        }
        Ok(())
    }

    /// Adds a part behind its length.
    pub(crate) fn part(&mut self, part: &Self) -> Result<(), Box<dyn Error>> {
        self.number(u64::try_from(part.numbers.len())?);
        self.number(u64::try_from(part.texts.len())?);
        self.numbers.extend(&part.numbers);
        self.texts.push_str(&part.texts);
        Ok(())
    }

    fn value(&mut self, key: &str, node: &Node<'_>) -> Result<(), Box<dyn Error>> {
        match &node.value {
            Value::Text(text) => {
                self.number(u64::try_from(text.len())? + 1);
                self.texts.push_str(text);
            }
            Value::Integer(digits) => self.number(digits.parse::<u64>()? + 1),
            Value::Bool(truth) => self.number(u64::from(*truth)),
            Value::Date(year, month, day) => {
                self.number(u64::from(*year));
                self.numbers.extend([*month, *day]);
            }
            Value::Array(items) => {
                self.number(u64::try_from(items.len())? + 1);
                if items.iter().any(|item| matches!(item.value, Value::Table(_))) {
                    let mut records = Self::default();
                    for item in items {
                        records.record(key, item)?;
                    }
                    self.part(&records)?;
                } else {
                    for item in items {
                        self.value(key, item)?;
                    }
                }
            }
            // Its keys are the kinds of seat.
            Value::Table(Table { entries }) if key == "seats" => {
                self.number(u64::try_from(entries.len())?);
                for entry in entries {
                    self.number(u64::try_from(entry.key.len())? + 1);
                    self.texts.push_str(&entry.key);
                    self.value(&entry.key, &entry.node)?;
                }
            }
            Value::Table(_) => {
                self.number(1);
                self.record(key, node)?;
            }
            Value::Float(_) | Value::Time => return Err(format!("`{key}` is a float or a time").into()),
        }
        Ok(())
    }

    /// Adds a number in groups of seven bits, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.numbers.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.numbers.push(number.to_le_bytes()[0]);
    }
}

/// The fields of a record, those of others that are part of it included.
fn fields_of(name: &str) -> Vec<&'static str> {
    let fields = RECORDS.iter().find(|(record, _)| *record == name).map_or("", |(_, fields)| fields);
    let others = |field: &'static str| match field.strip_prefix('+') {
        Some(other) => fields_of(other),
        None => vec![field],
    };
    fields.split(' ').flat_map(others).collect()
}
