//! Converts the client's errors to a [`Failure`].

use minoots_client::Error;

use super::{Exit, Failure, KEY_HINT, START_HINT, UNKNOWN_HINT, WHOAMI_HINT};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (exit, hint) = match &error {
            Error::Invalid { .. } => (Exit::Usage, None),
            Error::NotFound { .. } => (Exit::NotFound, None),
            Error::Conflict { .. } => (Exit::Conflict, None),
            Error::Unavailable { .. } => (Exit::Unavailable, Some(START_HINT.to_owned())),
            Error::Unknown { .. } => (Exit::Unavailable, Some(UNKNOWN_HINT.to_owned())),
            Error::Refused { reason, .. } if reason == "CREDENTIALS_MISSING" => {
                (Exit::Failed, Some(KEY_HINT.to_owned()))
            }
            Error::Refused { reason, .. } if reason == "CREDENTIALS_INVALID" => {
                (Exit::Failed, Some(WHOAMI_HINT.to_owned()))
            }
            _ => (Exit::Failed, None),
        };
        let later = error.retry_after().map(|delay| format!("try again in {delay:?}"));
        Self {
            hint: hint.or(later),
            ..Self::new(exit, error.to_string())
        }
    }
}
