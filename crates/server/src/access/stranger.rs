//! What is answered to whoever showed nothing that holds, and what the audit is told of it.

use minoots_wire::credential::SYSTEM;
use minoots_wire::error::{Reason, status};
use tonic::{Code, Status};

/// Somebody who is nobody, as far as the server knows.
pub(super) struct Stranger {
    pub status: Status,
    /// None if it is this node that failed.
    pub reason: Option<Reason>,
    /// Whose chain tells of it: that of whoever had the key, if it was the true one, as a revoked key is.
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

/// One text for all: which part was wrong is nobody's business.
pub(super) fn invalid() -> Stranger {
    let message = "this credential does not hold: it is unknown, revoked, expired or mistyped";
    Stranger::because(Reason::CredentialsInvalid, message)
}
