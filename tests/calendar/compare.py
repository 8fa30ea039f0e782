#!/usr/bin/env python3
"""Compares the calendar with cronsim, croniter and dateutil.

    python3 tests/calendar/compare.py [--expressions 2000] [--rules 1000] [--seed 1]

Makes a virtual environment with requirements.txt in target/calendar-venv, and asks the example `occurrences` of the crate and these packages
about the same generated expressions, rules and zones, mostly around changes of clocks. Two comparisons:

- exact: dates and times of cronsim and dateutil, which know no zone then, brought to instants by model.py. Any difference fails.
- as they are: what cronsim and croniter say with the zone. Each difference must be of a class that docs/schedules.md names.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
VENV = ROOT / "target" / "calendar-venv"
END = 2_114_380_800  # 2037-01-01


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--expressions", type=int, default=2000)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if "MINOOTS_CALENDAR_VENV" not in os.environ:
        return in_environment()
    sys.path.insert(0, str(HERE))
    binary = occurrences()
    draw = random.Random(arguments.seed)
    failed = crons(binary, draw, arguments.expressions) + rules(binary, draw, arguments.rules)
    asked = arguments.expressions + arguments.rules
    print(f"{asked - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def in_environment(script=__file__):
    """This script again, with the pinned packages, and with their zone data instead of the machine's."""
    python = VENV / "bin" / "python"
    if not python.exists():
        venv.create(VENV, with_pip=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", HERE / "requirements.txt"]
    subprocess.run(pip, check=True)
    environment = os.environ | {"MINOOTS_CALENDAR_VENV": "1", "PYTHONTZPATH": ""}
    return subprocess.run([python, script, *sys.argv[1:]], env=environment).returncode


def occurrences():
    """The example of the crate, beside the program that MINOOTS_BIN names."""
    program = pathlib.Path(os.environ.get("MINOOTS_BIN", ROOT / "target" / "debug" / "minoots"))
    example = program.resolve().parent / "examples" / "occurrences"
    if not example.exists():
        sys.exit(f"{example} is missing: build it with `cargo build --workspace --examples`")
    return example


def ask(binary, requests):
    text = "".join(json.dumps(request) + "\n" for request in requests)
    answered = subprocess.run([binary], input=text, check=True, stdout=subprocess.PIPE, text=True).stdout
    answers = [json.loads(line) for line in answered.splitlines()]
    assert len(answers) == len(requests)
    return answers


def starts(draw):
    """A zone and an instant: mostly shortly before its clock is set."""
    import generate
    import model

    known = {zone: model.changes(zone, 788_918_400, 2_082_758_400) for zone in generate.ZONES}

    def start():
        zone = draw.choice(generate.ZONES)
        if known[zone] and draw.random() < 0.8:
            return zone, draw.choice(known[zone]) - draw.randint(1, 130_000)
        return zone, draw.randint(788_918_400, 2_000_000_000)

    return start


def crons(binary, draw, count):
    import classes
    import generate

    start = starts(draw)
    requests = []
    for number in range(count):
        zone, since = start()
        gap, overlap = generate.POLICIES[0] if number % 2 else draw.choice(generate.POLICIES)
        seconds = draw.random() < 0.1
        cron = generate.expression(draw, seconds)
        request = {"cron": cron, "seconds": seconds, "zone": zone, "gap": gap, "overlap": overlap}
        requests.append(request | {"from": since, "until": END, "max": 40})
    tally = {"exact": 0, "never": 0, "occurrences": 0, "cronsim": {}, "croniter": {}, "examples": {}}
    failures = []
    for request, answer in zip(requests, ask(binary, requests)):
        failures += classes.compare_cron(request, answer, tally)
    report("cron", tally, failures)
    return failures


def rules(binary, draw, count):
    import classes
    import generate

    start = starts(draw)
    requests = []
    for number in range(count):
        zone, since = start()
        gap, overlap = generate.POLICIES[0] if number % 2 else draw.choice(generate.POLICIES)
        hour = draw.choice([draw.randint(0, 3), draw.randint(0, 23)])
        dtstart = classes.day_before(since, zone, draw.randint(0, 60)).replace(hour=hour, minute=draw.choice([0, 15, 30]), second=0)
        request = {"rrule": generate.rrule(draw), "dtstart": dtstart.isoformat(), "zone": zone, "gap": gap, "overlap": overlap}
        requests.append(request | {"from": since, "until": END, "max": 40})
    tally = {"exact": 0, "never": 0, "occurrences": 0, "dateutil": {}}
    failures = []
    for request, answer in zip(requests, ask(binary, requests)):
        failures += classes.compare_rule(request, answer, tally)
    report("rrule", tally, failures)
    return failures


def report(name, tally, failures):
    for failure in failures[:20]:
        print(json.dumps(failure, default=str))
    print(f"{name}: {json.dumps(tally, indent=1)}; {len(failures)} failures")


if __name__ == "__main__":
    sys.exit(main())
