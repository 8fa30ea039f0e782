//! Inspects tables that no process has open, and changes nothing.

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

/// The result for tables in which every byte verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The current generation.
    pub generation: u64,
    /// The applied record.
    pub applied: Option<Applied>,
    /// All rows, and the hash of the whole state.
    pub content: ExportSummary,
}

/// The reason why tables did not verify.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// A file differs from the bytes that were written.
    #[error("{} {what}", file.display())]
    Altered {
        /// The file.
        file: PathBuf,
        /// Its damage.
        what: String,
    },
    /// The tables do not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The tables open, but cannot be read.
    #[error(transparent)]
    Read(#[from] ExportError),
}

/// Reads the tables at `path` completely. `scratch` is an empty directory for files that the engine must write.
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
