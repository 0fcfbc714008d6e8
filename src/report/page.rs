//! What is shown, before it is known where.

/// Something to show: blocks, one under the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The blocks.
    pub blocks: Vec<Block>,
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
    /// Columns.
    Grid(Grid),
}

/// Rows in columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The titles of the columns and how they are aligned; empty titles draw no header.
    pub columns: Vec<(String, Align)>,
    /// The rows, and how much they stand out.
    pub rows: Vec<(Vec<String>, Emphasis)>,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// What a row says at a glance, for terminals with colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// Nothing.
    None,
    /// All is covered.
    Good,
    /// A part is.
    Partly,
    /// Nothing is.
    Bad,
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
}

impl Grid {
    /// Columns with these titles.
    #[must_use]
    pub fn new(columns: &[(&str, Align)]) -> Self {
        Self {
            columns: columns.iter().map(|(title, align)| ((*title).to_owned(), *align)).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push((cells, Emphasis::None));
    }

    /// Adds a row that says something at a glance.
    pub fn row_with(&mut self, cells: Vec<String>, emphasis: Emphasis) {
        self.rows.push((cells, emphasis));
    }

    /// Whether the columns have titles.
    #[must_use]
    pub fn has_header(&self) -> bool {
        self.columns.iter().any(|(title, _)| !title.is_empty())
    }
}
