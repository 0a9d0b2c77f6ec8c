"""A device's connection to the broker.

QoS 1 throughout, stable client id, no clean session, last will "offline" retained. What the broker has not acknowledged
is kept and sent again after a reconnect, by paho. Connecting goes on for as long as the device lives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

OnCommand = Callable[[str, bytes], None]
RETRY_S = (1, 8)


class DeviceLink:
    """One MQTT client of one device; `on_command(name, payload)` is called on the client's own thread."""

    def __init__(
        self, prefix: str, device: str, password: str, on_command: OnCommand, on_connect: Callable[[], None]
    ) -> None:
        self._prefix = prefix
        self._on_command = on_command
        self._on_connect = on_connect
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=f"demo-{device}", clean_session=False, protocol=mqtt.MQTTv311
        )
        self._client.username_pw_set(device, password)
        self._client.will_set(f"{prefix}/status", b"offline", qos=1, retain=True)
        self._client.reconnect_delay_set(*RETRY_S)
        self._client.on_connect = self._connected
        self._client.on_message = self._message

    def start(self, host: str, port: int) -> None:
        """Connect in the background, again and again until it works."""
        self._client.connect_async(host, port, keepalive=15)
        self._client.loop_start()

    def stop(self) -> None:
        """Say goodbye, disconnect and join the client's thread."""
        if self._client.is_connected():
            self.publish("status", b"stopped", retain=True).wait_for_publish(2)
        self._client.disconnect()
        self._client.loop_stop()

    def drop(self) -> None:
        """Fall off the network without goodbye, so that the last will is sent; paho comes back by itself."""
        sock = self._client.socket()
        if sock is not None:
            sock.close()

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted this device."""
        return self._client.is_connected()

    def publish(self, topic: str, payload: bytes, retain: bool = False) -> mqtt.MQTTMessageInfo:
        """Publish under the device's own topic; kept by paho while there is no connection."""
        return self._client.publish(f"{self._prefix}/{topic}", payload, qos=1, retain=retain)

    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            return
        client.subscribe(f"{self._prefix}/cmd/+", qos=1)
        self.publish("status", b"online", retain=True)
        self._on_connect()

    def _message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        if not message.retain:  # a retained command is somebody's mistake, and never moves anything
            self._on_command(message.topic.rsplit("/", 1)[-1], bytes(message.payload))
