//! The metrics of a node.

use anyhow::{Context as _, Result, ensure};

use crate::http1;

/// Returns a metric of the node at `127.0.0.1:PORT`, by its full name, summed over its series.
///
/// # Errors
/// When the node does not answer, or does not export it.
pub async fn value(address: &str, name: &str) -> Result<f64> {
    let answer = http1::get(address, "/metrics").await?;
    ensure!(answer.status == 200, "{answer:?}");
    let values = answer.body.lines().filter_map(|line| {
        let rest = line.strip_prefix(name)?;
        let is_whole_name = rest.starts_with(['{', ' ']);
        is_whole_name.then(|| rest.rsplit(' ').next()?.parse().ok())?
    });
    let values: Vec<f64> = values.collect();
    ensure!(!values.is_empty(), "{name} is not exported");
    values.into_iter().reduce(|one, other| one + other).context("no value")
}
