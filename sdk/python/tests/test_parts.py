"""The parts that need no server: backoff, budget, times, ids, addresses, and the classification of failed attempts."""

from __future__ import annotations

import uuid
from concurrent.futures import Future
from datetime import datetime, timedelta, timezone

import grpc
import pytest
from google.protobuf.any_pb2 import Any as ProtoAny
from google.protobuf.duration_pb2 import Duration as ProtoDuration
from google.rpc import error_details_pb2, status_pb2

from minoots import (
    Client,
    ConflictError,
    Created,
    CursorCompactedError,
    Field,
    InternalError,
    InvalidError,
    MinootsError,
    NewTimer,
    NotFoundError,
    OutcomeUnknownError,
    Payload,
    RefusedError,
    UnavailableError,
    Worker,
    _requests,
    _time,
)
from minoots._attempts import Attempts, Kind, Reopening
from minoots._backoff import FIRST, LONGEST, Backoff, Budget
from minoots._consuming import Consuming, Duplicates, Load
from minoots._endpoints import Endpoints, Settings, configured, target
from minoots._fault import Fault, in_doubt
from minoots._ids import new_id
from minoots._proto.event.v1 import event_service_pb2 as api
from minoots._proto.timer.v1 import timer_service_pb2
from minoots._proto.timer.v1.timer_pb2 import SubmitError
from minoots._submitting import Submitting, Write


def test_pauses_double_from_50_ms_to_2_s_and_start_again_after_a_success() -> None:
    backoff = Backoff()
    assert [round(backoff.advance() * 1000) for _ in range(8)] == [50, 100, 200, 400, 800, 1600, 2000, 2000]
    backoff.reset()
    assert backoff.advance() == FIRST


def test_a_pause_is_random_and_on_top_of_what_the_server_asks() -> None:
    pauses = [Backoff().next(0.7) for _ in range(200)]
    assert all(0.7 <= pause < 0.7 + FIRST for pause in pauses) and len(set(pauses)) > 100
    late = Backoff()
    assert max(late.next() for _ in range(500)) > LONGEST * 0.9


def test_ten_calls_earn_one_retry_and_quiet_times_save_no_more_than_a_burst() -> None:
    budget = Budget(10, 10, clock=lambda: 0)
    assert [budget.spend() for _ in range(11)] == [True] * 10 + [False]
    for _ in range(9):
        budget.earn()
    assert not budget.spend()
    budget.earn()
    assert budget.spend()
    for _ in range(1000):
        budget.earn()
    assert [budget.spend() for _ in range(11)] == [True] * 10 + [False]
    assert not Budget(0, 0).spend()


def test_retries_that_were_spent_come_back_with_time() -> None:
    now = [0]
    budget = Budget(0, 10, clock=lambda: now[0])

    def spent_at(milliseconds: int) -> int:
        now[0] = milliseconds * 1_000_000
        return [budget.spend() for _ in range(20)].count(True)

    assert [spent_at(at) for at in (0, 500, 1_000, 6_000, 90_000)] == [10, 0, 1, 5, 10]
    small = Budget(0, 1, clock=lambda: now[0])
    assert small.spend()
    begun, allowed = now[0], 0
    for step in range(1, 10_001):
        now[0] = begun + step * 1_000_000
        allowed += small.spend()
    assert allowed == 1


def test_ids_are_uuids_of_version_7_in_order_of_time() -> None:
    drawn = [uuid.UUID(new_id()) for _ in range(1000)]
    assert len(set(drawn)) == 1000
    assert {(one.version, one.variant) for one in drawn} == {(7, uuid.RFC_4122)}
    millis = [one.int >> 80 for one in drawn]
    assert millis == sorted(millis)


@pytest.mark.parametrize(
    ("text", "nanos"),
    [
        ("1500ms", 1_500_000_000),
        ("25s", 25_000_000_000),
        ("1h30m", 5_400_000_000_000),
        ("PT1H30M", 5_400_000_000_000),
        ("P1D", 86_400_000_000_000),
        ("1.5s", 1_500_000_000),
        ("0s", 0),
        ("1ns", 1),
        ("P1WT0.5S", 604_800_500_000_000),
    ],
)
def test_a_duration_may_be_text(text: str, nanos: int) -> None:
    assert _time.nanoseconds(text, "delay") == nanos


@pytest.mark.parametrize("wrong", ["", "25", "s", "-5s", "5 s", "30m1h", "5s5s", "P", "PT", "P1DT", "1.5h30m", "0.5ns"])
def test_a_bad_duration_is_told_with_its_field_and_a_way_out(wrong: str) -> None:
    with pytest.raises(InvalidError) as refused:
        _requests.create(NewTimer("tea", delay=wrong))
    assert [field.path for field in refused.value.fields] == ["delay"] and str(refused.value).startswith("delay ")


@pytest.mark.parametrize("number", [25, 2.5, True])
def test_a_bare_number_is_no_duration(number: float) -> None:
    with pytest.raises(InvalidError, match=r"give timedelta\(seconds=25\)"):
        NewTimer("tea", delay=number) and _requests.create(NewTimer("tea", delay=number))  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="deadline"):
        Client(deadline=number)  # type: ignore[arg-type]


def test_times_come_back_as_they_went() -> None:
    for micros in (0, 1, 999_999, 1_893_553_445_123_456, -1):
        instant = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=micros)
        assert _time.from_timestamp(_time.to_timestamp(instant, "t")) == instant
        length = timedelta(microseconds=micros)
        assert _time.from_duration(_time.to_duration(length, "d")) == length
    with pytest.raises(InvalidError, match="time zone"):
        _requests.create(NewTimer("tea", fire_time=datetime(2030, 1, 1)))
    with pytest.raises(InvalidError, match="10,000 years"):
        _requests.create(NewTimer("tea", delay=timedelta(days=4_000_000)))


def test_a_new_timer_says_what_is_wrong_with_it() -> None:
    for wrong, field in (
        (NewTimer("tea"), "delay"),
        (NewTimer("tea", delay="1s", id=""), "id"),
        (NewTimer("tea", delay="1s", id=7), "id"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", fire_time=datetime.now(timezone.utc)), "delay"),
        (NewTimer("tea", delay="1s", payload="a", json={}), "payload"),
        (NewTimer("tea", delay="1s", payload={"a": 1}), "payload"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", payload=Payload("a")), "payload.data"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", json={"a": object()}), "json"),
        (NewTimer("tea", delay="1s", json=float("nan")), "json"),
        (NewTimer("tea", delay="1s", labels={"a": 1}), "labels"),  # type: ignore[dict-item]
    ):
        with pytest.raises(InvalidError) as refused:
            _requests.create(wrong)
        assert refused.value.fields[0].path == field
    assert _requests.create(NewTimer("tea", delay="1s", payload=Payload(b"x", "a/b"))).payload.content_type == "a/b"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("127.0.0.1:7411", "write http://127.0.0.1:7411"),
        ("http://a:1,https://b:1", "must begin with http://"),
        ("ftp://a:1", "has the scheme"),
        ("grpc://127.0.0.1:7411", "scheme 'grpc'"),
        ("http://127.0.0.1", "names no port"),
        ("http://127.0.0.1:7411/v1", "a scheme, a host and a port"),
        ("http://user@127.0.0.1:7411", "a scheme, a host and a port"),
        ("http://127.0.0.1:99999", "no URL"),
        ("http://:7411", "a scheme, a host and a port"),
        ("", "is empty"),
        ("http://127.0.0.1\ud800:7411", "lone surrogate"),
        ("\ud800", "lone surrogate"),
    ],
)
def test_a_wrong_address_is_told_with_what_to_write(url: str, words: str) -> None:
    with pytest.raises(InvalidError, match="endpoint ") as refused:
        Client(url)
    assert words in str(refused.value) and [field.path for field in refused.value.fields] == ["endpoint"]
    with pytest.raises(InvalidError):
        Client(["http://127.0.0.1:7411", url])
    with pytest.raises(InvalidError):
        Worker(url)


def test_servers_are_given_or_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINOOTS_ENDPOINT", raising=False)
    assert configured(None) == ("http://127.0.0.1:7411",)
    monkeypatch.setenv("MINOOTS_ENDPOINT", "http://a:1, http://b:2/")
    assert configured(None) == ("http://a:1", "http://b:2")
    assert configured(["http://c:3"]) == ("http://c:3",)
    assert target("http://[::1]:7411") == "dns:///[::1]:7411"
    with pytest.raises(InvalidError):
        configured([])


class Place:
    def __init__(self, url: str) -> None:
        self.url = url


def places(*urls: str) -> Endpoints[Place]:
    return Endpoints(Settings(urls, False), Place)


def test_of_many_calls_that_fail_on_one_server_only_the_first_moves_on() -> None:
    endpoints = places("http://a:1", "http://b:1", "http://c:1")
    first = endpoints.route()
    assert first is endpoints.route()
    assert not endpoints.leave(first, "") and not endpoints.leave(first, "")
    assert endpoints.route().url == "http://b:1"
    assert endpoints.leave(endpoints.route(), "http://leader:9")
    assert endpoints.route().url == "http://leader:9"
    assert not endpoints.leave(endpoints.route(), "no url")
    assert endpoints.route().url == "http://c:1"


def test_a_leader_that_is_named_is_followed_as_the_servers_are_called_and_never_to_http() -> None:
    secured = places("https://a:1", "https://b:1")
    assert not secured.leave(secured.route(), "http://leader:9") and secured.route().url == "https://b:1"
    assert secured.leave(secured.route(), "https://leader:9") and secured.route().url == "https://leader:9"
    plain = places("http://a:1", "http://b:1")
    assert not plain.leave(plain.route(), "https://leader:9") and plain.route().url == "http://b:1"


def test_learned_servers_are_forgotten_when_there_are_too_many() -> None:
    endpoints = places("http://a:1")
    for number in range(100):
        endpoints.leave(endpoints.route(), f"http://leader:{number + 1}")
    assert len(endpoints.close()) <= 18


class Error:
    """An error of gRPC, as the client reads it."""

    def __init__(
        self, code: grpc.StatusCode, text: str, *details: object, leader: str = "", unreadable: bool = False
    ) -> None:
        self._code, self._text = code, text
        self._trailers: list[tuple[str, str | bytes]] = [("minoots-leader", leader)] if leader else []
        if details or unreadable:
            status = status_pb2.Status(code=code.value[0], message=text)
            for detail in details:
                packed = ProtoAny()
                packed.Pack(detail)  # type: ignore[arg-type]
                status.details.append(packed)
            encoded = b"\xff\xff" if unreadable else status.SerializeToString()
            self._trailers.append(("grpc-status-details-bin", encoded))

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return self._text

    def trailing_metadata(self) -> list[tuple[str, str | bytes]]:
        return self._trailers


def spoken(code: grpc.StatusCode, reason: str, delay_ms: int = 200, leader: str = "") -> Fault:
    info = error_details_pb2.ErrorInfo(reason=reason, domain="minoots", metadata={"limit": "7"})
    retry = error_details_pb2.RetryInfo(retry_delay=ProtoDuration(nanos=delay_ms * 1_000_000))
    return Fault.of(Error(code, "words", info, *([retry] if delay_ms else []), leader=leader))


C = grpc.StatusCode


def test_refusals_that_changed_nothing_are_transient_and_not_in_doubt() -> None:
    for reason in ("NOT_LEADER", "NO_QUORUM", "SHUTTING_DOWN", "A_REASON_OF_LATER"):
        fault = spoken(C.UNAVAILABLE, reason)
        assert fault.is_transient and not fault.may_have_happened and fault.blames_the_node
        assert isinstance(fault.error(), UnavailableError)


def test_overload_is_waited_out_where_it_is() -> None:
    fault = spoken(C.RESOURCE_EXHAUSTED, "OVERLOADED")
    assert fault.is_transient and not fault.blames_the_node and not fault.may_have_happened
    error = fault.error("r1")
    assert isinstance(error, RefusedError) and error.retry_delay == timedelta(milliseconds=200)
    assert (error.code, error.reason, error.metadata, error.request_id) == (
        C.RESOURCE_EXHAUSTED,
        "OVERLOADED",
        {"limit": "7"},
        "r1",
    )
    assert not spoken(C.RESOURCE_EXHAUSTED, "QUOTA", delay_ms=0).is_transient


def test_an_unknown_outcome_and_a_broken_way_may_both_have_happened() -> None:
    assert spoken(C.UNAVAILABLE, "OUTCOME_UNKNOWN").may_have_happened
    for code in (C.UNAVAILABLE, C.UNKNOWN, C.CANCELLED, C.INTERNAL, C.DEADLINE_EXCEEDED):
        fault = Fault.of(Error(code, "Socket closed"))
        assert fault.is_transient and fault.may_have_happened, code
        assert isinstance(fault.error(), OutcomeUnknownError)
    assert Fault.timed_out(1).may_have_happened and Fault.ended().may_have_happened


def test_a_defect_of_the_server_is_final_and_unreadable_details_are_none() -> None:
    fault = spoken(C.INTERNAL, "INTERNAL", delay_ms=0)
    assert not fault.is_transient and isinstance(fault.error(), InternalError)
    assert Fault.of(Error(C.NOT_FOUND, "x", unreadable=True)).reason == ""


def test_a_connection_that_was_never_made_sent_nothing() -> None:
    fault = Fault.of(Error(C.UNAVAILABLE, "failed to connect to all addresses; last error: refused"))
    assert fault.unsent and fault.is_transient and not fault.may_have_happened


def test_the_error_says_what_the_caller_can_do() -> None:
    bad = error_details_pb2.BadRequest()
    bad.field_violations.add(field="name", description="must not be empty")
    info = error_details_pb2.ErrorInfo(reason="NAME_EMPTY")
    invalid = Fault.of(Error(C.INVALID_ARGUMENT, "words", info, bad)).error()
    assert isinstance(invalid, InvalidError) and invalid.fields == (Field("name", "must not be empty"),)
    assert isinstance(spoken(C.ALREADY_EXISTS, "TIMER_EXISTS").error(), ConflictError)
    assert isinstance(spoken(C.NOT_FOUND, "TIMER").error(), NotFoundError)
    compacted = error_details_pb2.ErrorInfo(reason="CURSOR_COMPACTED", metadata={"earliest_cursor": "c7"})
    error = Fault.of(Error(C.OUT_OF_RANGE, "words", compacted)).error()
    assert isinstance(error, CursorCompactedError) and error.earliest == "c7"
    submitted = SubmitError(code=3, reason="NAME_EMPTY", message="words", fields=["name: must not be empty"])
    assert Fault.of_submit(submitted).error().fields == invalid.fields


def test_a_refusal_after_a_lost_answer_leaves_the_outcome_unknown_and_a_settled_one_does_not() -> None:
    assert isinstance(in_doubt(spoken(C.UNAVAILABLE, "NOT_LEADER").error()), OutcomeUnknownError)
    assert isinstance(in_doubt(spoken(C.FAILED_PRECONDITION, "STALE_FENCE").error()), OutcomeUnknownError)
    assert isinstance(in_doubt(spoken(C.ABORTED, "STATE_VERSION").error()), OutcomeUnknownError)
    assert isinstance(in_doubt(spoken(C.NOT_FOUND, "SCHEDULE").error()), OutcomeUnknownError)
    assert isinstance(in_doubt(spoken(C.NOT_FOUND, "BUDGET").error()), OutcomeUnknownError)
    for stepped in ("TERMINAL", "NOT_RUNNING", "NOT_IN_PHASE", "NOT_AWAITING_APPROVAL"):
        assert isinstance(in_doubt(spoken(C.FAILED_PRECONDITION, stepped).error()), OutcomeUnknownError)
    for handed in ("HANDOFF_OVER", "STALE_EPOCH", "AGENT_NOT_ACTIVE"):
        assert isinstance(in_doubt(spoken(C.FAILED_PRECONDITION, handed).error()), OutcomeUnknownError)
    assert isinstance(in_doubt(spoken(C.ALREADY_EXISTS, "HANDOFF_EXISTS").error()), OutcomeUnknownError)
    assert isinstance(in_doubt(spoken(C.NOT_FOUND, "TIMER").error()), NotFoundError)
    assert isinstance(in_doubt(spoken(C.ALREADY_EXISTS, "TIMER_EXISTS").error()), ConflictError)


def test_definite_refusals_of_repeatable_calls_are_not_in_doubt() -> None:
    for fault in (
        spoken(C.ABORTED, "VERSION_CONFLICT"),
        spoken(C.FAILED_PRECONDITION, "STALE_FENCE"),
        spoken(C.NOT_FOUND, "BUDGET"),
        spoken(C.RESOURCE_EXHAUSTED, "BUDGET_SPENT"),
    ):
        error = fault.error()
        assert in_doubt(error, repeatable=True) is error
    for fault in (spoken(C.UNAVAILABLE, "NOT_LEADER"), spoken(C.RESOURCE_EXHAUSTED, "OVERLOADED")):
        assert isinstance(in_doubt(fault.error(), repeatable=True), OutcomeUnknownError)
    for kind, told in ((Kind.REPEATABLE, ConflictError), (Kind.WRITE, OutcomeUnknownError), (Kind.READ, ConflictError)):
        endpoints = places("http://a:1")
        attempts = Attempts(kind, endpoints, Budget(10, 10), 10, 3)
        attempts.failed(endpoints.route(), Fault.ended())
        with pytest.raises(MinootsError) as refused:
            attempts.failed(endpoints.route(), spoken(C.FAILED_PRECONDITION, "STALE_FENCE"))
        assert type(refused.value) is told


def test_unrepeatable_calls_are_retried_only_while_they_cannot_have_happened() -> None:
    def attempted(kind: Kind) -> tuple[Attempts, Endpoints[Place]]:
        endpoints = places("http://a:1", "http://b:1")
        return Attempts(kind, endpoints, Budget(10, 10), 10, 3), endpoints

    attempts, endpoints = attempted(Kind.ONCE)
    for fault in (
        Fault(C.UNAVAILABLE, "failed to connect to all addresses", unsent=True),
        spoken(C.UNAVAILABLE, "NOT_LEADER"),
    ):
        assert attempts.failed(endpoints.route(), fault) >= 0
    with pytest.raises(OutcomeUnknownError):
        attempts.failed(endpoints.route(), Fault.ended())
    attempts, endpoints = attempted(Kind.ONCE)
    led = Fault(C.UNAVAILABLE, "the connection broke", leader="http://b:1")
    with pytest.raises(OutcomeUnknownError):
        attempts.failed(endpoints.route(), led)
    attempts, endpoints = attempted(Kind.WRITE)
    assert attempts.failed(endpoints.route(), led) == 0


def test_a_spent_budget_is_told_at_once_and_never_waited_for() -> None:
    fault = spoken(C.RESOURCE_EXHAUSTED, "BUDGET_SPENT")
    assert not fault.is_transient and not fault.blames_the_node
    error = fault.error()
    assert isinstance(error, RefusedError) and error.retry_delay == timedelta(milliseconds=200)


def test_a_conflict_tells_what_stands_in_the_way() -> None:
    assert ConflictError("", metadata={"version": "0"}).current_version == 0
    assert ConflictError("", metadata={"stateVersion": "12"}).current_version == 12
    assert ConflictError("", metadata={"version": "new"}).current_version is None
    assert ConflictError("", metadata={"holder": "three"}).holder == "three"


def test_a_leader_is_followed_at_once_and_for_free_one_time() -> None:
    endpoints, budget = places("http://a:1"), Budget(0, 1)
    attempts = Attempts(Kind.WRITE, endpoints, budget, 10, 3)
    assert attempts.failed(endpoints.route(), spoken(C.UNAVAILABLE, "NOT_LEADER", leader="http://b:1")) == 0
    assert endpoints.route().url == "http://b:1"
    again = spoken(C.UNAVAILABLE, "NOT_LEADER", leader="http://c:1")
    assert attempts.failed(endpoints.route(), again) >= 0.2
    with pytest.raises(UnavailableError):
        attempts.failed(endpoints.route(), again)


def test_a_write_that_is_given_up_after_a_lost_answer_is_unknown_and_a_read_is_not() -> None:
    for kind, error in ((Kind.WRITE, OutcomeUnknownError), (Kind.READ, UnavailableError)):
        endpoints = places("http://a:1")
        attempts = Attempts(kind, endpoints, Budget(0, 1), 10, 3, "r7")
        assert attempts.failed(endpoints.route(), Fault.of(Error(C.UNAVAILABLE, "Socket closed"))) < FIRST
        with pytest.raises(error) as last:
            attempts.failed(endpoints.route(), spoken(C.UNAVAILABLE, "SHUTTING_DOWN"))
        assert last.value.request_id == "r7"


def test_pauses_beyond_the_deadline_prevent_retries() -> None:
    endpoints = places("http://a:1")
    attempts = Attempts(Kind.READ, endpoints, Budget(10, 10), 0.1, 0.1)
    with pytest.raises(RefusedError):
        attempts.failed(endpoints.route(), spoken(C.RESOURCE_EXHAUSTED, "OVERLOADED", delay_ms=500))


def test_a_stream_goes_on_where_its_leader_went_without_a_pause() -> None:
    for leader in ("http://c:1", "http://a:1"):
        endpoints = places("http://a:1", "http://b:1")
        reopening = Reopening(endpoints, None)
        reopening.opened()
        fault = spoken(C.UNAVAILABLE, "NOT_LEADER", delay_ms=900, leader=leader)
        assert reopening.failed(endpoints.route(), fault) == 0
        assert endpoints.route().url == leader
    with pytest.raises(InvalidError):
        reopening.failed(endpoints.route(), spoken(C.INVALID_ARGUMENT, "CREDITS_RANGE"))


def test_deliveries_held_from_earlier_streams_reduce_the_credits() -> None:
    load = Load(10)
    assert load.open() == 10
    held = [load.take() for _ in range(4)]
    load.release(held[0])
    assert load.room == 10 and load.open() == 7
    for room, one in enumerate(held[1:], 8):
        load.release(one)
        assert load.room == room
    full = Load(2)
    full.open()
    full.take(), full.take()
    assert full.open() == 0 and full.held == 2
    full.release(1)
    assert full.room == 1
    assert Load(0).open() == 0


def test_a_consumer_that_is_full_opens_its_stream_paused() -> None:
    consuming = Consuming("kitchen", 1, 0, Budget(1, 1), lambda _, __: None)
    first = consuming.opening().open
    assert (first.queue, first.credits, first.paused) == ("kitchen", 1, False)
    held = consuming.take()
    assert consuming.opening().open.paused
    sent: list[api.ConsumeRequest] = []
    consuming.opened(sent.append)
    del held
    consuming.count_released()
    assert [request.credits.credits for request in sent] == [1]
    # The same, with a release while the stream is opened.
    held = consuming.take()
    assert consuming.opening().open.paused
    consuming.broken()
    del held
    consuming.count_released()
    consuming.opened(sent.append)
    assert [request.credits.credits for request in sent] == [1, 1]


def test_only_the_last_keys_are_remembered() -> None:
    duplicates, none = Duplicates(2), Duplicates(0)
    for key in ("a", "b", "b", "c"):
        duplicates.remember(key)
        none.remember(key)
    assert [key in duplicates for key in "abc"] == [False, True, True]
    assert "c" not in none


@pytest.mark.parametrize("fact", ["stateVersion", "state_version", "version"])
def test_a_conflict_tells_the_current_version_under_each_name_of_the_fact(fact: str) -> None:
    assert ConflictError("", metadata={fact: "17"}).current_version == 17
    assert ConflictError("", metadata={fact: "17", "guard": "3"}).current_version == 17
    assert ConflictError("", metadata={"due": "17"}).current_version is None


def test_a_refused_write_whose_pause_outlasts_its_deadline_fails_at_once() -> None:
    state = Submitting(Budget(100, 10), lambda pause, call: None)
    state.opened(lambda request: None)
    for delay, waits in ((1, True), (60, False)):
        future: Future[Created] = Future()
        write = Write.create(timer_service_pb2.CreateTimerRequest(request_id="r"))
        sequence = state.write(write, future, 10.0)
        assert state.going_out(write.request)
        refusal = SubmitError(code=8, reason="QUOTA", message="used up", metadata={"quota": "pending_timers"})
        refusal.retry_delay.seconds = delay
        state.answered(timer_service_pb2.SubmitResponse(sequence=sequence, error=refusal))
        assert future.done() is not waits
    error = future.exception()
    assert isinstance(error, RefusedError) and error.reason == "QUOTA" and not isinstance(error, OutcomeUnknownError)
    assert error.metadata == {"quota": "pending_timers"} and error.retry_delay == timedelta(minutes=1)


def test_a_write_in_doubt_that_was_refused_and_not_sent_again_stays_unknown() -> None:
    state = Submitting(Budget(100, 10), lambda pause, call: None)
    state.opened(lambda request: None)
    future: Future[Created] = Future()
    write = Write.create(timer_service_pb2.CreateTimerRequest(request_id="r"))
    sequence = state.write(write, future, 10.0)
    assert state.going_out(write.request)
    lost = SubmitError(code=14, reason="OUTCOME_UNKNOWN", message="lost")
    state.answered(timer_service_pb2.SubmitResponse(sequence=sequence, error=lost))
    assert not future.done()
    state.expired(sequence)
    assert isinstance(future.exception(), OutcomeUnknownError)
