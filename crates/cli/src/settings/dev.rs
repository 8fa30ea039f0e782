//! What a node for development is told beyond what every node is.

use clap::Args;
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

/// The flags of `minoots dev` alone.
#[derive(Args, Clone, Debug, Default)]
pub struct DevArguments {
    /// Do not run the demo timer [env: MINOOTS_NO_DEMO]
    #[arg(long)]
    pub no_demo: bool,
    /// Keep data in a temporary directory that is removed at exit [env: MINOOTS_EPHEMERAL]
    #[arg(long, conflicts_with = "data")]
    pub ephemeral: bool,
}

/// The settings of `minoots dev` alone.
#[derive(Clone, Debug)]
pub struct DevSettings {
    /// Whether to leave the demo out.
    pub no_demo: Setting<bool>,
    /// Whether the data directory is temporary.
    pub ephemeral: Setting<bool>,
}

impl DevSettings {
    /// Looks every setting up.
    pub fn resolve(flags: &DevArguments, sources: &Sources) -> Result<Self, Failure> {
        let file = &sources.file;
        Ok(Self {
            no_demo: sources.switch("no-demo", flags.no_demo, file.no_demo)?,
            ephemeral: sources.switch("ephemeral", flags.ephemeral, file.ephemeral)?,
        })
    }
}
