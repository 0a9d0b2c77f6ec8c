"""A disk that is full or stands still: what was acknowledged is saved, nothing else was acknowledged, and it shows."""

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from alarms.engine import AlarmEngine
from alarms.messages import encode_message
from alarms.service import AlarmService, Receipt
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.services import health
from app.services.alarm_site import alarm_site
from app.services.health import Level
from app.site_document import SiteDocument
from app.station import Station
from app.station_records import StationRecords
from app.store.schema import raw_message
from tests.end_to_end.driving import make_station, until
from tests.fakes.small_disk import fill_disk, small_disk
from tests.fakes.small_station import load, site_text

__all__ = ["small_disk"]

GATE = """
[[device]]
id = "gate1"
name = "北门"
kind = "gate"
[[gate]]
id = "g1"
device = "gate1"
channel = "G1"
name = "北门"
"""


class Post:
    """Records and alarms of a station over a folder."""

    def __init__(self, site: SiteDocument, folder: Path) -> None:
        clock = SystemClock()
        self.records = StationRecords(site, DataFolder(folder), clock)
        self.alarms = AlarmService(AlarmEngine(alarm_site(site), clock), self.records.journal, clock)
        self.alarms.start()
        self._number = 0

    def submit(self, count: int) -> list["Future[Receipt]"]:
        """So many alarms, as the broker hands them in."""
        made = []
        for _ in range(count):
            self._number += 1
            body = encode_message({"active": True}, at=time.time(), message_id=f"m{self._number}")
            made.append(self.alarms.submit("gs/1/small/fence1/event/perimeter/Z01", body, time.time(), "test"))
        return made

    def saved(self) -> int:
        with self.records.database.read.connect() as connection:
            return connection.execute(select(func.count()).select_from(raw_message)).scalar_one()

    def stop(self) -> None:
        self.alarms.stop()
        self.records.close()


def test_on_a_full_disk_a_thousand_alarms_are_saved_and_none_is_acknowledged_unsaved(
    small_disk: Path, tmp_path: Path
) -> None:
    post = Post(load(tmp_path, site_text(None)).site, small_disk)
    try:
        post.records.reserve.fill()
        held = post.records.reserve.held
        assert 8 << 20 < held < 16 << 20
        recordings = fill_disk(small_disk)
        first = post.submit(1000)
        assert all(one.result(60).status == "stored" for one in first)
        assert post.saved() == 1000
        assert post.records.reserve.held < held
        free = shutil.disk_usage(small_disk).free + post.records.reserve.held
        assert health.disk_status(free).level is Level.FAILED
        more: list[Future[Receipt]] = []

        def full() -> bool:
            """How much fits depends on how far the log was folded in meanwhile: go on until nothing does."""
            if all(one.done() for one in more):
                more.extend(post.submit(5000))
            return _code(post.alarms) == "disk_full"

        until("the journal says so", full, 120)
        acknowledged = sum(one.done() and one.exception() is None for one in (*first, *more))
        assert 1000 <= acknowledged <= post.saved()
        recordings.unlink()
        wait(more, 60)
        assert all(one.exception() is None for one in more)
        assert post.saved() == 1000 + len(more)
    finally:
        post.stop()


def _code(alarms: AlarmService) -> str:
    fault = alarms.fault
    return "" if fault is None else str(fault.detail.get("code"))


class StalledDisk:
    """Every commit stands still until it is let go."""

    def __init__(self, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moving = threading.Event()
        self.reached = threading.Event()
        database = post.records.database
        transact: Callable[..., Any] = database._transact

        def stalled(work: Callable[[Connection], Any]) -> Any:
            self.reached.set()
            assert self.moving.wait(600)
            return transact(work)

        monkeypatch.setattr(database, "_transact", stalled)


def test_while_the_disk_stands_still_nothing_is_acknowledged_and_nobody_who_looks_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(load(tmp_path, site_text(None)).site, tmp_path / "data")
    try:
        (before,) = post.submit(1)
        before.result(60)
        disk = StalledDisk(post, monkeypatch)
        begun = time.monotonic()
        stalled = post.submit(50)
        assert disk.reached.wait(60)
        until("the fault", lambda: _code(post.alarms) == "slow")
        assert time.monotonic() - begun > 2
        assert len(post.alarms.snapshot().occurrences) == 1  # at once: the disk moves no more until it is told to
        assert health.journal_status(_code(post.alarms)).level is Level.FAILED
        assert not any(one.done() for one in stalled)
        disk.moving.set()
        assert all(one.result(60).status == "stored" for one in stalled)
        assert post.alarms.fault is None
        assert post.saved() == 51
    finally:
        post.stop()


def test_a_passage_whose_row_was_not_written_any_more_is_entered_at_the_start_and_opens_nothing(
    tmp_path: Path,
) -> None:
    """Killed between the commit of the message and that of the row."""
    loaded = load(tmp_path, site_text(None, more=GATE))
    post = Post(loaded.site, tmp_path / "data")
    body = encode_message({"plate": "沪A12345", "direction": "in"}, at=time.time(), message_id="p1")
    post.alarms.submit("gs/1/small/gate1/event/passage/G1", body, time.time(), "test").result(60)
    assert post.records.passages.page() == []
    post.stop()
    station: Station = make_station(loaded, tmp_path / "data")
    try:
        (entered,) = station.passages.page()
        assert (entered.gate, entered.plate, entered.direction) == ("g1", "沪A12345", "in")
        assert station.gates.statuses()[0].command == ""
        assert station.journal.passages_not_entered() == []
    finally:
        station.stop()
