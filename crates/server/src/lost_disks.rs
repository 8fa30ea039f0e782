//! Members that lost their data and come back by themselves: the leader exchanges them for their later lives.

use crate::{app::App, node_requirements::NodeRequirements};
use minoots_raft::{ChangeError, NewLife, RaftNode};
use std::time::Duration;

/// The interval at which a leader asks the members.
const ASK_INTERVAL: Duration = Duration::from_secs(1);

/// The cluster level from which every member accepts the certificate of a first life for a later one.
const LEVEL: u32 = 1;

/// Exchanges members while this node leads. See `RaftOptions::rejoins`.
pub(crate) async fn watch(app: App, raft: RaftNode) {
    let mut told = None;
    loop {
        tokio::select! {
            () = app.standing.stopped() => return,
            () = tokio::time::sleep(ASK_INTERVAL) => {}
        }
        if !app.standing.leads() {
            continue;
        }
        let refused = exchange(&app, &raft).await;
        if refused.is_some() && refused != told {
            let why = refused.as_deref().unwrap_or_default();
            tracing::warn!(why, "a node that lost its data does not rejoin yet");
        }
        told = refused;
    }
}

/// Exchanges every lost member. Returns the reason of the last failure.
async fn exchange(app: &App, raft: &RaftNode) -> Option<String> {
    let mut refused = None;
    for life in raft.new_lives().await {
        let NewLife { member, node, address } = &life;
        match replace(app, raft, &life).await {
            Ok(()) => tracing::warn!(
                member,
                node,
                address,
                "a member lost its data and rejoined under a new id"
            ),
            Err(why) => refused = Some(format!("node {node} at {address}: {why}")),
        }
    }
    refused
}

async fn replace(app: &App, raft: &RaftNode, life: &NewLife) -> Result<(), String> {
    let level = app.reader.state().and_then(|state| state.shard());
    let level = level.map_err(|error| error.message().to_owned())?.level;
    if level < LEVEL {
        return Err(format!(
            "the cluster is at level {level}: finalize the upgrade, or remove node {} and add node {}",
            life.member, life.node
        ));
    }
    let required = NodeRequirements::of(app).map_err(|status| status.message().to_owned())?;
    tracing::info!(
        member = life.member,
        node = life.node,
        "a member lost its data; its later life catches up"
    );
    let replaced = raft.replace(life, required.get()).await;
    replaced.map_err(|error: ChangeError| error.to_string())
}
