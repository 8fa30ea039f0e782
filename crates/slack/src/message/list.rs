//! The list of timers that have not fired.

use super::blocks::{ButtonStyle, button, code, context, date, ours, row};
use super::{Message, Seal, Timer, Visibility};
use crate::action::Verb;
use crate::limits::{ID_BYTES_MAX, LISTED_MAX};

/// Timers beyond those of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// There are no more.
    None,
    /// There are more, of unknown number.
    Some,
}

/// Builds a list of the first [`LISTED_MAX`] timers, each with a cancel button, and the number of hidden ones.
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
        let cancel = button("Cancel", ButtonStyle::Danger, &timer.action(Verb::Cancel), seal);
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
