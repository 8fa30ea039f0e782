//! Replies and effects as lines of a transcript.

use super::{arguments::TENANT, instant};
use minoots_kernel::{
    AckOutcome, Cancelled, CreatedTimer, Effect, Purged, ReadyPlace, Redriven, Reject, Reply, Touched, Withdrawn,
    internal::{CancelledRow, Fence, Lane, OperationRow, QueueRow, TimerState, Undone, WithdrawOutcome},
};

/// Formats a reply in one line.
pub fn reply(reply: &Reply) -> String {
    match reply {
        Reply::Done => "done".to_string(),
        Reply::Created(timers) => {
            let timers: Vec<String> = timers.iter().map(created).collect();
            format!("created {}", timers.join(", "))
        }
        Reply::Withdrawn(answer) => withdrawn(answer),
        Reply::Cancelled(answer) => cancelled(answer),
        Reply::Acked(AckOutcome::Settled) => "settled".to_string(),
        Reply::Acked(AckOutcome::AlreadySettled) => "already settled".to_string(),
        Reply::Acked(AckOutcome::AlreadyFailed) => "already failed".to_string(),
        Reply::Ended {
            attempts,
            retry_at: Some(at),
        } => format!("ended attempts={attempts} retry={}", instant::format(*at)),
        Reply::Ended { attempts, .. } => format!("ended attempts={attempts} for good"),
        Reply::Extended { deadline } => format!("extended until={}", instant::format(*deadline)),
        Reply::Released { released, finished } => {
            let more = if *finished { "" } else { " and more to come" };
            format!("released {released}{more}")
        }
        Reply::Queue { row, existing } => queue(row, *existing),
        Reply::Purged(Purged {
            purged,
            dead_letters,
            next,
        }) => {
            let more = if next.is_empty() { "" } else { " and more to come" };
            format!("purged {purged} dead-letters={dead_letters}{more}")
        }
        Reply::Redriven(Redriven {
            redriven,
            next,
            arm_max,
        }) => {
            let more = if next.is_empty() { "" } else { " and more to come" };
            format!("redriven {redriven} arms={}{more}", arm_max + 1)
        }
        Reply::Webhook { row, existing } => {
            let existing = if *existing { " existing" } else { "" };
            format!("webhook v{}{existing}", row.version)
        }
        Reply::Schedule { row, existing } => {
            let existing = if *existing { " existing" } else { "" };
            format!("schedule v{}{existing}", row.version)
        }
        Reply::Triggered { version, existing } => {
            let existing = if *existing { " existing" } else { "" };
            format!("triggered v{version}{existing}")
        }
        Reply::Checkpoint { answer, original_index } => {
            let mut text = format!("checkpoint v{}", answer.version);
            for (label, timers) in [("cancelled", &answer.cancelled), ("too-late", &answer.too_late)] {
                if !timers.is_empty() {
                    text += &format!(" {label}={}", timers.join(","));
                }
            }
            match original_index {
                0 => text,
                first => format!("{text} first-answered-by=entry-{first}"),
            }
        }
        Reply::Lease { row, original_index } => {
            let (token, until) = (row.token, instant::format(row.expire_time));
            format!(
                "held by {} token={token} until={until}{}",
                row.holder,
                first(*original_index)
            )
        }
        Reply::Spent { spend, original_index } => {
            let at = instant::format(spend.time);
            format!("spent at={at} remaining={}{}", spend.remaining, first(*original_index))
        }
        Reply::Budget { row, existing } => {
            let existing = if *existing { " existing" } else { "" };
            format!("budget spent={} in {}{existing}", row.spent_total, row.spend_count)
        }
        Reply::Policy { version: 0 } => "no policy".to_string(),
        Reply::Policy { version } => format!("policy v{version}"),
        Reply::PayloadKeys { version } => format!("payload keys v{version}"),
        Reply::Trust { version: 0 } => "no trust".to_string(),
        Reply::Trust { version } => format!("trust v{version}"),
        Reply::Emitted {
            sequence,
            original_index,
            ..
        } => format!("emitted {sequence}{}", first(*original_index)),
        Reply::Transacted { row, original_index } => {
            let text: Vec<String> = row.operations.iter().map(part).collect();
            format!("done: {}{}", text.join("; "), first(*original_index))
        }
        Reply::Rejected(Reject::GuardFailed {
            is_guard,
            index,
            undone,
            because,
        }) => {
            let which = if *is_guard { "guard" } else { "operation" };
            let quota = match because.as_deref() {
                Some(Reject::Exceeded { name, limit, .. } | Reject::Quota { name, limit }) => {
                    format!(" ({name} {limit})")
                }
                _ => String::new(),
            };
            format!("rejected {which} {index}: {}{quota}", why(undone))
        }
        Reply::Touched(touched) => touched.iter().map(touch).collect::<Vec<_>>().join(", "),
        Reply::Rejected(reject) => format!("rejected {reject:?}"),
    }
}

fn why(undone: &Undone) -> String {
    let mut text = format!("{:?}", undone.kind());
    if undone.version != 0 {
        text += &format!(" current=v{}", undone.version);
    }
    if undone.retry_delay != 0 {
        text += &format!(" after={}", instant::format(undone.retry_delay as i64));
    }
    text
}

/// Formats the result of one operation.
fn part(row: &OperationRow) -> String {
    match row {
        OperationRow {
            undone: Some(undone), ..
        } => format!("not done, {}", why(undone)),
        OperationRow {
            checkpoint: Some(answer),
            ..
        } => format!("checkpoint v{}", answer.version),
        OperationRow { spend: Some(spend), .. } => format!("spent remaining={}", spend.remaining),
        OperationRow { sequence: 1.., .. } => format!("emitted {}", row.sequence),
        OperationRow { version: 1.., .. } => format!("v{}", row.version),
        _ => "settled".to_string(),
    }
}

fn touch(touched: &Touched) -> String {
    let Touched {
        outcome,
        version,
        fire_time,
        epoch,
        sequence,
    } = touched;
    match version {
        0 => format!("{outcome:?}"),
        _ => format!(
            "{outcome:?} v{version} fire={} epoch={epoch} sequence={sequence}",
            instant::format(*fire_time)
        ),
    }
}

fn first(index: u64) -> String {
    match index {
        0 => String::new(),
        index => format!(" first-answered-by=entry-{index}"),
    }
}

fn queue(row: &QueueRow, existing: bool) -> String {
    let mut text = format!("queue v{} age={}", row.version(), instant::format(row.age_max as i64));
    text += if existing { " as before" } else { "" };
    if let Some(pause) = &row.pause {
        text += &format!(
            " paused-by={} at={} reason={}",
            pause.by,
            instant::format(pause.time),
            pause.reason
        );
    }
    text
}

fn created(timer: &CreatedTimer) -> String {
    let mut text = format!("v{}", timer.row.version);
    let fired = !timer.existing && timer.row.state() != TimerState::Pending;
    if timer.existing {
        text += &format!(" existing={:?}", timer.row.state()).to_lowercase();
    }
    text += if timer.armed || fired { " armed" } else { "" };
    text += if fired { " fired" } else { "" };
    text
}

fn withdrawn(answer: &Withdrawn) -> String {
    let outcome = match answer.outcome {
        WithdrawOutcome::Done => "withdrawn",
        WithdrawOutcome::TooLate => "too late",
        WithdrawOutcome::Superseded => "superseded",
        WithdrawOutcome::Cancelled => "already cancelled",
        WithdrawOutcome::Unspecified => "unspecified",
    };
    let mut text = format!(
        "{outcome} current=v{} fire={}",
        answer.version,
        instant::format(answer.fire_time)
    );
    if answer.original_index != 0 {
        text += &format!(" first-answered-by=entry-{}", answer.original_index);
    }
    text
}

fn cancelled(answer: &Cancelled) -> String {
    let CancelledRow {
        cancelled,
        too_late,
        superseded,
        already_cancelled,
        next,
    } = &answer.outcomes;
    let mut text =
        format!("cancelled={cancelled} too-late={too_late} superseded={superseded} already={already_cancelled}");
    if !next.is_empty() {
        text += &format!(" next={}", String::from_utf8_lossy(next));
    }
    if answer.original_index != 0 {
        text += &format!(" first-answered-by=entry-{}", answer.original_index);
    }
    text
}

/// Formats an effect in one line.
pub fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Scheduled {
            due,
            tenant,
            id,
            version,
        } => format!("scheduled {} due={}", name(tenant, id, *version), instant::format(*due)),
        Effect::Watched(watched) => {
            let name = name(&watched.tenant, &watched.id, watched.version);
            let [due, mark] = [watched.due, watched.mark].map(instant::format);
            format!("watched {name} due={due} mark={mark} since-entry={}", watched.index)
        }
        Effect::Withdrawn { due, tenant, id } => {
            format!("withdrawn {} due={}", prefixed(tenant, id), instant::format(*due))
        }
        Effect::Armed(armed) => format!(
            "armed {} due={} place={}{}",
            name(&armed.tenant, armed.row.id(), armed.row.version),
            instant::format(armed.due),
            place(armed.place),
            if armed.waits { " waits" } else { "" }
        ),
        Effect::Moved {
            tenant,
            queue,
            from,
            to,
            ended,
            fence: _,
            id,
            version,
            key,
        } => format!(
            "moved {queue} {} from={} to={} {}{}",
            name(tenant, id, *version),
            place(*from),
            place(*to),
            if *ended { "ended" } else { "out" },
            if key.is_empty() {
                String::new()
            } else {
                format!(" key={key}")
            }
        ),
        Effect::Parked {
            tenant,
            queue,
            place: at,
        } => format!("parked {} place={}", prefixed(tenant, queue), place(*at)),
        Effect::Closed {
            tenant,
            queue,
            place: at,
            id,
            version,
        } => format!("closed {queue} {} place={}", name(tenant, id, *version), place(*at)),
        Effect::Queue {
            tenant,
            queue,
            paused,
            limited,
        } => {
            let state = if *paused { "paused" } else { "running" };
            let limited = if *limited { " limited" } else { "" };
            format!("queue {} {state}{limited}", prefixed(tenant, queue))
        }
        Effect::Webhook { tenant, id } => format!("webhook {}", prefixed(tenant, id)),
        Effect::Events { tenant, head } => format!("events {} head={head}", tenant),
        Effect::Schedules => "schedules".to_string(),
        Effect::Missed { count, reason } => format!("missed {reason}*{count}"),
        Effect::Policy { tenant, version } => format!("policy {tenant} v{version}"),
        Effect::PayloadKeys { tenant, version } => format!("payload keys {tenant} v{version}"),
        Effect::Revoked => "revoked".to_string(),
        Effect::SigningKeyRevoked { kid } => format!("signing key {kid} revoked"),
    }
}

/// Formats an occurrence, without the default tenant.
pub fn name(tenant: &str, id: &str, version: u64) -> String {
    format!("{}@{version}", prefixed(tenant, id))
}

/// Formats a name of a tenant, without the default tenant.
pub fn prefixed(tenant: &str, what: &str) -> String {
    if tenant == TENANT {
        what.to_string()
    } else {
        format!("{tenant}/{what}")
    }
}

pub fn place(place: ReadyPlace) -> String {
    let lane = match place.lane {
        Lane::Unspecified => "",
        Lane::Now => "/now",
        Lane::Future => "/future",
        Lane::KeyedNow => "/keyed-now",
        Lane::Keyed => "/keyed",
        Lane::KeyedFuture => "/keyed-future",
    };
    format!("{}/{}{lane}", instant::format(place.available), place.arm)
}

pub fn fence(fence: &Fence) -> String {
    format!("{}.{}.{}.{}", fence.epoch, fence.arm, fence.term, fence.number)
}
