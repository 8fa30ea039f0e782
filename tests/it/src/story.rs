//! Stories of agents: what those who act in them share, and what each agent does with its work. Agents are processes, `story-agent`.

pub mod cast;
pub mod stage;
pub mod watched;

use std::time::Duration;

use crate::{PATIENCE, is_long};

/// Deliveries that name no deadline come again after it.
const DELIVERY_DEADLINE: Duration = Duration::from_secs(60);
/// So often in a row somebody dies who has the same work in hand, before having said anything of it.
const HANDS: u32 = 2;
const NOBODY: Duration = Duration::from_secs(3);
const NOBODY_LONG: Duration = Duration::from_secs(60);

/// How long there is no orchestrator, now and then.
pub fn nobody() -> Duration {
    if is_long() { NOBODY_LONG } else { NOBODY }
}

/// How long an end is waited for: there may be no orchestrator again and again meanwhile, and work may be in dead hands.
pub fn patience() -> Duration {
    PATIENCE + DELIVERY_DEADLINE * HANDS + nobody() * 3
}

/// The number of an execution in its story: the last one of its id.
pub fn index(id: &str) -> usize {
    let number = id.rsplit('-').next();
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}
