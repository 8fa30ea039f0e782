//! What a button stands for, and its signed value.
//!
//! ```text
//! v1:<verb>:<team>:<tenant>:<target>:<version>:<detail>:<HMAC-SHA256, base64url>
//! ```
//!
//! Invariants:
//! - A value acts as the button it was made for: a verb is in the signed part, and must be that of the action id it comes back with.
//! - A value acts only in the workspace and for the tenant it was made for. Somebody who copies it into another app, or a workspace that now
//!   belongs to another tenant, is refused.
//! - No part holds a colon, so a value has one reading. What is signed begins with a word of its own: no request of Slack's is a
//!   value, and no value is a request.
//! - A version is part of it. A button pressed twice, or late, gets the stated outcome of a race and changes nothing twice.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::id::{TargetId, TeamId, TenantId};
use crate::interaction::Press;
use crate::limits::ACTION_VALUE_CHARS_MAX;
use crate::verify::Secrets;

#[cfg(test)]
mod tests;

const VERSION: &str = "v1";
const DOMAIN: &[u8] = b"minoots-slack-action:";
const PREFIX: &str = "minoots.";

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Cancels the timer.
    Cancel,
    /// Moves the timer to this instant, nanoseconds since the Unix epoch. An instant, so that two presses are one.
    Snooze(i64),
    /// Says yes.
    Approve,
    /// Says no.
    Deny,
}

impl Verb {
    fn name(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Snooze(_) => "snooze",
            Self::Approve => "approve",
            Self::Deny => "deny",
        }
    }

    /// Slack's `action_id` of such a button.
    #[must_use]
    pub fn action_id(self) -> String {
        format!("{PREFIX}{}", self.name())
    }

    fn read(name: &str, detail: &str) -> Option<Self> {
        let verb = match name {
            "cancel" => Self::Cancel,
            "snooze" => Self::Snooze(detail.parse().ok()?),
            "approve" => Self::Approve,
            "deny" => Self::Deny,
            _ => return None,
        };
        (verb.detail() == detail).then_some(verb)
    }

    fn detail(self) -> String {
        match self {
            Self::Snooze(fire_ns) => fire_ns.to_string(),
            Self::Cancel | Self::Approve | Self::Deny => String::new(),
        }
    }
}

/// For whom a button is, and acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// In which workspace.
    pub team: TeamId,
    /// For which tenant.
    pub tenant: TenantId,
}

/// What a button does to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does.
    pub verb: Verb,
    /// The timer, or what waits for an approval.
    pub target: TargetId,
    /// The version of it that the button was shown for.
    pub version: u64,
}

/// Why a press does nothing. The person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A button that is not ours. Answered with 200 and nothing.
    #[error("this button is not one of MINOOTS")]
    Foreign,
    /// Not a value of ours, or by a secret that is no longer known, or altered, or under another button.
    #[error(
        "this button does not hold: it was changed, or made before the app's secret was; use list, and cancel ID, instead"
    )]
    Signature,
    /// Of another workspace.
    #[error("this button was made for another workspace; use it there, or the command here")]
    Team,
    /// Of another tenant.
    #[error("this workspace belonged to another tenant when this button was made; use the command instead")]
    Tenant,
}

impl Refused {
    /// The reason a program looks at.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Foreign => "SLACK_ACTION_FOREIGN",
            Self::Signature => "SLACK_ACTION_SIGNATURE",
            Self::Team => "SLACK_ACTION_TEAM",
            Self::Tenant => "SLACK_ACTION_TENANT",
        }
    }
}

impl Action {
    /// The button's value.
    #[must_use]
    pub fn seal(&self, scope: &Scope, secrets: &Secrets) -> String {
        let Self { verb, target, version } = self;
        let Scope { team, tenant } = scope;
        let content = format!(
            "{VERSION}:{}:{team}:{tenant}:{target}:{version}:{}",
            verb.name(),
            verb.detail()
        );
        let signature = secrets.sign(&[DOMAIN, content.as_bytes()]);
        format!("{content}:{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// What a press asks for, in the workspace it comes from and for the tenant that workspace acts for.
    ///
    /// # Errors
    /// It asks for nothing here.
    pub fn open(press: &Press, scope: &Scope, secrets: &Secrets) -> Result<Self, Refused> {
        let name = press.action_id.strip_prefix(PREFIX).ok_or(Refused::Foreign)?;
        // What follows another dot only tells buttons of one block apart.
        let name = name.split('.').next().unwrap_or(name);
        if press.value.len() > ACTION_VALUE_CHARS_MAX {
            return Err(Refused::Signature);
        }
        let (content, signature) = press.value.rsplit_once(':').ok_or(Refused::Signature)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refused::Signature)?;
        if !secrets.verifies(&[DOMAIN, content.as_bytes()], &signature) {
            return Err(Refused::Signature);
        }
        // Signed by us, so what is wrong from here on is where or when it is used, or a form this version does not know.
        let parts: Vec<&str> = content.split(':').collect();
        let [VERSION, verb, team, tenant, target, version, detail] = parts[..] else {
            return Err(Refused::Signature);
        };
        if verb != name {
            return Err(Refused::Signature);
        }
        if team != scope.team.as_str() {
            return Err(Refused::Team);
        }
        if tenant != scope.tenant.as_str() {
            return Err(Refused::Tenant);
        }
        Ok(Self {
            verb: Verb::read(verb, detail).ok_or(Refused::Signature)?,
            target: TargetId::new(target).map_err(|_| Refused::Signature)?,
            version: version.parse().map_err(|_| Refused::Signature)?,
        })
    }
}

// The longest value there can be: ids at their limits, a version and an instant at theirs, and the signature.
const _: () = assert!(
    VERSION.len()
        + "approve".len()
        + crate::limits::SLACK_ID_BYTES_MAX
        + 2 * crate::limits::ID_BYTES_MAX
        + 20
        + 20
        + 43
        + 7
        <= ACTION_VALUE_CHARS_MAX
);
