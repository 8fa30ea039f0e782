//! Wakes in hand: taken from the agent's queue, each the agent's until its deadline.
//!
//! Holding is what keeps a wake from being offered again. A process that is killed holds nothing, so that what it had comes again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::SystemTime;

use futures::{FutureExt as _, StreamExt as _};
use minoots_client::{Client, ConsumeOptions, Delivery, Error};
use serde_json::{Map, Value};
use tokio::time::timeout;

use crate::clock;
use crate::limits::{HELD_MAX, TAKE_PATIENCE, TAKE_PAUSE};
use crate::moment::instant_text;
use crate::shown::MESSAGE_SHREDDED;

/// See the module's words. At most [`HELD_MAX`].
#[derive(Debug, Default)]
pub struct Held {
    deliveries: BTreeMap<String, Arc<Delivery>>,
}

/// A wake as it is shown.
pub type Wake = Map<String, Value>;

impl Held {
    /// Takes what is ready in the queue until this many are held.
    ///
    /// # Errors
    /// When the queue cannot be opened.
    pub async fn take(&mut self, client: &Client, queue: &str, limit: usize) -> Result<(), Error> {
        self.forget();
        let wanted = limit.min(HELD_MAX).saturating_sub(self.deliveries.len());
        match wanted {
            0 => Ok(()),
            wanted => self.take_next(client, queue, wanted).await,
        }
    }

    /// Takes from the queue until this one is held; what stands before it is taken with it, and nothing else. Answers what was taken with it.
    ///
    /// A queue is taken from in its order, and a delivery that is given back has failed once: so what came along is kept, and told.
    ///
    /// # Errors
    /// When the queue cannot be opened.
    pub async fn take_this(&mut self, client: &Client, queue: &str, id: &str) -> Result<Vec<Wake>, Error> {
        self.forget();
        let mut along = Vec::new();
        while !self.deliveries.contains_key(id) && self.deliveries.len() < HELD_MAX {
            let before: BTreeSet<String> = self.deliveries.keys().cloned().collect();
            // One at a time: what stands behind it stays where it is.
            self.take_next(client, queue, 1).await?;
            let mut taken = self
                .deliveries
                .iter()
                .filter(|(id, _)| !before.contains(*id))
                .peekable();
            if taken.peek().is_none() {
                break;
            }
            along.extend(
                taken
                    .filter(|(taken, _)| *taken != id)
                    .map(|(id, delivery)| shown(id, delivery)),
            );
        }
        Ok(along)
    }

    /// Opens the queue for so many, and takes what comes at once.
    async fn take_next(&mut self, client: &Client, queue: &str, count: usize) -> Result<(), Error> {
        // What is not asked for is not taken: giving it back counts as a delivery that has failed.
        let credits = u32::try_from(count).unwrap_or(1);
        let mut consumer = client.consume(queue, ConsumeOptions::default().credits(credits));
        let mut patience = TAKE_PATIENCE;
        for _ in 0..count {
            match timeout(patience, consumer.next()).await {
                Ok(Some(delivery)) => self.hold(delivery?),
                Ok(None) | Err(_) => break,
            }
            // What waits comes at once.
            patience = TAKE_PAUSE;
        }
        while let Some(Some(delivery)) = consumer.next().now_or_never() {
            self.hold(delivery?);
        }
        // Dropped, not closed: what is in hand stays so, and nothing more comes.
        Ok(())
    }

    /// Keeps of what is held only what has still fired: others may acknowledge it by its fence.
    pub fn keep(&mut self, fired: &BTreeSet<&str>) {
        self.deliveries.retain(|id, _| fired.contains(id.as_str()));
    }

    /// What is held, the earliest first.
    pub fn wakes(&self, limit: usize) -> Vec<Wake> {
        let mut deliveries: Vec<_> = self.deliveries.iter().collect();
        deliveries.sort_by_key(|(id, delivery)| (delivery.fire_time, (*id).clone()));
        deliveries.truncate(limit);
        deliveries
            .into_iter()
            .map(|(id, delivery)| shown(id, delivery))
            .collect()
    }

    /// The delivery of a wake.
    pub fn delivery(&self, id: &str) -> Option<Arc<Delivery>> {
        self.deliveries.get(id).cloned()
    }

    /// Holds it no more.
    pub fn let_go(&mut self, id: &str) {
        self.deliveries.remove(id);
    }

    /// Holds nothing any more; answers what it held.
    pub fn empty(&mut self) -> Vec<Arc<Delivery>> {
        std::mem::take(&mut self.deliveries).into_values().collect()
    }

    /// Until when each is the agent's.
    pub fn deadlines(&self) -> BTreeMap<String, SystemTime> {
        let deadline = |(id, delivery): (&String, &Arc<Delivery>)| Some((id.clone(), delivery.ack_deadline_time?));
        self.deliveries.iter().filter_map(deadline).collect()
    }

    fn hold(&mut self, delivery: Delivery) {
        // Anything else in the queue is nobody's wake; it is given back as it is dropped.
        if let Some(id) = delivery.event.subject.strip_prefix("timers/") {
            self.deliveries.insert(id.to_owned(), Arc::new(delivery));
        }
    }

    /// What is past its deadline is offered again, to whoever asks.
    fn forget(&mut self) {
        let now = clock::now();
        self.deliveries
            .retain(|_, delivery| delivery.ack_deadline_time.is_some_and(|end| now < end));
    }
}

fn shown(id: &str, delivery: &Delivery) -> Wake {
    let event: Value = serde_json::from_slice(&delivery.event.payload).unwrap_or_default();
    let mut wake = Map::new();
    wake.insert("id".to_owned(), id.into());
    wake.insert("message".to_owned(), event.get("data").cloned().unwrap_or_default());
    if let Some(binary) = event.get("data_base64") {
        wake.insert("message_base64".to_owned(), binary.clone());
    }
    if delivery.event.is_shredded() {
        wake.insert(MESSAGE_SHREDDED.to_owned(), true.into());
    }
    wake.insert("fire_time".to_owned(), delivery.fire_time.map(instant_text).into());
    wake.insert("attempt".to_owned(), delivery.attempt.into());
    wake.insert("fence".to_owned(), delivery.fence.clone().into());
    wake.insert(
        "acknowledge_by".to_owned(),
        delivery.ack_deadline_time.map(instant_text).into(),
    );
    wake
}
