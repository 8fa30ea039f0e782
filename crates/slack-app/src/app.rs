//! The shared state of the app: work in progress, workspaces and authorisation.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use minoots_slack::id::{TeamId, UserId};
use minoots_slack::message::{Message, Original};
use minoots_slack::verify::Secrets;
use minoots_slack::workspace::{Principal, Refused, Workspaces};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::limits::{ANSWER_PATIENCE, AT_WORK_MAX};
use crate::metrics::SlackMetrics;
use crate::outgoing::{Outgoing, Place};
use crate::problems::{busy, pending};
use crate::settings::BotToken;
use crate::team::Team;

/// The served workspaces.
pub(crate) type Teams = BTreeMap<TeamId, Arc<Team>>;

/// The state that requests and firings share.
pub struct App {
    pub(crate) secrets: Secrets,
    pub(crate) outgoing: Outgoing,
    pub(crate) metrics: SlackMetrics,
    workspaces: Workspaces,
    teams: Teams,
    at_work: Arc<Semaphore>,
    tasks: TaskTracker,
}

impl App {
    /// Creates an app without work in progress.
    pub fn new(
        secrets: Secrets,
        (outgoing, metrics): (Outgoing, SlackMetrics),
        workspaces: Workspaces,
        teams: Teams,
    ) -> App {
        App {
            secrets,
            outgoing,
            metrics,
            workspaces,
            teams,
            at_work: Arc::new(Semaphore::new(AT_WORK_MAX)),
            tasks: TaskTracker::new(),
        }
    }

    /// The workspaces.
    pub fn teams(&self) -> impl Iterator<Item = &Arc<Team>> {
        self.teams.values()
    }

    /// Resolves when all work in progress is complete. The caller starts no new work.
    pub async fn done(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// The number of tasks in progress.
    pub fn at_work(&self) -> usize {
        self.tasks.len()
    }

    /// Returns the principal and the workspace of a person.
    ///
    /// # Errors
    /// The workspace or the person may not act.
    pub fn admit(&self, team: &TeamId, user: &UserId) -> Result<(Principal, Arc<Team>), Refused> {
        let principal = self.workspaces.principal(team, user)?;
        let team = self.teams.get(team).ok_or(Refused::Workspace)?;
        Ok((principal, Arc::clone(team)))
    }

    /// Runs the work and returns its message, if it ends before Slack's timeout. Otherwise it returns a pending
    /// message, and sends the result to `place` later.
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
        // Without this check, a message sent since the timeout would be lost.
        waiting.close();
        waiting.try_recv().unwrap_or_else(|_| pending())
    }

    /// Runs the work and sends its message to `place`. Returns when the work ends, or before Slack's timeout. Returns
    /// `false` if [`AT_WORK_MAX`] tasks run already; then it does nothing.
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
        // The caller answers Slack now in both cases.
        let _ = timeout(ANSWER_PATIENCE, waiting).await;
        true
    }
}
