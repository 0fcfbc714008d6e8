//! Where the user's configuration folder is.

use std::path::PathBuf;

/// The user's configuration folder, where `XDG_CONFIG_HOME` does not say it.
#[cfg(not(target_os = "linux"))]
pub(super) fn config_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;

    etcetera::choose_base_strategy().ok().map(|strategy| strategy.config_dir())
}

/// The user's configuration folder, where `XDG_CONFIG_HOME` does not say it.
///
/// Without `HOME` the standard library would ask the system's accounts, and the C library loads modules for
/// that, which a program that is linked statically should not do: they are those of the machine on which it
/// runs, not of the one on which it was built. The file of accounts, which is what is asked first, is read
/// here instead.
#[cfg(target_os = "linux")]
pub(super) fn config_folder() -> Option<PathBuf> {
    use std::os::unix::fs::MetadataExt as _;
    use std::{env, fs};

    // A home that depends on the folder would be another one in each.
    let home = env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    let home = home.or_else(|| {
        let user = fs::metadata("/proc/self").ok()?.uid();
        home_of(user, &fs::read_to_string("/etc/passwd").ok()?)
    });
    Some(home?.join(".config"))
}

/// The home of the user of that number in a file of accounts, `name:password:user:group:comment:home:shell`.
#[cfg(target_os = "linux")]
fn home_of(user: u32, accounts: &str) -> Option<PathBuf> {
    let home = |line: &str| {
        let mut fields = line.split(':');
        let number: u32 = fields.nth(2)?.parse().ok()?;
        fields.nth(2).filter(|_| number == user).map(PathBuf::from)
    };
    accounts.lines().find_map(home)
}

/// The folder in which programs of this user keep what they know from one call to the next: `XDG_STATE_HOME`, or what
/// the system has in its place.
#[cfg(target_os = "linux")]
pub(super) fn state_folder(xdg: Option<&std::ffi::OsStr>) -> Option<PathBuf> {
    let home = || config_folder()?.parent().map(|home| home.join(".local/state"));
    xdg.map(PathBuf::from).filter(|folder| folder.is_absolute()).or_else(home)
}

/// The folder in which programs of this user keep what they know from one call to the next: `XDG_STATE_HOME`, or what
/// the system has in its place.
#[cfg(not(target_os = "linux"))]
pub(super) fn state_folder(xdg: Option<&std::ffi::OsStr>) -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;

    let usual = || {
        let usual = etcetera::choose_base_strategy().ok()?;
        // Windows has no folder of its own for this.
        Some(usual.state_dir().unwrap_or_else(|| usual.cache_dir()))
    };
    xdg.map(PathBuf::from).filter(|folder| folder.is_absolute()).or_else(usual)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_found_by_the_number_of_its_user() {
        let accounts =
            "# comment\nroot:x:0:0:root:/root:/bin/bash\n+::::::\nann:x:1000:100:Ann,,,:/home/ann:/bin/zsh\n";
        assert_eq!(home_of(0, accounts), Some("/root".into()));
        assert_eq!(home_of(1000, accounts), Some("/home/ann".into()));
        assert_eq!(home_of(100, accounts), None, "a group is no user");
        assert_eq!(home_of(1, accounts), None);
    }
}
