//! Reads files, several at once, and large ones in parts.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::RecordsRequest;
use super::archive::{self, Kind};
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

/// A part of a file for one thread to read, or all files that are wanted of an archive.
struct Task {
    file: usize,
    /// How many files it is.
    count: usize,
    start: u64,
    until: Option<u64>,
    size: u64,
    format: Option<Format>,
}

impl Task {
    /// What is said of its files when none of it can be read.
    fn unread(&self, error: &io::Error) -> Vec<FileRead> {
        let read = |file| (file, Some((ReadSummary::default(), Some(reason_for(error)))));
        (self.file..self.file + self.count).map(read).collect()
    }
}

/// A file of a task, and how reading it went; `None` where it is an answer of this program.
type FileRead = (usize, Option<PartRead>);

/// The system lets this program open no more files at once.
struct NoHandle(io::Error);

#[cfg(unix)]
fn is_no_handle(error: &io::Error) -> bool {
    use rustix::io::Errno;

    matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE))
}

#[cfg(not(unix))]
fn is_no_handle(_: &io::Error) -> bool {
    false
}

/// Reads all files, on several threads.
pub(super) fn read_all(files: &[File], wanted: &RecordsRequest<'_>, bar: &Bar) -> AllRead {
    let mut tasks: Vec<Task> =
        files.iter().enumerate().flat_map(|(place, file)| tasks(place, file, files, wanted.format)).collect();
    // The largest first, so that no thread is left with one at the end. What comes of it does not depend on
    // the order.
    tasks.sort_by_key(|task| (std::cmp::Reverse(task.size), task.file, task.start));
    let threads =
        thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS_MAX).min(tasks.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut gathered, mut scratch) = (Gathered::on(wanted.today), Scratch::default());
        let (mut summaries, mut left) = (Vec::new(), Vec::new());
        while let Some(place) =
            Some(next.fetch_add(1, Ordering::Relaxed)).filter(|place| *place < tasks.len())
        {
            let mut reader = TaskReader {
                task: &tasks[place],
                dialect: wanted.dialect,
                scratch: &mut scratch,
                gathered: &mut gathered,
                bar,
            };
            match reader.task(files) {
                Ok(read) => summaries.extend(read.into_iter().map(|(file, read)| (place, file, read))),
                Err(NoHandle(_)) => left.push(place),
            }
        }
        (gathered, summaries, left)
    };
    let mut parts = thread::scope(|scope| {
        // Where no more can be started, those that were read everything.
        let start = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).map_while(start).collect();
        let mut parts = vec![work()];
        parts.extend(others.into_iter().map(|thread| thread.join().expect("a reader does not panic")));
        parts
    });
    let (mut gathered, mut all, mut left) = parts.swap_remove(0);
    for (other, summaries, more) in parts {
        gathered.merge(other);
        all.extend(summaries);
        left.extend(more);
    }
    // What could not be opened because the others had files open is read now that none has.
    let mut scratch = Scratch::default();
    for place in left {
        let task = &tasks[place];
        let mut reader =
            TaskReader { task, dialect: wanted.dialect, scratch: &mut scratch, gathered: &mut gathered, bar };
        let read = reader.task(files).unwrap_or_else(|NoHandle(error)| task.unread(&error));
        all.extend(read.into_iter().map(|(file, read)| (place, file, read)));
    }
    all.sort_by_key(|(place, file, _)| (*file, tasks[*place].start));
    let mut summaries: Vec<FileSummary> = files.iter().map(|_| FileSummary::default()).collect();
    let mut lines = vec![0; files.len()];
    for (_, file, read) in all {
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

/// The parts in which a file is read; an archive is one, at the first of its files.
fn tasks(file: usize, found: &File, files: &[File], format: Option<Format>) -> Vec<Task> {
    let whole = |format| vec![Task { file, count: 1, start: 0, until: None, size: found.size, format }];
    if found.member.is_some() {
        let is_same = |other: &&File| other.member.is_some() && other.path == found.path;
        if file.checked_sub(1).is_some_and(|before| is_same(&&files[before])) {
            return Vec::new();
        }
        let own = files[file..].iter().take_while(is_same);
        let (count, size) =
            own.fold((0, 0_u64), |(count, size), file| (count + 1, size.saturating_add(file.size)));
        return vec![Task { file, count, start: 0, until: None, size, format }];
    }
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
            count: 1,
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
    // What is decoded on the way has other places than the file.
    let (format, is_plain) = records::format_of(&head);
    format.filter(|_| is_plain)
}

/// How reading a part went: the summary up to where it failed, and why it did.
type PartRead = (ReadSummary, Option<String>);

/// What reads one task.
struct TaskReader<'t, 'g> {
    task: &'t Task,
    dialect: Option<ToldDialect>,
    scratch: &'g mut Scratch,
    gathered: &'g mut Gathered,
    bar: &'t Bar,
}

impl TaskReader<'_, '_> {
    /// Reads the task, unless no file can be opened for it.
    fn task(&mut self, files: &[File]) -> Result<Vec<FileRead>, NoHandle> {
        let file = self.task.file;
        match files[file].member {
            Some((kind, _)) => self.archive(kind, files),
            None => Ok(vec![(file, self.file(&files[file])?)]),
        }
    }

    /// Reads a part of a file; none of an answer of this program in a folder: it repeats the records there, which would
    /// count twice.
    fn file(&mut self, file: &File) -> Result<Option<PartRead>, NoHandle> {
        let task = self.task;
        // From the byte before on: a line that begins with the part is the part's own.
        let begin = task.start.saturating_sub(1);
        let is_other = |head: &[u8]| file.is_named || task.start > 0 || !is_answer(head);
        let bar = self.bar;
        let mut open = || match Opened::open(file.path.as_deref(), Some(bar))? {
            Opened::Plain(mut input) => {
                if !is_other(&head(&mut input)?) {
                    return Ok(None);
                }
                input.seek(SeekFrom::Start(begin))?;
                Ok(Some(self.read(task.file, file, &mut Counted { input, bar: Some(bar) })))
            }
            Opened::Stream(mut input) => {
                // A pipe may be slow, and is named.
                let head = if file.is_named { Vec::new() } else { head(&mut input)? };
                Ok(is_other(&head).then(|| self.read(task.file, file, &mut Cursor::new(head).chain(input))))
            }
        };
        match open() {
            Ok(read) => Ok(read),
            Err(error) if is_no_handle(&error) => Err(NoHandle(error)),
            Err(error) => Ok(Some((ReadSummary::default(), Some(reason_for(&error))))),
        }
    }

    /// Reads the files of an archive.
    fn archive(&mut self, kind: Kind, files: &[File]) -> Result<Vec<FileRead>, NoHandle> {
        let Task { file: first, count, .. } = *self.task;
        let own = &files[first..first + count];
        let path = own[0].path.as_deref().expect("an archive is a file");
        let wanted: Vec<usize> = own.iter().filter_map(|file| Some(file.member?.1)).collect();
        let mut all: Vec<FileRead> = Vec::with_capacity(count);
        let bar = self.bar;
        let read = archive::read(path, kind, &wanted, &mut |number, member| {
            let place = first + number;
            let read = member.and_then(|input| {
                let head = head(input)?;
                let mut whole = Counted { input: Cursor::new(&head).chain(input), bar: Some(bar) };
                Ok((!is_answer(&head)).then(|| self.read(place, &files[place], &mut whole)))
            });
            all.push((
                place,
                read.unwrap_or_else(|error| Some((ReadSummary::default(), Some(reason_for(&error))))),
            ));
        });
        // What was not come to cannot be read for the reason that the reading ended for.
        let reason = match read {
            Ok(()) => "its archive ends before it".to_owned(),
            Err(error) if all.is_empty() && is_no_handle(&error) => return Err(NoHandle(error)),
            Err(error) => reason_for(&error),
        };
        let missing = (first + all.len()..first + count)
            .map(|place| (place, Some((ReadSummary::default(), Some(reason.clone())))));
        all.extend(missing);
        Ok(all)
    }

    fn read(&mut self, place: usize, file: &File, input: &mut dyn Read) -> PartRead {
        let begin = self.task.start.saturating_sub(1);
        let part = Part {
            file: u32::try_from(place).expect("there are fewer files than four billion"),
            format: self.task.format,
            project: file.project.as_deref(),
            is_inside: self.task.start > 0,
            until: self.task.until.map(|until| until - begin),
            dialect: self.dialect,
        };
        match records::read(input, part, self.scratch, self.gathered) {
            Ok(summary) => (summary, None),
            Err((summary, error)) => (summary, Some(reason_for(&error))),
        }
    }
}

/// How much of a file says whether it is an answer, in bytes.
const ANSWER: u64 = 128;

fn head(input: &mut (impl Read + ?Sized)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    Read::take(&mut *input, ANSWER).read_to_end(&mut head).map(|_| head)
}

/// Whether a file that begins so is an answer of this program: JSON, or the runs that `measure` writes as CSV.
fn is_answer(head: &[u8]) -> bool {
    // However a spreadsheet or another program has set it.
    // However PowerShell has written it: in UTF-16.
    let is_set = |byte: &u8| byte.is_ascii_whitespace() || b"\"\xef\xbb\xbf\xff\xfe\0".contains(byte);
    let plain: Vec<u8> = head.iter().copied().filter(|byte| !is_set(byte)).collect();
    plain.starts_with(b"{schema:creditcalc.") || plain.starts_with(sheets::RUNS_BEGIN.as_bytes())
}

pub(super) fn reason_for(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is gone".to_owned(),
        // Plain text is never said to be so.
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            "it is compressed, and broken or cut off; everything before that was read".to_owned()
        }
        _ => reason(error),
    }
}
