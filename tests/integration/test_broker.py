"""The built-in broker on real sockets, with paho's clients."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from alarms.broker import connection
from alarms.broker.accounts import Account
from alarms.broker.core import MAX_PER_DEVICE, Refusal
from alarms.broker.server import BuiltInBroker
from alarms.broker.strangers import PER_ADDRESS
from app.clock import SystemClock
from tests.integration.mqtt_tools import MqttClient, until

SITE = "gs/1/demo"
ACCOUNTS = [
    Account("fence1", "wire", "fence1"),
    Account("gate1", "bar", "gate1"),
    Account("tower", "top", "tower", station=True),
    Account("drill", "exercise", "", drill=True),
]


class Hook:
    """Stands for the journal: takes every message, and is durable when the test says so."""

    def __init__(self) -> None:
        self.durable = True
        self.seen: list[tuple[str, bytes]] = []
        self.waiting: list[Future[Any]] = []

    def __call__(self, topic: str, payload: bytes, received_at: float, origin: str) -> "Future[Any]":
        future: Future[Any] = Future()
        self.seen.append((topic, payload))
        if self.durable:
            future.set_result(None)
        else:
            self.waiting.append(future)
        return future


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
def refusals() -> list[Refusal]:
    return []


@pytest.fixture
def broker(hook: Hook, refusals: list[Refusal]) -> Iterator[BuiltInBroker]:
    kept = [(f"{SITE}/fence1/state/perimeter/Z09", b'{"kept":1}'), (f"{SITE}/gate1/cmd/open", b"never")]
    broker = BuiltInBroker("demo", ACCOUNTS, hook, SystemClock(), audit=refusals.append, retained=kept)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def join(broker: BuiltInBroker) -> Iterator[Callable[..., MqttClient]]:
    clients: list[MqttClient] = []
    passwords = {account.username: account.password for account in ACCOUNTS}

    def connect(username: str, password: str | None = None, **more: Any) -> MqttClient:
        clients.append(MqttClient(broker.port, username, passwords.get(username, password or ""), **more))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


Join = Callable[..., MqttClient]


def test_a_publish_is_acknowledged_only_when_the_hook_says_it_is_durable(join: Join, hook: Hook) -> None:
    hook.durable = False
    fence, tower = join("fence1"), join("tower")
    tower.subscribe(f"{SITE}/#")
    mid = fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"n": 1})
    until(lambda: hook.waiting)
    threading.Event().wait(0.1)
    assert fence.acknowledged == []
    assert [one.topic for one in tower.messages if "event" in one.topic] == [], "durable before anyone hears of it"
    hook.waiting[0].set_result(None)
    until(lambda: fence.acknowledged == [mid])
    until(lambda: any("event" in one.topic for one in tower.messages))


def test_acknowledgements_keep_the_order_of_the_publishes(join: Join, hook: Hook) -> None:
    hook.durable = False
    fence = join("fence1")
    mids = [fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"n": n}) for n in range(5)]
    until(lambda: len(hook.waiting) == 5)
    for future in reversed(hook.waiting):
        future.set_result(None)
    until(lambda: fence.acknowledged == mids)


def test_what_cannot_be_made_durable_is_not_acknowledged_and_comes_again(
    join: Join, hook: Hook, broker: BuiltInBroker
) -> None:
    hook.durable = False
    fence = join("fence1", clean=False)
    mid = fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"n": 1})
    until(lambda: hook.waiting)
    hook.durable = True
    hook.waiting[0].set_exception(OSError("disk full"))
    until(lambda: fence.acknowledged == [mid])
    assert len(hook.seen) == 2
    assert broker.counters["unacknowledged"] == 1


@pytest.mark.parametrize("name", ["", "fence1", "nobody"])
def test_nobody_enters_without_the_right_password(broker: BuiltInBroker, refusals: list[Refusal], name: str) -> None:
    client = MqttClient(broker.port, name, "guess", client_id="x")
    client.close()
    assert client.reason in ("Bad user name or password", "Not authorized")
    assert [(one.code, one.username) for one in refusals] == [("login", name)]


@pytest.mark.parametrize(
    "topic",
    [
        f"{SITE}/gate1/event/passage/G1",
        f"{SITE}/gate1/cmd/open",
        f"{SITE}/fence1/cmd/disarm",
        f"{SITE}/fence1",
        f"{SITE}/fence12/status",
        "gs/1/other/fence1/status",
    ],
)
def test_a_device_speaks_only_of_itself_and_commands_nobody(
    join: Join, hook: Hook, refusals: list[Refusal], broker: BuiltInBroker, topic: str
) -> None:
    fence, gate = join("fence1"), join("gate1")
    gate.subscribe(f"{SITE}/gate1/cmd/#")
    mid = fence.publish(topic, {})
    until(lambda: mid in fence.acknowledged, "a refused publish is answered, or it would come for ever")
    assert hook.seen == []
    assert [(one.code, one.username, one.subject) for one in refusals] == [("publish", "fence1", topic)]
    assert broker.counters["refused_publish"] == 1
    assert gate.messages == []


MARKED, REAL = {"Data": {"active": True, "drill": True}}, {"Data": {"active": True}}


def test_the_drills_account_says_of_any_device_what_is_marked(join: Join, hook: Hook, broker: BuiltInBroker) -> None:
    drill, tower = join("drill"), join("tower")
    tower.subscribe(f"{SITE}/#")
    mid = drill.publish(f"{SITE}/fence1/event/perimeter/Z01", MARKED)
    until(lambda: mid in drill.acknowledged)
    assert len(hook.seen) == 1
    until(lambda: any("event" in one.topic for one in tower.messages))
    assert "drill" not in "".join(broker._core.absent())


@pytest.mark.parametrize(
    ("topic", "body", "retain"),
    [
        (f"{SITE}/fence1/event/perimeter/Z01", REAL, False),
        (f"{SITE}/fence1/event/perimeter/Z01", {"Data": {"active": True, "drill": "true"}}, False),
        (f"{SITE}/fence1/event/perimeter/Z01", {"Data": []}, False),
        (f"{SITE}/fence1/event/perimeter/Z01", b"{not json", False),
        (f"{SITE}/fence1/event/perimeter/Z01", MARKED, True),
        (f"{SITE}/fence1/state/perimeter/Z01", MARKED, False),
        (f"{SITE}/gate1/cmd/open", MARKED, False),
        (f"{SITE}/fence1/status", MARKED, False),
    ],
)
def test_nothing_that_is_no_drill_comes_from_its_account(
    join: Join, hook: Hook, broker: BuiltInBroker, topic: str, body: dict[str, Any], retain: bool
) -> None:
    drill = join("drill")
    mid = drill.publish(topic, body, retain=retain)
    until(lambda: mid in drill.acknowledged)
    assert hook.seen == []
    assert sum(broker.counters.get(name, 0) for name in ("refused_publish", "refused_drill")) == 1


@pytest.mark.parametrize(
    "pattern", ["#", f"{SITE}/#", f"{SITE}/gate1/cmd/#", f"{SITE}/+/cmd/#", "$SYS/#", f"{SITE}/fence1/#"]
)
def test_a_device_hears_only_its_own_commands(join: Join, refusals: list[Refusal], pattern: str) -> None:
    fence = join("fence1")
    fence.subscribe(pattern)
    assert [reason.is_failure for reason in fence.suback] == [True]
    assert refusals[-1].code == "subscribe"


def test_commands_reach_their_device_and_its_answer_comes_back(
    join: Join, hook: Hook, broker: BuiltInBroker, refusals: list[Refusal]
) -> None:
    gate, tower = join("gate1"), join("tower")
    gate.subscribe(f"{SITE}/gate1/cmd/+")
    broker.publish(f"{SITE}/gate1/cmd/open", b"{}", retain=True).result(60)
    tower.publish(f"{SITE}/gate1/cmd/close", {})
    until(lambda: len(gate.messages) == 2)
    assert [one.retain for one in gate.messages] == [False, False]
    gate.publish(f"{SITE}/gate1/cmd/open/ack", {"ok": 1})
    until(lambda: (f"{SITE}/gate1/cmd/open/ack", b'{"ok": 1}') in hook.seen)
    tower.publish(f"{SITE}/gate1/cmd/open", {}, retain=True)
    until(lambda: [one.code for one in refusals] == ["retain"])


def test_no_command_waits_for_a_device_that_is_away(join: Join, broker: BuiltInBroker) -> None:
    gate = join("gate1", clean=False)
    gate.subscribe(f"{SITE}/gate1/cmd/+")
    gate.close()
    until(lambda: broker.counters["connections"] == 0)
    broker.publish(f"{SITE}/gate1/cmd/open", b"{}").result(60)
    back = join("gate1", clean=False)
    assert back.session_present
    broker.publish(f"{SITE}/gate1/cmd/close", b"{}").result(60)
    until(lambda: back.messages)
    assert [one.topic for one in back.messages] == [f"{SITE}/gate1/cmd/close"]


def test_a_session_keeps_what_came_while_its_client_was_away(join: Join, broker: BuiltInBroker) -> None:
    tower = join("tower", clean=False)
    tower.subscribe(f"{SITE}/+/event/#")
    tower.close()
    until(lambda: broker.counters["connections"] == 0)
    fence = join("fence1")
    for number in range(100):
        fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"n": number})
    until(lambda: len(fence.acknowledged) == 100)
    back = join("tower", clean=False)
    until(lambda: len(back.messages) == 100)
    assert [one.payload for one in back.messages] == [f'{{"n": {n}}}'.encode() for n in range(100)]


def test_states_are_retained_cleared_and_remembered_over_a_restart(join: Join) -> None:
    fence, tower = join("fence1"), join("tower")
    mids = [
        fence.publish(f"{SITE}/fence1/state/perimeter/Z01", {"v": 1}, retain=True),
        fence.publish(f"{SITE}/fence1/state/perimeter/Z02", {"v": 2}, retain=True),
        fence.publish(f"{SITE}/fence1/state/perimeter/Z02", b"", retain=True),
    ]
    until(lambda: fence.acknowledged == mids)
    tower.subscribe(f"{SITE}/#")
    until(lambda: len(tower.messages) == 2)
    assert {one.topic.rsplit("/", 1)[1] for one in tower.messages} == {"Z01", "Z09"}
    assert all(one.retain for one in tower.messages)


def test_a_lost_device_leaves_its_will_and_a_leaving_one_does_not(join: Join, hook: Hook) -> None:
    status = f"{SITE}/fence1/status"
    polite = join("fence1", will=(status, b"offline"))
    polite.publish(status, b"online", retain=True)
    until(lambda: polite.acknowledged)
    polite.close()
    lost = join("fence1", will=(status, b"offline"))
    assert (status, b"offline") not in hook.seen
    lost.fall_off()
    until(lambda: (status, b"offline") in hook.seen)
    tower = join("tower")
    tower.subscribe(status)
    until(lambda: [one.payload for one in tower.messages] == [b"offline"])


def test_a_broker_that_is_stopped_loses_no_device(join: Join, hook: Hook, broker: BuiltInBroker) -> None:
    join("fence1", will=(f"{SITE}/fence1/status", b"offline"))
    broker.stop()
    assert (f"{SITE}/fence1/status", b"offline") not in hook.seen


def test_a_second_connection_of_the_same_client_takes_over_after_the_firsts_will(join: Join, hook: Hook) -> None:
    status = f"{SITE}/fence1/status"
    first = join("fence1", will=(status, b"offline"), client_id="one")
    second = join("fence1", will=(status, b"offline"), client_id="one")
    until(lambda: first.disconnects)
    first.close()
    second.publish(status, b"online", retain=True)
    until(lambda: (status, b"online") in hook.seen)
    assert second.reason == "Success"
    assert hook.seen.index((status, b"offline")) < hook.seen.index((status, b"online"))


def test_qos_0_and_2_arrive_too(join: Join, hook: Hook) -> None:
    fence = join("fence1")
    fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"q": 0}, qos=0)
    mid = fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"q": 2}, qos=2)
    until(lambda: mid in fence.acknowledged)
    assert [payload for _, payload in hook.seen] == [b'{"q": 0}', b'{"q": 2}']


def _raw(broker: BuiltInBroker, data: bytes) -> bytes:
    """Send bytes, and read what comes until the broker closes."""
    with socket.create_connection(("127.0.0.1", broker.port), 5) as wire:
        wire.settimeout(10)
        wire.sendall(data)
        answer = b""
        try:
            while chunk := wire.recv(4096):
                answer += chunk
        except ConnectionResetError:
            pass
        return answer


CONNECT = b"\x10\x20\x00\x04MQTT\x04\xc2\x00\x01\x00\x06fence1\x00\x06fence1\x00\x04wire"


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x10\x00",
        b"\x10\xff\xff\xff\xff\x7f",
        b"\x10\xff\xff\xff\x7f",
        b"\x30\x03\x00\x01a",
        CONNECT + b"\x00\x00",
        CONNECT + CONNECT,
        CONNECT + b"\x36\x05\x00\x01a\x00\x01",
        CONNECT + b"\x32\x05\x00\x01a\x00\x00",
        CONNECT + b"\x82\x03\x00\x01\x00",
        CONNECT + b"\x32\xff\xff\xff\x7f",
    ],
)
def test_garbage_ends_its_own_connection_and_nobody_elses(
    join: Join, broker: BuiltInBroker, hook: Hook, data: bytes
) -> None:
    gate = join("gate1")
    _raw(broker, data)
    mid = gate.publish(f"{SITE}/gate1/status", b"online")
    until(lambda: mid in gate.acknowledged)
    assert gate.disconnects == 0
    assert broker.counters["refused_protocol"] == 1


def test_four_hundred_mangled_conversations_trouble_nobody(join: Join, broker: BuiltInBroker, hook: Hook) -> None:
    dice = random.Random(4242)
    topic = f"{SITE}/fence1/event/perimeter/Z01".encode()
    publish = b"\x32" + bytes([len(topic) + 9]) + len(topic).to_bytes(2, "big") + topic + b"\x00\x07" + b"hello"
    subscribe = b"\x82\x1f\x00\x01\x00\x1a" + f"{SITE}/fence1/cmd/++++".encode()[:26].ljust(26, b"x") + b"\x01"
    gate = join("gate1")
    for _ in range(400):
        talk = bytearray(CONNECT + publish + subscribe + b"\xc0\x00" + publish)
        for _ in range(dice.randint(1, 6)):
            start = 0 if dice.random() < 0.2 else len(CONNECT)
            talk[dice.randrange(start, len(talk))] = dice.randrange(256)
        cut = dice.randrange(len(talk)) if dice.random() < 0.3 else len(talk)
        with socket.create_connection(("127.0.0.1", broker.port), 5) as wire:
            wire.sendall(bytes(talk[:cut]))
    mid = gate.publish(f"{SITE}/gate1/status", b"online")
    until(lambda: mid in gate.acknowledged)
    assert gate.disconnects == 0
    assert all(one.startswith((f"{SITE}/fence1/", f"{SITE}/gate1/")) for one, _ in hook.seen)
    until(lambda: broker.counters["connections"] == 1, "a connection was left behind")


def test_nobody_keeps_devices_out_by_standing_in_the_door(join: Join, broker: BuiltInBroker) -> None:
    """Six hundred sockets that say nothing, more than the broker serves at all; each is held as long as it may be."""
    gate = join("gate1")
    silent = [socket.create_connection(("127.0.0.1", broker.port), 5) for _ in range(600)]
    try:
        until(lambda: broker.counters.get("pushed_out", 0) >= 600 - PER_ADDRESS)
        assert join("fence1").reason == "Success"
        assert broker.counters["connections"] <= PER_ADDRESS + 3
        mid = gate.publish(f"{SITE}/gate1/status", b"online")
        until(lambda: mid in gate.acknowledged)
        assert gate.disconnects == 0
    finally:
        for one in silent:
            one.close()


def test_an_older_or_newer_protocol_is_told_so(broker: BuiltInBroker) -> None:
    assert _raw(broker, b"\x10\x0d\x00\x04MQTT\x05\x02\x00\x01\x00\x00\x00") == b"\x20\x02\x00\x01"


def test_silence_past_the_keep_alive_ends_a_connection(broker: BuiltInBroker) -> None:
    assert _raw(broker, CONNECT) == b"\x20\x02\x00\x00"  # keep alive 1 s: closed after 1.5 s


def test_a_slow_journal_stops_reading_from_who_talks_too_much(join: Join, hook: Hook, broker: BuiltInBroker) -> None:
    hook.durable = False
    fence = join("fence1", in_flight=1000)
    for number in range(300):
        fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"n": number})
    until(lambda: len(hook.seen) >= connection.PENDING)
    threading.Event().wait(0.1)
    assert len(hook.seen) <= connection.PENDING + 6
    hook.durable = True
    for future in list(hook.waiting):
        future.set_result(None)
    until(lambda: len(fence.acknowledged) == 300)


def test_who_talks_too_fast_waits_and_nobody_else_does(
    join: Join, hook: Hook, broker: BuiltInBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BURST", 50.0)
    monkeypatch.setattr(connection, "RATE", 2.0)
    fence, gate = join("fence1", in_flight=1000), join("gate1")
    for number in range(400):
        fence.publish(f"{SITE}/fence1/event/perimeter/Z01", {"n": number})
    until(lambda: len(fence.acknowledged) >= 50)
    for number in range(20):
        gate.publish(f"{SITE}/gate1/event/passage/G1", {"n": number})
    until(lambda: len(gate.acknowledged) == 20)
    assert len(fence.acknowledged) < 300, "the noisy one still waits for its turn"
    (told,) = [one for one in broker.refusals.listed() if one.problem == "too_fast"]
    assert (told.device, told.example) == ("fence1", f"{SITE}/fence1/event/perimeter/Z01")


def test_a_device_has_only_so_many_connections(join: Join, broker: BuiltInBroker) -> None:
    for number in range(MAX_PER_DEVICE):
        assert join("fence1", client_id=f"c{number}").reason == "Success"
    assert "unavailable" in str(join("fence1", client_id="more").reason).lower()
    assert join("fence1", client_id="c0").reason == "Success", "the same client may come back"
    assert [one.problem for one in broker.refusals.listed()] == ["too_many_connections"]


def test_the_port_in_use_is_reported(broker: BuiltInBroker, hook: Hook) -> None:
    second = BuiltInBroker("demo", ACCOUNTS, hook, SystemClock(), port=broker.port)
    with pytest.raises(OSError, match=r".*"):
        second.start()


def test_a_stopped_broker_publishes_nothing(hook: Hook) -> None:
    broker = BuiltInBroker("demo", ACCOUNTS, hook, SystemClock())
    broker.start()
    broker.start()
    broker.stop()
    broker.stop()
    with pytest.raises(ConnectionError):
        broker.publish(f"{SITE}/gate1/cmd/open", b"{}").result(60)
    assert "wire" not in repr(ACCOUNTS)


def test_a_device_that_does_not_come_back_after_a_restart_is_declared_offline(hook: Hook) -> None:
    kept = [(f"{SITE}/fence1/status", b"online"), (f"{SITE}/gate1/status", b"stopped")]
    broker = BuiltInBroker("demo", ACCOUNTS, hook, SystemClock(), retained=kept, absent_after_s=0.05)
    broker.start()
    try:
        until(lambda: hook.seen)
        tower = MqttClient(broker.port, "tower", "top")
        tower.subscribe(f"{SITE}/+/status")
        until(lambda: len(tower.messages) == 2)
        tower.close()
    finally:
        broker.stop()
    assert hook.seen == [(f"{SITE}/fence1/status", b"offline")]
    assert {one.payload for one in tower.messages} == {b"offline", b"stopped"}


def test_a_restart_loses_nothing_although_sessions_are_forgotten(hook: Hook) -> None:
    """A device of the contract subscribes after each connection and keeps what is not acknowledged."""
    first = BuiltInBroker("demo", ACCOUNTS, hook, SystemClock())
    first.start()
    port = first.port
    gate = MqttClient(port, "gate1", "bar", clean=False, subscribe=f"{SITE}/gate1/cmd/+")
    try:
        first.stop()
        until(lambda: gate.disconnects)
        mids = [gate.publish(f"{SITE}/gate1/event/passage/G1", {"n": number}) for number in range(50)]
        second = BuiltInBroker("demo", ACCOUNTS, hook, SystemClock(), port=port)
        second.start()
        try:
            until(lambda: set(mids) <= set(gate.acknowledged))
            assert not gate.session_present, "so a device that subscribes only when it must, subscribes too"
            until(lambda: len(gate.suback) == 2)
            second.publish(f"{SITE}/gate1/cmd/open", b"{}").result(60)
            until(lambda: gate.messages)
        finally:
            second.stop()
    finally:
        gate.close()
    assert sorted(payload for _, payload in hook.seen) == sorted(b'{"n": %d}' % number for number in range(50))
