//! Creates timers, all or none. An existing id is the idempotency record: an equal request gets the existing timer as
//! its answer.

use super::{quota, rejected};
use crate::{
    context::Context,
    defects::{Defect, planted},
    digest,
    failure::Failure,
    id,
    internal::{
        Caller, CreateTimers, EventKind, EventRow, NewTimer, QueueOptions, TimerRow, TimerState, WatchdogState,
    },
    limits::{WATCHDOG_STAGES_MAX, WATCHDOG_TTL_MAX, WATCHDOG_TTL_MIN},
    reply::{CreatedTimer, Reject, Reply},
    tables, transitions,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};

pub(super) fn run(context: &mut Context<'_>, command: &CreateTimers) -> Result<Reply, Failure> {
    if !command.timers.iter().all(is_sound) {
        return rejected(Reject::Empty);
    }
    let caller = command.caller.clone().unwrap_or_default();
    create_all(context, &caller, &caller.actor, &command.timers)
}

/// Whether a watchdog has a time to live and an ascending ladder below it, and no other feature. Requests are validated
/// before they are proposed.
pub(super) fn is_sound(timer: &NewTimer) -> bool {
    let Some(watchdog) = &timer.watchdog else { return true };
    let Some(ttl) = timer.delay() else {
        return false;
    };
    let mut last = 0;
    let mut rises = |delay: u64| delay > core::mem::replace(&mut last, delay);
    let stages = watchdog.stages.iter();
    let rungs = stages
        .clone()
        .all(|stage| !stage.queue.is_empty() && rises(stage.delay))
        && rises(ttl);
    let few = stages.len() <= WATCHDOG_STAGES_MAX;
    rungs && few && (WATCHDOG_TTL_MIN..=WATCHDOG_TTL_MAX).contains(&ttl)
}

/// Creates timers for the caller, in the name of `created_by`.
pub(super) fn create_all(
    context: &mut Context<'_>,
    caller: &Caller,
    created_by: &str,
    timers: &[NewTimer],
) -> Result<Reply, Failure> {
    let existing = match find(context, &caller.tenant, timers)? {
        Ok(existing) => existing,
        Err(reject) => return rejected(reject),
    };
    if let Some(reject) = find_webhooks(context, &caller.tenant, timers, &existing)? {
        return rejected(reject);
    }
    if let Some(reject) = quota::refuse_creates(context, &caller.tenant, timers, &existing)? {
        return rejected(reject);
    }
    let options = match use_queues(context, caller, timers, &existing)? {
        Ok(options) => options,
        Err(reject) => return rejected(reject),
    };
    let new = existing.iter().filter(|row| row.is_none()).count() as u64;
    quota::count_creates(context, &caller.tenant, new)?;
    let mut created = Vec::with_capacity(timers.len());
    for (timer, existing) in timers.iter().zip(existing) {
        created.push(match existing {
            Some(row) if !planted(Defect::CreateReplacesExisting) => answer_existing(context, &caller.tenant, row)?,
            _ => create(context, caller, created_by, timer, options.get(timer.queue.as_str()))?,
        });
    }
    Ok(Reply::Created(created))
}

type Existing = Vec<Option<TimerRow>>;

/// Finds the timer under each id, or the reason to reject the batch.
fn find(context: &Context<'_>, tenant: &str, timers: &[NewTimer]) -> Result<Result<Existing, Reject>, Failure> {
    let mut ids = BTreeSet::new();
    let mut existing = Vec::with_capacity(timers.len());
    for (index, timer) in timers.iter().enumerate() {
        if !ids.insert(timer.id.as_str()) {
            return Ok(Err(Reject::BatchDuplicate { index }));
        }
        let row = tables::timer::get(context.tables, tenant, &timer.id)?;
        if row.is_none() && timer.payload_key != 0 && timer.digest_encoding == digest::ENCODING {
            // The request would repeat a timer that was stored in clear and is gone. A digest without a key is not
            // stored beside a sealed payload.
            return Ok(Err(Reject::PayloadKeysChanged));
        }
        if row.as_ref().is_some_and(|row| !equal(row, timer)) {
            let reject = if timer.id_from_request {
                Reject::IdempotencyMismatch { index }
            } else {
                Reject::TimerExists { index }
            };
            return Ok(Err(reject));
        }
        existing.push(row);
    }
    Ok(Ok(existing))
}

/// Whether the request is the one that made the row, judged by the encoding of the row's digest.
fn equal(row: &TimerRow, timer: &NewTimer) -> bool {
    planted(Defect::CreateIgnoresBody)
        || row.spec.as_ref().is_some_and(|spec| {
            if spec.digest_encoding == timer.digest_encoding {
                spec.digest == timer.digest
            } else {
                // A timer that MINOOTS made itself has no digest, and is no caller's repeat.
                !spec.digest.is_empty() && spec.digest == digest::of_timer(spec.digest_encoding, timer)
            }
        })
}

/// Checks that the endpoints of new timers exist.
fn find_webhooks(
    context: &Context<'_>,
    tenant: &str,
    timers: &[NewTimer],
    existing: &Existing,
) -> Result<Option<Reject>, Failure> {
    for (index, (timer, _)) in timers
        .iter()
        .zip(existing)
        .enumerate()
        .filter(|(_, (_, row))| row.is_none())
    {
        for queue in queues_of(timer) {
            if let Some(webhook) = id::webhook_of(queue)
                && tables::webhook::get(context.tables, tenant, webhook)?.is_none()
            {
                let webhook = String::from(webhook);
                return Ok(Some(Reject::WebhookNotFound { index, webhook }));
            }
        }
    }
    Ok(None)
}

/// All destinations of a timer, its actions and its stages.
fn queues_of(timer: &NewTimer) -> impl Iterator<Item = &String> {
    let stages = timer.stages().iter().map(|stage| &stage.queue);
    let actions = timer.actions.iter().map(|action| &action.queue);
    [&timer.queue].into_iter().chain(stages).chain(actions)
}

/// The options of queues that have any, by name.
type Options<'c> = BTreeMap<&'c str, QueueOptions>;

/// Creates the missing queues before any timer, if the tenant may have them all. Returns the options of the existing
/// ones.
fn use_queues<'c>(
    context: &mut Context<'_>,
    caller: &Caller,
    timers: &'c [NewTimer],
    existing: &Existing,
) -> Result<Result<Options<'c>, Reject>, Failure> {
    let new = timers.iter().zip(existing).filter(|(_, row)| row.is_none());
    let names: BTreeSet<&str> = new
        .flat_map(|(timer, _)| queues_of(timer))
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .collect();
    let (mut absent, mut options) = (Vec::new(), Options::new());
    for name in names {
        match tables::queue::get(context.tables, &caller.tenant, name)? {
            Some(row) => options.extend(row.options.map(|options| (name, options))),
            None => absent.push(name),
        }
    }
    let limit = crate::limits::QUEUES_MAX;
    if !absent.is_empty() && context.tenant(&caller.tenant)?.queues + absent.len() as u64 > limit {
        return Ok(Err(Reject::Quota { name: "queues", limit }));
    }
    for name in absent {
        transitions::create_queue(context, &caller.tenant, name, &caller.actor, None)?;
    }
    Ok(Ok(options))
}

fn answer_existing(context: &Context<'_>, tenant: &str, row: TimerRow) -> Result<CreatedTimer, Failure> {
    let armed = is_armed(context, tenant, &row)?;
    Ok(CreatedTimer {
        row: Arc::new(row),
        armed,
        existing: true,
    })
}

/// Whether a pending timer is armed.
pub(super) fn is_armed(context: &Context<'_>, tenant: &str, row: &TimerRow) -> Result<bool, Failure> {
    if row.state() != TimerState::Pending {
        return Ok(false);
    }
    Ok(tables::due::get(context.tables, row.due(), tenant, row.id())?.is_some_and(|due| due.arm != 0))
}

impl NewTimer {
    /// Takes from its queue the options that the caller did not set.
    pub(crate) fn take_options(&mut self, options: Option<&QueueOptions>) {
        let (retry, ack_deadline) = (self.retry_unset, self.ack_deadline_unset);
        (self.retry_unset, self.ack_deadline_unset) = (false, false);
        let Some(options) = options else { return };
        if retry && options.retry.is_some() {
            self.retry = options.retry;
        }
        if ack_deadline && options.ack_deadline != 0 {
            self.ack_deadline = options.ack_deadline;
        }
    }
}

fn create(
    context: &mut Context<'_>,
    caller: &Caller,
    created_by: &str,
    timer: &NewTimer,
    options: Option<&QueueOptions>,
) -> Result<CreatedTimer, Failure> {
    let version = context.next_version();
    // The node that received the call may have had a wrong clock; a quorum agrees with log time.
    let create_time = timer.create_time.min(context.time());
    let mut spec = NewTimer {
        create_time,
        ..timer.clone()
    };
    spec.take_options(options);
    let watchdog = spec.watchdog.as_ref().map(|watchdog| WatchdogState {
        epoch: watchdog.epoch,
        ..WatchdogState::default()
    });
    if watchdog.is_some() {
        // The delay counts from the stored creation time.
        spec.fire_time = create_time.saturating_add_unsigned(spec.delay().unwrap_or_default());
    }
    let mut row = TimerRow {
        version,
        watchdog,
        created_by: created_by.into(),
        scheduled_time: create_time,
        spec: Some(spec),
        ..TimerRow::default()
    };
    row.set_state(TimerState::Pending);
    transitions::opened(context, &caller.tenant, &row)?;
    let event = transitions::timer_event(EventKind::TimerScheduled, &row, &caller.actor);
    context.emit(
        &caller.tenant,
        EventRow {
            request_id: caller.request_id.clone(),
            digest: timer.digest.clone(),
            schedule: timer.schedule.as_ref().map(|of| of.id.clone()).unwrap_or_default(),
            ..event
        },
    )?;
    let (row, armed) = transitions::schedule(context, &caller.tenant, row)?;
    Ok(CreatedTimer {
        row,
        armed,
        existing: false,
    })
}
