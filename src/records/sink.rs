//! Where readers put what they find, and what a reader is.

use jiff::Timestamp;

use super::faults::{FaultKind, Faults};
use super::format::{Format, Recognized, recognize};
use super::gathered::Gathered;
use super::json::Json;
use super::record::Place;

/// Reads the values of one text of one format.
pub(super) trait Reader {
    /// Takes the value that begins on `line`.
    fn value(&mut self, value: Json<'_>, line: u64, sink: &mut Sink<'_>);

    /// Takes a line that is no value.
    fn noise(&mut self, _noise: &[u8], _line: u64, _sink: &mut Sink<'_>) {}

    /// Hands on what is left when the text ends.
    fn finish(&mut self, _sink: &mut Sink<'_>) {}
}

/// Where the readers of one text put what they find.
pub(super) struct Sink<'g> {
    pub(super) gathered: &'g mut Gathered,
    pub(super) faults: Faults,
    pub(super) file: u32,
    pub(super) project: Option<&'g str>,
    /// When a logger wrote the line that is read, or began to write what stands on it: the time of records that
    /// have none.
    pub(super) stamp: Option<Timestamp>,
    readers: Readers,
}

/// The readers of one text: records of several formats may have been put into one file.
struct Readers {
    list: Vec<(Format, Box<dyn Reader>)>,
    /// The one that read last. A value that could be of any format is its.
    current: usize,
    /// Makes the reader of a format: the readers lie above the sink, which does not know them.
    reader_of: fn(Format) -> Box<dyn Reader>,
}

impl Readers {
    /// Makes the reader of a format the current one.
    fn choose(&mut self, format: Format) {
        self.current = self.list.iter().position(|(known, _)| *known == format).unwrap_or(self.list.len());
        if self.current == self.list.len() {
            self.list.push((format, (self.reader_of)(format)));
        }
    }
}

impl<'g> Sink<'g> {
    /// Nothing read of `file` yet. `reader_of` makes the reader of a format when the first of its records comes.
    pub(super) fn new(
        gathered: &'g mut Gathered,
        file: u32,
        project: Option<&'g str>,
        reader_of: fn(Format) -> Box<dyn Reader>,
    ) -> Self {
        let readers = Readers { list: Vec::new(), current: 0, reader_of };
        Self { gathered, faults: Faults::default(), file, project, stamp: None, readers }
    }
}

impl Sink<'_> {
    /// Reads values that could be of any format as being of this one, until another is recognized.
    pub(super) fn choose(&mut self, format: Format) {
        self.readers.choose(format);
    }

    /// Hands a value to the reader of its format, or to the one that read last.
    pub(super) fn value(&mut self, recognized: Recognized, value: Json<'_>, line: u64) {
        match recognized {
            // A line of a transcript stands for itself, and leaves the current reader as it is.
            Recognized::As(Format::ClaudeTranscript) => {
                return (self.readers.reader_of)(Format::ClaudeTranscript).value(value, line, self);
            }
            Recognized::As(format) => self.readers.choose(format),
            Recognized::OtherProgram => self.fault(line, FaultKind::OtherProgram),
            Recognized::No => {}
        }
        self.with_current(|reader, sink| reader.value(value, line, sink));
    }

    /// Whether something was read that is of another format than this one.
    pub(super) fn reads_other_than(&self, format: Format) -> bool {
        self.readers.list.iter().any(|(known, _)| *known != format)
    }

    /// Hands on a value among the lines of a transcript if it is of another format. Returns whether it was.
    pub(super) fn takes_other(&mut self, value: Json<'_>, line: u64) -> bool {
        let recognized = recognize(value);
        let is_other = matches!(recognized, Recognized::As(format) if format != Format::ClaudeTranscript);
        if is_other {
            self.value(recognized, value, line);
        }
        is_other
    }

    /// Hands a line that is no value to the reader that read last.
    pub(super) fn noise(&mut self, noise: &[u8], line: u64) {
        self.with_current(|reader, sink| reader.noise(noise, line, sink));
    }

    /// Lets every reader hand on what it still holds.
    pub(super) fn finish(&mut self) {
        for (_, mut reader) in std::mem::take(&mut self.readers.list) {
            reader.finish(self);
        }
    }

    pub(super) fn fault(&mut self, line: u64, kind: FaultKind) {
        self.faults.add(self.place(line), kind);
    }

    pub(super) fn place(&self, line: u64) -> Place {
        Place { file: self.file, line }
    }

    /// Runs the current reader, if there is one, with the sink it writes to.
    fn with_current(&mut self, run: impl FnOnce(&mut dyn Reader, &mut Self)) {
        // A reader is handed the sink, so the readers are out of it meanwhile.
        let mut readers = std::mem::take(&mut self.readers.list);
        if let Some((_, reader)) = readers.get_mut(self.readers.current) {
            run(reader.as_mut(), self);
        }
        self.readers.list = readers;
    }
}
