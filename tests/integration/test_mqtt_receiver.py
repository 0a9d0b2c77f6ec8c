"""The receiver and the command channel: against the built-in broker, and against a real Mosquitto that is killed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from alarms.broker.accounts import Account
from alarms.broker.server import BuiltInBroker
from alarms.commands import CommandChannel, CommandStatus
from alarms.engine import AlarmEngine
from alarms.messages import encode_message
from alarms.receivers.mqtt import MqttReceiver, broker_address
from alarms.receivers.tls import BrokerAddress
from alarms.sequences import ReplayRequest
from alarms.service import AlarmService
from app.clock import SystemClock
from tests.fakes.memory_journal import MemoryJournal
from tests.fakes.ports import free_port
from tests.integration.mqtt_tools import MqttClient, until
from tests.unit.alarms.world import small_site

SITE = "gs/1/demo"
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
needs_mosquitto = pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not installed on this machine")


class Station:
    """Service and receiver of one station over a journal that outlives it."""

    def __init__(self, port: int, version: int = 4, user: str = "", password: str = "") -> None:
        self.clock = SystemClock()
        self.journal = MemoryJournal()
        self.address = BrokerAddress("127.0.0.1", port, user, password, version)
        self.start()

    def ask_replay(self, gap: ReplayRequest) -> None:
        self.commands.send(gap.device, "replay", {"from_seq": gap.from_seq})

    def start(self) -> None:
        self.service = AlarmService(AlarmEngine(small_site(), self.clock), self.journal, self.clock)
        self.service.start()
        self.receiver = MqttReceiver(self.address, "demo", "watchroom-S1", self.service.submit, self.clock)
        self.commands = CommandChannel("demo", self.receiver.publish, self.clock)
        self.service.add_listener(self.commands)
        self.service.on_gap(self.ask_replay)
        self.commands.start()
        self.receiver.start()

    def stop(self) -> None:
        self.receiver.stop()
        self.commands.stop()
        self.service.stop()

    def ready(self) -> None:
        until(lambda: self.receiver.state.connected, "the receiver never subscribed")

    def points(self) -> list[str]:
        return sorted(one.point for one in self.service.snapshot().occurrences)


class Mosquitto:
    """A stock Mosquitto with persistence, as the check asks of a foreign broker."""

    def __init__(self, folder: Path) -> None:
        assert MOSQUITTO is not None
        self.port = free_port()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nautosave_on_changes true\nautosave_interval 1\n"
            f"max_queued_messages 0\nlog_type none\n" + ("user root\n" if os.geteuid() == 0 else "")
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert MOSQUITTO is not None
        self.process = subprocess.Popen([MOSQUITTO, "-c", str(self._config)], stderr=subprocess.DEVNULL)
        until(self._listens, "mosquitto does not listen")

    def kill(self, how: int = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def stations() -> Iterator[list[Station]]:
    started: list[Station] = []
    yield started
    for station in started:
        station.journal.gate.set()
        station.stop()


def event(number: int, active: bool = True, **more: Any) -> bytes:
    data = {"active": active, "occ": f"o{number}", **more}
    return encode_message(data, at=time.time(), message_id=f"e{number}-{active}", boot="b", seq=number)


@needs_mosquitto
@pytest.mark.parametrize("version", [4, 5])
def test_a_message_is_acknowledged_to_mosquitto_only_when_it_is_in_the_journal(
    mosquitto: Mosquitto, stations: list[Station], version: int
) -> None:
    station = Station(mosquitto.port, version)
    stations.append(station)
    station.ready()
    station.journal.gate.clear()
    device = MqttClient(mosquitto.port, "fence")
    device.publish(f"{SITE}/fence/event/perimeter/Z01", event(1))
    until(lambda: station.journal.attempts)
    assert station.points() == []
    # The station dies with the message in its hands; it must come again to the next one.
    station.journal.failing = True
    station.journal.gate.set()
    station.stop()
    station.journal.failing = False
    station.start()
    until(lambda: station.points() == ["fence-1"], "the message was lost")
    device.close()


class Fence(MqttClient):
    """A controller that holds its events and sends them again when asked, since Mosquitto syncs nothing to its disk."""

    def __init__(self, port: int) -> None:
        super().__init__(port, "fence", clean=False)
        self.held: dict[int, bytes] = {}
        self._client.on_message = self._command
        self.subscribe(f"{SITE}/fence/cmd/+")

    def _connected(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        super()._connected(client, data, flags, reason, properties)
        client.subscribe(f"{SITE}/fence/cmd/+", 1)  # a broker that was killed may have forgotten

    def say(self, number: int) -> None:
        self.held[number] = event(number, kind="battery")
        self.publish(f"{SITE}/fence/event/fault/x{number}", self.held[number])

    def _command(self, _client: Any, _data: Any, message: Any) -> None:
        first = json.loads(message.payload)["Data"]["from_seq"]
        for number, payload in tuple(self.held.items()):
            if number >= first:
                self.publish(f"{SITE}/fence/event/fault/x{number}", payload)


@needs_mosquitto
@pytest.mark.parametrize("version", [4, 5])
def test_mosquitto_killed_and_brought_back_loses_nothing(
    mosquitto: Mosquitto, stations: list[Station], version: int
) -> None:
    station = Station(mosquitto.port, version)
    stations.append(station)
    station.ready()
    device = Fence(mosquitto.port)
    for number in range(1, 61):
        device.say(number)
        if number == 20:
            mosquitto.kill()
            until(lambda: not station.receiver.state.connected, "the loss was not noticed")
            assert station.receiver.state.reason in ("lost", "unreachable")
        if number == 40:
            mosquitto.start()
    until(lambda: len(station.points()) == 60, "a message was lost")
    station.ready()  # what the broker kept comes before it has answered the subscription
    assert len(station.journal.raw) == 60
    device.close()


@needs_mosquitto
def test_what_came_while_the_station_was_away_is_waiting_for_it(mosquitto: Mosquitto, stations: list[Station]) -> None:
    station = Station(mosquitto.port)
    stations.append(station)
    station.ready()
    station.stop()
    device = MqttClient(mosquitto.port, "fence")
    mids = [device.publish(f"{SITE}/fence/event/fault/x{n}", event(n, kind="battery")) for n in range(1, 301)]
    until(lambda: device.acknowledged == mids)
    station.start()
    until(lambda: len(station.points()) == 300)
    device.close()


@needs_mosquitto
def test_a_first_connection_learns_the_active_states_and_raises_them_as_recovered(
    mosquitto: Mosquitto, stations: list[Station]
) -> None:
    device = MqttClient(mosquitto.port, "fence")
    mid = device.publish(f"{SITE}/fence/state/perimeter/Z02", event(7), retain=True)
    mid_2 = device.publish(f"{SITE}/fence/status", b"online", retain=True)
    until(lambda: {mid, mid_2} <= set(device.acknowledged))
    station = Station(mosquitto.port)
    stations.append(station)
    until(lambda: station.points() == ["fence-2"])
    assert station.service.snapshot().occurrences[0].recovered
    until(lambda: station.service.board.device("fence").online)
    device.close()


@needs_mosquitto
def test_states_are_reconciled_on_every_connection(mosquitto: Mosquitto, stations: list[Station]) -> None:
    """What began and what ended while the station was away is known from states alone."""
    device = MqttClient(mosquitto.port, "fence")
    station = Station(mosquitto.port)
    stations.append(station)
    station.ready()
    device.publish(f"{SITE}/fence/event/perimeter/Z01", event(1))
    until(lambda: station.points() == ["fence-1"])
    station.receiver.stop()
    mids = [
        device.publish(f"{SITE}/fence/state/perimeter/Z01", event(1, active=False), retain=True),
        device.publish(f"{SITE}/fence/state/perimeter/Z02", event(2), retain=True),
    ]
    until(lambda: set(mids) <= set(device.acknowledged))
    station.receiver = MqttReceiver(station.address, "demo", "watchroom-S1", station.service.submit, station.clock)
    station.receiver.start()
    until(lambda: station.points() == ["fence-1", "fence-2"])
    until(lambda: {one.point: one.active for one in station.service.snapshot().occurrences}["fence-1"] is False)
    second = next(one for one in station.service.snapshot().occurrences if one.point == "fence-2")
    assert second.recovered
    assert second.active
    device.close()


@needs_mosquitto
def test_a_command_is_published_from_many_threads_without_standing_still(
    mosquitto: Mosquitto, stations: list[Station]
) -> None:
    """paho answers and publishes under one lock of its own; ours must never be held around it."""
    station = Station(mosquitto.port)
    stations.append(station)
    station.ready()
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(station.receiver.publish, f"{SITE}/gate1/cmd/open", b"{}").result(60) for _ in range(200)
        ] + [one.result(60) for one in [pool.submit(_burst, station.receiver) for _ in range(4)]]
    for one in sent:
        one.result(60)


def _burst(receiver: MqttReceiver) -> "Future[None]":
    return [receiver.publish(f"{SITE}/gate1/cmd/open", b"{}") for _ in range(200)][-1]


class Gate(MqttClient):
    """A barrier gate that answers its commands."""

    def __init__(self, port: int, answer: dict[str, Any] | None, password: str = "") -> None:
        self.commands: list[dict[str, Any]] = []
        super().__init__(port, "gate1", password)
        self._answer = answer
        self._client.on_message = self._command
        self.subscribe(f"{SITE}/gate1/cmd/+")

    def _command(self, _client: Any, _data: Any, message: Any) -> None:
        body = json.loads(message.payload)
        self.commands.append(body)
        if self._answer is not None:
            name = message.topic.rsplit("/", 1)[1]
            self.publish(f"{SITE}/gate1/cmd/{name}/ack", {"Data": {"command": body["id"], **self._answer}})


@needs_mosquitto
def test_commands_over_mosquitto_are_answered_refused_or_expire(mosquitto: Mosquitto, stations: list[Station]) -> None:
    station = Station(mosquitto.port)
    stations.append(station)
    station.ready()
    gate = Gate(mosquitto.port, {"result": "accepted"})
    assert station.commands.send("gate1", "open", {"by": "guard"}).result(60).status is CommandStatus.ACCEPTED
    assert gate.commands[0]["Data"] == {"by": "guard"}
    gate._answer = {"result": "refused", "reason": "car_below"}
    refused = station.commands.send("gate1", "close").result(60)
    assert (refused.status, refused.reason) == (CommandStatus.REFUSED, "car_below")
    gate._answer = None
    silent = station.commands.send("gate1", "open", expires_s=0.3).result(60)
    assert (silent.status, silent.reason) == (CommandStatus.EXPIRED, "no_answer")
    gate.close()
    mosquitto.kill()
    until(lambda: not station.receiver.state.connected)
    unsent = station.commands.send("gate1", "open").result(60)
    assert (unsent.status, unsent.reason) == (CommandStatus.FAILED, "not_connected")


def test_the_whole_way_through_the_built_in_broker(stations: list[Station]) -> None:
    clock = SystemClock()
    journal = MemoryJournal()
    service = AlarmService(AlarmEngine(small_site(), clock), journal, clock)
    service.start()
    accounts = [Account("fence", "wire", "fence"), Account("gate1", "bar", "gate1")]
    broker = BuiltInBroker("demo", accounts, service.submit, clock)
    broker.start()
    commands = CommandChannel("demo", broker.publish, clock)
    service.add_listener(commands)
    commands.start()
    fence = MqttClient(broker.port, "fence", "wire")
    gate = Gate(broker.port, {"result": "accepted"}, "bar")
    try:
        mid = fence.publish(f"{SITE}/fence/event/perimeter/Z01", event(1))
        until(lambda: fence.acknowledged == [mid])
        assert [one.point for one in service.snapshot().occurrences] == ["fence-1"]
        first = commands.send("gate1", "open", cause="button-7")
        assert commands.send("gate1", "open", cause="button-7") is first
        assert first.result(60).status is CommandStatus.ACCEPTED
        fence.publish(f"{SITE}/fence/event/perimeter/Z02", b"\xff not json")
        until(lambda: service.intake_counters["not_json"] == 1)
    finally:
        gate.close()
        fence.close()
        broker.stop()
        commands.stop()
        service.stop()
    assert commands.send("gate1", "open").result(60).reason == "not_connected"


def test_no_broker_there_is_said_and_tried_again(stations: list[Station]) -> None:
    station = Station(free_port())
    stations.append(station)
    until(lambda: station.receiver.state.reason == "unreachable")
    until(lambda: station.receiver.state.attempts >= 2)


def test_a_wrong_password_is_said(stations: list[Station]) -> None:
    clock = SystemClock()
    broker = BuiltInBroker("demo", [Account("S1", "right", "S1", station=True)], lambda *_: _never(), clock)
    broker.start()
    station = Station(broker.port, user="S1", password="wrong")
    stations.append(station)
    try:
        until(lambda: station.receiver.state.reason == "wrong_password")
        assert "wrong" not in repr(station.address)
    finally:
        station.receiver.stop()
        broker.stop()


def _never() -> Any:
    raise AssertionError("nobody is let in")


def test_an_address_is_read_from_a_url() -> None:
    assert broker_address("mqtt://box") == BrokerAddress("box", 1883)
    assert broker_address("mqtts://box:9", "u", "p") == BrokerAddress("box", 9, "u", "p", tls=True)
    with pytest.raises(ValueError, match="mqtt://"):
        broker_address("http://box")
