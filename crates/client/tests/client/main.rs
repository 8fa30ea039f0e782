//! The client against a scripted server that fails on cue, and against the real one that is killed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod calls;
mod checkpoints;
mod consume;
mod environment;
mod keys;
mod killed;
mod leases;
mod node;
mod proxy;
mod real;
mod schedules;
mod scripted;
mod submit;
mod tail;
mod tls;
mod watchdogs;

use std::time::Duration;

use minoots_client::{Builder, Client};

/// The time limit of any expected event.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client of these servers, with more retries than any test needs.
fn client(endpoints: &[&str]) -> Client {
    settings(endpoints).retries(100, 10_000).build().unwrap()
}

fn settings(endpoints: &[&str]) -> Builder {
    let builder = Client::builder().deadline(Duration::from_secs(30));
    endpoints
        .iter()
        .fold(builder, |builder, endpoint| builder.endpoint(*endpoint))
}

/// Fails the test when it takes too long.
async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.expect("it takes too long")
}
