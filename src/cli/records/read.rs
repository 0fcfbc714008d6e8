//! Reads files, several at once, and large ones in parts.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::find::File;
use super::open::Opened;
use super::progress::{Bar, Counted};
use crate::cli::tables::reason;
use crate::records::{self, Faults, Format, Gathered, Part, ReadSummary, Scratch, ToldDialect};
use crate::report::sheets;

/// The size of the parts, in bytes, in which a larger file is read, so that one large file takes no longer
/// than many small ones.
const PART: u64 = 32 << 20;

/// How much of a large file is read to recognize its format, in bytes.
const HEAD: u64 = 256 << 10;

/// The most threads. More of them wait for the disk and not for the processor.
const THREADS_MAX: usize = 8;

pub(super) struct AllRead {
    pub(super) gathered: Gathered,
    /// How reading went, for each file.
    pub(super) files: Vec<FileSummary>,
}

/// How reading one file went.
#[derive(Default)]
pub(super) struct FileSummary {
    pub(super) format: Option<Format>,
    /// Whether it is an answer of this program, which was not read.
    pub(super) is_answer: bool,
    pub(super) bytes: u64,
    pub(super) faults: Faults,
    /// Why it could not be read, or not to its end.
    pub(super) unreadable: Option<String>,
}

/// A part of a file for one thread to read.
struct Task {
    file: usize,
    start: u64,
    until: Option<u64>,
    size: u64,
    format: Option<Format>,
}

/// Reads all files, on several threads.
pub(super) fn read_all(
    files: &[File],
    format: Option<Format>,
    dialect: Option<ToldDialect>,
    bar: &Bar,
) -> AllRead {
    let mut tasks: Vec<Task> =
        files.iter().enumerate().flat_map(|(place, file)| tasks(place, file, format)).collect();
    // The largest first, so that no thread is left with one at the end. What comes of it does not depend on
    // the order.
    tasks.sort_by_key(|task| (std::cmp::Reverse(task.size), task.file, task.start));
    let threads =
        thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS_MAX).min(tasks.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut gathered, mut scratch, mut summaries) = (Gathered::new(), Scratch::default(), Vec::new());
        while let Some(place) =
            Some(next.fetch_add(1, Ordering::Relaxed)).filter(|place| *place < tasks.len())
        {
            let task = &tasks[place];
            summaries.push((place, read(task, &files[task.file], dialect, &mut scratch, &mut gathered, bar)));
        }
        (gathered, summaries)
    };
    let mut parts = thread::scope(|scope| {
        // Where no more can be started, those that were read everything.
        let start = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).map_while(start).collect();
        let mut parts = vec![work()];
        parts.extend(others.into_iter().map(|thread| thread.join().expect("a reader does not panic")));
        parts
    });
    let (mut gathered, mut all) = parts.swap_remove(0);
    for (other, summaries) in parts {
        gathered.merge(other);
        all.extend(summaries);
    }
    all.sort_by_key(|(place, _)| (tasks[*place].file, tasks[*place].start));
    let mut summaries: Vec<FileSummary> = files.iter().map(|_| FileSummary::default()).collect();
    let mut lines = vec![0; files.len()];
    for (place, read) in all {
        let file = tasks[place].file;
        let known = &mut summaries[file];
        let Some((part, unreadable)) = read else {
            known.is_answer = true;
            continue;
        };
        known.format = known.format.or(part.format);
        known.bytes += part.bytes;
        known.faults.merge(&part.faults, lines[file]);
        known.unreadable = known.unreadable.take().or(unreadable);
        lines[file] += part.lines;
    }
    AllRead { gathered, files: summaries }
}

/// The parts in which a file is read.
fn tasks(file: usize, found: &File, format: Option<Format>) -> Vec<Task> {
    let whole = |format| vec![Task { file, start: 0, until: None, size: found.size, format }];
    let Some(path) = found.path.as_deref().filter(|_| found.size > PART) else { return whole(format) };
    let format = format.or_else(|| head_format(path));
    // Only lines that stand for themselves can be read by several at once.
    if format != Some(Format::ClaudeTranscript) {
        return whole(format);
    }
    let starts = (0..found.size.div_ceil(PART)).map(|part| part * PART);
    starts
        .map(|start| Task {
            file,
            start,
            until: Some(start + PART).filter(|until| *until < found.size),
            size: PART,
            format,
        })
        .collect()
}

fn head_format(path: &Path) -> Option<Format> {
    let Ok(Opened::Plain(file)) = Opened::open(Some(path), None) else { return None };
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).ok()?;
    records::format_of(&head)
}

/// How reading a part went: the summary up to where it failed, and why it did.
type PartRead = (ReadSummary, Option<String>);

/// Reads a part of a file; none of an answer of this program in a folder: it repeats the records there, which would
/// count twice.
fn read(
    task: &Task,
    file: &File,
    dialect: Option<ToldDialect>,
    scratch: &mut Scratch,
    gathered: &mut Gathered,
    bar: &Bar,
) -> Option<PartRead> {
    // From the byte before on: a line that begins with the part is the part's own.
    let begin = task.start.saturating_sub(1);
    let part = Part {
        file: u32::try_from(task.file).expect("there are fewer files than four billion"),
        format: task.format,
        project: file.project.as_deref(),
        is_inside: task.start > 0,
        until: task.until.map(|until| until - begin),
        dialect,
    };
    let is_other = |head: &[u8]| file.is_named || task.start > 0 || !is_answer(head);
    let mut read_from = |input: &mut dyn Read| records::read(input, part, scratch, gathered);
    let mut open = || match Opened::open(file.path.as_deref(), Some(bar))? {
        Opened::Plain(mut input) => {
            if !is_other(&head(&mut input)?) {
                return Ok(None);
            }
            input.seek(SeekFrom::Start(begin))?;
            Ok(Some(read_from(&mut Counted { input, bar: Some(bar) })))
        }
        Opened::Stream(mut input) => {
            // A pipe may be slow, and is named.
            let head = if file.is_named { Vec::new() } else { head(&mut input)? };
            Ok(is_other(&head).then(|| read_from(&mut Cursor::new(head).chain(input))))
        }
    };
    match open().unwrap_or_else(|error| Some(Err((ReadSummary::default(), error))))? {
        Ok(summary) => Some((summary, None)),
        Err((summary, error)) => Some((summary, Some(reason_for(&error)))),
    }
}

/// How much of a file says whether it is an answer, in bytes.
const ANSWER: u64 = 128;

fn head(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(ANSWER).read_to_end(&mut head).map(|_| head)
}

/// Whether a file that begins so is an answer of this program: JSON, or the runs that `measure` writes as CSV.
fn is_answer(head: &[u8]) -> bool {
    // However a spreadsheet or another program has set it.
    let is_set = |byte: &u8| byte.is_ascii_whitespace() || b"\"\xef\xbb\xbf".contains(byte);
    let plain: Vec<u8> = head.iter().copied().filter(|byte| !is_set(byte)).collect();
    plain.starts_with(b"{schema:creditcalc.") || plain.starts_with(sheets::RUNS_BEGIN.as_bytes())
}

fn reason_for(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is gone".to_owned(),
        // Plain text is never said to be so.
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            "it is compressed, and broken or cut off; everything before that was read".to_owned()
        }
        _ => reason(error),
    }
}
