//! The block types of our messages, each within Slack's limits.

use minoots_wire::time::instant;
use serde_json::{Value, json};

use super::Seal;
use crate::action::Action;
use crate::limits::{BUTTON_CHARS_MAX, TEXT_CHARS_MAX};
use crate::markup::escape;

/// Characters of a section's field, Slack's.
const FIELD_CHARS_MAX: usize = 2_000;

/// A section with text that people wrote, or may have written.
pub(super) fn plain(text: &str) -> Value {
    section(&plain_text(text, TEXT_CHARS_MAX))
}

/// A section with our own text in Slack's markup. Any other content in it is an id, a [`date`] or [`code`].
pub(super) fn ours(mrkdwn: &str) -> Value {
    section(&mrkdwn_text(mrkdwn))
}

/// A context block, in small type, with our own text in Slack's markup.
pub(super) fn context(mrkdwn: &str) -> Value {
    json!({"type": "context", "elements": [mrkdwn_text(mrkdwn)]})
}

/// A row with user text, our own text and a button.
pub(super) fn row(written: &str, mrkdwn: &str, button: &Value) -> Value {
    json!({"type": "section", "fields": [plain_text(written, FIELD_CHARS_MAX), mrkdwn_text(mrkdwn)], "accessory": button})
}

/// A row of buttons.
pub(super) fn actions(buttons: Vec<Value>) -> Value {
    json!({"type": "actions", "elements": buttons})
}

/// How a button looks.
#[derive(Clone, Copy)]
pub(super) enum ButtonStyle {
    Plain,
    Good,
    Danger,
}

pub(super) fn button(label: &str, look: ButtonStyle, action: &Action, seal: Seal<'_>) -> Value {
    let mut button = json!({
        "type": "button",
        "text": plain_text(label, BUTTON_CHARS_MAX),
        "action_id": action.verb.action_id(),
        "value": action.seal(seal.scope, seal.secrets)
    });
    match look {
        ButtonStyle::Plain => {}
        ButtonStyle::Good => button["style"] = json!("primary"),
        ButtonStyle::Danger => button["style"] = json!("danger"),
    }
    button
}

/// Formats an instant in the reader's time zone, or in UTC where a client cannot show that.
pub(super) fn date(instant_ns: i64) -> String {
    let seconds = instant_ns.div_euclid(1_000_000_000);
    format!(
        "<!date^{seconds}^{{date_short_pretty}}, {{time_secs}}|{}>",
        instant::format(instant_ns)
    )
}

/// Formats text to type or copy.
pub(super) fn code(text: &str, chars_max: usize) -> String {
    format!("`{}`", escape(&without_backquotes(text), chars_max))
}

/// Formats lines in a fixed-width font.
pub(super) fn code_lines(text: &str, chars_max: usize) -> String {
    format!("```\n{}\n```", escape(&without_backquotes(text), chars_max))
}

/// Replaces backquotes with a look-alike: a backquote would end the code.
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
