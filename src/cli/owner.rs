//! Whose a file of settings is. One that somebody else can have written is not used where it was not named.
//!
//! The model is git's `safe.directory`. On Unix:
//!
//! - a file above the working folder, and the folder that it is in, belong to the user or to root;
//! - nobody else can write to either. What its group can write is somebody else's, unless the group is the user's or
//!   the owner's own (of the same number). In a folder that everybody can write to, and where only owners replace
//!   files (`/tmp`), the file alone counts;
//! - a file in the working folder may also belong to the owner of that folder, and is then named in a note. Git refuses
//!   such a checkout, because its settings run programs; these change figures and nothing else, and in containers
//!   root works in the folders of others all day.

/// Whose a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The user's, or the system's.
    Own,
    /// Of whoever owns the working folder.
    OfFolder,
    /// Somebody's who is not trusted, with the reason.
    Other(&'static str),
}

#[cfg(not(unix))]
pub(super) fn owner(_file: &std::path::Path, _folder: &std::path::Path, _is_here: bool) -> Owner {
    Owner::Own
}

/// Whose `file` is, which stands in `folder`, and may be a link. `is_here` is whether that is the working folder.
#[cfg(unix)]
pub(super) fn owner(file: &std::path::Path, folder: &std::path::Path, is_here: bool) -> Owner {
    use rustix::process::{getegid, geteuid};

    let user = User { id: geteuid().as_raw(), group: getegid().as_raw() };
    let writers = |path| std::fs::metadata(path).ok().as_ref().map(Writers::of);
    // What isn't there can't be read either, and that is reported then.
    let (Some(target), Some(folder)) = (writers(file), writers(folder)) else { return Owner::Own };
    // Everybody may seem to write a link, and nobody can.
    let link = std::fs::symlink_metadata(file).map_or(target, |link| Writers::of(&link));
    match user.owner(Writers { mode: 0, ..link }, folder, is_here) {
        Owner::Other(why) => Owner::Other(why),
        _ => user.owner(target, folder, is_here),
    }
}

/// Who asks.
#[cfg(unix)]
#[derive(Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

/// Who can write to a file or into a folder.
#[cfg(unix)]
#[derive(Clone, Copy)]
struct Writers {
    user: u32,
    group: u32,
    mode: u32,
}

#[cfg(unix)]
impl Writers {
    fn of(metadata: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;

        Self { user: metadata.uid(), group: metadata.gid(), mode: metadata.mode() }
    }

    /// Whether only owners remove and rename what is in it.
    fn is_sticky(self) -> bool {
        self.mode & 0o1000 != 0
    }
}

#[cfg(unix)]
impl User {
    fn owner(self, file: Writers, folder: Writers, is_here: bool) -> Owner {
        let is_own = |of: Writers| of.user == self.id || of.user == 0;
        let is_open = |of: Writers| {
            let is_group_own = of.group == self.group || of.group == of.user;
            of.mode & 0o002 != 0 || of.mode & 0o020 != 0 && !is_group_own
        };
        let is_of_folder = is_here && file.user == folder.user;
        if !is_own(file) && !is_of_folder {
            Owner::Other("it belongs to somebody else")
        } else if is_open(file) {
            Owner::Other("others can write to it")
        } else if !is_here && !is_own(folder) {
            Owner::Other("its folder belongs to somebody else")
        } else if is_open(folder) && !folder.is_sticky() {
            Owner::Other("others can write to its folder")
        } else if is_own(file) {
            Owner::Own
        } else {
            Owner::OfFolder
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const ANN: User = User { id: 1000, group: 1000 };
    const ROOT: User = User { id: 0, group: 0 };

    fn of(user: u32, group: u32, mode: u32) -> Writers {
        Writers { user, group, mode }
    }

    #[test]
    fn above_the_working_folder_only_what_is_the_users_or_roots_counts() {
        let above = |file, folder| ANN.owner(file, folder, false);
        let (file, folder) = (of(1000, 1000, 0o100_644), of(1000, 1000, 0o40755));
        assert_eq!(above(file, folder), Owner::Own);
        assert_eq!(
            above(of(0, 0, 0o100_644), of(0, 0, 0o40755)),
            Owner::Own,
            "root may do everything anyway"
        );
        assert_eq!(above(of(1001, 1001, 0o100_644), folder), Owner::Other("it belongs to somebody else"));
        assert_eq!(above(file, of(1001, 1001, 0o40755)), Owner::Other("its folder belongs to somebody else"));
        assert_eq!(above(of(1000, 1000, 0o100_646), folder), Owner::Other("others can write to it"));
        assert_eq!(above(file, of(0, 0, 0o40777)), Owner::Other("others can write to its folder"));
        assert_eq!(
            above(file, of(0, 0, 0o41777)),
            Owner::Own,
            "in `/tmp` nobody replaces the file of another"
        );
        assert_eq!(
            above(of(1001, 1001, 0o100_644), of(0, 0, 0o41777)),
            Owner::Other("it belongs to somebody else"),
            "though everybody can put one there"
        );
    }

    #[test]
    fn what_a_group_can_write_counts_where_the_group_is_not_the_users_own() {
        let file = |group| ANN.owner(of(1000, group, 0o100_664), of(1000, 1000, 0o40755), false);
        assert_eq!(file(1000), Owner::Own);
        assert_eq!(file(100), Owner::Other("others can write to it"));
        let folder = |group| ANN.owner(of(1000, 1000, 0o100_644), of(1000, group, 0o40775), false);
        assert_eq!(folder(1000), Owner::Own);
        assert_eq!(folder(100), Owner::Other("others can write to its folder"));
    }

    #[test]
    fn in_the_working_folder_the_file_of_its_owner_counts_too() {
        // A container works as root on the checkout of user 1001.
        let (file, folder) = (of(1001, 1001, 0o100_664), of(1001, 1001, 0o40775));
        assert_eq!(ROOT.owner(file, folder, true), Owner::OfFolder);
        assert_eq!(ROOT.owner(file, folder, false), Owner::Other("it belongs to somebody else"));
        assert_eq!(
            ROOT.owner(of(1002, 1002, 0o100_644), folder, true),
            Owner::Other("it belongs to somebody else"),
            "somebody else put it there"
        );
        assert_eq!(
            ROOT.owner(of(1001, 100, 0o100_664), folder, true),
            Owner::Other("others can write to it"),
            "a whole group can"
        );
        assert_eq!(
            ROOT.owner(file, of(1001, 1001, 0o40777), true),
            Owner::Other("others can write to its folder")
        );
    }
}
