//! What a person is told, and shown.

use creditcalc::diagnostic::Diagnostic;
use creditcalc::report::diagnostics;

/// So many faults are drawn.
const SHOWN: usize = 3;

/// Looks at faults: there is one, each has its place in the text, and what is shown does nothing in a terminal.
///
/// # Panics
///
/// When that is not so.
pub fn faults(faults: &[Diagnostic]) {
    assert!(!faults.is_empty(), "refused without a reason");
    for fault in faults {
        assert!(!fault.title.trim().is_empty(), "{fault:?}");
        if let Some((source, labels)) = &fault.place {
            for label in labels {
                assert!(source.text().get(label.span.clone()).is_some(), "{:?} of {fault:?}", label.span);
            }
        }
    }
    // What is wrong a hundred times is shown in one way.
    for fault in faults.iter().take(SHOWN) {
        harmless(&diagnostics::render(fault, false));
    }
}

/// Looks for what a terminal obeys: control characters other than line feeds and tabs, and what turns the
/// direction of writing.
///
/// # Panics
///
/// When there is any.
pub fn harmless(text: &str) {
    let turns = |letter| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let obeyed = |letter: char| turns(letter) || (letter.is_control() && !matches!(letter, '\n' | '\t'));
    if let Some(place) = text.find(obeyed) {
        let line = text[..place].rsplit('\n').next().unwrap_or_default();
        let obeyed = &text[place..];
        panic!("a terminal obeys {:?} behind {line:?}", obeyed.chars().next());
    }
}
