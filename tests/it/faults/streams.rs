//! Standard streams that are closed, or that somebody closes meanwhile. `edges` and `shell` have more.

use super::{ESTIMATE, in_shell, stderr, stdout};
use crate::sandbox::Sandbox;

/// A closed stream is nobody's, and must not become that of a file that is opened next.
#[test]
fn a_closed_stream_never_gets_into_a_file() {
    for closed in [">&-", "<&-", "2>&-", "<&- >&- 2>&-"] {
        let sandbox = Sandbox::new();
        let whole = in_shell(&sandbox, "exec \"$@\"", ESTIMATE.into_iter().chain(["--json"])).stdout;
        sandbox.write("a.json", "old\n");
        let args = ESTIMATE.into_iter().chain(["-o", "a.json"]);
        let output = in_shell(&sandbox, &format!("exec \"$@\" {closed}"), args);
        assert_eq!(output.status.code(), Some(0), "{closed}: {}", stderr(&output));
        assert_eq!(sandbox.read("a.json").as_bytes(), whole, "{closed}");
        assert_eq!(sandbox.listing(), ["a.json"], "{closed}");
        // What cannot be said still has its code.
        let output = in_shell(&sandbox, &format!("exec \"$@\" {closed}"), ["measure", "nowhere"]);
        assert_eq!(output.status.code(), Some(1), "{closed}");
    }
}

#[test]
fn without_standard_input_the_same_is_answered() {
    let sandbox = Sandbox::new();
    let usual = in_shell(&sandbox, "exec \"$@\" < /dev/null", ESTIMATE);
    assert_eq!(in_shell(&sandbox, "exec \"$@\" <&-", ESTIMATE), usual);
    let server = in_shell(&sandbox, "exec \"$@\" <&-", ["mcp"]);
    assert_eq!(
        (server.status.code(), stdout(&server), stderr(&server)),
        (Some(0), String::new(), String::new())
    );
}

#[test]
fn whoever_reads_an_answer_may_stop() {
    let sandbox = Sandbox::new();
    for args in [&["models"][..], &["models", "--json"], &["--help"], &["schema", "estimate"], &["man"]] {
        // The answer is longer than a pipe takes, or the reader is gone before it begins.
        for reader in ["head -c 1", "true"] {
            let script = format!("{{ \"$@\"; echo $? >&2; }} | {reader}");
            let output = in_shell(&sandbox, &script, args);
            assert_eq!(stderr(&output), "0\n", "{args:?} | {reader}");
        }
    }
    let asked = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\n".repeat(50);
    sandbox.write("asked", asked);
    let output = in_shell(&sandbox, "{ \"$@\" < asked; echo $? >&2; } | true", ["mcp"]);
    assert!(
        !stderr(&output).contains("panicked") && !stderr(&output).contains("bug in"),
        "{}",
        stderr(&output)
    );
}
