//! `creditcalc help plans`: the plans of each program, from the tables.

use jiff::civil::Date;

use crate::pricing::{CreditGrant, Plan, PriceTable, Seat};
use crate::report::{number::dollars, programs};

/// What plans and credits are, and what each plan has.
pub(super) fn page(table: &PriceTable, day: Date) -> String {
    let mut page = "\
Plans and credits

Some plans come with a monthly credit in dollars. It pays for agent runs at
API rates. What it doesn't pay is overflow: refused until the cycle renews, or
billed (--on-exhaustion). What's left at the end of the cycle expires.

Which rules apply to you?
  signed in with your plan   your plan's limits; runs cost nothing extra
  with an API key            the API credit, if your plan has one
  the June credit            announced, never started
"
    .to_owned();
    for program in table.programs().iter().filter(|program| table.is_usual(program)) {
        let status = programs::status(program, day);
        page += &format!("\n--program {}: {}, {status}\n", program.id, programs::short(program));
        for plan in table.plans_of(program) {
            let also = match (plan.aliases.as_slice(), &plan.grant) {
                ([], CreditGrant::Seats { seats, .. }) => {
                    let seat = |seat: &Seat| format!("{} {}", dollars(seat.credit), seat.kind);
                    seats.iter().map(seat).collect::<Vec<_>>().join(", ")
                }
                (names, _) if !names.is_empty() => format!("also {}", names.join(", ")),
                _ => String::new(),
            };
            let fee = plan.fee.map_or_else(String::new, |fee| format!("fee {}", dollars(fee)));
            let line = format!("  {:19}  {:9}  {fee:11}  {also}", plan.id, credit(plan));
            page += &format!("{}\n", line.trim_end());
        }
    }
    page += "
Without --plan you see the individual plans; `--plan all` shows every plan.
Other vendors' plans: creditcalc plans --all-vendors, and one job on all of
them: creditcalc compare --plan all-vendors
Sources and rules: creditcalc plans, or creditcalc plans ID
";
    page
}

/// The credit in a cell.
fn credit(plan: &Plan) -> String {
    match &plan.grant {
        CreditGrant::Fixed(credit) => dollars(*credit),
        CreditGrant::NotEligible => "no credit".to_owned(),
        CreditGrant::Seats { .. } => "per seat".to_owned(),
    }
}
