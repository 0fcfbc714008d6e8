//! The one table of texts that do something, unless whoever writes them sees to it. Every writer is asked with all
//! of them, wherever a text from outside gets in (`outside`).

/// What a terminal or the log of a CI runner obeys, what turns the direction of writing, and what nobody sees: shown
/// as escapes.
pub(crate) const UNSEEN: &[&str] = &[
    // Terminals: sequences with ESC and with C1, titles, links, the clipboard, the bell, what moves back.
    "csi\u{1b}[2J\u{1b}[7m",
    "osc\u{1b}]0;title\u{7}",
    "link\u{1b}]8;;https://e.example\u{1b}\\here\u{1b}]8;;\u{1b}\\",
    "copied\u{1b}]52;c;Y2FsYw==\u{7}",
    "device\u{1b}P$q\u{1b}\\\u{90}q\u{9c}",
    "reset\u{1b}c",
    "bell\u{7}",
    "back\u{8}\u{8}space",
    "c1\u{9b}2J\u{9d}0;title\u{9c}\u{85}",
    "delete\u{7f}",
    // Lines and cells.
    "return\rover",
    "line\nerror: forged",
    "tab\tbed",
    "nul\0l",
    "separated\u{2028}lines\u{2029}",
    "feed\u{b}vertical\u{c}",
    // Directions, and what has no width.
    "mark\u{61c}",
    "left\u{200e}right\u{200f}",
    "embedded\u{202a}\u{202b}\u{202c}",
    "overridden\u{202d}\u{202e}txt.exe",
    "isolated\u{2066}\u{2067}\u{2068}\u{2069}",
    "wide\u{200b}less",
    "joined\u{200c}\u{200d}",
    "word\u{2060}joined\u{2061}\u{2064}",
    "order\u{feff}mark",
    "soft\u{ad}hyphen",
    "grapheme\u{34f}joined",
    "filled\u{3164}\u{115f}\u{ffa0}",
    "old\u{206a}\u{206f}",
    "noted\u{fff9}\u{fffa}\u{fffb}",
    "tagged\u{e0001}\u{e0061}\u{e007f}",
    "varied\u{fe00}\u{fe0f}",
    "varied more\u{e0100}\u{e01ef}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{2699}\u{fe0f}\u{fe0f}\u{fe0f}",
    "\u{180e}mongolian\u{180b}",
    // Formulas behind what spreadsheets pass over.
    "\t=1+1",
    "\r=1+1",
    // The logs of CI runners.
    "::set-output name=a::forged",
    " ::error file=a,line=1::forged",
    "::add-mask::forged",
    "a ##[add-mask]forged",
    "##vso[task.setvariable variable=a]forged",
    "##teamcity[buildStatus status='FAILURE']",
];

/// What spreadsheets, Markdown, browsers and other readers take for their own: shown as it is.
pub(crate) const SEEN: &[&str] = &[
    // Spreadsheets, in every dialect of CSV.
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " =1+1",
    "\u{a0}=1+1",
    "a;=1+1",
    "a; +1+1;@SUM(1)",
    "=cmd|' /C calc'!A0",
    "=1,5;=2",
    "\"=1+1\"",
    "\";=1+1",
    "_x001B__x003D_1",
    "'=1",
    // Markdown, as GitHub reads it.
    "![x](https://e.example/p.png)",
    "[Approve](https://e.example)",
    "[x][y]",
    "[y]: https://e.example",
    "<b>bold</b>",
    "<b>://x</b>",
    "<https://e.example>",
    "https://e.example/a_b",
    "HTTP://E.EXAMPLE",
    "ftp://e.example",
    "(www.e.example)",
    "mailto:ann@e.example",
    "xmpp:ann@e.example",
    "ann@e.example",
    "@ann",
    "(@ann/team)",
    "é@ann",
    "#1",
    "owner/repo#1",
    "GH-1",
    "&#64;ann",
    "&commat;ann",
    "&lt;b&gt;",
    "&copy",
    "~~gone~~",
    "~gone~ ~/home ~a~",
    "~~~ code",
    "*x* **y**",
    "_x_ __y__",
    "`code`",
    "` one <b>",
    "`` two ` <b>`",
    "a`b``c`d",
    "@a`b`@c",
    "```",
    "a | b",
    "a \\| b \\",
    "\\*x\\* \\\\<b>",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "# heading",
    "> quoted",
    "---",
    "===",
    ":-:",
    ":smile: :+1:",
    "$x$ and $$y$$ $`z`$",
    "<!-- comment -->",
    "[^1] [^1]: note",
    "- [ ] task [x]",
    // HTML and SVG: tags, attributes, entities, the ends of what surrounds a text.
    "</td></table><script>alert(1)</script>",
    "</title></style></svg></details></main><img src=x onerror=alert(1)>",
    "\" onclick='x()' javascript:alert(1)",
    "' onmouseover=\"x()\" a='",
    "<svg onload=alert(1)><base href=//e.example>",
    "<style>*{background:url(//e.example)}</style>",
    "&#x3c;script&#x3e; &lt &#0;",
    "`><b a=`",
    // XML, of which workbooks and pictures are.
    "]]><a/>",
    "<![CDATA[x]]> <?xml version='1.0'?>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>",
    "&#27; _x0007_",
    // SQL, shells, templates.
    "'; DROP TABLE runs;--",
    "\" OR \"\"=\"",
    "Robert'); --",
    "$(id) `id` ${HOME} ; id | id && id",
    "${{ secrets.TOKEN }} {{ x }} <%= x %>",
    "%n%s%x {} {0} {name}",
    "../../etc/passwd",
    // JSON, YAML, TOML.
    "\",\"cost_usd\":\"0",
    "\\\",\\u0022}]} \\",
    "a: b # c",
    "- !!python/object &a *a",
    "'''\"\"\"",
    "a = \"b\" [c]",
    // The commands of a log, where they do nothing.
    "a ::error::b",
    "std::fmt",
    "%0A::error::forged",
    // Lone marks, and many of them.
    "\u{301}\u{20dd}",
    "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}\u{30e}",
    // Letters that are written from right to left by themselves.
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{645}\u{631}\u{62d}\u{628}\u{627} 1 2",
];

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    UNSEEN.iter().chain(SEEN).copied()
}

/// Those that stand in one line, as names do.
pub(crate) fn of_one_line() -> impl Iterator<Item = &'static str> {
    all().filter(|text| !text.chars().any(char::is_control) && !text.contains(['\u{2028}', '\u{2029}']))
}

/// A text of so many bytes, which ends as a formula and as a tag.
pub(crate) fn overlong(bytes: usize) -> String {
    let end = ";=1+1<b>";
    "x".repeat(bytes.saturating_sub(end.len())) + end
}

/// All of them, as a text of TOML that holds none of them.
pub(crate) fn as_toml(text: &str) -> String {
    let letter = |letter: char| match letter {
        letter if letter.is_ascii_alphanumeric() => letter.to_string(),
        letter => format!("\\U{:08x}", u32::from(letter)),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}
