//! What is said about lines of a crontab that are in no figure, or not for certain.

use crate::phrase::{counted, listed};
use crate::source::SourceFile;

/// How many lines are named.
const NAMED_MAX: usize = 20;

/// Lines that name an agent, or what one needs, and are in no figure.
pub(super) fn unknown_starts(source: &SourceFile, names: &[String]) -> String {
    let pick = source.words().word("match", "TEXT");
    if let [name] = names {
        return format!(
            "`{name}` may run an agent, but isn't counted: the program it starts isn't known. To count it, pick \
            lines by a text in them with `{pick}`"
        );
    }
    let (shown, rest) = names.split_at(names.len().min(NAMED_MAX));
    let more = (!rest.is_empty()).then(|| format!("{} more", rest.len()));
    let shown = listed(shown.iter().map(|name| format!("`{name}`")).chain(more));
    format!(
        "{} may run an agent, but aren't counted: the programs they start aren't known ({shown}). To count them, \
        pick lines by a text in them with `{pick}`",
        counted(u64::try_from(names.len()).unwrap_or(u64::MAX), "line")
    )
}

/// A setting that hands an agent's key to the lines below, none of which is known to run an agent.
pub(super) fn key_without_agent(line: usize, name: &str) -> String {
    format!("line {line} sets `{name}`: a script below it may run an agent")
}

/// Conditions in a command that are about more than the date.
pub(super) fn conditions(name: &str, conditions: &[String]) -> String {
    let conditions = listed(conditions.iter().map(|condition| format!("`{}`", without_secrets(condition))));
    format!(
        "`{name}` runs its agent only if {conditions}; that can't be known in advance, so it is counted every time"
    )
}

/// A condition as people may see it: whole where its words are plain ones, else without what may be a secret.
fn without_secrets(condition: &str) -> String {
    let words: Vec<&str> = condition.split_whitespace().collect();
    if words.iter().all(|word| is_plain(word)) {
        return condition.to_owned();
    }
    match words.as_slice() {
        [first @ ("[" | "[[" | "(("), .., last] => format!("{first} … {last}"),
        [sign @ "!", program, ..] if is_plain(program) => format!("{sign} {program} …"),
        [program, ..] if is_plain(program) => format!("{program} …"),
        _ => "…".to_owned(),
    }
}

/// Whether a word is a sign, a small number, an option, a variable, a path, or of letters as people write them.
fn is_plain(word: &str) -> bool {
    let is_sign = |letter: char| letter.is_ascii_punctuation() && !"-._/~#@:".contains(letter);
    let inner = word.trim_matches(is_sign);
    let is_variable = word.trim_start_matches(['"', '(', '!']).starts_with('$')
        && inner.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    let is_path = inner.starts_with(['/', '.', '~'])
        && inner.bytes().all(|letter| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"._/~-".contains(&letter)
        });
    let is_number = inner.len() <= 5 && inner.bytes().all(|letter| letter.is_ascii_digit());
    let is_word = inner.bytes().all(|letter| letter.is_ascii_lowercase() || b"._/-".contains(&letter));
    let is_option = inner.starts_with('-') && inner.len() <= 3;
    inner.len() <= 60 && (is_variable || is_path || is_number || is_word || is_option)
}

/// Conditions in a command that are not understood.
pub(super) fn unread_conditions(name: &str) -> String {
    format!("`{name}` has conditions that could not be read, so it is counted every time")
}

/// A command that never gets to its agent.
pub(super) fn never(name: &str) -> String {
    format!("`{name}` never gets to its agent, so it has no runs")
}

/// Numbers that the shell takes for octal ones.
pub(super) fn octal(name: &str) -> String {
    format!(
        "`{name}` calculates with numbers such as `08` and `09`, which a shell refuses; it doesn't run then. Write \
        `%-d` for `%d`, or `10#$(date …)`"
    )
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn what_may_be_a_secret_is_left_out_of_a_condition() {
        for plain in [
            "[ -f /tmp/on2 ]",
            "[ -L /tmp/on ]",
            "! git diff --quiet",
            "test \"$(nproc)\" -gt 4",
            "[ \"$MODE\" = fast ]",
            "[ \"$MY_MODE2\" = fast ]",
            "[ $n -lt 12345 ]",
        ] {
            assert_eq!(without_secrets(plain), plain);
        }
        for (condition, shown) in [
            (r#"[ "$(curl -sH "Authorization: Bearer k3y" https://x.example)" = yes ]"#, "[ … ]"),
            ("curl -fsu bob:hunter2 https://x.example", "curl …"),
            ("! curl -H X-Key:hunter https://x.example", "! curl …"),
            ("[ \"$KEY\" = sk-ant-Q1 ]", "[ … ]"),
            ("KEY=hunter2 ready", "…"),
            ("! KEY=hunter2 ready", "! …"),
            ("[ \"$PIN\" = k3Y ]", "[ … ]"),
            ("[ $pin = 123456 ]", "[ … ]"),
            ("[ \"${KEY-k3Yk3Y}\" = a ]", "[ … ]"),
            ("mysql -ptopSecret9 -e x", "mysql …"),
        ] {
            assert_eq!(without_secrets(condition), shown);
        }
    }
}
