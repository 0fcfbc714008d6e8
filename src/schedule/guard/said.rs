//! What is said about the conditions of a command.

use super::Conditions;
use super::play::OUTER;
use crate::phrase::listed;

impl Conditions {
    /// What to know about the conditions of the job `name`, one sentence each.
    #[must_use]
    pub(crate) fn said(&self, name: &str) -> Vec<String> {
        let unknown = (!self.unknown.is_empty()).then(|| {
            let needed = |all: &Vec<String>| {
                listed(all.iter().map(|condition| format!("`{}`", without_secrets(condition))))
            };
            let all = self.unknown.iter().map(needed).collect::<Vec<_>>().join(", or ");
            format!(
                "`{name}` runs its agent only if {all}; that can't be known in advance, so it is counted every time"
            )
        });
        let unread = self.is_unread.then(|| {
            format!("`{name}` has conditions that are not decided here, so it is counted every time")
        });
        let octal = self.is_octal.then(|| {
            format!(
                "`{name}` calculates with numbers such as `08` and `09`, which a shell refuses, so that fails on some \
                days; write `%-d` for `%d`"
            )
        });
        let never = self.is_never.then(|| format!("`{name}` never reaches its agent, so it has no runs"));
        [unknown, unread, octal, never].into_iter().flatten().collect()
    }
}

/// A condition as people may see it: whole where its words are plain ones, else without what may be a secret.
fn without_secrets(condition: &str) -> String {
    let condition = &condition.replace(OUTER, "");
    let words: Vec<&str> = condition.split_whitespace().collect();
    if words.iter().all(|word| is_plain(word)) {
        return condition.to_owned();
    }
    match words.as_slice() {
        [first @ ("[" | "[[" | "(("), .., last] => format!("{first} … {last}"),
        [sign @ "!", program, ..] if is_plain(program) => format!("{sign} {program} …"),
        [program, ..] if is_plain(without_version(program)) => format!("{program} …"),
        _ => "…".to_owned(),
    }
}

/// A program without the digits of its version: `python3`.
fn without_version(program: &str) -> &str {
    let name = program.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    if name.ends_with("python") { name } else { program }
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
    let is_word = !inner.starts_with('-') || inner.starts_with("--");
    let is_word =
        is_word && inner.bytes().all(|letter| letter.is_ascii_lowercase() || b"._/-".contains(&letter));
    // What follows the letter of an option may be its value: `-phunter`.
    let is_option = inner.starts_with('-') && inner.len() <= 3;
    inner.len() <= 60 && (is_variable || is_path || is_number || is_word || is_option)
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
            ("python3 -c 'exit(1)'", "python3 …"),
            ("hunter2 -c 'exit(1)'", "…"),
            ("KEY=hunter2 ready", "…"),
            ("! KEY=hunter2 ready", "! …"),
            ("[ \"$PIN\" = k3Y ]", "[ … ]"),
            ("[ $pin = 123456 ]", "[ … ]"),
            ("[ \"${KEY-k3Yk3Y}\" = a ]", "[ … ]"),
            ("mysql -ptopSecret9 -e x", "mysql …"),
            ("! mysqladmin -uroot -phunter ping", "! mysqladmin …"),
        ] {
            assert_eq!(without_secrets(condition), shown);
        }
    }
}
