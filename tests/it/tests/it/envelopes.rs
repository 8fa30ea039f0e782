//! The reasons of `minoots verify` for invalid signatures: rows 73 and 74.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use minoots_it::cli::{Cli, Outcome};
use serde_json::{Value, json};

use crate::support::Node;

/// The order of the group, least byte first. A scalar plus the order gives a second signature, which must be refused.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

async fn ok(cli: &Cli, arguments: &[&str]) -> Outcome {
    let ended = cli.run(arguments).await.unwrap();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended
}

/// Returns two deliveries as printed, and the node's key set.
async fn printed(cli: &Cli) -> (Vec<Value>, String) {
    for id in ["a", "b"] {
        ok(
            cli,
            &[
                "timer", "create", "--id", id, "--name", id, "--delay", "0s", "--queue", "q",
            ],
        )
        .await;
    }
    let consume = [
        "event",
        "consume",
        "--queue",
        "q",
        "--max",
        "2",
        "--timeout",
        "60s",
        "-o",
        "json",
    ];
    let lines = ok(cli, &consume).await.lines().unwrap();
    assert_eq!(lines.len(), 2);
    (lines, ok(cli, &["event", "keys", "-o", "json"]).await.stdout)
}

fn with_signature(line: &Value, signature: String) -> Value {
    let mut line = line.clone();
    line["signature"] = signature.into();
    line
}

/// Returns the same signature with a scalar that is not reduced.
fn malleable(signature: &str) -> String {
    let (head, signed) = signature.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signed).unwrap();
    let mut carry = 0_u16;
    for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    format!("{head}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns the same signature under a header with another algorithm.
fn by_algorithm(signature: &str, algorithm: &str) -> String {
    let (head, signed) = signature.split_once("..").unwrap();
    let mut header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).unwrap()).unwrap();
    header["alg"] = algorithm.into();
    format!("{}..{signed}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[tokio::test]
async fn rows_73_and_74_a_signature_that_is_none_and_a_key_that_is_none_are_told_by_their_reason() {
    let (node, other) = (Node::start().await, Node::start().await);
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let (lines, keys) = printed(&cli).await;
    let (_, others_keys) = printed(&Cli::new(other.home.path(), other.server.endpoint())).await;
    let file = |name: &str, text: &str| fs::write(node.home.path().join(name), text).unwrap();
    file("keys.json", &keys);
    file("others.json", &others_keys);
    let verify = async |keys: &str, line: &Value| {
        let arguments = ["verify", "--keys", keys];
        let ended = cli.run_with_input(&arguments, &format!("{line}\n")).await.unwrap();
        (ended.code, format!("{}{}", ended.stdout, ended.stderr))
    };
    assert_eq!(verify("keys.json", &lines[0]).await.0, Some(0));

    let signature = lines[0]["signature"].as_str().unwrap();
    let mut swapped = lines[0].clone();
    swapped["payload"] = lines[1]["payload"].clone();
    for (what, line) in [
        ("S + L", with_signature(&lines[0], malleable(signature))),
        ("none", with_signature(&lines[0], by_algorithm(signature, "none"))),
        ("HS256", with_signature(&lines[0], by_algorithm(signature, "HS256"))),
        ("another payload", swapped),
    ] {
        let (code, said) = verify("keys.json", &line).await;
        assert_eq!(code, Some(1), "{what}: {said}");
        assert!(said.contains("SIGNATURE_INVALID"), "{what}: {said}");
    }
    let (code, said) = verify("others.json", &lines[0]).await;
    assert!(code == Some(1) && said.contains("KEY_UNKNOWN"), "{code:?} {said}");

    // The identity, another point of small order, and a non-canonical encoding.
    let mut identity = [0; 32];
    identity[0] = 1;
    let order_8: [u8; 32] = STANDARD
        .decode("JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=")
        .unwrap()
        .try_into()
        .unwrap();
    let mut above_p = [0xff; 32];
    (above_p[0], above_p[31]) = (0xf0, 0x7f);
    for weak in [identity, order_8, above_p] {
        let mut set: Value = serde_json::from_str(&keys).unwrap();
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "weak", "x": URL_SAFE_NO_PAD.encode(weak) });
        set["keys"].as_array_mut().unwrap().push(key);
        file("weak.json", &set.to_string());
        let (code, said) = verify("weak.json", &lines[0]).await;
        assert_ne!(code, Some(0), "{said}");
        assert!(
            said.contains("KEY_WEAK: the key \"weak\" is of small order or not canonical"),
            "{said}"
        );
    }
}
