//! Several workspaces of several tenants, each with its own key.

use std::fs;

use minoots_it::receiver::Receiver;
use minoots_it::slack::{Slack, TEAM, button, form, typed};
use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};
use serde_json::{Value, json};

use super::approvals::until_followed;
use super::{message, ok, text};
use crate::access::Guarded;

const OTHER_TEAM: &str = "T0SECOND1";

/// Returns the response to a command in this workspace; repeats it on a slow machine, which is safe.
async fn ask(app: &Slack, team: &str, what: &str, trigger: &str) -> Value {
    let body = typed(what, trigger).replace(TEAM, team);
    loop {
        let answer = message(&app.signed("/slack/commands", &body).await.unwrap());
        if !answer.to_string().contains("`PENDING`") {
            return answer;
        }
    }
}

/// Presses a button of one workspace in the other.
async fn press_in_other(app: &Slack, button: &Value) {
    let payload = json!({
        "type": "block_actions", "team": {"id": OTHER_TEAM}, "user": {"id": "U1"}, "channel": {"id": "C1"}, "trigger_id": "stolen",
        "response_url": "https://hooks.slack.com/actions/stolen",
        "actions": [{"action_id": button["action_id"], "value": button["value"]}],
    });
    let body = form(&[("payload", &payload.to_string())]);
    assert_eq!(app.signed("/slack/interactions", &body).await.unwrap().status, 200);
}

async fn until_told(slack: &Receiver, path: &str, beginning: &str) {
    let mut count = 1;
    loop {
        let posted = slack.wait_for(count).await.unwrap();
        count = posted.len() + 1;
        let mut at_path = posted.iter().filter(|posted| posted.path == path);
        if at_path.any(|posted| text(&posted.event().unwrap()).starts_with(beginning)) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_workspace_acts_for_its_own_tenant_and_reaches_no_other() {
    let node = Guarded::start_with(&[]).await;
    let (acme, zeta) = (node.key("acme", &["writer"]).await, node.key("zeta", &["writer"]).await);
    let file = |name: &str, content: &str| fs::write(node.home.path().join(name), content).unwrap();
    file("acme.key", &acme);
    file("zeta.key", &zeta);
    file("acme.token", "xoxb-of-acme\n");
    let entries = format!(
        "[[workspaces]]\nteam_id = \"{TEAM}\"\ntenant = \"acme\"\napi_key_file = \"acme.key\"\nbot_token_file = \"acme.token\"\n\
         approvals = \"C9\"\n[[workspaces]]\nteam_id = \"{OTHER_TEAM}\"\ntenant = \"zeta\"\napi_key_file = \"zeta.key\"\n"
    );
    file("workspaces.toml", &entries);
    let path = node.home.path().join("workspaces.toml");
    let slack = Receiver::start(|_, _| ok()).await.unwrap();
    let arguments = ["--workspaces", path.to_str().unwrap()];
    let app = Slack::start_with(&node.home, node.server.endpoint(), &slack, &arguments, &[])
        .await
        .unwrap();

    ask(&app, TEAM, "1h tea", "1").await;
    ask(&app, OTHER_TEAM, "1s soup", "2").await;
    until_told(&slack, "/hooks/commands/T0SECOND1/2/secret", "It is time: soup").await;

    // A writer may also follow the log, for pending decisions.
    let builder = minoots_client::Client::builder().endpoint(node.server.endpoint());
    until_followed(&builder.api_key(&acme).build().unwrap()).await;
    let (acme, zeta) = (node.client(&acme).await, node.client(&zeta).await);
    let of_acme = acme.list(ListTimersRequest::default()).await.unwrap();
    let of_zeta = zeta.list(ListTimersRequest::default()).await.unwrap();
    assert_eq!((of_acme.len(), of_acme[0].name.as_str()), (1, "tea"));
    assert_eq!((of_zeta.len(), of_zeta[0].name.as_str()), (1, "soup"));
    zeta.wait_for(&of_zeta[0].id, TimerStatus::Settled).await.unwrap();

    let stolen = ask(&app, OTHER_TEAM, &format!("cancel {}", of_acme[0].id), "3").await;
    assert!(stolen.to_string().contains("NOT_FOUND"), "{stolen}");
    let listed = ask(&app, TEAM, "list", "4").await;
    press_in_other(&app, &button(&listed, "minoots.cancel").unwrap()).await;
    until_told(
        &slack,
        "/hooks/actions/stolen",
        "this button was made for another workspace",
    )
    .await;
    assert_eq!(acme.get(&of_acme[0].id).await.unwrap().status(), TimerStatus::Scheduled);
}
