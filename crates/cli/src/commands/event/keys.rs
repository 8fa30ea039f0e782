//! `minoots event keys`.

use clap::Args;
use minoots_terminal::connect::{Channel, call};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::envelope::KeySet;
use minoots_wire::event::v1::{ListVerificationKeysRequest, VerificationKey};

use crate::client_arguments::ClientArguments;
use crate::record::text_of;

/// Arguments of `minoots event keys`: none.
#[derive(Args, Debug)]
pub struct Arguments {}

/// Prints a JWKS that `minoots verify --keys` reads.
pub async fn run(client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let keys = list(&client.connect().await?).await?;
    if output.is_json_stream() {
        return output.line(&key_set(&keys)?.to_jwks());
    }
    let mut table = Table::with_headers(&["KID", "NODE", "CREATED"]);
    for key in keys {
        let created = key.create_time.as_ref().and_then(text_of).unwrap_or_default();
        table.row([key.kid, key.node.to_string(), created]);
    }
    output.table(&table)
}

/// Fetches the server's public keys.
pub async fn list(channel: &Channel) -> Result<Vec<VerificationKey>, Failure> {
    Ok(call(channel, &ListVerificationKeysRequest {}).await?.keys)
}

/// Checks each key and builds the set. A key must be one that only its owner can sign with.
pub fn key_set(keys: &[VerificationKey]) -> Result<KeySet, Failure> {
    let mut set = KeySet::default();
    for key in keys {
        set.insert(key.kid.as_str(), &key.public_key)
            .map_err(|error| Failure::failed(format!("{}: {error}", error.reason())))?;
    }
    Ok(set)
}
