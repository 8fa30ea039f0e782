//! The routes of schedules, checkpoints, transactions, watchdogs and leases.

use minoots_it::rest::Rest;
use serde_json::json;

use super::done;

pub(super) async fn schedule_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    call("POST", "/v1/schedules:preview");
    let preview = json!({ "calendar": { "interval": "90s" }, "from": "2030-01-01T00:00:00Z", "count": 1 });
    let shown = done(api.post("/v1/schedules:preview", &preview).await);
    assert_eq!(shown["occurrences"][0]["local"], "2030-01-01T00:00:00+00:00[UTC]");
    call("POST", "/v1/schedules");
    let yearly =
        json!({ "id": "yearly", "calendar": { "cron": "@yearly" }, "timer": { "labels": { "team": "core" } } });
    let made = done(api.post("/v1/schedules", &yearly).await);
    assert_eq!(made["schedule"]["timer"]["target"]["queue"], "default");
    call("GET", "/v1/schedules/yearly");
    assert_eq!(
        done(api.get("/v1/schedules/yearly").await)["schedule"],
        made["schedule"]
    );
    call("GET", "/v1/schedules");
    let listed = done(api.get("/v1/schedules?idPrefix=year").await);
    assert_eq!(listed["schedules"], json!([made["schedule"]]));
    call("POST", "/v1/schedules/yearly:update");
    let change = json!({ "updateMask": "overlapPolicy", "overlapPolicy": "OVERLAP_POLICY_ALLOW" });
    let updated = done(api.post("/v1/schedules/yearly:update", &change).await);
    assert_eq!(updated["schedule"]["overlapPolicy"], "OVERLAP_POLICY_ALLOW");
    // In the spelling of the message's definition.
    let change = json!({ "updateMask": "overlap_policy", "overlapPolicy": "OVERLAP_POLICY_SKIP" });
    let updated = done(api.post("/v1/schedules/yearly:update", &change).await);
    assert_eq!(updated["schedule"]["overlapPolicy"], "OVERLAP_POLICY_SKIP");
    assert_eq!(updated["schedule"]["calendar"], made["schedule"]["calendar"]);
    call("POST", "/v1/schedules/yearly:trigger");
    let triggered = done(api.post("/v1/schedules/yearly:trigger", &json!({})).await);
    assert!(triggered["timerId"].is_string());
    call("POST", "/v1/schedules/yearly:backfill");
    let window = json!({ "from": "2024-06-01T00:00:00Z", "to": "2026-06-01T00:00:00Z", "rate": 1 });
    let backfilled = done(api.post("/v1/schedules/yearly:backfill", &window).await);
    assert_eq!(backfilled["schedule"]["backfill"]["instants"], 2);
    call("POST", "/v1/schedules/yearly:pause");
    let paused = done(
        api.post("/v1/schedules/yearly:pause", &json!({ "reason": "repairs" }))
            .await,
    );
    assert_eq!(paused["schedule"]["pause"]["reason"], "repairs");
    call("POST", "/v1/schedules/yearly:resume");
    let resumed = done(api.send("POST", "/v1/schedules/yearly:resume", &[], "").await);
    assert_eq!(resumed["schedule"].get("pause"), None);
    call("POST", "/v1/schedules/yearly:delete");
    done(api.post("/v1/schedules/yearly:delete", &json!({})).await);
}

pub(super) async fn checkpoint_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    const CHECKPOINTS: &str = "/v1/executions/run-7/checkpoints";
    call("POST", CHECKPOINTS);
    let first = json!({ "name": "state", "data": "YQ==", "labels": { "step": "plan" } });
    let put = done(api.post(CHECKPOINTS, &first).await);
    assert_eq!(put["checkpoint"]["dataSize"], 1);
    let second = json!({ "name": "state", "data": "Yg==", "expectedVersion": "1" });
    assert_eq!(done(api.post(CHECKPOINTS, &second).await)["checkpoint"]["version"], "2");
    let stale = api.post(CHECKPOINTS, &second).await.unwrap();
    assert_eq!((stale.status, stale.reason()), (409, "VERSION_CONFLICT"));
    call("GET", CHECKPOINTS);
    let versions = done(api.get("/v1/executions/run-7/checkpoints?name=state").await);
    assert_eq!(versions["checkpoints"][1], put["checkpoint"]);
    call("POST", "/v1/executions/run-7/checkpoints:rollback");
    let back = json!({ "name": "state", "expectedVersion": "2", "version": "1" });
    let back = done(api.post("/v1/executions/run-7/checkpoints:rollback", &back).await);
    assert_eq!(back["checkpoint"]["restoredVersion"], "1");
    call("GET", "/v1/executions/run-7/checkpoints:get");
    let got = done(api.get("/v1/executions/run-7/checkpoints:get?name=state").await);
    assert_eq!(
        (&got["checkpoint"]["version"], &got["checkpoint"]["data"]),
        (&json!("3"), &json!("YQ=="))
    );
    call("GET", "/v1/executions");
    let short = json!({ "name": "state", "data": "YQ==" });
    for other in ["run-70", "run-8", "sun-7"] {
        done(api.post(&format!("/v1/executions/{other}/checkpoints"), &short).await);
    }
    let listed = done(api.get("/v1/executions?idPrefix=run-&pageSize=2").await);
    assert_eq!(listed["executions"], json!(["run-7", "run-70"]));
    let token = listed["nextPageToken"].as_str().unwrap();
    let rest = done(
        api.get(&format!("/v1/executions?idPrefix=run-&pageSize=2&pageToken={token}"))
            .await,
    );
    assert_eq!(rest["executions"], json!(["run-8"]));
    assert_eq!(
        rest.get("nextPageToken").map_or("", |token| token.as_str().unwrap()),
        ""
    );
    call("GET", "/v1/executions/run-7/checkpoints:verify");
    let verified = done(api.get("/v1/executions/run-7/checkpoints:verify?name=state").await);
    assert_eq!(verified["checked"], 3);
    call("POST", "/v1/executions/run-7/checkpoints:delete");
    let gone = json!({ "name": "state", "expectedVersion": "3" });
    done(api.post("/v1/executions/run-7/checkpoints:delete", &gone).await);
}

pub(super) async fn transaction_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    let event = json!({ "type": "order.packed", "subject": "orders/7" });
    call("POST", "/v1/events:emit");
    let emitted = done(api.post_with_key("/v1/events:emit", "emit-1", &event).await);
    let again = done(api.post_with_key("/v1/events:emit", "emit-1", &event).await);
    assert_eq!(again["eventId"], emitted["eventId"]);
    call("POST", "/v1/transactions:commit");
    let step = json!({ "partitionKey": "orders", "operations": [{ "emit": event }] });
    let answer = done(api.post_with_key("/v1/transactions:commit", "step-1", &step).await);
    let again = done(api.post_with_key("/v1/transactions:commit", "step-1", &step).await);
    assert_eq!(answer["results"], again["results"]);
    assert_eq!(again["originalCommitIndex"], answer["commitIndex"]);
}

pub(super) async fn watchdog_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    let dog = json!({ "id": "dog", "name": "agent seven", "delay": "10m", "watchdog": {} });
    let made = done(api.post("/v1/timers", &dog).await);
    assert_eq!(made["timer"]["kind"], "TIMER_KIND_WATCHDOG");
    call("POST", "/v1/timers/dog:touch");
    let touched = done(api.post("/v1/timers/dog:touch", &json!({ "sequence": "1" })).await);
    assert_eq!(touched["results"][0]["outcome"], "TOUCH_OUTCOME_TOUCHED");
    call("POST", "/v1/timers:touch");
    let both = json!({ "touches": [{ "id": "dog", "sequence": "2" }, { "id": "nobody" }] });
    let touched = done(api.post("/v1/timers:touch", &both).await);
    assert_eq!(touched["results"][0]["sequence"], "2");
    assert_eq!(touched["results"][1]["outcome"], "TOUCH_OUTCOME_NOT_FOUND");
}

pub(super) async fn lease_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    call("POST", "/v1/leases/lead:acquire");
    let body = json!({ "holder": "worker 3", "ttl": "10m" });
    let taken = done(api.post_with_key("/v1/leases/lead:acquire", "lead-1", &body).await);
    let again = done(api.post_with_key("/v1/leases/lead:acquire", "lead-1", &body).await);
    assert_eq!(again["originalCommitIndex"], taken["commitIndex"]);
    let lease = &taken["lease"];
    call("GET", "/v1/leases/lead");
    assert_eq!(&done(api.get("/v1/leases/lead").await)["lease"], lease);
    call("GET", "/v1/leases");
    assert_eq!(done(api.get("/v1/leases?idPrefix=le").await)["leases"], json!([lease]));
    call("POST", "/v1/leases/lead:renew");
    let token = json!({ "token": lease["token"] });
    let renewed = done(api.post("/v1/leases/lead:renew", &token).await);
    assert_eq!(renewed["lease"]["acquireTime"], lease["acquireTime"]);
    call("POST", "/v1/leases/lead:release");
    done(api.post("/v1/leases/lead:release", &token).await);
    let late = api.post("/v1/leases/lead:renew", &token).await.unwrap();
    assert_eq!((late.status, late.reason()), (400, "LEASE_EXPIRED"));
    call("POST", "/v1/budgets/restarts:set");
    let set = done(
        api.post("/v1/budgets/restarts:set", &json!({ "limit": 2, "window": "1h" }))
            .await,
    );
    assert_eq!(set["budget"]["remaining"], 2);
    call("POST", "/v1/budgets/restarts:spend");
    let two = json!({ "amount": 2 });
    let spent = done(api.post_with_key("/v1/budgets/restarts:spend", "two", &two).await);
    assert!(spent["spendTime"].is_string());
    let more = api.post("/v1/budgets/restarts:spend", &json!({})).await.unwrap();
    assert_eq!((more.status, more.reason()), (429, "BUDGET_SPENT"));
    call("GET", "/v1/budgets/restarts");
    let seen = done(api.get("/v1/budgets/restarts").await);
    assert_eq!(seen["budget"]["lastSpendTime"], spent["spendTime"]);
    call("GET", "/v1/budgets");
    let listed = done(api.get("/v1/budgets?idPrefix=rest").await);
    assert_eq!(listed["budgets"][0]["id"], "restarts");
    assert_eq!(listed["budgets"][0]["lastSpendTime"], spent["spendTime"]);
    let none = done(api.get("/v1/budgets?idPrefix=x").await);
    assert!(none.get("budgets").is_none_or(|budgets| *budgets == json!([])));
    call("POST", "/v1/budgets/restarts:delete");
    done(api.post("/v1/budgets/restarts:delete", &json!({})).await);
}
