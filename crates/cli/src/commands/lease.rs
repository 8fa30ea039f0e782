//! `minoots lease`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::lease::v1::{
    AcquireLeaseRequest, GetLeaseRequest, ListLeasesRequest, ReleaseLeaseRequest, RenewLeaseRequest,
};

use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;
use crate::read_arguments::ReadArguments;
use crate::value::{self, Span};

mod show;

/// Arguments of `minoots lease`.
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
    /// Acquire a free lease and print its token
    Acquire(Acquire),
    /// Renew a lease; the new time counts from now
    Renew(Renew),
    /// Release a lease
    Release(Granted),
    /// Show a lease and its holder
    Get(Get),
    /// List held leases
    List(List),
}

/// The lease to act on.
#[derive(Args, Debug)]
struct Named {
    /// Lease's id
    id: String,
    /// Partition key, a part of the lease's name [default: the id]
    #[arg(long, value_name = "KEY")]
    partition_key: Option<String>,
}

/// Arguments of `minoots lease get`.
#[derive(Args, Debug)]
struct Get {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Arguments of `minoots lease acquire`.
#[derive(Args, Debug)]
struct Acquire {
    #[command(flatten)]
    named: Named,
    /// Holder's name, for people; 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    holder: String,
    /// Duration of the lease without a renewal, 1s to 24h
    #[arg(long, value_name = "DURATION")]
    ttl: Span,
    /// Idempotency key: a repeat returns the first response [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// An acquired lease, by its token.
#[derive(Args, Debug)]
struct Granted {
    #[command(flatten)]
    named: Named,
    /// Token that `acquire` printed
    #[arg(long, value_name = "N")]
    token: u64,
}

/// Arguments of `minoots lease renew`.
#[derive(Args, Debug)]
struct Renew {
    #[command(flatten)]
    granted: Granted,
    /// Duration from now on, 1s to 24h [default: that of the acquisition]
    #[arg(long, value_name = "DURATION")]
    ttl: Option<Span>,
}

/// Arguments of `minoots lease list`.
#[derive(Args, Debug)]
struct List {
    /// List only leases whose id begins with this prefix
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Acquire(arguments) => acquire(arguments, &client, output).await,
        Action::Renew(arguments) => renew(arguments, &client, output).await,
        Action::Release(arguments) => release(arguments, &client, output).await,
        Action::Get(arguments) => get(arguments, &client, output).await,
        Action::List(arguments) => list(arguments, &client, output).await,
    }
}

async fn acquire(arguments: Acquire, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = AcquireLeaseRequest {
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
        id: arguments.named.id,
        partition_key: arguments.named.partition_key.unwrap_or_default(),
        holder: arguments.holder,
        ttl: Some(arguments.ttl.to_proto()),
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::lease(&answer.lease.unwrap_or_default()))
}

async fn renew(arguments: Renew, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let Granted { named, token } = arguments.granted;
    let request = RenewLeaseRequest {
        id: named.id,
        partition_key: named.partition_key.unwrap_or_default(),
        token,
        ttl: arguments.ttl.map(Span::to_proto),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::lease(&answer.lease.unwrap_or_default()))
}

async fn release(arguments: Granted, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let Granted { named, token } = arguments;
    let request = ReleaseLeaseRequest {
        id: named.id,
        partition_key: named.partition_key.unwrap_or_default(),
        token,
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line("released")
}

async fn get(arguments: Get, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetLeaseRequest {
        id: arguments.named.id,
        partition_key: arguments.named.partition_key.unwrap_or_default(),
        read: arguments.reading.options(),
    };
    let answer = client.call(&request).await?;
    let lease = answer.lease.unwrap_or_default();
    if output.is_json() {
        return output.json(&lease);
    }
    output.table(&show::lease(&lease))
}

async fn list(arguments: List, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListLeasesRequest {
        page_size: arguments.list.page_size(),
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        read: arguments.list.options(),
        ..ListLeasesRequest::default()
    };
    arguments.list.print(&request, client, output, show::leases).await
}
