//! Checks that the crate omits, made before it opens a directory.
//!
//! `current` names the manifest `vN` and holds its checksum, which the crate never compares: a flipped bit there
//! silently drops or misplaces files. Every file, manifest or table, ends in a directory of its sections. The crate
//! uses that directory's entry count as a capacity before it compares the checksum: a flipped bit there ends the
//! process. The crate itself checks blocks inside table files when it reads them.
//!
//! ```text
//! current = N u64 ‖ xxh3-128 of vN ‖ 0 u8
//! archive = sections ‖ directory ‖ "SFA!" ‖ 1 u8 ‖ 0 u8 ‖ xxh3-128 of the directory
//!           ‖ its position u64 ‖ its length u64
//! ```
//! Integers are little-endian.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::tables::error::OpenError;

pub(super) const TABLES_DIRECTORY: &str = "tables";
pub(super) const CURRENT_FILE: &str = "current";
const READ_BYTES: usize = 1 << 20;
const CURRENT_BYTES: usize = 8 + 16 + 1;
const TRAILER_MAGIC: &[u8; 4] = b"SFA!";
const TRAILER_BYTES: usize = 4 + 1 + 1 + 16 + 8 + 8;
const DIRECTORY_MAGIC: &[u8; 4] = b"TOC!";
const DIRECTORY_BYTES_MAX: u64 = 1 << 16;
const TEMPORARY_PREFIX: &str = ".tmp";

/// A table file, as the manifest names it.
pub(super) struct TableFile {
    pub id: u64,
    checksum: u128,
}

/// Refuses a directory that the crate would misread.
pub(super) fn verify(path: &Path) -> Result<(), OpenError> {
    for TableFile { id: table, .. } in tables(path)?.files {
        let file = path.join(TABLES_DIRECTORY).join(table.to_string());
        let intact = File::open(file).and_then(|file| has_intact_directory(&file));
        match intact {
            Ok(true) => {}
            Ok(false) => return Err(corrupt(&format!("table {table} does not end as it should"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(corrupt(&format!("table {table} is missing")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The current manifest and tables of a directory.
pub(super) struct InForce {
    /// The name of the manifest.
    pub manifest: String,
    /// The tables that the manifest names.
    pub files: Vec<TableFile>,
}

/// Reads and verifies the current manifest.
pub(super) fn tables(path: &Path) -> Result<InForce, OpenError> {
    let (manifest, content) = verified_manifest(path)?;
    let files = tables_section(&content).and_then(table_files);
    let files = files.ok_or_else(|| corrupt("the manifest does not decode"))?;
    Ok(InForce { manifest, files })
}

/// The first altered table file, and its damage. Reads every file completely.
pub(super) fn first_altered(path: &Path, files: &[TableFile]) -> io::Result<Option<(PathBuf, String)>> {
    for table in files {
        let file = path.join(TABLES_DIRECTORY).join(table.id.to_string());
        let what = match checksum_of(&file) {
            Ok(checksum) if checksum == table.checksum => continue,
            Ok(_) => "does not match the checksum in the manifest",
            Err(error) if error.kind() == io::ErrorKind::NotFound => "is missing",
            Err(error) => return Err(error),
        };
        return Ok(Some((file, what.to_owned())));
    }
    Ok(None)
}

fn checksum_of(path: &Path) -> io::Result<u128> {
    let (mut file, mut hash, mut buffer) = (File::open(path)?, Xxh3::new(), vec![0; READ_BYTES]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.digest128()),
            count => hash.update(&buffer[..count]),
        }
    }
}

/// Removes the remains of an interrupted write of `current`.
pub(super) fn remove_temporary_files(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The name and content of the current manifest.
fn verified_manifest(path: &Path) -> Result<(String, Vec<u8>), OpenError> {
    let current = read(&path.join(CURRENT_FILE))?;
    let current: [u8; CURRENT_BYTES] = current
        .try_into()
        .map_err(|_| corrupt("`current` has a wrong length"))?;
    let parsed = parse_current(&current).ok_or_else(|| corrupt("`current` does not decode"))?;
    let name = format!("v{}", parsed.version);
    let manifest = read(&path.join(&name))?;
    if xxh3_128(&manifest) != parsed.checksum {
        return Err(corrupt("the manifest does not match its checksum"));
    }
    Ok((name, manifest))
}

struct Current {
    version: u64,
    checksum: u128,
}

fn parse_current(bytes: &[u8; CURRENT_BYTES]) -> Option<Current> {
    let mut fields = Fields(bytes);
    let current = Current {
        version: fields.u64()?,
        checksum: fields.u128()?,
    };
    (fields.u8()? == 0).then_some(current)
}

/// The section of a manifest that lists the tables.
fn tables_section(manifest: &[u8]) -> Option<&[u8]> {
    let trailer = parse_trailer(manifest.last_chunk()?)?;
    let (start, length) = (
        usize::try_from(trailer.position).ok()?,
        usize::try_from(trailer.length).ok()?,
    );
    let mut fields = Fields(manifest.get(start..start.checked_add(length)?)?);
    if fields.take(4)? != DIRECTORY_MAGIC {
        return None;
    }
    for _ in 0..fields.u32()? {
        let (position, length) = (
            usize::try_from(fields.u64()?).ok()?,
            usize::try_from(fields.u64()?).ok()?,
        );
        let name_bytes = fields.u16()?;
        if fields.take(name_bytes.into())? == b"tables" {
            return manifest.get(position..position.checked_add(length)?);
        }
    }
    None
}

/// The tables of all runs of all levels.
fn table_files(section: &[u8]) -> Option<Vec<TableFile>> {
    let mut fields = Fields(section);
    let mut files = Vec::new();
    for _ in 0..fields.u8()? {
        for _ in 0..fields.u8()? {
            for _ in 0..fields.u32()? {
                let (id, _checksum_kind, checksum) = (fields.u64()?, fields.u8()?, fields.u128()?);
                files.push(TableFile { id, checksum });
                let _global_seqno = fields.u64()?;
            }
        }
    }
    Some(files)
}

struct Trailer {
    checksum: u128,
    position: u64,
    length: u64,
}

fn parse_trailer(bytes: &[u8; TRAILER_BYTES]) -> Option<Trailer> {
    let mut fields = Fields(bytes);
    if fields.take(4)? != TRAILER_MAGIC || fields.u8()? != 1 || fields.u8()? != 0 {
        return None;
    }
    Some(Trailer {
        checksum: fields.u128()?,
        position: fields.u64()?,
        length: fields.u64()?,
    })
}

/// Whether a file ends in a section directory that matches its checksum.
fn has_intact_directory(file: &File) -> io::Result<bool> {
    let Some(trailer_start) = file.metadata()?.len().checked_sub(TRAILER_BYTES as u64) else {
        return Ok(false);
    };
    let mut bytes = [0; TRAILER_BYTES];
    file.read_exact_at(&mut bytes, trailer_start)?;
    let Some(trailer) = parse_trailer(&bytes) else {
        return Ok(false);
    };
    if trailer.length > DIRECTORY_BYTES_MAX || trailer.position.checked_add(trailer.length) != Some(trailer_start) {
        return Ok(false);
    }
    let mut directory = vec![0; usize::try_from(trailer.length).unwrap_or(0)];
    file.read_exact_at(&mut directory, trailer.position)?;
    Ok(xxh3_128(&directory) == trailer.checksum)
}

/// Fields of a record, read from its front.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn u128(&mut self) -> Option<u128> {
        self.array().map(u128::from_le_bytes)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, OpenError> {
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => corrupt(&format!("{} is missing", path.display())),
        _ => OpenError::Io(error),
    })
}

fn corrupt(why: &str) -> OpenError {
    OpenError::Corrupt(why.to_owned())
}
