//! Texts in HTML: nothing in them is a tag, an entity or the end of an attribute.

use crate::phrase::escaped;

/// Text that a browser shows as it is; what stands between two backticks is code.
pub(in crate::report) fn safe(text: &str) -> String {
    marked(text, ["<code>", "</code>"])
}

/// The same with other marks around what stands between two backticks.
pub(super) fn marked(text: &str, [opening, closing]: [&str; 2]) -> String {
    let text = plain(text);
    let mut shown = String::with_capacity(text.len());
    let mut ticks = text.matches('`').count();
    let mut in_code = false;
    for part in text.split_inclusive('`') {
        match part.strip_suffix('`') {
            Some(words) if in_code || ticks > 1 => {
                shown += words;
                shown += if in_code { closing } else { opening };
                in_code = !in_code;
                ticks -= 1;
            }
            _ => shown += part,
        }
    }
    shown
}

/// Text that a browser shows as it is, backticks and all.
pub(super) fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut shown = String::with_capacity(text.len());
    for character in escaped(&words.join(" ")).chars() {
        match character {
            '&' => shown += "&amp;",
            '<' => shown += "&lt;",
            '>' => shown += "&gt;",
            '"' => shown += "&quot;",
            '\'' => shown += "&#39;",
            character => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_a_tag() {
        assert_eq!(safe("<script>alert('&\"')</script>"), {
            "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"
        });
        assert_eq!(safe("say `--by` or `-o x`"), "say <code>--by</code> or <code>-o x</code>");
        assert_eq!(safe("a ` b `c` d"), "a <code> b </code>c` d");
        assert_eq!(safe("a\u{1b}[2J\n\u{202e}b"), "a\\u{1b}[2J \\u{202e}b");
    }
}
