//! Prepares events ahead of their time: reads rows, builds the payload, and signs it. It runs on its own thread,
//! because the release thread neither reads tables nor signs.

pub use crate::core::Done;
use crate::{
    ahead::{Ahead, Hands},
    core::{Action, Item, OTHERS, QueueKey, Rules, Source, Told},
    event::Prepared,
    fired::{facts, made, signed},
    opener::Opener,
    signer::Signer,
};
use minoots_kernel::{
    Failure, ReadyPlace,
    defects::{Defect, planted},
    internal::{Lane, TimerRow, TimerState},
    tables::{self, layout, ready},
};
use minoots_sequencer::{
    clock::instant,
    consensus::{Consensus, View},
    window::{Refill, Refilled},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize};

/// Builds and signs for one cluster.
pub struct Preparer {
    consensus: Arc<dyn Consensus>,
    signer: Arc<Signer>,
    opener: Arc<dyn Opener>,
    ahead: Mutex<Ahead>,
}

impl Preparer {
    /// Creates a preparer that reads these tables, opens sealed payloads and signs with the node's key.
    pub fn new(consensus: Arc<dyn Consensus>, signer: Arc<Signer>, opener: Arc<dyn Opener>) -> Preparer {
        Preparer {
            consensus,
            signer,
            opener,
            ahead: Mutex::default(),
        }
    }

    /// The instant of the next scan or signature ahead, in nanoseconds UTC.
    pub fn next_look(&self, now: i64) -> i64 {
        self.ahead().next_turn(now)
    }

    /// Signs a few events of a coming burst, for the cluster with this prefix of its events' source attributes. `came`
    /// counts the timers that were scheduled to be due [soon](crate::ahead::REACH).
    pub fn look_ahead(&self, now: i64, source_prefix: &str, came: &AtomicUsize) -> Result<(), Failure> {
        let view = self.consensus.view()?;
        let hands = Hands {
            view: view.as_ref(),
            came,
            signer: &self.signer,
            opener: self.opener.as_ref(),
            source_prefix,
        };
        self.ahead().turn(now, &hands)
    }

    /// Forgets everything signed ahead, because leadership has changed.
    pub fn forget(&self) {
        self.ahead().clear();
    }

    /// The number of events and signatures that were made ahead and not used.
    #[cfg(test)]
    pub fn made_ahead(&self) -> usize {
        self.ahead().len()
    }

    fn ahead(&self) -> MutexGuard<'_, Ahead> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one piece of work for the tenant whose events have this source attribute. `view` is opened on first use and
    /// shared by a round.
    pub fn work(
        &self,
        source: &str,
        action: Action,
        view: &mut Option<Box<dyn View>>,
    ) -> Result<Option<Done>, Failure> {
        match action {
            Action::Prepare {
                queue,
                place,
                source: from,
            } => {
                let row = match from {
                    Source::Row(row) => Some(row),
                    Source::Tables { id, version } => {
                        let view = self.view(view)?;
                        deliverable(view, &queue.tenant, &id, version, place)?.map(Arc::new)
                    }
                };
                let event = row.map(|row| self.event(source, &queue.tenant, &row)).transpose()?;
                Ok(Some(Done::Prepared { queue, place, event }))
            }
            Action::Refill {
                queue,
                life,
                lane,
                refill,
            } => {
                // A scan needs the newest state.
                *view = None;
                let began = instant();
                let (found, told) = scan(self.view(view)?, (&queue, lane), &refill)?;
                tracing::debug!(queue = &*queue.queue, rows = found.rows.len(), took = ?began.elapsed(), "a queue was read");
                Ok(Some(Done::Refilled {
                    queue,
                    life,
                    lane,
                    found,
                    told,
                }))
            }
            Action::Propose { .. } => Ok(None),
        }
    }

    fn view<'v>(&self, view: &'v mut Option<Box<dyn View>>) -> Result<&'v dyn View, Failure> {
        if view.is_none() {
            *view = Some(self.consensus.view()?);
        }
        view.as_deref().ok_or_else(|| Failure::Tables("no view".to_owned()))
    }

    fn event(&self, source: &str, tenant: &str, row: &TimerRow) -> Result<Arc<Prepared>, Failure> {
        let changes = planted(Defect::PayloadChanges) && row.delivery.is_some_and(|delivery| delivery.attempts > 0);
        let kept = self.ahead().take_event(tenant, row).filter(|_| !changes);
        match kept {
            Some(event) if row.delivery.is_none() => return Ok(event),
            Some(event) => {
                return Ok(Arc::new(Prepared {
                    facts: Arc::new(facts(tenant, row, event.event_id.clone())),
                    payload: event.payload.clone(),
                    signature: event.signature.clone(),
                }));
            }
            None => {}
        }
        let (facts, mut payload) = made(self.opener.as_ref(), source, tenant, row)?;
        if changes {
            payload.push(b' ');
        }
        let signature = match self.ahead().take_signature(row.version, &payload) {
            Some(signature) => self.signer.detached(&signature),
            None => None,
        };
        let signature = signature.unwrap_or_else(|| self.signer.sign_detached(&payload));
        Ok(Arc::new(signed(facts, payload, signature)))
    }
}

/// The row, if there is something to deliver from this position. If the row has another position, the effect of the
/// entry that moved it has not arrived yet. A release from here would then interrupt another delivery, or reuse a
/// fence.
fn deliverable(
    view: &dyn View,
    tenant: &str,
    id: &str,
    version: u64,
    place: ReadyPlace,
) -> Result<Option<TimerRow>, Failure> {
    let row = tables::timer::get(view, tenant, id)?.filter(|row| row.version == version);
    Ok(row.filter(|row| match row.state() {
        TimerState::Pending => true,
        TimerState::Fired => row.place() == place,
        _ => row.redrive_open() && row.place() == place,
    }))
}

type Found = Refilled<ReadyPlace, Item>;

fn scan(
    view: &dyn View,
    (queue, lane): (&QueueKey, Lane),
    refill: &Refill<ReadyPlace>,
) -> Result<(Found, Option<Told>), Failure> {
    let (tenant, name) = (&queue.tenant, &queue.queue);
    let (from, told) = match refill.after {
        Some(place) => (layout::after(ready::key(tenant, name, place)), None),
        None => {
            let row = tables::queue::get(view, tenant, name)?;
            let paused = row.as_ref().is_some_and(|row| row.pause.is_some());
            let limited = row.as_ref().is_some_and(|row| row.key_concurrency() != 0);
            let there = |lane| row.as_ref().is_some_and(|row| !row.lane_from(lane).is_empty());
            let told = Told {
                rules: Rules { paused, limited },
                others: OTHERS.map(there),
            };
            (ready::first(tenant, name, lane, row.as_ref()), Some(told))
        }
    };
    let until = ready::range_of(tenant, name, lane).1;
    let rows = view.scan(&from, &until, refill.limit)?;
    let exhausted = rows.len() < refill.limit;
    let read = |row| {
        ready::read(row).map(|(place, timer)| {
            (
                place,
                Item::cold(&timer.id, timer.version).keyed(&timer.concurrency_key),
            )
        })
    };
    let rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let found = Refilled {
        view_index: view.index(),
        rows,
        exhausted,
    };
    Ok((found, told))
}
