//! Files that arguments name.

use std::fs;
use std::io;
use std::path::Path;

use minoots_terminal::errors::Failure;

/// Reads the text of a file, or of standard input if the file is `-`. The error begins with `what`, the purpose of the
/// file.
pub fn text(what: &str, file: &Path) -> Result<String, Failure> {
    let read = if file == Path::new("-") {
        io::read_to_string(io::stdin().lock())
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error| Failure::usage(format!("{what}: {}: {error}", file.display())))
}
