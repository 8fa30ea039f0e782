//! The progress of long work for people, on standard error if that is a terminal.

use std::io::{self, IsTerminal, Write};

const MIB: u64 = 1 << 20;
/// The number of bytes after which the line is written again.
const STEP_BYTES: u64 = 16 * MIB;

/// The number of bytes done, shown in one line that is overwritten. Dropping it clears the line.
pub struct Progress {
    what: &'static str,
    shown: Option<u64>,
    terminal: bool,
}

impl Progress {
    /// Starts at zero.
    pub fn of(what: &'static str) -> Self {
        Self {
            what,
            shown: None,
            terminal: io::stderr().is_terminal(),
        }
    }

    /// Sets the number of bytes done.
    pub fn at(&mut self, bytes: u64) {
        if self.terminal && bytes >= self.shown.unwrap_or(0) + STEP_BYTES {
            self.shown = Some(bytes);
            // Output errors are ignored, because progress is not essential.
            let _ = write!(io::stderr(), "\r{} MiB {}", bytes / MIB, self.what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// A writer that counts its bytes.
pub struct Counted<W> {
    inner: W,
    bytes: u64,
    progress: Progress,
}

impl<W> Counted<W> {
    /// Counts the bytes written to `inner` from now on.
    pub fn new(inner: W, what: &'static str) -> Self {
        Self {
            inner,
            bytes: 0,
            progress: Progress::of(what),
        }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written as u64;
        self.progress.at(self.bytes);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
