//! Button actions and their signed values.
//!
//! ```text
//! v1:<verb>:<team>:<tenant>:<target>:<version>:<detail>:<HMAC-SHA256, base64url>
//! ```
//!
//! Invariants:
//! - A value acts only under its own button. The signature covers the verb, and the verb must equal that of the action
//!   id it returns with.
//! - A value acts only in its workspace and for its tenant. A value that was copied into another app is refused, and so
//!   is one whose workspace now belongs to another tenant.
//! - No part contains a colon, so a value parses in one way. The signed text begins with its own domain word, so no
//!   Slack request is a value and no value is a request.
//! - A value contains the version. A button pressed twice, or late, gets the stated race outcome and changes nothing
//!   twice.

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

/// The action of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Cancels the timer.
    Cancel,
    /// Moves the timer to this instant, nanoseconds since the Unix epoch. The value is an instant, so that two presses
    /// have one effect.
    Snooze(i64),
    /// Approves.
    Approve,
    /// Denies.
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

    /// Slack's `action_id` of a button with this verb.
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

/// The workspace and the tenant for which a button is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The workspace.
    pub team: TeamId,
    /// The tenant.
    pub tenant: TenantId,
}

/// A button's verb and its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The button's verb.
    pub verb: Verb,
    /// The timer, or the pending approval.
    pub target: TargetId,
    /// The target's version when the button was made.
    pub version: u64,
}

/// The reason why a press has no effect. The app shows it to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A button of another origin. The app answers with 200 and no body.
    #[error("this button is not one of MINOOTS")]
    Foreign,
    /// The value is not ours, was altered, came with another button, or was signed by a secret that is no longer
    /// configured.
    #[error(
        "this button does not hold: it was changed, or made before the app's secret was; use list, and cancel ID, instead"
    )]
    Signature,
    /// A button of another workspace.
    #[error("this button was made for another workspace; use it there, or the command here")]
    Team,
    /// A button of another tenant.
    #[error("this workspace belonged to another tenant when this button was made; use the command instead")]
    Tenant,
}

impl Refused {
    /// The machine-readable reason.
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
    /// Returns the button's signed value.
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

    /// Verifies a press and decodes its action. `scope` is the workspace that the press comes from, and that
    /// workspace's tenant.
    ///
    /// # Errors
    /// The button is not ours, its value is not genuine, or it belongs to another workspace or tenant.
    pub fn open(press: &Press, scope: &Scope, secrets: &Secrets) -> Result<Self, Refused> {
        let name = press.action_id.strip_prefix(PREFIX).ok_or(Refused::Foreign)?;
        // A suffix after another dot only tells buttons of one block apart.
        let name = name.split('.').next().unwrap_or(name);
        if press.value.len() > ACTION_VALUE_CHARS_MAX {
            return Err(Refused::Signature);
        }
        let (content, signature) = press.value.rsplit_once(':').ok_or(Refused::Signature)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refused::Signature)?;
        if !secrets.verifies(&[DOMAIN, content.as_bytes()], &signature) {
            return Err(Refused::Signature);
        }
        // We signed this value. So a mismatch below means a wrong place or time of use, or a form that this version
        // does not know.
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

// The longest possible value: ids, version and instant at their limits, and the signature.
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
