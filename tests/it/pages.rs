//! The pages people read: what they say about keys is what the program says, and their links lead somewhere.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

use crate::sandbox::{Sandbox, entries};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page in the project's folder, in `docs` and in `examples`.
fn pages() -> Vec<PathBuf> {
    let folders = [root().to_path_buf(), root().join("docs"), root().join("examples")];
    let files = folders.iter().flat_map(|folder| entries(folder));
    files.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect()
}

/// The head of each table of keys in `examples/team.md`.
const HEAD: &str = "| key | such as | meaning |";
/// What the tables are about, in their order: `null` is the file itself, the others are parts of its schema.
const TABLES: [&str; 5] = ["", "/$defs/seat", "/$defs/job", "/$defs/usage", "/$defs/policy"];

/// The page with the meaning of each key as the schema has it.
fn with_meanings(page: &str, schema: &Value) -> String {
    let mut tables = TABLES.iter();
    let mut properties = &Value::Null;
    let lines = page.lines().map(|line| {
        if line == HEAD {
            let table = tables.next().expect("the page has a table for each part of a scenario");
            properties = schema.pointer(&format!("{table}/properties")).expect("it has keys");
        }
        let row = line.strip_prefix("| `").and_then(|rest| rest.split_once("` | `"));
        let Some((key, rest)) = row else { return format!("{line}\n") };
        let Some(meaning) = properties[key]["description"].as_str() else { return format!("{line}\n") };
        let (example, _) = rest.rsplit_once("` | ").expect("a row has three cells");
        format!("| `{key}` | `{example}` | {meaning} |\n")
    });
    lines.collect()
}

/// `UPDATE_EXPECTED=1` writes them; such a run fails.
#[test]
fn the_meaning_of_every_key_is_what_the_schema_says() {
    let output = Sandbox::new().creditcalc(["schema", "scenario"]).output().expect("the program starts");
    let schema = serde_json::from_slice(&output.stdout).expect("a schema is JSON");
    let file = root().join("examples/team.md");
    let page = fs::read_to_string(&file).expect("the page is there");
    assert_eq!(page.matches(HEAD).count(), TABLES.len(), "a table for each part of a scenario");
    let expected = with_meanings(&page, &schema);
    if env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&file, expected).expect("the page can be written");
        panic!("the meanings were written anew and nothing was tested: read the difference, and run again");
    }
    for (line, expected) in page.lines().zip(expected.lines()) {
        assert_eq!(line, expected, "UPDATE_EXPECTED=1 cargo test --test it pages");
    }
}

/// Where the links of a page lead, those into the web and within the page left out.
fn links(page: &str) -> Vec<&str> {
    let ends = page.match_indices("](").map(|(place, brackets)| &page[place + brackets.len()..]);
    let targets = ends.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    files.map(|target| target.split('#').next().unwrap_or(target)).collect()
}

#[test]
fn links_lead_to_files_that_are_there() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page is text");
        let folder = page.parent().expect("a file is in a folder");
        let missing = links(&text).into_iter().filter(|target| !folder.join(target).exists());
        broken.extend(missing.map(|target| format!("{}: {target}", page.display())));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_readme_stays_a_page_and_shows_its_scenario_as_it_is() {
    let read = |name: &str| fs::read_to_string(root().join(name)).expect("it is there");
    let (readme, scenario) = (read("README.md"), read("examples/scenario.toml"));
    let lines = readme.lines().count();
    assert!(lines <= 190, "{lines} lines: what a reader needs later has pages in docs");
    assert!(readme.contains(&format!("```toml\n{scenario}```\n")));
}
