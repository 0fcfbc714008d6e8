//! The words of GitHub's expressions.

use super::value::{Value, number};

/// A word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A text in quotes.
    Text(String),
    /// A name with its dots, in small letters.
    Word(String),
    /// A number; `None` if it cannot be held exactly.
    Number(Option<Value>),
    /// An operator, bracket or comma.
    Symbol(&'static str),
}

const SYMBOLS: [&str; 14] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ","];

/// The words of an expression; `None` if a character belongs to none.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let (mut tokens, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            let (text, length) = quoted(rest)?;
            tokens.push(Token::Text(text));
            length
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            tokens.push(Token::Symbol(symbol));
            symbol.len()
        } else {
            let is_part = |character: char| character.is_ascii_alphanumeric() || "_-.*+".contains(character);
            let length = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
            let word = &rest[..length];
            let is_number = word.starts_with(|first: char| first.is_ascii_digit() || "+-".contains(first));
            tokens.push(if is_number {
                Token::Number(number(word).map(Value::Number))
            } else {
                Token::Word(word.to_ascii_lowercase())
            });
            length
        };
        if length == 0 {
            return None;
        }
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

/// A text in quotes, in which two quotes stand for one, and its length as written.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let (mut text, mut at) = (String::new(), 1);
    loop {
        let length = rest[at..].find('\'')?;
        text.push_str(&rest[at..at + length]);
        at += length + 1;
        if !rest[at..].starts_with('\'') {
            return Some((text, at));
        }
        text.push('\'');
        at += 1;
    }
}
