//! Sets the cluster's id and its first level, once.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::Bootstrap,
    reply::{Reject, Reply},
};

pub(super) fn run(context: &mut Context<'_>, command: &Bootstrap) -> Result<Reply, Failure> {
    if context.shard.cluster_id.is_empty() {
        context.shard.cluster_id.clone_from(&command.cluster_id);
        context.shard.level = command.level;
        return Ok(Reply::Done);
    }
    if context.shard.cluster_id == command.cluster_id {
        return Ok(Reply::Done);
    }
    rejected(Reject::AlreadyBootstrapped {
        cluster_id: context.shard.cluster_id.clone(),
    })
}
