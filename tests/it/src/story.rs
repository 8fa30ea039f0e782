//! Stories of agents: what those who act in them share, and what each agent does with its work. Agents are processes, `story-agent`.

pub mod cast;
pub mod stage;
pub mod watched;

use std::time::Duration;

use crate::{PATIENCE, is_long};

const NOBODY: Duration = Duration::from_secs(3);
const NOBODY_LONG: Duration = Duration::from_secs(60);

/// How long there is no orchestrator, now and then.
pub fn nobody() -> Duration {
    if is_long() { NOBODY_LONG } else { NOBODY }
}

/// How long an end is waited for: there may be no orchestrator again and again meanwhile.
pub fn patience() -> Duration {
    PATIENCE + nobody() * 3
}

/// The number of an execution in its story: the last one of its id.
pub fn index(id: &str) -> usize {
    let number = id.rsplit('-').next();
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}
