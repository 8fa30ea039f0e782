//! What people are told when the fabric does not do what they asked for.

use minoots_client::Error;
use minoots_slack::message::{Message, problem};

/// Said when the fabric takes longer than Slack waits.
pub fn pending() -> Message {
    problem(
        "PENDING",
        "This takes longer than usual. You will be told here what came of it; until then, do not type it again.",
    )
}

/// Said when as much is being worked on as may be.
pub fn busy() -> Message {
    problem(
        "OVERLOADED",
        "Too much is being asked for at the moment. Nothing was done; type it again in a minute.",
    )
}

/// A refusal of the fabric, with whether anything was done.
pub fn refused(error: &Error) -> Message {
    let reason = match (error.reason(), error) {
        ("", Error::Unavailable { .. }) => "UNAVAILABLE",
        ("", Error::Unknown { .. }) => "UNKNOWN",
        ("", _) => "INTERNAL",
        (reason, _) => reason,
    };
    let sentence = match error {
        Error::Unavailable { .. } => {
            "The timers cannot be reached, so nothing was done. Type it again in a minute.".to_owned()
        }
        error if error.may_have_happened() => {
            "It is not known whether this was done, as the answer was lost. See list before you type it again."
                .to_owned()
        }
        error => format!("Nothing was done: {error}"),
    };
    problem(reason, &sentence)
}
