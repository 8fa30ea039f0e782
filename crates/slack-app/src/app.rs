//! The endpoint as a whole: who may act, what is being done, and how it ends.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use futures::future::BoxFuture;
use minoots_slack::action::Scope;
use minoots_slack::id::{ChannelId, TeamId, UserId};
use minoots_slack::message::{Message, Original};
use minoots_slack::verify::Secrets;
use minoots_slack::workspace::{Principal, Refused, Workspaces};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::approvals;
use crate::fired;
use crate::gate::Gate;
use crate::http::accept;
use crate::limits::{ANSWER_PATIENCE, AT_WORK_MAX, END_GRACE};
use crate::outgoing::{Outgoing, Place};
use crate::problems::{busy, pending};
use crate::settings::{BotToken, Installation, ServeError, Settings};
use crate::team::Team;
use crate::tenancy::establish;

type Teams = BTreeMap<TeamId, Arc<Team>>;

/// What requests and firings are worked on with.
pub struct App {
    pub(crate) secrets: Secrets,
    pub(crate) outgoing: Outgoing,
    workspaces: Workspaces,
    teams: Teams,
    at_work: Arc<Semaphore>,
    tasks: TaskTracker,
}

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
    let app = Arc::new(App {
        secrets: settings.secrets,
        outgoing: Outgoing::new(settings.addresses)?,
        workspaces,
        teams,
        at_work: Arc::new(Semaphore::new(AT_WORK_MAX)),
        tasks: TaskTracker::new(),
    });
    let telling = TaskTracker::new();
    for team in app.teams.values() {
        telling.spawn(fired::tell(Arc::clone(&app), Arc::clone(team), stop.clone()));
    }
    for (team, channel) in asked {
        telling.spawn(approvals::watch(team, channel, stop.clone()));
    }
    ready(address);
    accept(listener, Arc::clone(&app), stop).await;
    telling.close();
    app.tasks.close();
    // Work that was answered as open is in memory only, so it is waited for first. Whatever is not done by then is cut off: the fabric gives
    // firings in hand to another.
    let ended = timeout(END_GRACE, async {
        app.tasks.wait().await;
        telling.wait().await;
    });
    if ended.await.is_err() {
        tracing::warn!(
            at_work = app.tasks.len(),
            "ends although not everything was done in time"
        );
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

impl App {
    /// Who acts, and by which workspace.
    ///
    /// # Errors
    /// They may not.
    pub fn admit(&self, team: &TeamId, user: &UserId) -> Result<(Principal, Arc<Team>), Refused> {
        let principal = self.workspaces.principal(team, user)?;
        let team = self.teams.get(team).ok_or(Refused::Workspace)?;
        Ok((principal, Arc::clone(team)))
    }

    /// What came of the work, if it ends while Slack waits; else that it is open, and the person is told at `place` when it has ended.
    pub async fn answer(
        self: &Arc<Self>,
        team: &Arc<Team>,
        place: Place,
        work: impl Future<Output = Message> + Send + 'static,
    ) -> Message {
        let Ok(permit) = Arc::clone(&self.at_work).try_acquire_owned() else {
            return busy();
        };
        let (done, mut waiting) = oneshot::channel();
        let (app, team) = (Arc::clone(self), Arc::clone(team));
        self.tasks.spawn(async move {
            let _permit = permit;
            if let Err(message) = done.send(work.await) {
                let token = team.token.as_ref();
                app.outgoing.tell_later(&message, Original::Keep, &place, token).await;
            }
        });
        if let Ok(Ok(message)) = timeout(ANSWER_PATIENCE, &mut waiting).await {
            return message;
        }
        // What was sent in the meantime would be lost otherwise.
        waiting.close();
        waiting.try_recv().unwrap_or_else(|_| pending())
    }

    /// Has the work done, and the person told at `place`; answers once the work is done, or Slack has waited. `false`: as much is being worked on
    /// as may be, and nothing was done.
    #[must_use]
    pub async fn answer_at(
        self: &Arc<Self>,
        token: Option<BotToken>,
        place: Place,
        work: impl Future<Output = (Message, Original)> + Send + 'static,
    ) -> bool {
        let Ok(permit) = Arc::clone(&self.at_work).try_acquire_owned() else {
            return false;
        };
        let (done, waiting) = oneshot::channel::<()>();
        let app = Arc::clone(self);
        self.tasks.spawn(async move {
            let _permit = permit;
            let (message, original) = work.await;
            drop(done);
            app.outgoing
                .tell_later(&message, original, &place, token.as_ref())
                .await;
        });
        // Either way Slack is answered now.
        let _ = timeout(ANSWER_PATIENCE, waiting).await;
        true
    }
}
