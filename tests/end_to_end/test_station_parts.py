"""A station whose parts are wrong or fail: everything else goes on, and health says what is wrong."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from alarms.model import Verdict
from alarms.ports import AlarmChange
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.notifier import News
from app.services.health import Level
from app.station import Station
from app.store.schema import audit
from tests.end_to_end.driving import Device, make_station, occurrences, part, until
from tests.fakes.small_station import FENCE_PASSWORD, HELP_PASSWORD, load, site_text
from video.model import Phase, StreamKind, StreamState

OTHER_GUIDANCE = """
[[guidance]]
id = "own"
text = "查"
steps = [{ id = "call", text = "打电话", required = true }]
"""

DEAD_CAMERA = '[[camera]]\nid = "k1"\nname = "k1"\nzone = "lobby"\nsub = "rtsp://127.0.0.1:9/k1"\n'


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Station]]:
    started: list[Station] = []

    def make(text: str, news: News | None = None) -> Station:
        loaded = load(tmp_path, text)
        station = Station(loaded, DataFolder(tmp_path / "data"), SystemClock(), news or News())
        started.append(station)
        station.start()
        return station

    yield make
    for station in started:
        station.stop()


def test_an_alarm_reaches_the_window_whatever_fails_beside_it(
    start: Callable[..., Station], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[AlarmChange] = []
    station = start(site_text(None), News(changed=told.append))

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(station.gates, "take", broken)
    monkeypatch.setattr(station.media, "occurrence_raised", broken)
    device = Device(station.devices.port, "help1", HELP_PASSWORD)
    try:
        device.event("panic", "H1")
        until("the alarm told", lambda: any(change.occurrences for change in told))
        until("its PUBACK", device.acknowledged)
    finally:
        device.close()


def test_the_points_own_guidance_says_which_steps_are_required(start: Callable[..., Station]) -> None:
    text = site_text(None, more=OTHER_GUIDANCE).replace('channel = "Z01"', 'channel = "Z01"\nguidance = "own"')
    station = start(text)
    device = Device(station.devices.port, "fence1", FENCE_PASSWORD)
    try:
        device.event("perimeter", "Z01", occ="cut")
        until("the alarm", lambda: occurrences(station))
    finally:
        device.close()
    (alarm,) = occurrences(station)
    assert alarm.incident is not None
    (incident,) = (one for one in station.alarms.snapshot().incidents if one.id == alarm.incident)
    required: list[tuple[str, ...]] = []
    for verdict in (None, Verdict.FALSE, Verdict.REAL):
        judged = replace(incident, verdict=verdict)
        station.alarms._act(partial(lambda one: required.append(station._required_steps(one)), judged)).result(60)
    assert required == [(), (), ("call",)]


def test_a_port_that_is_taken_and_a_database_that_is_none_are_said_and_stop_nothing(
    start: Callable[..., Station],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f'[broker]\nlisten = "127.0.0.1:{taken.getsockname()[1]}"\n'
        station = start(site_text(None, listen, database="env:NO_SUCH_DATABASE_HERE"))
        assert part(station, "broker").code == "not_running"
        assert part(station, "broker").level is Level.FAILED
        assert part(station, "database").level is Level.FAILED
        assert part(station, "database").detail["cause"] == "secret_env"
        station.alarms.report("camera", "c1", True, cause="x", kind="no_picture", occ="x").result(60)
        assert len(occurrences(station)) == 1


def test_who_speaks_on_anothers_topic_is_refused_and_audited(start: Callable[..., Station]) -> None:
    station = start(site_text(None))
    device = Device(station.devices.port, "help1", HELP_PASSWORD)
    try:
        device.client.publish("gs/1/small/fence1/event/perimeter/Z01", {"Data": {"active": True}})

        def audited() -> list[str]:
            with station.database.read.connect() as connection:
                return list(connection.execute(select(audit.c.action)).scalars())

        until("the refusal in the audit", lambda: any(one.startswith("refused_") for one in audited()))
        assert occurrences(station) == []
    finally:
        device.close()


def test_a_camera_lost_before_a_restart_is_one_alarm_and_ends_after_it(tmp_path: Path) -> None:
    loaded = load(tmp_path, site_text(None, more=DEAD_CAMERA))
    first = make_station(loaded, tmp_path / "data")
    first.start()
    try:
        first.cameras._report_camera("k1", True, "k1@1")
        until("the alarm", lambda: occurrences(first, "k1"))
    finally:
        first.stop()
    second = make_station(loaded, tmp_path / "data")
    second.start()
    try:
        (alarm,) = occurrences(second, "k1")
        second.cameras._camera_watch.tick()
        second.cameras._stream_changed(StreamState("k1", StreamKind.SUB, Phase.LIVE, since=0.0))
        until("it is over", lambda: not any(one.active for one in occurrences(second, "k1")))
        assert {one.id for one in occurrences(second, "k1")} <= {alarm.id}
    finally:
        second.stop()
