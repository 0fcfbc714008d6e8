//! How each job of a scenario may run otherwise, and what has to be written in its file for that.
//!
//! Which of it is best is asked of [`studies::portfolio`](crate::studies::portfolio). Everything here is a function of its
//! inputs: no clock, no file, no environment.

mod models;
mod thinner;

use std::collections::BTreeSet;

use jiff::civil::Date;

use self::thinner::Thinner;
use crate::calendar::Period;
use crate::ledger::{JobSpec, Prepared, Simulation};
use crate::phrase::toml_text;
use crate::pricing::{CreditGrant, Model, PriceTable};
use crate::question::Given;
use crate::question::file::{ScenarioFiles, ScenarioQuestion};
use crate::scenario_file::{self, JobSchedule, JobTable, TableEdit};
use crate::schedule::Schedule;
use crate::source::{SourceFile, Span};
use crate::studies::portfolio::{Change, Item, Way, may_move};
use crate::units::Factor;

/// What may be changed.
#[derive(Debug, Clone)]
pub struct Allowed<'t> {
    /// Jobs may go.
    pub drop: bool,
    /// Jobs may run less often.
    pub thin: bool,
    /// Jobs may draw another seat's credit, or wait for a renewal.
    pub moves: bool,
    /// Models that jobs may use instead of their own.
    pub models: Vec<&'t Model>,
    /// Jobs that stay as they are.
    pub keep: Vec<String>,
}

/// The jobs of a scenario with the ways in which they may run.
#[derive(Debug, Clone)]
pub struct PortfolioFile {
    /// The jobs, in the order of the file.
    pub items: Vec<Item>,
    /// Where each stands, and what each way needs there.
    tables: Vec<JobEdits>,
    /// Jobs that run less often only where their schedule stands, in a crontab or a workflow.
    pub scheduled_elsewhere: Vec<String>,
    /// Jobs with times of which no pattern with fewer is known.
    pub without_rarer_times: Vec<String>,
    /// Jobs whose model can't be changed here: what they use was measured, or is of several models.
    pub fixed_models: Vec<String>,
}

#[derive(Debug, Clone)]
struct JobEdits {
    /// The place of its file.
    file: usize,
    header: Span,
    /// For each way what changes.
    ways: Vec<Vec<TableEdit>>,
}

/// A change of a file, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownEdit {
    /// The job.
    pub job: String,
    /// The file.
    pub file: String,
    /// The lines to write; none where the table goes.
    pub lines: Vec<String>,
    /// What they stand in place of: `cron = "0 3 * * *"`. None where nothing stood there.
    pub instead_of: Vec<String>,
}

/// A scenario with changes in its text.
#[derive(Debug, Clone)]
pub struct ChangedFiles {
    /// The scenario.
    pub files: ScenarioFiles,
    /// The new text of the file that was named; `None` where it stays.
    pub main: Option<String>,
    /// Other files that change, by their names.
    pub others: Vec<String>,
}

impl PortfolioFile {
    /// The jobs of a scenario, and how each may run.
    #[must_use]
    pub fn of<'t>(
        files: &ScenarioFiles,
        read: &ScenarioQuestion<'t>,
        allowed: &Allowed<'t>,
        table: &'t PriceTable,
        token_factor: Option<&Given<Factor>>,
    ) -> Self {
        let question = &read.simulation;
        let mut all = Self {
            items: Vec::new(),
            tables: Vec::new(),
            scheduled_elsewhere: Vec::new(),
            without_rarer_times: Vec::new(),
            fixed_models: Vec::new(),
        };
        let mut place = 0;
        while place < question.jobs.len() {
            let at = &read.places[place];
            let is_same = |other: &&crate::question::file::JobPlace| {
                other.source == at.source && other.table == at.table
            };
            let same = read.places[place..].iter().take_while(is_same).count();
            let jobs = &question.jobs[place..place + same];
            place += same;
            let is_it = |(_, source, job): &(usize, &SourceFile, &JobTable)| {
                **source == at.source && job.span == at.table
            };
            let Some((file, source, job)) = files.tables().find(is_it) else { continue };
            let ways = WaysOf { question, source, job, jobs, allowed, table, token_factor };
            let (ways, edits) = ways.all(&mut all).into_iter().unzip();
            all.items.push(Item { name: job.name.value.clone(), priority: jobs[0].priority, ways });
            all.tables.push(JobEdits { file, header: job.span.clone(), ways: edits });
        }
        all
    }

    /// The scenario with a choice of ways written into its text. `None` where a job's table has no header of its own.
    #[must_use]
    pub fn with_ways(&self, files: &ScenarioFiles, ways: &[usize]) -> Option<ChangedFiles> {
        let mut texts = Vec::new();
        for place in 0..files.count() {
            let tables = self.tables.iter().zip(ways).filter(|(table, _)| table.file == place);
            let of_table = |(table, way): (&JobEdits, &usize)| {
                let edits = table.ways[*way].clone().into_iter();
                edits.map(|edit| (table.header.clone(), edit)).collect::<Vec<_>>()
            };
            let edits: Vec<_> = tables.flat_map(of_table).collect();
            if !edits.is_empty() {
                texts.push((place, scenario_file::edited(files.source(place).text(), &edits)?));
            }
        }
        let main = texts.iter().find(|(place, _)| *place == 0).map(|(_, text)| text.clone());
        let others = texts.iter().filter(|(place, _)| *place > 0);
        let others = others.map(|(place, _)| files.source(*place).name().to_owned()).collect();
        Some(ChangedFiles { files: files.clone().rewritten(texts), main, others })
    }

    /// What a choice of ways changes in the files, job by job.
    #[must_use]
    pub fn edits(&self, files: &ScenarioFiles, ways: &[usize]) -> Vec<ShownEdit> {
        let shown = |((item, table), way): ((&Item, &JobEdits), &usize)| {
            let edits = &table.ways[*way];
            let source = files.source(table.file);
            let of_edit = |edit| scenario_file::shown_edit(source.text(), &table.header, edit);
            let (lines, before): (Vec<String>, Vec<Option<String>>) =
                edits.iter().filter_map(of_edit).unzip();
            (!edits.is_empty()).then(|| ShownEdit {
                job: item.name.clone(),
                file: source.name().to_owned(),
                lines,
                instead_of: before.into_iter().flatten().collect(),
            })
        };
        self.items.iter().zip(&self.tables).zip(ways).filter_map(shown).collect()
    }
}

/// In so many steps a number of runs is thinned, and in no fewer.
const STEPS_MAX: u64 = 240;
const STEPS_MIN: u64 = 24;

/// A job that may run otherwise.
struct WaysOf<'w, 't> {
    question: &'w Simulation<'t>,
    source: &'w SourceFile,
    job: &'w JobTable,
    /// What it is in the question.
    jobs: &'w [JobSpec],
    allowed: &'w Allowed<'t>,
    table: &'t PriceTable,
    token_factor: Option<&'w Given<Factor>>,
}

/// One thing that may change: in words, the jobs with it, and what it needs in the file.
struct Possible {
    change: Change,
    jobs: Vec<JobSpec>,
    edits: Vec<TableEdit>,
}

impl WaysOf<'_, '_> {
    /// Every way, the first as it is.
    fn all(&self, noted: &mut PortfolioFile) -> Vec<(Way, Vec<TableEdit>)> {
        let as_it_is = Possible { change: Change::default(), jobs: self.jobs.to_vec(), edits: Vec::new() };
        let mut ways = vec![as_it_is];
        let is_kept = self.allowed.keep.contains(&self.job.name.value);
        if is_kept || !self.has_runs() {
            return ways.into_iter().map(into_way).collect();
        }
        if self.allowed.thin {
            let thinned = self.thinned(noted);
            ways.extend(thinned);
        }
        if self.allowed.moves {
            let moved: Vec<Possible> = ways
                .iter()
                .flat_map(|way| self.seats().into_iter().map(|seat| self.moved(way, seat)))
                .collect();
            ways.extend(moved);
        }
        if !self.allowed.models.is_empty() {
            match models::with_others(self) {
                Some(models) => {
                    let with: Vec<Possible> = ways
                        .iter()
                        .flat_map(|way| models.iter().map(|model| with_model(way, model)))
                        .collect();
                    ways.extend(with);
                }
                None => noted.fixed_models.push(self.job.name.value.clone()),
            }
        }
        ways.extend(self.waiting().filter(|_| self.allowed.moves));
        if self.allowed.drop {
            let change = Change { is_dropped: true, ..Change::default() };
            ways.push(Possible { change, jobs: Vec::new(), edits: vec![TableEdit::Remove] });
        }
        ways.into_iter().map(into_way).collect()
    }

    fn has_runs(&self) -> bool {
        let alone = Simulation { jobs: self.jobs.to_vec(), ..self.question.clone() };
        Prepared::new(self.table, &alone).is_ok_and(|prepared| prepared.runs() > 0)
    }

    fn thinned(&self, noted: &mut PortfolioFile) -> Vec<Possible> {
        let thinner = Thinner { days: self.days(), steps: self.steps(), source: self.source };
        let [spec] = self.jobs else {
            noted.scheduled_elsewhere.push(self.job.name.value.clone());
            return Vec::new();
        };
        if !matches!(self.job.schedule, JobSchedule::Counted(_) | JobSchedule::Expressions { .. }) {
            noted.scheduled_elsewhere.push(self.job.name.value.clone());
            return Vec::new();
        }
        let thinned = thinner.all(&self.job.schedule, &spec.schedule);
        if thinned.is_empty() && matches!(self.job.schedule, JobSchedule::Expressions { .. }) {
            noted.without_rarer_times.push(self.job.name.value.clone());
        }
        thinned
            .into_iter()
            .map(|thin| Possible {
                change: Change { thinned: Some(thin.words), ..Change::default() },
                jobs: vec![JobSpec { schedule: thin.schedule, ..spec.clone() }],
                edits: vec![TableEdit::Set { instead_of: vec![thin.key], line: thin.line }],
            })
            .collect()
    }

    /// In how many steps a number of runs is thinned. Each is priced in every cycle and on every seat.
    fn steps(&self) -> u64 {
        let seats = if self.allowed.moves { self.seats().len() + 1 } else { 1 };
        let looks = u64::from(self.question.cycles.get()).saturating_mul(crate::units::length(seats));
        (STEPS_MAX / looks.max(1)).max(STEPS_MIN)
    }

    /// How many days of the first cycle count.
    fn days(&self) -> u64 {
        let period = self.question.cycle.period();
        let from = self.question.from.map(|from| self.question.zone.to_datetime(from).date());
        let first = from.map_or(period.start(), |from| from.clamp(period.start(), period.end()));
        Period::new(first, period.end()).days()
    }

    /// The seats that it may move to.
    fn seats(&self) -> Vec<usize> {
        let own = self.jobs[0].seat;
        let is_free =
            |seat: &usize| *seat != own && may_move(self.question, *seat) && !self.share_a_pool(own, *seat);
        let may_leave = !self.job.pinned && may_move(self.question, own);
        (0..self.question.seats.len()).filter(|seat| may_leave && is_free(seat)).collect()
    }

    fn share_a_pool(&self, one: usize, other: usize) -> bool {
        let pool = |seat: usize| {
            let holding = &self.question.seats[seat].holding;
            let plan = holding.plan.filter(|_| holding.stated_credit.is_none())?;
            matches!(plan.grant, CreditGrant::Seats { .. }).then_some(&plan.id)
        };
        pool(one).is_some() && pool(one) == pool(other)
    }

    fn moved(&self, way: &Possible, seat: usize) -> Possible {
        let name = toml_text(&self.question.seats[seat].name);
        let edit = TableEdit::Set { instead_of: vec!["seat"], line: format!("seat = {name}") };
        Possible {
            change: Change { seat: Some(seat), ..way.change.clone() },
            jobs: way.jobs.iter().map(|job| JobSpec { seat, ..job.clone() }).collect(),
            edits: [way.edits.as_slice(), &[edit]].concat(),
        }
    }

    /// Waiting for the first renewal: where more than one cycle is asked about, the others show whether that helps.
    fn waiting(&self) -> Option<Possible> {
        let renewal: Date = self.question.cycle.period().end();
        let has_days = self.jobs.iter().all(|job| !matches!(job.schedule, Schedule::Count(_)));
        let is_later = self.jobs.iter().any(|job| job.starts_on.is_some_and(|first| first >= renewal));
        let is_over = self.jobs.iter().any(|job| job.ends_on.is_some_and(|last| last < renewal));
        if self.question.cycles.get() < 2 || !has_days || is_later || is_over {
            return None;
        }
        let line = format!("starts_on = {renewal}");
        Some(Possible {
            change: Change { waits_until: Some(renewal), ..Change::default() },
            jobs: self.jobs.iter().map(|job| JobSpec { starts_on: Some(renewal), ..job.clone() }).collect(),
            edits: vec![TableEdit::Set { instead_of: vec!["starts_on"], line }],
        })
    }
}

fn with_model(way: &Possible, model: &models::Other) -> Possible {
    Possible {
        change: Change { model: Some(model.change.clone()), ..way.change.clone() },
        jobs: way.jobs.iter().map(|job| JobSpec { run: model.run.clone(), ..job.clone() }).collect(),
        edits: [way.edits.as_slice(), std::slice::from_ref(&model.edit)].concat(),
    }
}

fn into_way(one: Possible) -> (Way, Vec<TableEdit>) {
    (Way { change: one.change, jobs: one.jobs }, one.edits)
}

/// The names of jobs that are to stay and are not there.
#[must_use]
pub fn unknown_jobs<'n>(files: &ScenarioFiles, keep: &'n [String]) -> Vec<&'n String> {
    let names: BTreeSet<String> = files.job_names().into_iter().collect();
    keep.iter().filter(|name| !names.contains(*name)).collect()
}
