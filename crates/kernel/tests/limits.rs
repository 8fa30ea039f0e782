//! Limits on the objects of a tenant or a cluster: the last one within the limit is created, the next is rejected with
//! the limit's name, and a removal allows another.
#![allow(clippy::unwrap_used)]

use minoots_kernel::{
    Reject, Reply, apply,
    internal::{
        Caller, Command, CreateCredential, CreateJoinToken, DeleteWebhook, Entry, PutWebhook, RevokeCredential,
        WebhookSpec, command::Command as Kind,
    },
    limits::{CREDENTIALS_MAX, JOIN_TOKENS_MAX, WEBHOOKS_MAX},
    memory::MemoryTables,
    tables::credential,
};

#[derive(Default)]
struct World {
    tables: MemoryTables,
    index: u64,
}

impl World {
    fn run(&mut self, time: i64, command: Kind) -> Reply {
        self.index += 1;
        let entry = Entry {
            time,
            commands: vec![Command { command: Some(command) }],
            ..Entry::default()
        };
        apply(&mut self.tables, self.index, &entry).unwrap().replies.remove(0)
    }
}

fn over(name: &'static str, limit: u64) -> Reply {
    Reply::Rejected(Reject::Quota { name, limit })
}

fn caller(tenant: &str) -> Option<Caller> {
    Some(Caller {
        tenant: tenant.to_owned(),
        ..Caller::default()
    })
}

#[test]
fn so_many_tokens_hold_at_once_and_what_expires_makes_room() {
    let mut world = World::default();
    let mut create = |time: i64| {
        let token = format!("j{}", world.index + 1);
        let command = CreateJoinToken {
            token,
            ttl: 60_000_000_000,
            ..CreateJoinToken::default()
        };
        world.run(time, Kind::CreateJoinToken(command))
    };
    for _ in 0..JOIN_TOKENS_MAX {
        assert_eq!(create(1), Reply::Done);
    }
    let refused = over("join_tokens", JOIN_TOKENS_MAX);
    assert_eq!(create(2), refused);
    assert_eq!(create(60_000_000_000), refused);
    assert_eq!(create(60_000_000_001), Reply::Done);
}

#[test]
fn a_tenant_has_so_many_endpoints_and_one_that_is_deleted_makes_room() {
    let mut world = World::default();
    let put = |tenant: &str, number: u64, version: u64| {
        Kind::PutWebhook(Box::new(PutWebhook {
            caller: caller(tenant),
            id: format!("w{number}"),
            spec: Some(WebhookSpec {
                url: "https://example.com/".to_owned(),
                ..WebhookSpec::default()
            }),
            version,
            ..PutWebhook::default()
        }))
    };
    let mut version = 0;
    for number in 0..WEBHOOKS_MAX {
        match world.run(1, put("acme", number, 0)) {
            Reply::Webhook { row, existing: false } => version = row.version,
            other => panic!("{number}: {other:?}"),
        }
    }
    let refused = over("webhooks", WEBHOOKS_MAX);
    assert_eq!(world.run(2, put("acme", WEBHOOKS_MAX, 0)), refused);
    // A tenant at the limit may change its objects, and repeat their creation; another tenant has its own limit.
    let changed = world.run(3, put("acme", WEBHOOKS_MAX - 1, version));
    assert!(matches!(changed, Reply::Webhook { existing: false, .. }), "{changed:?}");
    let repeated = world.run(3, put("acme", 0, 0));
    assert!(
        matches!(repeated, Reply::Webhook { existing: true, .. }),
        "{repeated:?}"
    );
    let others = world.run(3, put("other", 0, 0));
    assert!(matches!(others, Reply::Webhook { existing: false, .. }), "{others:?}");
    let delete = DeleteWebhook {
        caller: caller("acme"),
        id: "w7".to_owned(),
        version: 0,
    };
    world.run(4, Kind::DeleteWebhook(delete));
    let made = world.run(5, put("acme", WEBHOOKS_MAX, 0));
    assert!(matches!(made, Reply::Webhook { existing: false, .. }), "{made:?}");
    assert_eq!(world.run(6, put("acme", WEBHOOKS_MAX + 1, 0)), refused);
}

#[test]
fn a_tenant_has_so_many_keys_and_the_one_that_has_been_over_longest_makes_room() {
    let mut world = World::default();
    let create = |tenant: &str, number: u64, expire_time: i64| {
        Kind::CreateCredential(CreateCredential {
            id: format!("{tenant}-{number}"),
            tenant: tenant.to_owned(),
            secret_digest: vec![1; 32],
            expire_time,
            ..CreateCredential::default()
        })
    };
    let is_there = |world: &World, number: u64| {
        let found = credential::get(&world.tables, &format!("acme-{number}"));
        found.unwrap().is_some()
    };
    for number in 0..CREDENTIALS_MAX {
        let expire_time = if number == 5 { 100 } else { 0 };
        assert_eq!(world.run(1, create("acme", number, expire_time)), Reply::Done);
    }
    let refused = over("credentials", CREDENTIALS_MAX);
    assert_eq!(world.run(2, create("acme", CREDENTIALS_MAX, 0)), refused);
    assert_eq!(world.run(2, create("other", 0, 0)), Reply::Done);
    for (time, number) in [(40, 9), (50, 8)] {
        let revoke = RevokeCredential {
            id: format!("acme-{number}"),
            tenant: "acme".to_owned(),
            ..RevokeCredential::default()
        };
        assert_eq!(world.run(time, Kind::RevokeCredential(revoke)), Reply::Done);
    }
    let kept = |world: &World| [5, 8, 9].map(|number| is_there(world, number));
    assert_eq!(world.run(60, create("acme", CREDENTIALS_MAX, 0)), Reply::Done);
    assert_eq!(kept(&world), [true, true, false]);
    assert_eq!(world.run(61, create("acme", CREDENTIALS_MAX + 1, 0)), Reply::Done);
    assert_eq!(kept(&world), [true, false, false]);
    assert_eq!(world.run(99, create("acme", CREDENTIALS_MAX + 2, 0)), refused);
    assert_eq!(world.run(100, create("acme", CREDENTIALS_MAX + 2, 0)), Reply::Done);
    assert!(!is_there(&world, 5));
}
