//! What the letters mean that stand for a zone in the time stamps of logs.
//!
//! Letters with one usual meaning have an offset: those of RFC 5322, and those that the zones of the tz database show and
//! no second place uses. `IST` is India's time, Israel's or Ireland's: what means several is none of them.

use jiff::tz::Offset;

/// What letters mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ZoneName {
    Offset(Offset),
    /// They stand for a zone, and for more than one.
    Several,
}

/// The fewest and the most letters that a zone's name has.
pub(super) const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// Letters with one meaning, in minutes before UTC.
const NAMES: [(&[u8], i32); 51] = [
    (b"UTC", 0),
    (b"GMT", 0),
    // North America, as RFC 5322 has it.
    (b"EST", -300),
    (b"EDT", -240),
    (b"CST", -360),
    (b"CDT", -300),
    (b"MST", -420),
    (b"MDT", -360),
    (b"PST", -480),
    (b"PDT", -420),
    (b"AKST", -540),
    (b"AKDT", -480),
    (b"HST", -600),
    (b"HDT", -540),
    (b"NDT", -150),
    // South America.
    (b"BRT", -180),
    (b"BRST", -120),
    (b"ART", -180),
    (b"CLT", -240),
    (b"CLST", -180),
    // Europe and Africa.
    (b"WET", 0),
    (b"WEST", 60),
    (b"CET", 60),
    (b"CEST", 120),
    (b"MET", 60),
    (b"MEST", 120),
    (b"EET", 120),
    (b"EEST", 180),
    (b"MSK", 180),
    (b"MSD", 240),
    (b"TRT", 180),
    (b"WAT", 60),
    (b"CAT", 120),
    (b"SAST", 120),
    (b"EAT", 180),
    // Asia and Oceania.
    (b"IDT", 180),
    (b"PKT", 300),
    (b"NPT", 345),
    (b"ICT", 420),
    (b"WIB", 420),
    (b"HKT", 480),
    (b"SGT", 480),
    (b"AWST", 480),
    (b"JST", 540),
    (b"KST", 540),
    (b"ACST", 570),
    (b"ACDT", 630),
    (b"AEST", 600),
    (b"AEDT", 660),
    (b"NZST", 720),
    (b"NZDT", 780),
];

/// India, Israel, Ireland; Britain, Bangladesh; Samoa, Singapore; the Atlantic, Arabia; the Gulf, South Georgia; Newfoundland,
/// Nepal; the Atlantic, Arabia; West Samoa, Western Australia.
const SEVERAL: [&[u8]; 8] = [b"IST", b"BST", b"SST", b"AST", b"GST", b"NST", b"ADT", b"WST"];

/// What these letters mean, if they stand for a zone.
pub(super) fn zone_named(letters: &[u8]) -> Option<ZoneName> {
    if SEVERAL.contains(&letters) {
        return Some(ZoneName::Several);
    }
    let (_, minutes) = NAMES.iter().find(|(name, _)| *name == letters)?;
    Offset::from_seconds(minutes * 60).ok().map(ZoneName::Offset)
}
