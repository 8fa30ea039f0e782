//! Registers a signing key before its first signature.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{KeyRow, RegisterKey},
    reply::{Reject, Reply},
    tables,
};

pub(super) fn run(context: &mut Context<'_>, command: &RegisterKey) -> Result<Reply, Failure> {
    if let Some(row) = tables::key::get(context.tables, &command.kid)? {
        let same = row.public_key == command.public_key && row.node == command.node;
        return if same {
            Ok(Reply::Done)
        } else {
            rejected(Reject::KeyExists)
        };
    }
    let row = KeyRow {
        public_key: command.public_key.clone(),
        node: command.node,
        create_time: context.time(),
        ..KeyRow::default()
    };
    tables::key::put(context.tables, &command.kid, &row);
    Ok(Reply::Done)
}
