//! Whether a member or a cell says yes or no.
//!
//! Programs write `true` and `1`, people `y` and `on`, and a spreadsheet the word of its own language: what Excel shows as
//! `WAHR` it saves as `WAHR`. What is none of these says nothing that may be taken for no, as it decides about a price.

use super::json::Json;

/// Words for yes, in small letters.
const YES: [&str; 14] = [
    "true",
    "t",
    "yes",
    "y",
    "on",
    "1",
    "1.0",
    // German, French, Spanish, Italian, Portuguese, Dutch, Polish.
    "wahr",
    "vrai",
    "verdadero",
    "vero",
    "verdadeiro",
    "waar",
    "prawda",
];

/// Words for no.
const NO: [&str; 12] =
    ["false", "f", "no", "n", "off", "0", "0.0", "falsch", "faux", "falso", "onwaar", "fałsz"];

/// It says something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoTruth;

/// What a value says; `None` where it says nothing.
pub(super) fn truth(value: Json<'_>) -> Result<Option<bool>, NoTruth> {
    // What stands in nearly all rows.
    match value.bytes() {
        b"true" | b"\"true\"" => return Ok(Some(true)),
        b"false" | b"\"false\"" => return Ok(Some(false)),
        b"null" | b"\"\"" => return Ok(None),
        _ => {}
    }
    let written = value.text();
    let written = written.as_deref().or_else(|| std::str::from_utf8(value.bytes()).ok()).unwrap_or_default();
    let word = written.trim().to_lowercase();
    match &*word {
        "" => Ok(None),
        word if YES.contains(&word) => Ok(Some(true)),
        word if NO.contains(&word) => Ok(Some(false)),
        _ => Err(NoTruth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_people_and_spreadsheets_write() {
        let yes = Ok(Some(true));
        let no = Ok(Some(false));
        for (written, said) in [
            // JSON.
            ("true", yes),
            ("false", no),
            ("null", Ok(None)),
            ("1", yes),
            ("0", no),
            // Programs that know floats only.
            ("1.0", yes),
            ("0.0", no),
            // Cells: Python's `True`, PostgreSQL's `t`.
            (r#""True""#, yes),
            (r#""FALSE""#, no),
            (r#""t""#, yes),
            (r#""f""#, no),
            (r#""1""#, yes),
            (r#""0""#, no),
            (r#""1.0""#, yes),
            // People.
            (r#""Yes""#, yes),
            (r#""y""#, yes),
            (r#""NO""#, no),
            (r#""n""#, no),
            (r#""on""#, yes),
            (r#""Off""#, no),
            (r#"" yes ""#, yes),
            // Spreadsheets in German, French, Spanish, Italian, Portuguese, Dutch and Polish.
            (r#""WAHR""#, yes),
            (r#""FALSCH""#, no),
            (r#""VRAI""#, yes),
            (r#""FAUX""#, no),
            (r#""VERDADERO""#, yes),
            (r#""VERO""#, yes),
            (r#""VERDADEIRO""#, yes),
            (r#""FALSO""#, no),
            (r#""WAAR""#, yes),
            (r#""ONWAAR""#, no),
            (r#""PRAWDA""#, yes),
            (r#""FAŁSZ""#, no),
            (r#""FA\u0141SZ""#, no),
            // Nothing is not no: it isn't given.
            (r#""""#, Ok(None)),
            (r#""  ""#, Ok(None)),
            // A number of something, a name, and what may mean either.
            ("2", Err(NoTruth)),
            ("-1", Err(NoTruth)),
            ("0.5", Err(NoTruth)),
            (r#""X""#, Err(NoTruth)),
            (r#""maybe""#, Err(NoTruth)),
            (r#""batch_67ab""#, Err(NoTruth)),
            (r#""yes, overnight""#, Err(NoTruth)),
            (r#"{"id":"batch_67ab"}"#, Err(NoTruth)),
            ("{}", Err(NoTruth)),
            ("[true]", Err(NoTruth)),
            ("[]", Err(NoTruth)),
        ] {
            assert_eq!(truth(Json::new(written.as_bytes()).unwrap()), said, "{written}");
        }
    }
}
