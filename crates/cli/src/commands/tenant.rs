//! `minoots tenant`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, Table, printable};
use minoots_wire::admin::v1::{GetTenantRequest, ListTenantsRequest, Quota, SetQuotaRequest};
use minoots_wire::time::duration;
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::value::Span;

mod payload_key;

/// The maximum size of a tenant's checkpoints, which is also the limit without a quota.
const CHECKPOINT_BYTES_MAX: u64 = 10 << 30;
/// The maximum number of checkpoints, including those deleted within the last hour.
const CHECKPOINTS_MAX: u64 = 1_000_000;

/// Arguments of `minoots tenant`.
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
    /// Show a tenant's quota and usage
    Get {
        /// Tenant; another one requires a cluster administrator [default: the caller's tenant]
        #[arg(default_value = "", hide_default_value = true)]
        tenant: String,
    },
    /// List all tenants
    List,
    /// Replace a tenant's quota; an option that is left out means no limit
    Quota(QuotaArguments),
    /// Manage the keys that encrypt a tenant's payloads
    #[command(subcommand)]
    PayloadKey(payload_key::Action),
}

#[derive(Args, Debug)]
struct QuotaArguments {
    /// Tenant's name
    tenant: String,
    /// Maximum number of timers that have not ended [default: no limit]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pending_timers: u64,
    /// Maximum size of these timers' payloads, in bytes [default: no limit]
    #[arg(long, value_name = "BYTES", default_value_t = 0, hide_default_value = true)]
    pending_bytes: u64,
    /// Maximum number of creates per second [default: no limit]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    creates_per_second: u64,
    /// Maximum number of creates per UTC day [default: no limit]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    creates_per_day: u64,
    /// Maximum time by which a timer may be due ahead, such as 365d [default: no limit]
    #[arg(long, value_name = "DURATION")]
    horizon: Option<Span>,
    /// Maximum number of timers that have not ended, per value of the label `agent` [default: no limit]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pending_timers_per_agent: u64,
    /// Minimum time between two occurrences of a schedule, such as 1m [default: 1s]
    #[arg(long, value_name = "DURATION")]
    schedule_period: Option<Span>,
    /// Maximum size of all checkpoint versions, in bytes [default: 10 GiB, which is also the most]
    #[arg(long, value_name = "BYTES", default_value_t = 0, hide_default_value = true)]
    checkpoint_bytes: u64,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Get { tenant } => get(GetTenantRequest { tenant }, &client, output).await,
        Action::List => list(&client, output).await,
        Action::Quota(arguments) => set(arguments, &client, output).await,
        Action::PayloadKey(action) => payload_key::run(action, &client, output).await,
    }
}

async fn get(request: GetTenantRequest, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let answer = client.call(&request).await?;
    let tenant = answer.tenant.unwrap_or_default();
    if output.is_json() {
        return output.json(&tenant);
    }
    let (quota, usage) = (tenant.quota.unwrap_or_default(), tenant.usage.unwrap_or_default());
    let mut table = Table::of_fields();
    table.field("tenant", tenant.name);
    table.field("pending timers", of(usage.pending_timers, quota.pending_timers));
    table.field("pending bytes", of(usage.pending_bytes, quota.pending_bytes));
    table.field("creates today", of(usage.creates_today, quota.creates_per_day));
    table.field("creates a second", limit(quota.creates_per_second));
    let span = |span: Option<_>, none: &str| {
        let nanos = span.as_ref().and_then(|span| duration::from_proto(span).ok());
        nanos.map_or_else(|| none.to_owned(), duration::format)
    };
    table.field("horizon", span(quota.horizon, "no limit"));
    table.field("schedules run every", span(quota.schedule_period, "1s"));
    table.field("pending timers an agent", limit(quota.pending_timers_per_agent));
    table.field("checkpoints", usage.checkpoints.to_string());
    table.field("removed checkpoints", usage.removed_checkpoints.to_string());
    let names = usage.checkpoints.saturating_add(usage.removed_checkpoints);
    table.field("checkpoint names", of(names, CHECKPOINTS_MAX));
    let most = match quota.checkpoint_bytes {
        0 => CHECKPOINT_BYTES_MAX,
        own => own.min(CHECKPOINT_BYTES_MAX),
    };
    table.field("checkpoint bytes", of(usage.checkpoint_bytes, most));
    table.field("queues", usage.queues.to_string());
    table.field("keys", usage.keys.to_string());
    table.field("payloads", payload_key::sealed(&tenant.payload_keys));
    output.table(&table)
}

fn limit(limit: u64) -> String {
    match limit {
        0 => "no limit".to_owned(),
        limit => limit.to_string(),
    }
}

fn of(used: u64, most: u64) -> String {
    match most {
        0 => format!("{used}, no limit"),
        most => format!("{used} of {most}"),
    }
}

async fn list(client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListTenantsRequest {
        page_size: 1_000,
        page_token: String::new(),
    };
    let all = client.rows(&request).await?;
    if output.is_json() {
        return output.json(&json!({ "tenants": all }));
    }
    let mut table = Table::with_headers(&[
        "TENANT",
        "PENDING TIMERS",
        "PENDING BYTES",
        "CREATES TODAY",
        "QUEUES",
        "KEYS",
    ]);
    for tenant in all {
        let (quota, usage) = (tenant.quota.unwrap_or_default(), tenant.usage.unwrap_or_default());
        table.row(vec![
            tenant.name,
            of(usage.pending_timers, quota.pending_timers),
            of(usage.pending_bytes, quota.pending_bytes),
            of(usage.creates_today, quota.creates_per_day),
            usage.queues.to_string(),
            usage.keys.to_string(),
        ]);
    }
    output.table(&table)
}

async fn set(arguments: QuotaArguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = SetQuotaRequest {
        tenant: arguments.tenant.clone(),
        quota: Some(Quota {
            pending_timers: arguments.pending_timers,
            pending_bytes: arguments.pending_bytes,
            creates_per_second: arguments.creates_per_second,
            creates_per_day: arguments.creates_per_day,
            horizon: arguments.horizon.map(Span::to_proto),
            pending_timers_per_agent: arguments.pending_timers_per_agent,
            schedule_period: arguments.schedule_period.map(Span::to_proto),
            checkpoint_bytes: arguments.checkpoint_bytes,
        }),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&json!({ "tenant": arguments.tenant, "commitIndex": answer.commit_index.to_string() }));
    }
    output.line(&format!("the quota of {} is set", arguments.tenant))?;
    let request = GetTenantRequest {
        tenant: arguments.tenant.clone(),
    };
    let answer = client.call(&request).await?;
    let usage = answer.tenant.and_then(|tenant| tenant.usage).unwrap_or_default();
    if usage.keys == 0 && usage.queues == 0 && usage.pending_timers == 0 {
        let name = printable(&arguments.tenant);
        eprintln!("nothing else is known of tenant {name}: it has no key, no queue and no timer; is the name right?");
    }
    Ok(())
}
