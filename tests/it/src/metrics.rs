//! The metrics of a node.

use anyhow::{Context as _, Result, ensure};

use crate::http1;

/// Returns a metric of the node at `127.0.0.1:PORT`, by its full name, summed over its series.
///
/// # Errors
/// When the node does not answer, or does not export it.
pub async fn value(address: &str, name: &str) -> Result<f64> {
    labelled(address, name, "").await
}

/// As [`value`], summed over the series with this label, such as `type="workflow.started"`.
///
/// # Errors
/// As [`value`].
pub async fn labelled(address: &str, name: &str, label: &str) -> Result<f64> {
    let answer = http1::get(address, "/metrics").await?;
    ensure!(answer.status == 200, "{answer:?}");
    let values = answer.body.lines().filter_map(|line| {
        let rest = line.strip_prefix(name)?;
        let is_wanted = rest.starts_with(['{', ' ']) && rest.contains(label);
        is_wanted.then(|| rest.rsplit(' ').next()?.parse().ok())?
    });
    let values: Vec<f64> = values.collect();
    ensure!(!values.is_empty(), "{name} {label} is not exported");
    values.into_iter().reduce(|one, other| one + other).context("no value")
}
