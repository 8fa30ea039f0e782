//! Typed commands and their effects.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::slack::{CHANNEL, USER, button};
use minoots_wire::timer::v1::{ListTimersRequest, Timer, TimerStatus};

use super::{App, text};

async fn timers(app: &App) -> Vec<Timer> {
    app.node.client.list(ListTimersRequest::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_makes_a_timer_and_its_channel_is_told_when_it_fires() {
    let app = App::start().await;
    let answer = app
        .ask("1s ship logs --labels team=core --metadata {\"run\": 7}", "1.2.a")
        .await;
    assert_eq!(text(&answer), "Scheduled: ship logs", "{answer}");
    assert_eq!(answer["response_type"], "ephemeral");

    let told = app
        .told("/hooks/commands/T0123ABCD/1.2.a/secret", "It is time: ship logs")
        .await;
    assert_eq!(told["response_type"], "in_channel");
    assert!(told.to_string().contains(&format!("<@{USER}>")), "{told}");

    let settled = app
        .node
        .client
        .wait_for(&timers(&app).await[0].id, TimerStatus::Settled)
        .await
        .unwrap();
    assert_eq!(settled.labels["team"], "core");
    let payload = settled.payload.unwrap().data;
    let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(
        (&payload["channel"], &payload["metadata"]["run"]),
        (&CHANNEL.into(), &7.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn timers_are_listed_and_cancelled_by_their_ids_and_nobody_is_told_of_them() {
    let app = App::start().await;
    assert_eq!(text(&app.ask("list", "1").await), "No timers are scheduled.");
    app.ask("--fire-at 2040-01-02T03:04:05Z --name later --region eu-west", "2")
        .await;
    app.ask("2h sooner", "3").await;
    let listed = app.ask("LIST", "4").await;
    assert_eq!(text(&listed), "2 timers are scheduled:", "{listed}");
    assert_eq!(
        timers(&app)
            .await
            .iter()
            .filter(|timer| timer.labels.get("region").is_some_and(|region| region == "eu-west"))
            .count(),
        1
    );
    assert!(button(&listed, "minoots.cancel").is_ok());

    let id = timers(&app)
        .await
        .iter()
        .find(|timer| timer.name == "sooner")
        .unwrap()
        .id
        .clone();
    let cancelled = app.ask(&format!("cancel {id}"), "5").await;
    assert_eq!(text(&cancelled), "Cancelled, it will not fire: sooner");
    assert_eq!(text(&app.ask("list", "6").await), "1 timer is scheduled:");
    let gone = app.ask("cancel nothing-here", "7").await;
    assert!(gone.to_string().contains("NOT_FOUND"), "{gone}");
    let by = app.node.client.get(&id).await.unwrap().cancel.unwrap();
    assert_eq!(by.reason, "slack:T0123ABCD:U0123ABCD");
    assert!(
        app.slack
            .posted()
            .iter()
            .all(|posted| !posted.event().unwrap().to_string().contains("It is time"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_makes_no_second_timer() {
    let app = App::start().await;
    let first = app.ask("1h tea", "1337.1.x").await;
    let again = app.ask("1h tea", "1337.1.x").await;
    assert_eq!(first, again);
    assert_eq!(timers(&app).await.len(), 1);
    app.ask("1h tea", "1337.1.y").await;
    assert_eq!(timers(&app).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn help_and_mistakes_are_answered_with_what_to_type() {
    let app = App::start().await;
    assert_eq!(text(&app.ask("help", "1").await), "How to use /ato");
    assert_eq!(text(&app.ask("", "2").await), "How to use /ato");
    let wrong = app.ask("25 tea", "3").await.to_string();
    assert!(wrong.contains("Column 1") && wrong.contains("DURATION"), "{wrong}");
    let far = app.ask("-f 2200-01-01T00:00:00Z tea", "4").await.to_string();
    assert!(far.contains("Nothing was done"), "{far}");
    assert!(timers(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_of_others_is_neither_shown_nor_cancelled() {
    let app = App::start().await;
    app.node
        .client
        .create(timer("of-others").fire_after(Duration::from_hours(1)))
        .await
        .unwrap();
    assert_eq!(text(&app.ask("list", "1").await), "No timers are scheduled.");
    let refused = app.ask("cancel of-others", "2").await;
    assert!(refused.to_string().contains("NOT_FOUND"), "{refused}");
    let status = app.node.client.get("of-others").await.unwrap().status();
    assert_eq!(status, TimerStatus::Scheduled);
}
