//! Loaded executions.

use std::sync::Arc;

use crate::definition::Definition;
use crate::execution::State;

/// An execution and the version of its state.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub version: u64,
    pub state: State,
    pub definition: Arc<Definition>,
}
