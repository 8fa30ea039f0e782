//! Messages for people when the cluster does not do what they asked for.

use minoots_client::Error;
use minoots_slack::message::{Message, problem};

use crate::team::Team;

/// The answer when the work takes longer than Slack waits.
pub fn pending() -> Message {
    problem(
        "PENDING",
        "This takes longer than usual. You will be told here what came of it. If nothing follows within a minute, see list, and type it again if it \
         is not there: what is typed again is a command of its own, and makes a second timer if the first was made.",
    )
}

/// The answer when the concurrency limit is reached.
pub fn busy() -> Message {
    problem(
        "OVERLOADED",
        "Too much is being asked for at the moment. Nothing was done; type it again in a minute.",
    )
}

/// The answer when only the bot could send the message, and the workspace has no bot token.
pub fn token_missing(done: &str) -> Message {
    let told = format!(
        "Without a bot token this channel can be told within 29 minutes of the command only, so {done}. Choose a nearer time, or ask who runs MINOOTS \
         to add the workspace's bot token."
    );
    problem("SLACK_TOKEN_MISSING", &told)
}

/// The answer when the API key belongs to a tenant other than the workspace's. `done` states the effect.
pub fn mismatch(team: &Team, of: &str, done: &str) -> Message {
    tracing::error!(team = %team.scope.team, tenant = %team.scope.tenant, of, "the API key of a workspace is of another tenant than the workspace");
    let told =
        format!("{done}: the API key of this workspace is of another tenant. Ask who runs MINOOTS to correct it.");
    problem("TENANT_MISMATCH", &told)
}

/// The answer when the cluster refuses a call. It says whether anything was done.
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
