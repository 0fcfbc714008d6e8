//! What each way of each job costs on each credit, as the ledger counts it.

use std::collections::BTreeMap;

use super::sacrifice::Part;
use super::{Item, Way, answered, has_own_terms, left_of, out_of_range};
use crate::ledger::{Simulated, Simulation, Unanswered};
use crate::pricing::PriceTable;
use crate::units::Usd;

/// All jobs in the order in which they are searched: important ones first, and of those the dearest.
#[derive(Debug, Clone)]
pub(super) struct Loads {
    /// Where dollars can come from.
    pub(super) cells: Vec<Cell>,
    /// Cells whose overflow is limited together: those of one cycle under one program.
    pub(super) groups: Vec<Group>,
    pub(super) jobs: Vec<Job>,
    /// For each job its place among the items.
    pub(super) order: Vec<usize>,
    /// The priorities, the most important one first.
    pub(super) priorities: Vec<u64>,
    /// Whether a credit is granted on days of its own: then sums say what is left over at least, and no more.
    pub(super) has_own_terms: bool,
}

/// A credit in a cycle under one program, or what has none there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// What it pays.
    pub(super) capacity: Usd,
    pub(super) group: usize,
    /// The credit that it is of, by its number: the same in all cycles.
    pub(super) credit: usize,
}

/// Cells whose overflow is limited together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) cells: Vec<usize>,
    /// How many cycles it is.
    pub(super) cycles: u64,
    /// Under which program, by its place.
    pub(super) program: usize,
}

/// One job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) ways: Vec<WayLoads>,
    /// The ways in the order in which they are tried: what gives up the least first. Those that have no price are not.
    pub(super) tried: Vec<usize>,
    /// Whether the job before it in this order is just like it.
    pub(super) is_like_the_last: bool,
}

/// One way of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WayLoads {
    pub(super) part: Part,
    /// What it costs in which cells.
    pub(super) loads: Vec<(usize, Usd)>,
}

/// The cells, found by what they are.
#[derive(Default)]
struct Cells {
    /// By program, credit (`None` for what has none) and cycle (`None` for all of them).
    known: BTreeMap<(usize, Option<usize>, Option<usize>), usize>,
    all: Vec<Cell>,
    groups: Vec<Group>,
    /// By program and cycle.
    group_of: BTreeMap<(usize, Option<usize>), usize>,
    credits: BTreeMap<(usize, Option<usize>), usize>,
}

impl Cells {
    fn of(
        &mut self,
        program: usize,
        credit: Option<usize>,
        cycle: Option<usize>,
        cycles: u64,
        capacity: impl FnOnce() -> Usd,
    ) -> usize {
        if let Some(known) = self.known.get(&(program, credit, cycle)) {
            return *known;
        }
        let groups = &mut self.groups;
        let group = *self.group_of.entry((program, cycle)).or_insert_with(|| {
            let cycles = if cycle.is_some() { 1 } else { cycles };
            groups.push(Group { cells: Vec::new(), cycles, program });
            groups.len() - 1
        });
        let number = self.credits.len();
        let credit_number = *self.credits.entry((program, credit)).or_insert(number);
        let cell = self.all.len();
        self.groups[group].cells.push(cell);
        self.all.push(Cell { capacity: capacity(), group, credit: credit_number });
        self.known.insert((program, credit, cycle), cell);
        cell
    }
}

impl Cells {
    /// What a way costs in which cells, how many runs it has, and what they cost.
    fn way<'t>(
        &mut self,
        table: &'t PriceTable,
        question: &Simulation<'t>,
        way: &Way,
        own_terms: &mut bool,
    ) -> Result<(BTreeMap<usize, Usd>, u64, Usd), Vec<Unanswered>> {
        let mut loads: BTreeMap<usize, Usd> = BTreeMap::new();
        let (mut runs, mut cost) = (0, Usd::ZERO);
        if way.jobs.is_empty() {
            return Ok((loads, runs, cost));
        }
        let own = Simulation { jobs: way.jobs.clone(), ..question.clone() };
        let there = own.under_rules_in_force(table);
        let programs = std::iter::once(&own).chain(there.as_ref().map(|there| &there.figures));
        for (asked, program) in programs.zip(0..) {
            let simulated = answered(table, asked)?;
            *own_terms |= simulated.ledgers.iter().any(has_own_terms);
            if program == 0 {
                let total = simulated.total();
                (runs, cost) = (total.runs, total.cost);
            }
            add(&mut loads, self, program, &simulated)?;
        }
        Ok((loads, runs, cost))
    }
}

impl Loads {
    pub(super) fn of<'t>(
        table: &'t PriceTable,
        question: &Simulation<'t>,
        items: &[Item],
    ) -> Result<Self, Vec<Unanswered>> {
        let mut priorities: Vec<u64> = items.iter().map(|item| item.priority).collect();
        priorities.sort_unstable();
        priorities.dedup();
        let mut cells = Cells::default();
        let mut own_terms = false;
        let mut jobs: Vec<(usize, Job)> = Vec::with_capacity(items.len());
        for (item, place) in items.iter().zip(0_usize..) {
            let level = priorities.iter().position(|known| *known == item.priority).unwrap_or_default();
            let mut ways: Vec<WayLoads> = Vec::with_capacity(item.ways.len());
            let mut own_runs = 0;
            let mut possible = Vec::with_capacity(item.ways.len());
            for (way, number) in item.ways.iter().zip(0_usize..) {
                let found = cells.way(table, question, way, &mut own_terms);
                let (loads, runs, cost) = match found {
                    Ok(found) => found,
                    // What has no price is no way: a model may end before the first run that is left.
                    Err(_) if number > 0 => {
                        ways.push(ways[0].clone());
                        continue;
                    }
                    Err(faults) => return Err(faults),
                };
                possible.push(number);
                own_runs = if number == 0 { runs } else { own_runs };
                let from_end = u64::try_from(items.len() - place).unwrap_or(u64::MAX);
                let changed = u64::from(number > 0);
                let part = Part {
                    level,
                    runs: own_runs.saturating_sub(runs),
                    dropped: u64::from(way.change.is_dropped),
                    other_model: u64::from(way.change.model.is_some()),
                    changed,
                    preference: way.change.model.as_ref().map_or(0, |model| model.preference),
                    cost,
                    places: changed * from_end,
                };
                ways.push(WayLoads { part, loads: loads.into_iter().collect() });
            }
            let mut tried = possible;
            tried.sort_by_key(|way| (ways[*way].part, *way));
            jobs.push((place, Job { ways, tried, is_like_the_last: false }));
        }
        let Cells { all: cells, groups, .. } = cells;
        jobs.sort_by_key(|(place, job)| {
            let part = &job.ways[0].part;
            (part.level, std::cmp::Reverse(part.cost), *place)
        });
        for place in 1..jobs.len() {
            let alike = is_alike(&jobs[place - 1].1, &jobs[place].1);
            jobs[place].1.is_like_the_last = alike;
        }
        let (order, jobs) = jobs.into_iter().unzip();
        Ok(Self { cells, groups, jobs, order, priorities, has_own_terms: own_terms })
    }

    /// The same with so many percent of the credits.
    pub(super) fn with_credit(&self, percent: u64) -> Self {
        let mut less = self.clone();
        for cell in &mut less.cells {
            cell.capacity = cell.capacity.times(percent).map_or(cell.capacity, |all| all.mean_of(100));
        }
        less
    }

    /// What a choice gives up, by the places of the jobs here.
    pub(super) fn sacrifice(&self, ways: &[usize]) -> super::Sacrifice {
        let mut all = super::Sacrifice::none(self.priorities.len());
        for (job, way) in self.jobs.iter().zip(ways) {
            all.add(&job.ways[*way].part);
        }
        all
    }

    /// The same choice in the order of the items.
    pub(super) fn of_items(&self, ways: &[usize]) -> Vec<usize> {
        let mut of_items = vec![0; ways.len()];
        for (way, item) in ways.iter().zip(&self.order) {
            of_items[*item] = *way;
        }
        of_items
    }

    /// A choice of the items in the order of the jobs here.
    pub(super) fn of_jobs(&self, ways: &[usize]) -> Vec<usize> {
        self.order.iter().map(|item| ways[*item]).collect()
    }
}

/// Adds what the jobs of a way cost.
fn add(
    loads: &mut BTreeMap<usize, Usd>,
    cells: &mut Cells,
    program: usize,
    simulated: &Simulated<'_>,
) -> Result<(), Vec<Unanswered>> {
    let cycles = u64::try_from(simulated.cycles.len()).unwrap_or(u64::MAX);
    for (cycle, place) in simulated.cycles.iter().zip(0_usize..) {
        for (job, outcome) in simulated.jobs.iter().zip(&cycle.jobs) {
            let tally = &outcome.tally;
            let ledger = &simulated.ledgers[job.ledger];
            let is_timed = has_own_terms(ledger);
            // What may draw limits after its credit leaves nothing over, however much it costs.
            let asked =
                if is_timed && !tally.windows.is_zero() { Usd::ZERO } else { tally.cost.less(tally.windows) };
            if asked.is_zero() {
                continue;
            }
            let credit = job.no_credit.is_none().then_some(job.ledger);
            let cycle_of = (!(is_timed && credit.is_some())).then_some(place);
            let capacity = || match (credit, cycle_of) {
                (None, _) => Usd::ZERO,
                (Some(ledger), Some(_)) => left_of(cycle, ledger),
                (Some(ledger), None) => simulated.cycles.iter().map(|cycle| left_of(cycle, ledger)).sum(),
            };
            let cell = cells.of(program, credit, cycle_of, cycles, capacity);
            let load = loads.entry(cell).or_default();
            *load = load.plus(asked).map_err(out_of_range)?;
        }
    }
    Ok(())
}

/// Whether it makes no difference which of two jobs is changed how.
fn is_alike(one: &Job, other: &Job) -> bool {
    let without_place = |way: &WayLoads| (Part { places: 0, ..way.part }, way.loads.clone());
    one.ways.len() == other.ways.len()
        && one.ways.iter().zip(&other.ways).all(|(one, other)| without_place(one) == without_place(other))
}
