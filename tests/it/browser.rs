//! Documents as an installed Chromium shows them: on a phone and on a wide screen, in the light and in the dark.
//!
//! A page around the documents opens each of them at both widths and looks at it as a checker of accessibility does: nothing
//! is wider than the screen, headings follow one another, pictures and tables have names, and every text stands out from what
//! is behind it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::sandbox::{Sandbox, say_skipped};

/// What is wrong with one document, line by line; written by the page around the documents.
const LOOK: &str = r"
const found = [];
function channel(value) {
  value /= 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
function luminance(color) {
  const [r, g, b] = color.match(/[\d.]+/g).map(Number);
  return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
}
function contrast(one, two) {
  const [a, b] = [luminance(one), luminance(two)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}
function look(name, width, view) {
  const page = view.document;
  const root = page.documentElement;
  const say = (what) => found.push(`${name} at ${width}: ${what}`);
  if (root.scrollWidth > width) say(`${root.scrollWidth} wide`);
  if (page.querySelectorAll('h1').length !== 1) say('not one h1');
  if (!page.title || root.lang !== 'en') say('no title or language');
  let level = 0;
  for (const heading of page.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) say(`h${level} is followed by h${next}: ${heading.textContent}`);
    if (!heading.textContent.trim()) say('an empty heading');
    level = next;
  }
  for (const svg of page.querySelectorAll('svg')) {
    if (svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label')) say('a picture without a name');
  }
  for (const table of page.querySelectorAll('table')) {
    if (!table.caption || !table.caption.textContent.trim()) say('a table without a name');
    for (const th of table.querySelectorAll('th')) if (!th.getAttribute('scope')) say('a th without scope');
  }
  for (const fold of page.querySelectorAll('details')) fold.open = true;
  if (root.scrollWidth > width) say(`unfolded, ${root.scrollWidth} wide`);
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const background = view.getComputedStyle(page.body).backgroundColor;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('.sr,desc,style')) continue;
    const style = view.getComputedStyle(element);
    const color = element.closest('svg') ? style.fill : style.color;
    if (contrast(color, background) < 4.5) say(`${color} on ${background}: ${walker.currentNode.data}`);
  }
  for (const fill of page.querySelectorAll('.fill,.burn path')) {
    const style = view.getComputedStyle(fill);
    const color = style.fill === 'none' ? style.stroke : style.fill;
    if (contrast(color, background) < 3) say(`${color} on ${background}`);
  }
  return background;
}
window.onload = () => {
  const backgrounds = [...document.querySelectorAll('iframe')].map((frame) =>
    look(frame.dataset.name, Number(frame.width), frame.contentWindow));
  document.body.innerHTML = '';
  const result = document.createElement('pre');
  result.textContent = `looked at ${backgrounds.length} on ${[...new Set(backgrounds)].join()}\n` + found.join('\n');
  document.body.append(result);
};
";

/// Documents of each kind, with hostile names in some.
fn documents(sandbox: &Sandbox) -> Vec<(&'static str, Vec<u8>)> {
    let long = "a-name-that-is-much-longer-than-a-phone-is-wide-".repeat(4);
    sandbox.write(
        "team.toml",
        format!(
            "as_of = 2026-11-21\ntz = \"UTC\"\n\n[[seat]]\nname = \"bot\"\nplan = \"max-5x\"\n\n[[seat]]\nname = \"{long}\"\nplan = \"pro\"\n\n\
             [[job]]\nname = \"<b>audit</b>\"\nseat = \"bot\"\ncost_per_run_usd = \"6.00\"\ncron = \"0 3 * * *\"\n\n\
             [[job]]\nname = \"{long}\"\nseat = \"{long}\"\ncost_per_run_usd = \"0.50\"\nruns = 60\n\n\
             [policy]\nmax_overflow_usd = \"0.00\"\nmin_headroom_percent = 5\nno_unpriced_model = true\n"
        ),
    );
    let asked: [(&str, &[&str]); 9] = [
        ("estimate", &["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21"]),
        (
            "tokens",
            &[
                "estimate",
                "--model",
                "sonnet",
                "--input",
                "120k",
                "--output",
                "9k",
                "--cron",
                "0 3,15 * * MON-FRI",
            ],
        ),
        ("counted", &["estimate", "--cost-per-run", "0.80", "--runs", "500", "--plan", "max"]),
        ("cycles", &["estimate", "--cost-per-run", "4", "--cycles", "3"]),
        ("compare", &["compare", "--model", "sonnet", "--input", "120k", "--output", "9k"]),
        ("simulate", &["simulate", "team.toml"]),
        ("check", &["check", "team.toml"]),
        ("plans", &["plans", "--claims"]),
        ("models", &["models"]),
    ];
    let draw = |(name, args): (&'static str, &[&str])| {
        let output =
            sandbox.creditcalc(args).args(["--format", "html"]).output().expect("the program was built");
        assert!(
            output.stdout.starts_with(b"<!doctype html>"),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        (name, output.stdout)
    };
    asked.into_iter().map(draw).collect()
}

/// What Chromium finds; `None` where there is none.
fn looked_at(folder: &Path, is_dark: bool) -> Option<String> {
    let scheme = u8::from(!is_dark);
    let program = ["chromium", "chromium-browser", "google-chrome"];
    let found = program.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    let Some(program) = found else {
        let is_required = std::env::var_os("REQUIRE_TEST_TOOLS").is_some_and(|value| value == "1");
        assert!(!is_required, "`chromium` cannot be run");
        say_skipped("no document was opened with an installed Chromium: `chromium` cannot be run");
        return None;
    };
    let output = Command::new(program)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
        ])
        .args(["--disable-dev-shm-usage", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", folder.join("all.html").display()))
        .env("HOME", folder)
        .output()
        .expect("it can be run");
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    let result = page.split("<pre>").nth(1).and_then(|rest| rest.split("</pre>").next());
    Some(result.unwrap_or_else(|| panic!("{page}{}", String::from_utf8_lossy(&output.stderr))).to_owned())
}

#[test]
fn documents_fit_a_phone_and_a_wide_screen_in_the_light_and_in_the_dark() {
    let sandbox = Sandbox::new();
    let folder = tempfile::TempDir::new().expect("a temporary folder can be made");
    let path = folder.path().canonicalize().expect("the folder was made");
    let mut frames = String::new();
    let documents = documents(&sandbox);
    for (name, bytes) in &documents {
        fs::write(path.join(format!("{name}.html")), bytes).expect("the folder was made");
        for width in [380, 1280] {
            frames += &format!(
                "<iframe data-name=\"{name}\" src=\"{name}.html\" width=\"{width}\" height=\"900\" style=\"border:0\"></iframe>\n"
            );
        }
    }
    let all = format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<body>\n{frames}<script>{LOOK}</script>\n</body>\n"
    );
    fs::write(path.join("all.html"), all).expect("the folder was made");
    for (is_dark, background) in [(false, "rgb(255, 255, 255)"), (true, "rgb(20, 24, 29)")] {
        let Some(found) = looked_at(&path, is_dark) else { return };
        assert_eq!(found.trim_end(), format!("looked at {} on {background}", documents.len() * 2));
    }
}
