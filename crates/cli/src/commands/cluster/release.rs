//! `minoots cluster release`.

use clap::ValueEnum;
use minoots_terminal::connect::call;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::{OverdueAction, ReleaseOverdueRequest};
use serde_json::json;

use crate::client_arguments::ClientArguments;

/// The action for timers that are held since a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Overdue {
    /// Fire the timers now
    Fire,
    /// Fail the timers as MISSED; they become dead letters
    Miss,
    /// Cancel the timers
    Cancel,
}

/// Decides about all held timers.
pub async fn run(overdue: Overdue, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let action = match overdue {
        Overdue::Fire => OverdueAction::Fire,
        Overdue::Miss => OverdueAction::Miss,
        Overdue::Cancel => OverdueAction::Cancel,
    };
    let request = ReleaseOverdueRequest { action: action.into() };
    let channel = client.connect().await?;
    let (mut released, mut finished) = (0, false);
    while !finished {
        let answer = call(&channel, &request).await?;
        released += answer.released;
        finished = answer.finished;
    }
    if output.is_json() {
        return output.json(&json!({ "released": released }));
    }
    output.line(&format!("released: {released}; nothing is held"))
}
