//! `creditcalc mcp`.

use clap::Args as ClapArgs;

use super::guide::{Guide, Guided, Question};

/// What the tools of the server may do.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Mcp {
    /// Let tools read files outside the folder it's started in. Your transcripts and your crontab are there
    #[arg(long, help_heading = "The server")]
    pub(in crate::cli) allow_outside: bool,
}

impl Guided for Mcp {
    const GUIDE: Guide = Guide {
        usage: "[FLAGS]",
        flags: &["allow_outside", "config", "no_config"],
        examples: &["claude mcp add creditcalc -- creditcalc mcp", "creditcalc mcp --allow-outside"],
        more: &[
            "Its tools are estimate, compare, schedule, scan, status, plans and models. They write no file. It speaks \
            JSON-RPC on standard input and output, and ends with its input: docs/mcp.md",
        ],
        question: Question::NONE,
    };
}
