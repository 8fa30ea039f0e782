//! `minoots workflow resolve`, `command` and `recovery`.

use clap::{Args, ValueEnum};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::workflow::v1::{
    CommandStatus, Execution, GetRecoveryCountsRequest, ResolveFailureRequest, UpdateCommandRequest,
};

use super::show;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots workflow resolve`.
#[derive(Args, Debug)]
pub struct Resolve {
    /// Execution's id
    id: String,
    /// Id of one of the definition's fixes, suggested or not
    #[arg(long, value_name = "FIX")]
    fix: String,
    /// Fence of the failed attempt [default: the attempt that failed]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Author of the choice, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Reason, at most 4096 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// Arguments of `minoots workflow command`.
#[derive(Args, Debug)]
pub struct Command {
    /// Execution's id
    id: String,
    /// Command's id, from its message
    command: String,
    /// New status of the command
    #[arg(long, value_enum)]
    status: Status,
    /// Author of the report, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Note, at most 4096 bytes; that of a completed command goes to the next attempt
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Status {
    Acknowledged,
    #[value(alias = "in_progress")]
    InProgress,
    Completed,
    Failed,
    Cancelled,
}

/// Arguments of `minoots workflow recovery`.
#[derive(Args, Debug)]
pub struct Counts {
    /// Definition's name
    definition: String,
}

/// Chooses the fix and returns the execution.
pub async fn resolve(arguments: Resolve, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = ResolveFailureRequest {
        id: arguments.id,
        fix: arguments.fix,
        fence: arguments.fence,
        by: arguments.by,
        why: arguments.why,
    };
    Ok(client.call(&request).await?.execution)
}

/// Reports the status of a command.
pub async fn command(arguments: Command, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let status = match arguments.status {
        Status::Acknowledged => CommandStatus::Acknowledged,
        Status::InProgress => CommandStatus::InProgress,
        Status::Completed => CommandStatus::Completed,
        Status::Failed => CommandStatus::Failed,
        Status::Cancelled => CommandStatus::Cancelled,
    };
    let request = UpdateCommandRequest {
        id: arguments.id,
        command: arguments.command,
        status: status.into(),
        by: arguments.by,
        note: arguments.note,
    };
    Ok(client.call(&request).await?.execution)
}

/// Shows the success counts of fixes.
pub async fn counts(arguments: Counts, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetRecoveryCountsRequest {
        definition: arguments.definition,
    };
    let counts = client.call(&request).await?.counts.unwrap_or_default();
    if output.is_json() {
        return output.json(&counts);
    }
    let automatically = counts.recovered_automatically;
    let ended = automatically + counts.recovered_by_choice + counts.failed;
    let rate = if ended == 0 {
        String::new()
    } else {
        // The counts are far below 2^52, so the conversion is exact.
        format!(" ({:.0} % by themselves)", 100.0 * automatically as f64 / ended as f64)
    };
    output.line(&format!(
        "recovered: {automatically} by themselves, {} with a fix that somebody chose; {} without a fix that helped{rate}; {} withdrawn",
        counts.recovered_by_choice, counts.failed, counts.withdrawn
    ))?;
    output.table(&show::fixes(&counts.fixes))
}
