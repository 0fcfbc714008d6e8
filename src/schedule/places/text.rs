//! The text of a file of schedules, which may be in UTF-16 or a binary property list.

use std::io::Cursor;

/// The longest binary property list that is read, in bytes. A job has some hundred; each byte may nest one level deeper,
/// and the crate that reads it drops what it has read level by level.
const BINARY_MAX: usize = 32 << 10;

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotText {
    /// A binary property list that ends early or contradicts itself.
    BrokenPlist,
    /// Neither UTF-8 nor UTF-16 with a mark at its beginning.
    NoText,
}

impl NotText {
    /// As a clause.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::BrokenPlist => "its binary property list is broken; `plutil -lint FILE` checks it",
            Self::NoText => "it is not UTF-8 text",
        }
    }
}

/// The text of a file. A binary property list becomes the XML that says the same, and UTF-16, in which Windows
/// exports its tasks, becomes UTF-8.
///
/// # Errors
///
/// When the bytes are none of these.
pub fn text_of(bytes: Vec<u8>) -> Result<String, NotText> {
    if bytes.starts_with(b"bplist") {
        if bytes.len() > BINARY_MAX {
            return Err(NotText::BrokenPlist);
        }
        let value = plist::Value::from_reader(Cursor::new(&bytes)).map_err(|_| NotText::BrokenPlist)?;
        let mut text = Vec::new();
        value.to_writer_xml(&mut text).map_err(|_| NotText::BrokenPlist)?;
        return String::from_utf8(text).map_err(|_| NotText::BrokenPlist);
    }
    let (rest, is_little) = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        _ => return String::from_utf8(bytes).map_err(|_| NotText::NoText),
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| if is_little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(unit)).collect();
    text.ok().filter(|_| odd.is_empty()).ok_or(NotText::NoText)
}
