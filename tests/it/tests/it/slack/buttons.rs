//! The effects of buttons: once, and only for the state that they were made for.

use minoots_it::slack::button;
use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};
use serde_json::json;

use super::{App, text};

async fn only_id(app: &App) -> String {
    let timers = app.node.client.list(ListTimersRequest::default()).await.unwrap();
    assert_eq!(timers.len(), 1);
    timers[0].id.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_is_put_off_and_cancelled_by_its_buttons() {
    let app = App::start().await;
    let scheduled = app.ask("1h tea", "1").await;
    let id = only_id(&app).await;
    let before = app.node.client.get(&id).await.unwrap();

    let snooze = button(&scheduled, "minoots.snooze.10m").unwrap();
    let snoozed = app.press(&snooze, "2").await;
    assert_eq!(text(&snoozed), "Snoozed: tea", "{snoozed}");
    assert_eq!(snoozed["replace_original"], true);
    let after = app.node.client.get(&id).await.unwrap();
    let seconds = |timer: &minoots_wire::timer::v1::Timer| timer.fire_time.map(|time| time.seconds).unwrap();
    assert_eq!(seconds(&after) - seconds(&before), 600);

    // The buttons of an earlier message belong to an older version.
    let stale = app.press(&button(&scheduled, "minoots.cancel").unwrap(), "3").await;
    assert!(stale.to_string().contains("SUPERSEDED"), "{stale}");
    assert_eq!(app.node.client.get(&id).await.unwrap().status(), TimerStatus::Scheduled);

    let cancelled = app.press(&button(&snoozed, "minoots.cancel").unwrap(), "4").await;
    assert_eq!(text(&cancelled), "Cancelled, it will not fire: tea");
    assert_eq!(cancelled["replace_original"], false);
    let timer = app.node.client.get(&id).await.unwrap();
    assert_eq!(timer.status(), TimerStatus::Cancelled);
    assert_eq!(timer.cancel.unwrap().reason, "slack:T0123ABCD:U0123ABCD");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_was_changed_does_nothing_and_says_so() {
    let app = App::start().await;
    let scheduled = app.ask("1h tea", "1").await;
    let cancel = button(&scheduled, "minoots.cancel").unwrap();
    let value = cancel["value"].as_str().unwrap();
    let forged = [
        json!({"action_id": "minoots.snooze", "value": value}),
        json!({"action_id": "minoots.cancel", "value": value.replace("ato-", "ato_")}),
        json!({"action_id": "minoots.cancel", "value": ""}),
    ];
    for (number, forged) in forged.iter().enumerate() {
        let told = app.press(forged, &format!("forged-{number}")).await;
        assert!(told.to_string().contains("SLACK_ACTION_SIGNATURE"), "{told}");
    }
    let foreign = app
        .app
        .press(&json!({"action_id": "theirs", "value": value}), "foreign")
        .await
        .unwrap();
    assert_eq!((foreign.status, foreign.body.as_str()), (200, ""));
    assert_eq!(
        app.node.client.get(&only_id(&app).await).await.unwrap().status(),
        TimerStatus::Scheduled
    );
}
