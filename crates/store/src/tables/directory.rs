//! The directory of the tables: its lock, its pointer file, its generations.
//!
//! `TABLES` names the current generation. To replace it, the store writes and syncs a new file beside it, renames it
//! once, and syncs the directory. After a crash it therefore names the old generation or the new one, and both are
//! complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;
use xxhash_rust::xxh3::xxh3_64;

use super::TableOptions;
use super::choice::EngineChoice;
use super::engine::EngineKind;
use super::error::{InstallError, OpenError};
use super::stream::Import;

const LOCK_FILE: &str = "LOCK";
const POINTER_FILE: &str = "TABLES";
const POINTER_NEXT_FILE: &str = "TABLES.next";
const GENERATION_PREFIX: &str = "generation-";
const FORMAT: &str = "minoots-tables 1";

/// A locked directory.
pub(crate) struct Directory {
    path: PathBuf,
    /// The lock file. Closing it releases the lock.
    _lock: File,
}

impl Directory {
    /// Acquires the lock, and creates the directory if needed.
    pub(crate) fn lock(path: &Path) -> Result<Self, OpenError> {
        fs::create_dir_all(path)?;
        let lock = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(path.join(LOCK_FILE))?;
        match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(OpenError::InUse),
            Err(error) => Err(OpenError::Io(error.into())),
        }
    }

    /// Returns the current generation; creates the first, empty one in a new directory. Removes the remains of
    /// interrupted runs.
    pub(crate) fn prepare(&self, kind: &dyn EngineKind, options: &TableOptions) -> Result<u64, OpenError> {
        if let Some(pointer) = self.pointer()? {
            pointer.check(kind)?;
            self.remove_all_but(pointer.generation)?;
            return Ok(pointer.generation);
        }
        for number in self.generations()? {
            if kind.holds_data(&self.generation(number))? {
                return Err(OpenError::Corrupt(format!(
                    "{POINTER_FILE} is missing beside the rows of generation {number}"
                )));
            }
        }
        self.remove_all_but(0)?;
        self.build_from(1, kind, options, &mut || Ok(None))
            .map_err(|error| match error {
                InstallError::Store(error) => error,
                InstallError::Io(error) => OpenError::Io(error),
                other => OpenError::Corrupt(other.to_string()),
            })?;
        self.point_to(1, kind)?;
        Ok(1)
    }

    /// An unused generation number.
    pub(crate) fn next_generation(&self) -> io::Result<u64> {
        Ok(self.generations()?.into_iter().max().unwrap_or(0) + 1)
    }

    /// Creates a generation from a stream; leaves nothing behind if that fails.
    pub(crate) fn build(
        &self,
        number: u64,
        kind: &dyn EngineKind,
        options: &TableOptions,
        stream: &mut dyn io::Read,
    ) -> Result<(), InstallError> {
        let mut import = Import::start(stream)?;
        self.build_from(number, kind, options, &mut || import.next_row())
    }

    fn build_from(
        &self,
        number: u64,
        kind: &dyn EngineKind,
        options: &TableOptions,
        rows: &mut super::engine::RowSource<'_>,
    ) -> Result<(), InstallError> {
        self.discard(number);
        let built = kind.build(&self.generation(number), options, rows);
        built.inspect_err(|_| self.discard(number))
    }

    /// Makes a generation the current one.
    pub(crate) fn point_to(&self, number: u64, kind: &dyn EngineKind) -> io::Result<()> {
        self.write_pointer(number, kind)?;
        self.swap_pointer()
    }

    /// Makes the generation durable, and writes a durable pointer to it beside the current pointer.
    pub(crate) fn write_pointer(&self, number: u64, kind: &dyn EngineKind) -> io::Result<()> {
        sync_directory(&self.path)?;
        let mut file = File::create(self.path.join(POINTER_NEXT_FILE))?;
        let pointer = Pointer {
            engine: kind.name().to_owned(),
            generation: number,
        };
        file.write_all(pointer.encode().as_bytes())?;
        file.sync_all()
    }

    /// Replaces the current pointer with one rename. After an error, either pointer may be in place.
    pub(crate) fn swap_pointer(&self) -> io::Result<()> {
        fs::rename(self.path.join(POINTER_NEXT_FILE), self.path.join(POINTER_FILE))?;
        sync_directory(&self.path)
    }

    /// Removes every generation but one, and an unfinished pointer.
    pub(crate) fn remove_all_but(&self, keep: u64) -> io::Result<()> {
        for number in self.generations()? {
            if number != keep {
                fs::remove_dir_all(self.generation(number))?;
            }
        }
        match fs::remove_file(self.path.join(POINTER_NEXT_FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes a generation that is not in use, if it exists. If removal fails, the next start removes it.
    pub(crate) fn discard(&self, number: u64) {
        let path = self.generation(number);
        if let Err(error) = fs::remove_dir_all(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(path = %path.display(), %error, "unfinished tables stay until the next start");
        }
    }

    pub(crate) fn generation(&self, number: u64) -> PathBuf {
        self.path.join(format!("{GENERATION_PREFIX}{number}"))
    }

    fn generations(&self) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(GENERATION_PREFIX));
            numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
        }
        Ok(numbers)
    }

    fn pointer(&self) -> Result<Option<Pointer>, OpenError> {
        Pointer::read(&self.path)
    }

    /// The current generation and its directory, without a lock; `None` if none was ever created.
    pub(crate) fn in_force(path: &Path, kind: &dyn EngineKind) -> Result<Option<(u64, PathBuf)>, OpenError> {
        let Some(pointer) = Pointer::read(path)? else {
            return Ok(None);
        };
        pointer.check(kind)?;
        let directory = path.join(format!("{GENERATION_PREFIX}{}", pointer.generation));
        Ok(Some((pointer.generation, directory)))
    }
}

/// The content of `TABLES`: four lines, of which the last is a checksum of the others.
#[derive(Debug, PartialEq, Eq)]
struct Pointer {
    engine: String,
    generation: u64,
}

impl Pointer {
    fn read(path: &Path) -> Result<Option<Self>, OpenError> {
        match fs::read(path.join(POINTER_FILE)) {
            Ok(bytes) => Pointer::decode(&bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn check(&self, kind: &dyn EngineKind) -> Result<(), OpenError> {
        if self.engine == kind.name() {
            return Ok(());
        }
        let (found, wanted) = (EngineChoice::of(&self.engine), EngineChoice::of(kind.name()));
        match (found, wanted) {
            (Some(found), Some(wanted)) => Err(OpenError::Engine { found, wanted }),
            _ => Err(OpenError::Format(format!(
                "engine {}, asked for {}",
                self.engine,
                kind.name()
            ))),
        }
    }

    fn encode(&self) -> String {
        let body = format!("{FORMAT}\nengine {}\ngeneration {}\n", self.engine, self.generation);
        let checksum = xxh3_64(body.as_bytes());
        format!("{body}checksum {checksum:016x}\n")
    }

    fn decode(bytes: &[u8]) -> Result<Self, OpenError> {
        let corrupt = || OpenError::Corrupt(format!("{POINTER_FILE} does not decode"));
        let text = std::str::from_utf8(bytes).map_err(|_| corrupt())?;
        let (body, checksum) = text
            .strip_suffix('\n')
            .and_then(|text| text.split_once("checksum "))
            .ok_or_else(corrupt)?;
        if checksum != format!("{:016x}", xxh3_64(body.as_bytes())) {
            return Err(corrupt());
        }
        let mut lines = body.lines();
        match lines.next() {
            Some(FORMAT) => {}
            other => return Err(OpenError::Format(other.unwrap_or_default().to_owned())),
        }
        let mut field = |name: &str| {
            lines
                .next()
                .and_then(|line| line.strip_prefix(name))
                .ok_or_else(corrupt)
        };
        let engine = field("engine ")?.to_owned();
        let generation = field("generation ")?.parse().map_err(|_| corrupt())?;
        Ok(Self { engine, generation })
    }
}

/// The name of the engine that created a directory; `None` if it holds no tables.
pub(crate) fn recorded_engine(path: &Path) -> Result<Option<String>, OpenError> {
    Ok(Pointer::read(path)?.map(|pointer| pointer.engine))
}

/// Makes the names in a directory durable.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
