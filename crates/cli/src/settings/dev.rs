//! The settings of a development node.

use clap::Args;
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

/// The flags of `minoots dev` alone.
#[derive(Args, Clone, Debug, Default)]
pub struct DevArguments {
    /// Skip the demo timer [env: MINOOTS_NO_DEMO] [default: false]
    #[arg(long)]
    pub no_demo: bool,
    /// Keep data in a temporary directory that is removed at exit [env: MINOOTS_EPHEMERAL] [default: false]
    #[arg(long, conflicts_with = "data")]
    pub ephemeral: bool,
}

/// The settings of `minoots dev` alone.
#[derive(Clone, Debug)]
pub struct DevSettings {
    /// Whether the demo is skipped.
    pub no_demo: Setting<bool>,
    /// Whether the data directory is temporary.
    pub ephemeral: Setting<bool>,
}

impl DevSettings {
    /// Looks up every setting.
    pub fn resolve(flags: &DevArguments, sources: &Sources) -> Result<Self, Failure> {
        let file = &sources.file;
        Ok(Self {
            no_demo: sources.switch("no-demo", flags.no_demo, file.no_demo)?,
            ephemeral: sources.switch("ephemeral", flags.ephemeral, file.ephemeral)?,
        })
    }
}
