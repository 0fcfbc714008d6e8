//! The places of a machine and a repository where schedules lie, looked into one after the other.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use jiff::tz::TimeZone;

use crate::answer::scan::{LeftOut, Place, State};
use crate::cli::World;
use crate::cli::peeked::is_input;
use crate::cli::records::usual_places;
use crate::cli::scan::rooted::Rooted;
use crate::phrase::{counted, grouped, listed_few};
use crate::question::found::{FoundJob, candidates, found_below, found_in};
use crate::question::{Files, reason};
use crate::schedule::Caution;
use crate::units::length;

/// How many lines about what could not be read are said.
const UNREAD_MAX: usize = 5;

/// Folders and files of the whole system, from its root, and whether only a Mac has them; `None` is any.
const OF_SYSTEM: [(&str, Option<bool>); 6] = [
    ("etc/crontab", None),
    ("etc/cron.d", None),
    ("etc/anacrontab", Some(false)),
    ("etc/systemd/system", Some(false)),
    ("Library/LaunchAgents", Some(true)),
    ("Library/LaunchDaemons", Some(true)),
];

/// Where cron keeps the crontabs of users, each by the name of its user.
const SPOOLS: [&str; 3] = ["var/spool/cron/crontabs", "var/spool/cron", "var/at/tabs"];

/// Folders and files of a user, from the home.
const OF_HOME: [(&str, Option<bool>); 7] = [
    (".config/systemd/user", Some(false)),
    ("Library/LaunchAgents", Some(true)),
    (".openclaw/cron/jobs.json", None),
    (".hermes/cron/jobs.json", None),
    (".nanobot/cron/jobs.json", None),
    (".claude/scheduled_tasks.json", None),
    (".codex/automations", None),
];

/// A machine, or what stands for one below a folder.
pub(in crate::cli) struct Machine {
    root: Option<PathBuf>,
    home: Option<PathBuf>,
    user: Option<String>,
}

/// A file with jobs.
pub(in crate::cli) struct FoundAt {
    /// The file, as it is read.
    pub(in crate::cli) path: PathBuf,
    /// The same for people.
    pub(in crate::cli) shown: String,
    /// Its jobs.
    pub(in crate::cli) jobs: Vec<FoundJob>,
}

/// What was found in all places.
#[derive(Default)]
pub(in crate::cli) struct Walked {
    pub(in crate::cli) files: Vec<FoundAt>,
    pub(in crate::cli) places: Vec<Place>,
    pub(in crate::cli) cautions: Vec<String>,
    /// What is in no figure, each once and where it was found.
    pub(in crate::cli) left_out: Vec<LeftOut>,
    pub(in crate::cli) notes: Vec<String>,
    /// What could not be read, one line each.
    unread: Vec<String>,
    /// What is left out, with its place.
    known: BTreeSet<(String, String)>,
    /// Every file once, whoever names it.
    seen: BTreeSet<PathBuf>,
}

impl Walked {
    /// Takes a caution about a place: the sentence is said once, and what is in no figure is listed at each place.
    fn caution(&mut self, place: &str, caution: Caution) {
        for one in caution.left_out {
            let at = one.line.map_or_else(|| place.to_owned(), |line| format!("{place}:{line}"));
            if self.known.insert((at.clone(), one.why.clone())) {
                self.left_out.push(LeftOut { r#where: at, why: one.why });
            }
        }
        let all = if caution.is_unread { &mut self.unread } else { &mut self.cautions };
        if !all.contains(&caution.text) {
            all.push(caution.text);
        }
    }
}

impl Machine {
    /// This machine; or what lies below `root`, whose home is `root/home/USER` or `root/home`.
    pub(in crate::cli) fn new(root: Option<&Path>, world: &World<'_>) -> Self {
        let text = |name: &str| Some(world.variable(name)?.to_str()?.to_owned());
        let user = text("USER").or_else(|| text("LOGNAME"));
        let home = world.variable("HOME").or_else(|| world.variable("USERPROFILE")).map(PathBuf::from);
        let Some(root) = root else { return Self { root: None, home, user } };
        let homes = root.join("home");
        let own = user.as_ref().map(|user| homes.join(user)).filter(|own| world.folder.join(own).is_dir());
        Self { root: Some(root.to_owned()), home: Some(own.unwrap_or(homes)), user: None }
    }

    /// The folder of records of agents that are there.
    pub(in crate::cli) fn records(&self, world: &World<'_>) -> Vec<PathBuf> {
        let homes = self.home.iter();
        let mut places: Vec<PathBuf> = homes.map(|home| home.join(".codex/sessions")).collect();
        if self.root.is_none() {
            places.extend(usual_places(world));
        } else {
            let below = [".claude/projects", ".config/claude/projects"];
            places.extend(self.home.iter().flat_map(|home| below.map(|place| home.join(place))));
        }
        let bounds = world.confined();
        let may_read = |place: &PathBuf| {
            let place = world.folder.join(place);
            bounds.as_ref().is_none_or(|bounds| bounds.place(&place).is_ok()) && place.is_dir()
        };
        places.into_iter().filter(may_read).collect()
    }

    /// A folder that a job names, from the root of its machine.
    pub(in crate::cli) fn folder(&self, written: &str) -> Option<PathBuf> {
        let home = self.own(self.home.as_deref()?);
        let rest = ["~", "$HOME", "${HOME}", "%h"].iter().find_map(|sign| written.strip_prefix(sign));
        match rest {
            Some("") => Some(home),
            Some(rest) => Some(home.join(rest.strip_prefix('/')?)),
            None => Some(PathBuf::from(written)).filter(|folder| folder.is_absolute()),
        }
    }

    /// A path as it is called on its machine.
    fn own(&self, path: &Path) -> PathBuf {
        let below = self.root.as_ref().and_then(|root| path.strip_prefix(root).ok());
        below.map_or_else(|| path.to_owned(), |below| Path::new("/").join(below))
    }

    fn shown(&self, path: &Path) -> String {
        if is_input(path) {
            return "standard input".to_owned();
        }
        let in_home = self.home.as_ref().and_then(|home| path.strip_prefix(home).ok());
        match in_home {
            Some(below) => format!("~/{}", below.display()),
            None => self.own(path).display().to_string(),
        }
    }

    /// All places, the machine's first.
    fn places(&self, world: &World<'_>) -> Vec<PathBuf> {
        let root = self.root.clone().unwrap_or_else(|| PathBuf::from("/"));
        let mut places: Vec<PathBuf> = Vec::new();
        let spools: Vec<PathBuf> = SPOOLS.iter().map(|spool| root.join(spool)).collect();
        // Of the places where crontabs may be, those of other systems are not worth a word.
        let mut there = spools.iter().filter(|spool| world.folder.join(spool).is_dir());
        let own = |spool: &PathBuf| self.user.as_ref().map_or_else(|| spool.clone(), |user| spool.join(user));
        let first = there.next().unwrap_or(&spools[0]);
        places.push(own(first));
        // One that only holds the first has no crontabs but those of a user who is known.
        let others = there.filter(|spool| self.user.is_some() || !first.starts_with(spool)).map(own);
        places.extend(others.filter(|own| self.user.is_none() || world.folder.join(own).is_file()));
        // What stands for a machine may stand for any.
        let is_here =
            |mac: Option<bool>| self.root.is_some() || mac.is_none_or(|mac| mac == cfg!(target_os = "macos"));
        let own = |place: &(&str, Option<bool>), base: &Path| is_here(place.1).then(|| base.join(place.0));
        places.extend(OF_SYSTEM.iter().filter_map(|place| own(place, &root)));
        if let Some(home) = &self.home {
            places.extend(OF_HOME.iter().filter_map(|place| own(place, home)));
        }
        places
    }

    /// Looks into every place, then into `crontabs` and `folder`. `zone` is the clock of schedules that name none.
    pub(in crate::cli) fn walk(
        &self,
        (crontabs, folder): (&[PathBuf], &Path),
        zone: &TimeZone,
        files: &dyn Files,
        world: &World<'_>,
    ) -> Walked {
        let mut walked = Walked::default();
        let whole = |path: &Path| fs::canonicalize(world.folder.join(path)).ok();
        let root = self.root.as_deref().and_then(whole);
        let rooted = self.root.as_ref().map(|root| Rooted { files, root, folder: &world.folder });
        let own: &dyn Files = rooted.as_ref().map_or(files, |rooted| rooted);
        // Of a machine that may not be read, nothing is told, not even what is there.
        let is_own = self.root.is_none() && world.is_confined;
        for place in &if is_own { Vec::new() } else { self.places(world) } {
            self.look(place, None, zone, own, world, &mut walked);
        }
        for crontab in crontabs {
            self.look(crontab, None, zone, files, world, &mut walked);
        }
        // What stands for a machine is none of the repository's files.
        let is_of_machine = |path: &Path| {
            root.as_ref().is_some_and(|root| whole(path).is_some_and(|path| path.starts_with(root)))
        };
        self.look(folder, Some(&is_of_machine), zone, files, world, &mut walked);
        let more = walked.unread.len().saturating_sub(UNREAD_MAX);
        walked.unread.truncate(UNREAD_MAX);
        walked.cautions = once_a_reason(std::mem::take(&mut walked.cautions));
        walked.unread.extend((more > 0).then(|| format!("{more} more places can't be read")));
        walked.cautions = walked.unread.drain(..).chain(walked.cautions.drain(..)).collect();
        walked
    }

    /// Looks into a place: a file, or a folder with what is below it.
    fn look(
        &self,
        place: &Path,
        is_left_out: Option<&dyn Fn(&Path) -> bool>,
        zone: &TimeZone,
        files: &dyn Files,
        world: &World<'_>,
        walked: &mut Walked,
    ) {
        let shown = self.shown(place);
        let mut state = State::Read;
        let mut jobs = 0;
        let found = if is_input(place) {
            Ok(false)
        } else {
            let at = world.folder.join(place);
            let is_refused = world.confined().is_some_and(|bounds| bounds.place(&at).is_err());
            // That something can't be read is only said when it is tried.
            let there = if is_refused { Err(ErrorKind::PermissionDenied.into()) } else { fs::metadata(&at) };
            there.and_then(|found| match found {
                found if found.is_dir() => fs::read_dir(&at).map(|_| true),
                found if found.is_file() => fs::File::open(&at).map(|_| false),
                _ => Ok(false),
            })
        };
        match found {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                state = State::Absent;
            }
            Err(error) => {
                state = State::Unreadable;
                let is_crontab = shown.contains("/cron/") || shown.contains("/at/");
                let way =
                    if is_crontab { "; read it with `crontab -l | creditcalc scan --crontab -`" } else { "" };
                let text = format!("cannot read `{shown}`: {}{way}", reason(&error));
                walked.caution(&shown, Caution::unread(text));
            }
            Ok(is_folder) => {
                let mut paths = vec![place.to_owned()];
                if is_folder {
                    let (below, cautions) = candidates(place, files);
                    paths = below;
                    for caution in cautions {
                        walked.caution(&shown, caution);
                    }
                }
                for path in paths {
                    if is_left_out.is_some_and(|is_left_out| is_left_out(&path)) {
                        continue;
                    }
                    jobs += self.read(&path, is_folder, zone, files, walked);
                }
            }
        }
        walked.places.push(Place { place: shown, state, jobs });
    }

    /// Reads a file, unless it was read before: how many jobs it has.
    fn read(
        &self,
        path: &Path,
        is_below: bool,
        zone: &TimeZone,
        files: &dyn Files,
        walked: &mut Walked,
    ) -> u64 {
        let path: PathBuf = path.components().filter(|step| *step != Component::CurDir).collect();
        if !walked.seen.insert(files.whole_name(&path)) {
            return 0;
        }
        let shown = self.shown(&path);
        let found =
            if is_below { found_below(&path, &shown, zone, files) } else { found_in(&path, zone, files) };
        for caution in found.cautions {
            walked.caution(&shown, caution);
        }
        for text in found.notes {
            if !walked.notes.contains(&text) {
                walked.notes.push(text);
            }
        }
        let jobs = length(found.jobs.len());
        if jobs > 0 {
            walked.files.push(FoundAt { shown, path, jobs: found.jobs });
        }
        jobs
    }
}

/// Sentences that end with the file that they are about: those that say the same of several, in one.
fn once_a_reason(sentences: Vec<String>) -> Vec<String> {
    let split = |sentence: String| {
        let file = sentence.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (`"));
        match file.and_then(|(reason, name)| Some((reason, name.strip_suffix('`')?))) {
            Some((reason, name)) if !name.contains('`') => (reason.to_owned(), Some(format!("`{name}`"))),
            _ => (sentence, None),
        }
    };
    let said = |(reason, files): (String, Vec<Option<String>>)| {
        let files: Vec<String> = files.into_iter().flatten().collect();
        match files.as_slice() {
            [] => reason,
            [file] => format!("{reason} ({file})"),
            files => {
                let names = listed_few(files.iter().cloned());
                format!("{reason} ({}: {names})", counted(length(files.len()), "file"))
            }
        }
    };
    grouped(sentences.into_iter().map(split)).into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_files_have_in_common_is_said_once() {
        let of = |file: &str| format!("not counted: no nicknames (`{file}`)");
        let all =
            vec![of("a.yml"), "`b` isn't counted".to_owned(), of("c.yml"), "other (`d.yml`)".to_owned()];
        let expected = [
            "not counted: no nicknames (2 files: `a.yml` and `c.yml`)",
            "`b` isn't counted",
            "other (`d.yml`)",
        ];
        assert_eq!(once_a_reason(all), expected);
    }

    #[test]
    fn a_sentence_is_said_once_and_listed_at_every_place_where_something_is_left_out() {
        let mut walked = Walked::default();
        let unknown = || Caution::left_out(Some(2), "`crontab:2` may run an agent, but isn't counted");
        walked.caution("a/crontab", unknown());
        walked.caution("b/crontab", unknown());
        walked.caution("b/crontab", unknown());
        // What counts is left out nowhere.
        walked.caution("ci.yml", Caution::counted("the matrix of `a` counts as one job"));
        walked.caution("c", Caution::unread("nobody may look into `c`"));
        walked.caution("d.timer", Caution::left_out(None, "cannot read what `d.service` starts"));
        let places: Vec<&str> = walked.left_out.iter().map(|one| one.r#where.as_str()).collect();
        assert_eq!(places, ["a/crontab:2", "b/crontab:2", "c", "d.timer"]);
        assert_eq!(walked.unread, ["nobody may look into `c`"]);
        assert_eq!(walked.cautions.len(), 3);
    }
}
