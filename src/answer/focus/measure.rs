//! The charges of measured runs.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::lines::{Line, Used, lines};
use super::{Account, Charge, ChargeFor, Paid, Span};
use crate::calendar::{BillingCycle, Period};
use crate::measure::{MeasuredPart, MeasuredRun, Measurement, RunIds, project};
use crate::schedule::Window;
use crate::usage::Billing;

/// The charges of all runs that have a price, run by run and day by day. They add up to what those cost.
///
/// Records know no credit: what was not used on a plan's limits is billed. Cycles are calendar months in UTC, by whose
/// days vendors' prices change.
///
/// # Panics
///
/// Never: all runs were priced when they were measured.
pub fn measured<'a>(measurement: &'a Measurement<'_>) -> impl Iterator<Item = Charge> + use<'a> {
    let mut ids = RunIds::of(measurement);
    let mut pricer = measurement.runs.pricer();
    measurement.runs.iter().flat_map(move |run| {
        let id = ids.next(run.run.session.as_deref());
        let parts = pricer.parts(&run).expect("it was in range when it was measured");
        let of_part = |part: &MeasuredPart<'_>| {
            let cost = part.cost.cost;
            let paid = match run.run.billing {
                Billing::Plan => Paid { windows: cost, ..Paid::default() },
                Billing::Unknown | Billing::ApiKey | Billing::Cloud => {
                    Paid { billed: cost, ..Paid::default() }
                }
            };
            let used = [Used { written: &part.name, service: part.service, cost: &part.cost }];
            let is_cloud = run.run.billing == Billing::Cloud;
            let uses = lines(&used, None, paid, (&part.model.vendor, is_cloud));
            uses.into_iter().map(|line| charge(&run, &id, part.priced_on, line)).collect::<Vec<_>>()
        };
        parts.iter().flat_map(of_part).collect::<Vec<_>>()
    })
}

fn charge(run: &MeasuredRun<'_>, id: &str, day: Date, line: Line) -> Charge {
    let Line { usage, description, parties } = line;
    let run = &run.run;
    let tags = [("job", run.job.clone()), ("session", run.session.clone()), ("project", project(run))];
    let tomorrow = day.tomorrow().unwrap_or(day);
    let month = BillingCycle::calendar_month(day).map(BillingCycle::period);
    let account = |name: &str, kind| Account { id: name.to_owned(), name: name.to_owned(), kind };
    Charge {
        what: ChargeFor::Usage(usage.into()),
        description,
        charge_period: span(Period::new(day, tomorrow)),
        billing_period: span(month.unwrap_or_else(|_| Period::new(day, tomorrow))),
        billing_account: account(run.billing.id(), "Sign-in"),
        sub_account: run.job.as_deref().map(|job| account(job, "Job")),
        parties,
        run: Some(id.to_owned()),
        started_at: run.started_at,
        tags: tags.into_iter().filter_map(|(key, value)| Some((key, value?))).collect::<BTreeMap<_, _>>(),
    }
}

fn span(days: Period) -> Span {
    let Window { start, end } = Window::of_days(days, &TimeZone::UTC);
    Span { start, end }
}
