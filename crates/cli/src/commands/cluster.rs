//! `minoots cluster`.

use clap::{Args, Subcommand};
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
mod upgrade;

/// Arguments of `minoots cluster`.
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
    /// Show the current state of every node
    Status,
    /// Add the node that waits at a peer address; returns once it votes
    Add {
        /// Id of the new node, never used before
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        node: u64,
        /// Address at which other members reach the node
        #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
        peer: String,
    },
    /// Remove a node permanently; its id is never used again
    Remove {
        /// Id of the node
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        node: u64,
    },
    /// Transfer leadership; returns once the successor leads
    Transfer {
        /// Id of the successor [default: the node with the most complete log]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        to: Option<u64>,
    },
    /// Give a node a new signing key; earlier signatures stay valid
    RotateKey {
        /// Id of the node [default: the node that is called]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        node: Option<u64>,
    },
    /// Revoke a signing key, so that nothing it signed is trusted
    RevokeKey {
        /// Id of the signing key; it may begin with `-`, like any base64url text
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Reason, for the audit [default: none]
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Release the timers that are held since a restore
    Release {
        /// Action for the held timers
        #[arg(long, value_enum, value_name = "ACTION")]
        overdue: release::Overdue,
    },
    /// Create tokens with which new nodes get certificates from the cluster
    JoinToken(join_token::Arguments),
    /// Create all certificates of a cluster, without a node
    Certs(certs::Arguments),
    /// Show and finish the upgrade to another release
    Upgrade(upgrade::Arguments),
    /// Recover from the permanent loss of a majority: one stopped survivor continues alone
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
        Action::Upgrade(arguments) => upgrade::run(arguments, &client, output).await,
        Action::Recover(arguments) => recover::run(arguments, output).await,
    }
}

async fn add(node: u64, peer_address: String, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    client.call(&AddNodeRequest { node, peer_address }).await?;
    if output.is_json() {
        return output.json(&json!({ "node": node, "role": "follower" }));
    }
    output.line(&format!("node {node} votes"))
}

async fn remove(node: u64, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    client.call(&RemoveNodeRequest { node }).await?;
    if output.is_json() {
        return output.json(&json!({ "node": node, "role": null }));
    }
    output.line(&format!("node {node} is removed"))
}

async fn transfer(to: u64, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let answer = client.call(&TransferLeadershipRequest { to }).await?;
    if output.is_json() {
        return output.json(&json!({ "leader": answer.leader }));
    }
    output.line(&format!("node {} leads", answer.leader))
}
