//! What `claude -p` prints, the Agent SDK hands out and the GitHub action writes.

use super::expect;

#[test]
fn a_result_counts_all_models_by_model_usage() {
    // Opus: 10 x $5 + 200 x $25 + 30,000 x $0.50 + 4,000 x $10 = 60,050, a million of which are $0.06005
    // Haiku, which usage does not have: 500 x $1 + 20 x $5 = 600, a million of which are $0.0006 The 4,000
    // are for an hour because usage says so. `iterations` repeats the last request, and thinking is output
    // already.
    expect(
        &["claude-result/object.json"],
        "
c-object: Result, programmatic, unknown, success, 2 turns, $0.06065 ($0.06065: none)
  claude-haiku-4-5-20251001: 500 in, 20 out, $0.0006 ($0.0006: none)
  claude-opus-5[1m] = claude-opus-5: 10 in, 200 out, 30000 read, 4000 for 1h, $0.06005 ($0.06005: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_list_of_all_messages_ends_with_the_result() {
    // Opus: 11 x $5 + 400 x $25 + 8,000 x $0.50 + 8,100 x $6.25 = 64,680, a million of which are $0.06468
    expect(
        &["claude-result/array.json"],
        "
c-array: Result, programmatic, api-key, success, 2 turns, 2 requests, $0.06468 ($0.06468: none)
  claude-opus-5: 11 in, 400 out, 8000 read, 8100 for 5m, $0.06468 ($0.06468: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn of_a_stream_the_result_counts_and_not_the_messages() {
    // The messages say 9 and 7 of 300 tokens of output, and 1 of 280. What Haiku wrote to the cache is in no
    // split. Opus: 9 x $5 + 300 x $25 + 5,000 x $0.50 + 5,060 x $6.25 = 41,670, a million of which are
    // $0.04167 Haiku: 70 x $1 + 280 x $5 + 2,000 x $1.25 = 3,970, a million of which are $0.00397 For an hour
    // its writes would come to 2,000 x $0.75 = 1,500 more, and the program's figure is without.
    expect(
        &["claude-result/stream.jsonl"],
        "
c-stream: Result, programmatic, api-key, success, 2 turns, 3 requests, $0.04564 ($0.04564: none)
  claude-opus-5: 9 in, 300 out, 5000 read, 5060 for 5m, $0.04167 ($0.04167: none)
  claude-haiku-4-5-20251001: 70 in, 280 out, 2000 for 5m, $0.00397 ($0.00397: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn lines_in_a_file_that_is_named_after_one_object() {
    // Haiku: 7 x $1 + 90 x $5 = 457, a million of which are $0.000457
    expect(
        &["claude-result/lines-in-a-json-file.json"],
        "
c-named: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.000457 ($0.000457: none)
  claude-haiku-4-5-20251001: 7 in, 90 out, $0.000457 ($0.000457: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn several_runs_with_console_text_between() {
    // The first: 10 x $1 + 100 x $5 = 510, a million of which are $0.00051
    // The second: 20 x $1 + 200 x $5 = 1,020, a million of which are $0.00102
    expect(
        &["claude-result/several-with-noise.txt"],
        "
c-one: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00051 ($0.00051: none)
  claude-haiku-4-5-20251001: 10 in, 100 out, $0.00051 ($0.00051: none)
c-two: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00102 ($0.00102: none)
  claude-haiku-4-5-20251001: 20 in, 200 out, $0.00102 ($0.00102: none)
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn a_result_whose_beginning_was_cut_off() {
    // Only what stands from `modelUsage` on is left: neither session nor `total_cost_usd`.
    // Opus: 30 x $5 + 300 x $25 + 1,000 x $0.50 = 8,150, a million of which are $0.00815
    expect(
        &["claude-result/beginning-cut-off.log"],
        "
-: Result, programmatic, unknown, $0.00815
  claude-opus-5: 30 in, 300 out, 1000 read, $0.00815 ($0.00815: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_result_whose_beginning_was_cut_off_before_its_session() {
    // Here `usage` is left as well, and says that the writes are for an hour.
    // Opus: 40 x $5 + 400 x $25 + 2,000 x $0.50 + 600 x $10 = 17,200, a million of which are $0.0172
    expect(
        &["claude-result/beginning-cut-off-earlier.log"],
        "
c-cut-early: Result, programmatic, unknown, $0.0172 ($0.0172: none)
  claude-opus-5: 40 in, 400 out, 2000 read, 600 for 1h, $0.0172 ($0.0172: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_result_whose_end_was_cut_off_leaves_its_messages() {
    // Opus, with 2 of 500 tokens of output: 8 x $5 + 2 x $25 + 100 x $0.50 + 900 x $10 = 9,140, a million of
    // which are $0.00914
    expect(
        &["claude-result/end-cut-off.jsonl"],
        "
c-end: Stream, programmatic, unknown, no result, 1 requests, incomplete, $0.00914+
  claude-opus-5: 8 in, 2+ out, 100 read, 900 for 1h, $0.00914+
claude-result: 1 told, 0 again
CutOff in 0:3 (1)
",
    );
}

#[test]
fn usage_that_is_all_zero_beside_model_usage_that_is_not() {
    // Opus: 1,000 x $5 + 2,000 x $25 + 300,000 x $0.50 + 40,000 x $6.25 = 455,000, a million of which are
    // $0.455 Nothing tells for how long the writes are: for an hour they would come to 40,000 x $3.75 =
    // 150,000 more, and the program's figure is without.
    expect(
        &["claude-result/usage-all-zero.json"],
        "
c-zero: Result, programmatic, unknown, success, 30 turns, $0.455 ($0.455: none)
  claude-opus-5: 1000 in, 2000 out, 300000 read, 40000 for 5m, $0.455 ($0.455: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_result_of_summer_2025_has_usage_alone() {
    // Sonnet: 12 x $3 + 150 x $15 + 4,000 x $0.30 + 700 x $3.75 = 6,111, a million of which are $0.006111
    // The vendor's figure has side calls within it of which nothing tells.
    expect(
        &["claude-result/summer-2025.jsonl"],
        "
c-2025: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.006111..$0.007686 ($0.0081: unexplained)
  claude-sonnet-4-20250514: 12 in, 150 out, 4000 read, 700 untold, $0.006111..$0.007686
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_run_that_reached_its_turns_costs_what_it_used() {
    // Opus: 100 x $5 + 1,000 x $25 = 25,500, a million of which are $0.0255
    expect(
        &["claude-result/error-max-turns.json"],
        "
c-turns: Result, programmatic, unknown, error_max_turns, 9 turns, $0.0255 ($0.0255: none)
  claude-opus-5: 100 in, 1000 out, $0.0255 ($0.0255: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn an_error_that_calls_itself_a_success() {
    // Opus: 50 x $5 + 20 x $25 = 750, a million of which are $0.00075
    expect(
        &["claude-result/error-with-success.json"],
        "
c-err: Result, programmatic, unknown, error, 1 turns, $0.00075 ($0.00075: none)
  claude-opus-5: 50 in, 20 out, $0.00075 ($0.00075: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn what_crossed_the_budget_is_in_model_usage_alone() {
    // Opus: 150 x $5 + 1,800 x $25 = 45,750, a million of which are $0.04575
    expect(
        &["claude-result/error-max-budget.synthetic.json"],
        "
c-budget: Result, programmatic, unknown, error_max_budget_usd, 4 turns, $0.04575 ($0.04575: none)
  claude-opus-5: 150 in, 1800 out, $0.04575 ($0.04575: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_subtype_that_nobody_knows_yet() {
    // Opus: 10 x $5 + 10 x $25 = 300, a million of which are $0.0003
    expect(
        &["claude-result/subtype-nobody-knows.json"],
        "
c-new: Result, programmatic, unknown, error_moon_phase, 1 turns, $0.0003 ($0.0003: none)
  claude-opus-5: 10 in, 10 out, $0.0003 ($0.0003: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_start_that_failed_is_no_run() {
    expect(
        &["claude-result/startup-failure.json"],
        "
claude-result: 1 told, 0 again, 1 empty
",
    );
}

#[test]
fn the_total_under_its_name_of_early_1_0() {
    // Nothing names the model.
    expect(
        &["claude-result/total-cost.json"],
        "
c-old: Result, programmatic, unknown, success, 1 turns, no price ($0.0015: unexplained)
  : 20 out, no price
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn writes_whose_whole_stayed_zero_in_usage() {
    // Opus: 10 x $5 + 20 x $25 + 4,000 x $10 = 40,550, a million of which are $0.04055
    // The vendor's figure has 4,000 x $6.25 = 25,000.
    expect(
        &["claude-result/writes-flat-zero.json"],
        "
c-flat: Result, programmatic, unknown, success, 1 turns, $0.04055 ($0.02555: hour-writes-at-5m-rate)
  claude-opus-5: 10 in, 20 out, 4000 for 1h, $0.04055 ($0.02555: hour-writes-at-5m-rate)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn writes_that_only_the_split_of_usage_tells_of() {
    // Opus: 10 x $5 + 20 x $25 + 4,000 x $10 = 40,550, a million of which are $0.04055
    expect(
        &["claude-result/writes-only-in-the-split.json"],
        "
c-flat0: Result, programmatic, unknown, success, 1 turns, $0.04055 ($0.00055: unexplained)
  claude-opus-5: 10 in, 20 out, 4000 for 1h, $0.04055 ($0.00055: unexplained)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn the_split_is_the_main_loops_and_the_rest_lives_as_long_as_the_figure_shows() {
    // The main loop told of 2,000 and 3,000; its model wrote 9,000. The other wrote 8,000. Opus: 10 x $5 +
    // 100 x $25 + 20,000 x $0.50 + 6,000 x $6.25 + 3,000 x $10 = 80,050, a million of which are $0.08005
    // Haiku: 50 x $1 + 60 x $5 + 700 x $0.10 + 8,000 x $1.25 = 10,420, a million of which are $0.01042 For an
    // hour 4,000 x $3.75 = 15,000 and 8,000 x $0.75 = 6,000 more, which the program's figures are without.
    expect(
        &["claude-result/split-of-the-main-loop.json"],
        "
c-split: Result, programmatic, unknown, success, 5 turns, $0.09047 ($0.09047: none)
  claude-haiku-4-5-20251001: 50 in, 60 out, 700 read, 8000 for 5m, $0.01042 ($0.01042: none)
  claude-opus-5: 10 in, 100 out, 20000 read, 6000 for 5m, 3000 for 1h, $0.08005 ($0.08005: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_model_with_a_split_of_its_own() {
    // 1,000 and 6,000 of 9,000: what is left is for five minutes, and so is what a split of zeros leaves.
    // Opus: 10 x $5 + 100 x $25 + 20,000 x $0.50 + 3,000 x $6.25 + 6,000 x $10 = 91,300, a million of which
    // are $0.0913 Haiku: 50 x $1 + 60 x $5 + 500 x $1.25 = 975, a million of which are $0.000975
    expect(
        &["claude-result/split-by-model.synthetic.json"],
        "
c-own: Result, programmatic, unknown, success, 5 turns, $0.092275
  claude-opus-5: 10 in, 100 out, 20000 read, 3000 for 5m, 6000 for 1h, $0.0913
  claude-haiku-4-5-20251001: 50 in, 60 out, 500 for 5m, $0.000975
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn two_names_of_one_model_of_which_the_lines_name_the_wrong_one() {
    // The main loop's 700 for an hour are those of the name whose counts are the main loop's.
    // The main loop: 16 x $1 + 80 x $5 + 9,000 x $0.10 + 700 x $2 = 2,716, a million of which are $0.002716
    // Side calls: 450 x $1 + 12 x $5 + 300 x $1.25 = 885, a million of which are $0.000885
    expect(
        &["claude-result/two-names-of-one-model.jsonl"],
        "
c-names: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.003601 ($0.003601: none)
  claude-haiku-4-5 = claude-haiku-4-5-20251001: 450 in, 12 out, 300 for 5m, $0.000885 ($0.000885: none)
  claude-haiku-4-5-20251001: 16 in, 80 out, 9000 read, 700 for 1h, $0.002716 ($0.002716: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn names_with_a_suffix_of_a_cloud_and_of_a_gateway() {
    // 1,000 x $5 = 5,000 at Opus 4.6, 4.8 and 5, $1 at Haiku 4.5, $10 at Fable 5.1, $4 at Opus 5.5; times 1.1 at a
    // cloud's endpoints in the US.
    expect(
        &["claude-result/names-of-models.json"],
        "
c-ids: Result, programmatic, cloud, success, 1 turns, $0.0316
  claude-opus-4-8[1M] = claude-opus-4-8: 1000 in, $0.005
  us.anthropic.claude-opus-4-6-v1 = claude-opus-4-6: 1000 in, $0.0055
  us.anthropic.claude-haiku-4-5-20251001-v1:0 = claude-haiku-4-5-20251001: 1000 in, $0.0011
  us.anthropic.claude-fable-5-1[1m] = claude-fable-5-1: 1000 in, $0.011
  house-gateway/large = claude-opus-5: 1000 in, $0.005
  claude-opus-5-5[1m] = claude-opus-5-5: 1000 in, $0.004
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn another_vendors_model_has_its_own_price_and_the_programs_figure_is_the_default_models() {
    // GLM: 2,000 x $1.40 + 400 x $4.40 + 10,000 x $0.26 = 7,160, a million of which are $0.00716
    // The program took it for Opus: 2,000 x $5 + 400 x $25 + 10,000 x $0.50 = 25,000
    expect(
        &["claude-result/another-vendor.jsonl"],
        "
c-glm: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00716 ($0.025: other-model)
  glm-5.1: 2000 in, 400 out, 10000 read, $0.00716 ($0.025: other-model)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_model_that_the_program_did_not_know() {
    // Sonnet 5: 100 x $2 + 1,000 x $10 = 10,200, a million of which are $0.0102
    // The program took it for Opus: 100 x $5 + 1,000 x $25 = 25,500, a million of which are $0.0255
    expect(
        &["claude-result/unknown-to-the-program.json"],
        "
c-new-model: Result, programmatic, unknown, success, 1 turns, $0.0102 ($0.0255: other-model)
  claude-sonnet-5: 100 in, 1000 out, $0.0102 ($0.0255: other-model)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn writes_for_an_hour_that_the_program_counted_as_for_five_minutes() {
    // Haiku: 16 x $1 + 211 x $5 + 34,748 x $0.10 + 12,000 x $2 = 28545.80, a million of which are $0.0285458
    // At $1.25 the last is 15,000 and all 19,545.8.
    expect(
        &["claude-result/hour-writes-at-5m.json"],
        "
c-hour: Result, programmatic, unknown, success, 1 turns, $0.0285458 ($0.0195458: hour-writes-at-5m-rate)
  claude-haiku-4-5-20251001: 16 in, 211 out, 34748 read, 12000 for 1h, $0.0285458 ($0.0195458: hour-writes-at-5m-rate)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_resumed_run_goes_on_from_the_totals_before_it() {
    // From 2.1.277 on: the second file's totals are 30 in, 300 out, 5,000 read and 5,600 written.
    // The first: 10 x $5 + 100 x $25 + 5,000 x $6.25 = 33,800, a million of which are $0.0338
    // The second: 20 x $5 + 200 x $25 + 5,000 x $0.50 + 600 x $6.25 = 11,350, a million of which are $0.01135
    // Its side call: 90 x $1 + 10 x $5 = 140, a million of which are $0.00014
    expect(
        &["claude-result/resumed-going-on/1.jsonl", "claude-result/resumed-going-on/2.jsonl"],
        "
c-res: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.0338 ($0.0338: none)
  claude-opus-5: 10 in, 100 out, 5000 for 5m, $0.0338 ($0.0338: none)
c-res: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.01149 ($0.01149: none)
  claude-opus-5: 20 in, 200 out, 5000 read, 600 for 5m, $0.01135 ($0.01135: none)
  claude-haiku-4-5-20251001: 90 in, 10 out, $0.00014 ($0.00014: none)
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn a_resumed_run_of_an_older_version_begins_at_zero() {
    // The first: 10 x $5 + 100 x $25 + 5,000 x $6.25 = 33,800, a million of which are $0.0338
    // The second: 20 x $5 + 200 x $25 + 5,000 x $0.50 + 600 x $6.25 = 11,350, a million of which are $0.01135
    expect(
        &["claude-result/resumed-fresh/1.jsonl", "claude-result/resumed-fresh/2.jsonl"],
        "
c-fresh: Result, programmatic, unknown, success, 1 turns, $0.0338 ($0.0338: none)
  claude-opus-5: 10 in, 100 out, 5000 for 5m, $0.0338 ($0.0338: none)
c-fresh: Result, programmatic, unknown, success, 1 turns, $0.01135 ($0.01135: none)
  claude-opus-5: 20 in, 200 out, 5000 read, 600 for 5m, $0.01135 ($0.01135: none)
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn an_older_version_begins_at_zero_also_where_only_the_version_tells() {
    // `usage` is all zero, and the totals of the second would cover those of the first.
    // The first: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // The second: 30 x $5 + 300 x $25 = 7,650, a million of which are $0.00765
    expect(
        &["claude-result/resumed-fresh-uncounted/1.jsonl", "claude-result/resumed-fresh-uncounted/2.jsonl"],
        "
c-fresh-0: Result, programmatic, unknown, success, 1 turns, $0.00255 ($0.00255: none)
  claude-opus-5: 10 in, 100 out, $0.00255 ($0.00255: none)
c-fresh-0: Result, programmatic, unknown, success, 1 turns, $0.00765 ($0.00765: none)
  claude-opus-5: 30 in, 300 out, $0.00765 ($0.00765: none)
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn running_totals_of_one_process_are_counted_once() {
    // 10, 25 and 31 in; 100, 260 and 300 out: together 31 x $5 + 300 x $25 = 7,655.
    // The first: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // The second: 15 x $5 + 160 x $25 = 4,075, a million of which are $0.004075
    // The third: 6 x $5 + 40 x $25 = 1,030, a million of which are $0.00103
    expect(
        &["claude-result/running-totals.jsonl"],
        "
c-live: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00255 ($0.00255: none)
  claude-opus-5: 10 in, 100 out, $0.00255 ($0.00255: none)
c-live: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.004075 ($0.004075: none)
  claude-opus-5: 15 in, 160 out, $0.004075 ($0.004075: none)
c-live: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00103 ($0.00103: none)
  claude-opus-5: 6 in, 40 out, $0.00103 ($0.00103: none)
claude-result: 3 told, 0 again
",
    );
}

#[test]
fn a_run_that_was_stopped_has_its_prompts_and_some_of_its_output() {
    // Opus: 8 x $5 + 10 x $25 + 4,000 x $0.50 + 2,000 x $10 = 22,290, a million of which are $0.02229
    expect(
        &["claude-result/stopped.jsonl"],
        "
c-stop: Stream, programmatic, api-key, no result, 2 requests, incomplete, $0.02229+
  claude-opus-5: 8 in, 10+ out, 4000 read, 2000 for 1h, $0.02229+
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn a_run_that_was_stopped_behind_a_result_of_its_session() {
    // The first: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // What was stopped: 40 x $5 + 2 x $25 = 250, a million of which are $0.00025
    expect(
        &["claude-result/stopped-behind-a-result.jsonl"],
        "
c-again: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00255 ($0.00255: none)
  claude-opus-5: 10 in, 100 out, $0.00255 ($0.00255: none)
c-again: Cut, programmatic, unknown, no result, 1 requests, incomplete, $0.00025+
  claude-opus-5: 40 in, 2+ out, $0.00025+
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn a_run_that_was_stopped_in_a_file_behind_that_of_its_sessions_result() {
    // The first: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // What was stopped: 40 x $5 + 2 x $25 = 250, a million of which are $0.00025
    expect(
        &[
            "claude-result/stopped-in-a-file-of-its-own/1.jsonl",
            "claude-result/stopped-in-a-file-of-its-own/2.jsonl",
        ],
        "
c-apart: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00255 ($0.00255: none)
  claude-opus-5: 10 in, 100 out, $0.00255 ($0.00255: none)
c-apart: Stream, programmatic, unknown, no result, 1 requests, incomplete, $0.00025+
  claude-opus-5: 40 in, 2+ out, $0.00025+
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn the_end_of_a_message_counts_its_output() {
    // The first has 321, which is all; the second has 2, which is where it was stopped.
    // Opus: 13 x $5 + 323 x $25 + 1,100 x $0.50 = 8,690, a million of which are $0.00869
    expect(
        &["claude-result/partial-messages.jsonl"],
        "
c-part: Stream, programmatic, unknown, no result, 2 requests, incomplete, $0.00869+
  claude-opus-5: 13 in, 323+ out, 1100 read, $0.00869+
claude-result: 2 told, 0 again
",
    );
}

#[test]
fn fast_mode() {
    // Opus, twice its usual rates: 10 x $10 + 100 x $50 = 5,100, a million of which are $0.0051
    expect(
        &["claude-result/fast.synthetic.json"],
        "
c-fast: Result, programmatic, unknown, success, 1 turns, $0.0051 ($0.0051: none)
  claude-opus-5: 10 in, 100 out, fast, $0.0051 ($0.0051: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn inference_in_the_us() {
    // Opus, at 1.1 times its usual rates: 100 x $5.50 + 1,000 x $27.50 = 28,050, a million of which are
    // $0.02805
    expect(
        &["claude-result/us-only.synthetic.json"],
        "
c-us: Result, programmatic, unknown, success, 1 turns, $0.02805 ($0.02805: none)
  claude-opus-5: 100 in, 1000 out, us, $0.02805 ($0.02805: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn web_searches() {
    // 100 x $5 + 100 x $25 = 3,000, which is $0.003, and 3 searches are $0.03.
    expect(
        &["claude-result/web-searches.synthetic.json"],
        "
c-web: Result, programmatic, unknown, success, 1 turns, $0.033 ($0.033: none)
  claude-opus-5: 100 in, 100 out, 3 searches, $0.033 ($0.033: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn prompts_around_a_price_band_of_which_nobody_tells_the_sizes() {
    // 200,000 of prompt are two requests of 100,000, which are below the band, or one beyond it at five times
    // the rates. Below: 1,000 x $0.10 + 2,000 x $0.50 + 199,000 x $0.01 = 3,090, a million of which are
    // $0.00309 Beyond: 1,000 x $0.50 + 2,000 x $2.50 + 199,000 x $0.05 = 15,450, a million of which are
    // $0.01545
    expect(
        &["claude-result/price-band.synthetic.json"],
        "
c-band: Result, programmatic, unknown, success, 3 turns, $0.00309..$0.01545
  claude-haiku-5-5: 1000 in, 2000 out, 199000 read, $0.00309..$0.01545
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_rate_limit_is_seen_only_with_a_plan() {
    // Haiku: 5 x $1 + 50 x $5 = 255, a million of which are $0.000255
    expect(
        &["claude-result/rate-limit-event.jsonl"],
        "
c-limit: Result, programmatic, plan, success, 1 turns, 1 requests, $0.000255 ($0.000255: none)
  claude-haiku-4-5-20251001: 5 in, 50 out, $0.000255 ($0.000255: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_credential_that_expires_is_a_plans() {
    // Haiku: 5 x $1 + 50 x $5 = 255, a million of which are $0.000255
    expect(
        &["claude-result/credential-expires.json"],
        "
c-cred: Result, programmatic, plan, success, 1 turns, $0.000255 ($0.000255: none)
  claude-haiku-4-5-20251001: 5 in, 50 out, $0.000255 ($0.000255: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_managed_key_is_a_key() {
    // Haiku: 5 x $1 + 50 x $5 = 255, a million of which are $0.000255
    expect(
        &["claude-result/managed-key.jsonl"],
        "
c-key: Result, programmatic, api-key, success, 1 turns, $0.000255 ($0.000255: none)
  claude-haiku-4-5-20251001: 5 in, 50 out, $0.000255 ($0.000255: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_clouds_bill() {
    // Haiku: 5 x $1 + 50 x $5 = 255, a million of which are $0.000255; times 1.1 in the US, which Claude Code's own
    // figure does not know.
    expect(
        &["claude-result/bedrock.json"],
        "
c-cloud: Result, programmatic, cloud, success, 1 turns, $0.0002805 ($0.000255: without-region)
  us.anthropic.claude-haiku-4-5-20251001-v1:0 = claude-haiku-4-5-20251001: 5 in, 50 out, $0.0002805 ($0.000255: without-region)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_dump_of_the_python_sdk() {
    // Opus: 4 x $5 + 60 x $25 = 1,520, a million of which are $0.00152
    expect(
        &["claude-result/python-sdk.jsonl"],
        "
c-py: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.00152 ($0.00152: none)
  claude-opus-5: 4 in, 60 out, $0.00152 ($0.00152: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_dump_of_the_python_sdk_that_was_stopped() {
    // Opus: 4 x $5 + 2 x $25 = 70, a million of which are $0.00007
    expect(
        &["claude-result/python-sdk-without-result.jsonl"],
        "
c-py2: Stream, programmatic, api-key, no result, 1 requests, incomplete, $0.00007+
  claude-opus-5: 4 in, 2+ out, $0.00007+
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn an_execution_file() {
    // Opus: 9 x $5 + 90 x $25 = 2,295, a million of which are $0.002295
    expect(
        &["claude-result/execution-file.json"],
        "
c-gh: Result, programmatic, api-key, error_max_turns, 1 turns, 1 requests, $0.002295 ($0.002295: none)
  claude-opus-5: 9 in, 90 out, $0.002295 ($0.002295: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn an_execution_file_without_a_result() {
    // Opus: 9 x $5 + 3 x $25 = 120, a million of which are $0.00012
    expect(
        &["claude-result/execution-file-without-result.json"],
        "
c-gh2: Stream, programmatic, api-key, no result, 1 requests, incomplete, $0.00012+
  claude-opus-5: 9 in, 3+ out, $0.00012+
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_console_log_has_results_without_tokens() {
    expect(
        &["claude-result/console-without-tokens.txt"],
        "
claude-result: 0 told, 0 again
NoTokens in 0:2 (1)
",
    );
}

#[test]
fn a_result_without_usage_tells_nothing() {
    expect(
        &["claude-result/result-without-anything.json"],
        "
claude-result: 0 told, 0 again
NoTokens in 0:1 (1)
",
    );
}

#[test]
fn a_result_that_was_saved_twice_is_one() {
    // What the second file knows beside it, whose key it was, is known of it.
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &["claude-result/same-result-without-uuid/a.json", "claude-result/same-result-without-uuid/b.jsonl"],
        "
c-copy: Result, programmatic, api-key, success, 1 turns, $0.00255 ($0.00255: none)
  claude-opus-5: 10 in, 100 out, $0.00255 ($0.00255: none)
claude-result: 2 told, 1 again
",
    );
}

#[test]
fn a_file_from_windows_that_begins_with_a_mark() {
    // Haiku: 1 x $1 + 1 x $5 = 6, a million of which are $0.000006
    expect(
        &["claude-result/windows.json"],
        "
c-win: Result, programmatic, unknown, success, 1 turns, $0.000006 ($0.000006: none)
  claude-haiku-4-5-20251001: 1 in, 1 out, $0.000006 ($0.000006: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn counts_that_are_none_are_told_of() {
    // -5 and 1.5 are none, nor is a text, and 2^64 is beyond what fits; `4.0` is one.
    // Opus: 3 x $5 + 4 x $25 = 115, a million of which are $0.000115
    expect(
        &["claude-result/counts-that-are-none.jsonl"],
        "
c-bad: Result, programmatic, unknown, success, 1 turns, $0.000115
  claude-opus-5: 3 in, 4 out, $0.000115
claude-result: 1 told, 0 again
NoCount in 0:1 (3)
TooLarge in 0:3 (1)
",
    );
}

#[test]
fn a_record_that_is_quoted_in_a_text_is_text() {
    // Haiku: 5 x $1 + 50 x $5 = 255, a million of which are $0.000255
    expect(
        &["claude-result/quoted-in-a-text.jsonl"],
        "
c-quote: Result, programmatic, unknown, success, 1 turns, 1 requests, $0.000255 ($0.000255: none)
  claude-haiku-4-5-20251001: 5 in, 50 out, $0.000255 ($0.000255: none)
claude-result: 1 told, 0 again
",
    );
}

#[test]
fn a_result_tells_of_a_session_better_than_its_transcript() {
    expect(
        &["claude-result/with-its-transcript/result.json", "claude-transcript/told-by-a-result.jsonl"],
        "
t-told: Result, sdk-cli, programmatic, unknown, success, 1 turns, 2 requests, 2026-10-01T10:00:00Z, $0.01261 ($0.01261: none)
  claude-opus-5: 10 in, 100 out, 1000 for 1h, $0.01255 ($0.01255: none)
  claude-haiku-4-5-20251001: 40 in, 4 out, $0.00006 ($0.00006: none)
claude-result and claude-transcript: 3 told, 0 again, 1 told by results
",
    );
}

#[test]
fn a_person_who_goes_on_with_a_programs_session_gets_no_result() {
    // The person: 20 x $5 + 200 x $25 = 5,100, a million of which are $0.0051
    expect(
        &["claude-result/with-its-transcript/result.json", "claude-transcript/resumed-by-a-person.jsonl"],
        "
t-told: Result, sdk-cli, programmatic, unknown, success, 1 turns, 1 requests, 2026-10-01T10:00:00Z, $0.01261 ($0.01261: none)
  claude-opus-5: 10 in, 100 out, 1000 for 1h, $0.01255 ($0.01255: none)
  claude-haiku-4-5-20251001: 40 in, 4 out, $0.00006 ($0.00006: none)
t-told: Transcript, cli, interactive, unknown, 1 requests, 2026-10-02T08:00:00Z, $0.0051
  claude-opus-5: 20 in, 200 out, $0.0051
claude-result and claude-transcript: 3 told, 0 again, 1 told by results
",
    );
}

#[test]
fn a_stopped_run_and_its_transcript_are_one_run() {
    // The transcript knows 70 tokens of output of the first answer.
    // Opus: 8 x $5 + 76 x $25 + 4,000 x $0.50 + 2,000 x $10 = 23,940, a million of which are $0.02394
    expect(
        &["claude-result/stopped.jsonl", "claude-transcript/of-a-stopped-run.jsonl"],
        "
c-stop: Transcript, sdk-cli, programmatic, api-key, 2 requests, incomplete, 2026-10-01T10:00:00Z, $0.02394+
  claude-opus-5: 8 in, 76+ out, 4000 read, 2000 for 1h, $0.02394+
claude-result and claude-transcript: 5 told, 3 again
",
    );
}
