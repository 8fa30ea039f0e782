//! `minoots lease`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use minoots_terminal::connect::{pages, unary};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, tell_of_more};
use minoots_wire::lease::v1::{
    AcquireLeaseRequest, GetLeaseRequest, ListLeasesRequest, ReleaseLeaseRequest, RenewLeaseRequest,
};
use serde::Serialize;

use crate::client_arguments::ClientArguments;
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
    /// Number of leases per page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Token of the page to show, from the previous page [default: the first page]
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// List only leases whose id begins with this prefix
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
    /// List all pages
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    reading: ReadArguments,
}

/// The JSON output of a list; both fields are always present.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    leases: &'a [minoots_wire::lease::v1::Lease],
    next_page_token: &'a str,
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
    let leases = client.leases().await?;
    let answer = unary(|| {
        let (mut leases, request) = (leases.clone(), request.clone());
        async move { leases.acquire_lease(request).await }
    })
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
    let leases = client.leases().await?;
    let answer = unary(|| {
        let (mut leases, request) = (leases.clone(), request.clone());
        async move { leases.renew_lease(request).await }
    })
    .await?;
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
    let leases = client.leases().await?;
    let answer = unary(|| {
        let (mut leases, request) = (leases.clone(), request.clone());
        async move { leases.release_lease(request).await }
    })
    .await?;
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
    let leases = client.leases().await?;
    let answer = unary(|| {
        let (mut leases, request) = (leases.clone(), request.clone());
        async move { leases.get_lease(request).await }
    })
    .await?;
    let lease = answer.lease.unwrap_or_default();
    if output.is_json() {
        return output.json(&lease);
    }
    output.table(&show::lease(&lease))
}

async fn list(arguments: List, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let list = client.leases().await?;
    let request = ListLeasesRequest {
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        read: arguments.reading.options(),
    };
    let (leases, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let page = list
                .list_leases(ListLeasesRequest { page_token, ..request })
                .await?
                .into_inner();
            Ok((page.leases, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            leases: &leases,
            next_page_token: &next_page_token,
        });
    }
    output.table(&show::leases(&leases))?;
    tell_of_more(&next_page_token);
    Ok(())
}
