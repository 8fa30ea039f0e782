//! G10: each instant of a schedule is decided once, under kills and changes of leader.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::client::Client;
use minoots_it::cluster::Cluster;
use minoots_it::tail::{Tail, kind};
use minoots_wire::event::v1::LogEvent;
use minoots_wire::schedule::v1::schedule_service_client::ScheduleServiceClient;
use minoots_wire::schedule::v1::{
    Calendar, CreateScheduleRequest, MissedRunPolicy, OverlapPolicy, PauseScheduleRequest, Schedule, TimerTemplate,
};
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{NoTarget, Target, target};
use tonic::{Status, transport::Channel};

use super::data;
use crate::support::Node;

const SECOND: i64 = 1_000_000_000;
/// The pause between two kills.
const PAUSE: Duration = Duration::from_millis(2_300);

pub(super) async fn service(endpoint: &str) -> ScheduleServiceClient<Channel> {
    ScheduleServiceClient::connect(endpoint.to_owned()).await.unwrap()
}

/// Builds a schedule for each second, independent of the previous timer, without any missed run.
pub(super) fn each_second() -> CreateScheduleRequest {
    CreateScheduleRequest {
        id: "beat".to_owned(),
        calendar: Some(Calendar {
            interval: Some(duration::to_proto(SECOND)),
            ..Calendar::default()
        }),
        timer: Some(TimerTemplate {
            target: Some(Target {
                target: Some(target::Target::None(NoTarget {})),
            }),
            ..TimerTemplate::default()
        }),
        missed_run_policy: MissedRunPolicy::All.into(),
        missed_runs_max: 1_000,
        overlap_policy: OverlapPolicy::Allow.into(),
    }
}

async fn pause(endpoint: &str) -> Result<Schedule, Status> {
    let request = PauseScheduleRequest {
        id: "beat".to_owned(),
        ..PauseScheduleRequest::default()
    };
    let answer = service(endpoint).await.pause_schedule(request).await?;
    Ok(answer.into_inner().schedule.unwrap())
}

fn field(event: &LogEvent, name: &str) -> i64 {
    let data = data(event);
    instant::parse(data[name].as_str().unwrap_or_else(|| panic!("{data}"))).unwrap()
}

/// Requires one timer for each instant from the start of the schedule to its pause, which fired once, at its instant or
/// later.
async fn check(client: &Client, made: &Schedule, paused: &Schedule) {
    let mut tail = Tail::from_start(client).await.unwrap();
    let mut events = tail.until(|event| kind(event) == "schedule.paused").await.unwrap();
    let of = |name: &'static str| move |event: &&LogEvent| kind(event) == name;
    let occurrences: Vec<&LogEvent> = events.iter().filter(of("schedule.occurrence")).collect();
    assert_eq!(events.iter().filter(of("schedule.missed")).count(), 0);
    let timers: BTreeSet<String> = occurrences
        .iter()
        .map(|event| data(event)["timerId"].as_str().unwrap().to_owned())
        .collect();
    let instants: Vec<i64> = occurrences.iter().map(|event| field(event, "time")).collect();
    let first = instant::from_proto(made.next_time.as_ref().unwrap()).unwrap();
    let last = instant::from_proto(paused.decided_time.as_ref().unwrap()).unwrap();
    let expected: Vec<i64> = (0..)
        .map(|at| first + at * SECOND)
        .take_while(|at| *at <= last)
        .collect();
    assert!(expected.len() >= 4, "{} instants say little", expected.len());
    assert_eq!(instants, expected, "each instant once, and in order");
    assert_eq!(timers.len(), expected.len(), "each has a timer of its own");
    assert_eq!(paused.runs, expected.len() as u64);
    // Timers that are due shortly after the pause still fire.
    let fired = |events: &[LogEvent]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for event in events.iter().filter(of("timer.fired")) {
            let subject = minoots_it::tail::subject(event)
                .trim_start_matches("timers/")
                .to_owned();
            *counts.entry(subject).or_default() += 1;
        }
        counts
    };
    while fired(&events).len() < timers.len() {
        events.push(tail.next().await.unwrap());
    }
    let fired = fired(&events);
    assert!(fired.values().all(|count| *count == 1), "{fired:?}");
    assert_eq!(fired.into_keys().collect::<BTreeSet<_>>(), timers);
}

#[tokio::test]
async fn g10_every_instant_has_its_timer_once_though_the_node_is_killed() {
    let mut node = Node::start().await;
    let answer = service(node.server.endpoint())
        .await
        .create_schedule(each_second())
        .await
        .unwrap();
    let made = answer.into_inner().schedule.unwrap();
    for _ in 0..3 {
        tokio::time::sleep(PAUSE).await;
        node = node.kill_and_restart().await;
    }
    tokio::time::sleep(PAUSE).await;
    let paused = pause(node.server.endpoint()).await.unwrap();
    check(&node.client, &made, &paused).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g10_every_instant_has_its_timer_once_though_leaders_are_killed() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let mut schedules = service(&cluster.endpoint(leader).unwrap()).await;
    let made = schedules
        .create_schedule(each_second())
        .await
        .unwrap()
        .into_inner()
        .schedule
        .unwrap();
    for _ in 0..2 {
        tokio::time::sleep(PAUSE).await;
        let leader = cluster.leader().await.unwrap();
        cluster.kill(leader).unwrap();
        let next = cluster.leader().await.unwrap();
        assert_ne!(next, leader);
        cluster.restart(leader).await.unwrap();
    }
    tokio::time::sleep(PAUSE).await;
    let leader = cluster.leader().await.unwrap();
    let paused = pause(&cluster.endpoint(leader).unwrap()).await.unwrap();
    check(&cluster.client(leader).await.unwrap(), &made, &paused).await;
}
