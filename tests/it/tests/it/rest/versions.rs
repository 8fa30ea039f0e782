//! Version conflicts: each response has the current version under the same name.

use super::*;

const HOURLY: &str = r#"{"id":"s","calendar":{"cron":"@hourly"},"timer":{"target":{"queue":"q"}}}"#;
const POLICY: &str =
    r#"@id("ledger") @message("no") forbid(principal, action == Action::"purge", resource == Queue::"ledger");"#;

#[tokio::test]
async fn every_version_conflict_names_the_current_version_alike() {
    let node = trusting().await;
    let api = api(&node).await;
    let receiver = Receiver::answering(Reply::status(200)).await.unwrap();
    let hook = json!({ "id": "hook", "url": receiver.url("/"), "allowPrivate": true });
    done(api.post("/v1/webhooks", &hook).await);
    done(api.post("/v1/queues", &json!({ "id": "q" })).await);
    let schedule: Value = serde_json::from_str(HOURLY).unwrap();
    done(api.post("/v1/schedules", &schedule).await);
    done(api.post("/v1/policy", &json!({ "text": POLICY })).await);
    let rule = json!({ "issuer": "https://token.actions.githubusercontent.com", "audience": "https://minoots.example.com", "repositoryId": "424242", "repositoryOwnerId": "2020", "ref": "refs/heads/main", "role": "writer" });
    done(api.post("/v1/trust", &json!({ "rules": [&rule] })).await);
    let state = "/v1/executions/run/checkpoints";
    let put = |more: Value| {
        let mut body = json!({ "name": "state", "contentType": "application/json", "data": "e30=" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    done(api.post(state, &put(json!({}))).await);
    let current = |told: Value, object: &str| told[object]["stateVersion"].as_str().unwrap().to_owned();
    let queue = current(done(api.get("/v1/queues/q").await), "queue");
    let schedule = current(done(api.get("/v1/schedules/s").await), "schedule");
    let webhook = current(done(api.get("/v1/webhooks/hook").await), "webhook");
    let policy = done(api.get("/v1/policy").await)["policy"]["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let trust = done(api.get("/v1/trust").await)["trust"]["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let one = "1".to_owned();

    let other_policy = POLICY.replace("no", "never");
    let mut other_rule = rule.clone();
    other_rule["role"] = "viewer".into();
    let stale = "999";
    let guard = json!({ "checkpoint": { "execution": "run", "name": "state", "version": stale } });
    let condition = json!([{ "pointer": "/step", "comparison": "COMPARISON_EXISTS" }]);
    for (path, body, reason, version, older) in [
        (
            "/v1/queues/q:update",
            json!({ "updateMask": "description", "description": "x", "stateVersion": stale }),
            "STATE_VERSION",
            &queue,
            "stateVersion",
        ),
        (
            "/v1/schedules/s:update",
            json!({ "updateMask": "calendar", "calendar": { "cron": "@daily" }, "stateVersion": stale }),
            "STATE_VERSION",
            &schedule,
            "stateVersion",
        ),
        (
            "/v1/schedules/s:pause",
            json!({ "stateVersion": stale }),
            "STATE_VERSION",
            &schedule,
            "stateVersion",
        ),
        (
            "/v1/schedules/s:delete",
            json!({ "stateVersion": stale }),
            "STATE_VERSION",
            &schedule,
            "stateVersion",
        ),
        (
            "/v1/webhooks/hook:update",
            json!({ "updateMask": "disabled", "disabled": true, "stateVersion": stale }),
            "WEBHOOK_VERSION",
            &webhook,
            "state_version",
        ),
        (
            "/v1/webhooks/hook:delete",
            json!({ "stateVersion": stale }),
            "WEBHOOK_VERSION",
            &webhook,
            "state_version",
        ),
        (
            "/v1/policy",
            json!({ "text": other_policy }),
            "POLICY_VERSION",
            &policy,
            "",
        ),
        (
            "/v1/trust",
            json!({ "rules": [&other_rule] }),
            "TRUST_VERSION",
            &trust,
            "",
        ),
        (state, put(json!({})), "VERSION_REQUIRED", &one, ""),
        (
            state,
            put(json!({ "expectedVersion": stale })),
            "VERSION_CONFLICT",
            &one,
            "",
        ),
        (
            state,
            put(json!({ "expectedVersion": "1", "preconditions": condition })),
            "CONDITION_FAILED",
            &one,
            "",
        ),
        (
            "/v1/executions/run/checkpoints:rollback",
            json!({ "name": "state", "expectedVersion": stale, "version": "1" }),
            "VERSION_CONFLICT",
            &one,
            "",
        ),
        (
            "/v1/executions/run/checkpoints:delete",
            json!({ "name": "state", "expectedVersion": stale }),
            "VERSION_CONFLICT",
            &one,
            "",
        ),
        (
            "/v1/transactions:commit",
            json!({ "partitionKey": "run", "guards": [guard], "operations": [{ "createTimer": { "name": "x", "delay": "1h" } }] }),
            "GUARD_FAILED",
            &one,
            "stateVersion",
        ),
    ] {
        let refused = api.post(path, &body).await.unwrap();
        assert_eq!(refused.reason(), reason, "{path} {body}: {refused:?}");
        let facts = &refused.json["facts"];
        assert_eq!(facts["version"], version.as_str(), "{path} {body}: {refused:?}");
        if !older.is_empty() {
            assert_eq!(facts[older], facts["version"], "{path}: {refused:?}");
        }
    }

    let client = minoots_client::Client::builder().endpoint(node.server.endpoint());
    let client = client.build().unwrap();
    let put = minoots_client::PutCheckpoint::after(("run", "state"), 999).json("{}");
    let refused = client.put_checkpoint(put).await.unwrap_err();
    assert_eq!(refused.current_version(), Some(1), "{refused:?}");
}
