//! Tokens of jobs, which are exchanged for keys: the trust rules, single use, and the records.

mod forged;
mod once;

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, now_ns};
use minoots_it::files;
use minoots_it::rest::Rest;
use minoots_it::server::Server;
use minoots_it::tail::{self, Tail};
use minoots_wire::admin::v1::{
    ExchangeTokenRequest, ExchangeTokenResponse, GetTrustRequest, SetTrustRequest, TrustRule,
};
use minoots_wire::error::Details;
use minoots_wire::time::instant;
use serde_json::{Value, json};
use tonic::{Code, Status};

use super::Guarded;
use super::issuer::{Issuer, REPOSITORY, signed_by};
use crate::support::reason;

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: i64 = 1_000_000_000;
const SETTING: &str = "MINOOTS_OIDC_ISSUER";

fn ok(outcome: Outcome) -> Outcome {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome
}

/// Replaces the rules of the command line's own tenant.
async fn trust(cli: &Cli, rules: &Value) -> Outcome {
    let arguments = ["key", "trust", "set", "-"];
    cli.run_with_input(&arguments, &rules.to_string()).await.unwrap()
}

async fn exchange(client: &Client, tenant: &str, token: &str) -> Result<ExchangeTokenResponse, Status> {
    let mut keys = client.keys.clone();
    let (tenant, token) = (tenant.to_owned(), token.to_owned());
    let answer = keys.exchange_token(ExchangeTokenRequest { tenant, token }).await?;
    Ok(answer.into_inner())
}

/// A node that trusts an issuer, and a caller without credentials.
struct World {
    issuer: Issuer,
    node: Guarded,
    stranger: Client,
    admin: Cli,
}

impl World {
    /// Starts a node on which tenant acme trusts the test job as a writer.
    async fn start() -> Self {
        let issuer = Issuer::start().await;
        let node = Guarded::start_with(&[(SETTING, &issuer.setting())]).await;
        let stranger = Client::connect(node.server.endpoint()).await.unwrap();
        let admin = node.cli(&node.key("acme", &["admin"]).await);
        ok(trust(&admin, &json!([issuer.rule("writer")])).await);
        Self {
            issuer,
            node,
            stranger,
            admin,
        }
    }

    fn token(&self) -> String {
        self.token_but(json!({}))
    }

    fn token_but(&self, changes: Value) -> String {
        self.issuer.token(&self.issuer.claims(changes))
    }

    async fn refusal(&self, tenant: &str, token: &str) -> Status {
        exchange(&self.stranger, tenant, token).await.unwrap_err()
    }
}

#[tokio::test]
async fn a_token_is_exchanged_for_a_key_that_works_and_ends() {
    let world = World::start().await;
    let exp = now_ns() / SECOND + 60;
    let claims = world.issuer.claims(json!({ "exp": exp }));
    let made = exchange(&world.stranger, "acme", &world.issuer.token(&claims))
        .await
        .unwrap();
    let key = made.key.unwrap();
    assert_eq!(
        (key.tenant.as_str(), key.roles.as_slice()),
        ("acme", &["writer".to_owned()][..])
    );
    assert_eq!(key.created_by, format!("job:{REPOSITORY}"));
    assert_eq!(key.name, "repo:octo/app:ref:refs/heads/main");
    let ends = instant::from_proto(&key.expire_time.unwrap()).unwrap();
    assert_eq!(ends, exp * SECOND, "with the token");
    let client = world.node.client(&made.secret).await;
    client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let mut keys = client.keys.clone();
    let refused = keys.get_trust(GetTrustRequest::default()).await.unwrap_err();
    assert_eq!(reason(&refused), "ROLE_INSUFFICIENT");
    // A long-lived token gives a key for a quarter of an hour.
    let long = exchange(&world.stranger, "acme", &world.token_but(json!({ "exp": exp + 3_000 })))
        .await
        .unwrap();
    let long = long.key.unwrap();
    let life = instant::from_proto(&long.expire_time.unwrap()).unwrap()
        - instant::from_proto(&long.create_time.unwrap()).unwrap();
    // The key is created a moment after the decision.
    assert!((14 * 60 * SECOND..=15 * 60 * SECOND).contains(&life), "{life}");
    // The tenant's log records the rules, and the job of the key.
    let reader = world.node.client(&world.node.key("acme", &["viewer"]).await).await;
    let mut tail = Tail::from_start(&reader).await.unwrap();
    let seen = tail
        .until(|event| tail::subject(event) == format!("credentials/{}", key.id))
        .await
        .unwrap();
    let data = |kind: &str| {
        let event = seen.iter().rfind(|event| tail::kind(event) == kind).unwrap();
        tail::cloud_event(event).unwrap()["data"].clone()
    };
    let told = data("credential.created");
    for (name, value) in [
        ("actor", json!(format!("job:{REPOSITORY}"))),
        ("issuer", json!(world.issuer.name())),
        ("repositoryId", json!(REPOSITORY)),
        ("ref", json!("refs/heads/main")),
        ("runId", claims["run_id"].clone()),
    ] {
        assert_eq!(told[name], value, "{told}");
    }
    let shown = ok(world.admin.run(&["key", "trust", "get", "-o", "json"]).await.unwrap());
    let shown = shown.json().unwrap();
    assert_eq!(data("trust.changed")["digest"], shown["digest"]);
    assert_eq!(data("trust.changed")["version"], shown["version"]);
}

#[tokio::test]
async fn tokens_and_their_keys_are_neither_stored_nor_logged() {
    let world = World::start().await;
    let token = world.token();
    let made = exchange(&world.stranger, "acme", &token).await.unwrap();
    let refused = world.refusal("acme", &token).await;
    let (_, signature) = token.rsplit_once('.').unwrap();
    let secrets = [&made.secret[17..60], signature];
    assert!(secrets.iter().all(|secret| !format!("{refused:?}").contains(secret)));
    let Guarded { home, server, .. } = world.node;
    let output = [home.output().unwrap(), home.errors().unwrap()].concat();
    server.kill().unwrap();
    let told = files::holding(&home.data(), &secrets).unwrap();
    assert!(told.is_empty(), "a secret stands in {told:?}");
    assert!(secrets.iter().all(|secret| !output.contains(secret)));
}

#[tokio::test]
async fn refused_tokens_get_a_reason_and_use_nothing_up() {
    let world = World::start().await;
    let now = now_ns() / SECOND;
    let rows = [
        (
            json!({ "iat": now - 900, "nbf": now - 900, "exp": now - 300 }),
            Code::Unauthenticated,
            "TOKEN_EXPIRED",
        ),
        (
            json!({ "iat": now - 7_200, "exp": now + 600, "nbf": now - 7_200 }),
            Code::Unauthenticated,
            "TOKEN_TOO_OLD",
        ),
        (
            json!({ "iat": now + 300, "exp": now + 600 }),
            Code::Unauthenticated,
            "TOKEN_NOT_YET_VALID",
        ),
        (
            json!({ "event_name": "pull_request" }),
            Code::PermissionDenied,
            "TOKEN_EVENT",
        ),
        (
            json!({ "event_name": "pull_request_target" }),
            Code::PermissionDenied,
            "TOKEN_EVENT",
        ),
        (
            json!({ "ref": "refs/pull/7/merge" }),
            Code::PermissionDenied,
            "TOKEN_EVENT",
        ),
        (
            json!({ "repository_id": "424243" }),
            Code::PermissionDenied,
            "NO_ROLE_MAPPING",
        ),
        (
            json!({ "repository_owner_id": "2021" }),
            Code::PermissionDenied,
            "NO_ROLE_MAPPING",
        ),
        (
            json!({ "ref": "refs/heads/other" }),
            Code::PermissionDenied,
            "NO_ROLE_MAPPING",
        ),
        (
            json!({ "aud": "https://github.com/octo" }),
            Code::PermissionDenied,
            "NO_ROLE_MAPPING",
        ),
        (
            json!({ "aud": ["https://minoots.example", "https://other.example"] }),
            Code::Unauthenticated,
            "TOKEN_AUDIENCE",
        ),
        (
            json!({ "iss": "https://token.actions.githubusercontent.com" }),
            Code::Unauthenticated,
            "TOKEN_ISSUER",
        ),
        (json!({ "jti": 7 }), Code::Unauthenticated, "TOKEN_CLAIM"),
        (json!({ "run_id": "one" }), Code::Unauthenticated, "TOKEN_CLAIM"),
    ];
    for (changes, code, expected) in rows {
        let refused = world.refusal("acme", &world.token_but(changes.clone())).await;
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (code, expected),
            "{changes}"
        );
    }
    let forged = signed_by("rsa_b", &world.issuer.claims(json!({})));
    let long = "a".repeat(9_000);
    for (token, expected) in [
        (forged.as_str(), "TOKEN_SIGNATURE"),
        ("", "TOKEN_MALFORMED"),
        ("mnt_a_b_c", "TOKEN_MALFORMED"),
        (long.as_str(), "TOKEN_TOO_LARGE"),
    ] {
        assert_eq!(reason(&world.refusal("acme", token).await), expected);
    }
    let token = world.token();
    // A tenant without trust rules, one that trusts others and a missing one have the same response, to the last byte,
    // for any token.
    world.node.key("rival", &["admin"]).await;
    let elsewhere = world.token_but(json!({ "repository_id": "424243" }));
    let unsigned = forged.rsplit_once('.').unwrap().0.to_owned() + ".AAAA";
    for (token, tenants, expected) in [
        (&token, &["rival", "nobodys"][..], "NO_ROLE_MAPPING"),
        (&elsewhere, &["acme", "rival", "nobodys"][..], "NO_ROLE_MAPPING"),
        (&forged, &["acme", "rival", "nobodys"][..], "TOKEN_SIGNATURE"),
        (&unsigned, &["acme", "rival", "nobodys"][..], "TOKEN_SIGNATURE"),
    ] {
        let first = world.refusal(tenants[0], token).await;
        assert_eq!(reason(&first), expected);
        for tenant in tenants {
            let other = world.refusal(tenant, token).await;
            let shown = |status: &Status| (status.code(), status.message().to_owned(), status.details().to_vec());
            assert_eq!(shown(&first), shown(&other), "{tenant}");
        }
    }
    for (tenant, expected) in [
        ("", "ID_EMPTY"),
        ("Acme", "TENANT_CHARSET"),
        ("acme\0", "TENANT_CHARSET"),
    ] {
        assert_eq!(reason(&world.refusal(tenant, &token).await), expected);
    }
    exchange(&world.stranger, "acme", &token).await.unwrap();
    // The record of the cluster has unauthenticated callers; the record of the tenant has a reused token.
    assert_eq!(reason(&world.refusal("acme", &token).await), "TOKEN_REPLAYED");
    let auditor = world.node.cli(&world.node.key("acme", &["auditor"]).await);
    let patience = Deadline::after(PATIENCE);
    loop {
        let listed = ok(auditor
            .run(&["audit", "list", "--denials", "-o", "json"])
            .await
            .unwrap());
        let listed = listed.json().unwrap();
        let records = listed["records"].as_array().unwrap();
        assert!(
            records.iter().all(|record| record["reason"] == "TOKEN_REPLAYED"),
            "{listed}"
        );
        if let Some(record) = records.first() {
            assert_eq!(record["actor"], format!("job:{REPOSITORY}"));
            break;
        }
        assert!(!patience.has_passed(), "the refusal is never recorded");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn rules_are_checked_replaced_at_their_version_and_taken_away() {
    let world = World::start().await;
    let mut bad = world.issuer.rule("writer");
    bad.as_object_mut().unwrap().remove("repository_id");
    let refused = trust(&world.admin, &json!([world.issuer.rule("viewer"), bad])).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.stderr.contains("rules[1].repository_id") && refused.stderr.contains("TRUST_RULE"),
        "{refused:?}"
    );
    for (rules, says) in [
        (json!([world.issuer.rule("cluster-admin")]), "rules[0].role"),
        (json!([world.issuer.rule("admin")]), "rules[0].role"),
        (
            json!([world.issuer.rule("viewer"), world.issuer.rule("writer")]),
            "rule 2 is for the same jobs as rule 1",
        ),
        (
            json!([{ "issuer": "https://token.actions.githubusercontent.com" }]),
            "rules[0].issuer",
        ),
        (json!([{ "isuer": world.issuer.name() }]), "isuer"),
        (json!([]), "--remove"),
    ] {
        let refused = trust(&world.admin, &rules).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(says), "{says}: {refused:?}");
    }
    // Nothing was changed: the shown rules are the current ones.
    let shown = ok(world.admin.run(&["key", "trust", "get"]).await.unwrap());
    let rules: Vec<TrustRule> = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!((rules.len(), rules[0].role.as_str()), (1, "writer"));
    let stale = ["key", "trust", "set", "-", "--version", "9"];
    let changed = json!([world.issuer.rule("viewer")]).to_string();
    let refused = world.admin.run_with_input(&stale, &changed).await.unwrap();
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert!(refused.stderr.contains("TRUST_VERSION"), "{refused:?}");
    // A caller without permission.
    let writer = world.node.client(&world.node.key("acme", &["writer"]).await).await;
    let refused = writer
        .keys
        .clone()
        .set_trust(SetTrustRequest::default())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "ROLE_INSUFFICIENT");
    ok(world.admin.run(&["key", "trust", "set", "--remove"]).await.unwrap());
    assert_eq!(reason(&world.refusal("acme", &world.token()).await), "NO_ROLE_MAPPING");
}

#[tokio::test]
async fn keys_that_cannot_be_had_refuse_and_keys_at_hand_serve() {
    let world = World::start().await;
    exchange(&world.stranger, "acme", &world.token()).await.unwrap();
    assert_eq!(world.issuer.asked(), 1);
    world.issuer.set_down(true);
    exchange(&world.stranger, "acme", &world.token()).await.unwrap();
    let forged = signed_by("rsa_b", &world.issuer.claims(json!({})));
    assert_eq!(reason(&world.refusal("acme", &forged).await), "TOKEN_SIGNATURE");
    assert_eq!(world.issuer.asked(), 1, "tokens cause no traffic");
    // A node that has no keys of the issuer yet.
    let World { issuer, node, .. } = world;
    let token = issuer.token(&issuer.claims(json!({})));
    let Guarded { home, server, .. } = node;
    server.kill().unwrap();
    let server = Server::start(&home).await.unwrap();
    let stranger = Client::connect(server.endpoint()).await.unwrap();
    let refused = exchange(&stranger, "acme", &token).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Unavailable, "TOKEN_KEYS_UNAVAILABLE")
    );
    assert!(Details::of(&refused).retry_delay.is_some());
    let address = issuer.name().replace("http://", "");
    assert!(
        !format!("{refused:?}").contains(&address),
        "a stranger is told of no address: {refused:?}"
    );
    home.until_told(&["the keys of an issuer cannot be had"]).await.unwrap();
}

#[tokio::test]
async fn without_an_issuer_nothing_is_exchanged() {
    let node = Guarded::start().await;
    let issuer = Issuer::start().await;
    let stranger = Client::connect(node.server.endpoint()).await.unwrap();
    let token = issuer.token(&issuer.claims(json!({})));
    for (tenant, told) in [
        ("acme", (Code::FailedPrecondition, "TOKEN_EXCHANGE_OFF")),
        ("", (Code::InvalidArgument, "ID_EMPTY")),
        ("Acme", (Code::InvalidArgument, "TENANT_CHARSET")),
    ] {
        let refused = exchange(&stranger, tenant, &token).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), told);
    }
    assert_eq!(issuer.asked(), 0);
    let admin = node.cli(&node.key("acme", &["admin"]).await);
    let refused = trust(&admin, &json!([issuer.rule("writer")])).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("--oidc-issuer"), "{refused:?}");
    // An invalid issuer stops a node before its start.
    let shown = issuer.setting();
    let config = node.home.path();
    let nobody = Cli::new(config, "http://127.0.0.1:1");
    let row = ok(nobody
        .run(&["config", "-o", "json", "--oidc-issuer", &shown])
        .await
        .unwrap());
    assert_eq!(row.json().unwrap()["oidc-issuer"]["value"], shown);
    let bad = format!("{} jwks=http://192.0.2.1/jwks private", issuer.name());
    let refused = nobody.run(&["config", "--oidc-issuer", &bad]).await.unwrap();
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.stderr.contains("oidc-issuer: jwks of http://127.0.0.1"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn all_of_it_over_rest() {
    let world = World::start().await;
    let rest = Rest::at(world.node.server.address()).await.unwrap();
    let body = json!({ "tenant": "acme", "token": world.token() });
    let made = rest.post("/v1/keys:exchange", &body).await.unwrap();
    assert_eq!(made.status, 200, "{made:?}");
    let shown = format!("Bearer {}", made.json["secret"].as_str().unwrap());
    let caller = rest
        .send("GET", "/v1/caller", &[("authorization", &shown)], "")
        .await
        .unwrap();
    assert_eq!(
        (&caller.json["tenant"], &caller.json["roles"]),
        (&json!("acme"), &json!(["writer"]))
    );
    let again = rest.post("/v1/keys:exchange", &body).await.unwrap();
    assert_eq!((again.status, again.reason()), (401, "TOKEN_REPLAYED"));
    let admin = format!("Bearer {}", world.node.key("acme", &["admin"]).await);
    let headers = [("authorization", admin.as_str()), ("content-type", "application/json")];
    let standing = rest.send("GET", "/v1/trust", &headers, "").await.unwrap();
    let rule = &standing.json["trust"]["rules"][0];
    assert_eq!(rule["repositoryId"], REPOSITORY, "{standing:?}");
    let version = &standing.json["trust"]["version"];
    let change = json!({ "rules": [world.issuer.rule("viewer")], "version": version }).to_string();
    let set = rest.send("POST", "/v1/trust", &headers, &change).await.unwrap();
    assert_eq!(set.status, 200, "{set:?}");
    let made = rest
        .post(
            "/v1/keys:exchange",
            &json!({ "tenant": "acme", "token": world.token() }),
        )
        .await
        .unwrap();
    assert_eq!(made.json["key"]["roles"], json!(["viewer"]), "{made:?}");
}
