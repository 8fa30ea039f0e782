//! Approval requests: a question with the answers Approve and Deny.

use super::blocks::{ButtonStyle, actions, button, code, context, date, plain};
use super::{Message, Seal, Visibility};
use crate::action::{Action, Verb};
use crate::id::{TargetId, UserId};
use crate::limits::ID_BYTES_MAX;

/// A pending approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The approval's id.
    pub id: TargetId,
    /// The version for which the buttons are valid.
    pub version: u64,
    /// The question.
    pub title: String,
    /// Details for the decision; may be empty.
    pub detail: String,
    /// The deadline, nanoseconds since the Unix epoch.
    pub deadline_ns: i64,
}

/// The outcome of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This person approved.
    Approved(UserId),
    /// This person denied.
    Denied(UserId),
    /// This person voted, and further votes are needed.
    Voted {
        /// The person.
        user: UserId,
        /// The verdict.
        approved: bool,
    },
    /// The deadline passed without a decision.
    Expired,
    /// It was decided otherwise before.
    Superseded,
}

/// Builds the approval request, visible in the channel.
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
        button("Approve", ButtonStyle::Good, &act(Verb::Approve), seal),
        button("Deny", ButtonStyle::Danger, &act(Verb::Deny), seal),
    ]));
    Message::new(Visibility::InChannel, &title, blocks)
}

/// Builds the message with the outcome. It replaces the question, so that no second person answers it.
///
/// `Superseded` is the exception: only the person who pressed late sees it, and it replaces nothing, since the question
/// already shows the decision.
#[must_use]
pub fn decided(approval: &Approval, decision: &Decision) -> Message {
    let (word, by) = match decision {
        Decision::Approved(user) => ("Approved", format!("by <@{user}> · ")),
        Decision::Denied(user) => ("Denied", format!("by <@{user}> · ")),
        Decision::Voted { user, approved: true } => ("Approval counted", format!("by <@{user}> · ")),
        Decision::Voted { user, approved: false } => ("Denial counted", format!("by <@{user}> · ")),
        Decision::Expired => ("Not decided in time", String::new()),
        Decision::Superseded => ("Decided before", String::new()),
    };
    let title = format!("{word}: {}", approval.title);
    let mut blocks = vec![plain(&title)];
    if matches!(decision, Decision::Voted { .. }) {
        blocks.push(plain(&approval.detail));
    }
    let facts = format!("{by}id {}", code(approval.id.as_str(), ID_BYTES_MAX));
    let visibility = match decision {
        Decision::Superseded => Visibility::Ephemeral,
        Decision::Approved(_) | Decision::Denied(_) | Decision::Voted { .. } | Decision::Expired => {
            Visibility::InChannel
        }
    };
    blocks.push(context(&facts));
    Message::new(visibility, &title, blocks)
}
