//! `minoots tenant payload-key`.

use clap::Subcommand;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::admin::v1::{GetTenantRequest, PayloadKey, RotatePayloadKeyRequest, ShredPayloadKeysRequest};
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::record::text_of;

#[derive(Subcommand, Debug)]
pub(super) enum Action {
    /// List a tenant's payload keys
    List {
        /// Tenant; another one requires a cluster administrator [default: the caller's tenant]
        #[arg(default_value = "", hide_default_value = true)]
        tenant: String,
    },
    /// Encrypt new payloads of a tenant with a new key; the first key turns encryption on
    Rotate {
        /// Tenant; another one requires a cluster administrator [default: the caller's tenant]
        #[arg(default_value = "", hide_default_value = true)]
        tenant: String,
        /// Create no key, and rewrap the existing ones with the nodes' current secrets key
        #[arg(long)]
        rewrap_only: bool,
    },
    /// Destroy payload keys, which makes every payload encrypted with them unreadable for ever
    Shred {
        /// Number of a key to destroy
        #[arg(required = true, value_name = "NUMBER")]
        numbers: Vec<u64>,
        /// Tenant; another one requires a cluster administrator [default: the caller's tenant]
        #[arg(long, default_value = "", hide_default_value = true)]
        tenant: String,
    },
}

pub(super) async fn run(action: Action, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let keys = match action {
        Action::List { tenant } => {
            let answer = client.call(&GetTenantRequest { tenant }).await?;
            answer.tenant.unwrap_or_default().payload_keys
        }
        Action::Rotate { tenant, rewrap_only } => {
            let request = RotatePayloadKeyRequest { tenant, rewrap_only };
            client.call(&request).await?.keys
        }
        Action::Shred { numbers, tenant } => {
            let request = ShredPayloadKeysRequest { tenant, numbers };
            client.call(&request).await?.keys
        }
    };
    if output.is_json() {
        return output.json(&json!({ "keys": keys }));
    }
    if keys.is_empty() {
        return output.line("no payload keys: payloads are stored as they come");
    }
    let newest = keys.last().map_or(0, |key| key.number);
    let mut table = Table::with_headers(&["NUMBER", "CREATED", "SEALS"]);
    for key in keys {
        let seals = if key.number == newest {
            "what is new"
        } else {
            "nothing more"
        };
        table.row(vec![
            key.number.to_string(),
            key.create_time.as_ref().and_then(text_of).unwrap_or_default(),
            seals.to_owned(),
        ]);
    }
    output.table(&table)
}

/// Describes the encryption of a tenant's payloads in a few words.
pub(super) fn sealed(keys: &[PayloadKey]) -> String {
    match keys.last() {
        None => "stored as they come".to_owned(),
        Some(newest) => format!("sealed by key {} ({} kept)", newest.number, keys.len()),
    }
}
