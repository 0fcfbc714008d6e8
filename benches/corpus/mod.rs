//! Session transcripts made up for measuring: a tree in the shape that the CLI writes, of which it is known
//! beforehand what it holds.
//!
//! The same plan gives the same bytes on every machine: numbers come from a generator in here, and nothing
//! asks a clock. What costs a reader something is in it on purpose: responses of several lines whose output
//! grows, a call repeated in a forked session or in a subagent's file, figures that look like usage and are
//! not, lines without usage that are longer than those with it, pictures of a megabyte, a last line that
//! breaks off, empty files. Totals are added up where a call is made, so they know nothing of how it is
//! found.
//!
//! Only what readers agree on is in the plain corpus. A call without a `requestId` is in one session only,
//! because ccusage counts it once per session and we count it once; every cache write tells its lifetime; the
//! models are those that ccusage 20 and our tables price alike in these months; nothing is in fast mode.

mod dice;
mod lines;
mod text;
mod tools;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use dice::Dice;
use text::{DAY, line_of_prose, project, put};

/// What is to be made. Files come out exactly, lines and bytes to about a hundredth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) files: u64,
    pub(crate) lines: u64,
    pub(crate) bytes: u64,
    pub(crate) seed: u64,
    /// Ends some sessions with the CLI's own running total, which ccusage does not read. It tells the tokens
    /// of the lines above it and of the subagents, with cache writes of both lifetimes in one figure.
    pub(crate) has_cost_state: bool,
}

impl Plan {
    /// Files and lines in the proportion of a tree of 200 MB that holds 339 files and 49,000 lines.
    pub(crate) fn of_bytes(bytes: u64) -> Self {
        let scaled = |count: u64| (count * bytes / 200_000_000).max(1);
        Self { files: scaled(339), lines: scaled(49_000), bytes, seed: 20, has_cost_state: false }
    }
}

/// What a model used, each call counted once and with its last output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) input: u64,
    pub(crate) output: u64,
    pub(crate) cache_read: u64,
    pub(crate) cache_write_5m: u64,
    pub(crate) cache_write_1h: u64,
}

impl Tokens {
    fn add(&mut self, other: Self) {
        self.input += other.input;
        self.output += other.output;
        self.cache_read += other.cache_read;
        self.cache_write_5m += other.cache_write_5m;
        self.cache_write_1h += other.cache_write_1h;
    }
}

/// Tokens by the name of the model.
pub(crate) type Totals = BTreeMap<&'static str, Tokens>;

/// What was made, and what a reader has to find in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    pub(crate) files: u64,
    pub(crate) lines: u64,
    pub(crate) bytes: u64,
    /// Lines of a response, repeated ones and those of errors included.
    pub(crate) usage_lines: u64,
    /// How often `"usage"` stands in the files, which is more: subagents' results and tools' arguments have
    /// it too.
    pub(crate) usage_words: u64,
    /// Responses, each once.
    pub(crate) calls: u64,
    pub(crate) totals: Totals,
    /// The price of the totals, in units of 0.00000001 USD.
    pub(crate) cost: u64,
}

struct Model {
    name: &'static str,
    /// In cents per million tokens: input, output, cache reads, writes for five minutes and for an hour.
    rates: [u64; 5],
}

impl Model {
    fn cost(&self, used: Tokens) -> u64 {
        let kinds = [used.input, used.output, used.cache_read, used.cache_write_5m, used.cache_write_1h];
        kinds.into_iter().zip(self.rates).map(|(tokens, rate)| tokens * rate).sum()
    }
}

/// The main loop's model is among the first four, a subagent's among the last three.
const MODELS: [Model; 5] = [
    Model { name: "claude-opus-4-8", rates: [500, 2_500, 50, 625, 1_000] },
    Model { name: "claude-opus-5", rates: [500, 2_500, 50, 625, 1_000] },
    Model { name: "claude-sonnet-5", rates: [200, 1_000, 20, 250, 400] },
    Model { name: "claude-sonnet-4-6", rates: [300, 1_500, 30, 375, 600] },
    Model { name: "claude-haiku-4-5-20251001", rates: [100, 500, 10, 125, 200] },
];

/// Makes the tree under `root`, as `projects/<project>/<session>.jsonl` and
/// `<session>/subagents/agent-<id>.jsonl` beside it.
///
/// # Errors
///
/// When a file cannot be written.
pub(crate) fn make(root: &Path, plan: &Plan) -> io::Result<Made> {
    let mut maker = Maker::new(plan);
    while maker.made.files < plan.files {
        maker.session(root)?;
    }
    Ok(maker.made)
}

/// One transcript while it is being made.
struct Transcript {
    session: Session,
    /// Set in a subagent's file, whose session is then its parent's.
    agent: Option<String>,
    text: String,
    lines: u64,
    /// How many lines it is to have; a response that has begun is ended all the same.
    room: u64,
    /// Where a turn ends and a fork can begin: bytes and lines up to there.
    turns: Vec<(usize, u64)>,
    /// The last line of the last response.
    last_response: String,
    totals: Totals,
}

#[derive(Clone)]
struct Session {
    id: String,
    project: String,
    /// As JSON has it.
    cwd: String,
    version: &'static str,
    entrypoint: &'static str,
    model: &'static Model,
    /// Proxies leave them out, and then out of the whole session.
    has_request_ids: bool,
    form: Form,
    /// On a plan, writes are for an hour; with an API key for five minutes, and a subagent's always.
    writes_for_an_hour: bool,
    /// Whether the lines of a response before its last one show a placeholder.
    output_grows: bool,
    prompt_tokens: u64,
    /// Milliseconds since the first of August.
    now: u64,
    parent: Option<String>,
}

/// What a version tells beside the tokens, and whether it writes a model's thoughts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Every request of the response once more, which is not to be added to it.
    Iterations,
    /// How much of the output was thought.
    Thinking,
}

/// What a tool is called, and what its result looks like.
#[derive(Clone, Copy)]
enum Tool {
    Bash,
    Read,
    Edit,
    Write,
    Agent,
    Todo,
    Other,
}

enum Block {
    Thinking,
    Text,
    Use(Tool),
}

/// Usage as one line shows it.
struct Shown {
    used: Tokens,
    output: u64,
    stop_reason: &'static str,
}

/// Response, request and line ids of a call.
struct Ids<'a> {
    message: &'a str,
    request: Option<&'a str>,
}

struct Maker<'a> {
    plan: &'a Plan,
    dice: Dice,
    /// Lines of prose and code as JSON escapes them.
    prose: Vec<String>,
    /// Letters for signatures and pictures.
    noise: String,
    projects: Vec<(String, String)>,
    made: Made,
}

impl<'a> Maker<'a> {
    fn new(plan: &'a Plan) -> Self {
        let mut dice = Dice(plan.seed);
        let prose = (0..4_096).map(|_| line_of_prose(&mut dice)).collect();
        let noise = dice.id("", 1 << 16);
        let projects = (0..=plan.files / 14).map(|number| project(&mut dice, number)).collect();
        Self { plan, dice, prose, noise, projects, made: Made::default() }
    }

    /// A session, its subagents and perhaps a fork of it.
    fn session(&mut self, root: &Path) -> io::Result<()> {
        let session = self.begin();
        let folder = root.join("projects").join(&session.project);
        let room = self.lines_of_a_file();
        let mut main = Transcript::new(session, None, room);
        self.fill(&mut main);

        let agents =
            if main.totals.is_empty() || !self.dice.percent(35) { 0 } else { self.dice.between(1, 4) };
        // The session's own file is not counted yet, and a subagent's is not to be the last: it would not
        // take the lines that are left.
        for _ in 0..agents.min(self.files_left().saturating_sub(2)) {
            let agent = self.subagent(&main);
            let name = agent.agent.as_deref().expect("a subagent has an id");
            self.save(
                &folder.join(&main.session.id).join("subagents").join(format!("agent-{name}.jsonl")),
                &agent,
            )?;
            for (model, used) in agent.totals {
                main.totals.entry(model).or_default().add(used);
            }
        }
        let is_forked = main.session.has_request_ids
            && !main.turns.is_empty()
            && self.files_left() > 1
            && self.dice.percent(8);
        if self.plan.has_cost_state && !is_forked && !main.totals.is_empty() && self.dice.one_in(6) {
            self.cost_state(&mut main);
        }
        if self.dice.one_in(40) && !is_forked {
            self.broken_line(&mut main);
        }
        self.save(&folder.join(format!("{}.jsonl", main.session.id)), &main)?;
        if is_forked {
            let fork = self.fork(&main);
            self.save(&folder.join(format!("{}.jsonl", fork.session.id)), &fork)?;
        }
        Ok(())
    }

    fn save(&mut self, path: &Path, transcript: &Transcript) -> io::Result<()> {
        fs::create_dir_all(path.parent().expect("it is in a folder"))?;
        fs::write(path, &transcript.text)?;
        self.made.files += 1;
        self.made.usage_words +=
            u64::try_from(transcript.text.matches("\"usage\"").count()).expect("a count fits 64 bits");
        Ok(())
    }

    fn files_left(&self) -> u64 {
        self.plan.files - self.made.files
    }

    /// Most files are short, and a few hold most of the lines. The last one takes what is left.
    fn lines_of_a_file(&mut self) -> u64 {
        let left = self.plan.lines.saturating_sub(self.made.lines);
        if self.files_left() == 1 {
            return left;
        }
        if self.dice.one_in(100) {
            return 0;
        }
        // In thousandths of the mean, and 1,000 in the mean themselves.
        let share = self.dice.pick(&[15, 60, 120, 200, 300, 450, 655, 1_000, 1_600, 2_500, 4_100]);
        (left * share / 1_000 / self.files_left()).clamp(1, left / 2 + 1)
    }

    fn begin(&mut self) -> Session {
        let project = self.dice.index(self.projects.len());
        let (project, cwd) = self.projects[project].clone();
        Session {
            id: self.dice.uuid(),
            project,
            cwd,
            version: self.dice.pick(&["2.1.229", "2.1.248", "2.1.259", "2.1.270", "2.1.288"]),
            entrypoint: self.dice.pick(&["cli", "sdk-cli", "sdk-ts", "sdk-py", "claude-vscode"]),
            model: &MODELS[self.dice.index(4)],
            has_request_ids: !self.dice.percent(5),
            form: self.dice.pick(&[Form::Iterations, Form::Thinking]),
            writes_for_an_hour: self.dice.percent(80),
            output_grows: self.dice.percent(60),
            prompt_tokens: 0,
            now: self.dice.below(80 * DAY),
            parent: None,
        }
    }

    fn fill(&mut self, transcript: &mut Transcript) {
        if transcript.agent.is_none() && transcript.lines < transcript.room {
            self.aside(transcript);
        }
        while transcript.lines < transcript.room {
            self.turn(transcript);
            transcript.turns.push((transcript.text.len(), transcript.lines));
        }
    }

    /// A prompt and the responses to it.
    fn turn(&mut self, transcript: &mut Transcript) {
        self.prompt(transcript);
        if self.dice.one_in(120) {
            self.error(transcript);
        }
        for step in 1.. {
            let is_last = step == 40 || transcript.lines >= transcript.room || self.dice.one_in(5);
            self.response(transcript, is_last);
            // Two lines of three have usage.
            while transcript.lines < transcript.room && self.made.usage_lines * 3 > self.made.lines * 2 {
                self.aside(transcript);
            }
            if is_last {
                break;
            }
        }
    }

    /// A subagent's file: its own model, five minutes of cache, and the parent's session.
    fn subagent(&mut self, main: &Transcript) -> Transcript {
        let mut session = main.session.clone();
        session.model = &MODELS[2 + self.dice.index(3)];
        session.writes_for_an_hour = false;
        session.prompt_tokens = 0;
        session.parent = None;
        let room = self.lines_of_a_file() / 2;
        let id = self.dice.id("a", 16).to_ascii_lowercase();
        let mut agent = Transcript::new(session, Some(id.clone()), room);
        // Some begin with the response of the parent that started them.
        if main.session.has_request_ids && !main.last_response.is_empty() && self.dice.one_in(8) {
            let line = main.last_response.replacen(
                r#""isSidechain":false"#,
                &format!(r#""isSidechain":true,"agentId":"{id}""#),
                1,
            );
            self.push(&mut agent, &line);
            self.made.usage_lines += 1;
        }
        self.fill(&mut agent);
        agent
    }

    /// The beginning of a session once more under another id, as the CLI writes it, and turns of its own
    /// after it.
    fn fork(&mut self, origin: &Transcript) -> Transcript {
        let room = self.lines_of_a_file();
        let mut session = origin.session.clone();
        session.id = self.dice.uuid();
        let mut fork = Transcript::new(session, None, room);
        if let Some((bytes, _)) = origin.turns.iter().rfind(|(_, lines)| *lines <= room / 4 * 3) {
            for line in origin.text[..*bytes].lines() {
                let again = line.replace(&origin.session.id, &fork.session.id);
                self.push(&mut fork, &again);
                self.made.usage_lines += u64::from(line.contains(r#""role":"assistant""#));
            }
        }
        self.fill(&mut fork);
        fork
    }

    fn push(&mut self, transcript: &mut Transcript, line: &str) {
        transcript.text.push_str(line);
        transcript.text.push('\n');
        transcript.lines += 1;
        self.made.lines += 1;
        self.made.bytes += u64::try_from(line.len() + 1).expect("a length fits 64 bits");
    }
}

impl Transcript {
    fn new(session: Session, agent: Option<String>, room: u64) -> Self {
        Self {
            session,
            agent,
            text: String::new(),
            lines: 0,
            room,
            turns: Vec::new(),
            last_response: String::new(),
            totals: Totals::new(),
        }
    }

    fn open(&self) -> String {
        let mut line = String::with_capacity(4_096);
        match &self.session.parent {
            Some(parent) => put(&mut line, &[r#"{"parentUuid":""#, parent, "\""]),
            None => line.push_str(r#"{"parentUuid":null"#),
        }
        line.push_str(if self.agent.is_some() {
            r#","isSidechain":true,"#
        } else {
            r#","isSidechain":false,"#
        });
        line
    }
}

impl Tool {
    fn name(self) -> &'static str {
        match self {
            Self::Bash => "Bash",
            Self::Read => "Read",
            Self::Edit => "Edit",
            Self::Write => "Write",
            Self::Agent => "Agent",
            Self::Todo => "TodoWrite",
            Self::Other => "mcp__ledger__search",
        }
    }
}

/// Hundred-millionths of a dollar as a decimal.
pub(crate) fn dollars(cost: u64) -> String {
    format!("{}.{:08}", cost / 100_000_000, cost % 100_000_000)
}
