//! `minoots workflow list` and `definitions`.

use clap::{Args, ValueEnum};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::workflow::v1::{ExecutionOrder, ExecutionStatus, ListDefinitionsRequest, ListExecutionsRequest};
use serde_json::json;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::{Label, labels};

/// Arguments of `minoots workflow list`.
#[derive(Args, Debug)]
pub struct List {
    /// List only executions whose id begins with this prefix
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
    /// List only executions of this definition
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    definition: String,
    /// List only executions with this status; repeatable [default: all]
    #[arg(long = "status", value_name = "STATUS", value_parser = show::status)]
    statuses: Vec<ExecutionStatus>,
    /// List only executions in this phase
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
    /// List only executions with this label; repeatable
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// List only executions whose current attempt this worker holds
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    assignee: String,
    /// List only children of this execution
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    parent: String,
    /// List only executions that this schedule started
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    schedule: String,
    /// Order of the list
    #[arg(long, value_enum, default_value_t = Order::Id)]
    order: Order,
    /// Reverse the order
    #[arg(long)]
    descending: bool,
    /// Maximum number of executions, at most 1000 [default: all by id, 1000 in other orders]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    limit: u32,
    /// Continue behind this position, which -o json prints for the last execution
    #[arg(
        long,
        value_name = "POSITION",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    after: String,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Order {
    Id,
    Created,
    Updated,
    Ended,
    /// The instant at which the phase was entered
    Phase,
}

impl From<Order> for ExecutionOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::Id => Self::Id,
            Order::Created => Self::CreateTime,
            Order::Updated => Self::UpdateTime,
            Order::Ended => Self::EndTime,
            Order::Phase => Self::PhaseTime,
        }
    }
}

/// Arguments of `minoots workflow definitions`.
#[derive(Args, Debug)]
pub struct Definitions {
    /// List only definitions whose name begins with this prefix
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
}

/// Lists executions.
pub async fn executions(arguments: List, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListExecutionsRequest {
        id_prefix: arguments.prefix,
        definition: arguments.definition,
        statuses: arguments.statuses.into_iter().map(i32::from).collect(),
        phase: arguments.phase,
        labels: labels(arguments.labels)?,
        assignee: arguments.assignee,
        parent: arguments.parent,
        schedule: arguments.schedule,
        order: ExecutionOrder::from(arguments.order).into(),
        descending: arguments.descending,
        limit: arguments.limit,
        after: arguments.after,
    };
    let mut workflows = client.workflows().await?;
    let answers = workflows.list_executions(request).await;
    let mut answers = answers.map_err(Failure::from)?.into_inner();
    let (mut all, mut position) = (Vec::new(), String::new());
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        all.extend(answer.execution);
        position = answer.position;
    }
    if output.is_json() {
        return output.json(&json!({ "executions": all, "position": position }));
    }
    output.table(&show::executions(&all))
}

/// Lists definitions.
pub async fn definitions(arguments: Definitions, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListDefinitionsRequest {
        name_prefix: arguments.prefix,
    };
    let mut workflows = client.workflows().await?;
    let answers = workflows.list_definitions(request).await;
    let mut answers = answers.map_err(Failure::from)?.into_inner();
    let mut all = Vec::new();
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        all.extend(answer.definition);
    }
    if output.is_json() {
        return output.json(&json!({ "definitions": all }));
    }
    let mut table = Table::with_headers(&["NAME", "VERSION"]);
    for definition in all {
        table.row([definition.name, definition.version.to_string()]);
    }
    output.table(&table)
}
