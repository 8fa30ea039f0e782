//! The body of a slash command.

use crate::form::Form;
use crate::id::{self, ChannelId, TeamId, TriggerId, UserId};
use crate::limits::{RESPONSE_URL_BYTES_MAX, SLACK_ID_BYTES_MAX, TEXT_BYTES_MAX, TRIGGER_ID_BYTES_MAX};
use crate::response_url::{self, ResponseUrl};
use crate::verify::Genuine;

pub use crate::form::Error as FormError;

/// Bytes of the command's name, with its slash.
const COMMAND_BYTES_MAX: usize = 64;

/// The reason why a body is refused, with HTTP 400. Slack sends none of these, so a person never sees it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The body is not a form, or a field is missing, duplicate or too long.
    #[error(transparent)]
    Form(#[from] FormError),
    /// An id is malformed.
    #[error(transparent)]
    Id(#[from] id::Error),
    /// The response URL is not Slack's.
    #[error(transparent)]
    ResponseUrl(#[from] response_url::Error),
}

/// A decoded request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Slack checks our certificate. The app answers with 200 and no body.
    SslCheck,
    /// A person typed the command.
    Slash(Box<Slash>),
}

/// A slash command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slash {
    /// The workspace.
    pub team: TeamId,
    /// The channel.
    pub channel: ChannelId,
    /// The person who typed it.
    pub user: UserId,
    /// The command's name, such as `/ato`, as messages tell people to type it.
    pub command: String,
    /// The text after the name, with Slack's escapes, for [`crate::command::parse`].
    pub text: String,
    /// The URL for later answers.
    pub response_url: ResponseUrl,
    /// The unique id of this command.
    pub trigger: TriggerId,
}

impl Slash {
    /// Decodes a verified body.
    ///
    /// # Errors
    /// The body is not a slash command of Slack.
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
    /// The API's request id for this command or press. A request that Slack repeats takes effect once.
    #[must_use]
    pub fn request_id(&self) -> String {
        format!("slack-{self}")
    }
}

#[cfg(test)]
mod tests;
