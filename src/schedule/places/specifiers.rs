//! The specifiers of systemd's units (systemd.unit(5)): in a value `%i` stands for the instance, and a percent sign is
//! written `%%`.
//!
//! A letter that is no specifier stays as it is, with its percent sign: `date +%F` is what it says, `date +%u` asks for
//! the name of a user.

/// What a specifier becomes whose value no file says: nobody knows a variable of this name.
const UNKNOWN: &str = "$SYSTEMD_SPECIFIER";

/// Those whose values are the machine's or the user's.
const OF_MACHINE: &str = "aAbBCdDEfgGhHlLmMoqsStTuUvVwWyY";

/// What the specifiers of a unit stand for.
pub(super) struct Specifiers<'u> {
    /// The whole name: `job@night.service`.
    unit: &'u str,
    /// Without the kind: `job@night`.
    name: &'u str,
    /// Before the instance: `job`.
    prefix: &'u str,
    instance: &'u str,
}

impl<'u> Specifiers<'u> {
    /// Those of the unit of this name.
    pub(super) fn of(unit: &'u str) -> Self {
        let name = unit.rsplit_once('.').map_or(unit, |(name, _)| name);
        let (prefix, instance) = name.split_once('@').unwrap_or((name, ""));
        Self { unit, name, prefix, instance }
    }

    /// A value with what this unit says in place of its specifiers. Others stay as they are written.
    pub(super) fn put_in(&self, value: &str) -> String {
        self.replaced(value, |specifier| format!("%{specifier}"))
    }

    /// A command as it may be decided about: what no file says is in it as what nobody knows.
    pub(super) fn put_in_command(&self, command: &str) -> String {
        self.replaced(command, |_| UNKNOWN.to_owned())
    }

    fn replaced(&self, value: &str, of_machine: impl Fn(char) -> String) -> String {
        let mut all = String::new();
        let mut signs = value.chars();
        while let Some(sign) = signs.next() {
            if sign != '%' {
                all.push(sign);
                continue;
            }
            match signs.next() {
                Some('%') | None => all.push('%'),
                Some(letter) if OF_MACHINE.contains(letter) => all.push_str(&of_machine(letter)),
                Some(letter) => match self.value(letter) {
                    Some(value) => all.push_str(&value),
                    None => all.extend(['%', letter]),
                },
            }
        }
        all
    }

    /// What the name of the unit says.
    fn value(&self, specifier: char) -> Option<String> {
        let last = self.prefix.rsplit('-').next().unwrap_or(self.prefix);
        Some(match specifier {
            'i' => self.instance.to_owned(),
            'I' => unescaped(self.instance),
            'j' => last.to_owned(),
            'J' => unescaped(last),
            'n' => self.unit.to_owned(),
            'N' => self.name.to_owned(),
            'p' => self.prefix.to_owned(),
            'P' => unescaped(self.prefix),
            _ => return None,
        })
    }
}

/// The first specifier in a format of `date`, whose author most likely meant the date: `%u` in `date +%u`.
pub(super) fn in_date_format(command: &str) -> Option<char> {
    let is_specifier = |letter: &char| OF_MACHINE.contains(*letter) || "iIjJnNpP".contains(*letter);
    command.split("date ").skip(1).find_map(|behind| {
        let format = behind.split([';', ')', '`', '|', '&', '\n']).next()?.split_once('+')?.1;
        // What stands behind `%%` is the format's own.
        format.replace("%%", "").split('%').skip(1).find_map(|rest| rest.chars().next().filter(is_specifier))
    })
}

/// A part of a name as it was before it was escaped: `-` was a slash, and `\x2d` is a dash.
fn unescaped(name: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = name;
    while let Some(sign) = rest.chars().next() {
        let code = rest.strip_prefix("\\x").and_then(|code| u8::from_str_radix(code.get(..2)?, 16).ok());
        if let Some(byte) = code {
            bytes.push(byte);
            rest = &rest[4..];
            continue;
        }
        let own = &rest[..sign.len_utf8()];
        bytes.extend(if own == "-" { b"/" } else { own.as_bytes() });
        rest = &rest[own.len()..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifiers_are_put_in_once_from_the_left() {
        let unit = Specifiers::of("agent-run@a-b\\x2dc.service");
        for (value, expected) in [
            ("%i %I", "a-b\\x2dc a/b-c"),
            ("%p %P %j %J", "agent-run agent/run run run"),
            ("%N", "agent-run@a-b\\x2dc"),
            ("%n", "agent-run@a-b\\x2dc.service"),
            // Two percent signs are one, whatever stands behind them.
            ("date +%%p%%I%%N%%u %%%%i", "date +%p%I%N%u %%i"),
            ("%%%i", "%a-b\\x2dc"),
            // No specifiers.
            ("date +%F %", "date +%F %"),
            // What no file says stays where it is shown.
            ("%h/bin/claude", "%h/bin/claude"),
        ] {
            assert_eq!(unit.put_in(value), expected, "{value}");
        }
        let unit = Specifiers::of("agent.service");
        assert_eq!(unit.put_in("[%i] %p %N"), "[] agent agent");
        assert_eq!(unit.put_in_command("%h/x +%u%%u%F"), "$SYSTEMD_SPECIFIER/x +$SYSTEMD_SPECIFIER%u%F");
    }

    #[test]
    fn a_specifier_in_a_format_of_the_date_is_found() {
        for (command, found) in [
            ("[ $(date +%u) = 1 ]", Some('u')),
            ("[ \"$(date -u '+%F %H')\" = x ]", Some('H')),
            ("[ $(date +%%u) = 1 ] && echo $(date +%j)", Some('j')),
            ("[ $(date +%%u) = 1 ] && %h/bin/claude -p %i", None),
            ("[ $(date +%F) = x ]; echo 1+%u", None),
            ("update %u", None),
            ("claude -p date +", None),
        ] {
            assert_eq!(in_date_format(command), found, "{command}");
        }
    }
}
