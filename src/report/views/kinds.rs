//! Kinds of tokens as columns.

use crate::usage::TokenKind;

/// The name of a kind over two lines where it has two words, so that a grid of all of them still fits.
pub(super) fn title(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Input => "input",
        TokenKind::Output => "output",
        TokenKind::CacheRead => "cache\nread",
        TokenKind::CacheWrite5m => "write\n5m",
        TokenKind::CacheWrite1h => "write\n1h",
        TokenKind::CacheWrite30m => "write\n30m",
        TokenKind::CacheWrite12h => "write\n12h",
    }
}
