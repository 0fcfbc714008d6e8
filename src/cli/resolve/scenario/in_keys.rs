//! What faults and notes say in flags, said in the keys of a scenario file: whoever reads them has the file
//! open, and no flag writes into it.

use crate::diagnostic::{Code, Diagnostic};

/// A fault whose ways out are keys; its title, which may quote the file, stays as it is.
pub(super) fn fault(fault: Diagnostic) -> Diagnostic {
    let place = fault.place.map(|(source, mut labels)| {
        for label in &mut labels {
            label.text = text(&label.text);
        }
        (source, labels)
    });
    let mut help: Vec<String> = fault.help.iter().map(|help| text(help)).collect();
    match fault.code {
        // Which of the measured runs count is no key: a profile says it.
        Code::NoRunOfThisUse => {
            help = vec![
                "count runs as programmatic in a profile of your own: `creditcalc measure PATH --entrypoint NAME --write-profile audit.profile.toml`"
                    .to_owned(),
                "`creditcalc measure PATH --json` shows the entrypoints".to_owned(),
            ];
        }
        Code::SeveralVendors => help = vec!["write a job for the models of each vendor".to_owned()],
        Code::UnreadFile => help.push("paths are relative to the file that names them".to_owned()),
        _ => {}
    }
    Diagnostic { place, help, notes: fault.notes.iter().map(|note| text(note)).collect(), ..fault }
}

/// A sentence, with the keys for the flags in its backticks.
pub(super) fn text(sentence: &str) -> String {
    let sentence = sentence
        .replace(" (`--only any` counts them)", "")
        .replace(
            "say which it was with `--assume-model ID`",
            "say which it was in a profile: `creditcalc measure PATH --assume-model ID --write-profile audit.profile.toml`",
        )
        // A key stands once, and may be there.
        .replace(": add `--program", ": write `--program");
    let parts = sentence.split('`').enumerate().map(|(place, part)| {
        let key = (place % 2 == 1).then(|| part.strip_prefix("--").and_then(key)).flatten();
        key.unwrap_or_else(|| part.to_owned())
    });
    parts.collect::<Vec<_>>().join("`")
}

/// The key of a flag and what it takes, without the hyphens; `None` where a file has no such key.
fn key(flag: &str) -> Option<String> {
    let (name, value) = flag.split_once(' ').map_or((flag, None), |(name, value)| (name, Some(value)));
    let key = name.replace('-', "_");
    Some(match (name, value) {
        ("as-of" | "batch" | "cache-write" | "fast" | "us-only" | "web-searches", None) => key,
        // Expressions are in quotes for the shell, too.
        ("as-of" | "requests" | "cron" | "oncalendar", Some(value)) => format!("{key} = {value}"),
        ("match" | "program" | "tz", Some(value)) => format!("{key} = \"{value}\""),
        ("events", Some(value)) => {
            let (event, count) = value.split_once('=')?;
            format!("{key} = {{ {event} = {count} }}")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_become_keys_and_the_rest_stays() {
        for (flags, keys) in [
            ("leave `--us-only` out", "leave `us_only` out"),
            (
                "ask for `--as-of 2026-10-07` or later, or `--program ID`",
                "ask for `as_of = 2026-10-07` or later, or `program = \"ID\"`",
            ),
            ("did you mean `--events pull_request=40`?", "did you mean `events = { pull_request = 40 }`?"),
            ("write `--cron \"0 3 * * *\"`", "write `cron = \"0 3 * * *\"`"),
            ("it is one of `a`: add `--program a`", "it is one of `a`: write `program = \"a\"`"),
            (
                "`creditcalc models` lists them; `--pricing DIR` adds your own",
                "`creditcalc models` lists them; `--pricing DIR` adds your own",
            ),
            ("a -- b `and", "a -- b `and"),
        ] {
            assert_eq!(text(flags), keys);
        }
    }
}
