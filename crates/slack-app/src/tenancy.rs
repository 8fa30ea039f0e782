//! Checks at startup that each workspace's key belongs to its tenant. With another tenant's key, a workspace would act
//! for that tenant.

use futures::StreamExt as _;
use futures::stream;
use minoots_client::{Client, Error};
use minoots_slack::id::{TeamId, TenantId};
use tokio::time::sleep;

use crate::limits::{ESTABLISHED_AT_A_TIME, REOPEN_PAUSE};
use crate::settings::{Installation, ServeError};

/// Queries the tenant of each key, and retries until the cluster answers.
///
/// # Errors
/// The first workspace whose key is refused or belongs to another tenant.
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
            // Retries cannot repair these.
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
