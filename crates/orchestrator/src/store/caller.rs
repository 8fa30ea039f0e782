//! The principal that a store acts as.

use std::sync::Arc;

use minoots_wire::admin::v1::GetCallerResponse;
use tokio::sync::OnceCell;
use tonic::Status;

use super::Store;
use crate::failure;

/// A cache of the cluster's answer. A key's principal and roles never change.
pub(super) type Known = Arc<OnceCell<GetCallerResponse>>;

impl Store {
    /// The principal's name, as records show it.
    pub async fn principal(&self) -> Result<String, Status> {
        Ok(self.caller().await?.actor.clone())
    }

    /// The principal's name if it uses a key. Otherwise empty, since without keys all workers have the same principal.
    pub async fn worker(&self) -> Result<String, Status> {
        let caller = self.caller().await?;
        Ok(match caller.key_id.as_str() {
            "" => String::new(),
            _ => caller.actor.clone(),
        })
    }

    async fn caller(&self) -> Result<&GetCallerResponse, Status> {
        let caller = self.caller.get_or_try_init(|| self.client.caller());
        caller.await.map_err(|error| failure::fabric(&error))
    }
}
