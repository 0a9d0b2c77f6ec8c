"""Tries a site's own broker: does it keep what a station needs kept? Leaves nothing behind and never restarts anything.

All that is published goes to topics that no station listens to, below the station's own.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from alarms.messages import MAX_PAYLOAD
from alarms.receivers.mqtt import FILTERS, REFUSALS, SESSION_EXPIRY_S
from alarms.receivers.tls import BrokerAddress, TlsFilesError, client_context, diagnose

#: Messages that wait while the station is away: some hours of a large site. Mosquitto's default keeps 1,000.
QUEUE = 5000
LEAST_EXPIRY_S = 24 * 3600
WAIT_S = 10.0
QUIET_S = 1.5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a code of site_broker_words, with its parameters."""

    code: str
    parameters: dict[str, str | int] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """What is wrong, what is in order, and what could not be tried."""

    problems: list[Finding] = field(default_factory=list)
    passed: list[Finding] = field(default_factory=list)
    untested: list[Finding] = field(default_factory=list)

    def judge(self, good: bool, code: str, problem: str = "", **parameters: str | int) -> None:
        """Note a test under its code, or its problem where it failed."""
        found = Finding(code if good else problem or f"no_{code}", parameters)
        (self.passed if good else self.problems).append(found)


class _RefusedError(Exception):
    """A connection is not to be had; the code says why."""


class _Client:
    """A client that waits for its answers."""

    def __init__(self, address: BrokerAddress, name: str, *, clean: bool = True) -> None:
        self.received: list[bytes] = []
        self.session_present = False
        self.properties: Any = None
        self.granted: list[bool] = []
        self._answered: set[int] = set()
        self._reason: Any = None
        self._address = address
        five = address.version == 5
        self._paho = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=name,
            clean_session=None if five else clean,
            protocol=paho.MQTTv5 if five else paho.MQTTv311,
            reconnect_on_failure=False,
        )
        if address.username:
            self._paho.username_pw_set(address.username, address.password)
        if address.tls:
            self._paho.tls_set_context(client_context(address))
        self._paho.max_inflight_messages_set(20)
        self._paho.on_connect = self._connected
        self._paho.on_message = lambda _c, _d, message: self.received.append(bytes(message.payload))
        self._paho.on_publish = lambda _c, _d, mid, _r, _p: self._answered.add(mid)
        self._paho.on_subscribe = lambda _c, _d, _m, codes, _p: self.granted.extend(not one.is_failure for one in codes)
        more: dict[str, Any] = {}
        if five:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.SessionExpiryInterval = 0 if clean else SESSION_EXPIRY_S
            more = {"clean_start": clean, "properties": properties}
        self._open(more)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> bool:
        """Publish and wait for the broker's answer."""
        mid = self._paho.publish(topic, payload, qos=1, retain=retain).mid
        return _until(lambda: mid in self._answered)

    def publish_many(self, topic: str, count: int) -> bool:
        """Publish so many numbered messages; whether all were answered."""
        mids = {self._paho.publish(topic, str(number).encode(), qos=1).mid for number in range(count)}
        return _until(lambda: mids <= self._answered, WAIT_S + count / 200)

    def subscribe(self, *topics: str) -> list[bool]:
        """Subscribe; which of them the broker grants."""
        self.granted.clear()
        self._paho.subscribe([(topic, 1) for topic in topics])
        _until(lambda: len(self.granted) >= len(topics))
        return list(self.granted)

    def settle(self, count: int) -> int:
        """Wait until so many have come, or none comes any more; how many there are."""
        before, quiet_since = -1, time.monotonic()
        while len(self.received) < count and time.monotonic() - quiet_since < QUIET_S:
            if len(self.received) != before:
                before, quiet_since = len(self.received), time.monotonic()
            threading.Event().wait(0.02)
        return len(self.received)

    def close(self) -> None:
        """Say goodbye."""
        self._paho.disconnect()
        self._paho.loop_stop()
        connection = self._paho.socket()
        if isinstance(connection, socket.socket):
            connection.close()

    def _open(self, more: dict[str, Any]) -> None:
        try:
            self._paho.connect(self._address.host, self._address.port, 30, **more)
        except OSError as error:
            raise _RefusedError(diagnose(self._address) or "unreachable") from error
        self._paho.loop_start()
        _until(lambda: self._reason is not None)
        if self._reason is None or self._reason.is_failure:
            self.close()
            code = REFUSALS.get(getattr(self._reason, "value", 0), "refused")
            raise _RefusedError(code if self._reason is not None else diagnose(self._address) or "refused")

    def _connected(self, _client: Any, _data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self.session_present, self.properties, self._reason = flags.session_present, properties, reason


class BrokerProbe:
    """Tries one broker with the station's account; ``device`` is an account of a device, where one is known."""

    def __init__(self, address: BrokerAddress, site: str, station: str, device: tuple[str, str] | None = None) -> None:
        self._address = address
        self._root = f"gs/1/{site}/"
        self._token = uuid.uuid4().hex[:12]
        self._own = f"{self._root}{station}/check/{self._token}"
        self._device = device
        self.findings = Findings()

    def run(self) -> Findings:
        """Try everything; takes half a minute at most at a broker that answers."""
        found = self.findings
        try:
            with self._client("a") as first:
                found.judge(True, "connected")
                self._try_topics(first)
                self._try_size(first)
                self._try_retained(first)
        except TlsFilesError as error:
            found.problems.append(Finding("tls_files", {"file": error.name}))
            return found
        except _RefusedError as error:
            found.problems.append(Finding(str(error)))
            return found
        with contextlib.suppress(_RefusedError):
            self._try_session()
        self._try_strangers()
        self._try_device()
        found.untested.append(Finding("restart"))
        return found

    @contextmanager
    def _client(self, name: str, address: BrokerAddress | None = None, *, clean: bool = True) -> Iterator[_Client]:
        client = _Client(address or self._address, f"watchroom-check-{self._token}-{name}", clean=clean)
        try:
            yield client
        finally:
            client.close()

    def _try_topics(self, client: _Client) -> None:
        granted = client.subscribe(*(f"{self._root}+/{one}" for one in FILTERS))
        self.findings.judge(all(granted), "listening")

    def _try_size(self, client: _Client) -> None:
        """A message of the contract's largest size goes through."""
        with self._client("s") as other:
            other.subscribe(f"{self._own}/size")
            client.publish(f"{self._own}/size", bytes(MAX_PAYLOAD))
            self.findings.judge(other.settle(1) == 1, "largest_message")

    def _try_retained(self, client: _Client) -> None:
        topic = f"{self._own}/retained"
        client.publish(topic, b"kept", retain=True)
        with self._client("r") as other:
            other.subscribe(topic)
            self.findings.judge(other.settle(1) == 1, "retained")
        client.publish(topic, b"", retain=True)

    def _try_session(self) -> None:
        """Is what comes while the station is away kept, and how much of it?"""
        topic = f"{self._own}/session"
        with self._client("q", clean=False) as away:
            away.subscribe(topic)
            self._try_expiry(away)
        try:
            with self._client("p") as other:
                other.publish_many(topic, QUEUE)
            with self._client("q", clean=False) as back:
                kept = back.settle(QUEUE)
                self.findings.judge(back.session_present, "session")
                if back.session_present:
                    self.findings.judge(kept >= QUEUE, "queue", limit=kept, wanted=QUEUE)
        finally:
            with self._client("q"):
                pass  # connecting clean ends the session

    def _try_expiry(self, client: _Client) -> None:
        if self._address.version != 5:
            self.findings.untested.append(Finding("expiry"))
            return
        granted = getattr(client.properties, "SessionExpiryInterval", SESSION_EXPIRY_S)
        self.findings.judge(granted >= LEAST_EXPIRY_S, "session_expiry", seconds=granted)

    def _try_strangers(self) -> None:
        """Nobody without an account may say anything to us."""
        nobody = replace(self._address, username="", password="", certificate="", key="")
        self.findings.judge(not self._let_through(nobody, "x", "event/check"), "no_strangers", "strangers")

    def _try_device(self) -> None:
        """A device may speak only of itself and command nobody."""
        if self._device is None:
            self.findings.untested.append(Finding("device_rights"))
            return
        name, password = self._device
        as_device = replace(self._address, username=name, password=password)
        for code, rest in (("others_topics", "event/check"), ("commands", "cmd/check")):
            through = self._let_through(as_device, f"d{rest[0]}", rest)
            self.findings.judge(not through, f"device_no_{code}", f"device_{code}", device=name)

    def _let_through(self, address: BrokerAddress, name: str, rest: str) -> bool:
        """Whether a client of that account can be heard on a topic of a device that does not exist."""
        topic = f"{self._root}check-{self._token}/{rest}/{self._token}" if "event" in rest else ""
        topic = topic or f"{self._root}check-{self._token}/{rest}"
        try:
            with self._client("l") as listener:
                if not all(listener.subscribe(topic)):
                    return False
                with self._client(name, address) as speaker:
                    speaker.publish(topic, b"{}")
                    return listener.settle(1) > 0
        except (_RefusedError, TlsFilesError):
            return False


def _until(condition: Callable[[], object], seconds: float = WAIT_S) -> bool:
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.01)
    return True
