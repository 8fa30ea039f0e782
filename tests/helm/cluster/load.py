"""Load on the client Service: timers with ids, repeated until they are acknowledged, a consumer, and the judgement at the end."""

import http.client
import json
import random
import socket
import ssl
import subprocess
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from cluster.network import enter
from cluster.operator_shell import Operator

CALL_S = 5
PAUSE_S = 0.03
DELAYS_MS = (0, 1500)
# Every this many timers, one fires only long after the test.
KEPT_EVERY = 20
KEPT_DELAY_MS = 3_600_000


@dataclass(frozen=True)
class Delivery:
    at: float
    fire_time: float
    lateness_us: int
    fence: str
    event: str


class _Connection(http.client.HTTPSConnection):
    """A connection to the Service's address, whose certificate has the Service's name."""

    def __init__(self, host: str, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, 7411, timeout=CALL_S, context=context)
        self._address = address
        self._trust = context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), CALL_S)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


class Load:
    """Runs from its start until `judge`."""

    def __init__(self, operator: Operator, key: str) -> None:
        self._operator = operator
        self._key = key
        self._host = f"minoots.{operator.world.namespace}.svc"
        self._address = operator.world.do(operator.world.lookup, f"{self._host}.{operator.world.domain}")[0]
        self._context = ssl.create_default_context(cafile=operator.environment["MINOOTS_CA_FILE"])
        self._is_creating = self._is_consuming = True
        self._consumer: subprocess.Popen | None = None
        self._failures: list[BaseException] = []
        self.acknowledged: set[str] = set()
        self.kept: set[str] = set()
        self.deliveries: dict[str, list[Delivery]] = defaultdict(list)
        self._threads = [threading.Thread(target=self._guarded, args=(work,)) for work in (self._create, self._consume)]
        for thread in self._threads:
            thread.start()

    def _guarded(self, work) -> None:
        try:
            work()
        except BaseException as failure:
            self._failures.append(failure)

    def _create(self) -> None:
        enter(self._operator.namespace)
        connection = _Connection(self._host, self._address, self._context)
        headers = {"content-type": "application/json", "authorization": f"Bearer {self._key}"}
        number = 0
        while self._is_creating:
            number += 1
            is_kept = number % KEPT_EVERY == 0
            timer = {"id": f"{'kept' if is_kept else 'fires'}-{number}", "name": "load", "delay": KEPT_DELAY_MS if is_kept else random.randint(*DELAYS_MS)}
            while not self._is_created(connection, json.dumps(timer), headers):
                time.sleep(PAUSE_S)
            (self.kept if is_kept else self.acknowledged).add(timer["id"])
            time.sleep(PAUSE_S)
        connection.close()

    @staticmethod
    def _is_created(connection: _Connection, body: str, headers: dict[str, str]) -> bool:
        """One attempt. Everything but an acknowledgement is repeated, with the same id."""
        try:
            connection.request("POST", "/v1/timers", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return False
        # A refusal that repeats cannot change is a fault of the test.
        assert answer.status == 200 or answer.status >= 500 or answer.status == 429, (answer.status, content)
        return answer.status == 200

    def _consume(self) -> None:
        environment = self._operator.environment | {"MINOOTS_API_KEY": self._key}
        words = self._operator.words("minoots", "event", "consume", "--output", "json")
        with (self._operator.directory / "consumer.log").open("ab") as errors:
            while self._is_consuming:
                # A consumer ends if no node answers at its start.
                with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as self._consumer:
                    for line in self._consumer.stdout:
                        self._take(json.loads(line))
                time.sleep(PAUSE_S)

    def _take(self, event: dict) -> None:
        assert event["type"] == "timer.fired", event
        fire_time = datetime.fromisoformat(event["fireTime"][:19] + "+00:00").timestamp() + float("0" + event["fireTime"][19:-1])
        timer = event["subject"].removeprefix("timers/")
        delivery = Delivery(time.time(), fire_time, int(event["latenessUs"]), event["fence"], event["dedupeKey"])
        self.deliveries[timer].append(delivery)

    def judge(self, least: int = 30) -> None:
        """Ends the creates, waits until every acknowledged timer was delivered, and compares."""
        until = self._operator.world.until
        until("timers are acknowledged", lambda: self._failures or (len(self.acknowledged) >= least and self.kept))
        self._is_creating = False
        self._threads[0].join()
        try:
            until("every acknowledged timer is delivered", lambda: self._failures or not self.acknowledged - self.deliveries.keys())
            kept = self._operator.bash("minoots timer list --id-prefix kept- --status scheduled --all --output json", MINOOTS_API_KEY=self._key)
        finally:
            self.end()
        phantoms = self.deliveries.keys() - self.acknowledged
        assert not phantoms, phantoms
        assert {timer["id"] for timer in _lines(kept)} == self.kept
        for timer, deliveries in self.deliveries.items():
            assert all(delivery.at >= delivery.fire_time and delivery.lateness_us >= 0 for delivery in deliveries), (timer, deliveries)
            assert len({delivery.event for delivery in deliveries}) == 1, (timer, deliveries)
            fences = [delivery.fence for delivery in deliveries]
            assert fences == sorted(set(fences)), (timer, deliveries)

    def end(self) -> None:
        self._is_creating = self._is_consuming = False
        if self._consumer:
            self._consumer.kill()
        for thread in self._threads:
            thread.join()
        if self._failures:
            raise AssertionError("the load failed") from self._failures[0]


def _lines(text: str) -> list[dict]:
    found = json.loads(text)
    return found["timers"] if isinstance(found, dict) else found
