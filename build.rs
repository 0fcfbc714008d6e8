//! Writes the built-in tables as trees that need no parsing (see `src/document.rs`), and their digest.

#[allow(dead_code, unreachable_pub, reason = "this is the library's module; the build script writes what the library reads")]
#[path = "src/document.rs"]
mod document;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=pricing");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/document.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names the package's folder")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names a folder to write to")?);

    let mut files = Vec::new();
    for folder in ["pricing/models", "pricing/plans"] {
        for entry in fs::read_dir(root.join(folder))? {
            let name = entry?.file_name().into_string().map_err(|_| "a pricing file has a name that is not text")?;
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
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(text.as_bytes());
        digest.update([0]);
        let tree = document::parse(&text).map_err(|faults| format!("{name}: {faults:?}"))?;
        let packed = out.join(format!("{number}.tree"));
        fs::write(&packed, document::pack(&tree))?;
        let (path, packed) = (path.display().to_string(), packed.display().to_string());
        writeln!(source, "    Builtin {{ name: {name:?}, text: include_str!({path:?}), tree: include_bytes!({packed:?}) }},")?;
    }
    source.push_str("]\n");
    fs::write(out.join("builtin.rs"), source)?;
    let mut hex = String::new();
    for byte in digest.finalize() {
        write!(hex, "{byte:02x}")?;
    }
    println!("cargo::rustc-env=CREDITCALC_BUILTIN_DIGEST={hex}");
    Ok(())
}
