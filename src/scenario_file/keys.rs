//! The keys of a scenario file, once: what is read, what is offered where a name is wrong, and the JSON
//! Schema come from these tables.

use super::patterns;
use crate::measure::Typical;
use crate::pricing::{Auth, Surface};
use crate::schedule::workflow::RUNS_EACH_MAX;
use crate::toml::{Choice, Key, Need, Shape, Takes};
use crate::usage::{PartKind, UsagePart};

const ANY: Takes = Takes::Count { least: 0, most: u64::MAX };
/// As many seats alike as a scenario may have.
const SEATS_MAX: u64 = 100_000;
const POSITIVE: Takes = Takes::Count { least: 1, most: u64::MAX };

/// The name of a time zone.
const ZONE: Takes =
    Takes::Parsed { wanted: "the name of a time zone, in quotes", pattern: patterns::some_text };
const EXHAUSTION: Takes =
    Takes::Parsed { wanted: "`stop`, `bill` or `cap=50.00`, in quotes", pattern: patterns::exhaustion };
const SURFACE: Takes = Takes::Word(&words(&Surface::WORDS));
const AUTH: Takes = Takes::Word(&words(&Auth::WORDS));

/// The words of a choice, without what they mean.
const fn words<T: Copy, const N: usize>(choice: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut index = 0;
    while index < N {
        words[index] = choice[index].0;
        index += 1;
    }
    words
}

const fn key(name: &'static str, takes: Takes, example: &'static str, doc: &'static str) -> Key {
    Key { name, takes, example, doc }
}

const INCLUDE: Key = key(
    "include",
    Takes::Texts,
    "[\"team/jobs.toml\"]",
    "Files with more seats and jobs; paths are relative to this file.",
);
const SEATS: Key = key(
    "seat",
    Takes::Headed(&SEAT),
    "[{ name = \"alice\", plan = \"max-5x\" }]",
    "A person with a plan or a credit.",
);
const JOBS: Key = key(
    "job",
    Takes::Headed(&JOB),
    "[{ name = \"nightly-audit\", cost_per_run_usd = \"4.00\", nightly = true }]",
    "What runs on a schedule.",
);

pub(super) static SCENARIO: Shape = Shape {
    id: "scenario",
    what: "a scenario",
    doc: "Several jobs, the seats that pay for them, and a policy, for `creditcalc simulate`.",
    keys: &[&[
        INCLUDE,
        key(
            "program",
            Takes::Text,
            "\"agent-sdk-credit\"",
            "The credit rules: the id of a program, or `current` for those in force.",
        ),
        key("plan", Takes::Text, "\"max-5x\"", "The plan of each seat that doesn't name one."),
        key(
            "seats",
            Takes::Counts,
            "{ standard = 3, premium = 2 }",
            "How many seats of each kind there are, for a plan with seats.",
        ),
        key("credit_usd", Takes::Money, "\"100.00\"", "The credit per cycle, instead of the plan's."),
        key("tz", ZONE, "\"Europe/Berlin\"", "The time zone for schedules and days."),
        key("as_of", Takes::Day, "2026-11-21", "Answer as if today were this day."),
        key(
            "cycle_day",
            Takes::Count { least: 1, most: 31 },
            "14",
            "The day of the month on which a cycle renews.",
        ),
        key("cycle_start", Takes::Day, "2026-11-14", "The first day of the first cycle."),
        key(
            "cycle_days",
            Takes::Count { least: 1, most: 366 },
            "30",
            "How many days a cycle has, if it isn't a month.",
        ),
        key(
            "cycles",
            Takes::Count { least: 1, most: 1_200 },
            "12",
            "How many cycles to simulate, one after the other.",
        ),
        key("from_now", Takes::Truth, "true", "Count only the rest of the first cycle."),
        key(
            "on_exhaustion",
            EXHAUSTION,
            "\"stop\"",
            "What happens when a credit is used up: runs are refused, billed, or billed up to an amount.",
        ),
        key(
            "fee_paid",
            Takes::Truth,
            "true",
            "You pay the plan's fee anyway: count it as $0 in totals and in what you pay.",
        ),
        key("spent_usd", Takes::Money, "\"12.50\"", "What is already spent from the first cycle's credit."),
        key("surface", SURFACE, "\"claude-p\"", "What starts the runs."),
        key(
            "auth",
            AUTH,
            "\"plan\"",
            "How the runs sign in [default: as the program's credit needs; interactive and IDE: with the plan].",
        ),
        key(
            "price_factor",
            Takes::Number {
                wanted: "a factor, such as \"0.85\" or \"2@2026-12-15\"",
                pattern: patterns::price_factor,
            },
            "\"0.85\"",
            "Multiply all prices: a discount, a mark-up, or twice the price from a day on.",
        ),
        key(
            "token_factor",
            Takes::Number { wanted: "a factor, such as \"1.2\"", pattern: patterns::factor },
            "\"1.2\"",
            "Multiply the tokens of all runs, rounded up to whole tokens.",
        ),
        key(
            "tax",
            Takes::Parsed { wanted: "a percentage in quotes, such as \"19%\"", pattern: patterns::tax },
            "\"19%\"",
            "The tax to add to the amounts shown beside the dollars.",
        ),
        key(
            "currency",
            Takes::Parsed {
                wanted: "a currency and what a dollar is worth in it, such as \"EUR=0.92\"",
                pattern: patterns::currency,
            },
            "\"EUR=0.92\"",
            "A currency to show beside the dollars, and what a dollar is worth in it.",
        ),
        SEATS,
        JOBS,
        key("policy", Takes::Table(&POLICY), "{ max_overflow_usd = \"0.00\" }", "The rules to check."),
    ]],
    required: &[],
    choices: &[Choice {
        groups: &[&["cycle_day"], &["cycle_days"]],
        in_common: "both say when a cycle renews",
        missing: None,
        offered: &[],
    }],
    needs: &[],
};

/// A file that is included or added.
pub(super) static PART: Shape = Shape {
    id: "part",
    what: "a part of a scenario",
    doc: "Seats and jobs for a scenario to include.",
    keys: &[&[INCLUDE, SEATS, JOBS]],
    required: &[],
    choices: &[],
    needs: &[],
};

pub(super) static SEAT: Shape = Shape {
    id: "seat",
    what: "a seat",
    doc: "A person with a plan or a credit.",
    keys: &[&[
        key("name", Takes::Text, "\"alice\"", "Its name, which jobs refer to."),
        key("plan", Takes::Text, "\"max-5x\"", "Its plan, instead of the scenario's."),
        key("kind", Takes::Text, "\"premium\"", "Its kind, in a plan with seats."),
        key("credit_usd", Takes::Money, "\"100.00\"", "Its credit per cycle, instead of the plan's."),
        key(
            "spent_usd",
            Takes::Money,
            "\"12.50\"",
            "What is already spent from its credit in the first cycle.",
        ),
        key(
            "on_exhaustion",
            EXHAUSTION,
            "\"bill\"",
            "What happens when its credit is used up, instead of what the scenario says.",
        ),
        key(
            "count",
            Takes::Count { least: 1, most: SEATS_MAX },
            "8",
            "How many seats like this there are; a job of the seat runs on each of them.",
        ),
        key(
            "cycle_day",
            Takes::Count { least: 1, most: 31 },
            "14",
            "The day of the month on which its credit renews, instead of the scenario's.",
        ),
        key("starts_on", Takes::Day, "2026-11-15", "The first day on which it has this plan."),
        key(
            "ends_on",
            Takes::Day,
            "2026-11-14",
            "The last day on which it has this plan; for the next plan, add a second `[[seat]]` with \
            the same name.",
        ),
        key(
            "promo_credit_usd",
            Takes::Money,
            "\"50.00\"",
            "What is left of a promotional credit; it is used before the plan's, unless it ends later.",
        ),
        key("promo_until", Takes::Day, "2026-11-20", "The last day of the promotional credit."),
    ]],
    required: &["name"],
    choices: &[],
    needs: &[
        Need { key: "promo_credit_usd", one_of: &["promo_until"], against: &[], instead: "" },
        Need { key: "promo_until", one_of: &["promo_credit_usd"], against: &[], instead: "" },
    ],
};

/// What runs on a schedule.
pub(super) static JOB: Shape = Shape {
    id: "job",
    what: "a job",
    doc: "What runs on a schedule: its name, what one run uses or costs, and when it runs.",
    keys: &[&[
        key("name", Takes::Text, "\"nightly-audit\"", "Its name."),
        key("seat", Takes::Text, "\"alice\"", "The seat that pays for it; optional if there is only one."),
        key("cost_per_run_usd", Takes::Money, "\"4.00\"", "What one run costs, if you know it."),
        key(
            "usage",
            Takes::OneOrMore(&USAGE),
            "[{ model = \"claude-opus-5\", input = 120_000, output = 9_000 }]",
            "What one run uses of each model.",
        ),
        key(
            "from",
            Takes::Texts,
            "\"audit.profile.toml\"",
            "Records or profiles of runs to take a typical run from; paths are relative to this file.",
        ),
        key(
            "typical",
            Takes::Word(&words(&Typical::WORDS)),
            "\"p90\"",
            "Which measured run is the typical one [default: their mean].",
        ),
        key("cron", Takes::Texts, "\"0 3 * * *\"", "When it runs, as cron expressions."),
        key("oncalendar", Takes::Texts, "\"Mon..Fri 03:00\"", "When it runs, as systemd calendar events."),
        key(
            "crontab",
            Takes::Text,
            "\"jobs.crontab\"",
            "A crontab that says when it runs; the path is relative to this file.",
        ),
        key(
            "match",
            Takes::Text,
            "\"audit\"",
            "Use only the crontab entries and jobs of other files that contain this text.",
        ),
        key(
            "workflow",
            Takes::Texts,
            "\".github/workflows/audit.yml\"",
            "GitHub workflows that say when it runs, or folders of them; paths are relative to this file.",
        ),
        key(
            "events",
            Takes::Counts,
            "{ pull_request = 40 }",
            "How often the workflow's triggers without a schedule happen per cycle.",
        ),
        key(
            "runs_each",
            Takes::Count { least: 1, most: RUNS_EACH_MAX },
            "4",
            "How many runs a job of the workflow makes each time, if its matrix is computed when it runs.",
        ),
        key(
            "schedule",
            Takes::Texts,
            "\"units/agent.timer\"",
            "Files or folders of any form that say when it runs, such as systemd timers, launchd jobs and CronJobs; paths \
            are relative to this file.",
        ),
        key("runs", ANY, "30", "Runs per cycle, at no fixed times."),
        key("nightly", Takes::Yes, "true", "It runs once a night, at no fixed time."),
        key("per_day", POSITIVE, "2", "Runs per day, at no fixed times."),
        key("tz", ZONE, "\"Europe/Berlin\"", "The time zone of its schedule, instead of the scenario's."),
        key(
            "priority",
            ANY,
            "1",
            "At the same time, the job with the lower number uses the credit first [default: 100].",
        ),
        key(
            "max_budget_usd",
            Takes::Money,
            "\"10.00\"",
            "The most that one run may cost, as you give it to the agent (`--max-budget-usd`); `forecast` asks for it.",
        ),
        key(
            "retry_factor",
            Takes::Factor,
            "\"1.15\"",
            "Multiply its cost, because some of the work is done twice.",
        ),
        key(
            "growth_per_run_usd",
            Takes::Money,
            "\"0.05\"",
            "How much more each run of a session costs than the one before.",
        ),
        key(
            "growth",
            Takes::Table(&GROWTH),
            "{ cache_read = 20_000 }",
            "How much more each run of a session uses than the one before.",
        ),
        key(
            "session_runs",
            POSITIVE,
            "20",
            "After how many runs a new session begins and growth starts again.",
        ),
        key("starts_on", Takes::Day, "2026-11-15", "The first day on which it may run."),
        key("ends_on", Takes::Day, "2026-12-24", "The last day on which it may run."),
        key(
            "surface",
            SURFACE,
            "\"github-action\"",
            "What starts its runs, instead of what the scenario says.",
        ),
        key("auth", AUTH, "\"api-key\"", "How its runs sign in, instead of what the scenario says."),
        key("pinned", Takes::Truth, "true", "Keep it on its seat when jobs are assigned to seats."),
    ]],
    required: &["name"],
    choices: &[
        Choice {
            groups: &[&["cost_per_run_usd"], &["usage"], &["from"]],
            in_common: "both say what a run costs",
            missing: Some("this job doesn't say what a run costs or uses"),
            offered: &["cost_per_run_usd", "usage", "from"],
        },
        Choice {
            groups: &[
                &["cron", "oncalendar"],
                &["crontab"],
                &["workflow"],
                &["schedule"],
                &["runs"],
                &["nightly"],
                &["per_day"],
            ],
            in_common: "both say when a job runs",
            missing: Some("this job doesn't say when it runs"),
            offered: &["cron", "nightly", "runs"],
        },
    ],
    needs: &[
        Need { key: "typical", one_of: &["from"], against: &[], instead: "" },
        Need { key: "match", one_of: &["crontab", "workflow", "schedule"], against: &[], instead: "" },
        Need { key: "events", one_of: &["workflow", "schedule"], against: &[], instead: "" },
        Need { key: "runs_each", one_of: &["workflow", "schedule"], against: &[], instead: "" },
        Need { key: "session_runs", one_of: &["growth", "growth_per_run_usd"], against: &[], instead: "" },
        Need {
            key: "growth_per_run_usd",
            one_of: &["cost_per_run_usd"],
            against: &["usage", "from", "growth"],
            instead: "dollars go with a stated cost; what a run uses grows by counts: `growth = { cache_read = \
            20_000 }`",
        },
        Need {
            key: "growth",
            one_of: &["usage", "from"],
            against: &["cost_per_run_usd"],
            instead: "counts go with what a run uses; a stated cost grows in dollars: `growth_per_run_usd = \
            \"0.05\"`",
        },
    ],
};

/// What a run can use, counts first.
static PARTS: [Key; UsagePart::ALL.len()] = {
    let mut keys = [key("", ANY, "", ""); UsagePart::ALL.len()];
    let mut place = 0;
    while place < keys.len() {
        let part = UsagePart::ALL[place];
        let takes = match part.kind() {
            PartKind::Count => ANY,
            PartKind::Positive => POSITIVE,
            PartKind::Switch => Takes::Truth,
        };
        keys[place] = key(part.key(), takes, part.example(), part.doc());
        place += 1;
    }
    keys
};

/// What one run uses of one model.
pub(super) static USAGE: Shape = Shape {
    id: "usage",
    what: "a usage",
    doc: "What one run uses of one model; a count is a number, or text such as `120k`.",
    keys: &[&[key("model", Takes::Text, "\"claude-opus-5\"", "The model's id or an alias.")], &PARTS],
    required: &["model"],
    choices: &[],
    needs: &[],
};

/// By how much each run uses more than the one before.
pub(super) static GROWTH: Shape = Shape {
    id: "growth",
    what: "a growth",
    doc: "How much more each run of a session uses than the one before.",
    keys: &[
        &[key(
            "model",
            Takes::Text,
            "\"claude-opus-5\"",
            "The model whose usage grows [default: the first].",
        )],
        PARTS.split_at(UsagePart::counts()).0,
    ],
    required: &[],
    choices: &[],
    needs: &[],
};

pub(super) static POLICY: Shape = Shape {
    id: "policy",
    what: "a policy",
    doc: "The rules to check, for `creditcalc check`.",
    keys: &[&[
        key("max_overflow_usd", Takes::Money, "\"0.00\"", "At most this much overflow in a cycle."),
        key("min_nights_covered", ANY, "28", "The credit covers at least this many nights of a cycle."),
        key(
            "min_headroom_percent",
            Takes::Percent,
            "10",
            "At least this share of the credit is left at the end of a cycle.",
        ),
        key("max_cost_per_run_usd", Takes::Money, "\"5.00\"", "A run costs at most this much."),
        key(
            "max_cost_vs_usual",
            Takes::Factor,
            "\"2.0\"",
            "The newest three measured runs of a job cost at most so many times as much as the ones before.",
        ),
        key("max_price_age_days", ANY, "60", "Each price used was checked at most this many days ago."),
        key("no_unpriced_model", Takes::Truth, "true", "A model without a price breaks the policy."),
        key("in_force_only", Takes::Truth, "false", "Only credit rules in force may be used."),
    ]],
    required: &[],
    choices: &[],
    needs: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario_file::{Role, read};
    use crate::source::SourceFile;

    /// A table with `key` as its example, and with what else must be there.
    fn table_with(shape: &Shape, key: &Key) -> String {
        let mut names = vec![key.name];
        let needs = shape.needs.iter().filter(|need| need.key == key.name);
        names.extend(needs.filter_map(|need| need.one_of.first()));
        // A growth needs a run that grows.
        let needs: Vec<_> = shape.needs.iter().filter(|need| names[1..].contains(&need.key)).collect();
        // Two that go with each other are there once.
        let more: Vec<_> = needs
            .iter()
            .filter_map(|need| need.one_of.first())
            .filter(|name| !names.contains(*name))
            .collect();
        names.extend(more);
        names.extend(shape.required.iter().filter(|name| **name != key.name));
        for choice in shape.choices.iter().filter(|choice| choice.missing.is_some()) {
            if !choice.groups.iter().copied().flatten().any(|name| names.contains(name)) {
                names.extend(choice.offered.first());
            }
        }
        if shape.key("input").is_some() && key.name != "input" {
            names.push("input");
        }
        let lines: Vec<_> = names.iter().filter_map(|name| shape.key(name)).map(Key::line).collect();
        format!("{{ {} }}", lines.join(", "))
    }

    #[test]
    fn every_key_is_read_as_its_example_shows_it() {
        let wrap = |shape: &Shape, table: String| match shape.id {
            "seat" => format!("seat = [{table}]"),
            "job" => format!("job = [{table}]"),
            "usage" => format!("job = [{{ name = \"a\", nightly = true, usage = {table} }}]"),
            "growth" => {
                format!(
                    "job = [{{ name = \"a\", nightly = true, usage = {{ model = \"claude-opus-5\", input = 1 }}, growth = {table} }}]"
                )
            }
            _ => format!("policy = {table}"),
        };
        for shape in [&SCENARIO, &SEAT, &JOB, &USAGE, &GROWTH, &POLICY] {
            for key in shape.all_keys() {
                // A scenario is the only table that stands without braces, and needs no other keys.
                let text =
                    if shape.id == SCENARIO.id { key.line() } else { wrap(shape, table_with(shape, key)) };
                let read = read(&SourceFile::new("scenario.toml", text.clone()), Role::Scenario);
                assert!(read.faults.is_empty(), "{text}: {read:#?}");
            }
        }
    }
}
