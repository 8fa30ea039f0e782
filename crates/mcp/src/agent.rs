//! One agent: the wakes that are its own, those of them that it holds, and those that it left lying.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use futures::{StreamExt as _, TryStreamExt as _};
use minoots_client::{Client, Delivery, Error, ListTimers, Timer, TimerStatus};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

pub mod held;
mod late;
mod places;
mod registry;

pub use held::{Held, Wake};
pub use registry::Agents;

use crate::agent_name::AgentName;
use crate::answer::Refusal;
use crate::limits::{GIVE_BACK_PATIENCE, PAGE_MAX};
use crate::settings::Settings;
use places::Unused;

/// The label that a wake carries its agent's name in.
const LABEL: &str = "agent";
/// What has not ended: it counts against the cap.
const PENDING: [TimerStatus; 3] = [TimerStatus::Scheduled, TimerStatus::Armed, TimerStatus::Fired];

/// See the module's words. Shared by all sessions of the agent in this process.
#[derive(Debug)]
pub struct Agent {
    /// Its name.
    pub name: AgentName,
    /// The way to the fabric.
    pub client: Client,
    /// What it may.
    pub settings: Arc<Settings>,
    /// Wakes that were taken and not acknowledged.
    held: Mutex<Held>,
    /// One schedule or task at a time, so that two do not count the same place below a cap; and the places that nobody uses.
    making: Mutex<Unused>,
}

impl Agent {
    /// One that holds nothing yet.
    pub fn new(name: AgentName, client: Client, settings: Arc<Settings>) -> Self {
        Self {
            name,
            client,
            settings,
            held: Mutex::default(),
            making: Mutex::default(),
        }
    }

    /// All of its timers, of which the caller may want fewer.
    pub fn timers(&self) -> ListTimers {
        ListTimers::default().label(LABEL, self.name.as_str())
    }

    /// A timer that is to be one of its own.
    pub fn owning(&self, timer: minoots_client::NewTimer) -> minoots_client::NewTimer {
        let timer = timer
            .label(LABEL, self.name.as_str())
            .queue(self.name.queue())
            .ack_deadline(self.settings.ack_deadline);
        match &self.settings.escalation {
            Some(escalation) => timer.action(escalation.target.clone(), escalation.after),
            None => timer,
        }
    }

    /// Reads a timer of its own; others are as if there were none.
    ///
    /// # Errors
    /// When there is none, or the fabric does not answer.
    pub async fn timer(&self, id: &str) -> Result<Timer, Refusal> {
        match self.client.get(id).await {
            Ok(timer) if self.owns(&timer) => Ok(timer),
            Ok(_) | Err(Error::NotFound { .. }) => Err(Refusal::no_timer(id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Its timers in these statuses, at most so many, and whether there are others.
    ///
    /// # Errors
    /// When the fabric does not answer.
    pub async fn listed(&self, which: ListTimers, limit: usize) -> Result<(Vec<Timer>, bool), Error> {
        let page = u32::try_from(limit + 1).unwrap_or(PAGE_MAX).min(PAGE_MAX);
        let pages = self.client.list(which.page_size(page));
        let mut timers: Vec<Timer> = pages.take(limit + 1).try_collect().await?;
        let more = timers.len() > limit;
        timers.truncate(limit);
        Ok((timers, more))
    }

    /// Its timers that have not ended, at most so many, and whether there are others.
    ///
    /// # Errors
    /// When the fabric does not answer.
    pub async fn pending(&self, limit: usize) -> Result<(Vec<Timer>, bool), Error> {
        let pending = PENDING.into_iter().fold(self.timers(), ListTimers::status);
        self.listed(pending, limit).await
    }

    /// While this is held nobody else in this process makes a timer or a task of the agent's.
    pub async fn alone(&self) -> MutexGuard<'_, Unused> {
        self.making.lock().await
    }

    /// Creates the timer of this id, as `create` does, if the agent may have one more wake. Whichever servers do so, it never has more.
    ///
    /// # Errors
    /// When it has as many as it may; the inner one when the timer is not created.
    pub async fn with_place<T>(
        &self,
        id: &str,
        create: impl Future<Output = Result<T, Error>>,
    ) -> Result<Result<T, Error>, Refusal> {
        let mut unused = self.alone().await;
        let place = places::take(self, &mut unused, id).await?;
        let created = create.await;
        if created.as_ref().is_err_and(|error| !error.may_have_happened()) {
            places::give_back(self, &mut unused, place).await;
        }
        Ok(created)
    }

    /// Whether this timer counts against the agent's cap.
    fn has_pending(&self, timer: &Timer) -> bool {
        self.owns(timer) && PENDING.contains(&timer.status)
    }

    fn owns(&self, timer: &Timer) -> bool {
        timer.labels.get(LABEL).map(String::as_str) == Some(self.name.as_str())
    }

    /// Takes this wake, unless it is in hand; answers others that stood before it in the queue, which are in hand by that.
    ///
    /// # Errors
    /// When the queue cannot be read.
    pub async fn take_this(&self, id: &str) -> Result<Vec<Wake>, Error> {
        let mut held = self.held.lock().await;
        held.take_this(&self.client, &self.name.queue(), id).await
    }

    /// Takes of these, all that have fired, as many as are asked for; answers what is in hand then, and how many of them are not.
    ///
    /// # Errors
    /// When the queue cannot be read.
    pub async fn take_fired(
        &self,
        limit: usize,
        fired: &BTreeSet<&str>,
        is_all: bool,
    ) -> Result<(Vec<Wake>, usize), Error> {
        let mut held = self.held.lock().await;
        if is_all {
            held.keep(fired);
        }
        let limit = limit.min(fired.len());
        held.take(&self.client, &self.name.queue(), limit).await?;
        let in_hand = held.deadlines();
        let elsewhere = fired.iter().filter(|id| !in_hand.contains_key(**id)).count();
        Ok((held.wakes(limit), elsewhere))
    }

    /// The delivery of a wake that is held; it stays held if what is done with it fails.
    pub async fn delivery(&self, id: &str) -> Option<Arc<Delivery>> {
        self.held.lock().await.delivery(id)
    }

    /// Holds a wake no more.
    pub async fn let_go(&self, id: &str) {
        self.held.lock().await.let_go(id);
    }

    /// Gives back what is held, so that it comes again at once; it counts as a delivery that has failed.
    pub async fn give_back(&self) {
        let give_back = async {
            let held = self.held.lock().await.empty();
            let given = held
                .iter()
                .map(|delivery| delivery.nack("the agent's server has ended", Some(Duration::ZERO)));
            join_all(given).await;
        };
        // A wake that cannot be given back comes again after its deadline.
        let _ = timeout(GIVE_BACK_PATIENCE, give_back).await;
    }
}
