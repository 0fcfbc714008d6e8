//! `creditcalc export`.

use crate::answer::Export;
use crate::answer::export::Asked;
use crate::cli::args::Export as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::escaped;
use crate::pricing::{NotAPriceFactor, PriceFactor};
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::warehouse::{Check, Inexact, NotAPlace, Place, Places};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let places = places(args)?;
    let factor = shell.settings.or(price_factor(args)?, "price_factor", |text| {
        text.parse().map_err(|reason: NotAPriceFactor| reason.to_string())
    })?;
    let table = shell.tables(world)?.with_price_factor(factor.unwrap_or_default());
    let asked = Asked {
        dialect: args.sql,
        places: &places,
        usage_table: &args.usage_table,
        prefix: &args.prefix,
        makes_usage: args.create_usage_table,
    };
    let answer = Export::of(&table, asked, Vec::new()).map_err(|reason| inexact(&reason))?;
    let mut notes = Notes::default();
    if answer.check == Check::Parsed {
        notes.cautions([answer.checked.clone()]);
    }
    shell.write(&Exported(answer), notes, world)
}

/// The names of all tables, each fault with the flag that it's about.
fn places(args: &Args) -> Result<Places, Diagnostic> {
    let read = |flag: &str, text: &str| Place::new(text).map_err(|reason| wrong(flag, text, &reason));
    let usage = read("--usage-table", &args.usage_table)?;
    let prefix = read("--prefix", &args.prefix)?;
    Places::new(usage, &prefix).map_err(|reason| match reason {
        NotAPlace::Usage => wrong("--usage-table", &args.usage_table, &reason),
        reason => wrong("--prefix", &args.prefix, &reason),
    })
}

fn wrong(flag: &str, text: &str, reason: &NotAPlace) -> Diagnostic {
    let help = match reason {
        NotAPlace::Empty if flag == "--prefix" => "for example `--prefix finance.llm_`".to_owned(),
        NotAPlace::Empty => format!("for example `{flag} llm.requests`"),
        NotAPlace::Control => "use letters, digits and underscores".to_owned(),
        NotAPlace::Long => "use a shorter one".to_owned(),
        NotAPlace::Usage => "use another `--prefix`".to_owned(),
    };
    Diagnostic::arguments(format!("`{flag} {}` {reason}", escaped(text)), help)
}

fn price_factor(args: &Args) -> Result<Option<PriceFactor>, Diagnostic> {
    let mut product: Option<PriceFactor> = None;
    for factor in &args.price_factor {
        let all = product.unwrap_or_default().and(factor.clone());
        let example = "for example `--price-factor 0.5`";
        product = Some(all.map_err(|reason| Diagnostic::arguments(reason.to_string(), example))?);
    }
    Ok(product)
}

fn inexact(reason: &Inexact) -> Diagnostic {
    Diagnostic::new(Code::OutOfRange, reason.to_string())
        .note("rates in SQL are whole numbers of at least 10^-18 dollars a token, and nothing is rounded")
        .help("use a `--price-factor` with fewer digits")
}

struct Exported(Export);

impl Report<Failure> for Exported {
    fn page(&self) -> Page {
        views::exported(&self.0)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::exported_rates(&self.0).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Export { notes: notes.to_vec(), ..self.0.clone() })
    }

    fn statements(&self) -> Option<String> {
        Some(views::sql(&self.0))
    }
}
