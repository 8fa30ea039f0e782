//! Notices of commands that go on: they are told on standard error, since standard output may carry a protocol or events.

use std::io::{self, Write as _};

/// Tells a line. The process goes on if nobody reads what it tells.
pub fn tell(line: &str) {
    // In one piece, so that lines of several threads do not mix.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}
