//! How many tokens there may be that nodes join with.
#![allow(clippy::unwrap_used)]

use minoots_kernel::{
    Reject, Reply, apply,
    internal::{Command, CreateJoinToken, Entry, command::Command as Kind},
    limits::JOIN_TOKENS_MAX,
    memory::MemoryTables,
};

#[test]
fn so_many_tokens_hold_at_once_and_what_expires_makes_room() {
    let mut tables = MemoryTables::default();
    let mut made = 0;
    let mut create = |time: i64| {
        made += 1;
        let command = Kind::CreateJoinToken(CreateJoinToken {
            token: format!("j{made}"),
            ttl: 60_000_000_000,
            ..CreateJoinToken::default()
        });
        let entry = Entry {
            time,
            commands: vec![Command { command: Some(command) }],
            ..Entry::default()
        };
        apply(&mut tables, made, &entry).unwrap().replies.remove(0)
    };
    for _ in 0..JOIN_TOKENS_MAX {
        assert_eq!(create(1), Reply::Done);
    }
    let refused = Reply::Rejected(Reject::Quota {
        name: "join_tokens",
        limit: JOIN_TOKENS_MAX,
    });
    assert_eq!(create(2), refused);
    assert_eq!(create(60_000_000_000), refused);
    assert_eq!(create(60_000_000_001), Reply::Done);
}
