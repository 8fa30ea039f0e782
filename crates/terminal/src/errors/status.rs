//! Converts `google.rpc.Status` to a [`Failure`].

use std::error::Error;

use minoots_wire::error::{Details, FieldViolation, Reason};
use tonic::{Code, Status};

use super::{Exit, Failure, KEY_HINT, START_HINT, UNKNOWN_HINT, WHOAMI_HINT, is_connection_refused};

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        let details = Details::of(&status);
        if details.reason_text.is_empty() && status.source().is_some() {
            return connection_failed(&status);
        }
        let mut message = describe(&status, &details);
        if !details.reason_text.is_empty() {
            message = format!("{message} ({})", details.reason_text);
        }
        Self {
            exit: exit_of(status.code(), details.reason()),
            message,
            hint: hint_of(&details),
            was_reached: true,
        }
    }
}

/// A status with a cause was created by this client: no response arrived, or only part of one.
fn connection_failed(status: &Status) -> Failure {
    if is_connection_refused(status) {
        return Failure::new(Exit::Unavailable, "nothing listens there any more: connection refused").hint(START_HINT);
    }
    let mut root: &dyn Error = status;
    while let Some(cause) = root.source() {
        root = cause;
    }
    let message = format!("the connection to the server failed: {root}");
    Failure {
        was_reached: true,
        ..Failure::new(Exit::Unavailable, message).hint(UNKNOWN_HINT)
    }
}

fn exit_of(code: Code, reason: Option<Reason>) -> Exit {
    match (code, reason) {
        (_, Some(Reason::IdempotencyMismatch | Reason::MembershipBusy | Reason::QuorumLoss | Reason::NodeIdBurned))
        | (_, Some(Reason::LeaseHeld | Reason::BudgetSpent | Reason::VersionRequired))
        | (Code::AlreadyExists | Code::Aborted, _) => Exit::Conflict,
        (_, Some(Reason::Node)) => Exit::NotFound,
        (_, Some(Reason::NodeUnreachable)) => Exit::Unavailable,
        (Code::InvalidArgument, _) => Exit::Usage,
        (Code::NotFound, _) => Exit::NotFound,
        (Code::Unavailable, _) => Exit::Unavailable,
        (Code::DeadlineExceeded, _) => Exit::TimedOut,
        _ => Exit::Failed,
    }
}

/// Each invalid field with its rule. Without fields, the server's own message.
fn describe(status: &Status, details: &Details) -> String {
    if !details.fields.is_empty() {
        let fields: Vec<String> = details.fields.iter().map(describe_field).collect();
        return fields.join("; ");
    }
    match status.message() {
        "" => status.code().description().to_owned(),
        message => message.to_owned(),
    }
}

/// The rule, after the field's path unless the rule begins with that path.
fn describe_field(field: &FieldViolation) -> String {
    if field.path.is_empty() || field.description.starts_with(&field.path) {
        return field.description.clone();
    }
    format!("{}: {}", field.path, field.description)
}

fn hint_of(details: &Details) -> Option<String> {
    let fixed = match details.reason() {
        Some(Reason::Timer) => "`minoots timer list` shows the timers there are",
        Some(Reason::TimerExists) => "choose another --id, or read the existing timer with `minoots timer get`",
        Some(Reason::IdempotencyMismatch) => return Some(other_id(details)),
        Some(Reason::Event) => "--key is the dedupeKey of a line printed by `minoots event consume`",
        // The fence of an execution's attempt.
        Some(Reason::StaleFence) if details.metadata.contains_key("fence") => {
            "`minoots workflow get` shows the attempt that is at work"
        }
        Some(Reason::StaleFence) => {
            "use the newest fence: of the event's newest delivery, or of the lease's last holder"
        }
        Some(Reason::CursorCompacted) => "begin at the earliest retained event with --from start",
        Some(Reason::CursorAhead | Reason::CursorInvalid) => {
            "use a cursor printed by `minoots event tail` on this server"
        }
        Some(Reason::PageToken) => "use the page token with the filters it came from",
        Some(Reason::Node) => "`minoots cluster status` shows the nodes there are",
        Some(Reason::MembershipBusy) => "repeat it when the other change is done",
        Some(Reason::QuorumLoss) => {
            "bring unreachable nodes back, or add another, first: `minoots cluster status` shows those there are"
        }
        Some(Reason::NodeIdBurned) => "give the node an id that was never used, and an empty data directory",
        Some(Reason::NodeUnreachable) => "start it with `minoots server`, and check --peer",
        Some(Reason::CredentialsMissing) => KEY_HINT,
        Some(Reason::CredentialsInvalid) => WHOAMI_HINT,
        Some(Reason::RoleInsufficient) => {
            "use a key of the tenant with a role that may: an administrator makes one with `minoots key create --role ROLE`"
        }
        Some(Reason::TenantRequired) => {
            "name the tenant with --tenant, such as --tenant acme; --tenant system means the cluster's operators themselves"
        }
        Some(Reason::OutcomeUnknown) => UNKNOWN_HINT,
        _ => return details.retry_delay.map(|delay| format!("try again in {delay:?}")),
    };
    Some(fixed.to_owned())
}

/// The remedy of an idempotency key that was used for other fields. The option has the name of the field.
fn other_id(details: &Details) -> String {
    let field = details.fields.first().map_or("request_id", |field| field.path.as_str());
    let option = field.rsplit('.').next().unwrap_or(field).replace('_', "-");
    format!("use a new --{option}; only the first request itself, unchanged, may be repeated with this one")
}
