//! Opens a file, packed or not. How it is packed shows in its first bytes; people name their files as they
//! like.

use std::fs::File;
use std::io::{self, Chain, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::progress::{Bar, Counted};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The first bytes of a stream, and then the rest of it.
type Replayed<R> = Chain<Cursor<Vec<u8>>, R>;

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
            return Ok(Self::Stream(unpacked(Counted { input: io::stdin().lock(), bar })?));
        };
        let mut file = File::open(path)?;
        let mut head = [0; 4];
        let read = file.read(&mut head)?;
        file.seek(SeekFrom::Start(0))
            .or_else(|error| if file.metadata()?.is_file() { Err(error) } else { Ok(0) })?;
        if is_packed(&head[..read]) {
            return Ok(Self::Stream(unpacked(Counted { input: file, bar })?));
        }
        if !file.metadata()?.is_file() {
            // A pipe cannot be wound back.
            return Ok(Self::Stream(Box::new(
                Cursor::new(head[..read].to_vec()).chain(Counted { input: file, bar }),
            )));
        }
        Ok(Self::Plain(file))
    }
}

fn is_packed(head: &[u8]) -> bool {
    head.starts_with(&GZIP) || head.starts_with(&ZSTANDARD)
}

fn unpacked<'b>(mut stream: impl Read + 'b) -> io::Result<Box<dyn Read + 'b>> {
    let mut head = Vec::with_capacity(ZSTANDARD.len());
    stream.by_ref().take(4).read_to_end(&mut head)?;
    let is_gzip = head.starts_with(&GZIP);
    let is_zstandard = head.starts_with(&ZSTANDARD);
    let replayed: Replayed<_> = Cursor::new(head).chain(stream);
    if is_gzip {
        return Ok(Box::new(MultiGzDecoder::new(replayed)));
    }
    if is_zstandard {
        return Ok(Box::new(Frames { stream: Some(Box::new(replayed)), decoder: None }));
    }
    Ok(Box::new(replayed))
}

/// Zstandard frames, one after the other: tools append them.
struct Frames<'b> {
    stream: Option<Box<dyn Read + 'b>>,
    decoder: Option<StreamingDecoder<Box<dyn Read + 'b>, ruzstd::decoding::FrameDecoder>>,
}

impl<'b> Read for Frames<'b> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.decoder {
                let length = decoder.read(into).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                if length > 0 || into.is_empty() {
                    return Ok(length);
                }
                let sums =
                    (decoder.decoder.get_checksum_from_data(), decoder.decoder.get_calculated_checksum());
                if matches!(sums, (Some(written), Some(read)) if written != read) {
                    return Err(io::ErrorKind::InvalidData.into());
                }
                self.stream = self.decoder.take().map(StreamingDecoder::into_inner);
            }
            let Some(mut stream) = self.stream.take() else { return Ok(0) };
            let mut head = Vec::with_capacity(1);
            stream.by_ref().take(1).read_to_end(&mut head)?;
            if head.is_empty() {
                return Ok(0);
            }
            let replayed: Box<dyn Read + 'b> = Box::new(Cursor::new(head).chain(stream));
            self.decoder = Some(
                StreamingDecoder::new(replayed).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?,
            );
        }
    }
}
