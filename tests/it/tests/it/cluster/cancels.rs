//! A bulk cancel, while the leader is killed.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_wire::timer::v1::{CancelTimersRequest, CreateTimerRequest, TimerStatus};

use super::patiently;

const TIMERS: usize = 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g8_a_bulk_cancel_that_is_repeated_across_a_kill_of_the_leader_cancels_each_timer_once() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader % 3 + 1).await.unwrap();
    let requests = (0..TIMERS).map(|at| CreateTimerRequest {
        labels: BTreeMap::from([("kind".to_owned(), "tea".to_owned())]),
        ..timer(&format!("t{at:03}")).fire_after(Duration::from_secs(3_600))
    });
    let requests: Vec<CreateTimerRequest> = requests.collect();
    patiently(|| client.create_batch(requests.clone())).await;
    let (mut cancelled, mut page_token) = (0, String::new());
    for page in 0.. {
        let request = CancelTimersRequest {
            request_id: format!("page-{page}"),
            page_size: 100,
            page_token,
            labels: BTreeMap::from([("kind".to_owned(), "tea".to_owned())]),
            ..CancelTimersRequest::default()
        };
        let asked = {
            let (client, request) = (client.clone(), request.clone());
            tokio::spawn(async move { patiently(|| client.cancel_many(request.clone())).await })
        };
        if page == 4 {
            cluster.kill(leader).unwrap();
        }
        let answer = asked.await.unwrap();
        let again = patiently(|| client.cancel_many(request.clone())).await;
        assert_eq!(
            (again.cancelled, &again.next_page_token),
            (answer.cancelled, &answer.next_page_token)
        );
        assert_eq!(answer.too_late + answer.superseded + answer.already_cancelled, 0);
        cancelled += answer.cancelled;
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(cancelled as usize, TIMERS);
    assert_eq!(patiently(|| client.list_of(TimerStatus::Cancelled)).await.len(), TIMERS);
    assert!(patiently(|| client.list_of(TimerStatus::Scheduled)).await.is_empty());
}
