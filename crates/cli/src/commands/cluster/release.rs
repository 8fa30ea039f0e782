//! `minoots cluster release`.

use clap::ValueEnum;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::{OverdueAction, ReleaseOverdueRequest};
use serde_json::json;

use crate::client_arguments::ClientArguments;

/// What becomes of timers that are held since a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Overdue {
    /// They fire now
    Fire,
    /// They fail as MISSED, and become dead letters
    Miss,
    /// They are cancelled
    Cancel,
}

/// Decides about all of them.
pub async fn run(overdue: Overdue, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let action = match overdue {
        Overdue::Fire => OverdueAction::Fire,
        Overdue::Miss => OverdueAction::Miss,
        Overdue::Cancel => OverdueAction::Cancel,
    };
    let cluster = client.cluster().await?;
    let (mut released, mut finished) = (0, false);
    while !finished {
        let answer = unary(|| {
            let mut cluster = cluster.clone();
            let action = action.into();
            async move { cluster.release_overdue(ReleaseOverdueRequest { action }).await }
        })
        .await?;
        released += answer.released;
        finished = answer.finished;
    }
    if output.is_json() {
        return output.json(&json!({ "released": released }));
    }
    output.line(&format!("released: {released}; nothing is held"))
}
