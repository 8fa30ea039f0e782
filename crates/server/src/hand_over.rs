//! What a leader does around a planned transfer, so that nothing fires late for it: it arms as far ahead as it may before, and goes
//! on releasing what it armed until its successor is known and its streams move there.

use minoots_delivery::Delivery;
use minoots_raft::HandOver;
use minoots_sequencer::Sequencer;
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};
use tokio::sync::watch;

/// Arming ahead takes a commit or two. After this long the transfer begins all the same.
const ARMED_WITHIN: Duration = Duration::from_millis(200);

/// See the module.
pub(crate) struct PlannedHandOver {
    pub sequencer: Arc<Sequencer>,
    pub delivery: Delivery,
    /// Whether one is under way.
    pub under_way: watch::Sender<bool>,
}

impl HandOver for PlannedHandOver {
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.under_way.send_replace(true);
        self.delivery.set_handing_over(true);
        let armed = self.sequencer.arm_ahead();
        Box::pin(async move {
            match tokio::time::timeout(ARMED_WITHIN, armed).await {
                Ok(Ok(())) => tracing::debug!("armed ahead"),
                Ok(Err(_)) => tracing::debug!("leadership went before it was handed over"),
                Err(_) => tracing::warn!("not everything could be armed ahead in time"),
            }
        })
    }

    fn end(&self) {
        self.sequencer.arm_as_usual();
        self.delivery.set_handing_over(false);
        self.under_way.send_replace(false);
    }
}
