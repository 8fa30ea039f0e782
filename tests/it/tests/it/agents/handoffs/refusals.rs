//! Invalid requests about handoffs: the exact response, and no change.

use minoots_wire::error::Details;
use minoots_wire::time::duration;
use minoots_wire::workflow::v1::{
    GetHandoffRequest, HandoffStatus, ListHandoffsRequest, ProposeHandoffRequest, RetireAgentRequest,
    VoteHandoffRequest, WithdrawHandoffRequest,
};
use tonic::{Code, Status};

use super::*;
use crate::support::Node;
use crate::{agents, workflows};

const DEFINITION: &str = "
name: n
phases:
- id: a
  queue: q
  handoff: { voters: [lead], schema: { type: object, additionalProperties: false, properties: { page: {} } } }
";

/// Checks the code, the reason, the field if there is one, and that there is a text for people.
fn check(what: &str, refused: &Status, (code, reason, field): (Code, &str, &str)) {
    let details = Details::of(refused);
    let is = (refused.code(), details.reason_text.as_str());
    assert_eq!(is, (code, reason), "{what}: {refused:?}");
    assert!(!refused.message().is_empty(), "{what}");
    let named = details.fields.first().map(|field| field.path.as_str());
    assert_eq!(named.unwrap_or_default(), field, "{what}: {refused:?}");
}

const INVALID: Code = Code::InvalidArgument;
const PRECONDITION: Code = Code::FailedPrecondition;

#[tokio::test]
async fn invalid_handoffs_are_refused_with_their_field_and_change_nothing() {
    let node = Node::start().await;
    let mut agents = agents::service(node.server.endpoint()).await;
    let mut flows = workflows::service(node.server.endpoint()).await;
    let mut handoffs = service(node.server.endpoint()).await;
    workflows::apply(&mut flows, DEFINITION).await;
    flows.start_execution(workflows::start("n", "run")).await.unwrap();
    for id in ["ann", "bob", "bob", "gone"] {
        agents.register_agent(agent(id)).await.unwrap();
    }
    let retire = RetireAgentRequest {
        id: "gone".to_owned(),
        ..RetireAgentRequest::default()
    };
    agents.retire_agent(retire).await.unwrap();
    let before = workflows::get(&mut flows, "run").await;
    let base = proposal("run", "h");
    let with = |change: fn(&mut ProposeHandoffRequest)| {
        let mut request = base.clone();
        change(&mut request);
        request
    };
    for (what, request, expected) in [
        (
            "no execution",
            with(|it| it.execution = "other".into()),
            (Code::NotFound, "EXECUTION", ""),
        ),
        (
            "execution",
            with(|it| it.execution = "no id".into()),
            (INVALID, "EXECUTION_FIELD", "execution"),
        ),
        (
            "id",
            with(|it| it.id = "no id".into()),
            (INVALID, "EXECUTION_FIELD", "id"),
        ),
        ("fence", with(|it| it.fence = 0), (INVALID, "EXECUTION_FIELD", "fence")),
        ("from", with(|it| it.from = None), (INVALID, "EXECUTION_FIELD", "from")),
        (
            "to",
            with(|it| it.to = party("", 0)),
            (INVALID, "EXECUTION_FIELD", "to.agent"),
        ),
        (
            "JSON",
            with(|it| it.state = "{".into()),
            (INVALID, "EXECUTION_FIELD", "state"),
        ),
        (
            "large",
            with(|it| it.state = vec![b'7'; 20_000].into()),
            (INVALID, "EXECUTION_FIELD", "state"),
        ),
        (
            "schema",
            with(|it| it.state = "{\"pgae\":1}".into()),
            (INVALID, "HANDOFF_STATE", "state"),
        ),
        (
            "reason",
            with(|it| it.reason = "x".repeat(300)),
            (INVALID, "EXECUTION_FIELD", "reason"),
        ),
        (
            "deadline",
            with(|it| it.deadline = Some(duration::to_proto(1_000_000))),
            (INVALID, "EXECUTION_FIELD", "deadline"),
        ),
        ("47 stale", with(|it| it.fence = 9), (PRECONDITION, "STALE_FENCE", "")),
        (
            "45 unknown",
            with(|it| it.to = party("nobody", 0)),
            (Code::NotFound, "AGENT", ""),
        ),
        (
            "retired",
            with(|it| it.to = party("gone", 0)),
            (PRECONDITION, "AGENT_NOT_ACTIVE", ""),
        ),
        (
            "epoch",
            with(|it| it.from = party("bob", 1)),
            (PRECONDITION, "STALE_EPOCH", ""),
        ),
        (
            "unborn",
            with(|it| it.from = party("ann", 7)),
            (INVALID, "AGENT_FIELD", "epoch"),
        ),
        (
            "itself",
            with(|it| it.to = party("ann", 0)),
            (PRECONDITION, "HANDOFF_PARTY", ""),
        ),
    ] {
        let refused = handoffs.propose_handoff(request).await.unwrap_err();
        check(what, &refused, expected);
    }
    let absent = GetHandoffRequest {
        execution: "run".to_owned(),
        id: "h".to_owned(),
    };
    let absent = handoffs.get_handoff(absent).await.unwrap_err();
    check("nothing was proposed", &absent, (Code::NotFound, "HANDOFF", ""));
    assert_eq!(workflows::get(&mut flows, "run").await, before);

    handoffs.propose_handoff(base.clone()).await.unwrap();
    let other = handoffs
        .propose_handoff(with(|it| it.state = "{}".into()))
        .await
        .unwrap_err();
    check("another state", &other, (Code::AlreadyExists, "HANDOFF_EXISTS", ""));
    let second = handoffs
        .propose_handoff(with(|it| it.id = "i".into()))
        .await
        .unwrap_err();
    check("a second one", &second, (PRECONDITION, "HANDOFF_OPEN", ""));
    assert_eq!(Details::of(&second).metadata["handoff"], "h");
    let mut by = acceptance("run", "h");
    by.by = party("bob", 1);
    let stale = handoffs.accept_handoff(by.clone()).await.unwrap_err();
    check(
        "an instance that was replaced",
        &stale,
        (PRECONDITION, "STALE_EPOCH", ""),
    );
    by.by = party("ann", 0);
    let other = handoffs.accept_handoff(by).await.unwrap_err();
    check("somebody else", &other, (PRECONDITION, "HANDOFF_PARTY", ""));
    let vote = VoteHandoffRequest {
        execution: "run".to_owned(),
        id: "h".to_owned(),
        voter: "eve".to_owned(),
        approved: true,
        why: String::new(),
    };
    let no_voter = handoffs.vote_handoff(vote).await.unwrap_err();
    check("no voter", &no_voter, (PRECONDITION, "HANDOFF_PARTY", ""));
    let withdraw = WithdrawHandoffRequest {
        execution: "run".to_owned(),
        id: "h".to_owned(),
        by: party("ann", 0),
        why: String::new(),
    };
    handoffs.withdraw_handoff(withdraw.clone()).await.unwrap();
    // An agent without work may still withdraw, and learn the result.
    let retire = RetireAgentRequest {
        id: "ann".to_owned(),
        ..RetireAgentRequest::default()
    };
    agents.retire_agent(retire).await.unwrap();
    let over = handoffs.withdraw_handoff(withdraw).await.unwrap().into_inner();
    assert_eq!(over.handoff.unwrap().status(), HandoffStatus::Withdrawn);
    let late = handoffs.accept_handoff(acceptance("run", "h")).await.unwrap_err();
    check("too late", &late, (PRECONDITION, "HANDOFF_OVER", ""));
    assert_eq!(Details::of(&late).metadata["status"], "WITHDRAWN");
    let nowhere = ListHandoffsRequest {
        execution: "other".to_owned(),
        ..ListHandoffsRequest::default()
    };
    let nowhere = handoffs.list_handoffs(nowhere).await.unwrap_err();
    check("a list of nothing", &nowhere, (Code::NotFound, "EXECUTION", ""));
}
