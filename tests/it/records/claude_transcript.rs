//! Claude Code's transcripts.

use super::expect;

#[test]
fn one_answer_on_several_lines_counts_once() {
    // Opus: 10 x $5 + 90 x $25 + 2,000 x $0.50 + 300 x $10 = 6,300, a million of which are $0.0063
    expect(
        &["claude-transcript/one-answer-several-lines.jsonl"],
        "
t-blocks: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.0063
  claude-opus-5: 10 in, 90 out, 2000 read, 300 for 1h, $0.0063
claude-transcript: 3 told, 2 again
",
    );
}

#[test]
fn output_that_grows_counts_at_its_largest() {
    // 5, 631 and again 5.
    // Opus: 10 x $5 + 631 x $25 + 2,000 x $0.50 = 16,825, a million of which are $0.016825
    expect(
        &["claude-transcript/output-that-grows.jsonl"],
        "
t-grow: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.016825
  claude-opus-5: 10 in, 631 out, 2000 read, $0.016825
claude-transcript: 3 told, 2 again
",
    );
}

#[test]
fn output_that_no_line_calls_complete_is_at_least_that() {
    // Opus: 22 x $5 + 9 x $25 + 5,000 x $0.50 = 2,835, a million of which are $0.002835
    expect(
        &["claude-transcript/output-placeholders.jsonl"],
        "
t-place: Transcript, unknown, unknown, 2 requests, incomplete, 2026-10-01T10:00:00Z, $0.002835+
  claude-opus-5: 22 in, 9+ out, 5000 read, $0.002835+
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn answers_without_a_requests_id_are_known_by_their_own() {
    // Opus: 30 x $5 + 170 x $25 = 4,400, a million of which are $0.0044
    expect(
        &["claude-transcript/no-request-id.jsonl"],
        "
t-proxy: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-10-01T10:00:00Z, $0.0044
  claude-opus-5: 30 in, 170 out, $0.0044
claude-transcript: 3 told, 1 again
",
    );
}

#[test]
fn an_answer_in_two_files_of_which_one_leaves_out_the_requests_id() {
    // 10 + 11 + 12 in, 90 + 91 + 92 out.
    // Opus: 33 x $5 + 273 x $25 = 6,990, a million of which are $0.00699
    expect(
        &[
            "claude-transcript/request-id-in-one-of-two/a.jsonl",
            "claude-transcript/request-id-in-one-of-two/b.jsonl",
        ],
        "
t-req: Transcript, sdk-cli, programmatic, unknown, 3 requests, 2026-10-01T10:00:00Z, $0.00699
  claude-opus-5: 33 in, 273 out, $0.00699
claude-transcript: 4 told, 1 again
",
    );
}

#[test]
fn a_fork_repeats_its_parents_lines_under_its_own_session() {
    // The parent: 21 x $5 + 181 x $25 + 5,000 x $0.50 + 5,100 x $6.25 = 39,005, a million of which are
    // $0.039005 The fork: 12 x $5 + 92 x $25 + 5,100 x $0.50 + 200 x $6.25 = 6,160, a million of which are
    // $0.00616
    expect(
        &["claude-transcript/fork/child.jsonl", "claude-transcript/fork/parent.jsonl"],
        "
t-child: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00616
  claude-opus-5: 12 in, 92 out, 5100 read, 200 for 5m, $0.00616
t-parent: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-10-01T10:00:00Z, $0.039005
  claude-opus-5: 21 in, 181 out, 5000 read, 5100 for 5m, $0.039005
claude-transcript: 5 told, 2 again
",
    );
}

#[test]
fn an_answer_in_the_main_file_and_in_a_subagents() {
    // 3 tokens of output in one and 300 in the other, and 310 that only the subagent's has.
    // Haiku: 50 x $1 + 610 x $5 = 3,100, a million of which are $0.0031
    // Opus: 10 x $5 + 90 x $25 = 2,300, a million of which are $0.0023
    expect(
        &[
            "claude-transcript/main-and-subagent/t-both.jsonl",
            "claude-transcript/main-and-subagent/t-both/subagents/agent-1.jsonl",
        ],
        "
t-both: Transcript, sdk-cli, programmatic, unknown, 3 requests, 2026-10-01T10:00:00Z, $0.0054
  claude-haiku-4-5-20251001: 50 in, 610 out, $0.0031
  claude-opus-5: 10 in, 90 out, $0.0023
claude-transcript: 4 told, 1 again
",
    );
}

#[test]
fn subagents_in_folders_beside_the_session_and_of_compaction_are_one_run() {
    // 20 + 300 + 4,000 = 4,320 in; 200 + 3,000 + 40,000 = 43,200 out.
    // Haiku: 4,320 x $1 + 43,200 x $5 = 220,320, a million of which are $0.22032
    // Opus: 6 x $5 + 60 x $25 = 1,530, a million of which are $0.00153
    expect(
        &[
            "claude-transcript/layouts/projects/-srv-app/t-main.jsonl",
            "claude-transcript/layouts/projects/-srv-app/t-main/subagents/agent-a.jsonl",
            "claude-transcript/layouts/projects/-srv-app/t-main/subagents/workflows/wf-1/agent-b.jsonl",
            "claude-transcript/layouts/projects/-srv-app/agent-c.jsonl",
            "claude-transcript/layouts/projects/-srv-app/t-main/subagents/agent-acompact-d.jsonl",
        ],
        "
t-main: Transcript, sdk-cli, programmatic, unknown, 5 requests, 2026-10-01T10:00:00Z, $0.22185
  claude-haiku-4-5-20251001: 4320 in, 43200 out, $0.22032
  claude-opus-5: 6 in, 60 out, $0.00153
claude-transcript: 5 told, 0 again
",
    );
}

#[test]
fn an_error_that_was_shown_as_an_answer_used_nothing() {
    // Opus: 10 x $5 + 90 x $25 = 2,300, a million of which are $0.0023
    expect(
        &["claude-transcript/synthetic-answer.jsonl"],
        "
t-syn: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.0023
  claude-opus-5: 10 in, 90 out, $0.0023
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn progress_may_hold_the_only_telling_of_a_request() {
    // 20 in, 2 out and 400 written stand in the progress alone; 30 in and 333 out in the subagent's file too.
    // Haiku: 50 x $1 + 335 x $5 + 400 x $2 = 2,525, a million of which are $0.002525
    // Opus: 10 x $5 + 90 x $25 = 2,300, a million of which are $0.0023
    expect(
        &[
            "claude-transcript/progress-holds-the-only-telling/main.jsonl",
            "claude-transcript/progress-holds-the-only-telling/agent-a1.jsonl",
        ],
        "
t-prog: Transcript, unknown, unknown, 3 requests, incomplete, 2026-10-01T10:00:00Z, $0.004825+
  claude-haiku-4-5-20251001: 50 in, 335+ out, 400 for 1h, $0.002525+
  claude-opus-5: 10 in, 90 out, $0.0023
claude-transcript: 4 told, 1 again
",
    );
}

#[test]
fn writes_without_a_split_are_of_an_untold_lifetime() {
    // Opus: 20 x $5 + 180 x $25 + 1,000 x $10 + 2,000 x $6.25 = 27,100, a million of which are $0.0271
    // For an hour 2,000 x $3.75 = 7,500 more.
    expect(
        &["claude-transcript/split-missing.jsonl"],
        "
t-split: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-10-01T10:00:00Z, $0.0271..$0.0346
  claude-opus-5: 20 in, 180 out, 1000 for 1h, 2000 untold, $0.0271..$0.0346
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn the_parts_of_writes_count_where_their_whole_is_zero() {
    // Opus: 10 x $5 + 90 x $25 + 700 x $6.25 + 300 x $10 = 9,675, a million of which are $0.009675
    expect(
        &["claude-transcript/parts-without-their-whole.jsonl"],
        "
t-parts: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.009675
  claude-opus-5: 10 in, 90 out, 700 for 5m, 300 for 1h, $0.009675
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn web_searches_are_counted_by_their_answers() {
    // 10 x $5 + 90 x $25 = 2,300, and 2 + 1 searches are $0.03.
    expect(
        &["claude-transcript/search-count.jsonl"],
        "
t-web: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.0323
  claude-opus-5: 10 in, 90 out, 3 searches, $0.0323
claude-transcript: 3 told, 0 again
",
    );
}

#[test]
fn web_searches_that_the_sessions_totals_count_are_counted_once() {
    // 900 x $1 + 10 x $5 = 950, and 2 searches are $0.02.
    expect(
        &["claude-transcript/search-count-with-totals.jsonl"],
        "
t-both-web: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.02325 ($0.02325: none)
  claude-opus-5: 10 in, 90 out, $0.0023
  claude-haiku-4-5-20251001: 900 in, 10 out, 2 searches, $0.02095
claude-transcript: 3 told, 0 again
",
    );
}

#[test]
fn a_sessions_totals_know_output_and_side_calls() {
    // Of three totals the last two are the same. The lines say that the writes are for an hour.
    // Opus: 21 x $5 + 150 x $25 + 4,400 x $0.50 + 500 x $10 = 11,055, a million of which are $0.011055
    // Haiku: 70 x $1 + 7 x $5 = 105, a million of which are $0.000105
    expect(
        &["claude-transcript/cost-state.jsonl"],
        "
t-state: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-10-01T10:00:00Z, $0.01116 ($0.01116: none)
  claude-opus-5: 21 in, 150 out, 4400 read, 500 for 1h, $0.011055
  claude-haiku-4-5-20251001: 70 in, 7 out, $0.000105
claude-transcript: 5 told, 0 again
",
    );
}

#[test]
fn totals_that_lag_behind_the_lines() {
    // 100 and 7 tokens of output, of which the totals have the 100: the 7 are still at least that.
    // Opus: 30 x $5 + 107 x $25 = 2,825, a million of which are $0.002825
    // Haiku: 5 x $1 + 5 x $5 = 30, a million of which are $0.00003
    expect(
        &["claude-transcript/cost-state-that-lags.jsonl"],
        "
t-lag: Transcript, sdk-cli, programmatic, unknown, 2 requests, incomplete, 2026-10-01T10:00:00Z, $0.002855+
  claude-opus-5: 30 in, 107+ out, $0.002825+
  claude-haiku-4-5-20251001: 5 in, 5 out, $0.00003
claude-transcript: 3 told, 0 again
",
    );
}

#[test]
fn totals_without_any_lines() {
    // Haiku: 300 x $1 + 500 x $5 + 100,000 x $0.10 + 9,000 x $1.25 = 24,050, a million of which are $0.02405
    // The program knew that they are for an hour: 9,000 x $0.75 = 6,750 more.
    expect(
        &["claude-transcript/cost-state-alone.jsonl"],
        "
t-alone: Transcript, unknown, unknown, 2026-10-01T10:00:00Z, $0.0308 ($0.0308: none)
  claude-haiku-4-5-20251001: 300 in, 500 out, 100000 read, 9000 for 1h, $0.0308
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn totals_of_a_fork_go_on_from_its_parents() {
    // The fork's totals are 40 in and 400 out, of which 10 and 100 are the parent's.
    // The parent: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // The fork: 30 x $5 + 300 x $25 = 7,650, a million of which are $0.00765
    // Haiku's 5 and 5 are the parent's too.
    expect(
        &[
            "claude-transcript/cost-state-of-a-fork/parent.jsonl",
            "claude-transcript/cost-state-of-a-fork/child.jsonl",
        ],
        "
t-sp: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00258 ($0.00258: none)
  claude-opus-5: 10 in, 100 out, $0.00255
  claude-haiku-4-5-20251001: 5 in, 5 out, $0.00003
t-sc: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00765
  claude-opus-5: 30 in, 300 out, $0.00765
claude-transcript: 5 told, 1 again
",
    );
}

#[test]
fn a_session_that_a_person_resumed_is_two_runs() {
    // The program: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // The person: 20 x $5 + 200 x $25 = 5,100, a million of which are $0.0051
    expect(
        &["claude-transcript/mixed-entrypoints.jsonl"],
        "
t-mix: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
t-mix: Transcript, cli, interactive, unknown, 1 requests, 2026-10-01T15:00:00Z, $0.0051
  claude-opus-5: 20 in, 200 out, $0.0051
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn an_entrypoint_may_be_any_text() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-transcript/entrypoint-of-any-name.jsonl"],
        "
t-any: Transcript, code-review, unknown, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn the_actions_entrypoint_is_a_programs() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-transcript/entrypoint-of-the-action.jsonl"],
        "
t-act: Transcript, claude-code-github-action, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn without_an_entrypoint_nobody_knows_who_it_was() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-transcript/no-entrypoint.jsonl"],
        "
t-noep: Transcript, unknown, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn a_prompt_from_an_editor_says_sdk_and_is_a_persons() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-transcript/prompt-source-of-vscode.jsonl"],
        "
t-vsc: Transcript, claude-vscode, interactive, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn sidechains_in_the_main_file_count() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // Haiku: 20 x $1 + 200 x $5 = 1,020, a million of which are $0.00102
    expect(
        &["claude-transcript/sidechains.jsonl"],
        "
t-side: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-10-01T10:00:00Z, $0.00357
  claude-haiku-4-5-20251001: 20 in, 200 out, $0.00102
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn a_last_line_that_is_half_written() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-transcript/last-line-half-written.jsonl"],
        "
t-half: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 1 told, 0 again
CutOff in 0:2 (1)
",
    );
}

#[test]
fn a_last_line_without_its_end_of_line() {
    // Opus: 11 x $5 + 101 x $25 = 2,580, a million of which are $0.00258
    expect(
        &["claude-transcript/last-line-without-its-end.jsonl"],
        "
t-end: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-10-01T10:00:00Z, $0.00258
  claude-opus-5: 11 in, 101 out, $0.00258
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn an_empty_file() {
    expect(
        &["claude-transcript/empty.jsonl"],
        "
nothing known: 0 told, 0 again
",
    );
}

#[test]
fn lines_without_a_session_are_their_files() {
    // Sonnet: 30 x $3 + 300 x $15 = 4,590, a million of which are $0.00459
    expect(
        &["claude-transcript/no-session-id.jsonl"],
        "
-: Transcript, unknown, unknown, 2 requests, 2025-06-10T10:00:00Z, $0.00459
  claude-sonnet-4-20250514: 30 in, 300 out, $0.00459
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn lines_of_other_kinds_are_passed_over() {
    // Each of them says 9,999 somewhere.
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-transcript/lines-of-other-kinds.jsonl"],
        "
t-other: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 1 told, 0 again
",
    );
}

#[test]
fn fast_in_the_us_and_in_a_batch() {
    // Each, as usual: 100 x $5 + 1,000 x $25 = 25,500, a million of which are $0.0255
    // In a batch half of that, in the US 1.1 times, fast twice.
    expect(
        &["claude-transcript/served-in-several-ways.synthetic.jsonl"],
        "
t-serve: Transcript, sdk-cli, programmatic, unknown, 4 requests, 2026-10-01T10:00:00Z, $0.1173
  claude-opus-5: 100 in, 1000 out, $0.0255
  claude-opus-5: 100 in, 1000 out, batch, $0.01275
  claude-opus-5: 100 in, 1000 out, us, $0.02805
  claude-opus-5: 100 in, 1000 out, fast, $0.051
claude-transcript: 4 told, 0 again
",
    );
}

#[test]
fn a_prompt_of_a_price_bands_limit_and_one_of_one_token_more() {
    // 1,000 + 99,000 = 100,000 is below: 1,000 x $0.10 + 1,000 x $0.50 + 99,000 x $0.01 = 1,590. One token
    // more: 1,000 x $0.50 + 1,000 x $2.50 + 99,000 x $0.05 + 1 x $0.625 = 7,950.625. Together 9,540.625.
    expect(
        &["claude-transcript/price-band.synthetic.jsonl"],
        "
t-band: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-11-01T10:00:00Z, $0.009540625
  claude-haiku-5-5: 2000 in, 2000 out, 198000 read, 1 for 5m, $0.009540625
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn each_day_has_its_own_price() {
    // A million at $0.20 the minute before, and one at $0.10 the minute after.
    expect(
        &["claude-transcript/over-midnight.jsonl"],
        "
t-night: Transcript, sdk-cli, programmatic, unknown, 2 requests, 2026-10-06T23:59:00Z, $0.30
  claude-sonnet-5-5: 2000000 read, $0.30
claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn counts_that_are_none_are_told_of() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-transcript/counts-that-are-none.jsonl"],
        "
t-bad: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
claude-transcript: 1 told, 0 again
NotJson in 0:4 (1)
NoCount in 0:1 (1)
TooLarge in 0:2 (1)
NoModel in 0:3 (1)
",
    );
}
