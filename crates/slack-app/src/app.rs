//! The endpoint as a whole: who may act, what is being done, and how it ends.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use minoots_client::Client;
use minoots_slack::action::Scope;
use minoots_slack::id::{TeamId, UserId};
use minoots_slack::message::{Message, Original, Seal};
use minoots_slack::verify::Secrets;
use minoots_slack::workspace::{Principal, Refused, Workspaces};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::approvals;
use crate::fired;
use crate::http::accept;
use crate::limits::{ANSWER_PATIENCE, AT_WORK_MAX, GRACE};
use crate::outgoing::{Outgoing, Place};
use crate::problems::{busy, pending};
use crate::settings::{BotToken, ServeError, Settings};

/// What requests and firings are worked on with.
pub struct App {
    pub(crate) secrets: Secrets,
    pub(crate) outgoing: Outgoing,
    workspaces: Workspaces,
    teams: BTreeMap<TeamId, Arc<Team>>,
    at_work: Arc<Semaphore>,
    tasks: TaskTracker,
}

/// A workspace, and how it acts.
pub struct Team {
    /// Which, and for whom: what buttons are made for.
    pub scope: Scope,
    /// Reaches the fabric as the tenant.
    pub client: Client,
    /// Writes as the app.
    pub token: Option<BotToken>,
}

impl Team {
    /// The queue that its firings wait in.
    pub fn queue(&self) -> String {
        format!("slack.{}", self.scope.team)
    }

    /// What its buttons are made with.
    pub fn seal<'a>(&'a self, secrets: &'a Secrets) -> Seal<'a> {
        Seal {
            scope: &self.scope,
            secrets,
        }
    }
}

/// Serves until `stop` is cancelled. `ready` is told where, once it listens.
///
/// # Errors
/// When nobody could use it, or the address is not to be had.
pub async fn serve(
    settings: Settings,
    ready: impl FnOnce(SocketAddr) + Send,
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
    let listener = tokio::net::TcpListener::bind(settings.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let (mut teams, mut asked) = (BTreeMap::new(), Vec::new());
    for one in settings.installations {
        let scope = Scope {
            team: one.workspace.team_id.clone(),
            tenant: one.workspace.tenant,
        };
        let team = Arc::new(Team {
            scope,
            client: one.client,
            token: one.token,
        });
        asked.extend(one.approvals.map(|channel| (Arc::clone(&team), channel)));
        teams.insert(one.workspace.team_id, team);
    }
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
    // Whoever is not done by then is cut off: the fabric gives what was in hand to another.
    let _ = timeout(GRACE, async {
        telling.wait().await;
        app.tasks.wait().await;
    })
    .await;
    Ok(())
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
