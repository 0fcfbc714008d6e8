//! Prices one run of an agent, and draws a month of such runs from a plan's credit.
//!
//! ```console
//! $ cargo run --example price_a_run
//! ```
#![expect(clippy::print_stdout, reason = "an example is a program, and this is its answer")]

use std::error::Error;

use creditcalc::cost::{Charge, price_run};
use creditcalc::ledger::Holding;
use creditcalc::pricing::PriceTable;
use creditcalc::units::{Credit, Tokens};
use creditcalc::usage::{ModelUsage, Requests, Service, TokenKind, TokenUsage};
use jiff::civil::date;

fn main() -> Result<(), Box<dyn Error>> {
    // The built-in tables: every price with the day since which it holds, and who says so.
    let table = PriceTable::builtin();
    // Prices change, so a run is priced on a day. The library never looks at a clock.
    let day = date(2026, 11, 21);

    // What the run used of one model. A token is of one kind: what is read from the cache is no input.
    let used = TokenUsage::NONE
        .with(TokenKind::Input, Tokens::new(120_000))
        .with(TokenKind::CacheRead, Tokens::new(1_200_000))
        .with(TokenKind::Output, Tokens::new(9_000));
    let run = [ModelUsage {
        model: "claude-opus-5-5".to_owned(),
        usage: used,
        writes_of_unknown_ttl: Tokens::ZERO,
        web_searches: 0,
        // Only models with prompt-size bands care over how many requests the tokens are spread.
        requests: Requests::Unknown,
        service: Service::default(),
    }];

    // An unknown model is an error, never $0.
    let cost = price_run(&table, &run, day)?;
    for line in &cost.lines {
        match line.charge {
            Charge::Tokens { kind, tokens, rate, .. } => {
                println!("{:>9} {kind} tokens x ${rate}/M = ${}", tokens.get(), line.amount);
            }
            Charge::Fee { .. } => println!("a fee of ${}", line.amount),
        }
    }
    println!("one run: ${}", cost.cost);

    // The credit that a plan grants under the rules of a program.
    let program = table.program("agent-sdk-credit").ok_or("no such program")?;
    let plan = table.plan(program, "pro").ok_or("no such plan")?;
    let mut credit = Credit::of(Holding::of_plan(plan, &[])?.credit());
    println!("{} grants ${credit} a month", plan.id);

    // Run by run. A draw loses nothing: `drawn` and `beyond` add up to the cost, `drawn` and `left` to the credit.
    for night in 1..=30 {
        let draw = credit.draw(cost.cost);
        credit = draw.left;
        if !draw.beyond.is_zero() {
            println!("night {night}: ${} drawn, ${} beyond the credit", draw.drawn, draw.beyond);
            break;
        }
    }
    Ok(())
}
