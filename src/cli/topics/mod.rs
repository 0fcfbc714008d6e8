//! `creditcalc help TOPIC`: what no single flag explains, a page each.

mod plans;

use jiff::civil::Date;

use crate::pricing::PriceTable;
use crate::records::Format;

/// A topic of help.
pub(super) struct Topic {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Its page, from the tables as they are on a day.
    pub(super) page: fn(&PriceTable, Date) -> String,
}

/// All topics, in the order in which help lists them.
pub(super) const TOPICS: [Topic; 7] = [
    Topic { name: "plans", about: "Plans, credits, and which rules apply to you", page: plans::page },
    Topic { name: "schedules", about: "How to say when runs happen", page: |_, _| SCHEDULES.to_owned() },
    Topic { name: "records", about: "Which run records are read", page: |_, _| records() },
    Topic { name: "policy", about: "Rules that `creditcalc check` enforces", page: |_, _| POLICY.to_owned() },
    Topic {
        name: "columns",
        about: "Formats, and where columns and keys are described",
        page: |_, _| COLUMNS.to_owned(),
    },
    Topic { name: "prices", about: "How to add prices of your own", page: |_, _| PRICES.to_owned() },
    Topic { name: "exit-codes", about: "What the exit codes mean", page: |_, _| EXIT_CODES.to_owned() },
];

const SCHEDULES: &str = "\
When runs happen

  --nightly              one run a night; this is the default
  --per-day 3            three runs every day
  --runs 30              30 runs per cycle, at no fixed times
  --cron \"0 3 * * *\"     a cron schedule, in quotes
  --crontab FILE         the agent runs in a crontab; `-` is standard input
  --workflow FILE        the agent runs in a GitHub workflow, or in a folder
  --oncalendar \"03:00\"   a systemd timer
  --schedule PATH        any of these and systemd units, launchd jobs, CronJobs,
                         jobs.json, …, known by their content; or a folder

A cron schedule has five fields:

  minute  hour  day of month  month  day of week
  0       3     *             *      MON-FRI        03:00, Monday to Friday
  */15    9-17  *             *      *              each 15 min, 9:00 to 17:59
  0       6     1             *      *              06:00, first of the month

If both day fields are set, the job runs on days that match either. Sunday is
0, 7 or SUN.
@hourly, @daily, @weekly, @monthly and @yearly work, too.

A systemd timer looks like \"Mon..Fri 03:00\" or \"*-*-01 06:00 Europe/Berlin\".

Times are in the zone of --tz, or of your system. GitHub workflows run in UTC
unless they name a zone. When the clock changes, cron, systemd and GitHub each
follow their own rules. A workflow started by pull requests has no schedule. Say
how many there are per cycle: --events pull_request=40.

Check a schedule before you use it:
  creditcalc schedule \"0 3 * * MON-FRI\" --tz Europe/Berlin
";

const POLICY: &str = "\
Policies

A policy is a list of rules in a scenario file. `creditcalc check` exits with 3
if one is broken, so a pull request or a timer can stop there.

  plan = \"max-5x\"

  [[job]]
  name             = \"nightly-audit\"
  cost_per_run_usd = \"4.00\"
  cron             = \"0 3 * * *\"

  [policy]
  max_overflow_usd   = \"50.00\"   # most that may go beyond the credit
  min_nights_covered = 28        # fewest nights that the credit must cover
  max_price_age_days = 60        # oldest that a price may be

Save it as scenario.toml, then:
  creditcalc check scenario.toml
  creditcalc check scenario.toml --format github   # annotations in a workflow

Every rule must hold under the rules of both credits. To judge by one, name it
in the file: program = \"current\"

All rules and keys: creditcalc schema scenario
";

const COLUMNS: &str = "\
Formats, columns and keys

The ending of the file picks the format:

  -o budget.xlsx   a workbook with formulas
  -o runs.csv      rows for a spreadsheet; `--csv` for a pipe
  -o answer.json   everything, for scripts; `--json` for a pipe
  -o budget.md     for a pull request or a note
  -o budget.html   one page for a browser or mail
  -o budget.txt    what a pipe shows

Columns of a CSV file stay the same, however many rows there are, and in
`estimate` whatever you ask. Amounts are exact, and `_usd` at the end of a
name means dollars.

  --no-header                leaves out the line with the names
  --csv-dialect excel-eu     `;` between cells, and decimal commas
  --rows runs                one row a run instead of one a plan (estimate)

See them:
  creditcalc estimate --cost-per-run 4 --csv
  creditcalc schema estimate    # every JSON key, and what it means

Columns have the meaning of the JSON keys of the same name; docs/columns.md in
the source lists them command by command.
";

const PRICES: &str = "\
Prices of your own

Put a file like this into a folder, with your model and its rates in dollars per
million tokens. Amounts are in quotes, days are not.

  # my-prices/acme.toml
  format      = \"creditcalc.models/1\"
  vendor      = \"acme\"
  token_kinds = [\"input\", \"output\", \"cache_read\"]

  [[model]]
  id             = \"acme-1\"
  name           = \"Acme 1\"
  status         = \"active\"
  status_checked = 2026-11-28
  status_source  = \"https://acme.example/models\"

  [[model.price]]
  effective_from = 2026-01-01
  usd_per_mtok   = { input = \"1.00\", output = \"5.00\" }
  no_rate        = [\"cache_read\"]    # unpriced, never $0
  certainty      = \"official\"
  source         = \"https://acme.example/pricing\"
  checked        = 2026-11-28

Check it, then use it:
  creditcalc pricing check my-prices
  creditcalc estimate --pricing my-prices --model acme-1 --input 120k

An entry with the id of a model that is built in replaces that model.
";

const EXIT_CODES: &str = "\
Exit codes

  0  answered
  1  can't answer: an unknown model or price, or a file that can't be read
  2  wrong command line
  3  answered, and a gate failed

If a rule is broken, the code is 3; if a price is unknown, 1.

The gates:
  creditcalc check                    a rule of the policy is broken
  --fail-over USD                     the overflow is more than this
  --fail-under NIGHTS                 the credit covers fewer nights
  --alert-at PERCENT                  this share of a credit is used up
  creditcalc diff … --fail-over USD   the cost rises by more than this
  creditcalc reconcile … --fail-over  more was billed than planned

Unless you name a --program, a gate must pass under the June credit and under
today's rules.

In a script:
  creditcalc check team.toml || exit $?
";

/// What each format of records is.
fn about(format: Format) -> &'static str {
    match format {
        Format::ClaudeResult => "`claude -p --output-format json`, GitHub Action, Agent SDK",
        Format::ClaudeTranscript => "Claude Code's transcripts in ~/.claude/projects",
        Format::OpenTelemetry => "`api_request` events from Claude Code's OpenTelemetry logs",
        Format::CodexExec => "the output of `codex exec --json`",
        Format::CodexRollout => "Codex's session files in ~/.codex/sessions",
        Format::UsageReport => "usage reports of Anthropic's Admin API",
        Format::Native => "your own rows as JSON: {\"model\": …, \"input_tokens\": …}",
        Format::NativeCsv => "your own rows as CSV: model,input_tokens,output_tokens",
    }
}

fn records() -> String {
    let width = Format::ALL.map(|format| format.id().len()).into_iter().max().unwrap_or(0);
    let formats: String =
        Format::ALL.map(|format| format!("  {:width$}  {}\n", format.id(), about(format))).concat();
    format!(
        "\
Run records

A record is what an agent writes about a run. Its format is detected from its
content, not from the file name:

{formats}
Name files, folders or patterns; .gz, .zst, .zip and .tar work, too. `-` is
standard input. Logs can be read as they are: prefixes, time stamps, UTF-16.
Without a path, `creditcalc measure` reads Claude Code's transcripts.

  claude -p \"…\" --output-format json >> runs/audit.jsonl
  creditcalc measure runs/audit.jsonl
  creditcalc estimate --from runs/audit.jsonl --cron \"0 3 * * *\"

Each API response counts once, even if it was logged on several lines or copied
into a resumed session. Subagents count towards the run that started them.
A run's final result wins over its messages.

Models without a price are listed with their tokens, and never count as $0.
Nothing is sent anywhere.

Save what runs used, without the records:
  creditcalc measure runs/ --write-profile audit.profile.toml
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_a_screen_of_its_own() {
        let table = PriceTable::builtin();
        for topic in TOPICS {
            let page = (topic.page)(&table, jiff::civil::date(2026, 11, 28));
            assert!(page.lines().count() <= 40, "{}: {} lines", topic.name, page.lines().count());
            assert_eq!(page.lines().find(|line| line.chars().count() > 80), None, "{}", topic.name);
        }
    }
}
