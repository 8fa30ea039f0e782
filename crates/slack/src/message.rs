//! Answers as Block Kit messages.
//!
//! Invariants:
//! - User text is always escaped. Blocks contain it as plain text, or as code with its backquotes replaced, so a name
//!   can neither mention, link nor format. (The line for notifications exists in escaped form only.)
//! - A message always fits Slack's limits: long texts are cut, and a long list ends with the number of hidden rows.
//! - A message contains no secret. The signatures of buttons are valid only in their workspace.
//!
//! Visibility: only the person who typed a command sees its answer. The whole channel sees fired timers and approval
//! requests.

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

/// The audience of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Only the person who acted.
    Ephemeral,
    /// Everybody in the channel.
    InChannel,
}

/// The fate of the message whose button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Original {
    /// The original stays, and the new message follows it.
    Keep,
    /// The new message replaces the original.
    Replace,
}

/// The scope and the secrets with which buttons are signed.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// The workspace and the tenant.
    pub scope: &'a Scope,
    /// The signing secrets.
    pub secrets: &'a Secrets,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    visibility: Visibility,
    text: String,
    blocks: Vec<Value>,
    /// Whether it tells why something was not done.
    is_problem: bool,
}

/// A call of Slack's Web API with the bot token.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method, such as `chat.postMessage`.
    pub method: &'static str,
    /// The JSON body.
    pub body: Value,
}

impl Message {
    fn new(visibility: Visibility, text: &str, blocks: Vec<Value>) -> Self {
        Self {
            visibility,
            text: crate::markup::escape(text, crate::limits::TEXT_CHARS_MAX),
            blocks,
            is_problem: false,
        }
    }

    /// The same message, which tells why something was not done.
    fn into_problem(self) -> Self {
        Self {
            is_problem: true,
            ..self
        }
    }

    /// Whether the message tells why something was not done.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        self.is_problem
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

    /// The call that sends the message as the bot, with its visibility. An ephemeral message needs `user`.
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

    /// The call that posts the message as the bot, visible to everybody in the channel.
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
