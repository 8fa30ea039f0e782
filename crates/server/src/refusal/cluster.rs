//! Rejections of changes of the cluster.

use minoots_raft::ChangeError;
use minoots_wire::error::{Reason, status};
use std::time::Duration;
use tonic::{Code, Status};

/// The cluster was not changed.
pub(crate) fn unchanged(error: &ChangeError) -> Status {
    let (code, reason) = match error {
        ChangeError::NotLeader { leader } => return super::not_leader(*leader),
        ChangeError::Busy => (Code::FailedPrecondition, Reason::MembershipBusy),
        ChangeError::QuorumLoss { .. } | ChangeError::Last(_) => (Code::FailedPrecondition, Reason::QuorumLoss),
        ChangeError::Burned(_) => (Code::FailedPrecondition, Reason::NodeIdBurned),
        ChangeError::SecretsKey { .. } => (Code::FailedPrecondition, Reason::SecretsKey),
        ChangeError::Level { .. } => (Code::FailedPrecondition, Reason::NodeLevel),
        ChangeError::Unknown(_) | ChangeError::Alone(_) => (Code::NotFound, Reason::Node),
        ChangeError::Unreachable { .. } | ChangeError::Behind(_) | ChangeError::NotTaken => {
            (Code::Unavailable, Reason::NodeUnreachable)
        }
        ChangeError::OutcomeUnknown(_) => (Code::Unavailable, Reason::OutcomeUnknown),
    };
    let builder = status(code, reason, error.to_string());
    match code {
        Code::Unavailable => builder.retry_after(Duration::from_secs(1)).build(),
        _ => builder.build(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each kind once; a new one does not compile without a line here.
    fn each() -> Vec<ChangeError> {
        use ChangeError::{
            Alone, Behind, Burned, Busy, Last, Level, NotLeader, NotTaken, OutcomeUnknown, QuorumLoss, SecretsKey,
            Unknown, Unreachable,
        };
        let (node, why) = (2, "no route".to_owned());
        let all = vec![
            NotLeader { leader: None },
            Busy,
            QuorumLoss {
                node,
                answering: 1,
                voters: 2,
            },
            Burned(node),
            Unknown(node),
            Alone(node),
            Last(node),
            Unreachable { node, why },
            SecretsKey { node, key: "no key" },
            Level {
                node,
                knows: 0,
                level: 1,
            },
            Behind(node),
            NotTaken,
            OutcomeUnknown("lost".to_owned()),
        ];
        for error in &all {
            match error {
                NotLeader { .. } | Busy | QuorumLoss { .. } | Burned(_) | Unknown(_) | Alone(_) | Last(_) => {}
                Unreachable { .. } | SecretsKey { .. } | Level { .. } | Behind(_) | NotTaken | OutcomeUnknown(_) => {}
            }
        }
        all
    }

    #[test]
    fn every_word_is_its_reason_or_documented_with_it() {
        let documented = include_str!("../../../../docs/errors.md");
        for error in each() {
            let text = error.to_string();
            let word = text.split(':').next().unwrap_or_default();
            let reason = Reason::of(&unchanged(&error)).map_or("", Reason::text);
            let section = documented
                .split("\n### ")
                .find(|section| section.contains(&format!("\n`{reason}`, code")));
            let section = section.unwrap_or_default();
            assert!(!section.is_empty(), "{reason} is not documented");
            assert!(
                word == reason || section.contains(&format!("`{word}`")),
                "{text}: {reason}"
            );
        }
    }
}
