//! The payload of a timer: its channel, its user and its metadata, as JSON.

use minoots_slack::id::{ChannelId, UserId};
use minoots_slack::response_url::ResponseUrl;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The address for the message about a firing.
#[derive(Debug)]
pub struct Note {
    /// The channel that receives the message.
    pub channel: ChannelId,
    /// The user who created the timer. The message mentions them.
    pub user: UserId,
    /// The response URL, valid for a while.
    pub response_url: Option<ResponseUrl>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    channel: String,
    user: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Box<RawValue>>,
}

/// The fields of an event that the app reads.
#[derive(Deserialize)]
struct Event {
    data: Option<Stored>,
}

impl Note {
    /// The payload of a timer with this metadata, which is JSON.
    ///
    /// # Errors
    /// The metadata is not JSON.
    pub fn to_json(&self, metadata: Option<&str>) -> Result<String, serde_json::Error> {
        let metadata = metadata
            .map(|json| RawValue::from_string(json.to_owned()))
            .transpose()?;
        serde_json::to_string(&Stored {
            channel: self.channel.to_string(),
            user: self.user.to_string(),
            response_url: self.response_url.as_ref().map(|url| url.expose().to_owned()),
            metadata,
        })
    }

    /// Parses the note of an event; `None` if the timer has no usable note.
    pub fn of_event(payload: &[u8]) -> Option<Self> {
        let stored = serde_json::from_slice::<Event>(payload).ok()?.data?;
        Some(Self {
            channel: ChannelId::new(stored.channel).ok()?,
            user: UserId::new(stored.user).ok()?,
            response_url: stored.response_url.map(ResponseUrl::new).transpose().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str = r#"{"channel":"C0123ABCD","user":"U0123ABCD","response_url":"https://hooks.slack.com/commands/T1/2/x","metadata":{"run": 1.50}}"#;

    #[test]
    fn a_note_is_stored_as_it_always_was_and_read_again() -> Result<(), Box<dyn std::error::Error>> {
        let note = Note {
            channel: ChannelId::new("C0123ABCD")?,
            user: UserId::new("U0123ABCD")?,
            response_url: Some(ResponseUrl::new("https://hooks.slack.com/commands/T1/2/x")?),
        };
        assert_eq!(note.to_json(Some(r#"{"run": 1.50}"#))?, STORED);
        let event = format!(r#"{{"specversion":"1.0","id":"timer:dev:t:1","data":{STORED}}}"#);
        let read = Note::of_event(event.as_bytes()).ok_or("not read")?;
        assert_eq!((read.channel, read.user), (note.channel, note.user));
        assert_eq!(read.response_url, note.response_url);
        Ok(())
    }

    #[test]
    fn malformed_notes_are_ignored() {
        let wrong = [
            "",
            "{}",
            r#"{"data":"text"}"#,
            r#"{"data":{"channel":"C1"}}"#,
            r#"{"data":{"channel":"C1","user":"nobody"}}"#,
            r#"{"data":{"channel":"C1","user":"U1","response_url":"https://evil.example/"}}"#,
        ];
        for payload in wrong {
            assert!(Note::of_event(payload.as_bytes()).is_none(), "{payload}");
        }
    }
}
