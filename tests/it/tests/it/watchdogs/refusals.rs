//! Refusals, with the field and the rule, that change nothing.

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_wire::error::Details;
use minoots_wire::timer::v1::{
    CreateTimerRequest, NewWatchdog, NoTarget, Target, TouchOutcome, TouchRequest, WatchdogStage, WatchdogTouch, target,
};
use tonic::Code;

use super::{fires, request, stage, touch, watchdog};
use crate::support::{Node, reason};

fn with_stages(ttl: i64, stages: Vec<WatchdogStage>) -> CreateTimerRequest {
    CreateTimerRequest {
        watchdog: Some(NewWatchdog { epoch: 0, stages }),
        ..watchdog("dog", ttl)
    }
}

#[tokio::test]
async fn invalid_watchdogs_are_not_created() {
    let node = Node::start().await;
    let at = |fire: i64| CreateTimerRequest {
        watchdog: Some(NewWatchdog::default()),
        ..timer("dog").fire_at(fire)
    };
    let nowhere = WatchdogStage {
        target: Some(Target {
            target: Some(target::Target::None(NoTarget {})),
        }),
        ..stage("", SECOND)
    };
    let cases = [
        (watchdog("dog", SECOND - 1), "delay", "TTL_RANGE"),
        (watchdog("dog", 8 * 86_400 * SECOND), "delay", "TTL_RANGE"),
        (watchdog("dog", 0), "delay", "TTL_RANGE"),
        (at(now_ns() + 10 * SECOND), "delay", "TTL_RANGE"),
        (
            with_stages(3 * SECOND, vec![stage("a", SECOND - 1)]),
            "watchdog.stages[0].delay",
            "WATCHDOG_STAGES",
        ),
        (
            with_stages(3 * SECOND, vec![stage("a", 3 * SECOND)]),
            "watchdog.stages[0].delay",
            "WATCHDOG_STAGES",
        ),
        (
            with_stages(9 * SECOND, vec![stage("a", 3 * SECOND), stage("b", 3 * SECOND)]),
            "watchdog.stages[0].delay",
            "WATCHDOG_STAGES",
        ),
        (
            with_stages(3 * SECOND, vec![nowhere]),
            "watchdog.stages[0].target",
            "WATCHDOG_STAGES",
        ),
        (
            with_stages(60 * SECOND, vec![stage("a", SECOND); 9]),
            "watchdog.stages",
            "WATCHDOG_STAGES",
        ),
    ];
    for (request, field, expected) in cases {
        let refused = node.client.create(request).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::InvalidArgument, expected),
            "{refused:?}"
        );
        let fields: Vec<String> = Details::of(&refused)
            .fields
            .iter()
            .map(|wrong| wrong.path.clone())
            .collect();
        assert!(fields.iter().any(|path| path == field), "{field}: {fields:?}");
    }
    assert_eq!(node.client.get("dog").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_touch_that_means_nothing_is_refused() {
    let node = Node::start().await;
    node.client
        .create(timer("plain").fire_at(now_ns() + 600 * SECOND))
        .await
        .unwrap();
    node.client.create(watchdog("dog", 600 * SECOND)).await.unwrap();
    let batch = |touches| TouchRequest {
        touches,
        ..TouchRequest::default()
    };
    let named = |id: &str| WatchdogTouch {
        id: id.to_owned(),
        ..WatchdogTouch::default()
    };
    let both = TouchRequest {
        touches: vec![named("dog")],
        ..request("dog", 0, 0)
    };
    let beside_one = TouchRequest {
        partition_key: "dog".to_owned(),
        epoch: 1,
        sequence: 1,
        ..batch(vec![named("dog")])
    };
    let elsewhere = TouchRequest {
        partition_key: "elsewhere".to_owned(),
        ..request("dog", 0, 0)
    };
    let cases = [
        (TouchRequest::default(), Code::InvalidArgument, "TOUCH_COUNT"),
        (both, Code::InvalidArgument, "TOUCH_COUNT"),
        (batch(vec![named("dog"); 1_001]), Code::InvalidArgument, "TOUCH_COUNT"),
        (beside_one, Code::InvalidArgument, "TOUCH_COUNT"),
        (batch(vec![named("")]), Code::InvalidArgument, "ID_EMPTY"),
        (request("-dog", 0, 0), Code::InvalidArgument, "ID_CHARSET"),
        (request("nobody", 0, 0), Code::NotFound, "TIMER"),
        (elsewhere, Code::NotFound, "TIMER"),
        (request("plain", 0, 0), Code::FailedPrecondition, "NOT_A_WATCHDOG"),
    ];
    for (request, code, expected) in cases {
        let refused = touch(&node.client, request).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (code, expected),
            "{refused:?}"
        );
    }
    let refused = node.client.reschedule("dog", now_ns() + 60 * SECOND).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "IS_A_WATCHDOG")
    );
}

#[tokio::test]
async fn older_touches_are_superseded_by_memory_and_log_alike() {
    let node = Node::start().await;
    let made = watchdog("dog", 600 * SECOND);
    node.client.create(made).await.unwrap();
    let mut last = 0;
    // A touch, whether it counts, and the newest touch after it.
    let script = [
        ((0, 5), true, (0, 5)),
        ((0, 4), false, (0, 5)),
        ((0, 6), true, (0, 6)),
        ((0, 0), true, (0, 6)),
        ((2, 1), true, (2, 1)),
        ((1, 9), false, (2, 1)),
        ((0, 9), false, (2, 1)),
        ((2, 3), true, (2, 3)),
        ((2, 2), false, (2, 3)),
    ];
    for ((epoch, sequence), counts, newest) in script {
        let met = touch(&node.client, request("dog", epoch, sequence)).await.unwrap();
        let expected = if counts {
            TouchOutcome::Touched
        } else {
            TouchOutcome::Superseded
        };
        assert_eq!(met.outcome(), expected, "{epoch}.{sequence}: {met:?}");
        assert_eq!((met.epoch, met.sequence), newest);
        assert!(
            if counts {
                fires(&met) > last
            } else {
                fires(&met) == last
            },
            "{epoch}.{sequence}"
        );
        last = fires(&met);
    }
    let again = touch(&node.client, request("dog", 2, 3)).await.unwrap();
    assert_eq!(
        (again.outcome(), fires(&again)),
        (TouchOutcome::Touched, last),
        "a repeat moves nothing"
    );
}
