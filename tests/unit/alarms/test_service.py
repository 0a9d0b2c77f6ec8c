import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from alarms.engine import AlarmEngine
from alarms.messages import encode_message
from alarms.model import ActionRefused, AlarmState, Verdict
from alarms.ports import AlarmChange, Batch, JournalError
from alarms.sequences import ReplayRequest
from alarms.service import AlarmService, Receipt, ReceiptStatus, ServiceStoppedError
from tests.fakes.clock import FakeClock
from tests.fakes.memory_journal import MemoryJournal
from tests.unit.alarms.world import small_site

WAIT_S = 60


class Ears:
    """A listener that can be waited on."""

    def __init__(self) -> None:
        self.changes: list[AlarmChange] = []
        self._heard = threading.Condition()

    def changed(self, change: AlarmChange) -> None:
        with self._heard:
            self.changes.append(change)
            self._heard.notify_all()

    def wait(self, wanted: Any) -> AlarmChange:
        with self._heard:
            assert self._heard.wait_for(lambda: any(map(wanted, self.changes)), WAIT_S), "never heard of it"
            return next(change for change in self.changes if wanted(change))


class Station:
    """A service over a journal in memory, restartable."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.journal = MemoryJournal()
        self.ears = Ears()
        self.number = 0
        self.service = self._make()

    def _make(self) -> AlarmService:
        service = AlarmService(AlarmEngine(small_site(), self.clock), self.journal, self.clock)
        service.add_listener(self.ears)
        service.start()
        return service

    def restart(self) -> None:
        self.service.stop()
        self.service = self._make()

    def submit(self, rest: str, active: bool | None = True, **more: Any) -> Future[Receipt]:
        self.number += 1
        envelope = {key: more.pop(key) for key in ("seq", "boot") if key in more}
        body = more if active is None else {"active": active, **more}
        payload = encode_message(body, at=self.clock.now(), message_id=f"n{self.number}", **envelope)
        return self.send(rest, payload)

    def send(self, rest: str, payload: bytes) -> Future[Receipt]:
        return self.service.submit(f"gs/1/demo/{rest}", payload, self.clock.now(), "test")

    def points(self) -> list[str]:
        return [one.point for one in self.service.snapshot().occurrences]


@pytest.fixture
def station(clock: FakeClock) -> Iterator[Station]:
    station = Station(clock)
    yield station
    station.journal.gate.set()
    station.service.stop()


def test_nothing_is_shown_or_answered_before_it_is_durable(station: Station) -> None:
    station.journal.gate.clear()
    receipt = station.submit("help/event/panic/H501", occ="h")
    deadline = threading.Event()
    while not station.journal.attempts:
        deadline.wait(0.005)
    assert not receipt.done()
    assert station.points() == []
    assert station.ears.changes == []
    station.journal.gate.set()
    assert receipt.result(WAIT_S).status is ReceiptStatus.STORED
    assert station.points() == ["help-1"]


def test_what_waits_is_committed_as_one_group(station: Station) -> None:
    station.journal.gate.clear()
    first = station.submit("help/event/panic/H501", occ="h")
    pause = threading.Event()
    while not station.journal.attempts:
        pause.wait(0.005)
    others = [station.submit(f"fence/event/perimeter/Z{n:02}", occ=str(n)) for n in range(40)]
    station.journal.gate.set()
    for receipt in [first, *others]:
        receipt.result(WAIT_S)
    assert [len(batch.raw) for batch in station.journal.batches] == [1, 40]
    assert len(station.journal.batches[1].occurrences) == 40
    assert len(station.points()) == 41


def test_a_message_seen_before_raises_nothing_again(station: Station, clock: FakeClock) -> None:
    payload = encode_message({"active": True, "occ": "a"}, at=clock.now(), message_id="same")
    assert station.send("fence/event/perimeter/Z01", payload).result(WAIT_S).status is ReceiptStatus.STORED
    assert station.send("fence/event/perimeter/Z01", payload).result(WAIT_S).status is ReceiptStatus.DUPLICATE
    station.restart()
    assert station.send("fence/event/perimeter/Z01", payload).result(WAIT_S).status is ReceiptStatus.DUPLICATE
    assert station.points() == ["fence-1"]
    assert len(station.journal.raw) == 1


def test_a_restart_knows_all_that_was_known(station: Station, clock: FakeClock) -> None:
    station.submit("help/event/panic/H501", occ="h").result(WAIT_S)
    station.submit("fence/event/perimeter/Z01", occ="a").result(WAIT_S)
    key = station.service.snapshot().occurrences[0].id
    station.service.acknowledge(key, "guard", no_picture=True).result(WAIT_S)
    station.submit("fence/status", None, status="online").result(WAIT_S)
    before = station.service.snapshot()
    station.restart()
    assert station.service.snapshot() == before
    assert station.service.board.device("fence").online


def test_a_failed_commit_shows_nothing_acknowledges_nothing_and_is_tried_again(station: Station) -> None:
    station.journal.failing = True
    receipt = station.submit("help/event/panic/H501", occ="h")
    fault = station.ears.wait(lambda change: change.faults).faults[0]
    assert (fault.code, fault.active, fault.detail["code"]) == ("journal", True, "disk_full")
    assert station.service.fault is not None
    assert not receipt.done()
    assert station.points() == []
    station.journal.failing = False
    assert receipt.result(WAIT_S).status is ReceiptStatus.STORED
    assert station.points() == ["help-1"]
    assert not station.ears.wait(lambda change: change.faults and not change.faults[0].active).faults[0].active
    assert station.service.fault is None


def test_a_guards_act_that_cannot_be_saved_fails_and_leaves_no_trace(station: Station) -> None:
    station.submit("help/event/panic/H501", occ="h").result(WAIT_S)
    key = station.service.snapshot().occurrences[0].id
    station.journal.failing = True
    with pytest.raises(JournalError):
        station.service.acknowledge(key, "guard", no_picture=True).result(WAIT_S)
    assert station.service.snapshot().occurrences[0].state is AlarmState.UNACKED
    station.journal.failing = False
    station.service.acknowledge(key, "guard", no_picture=True).result(WAIT_S)
    assert station.service.snapshot().occurrences[0].state is AlarmState.ACKED


def test_one_message_that_cannot_be_written_does_not_hold_the_others(station: Station) -> None:
    def poisoned(batch: Batch) -> bool:
        return any(raw.topic.endswith("/Z66") for raw in batch.raw)

    station.journal.failing = poisoned
    bad = station.submit("fence/event/perimeter/Z66", occ="x")
    good = [station.submit(f"fence/event/perimeter/Z{n:02}", occ=str(n)) for n in range(5)]
    for receipt in good:
        receipt.result(WAIT_S)
    assert not bad.done()
    station.journal.failing = False
    assert bad.result(WAIT_S).status is ReceiptStatus.STORED
    assert len(station.points()) == 6


def test_garbage_is_counted_and_answered(station: Station) -> None:
    cases = {
        "not_json": ("fence/event/perimeter/Z01", b"\xff{"),
        "wrong_shape": ("fence/event/perimeter/Z01", b"[1]"),
        "too_large": ("fence/event/perimeter/Z01", b"x" * (256 * 1024 + 1)),
        "wrong_topic": ("fence", b"{}"),
        "unknown_device": ("stranger/event/perimeter/Z01", b'{"Data":{"active":true}}'),
    }
    for problem, (rest, payload) in cases.items():
        assert station.send(rest, payload).result(WAIT_S).problem == problem
        assert station.service.intake_counters[problem] == 1
    foreign = station.service.submit("gs/1/other/fence/event/fire/1", b"{}", station.clock.now(), "test")
    assert foreign.result(WAIT_S).problem == "other_site"
    assert [raw.problem for raw in station.journal.raw] == ["wrong_shape", "unknown_device", "other_site"]
    told = {(one.device, one.problem): (one.count, one.example) for one in station.service.refusals.listed()}
    assert told[("fence", "wrong_shape")] == (1, "gs/1/demo/fence/event/perimeter/Z01 [1]")
    assert told[("stranger", "unknown_device")][0] == 1
    assert len(told) == 6
    assert station.points() == []


def test_a_bug_in_the_engine_costs_one_message(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    original = AlarmEngine.message

    def broken(engine: AlarmEngine, message: Any) -> None:
        original(engine, message)
        if message.address.channel == "Z13":
            raise RuntimeError("boom")

    monkeypatch.setattr(AlarmEngine, "message", broken)
    assert station.submit("fence/event/perimeter/Z13", occ="x").result(WAIT_S).problem == "internal_error"
    assert station.submit("fence/event/perimeter/Z01", occ="y").result(WAIT_S).problem == ""
    assert station.points() == ["fence-1"]


def test_missing_numbers_are_asked_for(station: Station) -> None:
    asked: list[ReplayRequest] = []
    station.service.on_gap(asked.append)
    station.submit("fence/event/fault/x", False, seq=1, boot="b").result(WAIT_S)
    station.submit("fence/event/fault/x", False, seq=5, boot="b").result(WAIT_S)
    pause = threading.Event()
    for _ in range(1000):
        if asked:
            break
        pause.wait(0.005)
    assert asked == [ReplayRequest("fence", 2)]
    station.restart()
    station.service.on_gap(asked.append)
    station.submit("fence/event/fault/x", False, seq=7, boot="b").result(WAIT_S)
    for _ in range(1000):
        if len(asked) > 1:
            break
        pause.wait(0.005)
    assert asked[1] == ReplayRequest("fence", 2), "what was missing before the restart is still asked for"


def test_a_wrong_clock_is_an_alarm_and_a_backlog_is_none(station: Station, clock: FakeClock) -> None:
    def say(offset: float, number: str) -> None:
        payload = encode_message({"active": False, "occ": "q"}, at=clock.now() + offset, message_id=number)
        station.send("fence/event/fault/x", payload).result(WAIT_S)

    say(-600, "old")
    assert "fence/clock/skew" not in station.points()
    say(60, "ahead")
    assert "fence/clock/skew" in station.points()
    say(0, "right")
    skew = next(one for one in station.service.snapshot().occurrences if one.point == "fence/clock/skew")
    assert skew.state is AlarmState.RETURNED_UNACKED
    assert skew.data["skew_s"] == 60.0


def test_the_stations_own_findings_take_the_same_way(station: Station) -> None:
    station.service.report("video", "cam03", True, cause="lost-1", kind="lost", camera="cam03").result(WAIT_S)
    again = station.service.report("video", "cam03", True, cause="lost-1", kind="lost", camera="cam03")
    assert again.result(WAIT_S).status is ReceiptStatus.DUPLICATE
    assert station.points() == ["S1/video/cam03"]
    station.service.report("video", "cam03", False, cause="lost-1", kind="lost").result(WAIT_S)
    assert station.service.snapshot().occurrences[0].state is AlarmState.RETURNED_UNACKED


def test_every_act_of_the_service_reaches_the_engine(station: Station) -> None:
    station.submit("fence/event/perimeter/Z01", occ="a").result(WAIT_S)
    occurrence = station.service.snapshot().occurrences[0]
    case = occurrence.incident
    assert case is not None
    service = station.service
    with pytest.raises(ActionRefused, match="picture_not_seen"):
        service.acknowledge(occurrence.id, "guard").result(WAIT_S)
    acts = [
        service.silence(occurrence.id, "guard"),
        service.acknowledge(occurrence.id, "guard", no_picture=True),
        service.tick_step(case, "look", "guard"),
        service.note(case, "a cat", "guard"),
        service.verdict(case, Verdict.FALSE, "cat", "guard"),
        service.undo(case, "guard"),
        service.verdict(case, Verdict.NUISANCE, "cat", "guard"),
        service.close(case, "guard"),
        service.shelve("fence-2", "storm", 3600, "guard"),
        service.unshelve("fence-2", "guard"),
        service.arm("north", "guard", armed=False),
        service.take_out_of_service("gas-1", "repair", 60, "boss", second="guard", patrol="hourly"),
        service.return_to_service("gas-1", "boss"),
    ]
    assert all(act.result(WAIT_S) for act in acts)
    assert service.acknowledge_many([occurrence.id], "guard").result(WAIT_S) == ()
    closed = service.snapshot().incidents[0]
    assert (closed.verdict, closed.cause, closed.open) == (Verdict.NUISANCE, "cat", False)
    assert len(service.history(case).result(WAIT_S)) >= 7
    with pytest.raises(ActionRefused, match="still_active"):
        service.reset(occurrence.id, Verdict.TEST, "guard").result(WAIT_S)


def test_a_shelf_ends_when_its_time_has_come(station: Station, clock: FakeClock) -> None:
    station.service.shelve("fence-1", "storm", 600, "guard").result(WAIT_S)
    station.submit("fence/event/perimeter/Z01", occ="a").result(WAIT_S)
    clock.advance(601)
    station.service.wake()
    station.ears.wait(lambda change: any(one.state is AlarmState.UNACKED for one in change.occurrences))


def test_a_listener_that_fails_stops_nothing(station: Station) -> None:
    class Broken:
        def changed(self, change: AlarmChange) -> None:
            raise RuntimeError(str(change.at))

    broken = Broken()
    station.service.add_listener(broken)
    station.submit("help/event/panic/H501", occ="h").result(WAIT_S)
    assert station.points() == ["help-1"]
    station.service.remove_listener(broken)


def test_after_the_stop_everything_is_refused(station: Station) -> None:
    station.service.stop()
    with pytest.raises(ServiceStoppedError):
        station.submit("help/event/panic/H501", occ="h").result(WAIT_S)
    with pytest.raises(ServiceStoppedError):
        station.service.silence("x", "guard").result(WAIT_S)


def test_what_is_beside_the_list_is_told_when_it_changes(station: Station, clock: FakeClock) -> None:
    station.submit("help/event/panic/H501", occ="h").result(WAIT_S)
    key = station.service.snapshot().occurrences[0].id
    told = station.ears.wait(lambda change: change.overview is not None and change.overview.audible)
    assert told.overview == station.service.overview
    assert station.service.overview.audible == {key}
    before = len(station.ears.changes)
    station.service.listen(True).result(WAIT_S)
    assert len(station.ears.changes) == before, "nothing changed"
    station.service.silence(key, "guard").result(WAIT_S)
    station.ears.wait(lambda change: change.overview is not None and not change.overview.audible)


def test_cases_are_taken_and_drills_ended_through_the_service(station: Station) -> None:
    station.submit("help/event/panic/H501", occ="h").result(WAIT_S)
    station.submit("fence/event/perimeter/Z01", occ="d", drill=True).result(WAIT_S)
    drill, real = sorted(station.service.snapshot().occurrences, key=lambda one: not one.drill)
    station.service.nuisance(real.id, "child", "wang").result(WAIT_S)
    station.service.take(real.incident or "", "wang").result(WAIT_S)
    with pytest.raises(ActionRefused, match="already_taken"):
        station.service.take(real.incident or "", "li").result(WAIT_S)
    station.service.take(real.incident or "", "li", instead_of="wang").result(WAIT_S)
    ended = station.service.end_drill("chief").result(WAIT_S)[0]
    assert ended.occurrence == drill.id
    station.restart()
    (case,) = (one for one in station.service.snapshot().incidents if one.id == real.incident)
    assert case.taken is not None
    assert case.taken.user == "li"
    assert {one.nuisance for one in station.service.snapshot().occurrences if not one.drill} == {"child"}
