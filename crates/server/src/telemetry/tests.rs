#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::future::{Ready, ready};
use std::sync::Arc;

use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt;
use minoots_kernel::internal::AttemptOutcome;
use minoots_wire::error::Reason;
use minoots_wire::event::v1::AckOutcome;
use prometheus::TextEncoder;
use tonic::Status;
use tower::{Layer as _, ServiceExt, service_fn};

use std::time::Duration;

use super::*;
use crate::listener::ListenerCounters;
use minoots_wire::method::timer_service::CREATE_TIMER;

fn telemetry(otlp_endpoint: Option<&str>) -> Telemetry {
    let options = TelemetryOptions {
        otlp_endpoint: otlp_endpoint.map(str::to_owned),
        service_instance: "node-1".to_owned(),
        ..TelemetryOptions::default()
    };
    Telemetry::without_logs(&options).unwrap()
}

fn exported(telemetry: &Telemetry) -> String {
    TextEncoder::new()
        .encode_to_string(&telemetry.registry().gather())
        .unwrap()
}

/// The value on the line of this metric with these labels.
fn value(text: &str, series: &str) -> Option<f64> {
    let line = text
        .lines()
        .find(|line| line.strip_prefix(series).is_some_and(|rest| rest.starts_with(' ')))?;
    line.rsplit_once(' ')?.1.parse().ok()
}

fn touch_everything(metrics: &Metrics) {
    metrics.timers_created.add(1, &[]);
    metrics.timers_cancelled.add(1, &[]);
    metrics.timers_rescheduled.add(1, &[]);
    metrics.deliveries.add(1, &[]);
    metrics.nacks.add(1, &[]);
    metrics.handler_panics.add(1, &[]);
    metrics.acknowledged(AckOutcome::AlreadySettled);
    metrics.refused(Reason::DiskReserve);
    metrics.workflow_event("workflow.started");
    metrics.timer_released(Duration::from_micros(70));
    metrics.committed(Duration::from_millis(3));
    metrics.log_synced(Duration::from_millis(1));
    metrics.applied(Duration::from_millis(1));
    metrics.schedules_stuck.record(1, &[]);
    metrics.schedule_missed(1, "LATE");
    metrics.queue_lateness(&Arc::from("q"), LatenessStage::Released, Duration::from_millis(1));
    metrics.webhook_attempted(AttemptOutcome::Delivered, Duration::from_millis(1));
    for gauge in [
        Gauge::AppliedIndex,
        Gauge::RaftTerm,
        Gauge::IsLeader,
        Gauge::LogBytes,
        Gauge::TablesBytes,
        Gauge::DiskFreeBytes,
        Gauge::DeliveriesInFlight,
        Gauge::CommandsWaiting,
        Gauge::CreatesLimit,
        Gauge::CreatesUnderWay,
        Gauge::TimersOpen,
        Gauge::Holding,
        Gauge::TimerThreadStanding,
        Gauge::ClockOutliers,
        Gauge::LogTimeAhead,
        Gauge::Quarantined,
        Gauge::ComparedIndex,
        Gauge::WebhookAttempts,
        Gauge::WebhooksDisabled,
    ] {
        metrics.observed.gauge(gauge, || 1);
    }
    for total in [
        Total::LogSyncs,
        Total::LogSyncedBytes,
        Total::LogSyncedEntries,
        Total::ClockSteps,
        Total::ClockStops,
        Total::DenialsUnrecorded,
        Total::PeerConnectionsRefused,
        Total::TouchesInMemory,
        Total::TouchesInEntries,
        Total::TouchesRefused,
    ] {
        metrics.observed.total(total, || 1);
    }
    crate::listener::observe(&metrics.observed, &Arc::<ListenerCounters>::default());
}

#[test]
fn the_exported_names_are_the_documented_ones() {
    let telemetry = telemetry(None);
    touch_everything(telemetry.metrics());
    telemetry
        .metrics()
        .request_ended(&Arc::from("method"), "OK", Duration::from_millis(1));
    let text = exported(&telemetry);
    let mut names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .filter(|name| *name != "target_info")
        .collect();
    names.sort_unstable();
    let documented = [
        "minoots_accept_errors_total",
        "minoots_acks_total",
        "minoots_applied_index",
        "minoots_apply_seconds",
        "minoots_clock_outliers",
        "minoots_clock_steps_total",
        "minoots_clock_stops_total",
        "minoots_commands_waiting",
        "minoots_commit_latency_seconds",
        "minoots_compared_index",
        "minoots_connections_closed_total",
        "minoots_connections_open",
        "minoots_connections_total",
        "minoots_creates_limit",
        "minoots_creates_under_way",
        "minoots_deliveries_in_flight",
        "minoots_deliveries_total",
        "minoots_denials_unrecorded_total",
        "minoots_disk_free_bytes",
        "minoots_handler_panics_total",
        "minoots_hold",
        "minoots_is_leader",
        "minoots_log_bytes",
        "minoots_log_sync_seconds",
        "minoots_log_synced_bytes_total",
        "minoots_log_synced_entries_total",
        "minoots_log_syncs_total",
        "minoots_log_time_ahead_seconds",
        "minoots_nacks_total",
        "minoots_peer_connections_refused_total",
        "minoots_quarantined",
        "minoots_queue_lateness_seconds",
        "minoots_raft_term",
        "minoots_refusals_total",
        "minoots_request_duration_seconds",
        "minoots_schedule_missed_total",
        "minoots_schedules_stuck",
        "minoots_tables_bytes",
        "minoots_timer_lateness_seconds",
        "minoots_timer_thread_standing",
        "minoots_timers_cancelled_total",
        "minoots_timers_created_total",
        "minoots_timers_open",
        "minoots_timers_rescheduled_total",
        "minoots_touches_in_entries_total",
        "minoots_touches_in_memory_total",
        "minoots_touches_refused_total",
        "minoots_transfers_cut_total",
        "minoots_webhook_attempt_seconds",
        "minoots_webhook_attempts_in_flight",
        "minoots_webhooks_disabled",
        "minoots_workflow_events_total",
        "process_cpu_seconds_total",
        "process_max_fds",
        "process_open_fds",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
        "process_virtual_memory_bytes",
    ];
    assert_eq!(names, documented, "{text}");
    let document = include_str!("../../../../docs/operations.md");
    for name in names {
        assert!(
            document.contains(&format!("`{name}`")),
            "docs/operations.md has no {name}"
        );
    }
}

#[test]
fn the_exported_values_are_those_recorded() {
    let telemetry = telemetry(None);
    touch_everything(telemetry.metrics());
    let text = exported(&telemetry);
    let expected = [
        (r#"minoots_acks_total{outcome="already_settled"}"#, 1.0),
        (r#"minoots_refusals_total{reason="DISK_RESERVE"}"#, 1.0),
        (r#"minoots_workflow_events_total{type="workflow.started"}"#, 1.0),
        (r#"minoots_timer_lateness_seconds_bucket{le="0.00005"}"#, 0.0),
        (r#"minoots_timer_lateness_seconds_bucket{le="0.0001"}"#, 1.0),
        (r#"minoots_timer_lateness_seconds_bucket{le="60"}"#, 1.0),
        (r#"minoots_connections_closed_total{cause="age"}"#, 0.0),
        ("minoots_timers_open", 1.0),
        ("minoots_hold", 1.0),
    ];
    for (series, count) in expected {
        assert_eq!(value(&text, series), Some(count), "{series} in {text}");
    }
    assert!(text.contains(r#"service_instance_id="node-1""#), "{text}");
}

type Answer = Ready<Result<Response<Body>, std::convert::Infallible>>;

fn streamed(_: Request<Body>) -> Answer {
    let trailers = Status::not_found("no").into_http::<()>().headers().clone();
    let body = http_body_util::Full::new(bytes::Bytes::from_static(b"data"));
    ready(Ok(Response::new(Body::new(
        body.with_trailers(ready(Some(Ok(trailers)))),
    ))))
}

fn refused(_: Request<Body>) -> Answer {
    ready(Ok(Status::aborted("no").into_http()))
}

fn request(path: &str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/grpc")
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn requests_are_counted_by_method_and_code_however_they_end() {
    let telemetry = telemetry(None);
    let layer = RequestsLayer::new(telemetry.metrics().clone(), SpanSampler::default());
    let (path, known) = (CREATE_TIMER.path, CREATE_TIMER.name());

    layer.layer(service_fn(refused)).oneshot(request(path)).await.unwrap();
    let answer = layer.layer(service_fn(streamed)).oneshot(request(path)).await.unwrap();
    answer.into_body().collect().await.unwrap();
    drop(layer.layer(service_fn(streamed)).oneshot(request(path)).await.unwrap());
    layer
        .layer(service_fn(refused))
        .oneshot(request("/any/caller-made"))
        .await
        .unwrap();
    let plain = Request::get("/healthz").body(Body::empty()).unwrap();
    layer.layer(service_fn(refused)).oneshot(plain).await.unwrap();

    let text = exported(&telemetry);
    let count = |method: &str, code: &str| {
        value(
            &text,
            &format!(r#"minoots_request_duration_seconds_count{{code="{code}",method="{method}"}}"#),
        )
    };
    assert_eq!(count(known, "ABORTED"), Some(1.0), "{text}");
    assert_eq!(count(known, "NOT_FOUND"), Some(1.0));
    assert_eq!(count(known, "CANCELLED"), Some(1.0));
    assert_eq!(count("unknown", "ABORTED"), Some(1.0));
    assert_eq!(text.matches("minoots_request_duration_seconds_count").count(), 4);
    assert!(!text.contains("caller-made"));
}

#[test]
fn an_exporter_nobody_answers_neither_fails_nor_holds_up_the_node() {
    // Accepts connections and never sends a byte.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}", silent.local_addr().unwrap());
    for endpoint in ["http://127.0.0.1:1", &silent] {
        let telemetry = telemetry(Some(endpoint));
        touch_everything(telemetry.metrics());
        assert!(exported(&telemetry).contains("minoots_timers_created_total"));
        let (done, waiting) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            drop(telemetry);
            done.send(()).unwrap();
        });
        waiting
            .recv_timeout(Duration::from_secs(30))
            .expect("dropping the telemetry does not end");
    }
}

#[test]
fn an_endpoint_that_is_none_is_an_error_at_start() {
    let options = TelemetryOptions {
        otlp_endpoint: Some("http://ann:hunter2 @127.0.0.1".to_owned()),
        ..TelemetryOptions::default()
    };
    let error = Telemetry::without_logs(&options).unwrap_err();
    assert!(matches!(error, Error::Endpoint(_)), "{error}");
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[test]
fn logging_starts_once_and_a_bad_filter_is_an_error() {
    let options = TelemetryOptions {
        log_filter: "info,=nonsense=".to_owned(),
        ..TelemetryOptions::default()
    };
    assert!(matches!(init(&options), Err(Error::LogFilter(_))));
    let options = TelemetryOptions {
        log_filter: "error".to_owned(),
        log_json: true,
        ..TelemetryOptions::default()
    };
    let telemetry = init(&options).unwrap();
    assert!(matches!(
        telemetry.set_log_filter("=nonsense="),
        Err(Error::LogFilter(_))
    ));
    telemetry.set_log_filter("debug").unwrap();
    assert!(tracing::enabled!(target: "minoots_server", tracing::Level::DEBUG));
    assert!(matches!(init(&options), Err(Error::Logging(_))));
}
