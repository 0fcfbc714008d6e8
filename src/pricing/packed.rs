//! Reads the records as which the build script packs the built-in tables (`build/pack.rs`).
//!
//! Nothing is checked here: a test compares what comes out with what the files say, and those are checked
//! when they are read. Fields are read in the order in which they were packed, so the order of the fields
//! below is that of the list in the build script. What is not written is a zero, whatever it would be.

use std::num::NonZeroU16;

use jiff::civil::Date;

use super::model::{Band, Card, CloudEnd, FastOffer, FastPrice, Lifecycle, Model, ModelStatus, Price, Terms};
use super::plan::{
    Auth, Claim, Counterpart, CreditGrant, CycleRule, DefaultExhaustion, Draws, Plan, Pooling, Program,
    ProgramStatus, Seat, StatusChange, Surface, Unit, UseRule,
};
use super::vendor::{
    Family, FamilyMember, Fee, FeeKind, Modifier, ModifierKind, Tokenizer, UnpricedName, Vendor,
};
use super::{Certainty, Citation};
use crate::source::{Origin, SourceFile};
use crate::usage::TokenKind;

const PACKED: &str = "the build script packed it";

/// Packed records: their numbers, and their texts one after the other.
#[derive(Clone, Copy)]
pub(super) struct Packed {
    pub(super) numbers: &'static [u8],
    pub(super) texts: &'static str,
}

impl Packed {
    fn is_empty(self) -> bool {
        self.numbers.is_empty()
    }

    fn byte(&mut self) -> u8 {
        let (first, rest) = self.numbers.split_first().expect(PACKED);
        self.numbers = rest;
        *first
    }

    /// A number in groups of seven bits, the lowest first.
    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return number;
            }
            shift += 7;
        }
    }

    fn length(&mut self) -> usize {
        usize::try_from(self.number()).expect(PACKED)
    }

    /// A text, or nothing.
    fn slice(&mut self) -> Option<&'static str> {
        let length = self.length().checked_sub(1)?;
        let (text, rest) = self.texts.split_at(length);
        self.texts = rest;
        Some(text)
    }

    /// A list of texts; `None` where none is written, which may be another thing than an empty one.
    fn slices(&mut self) -> Option<Vec<&'static str>> {
        let count = self.length().checked_sub(1)?;
        Some((0..count).map(|_| self.slice().expect(PACKED)).collect())
    }

    /// The next numbers and texts; a count of each comes first.
    fn part(&mut self) -> Self {
        let (numbers, texts) = (self.length(), self.length());
        let (numbers, rest) = self.numbers.split_at(numbers);
        self.numbers = rest;
        let (texts, rest) = self.texts.split_at(texts);
        self.texts = rest;
        Self { numbers, texts }
    }
}

/// The packed models among which one of these names is found; all of them where there is no list of names.
pub(super) fn models_named(mut models: Packed, is_named: impl Fn(&str) -> bool) -> Vec<Packed> {
    let mut found = Vec::new();
    while !models.is_empty() {
        let model = models.part();
        let mut names = model;
        // Its id, its aliases and its exact names in clouds and routers stand first.
        if names.slice().is_some_and(&is_named)
            || (0..4).any(|_| names.slices().is_some_and(|names| names.into_iter().any(&is_named)))
        {
            found.push(model);
        }
    }
    found
}

/// Reads records of one file.
pub(super) struct Records<'s> {
    pub(super) source: &'s SourceFile,
    pub(super) packed: Packed,
    /// Without what is there for reading only.
    pub(super) brief: bool,
}

impl Records<'_> {
    fn optional_text(&mut self) -> Option<String> {
        self.packed.slice().map(str::to_owned)
    }

    fn text(&mut self) -> String {
        self.optional_text().expect(PACKED)
    }

    fn texts(&mut self) -> Vec<String> {
        self.optional_texts().unwrap_or_default()
    }

    fn optional_texts(&mut self) -> Option<Vec<String>> {
        Some(self.packed.slices()?.into_iter().map(str::to_owned).collect())
    }

    /// A text that is there for reading only.
    fn remark(&mut self) -> Option<String> {
        let text = self.packed.slice();
        text.filter(|_| !self.brief).map(str::to_owned)
    }

    /// Texts that are there for reading only.
    fn remarks(&mut self) -> Vec<String> {
        let texts = self.packed.slices().filter(|_| !self.brief).unwrap_or_default();
        texts.into_iter().map(str::to_owned).collect()
    }

    fn flag(&mut self) -> bool {
        self.packed.byte() != 0
    }

    fn optional_count(&mut self) -> Option<u64> {
        self.packed.number().checked_sub(1)
    }

    fn count(&mut self) -> u64 {
        self.optional_count().expect(PACKED)
    }

    fn optional_day(&mut self) -> Option<Date> {
        let year = i16::try_from(self.packed.number()).expect(PACKED);
        if year == 0 {
            return None;
        }
        let mut part = || i8::try_from(self.packed.byte()).expect(PACKED);
        let (month, day) = (part(), part());
        Some(Date::new(year, month, day).expect(PACKED))
    }

    fn day(&mut self) -> Date {
        self.optional_day().expect(PACKED)
    }

    fn optional_decimal<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.packed.slice().map(|text| text.parse().ok().expect(PACKED))
    }

    fn decimal<T: std::str::FromStr>(&mut self) -> T {
        self.optional_decimal().expect(PACKED)
    }

    fn optional_word<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        self.packed.slice().map(|text| choice(text, words))
    }

    fn word<T: Copy>(&mut self, words: &[(&str, T)]) -> T {
        self.optional_word(words).expect(PACKED)
    }

    fn words<T: Copy>(&mut self, words: &[(&str, T)]) -> Vec<T> {
        self.packed.slices().unwrap_or_default().into_iter().map(|text| choice(text, words)).collect()
    }

    fn kinds(&mut self) -> Vec<TokenKind> {
        let kind = |id| TokenKind::from_id(id).expect(PACKED);
        self.packed.slices().unwrap_or_default().into_iter().map(kind).collect()
    }

    /// Where the table stands of which this is the record.
    fn origin(&mut self) -> Origin {
        self.source.origin(self.packed.length())
    }

    /// The records of a list of tables.
    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.packed.length().saturating_sub(1);
        if count == 0 {
            return Vec::new();
        }
        // How long it is, for who steps over it.
        self.packed.number();
        self.packed.number();
        (0..count).map(|_| read(self)).collect()
    }

    /// The same, where the list is there for reading only or for questions about all models.
    fn remark_list<T>(&mut self, read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        if !self.brief {
            return self.list(read);
        }
        if self.packed.length() > 1 {
            self.packed.part();
        }
        Vec::new()
    }

    fn citation(&mut self) -> Citation {
        Citation {
            source: self.text(),
            source_date: self.remark(),
            checked: self.day(),
            also: self.remarks(),
            note: self.remark(),
        }
    }

    /// What a vendor charges and offers besides its models, and what stands before the regional ids of those.
    pub(super) fn vendor(&mut self) -> (Vendor, Vec<&'static str>) {
        let vendor = Vendor {
            id: self.text(),
            token_kinds: self.kinds(),
            modifiers: self.list(Self::modifier),
            fees: self.list(Self::fee),
            tokenizers: self.remark_list(Self::tokenizer),
            families: self.remark_list(Self::family),
            unpriced: self.remark_list(Self::unpriced),
        };
        (vendor, self.packed.slices().unwrap_or_default())
    }

    fn modifier(&mut self) -> Modifier {
        let id = self.text();
        Modifier {
            kind: ModifierKind::named(&id),
            id,
            multiplier: self.decimal(),
            effective_from: self.optional_day(),
            id_prefixes: self.texts(),
            models: self.optional_texts(),
            excludes_fast: !self.texts().is_empty(),
            citation: self.citation(),
        }
    }

    fn fee(&mut self) -> Fee {
        Fee {
            kind: self.word(&FeeKind::WORDS),
            usd: self.decimal(),
            per_power_of_ten: self.count().ilog10(),
            unit: self.text(),
            citation: self.citation(),
        }
    }

    fn tokenizer(&mut self) -> Tokenizer {
        Tokenizer {
            id: self.text(),
            ratio: self.decimal(),
            ratio_low: self.optional_decimal(),
            ratio_high: self.optional_decimal(),
            citation: self.citation(),
        }
    }

    fn family(&mut self) -> Family {
        let member = |records: &mut Self| FamilyMember { since: records.text(), model: records.text() };
        Family { alias: self.text(), members: self.list(member), citation: self.citation() }
    }

    fn unpriced(&mut self) -> UnpricedName {
        UnpricedName { id: self.text(), reason: self.text(), citation: self.citation() }
    }

    pub(super) fn model(&mut self, vendor: &Vendor, prefixes: &[&str]) -> Model {
        let (id, aliases, exact) = (self.text(), self.texts(), self.texts());
        let (router_ids, fast_ids) = (self.texts(), self.texts());
        let regional = self.packed.slices().unwrap_or_default();
        Model {
            id,
            aliases,
            cloud_ids: with_regions(exact, &regional, prefixes),
            router_ids,
            fast_ids,
            origin: self.origin(),
            name: self.text(),
            vendor: vendor.id.clone(),
            lifecycle: Lifecycle {
                status: self.word(&ModelStatus::WORDS),
                status_note: self.remark(),
                status_checked: self.day(),
                released: self.optional_day(),
                deprecated: self.optional_day(),
                retired: self.optional_day(),
                retires_not_before: self.optional_day(),
                successor: self.optional_text(),
                retired_cloud_ids: self.texts(),
                cloud_ends: self.list(|records| records.cloud_end(&regional, prefixes)),
                status_source: self.remark(),
            },
            context_window_tokens: self.optional_count(),
            output_tokens_max: self.optional_count(),
            cacheable_prompt_tokens_min: self.optional_count(),
            tokenizer: self.optional_text(),
            note: self.remark(),
            prices: ended(self.list(Self::price), |price| &mut price.terms),
            fast: ended(self.list(Self::fast_price), |price| &mut price.terms),
        }
    }

    fn cloud_end(&mut self, regional: &[&str], prefixes: &[&str]) -> CloudEnd {
        let on = self.day();
        let mut ids = Vec::new();
        for id in self.packed.slices().unwrap_or_default() {
            if regional.contains(&id) {
                ids.extend(prefixes.iter().map(|prefix| format!("{prefix}{id}")));
            }
            ids.push(id.to_owned());
        }
        CloudEnd { on, ids }
    }

    fn price(&mut self) -> Price {
        Price { terms: self.terms(), card: self.card().expect(PACKED), bands: self.list(Self::band) }
    }

    fn fast_price(&mut self) -> FastPrice {
        let terms = self.terms();
        let multiplier = self.optional_decimal();
        let of_bands = self.flag();
        let (card, bands) = (self.card(), self.list(Self::band));
        let offer = match multiplier {
            Some(multiplier) => FastOffer::Multiple { multiplier, of_bands },
            None => FastOffer::Card { card: card.expect(PACKED), bands },
        };
        FastPrice { terms, offer }
    }

    fn terms(&mut self) -> Terms {
        Terms {
            origin: self.origin(),
            effective_from: self.day(),
            effective_until: self.optional_day(),
            announced: self.packed.slice() == Some("announced"),
            certainty: self.word(&Certainty::WORDS),
            certainty_note: self.optional_text(),
            promotion: self.flag(),
            review_on: self.optional_day(),
            citation: self.citation(),
        }
    }

    fn card(&mut self) -> Option<Card> {
        let kinds = TokenKind::ALL.into_iter();
        self.flag().then(|| {
            kinds.fold(Card::default(), |card, kind| match self.optional_decimal() {
                Some(rate) => card.with(kind, rate),
                None => card,
            })
        })
    }

    fn band(&mut self) -> Band {
        Band {
            prompt_tokens_over: self.count(),
            card: self.card().expect(PACKED),
            requires: self.optional_text(),
            note: self.remark(),
        }
    }

    /// The programs and plans of a file of plans.
    pub(super) fn programs_and_plans(&mut self) -> (Vec<Program>, Vec<Plan>) {
        let vendor = self.text();
        (self.list(|records| records.program(&vendor)), self.list(Self::plan))
    }

    fn program(&mut self, vendor: &str) -> Program {
        Program {
            origin: self.origin(),
            id: self.text(),
            vendor: vendor.to_owned(),
            name: self.text(),
            short: self.optional_text(),
            pays_for: Some(self.texts())
                .filter(|vendors| !vendors.is_empty())
                .unwrap_or_else(|| vec![vendor.to_owned()]),
            default: self.flag(),
            sign_in: self.word(&Auth::OF_PROGRAMS),
            exhaustion: self.word(&DefaultExhaustion::WORDS),
            pooling: self.word(&Pooling::WORDS),
            cycle: self.cycle_rule(),
            markup: self.optional_decimal(),
            rates: self.optional_text(),
            unit: self.unit(),
            renewal: self.text(),
            terms: self.remarks(),
            history: self.list(Self::status_change),
            uses: self.list(Self::use_rule),
            citation: self.citation(),
        }
    }

    fn cycle_rule(&mut self) -> CycleRule {
        let word = self.optional_word(&CycleRule::WORDS);
        let days = self.optional_count().and_then(|days| u16::try_from(days).ok()).and_then(NonZeroU16::new);
        days.map_or(word.unwrap_or_default(), CycleRule::Every)
    }

    fn unit(&mut self) -> Option<Unit> {
        let (name, usd) = (self.optional_text(), self.optional_decimal());
        name.map(|name| Unit { name, usd })
    }

    fn status_change(&mut self) -> StatusChange {
        StatusChange { from: self.day(), status: self.word(&ProgramStatus::WORDS), citation: self.citation() }
    }

    fn use_rule(&mut self) -> UseRule {
        UseRule {
            surfaces: self.words(&Surface::WORDS),
            auths: self.words(&Auth::OF_PROGRAMS),
            draws: self.word(&Draws::WORDS),
            reason: self.text(),
            citation: self.citation(),
        }
    }

    fn plan(&mut self) -> Plan {
        Plan {
            origin: self.origin(),
            id: self.text(),
            program: self.text(),
            name: self.text(),
            aliases: self.texts(),
            individual: self.flag(),
            fee: self.optional_decimal(),
            fee_note: self.remark(),
            grant: self.grant(),
            flex: self.optional_decimal(),
            work_units: self.optional_count(),
            not_computable: self.optional_text(),
            no_credit: self.optional_text(),
            draws: self.optional_word(&Draws::WORDS),
            counterpart: self.counterpart(),
            certainty: self.word(&Certainty::WORDS),
            citation: self.citation(),
            claims: self.remark_list(Self::claim),
        }
    }

    fn grant(&mut self) -> CreditGrant {
        let (credit, pool_cap) = (self.optional_decimal(), self.optional_decimal());
        let seats = self.list(|records| Seat {
            kind: records.text(),
            fee: records.optional_decimal(),
            credit: records.decimal(),
        });
        match credit {
            Some(credit) => CreditGrant::Fixed(credit),
            None if seats.is_empty() => CreditGrant::NotEligible,
            None => CreditGrant::Seats { seats, pool_cap },
        }
    }

    fn counterpart(&mut self) -> Option<Counterpart> {
        self.flag().then(|| Counterpart {
            program: self.text(),
            plan: self.text(),
            seats: (0..self.packed.number()).map(|_| (self.text(), self.count())).collect(),
        })
    }

    fn claim(&mut self) -> Claim {
        Claim {
            publisher: self.text(),
            says: self.text(),
            credit: self.optional_decimal(),
            citation: self.citation(),
        }
    }
}

/// The exact ids, and the regional ones with each thing that may stand before them.
fn with_regions(mut ids: Vec<String>, regional: &[&str], prefixes: &[&str]) -> Vec<String> {
    for id in regional {
        ids.extend(std::iter::once(&"").chain(prefixes).map(|prefix| format!("{prefix}{id}")));
    }
    ids
}

/// The choice that a word stands for.
fn choice<T: Copy>(text: &str, words: &[(&str, T)]) -> T {
    words.iter().find(|(word, _)| *word == text).map(|(_, choice)| *choice).expect(PACKED)
}

/// Ends each of the dated entries where the next begins, unless it ends before.
fn ended<T>(mut entries: Vec<T>, terms: impl Fn(&mut T) -> &mut Terms) -> Vec<T> {
    for index in 1..entries.len() {
        let next = terms(&mut entries[index]).effective_from;
        terms(&mut entries[index - 1]).effective_until.get_or_insert(next);
    }
    entries
}
