//! Stories of agents: the parts that their actors share, and each agent's behaviour. Agents are processes,
//! `story-agent`.

pub mod cast;
pub mod stage;
pub mod watched;

use std::time::Duration;

use crate::{PATIENCE, is_long};

/// The acknowledgement deadline of deliveries that name none.
const DELIVERY_DEADLINE: Duration = Duration::from_secs(60);
/// The number of successive agents that die with the same work in hand before any response.
const HANDS: u32 = 2;
const NOBODY: Duration = Duration::from_secs(3);
const NOBODY_LONG: Duration = Duration::from_secs(60);

/// Returns the length of a pause without an orchestrator.
pub fn nobody() -> Duration {
    if is_long() { NOBODY_LONG } else { NOBODY }
}

/// Returns the time limit for an end: there may be repeated pauses without an orchestrator, and work may be with dead
/// agents.
pub fn patience() -> Duration {
    PATIENCE + DELIVERY_DEADLINE * HANDS + nobody() * 3
}

/// Returns the number of an execution in its story: the last number in its id.
pub fn index(id: &str) -> usize {
    let number = id.rsplit('-').next();
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}
