//! What a node does when it comes to lead: it makes sure that the cluster has an id and that its signing key is committed, and only
//! then lets deliveries begin.

use crate::app::App;
use minoots_delivery::signer::Signer;
use minoots_kernel::{
    Failure, Reject, Reply,
    internal::{Bootstrap, RegisterKey, command::Command},
    limits::LEAD_MAX,
    tables,
};
use minoots_sequencer::{
    Answer, Priority, Sequencer,
    consensus::{Leadership, View},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;
use uuid::Uuid;

/// Pause before a step of taking over is tried again.
const RETRY: Duration = Duration::from_millis(50);

/// A hand-over in which nobody leads for this long has failed: nothing due later is armed.
const NOBODY_WITHIN: Duration = Duration::from_nanos(LEAD_MAX.unsigned_abs());

/// What a node is to its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// It knows no leader, or is about to take over.
    None,
    /// It answers by itself.
    Leads,
    /// It knows who does.
    Follows(u64),
}

/// Follows leadership until it ends, and says what part this node plays.
pub(crate) async fn follow(
    app: App,
    sequencer: Arc<Sequencer>,
    signer: Arc<Signer>,
    cluster_id: impl Fn() -> Option<u128> + Send + 'static,
    handing_over: watch::Receiver<bool>,
    part: watch::Sender<Part>,
) {
    let mut leadership = app.consensus.leadership();
    loop {
        let now = known(&mut leadership, &handing_over).await;
        // First, so that streams end before what was said on them is refused for it, and nobody is sent to a leader of the past.
        match now {
            Leadership::Following { leader } => drop(part.send_replace(leader.map_or(Part::None, Part::Follows))),
            Leadership::Leading { .. } if *part.borrow() == Part::Leads => {}
            Leadership::Leading { .. } => drop(part.send_replace(Part::None)),
        }
        sequencer.set_leadership(now);
        match now {
            Leadership::Leading { term, .. } => {
                tokio::select! {
                    () = take_over(&app, &signer, cluster_id(), term) => drop(part.send_replace(Part::Leads)),
                    changed = leadership.changed() => {
                        if changed.is_err() { return }
                        continue;
                    }
                }
            }
            Leadership::Following { .. } => {
                if let Err(failure) = app.delivery.set_reign(app.consensus.as_ref(), None) {
                    (app.on_failure)(failure);
                }
            }
        }
        if leadership.changed().await.is_err() {
            return;
        }
    }
}

/// The leadership there is now. While it is handed over, that nobody leads yet is no news: this node goes on releasing what it armed
/// until it knows who does.
async fn known(leadership: &mut watch::Receiver<Leadership>, handing_over: &watch::Receiver<bool>) -> Leadership {
    let now = *leadership.borrow_and_update();
    let nobody = Leadership::Following { leader: None };
    if now == nobody && *handing_over.borrow() {
        // If nobody takes over in time, or the sender is gone, then nobody leads.
        let _ = tokio::time::timeout(NOBODY_WITHIN, leadership.wait_for(|now| *now != nobody)).await;
    }
    *leadership.borrow_and_update()
}

async fn take_over(app: &App, signer: &Signer, cluster_id: Option<u128>, term: u64) {
    let cluster_id = cluster_id.map_or_else(Uuid::new_v4, Uuid::from_u128).to_string();
    until_done(app, |view| {
        let named = !tables::shard::get(view)?.cluster_id.is_empty();
        Ok((!named).then(|| {
            Command::Bootstrap(Bootstrap {
                cluster_id: cluster_id.clone(),
            })
        }))
    })
    .await;
    let key = RegisterKey {
        kid: signer.kid().to_owned(),
        public_key: signer.public_key().to_vec(),
        node: app.node,
    };
    until_done(app, |view| {
        // From an earlier reign. Another key under this id is for the kernel to refuse.
        let known = tables::key::get(view, &key.kid)?;
        let same = known.is_some_and(|row| row.public_key == key.public_key && row.node == key.node);
        Ok((!same).then(|| Command::RegisterKey(key.clone())))
    })
    .await;
    if let Err(failure) = app.delivery.set_reign(app.consensus.as_ref(), Some(term)) {
        (app.on_failure)(failure);
    }
}

/// Proposes what `command` makes of the present state until it is done or need not be.
async fn until_done(app: &App, command: impl Fn(&dyn View) -> Result<Option<Command>, Failure>) {
    loop {
        let wanted = app.consensus.view().and_then(|view| command(view.as_ref()));
        let command = match wanted {
            Ok(Some(command)) => command,
            Ok(None) => return,
            Err(failure) => return (app.on_failure)(failure),
        };
        match app.proposer.propose(command, Priority::Urgent).await {
            Ok(Answer::Applied(_, Reply::Done | Reply::Rejected(Reject::AlreadyBootstrapped { .. }))) => return,
            Ok(Answer::Applied(_, reply)) => {
                tracing::error!(
                    ?reply,
                    "taking over was refused; this node's key or cluster id is in conflict"
                );
            }
            Ok(_) | Err(_) => {}
        }
        tokio::time::sleep(RETRY).await;
    }
}
