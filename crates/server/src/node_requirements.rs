//! The requirements that a node meets before it becomes a member.

use crate::app::App;
use minoots_raft::Requirements;
use tonic::Status;

/// The requirements of the cluster at this moment.
pub(crate) struct NodeRequirements {
    secrets_key: Option<Vec<u8>>,
    level: Box<dyn Fn() -> u32 + Send + Sync>,
}

impl NodeRequirements {
    /// The requirements of this node's cluster.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn of(app: &App) -> Result<NodeRequirements, Status> {
        let reader = app.reader.clone();
        // A level that cannot be read is above every level: the node is not admitted.
        let level = move || {
            let shard = reader.state().and_then(|state| state.shard());
            shard.map_or(u32::MAX, |shard| shard.level)
        };
        Ok(NodeRequirements {
            secrets_key: key_of_secrets(app)?,
            level: Box::new(level),
        })
    }

    /// The form that consensus checks.
    pub fn get(&self) -> Requirements<'_> {
        Requirements {
            secrets_key: self.secrets_key.as_deref(),
            level: Some(&*self.level),
        }
    }
}

/// The id of the secrets key that every possible leader needs: that of this node, if there are endpoints or payload
/// keys.
fn key_of_secrets(app: &App) -> Result<Option<Vec<u8>>, Status> {
    let Some(key) = &app.webhooks.key else {
        return Ok(None);
    };
    let state = app.reader.state()?;
    let is_used = state.has_webhooks()? || state.has_payload_keys()?;
    Ok(is_used.then(|| key.id().to_vec()))
}
