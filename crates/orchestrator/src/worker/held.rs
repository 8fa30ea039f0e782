//! Orders that take long: of an execution with hundreds of children, dozens may wait for their turns.

use std::convert::Infallible;
use std::future::pending;

use minoots_client::Delivery;
use tokio::time::sleep;

use crate::orders::DEADLINE;

/// Keeps an order for as long as acting on it takes.
pub(super) async fn while_acting<T>(delivery: &Delivery, acting: impl Future<Output = T>) -> T {
    tokio::select! {
        done = acting => done,
        never = keep(delivery) => match never {},
    }
}

async fn keep(delivery: &Delivery) -> Infallible {
    loop {
        sleep(DEADLINE / 2).await;
        // Without more time it comes back: an order that is acted on twice counts once.
        if delivery.extend(DEADLINE).await.is_err() {
            return pending().await;
        }
    }
}
