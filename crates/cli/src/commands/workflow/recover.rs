//! `minoots workflow resolve`, `command` and `recovery`.

use clap::{Args, ValueEnum};
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::workflow::v1::{
    CommandStatus, Execution, GetRecoveryCountsRequest, ResolveFailureRequest, UpdateCommandRequest,
};

use super::{call, show};
use crate::client_arguments::ClientArguments;

/// A choice.
#[derive(Args, Debug)]
pub struct Resolve {
    /// The execution's id
    id: String,
    /// A fix of its definition, whether it is suggested or not
    #[arg(long, value_name = "FIX")]
    fix: String,
    /// The attempt that failed [default: whichever did]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Who chooses
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// A word of a command.
#[derive(Args, Debug)]
pub struct Command {
    /// The execution's id
    id: String,
    /// The command's id, as its message says
    command: String,
    /// How far it is
    #[arg(long, value_enum)]
    status: Status,
    /// Who says so
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// What there is to say; of one that is completed it goes to the next attempt
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

/// Whose fixes.
#[derive(Args, Debug)]
pub struct Counts {
    /// The definition's name
    definition: String,
}

/// Chooses, and answers what became of the execution.
pub async fn resolve(arguments: Resolve, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = ResolveFailureRequest {
        id: arguments.id,
        fix: arguments.fix,
        fence: arguments.fence,
        by: arguments.by,
        why: arguments.why,
    };
    Ok(call!(client, resolve_failure, request)?.execution)
}

/// Says how far a command is.
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
    Ok(call!(client, update_command, request)?.execution)
}

/// Shows how often fixes have helped.
pub async fn counts(arguments: Counts, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetRecoveryCountsRequest {
        definition: arguments.definition,
    };
    let counts = call!(client, get_recovery_counts, request)?.counts.unwrap_or_default();
    if output.is_json() {
        return output.json(&counts);
    }
    let automatically = counts.recovered_automatically;
    let ended = automatically + counts.recovered_by_choice + counts.failed;
    let rate = if ended == 0 {
        String::new()
    } else {
        // Of counts far below 2^52.
        format!(" ({:.0} % by themselves)", 100.0 * automatically as f64 / ended as f64)
    };
    output.line(&format!(
        "recovered: {automatically} by themselves, {} with a fix that somebody chose; {} without a fix that helped{rate}; {} withdrawn",
        counts.recovered_by_choice, counts.failed, counts.withdrawn
    ))?;
    output.table(&show::fixes(&counts.fixes))
}
