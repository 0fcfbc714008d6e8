//! `creditcalc schema WHAT`.

use crate::answer::schema;
use crate::answer::{
    Check, Compare, Diff, Estimate, Measure, Models, Plans, PricingCheck, Schedule, Simulate, Solve,
};
use crate::cli::Answer;
use crate::cli::args::{Schema as Args, SchemaOf};
use crate::scenario_file;

pub(in crate::cli) fn run(args: &Args) -> Answer {
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
    Answer { text, ..Answer::default() }
}
