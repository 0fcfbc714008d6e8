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
        /// A price has no rate, or a vendor no fee, for something that a run uses.
        NoRate = "U106",
        /// A model has no price at fast speed for these runs.
        NoFastPrice = "U107",
        /// A model is not offered in batches, or in the US only.
        NoModifier = "U108",
        /// What does not go with fast speed.
        FastExcludes = "U109",
        /// A sum that is larger than can be held.
        OutOfRange = "U110",
        /// A run without tokens.
        NoTokens = "U111",
        /// A run that uses models of several vendors, whose credit pays for one.
        SeveralVendors = "U112",
        /// Records in which there is no run.
        NoRunFound = "U113",
        /// Records that could not be read, where none may be.
        UnreadRecords = "U114",
        /// No records are where an agent usually writes them.
        NoUsualRecords = "U115",
        /// None of the measured runs was started as asked.
        NoRunOfThisUse = "U116",
        /// None of the measured runs has a price.
        NothingPriced = "U117",
        /// A profile that is not as profiles are.
        WrongProfile = "U118",
        /// A model that its vendor retired before the runs that are asked about.
        Retired = "U121",
    }
    Prices {
        /// A price file that is not TOML.
        PricesNotToml = "P201",
        /// A key of a price file that is to be left out or written another way: there is none of its name, or it
        /// does not go with the others of its table.
        UnknownPriceKey = "P202",
        /// A price that is not a quoted decimal.
        UnquotedPrice = "P203",
        /// A number in a price file that its key does not take.
        WrongPriceNumber = "P204",
        /// Something is missing in a price file.
        MissingPriceKey = "P205",
        /// A value in a price file that is of another type than its key takes.
        WrongPriceType = "P206",
        /// Two prices that take effect on the same day.
        TwoPricesOnDay = "P207",
        /// Days of prices or statuses that are not in their order.
        DaysOutOfOrder = "P208",
        /// A rate that stands neither in its card nor among those that were not found, or in both.
        RateMissing = "P209",
        /// A figure without its source.
        NoSource = "P210",
        /// A name or a figure that stands twice in the tables.
        PriceEntryTwice = "P211",
        /// A name in a price file that nothing in the tables has.
        UnknownPriceName = "P212",
        /// A text in a price file that is none of the words for its key.
        UnknownPriceWord = "P213",
        /// Bands that are not in the order of their limits.
        BandsOutOfOrder = "P215",
        /// A surface and a sign-in for which a program has no rule of use, or two.
        NotOneUseRule = "P216",
        /// A price file that does not say what it is.
        NoPriceFormat = "P217",
        /// A folder of price files that cannot be read, or a file in it, or one without such files.
        NoPriceFiles = "P218",
    }
    Schedules {
        /// A field of a cron expression that is not one.
        WrongCronField = "S301",
        /// What is not made of the fields of a cron expression.
        NotCron = "S302",
        /// What is not a calendar event.
        NotCalendarEvent = "S304",
        /// A calendar event in a time zone that there is not: a word in the middle of an expression.
        UnknownEventZone = "S305",
        /// A crontab without a line to ask about: it is empty, no line runs an agent, or none has the text.
        NoCrontabLine = "S306",
        /// What is not a workflow.
        NotWorkflow = "S307",
        /// A workflow that runs no agent.
        NoAgentInWorkflow = "S308",
        /// A crontab or a workflow that names a time zone that there is not, on a line or under a key of its own.
        UnknownFileZone = "S309",
        /// A crontab or workflows that cannot be read.
        UnreadSchedules = "S310",
        /// A workflow whose triggers have no schedule and no rate.
        NoEventRate = "S311",
        /// A rate of a trigger that the workflow does not have, or that needs none.
        WrongEventRate = "S312",
    }
    Ledger {
        /// The name of a plan is wanted, and this is none: there is no such plan, or it names several.
        UnknownPlan = "L401",
        /// A plan of another program.
        PlanOfAnotherProgram = "L402",
        /// A program that there is not.
        UnknownProgram = "L403",
        /// No program is in force on a day.
        NoProgramInForce = "L404",
        /// Seats that do not fit the plan: it does not grant by the seat, has no such kind, or none are counted.
        WrongSeats = "L405",
        /// A scenario that is not TOML.
        ScenarioNotToml = "L501",
        /// A key that there is not in a scenario.
        UnknownScenarioKey = "L502",
        /// A value in a scenario that its key does not take.
        WrongScenarioValue = "L503",
        /// Something is missing in a scenario.
        MissingScenarioKey = "L504",
        /// What may be in a scenario once is there twice: the name of a job or of a seat, or a file.
        UsedTwice = "L505",
        /// A seat that there is not.
        UnknownSeat = "L506",
        /// Two keys of a scenario that exclude each other.
        KeysExclude = "L507",
        /// A key of a scenario without the one it goes with.
        KeyAlone = "L508",
        /// A job that ends before it starts.
        EndsBeforeStart = "L509",
        /// A file that a scenario names, or the scenario that is looked for, cannot be read.
        UnreadScenarioFile = "L510",
        /// Files that include or refer to themselves.
        IncludesItself = "L511",
        /// More is spent than there can be.
        SpentTooMuch = "L512",
        /// Seats that share a credit which ends in two ways.
        SharedCreditEndsTwice = "L513",
        /// A job that there is not.
        UnknownJob = "L515",
        /// A model that a run of a job does not use.
        ModelNotUsed = "L516",
        /// Runs of a job that grows, which are started or signed in in several ways.
        MixedSurfacesOfJob = "L517",
        /// A cycle of a scenario that lies outside the calendar; of arguments, C506.
        ScenarioOutsideCalendar = "L518",
        /// The rest of a cycle of a scenario that today is not in; of arguments, C508.
        ScenarioNotInCycle = "L519",
        /// A file that is wanted for a saved answer and cannot be compared: it cannot be read, is something else, or
        /// its figures do not add up.
        UnreadAnswer = "L520",
        /// Saved answers of two kinds.
        AnswersOfTwoKinds = "L521",
        /// A scenario that says nothing about what must hold.
        NoPolicy = "L522",
        /// Saved answers that are not about the same plan.
        NoPlanInCommon = "L523",
        /// A file names one that is not read for it: outside its folder, or none at all.
        NamesElsewhere = "L524",
    }
    CommandLine {
        /// A file of settings that is to be mended as a whole or by its keys: it is not TOML, or has one that there
        /// is not.
        UnknownSetting = "C501",
        /// A setting of a value that it does not take.
        WrongSetting = "C502",
        /// A file or a folder that cannot be read. The command line is right, and the exit code 1.
        UnreadFile = "C503",
        /// A `--usage` that is not one.
        WrongUsage = "C504",
        /// Arguments of which one is to be left out or to be another: they exclude each other, one says nothing without
        /// another, a file would be written over what is asked about, or more is asked for than is listed.
        ArgumentsExclude = "C505",
        /// A day or a cycle outside the calendar.
        OutsideCalendar = "C506",
        /// A format in which an answer is not written.
        NoSuchFormat = "C507",
        /// The rest of a cycle that today is not in.
        NotInCycle = "C508",
        /// No schedule is asked about.
        NoSchedule = "C509",
        /// A flag asks for one format, and the ending of the file for another.
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
