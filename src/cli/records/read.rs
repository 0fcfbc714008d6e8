//! Reads files, several at once, and large ones in parts.

use std::io::{self, Read, Seek, SeekFrom};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::find::File;
use super::open::Opened;
use super::progress::{Bar, Counted};
use crate::cli::tables::reason;
use crate::records::{self, Faults, Format, Gathered, Part, ReadSummary, Scratch};

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
pub(super) fn read_all(files: &[File], format: Option<Format>, bar: &Bar) -> AllRead {
    // An answer of this program repeats its records: in a folder with them, it would count them twice.
    let (answers, records): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|place| !files[*place].is_named && is_answer(&files[*place]));
    let mut tasks: Vec<Task> =
        records.into_iter().flat_map(|place| tasks(place, &files[place], format)).collect();
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
            summaries.push((place, read(task, &files[task.file], &mut scratch, &mut gathered, bar)));
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
    for place in answers {
        summaries[place].is_answer = true;
    }
    let mut lines = vec![0; files.len()];
    for (place, (part, unreadable)) in all {
        let file = tasks[place].file;
        let known = &mut summaries[file];
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

/// Whether a file is an answer of this program, judged by its beginning.
fn is_answer(file: &File) -> bool {
    let Some(path) =
        file.path.as_deref().filter(|path| path.extension().is_some_and(|ending| ending == "json"))
    else {
        return false;
    };
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(64).read_to_end(&mut head));
    let plain: Vec<u8> = head.into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
    read.is_ok() && plain.starts_with(b"{\"schema\":\"creditcalc.")
}

fn head_format(path: &Path) -> Option<Format> {
    let Ok(Opened::Plain(file)) = Opened::open(Some(path), None) else { return None };
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).ok()?;
    records::format_of(&head)
}

/// Reads a part of a file: the summary up to where reading failed, and why it did.
fn read(
    task: &Task,
    file: &File,
    scratch: &mut Scratch,
    gathered: &mut Gathered,
    bar: &Bar,
) -> (ReadSummary, Option<String>) {
    // From the byte before on: a line that begins with the part is the part's own.
    let begin = task.start.saturating_sub(1);
    let part = Part {
        file: u32::try_from(task.file).expect("there are fewer files than four billion"),
        format: task.format,
        project: file.project.as_deref(),
        is_inside: task.start > 0,
        until: task.until.map(|until| until - begin),
    };
    let mut read_from = |input: &mut dyn Read| records::read(input, part, scratch, gathered);
    let result = match Opened::open(file.path.as_deref(), Some(bar)) {
        Ok(Opened::Plain(mut input)) => match input.seek(SeekFrom::Start(begin)) {
            Ok(_) => read_from(&mut Counted { input, bar: Some(bar) }),
            Err(error) => Err((ReadSummary::default(), error)),
        },
        Ok(Opened::Stream(mut input)) => read_from(&mut input),
        Err(error) => Err((ReadSummary::default(), error)),
    };
    match result {
        Ok(summary) => (summary, None),
        Err((summary, error)) => (summary, Some(reason_for(&error))),
    }
}

fn reason_for(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is gone".to_owned(),
        // Plain text is never said to be so.
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            "it is packed, and broken or cut off: what stands before that is read".to_owned()
        }
        _ => reason(error),
    }
}
