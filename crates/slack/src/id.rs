//! Ids of Slack, which are opaque but have a fixed form, and ids of the API.
//!
//! Invariant: no id contains a character with a meaning in Slack's markup, in a URL or in a button's value. So an id
//! needs no escaping in any of the three.

use std::fmt;

use serde::Deserialize;

use crate::limits::{ID_BYTES_MAX, SLACK_ID_BYTES_MAX, TRIGGER_ID_BYTES_MAX};

/// A malformed id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: must be {rule}")]
pub struct Error {
    /// The kind of the id.
    pub field: &'static str,
    /// The rule for this kind, with an example.
    pub rule: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($field:literal, $rule:literal, $check:expr);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the form of a text.
            ///
            /// # Errors
            /// The text does not have the form of this id.
            pub fn new(text: impl Into<String>) -> Result<Self, Error> {
                let text = text.into();
                let check: fn(&str) -> bool = $check;
                if check(&text) {
                    Ok(Self(text))
                } else {
                    Err(Error { field: $field, rule: $rule })
                }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(text: String) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A workspace.
    TeamId("team_id", "T and at most 31 capital letters and digits, such as T0123ABCD", |text| slack(text, "T"));
    /// A person.
    UserId("user_id", "U or W and at most 31 capital letters and digits, such as U0123ABCD", |text| slack(text, "UW"));
    /// A channel, a group or a direct message.
    ChannelId("channel_id", "C, D or G and at most 31 capital letters and digits, such as C0123ABCD", |text| slack(text, "CDG"));
    /// Slack's unique id of one press or one command.
    TriggerId("trigger_id", "1 to 120 letters, digits, dots, underscores and hyphens", |text| {
        text.len() <= TRIGGER_ID_BYTES_MAX && is_api(text)
    });
    /// A tenant.
    TenantId(
        "tenant",
        "1 to 128 letters, digits, dots, underscores and hyphens, a letter or digit first, and not \"timer\"; such as acme",
        |text| is_api(text) && text != "timer"
    );
    /// A timer, or a pending approval.
    TargetId(
        "id",
        "1 to 128 letters, digits, dots, underscores and hyphens, a letter or digit first; such as ship-1",
        is_api
    );
}

fn slack(text: &str, kinds: &str) -> bool {
    let is_rest = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (2..=SLACK_ID_BYTES_MAX).contains(&text.len())
        && text.starts_with(|kind| kinds.contains(kind))
        && text.bytes().all(is_rest)
}

fn is_api(text: &str) -> bool {
    let is_rest = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    text.len() <= ID_BYTES_MAX
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(is_rest)
}

#[cfg(test)]
mod tests;
