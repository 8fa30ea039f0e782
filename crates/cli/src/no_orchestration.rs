//! A program without the feature `orchestrator`: its nodes serve neither workflows nor agents nor handoffs.

use std::convert::Infallible;
use std::future::pending;
use std::path::PathBuf;

use minoots_server::{Inside, Mount};
use minoots_terminal::errors::Failure;

use crate::settings::{Setting, given};

/// No services.
pub fn mounts() -> Vec<Mount> {
    Vec::new()
}

/// A file of keys, which this program cannot use.
#[derive(Clone, Debug)]
pub struct KeyFile(Infallible);

impl KeyFile {
    /// Refuses a file that a setting names.
    pub fn of(setting: &Setting<PathBuf>) -> Result<Option<Self>, Failure> {
        match given(setting) {
            None => Ok(None),
            Some(_) => {
                let failure = Failure::usage("orchestrator-keys: this program was built without orchestrators");
                Err(failure.hint("take a released program, or build it with --features orchestrator"))
            }
        }
    }
}

/// The executions on which a node acts: none in this program.
#[derive(Debug)]
pub enum Whose {
    /// Those of every tenant.
    Everyone,
    /// Those of the tenants of a file.
    Keys(KeyFile),
    /// None.
    Nobody,
}

/// Never ends.
pub async fn act(_: Inside, whose: Whose) -> Result<(), Failure> {
    match whose {
        Whose::Keys(KeyFile(never)) => match never {},
        Whose::Everyone | Whose::Nobody => pending().await,
    }
}
