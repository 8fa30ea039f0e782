//! `minoots checkpoint verify`.

use clap::Args;
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use serde::Serialize;

use super::Place;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots checkpoint verify`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// The JSON output.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verified {
    checked: u64,
    #[serde(skip_serializing_if = "is_none")]
    shredded: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bad_version: Option<u64>,
}

/// Verifies all retained versions and their chunks. Fails at the first bad version.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let verified = client.client()?.verify_large_checkpoint(arguments.place.key()).await?;
    if output.is_json() {
        output.json(&Verified {
            checked: verified.checked,
            shredded: verified.shredded,
            bad_version: verified.bad.as_ref().map(|bad| bad.version),
        })?;
    }
    let Some(bad) = &verified.bad else {
        return match output.is_json() {
            true => Ok(()),
            false => output.line(&told(&verified)),
        };
    };
    let found = match bad.computed_checksum.as_str() {
        "" => "and a chunk of it is missing".to_owned(),
        computed => format!("and its data has {computed}"),
    };
    let (version, stored) = (bad.version, &bad.stored_checksum);
    Err(Failure::new(
        Exit::Failed,
        format!("version {version} is not what was written: {stored}, {found}"),
    ))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

fn told(verified: &minoots_client::Verified) -> String {
    let sound = format!("{} versions are as they were written", verified.checked);
    match verified.shredded {
        0 => sound,
        shredded => format!("{sound}, {shredded} were shredded"),
    }
}
