//! What a node does when it comes to lead: it makes sure that the cluster has an id and that its signing key is committed, and only
//! then lets deliveries begin.

use crate::app::App;
use minoots_delivery::signer::Signer;
use minoots_kernel::{
    Reject, Reply,
    internal::{Bootstrap, RegisterKey, command::Command},
    tables,
};
use minoots_sequencer::{Answer, Priority, Sequencer, consensus::Leadership};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;
use uuid::Uuid;

/// Pause before a step of taking over is tried again.
const RETRY: Duration = Duration::from_millis(50);

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
    part: watch::Sender<Part>,
) {
    let mut leadership = app.consensus.leadership();
    loop {
        let now = *leadership.borrow_and_update();
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
            Leadership::Following { leader } => {
                part.send_replace(leader.map_or(Part::None, Part::Follows));
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

async fn take_over(app: &App, signer: &Signer, cluster_id: Option<u128>, term: u64) {
    let cluster_id = cluster_id.map_or_else(Uuid::new_v4, Uuid::from_u128).to_string();
    until_done(app, |shard_is_named| {
        (!shard_is_named).then(|| {
            Command::Bootstrap(Bootstrap {
                cluster_id: cluster_id.clone(),
            })
        })
    })
    .await;
    let key = RegisterKey {
        kid: signer.kid().to_owned(),
        public_key: signer.public_key().to_vec(),
        node: app.node,
    };
    until_done(app, |_| Some(Command::RegisterKey(key.clone()))).await;
    if let Err(failure) = app.delivery.set_reign(app.consensus.as_ref(), Some(term)) {
        (app.on_failure)(failure);
    }
}

/// Proposes what `command` makes of the present state until it is done or need not be.
async fn until_done(app: &App, command: impl Fn(bool) -> Option<Command>) {
    loop {
        let named = app.consensus.view().and_then(|view| tables::shard::get(view.as_ref()));
        let named = match named {
            Ok(shard) => !shard.cluster_id.is_empty(),
            Err(failure) => return (app.on_failure)(failure),
        };
        let Some(command) = command(named) else { return };
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
