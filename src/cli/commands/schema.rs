//! `creditcalc schema scenario`.

use crate::cli::Answer;
use crate::cli::args::{Schema as Args, SchemaOf};
use crate::scenario_file;

pub(in crate::cli) fn run(args: &Args) -> Answer {
    let text = match args.what {
        SchemaOf::Scenario => scenario_file::json_schema(),
    };
    Answer { text, ..Answer::default() }
}
