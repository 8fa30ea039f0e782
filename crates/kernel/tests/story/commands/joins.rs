//! Join tokens of nodes.

use super::{Arguments, Kind, caller};
use minoots_kernel::internal::{CreateJoinToken, UseJoinToken};

/// `join-token ID ttl=<span>`
pub fn create(arguments: &mut Arguments) -> Kind {
    Kind::CreateJoinToken(CreateJoinToken {
        caller: Some(caller(arguments)),
        token: arguments.word(),
        ttl: arguments.instant("ttl").unwrap_or(0) as u64,
    })
}

/// `join ID node=<number> key=<text>`
pub fn spend(arguments: &mut Arguments) -> Kind {
    Kind::UseJoinToken(UseJoinToken {
        caller: Some(caller(arguments)),
        token: arguments.word(),
        node: arguments.number("node").unwrap_or(0),
        key_fingerprint: arguments.text("key").into_bytes(),
    })
}
