//! Tries the mutants that cargo-mutants lists in one switched copy of the source. README.md says how.

mod copy;
mod switched;
mod tries;

use std::error::Error;
use std::path::Path;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["build", scratch, ref globs @ ..] => copy::build(Path::new("."), Path::new(scratch), globs),
        ["map", scratch] => tries::map(&Path::new(scratch).canonicalize()?),
        ["try", scratch] => tries::try_all(&Path::new(scratch).canonicalize()?, 20.0),
        ["try", scratch, seconds] => tries::try_all(&Path::new(scratch).canonicalize()?, seconds.parse()?),
        _ => Err("build SCRATCH GLOB.. | map SCRATCH | try SCRATCH [SECONDS]".into()),
    }
}
