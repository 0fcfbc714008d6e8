//! What starts the runs, and on whose bill they are.

use std::collections::BTreeSet;

use super::sign_in::Settled;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::pricing::{Auth, Program, Surface};
use crate::usage::Billing;

/// What is said of a job that grows from run to run, where its runs are started or signed in in several ways.
pub(super) fn several_uses(settled: &Settled) -> Diagnostic {
    let words = Vocabulary::Keys;
    let surfaces: BTreeSet<&str> = settled.uses.iter().map(|((surface, _), _)| surface.word()).collect();
    let (title, [first, second]) = if surfaces.len() > 1 {
        let ways = [Surface::GithubAction, Surface::ClaudeP];
        let title = "an agent's action starts only some of these runs";
        (title, ways.map(|surface| words.word("surface", surface.word())))
    } else {
        let ways = [Auth::Plan, Auth::ApiKey];
        ("not all of these runs sign in the same way", ways.map(|auth| words.word("auth", auth.word())))
    };
    Diagnostic::new(Code::MixedSurfacesOfJob, title)
        .help("write a job for each; different credits may pay for them")
        .help(format!("or set one for all of them: `{first}` or `{second}`"))
}

/// What to know where measured runs were on another bill than the one that is asked about.
pub(super) fn other_bill(measured: Billing, auth: Option<Auth>, program: &Program) -> Option<String> {
    let counted_as = auth.unwrap_or(program.sign_in);
    let were = match (measured, counted_as) {
        (Billing::ApiKey, Auth::Plan) => "signed in with an API key",
        (Billing::Plan, Auth::ApiKey) => "signed in with a plan",
        (Billing::Cloud, _) => {
            return Some(
                "the measured runs were billed by a cloud, which no plan's credit pays for".to_owned(),
            );
        }
        _ => return None,
    };
    let other = if counted_as == Auth::Plan { Auth::ApiKey } else { Auth::Plan };
    let (now, other) = (counted_as.word(), other.word());
    Some(format!(
        "the measured runs were {were}, but are counted as `--auth {now}`; to count them as they \
        were, add `--auth {other}`"
    ))
}
