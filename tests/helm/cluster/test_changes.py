"""The procedures of docs/kubernetes.md under load: nothing acknowledged is lost, nothing fires early, everything is delivered."""

import json
import threading

from cluster.conftest import IS_LONG, NAMESPACE
from cluster.operator_shell import commands
from cluster.world import REFUSED, UNTIL_S

VOTERS = {"leader", "follower"}
# Timers acknowledged during a change, and after it.
LEAST = 300 if IS_LONG else 60


def replaced_at_once(world):
    """The largest number of pods that were away at the same time, each from its deletion until its successor is ready."""
    away, most = set(), 0
    for event in world.events:
        if event.text == "deleted":
            away.add(event.pod)
        elif event.text == "is ready":
            away.discard(event.pod)
        most = max(most, len(away))
    return most


def starts(world, pod):
    return sum(event.pod == pod and event.text == "starts minoots" for event in world.events)


def until_members(world, operator, members):
    """Waits until these nodes are the members, and all of them vote."""
    end = world.now() + UNTIL_S
    while (status := operator.status()).keys() != members or set(status.values()) != VOTERS:
        assert world.now() < end, (status, world.story())


def assert_orderly(world):
    """Every node ended its calls in time when it stopped, and had stopped to get new clients before."""
    assert not [event for event in world.events if event.text in ("SIGKILL", "is not alive", REFUSED)], world.story()
    logs = [log.read_text() for log in (world.directory / "logs").iterdir()]
    assert not [log for log in logs if "connections were cut" in log], world.story()


def test_three_nodes_form_a_cluster_that_serves_clients(installed):
    installed.load.judge()
    assert sorted(installed.operator.status().values()) == ["follower", "follower", "leader"]
    assert_orderly(installed.world)


def test_scaling_to_five_and_back_loses_nothing(installed):
    world, operator = installed.world, installed.operator
    operator.bash(commands("TLS", "certs --add"))
    operator.follow(commands("Scaling", "replicas=5"))
    world.until("five pods are ready", world.all_ready)
    assert operator.status().keys() == {1, 2, 3, 4, 5}
    assert [starts(world, f"minoots-{node}") for node in (1, 2, 3)] == [1, 1, 1]
    operator.follow(commands("Scaling", "cluster remove"))
    world.until("the pods of removed nodes are gone", lambda: world.pods.keys() == {"minoots-1", "minoots-2", "minoots-3"})
    world.until("three pods are ready", world.all_ready)
    installed.load.judge(LEAST)
    assert operator.status().keys() == {1, 2, 3}


def test_a_change_of_the_pods_restarts_them_one_by_one_from_the_highest(installed):
    world, operator = installed.world, installed.operator
    operator.bash(f"helm --namespace {NAMESPACE} upgrade minoots helm/minoots --reuse-values --set podAnnotations.changed=once")
    operator.bash(f"kubectl --namespace {NAMESPACE} rollout status statefulset minoots")
    deleted = [event.pod for event in world.events if event.text == "deleted"]
    assert deleted == ["minoots-3", "minoots-2", "minoots-1"]
    assert replaced_at_once(world) == 1, world.story()
    installed.load.judge(LEAST)
    assert_orderly(world)


def test_a_partition_restarts_only_the_pods_above_it(installed):
    world, operator = installed.world, installed.operator
    operator.bash(f"helm --namespace {NAMESPACE} upgrade minoots helm/minoots --reuse-values --set updateStrategy=OnDelete --set podAnnotations.changed=once")
    for partition, restarted in ((2, ["minoots-3"]), (0, ["minoots-3", "minoots-2", "minoots-1"])):
        strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": partition}}
        world.do(world.patch_stateful_set, {"updateStrategy": strategy})
        world.until(
            f"the pods from {partition} on are updated",
            lambda restarted=restarted: [event.pod for event in world.events if event.text == "deleted"] == restarted and world.all_ready(),
        )
    installed.load.judge(LEAST)


def test_a_deleted_leader_returns_with_its_volume(installed):
    world, operator = installed.world, installed.operator
    leader = installed.pod_of("leader")
    former = world.do(lambda: world.pods[leader].end.address)
    operator.bash(f"kubectl --namespace {NAMESPACE} delete pod {leader}")
    world.until("the pod is back", lambda: starts(world, leader) == 2 and world.all_ready())
    assert world.do(lambda: world.pods[leader].end.address) != former
    installed.load.judge(LEAST)
    assert set(operator.status().values()) == VOTERS
    assert_orderly(world)


def test_a_pod_with_a_lost_volume_takes_its_place_again(installed):
    world, operator = installed.world, installed.operator
    members = {1, 2, 3}
    # A follower's, then the leader's, whose successor exchanges it.
    for lost in (2, int(installed.pod_of("leader").removeprefix("minoots-"))):
        before = starts(world, f"minoots-{lost}")
        for command in commands("Lost volumes", "delete pvc").splitlines():
            operator.bash(command.replace("minoots-2", f"minoots-{lost}"))
        world.until("the pod is back", lambda lost=lost, before=before: starts(world, f"minoots-{lost}") > before and world.all_ready())
        former = next(member for member in members if member % 1000 == lost)
        members = members - {former} | {former + 1000}
        until_members(world, operator, members)
    installed.load.judge(LEAST)


def test_two_drains_take_one_pod_at_a_time(installed):
    world = installed.world
    machines = world.do(lambda: {name: pod.machine for name, pod in world.pods.items()})
    leader, follower = installed.pod_of("leader"), installed.pod_of("follower")
    drains = [threading.Thread(target=lambda pod=pod: world.call(world.drain(machines[pod]))) for pod in (leader, follower)]
    for drain in drains:
        drain.start()
    for drain in drains:
        drain.join()
    world.until("both pods are back", lambda: starts(world, leader) == 2 == starts(world, follower) and world.all_ready())
    refused = [event for event in world.events if event.text == "eviction refused"]
    assert refused, world.story()
    assert replaced_at_once(world) == 1, world.story()
    assert not {machines[leader], machines[follower]} & set(world.do(lambda: {pod.machine for pod in world.pods.values()}))
    installed.load.judge(LEAST)
    assert_orderly(world)


def test_an_upgrade_goes_back_and_forth_until_it_is_finalized(cluster):
    cluster.install(**{"image.tag": "EARLIER"})
    world, operator = cluster.world, cluster.operator

    def level():
        return json.loads(operator.bash("minoots cluster upgrade status --output json"))["level"]

    upgrade, rollout, status, finalize = commands("Upgrade", "upgrade finalize").splitlines()
    assert level() == 0
    for tag in ("NEW", "EARLIER", "NEW") if IS_LONG else ("NEW",):
        operator.bash(upgrade.replace("NEW", tag))
        operator.bash(rollout)
        operator.bash(status)
        assert level() == 0
    operator.bash(finalize)
    assert level() == 1
    assert replaced_at_once(world) == 1, world.story()
    cluster.load.judge(LEAST)
    assert_orderly(world)
