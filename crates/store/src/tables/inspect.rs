//! Looking at tables that nobody has open, changing nothing.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::TableOptions;
use super::applied::{APPLIED_KEY, Applied};
use super::directory::Directory;
use super::engine::{EngineKind, EngineRead};
use super::error::{ExportError, OpenError};
use super::health::Health;
use super::stream::{ExportSummary, export};

/// Tables in which every byte was found as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The generation in force.
    pub generation: u64,
    /// How far they are.
    pub applied: Option<Applied>,
    /// All rows, and the hash of the whole state.
    pub content: ExportSummary,
}

/// What is wrong with tables.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// A file is not what was written.
    #[error("{} {what}", file.display())]
    Altered {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// They would not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// They open, and cannot be read.
    #[error(transparent)]
    Read(#[from] ExportError),
}

/// Reads the tables at `path` from end to end. `scratch` is an empty directory for what the engine must be able to write.
pub(crate) fn inspect(kind: &dyn EngineKind, path: &Path, scratch: &Path) -> Result<Inspected, InspectError> {
    let Some((generation, directory)) = Directory::in_force(path, kind)? else {
        return Err(OpenError::Corrupt("there are none".to_owned()).into());
    };
    if let Some((file, what)) = kind.first_altered(&directory)? {
        return Err(InspectError::Altered { file, what });
    }
    let health = Arc::new(Health::new(Arc::new(|_| {})));
    let engine = kind.inspect(&directory, scratch, &TableOptions::default(), health)?;
    let applied = applied(&*engine)?;
    let content = export(&*engine, applied.as_ref(), &mut io::sink())?;
    Ok(Inspected {
        generation,
        applied,
        content,
    })
}

fn applied(engine: &dyn EngineRead) -> Result<Option<Applied>, ExportError> {
    let record = engine.get(&APPLIED_KEY)?;
    Ok(record.map(|bytes| Applied::decode(&bytes)).transpose()?)
}
