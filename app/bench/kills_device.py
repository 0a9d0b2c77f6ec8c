"""A device that numbers what it sends, keeps it, and repeats what it is asked to: the judge of what was lost."""

from __future__ import annotations

import json
import threading
import time
import uuid
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from alarms.messages import encode_message

CHANNELS = 40


class NumberedDevice:
    """One controller: short alarms, each an activation and its end, with consecutive numbers from 1.

    It does what the contract asks of a device: QoS 1, a session, a last will, its state after each connection, a replay
    on demand. It never dies, so its own count is the truth.
    """

    def __init__(self, site: str, name: str, port: int, password: str) -> None:
        self.name = name
        self.boot = str(uuid.uuid4())
        self.published = 0
        self.replayed = 0
        self._prefix = f"gs/1/{site}/{name}"
        self._held: dict[int, tuple[str, str, float, dict[str, Any]]] = {}
        self._sent = self._answered = 0
        self._lock = threading.RLock()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, clean_session=False)
        self._client.username_pw_set(name, password)
        self._client.will_set(f"{self._prefix}/status", b"offline", qos=1, retain=True)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = self._connected
        self._client.on_message = self._command
        self._client.on_publish = self._acknowledged
        self._client.connect_async("127.0.0.1", port, 15)

    def start(self) -> None:
        """Connect, again and again."""
        self._client.loop_start()

    def stop(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def unacknowledged(self) -> int:
        """What no broker has answered yet."""
        return self._sent - self._answered

    def alarm(self) -> None:
        """Send one alarm and its end: two numbers."""
        occurrence, channel = str(uuid.uuid4()), f"x{(self.published // 2) % CHANNELS}"
        for active in (True, False):
            with self._lock:
                self.published += 1
                data = {"active": active, "occ": occurrence, "kind": "battery"}
                topic = f"{self._prefix}/event/fault/{channel}"
                self._held[self.published] = (topic, str(uuid.uuid4()), time.time(), data)
                self._send(self.published)

    def say_state(self) -> None:
        """Say how things stand; the number is that of the newest event, so that a lost last one is noticed."""
        body = encode_message(
            {"value": 1}, at=time.time(), message_id=str(uuid.uuid4()), boot=self.boot, seq=self.published
        )
        self._publish(f"{self._prefix}/state/link/main", body, retain=True)

    def _send(self, number: int, **more: Any) -> None:
        topic, message_id, at, data = self._held[number]
        body = encode_message({**data, **more}, at=at, message_id=message_id, boot=self.boot, seq=number)
        self._publish(topic, body)

    def _publish(self, topic: str, body: bytes, retain: bool = False) -> None:
        with self._lock:
            self._sent += 1
            self._client.publish(topic, body, qos=1, retain=retain)

    def _acknowledged(self, *_: Any) -> None:
        self._answered += 1  # no lock here: paho holds one of its own

    def _connected(self, client: paho.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not reason.is_failure:
            client.subscribe(f"{self._prefix}/cmd/+", qos=1)
            self._publish(f"{self._prefix}/status", b"online", retain=True)
            self.say_state()

    def _command(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        first = json.loads(message.payload).get("Data", {}).get("from_seq")
        if not message.topic.endswith("/replay") or not isinstance(first, int):
            return
        with self._lock:
            for number in range(max(1, first), self.published + 1):
                self.replayed += 1
                self._send(number, replay=True)
