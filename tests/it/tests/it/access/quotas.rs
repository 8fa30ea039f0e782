//! The quotas of a tenant.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::server::Server;
use minoots_wire::error::Details;
use minoots_wire::schedule::v1::schedule_service_client::ScheduleServiceClient;
use minoots_wire::schedule::v1::{Calendar, CreateScheduleRequest};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{CancelTimerRequest, CreateTimerRequest};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{Operation, TransactRequest};
use tonic::{Code, Request, Status};

use super::Guarded;

const HOUR: Duration = Duration::from_secs(3_600);

/// Returns the quota that a refusal names. The refusal must have a retry delay if waiting helps.
fn quota(refused: &Status) -> String {
    let details = Details::of(refused);
    match refused.code() {
        Code::ResourceExhausted => {
            assert_eq!(details.reason_text, "QUOTA", "{refused:?}");
            assert!(details.retry_delay.is_some_and(|delay| !delay.is_zero()), "{refused:?}");
            assert_eq!(details.quotas.len(), 1, "{refused:?}");
        }
        code => assert_eq!(
            (code, details.reason_text.as_str()),
            (Code::InvalidArgument, "HORIZON_EXCEEDED")
        ),
    }
    details.metadata["quota"].clone()
}

fn of_agent(id: &str, agent: &str) -> CreateTimerRequest {
    let mut request = timer(id).fire_after(HOUR);
    request.labels.insert("agent".to_owned(), agent.to_owned());
    request
}

#[tokio::test]
async fn g18_row_80_a_quota_is_named_refuses_whole_and_outlives_a_kill() {
    let node = Guarded::start().await;
    let (key, other) = (node.key("acme", &["admin"]).await, node.key("rival", &["admin"]).await);
    let set = async |node: &Guarded, arguments: &[&str]| {
        let ended = node
            .cli(&node.root)
            .run(&[&["tenant", "quota", "acme"], arguments].concat())
            .await
            .unwrap();
        assert_eq!(ended.code, Some(0), "{ended:?}");
    };
    set(&node, &["--pending-timers", "3"]).await;
    let client = node.client(&key).await;
    for id in ["a", "b", "c"] {
        client.create(timer(id).fire_after(HOUR)).await.unwrap();
    }
    assert_eq!(
        quota(&client.create(timer("d").fire_after(HOUR)).await.unwrap_err()),
        "pending_timers"
    );
    assert!(
        client.create(timer("a").fire_after(HOUR)).await.unwrap().existing,
        "what exists needs no room"
    );
    node.client(&other)
        .await
        .create(timer("d").fire_after(HOUR))
        .await
        .unwrap();
    // A batch is created whole or not at all.
    client.cancel("a").await.unwrap();
    let batch = ["d", "e"].map(|id| timer(id).fire_after(HOUR)).to_vec();
    assert_eq!(quota(&client.create_batch(batch).await.unwrap_err()), "pending_timers");

    let Guarded { home, server, root } = node;
    server.kill().unwrap();
    let server = Server::start(&home).await.unwrap();
    let node = Guarded { home, server, root };
    let client = node.client(&key).await;
    client.create(timer("d").fire_after(HOUR)).await.unwrap();
    assert_eq!(
        quota(&client.create(timer("e").fire_after(HOUR)).await.unwrap_err()),
        "pending_timers"
    );
    let shown = node
        .cli(&key)
        .run(&["tenant", "get", "-o", "json"])
        .await
        .unwrap()
        .json()
        .unwrap();
    assert_eq!(shown["usage"]["pendingTimers"], "3");
    assert_eq!(shown["quota"]["pendingTimers"], "3");

    set(&node, &["--horizon", "30m", "--pending-timers-per-agent", "1"]).await;
    assert_eq!(
        quota(&client.create(timer("far").fire_after(HOUR)).await.unwrap_err()),
        "horizon"
    );
    set(&node, &["--pending-timers-per-agent", "1"]).await;
    client.create(of_agent("f", "ann")).await.unwrap();
    assert_eq!(
        quota(&client.create(of_agent("g", "ann")).await.unwrap_err()),
        "pending_timers_per_agent"
    );
    client.create(of_agent("g", "bob")).await.unwrap();
    set(&node, &["--creates-per-day", "6"]).await;
    assert_eq!(
        quota(&client.create(timer("h").fire_after(HOUR)).await.unwrap_err()),
        "creates_per_day"
    );
    set(&node, &["--creates-per-second", "1"]).await;
    let mut refused = None;
    for number in 0..10 {
        refused = refused.or(client.create(timer(&format!("i{number}")).fire_after(HOUR)).await.err());
    }
    assert_eq!(quota(&refused.unwrap()), "creates_per_second");
    let admin = node.cli(&key).run(&["tenant", "quota", "acme"]).await.unwrap();
    assert_eq!(admin.code, Some(1), "{admin:?}");
    assert!(admin.stderr.contains("ROLE_INSUFFICIENT"), "{admin:?}");
}

#[tokio::test]
async fn a_tenant_s_schedules_run_no_more_often_than_its_quota_says() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let (root, own) = (node.cli(&node.root), node.cli(&key));
    let minute = ["tenant", "quota", "acme", "--schedule-period", "60s"];
    assert_eq!(root.run(&minute).await.unwrap().code, Some(0));
    let shown = own.run(&["tenant", "get", "-o", "json"]).await.unwrap().json().unwrap();
    assert_eq!(shown["quota"]["schedulePeriod"], "60s");
    let schedule = async |arguments: &[&str]| own.run(&[&["schedule"], arguments].concat()).await.unwrap();
    let made = schedule(&["create", "--id", "slow", "--every", "60s", "--no-target"]).await;
    assert_eq!(made.code, Some(0), "{made:?}");
    for arguments in [
        &["create", "--id", "quick", "--every", "59s", "--no-target"][..],
        &["update", "slow", "--every", "59s"],
    ] {
        let refused = schedule(arguments).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        for said in [
            "PERIOD_TOO_SHORT",
            "schedule_period",
            "every 60s at most",
            "choose a rule that runs less often",
        ] {
            assert!(refused.stderr.contains(said), "{said}: {refused:?}");
        }
    }
    let refused = create_every(&node, &key, 30).await.unwrap_err();
    let details = Details::of(&refused);
    assert_eq!(
        (refused.code(), details.reason_text.as_str()),
        (Code::InvalidArgument, "PERIOD_TOO_SHORT")
    );
    assert_eq!(details.metadata["quota"], "schedule_period");
    let none = ["tenant", "quota", "acme"];
    assert_eq!(root.run(&none).await.unwrap().code, Some(0));
    create_every(&node, &key, 30).await.unwrap();
}

/// Creates a schedule with this interval in seconds.
async fn create_every(node: &Guarded, key: &str, seconds: i64) -> Result<(), Status> {
    let mut request = tonic::Request::new(CreateScheduleRequest {
        id: "direct".to_owned(),
        calendar: Some(Calendar {
            interval: Some(duration::to_proto(seconds * 1_000_000_000)),
            ..Calendar::default()
        }),
        ..CreateScheduleRequest::default()
    });
    let shown = format!("Bearer {key}").parse().unwrap();
    request.metadata_mut().insert("authorization", shown);
    let endpoint = node.server.endpoint().to_owned();
    let mut schedules = ScheduleServiceClient::connect(endpoint).await.unwrap();
    schedules.create_schedule(request).await.map(drop)
}

#[tokio::test]
async fn bytes_of_checkpoints_are_bounded_by_a_quota_and_shown_with_what_is_used() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let (root, own) = (node.cli(&node.root), node.cli(&key));
    let quota = ["tenant", "quota", "acme", "--checkpoint-bytes", "600"];
    assert_eq!(root.run(&quota).await.unwrap().code, Some(0));
    let put = async |name: &str, data: &str| {
        let arguments = ["checkpoint", "put", "run", name, "-"];
        own.run_with_input(&arguments, data).await.unwrap()
    };
    let made = put("small", "{}").await;
    assert_eq!(made.code, Some(0), "{made:?}");
    let refused = put("large", &"x".repeat(600)).await;
    for said in ["QUOTA", "600 checkpoint_bytes"] {
        assert!(refused.stderr.contains(said), "{said}: {refused:?}");
    }
    let shown = own.run(&["tenant", "get", "-o", "json"]).await.unwrap().json().unwrap();
    assert_eq!(shown["quota"]["checkpointBytes"], "600");
    assert_eq!(shown["usage"]["checkpoints"], "1");
    let used: u64 = shown["usage"]["checkpointBytes"].as_str().unwrap().parse().unwrap();
    assert!((2..600).contains(&used), "{shown}");
    let table = own.run(&["tenant", "get"]).await.unwrap().stdout;
    assert!(table.contains(&format!("{used} of 600")), "{table}");
    let delete = ["checkpoint", "delete", "run", "small", "--expected-version", "1"];
    assert_eq!(own.run(&delete).await.unwrap().code, Some(0));
    let made = put("other", "{}").await;
    assert_eq!(made.code, Some(0), "{made:?}");
    let shown = own.run(&["tenant", "get", "-o", "json"]).await.unwrap().json().unwrap();
    let usage = &shown["usage"];
    assert_eq!(
        (&usage["checkpoints"], &usage["removedCheckpoints"]),
        (&"1".into(), &"1".into())
    );
    let table = own.run(&["tenant", "get"]).await.unwrap().stdout;
    assert!(table.contains("2 of 1000000"), "{table}");
}

#[tokio::test]
async fn a_transaction_is_paced_as_one_and_what_no_day_has_room_for_is_not_told_to_wait() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let root = node.cli(&node.root);
    let set = [
        "tenant",
        "quota",
        "acme",
        "--creates-per-second",
        "1",
        "--creates-per-day",
        "50",
    ];
    assert_eq!(root.run(&set).await.unwrap().code, Some(0));
    let endpoint = node.server.endpoint().to_owned();
    let mut transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    let mut transact = async |first: usize, count: usize| {
        let operations = (first..first + count).map(|number| Operation {
            optional: false,
            operation: Some(Part::CreateTimer(timer(&format!("t-{number}")).fire_after(HOUR))),
        });
        let mut request = Request::new(TransactRequest {
            partition_key: "run".to_owned(),
            operations: operations.collect(),
            ..TransactRequest::default()
        });
        let shown = format!("Bearer {key}").parse().unwrap();
        request.metadata_mut().insert("authorization", shown);
        transactions.transact(request).await.map(drop)
    };
    let above = transact(0, 51).await.unwrap_err();
    let details = Details::of(&above);
    assert_eq!(
        (above.code(), details.reason_text.as_str(), &*details.metadata["quota"]),
        (Code::InvalidArgument, "ABOVE_QUOTA", "creates_per_day")
    );
    assert_eq!(details.retry_delay, None);
    transact(0, 40).await.unwrap();
    // The tenant has used up the creates of the next 40 s, and must wait for them.
    let beyond = transact(40, 1).await.unwrap_err();
    let details = Details::of(&beyond);
    assert_eq!(
        (details.reason_text.as_str(), &*details.metadata["cause"]),
        ("GUARD_FAILED", "QUOTA")
    );
    assert!(
        details.retry_delay.is_some_and(|delay| delay > Duration::from_secs(20)),
        "{beyond:?}"
    );
}

#[tokio::test]
async fn at_a_full_quota_a_transaction_may_replace_a_timer_in_either_order_and_add_none() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let set = ["tenant", "quota", "acme", "--pending-timers", "2"];
    assert_eq!(node.cli(&node.root).run(&set).await.unwrap().code, Some(0));
    let endpoint = node.server.endpoint().to_owned();
    let mut transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    let mut transact = async |parts: Vec<Part>| {
        let operation = |part| Operation {
            optional: false,
            operation: Some(part),
        };
        let mut request = Request::new(TransactRequest {
            partition_key: "run".to_owned(),
            operations: parts.into_iter().map(operation).collect(),
            ..TransactRequest::default()
        });
        let shown = format!("Bearer {key}").parse().unwrap();
        request.metadata_mut().insert("authorization", shown);
        transactions.transact(request).await.map(drop)
    };
    let create = |id: &str| Part::CreateTimer(timer(id).fire_after(HOUR));
    let cancel = |id: &str| {
        Part::CancelTimer(CancelTimerRequest {
            id: id.to_owned(),
            ..CancelTimerRequest::default()
        })
    };
    transact(vec![create("a"), create("b")]).await.unwrap();
    transact(vec![create("c"), cancel("a")]).await.unwrap();
    transact(vec![cancel("b"), create("d")]).await.unwrap();
    // One timer is too many at the end. The refusal names it, and nothing is changed.
    let refused = transact(vec![create("e"), cancel("c"), create("f")]).await.unwrap_err();
    let details = Details::of(&refused);
    assert_eq!(
        (
            &*details.reason_text,
            &*details.metadata["cause"],
            &*details.metadata["operation"]
        ),
        ("GUARD_FAILED", "QUOTA", "2")
    );
    assert!(details.retry_delay.is_some_and(|delay| !delay.is_zero()), "{refused:?}");
    let shown = node.cli(&key).run(&["tenant", "get", "-o", "json"]).await.unwrap();
    assert_eq!(shown.json().unwrap()["usage"]["pendingTimers"], "2");
    transact(vec![cancel("c"), cancel("d")]).await.unwrap();
}
