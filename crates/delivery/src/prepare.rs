//! Makes events ready ahead of their time: reads what has to be read, builds the payload, signs it. On a thread of its own, because
//! the release thread neither reads tables nor signs.

use crate::{
    ahead::{Ahead, Hands},
    core::{Action, Item, OTHERS, QueueKey, Rules, Source, Told},
    event::{Facts, Prepared},
    opener::{self, Opened, Opener},
    payload::{self, Data, Event},
    signer::Signer,
};
use bytes::Bytes;
use minoots_kernel::{
    Failure, ReadyPlace,
    defects::{Defect, planted},
    id,
    internal::{Lane, NewTimer, TimerRow, TimerState},
    limits,
    tables::{self, layout, ready},
};
use minoots_sequencer::{
    clock::instant,
    consensus::{Consensus, View},
    window::{Refill, Refilled},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize};

/// What one piece of work came to; [`Core::done`](crate::core::Core::done) takes it.
pub enum Done {
    /// An event is ready, or there is nothing to deliver any more.
    Prepared {
        /// Its queue.
        queue: QueueKey,
        /// Its place there.
        place: ReadyPlace,
        /// The event.
        event: Option<Arc<Prepared>>,
    },
    /// A scan came back.
    Refilled {
        /// The queue.
        queue: QueueKey,
        /// Which of its lives asked.
        life: u64,
        /// Which of its lanes.
        lane: Lane,
        /// The rows.
        found: Refilled<ReadyPlace, Item>,
        /// With the first rows: what there is to know of the queue.
        told: Option<Told>,
    },
}

/// Builds and signs for one cluster.
pub struct Preparer {
    consensus: Arc<dyn Consensus>,
    signer: Arc<Signer>,
    opener: Arc<dyn Opener>,
    ahead: Mutex<Ahead>,
}

impl Preparer {
    /// One that reads tables there, opens what is sealed and signs with the node's key.
    pub fn new(consensus: Arc<dyn Consensus>, signer: Arc<Signer>, opener: Arc<dyn Opener>) -> Preparer {
        Preparer {
            consensus,
            signer,
            opener,
            ahead: Mutex::default(),
        }
    }

    /// When there will be something to sign ahead, or to look for, nanoseconds UTC.
    pub fn next_look(&self, now: i64) -> i64 {
        self.ahead().next_turn(now)
    }

    /// Signs a little of what will be due in a crowd, for the cluster whose events' source attributes begin like this. `came` counts the timers
    /// that have come to be due [soon](crate::ahead::REACH).
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

    /// Leadership has changed: what was signed ahead is forgotten.
    pub fn forget(&self) {
        self.ahead().clear();
    }

    /// Events and signatures that were made ahead and nobody has asked for.
    #[cfg(test)]
    pub fn made_ahead(&self) -> usize {
        self.ahead().len()
    }

    fn ahead(&self) -> MutexGuard<'_, Ahead> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one piece of work for the tenant whose events have this source attribute. `view` is opened when first needed and shared by a round.
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
                // A scan wants the newest state there is.
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

/// The event of a timer as its row stands, signed.
pub(crate) fn first_event(
    opener: &dyn Opener,
    signer: &Signer,
    source: &str,
    tenant: &str,
    row: &TimerRow,
) -> Result<Prepared, Failure> {
    let (facts, payload) = made(opener, source, tenant, row)?;
    let signature = signer.sign_detached(&payload);
    Ok(signed(facts, payload, signature))
}

fn signed(facts: Facts, payload: Vec<u8>, signature: String) -> Prepared {
    Prepared {
        facts: Arc::new(facts),
        payload: Bytes::from(payload),
        signature: signature.into(),
    }
}

/// What is known of a timer's event, and its payload.
fn made(opener: &dyn Opener, source: &str, tenant: &str, row: &TimerRow) -> Result<(Facts, Vec<u8>), Failure> {
    let event_id = id::fired_event_id(tenant, row.id(), row.version);
    let payload = payload_of(opener, source, (tenant, &event_id), row)?;
    Ok((facts(tenant, row, event_id), payload))
}

/// What is known of a timer's event.
fn facts(tenant: &str, row: &TimerRow, event_id: String) -> Facts {
    let none = NewTimer::default();
    let spec = row.spec.as_ref().unwrap_or(&none);
    let delivery = row.delivery.unwrap_or_default();
    let ack_deadline = if spec.ack_deadline == 0 {
        limits::ACK_DEADLINE_DEFAULT
    } else {
        spec.ack_deadline
    };
    Facts {
        occurrence: id::Occurrence {
            tenant: tenant.to_owned(),
            id: spec.id.clone(),
            version: row.version,
        },
        event_id,
        due: row.due(),
        fire_time: spec.fire_time,
        ack_deadline,
        attempts: delivery.attempts,
        retry: spec.retry.unwrap_or_default(),
        grant: delivery.grant,
        ended: delivery.ended,
        concurrency_key: spec.concurrency_key.clone(),
    }
}

/// The payload of a timer's firing: the same bytes for every attempt, reader and node.
pub(crate) fn fired_payload(
    opener: &dyn Opener,
    source: &str,
    tenant: &str,
    row: &TimerRow,
) -> Result<Vec<u8>, Failure> {
    let id = row.spec.as_ref().map_or("", |spec| &spec.id);
    let event_id = id::fired_event_id(tenant, id, row.version);
    payload_of(opener, source, (tenant, &event_id), row)
}

/// The payload of the firing with this id.
fn payload_of(
    opener: &dyn Opener,
    source: &str,
    (tenant, event_id): (&str, &str),
    row: &TimerRow,
) -> Result<Vec<u8>, Failure> {
    let spec = row
        .spec
        .as_ref()
        .ok_or_else(|| Failure::Corrupt("a timer row has no timer".to_owned()))?;
    let opened = opener::payload_of(opener, tenant, spec)?;
    let (bytes, attributes): (&[u8], &[_]) = match &opened {
        Opened::Bytes(bytes) => (bytes, &[]),
        Opened::Shredded => (&[], &[opener::SHREDDED]),
    };
    let event = Event {
        attributes,
        builder: 1,
        id: event_id,
        source,
        kind: "timer.fired",
        subject: &["timers/", &spec.id].concat(),
        time_ns: row.due(),
        tenant,
        traceparent: Some(spec.traceparent.as_str()).filter(|trace| !trace.is_empty()),
        data: Data {
            content_type: &spec.content_type,
            bytes,
        },
    };
    payload::build(&event).map_err(|error| Failure::Corrupt(error.to_string()))
}

/// The row, if there is something to deliver from this place. Where it stands elsewhere by now, the entry that moved it is yet to be
/// heard of: released from here it would be out in the middle of another delivery, or under a fence that is used again.
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
