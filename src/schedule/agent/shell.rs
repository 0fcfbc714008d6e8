//! A shell script cut into simple commands: as much of the shell's grammar as tells which programs are started.

/// The simple commands of a script, each as its words without quotes; those in substitutions are among them.
pub(super) fn commands(script: &str) -> Vec<Vec<String>> {
    commands_at(script, 0)
}

/// Substitutions in substitutions are followed so deep.
const DEPTH_MAX: usize = 8;

fn commands_at(script: &str, depth: usize) -> Vec<Vec<String>> {
    let mut reader = Reader { rest: script.chars().collect(), place: 0, commands: vec![Vec::new()], word: None, drops_word: false, depth };
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
    /// How many substitutions this is in.
    depth: usize,
}

impl Reader {
    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.place += 1;
        Some(next)
    }

    fn peek(&self) -> Option<char> {
        self.rest.get(self.place).copied()
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
                '$' if self.peek() == Some('(') => {
                    self.next();
                    let inner = self.until_closed();
                    self.substituted(&inner);
                }
                '`' => {
                    let inner = self.until('`');
                    self.substituted(&inner);
                }
                '>' | '<' => {
                    // The number of a stream stands before it: `2>`.
                    self.word = None;
                    while self.peek().is_some_and(|next| "<>&|".contains(next)) {
                        self.next();
                    }
                    self.drops_word = true;
                }
                ';' | '|' | '&' | '\n' | '(' | ')' => self.end_command(),
                space if space.is_whitespace() => self.end_word(),
                other => self.push(other),
            }
        }
        self.end_command();
    }

    fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    fn skip_comment(&mut self) {
        while self.peek().is_some_and(|next| next != '\n') {
            self.next();
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
                        self.push(escaped);
                    }
                }
                '$' if self.peek() == Some('(') => {
                    self.next();
                    let inner = self.until_closed();
                    self.substituted(&inner);
                }
                '`' => {
                    let inner = self.until('`');
                    self.substituted(&inner);
                }
                other => self.push(other),
            }
        }
    }

    /// What a substitution starts is started too; what it prints is not known, and is no word that anything is looked up by.
    fn substituted(&mut self, script: &str) {
        self.word.get_or_insert_default().push('\u{0}');
        if self.depth == DEPTH_MAX {
            return;
        }
        let found = commands_at(script, self.depth + 1);
        let current = self.commands.pop().unwrap_or_default();
        self.commands.extend(found);
        self.commands.push(current);
    }

    fn until(&mut self, end: char) -> String {
        let mut inner = String::new();
        while let Some(character) = self.next().filter(|next| *next != end) {
            inner.push(character);
        }
        inner
    }

    /// Up to the parenthesis that closes the one just read.
    fn until_closed(&mut self) -> String {
        let (mut inner, mut depth) = (String::new(), 1);
        while let Some(character) = self.next() {
            match character {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            inner.push(character);
        }
        inner
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if self.drops_word {
            self.drops_word = false;
        } else if let Some(command) = self.commands.last_mut() {
            command.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.drops_word = false;
        self.commands.push(Vec::new());
    }
}
