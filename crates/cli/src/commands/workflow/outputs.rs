//! `minoots workflow outputs`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::workflow::v1::{ListOutputsRequest, Output as PhaseOutput};
use serde_json::json;

use crate::client_arguments::ClientArguments;

/// Characters of an output that the table shows.
const SHOWN_CHARACTERS: usize = 40;

/// Arguments of `minoots workflow outputs`.
#[derive(Args, Debug)]
pub struct Outputs {
    /// Execution's id
    id: String,
    /// List only the output of this phase
    #[arg(
        long,
        value_name = "PHASE",
        default_value = "",
        hide_default_value = true,
        conflicts_with = "children"
    )]
    phase: String,
    /// List the outputs of the execution's children instead, one for each child
    #[arg(long)]
    children: bool,
    /// Print the data only, one output a line
    #[arg(long)]
    data: bool,
}

/// Lists outputs.
pub async fn run(arguments: Outputs, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListOutputsRequest {
        id: arguments.id,
        phase: arguments.phase,
        children: arguments.children,
    };
    let mut workflows = client.workflows().await?;
    let answers = workflows.list_outputs(request).await;
    let mut answers = answers.map_err(Failure::from)?.into_inner();
    let mut all = Vec::new();
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        all.extend(answer.output);
    }
    if arguments.data {
        return all.iter().try_for_each(|found| output.line(&text(found)));
    }
    if output.is_json() {
        return output.json(&json!({ "outputs": all }));
    }
    let mut table = Table::with_headers(&["EXECUTION", "PHASE", "VERSION", "BYTES", "OUTPUT"]);
    for found in &all {
        let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
        table.row([
            found.execution.clone(),
            or_dash(found.phase.clone()),
            found.version.to_string(),
            found.data.len().to_string(),
            or_dash(beginning(&text(found))),
        ]);
    }
    output.table(&table)
}

/// The data in one line: JSON has no line breaks within strings.
fn text(output: &PhaseOutput) -> String {
    String::from_utf8_lossy(&output.data).replace(['\n', '\r'], " ")
}

fn beginning(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
