//! `creditcalc estimate`.

use crate::answer::{self, Asked, estimate::Calendar};
use crate::cli::args::Estimate as Args;
use crate::cli::ask::{Asked as Read, OneJob};
use crate::cli::left::Left;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::values::{NightsAsked, Rows, percentages};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{
    Coverage, Estimate, Holding, NoCycles, Note, PlanOutcome, Scenario, Stretch, cycles, estimate, rest,
};
use crate::phrase::{count, counted, exact_dollars};
use crate::pricing::{NoPrice, PriceTable};
use crate::question::{Multiplied, Unstated};
use crate::report::workbook::Workbook;
use crate::report::{self, Block, Page, Report, Role, budget, json, notes, programs::Both, sheets, views};
use crate::schedule::LISTED_MAX;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let percents = percentages(&args.alert_at)?;
    let job = OneJob::read(&args.question, &args.shown, shell, world)?;
    let (models, day) = job.models();
    // The process ends with this answer; giving back some hundred small pieces of memory one by one would be
    // work for nobody.
    let multiplied = job.multiplied().clone();
    let table =
        shell.tables_for(&models, job.plans(), day, world)?.with_price_factor(multiplied.price.clone());
    let table = Left::new(table);
    let Read { scenario, now, notes: said, cautions, skipped, .. } =
        job.resolve(&table, Unstated::default())?;
    let answer = estimate(&table, &scenario).map_err(|reason| told(&reason, &scenario, shell))?;
    let rest = rest(&table, &scenario, now).map_err(|reason| told(&reason, &scenario, shell))?;
    let cycles = match args.cycles {
        Some(count) => cycles(&table, &scenario, count).map_err(|reason| no_cycles(&reason))?,
        None => Vec::new(),
    };
    let mut notes = Notes::from(said);
    notes.cautions(cautions);
    notes.factors(&multiplied);
    if let Some(what) = shell.dollars_only() {
        notes.not_shown(&multiplied, what);
    } else if !cycles.is_empty() && shell.writes_page() {
        notes.not_shown(&multiplied, "the table of `--cycles`");
    }
    for note in &answer.notes {
        notes.about(notes::sentence(note), notes::role(note), notes::is_answer(note));
        if let Note::RefusedByVendor { retirement, .. } = note {
            notes.extend(
                shell.with_successor(retirement).map(|command| format!("with its successor: `{command}`")),
            );
        }
    }
    let on_limits = answer.plans.iter().filter(|outcome| outcome.coverage.is_on_limits());
    if args.fail_under.is_some() && on_limits.count() > 0 {
        notes.push(
            "--fail-under counts nights that could use credit; runs on plan limits use none".to_owned(),
        );
    }
    let rows = if shell.writes_rows() { rows(args, &answer, &mut notes)? } else { Rows::Plans };
    let report = Estimated {
        table: &table,
        scenario: &scenario,
        answer: &answer,
        multiplied: &multiplied,
        rest: rest.as_ref(),
        cycles: &cycles,
        percents: &percents,
        rows,
        has_calendar: args.calendar,
        is_explained: shell.common.explain,
        asked: shell.asked(world),
    };
    let output = shell.write(&report, notes, world)?;
    let mut refusals = gates(args, &scenario, &answer);
    refusals.extend(alerts(&percents, &answer, &scenario));
    for Stretch { scenario, estimate } in cycles.iter().skip(1) {
        let of_cycle =
            gates(args, scenario, estimate).into_iter().chain(alerts(&percents, estimate, scenario));
        let start = scenario.cycle.period().start();
        refusals.extend(of_cycle.map(|refusal| format!("{refusal} (the cycle from {start} on)")));
    }
    Ok(CommandOutput { skipped, refusals, ..output })
}

/// The answer, and how much of it is shown.
struct Estimated<'a, 't> {
    table: &'a PriceTable,
    scenario: &'a Scenario<'t>,
    answer: &'a Estimate<'t>,
    multiplied: &'a Multiplied,
    /// What is left of its cycle.
    rest: Option<&'a Stretch<'t>>,
    /// The cycles in a row, where they are asked about.
    cycles: &'a [Stretch<'t>],
    /// The percentages of a credit that are asked about.
    percents: &'a [u8],
    rows: Rows,
    has_calendar: bool,
    is_explained: bool,
    /// The question, where the answer is saved with it.
    asked: Option<Asked>,
}

impl<'t> Estimated<'_, 't> {
    /// The two programs, where both count.
    fn both(&self) -> Option<Both<'t>> {
        let rules = self.answer.plans.iter().find_map(|outcome| outcome.in_force.as_ref());
        Both::of(self.scenario, rules)
    }

    fn answered(&self, notes: &[String]) -> answer::Estimate {
        let calendar = if self.has_calendar { Calendar::Listed } else { Calendar::LeftOut };
        let notes = notes.to_vec();
        let mut answer = answer::Estimate::of(self.table, self.scenario, self.answer, notes, calendar)
            .in_time(self.rest, self.cycles)
            .with_thresholds(self.answer, self.scenario, self.percents);
        answer.inputs.factors.token_factor = self.multiplied.token_factor();
        if let Some(how) = &self.multiplied.shown {
            answer.show(how, self.answer);
        }
        answer
    }
}

impl Report<Failure> for Estimated<'_, '_> {
    fn page(&self) -> Page {
        let answered = self.answered(&[]);
        if !self.cycles.is_empty() {
            let mut page = views::cycles(&answered, self.cycles, self.both().as_ref());
            page.lead(self.multiplied.sentences(), []);
            if self.is_explained {
                views::explain(&mut page, self.answer, self.scenario);
            }
            return page;
        }
        let mut page = views::estimate(&answered, self.answer, self.scenario);
        if let (Some(rest), None) = (self.rest, self.scenario.from) {
            let [briefly, all] = views::left(rest, self.answer, self.both().as_ref());
            if self.is_explained && !all.is_empty() {
                page.insert_note(Role::Left, all);
            } else {
                page.insert_note(Role::Left, briefly);
                page.insert_note(Role::Detail, all);
            }
        }
        let shown =
            self.multiplied.shown.as_ref().map(|how| views::shown_estimate(how, self.answer, self.scenario));
        page.lead(self.multiplied.sentences(), shown.unwrap_or_default());
        if self.has_calendar {
            views::calendar(&mut page, self.answer, self.scenario, self.both().as_ref());
        }
        if self.is_explained {
            views::explain(&mut page, self.answer, self.scenario);
            views::explain_both(&mut page, self.answer, self.scenario);
        }
        page
    }

    /// What happens night by night on each plan, and the arithmetic. Several cycles in a row have a table of them.
    fn appendix(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.cycles.is_empty() {
            blocks.extend(views::pictures(self.answer, self.scenario));
        }
        if !self.is_explained {
            let arithmetic = |page: &mut Page| {
                views::explain(page, self.answer, self.scenario);
                views::explain_both(page, self.answer, self.scenario);
            };
            blocks.extend(views::folded(arithmetic));
        }
        blocks
    }

    fn rows(&self) -> Result<report::Rows<'_>, Failure> {
        Ok(match self.rows {
            Rows::Runs => sheets::runs(self.answer, self.scenario),
            Rows::Cycles => sheets::cycles(&self.answered(&[]), self.cycles, false).into(),
            Rows::Plans => sheets::plans(&self.answered(&[]), self.answer, self.scenario).into(),
        })
    }

    fn json(&self, notes: &[String]) -> String {
        let mut answer = self.answered(notes);
        answer.inputs.question.clone_from(&self.asked);
        json::write(&answer)
    }

    /// A budget to type into, the plans, what a run costs, and the runs where they are listed.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, Failure> {
        let answer = self.answered(notes);
        let plans = sheets::plans(&answer, self.answer, self.scenario);
        let mut tabs = vec![plans, sheets::cost_lines(&answer.run.lines)];
        if self.answer.series.runs() <= LISTED_MAX {
            let runs = sheets::runs(self.answer, self.scenario).into_sheet();
            // Plans are instead of each other, and have no sum.
            let is_one = self.answer.plans.len() == 1;
            let sums: &[_] =
                if is_one { &["cost_usd", "from_credit_usd", "overflow_usd", "billed_usd"] } else { &[] };
            tabs.push(runs.with_sums("all", sums));
        }
        let sentence = self.page().title().to_owned();
        let budget = budget::of_estimate(self.table, self.scenario, self.answer, &sentence);
        let first = budget.and_then(|budget| budget.tab());
        Ok(Workbook::of_sheets(sentence, tabs).with_first(first).with_notes(notes))
    }
}

/// Why there is no answer. A run in a cycle elsewhere in the calendar is priced on the first day of the
/// cycle, so that is what to change.
fn told(reason: &NoPrice, scenario: &Scenario<'_>, shell: &Shell<'_>) -> Diagnostic {
    let mut fault = reason.diagnostic(Vocabulary::Flags);
    if let NoPrice::Retired { retirement, .. } = reason {
        return fault.maybe_help(shell.with_successor(retirement));
    }
    if let NoPrice::NotOnDay { day, begins, .. } = reason
        && *day != scenario.as_of
    {
        fault.help = begins
            .map(|begins| format!("start the cycle on {begins} or later: `--cycle-start {begins}`"))
            .into_iter()
            .collect();
        fault.notes = vec![format!(
            "{} is not in the cycle, so the run is priced on the cycle's first day",
            scenario.as_of
        )];
    }
    fault
}

/// What the rows of a CSV are: a row a plan, whatever else is asked, so that its columns are always the same.
fn rows(args: &Args, answer: &Estimate<'_>, notes: &mut Notes) -> Result<Rows, Failure> {
    let runs = answer.series.runs();
    let are_listed = runs <= LISTED_MAX;
    match args.rows {
        Some(Rows::Runs) if !are_listed => {
            let title = format!("{} are too many to list", counted(runs, "run"));
            let fault = Diagnostic::arguments(title, "leave `--rows runs` out to get one row per plan");
            Err(fault.note(format!("at most {} are listed", count(LISTED_MAX))).into())
        }
        Some(Rows::Cycles) if args.cycles.is_none() => {
            Err(Diagnostic::arguments("`--rows cycles` needs `--cycles N`", "add `--cycles 3`, for example")
                .into())
        }
        None if args.cycles.is_some() => {
            notes.push(
                "this CSV is about the first cycle; for one row per cycle, add `--rows cycles`".to_owned(),
            );
            Ok(Rows::Plans)
        }
        asked => Ok(asked.unwrap_or(Rows::Plans)),
    }
}

/// Why there are no figures for the cycles after the first.
fn no_cycles(reason: &NoCycles) -> Diagnostic {
    match reason {
        NoCycles::Calendar(_) => {
            Diagnostic::new(Code::OutsideCalendar, "the cycles are outside the calendar")
                .help("the last year is 9999")
        }
        NoCycles::NoPrice(start, reason) => reason
            .diagnostic(Vocabulary::Flags)
            .note(format!("this is in the cycle that starts on {start}; for fewer cycles, lower `--cycles`")),
    }
}

/// Which of the percentages of each credit are reached, and when.
fn alerts(percents: &[u8], answer: &Estimate<'_>, scenario: &Scenario<'_>) -> Vec<String> {
    let of_plan = |outcome: &PlanOutcome<'_>, under: &str| {
        let thresholds = answer.thresholds(outcome, scenario, percents);
        let alerts = thresholds
            .iter()
            .filter_map(|threshold| views::alert(outcome.holding.id(), outcome, threshold, scenario, under));
        alerts.collect::<Vec<_>>()
    };
    let of_both = |outcome: &PlanOutcome<'_>| {
        let Some(both) = Both::of(scenario, outcome.in_force.as_ref()) else { return of_plan(outcome, "") };
        let mut alerts = of_plan(outcome, &both.under_own());
        alerts.extend(outcome.today().iter().flat_map(|today| of_plan(today, &both.under_today())));
        alerts
    };
    answer.plans.iter().flat_map(of_both).collect()
}

/// What the gates say against the answer: under the rules in force as well, unless somebody named others. They
/// are about dollars and credit: where all runs draw a plan's limits, a gate has nothing to say.
fn gates(args: &Args, scenario: &Scenario<'_>, answer: &Estimate<'_>) -> Vec<String> {
    let mut refusals = Vec::new();
    for outcome in &answer.plans {
        let both = Both::of(scenario, outcome.in_force.as_ref());
        let under = both.as_ref().map(Both::under_own).unwrap_or_default();
        let own = (outcome.holding.id(), &outcome.coverage, under);
        let today = both.zip(outcome.in_force.as_ref()).map(|(both, rules)| {
            // What has no such plan there keeps its name.
            let name = rules.figures.holding.as_ref().map_or(outcome.holding.id(), Holding::id);
            (name, &rules.figures.coverage, both.under_today())
        });
        let in_dollars =
            std::iter::once(own).chain(today).filter(|(_, coverage, _)| !coverage.is_on_limits());
        for (plan, coverage, under) in in_dollars {
            if let Some(limit) = args.fail_over.filter(|limit| coverage.overflow > *limit) {
                let (overflow, limit) = (exact_dollars(coverage.overflow), exact_dollars(limit));
                refusals.push(format!(
                    "`{plan}` has {overflow} of overflow{under}, and --fail-over allows {limit}"
                ));
            }
            refusals.extend(args.fail_under.and_then(|asked| too_few(asked, answer, coverage, plan, &under)));
        }
    }
    refusals
}

/// What is said where a plan covers fewer nights than are asked for.
fn too_few(
    asked: NightsAsked,
    answer: &Estimate<'_>,
    coverage: &Coverage,
    plan: &str,
    under: &str,
) -> Option<String> {
    let (limit, limit_in_words) = match asked {
        NightsAsked::AtLeast(nights) => (nights, nights.to_string()),
        // Nights that ask for no credit cannot be covered by one.
        NightsAsked::All => {
            let asking = coverage.nights - coverage.nights_on_limits;
            (asking, format!("all {}", count(asking)))
        }
    };
    if coverage.nights_covered >= limit {
        return None;
    }
    let has_days = answer.series.nights().iter().all(|block| block.first.is_some());
    let covered = counted(coverage.nights_covered, if has_days { "night" } else { "run" });
    Some(format!("`{plan}` covers {covered}{under}, and --fail-under asks for {limit_in_words}"))
}
