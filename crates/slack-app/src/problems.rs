//! What people are told when the fabric does not do what they asked for.

use minoots_client::Error;
use minoots_slack::message::{Message, problem};

use crate::team::Team;

/// Said when the fabric takes longer than Slack waits.
pub fn pending() -> Message {
    problem(
        "PENDING",
        "This takes longer than usual. You will be told here what came of it. If nothing follows within a minute, see list, and type it again if it \
         is not there: what is typed again is a command of its own, and makes a second timer if the first was made.",
    )
}

/// Said when as much is being worked on as may be.
pub fn busy() -> Message {
    problem(
        "OVERLOADED",
        "Too much is being asked for at the moment. Nothing was done; type it again in a minute.",
    )
}

/// Said when what is asked for could be told by the bot only, and there is none.
pub fn token_missing(done: &str) -> Message {
    let told = format!(
        "Without a bot token this channel can be told within 29 minutes of the command only, so {done}. Choose a nearer time, or ask who runs MINOOTS \
         to add the workspace's bot token."
    );
    problem("SLACK_TOKEN_MISSING", &told)
}

/// Said when the fabric answers for another tenant than the workspace's, with what was done.
pub fn mismatch(team: &Team, of: &str, done: &str) -> Message {
    tracing::error!(team = %team.scope.team, tenant = %team.scope.tenant, of, "the API key of a workspace is of another tenant than the workspace");
    let told =
        format!("{done}: the API key of this workspace is of another tenant. Ask who runs MINOOTS to correct it.");
    problem("TENANT_MISMATCH", &told)
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
