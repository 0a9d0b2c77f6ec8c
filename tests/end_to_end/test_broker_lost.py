"""A foreign broker killed and back: what devices publish meanwhile arrives, once each."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.services.health import Level
from app.station import Station
from tests.end_to_end.driving import Device, make_station, occurrences, part, until
from tests.fakes import mosquitto
from tests.fakes.small_station import load, site_text

pytestmark = pytest.mark.skipif(bool(mosquitto.missing()), reason=mosquitto.missing())

BEFORE, MEANWHILE, AFTER = 10, 20, 10


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[mosquitto.MosquittoProcess]:
    process = mosquitto.MosquittoProcess(tmp_path / "broker")
    process.start()
    yield process
    process.kill()


@pytest.fixture
def station(broker: mosquitto.MosquittoProcess, tmp_path: Path) -> Iterator[Station]:
    foreign = f'[broker]\nbuilt_in = false\nurl = "mqtt://127.0.0.1:{broker.port}"\n'
    made = make_station(load(tmp_path, site_text(None, foreign)), tmp_path / "data")
    made.start()
    yield made
    made.stop()


def test_what_is_published_while_the_broker_is_dead_arrives_once_each(
    broker: mosquitto.MosquittoProcess, station: Station
) -> None:
    until("the broker's lamp", lambda: part(station, "broker").level is Level.GOOD)
    device = Device(broker.port, "fence1", clean=False)
    try:
        sent = publish(device, BEFORE)
        until("the first alarms", lambda: kept(station, sent) == len(sent))
        broker.kill()
        until("the lamp says so", lambda: part(station, "broker").level is Level.FAILED)
        assert part(station, "broker").code == "unreachable"
        sent += publish(device, MEANWHILE)
        broker.start()
        back = until("the lamp is back", lambda: part(station, "broker").level is Level.GOOD)
        sent += publish(device, AFTER)
        until("every alarm", lambda: kept(station, sent) == len(sent))
    finally:
        device.close()
    print(f"broker back after {back:.1f} s, {len(sent)} published, {kept(station, sent)} kept")
    found = occurrences(station)
    counted = Counter(action.occurrence for action in station.journal.actions() if action.kind.value == "raise")
    assert 2 * len(found) == 2 * len(counted) == len(sent)
    assert set(counted.values()) == {1}


def publish(device: Device, count: int) -> list[str]:
    """So many short alarms: each an activation and its end."""
    sent = []
    for _ in range(count):
        occ = f"cut-{uuid4()}"
        sent += [device.event("perimeter", "Z01", occ=occ), device.event("perimeter", "Z01", active=False, occ=occ)]
    return sent


def kept(station: Station, sent: list[str]) -> int:
    return len(station.journal.known_messages(sent))
