//! `minoots workflow list` and `definitions`.

use clap::Args;
use minoots_wire::workflow::v1::{ExecutionStatus, ListDefinitionsRequest, ListExecutionsRequest};

use super::show;
use crate::connect::ClientArguments;
use crate::errors::Failure;
use crate::output::{Output, Table};

/// Which executions.
#[derive(Args, Debug)]
pub struct List {
    /// Only those whose ids begin so
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
    /// Only those of this definition
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    definition: String,
    /// Only those; repeat it for more [default: all]
    #[arg(long = "status", value_name = "STATUS", value_parser = show::status)]
    statuses: Vec<ExecutionStatus>,
}

/// Which definitions.
#[derive(Args, Debug)]
pub struct Definitions {
    /// Only those whose names begin so
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
}

/// Lists executions, as they come.
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
        match output.is_json() {
            true => output.json(&answer.execution)?,
            false => all.extend(answer.execution),
        }
    }
    if output.is_json() {
        return Ok(());
    }
    output.table(&show::executions(&all))
}

/// Lists definitions, as they come.
pub async fn definitions(arguments: Definitions, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListDefinitionsRequest {
        name_prefix: arguments.prefix,
    };
    let mut workflows = client.workflows().await?;
    let answers = workflows.list_definitions(request).await;
    let mut answers = answers.map_err(Failure::from)?.into_inner();
    let mut table = Table::with_headers(&["NAME", "VERSION"]);
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        match output.is_json() {
            true => output.json(&answer.definition)?,
            false => {
                let definition = answer.definition.unwrap_or_default();
                table.row([definition.name, definition.version.to_string()]);
            }
        }
    }
    if output.is_json() {
        return Ok(());
    }
    output.table(&table)
}
