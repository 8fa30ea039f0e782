//! The work that is being done, for whom, and who may act.

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
use crate::outgoing::{Outgoing, Place};
use crate::problems::{busy, pending};
use crate::settings::BotToken;
use crate::team::Team;

/// The workspaces that are served.
pub(crate) type Teams = BTreeMap<TeamId, Arc<Team>>;

/// What requests and firings are worked on with.
pub struct App {
    pub(crate) secrets: Secrets,
    pub(crate) outgoing: Outgoing,
    workspaces: Workspaces,
    teams: Teams,
    at_work: Arc<Semaphore>,
    tasks: TaskTracker,
}

impl App {
    /// One at which nothing is worked on yet.
    pub fn new(secrets: Secrets, outgoing: Outgoing, workspaces: Workspaces, teams: Teams) -> App {
        App {
            secrets,
            outgoing,
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

    /// Resolves once all that is worked on is done. No more is to begin.
    pub async fn done(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// How much is worked on.
    pub fn at_work(&self) -> usize {
        self.tasks.len()
    }

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
