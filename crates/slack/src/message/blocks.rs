//! The few blocks that are used, each within Slack's limits.

use minoots_wire::time::instant;
use serde_json::{Value, json};

use super::Seal;
use crate::action::Action;
use crate::limits::{BUTTON_CHARS_MAX, TEXT_CHARS_MAX};
use crate::markup::escape;

/// Characters of a field of a section, Slack's.
const FIELD_CHARS_MAX: usize = 2_000;

/// What people wrote, or may have.
pub(super) fn plain(text: &str) -> Value {
    section(&plain_text(text, TEXT_CHARS_MAX))
}

/// What we wrote, with Slack's markup; what is not ours in it is an id, a [`date`] or [`code`].
pub(super) fn ours(mrkdwn: &str) -> Value {
    section(&mrkdwn_text(mrkdwn))
}

/// The same, small.
pub(super) fn context(mrkdwn: &str) -> Value {
    json!({"type": "context", "elements": [mrkdwn_text(mrkdwn)]})
}

/// What people wrote beside what we wrote, and a button.
pub(super) fn row(written: &str, mrkdwn: &str, button: &Value) -> Value {
    json!({"type": "section", "fields": [plain_text(written, FIELD_CHARS_MAX), mrkdwn_text(mrkdwn)], "accessory": button})
}

/// Buttons beside each other.
pub(super) fn actions(buttons: Vec<Value>) -> Value {
    json!({"type": "actions", "elements": buttons})
}

/// How a button looks.
#[derive(Clone, Copy)]
pub(super) enum Look {
    Plain,
    Good,
    Danger,
}

pub(super) fn button(label: &str, look: Look, action: &Action, seal: Seal<'_>) -> Value {
    let mut button = json!({
        "type": "button",
        "text": plain_text(label, BUTTON_CHARS_MAX),
        "action_id": action.verb.action_id(),
        "value": action.seal(seal.scope, seal.secrets)
    });
    match look {
        Look::Plain => {}
        Look::Good => button["style"] = json!("primary"),
        Look::Danger => button["style"] = json!("danger"),
    }
    button
}

/// An instant in the reader's own zone; in UTC where that cannot be shown.
pub(super) fn date(instant_ns: i64) -> String {
    let seconds = instant_ns.div_euclid(1_000_000_000);
    format!(
        "<!date^{seconds}^{{date_short_pretty}}, {{time_secs}}|{}>",
        instant::format(instant_ns)
    )
}

/// Something to be typed or copied.
pub(super) fn code(text: &str, chars_max: usize) -> String {
    format!("`{}`", escape(&without_backquotes(text), chars_max))
}

/// Lines in a fixed-width font.
pub(super) fn code_lines(text: &str, chars_max: usize) -> String {
    format!("```\n{}\n```", escape(&without_backquotes(text), chars_max))
}

/// A backquote would end the code; its look-alike does not.
fn without_backquotes(text: &str) -> String {
    text.replace('`', "ˋ")
}

fn section(text: &Value) -> Value {
    json!({"type": "section", "text": text})
}

fn plain_text(text: &str, chars_max: usize) -> Value {
    // Slack refuses an empty text.
    let text = if text.trim().is_empty() { "–" } else { text };
    json!({"type": "plain_text", "text": escape(text, chars_max), "emoji": false})
}

fn mrkdwn_text(mrkdwn: &str) -> Value {
    json!({"type": "mrkdwn", "text": mrkdwn, "verbatim": true})
}
