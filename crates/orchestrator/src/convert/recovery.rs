//! Conversions between the API's recovery messages and the internal types.

use minoots_wire::workflow::v1 as proto;

use crate::convert::type_to;
use crate::execution::{CommandStatus, Recovery, RecoveryStatus};
use crate::loaded::Loaded;
use crate::outcome::{self, confidence_micros};

const MILLION: f64 = 1e6;

/// Converts a recovery to the API's form.
pub(crate) fn recovery(loaded: &Loaded, recovery: &Recovery) -> proto::Recovery {
    let rules = loaded.definition.recovery.as_ref();
    let is_risky = |fix: &str| rules.and_then(|rules| rules.fix(fix)).is_some_and(|fix| fix.high_risk);
    let applied = recovery.applied.as_ref();
    proto::Recovery {
        status: status(recovery.status).into(),
        failure_type: type_to(recovery.failure_type).into(),
        rule: recovery.rule.clone(),
        suggestions: recovery
            .suggestions
            .iter()
            .map(|suggestion| proto::Suggestion {
                fix: suggestion.fix.clone(),
                confidence: f64::from(suggestion.confidence_micros) / MILLION,
                tried: suggestion.tried,
                succeeded: suggestion.succeeded,
                high_risk: is_risky(&suggestion.fix),
            })
            .collect(),
        fix: applied.map(|applied| applied.fix.clone()).unwrap_or_default(),
        by: applied.and_then(|applied| applied.by.clone()).unwrap_or_default(),
        failed: recovery.failed.clone(),
        command: recovery.command.as_ref().map(|command| proto::RecoveryCommand {
            id: command.id.clone(),
            queue: command.queue.clone(),
            status: command_status(command.status).into(),
            by: command.by.clone(),
            note: command.note.clone(),
            sent: command.sent,
        }),
    }
}

fn status(status: RecoveryStatus) -> proto::RecoveryStatus {
    match status {
        RecoveryStatus::Looking => proto::RecoveryStatus::Looking,
        RecoveryStatus::Asked => proto::RecoveryStatus::Asked,
        RecoveryStatus::Commanded => proto::RecoveryStatus::Commanded,
        RecoveryStatus::Applied => proto::RecoveryStatus::Applied,
        RecoveryStatus::Succeeded => proto::RecoveryStatus::Succeeded,
        RecoveryStatus::Failed => proto::RecoveryStatus::Failed,
        RecoveryStatus::Withdrawn => proto::RecoveryStatus::Withdrawn,
    }
}

fn command_status(status: CommandStatus) -> proto::CommandStatus {
    match status {
        CommandStatus::Pending => proto::CommandStatus::Pending,
        CommandStatus::Acknowledged => proto::CommandStatus::Acknowledged,
        CommandStatus::InProgress => proto::CommandStatus::InProgress,
        CommandStatus::Completed => proto::CommandStatus::Completed,
        CommandStatus::Failed => proto::CommandStatus::Failed,
        CommandStatus::Cancelled => proto::CommandStatus::Cancelled,
    }
}

/// Converts the counts of a definition's fixes.
pub(crate) fn counts(known: &outcome::State) -> proto::RecoveryCounts {
    let fixes = known.fixes.iter().flat_map(|(fix, counts)| {
        counts.iter().map(|(failure_type, count)| proto::FixCount {
            fix: fix.clone(),
            failure_type: type_to(*failure_type).into(),
            tried: count.tried,
            succeeded: count.succeeded,
            confidence: f64::from(confidence_micros(count.tried, count.succeeded)) / MILLION,
        })
    });
    proto::RecoveryCounts {
        recovered_automatically: known.automatically,
        recovered_by_choice: known.by_choice,
        failed: known.failed,
        withdrawn: known.withdrawn,
        fixes: fixes.collect(),
    }
}
