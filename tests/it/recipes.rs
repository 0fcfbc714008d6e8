//! `docs/recipes.md`: each snippet runs, in the order of the page, with the program that it is for, and gives what the
//! page says; a snippet for a program that cannot be run here names columns that there are.
//!
//! jq and Python with pandas and duckdb are asked where they are installed. Where one is missing that is said, or fails
//! with `REQUIRE_TEST_TOOLS=1`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::sandbox::{Sandbox, has_tool};

/// A fenced block of the page.
struct Block {
    language: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else { continue };
        let text: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block { language: language.to_owned(), text: text.join("\n") });
    }
    blocks
}

#[test]
fn each_snippet_gives_what_the_page_says() {
    let sandbox = Sandbox::new();
    let blocks = blocks();
    assert!(blocks.len() > 10, "the page has snippets");
    let after = blocks.iter().skip(1).map(Some).chain([None]);
    for (block, after) in blocks.iter().zip(after) {
        let expected = after.filter(|after| after.language == "text").map(|after| after.text.as_str());
        match block.language.as_str() {
            "sh" if block.text.starts_with("jq ") => {
                if has("jq", &["--version"]) {
                    let printed = run(&sandbox, "sh", &["-c", &block.text], "");
                    assert_eq!(printed.trim_end(), expected.expect("it prints something"), "{}", block.text);
                }
            }
            "sh" => make(&sandbox, &block.text),
            "python" => {
                if has("python3", &["-c", "import pandas"]) {
                    let printed = run(&sandbox, "python3", &["-"], &block.text);
                    assert_eq!(
                        words(&printed),
                        words(expected.expect("it prints something")),
                        "{}",
                        block.text
                    );
                }
            }
            "sql" => {
                if has("python3", &["-c", "import duckdb"]) {
                    let printed = run(&sandbox, "python3", &["-c", ROWS], &block.text);
                    assert_eq!(printed, in_box(expected.expect("it has rows")), "{}", block.text);
                }
            }
            "m" | "excel" => names_columns(&sandbox, &block.text),
            "text" => {}
            other => panic!("nothing runs `{other}`"),
        }
    }
}

/// Prints the rows of a question to `DuckDB`, with the names of the columns and tabs between.
const ROWS: &str = r#"
import duckdb, sys
answer = duckdb.sql(sys.stdin.read())
print("\t".join(answer.columns))
for row in answer.fetchall():
    print("\t".join(map(str, row)))
"#;

/// The cells of a table in a box, as [`ROWS`] prints them. The row of types is none of them.
pub(crate) fn in_box(text: &str) -> String {
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with('│')).collect();
    let cells = |line: &str| {
        line.trim_matches('│').split('│').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>().join("\t")
    };
    let of_data = rows.iter().enumerate().filter(|(place, _)| *place != 1);
    of_data.map(|(_, line)| cells(line) + "\n").collect()
}

fn words(text: &str) -> Vec<Vec<&str>> {
    text.trim_end().lines().map(|line| line.split_whitespace().collect()).collect()
}

/// Makes the files that the page begins with.
fn make(sandbox: &Sandbox, lines: &str) {
    for line in lines.lines() {
        let args = line.strip_prefix("creditcalc ").expect("files are made by the program").split(' ');
        let output = sandbox
            .creditcalc(args)
            .env("CREDITCALC_AS_OF", "2026-11-28")
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Sees that the names in quotes that look like those of columns are those of columns.
fn names_columns(sandbox: &Sandbox, text: &str) {
    let head = sandbox.read("plans.csv");
    let head: Vec<_> = head.lines().next().unwrap_or_default().split(',').collect();
    for name in text.split('"').skip(1).step_by(2).filter(|name| name.contains('_')) {
        assert!(head.contains(&name), "`{name}` is no column");
    }
}

/// Whether a program can be run, or has what is asked for.
fn has(program: &str, args: &[&str]) -> bool {
    has_tool(program, args, "a snippet of docs/recipes.md was not run")
}

fn run(sandbox: &Sandbox, program: &str, args: &[&str], input: &str) -> String {
    let mut command = Command::new(program);
    command.args(args).current_dir(sandbox.work());
    let file = sandbox.work().join("input");
    fs::write(&file, input).expect("files can be written");
    command.stdin(fs::File::open(&file).expect("it was written"));
    let output = command.output().expect("it was asked for its version");
    assert!(output.status.success(), "{input}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}
