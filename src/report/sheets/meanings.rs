//! What the columns of CSV are: `docs/columns.md` is made from this.
//!
//! Most columns are a key of the JSON answer in a row, have its name and mean what the key means, which the type in
//! [`answer`](crate::answer) says. The others have words of their own here. A test sees that each column that is
//! written has a meaning, and that each meaning here has its column.

use Means::{Key, Words};

/// The rows that a command writes as CSV.
#[derive(Debug)]
pub struct Table {
    /// The command.
    pub command: &'static str,
    /// What a row is.
    pub rows: &'static str,
    /// The flags that ask for these rows, beside `--csv`.
    pub flags: &'static str,
    /// The objects of the JSON answer whose keys the columns are named after; the first one that has the key counts.
    pub objects: &'static [&'static str],
    /// The columns that are not named after such a key.
    pub own: &'static [(&'static str, Means)],
}

/// What a column is.
#[derive(Debug, Clone, Copy)]
pub enum Means {
    /// The same as this key of the JSON answer.
    Key(&'static str),
    /// This, in words.
    Words(&'static str),
}

const CYCLE: (&str, Means) = ("cycle", Words("The first day of the cycle."));
const LOCAL_TIME: (&str, Means) =
    ("local_time", Words("When it starts, in the schedule's time zone; empty when runs have no times."));
const UTC: (&str, Means) = ("utc", Words("The same time in UTC; empty when runs have no times."));
const NIGHT: (&str, Means) =
    ("night", Words("The night it belongs to, noon to noon local time; empty when runs have no days."));
const RUN: (&str, Means) = ("run", Words("The number of the run in its cycle, from 1."));
const COST: (&str, Means) = ("cost_usd", Words("The cost of the run at list prices, in dollars."));
const FROM_CREDIT: (&str, Means) = ("from_credit_usd", Words("The part the credit covers, in dollars."));
const OVERFLOW: (&str, Means) =
    ("overflow_usd", Words("The part beyond the credit, in dollars, whether it's billed or refused."));
const BILLED: (&str, Means) = ("billed_usd", Words("The part of the overflow that is billed, in dollars."));
const ON_LIMITS: (&str, Means) = (
    "plan_windows_usd",
    Words("The list cost of a run on the plan's usage limits, in dollars. You don't pay it."),
);
const STATE: (&str, Means) = (
    "state",
    Words(
        "`covered`, `partial` (the credit covers a part), `beyond`, `plan-limits` or `refused-by-vendor` (the model is retired).",
    ),
);
const SEATS: (&str, Means) =
    ("seats", Words("Seats of each kind, such as `standard=3 premium=2`; empty if the plan has none."));
const RATES_OF_CARD: &str = "Dollars per million tokens; empty if there is no such rate, or for a multiple.";

/// All tables, command by command.
pub const TABLES: [Table; 30] = [
    Table {
        command: "forecast",
        rows: "One row per plan or seat",
        flags: "",
        objects: &["credits", "inputs"],
        own: &[
            ("overflow_probability", Key("overflow_probability.point")),
            ("overflow_probability_lower", Key("overflow_probability.lower")),
            ("overflow_probability_upper", Key("overflow_probability.upper")),
            ("nights_covered_95", Words("The nights that are covered in 95 of 100 months.")),
            ("nights_covered_50", Words("The nights that are covered in 50 of 100 months.")),
            ("overflow_p5_usd", Words("The overflow that 5 of 100 months stay below, in dollars.")),
            ("overflow_p50_usd", Words("The overflow that 50 of 100 months stay below, in dollars.")),
            ("overflow_p95_usd", Words("The overflow that 95 of 100 months stay below, in dollars.")),
            (
                "ends_on_p5",
                Words("The day by which the credit ends in 5 of 100 months; empty if it doesn't."),
            ),
            (
                "ends_on_p50",
                Words("The day by which the credit ends in 50 of 100 months; empty if it doesn't."),
            ),
            (
                "ends_on_p95",
                Words("The day by which the credit ends in 95 of 100 months; empty if it doesn't."),
            ),
            ("in_force_program", Words("Today's program; empty when the program asked about is today's.")),
            ("in_force_credit_usd", Words("The credit under today's rules, in dollars.")),
            (
                "in_force_overflow_probability",
                Words(
                    "How likely the runs cost more than that credit; empty if the measured runs can't say.",
                ),
            ),
        ],
    },
    Table {
        command: "estimate",
        rows: "One row per plan",
        flags: "--rows plans",
        objects: &["plans[]", "schedule", "inputs", ""],
        own: &[SEATS, ("run_cost_usd", Key("run.cost_usd")), ("run_cost_low_usd", Key("run.cost_low_usd"))],
    },
    Table {
        command: "estimate",
        rows: "One row per run and plan",
        flags: "--rows runs",
        objects: &[],
        own: &[
            CYCLE,
            ("plan", Key("plans[].plan")),
            ("job", Words("The schedule the run comes from; empty when runs have no times.")),
            RUN,
            LOCAL_TIME,
            UTC,
            NIGHT,
            COST,
            FROM_CREDIT,
            OVERFLOW,
            STATE,
            BILLED,
            ("refused", Words("Whether it's refused or cut short.")),
            ON_LIMITS,
            ("program", Key("inputs.program")),
        ],
    },
    Table {
        command: "estimate",
        rows: "One row per cycle and plan",
        flags: "--rows cycles",
        objects: &["cycles[].plans[]", "cycles[]"],
        own: &[],
    },
    Table {
        command: "compare",
        rows: "One row per plan and model",
        flags: "",
        objects: &["cells[]", "schedule", "inputs"],
        own: &[
            SEATS,
            // The keys of a cell with these names are about its own program, where plans of every vendor are compared.
            ("program", Key("inputs.program")),
            ("cycle_start", Key("schedule.cycle_start")),
            ("cycle_end", Key("schedule.cycle_end")),
            (
                "break_even_runs_over_PLAN",
                Words(
                    "One column per plan: the runs per cycle from which this row's plan costs no more than PLAN; `never` if it always costs more, empty if its fee is lower or not known.",
                ),
            ),
        ],
    },
    Table {
        command: "compare",
        rows: "One row per plan of every vendor",
        flags: "--plan all-vendors",
        objects: &["cells[]"],
        own: &[],
    },
    Table {
        command: "solve",
        rows: "One row per plan",
        flags: "",
        objects: &["answers[]", "inputs", ""],
        own: &[
            (
                "fails_at",
                Words("The next value, with which the limit no longer holds; empty if there is none."),
            ),
            ("holds_runs", Words("Runs per cycle with the answer; empty if there is none.")),
            (
                "holds_nights_covered",
                Words("Nights on which the credit covers every run with the answer; empty if there is none."),
            ),
            (
                "holds_run_cost_usd",
                Words("The cost of one run with the answer, in dollars; empty if there is none."),
            ),
            (
                "holds_overflow_usd",
                Words("The cost beyond the credit with the answer, in dollars; empty if there is none."),
            ),
            ("fails_runs", Words("Runs per cycle with the next value; empty if there is none.")),
            (
                "fails_nights_covered",
                Words(
                    "Nights on which the credit covers every run with the next value; empty if there is none.",
                ),
            ),
            (
                "fails_run_cost_usd",
                Words("The cost of one run with the next value, in dollars; empty if there is none."),
            ),
            (
                "fails_overflow_usd",
                Words("The cost beyond the credit with the next value, in dollars; empty if there is none."),
            ),
        ],
    },
    Table {
        command: "solve portfolio",
        rows: "One row per job",
        flags: "",
        objects: &["jobs[]"],
        own: &[
            ("file", Words("The file with the job's table; empty where it stays as it is.")),
            ("lines", Words("The lines to write there, with `; ` between them; empty where the table goes.")),
            ("instead_of", Words("What they stand in place of, as it is written, with `; ` between.")),
        ],
    },
    Table {
        command: "diff",
        rows: "One row per figure",
        flags: "",
        objects: &[],
        own: &[
            ("plan", Key("differences[].plan")),
            (
                "what",
                Words(
                    "What the row is about: `figure` (a figure of the whole side), `part` (one factor's share of its change), `seat` or `job`.",
                ),
            ),
            ("name", Words("The factor of a `part`, the name of a `seat` or `job`; `all` for a `figure`.")),
            ("figure", Words("The figure, with its unit at the end: `total_usd`, `runs`.")),
            (
                "before",
                Words("The figure before, in the unit of `figure`; empty for a `part`, or if not known."),
            ),
            (
                "after",
                Words("The figure after, in the unit of `figure`; empty for a `part`, or if not known."),
            ),
            (
                "change",
                Words("The change of an amount, in dollars; negative when it fell. Empty for other figures."),
            ),
        ],
    },
    Table {
        command: "check",
        rows: "One row per rule",
        flags: "",
        objects: &["rules[]"],
        own: &[
            ("result", Words("`ok`, `broken` or `unknown`.")),
            ("of_what", Key("rules[].says")),
            (
                "in_force_result",
                Words(
                    "The result under today's rules: `ok`, `broken` or `unknown`; empty when it isn't checked twice.",
                ),
            ),
        ],
    },
    Table {
        command: "simulate",
        rows: "One row per cycle and job",
        flags: "--rows jobs",
        objects: &["cycles[].jobs[]", "jobs[]", "inputs"],
        own: &[
            CYCLE,
            ("plan", Words("The plan of its seat.")),
            (
                "granted_to_seat_usd",
                Words(
                    "The credit granted to its seat in this cycle, in dollars: the same for all jobs of the seat.",
                ),
            ),
        ],
    },
    Table {
        command: "simulate",
        rows: "One row per run",
        flags: "--rows runs",
        objects: &[],
        own: &[
            CYCLE,
            ("seat", Words("The seat whose credit it draws.")),
            ("job", Words("The job it belongs to.")),
            RUN,
            LOCAL_TIME,
            UTC,
            NIGHT,
            COST,
            FROM_CREDIT,
            OVERFLOW,
            BILLED,
            ("refused_usd", Words("The part of the overflow that is refused, in dollars.")),
            ON_LIMITS,
            STATE,
            ("left_usd", Words("What is left of the seat's credit afterwards, in dollars.")),
        ],
    },
    Table {
        command: "simulate",
        rows: "One row per ledger entry",
        flags: "--ledger",
        objects: &["ledger[]"],
        own: &[
            CYCLE,
            ("local_time", Words("The time, in the time zone of the cycles; empty if not known.")),
            ("utc", Words("The same time in UTC; empty if not known.")),
        ],
    },
    Table {
        command: "simulate",
        rows: "One row per job, before and after a change",
        flags: "--without JOB or --add FILE",
        objects: &["effect.jobs[]"],
        own: &[
            ("runs_before", Words("Runs before; empty if the job was added.")),
            ("runs_after", Words("Runs after; empty if the job was left out.")),
            ("runs_covered_before", Words("Runs the credit covered in full before.")),
            ("runs_covered_after", Words("Runs the credit covers in full after.")),
            ("nights_covered_before", Words("Nights on which the credit covered every run before.")),
            ("nights_covered_after", Words("Nights on which the credit covers every run after.")),
            ("cost_before_usd", Words("The cost of its runs at list prices before, in dollars.")),
            ("cost_after_usd", Words("The cost of its runs at list prices after, in dollars.")),
            ("overflow_before_usd", Words("The cost beyond the credit before, in dollars.")),
            ("overflow_after_usd", Words("The cost beyond the credit after, in dollars.")),
        ],
    },
    Table {
        command: "simulate",
        rows: "One row per job, on seats with the least overflow",
        flags: "--assign",
        objects: &["assignment", "jobs[]"],
        own: &[
            ("seat", Words("The seat in the file.")),
            ("assigned_seat", Words("The seat in the assignment with the least overflow.")),
            ("moves", Words("Whether the two differ.")),
            ("pinned", Words("Whether the job is pinned to its seat, so that it may not move.")),
            (
                "overflow_at_least_usd",
                Words("No assignment has less overflow than this, in dollars: the same in every row."),
            ),
        ],
    },
    Table {
        command: "measure",
        rows: "One row per run and model",
        flags: "",
        objects: &["runs[].models[]", "runs[]"],
        own: &[
            (
                "run",
                Words(
                    "A name for the run that no other run has: its session's id, or its number without one.",
                ),
            ),
            ("model", Key("runs[].models[].as_written")),
            ("priced_as", Words("The model whose prices were used; empty if there is no price.")),
            (
                "cache_write_5m_tokens",
                Words(
                    "Prompt tokens written to the cache for five minutes, without those of unknown lifetime.",
                ),
            ),
            (
                "cache_write_30m_tokens",
                Words(
                    "Prompt tokens written to the cache for thirty minutes, without those of unknown lifetime.",
                ),
            ),
            ("cache_write_12h_tokens", Words("Prompt tokens written to the cache for twelve hours.")),
            (
                "cache_write_tokens",
                Words("Prompt tokens written to the cache whose lifetime the record doesn't say."),
            ),
            ("cost_high_usd", Words("The highest it can cost, in dollars; empty if there is no price.")),
        ],
    },
    Table {
        command: "measure",
        rows: "One row per group",
        flags: "--by job, project, model, day…",
        objects: &["breakdown.shares[]"],
        own: &[("by", Key("breakdown.by"))],
    },
    Table {
        command: "schedule",
        rows: "One row per time",
        flags: "",
        objects: &["schedules[]"],
        own: &[
            ("number", Words("The number of the time in its schedule, from 1.")),
            ("local_time", Words("When it fires, in the schedule's time zone.")),
            ("utc", Words("The same time in UTC.")),
        ],
    },
    Table {
        command: "reconcile",
        rows: "One row per figure, and between two figures one per cause, day and item",
        flags: "",
        objects: &["parts[].details[]", "parts[]"],
        own: &[
            (
                "what",
                Words("`planned`, `recorded` and `billed` for a figure, `part` for what stands between two."),
            ),
            ("runs", Words("The runs of a figure; empty if not known.")),
            ("runs_more", Words("Runs more than before.")),
            ("runs_fewer", Words("Runs fewer than before.")),
            ("amount_usd", Words("The figure, in dollars.")),
        ],
    },
    Table {
        command: "replay",
        rows: "One row per plan and cycle",
        flags: "",
        objects: &["plans[].cycles[]", "plans[]"],
        own: &[],
    },
    Table {
        command: "verify",
        rows: "One row per value that comes out differently",
        flags: "",
        objects: &["differences[]"],
        own: &[],
    },
    Table {
        command: "scan",
        rows: "One row per job",
        flags: "",
        objects: &["jobs[]"],
        own: &[
            ("measured_runs", Key("jobs[].measured.runs")),
            ("measured_cost_p90_usd", Key("jobs[].measured.cost_p90_usd")),
        ],
    },
    Table {
        command: "status",
        rows: "One row",
        flags: "",
        objects: &["", "inputs", "balance"],
        own: &[
            ("cycle_start", Key("cycle.start")),
            ("cycle_end", Key("cycle.end")),
            ("programmatic_runs", Words("How many runs programs started.")),
            ("programmatic_usd", Words("What these cost at list prices in this cycle, in dollars.")),
            ("interactive_runs", Words("How many runs people started.")),
            ("interactive_usd", Words("What these cost at list prices in this cycle, in dollars.")),
            ("unknown_runs", Words("How many runs don't say who started them.")),
            ("unknown_usd", Words("What these cost at list prices in this cycle, in dollars.")),
            ("anchored_at", Key("balance.at")),
        ],
    },
    Table {
        command: "models",
        rows: "One row per price",
        flags: "",
        objects: &["models[].prices[]", "models[]"],
        own: &[
            ("speed", Words("`standard` or `fast`.")),
            (
                "prompt_tokens_over",
                Words(
                    "The rates apply to requests whose prompt has more tokens than this; empty for the base rates.",
                ),
            ),
            ("input_usd_per_mtok", Words(RATES_OF_CARD)),
            ("output_usd_per_mtok", Words(RATES_OF_CARD)),
            ("cache_read_usd_per_mtok", Words(RATES_OF_CARD)),
            ("cache_write_5m_usd_per_mtok", Words(RATES_OF_CARD)),
            ("cache_write_1h_usd_per_mtok", Words(RATES_OF_CARD)),
            ("cache_write_30m_usd_per_mtok", Words(RATES_OF_CARD)),
            ("cache_write_12h_usd_per_mtok", Words(RATES_OF_CARD)),
        ],
    },
    Table {
        command: "plans",
        rows: "One row per plan and kind of seat",
        flags: "",
        objects: &["plans[]"],
        own: &[
            (
                "program_status",
                Words("The program's status on the day that counts as today; empty before it was announced."),
            ),
            ("seat", Words("The kind of seat; empty if the plan has no seats.")),
            (
                "fee_usd",
                Words(
                    "The fee per month, in dollars: of a seat where there are seats; empty if it isn't published.",
                ),
            ),
            (
                "credit_usd",
                Words(
                    "The credit per cycle, in dollars: of a seat where there are seats; empty if there is none.",
                ),
            ),
        ],
    },
    Table {
        command: "export",
        rows: "One row per model, endpoint, service, size of prompt and stretch of days",
        flags: "",
        objects: &["rates[]"],
        own: &[],
    },
    Table { command: "pricing check", rows: "One row", flags: "", objects: &[""], own: &[] },
    Table {
        command: "pricing import",
        rows: "One row per rate that differs",
        flags: "",
        objects: &["differences[]"],
        own: &[],
    },
    Table {
        command: "pricing diff",
        rows: "One row per rate that differs",
        flags: "",
        objects: &["rates[]"],
        own: &[],
    },
    Table {
        command: "pricing sources",
        rows: "One row per source",
        flags: "",
        objects: &["sources[]"],
        own: &[],
    },
];
