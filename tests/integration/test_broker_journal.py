"""Device, built-in broker, alarm service and the real journal on a real disk, joined; and the station restarted."""

import threading
from functools import partial
from pathlib import Path

from alarms.broker.accounts import Account
from alarms.broker.server import BuiltInBroker
from alarms.engine import AlarmEngine
from alarms.messages import encode_message
from alarms.model import AlarmState, Verdict
from alarms.service import AlarmService
from app.clock import SystemClock
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal, verify_actions
from tests.integration.mqtt_tools import MqttClient, until
from tests.unit.alarms.world import small_site

TOPIC = "gs/1/demo/fence"


class Station:
    """One life of a station over a file."""

    def __init__(self, path: Path) -> None:
        clock = SystemClock()
        self.database = StationDatabase(path)
        self.journal = SqliteJournal(self.database, "S1", clock)
        self.service = AlarmService(AlarmEngine(small_site(), clock), self.journal, clock)
        self.service.start()
        kept = [(raw.topic, raw.payload) for raw in self.journal.latest_states()]
        hold = partial(self.service.submit, kept=True)
        accounts = [Account("fence", "wire", "fence"), Account("tower", "top", "tower", station=True)]
        self.broker = BuiltInBroker("demo", accounts, self.service.submit, clock, retained=kept, on_kept=hold)
        self.broker.start()

    def close(self) -> None:
        self.broker.stop()
        self.service.stop()
        self.database.close()


def _event(number: int, active: bool = True) -> bytes:
    data = {"active": active, "occ": f"o{number}", "kind": "wire_cut"}
    return encode_message(data, at=SystemClock().now(), message_id=f"{number}-{active}", boot="b", seq=number)


def test_what_a_device_was_told_is_safe_is_there_after_a_restart(tmp_path: Path) -> None:
    station = Station(tmp_path / "station.sqlite")
    fence = MqttClient(station.broker.port, "fence", "wire", in_flight=100)
    mids = [fence.publish(f"{TOPIC}/event/perimeter/Z{n:03}", _event(n)) for n in range(1, 201)]
    mids.append(fence.publish(f"{TOPIC}/state/perimeter/Z001", _event(1), retain=True))
    until(lambda: fence.acknowledged == mids)
    first = station.service.snapshot().occurrences[-1]
    station.service.acknowledge(first.id, "guard", no_picture=True).result(60)
    assert first.incident is not None
    station.service.verdict(first.incident, Verdict.REAL, "", "guard").result(60)
    before = station.service.snapshot()
    assert len(before.occurrences) == 200
    assert station.service.commits < 200, "commits are shared"
    fence.close()
    station.close()

    station = Station(tmp_path / "station.sqlite")
    assert station.service.snapshot() == before
    assert sum(one.state is AlarmState.ACKED for one in before.occurrences) == 1
    tower = MqttClient(station.broker.port, "tower", "top")
    tower.subscribe("gs/1/demo/+/state/#")
    until(lambda: tower.messages, "the retained state did not survive")
    fence = MqttClient(station.broker.port, "fence", "wire")
    again = fence.publish(f"{TOPIC}/event/perimeter/Z001", _event(1))
    until(lambda: again in fence.acknowledged)
    assert station.service.intake_counters["duplicate"] == 1
    assert station.service.snapshot() == before
    assert verify_actions(station.database).sound
    fence.close()
    tower.close()
    station.close()


def test_a_person_and_a_flood_of_messages_share_the_journal(tmp_path: Path) -> None:
    station = Station(tmp_path / "station.sqlite")
    try:
        now = SystemClock().now()
        flood = [station.service.submit(f"{TOPIC}/event/perimeter/Z{n:03}", _event(n), now, "test") for n in range(500)]
        flood[0].result(60)
        key = station.service.snapshot().occurrences[0].id
        acted = threading.Event()
        station.service.silence(key, "guard").add_done_callback(lambda _done: acted.set())
        assert acted.wait(10)
        assert {receipt.result(60).problem for receipt in flood} == {""}
    finally:
        station.close()


def test_what_a_camera_retains_is_held_again_after_a_restart_and_what_it_does_not_is_not(tmp_path: Path) -> None:
    tamper, crossing, gone = (f"{TOPIC}/onvif-ej/{one}" for one in ("Tamper/1", "LineDetector/Crossed", "Relay/1"))
    station = Station(tmp_path / "station.sqlite")
    camera = MqttClient(station.broker.port, "fence", "wire")
    mids = [camera.publish(tamper, _onvif(value), retain=True) for value in ("true", "false")]
    mids.append(camera.publish(crossing, _onvif("true")))
    mids += [camera.publish(gone, body, retain=True) for body in (_onvif("true"), b"")]
    until(lambda: camera.acknowledged == mids)
    camera.close()
    station.close()

    station = Station(tmp_path / "station.sqlite")
    tower = MqttClient(station.broker.port, "tower", "top")
    tower.subscribe("gs/1/demo/+/onvif-ej/#")
    until(lambda: tower.messages, "what the camera retained did not survive")
    assert [(one.topic, one.payload) for one in tower.messages] == [(tamper, _onvif("false"))]
    assert {raw.topic for raw in station.journal.latest_states() if raw.payload} == {tamper}
    reading = station.service.board.event("fence", "onvif", "Tamper/1")
    assert reading is not None
    assert reading.data == {"State": "false"}
    tower.close()
    station.close()


def _onvif(state: str) -> bytes:
    return b'{"UtcTime":"2026-11-21T08:00:00Z","Source":{"Video":"1"},"Data":{"State":"%s"}}' % state.encode()
