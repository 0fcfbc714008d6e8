//! Files as they will be once some more are written.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::question::{Entry, Files, Matching, ReadRecords, RepositoryPlace};

/// Other files, and texts that lie over them.
pub(in crate::cli) struct WithTexts<'f> {
    pub(in crate::cli) files: &'f dyn Files,
    pub(in crate::cli) texts: BTreeMap<PathBuf, String>,
}

impl Files for WithTexts<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.texts.get(path).map_or_else(|| self.files.read(path), |text| Ok(text.clone()))
    }

    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let text = self.texts.get(path).map(|text| text.clone().into_bytes());
        text.map_or_else(|| self.files.bytes(path), Ok)
    }

    fn exists(&self, path: &Path) -> bool {
        self.texts.contains_key(path) || self.files.exists(path)
    }

    fn whole_name(&self, path: &Path) -> PathBuf {
        if self.texts.contains_key(path) { path.to_owned() } else { self.files.whole_name(path) }
    }

    fn head(&self, path: &Path) -> Vec<u8> {
        let text = self.texts.get(path).map(|text| text.clone().into_bytes());
        text.unwrap_or_else(|| self.files.head(path))
    }

    fn folder(&self, path: &Path) -> Option<io::Result<Vec<PathBuf>>> {
        self.files.folder(path)
    }

    fn entries(&self, path: &Path) -> Option<io::Result<Vec<Entry>>> {
        self.files.entries(path)
    }

    fn matching(&self, pattern: &Path) -> Option<Matching> {
        self.files.matching(pattern)
    }

    fn records(&self, paths: &[PathBuf], day: Option<Date>) -> Result<ReadRecords, Vec<Diagnostic>> {
        self.files.records(paths, day)
    }

    fn repository(&self, path: &Path) -> Option<RepositoryPlace> {
        self.files.repository(path)
    }
}
