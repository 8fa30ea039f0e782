//! A node's disk. The log's files and the tables are in memory. A few small files are real (the node's identity, the
//! name of the current tables), because the product fsyncs them with each write.
//!
//! Each life of a node uses its own directory with a copy of the real files of the previous life. So leftover tasks of
//! an ended life change nothing.

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
    /// Parent of the directories of all lives.
    root: PathBuf,
    /// The directory of the current life.
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

    /// The directory of the current life.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The log's files, for the current life.
    pub(crate) fn io(&self) -> Arc<dyn Io> {
        Arc::new(LogIo(self.log.mount()))
    }

    /// Ends a life like a power cut.
    pub(crate) fn crash(&mut self) -> io::Result<()> {
        self.log.cut(Cut::Power {
            seed: self.random.next(),
        });
        self.tables.crash();
        self.move_on()
    }

    /// Ends a life like a kill: written files survive, tables held in memory do not.
    pub(crate) fn stop(&mut self) -> io::Result<()> {
        self.log.cut(Cut::Process);
        self.tables.crash();
        self.move_on()
    }

    /// An image of the whole disk, equal to a backup after a power cut.
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

    /// Replaces the disk by an image. The node must not run.
    pub(crate) fn restore(&mut self, image: &Image) -> io::Result<()> {
        self.log = image.log.fork();
        self.tables = image.tables.fork();
        self.life += 1;
        self.directory = self.root.join(format!("life-{}", self.life));
        copy(&image.directory, &self.directory)
    }

    /// Flips a random bit in the log's files. Returns whether there was a bit to flip.
    pub(crate) fn flip_bit(&self) -> bool {
        let paths = self.log.paths();
        let Some(path) = self.random.pick(&paths) else {
            return false;
        };
        let Some(mut bytes) = self.log.contents(path) else {
            return false;
        };
        // Behind the last written byte, there is nothing to damage.
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

/// The image of a disk at an earlier time.
pub(crate) struct Image {
    log: MemoryIo,
    tables: TableDisk,
    directory: PathBuf,
}

/// Copies the files for the next life, except spooled snapshots, which do not survive.
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

/// The log's files by name without the directory, which differs in each life. Directories also exist, for code that
/// checks them.
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
