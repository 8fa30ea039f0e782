//! Answers, as Block Kit.
//!
//! Invariants:
//! - What people wrote is always escaped, and stands in blocks as plain text, or as code with its backquotes replaced. So a name can
//!   neither mention, link nor format, whatever is in it. (The line that notifications show has no other form than the escaped one.)
//! - A message fits Slack's limits whatever it is made of: texts are cut, lists end with how many more there are.
//! - Nothing in a message is secret. The signatures of buttons hold only for the workspace they are in.
//!
//! Who sees what: answers to a command are for the person who typed it; what fires, and what asks for a decision, is for the channel.

use serde_json::{Value, json};

use crate::id::{ChannelId, UserId};

mod approval;
mod blocks;
mod list;
mod outcome;
mod text;
mod timer;

pub use approval::{Approval, Decision, approval, decided};
pub use list::{More, list};
pub use outcome::{CancelOutcome, SnoozeOutcome, cancelled, snoozed};
pub use text::{command_error, help, problem};
pub use timer::{Fired, Timer, fired, scheduled};

use crate::action::Scope;
use crate::verify::Secrets;

/// Who sees a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// The person alone.
    Ephemeral,
    /// Everybody in the channel.
    InChannel,
}

/// What is done with the message whose button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Original {
    /// It stays, and this one comes after it.
    Keep,
    /// This one takes its place.
    Replace,
}

/// For whom buttons are made, and what signs them.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// For whom.
    pub scope: &'a Scope,
    /// What signs.
    pub secrets: &'a Secrets,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    visibility: Visibility,
    text: String,
    blocks: Vec<Value>,
}

/// A call of Slack's Web API with the bot token.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its method, such as `chat.postMessage`.
    pub method: &'static str,
    /// Its body.
    pub body: Value,
}

impl Message {
    fn new(visibility: Visibility, text: &str, blocks: Vec<Value>) -> Self {
        Self {
            visibility,
            text: crate::markup::escape(text, crate::limits::TEXT_CHARS_MAX),
            blocks,
        }
    }

    /// The body of the response to a command.
    #[must_use]
    pub fn response(&self) -> Value {
        let response_type = match self.visibility {
            Visibility::Ephemeral => "ephemeral",
            Visibility::InChannel => "in_channel",
        };
        json!({"response_type": response_type, "text": self.text, "blocks": self.blocks})
    }

    /// The body of a POST to a response URL.
    #[must_use]
    pub fn later(&self, original: Original) -> Value {
        let mut body = self.response();
        body["replace_original"] = json!(original == Original::Replace);
        body
    }

    /// The call that writes the same as the bot. A message for one person needs that person.
    #[must_use]
    pub fn call(&self, channel: &ChannelId, user: &UserId) -> Call {
        match self.visibility {
            Visibility::InChannel => self.post(channel),
            Visibility::Ephemeral => Call {
                method: "chat.postEphemeral",
                body: json!({"channel": channel.as_str(), "user": user.as_str(), "text": self.text, "blocks": self.blocks}),
            },
        }
    }

    /// The call that writes it as the bot for everybody in the channel.
    #[must_use]
    pub fn post(&self, channel: &ChannelId) -> Call {
        Call {
            method: "chat.postMessage",
            body: json!({
                "channel": channel.as_str(), "text": self.text, "blocks": self.blocks, "unfurl_links": false, "unfurl_media": false
            }),
        }
    }
}

#[cfg(test)]
mod tests;
