//! How a measured run was started and with what it signed in, as far as its records say.

use crate::ledger::{Biller, Use};
use crate::measure::MeasuredRun;
use crate::pricing::{Auth, Surface};
use crate::usage::{Billing, UsedBy};

/// How a run was started, and with what it signed in: `auth` where its records don't say and no person started it.
pub(super) fn used<'m>(run: &MeasuredRun<'_>, vendor: Option<&'m str>, auth: Option<Auth>) -> Use<'m> {
    let surface = match (run.run.used_by, run.run.entrypoint.as_deref()) {
        (UsedBy::Person, Some("cli") | None) => Surface::Interactive,
        (UsedBy::Person, Some(_)) => Surface::Ide,
        (_, Some("claude-code-github-action")) => Surface::GithubAction,
        (_, Some(sdk)) if sdk.starts_with("sdk-") && sdk != "sdk-cli" => Surface::AgentSdk,
        _ => Surface::ClaudeP,
    };
    let auth = match run.run.billing {
        Billing::Unknown => auth.filter(|_| run.run.used_by != UsedBy::Person),
        Billing::Plan => Some(Auth::Plan),
        Billing::ApiKey => Some(Auth::ApiKey),
        Billing::Cloud => Some(Auth::Cloud),
    };
    Use { surface, auth, biller: Biller { vendor, is_cloud: run.run.billing == Billing::Cloud } }
}
