//! A node's disk: the log's files in memory, the tables in memory, and a few small real files (who the node is, which tables are
//! current), which the product syncs whenever it writes them.
//!
//! Each life of a node sees the real files in a directory of its own, a copy of what the life before left; so what is left of a
//! dead life changes nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minoots_store::io::{Cut, Io, IoFile, MemoryIo};

use crate::engine::TableDisk;
use crate::random::Random;

/// A node's disk, or an image of it.
pub(crate) struct NodeDisk {
    pub(crate) log: MemoryIo,
    pub(crate) tables: TableDisk,
    /// Where directories of lives are made.
    root: PathBuf,
    /// The directory of the present life.
    directory: PathBuf,
    life: u64,
    random: Random,
}

impl NodeDisk {
    /// An empty disk.
    pub(crate) fn new(root: PathBuf, random: Random) -> io::Result<Self> {
        let directory = root.join("life-0");
        fs::create_dir_all(&directory)?;
        Ok(Self {
            log: MemoryIo::new(),
            tables: TableDisk::new(random.clone()),
            root,
            directory,
            life: 0,
            random,
        })
    }

    /// The directory of the present life.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The log's files, for the present life.
    pub(crate) fn io(&self) -> Arc<dyn Io> {
        Arc::new(LogIo(self.log.mount()))
    }

    /// Ends a life as a power cut does.
    pub(crate) fn crash(&mut self) -> io::Result<()> {
        self.log.cut(Cut::Power {
            seed: self.random.next(),
        });
        self.tables.crash();
        self.move_on()
    }

    /// Ends a life as a kill does: what was written to files stays, what the tables held in memory is gone.
    pub(crate) fn stop(&mut self) -> io::Result<()> {
        self.log.cut(Cut::Process);
        self.tables.crash();
        self.move_on()
    }

    /// An image as a backup of the whole machine would take it, after a power cut.
    pub(crate) fn image(&self) -> io::Result<Image> {
        let image = Image {
            log: self.log.fork(),
            tables: self.tables.fork(),
            directory: self.root.join(format!("image-{}", self.life)),
        };
        copy(&self.directory, &image.directory)?;
        image.log.cut(Cut::Power {
            seed: self.random.next(),
        });
        image.tables.crash();
        Ok(image)
    }

    /// Puts an image back in place of what is there. Nothing may run.
    pub(crate) fn restore(&mut self, image: &Image) -> io::Result<()> {
        self.log = image.log.fork();
        self.tables = image.tables.fork();
        self.life += 1;
        self.directory = self.root.join(format!("life-{}", self.life));
        copy(&image.directory, &self.directory)
    }

    /// Flips a bit somewhere in the log's files at rest. Returns whether there was one to flip.
    pub(crate) fn flip_bit(&self) -> bool {
        let paths = self.log.paths();
        let Some(path) = self.random.pick(&paths) else {
            return false;
        };
        let Some(mut bytes) = self.log.contents(path) else {
            return false;
        };
        // Beyond the last byte written there is nothing to damage.
        let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        if used == 0 {
            return false;
        }
        let at = usize::try_from(self.random.below(used as u64)).unwrap_or(0);
        bytes[at] ^= 1 << self.random.below(8);
        self.log.overwrite(path, bytes);
        true
    }

    fn move_on(&mut self) -> io::Result<()> {
        self.life += 1;
        let next = self.root.join(format!("life-{}", self.life));
        copy(&self.directory, &next)?;
        self.directory = next;
        Ok(())
    }
}

/// A disk as it once was.
pub(crate) struct Image {
    log: MemoryIo,
    tables: TableDisk,
    directory: PathBuf,
}

/// Copies what the next life may see: spooled snapshots are of the past.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name() == "snapshots" {
            continue;
        }
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &target)?,
            false => drop(fs::copy(entry.path(), target)?),
        }
    }
    Ok(())
}

/// The log's files by name alone: the directory is another in each life. Directories exist beside them, for who looks.
struct LogIo(MemoryIo);

impl LogIo {
    fn file(path: &Path) -> PathBuf {
        Path::new("/log").join(path.file_name().unwrap_or_default())
    }
}

impl Io for LogIo {
    fn create(&self, path: &Path, length_bytes: u64) -> io::Result<Arc<dyn IoFile>> {
        self.0.create(&Self::file(path), length_bytes)
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn IoFile>> {
        self.0.open(&Self::file(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(&Self::file(from), &Self::file(to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(&Self::file(path))
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)?;
        self.0.create_directory(path)
    }

    fn sync_directory(&self, _path: &Path) -> io::Result<()> {
        self.0.sync_directory(Path::new("/log"))
    }

    fn list(&self, _path: &Path) -> io::Result<Vec<String>> {
        self.0.list(Path::new("/log"))
    }
}
