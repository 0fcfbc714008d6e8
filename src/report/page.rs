//! What is shown, before it is known where.

use super::sheet::Sheet;
use crate::phrase::{capitalized, shortened};

/// Something to show: blocks, one under the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The blocks.
    pub blocks: Vec<Block>,
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
    /// Sentences.
    Text(String),
    /// Lines that are not broken: addresses to be copied.
    Lines(Vec<String>),
    /// A table: of the sheet, the columns that people see.
    Table(Sheet),
    /// Blocks that some look up, folded under a title where a format can fold.
    Folded(String, Vec<Block>),
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

    /// Puts clauses, each as a sentence, and then texts right behind the answer in one line, where they are read
    /// with it.
    pub fn lead(
        &mut self,
        clauses: impl IntoIterator<Item = String>,
        texts: impl IntoIterator<Item = String>,
    ) {
        let sentences = clauses.into_iter().map(|clause| capitalized(&clause) + ".");
        // What is the same amount stands next to it.
        let blocks = texts.into_iter().chain(sentences).map(Block::Text);
        let headline = self.blocks.iter().position(|block| matches!(block, Block::Headline(_)));
        let place = headline.map_or(0, |place| place + 1);
        self.blocks.splice(place..place, blocks);
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
        self.texts(clauses.into_iter().map(|clause| capitalized(&clause) + "."));
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

impl Block {
    fn shortened(self) -> Self {
        let short = |text: String| shortened(&text).into_owned();
        match self {
            Self::Headline(line) => Self::Headline(short(line)),
            Self::Heading(line) => Self::Heading(short(line)),
            Self::Text(sentences) => Self::Text(short(sentences)),
            Self::Folded(title, blocks) => {
                Self::Folded(short(title), blocks.into_iter().map(Self::shortened).collect())
            }
            // Addresses are copied, and the cells of a table are short where they are drawn.
            whole @ (Self::Lines(_) | Self::Table(_)) => whole,
        }
    }
}
