//! Rules about timers, applied to the schedules that make them.

use minoots_it::raw::Raw;
use minoots_wire::schedule::v1::{
    BackfillScheduleRequest, Calendar, CreateScheduleRequest, DeleteScheduleRequest, GetScheduleRequest,
    ListSchedulesRequest, PauseScheduleRequest, ResumeScheduleRequest, TimerTemplate, TriggerScheduleRequest,
    UpdateScheduleRequest,
};
use minoots_wire::time::instant;
use prost::Message as _;

use super::super::Guarded;
use super::{assert_denied, path, set};

/// A yearly rule, which has no occurrence during the test.
fn yearly() -> Calendar {
    Calendar {
        cron: "@yearly".to_owned(),
        ..Calendar::default()
    }
}

fn template(env: &str) -> TimerTemplate {
    TimerTemplate {
        labels: [("env".to_owned(), env.to_owned())].into(),
        ..TimerTemplate::default()
    }
}

fn service(method: &str) -> &'static str {
    path("minoots.schedule.v1.ScheduleService", method)
}

fn create(id: &str, env: &str) -> Vec<u8> {
    let request = CreateScheduleRequest {
        id: id.to_owned(),
        calendar: Some(yearly()),
        timer: Some(template(env)),
        ..CreateScheduleRequest::default()
    };
    request.encode_to_vec()
}

/// Returns each method under its action, in an order in which each succeeds.
fn requests(id: &str) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    macro_rules! of {
        ($action:literal, $method:literal, $kind:ident) => {
            (
                $action,
                service($method),
                $kind {
                    id: id.to_owned(),
                    ..$kind::default()
                }
                .encode_to_vec(),
            )
        };
    }
    let change = UpdateScheduleRequest {
        id: id.to_owned(),
        calendar: Some(yearly()),
        ..UpdateScheduleRequest::default()
    };
    let backfill = BackfillScheduleRequest {
        id: id.to_owned(),
        from: Some(instant::to_proto(0)),
        to: Some(instant::to_proto(1)),
        ..BackfillScheduleRequest::default()
    };
    vec![
        of!("read", "GetSchedule", GetScheduleRequest),
        ("create", service("UpdateSchedule"), change.encode_to_vec()),
        of!("reschedule", "PauseSchedule", PauseScheduleRequest),
        of!("reschedule", "ResumeSchedule", ResumeScheduleRequest),
        of!("create", "TriggerSchedule", TriggerScheduleRequest),
        ("create", service("BackfillSchedule"), backfill.encode_to_vec()),
        of!("cancel", "DeleteSchedule", DeleteScheduleRequest),
    ]
}

#[tokio::test]
async fn a_schedule_is_judged_as_the_timers_that_it_makes() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {key}")]);
    let call = async |path: &str, message: &[u8]| raw.refusal(path, message, false).await.unwrap();
    for (round, forbidden) in ["create", "read", "reschedule", "cancel"].iter().enumerate() {
        set(&admin, "").await;
        for env in ["prod", "test"] {
            let made = create(&format!("{env}-{round}"), env);
            assert!(call(service("CreateSchedule"), &made).await.is_none());
        }
        let text = format!(
            r#"@id("rule") @message("no") forbid(principal, action == Action::"{forbidden}", resource)
            when {{ resource.hasTag("env") && resource.getTag("env") == "prod" }};"#
        );
        let version = set(&admin, &text).await;
        let (mut denied, mut others) = (0, 0);
        for (action, path, message) in requests(&format!("prod-{round}")) {
            let refused = call(path, &message).await;
            if action == *forbidden {
                denied += 1;
                let refused = refused.unwrap_or_else(|| panic!("{path} was not refused by a rule about {forbidden}"));
                assert_denied(&refused, "rule", version);
            } else {
                others += 1;
                assert!(refused.is_none(), "{path}, by a rule about {forbidden}: {refused:?}");
            }
        }
        assert!(denied > 0 && others > 0, "{forbidden}");
        for (_, path, message) in requests(&format!("test-{round}")) {
            let refused = call(path, &message).await;
            assert!(refused.is_none(), "{path} of another label: {refused:?}");
        }
    }
}

#[tokio::test]
async fn a_change_is_judged_by_what_the_schedule_is_then() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {key}")]);
    let call = async |path: &str, message: &[u8]| raw.refusal(path, message, false).await.unwrap();
    assert!(call(service("CreateSchedule"), &create("tea", "prod")).await.is_none());
    let change = |env: &str| UpdateScheduleRequest {
        id: "tea".to_owned(),
        timer: Some(template(env)),
        ..UpdateScheduleRequest::default()
    };
    let text = r#"@id("prod") @message("no") forbid(principal, action == Action::"create", resource)
        when { resource.hasTag("env") && resource.getTag("env") == "prod" };
        @id("list") @message("no") forbid(principal, action == Action::"list", resource);"#;
    let version = set(&admin, text).await;
    let to_prod = change("prod").encode_to_vec();
    let update = service("UpdateSchedule");
    assert!(call(update, &change("test").encode_to_vec()).await.is_none());
    assert_denied(&call(update, &to_prod).await.unwrap(), "prod", version);
    let list = ListSchedulesRequest::default().encode_to_vec();
    let refused = call(service("ListSchedules"), &list).await.unwrap();
    assert_denied(&refused, "list", version);
    set(&admin, "").await;
    assert!(call(service("ListSchedules"), &list).await.is_none());
    assert!(call(update, &to_prod).await.is_none());
}
