//! The response to an unauthenticated caller, and its record for the audit.

use minoots_wire::credential::SYSTEM;
use minoots_wire::error::{Reason, status};
use tonic::{Code, Status};

/// An unauthenticated caller.
pub(super) struct Stranger {
    pub status: Status,
    /// The reason of the rejection; `None` if this node failed.
    pub reason: Option<Reason>,
    /// The tenant whose audit chain records it: the owner of the key if the key was genuine, for example a revoked one.
    pub tenant: String,
    pub credential: String,
}

impl Stranger {
    fn because(reason: Reason, message: &str) -> Stranger {
        Stranger {
            status: status(Code::Unauthenticated, reason, message).build(),
            reason: Some(reason),
            tenant: SYSTEM.to_owned(),
            credential: String::new(),
        }
    }

    pub fn with(self, tenant: String, credential: &str) -> Stranger {
        Stranger {
            tenant,
            credential: credential.to_owned(),
            ..self
        }
    }
}

impl From<Status> for Stranger {
    fn from(status: Status) -> Stranger {
        Stranger {
            status,
            reason: None,
            tenant: String::new(),
            credential: String::new(),
        }
    }
}

pub(super) fn missing() -> Stranger {
    let message = "no credential: send an API key as `authorization: Bearer <key>`";
    Stranger::because(Reason::CredentialsMissing, message)
}

pub(super) fn ambiguous() -> Stranger {
    let message = "more than one credential: send exactly one authorization header";
    Stranger::because(Reason::CredentialsAmbiguous, message)
}

/// One text for all cases, so that it does not reveal the wrong part.
pub(super) fn invalid() -> Stranger {
    let message = "this credential does not hold: it is unknown, revoked, expired or mistyped";
    Stranger::because(Reason::CredentialsInvalid, message)
}
