//! Opens a file, packed or not. How it is packed shows in its first bytes; people name their files as they
//! like.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::progress::{Bar, Counted};
use crate::cli::peeked::{DEVICE_MAX, Peeked, input, is_device};
use crate::phrase::count;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// How a frame of Zstandard begins that holds nothing: the first byte is one of sixteen.
const SKIPPED: [u8; 3] = [0x2a, 0x4d, 0x18];

/// The largest window of a Zstandard frame, in bytes: unpacking takes as much memory. It is what `zstd
/// --long=29` asks for.
const WINDOW_MAX: u64 = 512 << 20;

/// How much of a frame is unpacked at once, in bytes: a block may be a single byte.
const STEP: usize = 256 << 10;

/// An open file.
pub(super) enum Opened<'b> {
    /// A file that is not packed, which can be read from any place.
    Plain(File),
    /// A packed file, unpacked while it is read, a pipe, or standard input.
    Stream(Box<dyn Read + 'b>),
}

impl<'b> Opened<'b> {
    /// Opens a file, or standard input. `bar` advances by what is read of it, packed or not.
    pub(super) fn open(path: Option<&Path>, bar: Option<&'b Bar>) -> io::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stream(unpacked(Counted { input: input(), bar })?));
        };
        let Peeked { head, rest: mut file } = Peeked::open(path, 4)?;
        let metadata = file.metadata()?;
        if metadata.is_file() {
            file.seek(SeekFrom::Start(0))?;
            unsupported(&head)?;
            if !is_packed(&head) {
                return Ok(Self::Plain(file));
            }
            return Ok(Self::Stream(unpacked(Counted { input: file, bar })?));
        }
        // A pipe cannot be wound back.
        let left = if is_device(&metadata) { DEVICE_MAX } else { u64::MAX };
        let whole = Cursor::new(head).chain(Counted { input: file, bar });
        Ok(Self::Stream(unpacked(Bounded { input: whole, left })?))
    }
}

fn is_packed(head: &[u8]) -> bool {
    head.starts_with(&GZIP) || is_zstandard(head)
}

fn is_zstandard(head: &[u8]) -> bool {
    head.starts_with(&ZSTANDARD) || head.len() == 4 && head[0] >> 4 == 5 && head[1..] == SKIPPED
}

/// How files begin that are packed in other ways, what these are called, and what unpacks them.
const OTHERS: [(&[u8], &str, &str); 6] = [
    (&[0xfd, b'7', b'z', b'X'], "xz", "xz -d"),
    (b"BZh", "bzip2", "bzip2 -d"),
    (&[b'7', b'z', 0xbc, 0xaf], "7-Zip", "7z x"),
    (&[0x04, 0x22, 0x4d, 0x18], "LZ4", "lz4 -d"),
    (b"Rar!", "RAR", "unrar x"),
    (&[0x5d, 0, 0, 0x80], "LZMA", "xz -d"),
];

/// Fails where a file is packed in a way that is not read.
fn unsupported(head: &[u8]) -> io::Result<()> {
    let reason = match OTHERS.iter().find(|(magic, ..)| head.starts_with(magic)) {
        Some((_, name, command)) => format!("it is packed with {name}: unpack it with `{command}`"),
        None if head.starts_with(b"PK\x03\x04") => {
            "it is a zip archive, which can only be read from a file: save it and name that file".to_owned()
        }
        None => return Ok(()),
    };
    Err(io::Error::new(io::ErrorKind::Unsupported, reason))
}

/// Unpacks a stream, if it is packed.
pub(super) fn unpacked<'b>(mut stream: impl Read + 'b) -> io::Result<Box<dyn Read + 'b>> {
    let mut head = Vec::with_capacity(ZSTANDARD.len());
    stream.by_ref().take(4).read_to_end(&mut head)?;
    unsupported(&head)?;
    let (is_gzip, is_zstandard) = (head.starts_with(&GZIP), is_zstandard(&head));
    let replayed = Cursor::new(head).chain(stream);
    if is_gzip {
        return Ok(Box::new(MultiGzDecoder::new(replayed)));
    }
    if is_zstandard {
        let input = BufReader::with_capacity(STEP, replayed);
        return Ok(Box::new(Frames { input, frame: None, broken: None }));
    }
    Ok(Box::new(replayed))
}

/// A device, of which there may be no end.
struct Bounded<R> {
    input: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let reason = "it is a device without an end; only its first 64 MB are read";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
        }
        let length = self.input.by_ref().take(self.left).read(into)?;
        self.left -= u64::try_from(length).expect("a length fits 64 bits");
        Ok(length)
    }
}

/// Zstandard frames, one after the other: tools append them, and put frames between them that hold nothing.
struct Frames<R> {
    input: BufReader<R>,
    /// The one that is being unpacked.
    frame: Option<FrameDecoder>,
    /// Why nothing comes behind what is unpacked already.
    broken: Option<io::Error>,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(frame) = &mut self.frame else {
                if let Some(error) = self.broken.take() {
                    return Err(error);
                }
                if self.input.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                self.frame = next_frame(&mut self.input)?;
                continue;
            };
            if frame.can_collect() > 0 {
                return frame.read(into);
            }
            if frame.is_finished() {
                let sums = (frame.get_checksum_from_data(), frame.get_calculated_checksum());
                self.frame = None;
                if self.broken.is_none() && matches!(sums, (Some(written), Some(read)) if written != read) {
                    return Err(io::ErrorKind::InvalidData.into());
                }
                continue;
            }
            if let Err(error) = frame.decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBytes(STEP)) {
                let error = reason_of(&error);
                if error.kind() != io::ErrorKind::UnexpectedEof {
                    return Err(error);
                }
                // A last block of nothing, with a check sum, lets go of what was unpacked before.
                let end: &[u8] = &[1, 0, 0, 0, 0, 0, 0];
                if frame.decode_blocks(end, BlockDecodingStrategy::All).is_err() {
                    return Err(error);
                }
                self.broken = Some(error);
            }
        }
    }
}

/// Begins the next frame; `None` where it held nothing.
fn next_frame<R: Read>(input: &mut BufReader<R>) -> io::Result<Option<FrameDecoder>> {
    let mut frame = FrameDecoder::new();
    frame.set_max_window_size(WINDOW_MAX);
    match frame.init(&mut *input) {
        Ok(()) => Ok(Some(frame)),
        Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
            let skipped = io::copy(&mut input.take(length.into()), &mut io::sink())?;
            if skipped < length.into() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(None) }
        }
        Err(error) => Err(reason_of(&error)),
    }
}

/// Why a frame cannot be unpacked.
fn reason_of(error: &FrameDecoderError) -> io::Error {
    let other = |reason: String| io::Error::new(io::ErrorKind::Unsupported, reason);
    match error {
        // No `zstd` asks for more.
        FrameDecoderError::WindowSizeTooBig { requested, .. } if *requested <= 2 << 30 => other(format!(
            "it needs a window of {} MiB, more than {} MiB: unpack it with `zstd -d --long=31`",
            count(requested.div_ceil(1 << 20)),
            count(WINDOW_MAX >> 20),
        )),
        FrameDecoderError::DictNotProvided { .. } => {
            other("it was packed with a dictionary: unpack it with `zstd -d -D DICTIONARY`".to_owned())
        }
        error => {
            let mut cause: Option<&(dyn Error + 'static)> = Some(error);
            while let Some(reason) = cause {
                if let Some(reason) = reason.downcast_ref::<io::Error>() {
                    return io::Error::new(reason.kind(), reason.to_string());
                }
                cause = reason.source();
            }
            io::ErrorKind::InvalidData.into()
        }
    }
}
