//! `minoots workflow list` and `definitions`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::workflow::v1::{ExecutionStatus, ListDefinitionsRequest, ListExecutionsRequest};
use serde_json::json;

use super::show;
use crate::client_arguments::ClientArguments;

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
    };
    let mut workflows = client.workflows().await?;
    let answers = workflows.list_executions(request).await;
    let mut answers = answers.map_err(Failure::from)?.into_inner();
    let mut all = Vec::new();
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        all.extend(answer.execution);
    }
    if output.is_json() {
        return output.json(&json!({ "executions": all }));
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
