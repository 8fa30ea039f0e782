//! The body of an interaction: a form with one field, `payload`, which is JSON.
//!
//! Only what is used is read. In particular not the message whose button was pressed: what a button does stands in its signed value.

use serde::Deserialize;

use crate::form::Form;
use crate::id::{self, ChannelId, TeamId, TriggerId, UserId};
use crate::limits::{ACTION_ID_CHARS_MAX, ACTION_VALUE_CHARS_MAX, BODY_BYTES_MAX, PRESSES_MAX};
use crate::response_url::{self, ResponseUrl};
use crate::slash::FormError;
use crate::verify::Genuine;

/// Why a body is not read; HTTP 400.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not a form, or no payload, or two.
    #[error(transparent)]
    Form(#[from] FormError),
    /// Not JSON, or a field that is read has not its type. Says where, and not what stands there.
    #[error("payload: is not an interaction as Slack sends it: line {line}, column {column}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Of `block_actions`, a field that must be there is not.
    #[error(
        "payload.{0}: is missing; install the app in a workspace, not in an organisation, and use its buttons in messages only"
    )]
    Missing(&'static str),
    /// An id without the form of one.
    #[error("payload: {0}")]
    Id(#[from] id::Error),
    /// A URL that is not Slack's.
    #[error("payload: {0}")]
    ResponseUrl(#[from] response_url::Error),
    /// No press, or more than [`PRESSES_MAX`], or one whose texts are longer than Slack allows.
    #[error("payload.actions: must be 1 to {PRESSES_MAX}, with ids and values no longer than Slack's limits")]
    Actions,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interaction {
    /// Buttons of a message were pressed.
    Pressed(Box<Pressed>),
    /// Something we never ask for, such as a shortcut. Answered with 200 and nothing.
    Other,
}

/// Who pressed what, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// In which workspace.
    pub team: TeamId,
    /// In which channel.
    pub channel: ChannelId,
    /// By whom.
    pub user: UserId,
    /// Where it may be answered.
    pub response_url: ResponseUrl,
    /// Names this press and no other.
    pub trigger: TriggerId,
    /// The buttons, seldom more than one.
    pub presses: Vec<Press>,
}

/// A button as it came back: for [`crate::action::Action::open`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Press {
    /// Which button.
    pub action_id: String,
    /// What it carried; empty if nothing.
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
    /// Reads a genuine body.
    ///
    /// # Errors
    /// It is not one of Slack's interactions.
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
