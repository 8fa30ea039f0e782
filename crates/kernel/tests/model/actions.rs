//! Actions of timers: each is made once, as a separate timer.

use super::{Model, Timer};
use minoots_kernel::internal::{Caller, EventKind, EventRow, NewTimer, Parent};
use sha2::{Digest, Sha256};

/// A fixed derivation: a timer that is made again must have the same id.
fn id_of(of: &str, parent: &Timer, number: u32) -> String {
    let mut text = format!("minoots.{of}\0").into_bytes();
    text.extend(parent.tenant.as_bytes());
    text.push(0);
    text.extend(parent.spec.id.as_bytes());
    text.push(0);
    text.extend(parent.version.to_be_bytes());
    text.extend(number.to_be_bytes());
    let digest = Sha256::digest(&text);
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let variant = u8::from_str_radix(&hex[16..18], 16).unwrap() & 0x3F | 0x80;
    format!(
        "{}-{}-8{}-{variant:02x}{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[18..20],
        &hex[20..]
    )
}

impl Model {
    pub(super) fn act(&mut self, at: usize, is_time: impl Fn(u32) -> bool, since: i64) {
        let parent = self.timers[at].clone();
        for (number, action) in (0..).zip(&parent.spec.actions) {
            let id = id_of("action", &parent, number);
            if is_time(action.after_attempts) && self.timers[at].acted & 1 << number == 0 {
                self.timers[at].acted |= 1 << number;
                let timer = self.make(&parent, (number, 0), id, &action.queue, since);
                self.fire_as_of(timer, since);
            }
        }
    }

    pub(super) fn make_stage(&mut self, parent: &Timer, stage: u32, queue: &str, since: i64) {
        let id = id_of("stage", parent, stage);
        let timer = self.make(parent, (0, stage), id, queue, since);
        self.timers.push(timer);
        self.arm(self.timers.len() - 1);
    }

    fn make(&mut self, parent: &Timer, (number, stage): (u32, u32), id: String, queue: &str, since: i64) -> Timer {
        let fabric = Caller {
            tenant: parent.tenant.clone(),
            ..Caller::default()
        };
        self.use_queue(&fabric, queue);
        let spec = NewTimer {
            id,
            name: parent.spec.name.clone(),
            create_time: since,
            fire_time: since,
            payload: parent.spec.payload.clone(),
            labels: parent.spec.labels.clone(),
            queue: queue.to_string(),
            retry: parent.spec.retry,
            retry_unset: true,
            ack_deadline_unset: true,
            ack_deadline: parent.spec.ack_deadline,
            lane: parent.spec.lane,
            parent: Some(Parent {
                id: parent.spec.id.clone(),
                version: parent.version,
                action: number,
                stage,
            }),
            ..NewTimer::default()
        };
        let spec = self.with_options(&parent.tenant, &spec);
        let timer = Timer::new(&parent.tenant, spec, parent.version, &parent.by, since);
        let event = EventRow {
            timer: Some(timer.reference()),
            fire_time: timer.spec.fire_time,
            name: timer.spec.name.clone(),
            object: parent.spec.id.clone(),
            ..EventRow::default()
        };
        self.emit(&parent.tenant, EventKind::TimerScheduled, event);
        timer
    }
}
