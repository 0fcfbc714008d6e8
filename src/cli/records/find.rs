//! Finds files: by name, in folders, by patterns, where Claude Code keeps its transcripts.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::RecordsRequest;
use super::archive::{self, Kind};
use super::names::{Named, named};
use super::open::Opened;
use super::pattern::{matching, shown};
use crate::cli::ask::confine::Confined;
use crate::cli::peeked::{is_input, is_something_piped_in, unopened};
use crate::cli::tables::reason;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::records::format_of;

/// How much of a file without an ending is looked at, in bytes.
const HEAD: u64 = 16 << 10;

/// A file that may hold records.
pub(super) struct File {
    /// `None` is standard input.
    pub(super) path: Option<PathBuf>,
    /// Its name in the answer.
    pub(super) name: String,
    /// In bytes; 0 where it is not known.
    pub(super) size: u64,
    /// The project whose transcript it is, where its path names one.
    pub(super) project: Option<String>,
    /// Whether it was named itself, and not only a folder that it is in.
    pub(super) is_named: bool,
    /// Where it is in an archive, which is then what `path` names. All of one archive stand together.
    pub(super) member: Option<(Kind, usize)>,
}

/// Files that may hold records.
#[derive(Default)]
pub(super) struct Found<'w> {
    pub(super) files: Vec<File>,
    /// What could not be opened, one line each.
    pub(super) skipped: Vec<String>,
    /// Links to folders that were read already, and pipes, one line each.
    pub(super) passed: Vec<String>,
    pub(super) notes: Vec<String>,
    /// Files in folders that are named like records and were passed over: the names of the first, and how many.
    pub(super) by_name: (Vec<String>, u64),
    /// The folder that links stay in.
    within: Option<&'w Confined>,
    /// The real names of everything found. As bare texts: comparing paths part by part takes longer than
    /// reading the folders.
    seen: HashSet<OsString>,
    /// How many of the files are in the order of their names: those up to the last folder.
    ordered: usize,
    /// Files of folders that were last changed before are passed over.
    changed_since: Option<SystemTime>,
    /// How many those are.
    pub(super) older: u64,
}

/// What standard input is called where nobody wrote `-`.
const INPUT: &str = "standard input";

/// The files that are asked for, of which `within` lets some be read.
pub(super) fn find<'w>(
    wanted: &RecordsRequest<'_>,
    within: Option<&'w Confined>,
    world: &World<'_>,
) -> Result<Found<'w>, Failure> {
    let RecordsRequest { paths, changed_since, .. } = *wanted;
    let mut found = Found { within, changed_since, ..Found::default() };
    if paths.is_empty() && is_something_piped_in() {
        found.files.push(File {
            path: None,
            name: INPUT.to_owned(),
            size: 0,
            project: None,
            is_named: true,
            member: None,
        });
        found.notes.push(format!("read {INPUT}"));
        return Ok(found);
    }
    if paths.is_empty() {
        let places = usual_places(world);
        let there: Vec<PathBuf> = places.iter().filter(|place| place.is_dir()).cloned().collect();
        if there.is_empty() {
            return Err(none_in_usual_places(wanted.command, world).into());
        }
        let names: Vec<String> = there.iter().map(|place| format!("`{}`", place.display())).collect();
        found.notes.push(format!("read {}", names.join(" and ")));
        for place in there {
            found.folder(place.clone(), &place.display().to_string());
        }
        return Ok(found.in_order());
    }
    let mut faults = Vec::new();
    if paths.iter().filter(|path| is_input(path)).count() > 1 {
        faults.push(Diagnostic::input_twice());
    }
    for path in paths {
        let name = path.display().to_string();
        if is_input(path) {
            found.files.push(File { path: None, name, size: 0, project: None, is_named: true, member: None });
            continue;
        }
        match fs::metadata(world.folder.join(path)) {
            Ok(_) => found.path(world.folder.join(path), &name, true),
            Err(error) => {
                // A name with a star in it may be a file's; only what is none is a pattern.
                let is_pattern = error.kind() == io::ErrorKind::NotFound;
                let matches = if is_pattern { matching(&name, within, world) } else { None };
                match matches {
                    Some(matches) if !matches.paths.is_empty() => {
                        for matched in matches.paths {
                            let name = shown(&matched, &world.folder);
                            found.path(matched, &name, true);
                        }
                        found.skipped.extend(matches.skipped);
                        found.passed.extend(matches.passed);
                    }
                    Some(matches) => {
                        let fault = Diagnostic::new(Code::UnreadFile, format!("no file matches `{name}`"));
                        let unread =
                            matches.skipped.into_iter().chain(matches.passed).take(super::unread::LINES_MAX);
                        faults.push(unread.fold(fault, Diagnostic::note));
                    }
                    None => faults.push(Diagnostic::new(
                        Code::UnreadFile,
                        format!("cannot read `{name}`: {}", reason(&error)),
                    )),
                }
            }
        }
    }
    if faults.is_empty() { Ok(found.in_order()) } else { Err(faults.into()) }
}

/// What `creditcalc command` says where no path was named and the usual places hold nothing.
pub(in crate::cli) fn none_in_usual_places(command: &str, world: &World<'_>) -> Diagnostic {
    let looked: Vec<String> =
        usual_places(world).iter().map(|place| format!("`{}`", place.display())).collect();
    let note = match looked.as_slice() {
        [] => "`HOME` names no folder to look in".to_owned(),
        looked => format!("looked in {}", looked.join(" and ")),
    };
    Diagnostic::new(Code::NoUsualRecords, "there are no Claude Code transcripts in the usual places")
        .note(note)
        .help(format!("name a file or folder: `creditcalc {command} PATH…`"))
}

/// The folders in which Claude Code keeps its transcripts.
pub(in crate::cli) fn usual_places(world: &World<'_>) -> Vec<PathBuf> {
    let home = || world.variable("HOME").or_else(|| world.variable("USERPROFILE")).map(PathBuf::from);
    if let Some(folders) = world.variable("CLAUDE_CONFIG_DIR") {
        // What is not text is one name.
        let Some(folders) = folders.to_str() else { return vec![in_projects(&world.folder.join(folders))] };
        let folders = folders.split(',').map(str::trim).filter(|folder| !folder.is_empty());
        return folders.map(|folder| in_projects(&world.folder.join(folder))).collect();
    }
    let config = world
        .variable("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| home().map(|home| home.join(".config")));
    let folders =
        home().map(|home| home.join(".claude")).into_iter().chain(config.map(|config| config.join("claude")));
    folders.map(|folder| in_projects(&folder)).collect()
}

fn in_projects(folder: &Path) -> PathBuf {
    if folder.ends_with("projects") { folder.to_owned() } else { folder.join("projects") }
}

impl Found<'_> {
    /// The same, in the order of names as far as a folder was read.
    fn in_order(mut self) -> Self {
        self.files[..self.ordered].sort_by(|one, two| one.path.cmp(&two.path));
        self
    }

    /// Adds a file, or all files in a folder.
    fn path(&mut self, path: PathBuf, name: &str, is_named: bool) {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path, name),
            Ok(metadata) => {
                match if metadata.is_file() { archive::kind(&path) } else { None } {
                    Some(kind) => self.archive(&path, name, kind, is_named),
                    None => {
                        let subagents = path.with_extension("").join("subagents");
                        let is_transcript = path.extension().is_some_and(|ending| ending == "jsonl");
                        let own = name.strip_suffix(".jsonl").map(|name| format!("{name}/subagents"));
                        self.file(path, name, metadata.len(), is_named);
                        // A session's subagents belong to it.
                        let may_read = self.within.is_none_or(|within| within.place(&subagents).is_ok());
                        if let Some(own) = own.filter(|_| is_transcript && may_read && subagents.is_dir()) {
                            self.folder(subagents, &own);
                        }
                    }
                }
            }
            Err(error) => self.skipped.push(format!("`{name}`: {}", reason(&error))),
        }
    }

    fn file(&mut self, path: PathBuf, name: &str, size: u64, is_named: bool) {
        // Two names of one file are one file.
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.seen.insert(real.into_os_string()) {
            let project = project(&path);
            let name = name.to_owned();
            self.files.push(File { path: Some(path), name, size, project, is_named, member: None });
        }
    }

    /// Adds what is in an archive.
    fn archive(&mut self, path: &Path, name: &str, kind: Kind, is_named: bool) {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(real.into_os_string()) {
            return;
        }
        let listing = match archive::list(path, kind) {
            Ok(listing) => listing,
            Err(error) => return self.skipped.push(format!("`{name}`: {}", super::read::reason_for(&error))),
        };
        let inner = |member: &str| format!("{name}/{}", member.trim_start_matches(['/', '.']));
        for (member, reason) in &listing.skipped {
            self.skipped.push(format!("`{}`: {reason}", inner(member)));
        }
        for member in &listing.archives {
            let archive = inner(member);
            self.passed.push(format!(
                "`{archive}`: it is an archive inside an archive; unpack the outer one to read it"
            ));
        }
        listing.by_name.iter().for_each(|member| self.pass_for_name(&inner(member)));
        if let Some(error) = listing.broken {
            self.skipped.push(format!("`{name}`: {}", super::read::reason_for(&error)));
        } else if is_named
            && listing.members.is_empty()
            && listing.archives.is_empty()
            && listing.skipped.is_empty()
        {
            self.skipped.push(format!("`{name}`: it has no files of records"));
        }
        for member in listing.members {
            let project = project(Path::new(&member.name));
            self.files.push(File {
                path: Some(path.to_owned()),
                name: inner(&member.name),
                size: member.size,
                project,
                is_named: false,
                member: Some((kind, member.place)),
            });
        }
    }

    /// Adds all files in a folder and in its folders, in the order of their names.
    fn folder(&mut self, path: PathBuf, name: &str) {
        let mut folders = vec![(path, name.to_owned(), None)];
        while let Some((path, name, real)) = folders.pop() {
            // A folder in a folder is called like it, and only what is named or linked to may have another
            // name.
            let real = match real.map_or_else(|| fs::canonicalize(&path), Ok) {
                Ok(real) => real,
                Err(error) => {
                    self.skipped.push(format!("`{name}`: {}", reason(&error)));
                    continue;
                }
            };
            if !self.seen.insert(real.clone().into_os_string()) {
                // A link to a folder that contains it would be followed for ever.
                if path.is_symlink() {
                    self.passed.push(format!("`{name}`: it is a link to a folder that was already read"));
                }
                continue;
            }
            let entries = match fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(error) => {
                    self.skipped.push(format!("`{name}`: {}", reason(&error)));
                    continue;
                }
            };
            let mut inner = Vec::new();
            for entry in entries {
                let entry = match entry {
                    Ok(entry) => entry,
                    // What comes behind is not known, and must not go unsaid.
                    Err(error) => {
                        self.skipped.push(format!("`{name}`: {}", reason(&error)));
                        break;
                    }
                };
                let file_name = entry.file_name();
                let name = format!("{}/{}", name.trim_end_matches('/'), file_name.to_string_lossy());
                let kind = match entry.file_type() {
                    Ok(kind) => kind,
                    Err(error) => {
                        self.skipped.push(format!("`{name}`: {}", reason(&error)));
                        continue;
                    }
                };
                if kind.is_dir() {
                    inner.push((entry.path(), name, Some(real.join(&file_name))));
                    continue;
                }
                let named = named(Path::new(&file_name));
                let is_record = named != Named::Other;
                if kind.is_symlink() {
                    if self.within.is_some_and(|within| within.place(&entry.path()).is_err()) {
                        self.passed.push(format!("`{name}`: it is a link that points outside its folder"));
                        continue;
                    }
                    match fs::metadata(entry.path()) {
                        Ok(metadata) if metadata.is_dir() => inner.push((entry.path(), name, None)),
                        Ok(metadata) if metadata.is_file() && self.is_older(&metadata) => self.older += 1,
                        Ok(metadata) if metadata.is_file() && is_record => {
                            let target = fs::canonicalize(entry.path()).unwrap_or_else(|_| entry.path());
                            self.entry(entry.path(), target, &name, metadata.len(), named);
                        }
                        Ok(metadata) if named == Named::Records => self.pass(&name, &metadata),
                        Ok(_) => {}
                        Err(error) => self.skipped.push(format!("`{name}`: {}", reason(&error))),
                    }
                } else if is_record {
                    match entry.metadata() {
                        Ok(metadata) if !kind.is_file() => {
                            if named == Named::Records {
                                self.pass(&name, &metadata);
                            }
                        }
                        Ok(metadata) if self.is_older(&metadata) => self.older += 1,
                        Ok(metadata) => {
                            self.entry(entry.path(), real.join(&file_name), &name, metadata.len(), named);
                        }
                        Err(error) => self.skipped.push(format!("`{name}`: {}", reason(&error))),
                    }
                }
            }
            inner.sort_by(|one, two| two.0.cmp(&one.0));
            folders.extend(inner);
        }
        self.ordered = self.files.len();
    }

    /// Whether a file was last changed before what is asked about. Where the system does not tell, it was not.
    fn is_older(&self, metadata: &fs::Metadata) -> bool {
        let changed = metadata.modified().ok();
        self.changed_since.zip(changed).is_some_and(|(since, changed)| changed < since)
    }

    /// Passes over what is no file: a pipe in a folder would be waited for.
    fn pass(&mut self, name: &str, metadata: &fs::Metadata) {
        self.passed.extend(unopened(metadata).map(|error| format!("`{name}`: {}", reason(&error))));
    }

    /// Passes over a file that is named like records.
    fn pass_for_name(&mut self, name: &str) {
        const NAMES_MAX: usize = 3;
        let (first, all) = &mut self.by_name;
        *all += 1;
        if first.len() < NAMES_MAX {
            first.push(name.to_owned());
        }
    }

    fn entry(&mut self, path: PathBuf, real: PathBuf, name: &str, size: u64, named: Named) {
        match named {
            Named::Nothing if look_into(&path) != Looks::Records => return,
            Named::Perhaps => match look_into(&path) {
                Looks::Records => {}
                Looks::Text => return self.pass_for_name(name),
                Looks::Other => return,
            },
            Named::Unfinished => {
                if look_into(&path) != Looks::Other {
                    self.pass_for_name(name);
                }
                return;
            }
            Named::Archive => {
                if let Some(kind) = archive::kind(&path) {
                    self.archive(&path, name, kind, false);
                }
                return;
            }
            _ => {}
        }
        if self.seen.insert(real.into_os_string()) {
            let project = project(&path);
            let name = name.to_owned();
            self.files.push(File { path: Some(path), name, size, project, is_named: false, member: None });
        }
    }
}

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    Records,
    /// Text in which no record was recognized.
    Text,
    /// Nothing, bytes that are no text, or what can't be opened.
    Other,
}

/// Looks into a file whose name does not say enough.
fn look_into(path: &Path) -> Looks {
    // The store of a version control system has thousands of files without an ending.
    let is_store =
        path.components().any(|part| [".git", ".hg", ".svn"].iter().any(|name| part.as_os_str() == *name));
    let Some(Ok(opened)) = (!is_store).then(|| Opened::open(Some(path), None)) else { return Looks::Other };
    let mut head = Vec::new();
    let read = match opened {
        Opened::Plain(file) => file.take(HEAD).read_to_end(&mut head),
        Opened::Stream(stream) => stream.take(HEAD).read_to_end(&mut head),
    };
    if read.is_err() {
        return Looks::Other;
    }
    match format_of(&head).0 {
        Some(_) => Looks::Records,
        None if head.is_empty() || head.contains(&0) => Looks::Other,
        None => Looks::Text,
    }
}

/// The project folder that a transcript is in: the one after `projects` in its path.
fn project(path: &Path) -> Option<String> {
    let mut parts = path.parent()?.components().rev();
    let mut behind = parts.next()?;
    for part in parts {
        if part.as_os_str() == "projects" {
            return match behind {
                Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
                _ => None,
            };
        }
        behind = part;
    }
    None
}
