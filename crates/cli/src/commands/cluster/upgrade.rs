//! `minoots cluster upgrade`.

use clap::{Args, Subcommand};
use minoots_terminal::cluster_status::{self, Member, Status};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::admin::v1::FinalizeUpgradeRequest;
use serde_json::json;

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots cluster upgrade`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Show the release and the newest level of every node, and the level of the cluster
    Status,
    /// Activate the features of the new release; no earlier release can run in the cluster afterwards
    Finalize,
}

/// Runs the action.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    match arguments.action {
        Action::Status => status(client, output).await,
        Action::Finalize => finalize(client, output).await,
    }
}

async fn status(client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let status = cluster_status::fetch(&client.connect().await?).await?;
    if output.is_json() {
        return output.json(&status);
    }
    output.table(&table(&status))?;
    output.line(&verdict(&status))
}

async fn finalize(client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let answer = client.call(&FinalizeUpgradeRequest {}).await?;
    if output.is_json() {
        return output.json(&json!({ "level": answer.level }));
    }
    output.line(&format!("the cluster is at level {}", answer.level))
}

fn table(status: &Status) -> Table {
    let mut table = Table::with_headers(&["NODE", "ROLE", "RELEASE", "NEWEST LEVEL"]);
    for member in &status.nodes {
        let (release, level) = match (member.role, member.release.as_str()) {
            ("unreachable", _) => ("unknown", "unknown".to_owned()),
            (_, "") => ("earlier", member.level.to_string()),
            (_, release) => (release, member.level.to_string()),
        };
        table.row([
            member.node.to_string(),
            member.role.to_owned(),
            release.to_owned(),
            level,
        ]);
    }
    table
}

/// The level of the cluster, and the next step.
fn verdict(status: &Status) -> String {
    let level = status.level;
    let newest = status.nodes.iter().map(|member| member.level).max().unwrap_or(level);
    if newest <= level {
        return format!("the cluster is at level {level}, the newest that its nodes know");
    }
    let named = |is_wanted: &dyn Fn(&Member) -> bool| {
        let nodes = status.nodes.iter().filter(|member| is_wanted(member));
        nodes
            .map(|member| member.node.to_string())
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let silent = named(&|member| member.role == "unreachable");
    let older = named(&|member| member.role != "unreachable" && member.level < newest);
    match (silent.as_str(), older.as_str()) {
        ("", "") => {
            format!("the cluster is at level {level}: minoots cluster upgrade finalize activates level {newest}")
        }
        ("", older) => {
            format!("the cluster is at level {level}: upgrade node {older} before level {newest} can be activated")
        }
        (silent, _) => format!("the cluster is at level {level}: no answer of node {silent}; start it first"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(level: u32, newest: [u32; 2]) -> Status {
        let member = |node, level, release: &str| Member {
            node,
            role: "follower",
            applied_index: 1,
            advertise: String::new(),
            quarantine: String::new(),
            level,
            release: release.to_owned(),
        };
        Status {
            leader: 1,
            term: 1,
            epoch: 0,
            held_until: None,
            level,
            nodes: vec![member(1, newest[0], "0.2.0"), member(2, newest[1], "")],
        }
    }

    #[test]
    fn the_next_step_follows_from_the_levels() {
        let said = [cluster(1, [1, 1]), cluster(0, [1, 1]), cluster(0, [1, 0])].map(|status| verdict(&status));
        assert_eq!(
            said,
            [
                "the cluster is at level 1, the newest that its nodes know",
                "the cluster is at level 0: minoots cluster upgrade finalize activates level 1",
                "the cluster is at level 0: upgrade node 2 before level 1 can be activated",
            ]
        );
        let shown = table(&cluster(0, [1, 0])).render(false);
        assert!(shown.contains("2     follower  earlier  0\n"), "{shown}");
    }
}
