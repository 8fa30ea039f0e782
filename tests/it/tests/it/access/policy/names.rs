//! Rules about a queue, an endpoint, an agent, a definition, an execution, a checkpoint, a lease or a budget, over
//! every field of every request that names one.

use std::collections::BTreeSet;

use minoots_it::raw::{Raw, frame};
use minoots_wire::FILE_DESCRIPTOR_SET;
use minoots_wire::schedule::v1::{Calendar, CreateScheduleRequest, TimerTemplate, UpdateScheduleRequest};
use minoots_wire::timer::v1::target::Target as To;
use minoots_wire::timer::v1::{
    Action, AgentBinding, NewWatchdog, SubmitRequest, Target, WatchdogStage, submit_request, submit_response,
};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::{Operation, TransactRequest};
use minoots_wire::webhook::v1::CreateWebhookRequest;
use minoots_wire::webhook::v1::webhook_service_client::WebhookServiceClient;
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FileDescriptorSet};

use super::wholes::shown;
use super::*;

/// The forbidden name.
pub(super) const NAME: &str = "billing";

/// Rules that forbid every use of the name: as a resource and as the queue of a timer.
pub(super) const RULES: &str = r#"
@id("not-billing")
@message("billing is left alone")
forbid(principal, action, resource) when { resource.id == "billing" || resource.id like "billing/*" || resource.id like "*/billing" };

@id("no-timer-for-billing")
@message("billing gets no timers")
forbid(principal, action, resource is Timer)
when { resource has queue && ["billing", "webhook:billing", "agent.billing"].contains(resource.queue) };
"#;

/// Services with resources that rules can name.
const PACKAGES: [&str; 9] = [
    "minoots.timer.v1",
    "minoots.event.v1",
    "minoots.queue.v1",
    "minoots.webhook.v1",
    "minoots.schedule.v1",
    "minoots.checkpoint.v1",
    "minoots.lease.v1",
    "minoots.transaction.v1",
    "minoots.workflow.v1",
];

/// Text fields that name no resource, in any message: free texts, tokens, and names of parts of a resource.
const TEXTS: &[&str] = &[
    "request_id",
    "partition_key",
    "page_token",
    "reason",
    "description",
    "content_type",
    "checksum",
    "why",
    "note",
    "name_prefix",
    "id_prefix",
    "concurrency_key",
    "event_id",
    "fence",
    "cursor",
    "types",
    "subject",
    "type",
    "cron",
    "rrule",
    "dtstart",
    "zone",
    "pointer",
    "value",
    "url",
    "event_types",
    "document",
    "rules",
    "capabilities",
    "capability",
    "progress",
    "fingerprint",
    "failure",
    "heartbeat_id",
    "voter",
    "by",
    "phase",
    "checklist",
    "artifacts",
    "feedback",
    "to",
    "fix",
    "command",
    "signature",
    "message",
    "signal_id",
    "arrival_id",
    "point",
    "who",
    "holder",
    "timer_ids",
    "adapter",
    "template",
    "title",
    "remove_labels",
    "assignee",
    "after",
    "comment_id",
    "text",
    "from",
];

/// Text fields of one message that name no resource, or an existing timer or schedule, which is judged by its own
/// fields.
const TEXTS_OF: &[&str] = &[
    "timer.v1.CreateTimerRequest.id",
    "timer.v1.CreateTimerRequest.name",
    "timer.v1.GetTimerRequest.id",
    "timer.v1.RescheduleTimerRequest.id",
    "timer.v1.CancelTimerRequest.id",
    "timer.v1.WaitTimerRequest.id",
    "timer.v1.TouchRequest.id",
    "timer.v1.WatchdogTouch.id",
    "transaction.v1.TimerGuard.id",
    "transaction.v1.WithdrawTimer.id",
    "schedule.v1.TimerTemplate.name",
    "workflow.v1.ListExecutionsRequest.schedule",
    "workflow.v1.GetBoardRequest.schedule",
    "schedule.v1.CreateScheduleRequest.id",
    "schedule.v1.GetScheduleRequest.id",
    "schedule.v1.UpdateScheduleRequest.id",
    "schedule.v1.DeleteScheduleRequest.id",
    "schedule.v1.PauseScheduleRequest.id",
    "schedule.v1.ResumeScheduleRequest.id",
    "schedule.v1.TriggerScheduleRequest.id",
    "schedule.v1.BackfillScheduleRequest.id",
    // Names of fields.
    "google.protobuf.FieldMask.paths",
    // Each timer that the filter finds is judged.
    "timer.v1.CancelTimersRequest.queue",
    // The handoff's own id.
    "workflow.v1.ProposeHandoffRequest.id",
    "workflow.v1.AcceptHandoffRequest.id",
    "workflow.v1.RejectHandoffRequest.id",
    "workflow.v1.VoteHandoffRequest.id",
    "workflow.v1.WithdrawHandoffRequest.id",
    "workflow.v1.GetHandoffRequest.id",
    // The signal's own name.
    "workflow.v1.SignalExecutionRequest.name",
];

/// Names that can be judged only in a whole request, which `every_place_of_a_timer_that_names_a_queue_is_judged` sends.
const IN_WHOLES: &[&str] = &[
    "timer.v1.Target.queue",
    "timer.v1.Target.webhook",
    "timer.v1.AgentBinding.target",
];

/// A text field of a request: its path of field numbers, and its name.
struct Field {
    way: Vec<u32>,
    name: String,
}

impl Field {
    /// Returns a request with only this field.
    fn request(&self) -> Vec<u8> {
        let mut bytes = NAME.as_bytes().to_vec();
        for number in self.way.iter().rev() {
            let mut outer = Vec::new();
            prost::encoding::bytes::encode(*number, &bytes, &mut outer);
            bytes = outer;
        }
        bytes
    }

    fn is_text(&self) -> bool {
        let of_any = self.name.rsplit('.').next().unwrap();
        TEXTS.contains(&of_any) || TEXTS_OF.contains(&self.name.as_str())
    }
}

fn fields(set: &FileDescriptorSet, message: &str, way: &[u32], found: &mut Vec<Field>) {
    let (package, name) = message.trim_start_matches('.').rsplit_once('.').unwrap();
    let file = set.file.iter().filter(|file| file.package() == package);
    let Some(of): Option<&DescriptorProto> = file.flat_map(|file| &file.message_type).find(|of| of.name() == name)
    else {
        // A map's entry, or a message of the well-known types' package.
        return;
    };
    for field in &of.field {
        let way = [way, &[u32::try_from(field.number()).unwrap()]].concat();
        match field.r#type() {
            Type::String => found.push(Field {
                name: format!("{}.{name}.{}", package.trim_start_matches("minoots."), field.name()),
                way,
            }),
            Type::Message => fields(set, field.type_name(), &way, found),
            _ => {}
        }
    }
}

#[tokio::test]
async fn every_field_that_names_a_resource_is_judged() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {key}")]);
    set(&admin, RULES).await;
    let descriptors = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let (mut unjudged, mut judged, mut wholes) = (Vec::new(), 0, BTreeSet::new());
    for file in descriptors
        .file
        .iter()
        .filter(|file| PACKAGES.contains(&file.package()))
    {
        for service in &file.service {
            for method in &service.method {
                let path = format!("{}.{}/{}", file.package(), service.name(), method.name());
                let mut names = Vec::new();
                fields(&descriptors, method.input_type(), &[], &mut names);
                for field in names.iter().filter(|field| !field.is_text()) {
                    if IN_WHOLES.contains(&field.name.as_str()) {
                        wholes.insert(field.name.clone());
                        continue;
                    }
                    let is_stream = method.client_streaming() || method.server_streaming();
                    let refused = raw.refusal(&path, &field.request(), is_stream).await.unwrap();
                    let reason = refused.as_ref().map(reason).unwrap_or_default();
                    match reason == "POLICY_DENIED" {
                        true => judged += 1,
                        false => unjudged.push(format!("{path}: {}: {refused:?}", field.name)),
                    }
                }
            }
        }
    }
    assert_eq!(
        unjudged,
        Vec::<String>::new(),
        "a field that names a resource says so in proto/, or is judged by its handler; one that names none stands in \
         TEXTS here"
    );
    assert!(judged > 70, "{judged}");
    assert_eq!(wholes, IN_WHOLES.iter().map(|name| (*name).to_owned()).collect());
}

#[tokio::test]
async fn a_compressed_and_a_split_message_are_judged_as_the_plain_one() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let version = set(&node.client(&key).await, RULES).await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {key}")]);
    let put = |execution: &str, name: &str| {
        let put = minoots_wire::checkpoint::v1::PutCheckpointRequest {
            execution: execution.to_owned(),
            name: name.to_owned(),
            ..Default::default()
        };
        put.encode_to_vec()
    };
    let path = "minoots.checkpoint.v1.CheckpointService/PutCheckpoint";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &put(NAME, "state")).unwrap();
    let packed = frame(true, &packed.finish().unwrap());
    let answer = raw.call(path, Some("gzip"), packed).await.unwrap();
    assert_denied(&answer.status, "not-billing", version);
    // A decoder merges the two halves of an operation.
    let halves = [put(NAME, ""), put("", "state")];
    let mut operation = Vec::new();
    for half in halves {
        prost::encoding::bytes::encode(5, &half, &mut operation);
    }
    let mut whole = Vec::new();
    prost::encoding::bytes::encode(4, &operation, &mut whole);
    let read = TransactRequest::decode(whole.as_slice()).unwrap();
    assert!(
        matches!(&read.operations[0].operation, Some(Part::PutCheckpoint(put)) if put.execution == NAME && put.name == "state"),
        "{read:?}"
    );
    let path = "minoots.transaction.v1.TransactionService/Transact";
    let refused = raw.refusal(path, &whole, false).await.unwrap().unwrap();
    assert_denied(&refused, "not-billing", version);
}

fn to(target: To) -> Option<Target> {
    Some(Target { target: Some(target) })
}

/// Returns a timer for each field that names a queue or an endpoint, by `target`.
pub(super) fn places(target: &To) -> Vec<(&'static str, CreateTimerRequest)> {
    let new = || timer("").fire_after(HOUR);
    let action = Action {
        target: to(target.clone()),
        ..Action::default()
    };
    let stage = WatchdogStage {
        delay: Some(duration::to_proto(60_000_000_000)),
        target: to(target.clone()),
    };
    let watchdog = NewWatchdog {
        epoch: 1,
        stages: vec![stage],
    };
    let none = to(To::None(minoots_wire::timer::v1::NoTarget {}));
    vec![
        (
            "target",
            CreateTimerRequest {
                target: to(target.clone()),
                ..new()
            },
        ),
        (
            "action",
            CreateTimerRequest {
                target: none,
                actions: vec![action],
                ..new()
            },
        ),
        (
            "stage",
            CreateTimerRequest {
                watchdog: Some(watchdog),
                ..new()
            },
        ),
    ]
}

/// Returns whether a policy refuses each way to create this timer.
async fn refusals(
    node: &Guarded,
    key: &str,
    raw: &Raw,
    request: &CreateTimerRequest,
    round: &str,
) -> Vec<(&'static str, bool)> {
    let is_denied = |refused: Option<Status>| refused.is_some_and(|refused| reason(&refused) == "POLICY_DENIED");
    let timers = "minoots.timer.v1.TimerService";
    let call = async |service: &str, method: &str, message: Vec<u8>| {
        is_denied(raw.refusal(path(service, method), &message, false).await.unwrap())
    };
    let mut found = vec![(
        "CreateTimer",
        call(timers, "CreateTimer", request.encode_to_vec()).await,
    )];
    let batch = BatchCreateTimersRequest {
        requests: vec![timer("").fire_after(HOUR), request.clone()],
    };
    found.push((
        "BatchCreateTimers",
        call(timers, "BatchCreateTimers", batch.encode_to_vec()).await,
    ));
    let whole = TransactRequest {
        partition_key: "p".to_owned(),
        operations: vec![Operation {
            optional: false,
            operation: Some(Part::CreateTimer(CreateTimerRequest {
                partition_key: "p".to_owned(),
                ..request.clone()
            })),
        }],
        ..TransactRequest::default()
    };
    let transactions = "minoots.transaction.v1.TransactionService";
    found.push(("Transact", call(transactions, "Transact", whole.encode_to_vec()).await));
    let submit = SubmitRequest {
        sequence: 1,
        write: Some(submit_request::Write::Create(Box::new(request.clone()))),
    };
    let mut submitted = node.client(key).await.timers.clone();
    let mut answers = submitted
        .submit(tokio_stream::iter([submit]))
        .await
        .unwrap()
        .into_inner();
    let answer = answers.message().await.unwrap().unwrap().answer;
    let is_refused = matches!(&answer, Some(submit_response::Answer::Error(error)) if error.reason == "POLICY_DENIED");
    found.push(("Submit", is_refused));
    if request.watchdog.is_none() && request.agent.is_none() {
        let schedules = "minoots.schedule.v1.ScheduleService";
        let template = TimerTemplate {
            target: request.target.clone(),
            actions: request.actions.clone(),
            ..TimerTemplate::default()
        };
        let id = format!("yearly-{round}");
        let create = CreateScheduleRequest {
            id: format!("new-{round}"),
            calendar: Some(Calendar {
                cron: "@yearly".to_owned(),
                ..Calendar::default()
            }),
            timer: Some(template.clone()),
            ..CreateScheduleRequest::default()
        };
        let plain = CreateScheduleRequest {
            id: id.clone(),
            timer: None,
            ..create.clone()
        };
        assert!(!call(schedules, "CreateSchedule", plain.encode_to_vec()).await);
        found.push((
            "CreateSchedule",
            call(schedules, "CreateSchedule", create.encode_to_vec()).await,
        ));
        let update = UpdateScheduleRequest {
            id,
            timer: Some(template),
            ..UpdateScheduleRequest::default()
        };
        found.push((
            "UpdateSchedule",
            call(schedules, "UpdateSchedule", update.encode_to_vec()).await,
        ));
    }
    found
}

#[tokio::test]
async fn every_place_of_a_timer_that_names_a_queue_is_judged() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {key}")]);
    let mut webhooks = WebhookServiceClient::connect(node.server.endpoint().to_owned())
        .await
        .unwrap();
    for id in [NAME, "other"] {
        let endpoint = CreateWebhookRequest {
            id: id.to_owned(),
            url: "https://example.com/".to_owned(),
            ..CreateWebhookRequest::default()
        };
        webhooks.create_webhook(shown(&key, endpoint)).await.unwrap();
    }
    set(&admin, RULES).await;
    let mut round = 0;
    for (name, expected) in [(NAME, true), ("other", false)] {
        let mut cases = places(&To::Queue(name.to_owned()));
        cases.extend(places(&To::Webhook(name.to_owned())));
        let agent = AgentBinding {
            target: name.to_owned(),
            ..AgentBinding::default()
        };
        cases.push((
            "agent",
            CreateTimerRequest {
                agent: Some(agent),
                ..timer("").fire_after(HOUR)
            },
        ));
        for (place, request) in cases {
            round += 1;
            for (way, is_refused) in refusals(&node, &key, &raw, &request, &round.to_string()).await {
                assert_eq!(is_refused, expected, "{way} of {place} for {name}: {request:?}");
            }
        }
    }
}
