//! An expression part by part, and how `systemd-analyze calendar` writes it on its line `Normalized form`.

use super::chain::Chain;
use super::term::{SECOND, Term};
use super::weekdays;
use crate::schedule::days::Bits;

/// The shorthands and their meanings. `anually` is a slip that systemd itself once made and has read ever
/// since.
pub(super) const SHORTHANDS: [(&str, &str); 13] = [
    ("minutely", "*-*-* *:*:00"),
    ("hourly", "*-*-* *:00:00"),
    ("daily", "*-*-* 00:00:00"),
    ("monthly", "*-*-01 00:00:00"),
    ("weekly", "Mon *-*-* 00:00:00"),
    ("yearly", "*-01-01 00:00:00"),
    ("annually", "*-01-01 00:00:00"),
    ("anually", "*-01-01 00:00:00"),
    ("quarterly", "*-01,04,07,10-01 00:00:00"),
    ("semiannually", "*-01,07-01 00:00:00"),
    ("semi-annually", "*-01,07-01 00:00:00"),
    ("biannually", "*-01,07-01 00:00:00"),
    ("bi-annually", "*-01,07-01 00:00:00"),
];

/// An expression, part by part; `None` is `*`.
#[derive(Debug)]
pub(super) struct Spec {
    /// 0 to 6 from Monday; empty means every day.
    pub(super) weekdays: Bits,
    pub(super) year: Chain,
    pub(super) month: Chain,
    pub(super) day: Chain,
    /// Whether days are counted from the last day of the month.
    pub(super) from_end: bool,
    pub(super) hour: Chain,
    pub(super) minute: Chain,
    pub(super) second: Vec<Term>,
    /// The zone that it names, as the normalized form writes it.
    pub(super) zone: Option<String>,
}

pub(super) fn is_shorthand(word: &str) -> bool {
    SHORTHANDS.iter().any(|(name, _)| name.eq_ignore_ascii_case(word))
}

/// The normalized form: every component there is, each padded, in order and without doubles.
pub(super) fn normalized(spec: &Spec) -> String {
    let weekdays = match spec.weekdays.len() {
        0 | 7 => String::new(),
        _ => weekdays::normalized(spec.weekdays) + " ",
    };
    // `~*` is every day, from whichever end it is counted.
    let sign = if spec.from_end && spec.day.is_some() { '~' } else { '-' };
    let date = format!(
        "{}-{}{sign}{}",
        whole(spec.year.as_ref(), 4),
        whole(spec.month.as_ref(), 2),
        whole(spec.day.as_ref(), 2)
    );
    let time = format!(
        "{}:{}:{}",
        whole(spec.hour.as_ref(), 2),
        whole(spec.minute.as_ref(), 2),
        seconds(&spec.second)
    );
    let zone = spec.zone.as_ref().map(|zone| format!(" {zone}")).unwrap_or_default();
    format!("{weekdays}{date} {time}{zone}")
}

fn whole(chain: Option<&Vec<Term>>, width: usize) -> String {
    let Some(terms) = chain else { return "*".to_owned() };
    join(terms, 1, |value| format!("{value:0width$}"))
}

fn seconds(terms: &[Term]) -> String {
    let is_every = |term: &Term| *term == Term { first: 0, last: None, step: SECOND.unit };
    // systemd 252 writes `*` for any list with `0/1` in it, `0/1,5.5` among them, which is more than `*`; a
    // normalized form that means something else is of no use, so that here only lists of whole seconds become
    // `*`.
    let is_whole =
        |term: &Term| term.first.is_multiple_of(SECOND.unit) && term.step.is_multiple_of(SECOND.unit);
    if terms.iter().any(is_every) && terms.iter().all(is_whole) {
        return "*".to_owned();
    }
    join(terms, SECOND.unit, |value| {
        let (whole, micros) = (value / SECOND.unit, value % SECOND.unit);
        if micros == 0 { format!("{whole:02}") } else { format!("{whole:02}.{micros:06}") }
    })
}

fn join(terms: &[Term], unit: u32, value: impl Fn(u32) -> String) -> String {
    let written = |term: &Term| {
        let range = term.last.map(|last| format!("..{}", value(last))).unwrap_or_default();
        let is_plain = term.step == 0 || (term.last.is_some() && term.step == unit);
        let step = match (term.step / unit, term.step % unit) {
            _ if is_plain => String::new(),
            (whole, 0) => format!("/{whole}"),
            (whole, micros) => format!("/{whole}.{micros:06}"),
        };
        format!("{}{range}{step}", value(term.first))
    };
    terms.iter().map(written).collect::<Vec<_>>().join(",")
}
