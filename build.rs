//! Writes the built-in tables as trees that need no parsing (see `src/toml/document.rs`), and their digest.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "this is the library's module; the build script writes what the library reads"
)]
#[path = "src/toml/document.rs"]
mod document;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use document::{Node, Value};
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=pricing");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/toml/document.rs");
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
        let (models, index) = models_of(&mut tree)?;
        let write = |ending: &str, bytes: &[u8]| -> Result<String, Box<dyn Error>> {
            let path = out.join(format!("{number}.{ending}"));
            fs::write(&path, bytes)?;
            Ok(path.display().to_string())
        };
        let (tree, models) = (write("tree", &document::pack(&tree))?, write("models", &models)?);
        let (index, text) = (write("index", index.as_bytes())?, path.display().to_string());
        writeln!(
            source,
            "    Builtin {{ name: {name:?}, text: include_str!({text:?}), tree: include_bytes!({tree:?}), \
             models: include_bytes!({models:?}), index: include_str!({index:?}) }},"
        )?;
    }
    source.push_str("]\n");
    fs::write(out.join("builtin.rs"), source)?;
    let mut hex = String::new();
    for byte in digest.finalize() {
        write!(hex, "{byte:02x}")?;
    }
    println!("cargo::rustc-env=BUILTIN_TABLES_DIGEST={hex}");
    Ok(())
}

/// Takes the models out of a tree: each packed by itself, with a line for each that says where it begins, how
/// long it is, and all of its names. A question about one model then reads that one and no other.
fn models_of(tree: &mut Node<'_>) -> Result<(Vec<u8>, String), Box<dyn Error>> {
    let (mut packed, mut index) = (Vec::new(), String::new());
    let Value::Table(root) = &mut tree.value else { return Ok((packed, index)) };
    let Some(place) = root.entries.iter().position(|entry| entry.key == "model") else {
        return Ok((packed, index));
    };
    let Value::Array(models) = root.entries.remove(place).node.value else {
        return Err("`model` is a list of tables".into());
    };
    for model in &models {
        let bytes = document::pack(model);
        write!(index, "{} {}", packed.len(), bytes.len())?;
        packed.extend(bytes);
        let Value::Table(fields) = &model.value else { return Err("a model is a table".into()) };
        for entry in
            fields.entries.iter().filter(|entry| ["id", "aliases", "cloud_ids"].contains(&entry.key.as_ref()))
        {
            match &entry.node.value {
                Value::Text(name) => write!(index, " {name}")?,
                Value::Array(names) => {
                    for name in names {
                        if let Value::Text(name) = &name.value {
                            write!(index, " {name}")?;
                        }
                    }
                }
                _ => {}
            }
        }
        index.push('\n');
    }
    Ok((packed, index))
}
