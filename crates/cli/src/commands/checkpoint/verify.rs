//! `minoots checkpoint verify`.

use clap::Args;
use minoots_wire::checkpoint::v1::VerifyCheckpointRequest;
use serde::Serialize;

use super::Place;
use crate::connect::{ClientArguments, unary};
use crate::errors::{Exit, Failure};
use crate::output::Output;

/// Which checkpoint.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// What is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verified {
    checked: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bad_version: Option<u64>,
}

/// Verifies all versions that are kept; fails at the first bad one.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let checkpoints = client.checkpoints().await?;
    let mut request = VerifyCheckpointRequest {
        execution: arguments.place.execution,
        name: arguments.place.name,
        partition_key: arguments.place.partition_key.unwrap_or_default(),
        before_version: 0,
        read: None,
    };
    let mut checked = 0;
    loop {
        let answer = unary(|| {
            let (mut checkpoints, request) = (checkpoints.clone(), request.clone());
            async move { checkpoints.verify_checkpoint(request).await }
        })
        .await?;
        checked += u64::from(answer.checked);
        if answer.bad_version != 0 {
            if output.is_json() {
                output.json(&Verified {
                    checked,
                    bad_version: Some(answer.bad_version),
                })?;
            }
            let (version, stored, computed) = (answer.bad_version, answer.stored_checksum, answer.computed_checksum);
            let message = format!("version {version} is not what was written: {stored}, and its data has {computed}");
            return Err(Failure::new(Exit::Failed, message));
        }
        if answer.next_before_version == 0 {
            break;
        }
        request.before_version = answer.next_before_version;
    }
    if output.is_json() {
        return output.json(&Verified {
            checked,
            bad_version: None,
        });
    }
    output.line(&format!("{checked} versions are as they were written"))
}
