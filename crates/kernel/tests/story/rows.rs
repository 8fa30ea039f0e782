//! Rows of all tables as lines of a transcript. Rows that change with every entry (shard, tenant, queue) are shown only
//! on request.

use super::{
    instant,
    print::{fence, name, place, prefixed},
};
use minoots_kernel::{
    internal::{
        self, AttemptRow, CredentialRow, DeliveryState, DenialRow, DisabledKind, EventRow, HeadRow, JoinTokenRow,
        KeyRow, PayloadKey, PayloadKeysRow, PolicyRow, RequestRow, ScheduleRow, TimerRow, TokenRow, TrustRow,
        WebhookRow,
    },
    tables::{
        Row, budget, checkpoint, dead,
        deadline::{self, Job},
        due, event_letter, ladder,
        layout::{KeyReader, table},
        lease, ready, schedule, timer, turn, waiting, webhook,
    },
};

/// Formats a row in one line; `None` for a table that is not shown.
pub fn row(row: &Row) -> Option<String> {
    let (key, value) = row;
    let text = match key[0] {
        table::TIMER => {
            let tenant = KeyReader::new(table::TIMER, key).unwrap().text().unwrap();
            let (_, stored) = timer::read(row).unwrap();
            format!("timer {}", timer_row(&tenant, &stored))
        }
        table::RETIRED => {
            let tenant = KeyReader::new(table::RETIRED, key).unwrap().text().unwrap();
            let stored: TimerRow = internal::decode("retired timer", value).unwrap();
            format!("retired {}", timer_row(&tenant, &stored))
        }
        table::DUE => {
            let (place, stored) = due::read(row).unwrap();
            let armed = match stored.arm {
                0 if stored.watchdog_index != 0 => format!(" marked-by=entry-{}", stored.watchdog_index),
                0 => String::new(),
                arm => format!(" armed={arm} at={}", instant::format(stored.arm_time)),
            };
            let timer = name(&place.tenant, &place.id, stored.version);
            format!("due {} {timer}{armed}", instant::format(place.due))
        }
        table::LADDER => {
            let place = ladder::read(row).unwrap();
            let who = prefixed(&place.tenant, &place.id);
            format!("ladder {} {who}", instant::format(place.due))
        }
        table::READY | table::LANE => {
            let mut reader = KeyReader::new(key[0], key).unwrap();
            let (tenant, queue) = (reader.text().unwrap(), reader.text().unwrap());
            let (at, timer) = ready::read(row).unwrap();
            format!(
                "ready {queue} {} {}",
                place(at),
                name(&tenant, &timer.id, timer.version)
            )
        }
        table::WAITING => {
            let mut reader = KeyReader::new(key[0], key).unwrap();
            let (tenant, queue, of) = (reader.text().unwrap(), reader.text().unwrap(), reader.text().unwrap());
            let (at, timer) = waiting::read(row).unwrap();
            let timer = name(&tenant, &timer.id, timer.version);
            format!("waiting {queue}/{of} {} {timer}", place(at))
        }
        table::TURN => {
            let mut reader = KeyReader::new(key[0], key).unwrap();
            let (_tenant, queue) = (reader.text().unwrap(), reader.text().unwrap());
            let (of, has) = turn::read(row).unwrap();
            let standing = [has.standing_now, has.standing_next, has.standing_future];
            let wake = match has.wake {
                0 => String::new(),
                at => format!(" wake={}", instant::format(at)),
            };
            format!(
                "turn {queue}/{of} standing={standing:?} out={} waiting={}{wake}",
                has.out, has.waiting
            )
        }
        table::DEAD => {
            let mut reader = KeyReader::new(table::DEAD, key).unwrap();
            let (tenant, queue) = (reader.text().unwrap(), reader.text().unwrap());
            let (end, timer) = dead::read(row).unwrap();
            let timer = name(&tenant, &timer.id, timer.version);
            format!("dead {queue} {} {timer}", instant::format(end))
        }
        table::DEADLINE => {
            let (at, job) = deadline::read(row).unwrap();
            format!("deadline {} {}", instant::format(at), describe(&job))
        }
        table::KEY => {
            let stored: KeyRow = internal::decode("key row", value).unwrap();
            let kid = KeyReader::new(table::KEY, key).unwrap().text().unwrap();
            let since = instant::format(stored.create_time);
            let revoked = match stored.revoke_time {
                0 => String::new(),
                time => format!(" revoked={}", instant::format(time)),
            };
            format!("key {kid} node={} since={since}{revoked}", stored.node)
        }
        table::CREDENTIAL if key[1] == 0 => {
            let mut reader = KeyReader::new(table::CREDENTIAL, key).unwrap();
            reader.byte().unwrap();
            let id = reader.text().unwrap();
            let row: CredentialRow = internal::decode("credential row", value).unwrap();
            credential(&id, &row)
        }
        table::REQUEST => {
            let mut reader = KeyReader::new(table::REQUEST, key).unwrap();
            let (tenant, request) = (reader.text().unwrap(), reader.text().unwrap());
            let stored: RequestRow = internal::decode("request row", value).unwrap();
            let outcome = format!("{:?}", stored.outcome()).to_lowercase();
            let request = prefixed(&tenant, &request);
            if stored.cancelled.is_some() {
                return Some(format!("request {request} of cancels entry={}", stored.commit_index));
            }
            if stored.transacted.is_some() || stored.emitted != 0 {
                let what = if stored.emitted == 0 { "transaction" } else { "emit" };
                return Some(format!("request {request} of {what} entry={}", stored.commit_index));
            }
            if let Some(row) = &stored.lease {
                return Some(format!(
                    "request {request} token={} entry={}",
                    row.token, stored.commit_index
                ));
            }
            if let Some(spend) = &stored.spend {
                let (remaining, entry) = (spend.remaining, stored.commit_index);
                return Some(format!("request {request} remaining={remaining} entry={entry}"));
            }
            format!(
                "request {request} {outcome} v{} entry={}",
                stored.version, stored.commit_index
            )
        }
        table::WEBHOOK => {
            let (tenant, id, stored) = webhook::read(row).unwrap();
            webhook_row(&prefixed(&tenant, &id), &stored)
        }
        table::ATTEMPT => {
            let mut reader = KeyReader::new(table::ATTEMPT, key).unwrap();
            let (tenant, id, number) = (reader.text().unwrap(), reader.text().unwrap(), reader.number().unwrap());
            let stored: AttemptRow = internal::decode("attempt row", value).unwrap();
            let outcome = format!("{:?}", stored.outcome()).to_lowercase();
            format!(
                "attempt {}/{number} {outcome} {}",
                prefixed(&tenant, &id),
                stored.event_id
            )
        }
        table::EVENT_LETTER => {
            let tenant = KeyReader::new(table::EVENT_LETTER, key).unwrap().text().unwrap();
            let letter = event_letter::read(row).unwrap();
            let why = if letter.row.refused { "refused" } else { "spent" };
            let redriven = if letter.row.redriven { " redriven" } else { "" };
            format!(
                "event-letter {}/{} {why}{redriven}",
                prefixed(&tenant, &letter.webhook),
                letter.sequence
            )
        }
        table::JOIN_TOKEN => {
            let token = KeyReader::new(table::JOIN_TOKEN, key).unwrap().text().unwrap();
            let stored: JoinTokenRow = internal::decode("join token row", value).unwrap();
            let spent = match stored.node {
                0 => String::new(),
                node => format!(" node={node} key={}", String::from_utf8_lossy(&stored.key_fingerprint)),
            };
            let token = prefixed(&stored.tenant, &token);
            format!(
                "join-token {token} expires={}{spent}",
                instant::format(stored.expire_time)
            )
        }
        table::TRUST => {
            let tenant = KeyReader::new(table::TRUST, key).unwrap().text().unwrap();
            let stored: TrustRow = internal::decode("trust row", value).unwrap();
            let roles: Vec<_> = stored.rules.iter().map(|rule| rule.role.as_str()).collect();
            let (version, by) = (stored.version, stored.updated_by);
            format!("trust {tenant} v{version} by={by} {}", roles.join(","))
        }
        table::PAYLOAD_KEYS => {
            let tenant = KeyReader::new(table::PAYLOAD_KEYS, key).unwrap().text().unwrap();
            let stored: PayloadKeysRow = internal::decode("payload keys row", value).unwrap();
            let key = |key: &PayloadKey| format!("{}@{}", key.number, instant::format(key.create_time));
            let keys: Vec<_> = stored.keys.iter().map(key).collect();
            let (version, last, by) = (stored.version, stored.last, stored.updated_by);
            format!(
                "payload-keys {tenant} v{version} last={last} by={by} {}",
                keys.join(",")
            )
        }
        table::TOKEN => {
            let token = KeyReader::new(table::TOKEN, key).unwrap().text().unwrap();
            let stored: TokenRow = internal::decode("token row", value).unwrap();
            let token = prefixed(&stored.tenant, &token[..2]);
            format!("token {token} until={}", instant::format(stored.until))
        }
        table::POLICY => {
            let tenant = KeyReader::new(table::POLICY, key).unwrap().text().unwrap();
            let stored: PolicyRow = internal::decode("policy row", value).unwrap();
            format!(
                "policy {tenant} v{} by={} text={}",
                stored.version, stored.updated_by, stored.text
            )
        }
        table::SCHEDULE => {
            let (tenant, id, stored) = schedule::read(row).unwrap();
            schedule_row(&prefixed(&tenant, &id), &stored)
        }
        table::SCHEDULE_NEXT => {
            let (next, tenant, id) = schedule::read_next(row).unwrap();
            format!("schedule-next {} {}", instant::format(next), prefixed(&tenant, &id))
        }
        table::CHECKPOINT => {
            let (tenant, execution, name, stored) = checkpoint::read(row).unwrap();
            let name = prefixed(&tenant, &format!("{execution}/{name}"));
            let timers: Vec<_> = stored
                .timers
                .iter()
                .map(|of| format!("{}@{}", of.id, of.version))
                .collect();
            let timers = if timers.is_empty() {
                String::new()
            } else {
                format!(" timers={}", timers.join(","))
            };
            let (version, oldest, keep) = (stored.version, stored.oldest(), stored.keep_last);
            format!("checkpoint {name} v{version} oldest={oldest} keep={keep}{timers}")
        }
        table::CHECKPOINT_VERSION => {
            let (tenant, execution, name, version, stored) = checkpoint::read_version(row).unwrap();
            let name = prefixed(&tenant, &format!("{execution}/{name}"));
            let data = String::from_utf8_lossy(&stored.data).into_owned();
            let restored = match stored.restored {
                0 => String::new(),
                version => format!(" restored={version}"),
            };
            format!(
                "version {name} v{version} data={data} by={}{restored}",
                stored.created_by
            )
        }
        table::REMOVED_CHECKPOINT => {
            let (tenant, execution, name, stored) = checkpoint::read_removed(row).unwrap();
            let name = prefixed(&tenant, &format!("{execution}/{name}"));
            format!(
                "removed {name} v{} until {}",
                stored.version,
                instant::format(stored.forget_time)
            )
        }
        table::LEASE => {
            let (tenant, id, partition_key, stored) = lease::read(row).unwrap();
            let (holder, token, until) = (&stored.holder, stored.token, instant::format(stored.expire_time));
            let name = partitioned(&prefixed(&tenant, &id), &partition_key);
            format!("lease {name} {holder} token={token} until={until}")
        }
        table::BUDGET => {
            let (tenant, id, partition_key, stored) = budget::read(row).unwrap();
            let spec = stored.spec.unwrap();
            let spends = stored.spends.iter();
            let spends: Vec<_> = spends
                .map(|spend| format!("{}@{}", spend.amount, instant::format(spend.time)))
                .collect();
            format!(
                "budget {} {} in {} after {} [{}]",
                partitioned(&prefixed(&tenant, &id), &partition_key),
                spec.limit,
                instant::format(spec.window as i64),
                instant::format(spec.cooldown as i64),
                spends.join(" ")
            )
        }
        table::EVENT => event(key, value),
        table::DENIAL => {
            let mut reader = KeyReader::new(table::DENIAL, key).unwrap();
            let (tenant, sequence) = (reader.text().unwrap(), reader.number().unwrap());
            let stored: DenialRow = internal::decode("denial row", value).unwrap();
            let sequence = prefixed(&tenant, &sequence.to_string());
            format!(
                "denial {sequence} {} by={} times={}",
                stored.reason, stored.actor, stored.count
            )
        }
        table::HEAD => {
            let mut reader = KeyReader::new(table::HEAD, key).unwrap();
            let (tenant, chain, sequence) = (reader.text().unwrap(), reader.byte().unwrap(), reader.number().unwrap());
            let stored: HeadRow = internal::decode("head row", value).unwrap();
            format!(
                "head {} chain={chain} {}",
                prefixed(&tenant, &sequence.to_string()),
                stored.signed
            )
        }
        _ => return None,
    };
    Some(text)
}

fn partitioned(name: &str, partition_key: &str) -> String {
    match partition_key {
        "" => name.to_string(),
        key => format!("{name} of {key}"),
    }
}

fn describe(job: &Job) -> String {
    match job {
        Job::Retention { tenant } => format!("retention {tenant}"),
        Job::Request { tenant, request_id } => format!("request {}", prefixed(tenant, request_id)),
        Job::JoinToken { token } => format!("join-token {token}"),
        Job::Token { tenant, token } => format!("token {}", prefixed(tenant, &token[..2])),
        Job::Credential { tenant, credential } => format!("credential {}", prefixed(tenant, credential)),
        Job::QueueAge { tenant, queue } => format!("queue-age {}", prefixed(tenant, queue)),
        Job::DeliveryAge {
            tenant,
            id,
            version,
            arm,
        } => format!("delivery-age {} arm={arm}", name(tenant, id, *version)),
        Job::Lease {
            tenant,
            id,
            partition_key,
        } => format!("lease {}", partitioned(&prefixed(tenant, id), partition_key)),
        Job::RemovedCheckpoint {
            tenant,
            execution,
            name,
        } => format!("removed {}", prefixed(tenant, &format!("{execution}/{name}"))),
        Job::Turn { tenant, queue, key } => format!("turn {}/{key}", prefixed(tenant, queue)),
    }
}

fn credential(id: &str, row: &CredentialRow) -> String {
    let mut text = format!("credential {} {}", prefixed(&row.tenant, id), row.roles.join(","));
    for (label, time) in [("expires", row.expire_time), ("revoked", row.revoke_time)] {
        if time != 0 {
            text += &format!(" {label}={}", instant::format(time));
        }
    }
    text
}

fn event(key: &[u8], value: &[u8]) -> String {
    let mut reader = KeyReader::new(table::EVENT, key).unwrap();
    let (tenant, sequence) = (reader.text().unwrap(), reader.number().unwrap());
    let row: EventRow = internal::decode("event row", value).unwrap();
    let kind = format!("{:?}", row.kind());
    let mut text = format!("event {} {kind}", prefixed(&tenant, &sequence.to_string()));
    if let Some(timer) = &row.timer {
        text += &format!(" {}@{}", timer.id, timer.version);
    }
    for (label, value) in [
        ("queue", &row.queue),
        ("object", &row.object),
        ("webhook", &row.webhook),
        ("schedule", &row.schedule),
        ("execution", &row.execution),
        ("by", &row.actor),
        ("request", &row.request_id),
        ("reason", &row.reason),
        ("showing", &row.credential),
        ("from", &row.source),
    ] {
        if !value.is_empty() {
            text += &format!(" {label}={value}");
        }
    }
    if row.attempts != 0 {
        text += &format!(" attempts={}", row.attempts);
    }
    if row.count != 0 {
        text += &format!(" count={}", row.count);
    }
    if row.version != 0 {
        text += &format!(" version={}", row.version);
    }
    if row.restored != 0 {
        text += &format!(" restored={}", row.restored);
    }
    if row.until != 0 {
        text += &format!(" {}..{}", instant::format(row.fire_time), instant::format(row.until));
    }
    if row.epoch != 0 {
        text += &format!(" epoch={}", row.epoch);
    }
    if let Some(lease) = &row.lease {
        let until = instant::format(lease.expire_time);
        let (token, holder, key) = (lease.token, &lease.holder, &lease.partition_key);
        text += &format!(" token={token} holder={holder} until={until} key={key:?}");
    }
    if let Some(budget) = &row.budget {
        let spec = budget.spec.map(|spec| (spec.limit, spec.window, spec.cooldown));
        let (amount, left, key) = (budget.amount, budget.remaining, &budget.partition_key);
        text += &format!(" spec={spec:?} amount={amount} left={left} key={key:?}");
    }
    if let Some(own) = &row.emitted {
        text += &format!(" {} about={}", own.r#type, own.subject);
    }
    if let Some(job) = &row.job {
        text += &format!(" of={}/{}/{}/{}", job.issuer, job.repository_id, job.r#ref, job.run_id);
    }
    text
}

fn webhook_row(name: &str, row: &WebhookRow) -> String {
    let spec = row.spec.clone().unwrap_or_default();
    let mut text = format!(
        "webhook {name}@{} {} next-event={}",
        row.version, spec.url, row.next_event
    );
    for (label, at) in [("failing", row.failing_since), ("disabled", row.disable_time)] {
        if at != 0 {
            text += &format!(" {label}={}", instant::format(at));
        }
    }
    for (label, count) in [("letters", row.letters), ("forgotten", row.letters_forgotten)] {
        if count != 0 {
            text += &format!(" {label}={count}");
        }
    }
    if row.disabled() != DisabledKind::Unspecified {
        text += &format!(" {:?}", row.disabled()).to_lowercase();
    }
    text
}

fn timer_row(tenant: &str, row: &TimerRow) -> String {
    let state = format!("{:?}", row.state()).to_uppercase();
    let mut text = format!("{} {state}", name(tenant, row.id(), row.version));
    text += &format!(" due={}", instant::format(row.due()));
    if let Some(watch) = &row.watchdog {
        text += &format!(
            " epoch={} sequence={} stage={}",
            watch.epoch, watch.sequence, watch.stage
        );
        text += if watch.touched { " touched" } else { "" };
    }
    if let Some(spec) = row.spec.as_ref().filter(|spec| spec.payload_key != 0) {
        text += &format!(" sealed={} for={}", spec.payload_key, spec.place());
    }
    if row.arm != 0 {
        text += &format!(" arm={} armed={}", row.arm, instant::format(row.arm_time));
    }
    if let Some(delivery) = &row.delivery {
        text += &delivery_state(delivery);
    }
    if row.end_time != 0 {
        text += &format!(" end={}", instant::format(row.end_time));
    }
    if let Some(cancel) = &row.cancel {
        text += &format!(" cancelled-by={} entry={}", cancel.by, cancel.commit_index);
    }
    if let Some(failure) = &row.failure {
        text += &format!(" failure={:?}", failure.kind());
        text += if failure.purged { " purged" } else { "" };
    }
    if row.redrive != 0 {
        text += &format!(" redrive={:?}", row.redrive());
    }
    text
}

fn delivery_state(delivery: &DeliveryState) -> String {
    let mut text = format!(
        " available={} expires={}",
        instant::format(delivery.available),
        instant::format(delivery.expires)
    );
    if let Some(grant) = &delivery.grant {
        let newest = grant.fence.map(|newest| fence(&newest)).unwrap_or_default();
        let out = if delivery.ended { "ended" } else { "out" };
        text += &format!(" {out}={newest} until={}", instant::format(grant.deadline));
    }
    if delivery.attempts != 0 {
        text += &format!(" attempts={}", delivery.attempts);
    }
    if delivery.released != 0 {
        text += &format!(" released={}", instant::format(delivery.released));
    }
    text + if delivery.moved { " moved" } else { "" }
}

fn schedule_row(name: &str, row: &ScheduleRow) -> String {
    let mut text = format!(
        "schedule {name}@{} decided={} runs={} missed={} zone={}",
        row.version,
        instant::format(row.decided),
        row.runs,
        row.missed,
        row.zone_data
    );
    if row.next != 0 {
        text += &format!(" next={}", instant::format(row.next));
    }
    if let Some(last) = &row.last {
        text += &format!(" last={}@{}", last.id, last.version);
    }
    if !row.waiting.is_empty() {
        let waiting: Vec<String> = row.waiting.iter().map(|at| instant::format(at.instant)).collect();
        text += &format!(" waiting={}", waiting.join(","));
    }
    if !row.earlier.is_empty() {
        let earlier: Vec<String> = row
            .earlier
            .iter()
            .map(|made| format!("{}@{}", made.id, made.version))
            .collect();
        text += &format!(" earlier={}", earlier.join(","));
    }
    if !row.coming.is_empty() {
        let coming: Vec<String> = row.coming.iter().map(|at| instant::format(at.fire_time)).collect();
        text += &format!(" coming={}", coming.join(","));
    }
    if row.catch_up_until != 0 {
        text += &format!(" catches-up-until={}", instant::format(row.catch_up_until));
    }
    if let Some(backfill) = &row.backfill {
        let left: Vec<String> = backfill.left.iter().map(|at| instant::format(*at)).collect();
        let (made, existing, missed) = (backfill.made, backfill.existing, backfill.missed);
        text += &format!(" backfill={made}/{existing}/{missed} left={}", left.join(","));
        match backfill.end_time {
            0 => text += &format!(" due={}", instant::format(backfill.due)),
            _ => text += &format!(" ended {}", backfill.end_reason),
        }
    }
    if let Some(pause) = &row.pause {
        text += &format!(" paused-by={} {}", pause.by, pause.reason);
    }
    text
}
