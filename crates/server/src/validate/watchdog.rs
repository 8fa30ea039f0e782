//! Checks watchdogs and their touches.

use super::{Violations, nanos, queue};
use minoots_kernel::{
    id,
    internal::{NewTimer, Stage, Touch, WatchdogSpec},
    limits::{TOUCH_BATCH_MAX, WATCHDOG_TTL_MAX, WATCHDOG_TTL_MIN},
};
use minoots_wire::{
    error::Reason,
    timer::v1::{NewWatchdog, TouchRequest, WatchdogStage, WatchdogTouch, target::Target},
};
use tonic::Status;

/// Checks the watchdog fields of a timer, and converts them to their stored form.
pub(super) fn watchdog(
    violations: &mut Violations,
    prefix: &str,
    asked: NewWatchdog,
    timer: &NewTimer,
) -> WatchdogSpec {
    let ttl = timer.delay();
    if !ttl.is_some_and(|ttl| (WATCHDOG_TTL_MIN..=WATCHDOG_TTL_MAX).contains(&ttl)) {
        let description = "is how long a watchdog lives without a touch: give 1 s to 7 days, and no fire_time";
        violations.add(format!("{prefix}delay"), Reason::TtlRange, description);
    }
    let field = format!("{prefix}watchdog.stages");
    let mut stages = Vec::new();
    let numbered = asked.stages.into_iter().enumerate();
    stages.extend(numbered.map(|(at, asked)| stage(violations, &format!("{field}[{at}]"), asked)));
    let ends = stages.iter().skip(1).map(|stage: &Stage| stage.delay).chain(ttl);
    for (at, (stage, end)) in stages.iter().zip(ends).enumerate() {
        if stage.delay >= end {
            let description = "must be less than that of the stage behind it, and than the watchdog's own";
            violations.add(format!("{field}[{at}].delay"), Reason::WatchdogStages, description);
        }
    }
    WatchdogSpec {
        epoch: asked.epoch,
        stages,
    }
}

fn stage(violations: &mut Violations, field: &str, asked: WatchdogStage) -> Stage {
    let delay = asked.delay.as_ref().map_or(0, nanos);
    if delay < WATCHDOG_TTL_MIN {
        let description = "must be at least 1 s";
        violations.add(format!("{field}.delay"), Reason::WatchdogStages, description);
    }
    let queue = match asked.target.and_then(|target| target.target) {
        Some(Target::Queue(name)) => queue(&name),
        Some(Target::Webhook(webhook)) => id::webhook_queue(&webhook),
        Some(Target::None(_)) | None => {
            let description = "must be a queue or a webhook endpoint";
            violations.add(format!("{field}.target"), Reason::WatchdogStages, description);
            String::new()
        }
    };
    Stage { delay, queue }
}

/// The touches of a request, and whether it named a single one.
pub(crate) fn touches(
    tenant: &str,
    (request, mut violations): (TouchRequest, Violations),
) -> Result<(Vec<Touch>, bool), Status> {
    let is_one = !request.id.is_empty();
    if is_one != request.touches.is_empty() {
        let description = format!("give either id, or 1 to {TOUCH_BATCH_MAX} touches");
        violations.add("touches", Reason::TouchCount, description);
    }
    if !is_one {
        let of_one = [
            ("partition_key", !request.partition_key.is_empty()),
            ("epoch", request.epoch != 0),
            ("sequence", request.sequence != 0),
        ];
        for (name, _) in of_one.into_iter().filter(|(_, is_given)| *is_given) {
            violations.add(
                name,
                Reason::TouchCount,
                "belongs to id; give it within each of touches",
            );
        }
    }
    let asked = match is_one {
        true => vec![WatchdogTouch {
            id: request.id,
            partition_key: request.partition_key,
            epoch: request.epoch,
            sequence: request.sequence,
        }],
        false => request.touches,
    };
    violations.finish()?;
    let touches = asked.into_iter().map(|asked| touch(tenant, asked)).collect();
    Ok((touches, is_one))
}

/// A touch of a tenant's timer.
pub(crate) fn touch(tenant: &str, asked: WatchdogTouch) -> Touch {
    Touch {
        tenant: tenant.to_owned(),
        id: asked.id,
        partition_key: asked.partition_key,
        epoch: asked.epoch,
        sequence: asked.sequence,
        mark: 0,
    }
}
