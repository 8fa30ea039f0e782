//! Schedules against a real node.

use std::time::{Duration, UNIX_EPOCH};

use futures::{StreamExt as _, TryStreamExt as _};
use minoots_client::{
    Backfill, Calendar, ConsumeOptions, Error, GapPolicy, MissedRuns, NewSchedule, OverlapPolicy, ScheduleAt, Target,
    Template, TimerStatus, Trigger, UpdateSchedule,
};

use super::node::Node;
use super::{client, within};

#[tokio::test]
async fn a_schedule_makes_timers_that_are_consumed() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let schedule = NewSchedule::new("tick", Calendar::every(Duration::from_secs(1)))
        .timer(Template::default().text("tock").queue("ticks"))
        .overlap(OverlapPolicy::Allow);
    let made = client.create_schedule(schedule.clone()).await.unwrap();
    assert!(made.next_time.is_some() && made.runs == 0);
    client.create_schedule(schedule).await.unwrap();
    let mut consumer = client.consume("ticks", ConsumeOptions::default());
    for _ in 0..2 {
        let delivery = within(consumer.next()).await.unwrap().unwrap();
        delivery.ack().await.unwrap();
    }
    let seen = client.schedule("tick").await.unwrap();
    assert!(seen.runs >= 2 && !seen.last_timer_id.is_empty(), "{seen:?}");
    let template = seen.timer.as_message();
    assert_eq!(template.payload.as_ref().unwrap().data, "tock");
    assert_eq!(template.target, Some(Target::Queue("ticks".to_owned()).into()));
    assert_eq!(seen.overlap, OverlapPolicy::Allow);
    assert_eq!(seen.calendar.as_message().interval.as_ref().unwrap().seconds, 1);
}

#[tokio::test]
async fn a_schedule_is_changed_paused_triggered_listed_and_removed() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let daily = Calendar::cron("0 9 * * MON-FRI")
        .zone("Europe/Paris")
        .gap(GapPolicy::Skip);
    let made = client
        .create_schedule(NewSchedule::new("report", daily.clone()).missed_runs(MissedRuns::All(7)))
        .await
        .unwrap();
    assert_eq!(
        (&made.missed_runs, &made.overlap),
        (&MissedRuns::All(7), &OverlapPolicy::Skip)
    );
    let other = NewSchedule::new("report", Calendar::cron("@hourly"));
    assert_eq!(
        client.create_schedule(other).await.unwrap_err().reason(),
        "SCHEDULE_EXISTS"
    );

    let update = UpdateSchedule::of("report")
        .missed_runs(MissedRuns::None)
        .timer(Template::default().label("kind", "report"));
    let updated = client.update_schedule(update).await.unwrap();
    assert_eq!(updated.missed_runs, MissedRuns::None);
    assert!(updated.next_time == made.next_time && updated.calendar == made.calendar);
    let stale = ScheduleAt::version("report", made.state_version);
    assert_eq!(
        client.pause_schedule(stale, "no").await.unwrap_err().reason(),
        "STATE_VERSION"
    );

    let paused = client.pause_schedule("report", "holidays").await.unwrap();
    assert_eq!(paused.pause.as_ref().unwrap().reason, "holidays");
    let trigger = Trigger::of("report");
    let triggered = client.trigger_schedule(trigger.clone()).await.unwrap();
    assert!(!triggered.existing);
    let again = client.trigger_schedule(trigger).await.unwrap();
    assert!(again.existing && again.timer_id == triggered.timer_id);
    let timer = client.get(triggered.timer_id.as_str()).await.unwrap();
    assert_eq!(timer.labels["kind"], "report");
    assert_ne!(timer.status, TimerStatus::Cancelled);
    assert_eq!(client.resume_schedule("report", "").await.unwrap().pause, None);

    let found: Vec<_> = client.schedules("rep").try_collect().await.unwrap();
    assert_eq!(found.len(), 1);
    client.delete_schedule("report").await.unwrap();
    assert!(matches!(
        client.schedule("report").await.unwrap_err(),
        Error::NotFound { .. }
    ));
}

#[tokio::test]
async fn a_preview_shows_what_the_clock_does_to_a_rule() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let rule = Calendar::cron("30 2 * * *").zone("Europe/Berlin");
    // 2026-03-28T00:00:00Z: the following night has no 02:30.
    let from = UNIX_EPOCH + Duration::from_secs(1_774_656_000);
    let shown = client.preview_schedule(rule, Some(from), 3).await.unwrap();
    let notes: Vec<_> = shown.iter().map(|one| one.note.is_empty()).collect();
    assert_eq!(notes, [true, false, true], "{shown:?}");
    assert!(shown[1].local.starts_with("2026-03-29T03:00:00"), "{shown:?}");
    let error = client
        .preview_schedule(Calendar::cron("60 * * * *"), None, 1)
        .await
        .unwrap_err();
    assert_eq!(error.reason(), "CRON_FIELD_RANGE");
}

#[tokio::test]
async fn a_backfill_makes_the_timers_of_past_instants_once() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let months = Calendar::cron("0 0 1 * *");
    client
        .create_schedule(NewSchedule::new("monthly", months))
        .await
        .unwrap();
    // The year 2025.
    let window = UNIX_EPOCH + Duration::from_secs(1_735_689_600)..UNIX_EPOCH + Duration::from_secs(1_767_225_600);
    let asked = Backfill::of("monthly", window.clone()).rate(100);
    let begun = client.backfill_schedule(asked.clone()).await.unwrap().backfill.unwrap();
    assert_eq!(
        (begun.from, begun.to, begun.rate),
        (Some(window.start), Some(window.end), 100)
    );
    let ended = async || loop {
        let backfill = client.schedule("monthly").await.unwrap().backfill.unwrap();
        if backfill.end_time.is_some() {
            return backfill;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let first = within(ended()).await;
    assert_eq!(
        (first.instants, first.made, first.existing, first.missed),
        (12, 12, 0, 0)
    );
    client.backfill_schedule(asked).await.unwrap();
    let again = within(ended()).await;
    assert_eq!((again.made, again.existing, again.end_reason.as_str()), (0, 12, ""));
}
