//! `minoots cluster`.

use clap::{Args, Subcommand};
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::admin::v1::{AddNodeRequest, RemoveNodeRequest, TransferLeadershipRequest};
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::settings::host_and_port;

mod certs;
mod join_token;
mod keys;
mod recover;
mod release;
mod status;

/// What to do with the nodes of a cluster, and where.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Show what every node does now
    Status,
    /// Admit a node that waits at its peer address; done once it votes
    Add {
        /// Its id, never used before
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        node: u64,
        /// Where its peers reach it
        #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
        peer: String,
    },
    /// Remove a node for good: its id is never used again
    Remove {
        /// Its id
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        node: u64,
    },
    /// Hand leadership over; done once the successor leads
    Transfer {
        /// The successor [default: the node that has most of the log]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        to: Option<u64>,
    },
    /// Give a node a new signing key; what the one before signed stays valid
    RotateKey {
        /// Which node [default: the one that is asked]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        node: Option<u64>,
    },
    /// End a signing key: nothing that it signed is to be trusted any more
    RevokeKey {
        /// Its id; like any base64url it may begin with `-`
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Why, for the record
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Decide about timers that are held since a restore
    Release {
        /// What becomes of them
        #[arg(long, value_enum, value_name = "ACTION")]
        overdue: release::Overdue,
    },
    /// Make tokens with which new nodes get their certificates from the cluster
    JoinToken(join_token::Arguments),
    /// Make the certificates of a cluster's nodes and ports, without a node
    Certs(certs::Arguments),
    /// Give up a majority that is lost for good: one survivor, not running, goes on alone
    Recover(recover::Arguments),
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Status => status::run(&client, output).await,
        Action::Add { node, peer } => add(node, peer, &client, output).await,
        Action::Remove { node } => remove(node, &client, output).await,
        Action::Transfer { to } => transfer(to.unwrap_or_default(), &client, output).await,
        Action::RotateKey { node } => keys::rotate(node, &client, output).await,
        Action::RevokeKey { kid, reason } => keys::revoke(kid, reason, &client, output).await,
        Action::Release { overdue } => release::run(overdue, &client, output).await,
        Action::JoinToken(arguments) => join_token::run(arguments, &client, output).await,
        Action::Certs(arguments) => certs::run(arguments, output),
        Action::Recover(arguments) => recover::run(arguments, output).await,
    }
}

async fn add(node: u64, peer_address: String, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let cluster = client.cluster().await?;
    unary(|| {
        let mut cluster = cluster.clone();
        let peer_address = peer_address.clone();
        async move { cluster.add_node(AddNodeRequest { node, peer_address }).await }
    })
    .await?;
    if output.is_json() {
        return output.json(&json!({ "node": node, "role": "follower" }));
    }
    output.line(&format!("node {node} votes"))
}

async fn remove(node: u64, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let cluster = client.cluster().await?;
    unary(|| {
        let mut cluster = cluster.clone();
        async move { cluster.remove_node(RemoveNodeRequest { node }).await }
    })
    .await?;
    if output.is_json() {
        return output.json(&json!({ "node": node, "role": null }));
    }
    output.line(&format!("node {node} is removed"))
}

async fn transfer(to: u64, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let cluster = client.cluster().await?;
    let answer = unary(|| {
        let mut cluster = cluster.clone();
        async move { cluster.transfer_leadership(TransferLeadershipRequest { to }).await }
    })
    .await?;
    if output.is_json() {
        return output.json(&json!({ "leader": answer.leader }));
    }
    output.line(&format!("node {} leads", answer.leader))
}
