//! `[ … ]`, `test` and `[[ … ]]`.

use super::pattern;
use super::value::{Truth, Value};

/// The truth of a test. In `[[ ]]`, patterns and `&&` are understood.
pub(super) fn truth(words: &[Value], is_double: bool) -> Truth {
    let mut reader = Reader { words, place: 0, is_double, depth: 0 };
    let truth = reader.any();
    if reader.place == words.len() { truth } else { Truth::Unknown }
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
    fn next_is(&self, words: [&str; 2]) -> bool {
        matches!(self.words.get(self.place), Some(Value::Known(word)) if words.contains(&word.as_str()))
    }

    fn any(&mut self) -> Truth {
        let mut truth = self.all();
        while self.next_is(["-o", "||"]) {
            self.place += 1;
            truth = truth.or(self.all());
        }
        truth
    }

    fn all(&mut self) -> Truth {
        let mut truth = self.one();
        while self.next_is(["-a", "&&"]) {
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
        if self.next_is(["!", "!"]) && rest.len() > 1 {
            self.place += 1;
            return self.one().not();
        }
        if self.next_is(["(", "\\("]) && rest.len() > 2 {
            self.place += 1;
            let truth = self.any();
            let is_closed = self.next_is([")", "\\)"]);
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
                _ => Truth::Unknown,
            };
        }
        self.place += 1;
        rest.first().map_or(Truth::False, |word| word.truth(|word| !word.is_empty()))
    }
}

const OPERATORS: [&str; 13] =
    ["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "<", ">", "-nt"];

fn compare(left: &Value, operator: &str, right: &Value, is_double: bool) -> Truth {
    let (left, right) = match (left, right) {
        (Value::Unknown, _) | (_, Value::Unknown) => return Truth::Unknown,
        (Value::Dated, _) | (_, Value::Dated) => return Truth::Dated,
        (Value::Known(left), Value::Known(right)) => (left.as_str(), right.as_str()),
    };
    let equal = || if is_double { pattern::matches(right, left) } else { Some(left == right) };
    let number = |text: &str| text.trim().parse::<i64>().ok();
    let numbers = number(left).zip(number(right));
    // The shell complains of what is no number, and the test fails.
    let compared =
        |holds: fn(i64, i64) -> bool| Some(numbers.is_some_and(|(left, right)| holds(left, right)));
    let truth = match operator {
        "=" | "==" => equal(),
        "!=" => equal().map(|is_equal| !is_equal),
        "=~" => pattern::finds(right, left),
        "-eq" => compared(|left, right| left == right),
        "-ne" => compared(|left, right| left != right),
        "-lt" => compared(|left, right| left < right),
        "-le" => compared(|left, right| left <= right),
        "-gt" => compared(|left, right| left > right),
        "-ge" => compared(|left, right| left >= right),
        "<" if is_double => Some(left < right),
        ">" if is_double => Some(left > right),
        _ => None,
    };
    truth.map_or(Truth::Unknown, Truth::from)
}
