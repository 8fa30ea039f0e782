//! `minoots workflow board`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::workflow::v1::{Execution, GetBoardRequest};

use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::{Label, labels};

/// Characters of a title that the table shows.
const TITLE_CHARACTERS: usize = 30;

/// Arguments of `minoots workflow board`.
#[derive(Args, Debug)]
pub struct Board {
    /// Definition's name
    definition: String,
    /// Show only executions with this label; repeatable
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// Show only executions whose current attempt this worker holds
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    assignee: String,
    /// Show only children of this execution
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    parent: String,
    /// Show only executions that this schedule started
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    schedule: String,
    /// Maximum number of executions in a phase, at most 100 [default: 20]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    cards: u32,
}

/// Shows the board.
pub async fn run(arguments: Board, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetBoardRequest {
        definition: arguments.definition,
        labels: labels(arguments.labels)?,
        assignee: arguments.assignee,
        parent: arguments.parent,
        schedule: arguments.schedule,
        cards: arguments.cards,
    };
    let board = client.call(&request).await?.board.unwrap_or_default();
    if output.is_json() {
        return output.json(&board);
    }
    let counts = board.statuses.iter().map(|count| {
        let status = show::short(count.status().as_str_name(), "EXECUTION_STATUS_");
        format!("{} {}", count.count, status.to_lowercase())
    });
    let counts: Vec<String> = counts.collect();
    let counts = if counts.is_empty() {
        "no executions".to_owned()
    } else {
        counts.join(", ")
    };
    output.line(&format!("{}: {counts}", board.definition))?;
    let mut table = Table::with_headers(&["PHASE", "COUNT", "EXECUTION", "TITLE", "STATUS", "ASSIGNEE"]);
    for column in &board.columns {
        let shown = column.executions.iter().map(card);
        let mut rows: Vec<[String; 4]> = shown.collect();
        let more = u64::from(column.count).saturating_sub(column.executions.len() as u64);
        if more > 0 {
            rows.push([
                format!("and {more} more"),
                "-".to_owned(),
                "-".to_owned(),
                "-".to_owned(),
            ]);
        }
        if rows.is_empty() {
            rows.push(["-", "-", "-", "-"].map(str::to_owned));
        }
        for (at, [id, title, status, assignee]) in rows.into_iter().enumerate() {
            let (phase, count) = match at {
                0 => (column.phase.clone(), column.count.to_string()),
                _ => (String::new(), String::new()),
            };
            table.row([phase, count, id, title, status, assignee]);
        }
    }
    output.table(&table)
}

fn card(execution: &Execution) -> [String; 4] {
    let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    let phase = execution.phase.as_ref();
    // The status of the phase tells more, unless the execution does not run.
    let status = match execution.status() {
        minoots_wire::workflow::v1::ExecutionStatus::Running => {
            phase.map_or("-", |phase| show::short(phase.status().as_str_name(), "PHASE_STATUS_"))
        }
        status => show::short(status.as_str_name(), "EXECUTION_STATUS_"),
    };
    [
        execution.id.clone(),
        or_dash(execution.title.chars().take(TITLE_CHARACTERS).collect()),
        status.to_owned(),
        or_dash(execution.assignee.clone()),
    ]
}
