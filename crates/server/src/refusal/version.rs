//! The fact that names the current version, in every rejection because of another version.

use minoots_wire::error::StatusBuilder;

/// Its name, for any kind of object.
const VERSION: &str = "version";

/// Names of the fact in earlier releases, which those reasons keep beside it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Older {
    /// `STATE_VERSION` and `GUARD_FAILED`.
    StateVersion,
    /// `WEBHOOK_VERSION`.
    Webhook,
}

/// Adds the current version; 0 if there is none.
pub(super) trait CurrentVersion: Sized {
    fn current_version(self, version: u64) -> Self;

    /// Adds it under the name of earlier releases, too.
    fn current_version_and(self, older: Older, version: u64) -> Self;
}

impl CurrentVersion for StatusBuilder {
    fn current_version(self, version: u64) -> Self {
        self.metadata(VERSION, version.to_string())
    }

    fn current_version_and(self, older: Older, version: u64) -> Self {
        let name = match older {
            Older::StateVersion => "stateVersion",
            Older::Webhook => "state_version",
        };
        self.current_version(version).metadata(name, version.to_string())
    }
}
