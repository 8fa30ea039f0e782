//! The service as a whole: startup checks, concurrent tasks and shutdown.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use futures::future::BoxFuture;
use minoots_slack::action::Scope;
use minoots_slack::id::ChannelId;
use minoots_slack::workspace::Workspaces;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, Teams};
use crate::approvals;
use crate::fired;
use crate::gate::Gate;
use crate::http::accept;
use crate::limits::END_GRACE;
use crate::outgoing::Outgoing;
use crate::settings::{Installation, ServeError, Settings};
use crate::team::Team;
use crate::tenancy::establish;

/// Serves until `stop` is cancelled.
///
/// `ready` receives the listening address. It runs only after the cluster has confirmed, for each workspace, that its
/// key belongs to its tenant. The future is boxed, so that the app compiles in this crate and not in each caller.
///
/// # Errors
/// No workspace is usable, a key belongs to another tenant, or the address is unavailable.
pub fn serve(
    settings: Settings,
    ready: Box<dyn FnOnce(SocketAddr) + Send>,
    stop: CancellationToken,
) -> BoxFuture<'static, Result<(), ServeError>> {
    Box::pin(serve_all(settings, ready, stop))
}

async fn serve_all(
    settings: Settings,
    ready: Box<dyn FnOnce(SocketAddr) + Send>,
    stop: CancellationToken,
) -> Result<(), ServeError> {
    let refused = |error| ServeError::Listen(settings.listen, error);
    let workspaces = settings.installations.iter().map(|one| one.workspace.clone());
    let workspaces = Workspaces::new(workspaces.collect())?;
    let mute = settings
        .installations
        .iter()
        .find(|one| one.approvals.is_some() && one.token.is_none());
    if let Some(mute) = mute {
        return Err(ServeError::NoToken(mute.workspace.team_id.clone()));
    }
    tokio::select! {
        established = establish(&settings.installations) => established?,
        () = stop.cancelled() => return Ok(()),
    }
    let listener = tokio::net::TcpListener::bind(settings.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let (teams, asked) = teams(settings.installations);
    let outgoing = Outgoing::new(settings.addresses)?;
    let app = Arc::new(App::new(
        settings.secrets,
        (outgoing, settings.metrics),
        workspaces,
        teams,
    ));
    let telling = TaskTracker::new();
    for team in app.teams() {
        telling.spawn(fired::tell(Arc::clone(&app), Arc::clone(team), stop.clone()));
    }
    for (team, channel) in asked {
        telling.spawn(approvals::watch(team, channel, stop.clone()));
    }
    ready(address);
    accept(listener, Arc::clone(&app), stop).await;
    telling.close();
    // Work that was answered as pending exists in memory only, so shutdown waits for it first. Any other work is cut
    // off at the time limit: the cluster redelivers unacknowledged firings to another consumer.
    let ended = timeout(END_GRACE, async {
        app.done().await;
        telling.wait().await;
    });
    if ended.await.is_err() {
        tracing::warn!(at_work = app.at_work(), "ends although not everything was done in time");
    }
    Ok(())
}

/// The served workspaces, and the channels for approvals.
fn teams(installations: Vec<Installation>) -> (Teams, Vec<(Arc<Team>, ChannelId)>) {
    let (mut teams, mut asked) = (BTreeMap::new(), Vec::new());
    for one in installations {
        let scope = Scope {
            team: one.workspace.team_id.clone(),
            tenant: one.workspace.tenant,
        };
        let team = Arc::new(Team {
            scope,
            client: one.client,
            token: one.token,
            gate: Gate::default(),
        });
        asked.extend(one.approvals.map(|channel| (Arc::clone(&team), channel)));
        teams.insert(one.workspace.team_id, team);
    }
    (teams, asked)
}
