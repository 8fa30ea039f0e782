//! ZIP archives with fixed dates and modes, for wheels.

use std::sync::Arc;

use anyhow::Result;

use crate::blob::Blob;
use crate::date::Date;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Deflate needs version 2.0 to extract.
const VERSION: u16 = 20;
const MADE_ON_UNIX: u16 = 3 << 8 | VERSION;
const DEFLATED: u16 = 8;
const REGULAR_FILE: u32 = 0o100_000;

/// A file of an archive.
#[derive(Clone, Debug)]
pub struct ZipFile {
    /// Its path.
    pub name: String,
    /// Permission bits.
    pub mode: u32,
    /// Its bytes.
    pub content: Arc<Blob>,
}

/// Writes the files in the given order.
pub fn write(files: &[ZipFile], date: Date) -> Result<Vec<u8>> {
    let (day, time) = date.dos()?;
    let (mut archive, mut directory) = (Fields::default(), Fields::default());
    for file in files {
        let offset = u32::try_from(archive.0.len())?;
        let stream = file.content.deflated().stream();
        let mut common = Fields::default();
        common.short(VERSION).short(0).short(DEFLATED).short(time).short(day);
        common.long(file.content.deflated().crc());
        common
            .long(u32::try_from(stream.len())?)
            .long(u32::try_from(file.content.bytes().len())?);
        // Length of the name; no extra field.
        common.short(u16::try_from(file.name.len())?).short(0);
        archive
            .long(LOCAL)
            .bytes(&common.0)
            .bytes(file.name.as_bytes())
            .bytes(&stream);
        directory.long(CENTRAL).short(MADE_ON_UNIX).bytes(&common.0);
        // No comment, first disk, binary.
        directory.short(0).short(0).short(0);
        directory
            .long((REGULAR_FILE | file.mode) << 16)
            .long(offset)
            .bytes(file.name.as_bytes());
    }
    let offset = u32::try_from(archive.0.len())?;
    let count = u16::try_from(files.len())?;
    archive
        .bytes(&directory.0)
        .long(END)
        .short(0)
        .short(0)
        .short(count)
        .short(count);
    archive.long(u32::try_from(directory.0.len())?).long(offset).short(0);
    Ok(archive.0)
}

/// Consecutive little-endian fields.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn short(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    fn long(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::{Cursor, Read};

    use super::*;

    fn archive() -> Vec<u8> {
        let file = |name: &str, mode, content: &[u8]| ZipFile {
            name: name.to_owned(),
            mode,
            content: Blob::new(content),
        };
        let files = [
            file("a/b.py", 0o644, b"import a\n"),
            file("minoots", 0o755, &[1; 100_000]),
            file("py.typed", 0o644, b""),
        ];
        write(&files, Date::parse("1764336123").unwrap()).unwrap()
    }

    #[test]
    fn an_archive_reads_back_as_it_was_written() {
        let mut archive = zip::ZipArchive::new(Cursor::new(archive())).unwrap();
        let mut found = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            assert_eq!(file.last_modified().unwrap().to_string(), "2025-11-28 13:22:02");
            found.push((
                file.name().unwrap().into_owned(),
                file.unix_mode().unwrap(),
                content.len(),
            ));
        }
        let expected = [
            ("a/b.py", 0o100_644, 9),
            ("minoots", 0o100_755, 100_000),
            ("py.typed", 0o100_644, 0),
        ];
        assert_eq!(
            found,
            expected.map(|(name, mode, length)| (name.to_owned(), mode, length))
        );
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        assert!(archive() == archive());
    }
}
