//! `minoots key`.

use clap::{Args, Subcommand};
use minoots_server::{ApiKey, new_secrets_key_file};
use minoots_terminal::clock;
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::{Output, OutputArguments, Table};
use minoots_wire::admin::v1::{
    CreateKeyRequest, GetCallerRequest, GetKeyRequest, Key, ListKeysRequest, RevokeKeyRequest,
};
use minoots_wire::time::instant;
use minoots_wire::well_known::Timestamp;
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::record::text_of;
use crate::value::Span;

mod trust;

/// Arguments of `minoots key`.
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
    /// Create a key; its secret is shown only here
    Create {
        /// Role of the key: viewer, operator, writer, approver, admin, auditor or cluster-admin; repeatable
        #[arg(long, value_name = "ROLE", required = true)]
        role: Vec<String>,
        /// Label for people
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// Tenant of the key; another tenant requires a cluster administrator or the root key, which must name one
        /// [default: the caller's tenant]
        #[arg(long, value_name = "TENANT", default_value = "", hide_default_value = true)]
        tenant: String,
        /// Lifetime of the key, such as 90d [default: until it is revoked]
        #[arg(long, value_name = "DURATION")]
        ttl: Option<Span>,
    },
    /// Show one key
    Get {
        /// Key's id
        id: String,
        /// Tenant of the key [default: the caller's tenant]
        #[arg(long, value_name = "TENANT", default_value = "", hide_default_value = true)]
        tenant: String,
    },
    /// List the keys of a tenant
    List {
        /// Tenant of the keys [default: the caller's tenant]
        #[arg(long, value_name = "TENANT", default_value = "", hide_default_value = true)]
        tenant: String,
    },
    /// Revoke a key at once, for every stream that it opened too
    Revoke {
        /// Key's id
        id: String,
        /// Tenant of the key [default: the caller's tenant]
        #[arg(long, value_name = "TENANT", default_value = "", hide_default_value = true)]
        tenant: String,
        /// Reason, for the audit [default: none]
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Manage the rules by which jobs exchange their tokens for keys
    #[command(subcommand)]
    Trust(trust::Action),
    /// Show the identity and the permissions of the caller
    Whoami,
    /// Generate a key for a file of `minoots server`; needs no server
    Generate {
        /// Generate a key for --secrets-key instead of --root-key-file
        #[arg(long)]
        secrets: bool,
    },
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Create {
            role,
            name,
            tenant,
            ttl,
        } => {
            let request = CreateKeyRequest {
                tenant,
                name,
                roles: role,
                expire_time: ttl.map(ahead).transpose()?,
            };
            create(request, &client, output).await
        }
        Action::Get { id, tenant } => get(GetKeyRequest { id, tenant }, &client, output).await,
        Action::List { tenant } => list(tenant, &client, output).await,
        Action::Revoke { id, tenant, reason } => revoke(RevokeKeyRequest { id, tenant, reason }, &client, output).await,
        Action::Trust(action) => trust::run(action, &client, output).await,
        Action::Whoami => whoami(&client, output).await,
        Action::Generate { secrets: true } => {
            let text = new_secrets_key_file().map_err(|error| Failure::failed(error.to_string()))?;
            if output.is_json() {
                return output.json(&json!({ "file": text }));
            }
            output.line(text.trim_end())
        }
        Action::Generate { secrets: false } => {
            let key = ApiKey::generate().map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
            if output.is_json() {
                return output.json(&json!({ "id": key.id(), "secret": key.text() }));
            }
            output.line(key.text())
        }
    }
}

/// The instant that lies this far ahead.
fn ahead(ttl: Span) -> Result<Timestamp, Failure> {
    let at = clock::wall_ns().checked_add(ttl.ns);
    at.map(instant::to_proto)
        .ok_or_else(|| Failure::usage("--ttl: is too long"))
}

async fn create(request: CreateKeyRequest, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    // The call is not retried: it could leave behind a key whose secret was never shown.
    let answer = client.call_once(&request).await?;
    let key = answer.key.unwrap_or_default();
    if output.is_json() {
        let mut shown = serde_json::to_value(&key).map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
        if let Some(object) = shown.as_object_mut() {
            object.insert("secret".to_owned(), json!(answer.secret));
        }
        return output.json(&shown);
    }
    output.line(&answer.secret)?;
    eprintln!(
        "key {} of tenant {}: this is its secret, which is shown only now",
        key.id, key.tenant
    );
    Ok(())
}

async fn get(request: GetKeyRequest, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let answer = client.call(&request).await?;
    let key = answer.key.unwrap_or_default();
    if output.is_json() {
        return output.json(&key);
    }
    table(output, &[key])
}

async fn list(tenant: String, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListKeysRequest {
        tenant,
        page_size: 1_000,
        page_token: String::new(),
    };
    let all = client.rows(&request).await?;
    if output.is_json() {
        return output.json(&json!({ "keys": all }));
    }
    table(output, &all)
}

async fn revoke(request: RevokeKeyRequest, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let id = request.id.clone();
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&json!({ "id": id, "commitIndex": answer.commit_index.to_string() }));
    }
    output.line(&format!("key {id} is revoked"))
}

async fn whoami(client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let caller = client.call(&GetCallerRequest {}).await?;
    if output.is_json() {
        return output.json(&caller);
    }
    let mut table = Table::of_fields();
    table.field("tenant", caller.tenant);
    table.field("actor", caller.actor);
    table.field("roles", caller.roles.join(", "));
    table.field("permissions", caller.permissions.join(", "));
    output.table(&table)
}

fn table(output: Output, keys: &[Key]) -> Result<(), Failure> {
    let mut table = Table::with_headers(&["ID", "TENANT", "NAME", "ROLES", "STATE", "EXPIRES", "CREATED BY"]);
    let now = clock::wall_ns();
    let past = |time: Option<&Timestamp>| {
        time.and_then(|time| instant::from_proto(time).ok())
            .is_some_and(|time| time <= now)
    };
    for key in keys {
        let state = match key {
            key if key.revoke_time.is_some() => "revoked",
            key if past(key.expire_time.as_ref()) => "expired",
            _ => "holds",
        };
        table.row(vec![
            key.id.clone(),
            key.tenant.clone(),
            key.name.clone(),
            key.roles.join(", "),
            state.to_owned(),
            key.expire_time
                .as_ref()
                .and_then(text_of)
                .unwrap_or_else(|| "never".to_owned()),
            key.created_by.clone(),
        ]);
    }
    output.table(&table)
}
