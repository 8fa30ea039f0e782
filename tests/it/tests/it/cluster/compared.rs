//! Replicas that are equal (G16), and report it.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::{PATIENT, Plan};
use minoots_it::metrics;

use super::{patiently, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_are_equal_are_compared_whole_and_say_up_to_where_g16() {
    let plan = Plan::of(3).with(&PATIENT).with(&["--comparison-interval-s", "1"]);
    let mut cluster = plan.start().await.unwrap();
    let client = cluster.client(cluster.leader().await.unwrap()).await.unwrap();
    let mut last = [0.0; 3];
    // Twice: the second comparison begins from the result of the first.
    for _ in 0..2 {
        for (at, node) in (1..=3).enumerate() {
            let endpoint = cluster.endpoint(node).unwrap();
            let address = endpoint.trim_start_matches("http://");
            until("it was compared further than before", || async {
                // An idle cluster writes nothing, so its index does not advance.
                patiently(|| client.create(timer("").fire_after(Duration::from_millis(100)).to_nobody())).await;
                metrics::value(address, "minoots_compared_index").await.unwrap() > last[at]
            })
            .await;
            last[at] = metrics::value(address, "minoots_compared_index").await.unwrap();
            assert_eq!(metrics::value(address, "minoots_quarantined").await.unwrap(), 0.0);
        }
    }
    cluster.check_sound().unwrap();
}
