//! `[ … ]`, `test` and `[[ … ]]`.

use super::arithmetic;
use super::pattern::{self, Syntax};
use super::value::{Truth, Value};

/// The truth of a test. In `[[ ]]`, patterns and `&&` are understood.
pub(super) fn truth(words: &[Value], is_double: bool) -> Truth {
    let mut reader = Reader { words, place: 0, is_double, depth: 0 };
    let truth = reader.any();
    if reader.place == words.len() || truth == Truth::Unknown {
        return truth;
    }
    // There are words too many, of which the shell complains; the test fails.
    words.iter().fold(Truth::False, |known, word| known.or(word.truth(|_| false)))
}

struct Reader<'w> {
    words: &'w [Value],
    place: usize,
    is_double: bool,
    depth: usize,
}

/// How deep parentheses and negations are followed.
const DEPTH_MAX: usize = 32;

impl Reader<'_> {
    fn next_is(&self, words: &[&str]) -> bool {
        matches!(self.words.get(self.place), Some(Value::Known(word)) if words.contains(&word.as_str()))
    }

    fn any(&mut self) -> Truth {
        let mut truth = self.all();
        while self.next_is(&["-o", "||"]) {
            self.place += 1;
            truth = truth.or(self.all());
        }
        truth
    }

    fn all(&mut self) -> Truth {
        let mut truth = self.one();
        while self.next_is(&["-a", "&&"]) {
            self.place += 1;
            truth = truth.and(self.one());
        }
        truth
    }

    fn one(&mut self) -> Truth {
        self.depth += 1;
        let truth = if self.depth > DEPTH_MAX { Truth::Unknown } else { self.term() };
        self.depth -= 1;
        truth
    }

    fn term(&mut self) -> Truth {
        let rest = &self.words[self.place.min(self.words.len())..];
        if self.next_is(&["!"]) {
            self.place += 1;
            return self.one().not();
        }
        // Alone, it is a text.
        if self.next_is(&["("]) && rest.len() > 1 {
            self.place += 1;
            let truth = self.any();
            let is_closed = self.next_is(&[")"]);
            self.place += 1;
            return if is_closed { truth } else { Truth::Unknown };
        }
        if let [left, Value::Known(operator), right, ..] = rest
            && OPERATORS.contains(&operator.as_str())
        {
            self.place += 3;
            return compare(left, operator, right, self.is_double);
        }
        if let [Value::Known(operator), word, ..] = rest
            && operator.starts_with('-')
            && operator.len() == 2
        {
            self.place += 2;
            return match (operator.as_str(), word) {
                ("-n", word) => word.truth(|word| !word.is_empty()),
                ("-z", word) => word.truth(str::is_empty),
                // Whether something is there to be started is no question.
                ("-x", _) => Truth::True,
                _ => Truth::Unknown,
            };
        }
        let Some(word) = rest.first() else { return Truth::False };
        self.place += 1;
        word.truth(|word| !word.is_empty())
    }
}

const OPERATORS: [&str; 15] =
    ["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "<", ">", "-nt", "-ot", "-ef"];

/// Whether a test compares numbers, other than by their texts.
pub(super) fn compares_numbers(words: &[Value]) -> bool {
    let operators = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge"];
    words.iter().any(|word| matches!(word, Value::Known(word) if operators.contains(&word.as_str())))
}

fn compare(left: &Value, operator: &str, right: &Value, is_double: bool) -> Truth {
    let (left, right) = match (left, right) {
        (Value::Unknown, _) | (_, Value::Unknown) => return Truth::Unknown,
        (Value::Dated, _) | (_, Value::Dated) => return Truth::Dated,
        (Value::Known(left), Value::Known(right)) => (left.as_str(), right.as_str()),
    };
    let equal = || if is_double { pattern::matches(right, left) } else { Some(left == right) };
    // `[[ ]]` calculates: `08` is no number to it, and a name is a variable.
    let is_name =
        |text: &str| text.trim().starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '_');
    let number = |text: &str| if is_double { arithmetic::value(text) } else { text.trim().parse().ok() };
    // The shell complains of what is no number, and the test fails.
    let compared = |holds: fn(i64, i64) -> bool| {
        let numbers = number(left).zip(number(right));
        let is_known = !(is_double && (is_name(left) || is_name(right)));
        is_known.then(|| numbers.is_some_and(|(left, right)| holds(left, right)))
    };
    let truth = match operator {
        "=" | "==" => equal(),
        "!=" => equal().map(|is_equal| !is_equal),
        "=~" if is_double => pattern::finds(right, left, Syntax::Extended, false),
        "-eq" => compared(|left, right| left == right),
        "-ne" => compared(|left, right| left != right),
        "-lt" => compared(|left, right| left < right),
        "-le" => compared(|left, right| left <= right),
        "-gt" => compared(|left, right| left > right),
        "-ge" => compared(|left, right| left >= right),
        "<" => Some(left < right),
        ">" => Some(left > right),
        _ => None,
    };
    truth.map_or(Truth::Unknown, Truth::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(words: &[&str]) -> Vec<Value> {
        words.iter().map(|word| Value::Known((*word).to_owned())).collect()
    }

    /// Of `[ … ]` and of `[[ … ]]`, with words between blanks; `''` is an empty one.
    fn tested(words: &str, is_double: bool) -> Truth {
        let words: Vec<&str> =
            words.split_whitespace().map(|word| if word == "''" { "" } else { word }).collect();
        truth(&values(&words), is_double)
    }

    #[test]
    fn tests_hold_as_in_the_shell() {
        use Truth::{False, True, Unknown};
        for (words, expected) in [
            // One word is true if there is something in it.
            ("a", True),
            ("''", False),
            ("", False),
            ("!", True),
            ("(", True),
            ("-f", True),
            ("! a", False),
            ("! ''", True),
            ("! ! a", True),
            ("-n a", True),
            ("-n ''", False),
            ("-z a", False),
            ("-z ''", True),
            ("! -z ''", False),
            ("-f a", Unknown),
            ("-5 -lt 3", True),
            ("a = a", True),
            ("a == b", False),
            ("a != b", True),
            ("a != a", False),
            ("! a = a", False),
            ("3 -eq 03", True),
            ("3 -eq 4", False),
            ("3 -ne 4", True),
            ("3 -ne 3", False),
            ("2 -lt 3", True),
            ("3 -lt 3", False),
            ("3 -le 3", True),
            ("4 -le 3", False),
            ("4 -gt 3", True),
            ("3 -gt 3", False),
            ("3 -ge 3", True),
            ("2 -ge 3", False),
            // What is no number is complained of.
            ("3 -ne 3a", False),
            ("'' -ne 3", False),
            // By their texts: 10 stands before 9.
            ("10 < 9", True),
            ("9 < 9", False),
            ("9 < 10", False),
            ("9 > 10", True),
            ("9 > 9", False),
            ("10 > 9", False),
            ("a -nt b", Unknown),
            ("a -ot b", Unknown),
            ("a -ef b", Unknown),
            // There are words too many.
            ("a b", False),
            ("a = a b", False),
            ("! a = b c", False),
            ("-f a b", Unknown),
            ("( a = a )", True),
            ("( a )", True),
            ("! ( a = a )", False),
            ("( ( a = b ) )", False),
            ("( a = a", Unknown),
        ] {
            assert_eq!(tested(words, false), expected, "[ {words} ]");
            assert_eq!(tested(words, true), expected, "[[ {words} ]]");
        }
        // `and` binds more closely than `or`.
        for (words, expected) in [
            ("1 = 1 AND 1 = 2", False),
            ("1 = 2 AND 1 = 1", False),
            ("1 = 1 AND 2 = 2 AND 3 = 3", True),
            ("1 = 1 OR 1 = 2", True),
            ("1 = 2 OR 1 = 1", True),
            ("1 = 2 OR 2 = 3", False),
            ("1 = 1 OR 1 = 1 AND 1 = 2", True),
            ("1 = 2 AND 1 = 1 OR 1 = 1", True),
            ("( 1 = 1 OR 1 = 1 ) AND 1 = 2", False),
            ("1 = 2 AND ( 1 = 1 OR 1 = 1 )", False),
            ("! 1 = 2 AND 1 = 1", True),
            ("-n a AND -z ''", True),
            ("a AND ''", False),
            // What is not known matters only where it decides.
            ("-f a AND 1 = 2", False),
            ("-f a OR 1 = 1", True),
            ("-f a AND 1 = 1", Unknown),
            ("-f a OR 1 = 2", Unknown),
        ] {
            let single = words.replace("AND", "-a").replace("OR", "-o");
            assert_eq!(tested(&single, false), expected, "[ {single} ]");
            let double = words.replace("AND", "&&").replace("OR", "||");
            assert_eq!(tested(&double, true), expected, "[[ {double} ]]");
        }
        // One after the other is not one in the other.
        assert_eq!(tested(&format!("{}1 = 2", "! 1 = 2 -a ".repeat(40)), false), False);
        assert_eq!(tested(&format!("{}1 = 1", "! 1 = 2 -a ".repeat(40)), false), True);
        assert_eq!(tested(&"! ".repeat(100_000), false), Unknown);
    }

    #[test]
    fn double_brackets_compare_with_patterns_and_calculate() {
        use Truth::{False, True, Unknown};
        for (words, single, double) in [
            ("Mon = M*", False, True),
            ("Mon == M?n", False, True),
            ("Mon != M*", True, False),
            ("Mon =~ ^(Mon|Tue)$", Unknown, True),
            ("Wed =~ ^(Mon|Tue)$", Unknown, False),
            // The shell calculates there: 08 is no number, 010 is eight, and a name is a variable.
            ("08 -eq 8", True, False),
            ("08 -ne 9", True, False),
            ("010 -eq 8", False, True),
            ("3+4 -eq 7", False, True),
            ("day -ne 1", False, Unknown),
            ("1 -eq _day", False, Unknown),
        ] {
            assert_eq!(tested(words, true), double, "[[ {words} ]]");
            // `=~` is nothing that single brackets know.
            assert_eq!(tested(words, false), single, "[ {words} ]");
        }
    }
}
