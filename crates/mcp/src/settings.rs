//! Settings of a server, chosen by its operator.

use std::str::FromStr;
use std::time::Duration;

use minoots_client::Target;

use crate::agent_name::AgentName;

/// The agent, and the limits of its wakes.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The agent; `None` uses the name that each client declares.
    pub agent: Option<AgentName>,
    /// The limit of an agent's wakes that have not ended.
    pub max_pending: usize,
    /// The longest time from now to a wake's due instant.
    pub max_horizon: Duration,
    /// The time limit for acknowledging a wake. After it, answers report the wake as unacknowledged, and the delivery
    /// counts as failed.
    pub ack_deadline: Duration,
    /// The further target of a wake after failed deliveries.
    pub escalation: Option<Escalation>,
    /// Whether the fixtures of the conformance suite are enabled.
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

/// A further target for a wake that its agent does not acknowledge, such as `queue:people@3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// The target.
    pub target: Target,
    /// The number of failed deliveries before it, 1 to 100. It also applies when the wake fails for good earlier.
    pub after: u32,
}

/// The error for text that is not an escalation.
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
