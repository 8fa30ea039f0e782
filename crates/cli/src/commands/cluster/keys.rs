//! `minoots cluster rotate-key` and `revoke-key`.

use minoots_terminal::cluster_status;
use minoots_terminal::connect::call_once;
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::{RevokeSigningKeyRequest, RotateSigningKeyRequest};
use serde_json::json;

use crate::client_arguments::ClientArguments;

/// Rotates the signing key of a node. The node itself must be called.
pub async fn rotate(node: Option<u64>, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let mut channel = client.connect().await?;
    if let Some(node) = node {
        let members = cluster_status::fetch(&channel).await?.nodes;
        let member = members.iter().find(|member| member.node == node);
        let member = member.ok_or_else(|| Failure::new(Exit::NotFound, format!("there is no node {node}")))?;
        let endpoint = format!("{}://{}", client.scheme()?, member.advertise);
        channel = client.shown()?.connect(&endpoint).await?;
    }
    let answer = call_once(&channel, &RotateSigningKeyRequest {}).await?;
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
    let request = RevokeSigningKeyRequest {
        kid: kid.clone(),
        reason,
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&json!({ "kid": kid, "commitIndex": answer.commit_index.to_string() }));
    }
    output.line(&format!("key {kid} is revoked"))
}
