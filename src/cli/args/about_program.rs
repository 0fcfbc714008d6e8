//! `creditcalc completions`, `man` and `help`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::ToFile;
use super::guide::{Guide, Guided, Question};

/// What a shell completes.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Completions {
    /// Your shell
    #[arg(value_name = "SHELL", ignore_case = true)]
    pub(in crate::cli) shell: Shell,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

/// The shells that there are completions for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Shell {
    /// Add to ~/.bashrc: source <(creditcalc completions bash)
    Bash,
    /// Save as _creditcalc in a folder of $fpath
    Zsh,
    /// Save as ~/.config/fish/completions/creditcalc.fish
    Fish,
    /// Save as creditcalc.ps1, and run that in $PROFILE
    Powershell,
    /// Save as ~/.config/elvish/lib/creditcalc.elv
    Elvish,
    /// Save as creditcalc.nu, and `use` it in config.nu
    Nushell,
}

impl Guided for Completions {
    const GUIDE: Guide = Guide {
        usage: "SHELL [FLAGS]",
        flags: &["shell", "output"],
        examples: &[
            "source <(creditcalc completions bash)",
            "creditcalc completions zsh -o _creditcalc",
            "creditcalc completions fish -o ~/.config/fish/completions/creditcalc.fish",
        ],
        more: &["Names of plans, models and time zones are completed, too."],
        question: Question {
            asks: "Which shell? Give one of:",
            ways: &[
                ("bash", "source <(creditcalc completions bash)"),
                ("zsh", "creditcalc completions zsh -o _creditcalc"),
                ("fish", "creditcalc completions fish -o creditcalc.fish"),
                ("powershell", "creditcalc completions powershell"),
                ("elvish", "creditcalc completions elvish"),
                ("nushell", "creditcalc completions nushell"),
            ],
        },
    };
}

/// The manual.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Man {
    /// Command whose page to print [default: the main page]
    #[arg(value_name = "COMMAND")]
    pub(in crate::cli) page: Option<String>,
    /// Write all pages into this folder, which must exist
    #[arg(long, value_name = "DIR", conflicts_with_all = ["page", "output"])]
    pub(in crate::cli) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Man {
    const GUIDE: Guide = Guide {
        usage: "[COMMAND] [FLAGS]",
        flags: &["page", "dir", "output"],
        examples: &[
            "creditcalc man estimate -o creditcalc-estimate.1",
            "creditcalc man --dir ~/.local/share/man/man1",
        ],
        more: &["To read a page: creditcalc man estimate | man -l -"],
        question: Question::NONE,
    };
}

/// Help about a command or a topic.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Help {
    /// Command, or a topic: plans, schedules, records or exit-codes
    #[arg(value_name = "WHAT")]
    pub(in crate::cli) what: Option<String>,
}

impl Guided for Help {
    const GUIDE: Guide = Guide {
        usage: "[WHAT]",
        flags: &["what"],
        examples: &["creditcalc help estimate", "creditcalc help plans"],
        more: &[],
        question: Question::NONE,
    };
}
