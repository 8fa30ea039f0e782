//! Raises the level of the cluster, and holds back what a later level brings (G23).

use crate::{
    context::Context,
    failure::Failure,
    internal::{SetLevel, command::Command as Kind},
    levels,
    reply::{Reject, Reply},
};

pub(super) fn run(context: &mut Context<'_>, command: &SetLevel) -> Reply {
    context.shard.level = context.shard.level.max(command.level);
    Reply::Done
}

/// The rejection of a command that needs a later level than the cluster has. The commands that set the level need none:
/// their proposer has asked all members.
///
/// # Errors
/// This program does not know the level.
pub(super) fn not_active(context: &Context<'_>, command: &Kind) -> Result<Option<Reject>, Failure> {
    let needed = command.level();
    levels::check(needed)?;
    match command {
        Kind::SetLevel(command) => {
            levels::check(command.level)?;
            Ok(None)
        }
        Kind::Bootstrap(command) => {
            levels::check(command.level)?;
            Ok(None)
        }
        _ if needed <= context.shard.level => Ok(None),
        _ => Ok(Some(Reject::FeatureNotActive {
            needed,
            level: context.shard.level,
        })),
    }
}
