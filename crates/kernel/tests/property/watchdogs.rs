//! Random touches, and the choice of watchdogs among the random timers.

use super::{
    resolve::{TENANTS, choose},
    steps::{NewPick, SECOND},
};
use crate::model::Model;
use minoots_kernel::internal::{NewTimer, Stage, Touch, TouchWatchdogs, WatchdogSpec, command::Command as Kind};

/// Makes some timers watchdogs. Some of those have ladders, a few of which do not ascend.
pub(super) fn watchdog(new: &NewPick, timer: &mut NewTimer) {
    if new.id < 8 {
        return;
    }
    timer.delay_plus_one = 1 + (2 + u64::from(new.attempts)) * SECOND as u64;
    timer.concurrency_key.clear();
    let stage = |(queue, delay): (&str, u64)| Stage {
        queue: queue.to_string(),
        delay: delay * SECOND as u64 / 2,
    };
    let ladder: &[(&str, u64)] = match new.queue {
        0 => &[("told", 5), ("work", 6)],
        1 | 2 => &[("told", 2), ("work", 3)],
        _ => &[],
    };
    timer.watchdog = Some(WatchdogSpec {
        epoch: u64::from(new.partition),
        stages: ladder.iter().copied().map(stage).collect(),
    });
}

pub(super) fn touch(model: &Model, touches: &[(u8, u8, i64)], now: i64) -> Kind {
    let touch = |(which, variant, mark): &(u8, u8, i64)| {
        let timer = choose(model, *which, |timer| {
            timer.is_current() && (*variant == 0 || timer.watch.is_some())
        });
        let watch = timer.and_then(|timer| timer.watch).unwrap_or_default();
        Touch {
            tenant: timer.map_or(TENANTS[0], |timer| &timer.tenant).to_string(),
            id: timer.map_or("nobody", |timer| &timer.spec.id).to_string(),
            partition_key: if *variant == 1 { "p".to_string() } else { String::new() },
            epoch: match variant {
                2 => watch.epoch + 1,
                3 => watch.epoch.saturating_sub(1),
                _ => watch.epoch,
            },
            sequence: match variant {
                4 => watch.sequence.saturating_sub(1),
                5 => watch.sequence,
                6 | 7 => watch.sequence + 2,
                _ => 0,
            },
            mark: now + mark * SECOND,
        }
    };
    Kind::TouchWatchdogs(TouchWatchdogs {
        touches: touches.iter().map(touch).collect(),
    })
}
