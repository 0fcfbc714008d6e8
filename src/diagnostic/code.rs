//! The codes of all errors, a line each: what it is called here, what is shown, and what it means.

use std::fmt;

/// What was being done when an error was found; the letter of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// U: reading and pricing what runs use.
    Usage,
    /// P: reading price tables.
    Prices,
    /// S: reading when runs happen.
    Schedules,
    /// L: plans, credits, scenarios and saved answers.
    Ledger,
    /// C: the command line and the configuration.
    CommandLine,
}

macro_rules! codes {
    ($($stage:ident { $($(#[$meaning:meta])+ $name:ident = $code:literal,)+ })+) => {
        /// The code of an error: one kind of mistake, one code. A kind is what a person mends in one way; the title
        /// says which of them it is. What is wrong in a file has another code than the same on the command line,
        /// because the process ends with 1 for the one and with 2 for the other.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($($(#[$meaning])+ $name,)+)+
        }

        impl Code {
            /// All of them, by stage and number.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)+)+];

            /// The letter of the stage and a number, `U104`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(Self::$name => $code,)+)+
                }
            }

            /// What was being done when it was found.
            #[must_use]
            pub const fn stage(self) -> Stage {
                match self {
                    $($(Self::$name)|+ => Stage::$stage,)+
                }
            }
        }
    };
}

codes! {
    Usage {
        /// A model has no price on file.
        UnknownModel = "U104",
        /// A model has no price on the day of a run.
        NoPriceOnDay = "U105",
        /// A price lacks a rate, or a vendor a fee, for something that a run uses.
        NoRate = "U106",
        /// A model has no fast-mode price for these runs.
        NoFastPrice = "U107",
        /// A model is not offered through the batch API, or with US-only inference.
        NoModifier = "U108",
        /// An option that can't be used together with fast mode.
        FastExcludes = "U109",
        /// A sum that is too large.
        OutOfRange = "U110",
        /// A run without tokens.
        NoTokens = "U111",
        /// A run that uses models of several vendors: a credit pays for one vendor's models.
        SeveralVendors = "U112",
        /// Records without a run.
        NoRunFound = "U113",
        /// Records that could not be read, although `--strict` is given.
        UnreadRecords = "U114",
        /// There are no records in the places where an agent usually writes them.
        NoUsualRecords = "U115",
        /// None of the measured runs was started in the way that was asked for.
        NoRunOfThisUse = "U116",
        /// None of the measured runs has a price.
        NothingPriced = "U117",
        /// A profile with a mistake in it.
        WrongProfile = "U118",
        /// A model that its vendor retired before the first of these runs.
        Retired = "U121",
        /// None of the measured runs started in the time that was asked about.
        NoRunInTime = "U122",
        /// A file that is given as a bill and is none, or has a mistake in it: a missing member, another currency, no amounts.
        WrongBill = "U123",
        /// A bill of another time than the plan or the records that it is compared with.
        BillOfAnotherTime = "U124",
        /// Measured runs that cost more than the limit on a run that is given for them.
        CapBelowRun = "U125",
    }
    Prices {
        /// A price file that is not TOML.
        PricesNotToml = "P201",
        /// A key of a price file that is to be left out or written another way: there is none of its name, or it
        /// does not go with the others of its table.
        UnknownPriceKey = "P202",
        /// A price that is not written as a quoted decimal.
        UnquotedPrice = "P203",
        /// A number in a price file that is out of bounds for its key.
        WrongPriceNumber = "P204",
        /// Something is missing in a price file.
        MissingPriceKey = "P205",
        /// A value in a price file that has the wrong type for its key.
        WrongPriceType = "P206",
        /// Two prices that take effect on the same day.
        TwoPricesOnDay = "P207",
        /// Prices or statuses that are not in order of date.
        DaysOutOfOrder = "P208",
        /// A rate that is neither in its card nor listed as not found, or that is both.
        RateMissing = "P209",
        /// A figure without its source.
        NoSource = "P210",
        /// A name or a figure that is defined twice in the tables.
        PriceEntryTwice = "P211",
        /// A name in a price file that is not defined in any table.
        UnknownPriceName = "P212",
        /// Text in a price file that is not one of the values for its key.
        UnknownPriceWord = "P213",
        /// Bands that are not in order of their limits.
        BandsOutOfOrder = "P215",
        /// A surface and a sign-in for which a program has no rule, or two.
        NotOneUseRule = "P216",
        /// A price file that does not say what it is.
        NoPriceFormat = "P217",
        /// A folder of price files that cannot be read, has a file that cannot be read, or has no price files.
        NoPriceFiles = "P218",
        /// A catalog of prices that is not what it is said to be, or has a fault: nothing of it is imported.
        WrongCatalog = "P219",
        /// An import that is refused until somebody accepts what is odd about it, or that would edit an old price.
        ImportRefused = "P220",
    }
    Schedules {
        /// A wrong field of a cron expression.
        WrongCronField = "S301",
        /// Something that doesn't have the five fields of a cron expression.
        NotCron = "S302",
        /// Something that is not a systemd calendar event.
        NotCalendarEvent = "S304",
        /// A calendar event in an unknown time zone: a word in the middle of an expression.
        UnknownEventZone = "S305",
        /// A crontab without a line to count: it is empty, no line runs an agent, or none contains the text.
        NoCrontabLine = "S306",
        /// A file that is not a workflow.
        NotWorkflow = "S307",
        /// A workflow that runs no agent.
        NoAgentInWorkflow = "S308",
        /// A crontab or a workflow that names an unknown time zone, on a line or under a key of its own.
        UnknownFileZone = "S309",
        /// A crontab or workflows that cannot be read.
        UnreadSchedules = "S310",
        /// A workflow whose triggers have neither a schedule nor a count.
        NoEventRate = "S311",
        /// A count for a trigger that the workflow does not have, or that needs none.
        WrongEventRate = "S312",
        /// A file of schedules without a job to count: none runs an agent, none contains the text, or none has times.
        NoAgentInSchedules = "S313",
        /// A file that holds no schedules that are read here, or is broken.
        NotSchedules = "S314",
    }
    Ledger {
        /// Not the name of a plan: there is no such plan, or the name stands for several.
        UnknownPlan = "L401",
        /// A plan of another program.
        PlanOfAnotherProgram = "L402",
        /// An unknown program.
        UnknownProgram = "L403",
        /// No program is in force on a day.
        NoProgramInForce = "L404",
        /// Seats that do not fit the plan: it has no seats, has no seats of this kind, or there are zero of them.
        WrongSeats = "L405",
        /// A plan whose unit is work and not tokens, so that nobody can say what a run draws.
        NotComputable = "L406",
        /// A scenario that is not TOML.
        ScenarioNotToml = "L501",
        /// An unknown key in a scenario.
        UnknownScenarioKey = "L502",
        /// A wrong value in a scenario.
        WrongScenarioValue = "L503",
        /// Something is missing in a scenario.
        MissingScenarioKey = "L504",
        /// Something is in a scenario twice: the name of a job or of a seat, or a file.
        UsedTwice = "L505",
        /// An unknown seat.
        UnknownSeat = "L506",
        /// Two keys of a scenario that can't be used together.
        KeysExclude = "L507",
        /// A key of a scenario without another key that it needs.
        KeyAlone = "L508",
        /// A job that ends before it starts.
        EndsBeforeStart = "L509",
        /// A scenario, or a file that it names, cannot be read.
        UnreadScenarioFile = "L510",
        /// Files that include or refer to themselves.
        IncludesItself = "L511",
        /// More is spent than the credit and its cap together.
        SpentTooMuch = "L512",
        /// Seats that share a credit, with settings that differ.
        SharedCreditEndsTwice = "L513",
        /// An unknown job.
        UnknownJob = "L515",
        /// A model that a run of a job does not use.
        ModelNotUsed = "L516",
        /// Runs of one session that start or sign in in several ways.
        MixedSurfacesOfJob = "L517",
        /// A cycle of a scenario that is outside the calendar; on the command line, C506.
        ScenarioOutsideCalendar = "L518",
        /// The rest of a cycle of a scenario, when today is not in it; on the command line, C508.
        ScenarioNotInCycle = "L519",
        /// A file that is wanted for a saved answer and cannot be compared: it cannot be read, is something else, or
        /// its figures do not add up.
        UnreadAnswer = "L520",
        /// Saved answers of different kinds.
        AnswersOfTwoKinds = "L521",
        /// A scenario without a policy to check.
        NoPolicy = "L522",
        /// Saved answers that have no plan in common.
        NoPlanInCommon = "L523",
        /// A file names another that it may not name: one outside its folder, or a device.
        NamesElsewhere = "L524",
        /// A saved answer that cannot be verified: its question, its files or its tables are not there.
        NotVerified = "L525",
    }
    CommandLine {
        /// A file of settings that is to be mended as a whole or by its keys: it is not TOML, or has one that there
        /// is not.
        UnknownSetting = "C501",
        /// A setting with a wrong value.
        WrongSetting = "C502",
        /// A file or a folder that cannot be read. The command line is right, and the exit code 1.
        UnreadFile = "C503",
        /// A wrong `--usage`.
        WrongUsage = "C504",
        /// Arguments of which one is to be left out or to be another: they exclude each other, one says nothing without
        /// another, a file would be written over what is asked about, or more is asked for than is listed.
        ArgumentsExclude = "C505",
        /// A day or a cycle outside the calendar.
        OutsideCalendar = "C506",
        /// A format that this answer can't be written in.
        NoSuchFormat = "C507",
        /// The rest of a cycle, when today is not in it.
        NotInCycle = "C508",
        /// No schedule is given.
        NoSchedule = "C509",
        /// A flag asks for one format, and the ending of the file name for another.
        TwoFormats = "C511",
    }
}

impl Code {
    /// Whether the command line or the configuration is worded wrongly, so that the process ends with 2. With
    /// any other code it could not answer, and ends with 1.
    #[must_use]
    pub const fn is_wrong_command_line(self) -> bool {
        matches!(self.stage(), Stage::CommandLine) && !matches!(self, Self::UnreadFile)
    }

    /// Whether what is asked about cannot be priced, and no file and no argument says anything wrong.
    #[must_use]
    pub const fn is_about_prices(self) -> bool {
        matches!(
            self,
            Self::UnknownModel
                | Self::NoPriceOnDay
                | Self::Retired
                | Self::NoRate
                | Self::NoFastPrice
                | Self::NoModifier
                | Self::FastExcludes
                | Self::OutOfRange
                | Self::SeveralVendors
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_number_of_its_stage_and_no_other_has_it() {
        for pair in Code::ALL.windows(2) {
            let same_stage = pair[0].stage() == pair[1].stage();
            assert!(!same_stage || pair[0].as_str() < pair[1].as_str(), "{pair:?} are not in order");
        }
        for code in Code::ALL {
            let (letter, number) = code.as_str().split_at(1);
            let expected = match code.stage() {
                Stage::Usage => ("U", '1'),
                Stage::Prices => ("P", '2'),
                Stage::Schedules => ("S", '3'),
                Stage::Ledger => ("L", '4'),
                Stage::CommandLine => ("C", '5'),
            };
            assert_eq!(letter, expected.0, "{code:?}");
            let is_of_scenario = letter == "L" && number.starts_with('5');
            assert!(number.len() == 3 && (number.starts_with(expected.1) || is_of_scenario), "{code:?}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_no_wrong_command_line() {
        assert!(Code::ArgumentsExclude.is_wrong_command_line());
        assert!(!Code::UnreadFile.is_wrong_command_line());
        assert!(!Code::WrongCronField.is_wrong_command_line());
    }
}
