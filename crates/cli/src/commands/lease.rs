//! `minoots lease`.

use clap::{Args, Subcommand};
use minoots_terminal::connect::{pages, unary};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, tell_of_more};
use minoots_wire::lease::v1::{
    AcquireLeaseRequest, GetLeaseRequest, ListLeasesRequest, ReleaseLeaseRequest, RenewLeaseRequest,
};
use serde::Serialize;

use crate::client_arguments::ClientArguments;
use crate::value::{self, Span};

mod show;

/// What to do with leases, and where.
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
    /// Take a lease that nobody holds, and print its token
    Acquire(Acquire),
    /// Hold a lease for longer, counted from now
    Renew(Renew),
    /// Give a lease back
    Release(Granted),
    /// Show who holds a lease
    Get(Named),
    /// List leases that are held
    List(List),
}

/// Which lease.
#[derive(Args, Debug)]
struct Named {
    /// The lease's id
    id: String,
    /// Another partition key is another lease [default: the id]
    #[arg(long, value_name = "KEY")]
    partition_key: Option<String>,
}

/// The lease to take.
#[derive(Args, Debug)]
struct Acquire {
    #[command(flatten)]
    named: Named,
    /// Who holds it, for people; 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    holder: String,
    /// How long it holds unless it is renewed, 1s to 24h
    #[arg(long, value_name = "DURATION")]
    ttl: Span,
    /// A repeat under the same id gets the first answer [default: a new one]
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
}

/// A grant, by its token.
#[derive(Args, Debug)]
struct Granted {
    #[command(flatten)]
    named: Named,
    /// The token that acquire printed
    #[arg(long, value_name = "N")]
    token: u64,
}

/// For how long.
#[derive(Args, Debug)]
struct Renew {
    #[command(flatten)]
    granted: Granted,
    /// From now on, 1s to 24h [default: as it was acquired for]
    #[arg(long, value_name = "DURATION")]
    ttl: Option<Span>,
}

/// How many.
#[derive(Args, Debug)]
struct List {
    /// Leases a page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Continue after a previous page
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// Only those whose id begins so
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
    /// Follow the pages to the end
    #[arg(long)]
    all: bool,
}

/// What is printed of a list: both fields always.
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

async fn get(arguments: Named, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetLeaseRequest {
        id: arguments.id,
        partition_key: arguments.partition_key.unwrap_or_default(),
        read: None,
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
        read: None,
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
