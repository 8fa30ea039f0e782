//! Bytes that this version did not write. The kernel reads any bytes from the log, the tables and clients without a
//! panic, and never misreads them (G16, G20).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod applied;
mod rows;
mod texts;

use std::{fs, path::PathBuf};

/// The stored examples of one kind, name and bytes.
fn golden(kind: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(kind);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, minoots_fuzz::from_hex(&fs::read_to_string(&path).unwrap()))
    };
    files.into_iter().map(read).collect()
}

fn bytes_of(kind: &str) -> Vec<Vec<u8>> {
    golden(kind).into_iter().map(|(_, bytes)| bytes).collect()
}
