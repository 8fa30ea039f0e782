//! `minoots bench schedule`: unary durable creates.

use clap::Args;

use super::LoadArguments;
use super::creates::{self, Outcome};
use super::floor::{self, Floor, Sample};
use super::node::Node;
use super::report::{Percentiles, Report};
use crate::errors::Failure;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
}

/// Measures and reports.
pub async fn run(arguments: Arguments) -> Result<Report, Failure> {
    let load = arguments.load;
    let node = Node::find_or_start(load.endpoint.clone()).await?;
    let measured = measure(&node, &load).await;
    node.stop().await?;
    measured
}

async fn measure(node: &Node, load: &LoadArguments) -> Result<Report, Failure> {
    let before = floor::measure(node.data_parent(), load.concurrency).await?;
    let outcome = creates::run(&node.endpoint, load.count, load.concurrency).await?;
    let (rss_bytes, disk_bytes) = (node.rss_bytes(), node.disk_bytes());
    let after = floor::measure(node.data_parent(), load.concurrency).await?;
    let report = report(load, &outcome, &before, &after)?;
    Ok(Report {
        rss_bytes,
        disk_bytes,
        ..report
    })
}

fn report(load: &LoadArguments, outcome: &Outcome, before: &Sample, after: &Sample) -> Result<Report, Failure> {
    Ok(Report {
        bench: "schedule",
        nodes: load.nodes,
        count: load.count,
        concurrency: load.concurrency,
        rate: None,
        ops_per_second: outcome.ops_per_second().round(),
        latency_us: Percentiles::of(&outcome.latency),
        arrivals: None,
        rss_bytes: None,
        disk_bytes: None,
        floor: Floor::new(before, after)?,
    })
}
