//! Values as catalogs write them: JSON, the object literals of a packed script, and the constructors of a Python file.
//!
//! A number stays the text that stands in the file, so that no price passes through a float.

use std::ops::Range;

/// The language that a value is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grammar {
    /// JSON and nothing else.
    Json,
    /// What minifiers make of object literals: bare keys, `!0` and `1e6`.
    Script,
    /// Python: `Name(key=value)`, `True`, `None`.
    Python,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) span: Range<usize>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Truth(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    /// A constructor with its name and arguments; one without a name is called by its number.
    Call(String, Vec<(String, Node)>),
}

/// Where a text stops being a value, and what was wanted there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotAValue {
    pub(super) at: usize,
    pub(super) wanted: &'static str,
}

/// Catalogs have about ten levels; what has more is a trap for recursive readers.
const DEPTH_MAX: u32 = 64;

impl Node {
    /// The member of an object, or the argument of a constructor; null is none.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let found = self.members().iter().find(|(name, _)| name == key).map(|(_, node)| node);
        found.filter(|node| node.value != Value::Null)
    }

    /// The members of an object, or the arguments of a constructor; nothing of anything else.
    pub(super) fn members(&self) -> &[(String, Node)] {
        match &self.value {
            Value::Object(members) | Value::Call(_, members) => members,
            _ => &[],
        }
    }

    /// The elements of a list; nothing of anything else.
    pub(super) fn elements(&self) -> &[Node] {
        match &self.value {
            Value::List(elements) => elements,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number as it is written; `Decimal('2.5')` is one, too.
    pub(super) fn number(&self) -> Option<&str> {
        match &self.value {
            Value::Number(text) => Some(text),
            Value::Call(name, arguments) if name == "Decimal" => arguments.first()?.1.text(),
            _ => None,
        }
    }

    /// Whether it has members.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_) | Value::Call(..))
    }

    /// What it is, for people.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Truth(_) => "a truth value",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Object(_) | Value::Call(..) => "an object",
        }
    }
}

/// The value that fills `text`, spaces aside.
pub(super) fn whole(text: &str, grammar: Grammar) -> Result<Node, NotAValue> {
    let mut reader = Reader { text, at: 0, grammar, depth: 0 };
    let node = reader.value()?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(NotAValue { at: reader.at, wanted: "the end of the file" });
    }
    Ok(node)
}

/// The value that begins at `at`, whatever follows.
pub(super) fn first(text: &str, at: usize, grammar: Grammar) -> Result<Node, NotAValue> {
    Reader { text, at, grammar, depth: 0 }.value()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    grammar: Grammar,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        loop {
            let bare = self.rest().trim_start();
            self.at = self.text.len() - bare.len();
            if self.grammar != Grammar::Python || !bare.starts_with('#') {
                return;
            }
            self.at += bare.find('\n').unwrap_or(bare.len());
        }
    }

    fn wanted<T>(&self, wanted: &'static str) -> Result<T, NotAValue> {
        Err(NotAValue { at: self.at, wanted })
    }

    fn take(&mut self, letter: u8) -> bool {
        self.skip_space();
        let is_there = self.peek() == Some(letter);
        self.at += usize::from(is_there);
        is_there
    }

    fn value(&mut self) -> Result<Node, NotAValue> {
        self.skip_space();
        let start = self.at;
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return self.wanted("a value that is nested less deeply");
        }
        let value = match self.peek() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.list()?,
            Some(b'"') => Value::Text(self.quoted()?),
            Some(b'\'') if self.grammar != Grammar::Json => Value::Text(self.quoted()?),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'.') if self.grammar == Grammar::Script => self.number(),
            Some(b'!') if self.grammar == Grammar::Script => self.negated()?,
            _ => self.word()?,
        };
        self.depth -= 1;
        Ok(Node { value, span: start..self.at })
    }

    fn object(&mut self) -> Result<Value, NotAValue> {
        self.at += 1;
        let mut members = Vec::new();
        while !self.take(b'}') {
            if !members.is_empty() && !self.take(b',') {
                return self.wanted("`,` or `}`");
            }
            self.skip_space();
            let key = match self.peek() {
                Some(b'}') if self.grammar != Grammar::Json => continue,
                Some(b'"') => self.quoted()?,
                Some(b'\'') if self.grammar != Grammar::Json => self.quoted()?,
                _ if self.grammar == Grammar::Script => self.name(),
                _ => String::new(),
            };
            if key.is_empty() || !self.take(b':') {
                return self.wanted("a key and its value");
            }
            members.push((key, self.value()?));
        }
        Ok(Value::Object(members))
    }

    fn list(&mut self) -> Result<Value, NotAValue> {
        self.at += 1;
        let mut elements = Vec::new();
        while !self.take(b']') {
            if !elements.is_empty() && !self.take(b',') {
                return self.wanted("`,` or `]`");
            }
            self.skip_space();
            if self.peek() == Some(b']') && self.grammar != Grammar::Json {
                continue;
            }
            elements.push(self.value()?);
        }
        Ok(Value::List(elements))
    }

    fn quoted(&mut self) -> Result<String, NotAValue> {
        let quote = self.peek().unwrap_or_default();
        self.at += 1;
        let mut text = String::new();
        loop {
            let mut letters = self.rest().chars();
            let Some(letter) = letters.next() else { return self.wanted("the end of a text") };
            self.at += letter.len_utf8();
            if u8::try_from(letter) == Ok(quote) {
                return Ok(text);
            }
            if letter != '\\' {
                text.push(letter);
                continue;
            }
            let Some(escaped) = letters.next() else { return self.wanted("the end of a text") };
            self.at += escaped.len_utf8();
            match escaped {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                'u' => text.push(self.by_number(4)?),
                'x' if self.grammar != Grammar::Json => text.push(self.by_number(2)?),
                other => text.push(other),
            }
        }
    }

    /// A letter by its number; halves of pairs are in no name and no number, and are left out.
    fn by_number(&mut self, digits: usize) -> Result<char, NotAValue> {
        let number = self.rest().get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(number) = number else { return self.wanted("the number of a letter") };
        self.at += digits;
        Ok(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn number(&mut self) -> Value {
        let is_part =
            |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'_');
        let length = self.rest().bytes().take_while(|byte| is_part(*byte)).count();
        let text = &self.rest()[..length];
        // `.2` is how minifiers write 0.2.
        let text = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
        self.at += length;
        Value::Number(text)
    }

    fn negated(&mut self) -> Result<Value, NotAValue> {
        self.at += 1;
        let truth = match self.peek() {
            Some(b'0') => true,
            Some(b'1') => false,
            _ => return self.wanted("`!0` or `!1`"),
        };
        self.at += 1;
        Ok(Value::Truth(truth))
    }

    fn name(&mut self) -> String {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$' | '.');
        let length = self.rest().find(|letter| !is_part(letter)).unwrap_or(self.rest().len());
        let name = self.rest()[..length].to_owned();
        self.at += length;
        name
    }

    fn word(&mut self) -> Result<Value, NotAValue> {
        let start = self.at;
        let name = self.name();
        let value = match (name.as_str(), self.grammar) {
            ("null", Grammar::Json | Grammar::Script) | ("None", Grammar::Python) => Value::Null,
            ("true", Grammar::Json | Grammar::Script) | ("True", Grammar::Python) => Value::Truth(true),
            ("false", Grammar::Json | Grammar::Script) | ("False", Grammar::Python) => Value::Truth(false),
            ("void", Grammar::Script) if self.rest().starts_with(" 0") => {
                self.at += 2;
                Value::Null
            }
            (_, Grammar::Python) if !name.is_empty() && self.peek() == Some(b'(') => self.call(name)?,
            // A constant of a module is nothing that a price is made of.
            (_, Grammar::Python) if name.contains('.') => Value::Text(name),
            _ => {
                self.at = start;
                return self.wanted("a value");
            }
        };
        Ok(value)
    }

    fn call(&mut self, name: String) -> Result<Value, NotAValue> {
        self.at += 1;
        let mut arguments = Vec::new();
        while !self.take(b')') {
            if !arguments.is_empty() && !self.take(b',') {
                return self.wanted("`,` or `)`");
            }
            self.skip_space();
            if self.peek() == Some(b')') {
                continue;
            }
            let start = self.at;
            let key = self.name();
            let key = if !key.is_empty() && self.peek() == Some(b'=') {
                self.at += 1;
                key
            } else {
                self.at = start;
                arguments.len().to_string()
            };
            // `or` is a word of Python, so that its arguments are called `or_`.
            arguments.push((key.trim_end_matches('_').to_owned(), self.value()?));
        }
        Ok(Value::Call(name, arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_languages_say_the_same() {
        let json = whole(r#"{"id": "a", "rates": [5e-06, 2.50], "on": true, "none": null}"#, Grammar::Json);
        let script = whole("{id:'a',rates:[5e-06,2.50],on:!0,none:void 0}", Grammar::Script);
        for node in [json.expect("JSON"), script.expect("a script")] {
            let rates: Vec<_> =
                node.get("rates").expect("there").elements().iter().map(Node::number).collect();
            assert_eq!(rates, [Some("5e-06"), Some("2.50")]);
            assert_eq!((node.get("id").and_then(Node::text), node.get("none")), (Some("a"), None));
        }
        let python = whole("M(id='a', r=Decimal('2.50'), or_=[X(1)],)", Grammar::Python).expect("Python");
        assert_eq!(python.get("r").and_then(Node::number), Some("2.50"));
        assert_eq!(python.get("or").map(|list| list.elements().len()), Some(1));
    }

    #[test]
    fn what_is_no_value_says_where() {
        assert_eq!(whole("{\"a\": }", Grammar::Json), Err(NotAValue { at: 6, wanted: "a value" }));
        assert!(whole("{'a': 1}", Grammar::Json).is_err());
        assert!(whole("[1,]", Grammar::Json).is_err());
        assert_eq!(whole("\"a\\", Grammar::Json), Err(NotAValue { at: 3, wanted: "the end of a text" }));
        assert!(whole(&"[".repeat(100), Grammar::Json).is_err());
    }
}
