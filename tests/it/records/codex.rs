//! Codex: what `codex exec --json` prints, and rollouts.

use super::expect;

#[test]
fn what_came_from_the_cache_is_within_the_input_and_reasoning_within_the_output() {
    // 1,500 - 1,100 = 400. No line names a model.
    expect(
        &["codex-exec/one-turn.jsonl"],
        "
x-one: Codex, codex_exec, programmatic, unknown, success, no price
  : 400 in, 60 out, 1100 read, no price
codex-exec: 1 told, 0 again
",
    );
}

#[test]
fn each_turn_says_what_its_thread_has_used() {
    // 260 - 90 = 170 in, 90 read and 9 out, of which the first turn had 100, 0 and 5.
    expect(
        &["codex-exec/several-turns.jsonl"],
        "
x-two: Codex, codex_exec, programmatic, unknown, success, no price
  : 100 in, 5 out, no price
x-two: Codex, codex_exec, programmatic, unknown, success, no price
  : 70 in, 4 out, 90 read, no price
codex-exec: 2 told, 0 again
",
    );
}

#[test]
fn a_resumed_thread_goes_on_from_its_totals() {
    // Uncached 300, 700 and 750; read 700, 1,900 and 1,950; out 50, 90 and 95.
    expect(
        &["codex-exec/resumed/1.jsonl", "codex-exec/resumed/2.jsonl", "codex-exec/resumed/3.jsonl"],
        "
x-res: Codex, codex_exec, programmatic, unknown, success, no price
  : 300 in, 50 out, 700 read, no price
x-res: Codex, codex_exec, programmatic, unknown, success, no price
  : 400 in, 40 out, 1200 read, no price
x-res: Codex, codex_exec, programmatic, unknown, success, no price
  : 50 in, 5 out, 50 read, no price
codex-exec: 3 told, 0 again
",
    );
}

#[test]
fn a_turn_without_counts_is_told_of_where_it_was_completed() {
    expect(
        &["codex-exec/failed-and-uncounted.jsonl"],
        "
codex-exec: 0 told, 0 again
NoTokens in 0:5 (1)
",
    );
}

#[test]
fn counts_that_are_repeated_and_counts_that_are_null() {
    // 3,000 - 2,100 = 900. The sum of the parts would be 6,000.
    expect(
        &["codex-rollout/repeated-and-null.jsonl"],
        "
y-rep: Codex, codex_exec, programmatic, unknown, 2 requests, 2026-10-01T10:00:01Z, no price
  gpt-house-1: 900 in, 120 out, 2100 read, no price
codex-rollout: 2 told, 0 again
",
    );
}

#[test]
fn a_fork_replays_its_parents_counts() {
    // The parent has 3,010 - 2,100 = 910; the fork's own are 500 - 400 = 100.
    expect(
        &["codex-rollout/fork/parent.jsonl", "codex-rollout/fork/child.jsonl"],
        "
y-par: Codex, codex_exec, programmatic, unknown, 3 requests, 2026-10-01T10:00:01Z, no price
  gpt-house-1: 910 in, 121 out, 2100 read, no price
y-kid: Codex, codex_exec, programmatic, unknown, 1 requests, 2026-10-01T10:00:08Z, no price
  gpt-house-1: 100 in, 30 out, 400 read, no price
codex-rollout: 6 told, 2 again
",
    );
}

#[test]
fn a_counter_that_begins_again() {
    // 400 + 200 + 100 = 700 uncached, 600 + 100 = 700 read, 50 + 20 + 5 = 75 out.
    expect(
        &["codex-rollout/counter-that-restarts.jsonl"],
        "
y-again: Codex, codex_exec, programmatic, unknown, 3 requests, 2026-10-01T10:00:01Z, no price
  gpt-house-1: 700 in, 75 out, 700 read, no price
codex-rollout: 3 told, 0 again
",
    );
}

#[test]
fn records_of_responses_beside_the_counts() {
    // 1,000 - 600 - 200 = 200 and 900 - 800 = 100 uncached; the second has a record alone.
    expect(
        &["codex-rollout/usage-records.jsonl"],
        "
y-rec: Codex, codex_exec, programmatic, unknown, 2 requests, 2026-10-01T10:00:01Z, no price
  gpt-house-1: 300 in, 120 out, 1400 read, 200 untold, no price
codex-rollout: 2 told, 0 again
",
    );
}

#[test]
fn a_session_of_a_person() {
    expect(
        &["codex-rollout/of-a-person.jsonl"],
        "
y-cli: Codex, codex_cli_rs, interactive, unknown, 1 requests, 2026-10-01T10:00:01Z, no price
  gpt-house-1: 100 in, 5 out, no price
codex-rollout: 1 told, 0 again
",
    );
}

#[test]
fn an_agent_in_a_session_of_a_person() {
    expect(
        &["codex-rollout/of-a-subagent.jsonl"],
        "
y-sub: Codex, codex_cli_rs, interactive, unknown, 1 requests, 2026-10-01T10:00:01Z, no price
  gpt-house-1: 40 in, 4 out, no price
codex-rollout: 1 told, 0 again
",
    );
}
