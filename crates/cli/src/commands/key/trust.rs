//! `minoots key trust`.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Subcommand};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::{GetTrustRequest, GetTrustResponse, SetTrustRequest, TrustRule};
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::file;

#[derive(Subcommand, Debug)]
pub enum Action {
    /// Replace all trust rules, or remove them
    Set(SetArguments),
    /// Show the trust rules in the form that `set` reads
    Get(OfTenant),
}

#[derive(Args, Debug)]
pub struct OfTenant {
    /// Tenant of the rules; another tenant requires a cluster administrator [default: the caller's tenant]
    #[arg(long, default_value = "", hide_default_value = true)]
    tenant: String,
}

#[derive(Args, Debug)]
#[command(group(ArgGroup::new("rules").args(["file", "remove"]).required(true)))]
pub struct SetArguments {
    /// File with the rules, a JSON list; - reads standard input
    file: Option<PathBuf>,
    /// Remove all rules, so that no token is exchanged
    #[arg(long)]
    remove: bool,
    /// Version that must be current, 0 for none [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
    #[command(flatten)]
    of: OfTenant,
}

/// Runs the action.
pub async fn run(action: Action, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    match action {
        Action::Set(arguments) => set(arguments, client, output).await,
        Action::Get(of) => get(of, client, output).await,
    }
}

async fn standing(tenant: &str, client: &ClientArguments) -> Result<GetTrustResponse, Failure> {
    let tenant = tenant.to_owned();
    client.call(&GetTrustRequest { tenant }).await
}

async fn set(arguments: SetArguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let rules = arguments.file.as_deref().map(rules).transpose()?.unwrap_or_default();
    if rules.is_empty() && !arguments.remove {
        let failure = Failure::usage("trust: the list is empty");
        return Err(failure.hint("take the rules away with --remove"));
    }
    let tenant = arguments.of.tenant;
    let version = match arguments.version {
        Some(version) => version,
        None => standing(&tenant, client).await?.trust.map_or(0, |trust| trust.version),
    };
    let request = SetTrustRequest { tenant, rules, version };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(&match answer.version {
        0 => "there are no trust rules any more".to_owned(),
        version => format!("the trust rules are version {version} now"),
    })
}

async fn get(of: OfTenant, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let answer = standing(&of.tenant, client).await?;
    let Some(trust) = answer.trust else {
        if output.is_json() {
            return output.json(&json!({}));
        }
        eprintln!("there are no trust rules");
        return Ok(());
    };
    if output.is_json() {
        return output.json(&trust);
    }
    eprintln!("version {}, by {}", trust.version, trust.updated_by);
    let text = serde_json::to_string_pretty(&trust.rules);
    output.line(&text.map_err(|error| Failure::new(Exit::Failed, error.to_string()))?)
}

/// Parses the rules of a file. Only the field names are checked here; the server checks the values.
fn rules(file: &Path) -> Result<Vec<TrustRule>, Failure> {
    let text = file::text("trust", file)?;
    serde_json::from_str(&text).map_err(|error| {
        let failure = Failure::usage(format!("trust: {}: {error}", file.display()));
        failure.hint("the file is a JSON list of rules; docs/oidc.md has one")
    })
}
