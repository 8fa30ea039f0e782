#!/usr/bin/env python3
"""Compares what schedules of a real node made with what cronsim and zoneinfo name.

    python3 tests/calendar/windows.py

Takes the program from MINOOTS_BIN, else the release build, else the debug build. Two comparisons:

- windows: 20 rules in 12 zones are backfilled over three days around a change of the clock. Each instant that cronsim, brought to instants
  by model.py, names must have one timer of the schedule, and nothing else may.
- partition: schedules of every two seconds run, overlap, are paused and lose their node to a kill. Each instant between their making and
  where they stand must be exactly one of fired, cancelled, missed and paused, by the events of the log.
"""

import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime, timezone

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
UTC = timezone.utc
ZONES = [
    "Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "America/Santiago", "America/Havana",
    "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll", "Asia/Kolkata",
]
RULES = [
    "30 2 * * *", "0,30 2 * * *", "0 2 * * *", "15 1,2,3 * * *", "0 0 * * *", "59 23 * * *", "30 0 * * *", "0 * * * *",
    "*/15 * * * *", "*/10 2 * * *", "0 */2 * * *", "45 9-17 * * *", "0 1-5 * * *", "5 2 * * SUN", "30 2 * * SAT,SUN",
    "10 3 L * *", "0 2 29 3 *", "20 */3 * * *", "30 1-3/2 * * *", "@daily",
]
# 2025-01-01 and 2026-06-01: windows must be past.
BEGIN, END = 1_735_689_600, 1_780_272_000
HALF = 36 * 3600


class Node:
    """One node on a directory of its own."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.start()

    def start(self):
        ready = self.directory / "ready.json"
        command = [program(), "dev", "--data", self.directory / "data", "--listen", "127.0.0.1:0", "--no-demo", "--ready-file", ready]
        # The disk may be nearly full with other things.
        environment = os.environ | {"MINOOTS_DISK_RESERVE_BYTES": "0"}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not ready.exists() or json.loads(ready.read_text())["pid"] != self.process.pid:
            assert self.process.poll() is None and time.monotonic() < until, "the node does not start"
            time.sleep(0.05)
        self.endpoint = json.loads(ready.read_text())["endpoint"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + path, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def events(self, end):
        """The data of all events about schedules, with their kinds, up to the one that `end` knows."""
        found = []
        with urllib.request.urlopen(self.endpoint + "/v1/events:tail?start=true", timeout=60) as lines:
            for line in lines:
                if not line.startswith(b"data:"):
                    continue
                event = json.loads(base64.b64decode(json.loads(line[5:])["envelope"]["payload"]))
                if event["type"].startswith("schedule."):
                    found.append(event["data"] | {"kind": event["type"].removeprefix("schedule.")})
                    if end(found[-1]):
                        return found


def program():
    built = [ROOT / "target" / kind / "minoots" for kind in ("release", "debug")]
    return os.environ.get("MINOOTS_BIN") or next(path for path in built if path.exists())


def second(text):
    instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    assert instant.microsecond == 0, text
    return int(instant.timestamp())


def rfc3339(at):
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def named(cron, zone_name, begin, end):
    """The instants of a window, from cronsim's local times."""
    from zoneinfo import ZoneInfo

    from cronsim import CronSim

    import classes
    import model

    spelled = {"@daily": "0 0 * * *"}.get(cron, cron)
    zone = ZoneInfo(zone_name)
    since, last = model.span(begin, end, zone_name)
    found = set()
    for local in CronSim(spelled, since):
        if local > last:
            break
        found.update(model.instants(local, zone, classes.is_fixed(spelled)))
    return sorted(at for at in found if begin <= at < end)


def windows(node):
    """Every rule in every zone, backfilled around a change."""
    import model

    expected = {}
    for zone in ZONES:
        changes = model.changes(zone, BEGIN, END) or [BEGIN]
        for number, cron in enumerate(RULES):
            at = changes[number % len(changes)]
            expected[f"w-{zone.replace('/', '.')}-{number}"] = (cron, zone, at - HALF, at + HALF)
    for name, (cron, zone, begin, end) in expected.items():
        calendar = {"cron": cron, "zone": zone}
        node.call("/v1/schedules", {"id": name, "calendar": calendar, "timer": {"target": {"none": {}}}})
        node.call(f"/v1/schedules/{name}:backfill", {"from": rfc3339(begin), "to": rfc3339(end), "rate": 500})
    left = set(expected)

    def end(event):
        left.difference_update({event["id"]} if event["kind"] == "backfill_ended" else ())
        return not left

    made = {name: [] for name in expected}
    timers = set()
    for event in node.events(end):
        if event["kind"] == "occurrence" and event.get("reason") == "BACKFILL":
            made[event["id"]].append(second(event["time"]))
            assert event["timerId"] not in timers, f"{event['timerId']} is of two instants"
            timers.add(event["timerId"])
    failed = []
    for name, (cron, zone, begin, end_) in expected.items():
        wanted = named(cron, zone, begin, end_)
        if made[name] != wanted:
            failed.append({"cron": cron, "zone": zone, "only here": sorted(set(made[name]) - set(wanted)),
                           "only there": sorted(set(wanted) - set(made[name]))})
    print(f"windows: {len(expected)} backfilled, {sum(map(len, made.values()))} instants; {len(failed)} failures")
    return len(expected), failed


LIVE = {
    "open": {"overlapPolicy": "OVERLAP_POLICY_ALLOW", "missedRunPolicy": "MISSED_RUN_POLICY_ALL", "missedRunsMax": 1000},
    "few": {"overlapPolicy": "OVERLAP_POLICY_ALLOW", "missedRunPolicy": "MISSED_RUN_POLICY_ALL", "missedRunsMax": 2},
    "none": {"overlapPolicy": "OVERLAP_POLICY_ALLOW", "missedRunPolicy": "MISSED_RUN_POLICY_NONE"},
    "shut": {"overlapPolicy": "OVERLAP_POLICY_SKIP"},
    "other": {"overlapPolicy": "OVERLAP_POLICY_CANCEL_OTHER"},
}


def partition(node):
    """Schedules that run for a while, and what became of each of their instants."""
    from cronsim import CronSim

    made = {}
    for name, policies in LIVE.items():
        rule = {"id": name, "calendar": {"cron": "*/2 * * * * *", "seconds": True}, "timer": {"target": {"queue": f"q-{name}"}}}
        made[name] = node.call("/v1/schedules", rule | policies)["schedule"]
    time.sleep(5)
    for name in LIVE:
        node.call(f"/v1/schedules/{name}:pause", {})
    time.sleep(5)
    for name in LIVE:
        node.call(f"/v1/schedules/{name}:resume", {})
    time.sleep(4)
    node.kill()
    time.sleep(16)
    node.start()
    time.sleep(5)
    for name in LIVE:
        node.call(f"/v1/schedules/{name}:pause", {"reason": "over"})
    stands = {name: node.call(f"/v1/schedules/{name}")["schedule"] for name in LIVE}
    over = set(LIVE)

    def end(event):
        over.difference_update({event["id"]} if event["kind"] == "paused" and event.get("reason") == "over" else ())
        return not over

    events = [event for event in node.events(end) if event["id"] in LIVE]
    failed, tally = [], {}
    for name in LIVE:
        begin, until = (datetime.fromisoformat(one["decidedTime"][:19] + "+00:00") for one in (made[name], stands[name]))
        became = {}
        for local in CronSim("*/2 * * * * *", begin.replace(tzinfo=None)):
            if local > until.replace(tzinfo=None):
                break
            became[int(local.replace(tzinfo=UTC).timestamp())] = []
        for event in (event for event in events if event["id"] == name):
            first = int(datetime.fromisoformat(event["time"][:19] + "+00:00").timestamp()) if "time" in event else 0
            last = int(datetime.fromisoformat(event["until"][:19] + "+00:00").timestamp()) if "until" in event else 0
            if event["kind"] == "occurrence":
                became.setdefault(first, []).append("fired")
            if event["kind"] == "missed":
                within = [at for at in became if first <= at <= last]
                if len(within) != int(event["count"]):
                    failed.append({"schedule": name, "event": event, "within": within})
                for at in within:
                    became[at].append(f"missed {event['reason']}")
            if event["kind"] == "resumed":
                for at in became:
                    if first < at <= last:
                        became[at].append("paused")
        failed += [{"schedule": name, "instant": rfc3339(at), "became": how} for at, how in became.items() if len(how) != 1]
        for how in became.values():
            kind = f"{name}: {' and '.join(how) or 'nothing'}"
            tally[kind] = tally.get(kind, 0) + 1
    wanted = ["open: fired", "few: missed LATE", "none: missed LATE", "shut: missed OVERLAP", "other: fired", "open: paused"]
    failed += [{"never seen": kind} for kind in wanted if kind not in tally]
    print(f"partition: {json.dumps(tally, indent=1)}; {len(failed)} failures")
    return len(LIVE), failed


def main():
    import compare

    if "MINOOTS_CALENDAR_VENV" not in os.environ:
        return compare.in_environment(__file__)
    with tempfile.TemporaryDirectory() as directory:
        node = Node(directory)
        try:
            checked = [windows(node), partition(node)]
        finally:
            node.kill()
    asked, failed = sum(count for count, _ in checked), [failure for _, found in checked for failure in found]
    for failure in failed[:20]:
        print(json.dumps(failure))
    print(f"{max(0, asked - len(failed))} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
