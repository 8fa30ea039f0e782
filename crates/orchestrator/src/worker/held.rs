//! Extends the lease of an order that takes long. With hundreds of children, dozens of orders may wait for one
//! execution.

use std::convert::Infallible;
use std::future::pending;

use minoots_client::Delivery;
use tokio::time::sleep;

use crate::orders::DEADLINE;

/// Extends an order's lease for as long as `acting` runs.
pub(super) async fn while_acting<T>(delivery: &Delivery, acting: impl Future<Output = T>) -> T {
    tokio::select! {
        done = acting => done,
        never = keep(delivery) => match never {},
    }
}

async fn keep(delivery: &Delivery) -> Infallible {
    loop {
        sleep(DEADLINE / 2).await;
        // Without an extension, the order is redelivered. An order that is processed twice has one effect.
        if delivery.extend(DEADLINE).await.is_err() {
            return pending().await;
        }
    }
}
