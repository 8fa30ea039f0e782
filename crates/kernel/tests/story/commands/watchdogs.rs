//! Commands about watchdogs.

use super::{Arguments, Kind};
use minoots_kernel::internal::{Stage, Touch, TouchWatchdogs, WatchdogSpec};

/// `epoch=<number> stages=<queue>@<span>,...` of a create, with `ttl=<span>`.
pub fn spec(arguments: &mut Arguments) -> Option<(u64, WatchdogSpec)> {
    let ttl = arguments.instant("ttl")?;
    let stages = arguments.named("stages").unwrap_or_default();
    let stage = |text: &str| {
        let (queue, seconds) = text.split_once('@').expect("queue@seconds");
        Stage {
            queue: queue.to_string(),
            delay: seconds.parse::<u64>().expect("seconds") * 1_000_000_000,
        }
    };
    let spec = WatchdogSpec {
        epoch: arguments.number("epoch").unwrap_or(0),
        stages: stages.split(',').filter(|text| !text.is_empty()).map(stage).collect(),
    };
    Some((ttl as u64, spec))
}

/// `touch ID [epoch=<number>] [sequence=<number>] [mark=<instant>] [partition=<text>]`
pub fn touch(arguments: &mut Arguments, now: i64) -> Kind {
    let touch = Touch {
        tenant: arguments.tenant(),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
        epoch: arguments.number("epoch").unwrap_or(0),
        sequence: arguments.number("sequence").unwrap_or(0),
        mark: arguments.instant("mark").unwrap_or(now),
    };
    Kind::TouchWatchdogs(TouchWatchdogs { touches: vec![touch] })
}
