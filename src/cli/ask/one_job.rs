//! One job, as the arguments of `estimate`, `compare` and `solve` ask about it.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Asker;
use super::run::RunOfArgs;
use crate::cli::World;
use crate::cli::args::{NamedFiles, QuestionArgs, ShownArgs};
use crate::cli::shell::Shell;
use crate::diagnostic::Diagnostic;
use crate::ledger::Scenario;
use crate::pricing::{PriceTable, WantedPlans};
use crate::question::{AllVendors, Multiplied, Question, QuestionSpec, Unstated, When};
use crate::usage::RunProfile;

/// One job as it is asked about, before any table is looked at: which one it takes depends on the question.
pub(in crate::cli) struct OneJob<'a, 'w> {
    asker: Asker<'a, 'w>,
    spec: QuestionSpec,
    when: When,
    skipped: Vec<String>,
    notes: Vec<String>,
    multiplied: Multiplied,
}

/// The question for the engine, and what to know about how it was understood.
pub(in crate::cli) struct Asked<'t> {
    pub(in crate::cli) scenario: Scenario<'t>,
    /// The same job on the plans of every vendor, where that is what is asked.
    pub(in crate::cli) all_vendors: Option<AllVendors<'t>>,
    /// What measured runs used, each as a whole, where one stands for them.
    pub(in crate::cli) measured: Option<RunProfile>,
    /// The instant of asking.
    pub(in crate::cli) now: Timestamp,
    pub(in crate::cli) notes: Vec<String>,
    /// What changes the meaning of a figure.
    pub(in crate::cli) cautions: Vec<String>,
    /// What could not be read of records, one line each.
    pub(in crate::cli) skipped: Vec<String>,
}

impl<'a, 'w> OneJob<'a, 'w> {
    pub(in crate::cli) fn read(
        args: &'a QuestionArgs,
        shown: &ShownArgs,
        shell: &'a Shell<'a>,
        world: &'a World<'w>,
    ) -> Result<Self, Vec<Diagnostic>> {
        Self::of_run(args, shown, shell, world, |asker| asker.run(&args.run))
    }

    /// The same about the measured runs at `paths`.
    pub(in crate::cli) fn of_measured(
        args: &'a QuestionArgs,
        paths: &[PathBuf],
        shell: &'a Shell<'a>,
        world: &'a World<'w>,
    ) -> Result<Self, Vec<Diagnostic>> {
        Self::of_run(args, &ShownArgs::default(), shell, world, |asker| asker.measured(&args.run, paths))
    }

    fn of_run(
        args: &'a QuestionArgs,
        shown: &ShownArgs,
        shell: &'a Shell<'a>,
        world: &'a World<'w>,
        run: impl FnOnce(&Asker<'a, 'w>) -> Result<RunOfArgs, Vec<Diagnostic>>,
    ) -> Result<Self, Vec<Diagnostic>> {
        if let Some(fault) = args.plan.seats_twice() {
            return Err(vec![fault]);
        }
        let asker =
            Asker::new(shell, &args.cycle.today, Some(&args.run.records), NamedFiles::default(), world);
        let RunOfArgs { run, skipped, notes } = run(&asker)?;
        let mut spec = args.spec(run);
        let multiplied = asker.multiplied(args.factors.with(shown)?)?;
        spec.frame.token_factor.clone_from(&multiplied.tokens);
        let when = spec.when(asker.context())?;
        Ok(Self { asker, spec, when, skipped, notes, multiplied })
    }

    /// What prices and tokens are multiplied by.
    pub(in crate::cli) fn multiplied(&self) -> &Multiplied {
        &self.multiplied
    }

    /// The models that it names, and the day on which they are looked up.
    pub(in crate::cli) fn models(&self) -> (Vec<&str>, Date) {
        (self.spec.run.models(), self.when.as_of)
    }

    /// Whose plans it may be about.
    pub(in crate::cli) fn plans(&self) -> WantedPlans {
        let names_plans = self.spec.names_plans(self.asker.context().defaults);
        if names_plans { WantedPlans::All } else { WantedPlans::Usual }
    }

    pub(in crate::cli) fn resolve(
        self,
        table: &PriceTable,
        unstated: Unstated,
    ) -> Result<Asked<'_>, Vec<Diagnostic>> {
        let Self { asker, spec, when, skipped, notes: of_records, .. } = self;
        let Question { scenario, all_vendors, measured, now, mut notes, cautions } =
            spec.resolve(when, table, asker.context(), unstated)?;
        notes.extend(of_records);
        Ok(Asked { scenario, all_vendors, measured, now, notes, cautions, skipped })
    }
}
