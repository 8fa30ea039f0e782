//! The cluster: its leader, its members, their releases and levels.

use std::time::Duration;

use minoots_terminal::cluster_status::{self, Member, Status};
use minoots_terminal::errors::Failure;

use super::Finding;
use crate::client_arguments::ClientArguments;

/// The time within which the server must answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A follower that lacks more entries than this is behind.
const BEHIND_ENTRIES: u64 = 10_000;

/// Examines the cluster of the server that the arguments name.
pub(super) async fn examine(client: &ClientArguments) -> Vec<Finding> {
    let asked = tokio::time::timeout(PATIENCE, status(client)).await;
    let silent = |_| Err(Failure::failed(format!("no answer within {} s", PATIENCE.as_secs())));
    match asked.unwrap_or_else(silent) {
        Ok(status) => of_status(&status),
        Err(failure) => {
            let advice = "check the server, --endpoint and --api-key; --offline examines this machine only";
            vec![Finding::bad("server", failure.message, advice)]
        }
    }
}

async fn status(client: &ClientArguments) -> Result<Status, Failure> {
    cluster_status::fetch(&client.connect().await?).await
}

fn of_status(status: &Status) -> Vec<Finding> {
    let mut findings = vec![leader(status), releases(status)];
    findings.extend(status.nodes.iter().filter_map(|member| trouble(status, member)));
    findings
}

fn leader(status: &Status) -> Finding {
    let down = status.nodes.iter().filter(|member| is_down(member)).count();
    let found = format!(
        "{} nodes, {down} of them out of service, term {}",
        status.nodes.len(),
        status.term
    );
    if status.leader == 0 {
        return Finding::bad(
            "cluster",
            found,
            "no node leads: no timer fires; start the missing nodes",
        );
    }
    // The failure of one more node must leave a majority.
    let majority = status.nodes.len() / 2 + 1;
    let spare = (status.nodes.len() - down).saturating_sub(majority);
    match spare {
        0 if status.nodes.len() > 1 => Finding::improvable("cluster", found, "one more failure stops the cluster"),
        0 => Finding::good("cluster", "a single node"),
        _ => Finding::good("cluster", found),
    }
}

fn releases(status: &Status) -> Finding {
    let mut releases: Vec<&str> = status.nodes.iter().map(|member| member.release.as_str()).collect();
    releases.sort_unstable();
    releases.dedup();
    let known: Vec<&str> = releases.into_iter().filter(|release| !release.is_empty()).collect();
    let found = format!("{} at level {}", known.join(" and "), status.level);
    let newest = status
        .nodes
        .iter()
        .map(|member| member.level)
        .max()
        .unwrap_or(status.level);
    match known.len() > 1 || newest > status.level {
        true => Finding::improvable(
            "release",
            found,
            "an upgrade is under way: see minoots cluster upgrade status",
        ),
        false => Finding::good("release", found),
    }
}

fn is_down(member: &Member) -> bool {
    matches!(member.role, "unreachable" | "quarantined")
}

/// The trouble of a member, if it has one.
fn trouble(status: &Status, member: &Member) -> Option<Finding> {
    let node = member.node;
    if member.role == "quarantined" {
        let advice = "replace it: see Replica divergence in the documentation of operations";
        return Some(Finding::bad(
            "node",
            format!("node {node}: {}", member.quarantine),
            advice,
        ));
    }
    if member.role == "unreachable" {
        let advice = "start it, or remove it by minoots cluster remove if its disk is lost";
        return Some(Finding::improvable(
            "node",
            format!("node {node} does not answer"),
            advice,
        ));
    }
    let newest = status
        .nodes
        .iter()
        .map(|member| member.applied_index)
        .max()
        .unwrap_or(0);
    let behind = newest.saturating_sub(member.applied_index);
    (behind > BEHIND_ENTRIES).then(|| {
        let advice = "it catches up while it is faster than the writes: check its disk and its network";
        Finding::improvable("node", format!("node {node} is {behind} entries behind"), advice)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn cluster(leader: u64, roles: [&'static str; 3], applied: u64) -> Status {
        let members = roles.into_iter().zip(1..).map(|(role, node)| Member {
            node,
            role,
            applied_index: if node == 3 { applied } else { 50_000 },
            advertise: String::new(),
            quarantine: String::new(),
            level: 1,
            release: "0.1.0".to_owned(),
        });
        Status {
            leader,
            term: 2,
            epoch: 0,
            held_until: None,
            level: 1,
            nodes: members.collect(),
        }
    }

    fn verdicts(status: &Status) -> Vec<Verdict> {
        of_status(status).into_iter().map(|finding| finding.verdict).collect()
    }

    #[test]
    fn a_sound_cluster_has_no_advice() {
        let sound = cluster(1, ["leader", "follower", "follower"], 50_000);
        assert_eq!(verdicts(&sound), [Verdict::Good, Verdict::Good]);
    }

    #[test]
    fn missing_and_lagging_nodes_are_named() {
        let thin = cluster(1, ["leader", "follower", "unreachable"], 0);
        assert_eq!(
            verdicts(&thin),
            [Verdict::Improvable, Verdict::Good, Verdict::Improvable]
        );
        let behind = cluster(1, ["leader", "follower", "follower"], 39_000);
        assert_eq!(verdicts(&behind), [Verdict::Good, Verdict::Good, Verdict::Improvable]);
        let headless = cluster(0, ["unreachable", "unreachable", "follower"], 50_000);
        assert_eq!(verdicts(&headless)[0], Verdict::Bad);
    }

    #[test]
    fn an_upgrade_under_way_is_named() {
        let mut mixed = cluster(1, ["leader", "follower", "follower"], 50_000);
        mixed.level = 0;
        assert_eq!(verdicts(&mixed)[1], Verdict::Improvable);
    }
}
