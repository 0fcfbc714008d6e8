//! Which session started each that is a teammate's. A teammate's session names its team and itself in it, and
//! nobody by an id.

use std::collections::{BTreeMap, BTreeSet};

use super::ownership::Sessions;
use crate::records::gathered::earlier;
use crate::records::members::Leads;

/// What leaders are called in their teams, as far as they are called anything.
const LEADERS: [&str; 2] = ["team-lead", "lead"];

/// How the name of a team begins that was not named: eight digits of its leader's session follow.
const UNNAMED: &str = "session-";

/// A team of the same name may have worked the night before, so a leader is not looked for further back, in
/// seconds.
const NIGHT: i64 = 12 * 60 * 60;

/// One session in a team.
#[derive(Default)]
struct Member<'s> {
    team: Option<(&'s str, Option<&'s str>)>,
    first: Option<i64>,
    last: Option<i64>,
}

impl Member<'_> {
    fn is_lead(&self) -> bool {
        self.team.is_some_and(|(_, name)| name.is_none_or(|name| LEADERS.contains(&name)))
    }
}

impl Sessions {
    /// Who started each teammate's session. `others` are sessions that only have results.
    pub(in crate::records) fn leads<'s>(&'s self, others: impl Iterator<Item = &'s str>) -> Leads {
        let mut members: BTreeMap<&str, Member<'_>> = BTreeMap::new();
        for session in &self.list {
            let member = members.entry(&session.id).or_default();
            let team = session.team.as_ref().map(|(team, name)| (team.as_str(), name.as_deref()));
            member.team = earlier(member.team, team);
            member.first = earlier(member.first, session.first);
            member.last = member.last.max(session.last);
        }
        if members.values().all(|member| member.team.is_none()) {
            return Leads::new();
        }
        let ids: BTreeSet<&str> = members.keys().copied().chain(others).collect();
        let mut leads_of: BTreeMap<&str, Vec<(&str, &Member<'_>)>> = BTreeMap::new();
        for (id, member) in members.iter().filter(|(_, member)| member.is_lead()) {
            let (team, _) = member.team.expect("who leads one is in it");
            leads_of.entry(team).or_default().push((id, member));
        }
        let mates = members.iter().filter(|(_, member)| member.team.is_some() && !member.is_lead());
        let lead_of = |(id, mate): (&&str, &Member<'_>)| {
            let (team, _) = mate.team?;
            if let Some(digits) = team.strip_prefix(UNNAMED).filter(|digits| digits.len() == 8) {
                let begun = ids.range(digits..).take_while(|other| other.starts_with(digits));
                return begun.copied().find(|other| other != id).map(str::to_owned);
            }
            let leads = leads_of.get(team).map(Vec::as_slice).unwrap_or_default();
            let is_near = |lead: &Member<'_>| match (lead.first, lead.last, mate.first) {
                (Some(first), Some(last), Some(mate)) => first <= mate && mate <= last.saturating_add(NIGHT),
                _ => leads.len() == 1,
            };
            let near = leads.iter().filter(|(_, lead)| is_near(lead));
            near.max_by_key(|(id, lead)| (lead.first, *id)).map(|(id, _)| (*id).to_owned())
        };
        mates.map(|mate| ((*mate.0).to_owned(), lead_of(mate))).collect()
    }
}
