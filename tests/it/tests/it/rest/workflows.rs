//! The routes of workflows, agents and handoffs. The tests over gRPC cover their decisions; this one compares responses
//! with the document.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::rest::Rest;
use serde_json::{Value, json};

use super::done;

/// A workflow with a decision, and one for its children.
const LINE: &str = "
name: line
phases:
  - id: draft
    queue: writers
    exit: { checklist: [outline] }
    handoff: { voters: [lead], votes: 1 }
    to: [gather, review]
  - id: gather
    join: { arrivals: 1, timeout: 10m }
    to: [review]
  - id: review
    approval: { from: lead }
    regress: [draft]
recovery:
  fixes: [{ id: smaller, hint: take smaller steps, command: { queue: operators }, risk: high }]
";

/// Returns the lines of a list, each validated against its schema.
async fn lines(api: &Rest, path: &str, schema: &str) -> Vec<Value> {
    let told = api.get(path).await.unwrap();
    assert_eq!(told.status, 200, "{told:?}");
    assert_eq!(told.answer.header("content-type"), Some("application/x-ndjson"));
    let lines: Vec<Value> = told
        .answer
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for line in &lines {
        api.validate(&format!("minoots.workflow.v1.{schema}"), line).unwrap();
    }
    lines
}

async fn until(api: &Rest, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let found = api.get(path).await.unwrap().json;
        if holds(&found) {
            return found;
        }
        assert!(!deadline.has_passed(), "{path}: {found}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub(super) async fn workflow_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    call("POST", "/v1/workflowDefinitions");
    let applied = done(api.post("/v1/workflowDefinitions", &json!({ "document": LINE })).await);
    assert_eq!(applied["definition"]["version"], "1");
    call("GET", "/v1/workflowDefinitions/line");
    let found = done(api.get("/v1/workflowDefinitions/line?version=1").await);
    assert_eq!(found["definition"], applied["definition"]);
    call("GET", "/v1/workflowDefinitions");
    let listed = lines(api, "/v1/workflowDefinitions?namePrefix=l", "ListDefinitionsResponse").await;
    assert_eq!(listed, [json!({ "definition": applied["definition"] })]);
    call("GET", "/v1/workflowDefinitions/line/recoveryCounts");
    done(api.get("/v1/workflowDefinitions/line/recoveryCounts").await);

    call("POST", "/v1/workflows");
    let input = STANDARD.encode(r#"{"topic":"tea"}"#);
    let begin = json!({ "id": "run-1", "definition": "line", "input": input, "priority": "PRIORITY_NOW" });
    let started = done(api.post("/v1/workflows", &begin).await);
    assert_eq!(started["execution"]["phase"]["id"], "draft");
    call("POST", "/v1/workflows/run-1:claim");
    let claim = json!({ "fence": "1", "by": "ann" });
    let claimed = done(api.post("/v1/workflows/run-1:claim", &claim).await);
    assert_eq!(claimed["execution"]["assignee"], "ann");
    call("POST", "/v1/workflows/run-1:update");
    let update = json!({ "title": "Tea", "setLabels": { "team": "books" } });
    let updated = done(api.post("/v1/workflows/run-1:update", &update).await);
    assert_eq!(updated["execution"]["labels"], json!({ "team": "books" }));
    call("POST", "/v1/workflows/run-1:comment");
    let comment = json!({ "commentId": "c-1", "by": "ann", "text": "thin" });
    let commented = done(api.post("/v1/workflows/run-1:comment", &comment).await);
    assert_eq!(commented["execution"]["comments"][0]["text"], "thin");
    call("POST", "/v1/workflows/run-1:complete");
    let refused = api
        .post("/v1/workflows/run-1:complete", &json!({ "fence": "1" }))
        .await
        .unwrap();
    assert_eq!((refused.status, refused.reason()), (400, "GATE_NOT_MET"), "{refused:?}");
    let way = json!({ "fence": "1", "checklist": ["outline"], "to": "gather" });
    let next = done(api.post("/v1/workflows/run-1:complete", &way).await);
    assert_eq!(next["execution"]["phase"]["status"], "PHASE_STATUS_JOINING");
    call("POST", "/v1/workflows/run-1:arrive");
    let come = json!({ "point": "gather", "who": "ann" });
    let next = done(api.post("/v1/workflows/run-1:arrive", &come).await);
    assert_eq!(next["execution"]["phase"]["id"], "review");
    call("POST", "/v1/workflows/run-1:regress");
    let back = json!({ "to": "draft", "reason": "a part is missing" });
    let next = done(api.post("/v1/workflows/run-1:regress", &back).await);
    assert_eq!(next["execution"]["phase"]["id"], "draft");
    call("POST", "/v1/workflows/run-1:pause");
    done(
        api.post("/v1/workflows/run-1:pause", &json!({ "reason": "lunch" }))
            .await,
    );
    call("POST", "/v1/workflows/run-1:resume");
    let next = done(api.post("/v1/workflows/run-1:resume", &json!({})).await);
    assert_eq!(next["execution"]["status"], "EXECUTION_STATUS_RUNNING");
    call("POST", "/v1/workflows/run-1:signal");
    let signal = json!({ "signalId": "s-1", "name": "nudge", "data": STANDARD.encode("{}") });
    done(api.post("/v1/workflows/run-1:signal", &signal).await);
    call("POST", "/v1/workflows/run-1:spawn");
    let child = json!({ "childId": "run-1-b", "definition": "line", "reason": "a bug turned up" });
    done(api.post("/v1/workflows/run-1:spawn", &child).await);
    call("GET", "/v1/workflows/run-1");
    until(api, "/v1/workflows/run-1-b", |found| found["execution"].is_object()).await;
    agent_routes(api, call).await;
    let way = json!({ "checklist": ["outline"], "to": "review" });
    done(api.post("/v1/workflows/run-1:complete", &way).await);
    let output = json!({ "output": STANDARD.encode("7") });
    done(api.post("/v1/workflows/run-1:complete", &output).await);
    call("POST", "/v1/workflows/run-1:delegate");
    let delegation = json!({ "to": "director", "by": "lead" });
    done(api.post("/v1/workflows/run-1:delegate", &delegation).await);
    call("GET", "/v1/approvals");
    let pending = lines(api, "/v1/approvals?from=director", "ListApprovalsResponse").await;
    assert_eq!(pending[0]["approval"]["execution"]["id"], "run-1");
    assert_eq!(pending[0]["approval"]["output"], STANDARD.encode("7"));
    call("GET", "/v1/workflows/run-1/outputs");
    let outputs = lines(api, "/v1/workflows/run-1/outputs", "ListOutputsResponse").await;
    assert_eq!(outputs[0]["output"]["phase"], "review");
    call("GET", "/v1/workflowDefinitions/line/board");
    let board = done(api.get("/v1/workflowDefinitions/line/board?labels.team=books").await);
    assert_eq!(board["board"]["statuses"][0]["count"], 2);
    call("POST", "/v1/workflows/run-1:decide");
    let decision = json!({ "approved": true, "by": "lead", "why": "reads well" });
    let decided = done(api.post("/v1/workflows/run-1:decide", &decision).await);
    assert_eq!(decided["execution"]["status"], "EXECUTION_STATUS_COMPLETED");
    assert!(decided["eventId"].is_string());

    call("GET", "/v1/workflows");
    let path = "/v1/workflows?idPrefix=run&statuses=EXECUTION_STATUS_COMPLETED";
    let listed = lines(api, path, "ListExecutionsResponse").await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["execution"]["id"], "run-1");
    call("GET", "/v1/workflows/run-1/timeline");
    let told = lines(api, "/v1/workflows/run-1/timeline", "GetTimelineResponse").await;
    let kinds: Vec<&str> = told
        .iter()
        .map(|line| line["entry"]["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        (kinds[0], kinds[kinds.len() - 1]),
        ("workflow.started", "workflow.completed")
    );
    assert!(
        kinds.contains(&"approval.decided") && kinds.contains(&"handoff.committed"),
        "{kinds:?}"
    );

    failure_routes(api, call).await;
}

/// Moves attempts of `run-1` from one agent to another.
async fn agent_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    for agent in ["a-1", "a-2"] {
        call("POST", "/v1/agents");
        let told = json!({ "id": agent, "ttl": "60s", "capabilities": ["write"] });
        let made = done(api.post("/v1/agents", &told).await);
        assert_eq!(made["agent"]["status"], "AGENT_STATUS_LIVE");
    }
    call("POST", "/v1/agents/a-1:heartbeat");
    let execution = done(api.get("/v1/workflows/run-1").await);
    let fence = execution["execution"]["phase"]["fence"].as_str().unwrap().to_owned();
    let work =
        json!({ "doing": "AGENT_DOING_WORKING", "work": { "execution": "run-1", "fence": fence }, "progress": "half" });
    done(api.post("/v1/agents/a-1:heartbeat", &work).await);
    call("GET", "/v1/agents/a-1");
    assert_eq!(done(api.get("/v1/agents/a-1").await)["agent"]["progress"], "half");
    call("GET", "/v1/agents");
    assert_eq!(
        lines(api, "/v1/agents?idPrefix=a-", "ListAgentsResponse").await.len(),
        2
    );

    let state = STANDARD.encode(r#"{"page":2}"#);
    let offer = |id: &str| json!({ "id": id, "from": { "agent": "a-1" }, "to": { "agent": "a-2" }, "fence": fence, "state": state });
    let by = |id: &str, agent: &str| json!({ "id": id, "by": { "agent": agent } });
    call("POST", "/v1/workflows/run-1/handoffs");
    done(api.post("/v1/workflows/run-1/handoffs", &offer("h-1")).await);
    call("POST", "/v1/workflows/run-1/handoffs:reject");
    let rejected = done(api.post("/v1/workflows/run-1/handoffs:reject", &by("h-1", "a-2")).await);
    assert_eq!(rejected["handoff"]["status"], "HANDOFF_STATUS_REJECTED");
    done(api.post("/v1/workflows/run-1/handoffs", &offer("h-2")).await);
    call("POST", "/v1/workflows/run-1/handoffs:withdraw");
    done(
        api.post("/v1/workflows/run-1/handoffs:withdraw", &by("h-2", "a-1"))
            .await,
    );
    done(api.post("/v1/workflows/run-1/handoffs", &offer("h-3")).await);
    call("POST", "/v1/workflows/run-1/handoffs:accept");
    done(api.post("/v1/workflows/run-1/handoffs:accept", &by("h-3", "a-2")).await);
    call("POST", "/v1/workflows/run-1/handoffs:vote");
    let vote = json!({ "id": "h-3", "voter": "lead", "approved": true });
    let committed = done(api.post("/v1/workflows/run-1/handoffs:vote", &vote).await);
    assert_eq!(committed["handoff"]["status"], "HANDOFF_STATUS_COMMITTED");
    call("GET", "/v1/workflows/run-1/handoffs:get");
    let found = done(api.get("/v1/workflows/run-1/handoffs:get?id=h-3").await);
    assert_eq!(found["handoff"], committed["handoff"]);
    call("GET", "/v1/handoffs");
    let listed = lines(api, "/v1/handoffs?execution=run-1", "ListHandoffsResponse").await;
    assert_eq!(listed[0]["handoffs"].as_array().unwrap().len(), 3);

    call("POST", "/v1/agents/a-1:quarantine");
    done(
        api.post("/v1/agents/a-1:quarantine", &json!({ "reason": "figures" }))
            .await,
    );
    call("POST", "/v1/agents/a-1:release");
    done(api.post("/v1/agents/a-1:release", &json!({})).await);
    call("POST", "/v1/agents/a-1:retire");
    let gone = done(api.post("/v1/agents/a-1:retire", &json!({})).await);
    assert_eq!(gone["agent"]["status"], "AGENT_STATUS_RETIRED");
}

async fn failure_routes(api: &Rest, call: &mut impl FnMut(&str, &str)) {
    done(
        api.post("/v1/workflows", &json!({ "id": "run-2", "definition": "line" }))
            .await,
    );
    call("POST", "/v1/workflows/run-2:fail");
    let failure = json!({ "failure": { "class": "FAILURE_CLASS_PERMANENT", "message": "no" } });
    done(api.post("/v1/workflows/run-2:fail", &failure).await);
    let blocked = |found: &Value| found["execution"]["status"] == "EXECUTION_STATUS_BLOCKED";
    until(api, "/v1/workflows/run-2", blocked).await;
    call("POST", "/v1/workflows/run-2:resolve");
    let fix = json!({ "fix": "smaller", "by": "ann" });
    let resolved = done(api.post("/v1/workflows/run-2:resolve", &fix).await);
    let command = resolved["execution"]["recovery"]["command"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    call("POST", "/v1/workflows/run-2:updateCommand");
    let word = json!({ "command": command, "status": "COMMAND_STATUS_COMPLETED", "by": "ops" });
    done(api.post("/v1/workflows/run-2:updateCommand", &word).await);
    done(api.post("/v1/workflows/run-2:fail", &failure).await);
    until(api, "/v1/workflows/run-2", blocked).await;
    call("POST", "/v1/workflows/run-2:retry");
    done(api.post("/v1/workflows/run-2:retry", &json!({})).await);
    call("POST", "/v1/workflows/run-2:cancel");
    let ended = done(
        api.post("/v1/workflows/run-2:cancel", &json!({ "reason": "enough" }))
            .await,
    );
    assert_eq!(ended["execution"]["status"], "EXECUTION_STATUS_CANCELLED");
    let refused = api.get("/v1/workflows/nobody/timeline").await.unwrap();
    assert_eq!((refused.status, refused.reason()), (404, "EXECUTION"));
}
