//! The event log for readers: in sequence, without gaps, never ahead of time.
//!
//! Reading, building and signing happen on one thread of low priority, so that readers cannot delay due timers. A batch
//! is bounded, and a reader requests the next after it has taken the last. Lagging readers thus cost no memory.

use crate::{ahead, data, fired::fired_payload, opener::Opener, signer::Signer};
use bytes::Bytes;
use minoots_kernel::{
    Effect, Failure,
    defects::{Defect, planted},
    id,
    internal::{EventKind, EventRow, ShardRow, TenantRow},
    tables,
};
use minoots_sequencer::{
    clock::Clock,
    consensus::{Consensus, EffectSink, Moment, Position, View},
};
use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread::JoinHandle,
};
use tokio::sync::{oneshot, watch};

/// An event for a reader.
#[derive(Clone, Debug)]
pub struct LogEvent {
    /// Its sequence number in the tenant's log.
    pub sequence: u64,
    /// The restore epoch in which it was written.
    pub epoch: u64,
    /// The event's id.
    pub id: String,
    /// Its type attribute.
    pub kind: String,
    /// Its subject attribute.
    pub subject: String,
    /// Its time attribute, nanoseconds UTC.
    pub time: i64,
    /// For timer events: the fire time, in nanoseconds UTC.
    pub fire_time: Option<i64>,
    /// CloudEvents JSON.
    pub payload: Bytes,
    /// Detached JWS; empty if not requested.
    pub signature: Arc<str>,
}

/// A reader's request for a batch.
#[derive(Clone, Debug)]
pub struct Request {
    /// The tenant of the log.
    pub tenant: String,
    /// The first sequence number.
    pub from: u64,
    /// The maximum number of rows examined.
    pub limit: usize,
    /// The requested types; all when empty.
    pub types: Vec<String>,
    /// The requested subject; all when empty.
    pub subject: String,
    /// Whether to sign.
    pub signed: bool,
}

impl Request {
    fn asks_for(&self, row: &EventRow) -> bool {
        let is_of_type = self.types.is_empty() || self.types.iter().any(|wanted| wanted == data::type_of(row));
        is_of_type && (self.subject.is_empty() || data::subject(row) == self.subject)
    }
}

/// The result of a request.
#[derive(Clone, Debug)]
pub enum Batch {
    /// Events, and the next sequence number. If it is empty and `next` is as requested, there is nothing yet.
    Events {
        /// In sequence.
        events: Vec<LogEvent>,
        /// The sequence number of the next request.
        next: u64,
        /// The time in nanoseconds until the next event, which exists but is not due yet on this node's clock.
        wait: Option<i64>,
    },
    /// The requested events were compacted.
    Compacted {
        /// The earliest available sequence number.
        earliest: u64,
    },
    /// The requested sequence number is beyond the end.
    Ahead {
        /// The sequence number of the next event to be written.
        next: u64,
    },
}

/// The bounds of a tenant's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The earliest event.
    pub first: u64,
    /// The next event's sequence.
    pub next: u64,
    /// The restore epoch.
    pub epoch: u64,
}

/// The size after which a batch ends, with the event that exceeds it.
const BATCH_BYTES_MAX: usize = 1 << 20;
/// The number of remembered signatures, so that many readers of one event cost one signature.
const SIGNATURES_MAX: usize = 4_096;

/// A request, and the receiver of its batch.
type Asked = (Request, oneshot::Sender<Batch>);

/// The tail. It is a sink of effects from its creation on.
#[derive(Clone)]
pub struct Tail {
    heads: Arc<Mutex<HashMap<String, watch::Sender<u64>>>>,
    requests: Arc<Mutex<Option<mpsc::Sender<Asked>>>>,
}

/// The running thread.
pub struct Running {
    tail: Tail,
    thread: Option<JoinHandle<()>>,
}

impl Default for Tail {
    fn default() -> Self {
        Tail::new()
    }
}

impl Tail {
    /// Creates a tail that is not running yet.
    pub fn new() -> Tail {
        Tail {
            heads: Arc::default(),
            requests: Arc::default(),
        }
    }

    /// Starts the thread. `thread_start` runs on it first.
    pub fn start(
        &self,
        consensus: Arc<dyn Consensus>,
        (signer, opener): (Arc<Signer>, Arc<dyn Opener>),
        clock: Clock,
        thread_start: impl FnOnce() + Send + 'static,
        on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
    ) -> io::Result<Running> {
        let (sender, receiver) = mpsc::channel::<Asked>();
        let mut reader = Reader::new(consensus, (signer, opener), clock);
        let thread = std::thread::Builder::new().name("tail".into()).spawn(move || {
            thread_start();
            while let Ok((request, answer)) = receiver.recv() {
                match reader.read(&request) {
                    // A reader that stopped waiting needs no answer.
                    Ok(batch) => drop(answer.send(batch)),
                    Err(failure) => return on_failure(failure),
                }
            }
        })?;
        *self.requests() = Some(sender);
        Ok(Running {
            tail: self.clone(),
            thread: Some(thread),
        })
    }

    fn requests(&self) -> MutexGuard<'_, Option<mpsc::Sender<Asked>>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn heads(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<u64>>> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Subscribes to the sequence number of a tenant's newest event.
    pub fn head(&self, tenant: &str) -> watch::Receiver<u64> {
        self.heads()
            .entry(tenant.to_owned())
            .or_insert_with(|| watch::Sender::new(0))
            .subscribe()
    }

    /// Reads a batch; `None` when the node is stopping.
    pub async fn read(&self, request: Request) -> Option<Batch> {
        let (answer, receiver) = oneshot::channel();
        self.requests().as_ref()?.send((request, answer)).ok()?;
        receiver.await.ok()
    }
}

/// The bounds of a tenant's log.
pub fn bounds(view: &dyn View, tenant: &str) -> Result<Bounds, Failure> {
    let TenantRow {
        first_sequence,
        next_sequence,
        ..
    } = tables::tenant::get(view, tenant)?;
    let ShardRow { epoch, .. } = tables::shard::get(view)?;
    Ok(Bounds {
        first: first_sequence,
        next: next_sequence,
        epoch,
    })
}

impl EffectSink for Tail {
    fn applied(&self, _: Position, _: Moment, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Events { tenant, head } = effect
                && let Some(sender) = self.heads().get(tenant)
            {
                sender.send_replace(*head);
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *self.tail.requests() = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the tail thread panicked");
        }
    }
}

/// A signature, and the digest of the signed bytes: a shredded payload has other bytes.
struct Signed {
    digest: u64,
    signature: Arc<str>,
}

/// Reads batches, on any thread.
pub struct Reader {
    consensus: Arc<dyn Consensus>,
    signer: Arc<Signer>,
    opener: Arc<dyn Opener>,
    clock: Clock,
    /// By event id, with the counter of its last use.
    signatures: BTreeMap<String, (u64, Signed)>,
    order: u64,
    /// The signer's revocation count at which all these signatures were valid.
    revocations: u64,
}

impl Reader {
    /// Creates a reader of this node's tables.
    pub fn new(
        consensus: Arc<dyn Consensus>,
        (signer, opener): (Arc<Signer>, Arc<dyn Opener>),
        clock: Clock,
    ) -> Reader {
        Reader {
            consensus,
            signer,
            opener,
            clock,
            signatures: BTreeMap::new(),
            order: 0,
            revocations: 0,
        }
    }

    /// Reads a batch.
    ///
    /// # Errors
    /// The tables cannot be read, or an event that must be there is missing.
    pub fn read(&mut self, request: &Request) -> Result<Batch, Failure> {
        let view = self.consensus.view()?;
        let shard = tables::shard::get(view.as_ref())?;
        let bounds = bounds(view.as_ref(), &request.tenant)?;
        if request.from < bounds.first {
            return Ok(Batch::Compacted { earliest: bounds.first });
        }
        if request.from > bounds.next {
            return Ok(Batch::Ahead { next: bounds.next });
        }
        let source = format!("/clusters/{}/tenants/{}", shard.cluster_id, request.tenant);
        let rows = tables::event::scan(view.as_ref(), &request.tenant, request.from, bounds.next, request.limit)?;
        let is_end = rows.len() < request.limit;
        let (mut events, mut next, mut bytes, now) = (Vec::new(), request.from, 0, self.clock.now());
        let missing =
            |sequence: u64| Failure::Corrupt(format!("event {sequence} of tenant {} is missing", request.tenant));
        for (sequence, row) in rows {
            if sequence != next {
                return Err(missing(next));
            }
            if request.asks_for(&row) {
                let event = self.event(view.as_ref(), &source, request, sequence, &row)?;
                // Log time has passed due; this node's clock must have passed it too (a tail never shows the future).
                if row.kind() == EventKind::TimerFired && event.time > now && !planted(Defect::TailShowsFuture) {
                    return Ok(Batch::Events {
                        events,
                        next,
                        wait: Some(event.time - now),
                    });
                }
                bytes += event.payload.len();
                events.push(event);
            }
            next = sequence + 1;
            if bytes >= BATCH_BYTES_MAX {
                return Ok(Batch::Events {
                    events,
                    next,
                    wait: None,
                });
            }
        }
        if is_end && next != bounds.next {
            return Err(missing(next));
        }
        let skipped = u64::from(planted(Defect::TailSkips) && next % 8 == 7 && next < bounds.next);
        Ok(Batch::Events {
            events,
            next: next + skipped,
            wait: None,
        })
    }

    fn event(
        &mut self,
        view: &dyn View,
        source: &str,
        request: &Request,
        sequence: u64,
        row: &EventRow,
    ) -> Result<LogEvent, Failure> {
        let (id, time, payload) = match (row.kind(), &row.timer) {
            (EventKind::TimerFired, Some(timer)) => {
                let found = tables::retired::current_or_retired(view, &request.tenant, &timer.id, timer.version)?;
                let timer_row = found
                    .ok_or_else(|| Failure::Corrupt(format!("timer {} of a retained event is missing", timer.id)))?;
                let id = id::fired_event_id(&request.tenant, &timer.id, timer.version);
                (
                    id,
                    timer_row.due(),
                    fired_payload(self.opener.as_ref(), source, &request.tenant, &timer_row)?,
                )
            }
            _ => {
                let id = id::log_event_id(&request.tenant, row.epoch, sequence);
                let payload = data::payload(self.opener.as_ref(), source, &request.tenant, &id, row)?;
                (id, row.time, payload)
            }
        };
        let signature = if request.signed {
            self.sign(&id, &payload)
        } else {
            Arc::from("")
        };
        Ok(LogEvent {
            sequence,
            epoch: row.epoch,
            id,
            kind: data::type_of(row).to_owned(),
            subject: data::subject(row),
            time,
            fire_time: row.timer.as_ref().map(|_| row.fire_time),
            payload: Bytes::from(payload),
            signature,
        })
    }

    fn sign(&mut self, id: &str, payload: &[u8]) -> Arc<str> {
        self.order += 1;
        let revocations = self.signer.revocations();
        if revocations != self.revocations && !planted(Defect::TailKeepsRevoked) {
            // Clears all, because it is not worth finding the signatures of revoked keys.
            self.signatures.clear();
            self.revocations = revocations;
        }
        let digest = ahead::digest_of(payload);
        if let Some((used, signed)) = self.signatures.get_mut(id)
            && signed.digest == digest
        {
            *used = self.order;
            return signed.signature.clone();
        }
        if self.signatures.len() >= SIGNATURES_MAX {
            let old = self.order.saturating_sub(SIGNATURES_MAX as u64 / 2);
            self.signatures.retain(|_, (used, _)| *used > old);
        }
        let signature: Arc<str> = self.signer.sign_detached(payload).into();
        let signed = Signed {
            digest,
            signature: signature.clone(),
        };
        self.signatures.insert(id.to_owned(), (self.order, signed));
        signature
    }
}
