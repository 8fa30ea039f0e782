//! gRPC health checking, for load balancers.

use crate::part::Part;
use minoots_wire::method::{event_service, timer_service};
use tokio::sync::watch;

/// Reports this node as serving while it leads or knows the leader.
pub(crate) async fn report(health: tonic_health::server::HealthReporter, mut part: watch::Receiver<Part>) {
    loop {
        let serving = *part.borrow_and_update() != Part::None;
        let status = if serving {
            tonic_health::ServingStatus::Serving
        } else {
            tonic_health::ServingStatus::NotServing
        };
        for service in ["", timer_service::NAME, event_service::NAME] {
            health.set_service_status(service, status).await;
        }
        if part.changed().await.is_err() {
            return;
        }
    }
}
