//! Writes the built-in tables for `src/pricing/builtin.rs`: their texts, their records and their digest.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::document::{self, Node, Value};
use crate::pack::Packed;

/// Writes `builtin.rs` to `out`, and tells the compiler the digest.
///
/// # Errors
///
/// When a file cannot be read or packed.
pub(crate) fn write(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut digest = Sha256::new();
    let mut newest = String::new();
    let mut source = String::from("&[\n");
    for (number, name) in files(root)?.iter().enumerate() {
        let path = root.join(name);
        let text = fs::read_to_string(&path)?;
        // As `load` does it, so that the same tables have the same digest however they were read.
        digest.update([0]);
        digest.update(&text);
        let content =
            content(&text, &out.join(number.to_string())).map_err(|fault| format!("{name}: {fault}"))?;
        newest = newest.max(last_checked(&text));
        let text = literal(&path);
        writeln!(
            source,
            "    Builtin {{ name: {name:?}, text: include_str!({text}), content: {content} }},"
        )?;
    }
    source.push_str("]\n");
    fs::write(out.join("builtin.rs"), source)?;
    let mut hex = String::new();
    for byte in digest.finalize() {
        write!(hex, "{byte:02x}")?;
    }
    println!("cargo::rustc-env=BUILTIN_TABLES_DIGEST={hex}");
    println!("cargo::rustc-env=BUILTIN_TABLES_DAY={newest}");
    Ok(())
}

/// The last day on which somebody looked at a row of a file.
fn last_checked(text: &str) -> String {
    let days = text.lines().filter_map(|line| {
        let (key, day) = line.split_once('=')?;
        (key.trim() == "checked").then(|| day.trim())
    });
    // Days are written so that their order is that of their letters.
    days.max().unwrap_or_default().to_owned()
}

/// The price files, in the order of their names.
fn files(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut files = Vec::new();
    for folder in ["pricing/models", "pricing/plans"] {
        for entry in fs::read_dir(root.join(folder))? {
            let name =
                entry?.file_name().into_string().map_err(|_| "a pricing file has a name that is not text")?;
            if Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Packs a file beside `out`: the code of a `Content`.
fn content(text: &str, out: &Path) -> Result<String, Box<dyn Error>> {
    let mut tree = document::parse(text).map_err(|faults| format!("{faults:?}"))?;
    let Some(models) = models_of(&mut tree)? else {
        let mut plans = Packed::default();
        plans.record("a file of plans", &tree)?;
        return Ok(format!("Content::Plans({})", written(&plans, out, "plans")?));
    };
    let (mut vendor, mut packed) = (Packed::default(), Packed::default());
    vendor.record("a file of models", &tree)?;
    for model in &models {
        let mut record = Packed::default();
        record.record("model", model)?;
        packed.part(&record)?;
    }
    let (vendor, models) = (written(&vendor, out, "vendor")?, written(&packed, out, "models")?);
    Ok(format!("Content::Models {{ vendor: {vendor}, models: {models} }}"))
}

/// Takes the models out of a file of models: each is packed by itself, so that a question about one model
/// reads that one and no other.
fn models_of<'t>(tree: &mut Node<'t>) -> Result<Option<Vec<Node<'t>>>, Box<dyn Error>> {
    let Value::Table(root) = &mut tree.value else { return Ok(None) };
    let Some(place) = root.entries.iter().position(|entry| entry.key == "model") else { return Ok(None) };
    match root.entries.remove(place).node.value {
        Value::Array(models) => Ok(Some(models)),
        _ => Err("`model` is a list of tables".into()),
    }
}

/// Writes records beside `out`: the code of a `Packed`.
fn written(packed: &Packed, out: &Path, what: &str) -> Result<String, Box<dyn Error>> {
    let numbers = out.with_extension(format!("{what}.numbers"));
    let texts = out.with_extension(format!("{what}.texts"));
    fs::write(&numbers, &packed.numbers)?;
    fs::write(&texts, &packed.texts)?;
    let (numbers, texts) = (literal(&numbers), literal(&texts));
    Ok(format!("Packed {{ numbers: include_bytes!({numbers}), texts: include_str!({texts}) }}"))
}

/// A path as a literal of Rust.
fn literal(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}
