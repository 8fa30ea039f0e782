//! Lists of executions by any of their facts and in any order, and boards.

use std::collections::BTreeMap;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::clock::Deadline;
use minoots_wire::error::Details;
use minoots_wire::timer::v1::Priority;
use minoots_wire::workflow::v1::{
    CancelExecutionRequest, ClaimAttemptRequest, CompletePhaseRequest, ExecutionOrder, ExecutionStatus,
    GetBoardRequest, ListExecutionsRequest, SpawnChildRequest, UpdateExecutionRequest,
};
use tokio::time::sleep;

use super::*;
use crate::support::Node;

const BOOK: &str = "name: book\nphases:\n- id: draft\n  queue: writers\n  to: [edit]\n- id: edit\n  queue: editors\n";

async fn listed(
    workflows: &mut WorkflowServiceClient<Channel>,
    request: ListExecutionsRequest,
) -> Vec<(String, String)> {
    let mut answers = workflows.list_executions(request).await.unwrap().into_inner();
    let mut listed = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        listed.push((answer.execution.unwrap().id, answer.position));
    }
    listed
}

async fn ids(workflows: &mut WorkflowServiceClient<Channel>, request: ListExecutionsRequest) -> Vec<String> {
    listed(workflows, request).await.into_iter().map(|(id, _)| id).collect()
}

fn labels(team: &str) -> std::collections::BTreeMap<String, String> {
    BTreeMap::from([("team".to_owned(), team.to_owned())])
}

/// Three executions: `a` is being edited by ann, `b` and its child `c` are drafts, and `d` was cancelled.
async fn books(workflows: &mut WorkflowServiceClient<Channel>) {
    apply(workflows, BOOK).await;
    for (id, team) in [("b", "press"), ("a", "books"), ("d", "press")] {
        let request = StartExecutionRequest {
            title: format!("Book {id}"),
            labels: labels(team).into_iter().collect(),
            ..start("book", id)
        };
        workflows.start_execution(request).await.unwrap();
    }
    let complete = CompletePhaseRequest {
        id: "a".to_owned(),
        tokens: 7,
        ..CompletePhaseRequest::default()
    };
    let edited = workflows.complete_phase(complete).await.unwrap().into_inner();
    let claim = ClaimAttemptRequest {
        id: "a".to_owned(),
        fence: edited.execution.unwrap().phase.unwrap().fence,
        by: "ann".to_owned(),
        signal_queue: String::new(),
    };
    workflows.claim_attempt(claim).await.unwrap();
    let cancel = CancelExecutionRequest {
        id: "d".to_owned(),
        reason: String::new(),
    };
    workflows.cancel_execution(cancel).await.unwrap();
    let child = SpawnChildRequest {
        id: "b".to_owned(),
        child_id: "c".to_owned(),
        definition: "book".to_owned(),
        reason: "an appendix".to_owned(),
        ..SpawnChildRequest::default()
    };
    workflows.spawn_child(child).await.unwrap();
    let until = Deadline::after(PATIENCE);
    while ids(workflows, ListExecutionsRequest::default()).await.len() < 4 {
        assert!(!until.has_passed());
        sleep(LOOKS_AGAIN).await;
    }
}

#[tokio::test]
async fn executions_are_listed_by_their_facts_in_any_order_part_by_part() {
    let node = Node::start().await;
    let workflows = &mut service(node.server.endpoint()).await;
    books(workflows).await;
    let by = |change: fn(&mut ListExecutionsRequest)| {
        let mut request = ListExecutionsRequest::default();
        change(&mut request);
        request
    };
    for (request, expected) in [
        (by(|by| by.phase = "edit".to_owned()), &["a"][..]),
        (by(|by| by.assignee = "ann".to_owned()), &["a"]),
        (by(|by| by.parent = "b".to_owned()), &["c"]),
        // A child inherits the labels of its parent.
        (
            by(|by| by.labels = labels("press").into_iter().collect()),
            &["b", "c", "d"],
        ),
        (by(|by| by.set_order(ExecutionOrder::CreateTime)), &["b", "a", "d", "c"]),
        (by(|by| by.set_order(ExecutionOrder::EndTime)), &["d", "a", "b", "c"]),
    ] {
        assert_eq!(ids(workflows, request.clone()).await, expected, "{request:?}");
    }
    // Each order in both directions, part by part, is the same list.
    for order in [
        ExecutionOrder::Id,
        ExecutionOrder::CreateTime,
        ExecutionOrder::UpdateTime,
        ExecutionOrder::EndTime,
        ExecutionOrder::PhaseTime,
    ] {
        for descending in [false, true] {
            if descending && order == ExecutionOrder::Id {
                continue;
            }
            let whole = ListExecutionsRequest {
                order: order.into(),
                descending,
                ..ListExecutionsRequest::default()
            };
            let all = ids(workflows, whole.clone()).await;
            let (mut parts, mut after) = (Vec::new(), String::new());
            loop {
                let part = ListExecutionsRequest {
                    limit: 1,
                    after: after.clone(),
                    ..whole.clone()
                };
                match listed(workflows, part).await.as_slice() {
                    [] => break,
                    [(id, position)] => {
                        parts.push(id.clone());
                        after.clone_from(position);
                    }
                    more => panic!("{more:?}"),
                }
            }
            assert_eq!(parts, all, "{order:?} {descending}");
            assert_eq!(all.len(), 4);
        }
    }
    for (request, field) in [
        (by(|by| by.descending = true), "descending"),
        (by(|by| by.after = "tea".to_owned()), "after"),
        (by(|by| by.limit = 1_001), "limit"),
        (by(|by| by.order = 99), "order"),
    ] {
        let refused = workflows.list_executions(request).await.unwrap_err();
        assert_eq!(Details::of(&refused).fields[0].path, field, "{refused:?}");
    }
}

#[tokio::test]
async fn one_call_gives_a_board() {
    let node = Node::start().await;
    let workflows = &mut service(node.server.endpoint()).await;
    books(workflows).await;
    let request = GetBoardRequest {
        definition: "book".to_owned(),
        ..GetBoardRequest::default()
    };
    let board = workflows
        .get_board(request.clone())
        .await
        .unwrap()
        .into_inner()
        .board
        .unwrap();
    let columns: Vec<_> = board
        .columns
        .iter()
        .map(|column| (column.phase.as_str(), column.count))
        .collect();
    assert_eq!(columns, [("draft", 2), ("edit", 1)]);
    let edited = &board.columns[1].executions[0];
    assert_eq!((edited.title.as_str(), edited.assignee.as_str()), ("Book a", "ann"));
    let (created, since) = (
        edited.create_time.unwrap(),
        edited.phase.as_ref().unwrap().since.unwrap(),
    );
    assert!((created.seconds, created.nanos) <= (since.seconds, since.nanos));
    let counts: Vec<_> = board
        .statuses
        .iter()
        .map(|count| (count.status(), count.count))
        .collect();
    assert_eq!(counts, [(ExecutionStatus::Running, 3), (ExecutionStatus::Cancelled, 1)]);
    assert_eq!(board.tokens, 7);
    // The highest priority comes first, and a column shows so many.
    let urgent = UpdateExecutionRequest {
        id: "c".to_owned(),
        priority: Priority::Now.into(),
        ..UpdateExecutionRequest::default()
    };
    workflows.update_execution(urgent).await.unwrap();
    let one = GetBoardRequest { cards: 1, ..request };
    let board = workflows.get_board(one).await.unwrap().into_inner().board.unwrap();
    let draft = &board.columns[0];
    let shown: Vec<_> = draft.executions.iter().map(|execution| execution.id.as_str()).collect();
    assert_eq!((draft.count, shown.as_slice()), (2, &["c"][..]));
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let shown = cli
        .run(&["workflow", "board", "book", "--label", "team=books"])
        .await
        .unwrap();
    assert!(shown.stdout.starts_with("book: 1 running\n"), "{shown:?}");
    assert!(shown.stdout.contains("Book a"), "{shown:?}");
}

#[tokio::test]
async fn an_execution_knows_the_schedule_that_started_it() {
    let node = Node::start().await;
    let workflows = &mut service(node.server.endpoint()).await;
    apply(workflows, BOOK).await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let order = r#"{"kind":"start","definition":"book","title":"Yearbook","labels":{"team":"books"}}"#;
    let create = [
        "schedule",
        "create",
        "--id",
        "yearly",
        "--cron",
        "@yearly",
        "--queue",
        "minoots.workflow",
        "--payload",
        order,
        "--content-type",
        "application/json",
    ];
    for arguments in [&create[..], &["schedule", "trigger", "yearly"]] {
        let outcome = cli.run(arguments).await.unwrap();
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }
    let of_schedule = ListExecutionsRequest {
        schedule: "yearly".to_owned(),
        ..ListExecutionsRequest::default()
    };
    let until = Deadline::after(PATIENCE);
    let id = loop {
        if let [id] = ids(workflows, of_schedule.clone()).await.as_slice() {
            break id.clone();
        }
        assert!(!until.has_passed());
        sleep(LOOKS_AGAIN).await;
    };
    let started = get(workflows, &id).await;
    assert_eq!(
        (started.title.as_str(), &started.labels),
        ("Yearbook", &labels("books").into_iter().collect())
    );
    assert!(started.occurrence_time.is_some());
}
