"""Three station processes with wrong clocks, cut off from PostgreSQL by proxies that swallow every byte, and rejoined.

Nothing is lost, nothing is there twice, and in the end all three hold the same in the same order. The long form:
``WATCHROOM_APART_ROUNDS=20 pytest tests/integration/test_stations_apart.py``.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from alarms.messages import derived_id, encode_message
from app.clock import SystemClock
from app.services.leases import LENGTH_S, RENEW_S, SharedLeases, open_leases
from app.store.migrate import Role, migrate
from app.store.schema import alarm, alarm_action, incident, lease, passage, raw_message
from app.store.shared import open_shared
from tests.fakes.black_hole import BlackHoleProxy
from tests.fakes.postgres import PostgresServer, postgres
from tests.fakes.small_station import site_text

__all__ = ["postgres"]

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("WATCHROOM_APART_ROUNDS", "1"))
AHEAD_S = {"s1": 0.0, "s2": 240.0, "s3": -420.0}
MORE = """
[[device]]
id = "gate1"
name = "北门"
kind = "gate"
[[gate]]
id = "g1"
device = "gate1"
channel = "G1"
name = "北门"
[[device]]
id = "detector"
name = "检测"
kind = "station"
zone = "lobby"
[[point]]
id = "lobby-watch"
device = "detector"
class = "intrusion"
channel = "cam1"
name = "大堂"
"""


class Station:
    """One post in its own process, behind its own proxy."""

    def __init__(self, folder: Path, name: str, url: str, target: int) -> None:
        self.name = name
        self.proxy = BlackHoleProxy(target)
        text = site_text(None, database=url.replace(f":{target}/", f":{self.proxy.port}/"), more=MORE)
        site = folder / f"{name}.toml"
        site.write_text(text.replace('id = "s1"', f'id = "{name}"'), encoding="utf-8")
        command = [sys.executable, "-m", "tests.fakes.post_process", str(site), str(folder / name), str(AHEAD_S[name])]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self._line() == "ready"

    def ask(self, name: str, *arguments: object) -> Any:
        assert self._process.stdin is not None
        print(json.dumps([name, *arguments]), file=self._process.stdin, flush=True)
        return self._line()

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self.proxy.heal()
        left = self._process.wait(60)
        self._process.stdout.close()
        self.proxy.stop()
        assert left == 0

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the station ended"
        return json.loads(line)


class Site:
    """The devices and guards of the site, and what they remember of what was confirmed to them."""

    def __init__(self, stations: list[Station]) -> None:
        self.stations = stations
        self.messages: set[str] = set()
        self.intrusions = self.passages = self.alarms = 0
        self.notes: set[str] = set()
        self.chance = random.Random(20261121)

    def alarm(self) -> str:
        """The fence speaks to all stations through its broker."""
        self.alarms += 1
        occ = f"o{self.alarms}"
        self._tell("gs/1/small/fence1/event/perimeter/Z01", {"active": True, "occ": occ}, f"{occ}-on")
        self._tell("gs/1/small/fence1/event/perimeter/Z01", {"active": False, "occ": occ}, f"{occ}-off")
        return derived_id("occurrence", "small", "fence-z01", occ)

    def passage(self) -> None:
        """A car at the gate."""
        self.passages += 1
        self._tell("gs/1/small/gate1/event/passage/G1", {"plate": "沪A12345"}, f"p{self.passages}")

    def intrusion(self) -> None:
        """Every station's detection sees the same person at the same time of the camera's clock."""
        self.intrusions += 1
        told = [station.ask("hit", f"rule@{self.intrusions}") for station in self.stations]
        assert any(told)

    def guards_act(self, occurrence: str) -> None:
        """Guards at all posts take the same alarm and write about the first case they see."""
        for station in self.chance.sample(self.stations, len(self.stations)):
            station.ask("acknowledge", occurrence, f"guard at {station.name}")
            cases = station.ask("state")["cases"]
            words = f"{station.name} saw {occurrence}"
            self.notes.add(words)
            station.ask("note", cases[0], words, "guard")

    def busy(self, count: int) -> None:
        """A while of work."""
        for _ in range(count):
            occurrence = self.alarm()
            self.passage()
            self.intrusion()
            self.guards_act(occurrence)

    def _tell(self, topic: str, data: dict[str, Any], message_id: str) -> None:
        body = encode_message(data, at=time.time(), message_id=message_id).decode()
        for station in self.stations:
            assert station.ask("message", topic, body) == "stored"
        self.messages.add(derived_id("message", topic, message_id))


def until(what: str, condition: Callable[[], object], seconds: float = 60.0) -> float:
    begun, pause = time.monotonic(), threading.Event()
    while not condition():
        assert time.monotonic() - begun < seconds, what
        pause.wait(0.1)
    return time.monotonic() - begun


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[str]:
    made = postgres.create_database("apart")
    engine = open_shared(made)
    migrate(engine, Role.SHARED)
    engine.dispose()
    yield made
    postgres.execute('DROP DATABASE "apart" WITH (FORCE)')


@pytest.fixture
def stations(postgres: PostgresServer, tmp_path: Path, url: str) -> Iterator[list[Station]]:
    made = [Station(tmp_path, name, url, postgres.port) for name in AHEAD_S]
    yield made
    for station in made:
        station.stop()


def test_three_stations_cut_apart_and_rejoined_hold_the_same(stations: list[Station], url: str) -> None:
    site = Site(stations)
    until("all are together", lambda: all(one.ask("state")["stations"][1] == "clock" for one in stations))
    site.busy(3)
    assert together(stations)
    sent = [len(one.ask("opened")) for one in stations]
    assert sum(sent) == site.passages, sent
    for number in range(ROUNDS):
        cut = stations if number % 3 == 2 else site.chance.sample(stations, 1 + number % 2)
        for station in cut:
            station.proxy.cut()
        site.busy(2)
        for station in cut:
            until("it notices", partial(is_apart, station))
        site.busy(3)
        for station in cut:
            station.proxy.heal()
        site.busy(1)
        assert together(stations)
    opened = Counter(key for one in stations for key in set(one.ask("opened")))
    assert len(opened) == site.passages
    assert_whole(site, stations, url)


def is_apart(station: Station) -> bool:
    return bool(station.ask("state")["stations"][1] == "apart")


def together(stations: list[Station]) -> bool:
    """Wait until all three hold the same actions in the same order, and make the same of them.

    What came from another station is in the record a moment before it is made anything of.
    """
    until("all know all", lambda: len({json.dumps(one.ask("order")) for one in stations}) == 1, 90)
    until("all make the same of it", lambda: len({_made(one) for one in stations}) == 1)
    return True


def _made(station: Station) -> str:
    state = station.ask("state")
    return json.dumps([station.ask("order"), state["occurrences"], state["incidents"]])


def assert_whole(site: Site, stations: list[Station], url: str) -> None:
    """The shared database holds each fact once, and all that was confirmed to anybody."""
    shared = open_shared(url)
    expected = len(stations[0].ask("order"))

    def rows(column: Any) -> list[Any]:
        with shared.connect() as connection:
            return list(connection.execute(select(column)).scalars())

    until("all carried", lambda: len(rows(alarm_action.c.id)) == expected)
    try:
        until("messages carried", lambda: set(rows(raw_message.c.id)) >= site.messages)
        until("alarms carried", lambda: len(rows(alarm.c.id)) >= site.alarms + site.intrusions)
        classes = Counter(rows(alarm.c.alarm_class))
        del classes["clock"]  # a station with a wrong clock takes the devices' clocks for wrong
        assert classes == {"perimeter": site.alarms, "intrusion": site.intrusions}
        assert len(rows(passage.c.id)) == site.passages
        written = [one["text"] for notes in rows(incident.c.notes) for one in notes]
        assert Counter(written) == Counter(site.notes)
    finally:
        shared.dispose()


def leases(url: str, name: str, on_seen: Callable[[Mapping[str, float]], None] = lambda _seen: None) -> SharedLeases:
    made = open_leases(url, name, name, SystemClock(), on_seen)
    made.want(["gate:g1"])
    made.start()
    return made


def test_a_lease_whose_holder_is_cut_off_is_taken_over_within_ten_seconds(postgres: PostgresServer, url: str) -> None:
    proxy = BlackHoleProxy(postgres.port)
    first = leases(url.replace(f":{postgres.port}/", f":{proxy.port}/"), "s1")
    until("the first has it", lambda: first.status().connected)
    second = leases(url, "s2")
    until("the second knows", lambda: second.holder("gate:g1") == "s1")
    try:
        assert first.owns("gate:g1")
        assert not second.owns("gate:g1")
        proxy.cut()
        runs_out = _lease(url)[1]
        until("taken over", lambda: second.owns("gate:g1"))
        assert time.time() >= runs_out, "and not before it ran out"
        assert LENGTH_S + RENEW_S / 2 < 10
        until("the database says so", lambda: _holder(url) == "s2")
        assert first.owns("gate:g1"), "a station that is cut off goes on by itself"
        proxy.heal()
        until("the first gives way", lambda: not first.owns("gate:g1"))
    finally:
        second.stop()
        assert _free(url), "handed over at once"
        first.stop()
        proxy.stop()


def test_who_is_there_is_known_from_the_rounds_of_the_leases(url: str) -> None:
    seen: list[Mapping[str, float]] = []
    first, second = leases(url, "s1", seen.append), leases(url, "s2")
    try:
        until("s2 is seen", lambda: any("s2" in one for one in seen))
        assert abs(seen[-1]["s2"] - time.time()) < 10
        assert all("s1" not in one for one in seen)
        until("its clock is known", lambda: {one.station for one in first.status().peers} == {"s1", "s2"})
        assert all(abs(one.clock_offset) < 2 for one in first.status().peers)
    finally:
        first.stop()
        second.stop()


def _holder(url: str) -> str:
    return str(_lease(url)[0])


def _free(url: str) -> bool:
    station, until_at = _lease(url)
    return until_at == 0 or station == "s1"


def _lease(url: str) -> tuple[str, float]:
    engine = open_shared(url)
    with engine.connect() as connection:
        row = connection.execute(select(lease.c.station, lease.c.until)).one()
    engine.dispose()
    return row.station, row.until
