//! What runs cost on the last days that had some.

use crate::measure::Measurement;
use crate::report::number::dollars;
use crate::report::spark::Spark;
use crate::units::Usd;

/// Two weeks, where every day has a run.
const DAYS: usize = 14;
/// Fewer days have no shape.
const DAYS_MIN: usize = 3;

/// The last days with runs, each as high as what they cost.
pub(super) fn last(measurement: &Measurement<'_>) -> Option<Spark> {
    let days = measurement.facts.days.as_ref()?;
    if days.len() < DAYS_MIN {
        return None;
    }
    let shown = days.len().min(DAYS);
    let amounts: Vec<Usd> = days.values().skip(days.len() - shown).copied().collect();
    let (least, most) = (amounts.iter().min()?, amounts.iter().max()?);
    let after = if least == most {
        format!("{} a day", dollars(*most))
    } else {
        format!("{} to {} a day", dollars(*least), dollars(*most))
    };
    Some(Spark { before: format!("last {shown} days with runs"), amounts, after })
}
