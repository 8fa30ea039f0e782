//! What a message to a workspace's queue carries when somebody has to decide: its payload, JSON.

use minoots_slack::id::{ChannelId, TargetId};
use serde::{Deserialize, Serialize};

/// Where to ask, and about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who is asked.
    pub channel: ChannelId,
    /// Of which execution.
    pub execution: TargetId,
    /// After which of its phases.
    pub phase: String,
    /// Which time it was in it.
    pub visit: u32,
    /// Until when, nanoseconds since the Unix epoch.
    pub deadline_ns: i64,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    channel: String,
    approval: Approval,
}

#[derive(Serialize, Deserialize)]
struct Approval {
    execution: String,
    phase: String,
    visit: u32,
    deadline_ns: i64,
}

/// An event, as far as it is read here.
#[derive(Deserialize)]
struct Event {
    data: Stored,
}

impl Question {
    /// The payload.
    ///
    /// # Errors
    /// None that these values could have.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&Stored {
            channel: self.channel.to_string(),
            approval: Approval {
                execution: self.execution.to_string(),
                phase: self.phase.clone(),
                visit: self.visit,
                deadline_ns: self.deadline_ns,
            },
        })
    }

    /// The question of an event; `None` if it is something else.
    pub fn of_event(payload: &[u8]) -> Option<Self> {
        let Stored { channel, approval } = serde_json::from_slice::<Event>(payload).ok()?.data;
        Some(Self {
            channel: ChannelId::new(channel).ok()?,
            execution: TargetId::new(approval.execution).ok()?,
            phase: approval.phase,
            visit: approval.visit,
            deadline_ns: approval.deadline_ns,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str = r#"{"channel":"C1","approval":{"execution":"run-1","phase":"review","visit":2,"deadline_ns":1767323045678000000}}"#;

    #[test]
    fn a_question_is_stored_as_it_always_was_and_read_again() -> Result<(), Box<dyn std::error::Error>> {
        let question = Question {
            channel: ChannelId::new("C1")?,
            execution: TargetId::new("run-1")?,
            phase: "review".to_owned(),
            visit: 2,
            deadline_ns: 1_767_323_045_678_000_000,
        };
        assert_eq!(question.to_json()?, STORED);
        let event = format!(r#"{{"specversion":"1.0","data":{STORED}}}"#);
        assert_eq!(Question::of_event(event.as_bytes()), Some(question));
        let other = br#"{"data":{"channel":"C1","user":"U1"}}"#;
        assert_eq!(Question::of_event(other), None);
        Ok(())
    }
}
