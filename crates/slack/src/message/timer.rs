//! Messages about a created timer and a fired timer.

use minoots_wire::time::duration;
use serde_json::Value;

use super::blocks::{ButtonStyle, actions, button, code, context, date, ours, plain};
use super::{Message, Seal, Visibility};
use crate::action::{Action, Verb};
use crate::id::{TargetId, UserId};
use crate::limits::ID_BYTES_MAX;

const SECOND_NS: i64 = 1_000_000_000;
/// The snooze buttons: label and delay.
const SNOOZES: [(&str, i64); 2] = [("Snooze 10 min", 600 * SECOND_NS), ("Snooze 1 h", 3_600 * SECOND_NS)];

/// The fields of a timer that messages show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The timer's id.
    pub id: TargetId,
    /// The timer's name.
    pub name: String,
    /// The fire time, nanoseconds since the Unix epoch.
    pub fire_ns: i64,
    /// The timer's version, for which the buttons are valid.
    pub version: u64,
}

impl Timer {
    pub(super) fn facts(&self) -> String {
        format!(
            "Fires {} · id {}",
            date(self.fire_ns),
            code(self.id.as_str(), ID_BYTES_MAX)
        )
    }

    pub(super) fn action(&self, verb: Verb) -> Action {
        Action {
            verb,
            target: self.id.clone(),
            version: self.version,
        }
    }
}

/// The answer to a created timer, visible to the person, with buttons for cancel and snooze.
#[must_use]
pub fn scheduled(timer: &Timer, seal: Seal<'_>) -> Message {
    with_buttons("Scheduled", timer, seal)
}

pub(super) fn with_buttons(word: &str, timer: &Timer, seal: Seal<'_>) -> Message {
    let title = format!("{word}: {}", timer.name);
    let mut buttons = vec![button("Cancel", ButtonStyle::Danger, &timer.action(Verb::Cancel), seal)];
    buttons.extend(SNOOZES.map(|(label, by_ns)| snooze(label, by_ns, timer, seal)));
    Message::new(
        Visibility::Ephemeral,
        &title,
        vec![plain(&title), context(&timer.facts()), actions(buttons)],
    )
}

/// Two buttons of one block need different action ids, so the action id contains the delay.
fn snooze(label: &str, by_ns: i64, timer: &Timer, seal: Seal<'_>) -> Value {
    let verb = Verb::Snooze(timer.fire_ns.saturating_add(by_ns));
    let mut button = button(label, ButtonStyle::Plain, &timer.action(verb), seal);
    button["action_id"] = format!("{}.{}", verb.action_id(), duration::format(by_ns)).into();
    button
}

/// A timer that fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The timer's id.
    pub id: TargetId,
    /// The timer's name.
    pub name: String,
    /// The due instant, nanoseconds since the Unix epoch.
    pub due_ns: i64,
    /// The delay from due to this message, nanoseconds.
    pub late_ns: i64,
    /// The person who created the timer. The message mentions them.
    pub user: UserId,
}

/// The message about a fired timer, visible in the channel.
#[must_use]
pub fn fired(fired: &Fired) -> Message {
    let late_ns = fired.late_ns / SECOND_NS * SECOND_NS;
    let late = if late_ns > 0 {
        format!(" · {} late", duration::format(late_ns))
    } else {
        String::new()
    };
    let facts = format!(
        "Due {}{late} · id {}",
        date(fired.due_ns),
        code(fired.id.as_str(), ID_BYTES_MAX)
    );
    let call = format!("<@{}>, it is time:", fired.user);
    Message::new(
        Visibility::InChannel,
        &format!("It is time: {}", fired.name),
        vec![ours(&call), plain(&fired.name), context(&facts)],
    )
}
