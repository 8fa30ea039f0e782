//! Each way in which a token can be invalid, with the resulting reason code.

use minoots_oidc::Refused;
use minoots_oidc::rule::{Rules, TrustRule};
use ring::hmac;
use serde_json::{Value, json};

use crate::support::{AUDIENCE, NOW, ROLES, World, draft, encode, jwk, sign_by, token, token_of};

#[tokio::test]
async fn a_genuine_token_gives_the_role_of_its_rule() {
    let world = World::new();
    let identity = world.verify(&token("rsa_a", "a", &world.claims())).await.unwrap();
    assert_eq!(identity.role, "writer");
    assert_eq!(identity.subject, "repo:octo/app:ref:refs/heads/main");
    assert_eq!(identity.issuer, world.issuer.name());
    assert_eq!((identity.expires_s, identity.until_s), (NOW + 300, NOW + 360));
    assert_eq!((identity.repository_id.as_str(), identity.run_id.as_str()), ("74", "1"));
    assert_eq!(identity.git_ref, "refs/heads/main");
}

#[tokio::test]
async fn algorithms_that_are_not_allowed() {
    let world = World::new();
    let payload = world.claims().to_string();
    for algorithm in [
        "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS1", "RS384", "RS512", "PS256", "ES384",
        "rs256",
    ] {
        let header = json!({ "alg": algorithm, "kid": "a", "typ": "JWT" }).to_string();
        let signed = token_of("rsa_a", &header, &payload);
        assert_eq!(world.reason(&signed).await, "TOKEN_ALG", "{algorithm}");
        let unsigned = format!("{}.{}.", encode(&header), encode(&payload));
        assert_eq!(world.reason(&unsigned).await, "TOKEN_ALG", "{algorithm}, unsigned");
    }
    for header in [
        json!({ "kid": "a" }),
        json!({ "alg": 1, "kid": "a" }),
        json!({ "alg": null, "kid": "a" }),
    ] {
        assert_eq!(
            world.reason(&token_of("rsa_a", &header.to_string(), &payload)).await,
            "TOKEN_ALG"
        );
    }
    let empty = format!("{}.{}.", encode(r#"{"alg":"RS256","kid":"a"}"#), encode(&payload));
    assert_eq!(world.reason(&empty).await, "TOKEN_SIGNATURE");
    assert_eq!(world.reason(&token("rsa_a", "a", &world.claims())).await, "ok");
}

/// The classic attack: the public key, which everyone has, as the secret of an HMAC.
#[tokio::test]
async fn hmac_by_the_public_key() {
    let world = World::new();
    let jwk = jwk("rsa_a", "a");
    let modulus = jwk["n"].as_str().unwrap();
    let message = format!(
        "{}.{}",
        encode(r#"{"alg":"HS256","kid":"a"}"#),
        encode(world.claims().to_string())
    );
    for secret in [modulus.as_bytes(), jwk.to_string().as_bytes()] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
        assert_eq!(world.reason(&format!("{message}.{}", encode(tag))).await, "TOKEN_ALG");
    }
    assert_eq!(world.issuer.asked(), 0, "refused without a look at any key");
}

#[tokio::test]
async fn an_allowed_algorithm_that_is_not_the_keys() {
    let world = World::new();
    for algorithm in ["ES256", "EdDSA"] {
        let header = json!({ "alg": algorithm, "kid": "a" }).to_string();
        let text = token_of("rsa_a", &header, &world.claims().to_string());
        assert_eq!(world.reason(&text).await, "TOKEN_ALG", "{algorithm}");
    }
}

#[tokio::test]
async fn headers_that_say_where_the_key_is() {
    let world = World::new();
    let mine = jwk("rsa_b", "a");
    for (name, value) in [
        ("jku", json!(format!("{}/jwks", world.issuer.name()))),
        ("x5u", json!("https://attacker.example/")),
        ("jwk", mine.clone()),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("jku", Value::Null),
    ] {
        let mut header = json!({ "alg": "RS256", "kid": "a" });
        header[name] = value;
        for key in ["rsa_a", "rsa_b"] {
            let text = token_of(key, &header.to_string(), &world.claims().to_string());
            assert_eq!(world.reason(&text).await, "TOKEN_HEADER", "{name}");
        }
    }
    for header in [
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"RS256","kid":7}"#,
        r#"{"alg":"RS256","kid":""}"#,
    ] {
        let text = token_of("rsa_a", header, &world.claims().to_string());
        assert_eq!(world.reason(&text).await, "TOKEN_KEY", "{header}");
    }
    let typed = |typ: &str| {
        token_of(
            "rsa_a",
            &format!(r#"{{"alg":"RS256","kid":"a","typ":{typ}}}"#),
            &world.claims().to_string(),
        )
    };
    assert_eq!(world.reason(&typed("\"jose+json\"")).await, "TOKEN_MALFORMED");
    assert_eq!(world.reason(&typed("1")).await, "TOKEN_MALFORMED");
    assert_eq!(world.reason(&typed("\"jwt\"")).await, "ok");
}

#[tokio::test]
async fn another_key_under_the_same_name() {
    let world = World::new();
    assert_eq!(
        world.reason(&token("rsa_b", "a", &world.claims())).await,
        "TOKEN_SIGNATURE"
    );
}

#[tokio::test]
async fn instants_are_numbers_and_there() {
    let world = World::new();
    for name in ["exp", "nbf", "iat"] {
        for value in [
            Value::Null,
            json!((NOW + 100).to_string()),
            json!(1.8e9),
            json!(1_800_000_000.5),
            json!(-1),
            json!(0),
            json!(u64::MAX),
            json!(1e300),
            json!(true),
            json!([NOW]),
            json!({}),
        ] {
            assert_eq!(
                world.reason_but(json!({ name: value })).await,
                "TOKEN_CLAIM",
                "{name} {value}"
            );
        }
        let mut claims = world.claims();
        claims[name] = Value::Null;
        assert_eq!(
            world.reason(&token("rsa_a", "a", &claims)).await,
            "TOKEN_CLAIM",
            "{name}: null"
        );
    }
    assert_eq!(world.reason_but(json!({ "exp": NOW, "iat": NOW })).await, "TOKEN_CLAIM");
    assert_eq!(
        world
            .reason_but(json!({ "exp": NOW, "iat": NOW - 5, "nbf": NOW + 1 }))
            .await,
        "TOKEN_CLAIM"
    );
}

#[tokio::test]
async fn names_are_strings() {
    let world = World::new();
    for name in ["sub", "jti", "event_name"] {
        for value in [Value::Null, json!(1), json!(""), json!(["a"]), json!("a".repeat(1025))] {
            assert_eq!(
                world.reason_but(json!({ name: value })).await,
                "TOKEN_CLAIM",
                "{name} {value}"
            );
        }
    }
    for name in ["ref", "environment", "job_workflow_ref"] {
        for value in [json!(1), json!(""), json!(["refs/heads/main"])] {
            assert_eq!(
                world.reason_but(json!({ name: value })).await,
                "TOKEN_CLAIM",
                "{name} {value}"
            );
        }
    }
    for name in ["repository_id", "repository_owner_id"] {
        for value in [
            json!(74),
            json!("074"),
            json!("0"),
            json!("74 "),
            json!("-74"),
            json!("7".repeat(21)),
            json!("\u{663}"),
        ] {
            assert_eq!(
                world.reason_but(json!({ name: value })).await,
                "TOKEN_CLAIM",
                "{name} {value}"
            );
        }
    }
}

#[tokio::test]
async fn the_clock_is_given_a_minute() {
    let world = World::new();
    for (changes, reason) in [
        (json!({ "exp": NOW + 1, "iat": NOW - 10 }), "ok"),
        (json!({ "exp": NOW - 59, "iat": NOW - 300 }), "ok"),
        (json!({ "exp": NOW - 60, "iat": NOW - 300 }), "TOKEN_EXPIRED"),
        (json!({ "nbf": NOW + 60 }), "ok"),
        (json!({ "nbf": NOW + 61 }), "TOKEN_NOT_YET_VALID"),
        (json!({ "iat": NOW + 60 }), "ok"),
        (json!({ "iat": NOW + 61 }), "TOKEN_NOT_YET_VALID"),
        (json!({ "exp": NOW + 999_999, "nbf": 1, "iat": NOW - 3659 }), "ok"),
        (
            json!({ "exp": NOW + 999_999, "nbf": 1, "iat": NOW - 3660 }),
            "TOKEN_TOO_OLD",
        ),
        (
            json!({ "exp": 253_402_300_799_u64, "nbf": 1, "iat": 1 }),
            "TOKEN_TOO_OLD",
        ),
    ] {
        assert_eq!(world.reason_but(changes.clone()).await, reason, "{changes}");
    }
}

#[tokio::test]
async fn audience_and_issuer() {
    let world = World::new();
    for audience in [
        Value::Null,
        json!(1),
        json!([]),
        json!([AUDIENCE, "https://other.example"]),
        json!([[AUDIENCE]]),
    ] {
        assert_eq!(
            world.reason_but(json!({ "aud": audience })).await,
            "TOKEN_AUDIENCE",
            "{audience}"
        );
    }
    for audience in [
        "https://github.com/octo",
        "https://minoots.example/",
        "HTTPS://minoots.example",
    ] {
        assert_eq!(
            world.reason_but(json!({ "aud": audience })).await,
            "NO_ROLE_MAPPING",
            "{audience}"
        );
    }
    assert_eq!(world.reason_but(json!({ "aud": [AUDIENCE] })).await, "ok");
    let asked = world.issuer.asked();
    let name = world.issuer.name();
    for issuer in [
        Value::Null,
        json!("https://token.actions.githubusercontent.com"),
        json!(format!("{name}/")),
        json!([name]),
        json!(7),
    ] {
        assert_eq!(
            world.reason_but(json!({ "iss": issuer })).await,
            "TOKEN_ISSUER",
            "{issuer}"
        );
    }
    assert_eq!(
        world.issuer.asked(),
        asked,
        "no issuer is asked because a token names it"
    );
}

#[tokio::test]
async fn without_rules_a_token_is_judged_as_far_as_with_rules() {
    let world = World::new();
    let (none, claims) = (Rules::default(), world.claims());
    let whole = token("rsa_a", "a", &claims);
    let unsigned = whole.rsplit_once('.').unwrap().0.to_owned() + ".AAAA";
    let forged = token("rsa_b", "a", &claims);
    let elsewhere = token(
        "rsa_a",
        "a",
        &world.claims_but(json!({ "aud": "https://other.example" })),
    );
    for (text, expected) in [
        (unsigned, Refused::Signature),
        (forged, Refused::Signature),
        (elsewhere, Refused::NoRoleMapping),
    ] {
        let genuine = world.verifier.verify(&text, NOW).await;
        assert_eq!(genuine.and_then(|genuine| genuine.under(&none)), Err(expected.clone()));
        assert_eq!(world.verify(&text).await, Err(expected));
    }
    let genuine = world.verifier.verify(&whole, NOW).await.unwrap();
    assert_eq!(genuine.under(&none), Err(Refused::NoRoleMapping));
}

#[tokio::test]
async fn tokens_without_a_matching_rule_are_refused() {
    let world = World::new();
    for changes in [
        json!({ "repository_id": "75" }),
        json!({ "repository_id": null }),
        json!({ "repository_id": "7" }),
        json!({ "repository_id": "740" }),
        json!({ "repository_owner_id": "66" }),
        json!({ "repository_owner_id": null }),
        json!({ "ref": "refs/heads/other" }),
        json!({ "ref": "refs/heads/main2" }),
        json!({ "ref": "refs/tags/main" }),
        json!({ "ref": null }),
    ] {
        let token = token("rsa_a", "a", &world.claims_but(changes.clone()));
        assert_eq!(world.verify(&token).await, Err(Refused::NoRoleMapping), "{changes}");
    }
    assert_eq!(
        world
            .reason_but(json!({ "repository": "someone/else", "sub": "anything" }))
            .await,
        "ok",
        "names decide nothing"
    );
}

#[tokio::test]
async fn runs_for_pull_requests() {
    let world = World::new();
    for event in [
        "pull_request",
        "pull_request_target",
        "pull_request_review",
        "pull_request_review_comment",
        "Pull_Request",
    ] {
        assert_eq!(
            world.reason_but(json!({ "event_name": event })).await,
            "TOKEN_EVENT",
            "{event}"
        );
    }
    assert_eq!(
        world.reason_but(json!({ "ref": "refs/pull/1/merge" })).await,
        "TOKEN_EVENT"
    );
    assert_eq!(
        world.reason_but(json!({ "event_name": "workflow_dispatch" })).await,
        "ok"
    );
}

#[tokio::test]
async fn the_first_matching_rule_decides() {
    let mut world = World::new();
    let base = draft(&world.issuer.name());
    let some = |text: &str| Some(text.to_owned());
    let drafts = [
        // An environment and a ref: both must match.
        minoots_oidc::rule::Draft {
            environment: some("production"),
            ..base.clone()
        },
        minoots_oidc::rule::Draft {
            git_ref: some("refs/tags/v*"),
            role: some("viewer"),
            ..base.clone()
        },
        minoots_oidc::rule::Draft {
            git_ref: None,
            environment: some("stage-*"),
            job_workflow_ref: some("octo/flows/.github/workflows/deploy.yml@refs/*"),
            role: some("viewer"),
            ..base
        },
    ];
    let rules = drafts
        .iter()
        .map(|draft| TrustRule::check(draft, &world.issuers, &ROLES).unwrap());
    world.rules = Rules::new(rules.collect()).unwrap();
    let flow = "octo/flows/.github/workflows/deploy.yml@refs/heads/main";
    for (changes, role) in [
        (json!({ "environment": "production" }), Some("writer")),
        (json!({ "environment": "production", "ref": "refs/heads/x" }), None),
        (json!({}), None),
        (json!({ "ref": "refs/tags/v1.2" }), Some("viewer")),
        (json!({ "ref": "refs/tags/1.2" }), None),
        (
            json!({ "environment": "stage-1", "job_workflow_ref": flow }),
            Some("viewer"),
        ),
        (json!({ "environment": "stage-1" }), None),
        (
            json!({ "environment": "stage-1", "job_workflow_ref": "octo/flows/.github/workflows/other.yml@refs/heads/main" }),
            None,
        ),
    ] {
        let identity = world
            .verify(&token("rsa_a", "a", &world.claims_but(changes.clone())))
            .await;
        let expected = role.ok_or(Refused::NoRoleMapping);
        assert_eq!(
            identity.as_ref().map(|identity| identity.role.as_str()),
            expected.as_ref().copied(),
            "{changes}"
        );
    }
}

#[tokio::test]
async fn a_token_has_one_name_for_as_long_as_it_counts() {
    let world = World::new();
    let text = token("rsa_a", "a", &world.claims());
    let first = world.verify(&text).await.unwrap();
    let last = world.verify_at(&text, NOW + 359).await.unwrap();
    assert_eq!(first, last, "whenever it is looked at");
    let over = world.verify_at(&text, first.until_s).await;
    assert_eq!(
        over.unwrap_err().reason(),
        "TOKEN_EXPIRED",
        "when its name could be forgotten it is over"
    );
    let other = world.verify(&token("rsa_a", "a", &world.claims())).await.unwrap();
    assert_ne!(first.token, other.token, "another token");
    let again = world.claims_but(json!({ "jti": other.token.len().to_string(), "run_id": null, "exp": NOW + 200 }));
    let renewed = world.claims_but(json!({ "jti": other.token.len().to_string(), "exp": NOW + 250 }));
    let again = world.verify(&token("rsa_a", "a", &again)).await.unwrap();
    let renewed = world.verify(&token("rsa_a", "a", &renewed)).await.unwrap();
    assert_eq!(again.token, renewed.token, "it is the id that counts");
    assert_eq!((again.run_id.as_str(), renewed.run_id.as_str()), ("", "1"));
    assert_eq!((again.expires_s, again.until_s), (NOW + 200, NOW + 260));
}

#[tokio::test]
async fn malformed_tokens_are_refused() {
    let world = World::new();
    let good = token("rsa_a", "a", &world.claims());
    let header = r#"{"alg":"RS256","kid":"a"}"#;
    let payload = world.claims().to_string();
    let doubled = payload.replacen('{', r#"{"ref":"refs/heads/other","#, 1);
    let escaped = payload.replacen('{', r#"{"re\u0066":"refs/heads/other","#, 1);
    for (name, text) in [
        ("empty", String::new()),
        ("one part", "abc".to_owned()),
        ("two parts", "abc.def".to_owned()),
        ("four parts", format!("{good}.abc")),
        ("five parts, as encrypted ones have", "a.b.c.d.e".to_owned()),
        ("a claim twice", token_of("rsa_a", header, &doubled)),
        ("a claim twice, escaped", token_of("rsa_a", header, &escaped)),
        (
            "a header twice",
            token_of("rsa_a", r#"{"alg":"none","alg":"RS256","kid":"a"}"#, &payload),
        ),
        ("no object", token_of("rsa_a", header, "[]")),
        ("trailing text", token_of("rsa_a", header, &format!("{payload} x"))),
        (
            "deep",
            token_of(
                "rsa_a",
                header,
                &format!(r#"{{"a":{}{}}}"#, "[".repeat(2000), "]".repeat(2000)),
            ),
        ),
        ("padding", format!("{good}=")),
        ("a line end", format!("{good}\n")),
        ("Bearer", format!("Bearer {good}")),
        ("not UTF-8", {
            let message = format!("{}.{}", encode(header), encode(b"{\"iss\":\"\xff\"}"));
            format!("{message}.{}", encode(sign_by("rsa_a", &message)))
        }),
    ] {
        assert_eq!(world.reason(&text).await, "TOKEN_MALFORMED", "{name}");
    }
    let long = world.claims_but(json!({ "extra": "x".repeat(9000) }));
    assert_eq!(world.reason(&token("rsa_a", "a", &long)).await, "TOKEN_TOO_LARGE");
    assert_eq!(world.issuer.asked(), 0);
}

#[tokio::test]
async fn debug_output_and_errors_hide_the_token() {
    let world = World::new();
    let text = token(
        "rsa_a",
        "a",
        &world.claims_but(json!({ "sub": "s3cr3t-subject", "repository_id": "75" })),
    );
    let read = minoots_oidc::token::Token::read(&text).unwrap();
    let shown = format!(
        "{read:?} {:?} {}",
        world.verifier,
        world.verify(&text).await.unwrap_err()
    );
    let parts: Vec<&str> = text.split('.').collect();
    for part in parts.into_iter().chain(["s3cr3t-subject"]) {
        assert!(!shown.contains(part), "{shown}");
    }
}
