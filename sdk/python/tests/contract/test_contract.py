"""The scenarios of tests/contract, played with both clients against three nodes whose leaders are killed."""

from __future__ import annotations

import asyncio
import concurrent.futures
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from ..conftest import ROOT
from .cluster import Cluster
from .players import CLIENTS, Run
from .scenarios import SUITE, Scenario, misfit, scenarios

SCENARIOS = scenarios()
THREADS = 64
Outcomes = dict[tuple[str, str], str | None]


async def played(cluster: Cluster, chosen: list[Scenario], threads: concurrent.futures.Executor) -> Outcomes:
    """Plays the scenarios with each client: those without faults all at once, then the others one by one."""
    callers = {kind: caller(cluster.endpoints, threads) for kind, caller in CLIENTS.items()}
    outcomes: Outcomes = {}

    async def play(scenario: Scenario) -> None:
        runs = {kind: Run(scenario, caller) for kind, caller in callers.items()}
        number = 0
        for is_fault, group in itertools.groupby(scenario.steps, lambda step: "fault" in step):
            steps = list(group)
            if is_fault:
                for step in steps:
                    await asyncio.to_thread(cluster.fail, step["fault"])
            else:
                await asyncio.gather(*(run.play(number, steps) for run in runs.values()))
            number += len(steps)
        for kind, run in runs.items():
            await run.end()
            outcomes[scenario.name, kind] = run.failure

    await asyncio.gather(*(play(scenario) for scenario in chosen if not scenario.has_faults))
    for scenario in chosen:
        if scenario.has_faults:
            await play(scenario)
    for caller in callers.values():
        await caller.close()
    return outcomes


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    """The results of the selected scenarios."""
    names = {item.callspec.params.get("scenario") for item in request.session.items if hasattr(item, "callspec")}
    cluster = Cluster(tmp_path_factory.mktemp("contract"))
    try:
        cluster.start()
        chosen = [scenario for scenario in SCENARIOS if scenario.name in names]
        with concurrent.futures.ThreadPoolExecutor(THREADS) as threads:
            yield asyncio.run(played(cluster, chosen, threads))
        kills = sum(step.get("fault") == "kill_leader" for scenario in chosen for step in scenario.steps)
        assert cluster.kills == kills
    finally:
        cluster.end()


@pytest.mark.parametrize("scenario", [scenario.name for scenario in SCENARIOS])
@pytest.mark.parametrize("kind", CLIENTS)
def test_scenario(outcomes: Outcomes, kind: str, scenario: str) -> None:
    assert outcomes[scenario, kind] is None, outcomes[scenario, kind]


def test_the_scenarios_are_what_their_schema_says() -> None:
    schema = json.loads((SUITE / "schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted((SUITE / "scenarios").glob("*.json"))
    for file in files:
        assert [error.message for error in validator.iter_errors(json.loads(file.read_text()))] == [], file
    wrong: dict[str, Any] = json.loads(files[0].read_text())
    wrong["scenarios"][0]["steps"][0]["with"]["more"] = 1
    assert not validator.is_valid(wrong)


def test_there_are_enough_scenarios_each_with_a_name_of_its_own_and_guarantees_that_exist() -> None:
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS) >= 25
    assert sum(scenario.has_faults for scenario in SCENARIOS) >= 10
    promised = re.findall(r"^### (G\d+) ", (ROOT / "docs/guarantees.md").read_text(), re.MULTILINE)
    for file in (SUITE / "scenarios").glob("*.json"):
        for scenario in json.loads(file.read_text())["scenarios"]:
            assert set(scenario["guarantees"]) <= set(promised), scenario["name"]


def test_mismatched_answers_are_found() -> None:
    came = {"ids": ["a", "b"], "timer": {"attempts": 1, "failure": None}, "existing": False}
    assert misfit({"ids": ["a", "b"], "timer": {"attempts": 1}}, came) is None
    assert misfit({"timer": {"attempts": {"$more": 0}}, "existing": {"$not": True}}, came) is None
    for wrong in (
        {"ids": ["a"]},
        {"ids": ["b", "a"]},
        {"timer": {"attempts": 2}},
        {"timer": {"attempts": True}},
        {"timer": {"attempts": {"$more": 1}}},
        {"timer": {"failure": {"$one_of": ["SPENT"]}}},
        {"existing": True},
        {"existing": 0},
        {"more": None},
    ):
        assert misfit(wrong, came) is not None, wrong
