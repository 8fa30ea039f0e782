//! A leader without links, in three ways, in the test's own network. The others elect and continue to fire; the leader
//! stops within its lease, and follows after the heal.
//!
//! A consumer beside the leader, inside its namespace, observes it during the cut.

use std::sync::Arc;

use minoots_it::client::Client;
use minoots_it::clock::{MS, now_ns};
use minoots_it::cluster::{Cluster, LAN_LEASE_NS, PATIENT, PATIENT_LEASE_NS, Plan};
use minoots_it::is_long;
use minoots_it::namespaces::{Cut, DRIVER, Network};
use minoots_it::random::Random;
use minoots_wire::admin::v1::NodeRole;
use minoots_wire::timer::v1::{ListTimersRequest, Timer};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::minority::{check_reads, check_refused};
use super::{bring_to_lead, patiently, roles, settle_more, until};
use crate::load::{Load, World, consume_all};

/// The node that is cut off.
const NODE: u64 = 1;
const OTHERS: [u64; 2] = [2, 3];

const CUTS_LONG: usize = 10;

/// The number of settled events before a cut, and again after it.
const EVENTS: usize = 100;

/// Returns the lease of a leader in nanoseconds.
fn lease_ns() -> i64 {
    if is_long() { LAN_LEASE_NS } else { PATIENT_LEASE_NS }
}

/// A cluster whose clients know only the other nodes, and a consumer beside the node that is cut off.
struct Scene {
    network: Arc<Network>,
    cluster: Cluster,
    world: World,
    load: Load,
    witness: JoinHandle<()>,
    /// Ends the witness on drop.
    stop: watch::Sender<()>,
    /// The nodes' addresses for the clients.
    _endpoints: [watch::Sender<Vec<String>>; 2],
}

impl Scene {
    async fn begin(network: Arc<Network>, random: &mut Random) -> Self {
        // The measured values apply to the default settings.
        let plan = Plan::of(3).with(if is_long() { &[] } else { &PATIENT });
        let cluster = plan.on(Arc::clone(&network)).start().await.unwrap();
        let others = OTHERS.map(|node| cluster.endpoint(node).unwrap());
        let (others, at_others) = watch::channel(others.to_vec());
        let (own, at_own) = watch::channel(vec![cluster.endpoint(NODE).unwrap()]);
        let world = World::new(at_others);
        let load = Load::begin_with(&world, random, if is_long() { 4 } else { 2 });
        let beside = (Arc::clone(&network), world.at(at_own), random.fork());
        let (stop, mut stopped) = watch::channel(());
        let witness = tokio::task::spawn_blocking(move || {
            let (network, world, random) = beside;
            let consuming = async {
                tokio::select! {
                    () = consume_all(world, random) => {}
                    _ = stopped.changed() => {}
                }
            };
            network.end(NODE).unwrap().run(consuming).unwrap();
        });
        Self {
            network,
            cluster,
            world,
            load,
            witness,
            stop,
            _endpoints: [others, own],
        }
    }

    /// Waits until the node leads and has fired, and returns its term.
    async fn begin_term(&self) -> u64 {
        loop {
            let term = bring_to_lead(&self.cluster, NODE).await;
            settle_more(&self.world, EVENTS).await;
            let has_fired = self.world.know(|known| {
                let mut fired = known.deliveries.due_after_of_term(i64::MIN, term);
                fired.next().is_some()
            });
            if has_fired && bring_to_lead(&self.cluster, NODE).await == term {
                return term;
            }
        }
    }

    /// Cuts the leader off and heals it. Returns the nanoseconds from the cut to the first firing by another node;
    /// `None` if leadership had moved by itself just before.
    async fn cut_off(&self, cut: Cut) -> Option<i64> {
        let term = self.begin_term().await;
        self.network.cut(NODE, cut).unwrap();
        let cut_ns = now_ns();
        let after = self.cluster.status_led_by(&OTHERS).await.unwrap();
        assert!(after.term > term, "node {} leads in term {}", after.leader, after.term);
        let fires = || self.world.know(|known| known.deliveries.first_after_term(term));
        until("another leader fires", || async { fires().is_some() }).await;
        settle_more(&self.world, EVENTS).await;
        self.check_cut_off().await;
        self.network.heal(NODE).unwrap();
        self.follows().await;
        let acted: Vec<String> = self.world.know(|known| {
            let late = known.deliveries.due_after_of_term(cut_ns + lease_ns(), term);
            late.map(str::to_owned).collect()
        });
        assert!(acted.is_empty(), "fired by a leader without a lease: {acted:?}");
        Some(fires().unwrap() - cut_ns).filter(|gap_ns| *gap_ns > 0)
    }

    /// Requires that a node without links refuses writes, and still answers local reads.
    async fn check_cut_off(&self) {
        let settled = self.world.know(|known| known.settled.first().cloned());
        let shown = settled.unwrap().split(':').nth(2).unwrap().to_owned();
        let (network, endpoint) = (Arc::clone(&self.network), self.cluster.endpoint(NODE).unwrap());
        let checking = tokio::task::spawn_blocking(move || {
            let check = async {
                let client = Client::connect(&endpoint).await.unwrap();
                // A request that was sent arrives after the heal; this one changes nothing.
                check_refused(client.cancel(&shown).await);
                check_reads(&client, &shown).await;
            };
            network.end(NODE).unwrap().run(check).unwrap();
        });
        checking.await.unwrap();
    }

    /// Waits until the node takes part again.
    async fn follows(&self) {
        let is_back = || async {
            let Ok(client) = self.cluster.client(OTHERS[0]).await else {
                return false;
            };
            let told = roles(&client).await;
            told.contains(&(NODE, NodeRole::Follower)) || told.contains(&(NODE, NodeRole::Leader))
        };
        until("the node is back", is_back).await;
    }

    /// Judges all deliveries, and compares the nodes' tables.
    async fn end(mut self) {
        self.load.end().await;
        drop(self.stop);
        self.witness.await.unwrap();
        self.cluster.check_sound().unwrap();
        let mut held = Vec::new();
        for node in 1..=3 {
            held.push(timers(&self.cluster.client(node).await.unwrap()).await);
        }
        assert!(!held[0].is_empty() && held[0] == held[1] && held[1] == held[2]);
    }
}

/// Returns a node's timers after it has caught up with the leader's index.
async fn timers(client: &Client) -> Vec<Timer> {
    let request = ListTimersRequest {
        page_size: 1_000,
        ..ListTimersRequest::default()
    };
    patiently(|| client.list(request.clone())).await
}

fn cut_off_in(cut: Cut, seed: u64) {
    let mut random = Random::from_environment("cluster cut", seed);
    let network = Arc::new(Network::new(3).unwrap());
    let test = async {
        let scene = Scene::begin(Arc::clone(&network), &mut random).await;
        let mut gaps_ns = Vec::new();
        while gaps_ns.len() < if is_long() { CUTS_LONG } else { 1 } {
            gaps_ns.extend(scene.cut_off(cut).await);
        }
        scene.end().await;
        gaps_ns.sort_unstable();
        let (median, longest) = (gaps_ns[gaps_ns.len() / 2] / MS, gaps_ns[gaps_ns.len() - 1] / MS);
        eprintln!(
            "{cut:?}: first fire by another after {median} ms in the median, {longest} ms at most: {gaps_ns:?} ns"
        );
    };
    network.end(DRIVER).unwrap().run(test).unwrap();
}

#[test]
fn a_leader_cut_off_both_ways_is_replaced_and_stops_within_its_lease_and_follows_when_it_is_back() {
    cut_off_in(Cut::Both, 11);
}

#[test]
fn a_leader_that_sends_and_does_not_hear_is_replaced_and_stops_within_its_lease_and_follows_when_it_is_back() {
    cut_off_in(Cut::Inbound, 12);
}

#[test]
fn a_leader_that_hears_and_cannot_send_is_replaced_and_stops_within_its_lease_and_follows_when_it_is_back() {
    cut_off_in(Cut::Outbound, 13);
}
