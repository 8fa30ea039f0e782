//! The leader's audit task: it records denials once a second, and signs the heads of chains once a minute. The kernel
//! itself records changes, in the entry that makes them.

mod heads;

use crate::app::App;
use minoots_kernel::{
    internal::{RecordDenials, command::Command},
    limits::AUDIT_RECORDS_MAX,
};
use minoots_sequencer::Priority;
use std::time::Duration;

/// The period in which equal denials become one record.
const GATHER: Duration = Duration::from_secs(1);
/// The number of gather periods between two signed heads of a growing chain.
const HEADS_EVERY: u32 = 60;

/// Runs until the node stops.
pub(crate) async fn run(app: App) {
    let mut left = 0;
    loop {
        tokio::select! {
            () = tokio::time::sleep(GATHER) => {}
            () = app.standing.stopped() => return,
        }
        if !app.standing.leads() {
            app.access.denials().drop_all();
            left = 0;
            continue;
        }
        record_denials(&app).await;
        // Also runs when this node becomes the leader: the previous leader may have stopped within its minute.
        if left == 0 {
            left = HEADS_EVERY;
            heads::sign(&app).await;
        }
        left -= 1;
    }
}

/// Proposes the gathered denials, and counts those that the log does not accept.
async fn record_denials(app: &App) {
    let denials = app.access.denials().take();
    for part in denials.chunks(AUDIT_RECORDS_MAX) {
        let command = Command::RecordDenials(RecordDenials { denials: part.to_vec() });
        if let Err(status) = app.writer.propose(command, Priority::Normal).await {
            tracing::debug!(%status, "refusals were not recorded");
            app.access.denials().lost(part);
        }
    }
}
