//! `minoots stats lateness`: asks every node, because each reports only its own deliveries.

use minoots_terminal::clock::floor_us;
use minoots_terminal::cluster_status;
use minoots_terminal::connect::{Shown, call};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::admin::v1::{GetLatenessStatsRequest, GetLatenessStatsResponse, LatenessDistribution};
use minoots_wire::time::duration;
use minoots_wire::well_known::Duration;
use serde::Serialize;

use crate::client_arguments::ClientArguments;
use crate::record::milliseconds;

/// The JSON output; both fields are always present.
#[derive(Serialize)]
struct Stats {
    nodes: Vec<GetLatenessStatsResponse>,
    /// Members that did not answer, by id.
    unreachable: Vec<u64>,
}

/// Asks every member and prints the responses.
pub async fn run(client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let members = cluster_status::fetch(&client.connect().await?).await?.nodes;
    let mut stats = Stats {
        nodes: Vec::new(),
        unreachable: Vec::new(),
    };
    let (scheme, shown) = (client.scheme()?, client.shown()?);
    for member in members {
        match ask(&format!("{scheme}://{}", member.advertise), &shown).await {
            Ok(answer) => stats.nodes.push(answer),
            Err(_) => stats.unreachable.push(member.node),
        }
    }
    print(output, &stats)
}

async fn ask(url: &str, shown: &Shown) -> Result<GetLatenessStatsResponse, Failure> {
    call(&shown.connect(url).await?, &GetLatenessStatsRequest {}).await
}

fn print(output: Output, stats: &Stats) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(stats);
    }
    output.table(&table(stats))?;
    for node in &stats.unreachable {
        eprintln!("node {node} does not answer");
    }
    Ok(())
}

fn table(stats: &Stats) -> Table {
    let mut table = Table::with_headers(&["NODE", "QUEUE", "STAGE", "COUNT", "P50", "P90", "P99", "MAX"]);
    for node in &stats.nodes {
        for queue in &node.queues {
            let stages = [("released", &queue.released), ("delivered", &queue.delivered)];
            for (stage, distribution) in stages {
                let LatenessDistribution {
                    count,
                    p50,
                    p90,
                    p99,
                    max,
                    ..
                } = distribution.clone().unwrap_or_default();
                table.row([
                    node.node.to_string(),
                    queue.queue.clone(),
                    stage.to_owned(),
                    count.to_string(),
                    shown(p50),
                    shown(p90),
                    shown(p99),
                    shown(max),
                ]);
            }
        }
    }
    table
}

fn shown(lateness: Option<Duration>) -> String {
    let ns = lateness.and_then(|lateness| duration::from_proto(&lateness).ok());
    ns.map(|ns| milliseconds(floor_us(ns))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use minoots_wire::admin::v1::QueueLateness;

    #[test]
    fn a_row_for_each_node_queue_and_stage() {
        let distribution = |ns: i64| LatenessDistribution {
            count: 3,
            p50: Some(duration::to_proto(ns)),
            p90: Some(duration::to_proto(2 * ns)),
            p99: Some(duration::to_proto(3 * ns)),
            max: Some(duration::to_proto(4 * ns)),
            buckets: Vec::new(),
        };
        let stats = Stats {
            nodes: vec![GetLatenessStatsResponse {
                node: 2,
                since: None,
                queues: vec![QueueLateness {
                    queue: "tea".to_owned(),
                    released: Some(distribution(250_000)),
                    delivered: Some(distribution(1_000_000)),
                }],
            }],
            unreachable: vec![3],
        };
        let text = table(&stats).render(false);
        let words: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().take(4).collect())
            .collect();
        assert_eq!(
            words,
            [
                ["NODE", "QUEUE", "STAGE", "COUNT"],
                ["2", "tea", "released", "3"],
                ["2", "tea", "delivered", "3"],
            ]
        );
    }
}
