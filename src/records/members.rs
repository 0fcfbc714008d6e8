//! Subagents and teammates that are sessions of their own, and the run that each belongs to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::run::Run;
use crate::units::OutOfRange;

/// Who started a session, by its id; `None` where no record says.
pub(super) type Leads = BTreeMap<String, Option<String>>;

/// Adds the runs of subagents and teammates to those that started them. `runs` are in their order.
pub(super) fn join(runs: Vec<Run>, leads: &Leads) -> Result<Vec<Run>, OutOfRange> {
    if leads.is_empty() {
        return Ok(runs);
    }
    let is_member = |run: &Run| run.session.as_ref().is_some_and(|session| leads.contains_key(session));
    let (members, mut all): (Vec<Run>, Vec<Run>) = runs.into_iter().partition(is_member);
    let mut by_session: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, run) in all.iter().enumerate() {
        by_session.entry(run.session.clone().unwrap_or_default()).or_default().push(place);
    }
    for mut member in members {
        let lead = member.session.as_deref().and_then(|session| lead_of(session, leads));
        let of_lead = lead.and_then(|lead| by_session.get(lead)).map(Vec::as_slice).unwrap_or_default();
        // A session that was resumed has several runs: the last that had begun.
        let had_begun = |place: &&usize| all[**place].started_at <= member.started_at;
        match of_lead.iter().rfind(had_begun).or(of_lead.first()) {
            Some(place) => all[*place].take_member(member)?,
            None => {
                member.kin_mut().lead_is_missing = true;
                all.push(member);
            }
        }
    }
    Ok(all)
}

/// The session that began it all; `None` where somebody between is not known.
fn lead_of<'l>(session: &'l str, leads: &'l Leads) -> Option<&'l str> {
    let (mut lead, mut seen) = (session, BTreeSet::from([session]));
    while let Some(next) = leads.get(lead) {
        lead = next.as_deref()?;
        // A session that is its own ancestor is somebody's joke.
        if !seen.insert(lead) {
            return None;
        }
    }
    Some(lead)
}

impl Run {
    /// Adds the run of a subagent or a teammate.
    fn take_member(&mut self, member: Self) -> Result<(), OutOfRange> {
        self.billing = self.billing.or(member.billing);
        self.started_at = super::gathered::earlier(self.started_at, member.started_at);
        self.requests = match (self.requests, member.requests) {
            (Some(one), Some(two)) => Some(one.checked_add(two).ok_or(OutOfRange)?),
            _ => None,
        };
        self.is_complete &= member.is_complete;
        // The vendor's figure is that of one session, and would pass for that of all.
        self.vendor_cost = None;
        for model in &mut self.models {
            let is_shared = member.models.iter().any(|other| other.name == model.name);
            model.vendor_cost = model.vendor_cost.filter(|_| !is_shared);
        }
        let theirs = member.kin.map(|kin| *kin).unwrap_or_default();
        let kin = self.kin_mut();
        kin.missing_agents += theirs.missing_agents;
        kin.members.extend(member.session.into_iter().chain(theirs.members));
        kin.members.sort();
        kin.members.dedup();
        self.models.extend(member.models);
        Ok(())
    }
}
