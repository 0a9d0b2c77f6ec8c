"""Malformed messages: valid ones of every kind, mutated; and devices that send nothing else, as fast as they may."""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from typing import Any

from alarms.messages import MessageError, parse_message

WINDOW = 32
CONNECT_SECONDS = 30.0
OVERSIZE = 257 * 1024
ATTEMPTS = 5

_VALUES: tuple[Any, ...] = (None, [], {}, -1, 10**30, 1e308, "", "\x00", "\ud800", [[[[[[[[[[[[[[1]]]]]]]]]]]]]], True)
_TOPICS = ("event/perimeter/Z01", "event/fire/L01-017", "event/gas/K502", "state/door/D07", "state/gate/G1", "info")
_BAD_TOPICS = ("", "event", "event/fire", "nothing/x", "event//x", "cmd/open", "cmd/a/b/c", "status/x", "event/\x07/x")


def valid_message(dice: random.Random, number: int) -> tuple[str, dict[str, Any]]:
    """A topic below the device's own, and a body as docs/contract.md has it."""
    topic = dice.choice(_TOPICS)
    body = {
        "v": 1,
        "id": f"{number % 500:08}",
        "boot": "b0",
        "UtcTime": "2026-11-02T14:03:21.412Z",
        "Source": {"Zone": "Z03", "Detector": "fence"},
        "Data": {"active": number % 2 == 0, "occ": "0192", "kind": "wire_cut", "armed": True, "kv": 0.4, "cid": "131"},
    }
    return topic, body


def malformed(dice: random.Random, number: int) -> tuple[str, bytes]:
    """A topic and a body that were valid, and of which one is not any more: bytes, values or topic are changed."""
    topic, body = valid_message(dice, number)
    kind = dice.random()
    if kind < 0.1:
        return dice.choice(_BAD_TOPICS), json.dumps(body).encode()
    if kind < 0.101:
        return topic, json.dumps(body).encode().ljust(OVERSIZE)
    for _ in range(ATTEMPTS):
        payload = json.dumps(_twisted(dice, body)).encode() if kind < 0.4 else _mangled(dice, json.dumps(body).encode())
        try:
            parse_message(f"gs/1/x/y/{topic}", payload, 0.0)
        except MessageError:
            return topic, payload
    return topic, payload[: len(payload) // 2]


def _twisted(dice: random.Random, body: dict[str, Any]) -> dict[str, Any]:
    """Put values of other kinds in."""
    twisted = {**body, "Data": dict(body["Data"])}
    part = dice.choice((twisted, twisted["Data"]))
    part[dice.choice(sorted(part))] = dice.choice(_VALUES)
    return twisted


def _mangled(dice: random.Random, payload: bytes) -> bytes:
    """Cut, double, flip or fill in bytes."""
    mangled = bytearray(payload)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(mangled)) if mangled else 0
        length = dice.randint(1, 20)
        match dice.randrange(4):
            case 0:
                del mangled[at:]
            case 1:
                del mangled[at : at + length]
            case 2:
                mangled[at:at] = dice.randbytes(length)
            case _:
                mangled[at : at + 1] = dice.randbytes(1)
    return bytes(mangled)


class NoisyDevice:
    """A device in a thread: sends `count` malformed messages with WINDOW under way, and comes back when it is cut."""

    def __init__(self, port: int, site: str, device: str, password: str, count: int, seed: int, speak: Event) -> None:
        self._speak = speak
        self._port = port
        self._prefix = f"gs/1/{site}/{device}/"
        self._name, self._password = device, password
        self._count = count
        self._dice = random.Random(seed)
        self.sent = self.cuts = 0
        self.thread = threading.Thread(target=self._run, name=device, daemon=True)

    def _run(self) -> None:
        deadline = time.monotonic() + CONNECT_SECONDS
        while self.sent < self._count and time.monotonic() < deadline:
            before = self.sent
            try:
                with socket.create_connection(("127.0.0.1", self._port), CONNECT_SECONDS) as wire:
                    wire.sendall(connect_packet(self._name, self._password))
                    wire.recv(4)
                    self._talk(wire)
            except OSError:
                self.cuts += 1
            if self.sent > before:
                deadline = time.monotonic() + CONNECT_SECONDS

    def _talk(self, wire: socket.socket) -> None:
        """Keep the window full; each answer is four bytes."""
        under_way = rest = 0
        while self.sent < self._count or under_way:
            packets = []
            self._speak.wait()
            while under_way < WINDOW and self.sent < self._count:
                packets.append(self._packet())
                self.sent += 1
                under_way += 1
            if packets:
                wire.sendall(b"".join(packets))
            answer = wire.recv(4 * WINDOW)
            if not answer:
                raise ConnectionError
            rest += len(answer)
            under_way -= rest // 4
            rest %= 4

    def _packet(self) -> bytes:
        topic, payload = malformed(self._dice, self.sent)
        whole = f"{self._prefix}{topic}" if self._dice.random() > 0.02 else f"gs/1/other/{topic}"
        packet = publish_packet(whole, payload, self.sent % 60000 + 1)
        if self._dice.random() < 0.0002:
            return b"\x36" + packet[1:]  # a packet that MQTT does not know ends the connection
        return packet


def connect_packet(name: str, password: str) -> bytes:
    """CONNECT of MQTT 3.1.1 with a clean session."""
    fields = b"".join(_text(part) for part in (name, name, password))
    body = b"\x00\x04MQTT\x04\xc2\x00\x3c" + fields
    return b"\x10" + _length(len(body)) + body


def publish_packet(topic: str, payload: bytes, number: int) -> bytes:
    """PUBLISH at QoS 1."""
    body = _text(topic) + struct.pack("!H", number) + payload
    return b"\x32" + _length(len(body)) + body


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("!H", len(data)) + data


def _length(length: int) -> bytes:
    return bytes(_digits(length))


def _digits(length: int) -> Iterator[int]:
    while True:
        length, digit = divmod(length, 128)
        yield digit | (0x80 if length else 0)
        if not length:
            return


def make_noise(port: int, site: str, devices: list[str], password: str, count: int, speak: Event, told: Any) -> None:
    """Run in a process of its own: all devices at once, silent while ``speak`` is not set.

    ``told`` is a pipe that gets {sent, cuts} at the end.
    """
    share = [count // len(devices) + (number < count % len(devices)) for number in range(len(devices))]
    noisy = [
        NoisyDevice(port, site, one, password, n, seed, speak)
        for seed, (one, n) in enumerate(zip(devices, share, strict=True))
    ]
    for one in noisy:
        one.thread.start()
    for one in noisy:
        one.thread.join()
    told.send({"sent": sum(one.sent for one in noisy), "cuts": sum(one.cuts for one in noisy)})
