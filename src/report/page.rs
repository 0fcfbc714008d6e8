//! What is shown, before it is known where.

use super::picture::Picture;
use super::role::Role;
use super::sheet::Sheet;
use super::spark::Spark;
use super::under::arranged;
use crate::phrase::{capitalized, counted, shortened};
use crate::units::length;

/// Something to show: blocks, one under the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// What some look up, each under a title: drawn with `--explain`, and folded where a format can fold.
    pub details: Vec<(String, Vec<Block>)>,
    /// Before which block notes are put; `None` for before the first heading under a table.
    pub(super) notes_at: Option<usize>,
    /// The addresses that it cites: of all that looks like one, only these may be opened from it.
    pub addresses: Vec<String>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The answer in one line.
    Headline(String),
    /// A title above what follows.
    Heading(String),
    /// Sentences that are the answer in words: those of [`Role::Result`].
    Text(String),
    /// Sentences that are there for something else.
    Note(Role, String),
    /// Lines that are not broken: addresses to be copied.
    Lines(Vec<String>),
    /// Figures in a row, for terminals that can draw them.
    Spark(Spark),
    /// A table: of the sheet, the columns that people see.
    Table(Sheet),
    /// Blocks that some look up, folded under a title where a format can fold.
    Folded(String, Vec<Block>),
    /// A picture, for formats that have pictures. What it shows is said in words elsewhere.
    Picture(Picture),
}

impl Page {
    /// An empty page.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a block.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds sentences, unless there are none.
    pub fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }

    /// Adds sentences that are there for something, unless there are none.
    pub fn note(&mut self, role: Role, text: impl Into<String>) {
        let text = text.into();
        if role == Role::Result {
            self.text(text);
        } else if !text.is_empty() {
            self.blocks.push(Block::Note(role, text));
        }
    }

    /// Adds what changes the meaning of a figure; it is never left out.
    pub fn caution(&mut self, text: impl Into<String>) {
        self.note(Role::Caution, text);
    }

    /// Adds such clauses, each as a sentence.
    pub fn cautions(&mut self, clauses: impl IntoIterator<Item = String>) {
        clauses.into_iter().for_each(|clause| self.caution(sentence(&clause)));
    }

    /// Adds the sentences of another page, to be shown with `--explain` alone, and its cautions as they are.
    pub(super) fn details_of(&mut self, other: Self) {
        for block in other.blocks {
            match block {
                Block::Note(Role::Caution, text) => self.caution(text),
                Block::Text(text) | Block::Note(_, text) => self.detail(text),
                _ => {}
            }
        }
        self.addresses.extend(other.addresses);
    }

    /// Adds what today's rules say.
    pub fn today(&mut self, text: impl Into<String>) {
        self.note(Role::Today, text);
    }

    /// Adds what was assumed.
    pub fn assumed(&mut self, text: impl Into<String>) {
        self.note(Role::Assumed, text);
    }

    /// Adds what is shown with `--explain` alone.
    pub fn detail(&mut self, text: impl Into<String>) {
        self.note(Role::Detail, text);
    }

    /// Adds clauses, each as a sentence, that are there for something, to what is said under the answer: before
    /// the first heading, under which other things are said.
    pub fn notes(&mut self, notes: impl IntoIterator<Item = (Role, String)>) {
        let notes = notes.into_iter().map(|(role, clause)| Block::Note(role, sentence(&clause)));
        if let Some(place) = self.notes_at {
            let before = self.blocks.len();
            self.blocks.splice(place..place, notes);
            self.notes_at = Some(place + self.blocks.len() - before);
            return;
        }
        let is_table = |block: &Block| matches!(block, Block::Table(_));
        let table = self.blocks.iter().position(is_table).unwrap_or_default();
        let behind = self.blocks.iter().skip(table).position(|block| matches!(block, Block::Heading(_)));
        let place = behind.map_or(self.blocks.len(), |behind| table + behind);
        self.blocks.splice(place..place, notes);
    }

    /// Adds a sentence where [notes](Self::notes) are put, behind those that are there.
    pub fn insert_note(&mut self, role: Role, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.notes([(role, text)]);
        }
    }

    /// Lets notes be put here, behind what was added so far.
    pub fn notes_here(&mut self) {
        self.notes_at = Some(self.blocks.len());
    }

    /// Puts clauses, each as a sentence, and then texts right behind the answer in one line, where they are read
    /// with it.
    pub fn lead(
        &mut self,
        clauses: impl IntoIterator<Item = String>,
        texts: impl IntoIterator<Item = String>,
    ) {
        let sentences = clauses.into_iter().map(|clause| sentence(&clause));
        // What is the same amount stands next to it.
        let blocks = texts.into_iter().chain(sentences).map(Block::Text);
        let headline = self.blocks.iter().position(|block| matches!(block, Block::Headline(_)));
        let place = headline.map_or(0, |place| place + 1);
        let before = self.blocks.len();
        self.blocks.splice(place..place, blocks);
        let more = self.blocks.len() - before;
        self.notes_at = self.notes_at.map(|notes| if notes >= place { notes + more } else { notes });
    }

    /// Adds each of these texts.
    pub fn texts(&mut self, texts: impl IntoIterator<Item = String>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    /// Lets the addresses in `source`, of which a text of this page says that a figure is from there, be opened.
    pub fn cite(&mut self, source: &str) {
        let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
        self.addresses.extend(source.split_whitespace().filter(is_address).map(str::to_owned));
    }

    /// Adds clauses, each as a sentence.
    pub fn clauses(&mut self, clauses: impl IntoIterator<Item = String>) {
        self.texts(clauses.into_iter().map(|clause| sentence(&clause)));
    }

    /// The same with those sentences that do not fit under the last table folded, for formats that can fold.
    #[must_use]
    pub(super) fn folded(&self) -> Self {
        let arranged = arranged(&self.blocks, false);
        let shown = arranged.shown.iter().chain(&arranged.left);
        let mut blocks: Vec<Block> = shown.map(|block| (*block).clone()).collect();
        let folded: Vec<Block> =
            arranged.more.iter().chain(&arranged.details).map(|block| (*block).clone()).collect();
        if !folded.is_empty() {
            let title = counted(length(folded.len()), "more note");
            blocks.push(Block::Folded(title, folded));
        }
        blocks
            .extend(self.details.iter().map(|(title, blocks)| Block::Folded(title.clone(), blocks.clone())));
        Self { blocks, details: Vec::new(), notes_at: None, addresses: self.addresses.clone() }
    }

    /// The same with every sentence in view, and with its details under their titles, for formats that can fold and
    /// are asked to explain.
    #[must_use]
    pub(super) fn unfolded(&self) -> Self {
        let titled = |title: &str, blocks: &[Block]| [&[Block::Heading(title.to_owned())], blocks].concat();
        let in_view = arranged(&self.blocks, true).shown.into_iter().flat_map(|block| match block {
            Block::Folded(title, blocks) => titled(title, blocks),
            block => vec![block.clone()],
        });
        let details = self.details.iter().flat_map(|(title, blocks)| titled(title, blocks));
        let blocks = in_view.chain(details).collect();
        Self { blocks, details: Vec::new(), notes_at: None, addresses: self.addresses.clone() }
    }

    /// The same, with what is long in its sentences cut.
    #[must_use]
    pub fn shortened(self) -> Self {
        Self { blocks: self.blocks.into_iter().map(Block::shortened).collect(), ..self }
    }

    /// The answer in one line, where there is one.
    #[must_use]
    pub fn headline(&self) -> Option<&str> {
        self.blocks.iter().find_map(|block| match block {
            Block::Headline(line) => Some(line.as_str()),
            _ => None,
        })
    }

    /// What it is about, for the title of a document.
    #[must_use]
    pub fn title(&self) -> &str {
        let title = self.blocks.iter().find_map(|block| match block {
            Block::Headline(line) | Block::Heading(line) => Some(line.as_str()),
            _ => None,
        });
        title.unwrap_or("creditcalc")
    }
}

/// A clause as a sentence. One that ends with a full stop already is one.
fn sentence(clause: &str) -> String {
    let clause = capitalized(clause);
    if clause.ends_with(['.', '?', '!']) { clause } else { clause + "." }
}

impl Block {
    fn shortened(self) -> Self {
        let short = |text: String| shortened(&text).into_owned();
        match self {
            Self::Headline(line) => Self::Headline(short(line)),
            Self::Heading(line) => Self::Heading(short(line)),
            Self::Text(sentences) => Self::Text(short(sentences)),
            Self::Note(role, sentences) => Self::Note(role, short(sentences)),
            Self::Folded(title, blocks) => {
                Self::Folded(short(title), blocks.into_iter().map(Self::shortened).collect())
            }
            // Addresses are copied, and the cells of a table are short where they are drawn.
            whole @ (Self::Lines(_) | Self::Table(_) | Self::Spark(_) | Self::Picture(_)) => whole,
        }
    }
}
