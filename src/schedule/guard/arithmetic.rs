//! Arithmetic of the shell: whole numbers, comparisons and logic (POSIX, and what bash adds for bases).

/// The value of an expression in which no variable is left; `None` where the shell would refuse it.
///
/// A number that begins with `0` is octal, as to the shell: `08` and `09` are no numbers there.
pub(super) fn value(text: &str) -> Option<i64> {
    let mut reader = Reader { rest: text, depth: 0 };
    let value = reader.level(0)?;
    reader.rest.trim().is_empty().then_some(value)
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

/// The operators by how loosely they bind; longer ones stand before those they begin with.
const LEVELS: [&[&str]; 6] =
    [&["||"], &["&&"], &["==", "!="], &["<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];

/// How deep parentheses are followed.
const DEPTH_MAX: usize = 64;

impl Reader<'_> {
    fn level(&mut self, level: usize) -> Option<i64> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        loop {
            self.rest = self.rest.trim_start();
            let Some(operator) = operators.iter().find(|operator| self.rest.starts_with(**operator)) else {
                return Some(left);
            };
            self.rest = &self.rest[operator.len()..];
            let right = self.level(level + 1)?;
            left = match *operator {
                "||" => i64::from(left != 0 || right != 0),
                "&&" => i64::from(left != 0 && right != 0),
                "==" => i64::from(left == right),
                "!=" => i64::from(left != right),
                "<=" => i64::from(left <= right),
                ">=" => i64::from(left >= right),
                "<" => i64::from(left < right),
                ">" => i64::from(left > right),
                "+" => left.checked_add(right)?,
                "-" => left.checked_sub(right)?,
                "*" => left.checked_mul(right)?,
                "/" => left.checked_div(right)?,
                _ => left.checked_rem(right)?,
            };
        }
    }

    fn unary(&mut self) -> Option<i64> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        if "!-+(".contains(first) {
            self.depth += 1;
            self.rest = &self.rest[1..];
            let value = match first {
                _ if self.depth > DEPTH_MAX => return None,
                '!' => i64::from(self.unary()? == 0),
                '-' => self.unary()?.checked_neg()?,
                '+' => self.unary()?,
                _ => {
                    let value = self.level(0)?;
                    self.rest = self.rest.trim_start().strip_prefix(')')?;
                    value
                }
            };
            self.depth -= 1;
            return Some(value);
        }
        let end = self
            .rest
            .find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '#')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        number(word)
    }
}

fn number(word: &str) -> Option<i64> {
    if let Some((base, digits)) = word.split_once('#') {
        let base = base.parse::<u32>().ok().filter(|base| (2..=36).contains(base))?;
        return i64::from_str_radix(digits, base).ok();
    }
    if let Some(digits) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok();
    }
    if word.len() > 1 && word.starts_with('0') {
        return i64::from_str_radix(word, 8).ok();
    }
    word.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_have_the_values_that_the_shell_gives_them() {
        for (text, expected) in [
            ("48 % 2", Some(0)),
            ("(1764547200 / 86400) % 2", Some(20_423 % 2)),
            ("1 + 2 * 3 - -4", Some(11)),
            ("!0 && 3 >= 3", Some(1)),
            ("010", Some(8)),
            ("08 % 2", None),
            ("10#08 % 2", Some(0)),
            ("0x10", Some(16)),
            ("1 / 0", None),
            ("2 == 2 || 1 / 1", Some(1)),
            ("", None),
            ("1 2", None),
            ("weeks", None),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
        assert_eq!(value(&"(".repeat(100_000)), None);
    }
}
