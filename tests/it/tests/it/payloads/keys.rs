//! The secrets key, which wraps payload keys.

use super::*;
use minoots_it::server::{Server, secrets_key};
use std::fs;

/// Returns the key in a file with a single one.
fn key_of(file: &str) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.lines().nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_node_with_another_secrets_key_does_not_start_and_one_with_both_moves_to_the_new_one() {
    let shelf = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| {
        let place = shelf.path().join(name);
        fs::create_dir(&place).unwrap();
        secrets_key(&place).unwrap()
    });
    let node = Node::start_in(with_secrets(&old)).await;
    rotate(&node.client).await;
    node.client.create(carrying("t1", "a")).await.unwrap();
    let Node { home, server, .. } = node;
    server.stop().await.unwrap();

    let arguments = |file: &str| ["--no-demo".to_owned(), "--secrets-key".to_owned(), file.to_owned()];
    let start = async |file: &str| {
        let arguments = arguments(file);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Server::start_with(&home, &arguments).await
    };
    let refused = start(&new).await.unwrap_err().to_string();
    for part in ["SECRETS_KEY", "tenant dev", "--secrets-key"] {
        assert!(refused.contains(part), "{refused}");
    }
    // The new key first, then the old one, which can only decrypt.
    let both = shelf.path().join("both");
    fs::copy(&new, &both).unwrap();
    let text = format!("{}{}\n", fs::read_to_string(&new).unwrap(), key_of(&old));
    fs::write(&both, text).unwrap();
    let server = start(both.to_str().unwrap()).await.unwrap();
    let client = Client::connect(server.endpoint()).await.unwrap();
    assert_eq!(shown(&client, "t1").await, ("a".to_owned(), false));
    let rewrapped = Cli::new(home.path(), server.endpoint())
        .run(&["tenant", "payload-key", "rotate", "--rewrap-only", "-o", "json"])
        .await
        .unwrap();
    assert_eq!(
        rewrapped.json().unwrap()["keys"].as_array().unwrap().len(),
        1,
        "{rewrapped:?}"
    );
    server.stop().await.unwrap();

    let server = start(&new).await.unwrap();
    let client = Client::connect(server.endpoint()).await.unwrap();
    assert_eq!(shown(&client, "t1").await, ("a".to_owned(), false));
    server.stop().await.unwrap();
    let refused = start(&old).await.unwrap_err().to_string();
    assert!(refused.contains("SECRETS_KEY"), "{refused}");
}

#[tokio::test]
async fn a_restored_backup_opens_by_the_secrets_key_of_its_time_alone() {
    let shelf = tempfile::tempdir().unwrap();
    let key = secrets_key(shelf.path()).unwrap();
    let node = Node::start_in(with_secrets(&key)).await;
    rotate(&node.client).await;
    node.client.create(carrying("t1", "a")).await.unwrap();
    let place = shelf.path().join("backup");
    let backup = cli(&node)
        .run(&["backup", "--to", place.to_str().unwrap()])
        .await
        .unwrap();
    assert_eq!(backup.code, Some(0), "{backup:?}");
    for (home, opens) in [(with_secrets(&key), true), (Home::new().unwrap(), false)] {
        let data = home.data();
        let restore = [
            "restore",
            "--from",
            place.to_str().unwrap(),
            "--data",
            data.to_str().unwrap(),
            "--epoch",
            "2",
        ];
        let restored = Cli::new(home.path(), "http://127.0.0.1:1").run(&restore).await.unwrap();
        assert_eq!(restored.code, Some(0), "{restored:?}");
        match Server::start(&home).await {
            Ok(server) => {
                assert!(opens, "it started without the key");
                let client = Client::connect(server.endpoint()).await.unwrap();
                assert_eq!(shown(&client, "t1").await, ("a".to_owned(), false));
            }
            Err(refused) => {
                assert!(!opens, "{refused}");
                assert!(refused.to_string().contains("SECRETS_KEY"), "{refused}");
            }
        }
    }
}

#[tokio::test]
async fn people_see_which_key_seals() {
    let node = Node::start().await;
    let run = async |arguments: &[&str]| {
        let ended = cli(&node).run(arguments).await.unwrap();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout
    };
    assert!(
        run(&["tenant", "payload-key", "list"])
            .await
            .contains("stored as they come")
    );
    assert!(run(&["tenant", "get"]).await.contains("stored as they come"));
    run(&["tenant", "payload-key", "rotate"]).await;
    let listed = run(&["tenant", "payload-key", "rotate", "dev"]).await;
    assert!(
        listed.contains("nothing more") && listed.contains("what is new"),
        "{listed}"
    );
    assert!(run(&["tenant", "get"]).await.contains("sealed by key 2 (2 kept)"));
    let left = run(&["tenant", "payload-key", "shred", "1", "-o", "json"]).await;
    let left: Value = serde_json::from_str(&left).unwrap();
    assert_eq!(left["keys"][0]["number"], "2", "{left}");
    let absent = cli(&node).run(&["tenant", "payload-key", "shred", "1"]).await.unwrap();
    assert!(absent.stderr.contains("PAYLOAD_KEY"), "{absent:?}");
    let audited = run(&["audit", "list", "-o", "json"]).await;
    assert_eq!(audited.matches("tenant.payload_keys_changed").count(), 3, "{audited}");
}
