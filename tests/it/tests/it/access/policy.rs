//! A tenant's own rules, in addition to its roles.

mod names;
mod race;
mod schedules;
mod standing;
mod streams;
pub(super) mod wholes;

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::Outcome;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::raw::Raw;
use minoots_it::server::Server;
use minoots_it::tail::{self, Tail};
use minoots_wire::admin::v1::{GetPolicyRequest, SetPolicyRequest};
use minoots_wire::error::Details;
use minoots_wire::event::v1::{
    AckRequest, ConsumeOpen, ConsumeRequest, NackRequest, RedriveDeadLettersRequest, RedriveRequest, TailRequest,
    consume_request,
};
use minoots_wire::queue::v1::{PauseQueueRequest, PurgeQueueRequest, ResumeQueueRequest};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, CancelTimerRequest, CancelTimersRequest, CreateTimerRequest, GetTimerRequest,
    ListTimersRequest, RescheduleTimerRequest, TimerStatus, WaitTimerRequest,
};
use prost::Message as _;
use tonic::{Code, Status};

use super::Guarded;
use crate::support::reason;

const HOUR: Duration = Duration::from_secs(3_600);
const FENCE: &str = "0000000-0000000000000002-000000000002-000001";
const PROD: &str = r#"
@id("prod-by-operators")
@message("timers of production are for operators")
forbid(principal, action in [Action::"create", Action::"reschedule", Action::"cancel"], resource)
when { resource.hasTag("env") && resource.getTag("env") == "prod" }
unless { principal.role == "operator" };

@id("an-hour-at-most")
@message("nothing is due in more than an hour")
forbid(principal, action, resource) when { context has due_in_seconds && context.due_in_seconds > 3600 };

@id("small")
@message("payloads are small")
forbid(principal, action == Action::"create", resource) when { context.payload_bytes > 4 };
"#;

async fn set(client: &Client, text: &str) -> u64 {
    let mut tenants = client.tenants.clone();
    let standing = tenants
        .get_policy(GetPolicyRequest::default())
        .await
        .unwrap()
        .into_inner();
    let request = SetPolicyRequest {
        text: text.to_owned(),
        version: standing.policy.map_or(0, |policy| policy.version),
        ..SetPolicyRequest::default()
    };
    tenants.set_policy(request).await.unwrap().into_inner().version
}

/// Requires a refusal by this rule of this version.
fn assert_denied(refused: &Status, rule: &str, version: u64) {
    let details = Details::of(refused);
    assert_eq!(refused.code(), Code::PermissionDenied, "{refused}");
    assert_eq!(details.reason_text, "POLICY_DENIED");
    assert_eq!(details.metadata.get("rule").map(String::as_str), Some(rule));
    assert_eq!(details.metadata.get("version"), Some(&version.to_string()));
    let words = format!("refused by the tenant's policy, version {version}, rule {rule}: ");
    assert!(refused.message().starts_with(&words), "{refused}");
}

fn of(id: &str, label: Option<&str>) -> CreateTimerRequest {
    let mut request = timer(id).fire_after(HOUR);
    request
        .labels
        .extend(label.map(|value| ("env".to_owned(), value.to_owned())));
    request
}

#[tokio::test]
async fn policy_denials_name_their_rule_and_deny_nothing_else() {
    let node = Guarded::start().await;
    let admin = node.client(&node.key("acme", &["admin"]).await).await;
    let operator = node.client(&node.key("acme", &["operator", "writer"]).await).await;
    let rival = node.client(&node.key("rival", &["writer"]).await).await;
    admin.create(of("old", Some("prod"))).await.unwrap();
    let version = set(&admin, PROD).await;
    let rule = "prod-by-operators";
    assert_denied(&admin.create(of("new", Some("prod"))).await.unwrap_err(), rule, version);
    assert_eq!(
        admin.get("new").await.unwrap_err().code(),
        Code::NotFound,
        "nothing was made"
    );
    admin.create(of("new", Some("test"))).await.unwrap();
    rival.create(of("new", Some("prod"))).await.unwrap();
    // An existing object is judged by its own fields, not by those of the request.
    assert_denied(&admin.cancel("old").await.unwrap_err(), rule, version);
    let moved = RescheduleTimerRequest {
        id: "old".to_owned(),
        delay: Some(duration::to_proto(1_000_000_000)),
        ..RescheduleTimerRequest::default()
    };
    assert_denied(&admin.reschedule_with(moved).await.unwrap_err(), rule, version);
    // One of its roles may cancel it, and no role may create it.
    let refused = operator.create(of("newer", Some("prod"))).await.unwrap_err();
    assert_denied(&refused, rule, version);
    operator.cancel("old").await.unwrap();
    let far = timer("far").fire_after(HOUR + Duration::from_secs(1));
    assert_denied(&admin.create(far).await.unwrap_err(), "an-hour-at-most", version);
    let large = timer("large").fire_after(HOUR).with_payload("text/plain", "12345");
    assert_denied(&admin.create(large).await.unwrap_err(), "small", version);
    let small = timer("small").fire_after(HOUR).with_payload("text/plain", "1234");
    admin.create(small).await.unwrap();
    let absent = admin.cancel("absent").await.unwrap_err();
    assert_eq!(reason(&absent), "TIMER");
    // The record of refusals names the caller and the rule, a moment later.
    let auditor = node.cli(&node.key("acme", &["auditor"]).await);
    let patience = Deadline::after(PATIENCE);
    loop {
        let listed = ok(auditor
            .run(&["audit", "list", "--denials", "-o", "json"])
            .await
            .unwrap());
        let listed = listed.json().unwrap();
        let mut records = listed["records"].as_array().into_iter().flatten();
        if records.any(|record| record["reason"] == "POLICY_DENIED" && record["subject"] == "an-hour-at-most") {
            break;
        }
        assert!(!patience.has_passed(), "the refusal is never recorded: {listed}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn of_many_at_once_all_are_let_through_or_none() {
    let node = Guarded::start().await;
    let admin = node.client(&node.key("acme", &["admin"]).await).await;
    for (id, label) in [("a", "test"), ("b", "prod"), ("c", "test")] {
        admin.create(of(id, Some(label))).await.unwrap();
    }
    for queue in ["q1", "q2"] {
        let now = timer(queue).fire_after(Duration::ZERO).into_queue(queue);
        admin.create(now).await.unwrap();
    }
    let redrives = r#"@id("not-q2") @message("q2 is not redriven")
        forbid(principal, action == Action::"redrive", resource) when { resource.id == "q2" };"#;
    let version = set(&admin, &format!("{PROD}\n{redrives}")).await;
    let rule = "prod-by-operators";
    let both = vec![of("d", None), of("e", Some("prod"))];
    assert_denied(&admin.create_batch(both).await.unwrap_err(), rule, version);
    assert_eq!(admin.get("d").await.unwrap_err().code(), Code::NotFound);
    // More than are judged inline.
    let mut many: Vec<_> = (0..40).map(|number| of(&format!("m{number}"), None)).collect();
    many.push(of("m40", Some("prod")));
    assert_denied(&admin.create_batch(many.clone()).await.unwrap_err(), rule, version);
    many.pop();
    admin.create_batch(many).await.unwrap();
    let cancel = |prefix: &str| CancelTimersRequest {
        id_prefix: prefix.to_owned(),
        ..CancelTimersRequest::default()
    };
    assert_denied(&admin.cancel_many(cancel("b")).await.unwrap_err(), rule, version);
    assert_eq!(admin.get("b").await.unwrap().status(), TimerStatus::Scheduled);
    assert_eq!(admin.cancel_many(cancel("a")).await.unwrap().cancelled, 1);
    assert_eq!(admin.cancel_many(cancel("m")).await.unwrap().cancelled, 40);
    let redrive = async |queue: &str| {
        let request = RedriveDeadLettersRequest {
            queue: queue.to_owned(),
            ..RedriveDeadLettersRequest::default()
        };
        let mut events = admin.events.clone();
        events.redrive_dead_letters(request).await.map(|_| ())
    };
    redrive("q1").await.unwrap();
    assert_denied(&redrive("q2").await.unwrap_err(), "not-q2", version);
    assert_denied(&redrive("").await.unwrap_err(), "not-q2", version);
}

/// Returns a request for each action.
fn requests(event_id: &str, round: usize) -> Vec<(&'static str, &'static str, Vec<u8>, bool)> {
    let (held, spare) = ("held".to_owned(), format!("spare-{round}"));
    let queue = || "default".to_owned();
    let new = || timer("").fire_after(HOUR);
    let open = ConsumeRequest {
        request: Some(consume_request::Request::Open(ConsumeOpen::default())),
    };
    let (event_id, fence) = (event_id.to_owned(), FENCE.to_owned());
    let timers = "minoots.timer.v1.TimerService";
    let events = "minoots.event.v1.EventService";
    let queues = "minoots.queue.v1.QueueService";
    macro_rules! row {
        ($action:literal, $service:expr, $method:literal, $kind:ident { $($field:ident: $value:expr),* }) => {
            ($action, path($service, $method), $kind { $($field: $value,)* ..$kind::default() }.encode_to_vec(), false)
        };
    }
    vec![
        ("create", path(timers, "CreateTimer"), new().encode_to_vec(), false),
        (
            "create",
            path(timers, "BatchCreateTimers"),
            BatchCreateTimersRequest { requests: vec![new()] }.encode_to_vec(),
            false,
        ),
        row!(
            "reschedule",
            timers,
            "RescheduleTimer",
            RescheduleTimerRequest {
                id: held.clone(),
                delay: Some(duration::to_proto(3_600_000_000_000))
            }
        ),
        row!(
            "cancel",
            timers,
            "CancelTimer",
            CancelTimerRequest { id: spare.clone() }
        ),
        row!("read", timers, "GetTimer", GetTimerRequest { id: held.clone() }),
        row!("list", timers, "ListTimers", ListTimersRequest { page_size: 1 }),
        row!(
            "wait",
            timers,
            "WaitTimer",
            WaitTimerRequest {
                id: held,
                timeout: Some(duration::to_proto(1_000_000))
            }
        ),
        row!(
            "settle",
            events,
            "Ack",
            AckRequest {
                event_id: event_id.clone(),
                fence: fence.clone()
            }
        ),
        row!(
            "settle",
            events,
            "Nack",
            NackRequest {
                event_id: event_id.clone(),
                fence: fence
            }
        ),
        row!("pause", queues, "PauseQueue", PauseQueueRequest { id: queue() }),
        row!("pause", queues, "ResumeQueue", ResumeQueueRequest { id: queue() }),
        row!("purge", queues, "PurgeQueue", PurgeQueueRequest { id: queue() }),
        row!("redrive", events, "Redrive", RedriveRequest { event_id: event_id }),
        row!(
            "redrive",
            events,
            "RedriveDeadLetters",
            RedriveDeadLettersRequest { queue: queue() }
        ),
        row!(
            "redrive",
            events,
            "RedriveDeadLetters",
            RedriveDeadLettersRequest { page_size: 1 }
        ),
        ("consume", path(events, "Consume"), open.encode_to_vec(), true),
        (
            "tail",
            path(events, "Tail"),
            TailRequest::default().encode_to_vec(),
            true,
        ),
    ]
}

fn path(service: &str, method: &str) -> &'static str {
    Box::leak(format!("{service}/{method}").into_boxed_str())
}

#[tokio::test]
async fn every_method_that_rules_speak_of_asks_them_under_its_action() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    admin.create(timer("held").fire_after(HOUR)).await.unwrap();
    let fired = admin.create(timer("fired").fire_after(Duration::ZERO)).await.unwrap();
    let event_id = format!("timer:acme:fired:{}", fired.timer.unwrap().state_version);
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {key}")]);
    let actions = [
        "create",
        "reschedule",
        "cancel",
        "read",
        "list",
        "wait",
        "consume",
        "settle",
        "pause",
        "purge",
        "redrive",
        "tail",
    ];
    for (round, forbidden) in actions.iter().enumerate() {
        set(&admin, "").await;
        admin
            .create(timer(&format!("spare-{round}")).fire_after(HOUR))
            .await
            .unwrap();
        let text =
            format!(r#"@id("rule") @message("no") forbid(principal, action == Action::"{forbidden}", resource);"#);
        let version = set(&admin, &text).await;
        let (mut denied, mut others) = (0, 0);
        for (action, path, message, is_stream) in requests(&event_id, round) {
            let refused = raw.refusal(path, &message, is_stream).await.unwrap();
            if action == *forbidden {
                denied += 1;
                let refused = refused.unwrap_or_else(|| panic!("{path} was not refused by a rule about {forbidden}"));
                assert_denied(&refused, "rule", version);
            } else {
                others += 1;
                let reason = refused.map(|refused| reason(&refused)).unwrap_or_default();
                assert_ne!(
                    reason, "POLICY_DENIED",
                    "{path} was refused by a rule about {forbidden}"
                );
            }
        }
        assert!(denied > 0 && others > 0, "{forbidden}");
    }
}

#[tokio::test]
async fn a_policy_outlives_a_kill_and_its_end_does_too() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let version = set(&node.client(&key).await, PROD).await;
    let Guarded { home, server, root } = node;
    server.kill().unwrap();
    let server = Server::start(&home).await.unwrap();
    let node = Guarded { home, server, root };
    let admin = node.client(&key).await;
    let refused = admin.create(of("tea", Some("prod"))).await.unwrap_err();
    assert_denied(&refused, "prod-by-operators", version);
    assert_eq!(set(&admin, "").await, 0);
    admin.create(of("tea", Some("prod"))).await.unwrap();
    let Guarded { home, server, root } = node;
    server.kill().unwrap();
    let server = Server::start(&home).await.unwrap();
    let node = Guarded { home, server, root };
    let admin = node.client(&key).await;
    admin.create(of("cup", Some("prod"))).await.unwrap();
    assert!(set(&admin, PROD).await > version, "versions are not given twice");
}

#[tokio::test]
async fn a_text_is_set_at_the_version_that_was_seen_and_refused_with_its_places() {
    let node = Guarded::start().await;
    let (admin, viewer) = (node.key("acme", &["admin"]).await, node.key("acme", &["viewer"]).await);
    let client = node.client(&admin).await;
    let mut tenants = client.tenants.clone();
    let mut put = async |text: &str, version: u64| {
        let request = SetPolicyRequest {
            text: text.to_owned(),
            version,
            ..SetPolicyRequest::default()
        };
        tenants
            .set_policy(request)
            .await
            .map(|answer| answer.into_inner().version)
    };
    let first = put(PROD, 0).await.unwrap();
    assert_eq!(put(PROD, 0).await.unwrap(), first, "a repeat finds what it made");
    let refused = put("// other", 0).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "POLICY_VERSION")
    );
    assert_eq!(Details::of(&refused).metadata.get("version"), Some(&first.to_string()));
    let bad = [
        ("forbid(", "POLICY_SYNTAX"),
        (
            r#"@id("a") @message("b") forbid(principal, action, resource) when { resource.nme == "x" };"#,
            "POLICY_TYPE",
        ),
        (
            r#"@id("a") @message("b") permit(principal, action, resource);"#,
            "POLICY_RULE",
        ),
        (&format!("// {}", "x".repeat(64 << 10)), "POLICY_TOO_LARGE"),
    ];
    for (text, expected) in bad {
        let refused = put(text, first).await.unwrap_err();
        let details = Details::of(&refused);
        assert_eq!(
            (refused.code(), details.reason_text.as_str()),
            (Code::InvalidArgument, expected)
        );
        assert_eq!(details.fields[0].path, "text");
        let place = match expected {
            "POLICY_TOO_LARGE" => "has 65539 bytes",
            _ => "line 1 column ",
        };
        assert!(details.fields[0].description.starts_with(place), "{refused}");
    }
    let refused = node
        .client(&viewer)
        .await
        .tenants
        .get_policy(GetPolicyRequest::default())
        .await;
    assert_eq!(reason(&refused.unwrap_err()), "ROLE_INSUFFICIENT");
    let other = GetPolicyRequest {
        tenant: "rival".to_owned(),
    };
    let refused = client.tenants.clone().get_policy(other).await.unwrap_err();
    assert_eq!(reason(&refused), "TENANT_FORBIDDEN");
    // An administrator of the cluster may do so for any tenant.
    let cli = node.cli(&node.root);
    let shown = cli.run(&["policy", "get", "--tenant", "acme"]).await.unwrap();
    assert_eq!((shown.code, shown.stdout.trim()), (Some(0), PROD.trim()));
}

fn ok(outcome: Outcome) -> Outcome {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome
}

#[tokio::test]
async fn a_trial_says_what_would_be_and_does_nothing() {
    let node = Guarded::start().await;
    let admin = node.key("acme", &["admin"]).await;
    let cli = node.cli(&admin);
    let create = [
        "policy",
        "try",
        "--action",
        "create",
        "--role",
        "writer",
        "--due-in",
        "30m",
        "--payload-bytes",
        "3",
    ];
    let tried = ok(cli.run(&[&create[..], &["-o", "json"]].concat()).await.unwrap())
        .json()
        .unwrap();
    assert_eq!(tried["allowed"], true, "without a policy");
    let prod = ["--label", "env=prod"];
    // A trial of a text that is not set.
    let with = [&create[..2], &["-"], &create[2..], &prod, &["-o", "json"]].concat();
    let tried = ok(cli.run_with_input(&with, PROD).await.unwrap()).json().unwrap();
    assert_eq!(tried.get("allowed"), None);
    assert_eq!(tried["rule"], "prod-by-operators");
    assert_eq!(tried["rules"][0]["outcome"], "POLICY_OUTCOME_FORBIDS");
    assert_eq!(tried["rules"][1]["outcome"], "POLICY_OUTCOME_SILENT");
    let client = node.client(&admin).await;
    client.create(of("tea", Some("prod"))).await.unwrap();
    // A trial of the current policy.
    let set = ok(cli.run_with_input(&["policy", "set", "-"], PROD).await.unwrap());
    assert!(set.stdout.starts_with("the policy is version "), "{set:?}");
    let tried = ok(cli.run(&[&create[..], &prod].concat()).await.unwrap());
    assert!(
        tried
            .stdout
            .starts_with("refused by rule prod-by-operators: timers of production are for operators\n"),
        "{tried:?}"
    );
    let missing = cli.run(&["policy", "try", "--action", "create"]).await.unwrap();
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.stderr.contains("query.due_in_seconds") && missing.stderr.contains("POLICY_QUERY"),
        "{missing:?}"
    );
    let unknown = cli.run(&["policy", "try", "--action", "destroy"]).await.unwrap();
    assert!(
        unknown.stderr.contains("must be one of create, reschedule"),
        "{unknown:?}"
    );
    // The change is in the event log.
    let mut events = Tail::from_start(&client).await.unwrap();
    let told = events
        .until(|event| tail::kind(event) == "policy.changed")
        .await
        .unwrap();
    let event = tail::cloud_event(told.last().unwrap()).unwrap();
    assert_eq!(event["subject"], "policies/acme");
    assert_eq!(event["data"]["digest"].as_str().unwrap().len(), 64);
    assert!(event["data"]["actor"].as_str().unwrap().starts_with("key:"), "{event}");
    ok(cli.run(&["policy", "set", "--remove"]).await.unwrap());
    let gone = ok(cli.run(&["policy", "get"]).await.unwrap());
    assert_eq!((gone.stdout.as_str(), gone.stderr.trim()), ("", "there is no policy"));
}
