//! Writes the built-in tables as records that need no parsing, and asks for a program that starts soon.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "this is the library's module; the build script packs what it reads"
)]
#[path = "src/toml/document.rs"]
mod document;
#[path = "build/link.rs"]
mod link;
#[path = "build/pack.rs"]
mod pack;
#[path = "build/tables.rs"]
mod tables;

use std::env;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=pricing");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/toml/document.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names the package's folder")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names a folder to write to")?);
    tables::write(&root, &out)?;
    link::statically(&out);
    Ok(())
}
