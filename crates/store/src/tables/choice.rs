//! The available engines and their names in the settings.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::directory;
use super::engine::EngineKind;
use super::error::OpenError;
use super::lsm::Lsm;
#[cfg(feature = "sled")]
use super::sled::Sled;

/// The engine of a new directory. An existing directory keeps the engine that created it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// The `lsm-tree` crate.
    #[default]
    Lsm,
    /// The `sled` crate.
    #[cfg(feature = "sled")]
    Sled,
}

impl EngineChoice {
    /// All engines of this program.
    pub const ALL: &[Self] = &[
        Self::Lsm,
        #[cfg(feature = "sled")]
        Self::Sled,
    ];

    /// The engine's name in the settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lsm => "lsm",
            #[cfg(feature = "sled")]
            Self::Sled => "sled",
        }
    }

    /// The implementation that creates and opens the engine's directories.
    #[must_use]
    pub fn kind(self) -> &'static dyn EngineKind {
        match self {
            Self::Lsm => &Lsm,
            #[cfg(feature = "sled")]
            Self::Sled => &Sled,
        }
    }

    /// The engine that created a directory of tables; `None` if the directory holds none yet.
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

    /// Finds the engine by the name recorded beside its data.
    pub(crate) fn of(recorded: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|engine| engine.kind().name() == recorded)
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
        let found = Self::ALL.iter().copied().find(|engine| engine.name() == text);
        found.ok_or(match cfg!(feature = "sled") {
            true => "lsm and sled are the engines there are",
            false => "lsm is the engine of this program, which was built without sled",
        })
    }
}
