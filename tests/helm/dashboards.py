#!/usr/bin/env python3
"""Writes helm/minoots/dashboards/*.json, so that equal panels have equal titles, units and queries everywhere.

Run it after a change. test_monitoring.py checks that the files are current. panels.py has the syntax of queries.
"""

import json
from pathlib import Path

from panels import dashboard, graph, heat_map, quantile, stat

DIRECTORY = Path(__file__).parents[2] / "helm/minoots/dashboards"

# The objective of the dashboard "lateness": this share of timers is released within this time, the bound of a bucket.
OBJECTIVE = 0.99
WITHIN = "0.2"
OBJECTIVE_TEXT = "99 % of timers are released within 200 ms"

GREEN_THEN_RED = (("green", None), ("red", 1))

# Panels of several dashboards.

P99_LATENESS = stat(
    "p99 lateness",
    "Release minus due, of first deliveries",
    "s",
    quantile(0.99, "minoots_timer_lateness_seconds"),
)
TIMER_LATENESS = graph(
    "Timer lateness",
    "Release minus due, of first deliveries. The maximum is the bound of the highest bucket in use",
    "s",
    (quantile(0.5, "minoots_timer_lateness_seconds"), "p50"),
    (quantile(0.99, "minoots_timer_lateness_seconds"), "p99"),
    (quantile(0.999, "minoots_timer_lateness_seconds"), "p99.9"),
    (quantile(1, "minoots_timer_lateness_seconds"), "maximum"),
)
P99_BY_QUEUE = graph(
    "p99 lateness by queue",
    "Released by the node, and delivered to a consumer's connection",
    "s",
    (quantile(0.99, "minoots_queue_lateness_seconds", by=", queue, stage"), "{{queue}} {{stage}}"),
)
CREATES = graph(
    "Creates in flight and their limit",
    "On the leader: the adaptive concurrency limit",
    "short",
    ("max(minoots_creates_under_way{})", "in flight"),
    ("max(minoots_creates_limit{})", "limit"),
)
REFUSALS = graph(
    "Refusals by reason",
    "A second. OVERLOADED counts load beyond capacity",
    "reqps",
    ("sum by (reason) (rate(minoots_refusals_total{}[]))", "{{reason}}"),
    stacked=True,
)
WEBHOOK_ATTEMPTS = graph(
    "Webhook attempts by result",
    "A second",
    "cps",
    ("sum by (result) (rate(minoots_webhook_attempt_seconds_count{}[]))", "{{result}}"),
    stacked=True,
)
LEADER = graph("Leader", "1 on the node that leads", "short", ("minoots_is_leader{}", "{{pod}}"))
TERM = graph(
    "Term", "Grows at each election or transfer", "short", ("minoots_raft_term{}", "{{pod}}"), negative=True
)
BEHIND = graph(
    "Entries behind the most advanced node",
    "Applied index",
    "short",
    (
        "max by (namespace, job) (minoots_applied_index{})"
        " - on (namespace, job) group_right () minoots_applied_index{}",
        "{{pod}}",
    ),
)
APPLIED = graph("Entries applied", "A second", "cps", ("deriv(minoots_applied_index{}[])", "{{pod}}"))
WAITING = graph("Commands waiting", "Accepted, not yet committed", "short", ("minoots_commands_waiting{}", "{{pod}}"))
COMMIT_LATENCY = graph(
    "Commit latency",
    "From the proposal of a write to its commit: append, sync and replication",
    "s",
    (quantile(0.5, "minoots_commit_latency_seconds"), "p50"),
    (quantile(0.99, "minoots_commit_latency_seconds"), "p99"),
    (quantile(1, "minoots_commit_latency_seconds"), "maximum"),
)
FREE_SPACE = graph(
    "Free space",
    "Below the disk reserve the node refuses new timers",
    "bytes",
    ("minoots_disk_free_bytes{}", "{{pod}}"),
)
LOG_AND_TABLES = graph(
    "Log and tables",
    "Bytes on disk",
    "bytes",
    ("minoots_log_bytes{}", "{{pod}} log"),
    ("minoots_tables_bytes{}", "{{pod}} tables"),
)
LOG_TIME = graph(
    "Log time ahead",
    "Seconds ahead of the node's clock; 0 is normal",
    "s",
    ("minoots_log_time_ahead_seconds{}", "{{pod}}"),
)
OUTLIERS = graph(
    "Clock outliers",
    "Voters whose clocks differ from a majority's by more than 250 ms",
    "short",
    ("max(minoots_clock_outliers{})", "outliers"),
)
CLOCK_STEPS = graph(
    "Clock steps and stops",
    "Steps of more than 250 ms, and times a leader stopped because of its clock",
    "short",
    ("increase(minoots_clock_steps_total{}[])", "{{pod}} steps"),
    ("increase(minoots_clock_stops_total{}[])", "{{pod}} stops"),
)
THREADS = graph(
    "Standing of timer threads",
    "1 real-time, 2 favoured, 3 ordinary",
    "short",
    ("minoots_timer_thread_standing{}", "{{pod}}"),
)
CONNECTIONS = graph("Open connections", "Of clients", "short", ("minoots_connections_open{}", "{{pod}}"))
NEW_CONNECTIONS = graph(
    "New connections",
    "A second, and errors of the listener",
    "cps",
    ("rate(minoots_connections_total{}[])", "{{pod}}"),
    ("rate(minoots_accept_errors_total{}[])", "{{pod}} errors"),
)
CLOSED_CONNECTIONS = graph(
    "Closed connections by cause",
    "A second, by the node",
    "cps",
    ("sum by (cause) (rate(minoots_connections_closed_total{}[]))", "{{cause}}"),
    stacked=True,
)

OVERVIEW = dashboard(
    "overview",
    "Timers, deliveries and requests of a cluster",
    (
        None,
        [
            stat(
                "Leaders",
                "Exactly one",
                "short",
                "sum(minoots_is_leader{})",
                (("red", None), ("green", 1), ("red", 2)),
            ),
            stat("Open timers", "Neither settled, cancelled nor failed", "short", "max(minoots_timers_open{})"),
            P99_LATENESS,
            stat("Creates accepted", "A second", "cps", "sum(rate(minoots_timers_created_total{}[]))"),
            stat(
                "Out of service",
                "Nodes that left service because their rows differ",
                "short",
                "sum(minoots_quarantined{})",
                GREEN_THEN_RED,
            ),
            stat(
                "Held since a restore",
                "1 while an operator has to decide about overdue timers",
                "short",
                "max(minoots_hold{})",
                GREEN_THEN_RED,
            ),
        ],
    ),
    (
        "Timers",
        [TIMER_LATENESS, P99_BY_QUEUE],
        [
            graph(
                "Writes",
                "Accepted writes a second",
                "cps",
                ("sum(rate(minoots_timers_created_total{}[]))", "created"),
                ("sum(rate(minoots_timers_rescheduled_total{}[]))", "rescheduled"),
                ("sum(rate(minoots_timers_cancelled_total{}[]))", "cancelled"),
            ),
            graph(
                "Open timers", "Neither settled, cancelled nor failed", "short", ("max(minoots_timers_open{})", "open")
            ),
            graph(
                "Missed schedule instants",
                "Instants of schedules that made no timer, a second, as one node counts them",
                "short",
                ("max by (reason) (rate(minoots_schedule_missed_total{}[]))", "{{reason}}"),
                ("max(minoots_schedules_stuck{})", "stuck schedules"),
            ),
        ],
    ),
    (
        "Deliveries",
        [
            graph(
                "Deliveries and acknowledgements",
                "A second; deliveries include redeliveries",
                "cps",
                ("sum(rate(minoots_deliveries_total{}[]))", "deliveries"),
                ("sum by (outcome) (rate(minoots_acks_total{}[]))", "ack {{outcome}}"),
                ("sum(rate(minoots_nacks_total{}[]))", "nacks"),
            ),
            graph(
                "Deliveries in flight",
                "Out, without an outcome",
                "short",
                ("sum(minoots_deliveries_in_flight{})", "in flight"),
            ),
        ],
    ),
    (
        "Workflows and agents",
        [
            graph(
                "Events of workflows and agents",
                "Committed events of executions and agents a second, by type",
                "cps",
                ("sum by (type) (rate(minoots_workflow_events_total{}[]))", "{{type}}"),
                stacked=True,
            ),
            graph(
                "Heartbeats of watchdogs",
                "Touches a second",
                "cps",
                ("sum(rate(minoots_touches_in_memory_total{}[]))", "in memory"),
                ("sum(rate(minoots_touches_in_entries_total{}[]))", "in entries"),
                ("sum(rate(minoots_touches_refused_total{}[]))", "refused"),
            ),
        ],
    ),
    (
        "Webhooks",
        [
            WEBHOOK_ATTEMPTS,
            graph(
                "p99 duration of webhook attempts",
                "From the look-up of the host to the end of the answer",
                "s",
                (quantile(0.99, "minoots_webhook_attempt_seconds", by=", result"), "{{result}}"),
            ),
            graph(
                "Disabled webhooks",
                "Endpoints that take no events until they are enabled",
                "short",
                ("max(minoots_webhooks_disabled{})", "disabled"),
            ),
        ],
    ),
    (
        "Requests",
        [
            graph(
                "Requests by code",
                "A second; a stream counts at its end",
                "reqps",
                ("sum by (code) (rate(minoots_request_duration_seconds_count{}[]))", "{{code}}"),
                stacked=True,
            ),
            graph(
                "p99 duration by method",
                "Streams count from start to end",
                "s",
                (f"topk(10, {quantile(0.99, 'minoots_request_duration_seconds', by=', method')})", "{{method}}"),
            ),
            REFUSALS,
        ],
        [
            CREATES,
            graph(
                "Handler panics",
                "Defects. Should be zero",
                "short",
                ("sum(increase(minoots_handler_panics_total{}[])) or vector(0)", "panics"),
            ),
        ],
    ),
)

NODES = dashboard(
    "nodes",
    "Consensus, disks, clocks, connections and certificates of each node",
    (
        "Consensus",
        [LEADER, TERM, BEHIND],
        [
            APPLIED,
            WAITING,
            graph(
                "Entries since the last comparison",
                "Rows of all nodes are compared every hour",
                "short",
                ("minoots_applied_index{} - minoots_compared_index{}", "{{pod}}"),
            ),
        ],
    ),
    ("Disk", [FREE_SPACE, LOG_AND_TABLES]),
    ("Clocks and threads", [LOG_TIME, OUTLIERS], [CLOCK_STEPS, THREADS]),
    ("Connections", [CONNECTIONS, NEW_CONNECTIONS, CLOSED_CONNECTIONS]),
    (
        "Certificates and audit",
        [
            graph(
                "Time until certificates expire",
                "The shortest of each node",
                "s",
                ("min by (pod, certificate) (minoots_tls_certificate_expiry_seconds{})", "{{pod}} {{certificate}}"),
                negative=True,
            ),
            graph(
                "Certificate files",
                "Unusable now, and failed reloads and renewals",
                "short",
                ("minoots_tls_files_refused{}", "{{pod}} unusable"),
                ("increase(minoots_tls_reload_failures_total{}[])", "{{pod}} reloads failed"),
                ("increase(minoots_tls_renewal_failures_total{}[])", "{{pod}} renewals failed"),
            ),
            graph(
                "Refused peers, and refusals missing from the audit",
                "In the interval",
                "short",
                ("increase(minoots_tls_peers_refused_total{}[])", "{{pod}} peers"),
                ("increase(minoots_denials_unrecorded_total{}[])", "{{pod}} not in the audit"),
            ),
        ],
    ),
)


def late(interval):
    """The share of timers that were released later than the objective permits."""
    metric = "minoots_timer_lateness_seconds"
    within = f'sum(rate({metric}_bucket{{le="{WITHIN}"}}[{interval}]))'
    return f"(1 - {within} / sum(rate({metric}_count{{}}[{interval}])))"


def burn(interval):
    return f"{late(interval)} / {1 - OBJECTIVE:.2g}"


def of_queues(share):
    return quantile(share, "minoots_queue_lateness_seconds", by=", queue, stage"), "{{queue}} {{stage}}"


LATENESS = dashboard(
    "lateness",
    "How late timers are, and the causes: load, admission and clocks",
    (
        None,
        [
            stat(
                "p50 lateness",
                "Release minus due, of first deliveries",
                "s",
                quantile(0.5, "minoots_timer_lateness_seconds"),
            ),
            P99_LATENESS,
            stat(
                "Maximum lateness",
                "The bound of the highest bucket in use",
                "s",
                quantile(1, "minoots_timer_lateness_seconds"),
            ),
            stat(
                "Timers released",
                "In the time range of the dashboard",
                "short",
                "sum(increase(minoots_timer_lateness_seconds_count{}[$__range]))",
            ),
            stat(
                "Error budget left",
                f"Of the time range. Objective: {OBJECTIVE_TEXT}",
                "percentunit",
                f"1 - {burn('$__range')}",
                (("red", None), ("green", 0)),
            ),
            stat(
                "Burn rate, 1 h",
                "1 uses up the error budget exactly",
                "short",
                burn("1h"),
                GREEN_THEN_RED,
            ),
        ],
    ),
    (
        "Lateness",
        [
            TIMER_LATENESS,
            heat_map(
                "Distribution of lateness",
                "Timers by the bucket of their lateness. The lowest bucket ends at 50 µs; no timer is early",
                "s",
                "sum by (le) (increase(minoots_timer_lateness_seconds_bucket{}[]))",
            ),
        ],
        [
            graph(
                "p50 lateness by queue",
                "Released by the node, and delivered to a consumer's connection",
                "s",
                of_queues(0.5),
            ),
            P99_BY_QUEUE,
            graph(
                "Maximum lateness by queue",
                "The bound of the highest bucket in use",
                "s",
                of_queues(1),
            ),
        ],
        [
            graph(
                "First deliveries by queue",
                "A second",
                "cps",
                ('sum by (queue) (rate(minoots_queue_lateness_seconds_count{stage="released"}[]))', "{{queue}}"),
                stacked=True,
            ),
            graph(
                "p99 lateness by node",
                "Release minus due. Usually the leader alone releases",
                "s",
                (quantile(0.99, "minoots_timer_lateness_seconds", by=", pod"), "{{pod}}"),
            ),
            THREADS,
        ],
    ),
    (
        "Objective",
        [
            graph(
                "Late timers",
                f"Share of timers later than the objective permits. Objective: {OBJECTIVE_TEXT}",
                "percentunit",
                (late("$__rate_interval"), "late"),
            ),
            graph(
                "Burn rate",
                "1 uses up the error budget exactly. Urgent: 14.4 over 1 h and 5 min, or 6 over 6 h and 30 min",
                "short",
                (burn("5m"), "5 min"),
                (burn("30m"), "30 min"),
                (burn("1h"), "1 h"),
                (burn("6h"), "6 h"),
            ),
        ],
    ),
    # A node never releases a timer before its clock reads due, so only a wrong clock could make one early.
    ("Never early: the clocks behind it", [OUTLIERS, CLOCK_STEPS, LOG_TIME]),
    (
        "Overload and admission",
        [
            CREATES,
            graph(
                "Creates accepted and refused",
                "A second; refused for overload",
                "cps",
                ("sum(rate(minoots_timers_created_total{}[]))", "accepted"),
                ('sum(rate(minoots_refusals_total{reason="OVERLOADED"}[])) or vector(0)', "OVERLOADED"),
            ),
            REFUSALS,
        ],
        [
            WAITING,
            COMMIT_LATENCY,
            graph(
                "p99 duration of creates",
                "By method; a stream counts from start to end",
                "s",
                (
                    quantile(
                        0.99,
                        "minoots_request_duration_seconds",
                        'method=~".+/(CreateTimers?|Submit)"',
                        ", method",
                    ),
                    "{{method}}",
                ),
            ),
        ],
    ),
)

RELEASED_TO_DELIVERED = (
    '(sum by (pod) (rate(minoots_queue_lateness_seconds_sum{stage="delivered"}[]))'
    ' - sum by (pod) (rate(minoots_queue_lateness_seconds_sum{stage="released"}[])))'
    ' / sum by (pod) (rate(minoots_queue_lateness_seconds_count{stage="delivered"}[]))'
)

INTERNALS = dashboard(
    "internals",
    "Log, consensus, delivery and connections of each node, for the search of a cause",
    (
        "Log",
        [
            graph("Log appends", "Entries a second", "cps", ("rate(minoots_log_synced_entries_total{}[])", "{{pod}}")),
            graph("Log writes", "Bytes a second", "Bps", ("rate(minoots_log_synced_bytes_total{}[])", "{{pod}}")),
            graph("Syncs", "A second", "cps", ("rate(minoots_log_syncs_total{}[])", "{{pod}}")),
        ],
        [
            graph(
                "Entries a sync",
                "Measures group commit",
                "short",
                ("rate(minoots_log_synced_entries_total{}[]) / rate(minoots_log_syncs_total{}[])", "{{pod}}"),
            ),
            graph(
                "Bytes a sync",
                "Measures group commit",
                "bytes",
                ("rate(minoots_log_synced_bytes_total{}[]) / rate(minoots_log_syncs_total{}[])", "{{pod}}"),
            ),
            COMMIT_LATENCY,
        ],
    ),
    ("Consensus", [LEADER, TERM, BEHIND], [APPLIED, WAITING]),
    (
        "Delivery",
        [
            graph(
                "Deliveries by node",
                "A second; deliveries include redeliveries",
                "cps",
                ("rate(minoots_deliveries_total{}[])", "{{pod}}"),
            ),
            graph(
                "Release to connection",
                "Mean time from the release of a first delivery to its hand-over to the connection",
                "s",
                (RELEASED_TO_DELIVERED, "{{pod}}"),
            ),
            THREADS,
        ],
        [
            graph(
                "Deliveries in flight by node",
                "Out, without an outcome",
                "short",
                ("minoots_deliveries_in_flight{}", "{{pod}}"),
            ),
            WEBHOOK_ATTEMPTS,
            graph(
                "Webhook attempts in flight",
                "At most 1,024 a node",
                "short",
                ("minoots_webhook_attempts_in_flight{}", "{{pod}}"),
            ),
        ],
    ),
    (
        "Connections",
        [CONNECTIONS, NEW_CONNECTIONS, CLOSED_CONNECTIONS],
        [
            graph(
                "Slow transfers cut",
                "A second: requests that did not arrive, and answers that were not read, in time",
                "cps",
                ("sum by (cause) (rate(minoots_transfers_cut_total{}[]))", "{{cause}}"),
            ),
            graph(
                "Refused peer connections",
                "A second, without TLS: not HTTP/2, or beyond the limit",
                "cps",
                ("rate(minoots_peer_connections_refused_total{}[])", "{{pod}}"),
            ),
        ],
    ),
    (
        "Disk",
        [
            FREE_SPACE,
            LOG_AND_TABLES,
            graph(
                "Growth of the tables",
                "Bytes a second, over 30 minutes",
                "Bps",
                ("deriv(minoots_tables_bytes{}[30m])", "{{pod}}"),
                negative=True,
            ),
        ],
    ),
)

ALL = {"overview": OVERVIEW, "nodes": NODES, "lateness": LATENESS, "internals": INTERNALS}


def text(name):
    return json.dumps(ALL[name], indent=2) + "\n"


if __name__ == "__main__":
    for each in ALL:
        (DIRECTORY / f"{each}.json").write_text(text(each))
