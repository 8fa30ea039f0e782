//! A question with two answers.

use super::blocks::{Look, actions, button, code, context, date, plain};
use super::{Message, Seal, Visibility};
use crate::action::{Action, Verb};
use crate::id::{TargetId, UserId};
use crate::limits::ID_BYTES_MAX;

/// What waits for a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its id.
    pub id: TargetId,
    /// Its version, for which the buttons hold.
    pub version: u64,
    /// What is to be decided.
    pub title: String,
    /// What there is to know; may be empty.
    pub detail: String,
    /// Until when, nanoseconds since the Unix epoch.
    pub deadline_ns: i64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Somebody said yes.
    Approved(UserId),
    /// Somebody said no.
    Denied(UserId),
    /// Nobody said anything before the deadline.
    Expired,
    /// It was decided otherwise before.
    Superseded,
}

/// Asks for a decision: for the channel.
#[must_use]
pub fn approval(approval: &Approval, seal: Seal<'_>) -> Message {
    let act = |verb| Action {
        verb,
        target: approval.id.clone(),
        version: approval.version,
    };
    let title = format!("Approval needed: {}", approval.title);
    let mut blocks = vec![plain(&title)];
    if !approval.detail.trim().is_empty() {
        blocks.push(plain(&approval.detail));
    }
    let facts = format!(
        "Decide before {} · id {}",
        date(approval.deadline_ns),
        code(approval.id.as_str(), ID_BYTES_MAX)
    );
    blocks.push(context(&facts));
    blocks.push(actions(vec![
        button("Approve", Look::Good, &act(Verb::Approve), seal),
        button("Deny", Look::Danger, &act(Verb::Deny), seal),
    ]));
    Message::new(Visibility::InChannel, &title, blocks)
}

/// What was decided: takes the place of the question, so that nobody answers it twice. That it was decided before is for the person who pressed
/// late, and takes no place: the question says who decided.
#[must_use]
pub fn decided(approval: &Approval, decision: &Decision) -> Message {
    let (word, by) = match decision {
        Decision::Approved(user) => ("Approved", format!("by <@{user}> · ")),
        Decision::Denied(user) => ("Denied", format!("by <@{user}> · ")),
        Decision::Expired => ("Not decided in time", String::new()),
        Decision::Superseded => ("Decided before", String::new()),
    };
    let title = format!("{word}: {}", approval.title);
    let facts = format!("{by}id {}", code(approval.id.as_str(), ID_BYTES_MAX));
    let visibility = match decision {
        Decision::Superseded => Visibility::Ephemeral,
        Decision::Approved(_) | Decision::Denied(_) | Decision::Expired => Visibility::InChannel,
    };
    Message::new(visibility, &title, vec![plain(&title), context(&facts)])
}
