//! Files that arguments name.

use std::fs;
use std::io;
use std::path::Path;

use minoots_terminal::errors::Failure;

/// The text of a file, or of standard input if the file is `-`. `what` it is for begins the error.
pub fn text(what: &str, file: &Path) -> Result<String, Failure> {
    let read = if file == Path::new("-") {
        io::read_to_string(io::stdin().lock())
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error| Failure::usage(format!("{what}: {}: {error}", file.display())))
}
