//! What starts the runs, and on whose bill they are.

use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::pricing::{Auth, Program, Surface};
use crate::usage::Billing;

/// What starts the runs: what was said, or what the workflow that was read shows.
///
/// The second of the pair is whether that was seen and not said.
///
/// When some are started by an agent's action and some are not: what an action starts may be outside a credit
/// that the others draw.
pub(super) fn surface(given: Option<Surface>, started: Starters) -> Result<(Surface, bool), SeveralStarters> {
    match (given, started.by_action, started.by_command) {
        (Some(surface), _, _) => Ok((surface, false)),
        (None, false, _) => Ok((Surface::ClaudeP, false)),
        (None, true, false) => Ok((Surface::GithubAction, true)),
        (None, true, true) => Err(SeveralStarters),
    }
}

/// What starts the runs of schedules that were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Starters {
    /// Whether any job is started by an agent's action.
    pub(super) by_action: bool,
    /// Whether any job that has runs is started by anything else.
    pub(super) by_command: bool,
}

/// Some runs are started by an agent's action, and some are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SeveralStarters;

/// What is said of them. On a command line they are the jobs of files, and a file says it of one of its jobs.
pub(super) fn several_starters(words: Vocabulary) -> Diagnostic {
    let (code, what, alone, or) = match words {
        Vocabulary::Flags => (
            Code::MixedSurfaces,
            "jobs",
            "ask about the workflow by itself",
            "or say what is to count for all of them,",
        ),
        Vocabulary::Keys => (
            Code::MixedSurfacesOfJob,
            "runs",
            "write a job for each",
            "or say what is to count for all of them",
        ),
    };
    let [action, command] =
        [Surface::GithubAction, Surface::ClaudeP].map(|surface| words.word("surface", surface.word()));
    let title = format!("some of these {what} are started by an agent's action, and some are not");
    Diagnostic::new(code, title)
        .help(format!("{alone}: another use may draw another credit"))
        .help(format!("{or} with `{action}` or `{command}`"))
}

/// What to know where measured runs were on another bill than the one that is asked about.
pub(super) fn other_bill(measured: Billing, auth: Option<Auth>, program: &Program) -> Option<String> {
    let counted_as = auth.unwrap_or(program.sign_in);
    let were = match (measured, counted_as) {
        (Billing::ApiKey, Auth::Plan) => "signed in with an API key",
        (Billing::Plan, Auth::ApiKey) => "signed in with a plan",
        (Billing::Cloud, _) => {
            return Some("the measured runs were on a cloud's bill, which no plan's credit pays".to_owned());
        }
        _ => return None,
    };
    let other = if counted_as == Auth::Plan { Auth::ApiKey } else { Auth::Plan };
    let (now, other) = (counted_as.word(), other.word());
    Some(format!(
        "the measured runs were {were}, and are counted as `--auth {now}` here; `--auth {other}` counts them as they were"
    ))
}
