//! The parts of the cluster: its status, the metrics of each node, and the heads of the newest audit records.

use std::future::Future;
use std::time::Duration;

use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use minoots_terminal::cluster_status::{self, Status};
use minoots_terminal::connect::Channel;
use minoots_terminal::errors::Failure;
use minoots_wire::admin::v1::ListAuditRecordsRequest;
use minoots_wire::time::instant;
use serde_json::{Value, json};
use tonic::body::Body;
use tonic::codegen::Service as _;

use super::archive::Bundle;
use crate::client_arguments::ClientArguments;

/// The time limit of one part.
const PART_TIMEOUT: Duration = Duration::from_secs(10);
/// The audit records whose heads are collected.
const RECORDS: i32 = 50;
const METRICS_BYTES_MAX: usize = 4 << 20;

/// Adds the parts of the cluster that answers.
pub(super) async fn collect(client: &ClientArguments, bundle: &mut Bundle) {
    let status = within(async { cluster_status::fetch(&client.connect().await?).await }).await;
    match status {
        Ok(status) => {
            let text = serde_json::to_string_pretty(&status).map_err(|error| error.to_string());
            bundle.add("cluster-status.json", text.map(|text| text + "\n"));
            metrics_of_nodes(client, &status, bundle).await;
        }
        Err(reason) => {
            bundle.leave_out("cluster-status.json", &reason);
            bundle.leave_out("metrics/", "without the status the nodes are not known");
        }
    }
    let heads = within(heads(client)).await;
    bundle.add("audit-heads.json", heads.map(|heads| format!("{heads:#}\n")));
}

async fn metrics_of_nodes(client: &ClientArguments, status: &Status, bundle: &mut Bundle) {
    for member in &status.nodes {
        let path = format!("metrics/node-{}.txt", member.node);
        let metrics = within(async {
            let url = format!("{}://{}", client.scheme()?, member.advertise);
            metrics(client.shown()?.connect(&url).await?).await
        });
        bundle.add(&path, metrics.await);
    }
}

async fn metrics(mut channel: Channel) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::failed(format!("/metrics: {error}"));
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static("/metrics");
    std::future::poll_fn(|context| channel.poll_ready(context))
        .await
        .map_err(|error| failed(&error))?;
    let response = channel.call(request).await.map_err(|error| failed(&error))?;
    let status = response.status();
    let body = Limited::new(response.into_body(), METRICS_BYTES_MAX).collect().await;
    let body = body.map_err(|error| failed(&error))?.to_bytes();
    match status {
        StatusCode::OK => Ok(String::from_utf8_lossy(&body).into_owned()),
        status => Err(failed(&status)),
    }
}

/// Sequence, instant, type and digest of the newest records: neither subjects nor actors.
async fn heads(client: &ClientArguments) -> Result<Value, Failure> {
    let request = ListAuditRecordsRequest {
        page_size: RECORDS,
        ..ListAuditRecordsRequest::default()
    };
    let records = client.call(&request).await?.records;
    let heads = records.iter().map(|record| {
        let time = record.time.as_ref().and_then(|time| instant::from_proto(time).ok());
        json!({
            "sequence": record.sequence,
            "time": time.map(instant::format),
            "type": record.r#type,
            "digest": record.digest,
        })
    });
    Ok(json!({ "records": heads.collect::<Vec<_>>() }))
}

async fn within<T>(part: impl Future<Output = Result<T, Failure>>) -> Result<T, String> {
    match tokio::time::timeout(PART_TIMEOUT, part).await {
        Ok(done) => done.map_err(|failure| failure.message),
        Err(_) => Err(format!("no answer within {} s", PART_TIMEOUT.as_secs())),
    }
}
