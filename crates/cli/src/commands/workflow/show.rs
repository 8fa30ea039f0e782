//! Executions and timelines as tables.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_terminal::output::Table;
use minoots_wire::timer::v1::Priority;
use minoots_wire::workflow::v1::{
    CurrentPhase, Execution, ExecutionStatus, FixCount, PhaseStatus, Recovery, RecoveryStatus, TimelineEntry,
};
use serde::Serialize;
use serde_json::Value;

use crate::record::text_of;

/// Formats one execution, a field a row.
pub fn execution(execution: &Execution) -> Table {
    let mut table = Table::of_fields();
    table.field("id", &execution.id);
    table.field("title", &execution.title);
    table.field(
        "definition",
        format!("{}, version {}", execution.definition, execution.definition_version),
    );
    table.field("status", short(execution.status().as_str_name(), "EXECUTION_STATUS_"));
    table.field("reason", &execution.reason);
    if execution.priority() != Priority::Next {
        table.field("priority", short(execution.priority().as_str_name(), "PRIORITY_"));
    }
    current_phase(&mut table, execution);
    if let Some(failure) = &execution.failure {
        let kind = short(failure.r#type().as_str_name(), "FAILURE_TYPE_");
        table.field("last failure", format!("{kind}: {}", failure.message));
    }
    if let Some(known) = &execution.recovery {
        recovery(&mut table, known);
    }
    table.field("steps", execution.steps.to_string());
    if execution.tokens != 0 {
        table.field("tokens", execution.tokens.to_string());
    }
    for output in &execution.outputs {
        table.field("output", format!("{}: {} bytes", output.phase, output.size_bytes));
    }
    for comment in &execution.comments {
        table.field("comment", format!("{}: {}", comment.by, comment.text));
    }
    for child in &execution.children {
        let status = short(child.status().as_str_name(), "EXECUTION_STATUS_");
        table.field("child", format!("{} ({}): {status}", child.id, child.reason));
    }
    table.field("parent", &execution.parent);
    about(&mut table, execution);
    table
}

/// Adds the fields of the current phase.
fn current_phase(table: &mut Table, execution: &Execution) {
    let Some(phase) = &execution.phase else { return };
    table.field("phase", &phase.id);
    table.field("phase status", short(phase.status().as_str_name(), "PHASE_STATUS_"));
    table.field("visit", phase.visit.to_string());
    if phase.attempt > 0 {
        table.field("attempt", format!("{}, fence {}", phase.attempt, phase.fence));
    }
    if let Some(join) = &phase.join {
        table.field("children", format!("{} of {}", join.completed, join.children_needed));
        let arrived = format!("{} of {} ", join.arrived.len(), join.arrivals_needed);
        table.field("arrived", format!("{arrived}{}", join.arrived.join(", ")).trim_end());
    }
    if let Some(deadline) = phase.deadline.as_ref().and_then(text_of) {
        table.field("deadline", deadline);
    }
    if !execution.assignee.is_empty() && phase.held_by.is_empty() {
        table.field("assignee", &execution.assignee);
    }
    if !phase.held_by.is_empty() {
        table.field("held by", format!("{}, handoff {}", phase.held_by, phase.handoff));
    }
    if phase.status() == PhaseStatus::AwaitingApproval {
        table.field("asked", &phase.approval_from);
    }
}

/// Adds the schedule, the labels and the instants.
fn about(table: &mut Table, execution: &Execution) {
    table.field("schedule", &execution.schedule);
    let labels = execution.labels.iter().collect::<std::collections::BTreeMap<_, _>>();
    let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    table.field("labels", labels.join(", "));
    for (name, time) in [
        ("created", &execution.create_time),
        ("started", &execution.start_time),
        ("updated", &execution.update_time),
        ("ended", &execution.end_time),
    ] {
        table.field(name, time.as_ref().and_then(text_of).unwrap_or_default());
    }
}

/// Adds the fields of a recovery.
fn recovery(table: &mut Table, recovery: &Recovery) {
    let status = short(recovery.status().as_str_name(), "RECOVERY_STATUS_");
    table.field("recovery", format!("{status}: {}", recovery.rule));
    if !recovery.fix.is_empty() {
        let by = match recovery.by.as_str() {
            "" => "by itself".to_owned(),
            by => format!("by {by}"),
        };
        table.field("fix", format!("{}, {by}", recovery.fix));
    }
    if let Some(command) = &recovery.command {
        let status = short(command.status().as_str_name(), "COMMAND_STATUS_");
        let sent = format!(
            "{}: {status}, sent {} times to {}",
            command.id, command.sent, command.queue
        );
        let said = match (command.by.as_str(), command.note.as_str()) {
            ("", "") => String::new(),
            ("", note) => format!("; {note}"),
            (by, "") => format!("; {by}"),
            (by, note) => format!("; {by}: {note}"),
        };
        table.field("command", format!("{sent}{said}"));
    }
    if recovery.status() == RecoveryStatus::Asked {
        for suggestion in &recovery.suggestions {
            let counts = format!("helped {} of {} times", suggestion.succeeded, suggestion.tried);
            let risk = if suggestion.high_risk { ", high risk" } else { "" };
            let told = format!("{}: {:.2} ({counts}{risk})", suggestion.fix, suggestion.confidence);
            table.field("suggestion", told);
        }
    }
    table.field("did not help", recovery.failed.join(", "));
}

/// Formats fixes and their success counts, one a row.
pub fn fixes(fixes: &[FixCount]) -> Table {
    let mut table = Table::with_headers(&["FIX", "AGAINST", "TRIED", "HELPED", "CONFIDENCE"]);
    for count in fixes {
        table.row([
            count.fix.clone(),
            short(count.failure_type().as_str_name(), "FAILURE_TYPE_").to_owned(),
            count.tried.to_string(),
            count.succeeded.to_string(),
            format!("{:.2}", count.confidence),
        ]);
    }
    table
}

pub fn short<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}

/// Parses a status by its name, with or without the common prefix.
pub fn status(name: &str) -> Result<ExecutionStatus, String> {
    let upper = name.to_ascii_uppercase();
    let whole = format!("EXECUTION_STATUS_{}", short(&upper, "EXECUTION_STATUS_"));
    ExecutionStatus::from_str_name(&whole)
        .filter(|status| *status != ExecutionStatus::Unspecified)
        .ok_or_else(|| "use RUNNING, PAUSED, BLOCKED, COMPLETED, FAILED or CANCELLED".to_owned())
}

/// Formats executions, one a row.
pub fn executions(executions: &[Execution]) -> Table {
    let mut table = Table::with_headers(&["ID", "DEFINITION", "STATUS", "PHASE", "ATTEMPT", "REASON"]);
    for execution in executions {
        let phase = execution.phase.as_ref();
        let of_phase = |text: fn(&CurrentPhase) -> String| phase.map_or_else(|| "-".to_owned(), text);
        table.row([
            execution.id.clone(),
            format!("{}@{}", execution.definition, execution.definition_version),
            short(execution.status().as_str_name(), "EXECUTION_STATUS_").to_owned(),
            of_phase(|phase| phase.id.clone()),
            of_phase(|phase| phase.attempt.to_string()),
            match execution.reason.as_str() {
                "" => "-".to_owned(),
                reason => reason.to_owned(),
            },
        ]);
    }
    table
}

/// A record as a line of JSON that `minoots verify` reads.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record<'a> {
    number: u64,
    id: &'a str,
    r#type: &'a str,
    time: String,
    payload: String,
    signature: &'a str,
}

impl<'a> Record<'a> {
    /// Converts a timeline entry.
    pub fn of(entry: &'a TimelineEntry) -> Self {
        Self {
            number: entry.number,
            id: &entry.event_id,
            r#type: &entry.r#type,
            time: entry.time.as_ref().and_then(text_of).unwrap_or_default(),
            payload: STANDARD.encode(&entry.payload),
            signature: &entry.signature,
        }
    }
}

/// Formats records, one a row.
pub fn timeline(entries: &[TimelineEntry]) -> Table {
    let mut table = Table::with_headers(&["N", "TIME", "WHAT", "PHASE", "WHY", "EVENT"]);
    for entry in entries {
        let payload: Value = serde_json::from_slice(&entry.payload).unwrap_or_default();
        let data = &payload["data"];
        table.row([
            entry.number.to_string(),
            entry.time.as_ref().and_then(text_of).unwrap_or_default(),
            entry.r#type.clone(),
            data["phase"].as_str().unwrap_or("-").to_owned(),
            why(data),
            entry.event_id.clone(),
        ]);
    }
    table
}

/// Describes the cause and the content of a record.
fn why(data: &Value) -> String {
    let cause = &data["cause"];
    let cause = match (cause["request"].as_str(), cause["event"].as_str()) {
        (Some(call), _) => call.to_owned(),
        (None, Some(event)) => format!("event {event}"),
        (None, None) => "-".to_owned(),
    };
    let words = [
        "reason", "message", "by", "rule", "fix", "status", "note", "outcome", "child", "to", "handoff", "voter",
        "text",
    ];
    let said = words.iter().filter_map(|word| {
        let value = data[word].as_str().filter(|value| !value.is_empty())?;
        Some(format!("{word}: {value}"))
    });
    let verdict = data["approved"]
        .as_bool()
        .map(|approved| if approved { "approved" } else { "denied" });
    let counts = data["votes"].as_object().map(|votes| {
        let count = |name: &str| votes.get(name).and_then(Value::as_u64).unwrap_or_default();
        format!(
            "votes: {} of {}, {} against",
            count("approved"),
            count("quorum"),
            count("denied")
        )
    });
    let parts = std::iter::once(cause)
        .chain(verdict.map(str::to_owned))
        .chain(said)
        .chain(counts);
    parts.collect::<Vec<_>>().join("; ")
}
