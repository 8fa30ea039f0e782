//! `minoots workflow update` and `claim`.

use clap::{ArgGroup, Args};
use minoots_terminal::errors::Failure;
use minoots_wire::timer::v1::Priority;
use minoots_wire::workflow::v1::{ClaimAttemptRequest, Execution, UpdateExecutionRequest};

use crate::client_arguments::ClientArguments;
use crate::value::{Label, PriorityArgument, labels};

/// Arguments of `minoots workflow update`.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("change").required(true).multiple(true)))]
pub struct Update {
    /// Execution's id
    id: String,
    /// New title, at most 255 bytes; empty removes it
    #[arg(long, value_name = "TEXT", group = "change")]
    title: Option<String>,
    /// Label to add or to replace; repeatable
    #[arg(long = "label", value_name = "KEY=VALUE", group = "change")]
    labels: Vec<Label>,
    /// Key of a label to remove; repeatable
    #[arg(long = "remove-label", value_name = "KEY", group = "change")]
    remove_labels: Vec<String>,
    /// New priority; a queued execution requests its slot again
    #[arg(long, value_enum, group = "change")]
    priority: Option<PriorityArgument>,
}

/// Arguments of `minoots workflow claim`.
#[derive(Args, Debug)]
pub struct Claim {
    /// Execution's id
    id: String,
    /// Fence of the attempt, from its message
    #[arg(long, value_name = "N")]
    fence: u64,
    /// Name of the worker or agent, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Queue for signals while the worker holds the attempt [default: that of the phase]
    #[arg(long, value_name = "QUEUE", default_value = "", hide_default_value = true)]
    signal_queue: String,
}

/// Changes the execution and returns it.
pub async fn run(arguments: Update, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = UpdateExecutionRequest {
        id: arguments.id,
        title: arguments.title,
        set_labels: labels(arguments.labels)?,
        remove_labels: arguments.remove_labels,
        priority: arguments.priority.map_or(Priority::Unspecified, Priority::from).into(),
    };
    Ok(client.call(&request).await?.execution)
}

/// Claims the attempt and returns the execution.
pub async fn claim(arguments: Claim, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = ClaimAttemptRequest {
        id: arguments.id,
        fence: arguments.fence,
        by: arguments.by,
        signal_queue: arguments.signal_queue,
    };
    Ok(client.call(&request).await?.execution)
}
