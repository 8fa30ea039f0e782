//! The body of a slash command.

use crate::form::Form;
use crate::id::{self, ChannelId, TeamId, TriggerId, UserId};
use crate::limits::{RESPONSE_URL_BYTES_MAX, SLACK_ID_BYTES_MAX, TEXT_BYTES_MAX, TRIGGER_ID_BYTES_MAX};
use crate::response_url::{self, ResponseUrl};
use crate::verify::Genuine;

pub use crate::form::Error as FormError;

/// Bytes of the command's own name, with its slash.
const COMMAND_BYTES_MAX: usize = 64;

/// Why a body is not read. The request is HTTP 400; a person never sees it, since Slack sends none of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not a form, or a field is missing, twice or too long.
    #[error(transparent)]
    Form(#[from] FormError),
    /// An id without the form of one.
    #[error(transparent)]
    Id(#[from] id::Error),
    /// A URL that is not Slack's.
    #[error(transparent)]
    ResponseUrl(#[from] response_url::Error),
}

/// What Slack asks with this body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Slack looks whether our certificate holds. Answered with 200 and nothing.
    SslCheck,
    /// A person typed the command.
    Slash(Box<Slash>),
}

/// A command as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slash {
    /// Where.
    pub team: TeamId,
    /// In which channel.
    pub channel: ChannelId,
    /// By whom.
    pub user: UserId,
    /// The command's name, such as `/ato`: what people are told to type.
    pub command: String,
    /// What follows it, with Slack's escapes: for [`crate::command::parse`].
    pub text: String,
    /// Where it may be answered later.
    pub response_url: ResponseUrl,
    /// Names this command and no other.
    pub trigger: TriggerId,
}

impl Slash {
    /// Reads a genuine body.
    ///
    /// # Errors
    /// It is not one of Slack's commands.
    pub fn decode(genuine: Genuine<'_>) -> Result<Request, Error> {
        let mut form = Form::parse(genuine.body())?;
        if form.take("ssl_check", 1)?.as_deref() == Some("1") {
            return Ok(Request::SslCheck);
        }
        let slash = Self {
            team: TeamId::new(form.require("team_id", SLACK_ID_BYTES_MAX)?)?,
            channel: ChannelId::new(form.require("channel_id", SLACK_ID_BYTES_MAX)?)?,
            user: UserId::new(form.require("user_id", SLACK_ID_BYTES_MAX)?)?,
            command: form.require("command", COMMAND_BYTES_MAX)?,
            text: form.take("text", TEXT_BYTES_MAX)?.unwrap_or_default(),
            response_url: ResponseUrl::new(form.require("response_url", RESPONSE_URL_BYTES_MAX)?)?,
            trigger: TriggerId::new(form.require("trigger_id", TRIGGER_ID_BYTES_MAX)?)?,
        };
        Ok(Request::Slash(Box::new(slash)))
    }
}

impl TriggerId {
    /// The API's request id of what this asks for: the same request sent again has its effect once.
    #[must_use]
    pub fn request_id(&self) -> String {
        format!("slack-{self}")
    }
}

#[cfg(test)]
mod tests;
