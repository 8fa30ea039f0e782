//! What a server of this crate is told by whoever starts it.

use std::str::FromStr;
use std::time::Duration;

use minoots_client::Target;

use crate::agent_name::AgentName;

/// Whose wakes these are, and how many and how far ahead they may be.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The agent; `None`: the one that each client says it is.
    pub agent: Option<AgentName>,
    /// Wakes of an agent that have not ended.
    pub max_pending: usize,
    /// How far ahead a wake may be.
    pub max_horizon: Duration,
    /// How long an agent may take to acknowledge a wake; after this it is told as unacknowledged, and a delivery has failed.
    pub ack_deadline: Duration,
    /// Where a wake goes as well once deliveries of it have failed.
    pub escalation: Option<Escalation>,
    /// Whether what the conformance suite calls is there as well.
    pub fixtures: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            agent: None,
            max_pending: 20,
            max_horizon: Duration::from_hours(30 * 24),
            ack_deadline: Duration::from_mins(10),
            escalation: None,
            fixtures: false,
        }
    }
}

/// Another place for a wake that its agent does not acknowledge, such as `queue:people@3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Where.
    pub target: Target,
    /// After how many failed deliveries, 1 to 100, or as it fails for good before.
    pub after: u32,
}

/// Why a text is no escalation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not queue:NAME@FAILURES or webhook:ID@FAILURES with 1 to 100 failures, such as queue:people@3")]
pub struct EscalationError {
    text: String,
}

impl FromStr for Escalation {
    type Err = EscalationError;

    fn from_str(text: &str) -> Result<Self, EscalationError> {
        let refused = || EscalationError { text: text.to_owned() };
        let (target, after) = text.rsplit_once('@').ok_or_else(refused)?;
        let (kind, name) = target.split_once(':').ok_or_else(refused)?;
        let target = match kind {
            "queue" => Target::Queue(name.to_owned()),
            "webhook" => Target::Webhook(name.to_owned()),
            _ => return Err(refused()),
        };
        let after = after
            .parse()
            .ok()
            .filter(|after| (1..=100).contains(after) && !name.is_empty());
        Ok(Self {
            target,
            after: after.ok_or_else(refused)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escalation_names_its_target_and_a_number() {
        let read: Result<Escalation, _> = "queue:people@3".parse();
        let target = Target::Queue("people".to_owned());
        assert_eq!(read, Ok(Escalation { target, after: 3 }));
        for wrong in [
            "people@3",
            "queue:people",
            "queue:people@0",
            "queue:@1",
            "mail:x@1",
            "queue:people@101",
            "",
        ] {
            assert!(wrong.parse::<Escalation>().is_err(), "{wrong}");
        }
    }
}
