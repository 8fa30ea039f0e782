//! The engines there are, by the names a setting gives them.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::directory;
use super::engine::EngineKind;
use super::error::OpenError;
use super::lsm::Lsm;
use super::sled::Sled;

/// An engine, as it is chosen when a directory is made. From then on the directory remembers it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// The `lsm-tree` crate.
    #[default]
    Lsm,
    /// The `sled` crate.
    Sled,
}

impl EngineChoice {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Lsm, Self::Sled];

    /// What the setting says.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lsm => "lsm",
            Self::Sled => "sled",
        }
    }

    /// How its directories are made and opened.
    #[must_use]
    pub fn kind(self) -> &'static dyn EngineKind {
        match self {
            Self::Lsm => &Lsm,
            Self::Sled => &Sled,
        }
    }

    /// The engine that a directory of tables was made with; `None` if it holds none yet.
    ///
    /// # Errors
    /// Its pointer file cannot be read, or names an engine that this release does not have.
    pub fn recorded(path: &Path) -> Result<Option<Self>, OpenError> {
        let Some(name) = directory::recorded_engine(path)? else {
            return Ok(None);
        };
        match Self::of(&name) {
            Some(engine) => Ok(Some(engine)),
            None => Err(OpenError::Format(format!("engine {name}"))),
        }
    }

    /// The engine of a name recorded beside its data.
    pub(crate) fn of(recorded: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.kind().name() == recorded)
    }
}

impl fmt::Display for EngineChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for EngineChoice {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|engine| engine.name() == text);
        found.ok_or("lsm and sled are the engines there are")
    }
}
