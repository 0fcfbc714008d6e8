//! Writes the built-in tables as records that need no parsing, and their digest; and asks for a program that
//! starts soon.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "this is the library's module; the build script writes what the library reads"
)]
#[path = "src/document.rs"]
mod document;
#[path = "build/link.rs"]
mod link;
#[path = "build/pack.rs"]
mod pack;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use document::{Node, Value};
use pack::Packed;
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=pricing");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/document.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names the package's folder")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names a folder to write to")?);

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

    let mut digest = Sha256::new();
    let mut source = String::from("&[\n");
    for (number, name) in files.iter().enumerate() {
        let path = root.join(name);
        let text = fs::read_to_string(&path)?;
        // As `load` does it, so that the same tables have the same digest however they were read.
        digest.update([0]);
        digest.update(&text);
        let mut tree = document::parse(&text).map_err(|faults| format!("{name}: {faults:?}"))?;
        let written = |what: &str, packed: &Packed| -> Result<String, Box<dyn Error>> {
            let (numbers, texts) =
                (out.join(format!("{number}.{what}.numbers")), out.join(format!("{number}.{what}.texts")));
            fs::write(&numbers, &packed.numbers)?;
            fs::write(&texts, &packed.texts)?;
            Ok(format!("Packed {{ numbers: include_bytes!({numbers:?}), texts: include_str!({texts:?}) }}"))
        };
        let content = match models_of(&mut tree)? {
            Some(models) => {
                let (mut vendor, mut packed) = (Packed::default(), Packed::default());
                vendor.record("a file of models", &tree).map_err(|fault| format!("{name}: {fault}"))?;
                for model in &models {
                    let mut part = Packed::default();
                    part.record("model", model).map_err(|fault| format!("{name}: {fault}"))?;
                    packed.part(&part)?;
                }
                let (vendor, models) = (written("vendor", &vendor)?, written("models", &packed)?);
                format!("Content::Models {{ vendor: {vendor}, models: {models} }}")
            }
            None => {
                let mut plans = Packed::default();
                plans.record("a file of plans", &tree).map_err(|fault| format!("{name}: {fault}"))?;
                format!("Content::Plans({})", written("plans", &plans)?)
            }
        };
        writeln!(
            source,
            "    Builtin {{ name: {name:?}, text: include_str!({path:?}), content: {content} }},"
        )?;
    }
    source.push_str("]\n");
    fs::write(out.join("builtin.rs"), source)?;
    let mut hex = String::new();
    for byte in digest.finalize() {
        write!(hex, "{byte:02x}")?;
    }
    println!("cargo::rustc-env=BUILTIN_TABLES_DIGEST={hex}");
    link::statically(&out);
    Ok(())
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
