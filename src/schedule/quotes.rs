//! Within which quotes of the shell a sign stands.

/// The quotes that are open behind the signs seen so far. A backslash is a sign like any other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Quotes(Option<char>);

impl Quotes {
    /// Goes on by one sign.
    pub(super) fn see(&mut self, sign: char) {
        match (self.0, sign) {
            (None, '\'' | '"') => self.0 = Some(sign),
            (Some(open), sign) if open == sign => self.0 = None,
            _ => {}
        }
    }

    /// Whether single quotes are open, within which a shell substitutes nothing.
    pub(super) fn are_single(self) -> bool {
        self.0 == Some('\'')
    }

    /// What a shell substitutes, written so that it does here as well: single quotes end before it and begin behind it.
    pub(super) fn around(self, substituted: &str) -> String {
        if self.are_single() { format!("'\"{substituted}\"'") } else { substituted.to_owned() }
    }
}
