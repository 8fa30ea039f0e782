//! The binary from outside, where no server is needed: arguments, settings and exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn minoots(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minoots"));
    let inherited = std::env::vars()
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("MINOOTS_"));
    for name in inherited {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    minoots(arguments).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// An endpoint at which connections are refused.
fn closed_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn unparsable_arguments_are_usage_errors() {
    let cases: &[&[&str]] = &[
        &[],
        &["timer"],
        &["timer", "create", "--delay", "2s"],
        &["timer", "create", "--name", "tea"],
        &[
            "timer",
            "create",
            "--name",
            "tea",
            "--delay",
            "2s",
            "--at",
            "2030-01-01T00:00:00Z",
        ],
        &["timer", "create", "--name", "tea", "--delay", "1500"],
        &["timer", "create", "--name", "tea", "--delay", "-2s"],
        &["timer", "create", "--name", "tea", "--at", "2030-01-01"],
        &[
            "timer", "create", "--name", "tea", "--delay", "2s", "--label", "novalue",
        ],
        &["timer", "list", "--status", "pending"],
        &["event", "consume", "--max", "0"],
        &["event", "ack", "--key", "k"],
        &["server"],
        &["server", "--node", "0"],
        &["server", "--node", "1", "--peers", "127.0.0.1:7412"],
        &["cluster", "add", "--node", "4", "--peer", "nowhere"],
        &["cluster", "remove"],
        &["dev", "--ephemeral", "--data", "somewhere"],
        &["completions", "tcsh"],
        &[
            "timer",
            "create",
            "--name",
            "tea",
            "--delay",
            "2s",
            "--max-attempts",
            "0",
        ],
        &["queue", "create", "--id", "q", "--max-attempts", "0"],
        &["webhook", "create", "--url", "https://a.example", "--per-second", "0"],
        &["schedule", "preview", "--cron", "@daily", "--count", "0"],
        &["dev", "--listen", "localhost:7411"],
    ];
    for arguments in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(!output.stderr.is_empty(), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_delay_without_unit_shows_a_correct_one() {
    let output = run(&["timer", "create", "--name", "tea", "--delay", "1500"]);
    assert!(stderr(&output).contains("1500ms"), "{}", stderr(&output));
}

#[test]
fn invalid_values_are_refused_with_the_expected_form() {
    let large = tempfile::NamedTempFile::new().unwrap();
    large.as_file().set_len(2 << 20).unwrap();
    let payload = format!("@{}", large.path().display());
    let cases: &[(&[&str], &[&str])] = &[
        (&["schedule", "preview", "--every", "-5s"], &["is negative"]),
        (&["dev", "--listen", "localhost:7411"], &["127.0.0.1:7411"]),
        (
            &[
                "timer",
                "create",
                "--name",
                "tea",
                "--delay",
                "2s",
                "--payload",
                &payload,
            ],
            &["PAYLOAD_TOO_LARGE", "2097152", "262144"],
        ),
    ];
    for (arguments, says) in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        for part in *says {
            assert!(stderr(&output).contains(part), "{arguments:?}: {}", stderr(&output));
        }
    }
}

#[test]
fn a_label_key_given_twice_is_refused_before_anything_is_sent() {
    let endpoint = closed_endpoint();
    let output = run(&[
        "timer",
        "create",
        "--name",
        "tea",
        "--delay",
        "2s",
        "--label",
        "a=1",
        "--label",
        "a=2",
        "--endpoint",
        &endpoint,
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("LABEL_DUPLICATE"), "{}", stderr(&output));
}

/// Ids of keys and digests are base64url, so one in 64 begins with `-`.
#[test]
fn base64url_values_may_begin_with_a_hyphen() {
    let endpoint = closed_endpoint();
    let kid = "-X9m6WYn_B4Rz6t5RN7ZjPFTBYwp2nAnP60rjfak-q4";
    let cases: &[&[&str]] = &[
        &["cluster", "revoke-key", kid, "--reason", "a test"],
        &["cluster", "revoke-key", "--reason", "a test", kid],
        &[
            "agent",
            "heartbeat",
            "--id",
            "a",
            "--fingerprint",
            kid,
            "--failure",
            kid,
        ],
        &["workflow", "fail", "e", "--signature", kid],
    ];
    for case in cases {
        let output = run(&[*case, &["--endpoint", &endpoint]].concat());
        let said = stderr(&output);
        assert!(said.contains("minoots dev"), "{case:?}: {said}");
    }
}

#[test]
fn every_client_command_says_how_to_start_a_server_when_none_is_there() {
    let endpoint = closed_endpoint();
    let cases: &[&[&str]] = &[
        &["timer", "create", "--name", "tea", "--delay", "2s"],
        &["timer", "get", "tea"],
        &["timer", "list"],
        &["timer", "cancel", "tea"],
        &["timer", "reschedule", "tea", "--delay", "2s"],
        &["event", "consume"],
        &["event", "tail"],
        &["event", "ack", "--key", "k", "--fence", "f"],
        &["event", "nack", "--key", "k", "--fence", "f"],
        &["event", "keys"],
    ];
    for arguments in cases {
        let output = minoots(arguments).env("MINOOTS_ENDPOINT", &endpoint).output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{arguments:?}: {}", stderr(&output));
        assert!(
            stderr(&output).contains(&endpoint),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains("minoots dev"),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn a_dev_node_refuses_an_address_other_machines_reach() {
    let output = run(&["dev", "--ephemeral", "--listen", "0.0.0.0:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("loopback"), "{}", stderr(&output));
}

#[test]
fn settings_are_shown_with_their_origin() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "no-demo = true\nlog-level = 'debug'\n").unwrap();
    let output = minoots(&[
        "config",
        "-o",
        "json",
        "--listen",
        "127.0.0.1:0",
        "--config",
        file.to_str().unwrap(),
    ])
    .env("MINOOTS_LOG_LEVEL", "info")
    .output()
    .unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let expect = |name: &str, value: serde_json::Value, origin: &str| {
        assert_eq!(
            shown[name],
            serde_json::json!({ "value": value, "origin": origin }),
            "{name}"
        );
    };
    expect("listen", "127.0.0.1:0".into(), "flag --listen");
    expect("log-level", "info".into(), "environment MINOOTS_LOG_LEVEL");
    expect("no-demo", true.into(), &format!("file {}", file.display()));
    expect("endpoint", "http://127.0.0.1:7411".into(), "default");
    expect("otlp-endpoint", serde_json::Value::Null, "default");
}

#[test]
fn a_named_settings_file_that_is_not_there_is_a_usage_error() {
    let output = run(&["config", "--config", "no/such/file.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no/such/file.toml"), "{}", stderr(&output));
}

#[test]
fn a_completion_script_knows_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let output = run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("reschedule"), "{shell}");
    }
}

#[test]
fn verify_fails_on_nothing_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("jwks.json");
    let jwks =
        r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"test-1","x":"GDmzGRLQs3xao6RbNt26crdQu6ku_dxlM0z1ZmZlYG4"}]}"#;
    std::fs::write(&keys, jwks).unwrap();
    let mut child = minoots(&["verify", "--keys", keys.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"\n\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "0 verified, 0 failed\n");
}

#[test]
fn verify_says_when_the_server_of_the_keys_is_gone() {
    let keys = format!("{}/.well-known/jwks.json", closed_endpoint());
    let output = run(&["verify", "--keys", &keys]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
}

#[test]
fn the_long_version_names_the_profile() {
    let version = format!("minoots {}\n", env!("CARGO_PKG_VERSION"));
    let short = run(&["-V"]);
    assert_eq!((short.status.code(), stdout(&short)), (Some(0), version.clone()));
    let long = run(&["--version"]);
    assert_eq!(long.status.code(), Some(0));
    let profile = stdout(&long).strip_prefix(&version).map(str::to_owned);
    assert!(
        profile.as_deref().is_some_and(|line| line.starts_with("profile: ")),
        "{long:?}"
    );
}

#[test]
fn a_server_refuses_addresses_other_machines_reach_unless_told_that_they_are_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for flag in ["--listen", "--peer-listen"] {
        let mut command = minoots(&["server", "--node", "1", flag, "0.0.0.0:0", "--data"]);
        let output = command.arg(&data).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("--insecure"), "{}", stderr(&output));
        assert!(!data.exists());
    }
}
