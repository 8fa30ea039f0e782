//! The timers that are to fire.

use super::blocks::{Look, button, code, context, date, ours, row};
use super::{Message, Seal, Timer, Visibility};
use crate::action::Verb;
use crate::limits::{ID_BYTES_MAX, LISTED_MAX};

/// What is known of the timers beyond those handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// There are none.
    None,
    /// There are some, and they were not counted.
    Some,
}

/// The first [`LISTED_MAX`] of these, each with a button that cancels it, and how many more there are.
#[must_use]
pub fn list(timers: &[Timer], more: More, seal: Seal<'_>) -> Message {
    let shown = timers.get(..LISTED_MAX).unwrap_or(timers);
    let hidden = timers.len() - shown.len();
    let title = match (timers.len(), more) {
        (0, More::None) => "No timers are scheduled.".to_owned(),
        (0, More::Some) => "No timers on this page.".to_owned(),
        (1, More::None) => "1 timer is scheduled:".to_owned(),
        (count, More::None) => format!("{count} timers are scheduled:"),
        (count, More::Some) => format!("More than {count} timers are scheduled:"),
    };
    let mut blocks = vec![ours(&title)];
    blocks.extend(shown.iter().map(|timer| {
        let cancel = button("Cancel", Look::Danger, &timer.action(Verb::Cancel), seal);
        let facts = format!("{}\n{}", date(timer.fire_ns), code(timer.id.as_str(), ID_BYTES_MAX));
        row(&timer.name, &facts, &cancel)
    }));
    let rest = match (hidden, more) {
        (0, More::None) => None,
        (0, More::Some) => Some("and more".to_owned()),
        (count, More::None) => Some(format!("and {count} more")),
        (count, More::Some) => Some(format!("and {count} more, at least")),
    };
    blocks.extend(rest.map(|rest| context(&format!("{rest}; the command line shows all: `minoots timer list`"))));
    Message::new(Visibility::Ephemeral, &title, blocks)
}
