//! What stands beside a file of schedules.

use std::io;

/// A way to look at the files beside the one that is read. Names are as seen from its folder, with `/` between steps.
pub trait Beside {
    /// The text of a file and the name under which faults point at it; `None` where there is no such file.
    fn text(&self, name: &str) -> Option<io::Result<(String, String)>>;

    /// The names of the files in a folder, in order; none where there is no such folder.
    fn names(&self, folder: &str) -> Vec<String>;
}

/// Nothing stands beside it.
#[derive(Debug, Clone, Copy)]
pub struct Alone;

impl Beside for Alone {
    fn text(&self, _name: &str) -> Option<io::Result<(String, String)>> {
        None
    }

    fn names(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}
