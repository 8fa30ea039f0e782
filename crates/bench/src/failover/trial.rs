//! One trial: the leader is lost, the others continue, and it returns.

use std::ops::Range;
use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::cluster_status::Status;
use minoots_terminal::errors::{Exit, Failure};
use rustix::process::Signal;
use tokio::time::{sleep, timeout};

use super::Loss;
use super::ledger::Ledger;
use crate::cluster::Cluster;
use crate::samples::tenth_ms;

/// The shortest time for which timers fire under a leader before it is lost.
const REIGN: Duration = Duration::from_secs(2);
/// The time for which a stopped leader stays stopped.
const STOPPED: Duration = Duration::from_secs(10);
/// The start of the window around the signal whose due timers show the lateness, before the signal.
const WINDOW_BEFORE_NS: i64 = 500_000_000;
/// The end of that window, after the signal.
const WINDOW_AFTER_NS: i64 = 1_500_000_000;
const FIRE_PATIENCE: Duration = Duration::from_secs(60);

/// The outcome of a trial.
pub struct Outcome {
    /// The lost leader.
    pub node: u64,
    /// From the signal to the first delivery of a timer by another leader, rounded to a tenth.
    pub to_first_fire_ms: f64,
    /// Lateness of the timers due in a window around the signal, in nanoseconds.
    pub late_ns: Vec<i64>,
}

/// Ends the leader and brings it back as a follower.
pub async fn run(cluster: &mut Cluster, ledger: &Ledger, loss: Loss) -> Result<Outcome, Failure> {
    reigning(cluster, ledger).await?;
    sleep(REIGN).await;
    let before = reigning(cluster, ledger).await?;
    let leader = before.leader;
    let fires = ledger.next_leader_fires();
    let member = cluster.member_mut(leader).ok_or_else(unknown_leader)?;
    let signalled_ns = clock::wall_ns();
    member.process().signal(loss.signal());
    let fired_ns = timeout(FIRE_PATIENCE, fires).await.ok().and_then(Result::ok);
    let fired_ns = fired_ns.ok_or_else(|| never_fired(leader))?;
    bring_back(cluster, leader, loss, signalled_ns).await?;
    cluster
        .wait_until("the node that was gone follows", |status| {
            follows(status, leader, &before)
        })
        .await?;
    Ok(Outcome {
        node: leader,
        to_first_fire_ms: tenth_ms(fired_ns.saturating_sub(signalled_ns)),
        late_ns: lateness_around(ledger, signalled_ns).await,
    })
}

/// Lateness of the timers due around this instant, after all of them have had time to arrive.
async fn lateness_around(ledger: &Ledger, signalled_ns: i64) -> Vec<i64> {
    let window: Range<i64> = signalled_ns - WINDOW_BEFORE_NS..signalled_ns + WINDOW_AFTER_NS;
    let left_ns = u64::try_from(window.end - clock::wall_ns()).unwrap_or_default();
    sleep(Duration::from_nanos(left_ns)).await;
    ledger.lateness_ns(&window)
}

/// Waits until every node follows a leader, timers fire under it, and every node has caught up with the state first
/// seen. A trial removes one node of three, so the other two must be available. A status older than the latest delivery
/// does not count, because its leader may have lost leadership.
async fn reigning(cluster: &Cluster, ledger: &Ledger) -> Result<Status, Failure> {
    let reigns = |status: &Status| is_whole(status) && status.term == ledger.latest_term();
    let seen = cluster
        .wait_until("timers fire under a leader that every node follows", reigns)
        .await?;
    cluster
        .wait_until("every node has caught up", |status| {
            reigns(status) && is_level(status, &seen)
        })
        .await
}

async fn bring_back(cluster: &mut Cluster, node: u64, loss: Loss, signalled_ns: i64) -> Result<(), Failure> {
    let member = cluster.member_mut(node).ok_or_else(unknown_leader)?;
    if loss == Loss::Stop {
        let passed_ns = u64::try_from(clock::wall_ns().saturating_sub(signalled_ns)).unwrap_or_default();
        sleep(STOPPED.saturating_sub(Duration::from_nanos(passed_ns))).await;
        member.process().signal(Signal::CONT);
        return Ok(());
    }
    let status = member.process().ended().await?;
    if loss == Loss::Term && !status.success() {
        return Err(Failure::failed(format!("node {node} did not stop cleanly: {status}")));
    }
    member.start_again().await
}

/// Whether every node leads or follows.
fn is_whole(status: &Status) -> bool {
    status.member(status.leader).is_some() && status.nodes.iter().all(|member| member.role != "unreachable")
}

/// Whether every node has applied the entries that the leader had applied then.
fn is_level(status: &Status, then: &Status) -> bool {
    let applied_index = then.member(then.leader).map(|leader| leader.applied_index);
    let nodes = status.nodes.iter();
    nodes
        .map(|member| Some(member.applied_index))
        .all(|applied| applied >= applied_index)
}

/// Whether a node is a follower in a later term than `before`, and has applied the entries applied then.
fn follows(status: &Status, node: u64, before: &Status) -> bool {
    let applied_index = before.member(before.leader).map(|leader| leader.applied_index);
    let follower = status.member(node).filter(|member| member.role == "follower");
    is_whole(status)
        && status.term > before.term
        && follower.is_some_and(|member| Some(member.applied_index) >= applied_index)
}

fn unknown_leader() -> Failure {
    Failure::failed("a node leads that is not of this cluster")
}

fn never_fired(node: u64) -> Failure {
    Failure::new(
        Exit::TimedOut,
        format!("no timer fired within {FIRE_PATIENCE:?} after node {node} was gone"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use minoots_terminal::cluster_status::Member;

    fn status(term: u64, roles: [(&'static str, u64); 3]) -> Status {
        let nodes = (1..).zip(roles).map(|(node, (role, applied_index))| Member {
            node,
            role,
            applied_index,
            advertise: String::new(),
            quarantine: String::new(),
            level: 1,
            release: String::new(),
        });
        let nodes: Vec<Member> = nodes.collect();
        let leader = nodes.iter().find(|member| member.role == "leader");
        Status {
            leader: leader.map_or(0, |leader| leader.node),
            term,
            epoch: 0,
            held_until: None,
            level: 1,
            nodes,
        }
    }

    #[test]
    fn a_node_is_back_when_it_follows_another_and_has_caught_up() {
        let before = status(4, [("leader", 100), ("follower", 99), ("follower", 98)]);
        let back = |term, own| follows(&status(term, [own, ("leader", 200), ("follower", 200)]), 1, &before);
        assert!(back(5, ("follower", 100)));
        assert!(!back(5, ("follower", 99)), "behind");
        assert!(!back(5, ("unreachable", 0)));
        assert!(!back(4, ("follower", 100)), "a status from before");
    }

    #[test]
    fn a_cluster_is_level_when_the_last_node_has_what_the_leader_had() {
        let then = status(4, [("leader", 100), ("follower", 99), ("follower", 9)]);
        let now = |last| status(4, [("leader", 200), ("follower", 200), ("follower", last)]);
        assert!(is_level(&now(100), &then));
        assert!(!is_level(&now(99), &then));
    }

    #[test]
    fn a_cluster_without_a_leader_is_not_whole() {
        assert!(!is_whole(&status(
            4,
            [("follower", 1), ("follower", 1), ("follower", 1)]
        )));
        assert!(!is_whole(&status(
            4,
            [("leader", 1), ("unreachable", 0), ("follower", 1)]
        )));
    }
}
