//! One scenario in every format, as it is drawn: whatever changes what people see or scripts read is seen in
//! review.
//!
//! The prices and plans are made up, so that what is drawn changes with the drawing and not with a price.

use std::num::NonZeroU64;
use std::sync::LazyLock;

use creditcalc::answer::estimate::{Calendar, Estimate as Answer};
use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{Estimate, Holding, RunSpec, Scenario, estimate};
use creditcalc::pricing::{PriceTable, Surface, load};
use creditcalc::report::Look;
use creditcalc::report::{Page, csv, html, json, markdown, notes, sheets, text, views};
use creditcalc::schedule::Schedule;
use creditcalc::source::SourceFile;
use creditcalc::units::{Tokens, Usd};
use creditcalc::usage::{ModelUsage, TokenKind, TokenUsage};
use jiff::civil::date;
use jiff::tz::TimeZone;

#[test]
fn in_a_narrow_terminal() {
    let drawn = text::draw(&page(), Look { width: Some(80), ..Look::default() });
    assert!(drawn.lines().all(|line| line.chars().count() <= 80), "{drawn}");
    same(
        &drawn,
        r"
2 runs a day x 30 days = $104.05 in the cycle from Sat 14 Nov to Sun 13 Dec 2026

                                                                              at
                                                                            list
plan   credit         nights covered  runs covered  overflow  left over   prices
small     $40 ██░░░░         7 of 30      14 of 60    $69.05      $0.00    $0.00
free       $0                      -             -         -      $0.00  $104.05

The credit runs out on Sat 21 Nov (night 8) on small; after that requests are
refused until Mon 14 Dec.

These figures use spring-credit, which was replaced on 1 Sep 2026.
6 more notes: --explain
",
    );
}

#[test]
fn in_a_pipe() {
    same(
        &text::draw(&page(), Look::default()),
        r"
2 runs a day x 30 days = $104.05 in the cycle from Sat 14 Nov to Sun 13 Dec 2026

plan   credit  nights covered  runs covered  overflow  left over  at list prices
small     $40         7 of 30      14 of 60    $69.05      $0.00           $0.00
free       $0               -             -         -      $0.00         $104.05

The credit runs out on Sat 21 Nov (night 8) on small; after that requests are refused until Mon 14 Dec.

These figures use spring-credit, which was replaced on 1 Sep 2026.
6 more notes: --explain
",
    );
}

#[test]
fn in_a_pipe_with_every_line_of_the_arithmetic() {
    same(
        &text::draw(&explained(), Look { explains: true, ..Look::default() }),
        r"
2 runs a day x 30 days = $104.05 in the cycle from Sat 14 Nov to Sun 13 Dec 2026

plan   credit  nights covered  runs covered  overflow  left over  at list prices
small     $40         7 of 30      14 of 60    $69.05      $0.00           $0.00
free       $0               -             -         -      $0.00         $104.05

The credit runs out on Sat 21 Nov (night 8) on small; after that requests are refused until Mon 14 Dec.
Refused: 46 runs on small.
Under the rules of spring-credit, these runs use free's plan limits and cost nothing extra.
Plan limits for free: the page grants a credit to paid plans only.
$5.00 of each credit was spent before these runs.

These figures use spring-credit, which was replaced on 1 Sep 2026.

Plan limits can refuse runs too; no vendor publishes them in tokens.
Source for no credit: https://aster.example/plans

One run, at the prices of Sat 21 Nov 2026
model          kind                              quantity          rate      amount  source
aster-large-1  input, prompt over 100,000         250,000       $6.00/M       $1.50  [1]
aster-large-1  output, prompt over 100,000         12,345      $22.50/M  $0.2777625  [1]
aster-large-1  cache read, prompt over 100,000  1,000,000       $0.60/M       $0.60  [1]
aster-large-1  web search                               3  $0.01/search       $0.03  [2]
one run                                                                  $2.4077625

One run, from Tue 1 Dec 2026 until Mon 14 Dec 2026
model          kind         quantity          rate    amount  source
aster-large-1  input         250,000       $2.00/M     $0.50  [3]
aster-large-1  output         12,345      $10.00/M  $0.12345  [3]
aster-large-1  cache read  1,000,000       $0.20/M     $0.20  [3]
aster-large-1  web search          3  $0.01/search     $0.03  [2]
one run                                             $0.85345

The cycle from Sat 14 Nov to Sun 13 Dec 2026
from Sat 14 Nov  17 days x 2 runs a day x $2.4077625   $81.863925
from Tue 1 Dec   13 days x 2 runs a day x $0.85345       $22.1897
total                                                 $104.053625

small under spring-credit
credit          per cycle                    $40.00  [4]
already spent                                 $5.00
left            $40.00 - $5.00               $35.00
covered         14 runs, 7 whole nights
partly covered  run 15
beyond          45 runs
drawn           33.6% of $104.053625         $35.00
overflow        $104.053625 - $35.00     $69.053625
billed          nothing is billed             $0.00
refused         46 runs
you pay         $20.00 + $0.00               $20.00
left over       $35.00 - $35.00               $0.00

Used of $40.00: 50% on Tue 17 Nov (run 7), 80% on Thu 19 Nov (run 12) and 90% on Fri 20 Nov (run 13).

free under spring-credit
credit       none: the page grants a credit to paid plans only        $0.00  [5]
covered      0 runs, 0 whole nights
beyond       0 runs
plan limits  60 runs                                            $104.053625
drawn        0.0% of $104.053625                                      $0.00
overflow     $104.053625 - $0.00 - $104.053625                        $0.00
billed       plan limits cost nothing                                 $0.00
refused      0 runs
left over    $0.00 - $0.00                                            $0.00

Sources
[1] https://aster.example/pricing
    since 2026-08-01, official, checked 2026-11-18, models/aster.toml:25
[2] https://aster.example/searches
    checked 2026-11-18
[3] https://aster.example/pricing
    since 2026-12-01, official, checked 2026-11-18, models/aster.toml:36
[4] https://aster.example/plans
    official, plans/aster.toml:59, checked 2026-11-18
[5] https://aster.example/plans
    official, plans/aster.toml:70, checked 2026-11-18
",
    );
}

#[test]
fn as_markdown() {
    same(
        &markdown::draw(&page()),
        r"
**2 runs a day x 30 days = \$104.05 in the cycle from Sat 14 Nov to Sun 13 Dec 2026**

| plan | credit | nights covered | runs covered | overflow | left over | at list prices |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| small | \$40 | 7 of 30 | 14 of 60 | \$69.05 | \$0.00 | \$0.00 |
| free | \$0 | - | - | - | \$0.00 | \$104.05 |

The credit runs out on Sat 21 Nov (night 8) on small; after that requests are refused until Mon 14 Dec.

These figures use spring-credit, which was replaced on 1 Sep 2026.

<details>
<summary>6 more notes</summary>

Refused: 46 runs on small.

Under the rules of spring-credit, these runs use free's plan limits and cost nothing extra.

Plan limits for free: the page grants a credit to paid plans only.

\$5.00 of each credit was spent before these runs.

Plan limits can refuse runs too; no vendor publishes them in tokens.

Source for no credit: https://aster.example/plans

</details>
",
    );
}

#[test]
fn as_csv() {
    same(
        &csv::draw(sheets::plans(&answer(), &ANSWER, &SCENARIO).into()),
        r"
plan,program,program_status,as_of,cycle_start,cycle_end,fee_usd,credit_usd,seats,spent_usd,run_cost_usd,run_cost_low_usd,runs,nights,nights_without_price,total_cost_usd,nights_covered,runs_covered,runs_partial,runs_beyond,coverage_percent,drawn_usd,overflow_usd,on_exhaustion,billed_usd,runs_refused,expires_usd,runs_out_on,in_force_program,in_force_credit_usd,in_force_nights_covered,in_force_overflow_usd,runs_out_at,runs_on_plan_limits,plan_windows_usd,pay_usd,in_force_plan_windows_usd,runs_refused_by_vendor
small,spring-credit,replaced,2026-11-21,2026-11-14,2026-12-14,20.00,40.00,,5.00,2.4077625,2.4077625,60,30,0,104.053625,7,14,1,45,33.6,35.00,69.053625,stop,0.00,46,0.00,2026-11-21,autumn-credit,50.00,9,59.053625,,0,0.00,20.00,0.00,0
free,spring-credit,replaced,2026-11-21,2026-11-14,2026-12-14,,0.00,,5.00,2.4077625,2.4077625,60,30,0,104.053625,0,0,0,0,0.0,0.00,0.00,stop,0.00,0,0.00,,autumn-credit,0.00,0,104.053625,,60,104.053625,,0.00,0
",
    );
}

#[test]
fn as_html() {
    let drawn = html::draw(&page());
    let (head, body) = drawn.split_once("<body>\n").expect("it has a body");
    assert!(head.starts_with("<!doctype html>\n<html lang=\"en\">\n"), "{head}");
    assert!(head.contains("<title>2 runs a day x 30 days = $104.05 in "), "{head}");
    // The words are those of the other formats; here it is about what stands around them.
    for part in [
        "<main>\n<h1>2 runs a day x 30 days = $104.05 in ",
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"2 runs a day x 30 days",
        "<caption class=\"sr\">2 runs a day x 30 days",
        "<th scope=\"row\" class=\"id strong\"",
        ">small</th>",
        ">$104.05</td>",
        "<details>\n<summary><h2>",
        "</main>\n</body>\n</html>\n",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
}

#[test]
fn as_json() {
    same(&json::write(&answer()), JSON);
}

#[test]
fn colour_adds_nothing_but_colour() {
    for page in [page(), explained()] {
        for width in [None, Some(80), Some(30)] {
            let (plain, coloured) = (
                text::draw(&page, Look { width, color: false, ..Look::default() }),
                text::draw(&page, Look { width, color: true, ..Look::default() }),
            );
            assert_ne!(plain, coloured);
            assert_eq!(without_colour(&coloured), plain);
        }
    }
    // One plan is covered in part, which is yellow; of what draws plan limits nothing is covered or not.
    let coloured = text::draw(&page(), Look { width: Some(80), color: true, ..Look::default() });
    assert!(coloured.contains("\u{1b}[33m") && !coloured.contains("\u{1b}[31m"), "{coloured:?}");
}

const JSON: &str = r#"
{
  "schema": "creditcalc.estimate/1",
  "inputs": {
    "as_of": "2026-11-21",
    "priced_on": "2026-11-21",
    "program": "spring-credit",
    "pricing_digest": "sha256:3799bb00465a7ba1e0376c0b41a0bc79fce9680a04c1dfece1e329223ac8613e",
    "on_exhaustion": "stop",
    "surface": "claude-p",
    "auth": "plan",
    "spent_usd": "5.00",
    "fee_paid": false
  },
  "run": {
    "cost_usd": "2.4077625",
    "cost_low_usd": "2.4077625",
    "cost_high_usd": "2.4077625",
    "lines": [
      {
        "model": "aster-large-1",
        "kind": "input",
        "tokens": 250000,
        "rate_usd_per_mtok": "6.00",
        "list_rate_usd_per_mtok": "6.00",
        "modifiers": [],
        "prompt_tokens_over": 100000,
        "amount_usd": "1.50",
        "effective_from": "2026-08-01",
        "certainty": "official",
        "source": "https://aster.example/pricing",
        "checked": "2026-11-18"
      },
      {
        "model": "aster-large-1",
        "kind": "output",
        "tokens": 12345,
        "rate_usd_per_mtok": "22.50",
        "list_rate_usd_per_mtok": "22.50",
        "modifiers": [],
        "prompt_tokens_over": 100000,
        "amount_usd": "0.2777625",
        "effective_from": "2026-08-01",
        "certainty": "official",
        "source": "https://aster.example/pricing",
        "checked": "2026-11-18"
      },
      {
        "model": "aster-large-1",
        "kind": "cache_read",
        "tokens": 1000000,
        "rate_usd_per_mtok": "0.60",
        "list_rate_usd_per_mtok": "0.60",
        "modifiers": [],
        "prompt_tokens_over": 100000,
        "amount_usd": "0.60",
        "effective_from": "2026-08-01",
        "certainty": "official",
        "source": "https://aster.example/pricing",
        "checked": "2026-11-18"
      },
      {
        "model": "aster-large-1",
        "kind": "web_search",
        "tokens": null,
        "rate_usd_per_mtok": null,
        "list_rate_usd_per_mtok": null,
        "modifiers": [],
        "count": 3,
        "unit_usd": "0.01",
        "amount_usd": "0.03",
        "effective_from": null,
        "certainty": null,
        "source": "https://aster.example/searches",
        "checked": "2026-11-18"
      }
    ],
    "changes": [
      {
        "from": "2026-12-01",
        "until": "2026-12-14",
        "cost_usd": "0.85345",
        "lines": [
          {
            "model": "aster-large-1",
            "kind": "input",
            "tokens": 250000,
            "rate_usd_per_mtok": "2.00",
            "list_rate_usd_per_mtok": "2.00",
            "modifiers": [],
            "amount_usd": "0.50",
            "effective_from": "2026-12-01",
            "certainty": "official",
            "source": "https://aster.example/pricing",
            "checked": "2026-11-18"
          },
          {
            "model": "aster-large-1",
            "kind": "output",
            "tokens": 12345,
            "rate_usd_per_mtok": "10.00",
            "list_rate_usd_per_mtok": "10.00",
            "modifiers": [],
            "amount_usd": "0.12345",
            "effective_from": "2026-12-01",
            "certainty": "official",
            "source": "https://aster.example/pricing",
            "checked": "2026-11-18"
          },
          {
            "model": "aster-large-1",
            "kind": "cache_read",
            "tokens": 1000000,
            "rate_usd_per_mtok": "0.20",
            "list_rate_usd_per_mtok": "0.20",
            "modifiers": [],
            "amount_usd": "0.20",
            "effective_from": "2026-12-01",
            "certainty": "official",
            "source": "https://aster.example/pricing",
            "checked": "2026-11-18"
          },
          {
            "model": "aster-large-1",
            "kind": "web_search",
            "tokens": null,
            "rate_usd_per_mtok": null,
            "list_rate_usd_per_mtok": null,
            "modifiers": [],
            "count": 3,
            "unit_usd": "0.01",
            "amount_usd": "0.03",
            "effective_from": null,
            "certainty": null,
            "source": "https://aster.example/searches",
            "checked": "2026-11-18"
          }
        ]
      }
    ]
  },
  "schedule": {
    "runs": 60,
    "runs_refused_by_vendor": 0,
    "nights": 30,
    "nights_without_price": 0,
    "cycle_start": "2026-11-14",
    "cycle_end": "2026-12-14",
    "from": null,
    "zone": null,
    "next_renewal": null,
    "first_run": null,
    "last_run": null,
    "jobs": []
  },
  "total_cost_usd": "104.053625",
  "plans": [
    {
      "plan": "small",
      "program": "spring-credit",
      "program_status": "replaced",
      "fee_usd": "20.00",
      "credit_usd": "40.00",
      "seats": {},
      "on_exhaustion": "stop",
      "draws": "credit",
      "no_credit_reason": null,
      "no_credit_source": null,
      "nights_covered": 7,
      "runs_covered": 14,
      "runs_partial": 1,
      "runs_beyond": 45,
      "runs_on_plan_limits": 0,
      "runs_refused_by_vendor": 0,
      "coverage_percent": "33.6",
      "drawn_usd": "35.00",
      "overflow_usd": "69.053625",
      "plan_windows_usd": "0.00",
      "billed_usd": "0.00",
      "pay_usd": "20.00",
      "runs_refused": 46,
      "expires_usd": "0.00",
      "runs_out_at": null,
      "runs_out_on": "2026-11-21",
      "runs_out_run": 15,
      "refused_from": null,
      "thresholds": [
        {
          "percent": 50,
          "on": "2026-11-17",
          "at": null,
          "run": 7,
          "reached": true
        },
        {
          "percent": 80,
          "on": "2026-11-19",
          "at": null,
          "run": 12,
          "reached": true
        },
        {
          "percent": 90,
          "on": "2026-11-20",
          "at": null,
          "run": 13,
          "reached": true
        }
      ],
      "in_force": {
        "program": "autumn-credit",
        "plan": "team",
        "auth": "api-key",
        "credit_usd": "50.00",
        "nights_covered": 9,
        "overflow_usd": "59.053625",
        "plan_windows_usd": "0.00",
        "draws": "credit",
        "no_credit_reason": null
      }
    },
    {
      "plan": "free",
      "program": "spring-credit",
      "program_status": "replaced",
      "fee_usd": null,
      "credit_usd": "0.00",
      "seats": {},
      "on_exhaustion": "stop",
      "draws": "plan-windows",
      "no_credit_reason": "the page grants a credit to paid plans only",
      "no_credit_source": "https://aster.example/plans",
      "nights_covered": 0,
      "runs_covered": 0,
      "runs_partial": 0,
      "runs_beyond": 0,
      "runs_on_plan_limits": 60,
      "runs_refused_by_vendor": 0,
      "coverage_percent": "0.0",
      "drawn_usd": "0.00",
      "overflow_usd": "0.00",
      "plan_windows_usd": "104.053625",
      "billed_usd": "0.00",
      "pay_usd": null,
      "runs_refused": 0,
      "expires_usd": "0.00",
      "runs_out_at": null,
      "runs_out_on": null,
      "runs_out_run": null,
      "refused_from": null,
      "thresholds": [],
      "in_force": {
        "program": "autumn-credit",
        "plan": "team",
        "auth": "api-key",
        "credit_usd": "0.00",
        "nights_covered": 0,
        "overflow_usd": "104.053625",
        "plan_windows_usd": "0.00",
        "draws": "credit",
        "no_credit_reason": null
      }
    }
  ],
  "from_now": null,
  "notes": [
    "`large` means `aster-large-1` (version 1.0.0 and later); use the full name to pin it",
    "a price changes on 2026-12-01: a run costs $2.4077625 before and $0.85345 from then on"
  ]
}
"#;

/// The text without its escape sequences: from ESC to the letter that ends each.
fn without_colour(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find('m').expect("a sequence that sets a colour ends with an m");
        plain.push_str(&part[end + 1..]);
    }
    plain
}

/// What is drawn is what is written in the test, which begins with a line feed for the eye.
fn same(drawn: &str, written: &str) {
    let written = written.strip_prefix('\n').unwrap_or(written);
    let differs = drawn.lines().zip(written.lines()).position(|(drawn, written)| drawn != written);
    let line = differs.unwrap_or_else(|| drawn.lines().count().min(written.lines().count())) + 1;
    assert!(
        drawn == written,
        "drawn now:\n{drawn}\nwritten in the test, which differs first in line {line}:\n{written}"
    );
}

// ---------------------------------------------------------------------------------------------------- The
// scenario: a model with a band whose price changes within the cycle, a fee, a credit that ends within the
// cycle and one that there is none of, under rules that others have replaced.

static TABLE: LazyLock<PriceTable> = LazyLock::new(|| {
    let files = [SourceFile::new("models/aster.toml", MODELS), SourceFile::new("plans/aster.toml", PLANS)];
    load(&files, None).expect("the tables are in order")
});

static SCENARIO: LazyLock<Scenario<'static>> = LazyLock::new(|| {
    let usage = TokenUsage::NONE
        .with(TokenKind::Input, Tokens::new(250_000))
        .with(TokenKind::Output, Tokens::new(12_345))
        .with(TokenKind::CacheRead, Tokens::new(1_000_000));
    let program = TABLE.program("spring-credit").expect("it stands in the table");
    Scenario {
        run: RunSpec::Used(vec![ModelUsage { web_searches: 3, ..ModelUsage::new("large", usage).over(10) }]),
        schedule: Schedule::PerDay(NonZeroU64::new(2).expect("two is not zero")),
        cycle: BillingCycle::anchored(14, date(2026, 11, 21)).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of: date(2026, 11, 21),
        program,
        is_program_named: true,
        plans: TABLE
            .plans_of(program)
            .map(|plan| Holding::of_plan(plan, &[]).expect("no seats are asked for"))
            .collect(),
        surface: Surface::ClaudeP,
        auth: None,
        spent: "5".parse::<Usd>().expect("it is an amount"),
        exhaustion: None,
        is_fee_paid: false,
    }
});

static ANSWER: LazyLock<Estimate<'static>> =
    LazyLock::new(|| estimate(&TABLE, &SCENARIO).expect("everything has a price"));

fn answer() -> Answer {
    let said: Vec<String> = ANSWER.notes.iter().map(notes::sentence).collect();
    Answer::of(&TABLE, &SCENARIO, &ANSWER, said, Calendar::LeftOut)
}

fn page() -> Page {
    views::estimate(&answer(), &ANSWER, &SCENARIO)
}

fn explained() -> Page {
    let mut page = page();
    views::explain(&mut page, &ANSWER, &SCENARIO);
    page
}

const MODELS: &str = r#"format      = "creditcalc.models/1"
vendor      = "aster"
token_kinds = ["input", "output", "cache_read"]

[[fee]]
id      = "web_search"
usd     = "10.00"
per     = 1_000
unit    = "search"
source  = "https://aster.example/searches"
checked = 2026-11-18

[[family]]
alias   = "large"
models  = [{ since = "1.0.0", model = "aster-large-1" }]
source  = "https://aster.example/models"
checked = 2026-11-18

[[model]]
id             = "aster-large-1"
name           = "Aster Large 1"
status         = "active"
status_checked = 2026-11-18

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "3.00", output = "15.00", cache_read = "0.30" }
certainty      = "official"
source         = "https://aster.example/pricing"
checked        = 2026-11-18

[[model.price.band]]
prompt_tokens_over = 100_000
usd_per_mtok       = { input = "6.00", output = "22.50", cache_read = "0.60" }

[[model.price]]
effective_from = 2026-12-01
usd_per_mtok   = { input = "2.00", output = "10.00", cache_read = "0.20" }
certainty      = "official"
source         = "https://aster.example/pricing"
checked        = 2026-11-18
"#;

const PLANS: &str = r#"format = "creditcalc.plans/1"
vendor = "aster"

[[program]]
id         = "spring-credit"
name       = "Spring credit"
default    = true
sign_in    = "plan"
exhaustion = "stop"
pooling    = "per-user"
renewal    = "monthly"
source     = "https://aster.example/spring"
checked    = 2026-11-18

[[program.status]]
from    = 2026-03-01
status  = "in-force"
source  = "https://aster.example/spring"
checked = 2026-11-18

[[program.status]]
from    = 2026-09-01
status  = "replaced"
source  = "https://aster.example/autumn"
checked = 2026-11-18

[[program.use]]
surfaces = ["claude-p", "agent-sdk", "github-action", "third-party-app", "interactive", "ide", "for-others"]
auths    = ["plan", "api-key"]
draws    = "credit"
reason   = "every run of the subscriber's own"
source   = "https://aster.example/spring"
checked  = 2026-11-18

[[program]]
id         = "autumn-credit"
name       = "Autumn credit"
sign_in    = "api-key"
exhaustion = "bill"
pooling    = "organization"
renewal    = "monthly"
source     = "https://aster.example/autumn"
checked    = 2026-11-18

[[program.status]]
from    = 2026-09-01
status  = "in-force"
source  = "https://aster.example/autumn"
checked = 2026-11-18

[[program.use]]
surfaces = ["claude-p", "agent-sdk", "github-action", "third-party-app", "interactive", "ide", "for-others"]
auths    = ["plan", "api-key"]
draws    = "credit"
reason   = "every run with a key of the organization"
source   = "https://aster.example/autumn"
checked  = 2026-11-18

[[plan]]
program     = "spring-credit"
id          = "small"
name        = "Small"
fee_usd     = "20.00"
credit_usd  = "40.00"
counterpart = { program = "autumn-credit", plan = "team", seats = { standard = 2 } }
certainty   = "official"
source      = "https://aster.example/plans"
checked     = 2026-11-18

[[plan]]
program     = "spring-credit"
id          = "free"
name        = "Free"
counterpart = { program = "autumn-credit", plan = "team" }
certainty   = "official"
source      = "https://aster.example/plans"
checked     = 2026-11-18
no_credit   = "the page grants a credit to paid plans only"

[[plan]]
program      = "autumn-credit"
id           = "team"
name         = "Team"
pool_cap_usd = "50.00"
certainty    = "derived"
source       = "https://aster.example/plans"
checked      = 2026-11-18

[[plan.seat]]
kind       = "standard"
credit_usd = "30.00"
"#;
