//! The upgrade of a cluster from one release to the next (G23).

use crate::{app::App, refusal};
use minoots_kernel::{
    Reply,
    internal::{SetLevel, command::Command},
    levels,
};
use minoots_sequencer::Priority;
use minoots_wire::error::{Reason, status};
use std::time::Duration;
use tonic::{Code, Status};

/// The interval at which a leader asks the members, while the cluster is below the level of this program.
const ASK_INTERVAL: Duration = Duration::from_secs(5);

/// Asks the members from time to time while this node leads a cluster below the level of its program.
pub(crate) async fn watch(app: App) {
    let mut said = None;
    loop {
        tokio::select! {
            () = app.standing.stopped() => return,
            () = tokio::time::sleep(ASK_INTERVAL) => {}
        }
        if !app.standing.leads() {
            said = None;
            continue;
        }
        // Unreadable state ends the node elsewhere.
        let Ok(level) = app
            .reader
            .state()
            .and_then(|state| state.shard())
            .map(|shard| shard.level)
        else {
            continue;
        };
        if level >= levels::newest() {
            continue;
        }
        let blocking = app.levels.ask().await;
        if said.as_ref() != Some(&blocking) {
            match &blocking {
                None => tracing::info!(
                    level,
                    newest = levels::newest(),
                    "all nodes know a newer cluster level; `minoots cluster upgrade finalize` activates it"
                ),
                Some(why) => tracing::info!(level, newest = levels::newest(), %why, "the cluster is being upgraded"),
            }
            said = Some(blocking);
        }
    }
}

/// Raises the cluster to the level of this program. Returns the level, and the index at which the cluster has it.
///
/// # Errors
/// A member does not answer, or does not know the level; or the write failed.
pub(crate) async fn finalize(app: &App) -> Result<(u32, u64), Status> {
    let level = levels::newest();
    // No node joins between the question to the members and the entry.
    let _turn = app.levels.hold_membership()?;
    if let Some(why) = app.levels.ask().await {
        let message = format!("cluster level {level} is not active: {why}; upgrade or remove that node, and repeat");
        return Err(status(Code::FailedPrecondition, Reason::UpgradeBlocked, message).build());
    }
    let state = app.reader.state()?;
    if level <= state.shard()?.level {
        return Ok((level, state.index()));
    }
    let command = Command::SetLevel(SetLevel { level });
    let (at, reply) = app.writer.propose(command, Priority::Urgent).await?;
    let Reply::Done = reply else {
        return Err(refusal::unexpected_reply());
    };
    tracing::info!(
        level,
        "the upgrade is finalized: earlier releases cannot run in this cluster any more"
    );
    Ok((level, at.index))
}
