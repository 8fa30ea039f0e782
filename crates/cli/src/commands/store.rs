//! `minoots store`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use minoots_server::offline::{Checked, CheckedLog, CheckedTables, Damage, check};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, Table};
use serde_json::{Value, json};

use super::node;

/// Arguments of `minoots store`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Verify every byte of the directory without changing it
    Check {
        /// Data directory; its node must be stopped
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let Action::Check { data } = arguments.action;
    let data = node::absolute(&data)?;
    let scratch = tempfile::tempdir().map_err(|error| Failure::io("cannot make a temporary directory", &error))?;
    let (looked_at, scratch_path) = (data.clone(), scratch.path().to_owned());
    let checked = tokio::task::spawn_blocking(move || check(&looked_at, &scratch_path)).await;
    let checked = checked.map_err(|error| Failure::failed(format!("the check was cut short: {error}")))?;
    let checked = checked.map_err(|error| Failure::failed(error.to_string()))?;
    report(output, &data, &checked)?;
    match checked.damage.len() {
        0 => Ok(()),
        count => Err(
            Failure::failed(format!("{}: damaged in {count} places", data.display()))
                .hint("keep a copy before anything else; docs/operations.md says what to do"),
        ),
    }
}

fn report(output: Output, data: &Path, checked: &Checked) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&shown(data, checked));
    }
    let mut table = Table::with_headers(&["PART", "FOUND"]);
    table.row([
        "node".to_owned(),
        checked.owner.map_or("none".to_owned(), |(node, _)| node.to_string()),
    ]);
    table.row([
        "log".to_owned(),
        checked.log.as_ref().map_or("damaged".to_owned(), describe_log),
    ]);
    table.row([
        "tables".to_owned(),
        checked.tables.as_ref().map_or("damaged".to_owned(), describe_tables),
    ]);
    output.table(&table)?;
    if let Some(why) = &checked.quarantine {
        output.line(&format!("out of service: {why}"))?;
    }
    for damage in &checked.damage {
        output.line(&describe(damage))?;
    }
    if checked.is_sound() {
        output.line("sound")?;
    }
    Ok(())
}

fn describe_log(log: &CheckedLog) -> String {
    let torn = match &log.torn {
        Some((file, position)) => format!(
            "; torn at byte {position} of {}, which a start cuts off",
            file.display()
        ),
        None => String::new(),
    };
    let (last, term) = (log.last.unwrap_or(0), log.last_term.unwrap_or(0));
    format!(
        "{} entries up to {last} of term {term}, {} records{torn}",
        log.entries, log.records
    )
}

fn describe_tables(tables: &CheckedTables) -> String {
    let applied = tables.applied.map_or(0, |(index, _)| index);
    format!(
        "{} rows as of entry {applied}, state {:032x}",
        tables.rows, tables.state_hash
    )
}

fn describe(damage: &Damage) -> String {
    let place = match damage.position_bytes {
        Some(position) => format!("{}, byte {position}", damage.file.display()),
        None => damage.file.display().to_string(),
    };
    format!("{place}: {}", damage.what)
}

fn shown(data: &Path, checked: &Checked) -> Value {
    let hex = |number: u128| format!("{number:032x}");
    json!({
        "data": data,
        "sound": checked.is_sound(),
        "node": checked.owner.map(|(node, _)| node),
        "incarnation": checked.owner.map(|(_, incarnation)| hex(incarnation)),
        "cluster": checked.cluster.map(hex),
        "quarantine": checked.quarantine,
        "log": checked.log.as_ref().map(|log| json!({
            "segments": log.segments,
            "records": log.records,
            "entries": log.entries,
            "last": log.last,
            "lastTerm": log.last_term,
            "purged": log.purged,
            "committed": log.committed,
            "torn": log.torn.as_ref().map(|(file, position)| json!({ "file": file, "position": position })),
        })),
        "tables": checked.tables.as_ref().map(|tables| json!({
            "applied": tables.applied.map(|(index, _)| index),
            "term": tables.applied.map(|(_, term)| term),
            "rows": tables.rows,
            "rollingHash": hex(tables.rolling_hash),
            "stateHash": hex(tables.state_hash),
        })),
        "damage": checked.damage.iter().map(|damage| json!({
            "file": damage.file,
            "position": damage.position_bytes,
            "what": damage.what,
        })).collect::<Vec<_>>(),
    })
}
