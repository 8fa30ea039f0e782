//! The requested time of a wake, and the check against its agent's horizon.

use std::time::{Duration, SystemTime};

use crate::answer::Refusal;
use crate::arguments::Arguments;
use crate::clock;
use crate::moment::duration_text;

/// The requested time.
#[derive(Debug, Clone, Copy)]
pub enum DueArgument {
    /// This long from now.
    After(Duration),
    /// At this instant.
    At(SystemTime),
}

impl DueArgument {
    /// Reads exactly one of `delay` and `fire_time`; otherwise records the violated rule.
    pub fn read(arguments: &mut Arguments) -> Option<Self> {
        let (by_delay, by_instant) = (arguments.has("delay"), arguments.has("fire_time"));
        let (delay, fire_time) = (arguments.duration("delay"), arguments.instant("fire_time"));
        match (by_delay, by_instant) {
            (true, false) => delay.map(Self::After),
            (false, true) => fire_time.map(Self::At),
            _ => {
                arguments.refuse("delay", "or fire_time must be given, and not both");
                None
            }
        }
    }

    /// Checks that the time is no further ahead than `max`.
    ///
    /// # Errors
    /// It is further ahead.
    pub fn within(self, max: Duration) -> Result<Self, Refusal> {
        let ahead = match self {
            Self::After(delay) => delay,
            Self::At(instant) => instant.duration_since(clock::now()).unwrap_or_default(),
        };
        if ahead <= max {
            return Ok(self);
        }
        let max = duration_text(max);
        let message = format!(
            "that is {} ahead, and this agent may plan {max} ahead",
            duration_text(ahead)
        );
        let way_out = format!(
            "Nothing was changed. Give at most {max}, and when it fires schedule the rest, or ask whoever runs this server for a larger \
             --max-horizon."
        );
        Err(Refusal::new("MAX_HORIZON", message, way_out))
    }
}
