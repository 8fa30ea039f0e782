//! One run of a schedule.

use std::fmt;

use crate::civil::{DAY, Month};

/// An instant at which a schedule runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The nominal instant in nanoseconds UTC, without jitter. With the schedule's id, it identifies the occurrence.
    pub instant_ns: i64,
    /// The local time in the format of RFC 9557.
    pub local: String,
    /// The effect of a clock change, if any.
    pub note: Option<Note>,
}

/// The effect of a clock change on an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The intended time did not exist that day; this is the first instant after the gap.
    Gap {
        /// The first intended time, as a local second (seconds since the local time 1970-01-01T00:00:00).
        meant: i64,
    },
    /// This local time occurs again later; this is the first pass.
    FirstPass,
    /// This local time occurred before; this is a later pass.
    SecondPass,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { meant } => {
                let (month, day) = Month::of(*meant);
                let time = meant.rem_euclid(DAY);
                let (hour, minute) = (time / 3_600, time / 60 % 60);
                let (year, month) = (month.year, month.month);
                write!(
                    f,
                    "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02} does not exist, moved to the end of the gap",
                    time % 60
                )
            }
            Self::FirstPass => f.write_str("this local time occurs twice, first pass"),
            Self::SecondPass => f.write_str("this local time occurs twice, second pass"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_gap_says_which_time_was_meant() {
        let note = Note::Gap { meant: 1_774_751_400 };
        assert_eq!(
            note.to_string(),
            "2026-03-29T02:30:00 does not exist, moved to the end of the gap"
        );
    }
}
