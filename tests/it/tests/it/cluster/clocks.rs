//! Three clocks, some of which are wrong (F26 to F28): a wrong one may cost leadership and nothing else.
//!
//! The tests' own clock, the true one, judges every delivery: none is early by more than the offset of sound nodes'
//! clocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, MS, SECOND, now_ns};
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::random::Random;
use minoots_it::{PATIENCE, faults, metrics};
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{CancelOutcome, RescheduleTimerRequest, TimerStatus};
use minoots_wire::well_known::Timestamp;

use super::loaded::Loaded;
use super::patiently;
use crate::load::World;

const HOUR: i64 = 3_600 * SECOND;
const STOPS: &str = "minoots_clock_stops_total";
const POLL: Duration = Duration::from_millis(20);
/// The largest offset of a sound clock.
const EPSILON: i64 = 250 * MS;
/// Starts three nodes with these clock offsets.
async fn start(offsets_ns: [i64; 3]) -> Cluster {
    Plan::of(3)
        .with(&PATIENT)
        .with_clocks(&offsets_ns)
        .start()
        .await
        .unwrap()
}

/// Starts the load. The leaders' clocks may be ahead by this much.
fn load(cluster: Cluster, clock_ahead_ns_max: i64, random: &mut Random) -> Loaded {
    let world = |endpoints| World::new(endpoints).with_clock_ahead(clock_ahead_ns_max);
    Loaded::in_world(cluster, world, random)
}

impl Loaded {
    fn set_clock(&self, node: u64, offset_ns: i64) {
        faults::set_clock(self.cluster.home(node).unwrap(), offset_ns).unwrap();
    }

    async fn metric(&self, node: u64, name: &str) -> f64 {
        let endpoint = self.cluster.endpoint(node).unwrap();
        let address = endpoint.trim_start_matches("http://").to_owned();
        metrics::value(&address, name).await.unwrap()
    }

    /// Waits until one of these nodes exports at least this value.
    async fn until_metric(&self, nodes: &[u64], name: &str, least: f64) {
        let deadline = Deadline::after(PATIENCE);
        loop {
            for node in nodes {
                if self.metric(*node, name).await >= least {
                    return;
                }
            }
            assert!(!deadline.has_passed(), "{nodes:?}: {name} stays below {least}");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Requires that log time follows the true clock, and delays count from it, at every node: timers that are due soon
    /// fire, and later ones can be cancelled.
    async fn check_time(&self, name: &str) {
        for node in 1..=3 {
            let client = self.cluster.client(node).await.unwrap();
            check_time_at(&client, &format!("{name}-{node}")).await;
        }
    }
}

async fn check_time_at(client: &Client, name: &str) {
    let (soon, later) = (format!("probe-{name}-soon"), format!("probe-{name}-later"));
    let minute = Duration::from_secs(60);
    let before_ns = now_ns();
    let request = || timer(&later).to_nobody().fire_after(minute + PATIENCE);
    let made = patiently(|| client.create(request())).await.timer.unwrap();
    let fire_time_ns = instant::from_proto(&made.fire_time.unwrap()).unwrap();
    let delay_ns = i64::try_from((minute + PATIENCE).as_nanos()).unwrap();
    let resolved_at_ns = fire_time_ns - delay_ns;
    assert!(
        (before_ns - EPSILON..=now_ns() + EPSILON).contains(&resolved_at_ns),
        "{later}: the delay was counted from {} ms after the call",
        (resolved_at_ns - before_ns) / MS
    );
    patiently(|| client.create(timer(&soon).to_nobody().fire_after(Duration::from_millis(600)))).await;
    let cancelled = patiently(|| client.cancel(&later)).await;
    assert_eq!(
        cancelled.outcome(),
        CancelOutcome::Cancelled,
        "G7: it was a minute ahead"
    );
    patiently(|| client.wait_for(&soon, TimerStatus::Settled)).await;
}

/// Steps the clock of one node under load, checks its alarm and the effect on leadership, and restores the clock.
async fn step(seed: u64, offset_ns: i64, is_leader: bool) {
    let mut random = Random::from_environment("clock step", seed);
    let cluster = start([0, 0, 0]).await;
    let loaded = load(cluster, 0, &mut random);
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    let victim = match is_leader {
        true => step_leader(&loaded, offset_ns).await,
        false => loaded.cluster.leader().await.unwrap() % 3 + 1,
    };
    let others: Vec<u64> = (1..=3).filter(|node| *node != victim).collect();
    loaded.set_clock(victim, offset_ns);
    loaded.until_metric(&[victim], "minoots_clock_steps_total", 1.0).await;
    loaded.until_metric(&others, "minoots_clock_outliers", 1.0).await;
    loaded.check_time("stepped").await;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    loaded.cluster.status_led_by(&others).await.unwrap();
    loaded.set_clock(victim, 0);
    loaded.check_time("set-right").await;
    loaded.end().await;
}

/// Steps the leader's clock, until a node lost leadership for that reason and not because of load. Returns that node.
async fn step_leader(loaded: &Loaded, offset_ns: i64) -> u64 {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let before = loaded.cluster.status_led_by(&[1, 2, 3]).await.unwrap();
        loaded.set_clock(before.leader, offset_ns);
        let others: Vec<u64> = (1..=3).filter(|node| *node != before.leader).collect();
        let after = loaded.cluster.status_led_by(&others).await.unwrap();
        assert!(after.term > before.term, "{before:?} then {after:?}");
        if loaded.metric(before.leader, STOPS).await >= 1.0 {
            return before.leader;
        }
        assert!(!deadline.has_passed(), "no leader stopped");
        loaded.set_clock(before.leader, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g22_a_leader_whose_clock_steps_an_hour_ahead_hands_over_and_nothing_is_early_or_lost() {
    step(61, HOUR, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g22_a_leader_whose_clock_steps_an_hour_back_hands_over_and_nothing_is_early_or_lost() {
    step(62, -HOUR, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g22_a_follower_whose_clock_steps_an_hour_ahead_is_told_of_and_changes_nothing() {
    step(63, HOUR, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g22_a_follower_whose_clock_steps_an_hour_back_is_told_of_and_changes_nothing() {
    step(64, -HOUR, false).await;
}

/// Requires that the start of a timer's delay lies within the call, as far as sound clocks agree.
fn check_dated(kind: &str, fire_time: Option<Timestamp>, delay: Duration, before_ns: i64) {
    let counted_ns = instant::from_proto(&fire_time.unwrap()).unwrap() - i64::try_from(delay.as_nanos()).unwrap();
    assert!(
        (before_ns - EPSILON..=now_ns() + EPSILON).contains(&counted_ns),
        "{kind}: the delay was counted from {} ms after the call",
        (counted_ns - before_ns) / MS
    );
}

/// Makes every kind of request with a delay through this node until the end of the test. Returns the number of granted
/// ones.
async fn ask_for_delays(client: Client, node: u64, stop: Arc<AtomicBool>) -> u64 {
    let delay = Duration::from_secs(7_200);
    let mut granted = 0;
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let id = format!("dated-{node}-{number}");
        let before_ns = now_ns();
        let Ok(made) = client.create(timer(&id).to_nobody().fire_after(delay)).await else {
            continue;
        };
        check_dated("create", made.timer.and_then(|timer| timer.fire_time), delay, before_ns);
        let before_ns = now_ns();
        let batch = vec![timer(&format!("{id}-batch")).to_nobody().fire_after(delay)];
        if client.create_batch(batch).await.is_ok()
            && let Ok(made) = client.get(&format!("{id}-batch")).await
        {
            check_dated("batch", made.fire_time, delay, before_ns);
        }
        let before_ns = now_ns();
        let request = RescheduleTimerRequest {
            id: id.clone(),
            delay: Some(duration::to_proto(7_200 * SECOND)),
            ..RescheduleTimerRequest::default()
        };
        if let Ok(moved) = client.reschedule_with(request).await {
            check_dated("reschedule", moved.fire_time, delay, before_ns);
            granted += 1;
        }
    }
    granted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g3_no_delay_is_counted_from_a_leaders_clock_that_is_wrong_for_a_quarter_of_a_second() {
    let cluster = start([0, 0, 0]).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut asking = tokio::task::JoinSet::new();
    for node in 1..=3 {
        asking.spawn(ask_for_delays(
            cluster.client(node).await.unwrap(),
            node,
            Arc::clone(&stop),
        ));
    }
    for offset_ns in [-HOUR, HOUR, -HOUR, HOUR, -HOUR, -HOUR] {
        let leader = cluster.leader().await.unwrap();
        faults::set_clock(cluster.home(leader).unwrap(), offset_ns).unwrap();
        tokio::time::sleep(Duration::from_millis(250)).await;
        faults::set_clock(cluster.home(leader).unwrap(), 0).unwrap();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    stop.store(true, Ordering::Relaxed);
    while let Some(granted) = asking.join_next().await {
        assert!(granted.unwrap() > 0, "nothing was granted");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g4_with_two_sound_clocks_of_three_the_wrong_one_does_not_stay_leader() {
    let mut cluster = start([0, 0, 0]).await;
    let first = cluster.leader().await.unwrap();
    let wrong = first % 3 + 1;
    cluster.kill(wrong).unwrap();
    faults::set_clock(cluster.home(wrong).unwrap(), 365 * 24 * HOUR).unwrap();
    cluster.restart(wrong).await.unwrap();
    let address = cluster
        .endpoint(wrong)
        .unwrap()
        .trim_start_matches("http://")
        .to_owned();
    cluster.kill(first).unwrap();
    // Of two clocks that disagree, the nodes cannot know the right one. Each node leads in turn and stops.
    let deadline = Deadline::after(PATIENCE);
    while metrics::value(&address, STOPS).await.unwrap() == 0.0 {
        assert!(!deadline.has_passed(), "the wrong node never came to lead");
        tokio::time::sleep(POLL).await;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let back = cluster.launch(first).unwrap();
    let back = back.ready().await.unwrap();
    cluster.keep(first, back).unwrap();
    let sound: Vec<u64> = (1..=3).filter(|node| *node != wrong).collect();
    let status = tokio::time::timeout(Duration::from_secs(20), cluster.status_led_by(&sound)).await;
    status.expect("a node with a sound clock leads").unwrap();
    let client = cluster.client(first).await.unwrap();
    check_time_at(&client, "two-sound").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g3_clocks_within_epsilon_work_together_and_nothing_is_earlier_than_that() {
    let mut random = Random::from_environment("clocks apart", 65);
    let cluster = start([120 * MS, 0, -120 * MS]).await;
    let loaded = load(cluster, 120 * MS, &mut random);
    for leader in [1, 2, 3] {
        // A node that cannot take over at once will not be forced to.
        let client = loaded.cluster.client(leader).await.unwrap();
        drop(client.transfer_to(leader).await);
        loaded.check_time(&format!("with-{leader}")).await;
    }
    loaded.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g22_a_clock_beyond_epsilon_is_told_of_and_its_node_leads_nobody_for_long() {
    let mut random = Random::from_environment("clock beyond", 66);
    let cluster = start([0, 0, 400 * MS]).await;
    let loaded = load(cluster, 0, &mut random);
    loaded.until_metric(&[1, 2], "minoots_clock_outliers", 1.0).await;
    let deadline = Deadline::after(PATIENCE);
    // It may win an election, or get leadership by a transfer, as here.
    while loaded.metric(3, STOPS).await == 0.0 {
        assert!(!deadline.has_passed(), "node 3 never came to lead");
        let client = loaded.cluster.client(3).await.unwrap();
        drop(client.transfer_to(3).await);
        tokio::time::sleep(POLL).await;
    }
    loaded.cluster.status_led_by(&[1, 2]).await.unwrap();
    loaded.check_time("beyond").await;
    loaded.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g22_a_leader_whose_clock_drifts_away_hands_over_before_anything_is_early() {
    let mut random = Random::from_environment("clock drift", 67);
    let cluster = start([0, 0, 0]).await;
    let loaded = load(cluster, EPSILON, &mut random);
    let before = loaded.cluster.leader().await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    let mut offset_ns = 0;
    // Faster than any crystal drifts, so that the test ends.
    while loaded.metric(before, STOPS).await == 0.0 {
        assert!(
            !deadline.has_passed(),
            "a drift to {} ms went unnoticed",
            offset_ns / MS
        );
        offset_ns += 5 * MS;
        loaded.set_clock(before, offset_ns);
        tokio::time::sleep(POLL).await;
    }
    let others: Vec<u64> = (1..=3).filter(|node| *node != before).collect();
    loaded.cluster.status_led_by(&others).await.unwrap();
    loaded.check_time("drifted").await;
    loaded.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g22_clocks_that_all_step_together_cost_the_leadership_and_the_next_one_goes_on_by_them() {
    let cluster = start([0, 0, 0]).await;
    let client = cluster.client(1).await.unwrap();
    patiently(|| client.create(timer("before").to_nobody().fire_after(Duration::from_secs(1_800)))).await;
    let (mut offset_ns, deadline) = (0, Deadline::after(PATIENCE));
    // If leadership moves at that moment, because the machine is busy, the new term begins with the new time.
    let after = loop {
        let before = cluster.status_led_by(&[1, 2, 3]).await.unwrap();
        offset_ns += HOUR;
        for node in 1..=3 {
            faults::set_clock(cluster.home(node).unwrap(), offset_ns).unwrap();
        }
        let others: Vec<u64> = (1..=3).filter(|node| *node != before.leader).collect();
        let after = cluster.status_led_by(&others).await.unwrap();
        assert!(after.term > before.term, "{before:?} then {after:?}");
        let said = cluster.home(before.leader).unwrap().errors().unwrap();
        if said.contains("nothing is stamped or released here") {
            break after;
        }
        assert!(!deadline.has_passed(), "no leader stopped");
    };
    let client = cluster.client(after.leader).await.unwrap();
    patiently(|| client.wait_for("before", TimerStatus::Settled)).await;
    patiently(|| client.create(timer("after").to_nobody().fire_after(Duration::from_millis(300)))).await;
    patiently(|| client.wait_for("after", TimerStatus::Settled)).await;
}
