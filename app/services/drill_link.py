"""How a drill's messages reach the alarms: as any device's do, through the broker, under an account of their own.

Where no broker can be reached that way (the built-in one over TLS asks for devices' certificates) they are handed in at
the same place at which the broker hands over what it received; from there on there is one path.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from alarms.receivers.tls import BrokerAddress, client_context

KEEP_ALIVE_S = 15


class DrillLink(Protocol):
    """What sends a drill's messages."""

    def send(self, topic: str, payload: bytes) -> Future[Any]:
        """Send one; the future is done when the other side has it, and fails where it will not."""
        ...

    def close(self) -> None:
        """Send no more; what is not answered fails."""
        ...


class BrokerDrillLink:
    """One connection to a broker for one drill. Messages handed in before it stands are sent as soon as it does."""

    def __init__(self, address: BrokerAddress, client_id: str) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[None]] = {}
        self._answered: set[int] = set()
        version = paho.MQTTv5 if address.version == 5 else paho.MQTTv311
        clean = None if address.version == 5 else True
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=clean, protocol=version
        )
        if address.username:
            self._client.username_pw_set(address.username, address.password)
        if address.tls:
            self._client.tls_set_context(client_context(address))
        self._client.on_publish = self._published
        self._client.connect_async(address.host, address.port, KEEP_ALIVE_S)
        self._client.loop_start()

    def send(self, topic: str, payload: bytes) -> Future[None]:
        """Publish at least once; done with the broker's answer."""
        done: Future[None] = Future()
        info = self._client.publish(topic, payload, qos=1, retain=False)
        with self._lock:
            if info.mid in self._answered:
                self._answered.discard(info.mid)
            elif info.rc in (MQTTErrorCode.MQTT_ERR_SUCCESS, MQTTErrorCode.MQTT_ERR_NO_CONN):
                self._waiting[info.mid] = done
                return done
            else:
                done.set_exception(ConnectionError("not_connected"))
                return done
        done.set_result(None)
        return done

    def close(self) -> None:
        """Say goodbye."""
        self._client.disconnect()
        self._client.loop_stop()
        connection = self._client.socket()
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()
        with self._lock:
            left, self._waiting = self._waiting, {}
        for done in left.values():
            done.set_exception(ConnectionError("not_connected"))

    def _published(self, _client: paho.Client, _data: Any, mid: int, _reason: ReasonCode, _more: Any) -> None:
        with self._lock:
            done = self._waiting.pop(mid, None)
            if done is None:
                self._answered.add(mid)
        if done is not None:
            done.set_result(None)


class DirectDrillLink:
    """Hands messages in where the broker would; ``submit`` takes a topic and a payload."""

    def __init__(self, submit: Callable[[str, bytes], Future[Any]]) -> None:
        self._submit = submit

    def send(self, topic: str, payload: bytes) -> Future[Any]:
        """Hand one in; done when it is durable."""
        return self._submit(topic, payload)

    def close(self) -> None:
        """Nothing is held."""
