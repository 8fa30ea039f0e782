//! The phases of a run: start of a cluster, chaos, healing, and the final checks.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use minoots_kernel::internal::command::Command;
use minoots_kernel::internal::{Bootstrap, TimerRow, TimerState};
use minoots_kernel::tables;
use minoots_sequencer::consensus::{Consensus, View};
use minoots_sequencer::{Answer, Priority};

use crate::client::{Client, Owned, TENANT, check_row};
use crate::clock::truth;
use crate::facts::Facts;
use crate::injector::{Injector, join};
use crate::network::Weather;
use crate::outcome::Outcome;
use crate::trace::Trace;
use crate::witness::Witness;
use crate::world::{End, World};
use crate::{Options, settings};

/// Time after the end of all faults within which the cluster must work again.
const HEALED_WITHIN: Duration = Duration::from_secs(20);

/// Time after healing within which a due timer must be armed, in nanoseconds.
const ARMED_WITHIN: i64 = 5_000_000_000;

/// Runs a seed. Requires a runtime whose time advances only while nothing else can run.
pub(crate) async fn run(seed: u64, options: &Options, witness: Arc<dyn Witness>, root: &Path) -> Outcome {
    let trace = Trace::new(root, options.print);
    let facts = Facts::new(trace.clone(), witness);
    let settings = settings(seed, options);
    trace.event(format_args!("{settings:?}"));
    let world = World::new(seed, settings, options.dropped.clone(), facts.clone(), root);
    if begin(&world).await {
        live(&world).await;
    }
    let counts = world.counts().clone();
    let (leaders, tally) = (facts.leader_terms(), world.network.state_of().1);
    trace.event(format_args!("{counts:?} {tally:?} {leaders}"));
    let mut marks: std::collections::BTreeMap<String, u64> = facts
        .marks()
        .into_iter()
        .map(|(mark, times)| (mark.to_owned(), times))
        .collect();
    marks.insert("a term had a leader that acted".to_owned(), leaders);
    marks.insert("a snapshot was sent".to_owned(), tally.snapshots);
    let digest = trace.digest();
    Outcome {
        seed,
        settings: format!("{:?}", world.settings),
        operations: counts.operations,
        faults: counts.faults,
        fault_numbers: counts.numbers,
        marks,
        trace_hash: digest.hash,
        events: digest.count,
        elapsed_ms: u64::try_from(trace.elapsed().as_millis()).unwrap_or(u64::MAX),
        violations: facts.violations(),
    }
}

/// Starts all nodes and waits for the cluster's first entry.
async fn begin(world: &Arc<World>) -> bool {
    for node in 1..=world.settings.nodes {
        if let Err(error) = world.place(node) {
            world.facts.violation(format!("the simulation failed: {error}"));
            return false;
        }
        let world = Arc::clone(world);
        tokio::spawn(async move { world.start(node).await });
    }
    for _ in 0..1_000 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if commit_first(world).await {
            return true;
        }
    }
    world
        .facts
        .violation("liveness: no cluster began within 10 s".to_owned());
    false
}

async fn commit_first(world: &Arc<World>) -> bool {
    let Some(leader) = world.leader() else { return false };
    let Some((_, sequencer, _)) = world.running(leader) else {
        return false;
    };
    let bootstrap = Command::Bootstrap(Bootstrap {
        cluster_id: "cluster".to_owned(),
        level: 0,
    });
    let answer = sequencer.proposer().propose(bootstrap, Priority::Urgent).await;
    matches!(answer, Ok(Answer::Applied(..)))
}

async fn live(world: &Arc<World>) {
    let clients = (0..world.settings.clients).map(|number| tokio::spawn(Client::new(world, number).run()));
    let clients: Vec<_> = clients.collect();
    Injector::work(world, world.settings.chaos).await;
    world.facts.trace.event(format_args!("heal"));
    if heal(world).await {
        world.facts.witness.healed(truth(&world.facts.trace));
    }
    let before = world.counts().operations.ok;
    tokio::time::sleep(Duration::from_secs(3)).await;
    if world.counts().operations.ok == before {
        world
            .facts
            .violation("G4: nothing is answered after all faults have ended".to_owned());
    }
    world.clients_stop.store(true, Ordering::Relaxed);
    let mut timers = Vec::new();
    for client in clients {
        match client.await {
            Ok(owned) => timers.extend(owned),
            Err(error) => world.facts.violation(format!("a client panicked: {error}")),
        }
    }
    settle(world, &timers).await;
}

/// Ends all faults and replaces nodes that cannot return. Returns whether the cluster is whole again.
async fn heal(world: &Arc<World>) -> bool {
    world.network.set_weather(Weather::FAIR);
    world.network.cut(BTreeSet::new(), false);
    for (node, machine) in world.machines().iter() {
        machine.pace.resume();
        machine.clock.set_error(0);
        machine.clock.set_drift(0);
        world.facts.clock(*node, &machine.clock);
    }
    let end = world.facts.trace.elapsed() + HEALED_WITHIN;
    while world.facts.trace.elapsed() < end {
        start_all(world).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        part_with_strangers(world).await;
        replace_destroyed(world).await;
        if is_whole(world) {
            return true;
        }
    }
    let standing: Vec<String> = stands(world);
    world
        .facts
        .violation(format!("liveness: the cluster is not whole again: {standing:?}"));
    false
}

async fn start_all(world: &Arc<World>) {
    for node in world.members() {
        if let Some(machine) = world.machines().get_mut(&node)
            && machine.running.is_none()
        {
            machine.may_fail |= machine.destroyed;
        }
        world.start(node).await;
    }
}

/// Ends nodes that are not members: removed nodes, and nodes whose admission failed.
async fn part_with_strangers(world: &Arc<World>) {
    let Some(leader) = world.leader() else { return };
    let Some((raft, _, _)) = world.running(leader) else {
        return;
    };
    if !matches!(
        tokio::time::timeout(Duration::from_secs(2), raft.read_index()).await,
        Ok(Ok(_))
    ) {
        return;
    }
    let members: BTreeSet<u64> = raft.status().await.nodes.iter().map(|node| node.node).collect();
    for node in world.members().into_iter().filter(|node| !members.contains(node)) {
        world.facts.trace.event(format_args!("not a member: {node}"));
        world.kill(node, End::Process);
        if let Some(machine) = world.machines().get_mut(&node) {
            machine.removed = true;
        }
    }
}

/// Removes nodes with destroyed disks and adds new ones in their place.
async fn replace_destroyed(world: &Arc<World>) {
    let destroyed: Vec<u64> = {
        let machines = world.machines();
        let gone = machines
            .iter()
            .filter(|(_, machine)| machine.destroyed && !machine.removed);
        gone.map(|(node, _)| *node).collect()
    };
    for node in destroyed {
        let Some(leader) = world.leader() else { return };
        let Some((raft, _, _)) = world.running(leader) else {
            return;
        };
        let removed = tokio::time::timeout(Duration::from_secs(4), raft.remove(node)).await;
        world.facts.trace.event(format_args!("replace {node}: {removed:?}"));
        use minoots_raft::ChangeError;
        if matches!(removed, Ok(Ok(()) | Err(ChangeError::Unknown(_)))) {
            if let Some(machine) = world.machines().get_mut(&node) {
                machine.removed = true;
            }
            world.facts.mark("a node that lost its disk was replaced");
            join(world, world.new_id()).await;
        }
    }
}

/// Whether there is a leader, and every member that is not being replaced runs and has nearly caught up (within 20
/// entries).
fn is_whole(world: &World) -> bool {
    let Some(leader) = world.leader() else { return false };
    let Some((raft, _, _)) = world.running(leader) else {
        return false;
    };
    let target = raft.stats().applied_index;
    let machines = world.machines();
    machines.values().filter(|machine| !machine.removed).all(|machine| {
        let running = machine.running.as_ref();
        running.is_some_and(|running| running.raft.stats().applied_index + 20 >= target || !is_member(&running.raft))
    })
}

/// Whether the node is a member. Nodes that were removed or never admitted are learners, and are not waited for.
fn is_member(raft: &minoots_raft::RaftNode) -> bool {
    raft.stats().role != minoots_raft::Role::Learner
}

fn stands(world: &World) -> Vec<String> {
    let machines = world.machines();
    let stands = machines.iter().map(|(node, machine)| {
        let running = machine.running.as_ref().map(|running| {
            let stats = running.raft.stats();
            (stats.role, stats.term, stats.applied_index, stats.last_log_index)
        });
        let (destroyed, removed) = (machine.destroyed, machine.removed);
        format!(
            "{node}: {running:?} destroyed {destroyed} removed {removed} starting {}",
            machine.is_starting
        )
    });
    stands.collect()
}

/// Waits until due timers must have fired, then checks everything that was acknowledged.
async fn settle(world: &Arc<World>, timers: &[Owned]) {
    let deadline = truth(&world.facts.trace) + 12_000_000_000;
    while truth(&world.facts.trace) < deadline {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let now = truth(&world.facts.trace);
        if timers.iter().all(|timer| timer.due + ARMED_WITHIN < now) {
            break;
        }
    }
    let mut applied_by_all = u64::MAX;
    let mut looked = false;
    for node in world.alive() {
        let Some((raft, _, _)) = world.running(node) else {
            continue;
        };
        if !is_member(&raft) {
            continue;
        }
        applied_by_all = applied_by_all.min(raft.stats().applied_index);
        let index = tokio::time::timeout(Duration::from_secs(5), raft.read_index()).await;
        let Ok(Ok(index)) = index else {
            world
                .facts
                .violation(format!("liveness: node {node} answers no linearizable read: {index:?}"));
            continue;
        };
        let mut applied = raft.applied();
        let reached = tokio::time::timeout(Duration::from_secs(5), applied.wait_for(|applied| *applied >= index)).await;
        if reached.is_err() {
            world
                .facts
                .violation(format!("liveness: node {node} does not reach entry {index}"));
            continue;
        }
        if let Ok(view) = raft.view() {
            looked = true;
            applied_by_all = applied_by_all.max(view.index().min(index));
            timers.iter().for_each(|timer| look(world, timer, &*view));
            let hash = raft.stats().hash.filter(|(at, _)| *at == view.index());
            let now = truth(&world.facts.trace);
            world.facts.witness.ended(now, node, &*view, hash.map(|(_, hash)| hash));
        }
    }
    if looked {
        world.facts.check_kept(applied_by_all);
    }
    for node in world.alive() {
        world.stop(node).await;
    }
}

fn look(world: &World, timer: &Owned, view: &dyn View) {
    let row: Option<TimerRow> = match tables::timer::get(view, TENANT, &timer.id) {
        Ok(row) => row,
        Err(failure) => return world.facts.violation(format!("tables cannot be read: {failure}")),
    };
    check_row(world, timer, row.as_ref());
    let Some(row) = row else { return };
    if timer.version == 0 {
        world.facts.mark("an unknown write had happened");
    }
    let due = row.spec.as_ref().map_or(0, |spec| spec.fire_time);
    let late = due + ARMED_WITHIN < truth(&world.facts.trace);
    if late && row.state() == TimerState::Pending {
        world.facts.violation(format!("G4: {} is due and not fired", timer.id));
    }
}
