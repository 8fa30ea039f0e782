//! Notices of running commands on standard error, because standard output may carry a protocol or events.

use std::io::{self, Write as _};

/// Prints a line. The process continues if standard error is closed.
pub fn tell(line: &str) {
    // One write a line, so that lines of several threads do not mix.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}
