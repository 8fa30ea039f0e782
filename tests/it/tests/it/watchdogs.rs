//! Watchdogs from outside.

mod commands;
mod failover;
mod refusals;
mod sharing;
mod silence;

use minoots_it::client::{Client, timer};
use minoots_it::clock::SECOND;
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{
    CreateTimerRequest, NewWatchdog, Target, TouchRequest, TouchResult, WatchdogStage, target,
};
use tonic::Status;

/// Builds a watchdog whose queue has its own id.
fn watchdog(id: &str, ttl: i64) -> CreateTimerRequest {
    CreateTimerRequest {
        delay: Some(duration::to_proto(ttl)),
        fire_time: None,
        target: Some(queue(id)),
        watchdog: Some(NewWatchdog::default()),
        ..timer(id)
    }
}

fn queue(name: &str) -> Target {
    Target {
        target: Some(target::Target::Queue(name.to_owned())),
    }
}

fn stage(name: &str, delay: i64) -> WatchdogStage {
    WatchdogStage {
        delay: Some(duration::to_proto(delay)),
        target: Some(queue(name)),
    }
}

fn request(id: &str, epoch: u64, sequence: u64) -> TouchRequest {
    TouchRequest {
        id: id.to_owned(),
        epoch,
        sequence,
        ..TouchRequest::default()
    }
}

async fn touch(client: &Client, request: TouchRequest) -> Result<TouchResult, Status> {
    let answer = client.timers.clone().touch(request).await?.into_inner();
    Ok(answer.results.into_iter().next().unwrap())
}

fn fires(result: &TouchResult) -> i64 {
    instant::from_proto(result.fire_time.as_ref().unwrap()).unwrap()
}

/// The largest difference between two nodes' clocks.
const EPSILON: i64 = SECOND / 4;
