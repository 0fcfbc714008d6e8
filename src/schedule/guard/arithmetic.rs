//! Arithmetic of the shell: whole numbers, comparisons, logic and bits (POSIX, and what bash adds for bases).

/// The value of an expression in which no variable is left; `None` where the shell would refuse it.
///
/// A number that begins with `0` is octal, as to the shell: `08` and `09` are no numbers there.
pub(super) fn value(text: &str) -> Option<i64> {
    let mut reader = Reader { rest: text, depth: 0, is_skipped: false };
    let value = reader.expression()?;
    reader.rest.trim().is_empty().then_some(value)
}

/// Whether an expression has what is not calculated here and a shell may know: what sets a variable, powers, lists.
pub(super) fn has_more(text: &str) -> bool {
    let without_comparisons =
        ["==", "!=", "<=", ">="].iter().fold(text.to_owned(), |text, sign| text.replace(sign, " "));
    ["=", "++", "--", "**", ",", "["].iter().any(|sign| without_comparisons.contains(sign))
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
    /// Whether what is read decides nothing, so that it is not calculated: `1 || 1 / 0`.
    is_skipped: bool,
}

/// The operators between two numbers and how closely they bind; longer ones stand before those they begin with.
const OPERATORS: [(&str, usize); 18] = [
    ("||", 0),
    ("&&", 1),
    ("==", 5),
    ("!=", 5),
    ("<=", 6),
    (">=", 6),
    ("<<", 7),
    (">>", 7),
    ("|", 2),
    ("^", 3),
    ("&", 4),
    ("<", 6),
    (">", 6),
    ("+", 8),
    ("-", 8),
    ("*", 9),
    ("/", 9),
    ("%", 9),
];

/// How deep parentheses are followed.
const DEPTH_MAX: usize = 64;

impl Reader<'_> {
    /// A whole expression, with the one that decides between two others: `a ? b : c`.
    fn expression(&mut self) -> Option<i64> {
        let decides = self.operators(0)?;
        if !self.takes("?") {
            return Some(decides);
        }
        let yes = self.skipped_if(decides == 0, |reader| reader.deeper(Self::expression))?;
        let is_other = self.takes(":");
        let no =
            self.skipped_if(decides != 0, |reader| reader.deeper(Self::expression)).filter(|_| is_other)?;
        Some(if decides == 0 { no } else { yes })
    }

    /// Numbers joined by operators that bind at least as closely as `closeness`.
    fn operators(&mut self, closeness: usize) -> Option<i64> {
        let mut left = self.unary()?;
        loop {
            self.rest = self.rest.trim_start();
            let next = OPERATORS.iter().find(|(operator, _)| self.rest.starts_with(operator));
            let Some((operator, binds)) = next.filter(|(_, binds)| *binds >= closeness) else {
                return Some(left);
            };
            self.rest = &self.rest[operator.len()..];
            let is_decided = (*operator == "||" && left != 0) || (*operator == "&&" && left == 0);
            let right = self.skipped_if(is_decided, |reader| reader.operators(binds + 1))?;
            left = match *operator {
                "||" => i64::from(left != 0 || right != 0),
                "&&" => i64::from(left != 0 && right != 0),
                "|" => left | right,
                "^" => left ^ right,
                "&" => left & right,
                "==" => i64::from(left == right),
                "!=" => i64::from(left != right),
                "<=" => i64::from(left <= right),
                ">=" => i64::from(left >= right),
                "<" => i64::from(left < right),
                ">" => i64::from(left > right),
                _ if self.is_skipped => 0,
                "<<" => left.checked_shl(u32::try_from(right).ok()?)?,
                ">>" => left.checked_shr(u32::try_from(right).ok()?)?,
                // A sum that is too large goes on from the smallest number.
                "+" => left.wrapping_add(right),
                "-" => left.wrapping_sub(right),
                "*" => left.wrapping_mul(right),
                "/" => left.checked_div(right)?,
                _ => left.checked_rem(right)?,
            };
        }
    }

    fn unary(&mut self) -> Option<i64> {
        if self.takes("!") {
            return Some(i64::from(self.deeper(Self::unary)? == 0));
        }
        if self.takes("~") {
            return Some(!self.deeper(Self::unary)?);
        }
        if self.takes("-") {
            return self.deeper(Self::unary)?.checked_neg();
        }
        if self.takes("+") {
            return self.deeper(Self::unary);
        }
        if self.takes("(") {
            let value = self.deeper(Self::expression)?;
            return self.takes(")").then_some(value);
        }
        let end = self
            .rest
            .find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '#')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        number(word)
    }

    /// Reads a part that is calculated only if nothing has decided already.
    fn skipped_if(&mut self, is_decided: bool, part: impl FnOnce(&mut Self) -> Option<i64>) -> Option<i64> {
        let was_skipped = self.is_skipped;
        self.is_skipped |= is_decided;
        let value = part(self);
        self.is_skipped = was_skipped;
        value
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A part of what is being read, as long as that does not go too deep.
    fn deeper(&mut self, part: fn(&mut Self) -> Option<i64>) -> Option<i64> {
        if self.depth == DEPTH_MAX {
            return None;
        }
        self.depth += 1;
        let value = part(self);
        self.depth -= 1;
        value
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
    if word.starts_with('0') {
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
            // What is decided already is not calculated.
            ("1 || 1 / 0", Some(1)),
            ("0 && 1 / 0", Some(0)),
            ("0 || 1 / 0", None),
            ("1 ? 5 : 1 / 0", Some(5)),
            ("0 ? 1 / 0 : 5", Some(5)),
            ("1 ? 1 / 0 : 5", None),
            ("0 && 1 || 1 / 0", None),
            ("9223372036854775807 + 1 < 0", Some(1)),
            ("", None),
            ("1 2", None),
            ("weeks", None),
            ("0", Some(0)),
            ("0X1f", Some(31)),
            ("2#102", None),
            ("1#0", None),
            ("36#z", Some(35)),
            // Each operator, where it holds and where it does not.
            ("0 || 0", Some(0)),
            ("2 || 0", Some(1)),
            ("0 || 3", Some(1)),
            ("2 && 3", Some(1)),
            ("2 && 0", Some(0)),
            ("0 && 2", Some(0)),
            ("1 == 2", Some(0)),
            ("2 != 2", Some(0)),
            ("1 != 2", Some(1)),
            ("1 <= 2", Some(1)),
            ("2 <= 2", Some(1)),
            ("3 <= 2", Some(0)),
            ("2 >= 3", Some(0)),
            ("1 < 2", Some(1)),
            ("2 < 2", Some(0)),
            ("3 < 2", Some(0)),
            ("3 > 2", Some(1)),
            ("2 > 2", Some(0)),
            ("2 > 3", Some(0)),
            ("!5", Some(0)),
            ("!!5", Some(1)),
            ("+5", Some(5)),
            ("- -5", Some(5)),
            ("~5", Some(-6)),
            // 45 is 101101 and 6 is 110.
            ("45 & 6", Some(4)),
            ("45 | 6", Some(47)),
            ("45 ^ 6", Some(43)),
            ("45 << 2", Some(180)),
            ("45 >> 2", Some(11)),
            ("1 << -1", None),
            ("45 & 1 ? 7 : 8", Some(7)),
            ("44 & 1 ? 7 : 8", Some(8)),
            ("0 ? 1 : 0 ? 2 : 3", Some(3)),
            ("1 ? 2", None),
            ("(1 ? 2 : 3) * 4", Some(8)),
            ("(1", None),
            ("1)", None),
            // Of equal ones, the first comes first.
            ("10 - 4 - 3", Some(3)),
            ("100 / 10 / 5", Some(2)),
            ("17 % 10 % 4", Some(3)),
            ("5 > 4 > 3", Some(0)),
            ("1 << 2 << 3", Some(32)),
            // Each kind binds more closely than the one before it.
            ("1 || 0 && 0", Some(1)),
            ("2 && 1 | 0", Some(1)),
            ("4 && 4 | 3", Some(1)),
            ("1 | 1 ^ 1", Some(1)),
            ("1 ^ 1 & 0", Some(1)),
            ("2 & 2 == 2", Some(0)),
            ("0 == 2 > 3", Some(1)),
            ("0 < 1 << 1", Some(1)),
            ("1 << 1 + 1", Some(4)),
            ("2 + 3 * 4", Some(14)),
            ("2 * -3", Some(-6)),
            ("!1 + 1", Some(1)),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
        assert_eq!(value(&"(".repeat(100_000)), None);
        assert_eq!(value(&"1?".repeat(100_000)), None);
        // One after the other is not one in the other.
        assert_eq!(value(&format!("{}0", "-1 + (2) + ".repeat(70))), Some(70));
    }
}
