//! The endpoint as a whole: what it needs to begin, what runs beside what, and how it ends.

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

/// Serves until `stop` is cancelled. `ready` is told where, once it listens: not before the fabric has said of each workspace that its key is of its
/// tenant. Boxed, so that the app is compiled in this crate and not in each that serves it.
///
/// # Errors
/// When nobody could use it, a key is of another tenant, or the address is not to be had.
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
    let app = Arc::new(App::new(settings.secrets, outgoing, workspaces, teams));
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
    // Work that was answered as open is in memory only, so it is waited for first. Whatever is not done by then is cut off: the fabric gives
    // firings in hand to another.
    let ended = timeout(END_GRACE, async {
        app.done().await;
        telling.wait().await;
    });
    if ended.await.is_err() {
        tracing::warn!(at_work = app.at_work(), "ends although not everything was done in time");
    }
    Ok(())
}

/// The workspaces as they are served, and the channels in which decisions are asked for.
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
