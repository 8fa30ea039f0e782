//! Whose key each workspace acts by, established before anything is served: by a key of another tenant, a workspace would act for that one.

use futures::StreamExt as _;
use futures::stream;
use minoots_client::{Client, Error};
use minoots_slack::id::{TeamId, TenantId};
use tokio::time::sleep;

use crate::limits::{ESTABLISHED_AT_A_TIME, REOPEN_PAUSE};
use crate::settings::{Installation, ServeError};

/// Asks the fabric about each key, until it answers.
///
/// # Errors
/// The first workspace whose key is refused, or is of another tenant than the workspace.
pub async fn establish(installations: &[Installation]) -> Result<(), ServeError> {
    let asked = installations.iter().map(|one| {
        let workspace = &one.workspace;
        (workspace.team_id.clone(), workspace.tenant.clone(), one.client.clone())
    });
    let asked: Vec<_> = asked.collect();
    let mut answers = stream::iter(asked)
        .map(|(team, tenant, client)| established(team, tenant, client))
        .buffer_unordered(ESTABLISHED_AT_A_TIME);
    while let Some(answer) = answers.next().await {
        answer?;
    }
    Ok(())
}

async fn established(team: TeamId, tenant: TenantId, client: Client) -> Result<(), ServeError> {
    loop {
        match client.caller().await {
            Ok(caller) if caller.tenant == tenant.as_str() => return Ok(()),
            Ok(caller) => {
                let of = caller.tenant;
                return Err(ServeError::Tenant { team, tenant, of });
            }
            // Neither time nor another try makes these good.
            Err(error @ (Error::Refused { retry_after: None, .. } | Error::Invalid { .. })) => {
                return Err(ServeError::Key(team, Box::new(error)));
            }
            Err(error) => {
                tracing::warn!(%team, %error, "nothing is served yet: the fabric does not say of which tenant the workspace's key is");
                sleep(REOPEN_PAUSE).await;
            }
        }
    }
}
