//! Three processes that are one: what a cluster promises while its nodes are killed, stopped, added and removed.

mod failover;
mod formation;
mod membership;
mod minority;
mod retries;
mod streams;

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use tonic::Status;

use crate::load::is_unknown;

/// Repeats a call for as long as the cluster may be without a leader.
async fn patiently<T, F>(call: impl Fn() -> F) -> T
where
    F: Future<Output = Result<T, Status>>,
{
    let deadline = Deadline::after(PATIENCE);
    loop {
        match call().await {
            Ok(answer) => return answer,
            Err(status) if is_unknown(&status) && !deadline.has_passed() => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(status) => panic!("{status:?}"),
        }
    }
}
