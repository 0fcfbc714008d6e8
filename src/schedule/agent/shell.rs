//! A shell script cut into simple commands: as much of the shell's grammar as it takes to know which
//! programs are started.

use super::resolve::program_of;
use super::table::SHELLS;

/// The words of a command as a shell would be given them.
pub(in crate::schedule) fn quoted(words: &[String]) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+:=,@%".contains(letter);
    let quote = |word: &String| {
        if !word.is_empty() && word.chars().all(plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    words.iter().map(quote).collect::<Vec<_>>().join(" ")
}

/// The simple commands of a script, each as its words without quotes, with those in substitutions and in
/// texts that a shell reads.
pub(super) fn commands(script: &str) -> Vec<Vec<String>> {
    commands_at(script, 0)
}

/// How deep substitutions within substitutions are followed.
const DEPTH_MAX: usize = 8;

fn commands_at(script: &str, depth: usize) -> Vec<Vec<String>> {
    let mut reader = Reader::of(script, depth);
    reader.read();
    reader.commands.retain(|words| !words.is_empty());
    reader.commands
}

struct Reader {
    rest: Vec<char>,
    place: usize,
    commands: Vec<Vec<String>>,
    /// The word that has begun.
    word: Option<String>,
    /// Whether the next word is a file that is read or written, and no part of the command.
    drops_word: bool,
    /// Whether that is no file, but what the command reads: `bash <<< 'claude -p x'`.
    is_here_string: bool,
    /// Texts that begin on the next line: `<<EOF`.
    texts: Vec<HereText>,
    /// How many parentheses are open.
    open: usize,
    /// Where among the commands those begin that are joined by `|`: what a `case` chooses from, if a
    /// parenthesis closes them.
    alternatives_from: usize,
    /// How many substitutions this is in.
    depth: usize,
}

/// A text on the input of a command: what ends it, and how it is read.
struct HereText {
    end: String,
    is_indented: bool,
    is_quoted: bool,
}

impl Reader {
    fn of(script: &str, depth: usize) -> Self {
        Self {
            rest: script.chars().collect(),
            place: 0,
            commands: vec![Vec::new()],
            word: None,
            drops_word: false,
            is_here_string: false,
            texts: Vec::new(),
            open: 0,
            alternatives_from: 0,
            depth,
        }
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.place += 1;
        Some(next)
    }

    fn peek(&self) -> Option<char> {
        self.rest.get(self.place).copied()
    }

    fn goes_on_with(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(index, character)| self.rest.get(self.place + index) == Some(&character))
    }

    fn read(&mut self) {
        while let Some(character) = self.next() {
            match character {
                '#' if self.word.is_none() => self.skip_comment(),
                '\'' => self.single_quoted(),
                '"' => self.double_quoted(),
                '\\' => match self.next() {
                    // A line that goes on.
                    Some('\n') | None => {}
                    Some(escaped) => self.push(escaped),
                },
                '$' | '`' if self.substitution(character) => {}
                '>' | '<' => self.redirection(character),
                '\n' => {
                    self.end_list();
                    self.here_texts();
                }
                ')' => self.closed(),
                ';' | '|' | '&' | '(' => self.separator(character),
                space if space.is_whitespace() => self.end_word(),
                other => self.push(other),
            }
        }
        self.end_command();
    }

    fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    fn separator(&mut self, character: char) {
        // Inside of `[[ ]]` these compare and group, up to a word that may end right here.
        let last =
            self.word.as_deref().or(self.commands.last().and_then(|words| words.last()).map(String::as_str));
        let is_test = character != ';'
            && last != Some("]]")
            && self.commands.last().is_some_and(|words| words.first().is_some_and(|first| first == "[["));
        if is_test {
            self.end_word();
            return;
        }
        self.open += usize::from(character == '(');
        if character == '|' && self.peek() != Some('|') {
            self.end_command();
        } else {
            self.end_list();
        }
    }

    /// A parenthesis that was never opened ends what a `case` chooses from.
    fn closed(&mut self) {
        if self.open > 0 {
            self.open -= 1;
            self.end_list();
        } else {
            self.word = None;
            self.commands.truncate(self.alternatives_from);
            self.commands.push(Vec::new());
        }
    }

    /// `$(…)`, `${…}`, `$'…'` and backticks; whether it was one.
    fn substitution(&mut self, character: char) -> bool {
        if character == '`' {
            let inner = self.until('`');
            self.substituted(&inner);
        } else if self.goes_on_with("(") {
            self.place += 1;
            let inner = self.until_closed('(', ')');
            self.substituted(&inner);
        } else if self.goes_on_with("{") {
            self.place += 1;
            let inner = self.until_closed('{', '}');
            self.push_all(&expanded(&inner));
        } else if self.goes_on_with("'") {
            self.place += 1;
            self.skip_quoted('\'', true);
            self.push('\u{0}');
        } else {
            return false;
        }
        true
    }

    fn redirection(&mut self, character: char) {
        // The number of a stream stands before it: `2>`.
        if self.word.as_ref().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        if character == '<' && self.goes_on_with("<") && !self.goes_on_with("<<") {
            self.place += 1;
            let text = self.here_text();
            self.texts.push(text);
            return;
        }
        self.is_here_string = character == '<' && self.goes_on_with("<<");
        while self.peek().is_some_and(|next| "<>&|".contains(next)) {
            self.place += 1;
        }
        self.drops_word = true;
    }

    /// What ends a text, after `<<`.
    fn here_text(&mut self) -> HereText {
        let is_indented = self.goes_on_with("-");
        self.place += usize::from(is_indented);
        while self.peek().is_some_and(|next| next == ' ' || next == '\t') {
            self.place += 1;
        }
        let mut text = HereText { end: String::new(), is_indented, is_quoted: false };
        while let Some(next) = self.peek().filter(|next| !next.is_whitespace() && !";|&()<>".contains(*next))
        {
            self.place += 1;
            if matches!(next, '\'' | '"' | '\\') {
                text.is_quoted = true;
            } else {
                text.end.push(next);
            }
        }
        text
    }

    /// The texts that begin on this line. One that a shell is given is a script; in another, only
    /// substitutions are run.
    fn here_texts(&mut self) {
        let is_script = self
            .commands
            .iter()
            .rev()
            .find(|words| !words.is_empty())
            .is_some_and(|words| reads_script(words));
        for text in std::mem::take(&mut self.texts) {
            let body = self.body(&text);
            if is_script {
                self.follow(&body);
            } else if !text.is_quoted {
                let mut inner = Self::of(&body, self.depth);
                while let Some(character) = inner.next() {
                    if matches!(character, '$' | '`') {
                        inner.substitution(character);
                    }
                }
                let found = std::mem::take(&mut inner.commands);
                self.insert(found);
            }
        }
    }

    /// The lines up to the one that ends a text.
    fn body(&mut self, text: &HereText) -> String {
        let mut body = String::new();
        while self.place < self.rest.len() {
            let start = self.place;
            while self.next().is_some_and(|next| next != '\n') {}
            let line: String = self.rest[start..self.place].iter().collect();
            let shown = line.trim_end_matches(['\n', '\r']);
            if (if text.is_indented { shown.trim_start_matches('\t') } else { shown }) == text.end {
                break;
            }
            body.push_str(&line);
        }
        body
    }

    fn skip_comment(&mut self) {
        while self.peek().is_some_and(|next| next != '\n') {
            self.place += 1;
        }
    }

    fn single_quoted(&mut self) {
        let inner = self.until('\'');
        self.word.get_or_insert_default().push_str(&inner);
    }

    fn double_quoted(&mut self) {
        self.word.get_or_insert_default();
        while let Some(character) = self.next() {
            match character {
                '"' => return,
                '\\' => {
                    if let Some(escaped) = self.next() {
                        // In quotes it is a sign like others, except before these.
                        if !"$`\"\\\n".contains(escaped) {
                            self.push('\\');
                        }
                        self.push(escaped);
                    }
                }
                '$' if self.goes_on_with("'") => self.push(character),
                '$' | '`' if self.substitution(character) => {}
                other => self.push(other),
            }
        }
    }

    /// What a substitution starts is started too; what it prints is not known, and is no word that anything
    /// is looked up by.
    fn substituted(&mut self, script: &str) {
        if let Some(program) = asked_for(script) {
            self.push_all(program);
            return;
        }
        self.push('\u{0}');
        self.follow(script);
    }

    fn push_all(&mut self, text: &str) {
        self.word.get_or_insert_default().push_str(text);
    }

    fn follow(&mut self, script: &str) {
        if self.depth < DEPTH_MAX {
            let found = commands_at(script, self.depth + 1);
            self.insert(found);
        }
    }

    /// Puts commands before the one that is being read.
    fn insert(&mut self, found: Vec<Vec<String>>) {
        let current = self.commands.pop().unwrap_or_default();
        self.commands.extend(found);
        self.alternatives_from = self.alternatives_from.max(self.commands.len());
        self.commands.push(current);
    }

    fn until(&mut self, end: char) -> String {
        let mut inner = String::new();
        while let Some(character) = self.next().filter(|next| *next != end) {
            inner.push(character);
        }
        inner
    }

    fn skip_quoted(&mut self, end: char, has_escapes: bool) {
        while let Some(character) = self.next().filter(|next| *next != end) {
            self.place += usize::from(has_escapes && character == '\\');
        }
    }

    /// Up to the sign that closes the one just read; signs in quotes and in texts close nothing.
    fn until_closed(&mut self, opens: char, closes: char) -> String {
        let (start, mut depth) = (self.place, 1_usize);
        let mut texts = Vec::new();
        while let Some(character) = self.next() {
            match character {
                '\'' => self.skip_quoted('\'', false),
                '"' => self.skip_quoted('"', true),
                '\\' => self.place += 1,
                // `<<<` is followed by a word, and by no text.
                '<' if self.goes_on_with("<<") => self.place += 2,
                '<' if opens == '(' && self.goes_on_with("<") => {
                    self.place += 1;
                    texts.push(self.here_text());
                }
                '\n' => {
                    for text in std::mem::take(&mut texts) {
                        self.body(&text);
                    }
                }
                _ if character == opens => depth += 1,
                _ if character == closes => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.rest[start..self.place - 1].iter().collect();
            }
        }
        self.place = self.place.min(self.rest.len());
        self.rest.get(start..).unwrap_or_default().iter().collect()
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if self.drops_word {
            self.drops_word = false;
            let is_script = std::mem::take(&mut self.is_here_string)
                && self.commands.last().is_some_and(|words| reads_script(words));
            if is_script {
                self.follow(&word);
            }
        } else if let Some(command) = self.commands.last_mut() {
            command.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.drops_word = false;
        self.commands.push(Vec::new());
    }

    /// Ends a command with which no `|` joins the next one.
    fn end_list(&mut self) {
        self.end_command();
        self.alternatives_from = self.commands.len() - 1;
    }
}

/// Whether a command runs what it reads from its input.
fn reads_script(words: &[String]) -> bool {
    const STARTING_SHELLS: [&str; 4] = ["runuser", "script", "ssh", "su"];
    let head = words.first().map_or("", |head| program_of(head));
    SHELLS.contains(&head) || STARTING_SHELLS.contains(&head)
}

/// What is left of `${…}`: the value that it has where nothing else is set, or else the name of the variable.
fn expanded(inner: &str) -> String {
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    let (name, rest) = inner.split_at(inner.find(|sign| !is_name(sign)).unwrap_or(inner.len()));
    if name.is_empty() {
        return "\u{0}".to_owned();
    }
    let default = [":-", ":=", "-", "="].iter().find_map(|sign| rest.strip_prefix(sign));
    let Some(default) = default else {
        return if rest.is_empty() { format!("${name}") } else { "\u{0}".to_owned() };
    };
    let bare = default.trim_matches(['"', '\'']);
    let asked = bare.strip_prefix("$(").and_then(|inner| inner.strip_suffix(')')).and_then(asked_for);
    asked.unwrap_or(bare).to_owned()
}

/// The program whose place a substitution asks for: `$(command -v claude)`.
fn asked_for(script: &str) -> Option<&str> {
    let mut words = script.split_whitespace().take_while(|word| !word.starts_with(['|', '&', '>', '2', ';']));
    let program = match (words.next()?, words.next()?) {
        ("command" | "whence", "-v" | "-V") | ("type", "-p" | "-P") => words.next()?,
        ("which", program) => program,
        _ => return None,
    };
    // What stands behind it may be another command.
    words.next().is_none().then_some(program)
}
