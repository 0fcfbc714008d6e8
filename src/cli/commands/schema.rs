//! `creditcalc schema WHAT`.

use crate::answer::schema;
use crate::answer::{
    Check, Compare, Diff, Estimate, Measure, Models, Plans, PricingCheck, Schedule, Simulate, Solve,
};
use crate::cli::Failure;
use crate::cli::args::{Schema as Args, SchemaOf};
use crate::cli::shell::{CommandOutput, Shell};
use crate::diagnostic::{Code, Diagnostic};
use crate::report::Format;
use crate::scenario_file;

pub(super) fn run(shell: &Shell<'_>, args: &Args) -> Result<CommandOutput, Failure> {
    // A schema is no answer, and JSON is what it is; in a terminal, too.
    if let Some(format) =
        shell.asked_format().filter(|format| !matches!(format, Format::Json | Format::Table))
    {
        let title = format!("a schema is JSON, and is not written as {}", format.word());
        return Err(Diagnostic::new(Code::NoSuchFormat, title)
            .help("leave the format out, or name a file that ends in `.json`")
            .into());
    }
    let text = match args.what {
        SchemaOf::Scenario => scenario_file::json_schema(),
        SchemaOf::Estimate => schema::of::<Estimate>(),
        SchemaOf::Measure => schema::of::<Measure>(),
        SchemaOf::Schedule => schema::of::<Schedule>(),
        SchemaOf::Simulate => schema::of::<Simulate>(),
        SchemaOf::Compare => schema::of::<Compare>(),
        SchemaOf::Solve => schema::of::<Solve>(),
        SchemaOf::Diff => schema::of::<Diff>(),
        SchemaOf::Check => schema::of::<Check>(),
        SchemaOf::Models => schema::of::<Models>(),
        SchemaOf::Plans => schema::of::<Plans>(),
        SchemaOf::PricingCheck => schema::of::<PricingCheck>(),
    };
    Ok(CommandOutput { bytes: text.into_bytes(), ..CommandOutput::default() })
}
