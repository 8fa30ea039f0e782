//! `minoots cluster rotate-key` and `revoke-key`.

use minoots_terminal::cluster_status;
use minoots_terminal::connect::{once, unary};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::cluster_service_client::ClusterServiceClient;
use minoots_wire::admin::v1::{RevokeSigningKeyRequest, RotateSigningKeyRequest};
use serde_json::json;

use crate::client_arguments::ClientArguments;

/// Rotates the signing key of a node. The node itself must be called.
pub async fn rotate(node: Option<u64>, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let mut cluster = client.cluster().await?;
    if let Some(node) = node {
        let members = cluster_status::fetch(&cluster).await?.nodes;
        let member = members.iter().find(|member| member.node == node);
        let member = member.ok_or_else(|| Failure::new(Exit::NotFound, format!("there is no node {node}")))?;
        let endpoint = format!("{}://{}", client.scheme()?, member.advertise);
        cluster = ClusterServiceClient::new(client.shown()?.connect(&endpoint).await?);
    }
    let answer = once(|| {
        let mut cluster = cluster.clone();
        async move { cluster.rotate_signing_key(RotateSigningKeyRequest {}).await }
    })
    .await?;
    if output.is_json() {
        return output.json(&json!({
            "node": answer.node,
            "kid": answer.kid,
            "previousKid": answer.previous_kid,
        }));
    }
    output.line(&format!("node {} signs with key {}", answer.node, answer.kid))
}

/// Revokes a signing key.
pub async fn revoke(kid: String, reason: String, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let cluster = client.cluster().await?;
    let request = RevokeSigningKeyRequest {
        kid: kid.clone(),
        reason,
    };
    let answer = unary(|| {
        let (mut cluster, request) = (cluster.clone(), request.clone());
        async move { cluster.revoke_signing_key(request).await }
    })
    .await?;
    if output.is_json() {
        return output.json(&json!({ "kid": kid, "commitIndex": answer.commit_index.to_string() }));
    }
    output.line(&format!("key {kid} is revoked"))
}
