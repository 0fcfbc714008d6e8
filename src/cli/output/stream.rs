//! Writes into what is no file: standard streams, further descriptors, pipes, sockets and devices.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::target::Target;
use crate::cli::World;

/// Sends something into a stream. Nobody reading to the end is not an error.
pub(super) fn send(target: &Target, bytes: &[u8], world: &mut World<'_>) -> io::Result<()> {
    let sent = match target {
        // Into our own, which stands where those before us stopped, and is not opened anew.
        Target::Descriptor(1) => put(&mut world.stdout, bytes),
        Target::Descriptor(2) => put(&mut world.stderr, bytes),
        Target::Descriptor(number) => opened(*number).and_then(|mut file| put(&mut file, bytes)),
        Target::File(path) | Target::Stream(path) => send_to(path, bytes),
    };
    match sent {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        sent => sent,
    }
}

fn put(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn send_to(path: &Path, bytes: &[u8]) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::{fs::FileTypeExt as _, net::UnixStream};

        if std::fs::metadata(path)?.file_type().is_socket() {
            return put(&mut UnixStream::connect(path)?, bytes);
        }
    }
    put(&mut appending(path)?, bytes)
}

/// What stands there stays.
fn appending(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(path)
}

/// An open file that the program was started with.
///
/// Linux opens the file anew for `/dev/fd/3`, with a place of its own in it, and what others write afterwards
/// would be written over the answer. So the descriptor itself is asked for; where the system does not give it,
/// the end of the file is the next best place.
fn opened(number: i32) -> io::Result<File> {
    let path = Path::new("/dev/fd").join(number.to_string());
    // Before any file of our own gets the number.
    std::fs::metadata(&path)?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

        let own = pidfd_open(getpid(), PidfdFlags::empty());
        if let Ok(file) = own.and_then(|own| pidfd_getfd(own, number, PidfdGetfdFlags::empty())) {
            return Ok(file.into());
        }
    }
    appending(&path)
}
