//! Touches, and rows of watchdogs.

use super::messages::{NOW, SECOND, new_timer};
use minoots_kernel::internal::{
    DueRow, NewTimer, Parent, Stage, TimerRow, TimerState, Touch, TouchWatchdogs, WatchdogSpec, WatchdogState,
    command::Command as Kind,
};

pub fn commands() -> Vec<Kind> {
    let touch = Touch {
        tenant: "acme".to_string(),
        id: "agent-7".to_string(),
        partition_key: "p-1".to_string(),
        epoch: 4,
        sequence: 99,
        mark: NOW,
    };
    let plain = Touch {
        tenant: "acme".to_string(),
        id: "agent-8".to_string(),
        mark: NOW + SECOND,
        ..Touch::default()
    };
    vec![Kind::TouchWatchdogs(TouchWatchdogs {
        touches: vec![touch, plain],
    })]
}

pub fn spec() -> NewTimer {
    let stage = |(delay, queue): (i64, &str)| Stage {
        delay: (delay * SECOND) as u64,
        queue: queue.to_string(),
    };
    NewTimer {
        delay_plus_one: 1 + 30 * SECOND as u64,
        watchdog: Some(WatchdogSpec {
            epoch: 3,
            stages: [(10, "warn"), (20, "webhook:pager")].map(stage).to_vec(),
        }),
        ..new_timer()
    }
}

pub fn timer() -> TimerRow {
    let mut row = TimerRow {
        spec: Some(spec()),
        version: 12,
        created_by: "ann".to_string(),
        scheduled_time: NOW,
        watchdog: Some(WatchdogState {
            epoch: 4,
            sequence: 99,
            stage: 1,
            touched: true,
        }),
        ..TimerRow::default()
    };
    row.set_state(TimerState::Pending);
    row
}

pub fn due() -> DueRow {
    DueRow {
        version: 12,
        watchdog_index: 345,
        ..DueRow::default()
    }
}

pub fn stage() -> TimerRow {
    let spec = NewTimer {
        parent: Some(Parent {
            id: "agent-7".to_string(),
            version: 12,
            action: 0,
            stage: 2,
        }),
        ..new_timer()
    };
    TimerRow {
        spec: Some(spec),
        ..TimerRow::default()
    }
}
