//! One agent: its wakes, those that this process holds, and those left unacknowledged.

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

/// The label with the name of a wake's agent.
const LABEL: &str = "agent";
/// The statuses of timers that have not ended, which count against the cap.
const PENDING: [TimerStatus; 3] = [TimerStatus::Scheduled, TimerStatus::Armed, TimerStatus::Fired];

/// An agent, shared by all its sessions in this process.
#[derive(Debug)]
pub struct Agent {
    /// Its name.
    pub name: AgentName,
    /// The client of the cluster.
    pub client: Client,
    /// Its limits.
    pub settings: Arc<Settings>,
    /// Wakes that were taken and not acknowledged.
    held: Mutex<Held>,
    /// Serialises schedules and tasks, so that two of them do not count the same slot below a cap. Contains the slots
    /// that remained unused.
    making: Mutex<Unused>,
}

impl Agent {
    /// An agent without held wakes.
    pub fn new(name: AgentName, client: Client, settings: Arc<Settings>) -> Self {
        Self {
            name,
            client,
            settings,
            held: Mutex::default(),
            making: Mutex::default(),
        }
    }

    /// A filter for all of its timers, which the caller may narrow.
    pub fn timers(&self) -> ListTimers {
        ListTimers::default().label(LABEL, self.name.as_str())
    }

    /// Labels a timer as this agent's, and sets its queue, deadline and escalation.
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

    /// Reads one of its timers. Another agent's timer counts as missing.
    ///
    /// # Errors
    /// There is no such timer, or the cluster does not answer.
    pub async fn timer(&self, id: &str) -> Result<Timer, Refusal> {
        match self.client.get(id).await {
            Ok(timer) if self.owns(&timer) => Ok(timer),
            Ok(_) | Err(Error::NotFound { .. }) => Err(Refusal::no_timer(id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Its timers that match a filter, up to `limit`, and whether there are more.
    ///
    /// # Errors
    /// The cluster does not answer.
    pub async fn listed(&self, which: ListTimers, limit: usize) -> Result<(Vec<Timer>, bool), Error> {
        let page = u32::try_from(limit + 1).unwrap_or(PAGE_MAX).min(PAGE_MAX);
        let pages = self.client.list(which.page_size(page));
        let mut timers: Vec<Timer> = pages.take(limit + 1).try_collect().await?;
        let more = timers.len() > limit;
        timers.truncate(limit);
        Ok((timers, more))
    }

    /// Its timers that have not ended, up to `limit`, and whether there are more.
    ///
    /// # Errors
    /// The cluster does not answer.
    pub async fn pending(&self, limit: usize) -> Result<(Vec<Timer>, bool), Error> {
        let pending = PENDING.into_iter().fold(self.timers(), ListTimers::status);
        self.listed(pending, limit).await
    }

    /// Locks the creation of this agent's timers and tasks within this process.
    pub async fn alone(&self) -> MutexGuard<'_, Unused> {
        self.making.lock().await
    }

    /// Creates the timer of this id with `create`, if the agent may have one more wake. The cap holds across all
    /// servers.
    ///
    /// # Errors
    /// The agent has as many wakes as it may. The inner error means that the timer was not created.
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

    /// Takes this wake, unless it is held. Returns the wakes before it in the queue, which it takes as well.
    ///
    /// # Errors
    /// The queue cannot be read.
    pub async fn take_this(&self, id: &str) -> Result<Vec<Wake>, Error> {
        let mut held = self.held.lock().await;
        held.take_this(&self.client, &self.name.queue(), id).await
    }

    /// Takes up to `limit` of these fired wakes. Returns the held ones, and the number of fired wakes that are not
    /// held. `is_all` tells that `fired` lists all.
    ///
    /// # Errors
    /// The queue cannot be read.
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

    /// The delivery of a held wake. It stays held if its processing fails.
    pub async fn delivery(&self, id: &str) -> Option<Arc<Delivery>> {
        self.held.lock().await.delivery(id)
    }

    /// Stops holding a wake.
    pub async fn let_go(&self, id: &str) {
        self.held.lock().await.let_go(id);
    }

    /// Returns all held wakes, so that they are redelivered at once. Each counts as a failed delivery.
    pub async fn give_back(&self) {
        let give_back = async {
            let held = self.held.lock().await.empty();
            let given = held
                .iter()
                .map(|delivery| delivery.nack("the agent's server has ended", Some(Duration::ZERO)));
            join_all(given).await;
        };
        // A wake that cannot be returned is redelivered after its deadline.
        let _ = timeout(GIVE_BACK_PATIENCE, give_back).await;
    }
}
