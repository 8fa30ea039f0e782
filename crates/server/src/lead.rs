//! The leadership watcher. A new leader ensures that the cluster has an id and that its signing key is committed, and
//! only then starts deliveries.

use crate::{
    app::{App, StateReader},
    hand_over::{MOVED_WITHIN, PlannedHandOver},
    part::Part,
};
use minoots_delivery::signer::Signer;
use minoots_kernel::{
    Failure, Reject, Reply,
    internal::{Bootstrap, RegisterKey, command::Command},
    tables,
};
use minoots_sequencer::{
    Answer, Priority, Sequencer,
    consensus::{Leadership, View},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{SemaphorePermit, watch},
    time::timeout,
};
use uuid::Uuid;

/// The pause before a step of taking over is retried.
const RETRY: Duration = Duration::from_millis(50);

/// The leadership watcher: it follows leadership and publishes this node's role.
pub(crate) struct Follower {
    pub app: App,
    pub sequencer: Arc<Sequencer>,
    pub signer: Arc<Signer>,
    pub hand_over: Arc<PlannedHandOver>,
    pub part: watch::Sender<Part>,
    /// See [`crate::app::Parts::reigning`].
    pub reigning: watch::Sender<bool>,
}

type Changes = watch::Receiver<Leadership>;

impl Follower {
    /// Runs until the leadership channel closes.
    pub async fn run(self, cluster_id: impl Fn() -> Option<u128> + Send + 'static) {
        let mut leadership = self.app.reader.consensus.leadership();
        loop {
            match self.known(&mut leadership).await {
                now @ Leadership::Leading { term, .. } => {
                    self.hand_over.finish();
                    // Callers must not be directed to the previous leader.
                    self.part.send_replace(Part::None);
                    self.sequencer.set_leadership(now);
                    tokio::select! {
                        turn = take_over(&self.app, &self.signer, cluster_id(), term) => {
                            self.reigning.send_replace(true);
                            self.part.send_replace(Part::Leads);
                            // From here on a new key is registered before it signs.
                            drop(turn);
                        }
                        changed = leadership.changed() => {
                            if changed.is_err() { return }
                            continue;
                        }
                    }
                }
                now @ Leadership::Following { leader } => {
                    self.part.send_replace(leader.map_or(Part::None, Part::Follows));
                    self.sequencer.set_leadership(now);
                    if leader.is_some() {
                        self.until_successor_acts(leadership.clone()).await;
                    }
                    self.end_reign();
                }
            }
            if leadership.changed().await.is_err() {
                return;
            }
        }
    }

    /// Returns the present leadership. During a hand-over it waits for the successor instead of reporting that there is
    /// no leader.
    async fn known(&self, leadership: &mut Changes) -> Leadership {
        let nobody = Leadership::Following { leader: None };
        if *leadership.borrow_and_update() == nobody && self.hand_over.is_under_way() {
            // After the time limit or a dropped sender, there is no leader.
            let _ = timeout(MOVED_WITHIN, leadership.wait_for(|now| *now != nobody)).await;
        }
        *leadership.borrow_and_update()
    }

    /// Leaves streams and releases unchanged until a planned successor acts, or leadership changes again.
    async fn until_successor_acts(&self, mut leadership: Changes) {
        tokio::select! {
            () = self.hand_over.successor_acts() => {}
            _ = leadership.changed() => {}
        }
    }

    fn end_reign(&self) {
        if let Err(failure) = self.app.delivery.set_reign(self.app.reader.consensus.as_ref(), None) {
            (self.app.reader.on_failure)(failure);
        }
        self.reigning.send_replace(false);
        self.hand_over.finish();
    }
}

/// Takes over leadership. No other task can change the node's key until the returned permit is dropped: the registered
/// key is the one that signs.
async fn take_over<'a>(
    app: &'a App,
    signer: &Signer,
    cluster_id: Option<u128>,
    term: u64,
) -> Option<SemaphorePermit<'a>> {
    let cluster_id = cluster_id.map_or_else(Uuid::new_v4, Uuid::from_u128).to_string();
    begin_cluster(app, cluster_id).await;
    // The semaphore is never closed.
    let turn = app.key_changes.acquire().await.ok();
    renew_if_revoked(&app.reader, signer);
    let key = RegisterKey {
        kid: signer.kid(),
        public_key: signer.public_key().to_vec(),
        node: app.node,
    };
    until_done(app, |view| {
        // The key may be registered from an earlier leadership. The kernel rejects another key under this id.
        let known = tables::key::get(view, &key.kid)?;
        let same = known.is_some_and(|row| row.public_key == key.public_key && row.node == key.node);
        Ok((!same).then(|| Command::RegisterKey(key.clone())))
    })
    .await;
    if let Some(notice) = app.reader.hold_notice() {
        tracing::error!("{notice}");
    }
    if let Err(failure) = app.delivery.set_reign(app.reader.consensus.as_ref(), Some(term)) {
        (app.reader.on_failure)(failure);
    }
    turn
}

/// Commits the id and the first level of a new cluster.
async fn begin_cluster(app: &App, cluster_id: String) {
    let is_named = |view: &dyn View| Ok(!tables::shard::get(view)?.cluster_id.is_empty());
    let level = match app.reader.consensus.view().and_then(|view| is_named(view.as_ref())) {
        Ok(false) => app.levels.first().await,
        Ok(true) | Err(_) => 0,
    };
    until_done(app, |view| {
        let bootstrap = || {
            Command::Bootstrap(Bootstrap {
                cluster_id: cluster_id.clone(),
                level,
            })
        };
        Ok((!is_named(view)?).then(bootstrap))
    })
    .await;
}

/// Replaces a revoked signing key. A key that was revoked while another node led must sign nothing, and its signatures
/// must not be released; the same holds for earlier keys. This node may have received the revocation in a snapshot,
/// without effects.
fn renew_if_revoked(reader: &StateReader, signer: &Signer) {
    let kid = signer.kid();
    let revoked = reader.consensus.view().and_then(|view| {
        let revoked = |kid: &String| Ok(tables::key::get(view.as_ref(), kid)?.is_some_and(|row| row.revoke_time != 0));
        for before in signer.kids() {
            if revoked(&before)? {
                signer.revoke(&before);
            }
        }
        revoked(&kid)
    });
    match revoked {
        Ok(true) => {}
        Ok(false) => return,
        Err(failure) => return (reader.on_failure)(failure),
    }
    match signer.prepare_next().and_then(|next| signer.adopt(next)) {
        Ok(()) => tracing::warn!(%kid, "this node's signing key was revoked; it has a new one"),
        // Verifiers reject its signatures, which is the lesser evil: timers still fire.
        Err(error) => tracing::error!(%error, %kid, "this node's signing key was revoked, and it cannot have another"),
    }
}

/// Proposes the command that `command` derives from the present state, until it is applied or not needed.
async fn until_done(app: &App, command: impl Fn(&dyn View) -> Result<Option<Command>, Failure>) {
    loop {
        let wanted = app.reader.consensus.view().and_then(|view| command(view.as_ref()));
        let command = match wanted {
            Ok(Some(command)) => command,
            Ok(None) => return,
            Err(failure) => return (app.reader.on_failure)(failure),
        };
        match app.writer.proposer.propose(command, Priority::Urgent).await {
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
