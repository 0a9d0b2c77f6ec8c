"""Listening at an MQTT broker: what it hands us is acknowledged to it only when our journal has it.

Clean session off and a stable client id, so the broker keeps what comes while we are away; on every connection we
subscribe anew, and the retained states that answer are what the alarm service reconciles with.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from alarms.ports import Clock
from alarms.receivers.tls import BrokerAddress, client_context, diagnose, fault_of

log = logging.getLogger(__name__)

RETRY_LEAST_S, RETRY_MOST_S = 1, 10
KEEP_ALIVE_S = 15
SESSION_EXPIRY_S = 7 * 86400
REPEAT_AFTER_S = 2.0
COMMAND_LIFE_S = 10
#: CONNACK's reasons, as paho numbers them for both versions.
REFUSALS = {132: "wrong_version", 134: "wrong_password", 135: "wrong_password"}
FILTERS = ("status", "info", "state/#", "event/#", "onvif-ej/#", "cmd/+/ack")


class Submit(Protocol):
    """``AlarmService.submit``."""

    def __call__(
        self, topic: str, payload: bytes, received_at: float, origin: str, *, retained: bool = False
    ) -> Future[Any]:
        """Take a message; the future is done when it is durable."""
        ...


def broker_address(url: str, username: str = "", password: str = "", **more: Any) -> BrokerAddress:
    """Read ``mqtt://host:port`` or ``mqtts://host:port``; raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError("a broker's address is mqtt://host:port or mqtts://host:port")
    tls = parts.scheme == "mqtts"
    return BrokerAddress(parts.hostname, parts.port or (8883 if tls else 1883), username, password, tls=tls, **more)


@dataclass(frozen=True, slots=True)
class LinkState:
    """How the connection to a broker stands.

    ``reason`` is empty or a code: ``unreachable``, ``lost``, ``stopped``, ``wrong_password``, ``wrong_version``,
    ``refused``, ``subscription_refused``, or one of ``tls.fault_of``'s.
    """

    connected: bool = False
    since: float = 0.0
    reason: str = ""
    attempts: int = 0


class MqttReceiver:
    """One connection to one broker, kept up for ever from ``start`` to ``stop``.

    Raises ``TlsFilesError`` where a certificate cannot be read.
    """

    def __init__(
        self,
        address: BrokerAddress,
        site: str,
        client_id: str,
        submit: Submit,
        clock: Clock,
        on_state: Callable[[LinkState], None] = lambda _state: None,
    ) -> None:
        self._address = address
        self._site = site
        self._submit = submit
        self._clock = clock
        self._on_state = on_state
        self._generation = 0
        self._accepted = False
        self._repeat: threading.Timer | None = None
        self._lock = threading.Lock()
        self._subscribing: int | None = None
        self._sending: dict[int, Future[None]] = {}
        self._answered: set[int] = set()
        self.state = LinkState()
        self._command_properties: Properties | None = None
        if address.version == 5:  # no broker keeps a command for longer than the command lives
            self._command_properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            self._command_properties.MessageExpiryInterval = COMMAND_LIFE_S
        self._client = self._make_client(client_id)

    def start(self) -> None:
        """Connect in the background, again and again until it works."""
        more: dict[str, Any] = {}
        if self._address.version == 5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.SessionExpiryInterval = SESSION_EXPIRY_S
            more = {"clean_start": False, "properties": properties}
        self._client.connect_async(self._address.host, self._address.port, KEEP_ALIVE_S, **more)
        self._client.loop_start()

    def stop(self) -> None:
        """Say goodbye and end; the broker keeps the session."""
        with self._lock:
            self._generation += 1
            timer, self._repeat = self._repeat, None
        if timer is not None:
            timer.cancel()
            timer.join()
        self._client.disconnect()
        self._client.loop_stop()
        connection = self._client.socket()
        if isinstance(connection, socket.socket):
            connection.close()  # paho's thread may end before it has
        self._fail_sending()

    def publish(self, topic: str, payload: bytes) -> Future[None]:
        """Publish a command; done when the broker has it. Fails at once where there is no connection."""
        done: Future[None] = Future()
        if not self.state.connected:
            done.set_exception(ConnectionError("not_connected"))
            return done
        generation = self._generation
        info = self._client.publish(  # not under our lock: see `_published`
            topic, payload, qos=1, retain=False, properties=self._command_properties
        )
        with self._lock:
            answered = info.mid in self._answered
            self._answered.discard(info.mid)
            lost = info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS or generation != self._generation
            if not answered and not lost:
                self._sending[info.mid] = done
                return done
        if answered:
            done.set_result(None)
        else:
            done.set_exception(ConnectionError("not_connected"))
        return done

    def _make_client(self, client_id: str) -> paho.Client:
        address = self._address
        version = paho.MQTTv5 if address.version == 5 else paho.MQTTv311
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=None if address.version == 5 else False,
            protocol=version,
            manual_ack=True,
        )
        if address.username:
            client.username_pw_set(address.username, address.password)
        if address.tls:
            client.tls_set_context(client_context(address))
        client.reconnect_delay_set(RETRY_LEAST_S, RETRY_MOST_S)
        client.on_connect = self._connected
        client.on_connect_fail = self._unreachable
        client.on_disconnect = self._disconnected
        client.on_subscribe = self._subscribed
        client.on_publish = self._published
        client.on_message = self._message
        return client

    # In paho's thread.

    def _connected(
        self, client: paho.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        self._accepted = not reason.is_failure
        if reason.is_failure:
            self._set_state(False, REFUSALS.get(reason.value, "refused"))
            return
        with self._lock:
            self._generation += 1
        filters = [(f"gs/1/{self._site}/+/{one}", 1) for one in FILTERS]
        _, self._subscribing = client.subscribe(filters)

    def _subscribed(
        self, _client: paho.Client, _data: Any, mid: int, reasons: list[ReasonCode], _properties: Properties | None
    ) -> None:
        if mid == self._subscribing:
            refused = any(reason.is_failure for reason in reasons)
            self._set_state(True, "subscription_refused" if refused else "")

    def _unreachable(self, _client: paho.Client, _data: Any) -> None:
        """Called by paho while it handles the error that kept it from connecting."""
        self._set_state(False, fault_of(sys.exc_info()[1]) or "unreachable")

    def _disconnected(
        self, _client: paho.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        with self._lock:
            self._generation += 1
        accepted, self._accepted = self._accepted, False
        if not accepted and self._address.tls and self.state.reason not in REFUSALS.values():
            self._set_state(False, diagnose(self._address) or "lost")
        elif self.state.reason not in ("refused", *REFUSALS.values()):
            self._set_state(False, "lost" if reason.is_failure else "stopped")
        self._fail_sending()

    def _published(
        self, _client: paho.Client, _data: Any, mid: int, _reason: ReasonCode, _properties: Properties | None
    ) -> None:
        """Called with paho's lock held, which its `publish` takes too, and perhaps before `publish` has returned."""
        with self._lock:
            done = self._sending.pop(mid, None)
            if done is None:
                self._answered.add(mid)
        if done is not None:
            done.set_result(None)

    def _message(self, client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        generation, mid, qos = self._generation, message.mid, message.qos
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""  # counted as a wrong topic, and acknowledged
        future = self._submit(
            topic, bytes(message.payload), self._clock.now(), f"mqtt:{self._address.host}", retained=message.retain
        )
        future.add_done_callback(lambda done: self._durable(client, done, generation, mid, qos))

    # In the alarm thread.

    def _durable(self, client: paho.Client, done: Future[Any], generation: int, mid: int, qos: int) -> None:
        """Acknowledge what is durable, on the connection it came by; a number may mean another message on the next."""
        if done.cancelled() or done.exception() is not None:
            self._ask_again(generation)
        elif generation == self._generation and qos:
            client.ack(mid, qos)

    def _ask_again(self, generation: int) -> None:
        """What was not acknowledged comes again only on a new connection."""
        with self._lock:
            if generation != self._generation or self._repeat is not None:
                return
            self._repeat = threading.Timer(REPEAT_AFTER_S, self._reconnect)
            self._repeat.daemon = True
            self._repeat.start()

    def _reconnect(self) -> None:
        with self._lock:
            self._repeat = None
        connection = self._client.socket()
        if isinstance(connection, socket.socket):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _fail_sending(self) -> None:
        with self._lock:
            left, self._sending = self._sending, {}
            self._answered.clear()
        for done in left.values():
            done.set_exception(ConnectionError("not_connected"))

    def _set_state(self, connected: bool, reason: str) -> None:
        before = self.state
        attempts = 0 if connected else before.attempts + 1
        same = (before.connected, before.reason) == (connected, reason) and before.since
        self.state = LinkState(connected, before.since if same else self._clock.now(), reason, attempts)
        try:
            self._on_state(replace(self.state))
        except Exception:
            log.exception("the state of the broker link could not be told")
