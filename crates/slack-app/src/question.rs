//! The payload of a message in the workspace's queue that requests an approval, as JSON.

use minoots_slack::id::{ChannelId, TargetId};
use serde::{Deserialize, Serialize};

/// An approval request and its channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The channel that receives the question.
    pub channel: ChannelId,
    /// The execution.
    pub execution: TargetId,
    /// The phase that waits for the approval.
    pub phase: String,
    /// The visit of that phase.
    pub visit: u32,
    /// The deadline, nanoseconds since the Unix epoch.
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

/// The fields of an event that the app reads.
#[derive(Deserialize)]
struct Event {
    data: Stored,
}

impl Question {
    /// The payload as JSON.
    ///
    /// # Errors
    /// None occurs with these values.
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

    /// Parses the question of an event; `None` if the event is of another kind.
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
