//! Rules about a queue, applied to existing timers and schedules that deliver to it through any of their fields.

use minoots_wire::schedule::v1::schedule_service_client::ScheduleServiceClient;
use minoots_wire::schedule::v1::{Calendar, CreateScheduleRequest, TimerTemplate};
use minoots_wire::timer::v1::target::Target as To;

use super::names::{NAME, RULES, places};
use super::wholes::shown;
use super::*;

const TIMERS: [&str; 4] = ["GetTimer", "WaitTimer", "RescheduleTimer", "CancelTimer"];
const SCHEDULES: [&str; 5] = [
    "GetSchedule",
    "PauseSchedule",
    "ResumeSchedule",
    "TriggerSchedule",
    "DeleteSchedule",
];

/// Encodes a call whose first field is the id.
fn call(id: &str) -> Vec<u8> {
    GetTimerRequest {
        id: id.to_owned(),
        ..GetTimerRequest::default()
    }
    .encode_to_vec()
}

fn reschedule(id: &str) -> Vec<u8> {
    let timer = timer("").fire_after(2 * HOUR);
    RescheduleTimerRequest {
        id: id.to_owned(),
        fire_time: timer.fire_time,
        delay: timer.delay,
        ..RescheduleTimerRequest::default()
    }
    .encode_to_vec()
}

#[tokio::test]
async fn stored_objects_are_judged_by_every_queue_they_name() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    let mut schedules = ScheduleServiceClient::connect(node.server.endpoint().to_owned())
        .await
        .unwrap();
    let mut standing = Vec::new();
    for (queue, is_forbidden) in [(NAME, true), ("other", false)] {
        for (place, request) in places(&To::Queue(queue.to_owned())) {
            let id = format!("{place}-{queue}");
            if request.watchdog.is_none() {
                let create = CreateScheduleRequest {
                    id: id.clone(),
                    calendar: Some(Calendar {
                        cron: "@yearly".to_owned(),
                        ..Calendar::default()
                    }),
                    timer: Some(TimerTemplate {
                        target: request.target.clone(),
                        actions: request.actions.clone(),
                        ..TimerTemplate::default()
                    }),
                    ..CreateScheduleRequest::default()
                };
                schedules.create_schedule(shown(&key, create)).await.unwrap();
            }
            let has_schedule = request.watchdog.is_none();
            let named = CreateTimerRequest {
                id: id.clone(),
                ..request
            };
            admin.create(named).await.unwrap();
            standing.push((id, is_forbidden, has_schedule));
        }
    }
    set(&admin, RULES).await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {key}")]);
    for (id, is_forbidden, has_schedule) in &standing {
        let mut calls: Vec<(String, Vec<u8>)> = TIMERS
            .iter()
            .map(|method| {
                let message = match *method {
                    "RescheduleTimer" => reschedule(id),
                    "WaitTimer" => WaitTimerRequest {
                        id: id.clone(),
                        timeout: Some(duration::to_proto(0)),
                        ..WaitTimerRequest::default()
                    }
                    .encode_to_vec(),
                    "CancelTimer" => CancelTimerRequest {
                        id: id.clone(),
                        ..CancelTimerRequest::default()
                    }
                    .encode_to_vec(),
                    _ => call(id),
                };
                (format!("minoots.timer.v1.TimerService/{method}"), message)
            })
            .collect();
        if *has_schedule {
            let methods = SCHEDULES.iter();
            calls.extend(methods.map(|method| (format!("minoots.schedule.v1.ScheduleService/{method}"), call(id))));
        }
        for (method, message) in calls {
            let refused = raw.refusal(&method, &message, false).await.unwrap();
            let told = refused.as_ref().map(reason).unwrap_or_default();
            // Only touches move a watchdog.
            let expected: &[&str] = if *is_forbidden {
                &["POLICY_DENIED"]
            } else {
                &["", "IS_A_WATCHDOG"]
            };
            assert!(expected.contains(&told.as_str()), "{method} of {id}: {refused:?}");
        }
    }
}
