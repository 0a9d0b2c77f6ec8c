"""Real MQTT clients for the tests: small, and with something to wait on."""

import json
import socket
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.fakes.waiting import wait_until

WAIT_S = 60.0


def until(condition: Callable[[], object], what: str = "it never came true") -> None:
    """Wait for a condition with a deadline."""
    wait_until(what, condition, WAIT_S)


class MqttClient:
    """A device (or a nosy one) with paho, QoS 1."""

    def __init__(
        self,
        port: int,
        username: str,
        password: str = "",
        *,
        client_id: str = "",
        clean: bool = True,
        will: tuple[str, bytes] | None = None,
        keep_alive: int = 30,
        in_flight: int = 20,
        subscribe: str = "",
    ) -> None:
        self._own = subscribe  # what it subscribes to after each connection, as the contract asks
        self.messages: list[paho.MQTTMessage] = []
        self.acknowledged: list[int] = []
        self.reason: str | None = None
        self.session_present = False
        self.suback: list[Any] = []
        self.disconnects = 0
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id or username, clean_session=clean)
        if username:
            self._client.username_pw_set(username, password)
        if will:
            self._client.will_set(will[0], will[1], qos=1, retain=True)
        self._client.max_inflight_messages_set(in_flight)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
        self._client.on_message = lambda _c, _d, message: self.messages.append(message)
        self._client.on_publish = lambda _c, _d, mid, _r, _p: self.acknowledged.append(mid)
        self._client.on_subscribe = lambda _c, _d, _m, reasons, _p: self.suback.extend(reasons)
        self._client.connect_async("127.0.0.1", port, keep_alive)
        self._client.loop_start()
        until(lambda: self.reason is not None, "no answer to CONNECT")

    def publish(self, topic: str, body: Any, *, retain: bool = False, qos: int = 1) -> int:
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._client.publish(topic, payload, qos=qos, retain=retain).mid

    def subscribe(self, pattern: str, qos: int = 1) -> None:
        before = len(self.suback)
        self._client.subscribe(pattern, qos)
        until(lambda: len(self.suback) > before, "no SUBACK")

    def fall_off(self) -> None:
        """Lose the network without goodbye, and stay away."""
        self._client.on_connect = None
        connection = self._client.socket()
        assert isinstance(connection, socket.socket)
        self._client._thread_terminate = True
        connection.shutdown(socket.SHUT_RDWR)
        self._client.loop_stop()
        self._close_socket()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self._close_socket()

    def _close_socket(self) -> None:
        """paho's thread may end before it has closed."""
        connection = self._client.socket()
        if isinstance(connection, socket.socket):
            connection.close()

    def _connected(self, _client: Any, _data: Any, flags: Any, reason: Any, _properties: Any) -> None:
        self.session_present = flags.session_present
        self.reason = str(reason)
        if self._own and not reason.is_failure:
            self._client.subscribe(self._own, 1)
        if reason.is_failure:
            self._client.disconnect()

    def _disconnected(self, *_: Any) -> None:
        self.disconnects += 1
