//! The body of an interaction: a form with one field, `payload`, which is JSON.
//!
//! The decoder reads only the fields that the app uses. It does not read the message whose button was pressed: the
//! button's signed value states the action.

use serde::Deserialize;

use crate::form::Form;
use crate::id::{self, ChannelId, TeamId, TriggerId, UserId};
use crate::limits::{ACTION_ID_CHARS_MAX, ACTION_VALUE_CHARS_MAX, BODY_BYTES_MAX, PRESSES_MAX};
use crate::response_url::{self, ResponseUrl};
use crate::slash::FormError;
use crate::verify::Genuine;

/// The reason why a body is refused, with HTTP 400.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The body is not a form, or it has no payload or two.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The payload is not JSON, or a field has the wrong type. The error gives the position, not the content.
    #[error("payload: is not an interaction as Slack sends it: line {line}, column {column}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A required field of `block_actions` is missing.
    #[error(
        "payload.{0}: is missing; install the app in a workspace, not in an organisation, and use its buttons in messages only"
    )]
    Missing(&'static str),
    /// An id is malformed.
    #[error("payload: {0}")]
    Id(#[from] id::Error),
    /// The response URL is not Slack's.
    #[error("payload: {0}")]
    ResponseUrl(#[from] response_url::Error),
    /// There is no press, there are more than [`PRESSES_MAX`], or a text of one exceeds Slack's limit.
    #[error("payload.actions: must be 1 to {PRESSES_MAX}, with ids and values no longer than Slack's limits")]
    Actions,
}

/// A decoded interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interaction {
    /// A person pressed buttons of a message.
    Pressed(Box<Pressed>),
    /// An interaction that the app never asks for, such as a shortcut. The app answers with 200 and no body.
    Other,
}

/// The pressed buttons, with the person and the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The workspace.
    pub team: TeamId,
    /// The channel.
    pub channel: ChannelId,
    /// The person who pressed.
    pub user: UserId,
    /// The URL for answers.
    pub response_url: ResponseUrl,
    /// The unique id of this interaction.
    pub trigger: TriggerId,
    /// The pressed buttons, rarely more than one.
    pub presses: Vec<Press>,
}

/// A pressed button as Slack returns it, for [`crate::action::Action::open`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Press {
    /// The button's action id.
    pub action_id: String,
    /// The button's value; empty if it has none.
    #[serde(default)]
    pub value: String,
}

#[derive(Deserialize)]
struct Kind {
    r#type: String,
}

#[derive(Deserialize)]
struct Payload {
    team: Option<Named>,
    user: Option<Named>,
    channel: Option<Named>,
    response_url: Option<String>,
    trigger_id: Option<String>,
    #[serde(default)]
    actions: Vec<Press>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

impl Interaction {
    /// Decodes a verified body.
    ///
    /// # Errors
    /// The body is not an interaction of Slack.
    pub fn decode(genuine: Genuine<'_>) -> Result<Self, Error> {
        let json = Form::parse(genuine.body())?.require("payload", BODY_BYTES_MAX)?;
        let malformed = |error: serde_json::Error| Error::Json {
            line: error.line(),
            column: error.column(),
        };
        let kind: Kind = serde_json::from_str(&json).map_err(malformed)?;
        if kind.r#type != "block_actions" {
            return Ok(Self::Other);
        }
        let payload: Payload = serde_json::from_str(&json).map_err(malformed)?;
        let is_bounded = |press: &Press| {
            press.action_id.chars().count() <= ACTION_ID_CHARS_MAX
                && press.value.chars().count() <= ACTION_VALUE_CHARS_MAX
        };
        if !(1..=PRESSES_MAX).contains(&payload.actions.len()) || !payload.actions.iter().all(is_bounded) {
            return Err(Error::Actions);
        }
        Ok(Self::Pressed(Box::new(Pressed {
            team: TeamId::new(payload.team.ok_or(Error::Missing("team"))?.id)?,
            channel: ChannelId::new(payload.channel.ok_or(Error::Missing("channel"))?.id)?,
            user: UserId::new(payload.user.ok_or(Error::Missing("user"))?.id)?,
            response_url: ResponseUrl::new(payload.response_url.ok_or(Error::Missing("response_url"))?)?,
            trigger: TriggerId::new(payload.trigger_id.ok_or(Error::Missing("trigger_id"))?)?,
            presses: payload.actions,
        })))
    }
}

#[cfg(test)]
mod tests;
