//! Private networks belong to the operator: an endpoint reaches only those that the operator's flags permit.

use minoots_it::cluster::free_port;
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::server::{Home, Server};
use minoots_wire::webhook::v1::{TestWebhookRequest, WebhookAttempt};
use tonic::Status;

use super::*;
use crate::support::reason;

const SECRET: &str = "what only the operator may read";

/// Starts `minoots server`, alone, with these flags.
async fn serve(home: &Home, flags: &[&str]) -> Server {
    let address = || format!("127.0.0.1:{}", free_port().unwrap());
    let (listen, peer) = (address(), address());
    let (data, peers) = (home.data(), format!("1={peer}"));
    let mut all = vec![
        "server",
        "--node",
        "1",
        "--data",
        data.to_str().unwrap(),
        "--listen",
        &listen,
    ];
    all.extend(["--peer-listen", &peer, "--peers", &peers]);
    all.extend(flags);
    Server::launch(home, &all).unwrap().ready().await.unwrap()
}

async fn create(server: &Server, id: &str, url: &str) -> Result<(), Status> {
    let mut webhooks = webhooks(server.endpoint()).await;
    webhooks.create_webhook(endpoint(id, url)).await.map(drop)
}

async fn test(server: &Server, id: &str) -> WebhookAttempt {
    let request = TestWebhookRequest { id: id.to_owned() };
    let answer = webhooks(server.endpoint()).await.test_webhook(request).await;
    answer.unwrap().into_inner().attempt.unwrap()
}

#[tokio::test]
async fn an_endpoint_reaches_the_private_networks_that_the_operator_permits_and_no_others() {
    let receiver = Receiver::start(|_, _| Reply::Json(200, serde_json::json!({ "secret": SECRET })))
        .await
        .unwrap();
    let url = receiver.url("/");
    let home = Home::new().unwrap();

    // By default none is permitted, and the refusal names the field, the rule and the remedy.
    let server = serve(&home, &[]).await;
    for url in [url.as_str(), "http://localhost:1/", "https://10.1.2.3/"] {
        let refused = create(&server, "hook", url).await.unwrap_err();
        assert_eq!(reason(&refused), "URL_PRIVATE_ADDRESS");
        let words = refused.message();
        assert!(
            words.contains("allow_private") && words.contains("--webhook-private"),
            "{words}"
        );
    }
    server.stop().await.unwrap();

    // The named networks are permitted, and the log shows only the status of responses.
    let server = serve(&home, &["--webhook-private", "127.0.0.0/8,10.1.0.0/16"]).await;
    create(&server, "hook", &url).await.unwrap();
    create(&server, "other", "https://10.1.2.3/").await.unwrap();
    let refused = create(&server, "further", "https://10.2.2.3/").await.unwrap_err();
    assert_eq!(reason(&refused), "URL_PRIVATE_ADDRESS");
    let attempt = test(&server, "hook").await;
    assert_eq!((attempt.status, attempt.answer.as_str()), (200, ""));
    let kept = attempts(&webhooks(server.endpoint()).await, "hook", 1).await;
    assert_eq!((kept[0].status, kept[0].answer.as_str()), (200, ""));
    assert_eq!(receiver.wait_for(1).await.unwrap().len(), 1);
    server.stop().await.unwrap();

    // With the operator's permission, the log shows the response, too.
    let flags = ["--webhook-private", "127.0.0.0/8", "--webhook-answers", "show"];
    let server = serve(&home, &flags).await;
    assert!(test(&server, "hook").await.answer.contains(SECRET));
    assert_eq!(receiver.wait_for(2).await.unwrap().len(), 2);
    server.stop().await.unwrap();

    // An existing endpoint must obey the current permissions, by its address and by its name; stored responses are no
    // longer shown.
    for networks in ["10.0.0.0/8", "deny"] {
        let server = serve(&home, &["--webhook-private", networks]).await;
        let attempt = test(&server, "hook").await;
        assert_eq!(
            (attempt.status, attempt.failure.as_str()),
            (0, "BLOCKED_ADDRESS"),
            "{attempt:?}"
        );
        let kept = attempts(&webhooks(server.endpoint()).await, "hook", 3).await;
        assert!(kept.iter().all(|attempt| attempt.answer.is_empty()), "{kept:?}");
        server.stop().await.unwrap();
    }
    assert_eq!(receiver.wait_for(2).await.unwrap().len(), 2, "nothing more came");
}

#[tokio::test]
async fn networks_that_are_none_keep_a_server_from_starting() {
    let home = Home::new().unwrap();
    for (networks, words) in [
        ("anything", "is no network"),
        ("127.0.0.1", "is no network"),
        ("10.1.2.3/8", "10.0.0.0/8"),
    ] {
        let mut command = minoots_it::server::command(home.path()).unwrap();
        command.args(["server", "--node", "1", "--webhook-private", networks]);
        let refused = command.output().unwrap();
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("webhook-private") && said.contains(words), "{said}");
    }
}
