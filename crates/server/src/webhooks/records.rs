//! Outcomes of attempts and cursors of endpoints, batched on their way to the log.

use crate::app::App;
use minoots_kernel::{
    internal::{Attempt, MoveWebhookCursors, RecordAttempts, WebhookCursor, command::Command},
    limits::WEBHOOK_RECORDS_MAX,
};
use minoots_sequencer::Priority;
use std::time::Duration;
use tokio::sync::mpsc;

/// A record for the log.
pub(super) enum Record {
    Attempt(Box<Attempt>),
    Cursor(WebhookCursor),
}

/// The time for which a batch waits for more records.
const GATHER: Duration = Duration::from_millis(20);
/// The pause before a rejected command is proposed again.
const AGAIN: Duration = Duration::from_millis(200);
/// The number of attempts after which records are dropped: this node no longer leads, or is overloaded.
const TRIES_MAX: u32 = 10;

/// Runs until all senders are dropped.
pub(super) async fn run(app: App, mut records: mpsc::Receiver<Record>) {
    let mut batch = Vec::new();
    while records.recv_many(&mut batch, WEBHOOK_RECORDS_MAX).await > 0 {
        tokio::time::sleep(GATHER).await;
        while batch.len() < WEBHOOK_RECORDS_MAX
            && let Ok(record) = records.try_recv()
        {
            batch.push(record);
        }
        let (mut attempts, mut cursors) = (Vec::new(), Vec::new());
        for record in batch.drain(..) {
            match record {
                Record::Attempt(attempt) => attempts.push(*attempt),
                Record::Cursor(cursor) => cursors.push(cursor),
            }
        }
        if !attempts.is_empty() {
            propose(&app, Command::RecordAttempts(RecordAttempts { attempts })).await;
        }
        if !cursors.is_empty() {
            propose(&app, Command::MoveWebhookCursors(MoveWebhookCursors { cursors })).await;
        }
    }
}

async fn propose(app: &App, command: Command) {
    for _ in 0..TRIES_MAX {
        if !app.standing.leads() {
            return;
        }
        match app.writer.propose(command.clone(), Priority::Normal).await {
            Ok(_) => return,
            // A duplicate in the attempt log is better than a missing record.
            Err(status) => tracing::debug!(%status, "records of webhooks were not taken"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}
