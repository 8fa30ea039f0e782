//! Held wakes: taken from the agent's queue, each leased until its deadline.
//!
//! A held delivery is not redelivered. A killed process holds nothing, so its wakes are redelivered.

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

/// The held wakes, at most [`HELD_MAX`].
#[derive(Debug, Default)]
pub struct Held {
    deliveries: BTreeMap<String, Arc<Delivery>>,
}

/// A wake in an answer.
pub type Wake = Map<String, Value>;

impl Held {
    /// Takes ready wakes from the queue until this many are held.
    ///
    /// # Errors
    /// The queue cannot be opened.
    pub async fn take(&mut self, client: &Client, queue: &str, limit: usize) -> Result<(), Error> {
        self.forget();
        let wanted = limit.min(HELD_MAX).saturating_sub(self.deliveries.len());
        match wanted {
            0 => Ok(()),
            wanted => self.take_next(client, queue, wanted).await,
        }
    }

    /// Takes wakes from the queue until this one is held. The wakes before it are taken as well, and no others. Returns
    /// those.
    ///
    /// A queue delivers in its order, and a returned delivery counts as failed. So the wakes taken along stay held, and
    /// are reported.
    ///
    /// # Errors
    /// The queue cannot be opened.
    pub async fn take_this(&mut self, client: &Client, queue: &str, id: &str) -> Result<Vec<Wake>, Error> {
        self.forget();
        let mut along = Vec::new();
        while !self.deliveries.contains_key(id) && self.deliveries.len() < HELD_MAX {
            let before: BTreeSet<String> = self.deliveries.keys().cloned().collect();
            // One at a time, so that later wakes stay in the queue.
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

    /// Opens the queue with this many credits, and takes the wakes that arrive at once.
    async fn take_next(&mut self, client: &Client, queue: &str, count: usize) -> Result<(), Error> {
        // Never request more than needed: a returned delivery counts as failed.
        let credits = u32::try_from(count).unwrap_or(1);
        let mut consumer = client.consume(queue, ConsumeOptions::default().credits(credits));
        let mut patience = TAKE_PATIENCE;
        for _ in 0..count {
            match timeout(patience, consumer.next()).await {
                Ok(Some(delivery)) => self.hold(delivery?),
                Ok(None) | Err(_) => break,
            }
            // Waiting wakes arrive at once.
            patience = TAKE_PAUSE;
        }
        while let Some(Some(delivery)) = consumer.next().now_or_never() {
            self.hold(delivery?);
        }
        // Drop the consumer instead of closing it: held deliveries stay held, and no more arrive.
        Ok(())
    }

    /// Drops held wakes that are no longer fired: another process may acknowledge them by their fence.
    pub fn keep(&mut self, fired: &BTreeSet<&str>) {
        self.deliveries.retain(|id, _| fired.contains(id.as_str()));
    }

    /// The held wakes, earliest first.
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

    /// Stops holding a wake.
    pub fn let_go(&mut self, id: &str) {
        self.deliveries.remove(id);
    }

    /// Removes and returns all held deliveries.
    pub fn empty(&mut self) -> Vec<Arc<Delivery>> {
        std::mem::take(&mut self.deliveries).into_values().collect()
    }

    /// The lease deadline of each held wake.
    pub fn deadlines(&self) -> BTreeMap<String, SystemTime> {
        let deadline = |(id, delivery): (&String, &Arc<Delivery>)| Some((id.clone(), delivery.ack_deadline_time?));
        self.deliveries.iter().filter_map(deadline).collect()
    }

    fn hold(&mut self, delivery: Delivery) {
        // Another message in the queue is not a wake; dropping it returns it.
        if let Some(id) = delivery.event.subject.strip_prefix("timers/") {
            self.deliveries.insert(id.to_owned(), Arc::new(delivery));
        }
    }

    /// Drops wakes past their deadline, which the queue redelivers to any consumer.
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
