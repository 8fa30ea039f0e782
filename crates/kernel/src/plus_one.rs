//! Optional numbers of stored messages: zero is none, and any other number is one above the value.
//!
//! The stored fields are named `…_plus_one`. Accessors of the messages return them as an `Option`.

use crate::internal::{Ack, Caller, Extend, NewTimer, Outcome, RedriveLetters, RescheduleTimer, command::Command};

/// The stored form of an optional number. The largest number is stored as the one below it.
pub const fn store(value: Option<u64>) -> u64 {
    match value {
        None => 0,
        Some(value) => value.saturating_add(1),
    }
}

/// The optional number of a stored form.
const fn load(stored: u64) -> Option<u64> {
    stored.checked_sub(1)
}

impl NewTimer {
    /// The delay from which the fire time was computed, in nanoseconds.
    pub const fn delay(&self) -> Option<u64> {
        load(self.delay_plus_one)
    }
}

impl RescheduleTimer {
    /// The delay from which the fire time was computed, in nanoseconds.
    pub const fn delay(&self) -> Option<u64> {
        load(self.delay_plus_one)
    }
}

impl RedriveLetters {
    /// The largest arm index of the dead letters to redrive; `None` on the first page.
    pub const fn arm_max(&self) -> Option<u64> {
        load(self.arm_max_plus_one)
    }
}

impl Caller {
    /// The version of the tenant's policy that judged the request; 0 if the tenant had no policy, `None` if the request
    /// was not judged.
    pub const fn policy_version(&self) -> Option<u64> {
        load(self.policy_plus_one)
    }

    /// Sets the version of the tenant's policy that judged the request.
    pub const fn set_policy_version(&mut self, version: u64) {
        self.policy_plus_one = store(Some(version));
    }
}

impl Command {
    /// The version of the tenant's policy that judged the command, as [`Caller::policy_version`].
    pub fn policy_version(&self) -> Option<u64> {
        match self {
            Command::Ack(Ack { policy_plus_one, .. })
            | Command::Outcome(Outcome { policy_plus_one, .. })
            | Command::Extend(Extend { policy_plus_one, .. }) => load(*policy_plus_one),
            _ => self.caller().and_then(Caller::policy_version),
        }
    }
}
