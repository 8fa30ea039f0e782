//! The audit's own writing: what was refused, once a second, and signed heads of the chains, once a minute. Both by the leader; what was
//! done is recorded by the kernel, in the entry that does it.

mod heads;

use crate::app::App;
use minoots_kernel::{
    internal::{RecordDenials, command::Command},
    limits::AUDIT_RECORDS_MAX,
};
use minoots_sequencer::Priority;
use std::time::Duration;

/// Alike refusals of this long become one record.
const GATHER: Duration = Duration::from_secs(1);
/// Two signed heads of a chain that grows are so many of those apart.
const HEADS_EVERY: u32 = 60;

/// Until the node stops.
pub(crate) async fn run(app: App) {
    let mut left = 0;
    loop {
        tokio::select! {
            () = tokio::time::sleep(GATHER) => {}
            () = app.stopped() => return,
        }
        if !app.leads() {
            app.access.denials().drop_all();
            left = 0;
            continue;
        }
        record_denials(&app).await;
        // Also when this node has begun to lead: the one before may have ended within its minute.
        if left == 0 {
            left = HEADS_EVERY;
            heads::sign(&app).await;
        }
        left -= 1;
    }
}

/// What the log does not take is counted.
async fn record_denials(app: &App) {
    let denials = app.access.denials().take();
    for part in denials.chunks(AUDIT_RECORDS_MAX) {
        let command = Command::RecordDenials(RecordDenials { denials: part.to_vec() });
        if let Err(status) = app.propose(command, Priority::Normal).await {
            tracing::debug!(%status, "refusals were not recorded");
            app.access.denials().lost(part);
        }
    }
}
