//! A command of the shell as a tree: lists, conditions and the parts of words, as far as a guard is written with them.
//!
//! The finder of agents only needs the simple commands of a script, and takes whatever it is given. Here it matters
//! what depends on what, so a text is read whole or not at all: what is not understood is no tree.

use crate::schedule::agent::assignment;

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Simple(Simple),
    /// `((…))`, and how it is written.
    Arithmetic(Vec<Part>, String),
    Pipeline(Vec<Node>),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Sequence(Vec<Node>),
    /// `( … )`
    Subshell(Box<Node>),
    /// `… &`
    Background(Box<Node>),
    If {
        /// Conditions with what follows from them.
        branches: Vec<(Node, Node)>,
        otherwise: Option<Box<Node>>,
    },
    Case {
        word: Word,
        arms: Vec<(Vec<Word>, Node)>,
    },
    Loop(Loop),
}

/// `while` with its condition, `until` with the opposite of its own, `for` with the name that it sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loop {
    pub(super) name: Option<String>,
    /// Whether `for` has a word, so that it turns.
    pub(super) is_sure: bool,
    pub(super) condition: Option<Box<Node>>,
    pub(super) body: Box<Node>,
}

/// A simple command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Simple {
    pub(super) words: Vec<Word>,
    /// As it is written, without what is redirected.
    pub(super) raw: String,
    /// The same in one line, for a sentence about it.
    pub(super) text: String,
}

/// A word, in parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) parts: Vec<Part>,
}

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text; whether it was in quotes.
    Text(String, bool),
    /// `$NAME`, or what stands between the braces of `${…}`.
    Variable(String),
    /// `$(…)` and backticks.
    Command(String),
    /// `$((…))`.
    Arithmetic(Vec<Part>),
}

impl Word {
    /// Its text, where it is nothing but text.
    pub(super) fn text(&self) -> Option<String> {
        self.parts
            .iter()
            .map(|part| if let Part::Text(text, _) = part { Some(text.as_str()) } else { None })
            .collect()
    }
}

impl Node {
    /// How it is written, for a sentence about it.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Simple(simple) => simple.text.clone(),
            Self::Arithmetic(_, text) => text.clone(),
            Self::Pipeline(nodes) => nodes.iter().map(Self::text).collect::<Vec<_>>().join(" | "),
            Self::Not(node) => format!("! {}", node.text()),
            Self::And(one, other) => format!("{} && {}", one.text(), other.text()),
            Self::Or(one, other) => format!("{} || {}", one.text(), other.text()),
            Self::Subshell(node) => format!("({})", node.text()),
            Self::Background(node) => format!("{} &", node.text()),
            Self::Sequence(nodes) => nodes.iter().map(Self::text).collect::<Vec<_>>().join("; "),
            Self::If { .. } | Self::Case { .. } | Self::Loop(_) => "…".to_owned(),
        }
    }
}

/// The name that a word sets, and the parts of its value.
pub(super) fn assigned(word: &Word) -> Option<(String, Vec<Part>)> {
    let [Part::Text(first, false), rest @ ..] = word.parts.as_slice() else { return None };
    let (name, value) = assignment(first)?;
    let mut parts = vec![Part::Text(value.to_owned(), false)];
    parts.extend(rest.iter().cloned());
    Some((name.to_owned(), parts))
}

/// How deep parentheses and conditions are followed.
const DEPTH_MAX: usize = 16;

/// How many commands are joined by `&&` and `||`.
const CHAIN_MAX: usize = 40;

/// The longest script that is read, in bytes.
const LENGTH_MAX: usize = 16 * 1024;

/// The tree of a script; `None` where it is not understood.
pub(super) fn parse(script: &str) -> Option<Node> {
    if script.len() > LENGTH_MAX {
        return None;
    }
    let mut parser = Parser { signs: script.chars().collect(), place: 0, depth: 0 };
    let node = parser.list(&[])?;
    parser.blanks();
    (parser.place == parser.signs.len()).then_some(node)
}

/// The parts of a text in which variables and substitutions stand, such as an arithmetic expression.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parser = Parser { signs: text.chars().collect(), place: 0, depth: 0 };
    let mut parts = Vec::new();
    while let Some(sign) = parser.next() {
        match sign {
            '\\' if parser.takes("\n") => {}
            '$' | '`' => parser.substitution(sign, &mut parts, true)?,
            '"' => {}
            other => push(&mut parts, other, true),
        }
    }
    Some(parts)
}

fn push(parts: &mut Vec<Part>, sign: char, is_quoted: bool) {
    match parts.last_mut() {
        Some(Part::Text(text, known)) if *known == is_quoted => text.push(sign),
        _ => parts.push(Part::Text(sign.to_string(), is_quoted)),
    }
}

struct Parser {
    signs: Vec<char>,
    place: usize,
    depth: usize,
}

const WORDS: [&str; 13] =
    ["if", "then", "elif", "else", "fi", "case", "esac", "while", "until", "for", "do", "done", "{"];

impl Parser {
    fn peek(&self) -> Option<char> {
        self.signs.get(self.place).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.place += 1;
        Some(next)
    }

    fn goes_on_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(index, sign)| self.signs.get(self.place + index) == Some(&sign))
    }

    fn takes(&mut self, text: &str) -> bool {
        let goes_on = self.goes_on_with(text);
        self.place += if goes_on { text.chars().count() } else { 0 };
        goes_on
    }

    /// Skips spaces and comments within a line, which may go on in the next.
    fn spaces(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r')) || self.goes_on_with("\\\n") {
            self.place += if self.peek() == Some('\\') { 2 } else { 1 };
        }
        if self.peek() == Some('#') {
            while self.peek().is_some_and(|sign| sign != '\n') {
                self.place += 1;
            }
        }
    }

    /// Skips spaces and the ends of lines and commands.
    fn blanks(&mut self) {
        loop {
            self.spaces();
            if !(self.takes("\n") || !self.goes_on_with(";;") && self.takes(";")) {
                return;
            }
        }
    }

    /// The reserved word that stands next.
    fn reserved(&self) -> Option<&'static str> {
        let ends = |word: &&&str| {
            let after = self.signs.get(self.place + word.len());
            self.goes_on_with(word)
                && after.is_none_or(|sign| sign.is_whitespace() || ";&|()".contains(*sign))
        };
        WORDS.iter().find(ends).copied().or_else(|| self.goes_on_with("}").then_some("}"))
    }

    fn expects(&mut self, word: &str) -> Option<()> {
        self.blanks();
        (self.reserved() == Some(word) && self.takes(word)).then_some(())
    }

    /// Commands one after the other, up to a word that ends them.
    fn list(&mut self, ends: &[&str]) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return None;
        }
        let mut nodes = Vec::new();
        loop {
            self.blanks();
            let is_end = self.reserved().is_some_and(|word| ends.contains(&word))
                || ends.contains(&")") && self.goes_on_with(")")
                || ends.contains(&";;") && self.goes_on_with(";;");
            if self.peek().is_none() || is_end {
                break;
            }
            let node = self.and_or()?;
            self.spaces();
            let is_background = self.takes("&");
            nodes.push(if is_background { Node::Background(Box::new(node)) } else { node });
        }
        self.depth -= 1;
        Some(if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) })
    }

    fn and_or(&mut self) -> Option<Node> {
        let mut left = self.pipeline()?;
        for _ in 0..CHAIN_MAX {
            self.spaces();
            let is_and = self.takes("&&");
            if !is_and && !self.takes("||") {
                return Some(left);
            }
            self.spaces();
            while self.takes("\n") {
                self.spaces();
            }
            let right = Box::new(self.pipeline()?);
            left = if is_and { Node::And(Box::new(left), right) } else { Node::Or(Box::new(left), right) };
        }
        None
    }

    fn pipeline(&mut self) -> Option<Node> {
        self.spaces();
        let mut is_negated = false;
        while self.takes("! ") {
            is_negated = !is_negated;
            self.spaces();
        }
        let mut nodes = vec![self.command()?];
        loop {
            self.spaces();
            if self.goes_on_with("||") || !self.takes("|") {
                break;
            }
            self.takes("&");
            nodes.push(self.command()?);
        }
        let node = if nodes.len() == 1 { nodes.remove(0) } else { Node::Pipeline(nodes) };
        Some(if is_negated { Node::Not(Box::new(node)) } else { node })
    }

    fn command(&mut self) -> Option<Node> {
        self.spaces();
        if self.goes_on_with("((") {
            let start = self.place;
            self.place += 2;
            let inner = self.until_closed()?;
            // The second parenthesis closes right behind the first.
            if !self.takes(")") {
                return None;
            }
            let text = self.signs[start..self.place].iter().collect();
            return Some(Node::Arithmetic(parts(&inner)?, text));
        }
        if self.takes("(") {
            let node = self.list(&[")"])?;
            let node = self.takes(")").then_some(Node::Subshell(Box::new(node)))?;
            return self.redirections().map(|()| node);
        }
        let node = match self.reserved() {
            Some("{") => {
                self.place += 1;
                let node = self.list(&["}"])?;
                self.expects("}")?;
                node
            }
            Some("if") => self.condition()?,
            Some("case") => self.case()?,
            Some(word @ ("while" | "until")) => {
                self.takes(word);
                let condition = self.list(&["do"])?;
                let condition = if word == "until" { Node::Not(Box::new(condition)) } else { condition };
                self.expects("do")?;
                let body = self.list(&["done"])?;
                self.expects("done")?;
                Node::Loop(Loop {
                    name: None,
                    is_sure: false,
                    condition: Some(Box::new(condition)),
                    body: Box::new(body),
                })
            }
            Some("for") => {
                self.takes("for");
                self.spaces();
                let name = self.word()?.text();
                self.spaces();
                let mut is_sure = false;
                while self.peek().is_some_and(|sign| sign != ';' && sign != '\n') {
                    is_sure |= self.word()?.text().is_some_and(|word| word != "in");
                    self.spaces();
                }
                self.expects("do")?;
                let body = self.list(&["done"])?;
                self.expects("done")?;
                Node::Loop(Loop { name, is_sure, condition: None, body: Box::new(body) })
            }
            Some(_) => return None,
            None => return self.simple(),
        };
        self.redirections()?;
        Some(node)
    }

    fn condition(&mut self) -> Option<Node> {
        self.takes("if");
        let (mut branches, mut otherwise) = (Vec::new(), None);
        loop {
            let condition = self.list(&["then"])?;
            self.expects("then")?;
            branches.push((condition, self.list(&["elif", "else", "fi"])?));
            if self.expects("elif").is_some() {
                continue;
            }
            if self.expects("else").is_some() {
                otherwise = Some(Box::new(self.list(&["fi"])?));
            }
            self.expects("fi")?;
            return Some(Node::If { branches, otherwise });
        }
    }

    fn case(&mut self) -> Option<Node> {
        self.takes("case");
        self.spaces();
        let word = self.word()?;
        self.spaces();
        if !self.takes("in") {
            return None;
        }
        let mut arms = Vec::new();
        loop {
            self.blanks();
            if self.expects("esac").is_some() {
                return Some(Node::Case { word, arms });
            }
            self.takes("(");
            let mut patterns = Vec::new();
            loop {
                self.spaces();
                patterns.push(self.word()?);
                self.spaces();
                if !self.takes("|") {
                    break;
                }
            }
            if !self.takes(")") {
                return None;
            }
            arms.push((patterns, self.list(&[";;", "esac"])?));
            self.takes(";;");
        }
    }

    fn simple(&mut self) -> Option<Node> {
        let (mut words, mut texts) = (Vec::new(), Vec::new());
        loop {
            let is_test = words.first().is_some_and(|word: &Word| word.text().as_deref() == Some("[["))
                && words.last().is_some_and(|word: &Word| word.text().as_deref() != Some("]]"));
            if is_test {
                self.spaces();
            } else {
                let before = self.place;
                self.redirections()?;
                // `[ 10 < 8 ]` reads a file: who writes that means something else.
                let is_in_test = words.first().is_some_and(|word: &Word| word.text().as_deref() == Some("["))
                    && words.last().is_some_and(|word: &Word| word.text().as_deref() != Some("]"));
                if is_in_test && self.signs[before..self.place].iter().any(|sign| "<>".contains(*sign)) {
                    return None;
                }
            }
            let start = self.place;
            let is_regex = is_test && words.last().and_then(Word::text).as_deref() == Some("=~");
            match self.peek() {
                // A regular expression, up to a blank.
                Some(sign) if is_regex && !sign.is_whitespace() => words.push(self.word_up_to("")?),
                // `@(…)` and its like are patterns that are not read here.
                Some('(')
                    if is_test
                        && self
                            .place
                            .checked_sub(1)
                            .is_some_and(|before| "@!+?*".contains(self.signs[before])) =>
                {
                    return None;
                }
                // Within `[[ ]]` these compare and group.
                Some('&' | '|' | '(' | ')' | '<' | '>') if is_test => {
                    let sign = self.next()?;
                    let mut text = sign.to_string();
                    if self.peek() == Some(sign) && (sign == '&' || sign == '|') {
                        self.place += 1;
                        text.push(sign);
                    }
                    words.push(Word { parts: vec![Part::Text(text, false)] });
                }
                None | Some('\n' | ';' | '&' | '|' | ')') => break,
                // The beginning of a function, or of what nobody would write here.
                Some('(') => return None,
                Some(_) => words.push(self.word()?),
            }
            texts.push(self.signs[start..self.place].iter().collect::<String>());
        }
        let raw = texts.join(" ");
        let text = raw.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(Node::Simple(Simple { words, raw, text }))
    }

    /// Skips files that are read or written. A text on the lines below is not read here, nor is a command, `<(…)`.
    fn redirections(&mut self) -> Option<()> {
        loop {
            self.spaces();
            let start = self.place;
            while self.peek().is_some_and(|sign| sign.is_ascii_digit()) {
                self.place += 1;
            }
            let is_both = self.goes_on_with("&>");
            if !is_both && !matches!(self.peek(), Some('<' | '>')) {
                self.place = start;
                return Some(());
            }
            if self.goes_on_with("<<") {
                return None;
            }
            while matches!(self.peek(), Some('<' | '>' | '&' | '|')) {
                self.place += 1;
            }
            self.spaces();
            if self.peek() == Some('-') {
                self.place += 1;
            } else {
                self.word()?;
            }
        }
    }

    fn word(&mut self) -> Option<Word> {
        self.word_up_to(";&|()<>")
    }

    /// A word that ends at a blank, or at one of these signs.
    fn word_up_to(&mut self, ends: &str) -> Option<Word> {
        let (start, mut parts) = (self.place, Vec::new());
        while let Some(sign) = self.peek() {
            if sign.is_whitespace() || ends.contains(sign) {
                break;
            }
            self.place += 1;
            match sign {
                '\'' => {
                    let mut text = String::new();
                    loop {
                        match self.next()? {
                            '\'' => break,
                            other => text.push(other),
                        }
                    }
                    parts.push(Part::Text(text, true));
                }
                '"' => self.double_quoted(&mut parts)?,
                '\\' if self.takes("\n") => {}
                '\\' => push(&mut parts, self.next()?, true),
                '$' | '`' => self.substitution(sign, &mut parts, false)?,
                other => push(&mut parts, other, false),
            }
        }
        (self.place > start).then_some(Word { parts })
    }

    fn double_quoted(&mut self, parts: &mut Vec<Part>) -> Option<()> {
        parts.push(Part::Text(String::new(), true));
        loop {
            match self.next()? {
                '"' => return Some(()),
                '\\' if self.takes("\n") => {}
                '\\' => {
                    let escaped = self.next()?;
                    if !"$`\"\\".contains(escaped) {
                        push(parts, '\\', true);
                    }
                    push(parts, escaped, true);
                }
                sign @ ('$' | '`') => self.substitution(sign, parts, true)?,
                other => push(parts, other, true),
            }
        }
    }

    /// What begins with `$`, or between backticks.
    fn substitution(&mut self, sign: char, parts: &mut Vec<Part>, is_quoted: bool) -> Option<()> {
        if sign == '`' {
            let mut script = String::new();
            loop {
                match self.next()? {
                    '`' => break,
                    '\\' => script.push(self.next()?),
                    other => script.push(other),
                }
            }
            parts.push(Part::Command(script));
        } else if self.takes("((") {
            let inner = self.until_closed()?;
            if !self.takes(")") {
                return None;
            }
            parts.push(Part::Arithmetic(self::parts(&inner)?));
        } else if self.takes("(") {
            let script = self.until_closed()?;
            parts.push(Part::Command(script));
        } else if self.takes("{") {
            let mut inner = String::new();
            loop {
                match self.next()? {
                    '}' => break,
                    '{' | '$' | '`' | '"' | '\'' => return None,
                    other => inner.push(other),
                }
            }
            parts.push(Part::Variable(inner));
        } else {
            let mut name = String::new();
            while let Some(sign) = self.peek().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '_') {
                name.push(sign);
                self.place += 1;
            }
            match (name.is_empty(), self.peek()) {
                (false, _) => parts.push(Part::Variable(name)),
                (true, Some(special)) if "?!#@*$-".contains(special) => {
                    self.next();
                    parts.push(Part::Variable(special.to_string()));
                }
                (true, Some('\'' | '"')) if !is_quoted => return None,
                (true, _) => push(parts, '$', is_quoted),
            }
        }
        Some(())
    }

    /// Up to the parenthesis that closes the one just read; those in quotes close nothing.
    fn until_closed(&mut self) -> Option<String> {
        let (start, mut depth) = (self.place, 1_usize);
        loop {
            match self.next()? {
                '(' => depth += 1,
                ')' => depth -= 1,
                '\\' => drop(self.next()?),
                quote @ ('\'' | '"') => loop {
                    match self.next()? {
                        '\\' if quote == '"' => drop(self.next()?),
                        sign if sign == quote => break,
                        _ => {}
                    }
                },
                _ => {}
            }
            if depth == 0 {
                return Some(self.signs[start..self.place - 1].iter().collect());
            }
        }
    }
}
