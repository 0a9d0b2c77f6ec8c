"""MQTT 3.1.1 on the wire (OASIS standard of 29 October 2014): bytes to packets and back, whatever the bytes are.

Anything that is not a packet raises ``ProtocolError`` and nothing else; sizes are bounded before anything is read.
"""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass, field
from enum import IntEnum

MAX_PACKET = 1024 * 1024
MAX_FILTERS = 64


class ProtocolError(Exception):
    """The peer does not speak MQTT 3.1.1, or says something it may not. ``code`` names a counter."""

    def __init__(self, code: str = "malformed") -> None:
        super().__init__(code)
        self.code = code


class PacketType(IntEnum):
    """The control packets of MQTT 3.1.1."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class ConnectCode(IntEnum):
    """Answers to CONNECT."""

    ACCEPTED = 0
    BAD_VERSION = 1
    BAD_CLIENT_ID = 2
    UNAVAILABLE = 3
    BAD_CREDENTIALS = 4
    NOT_AUTHORIZED = 5


@dataclass(frozen=True, slots=True)
class Publish:
    """One published message; ``packet_id`` is 0 at QoS 0."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    packet_id: int = 0
    dup: bool = False


@dataclass(frozen=True, slots=True)
class Connect:
    """A client introduces itself. The password never shows in a repr."""

    client_id: str
    clean: bool
    keep_alive: int
    username: str = ""
    password: bytes = field(default=b"", repr=False)
    will: Publish | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Filters with the QoS asked for; an unsubscription carries the QoS 0."""

    packet_id: int
    filters: tuple[tuple[str, int], ...]


async def read_packet(
    reader: asyncio.StreamReader, limit: int = MAX_PACKET, expected: PacketType | None = None
) -> tuple[int, bytes]:
    """The first byte and the body of the next packet. Raises ``IncompleteReadError`` at the end of the stream.

    Where only one type of packet may come, another is refused by its first byte.
    """
    first = (await reader.readexactly(1))[0]
    if expected is not None and first != expected << 4:
        raise ProtocolError
    length = 0
    for shift in (0, 7, 14, 21):
        digit = (await reader.readexactly(1))[0]
        length |= (digit & 0x7F) << shift
        if not digit & 0x80:
            break
    else:
        raise ProtocolError
    if length > limit:
        raise ProtocolError("packet_too_large")
    return first, await reader.readexactly(length)


class _Body:
    """Reads the fields of a body; running out of bytes is a protocol error."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def byte(self) -> int:
        return self._take(1)[0]

    def word(self) -> int:
        return int(struct.unpack("!H", self._take(2))[0])

    def binary(self) -> bytes:
        return self._take(self.word())

    def string(self) -> str:
        try:
            found = self.binary().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError from error
        if "\x00" in found:
            raise ProtocolError
        return found

    def rest(self) -> bytes:
        return self._take(len(self._body) - self._at)

    @property
    def more(self) -> bool:
        return self._at < len(self._body)

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._body):
            raise ProtocolError
        found = self._body[self._at : end]
        self._at = end
        return found


def parse_connect(body: bytes) -> Connect:
    """Read a CONNECT; ``ProtocolError("bad_version")`` for another version of the protocol."""
    fields = _Body(body)
    name, level = fields.string(), fields.byte()
    if (name, level) != ("MQTT", 4):
        raise ProtocolError("bad_version" if name in ("MQTT", "MQIsdp") else "malformed")
    flags, keep_alive = fields.byte(), fields.word()
    has_will, will_qos = flags & 0x04, (flags >> 3) & 0x03
    if flags & 0x01 or will_qos == 3 or (not has_will and flags & 0x38) or (flags & 0x40 and not flags & 0x80):
        raise ProtocolError
    client_id = fields.string()
    will = None
    if has_will:
        will = Publish(fields.string(), fields.binary(), min(will_qos, 1), bool(flags & 0x20))
    username = fields.string() if flags & 0x80 else ""
    password = fields.binary() if flags & 0x40 else b""
    if fields.more:
        raise ProtocolError
    return Connect(client_id, bool(flags & 0x02), keep_alive, username, password, will)


def parse_publish(first: int, body: bytes) -> Publish:
    """Read a PUBLISH."""
    qos = (first >> 1) & 0x03
    fields = _Body(body)
    topic = fields.string()
    if qos == 3 or not valid_topic(topic):
        raise ProtocolError
    packet_id = fields.word() if qos else 0
    if qos and not packet_id:
        raise ProtocolError
    return Publish(topic, fields.rest(), qos, bool(first & 0x01), packet_id, bool(first & 0x08))


def parse_subscribe(body: bytes, *, with_qos: bool) -> Subscribe:
    """Read a SUBSCRIBE, or an UNSUBSCRIBE where there is no QoS."""
    fields = _Body(body)
    packet_id = fields.word()
    filters: list[tuple[str, int]] = []
    while fields.more:
        found = fields.string()
        qos = fields.byte() if with_qos else 0
        if qos > 2 or len(filters) >= MAX_FILTERS:
            raise ProtocolError
        filters.append((found, qos))
    if not packet_id or not filters:
        raise ProtocolError
    return Subscribe(packet_id, tuple(filters))


def parse_packet_id(body: bytes) -> int:
    """Read the body of PUBACK, PUBREC, PUBREL or PUBCOMP."""
    if len(body) != 2:
        raise ProtocolError
    return int.from_bytes(body, "big")


def valid_topic(topic: str) -> bool:
    """Whether a message may be published to it at all."""
    return bool(topic) and not any(letter in topic for letter in "+#") and not topic.startswith("$")


def valid_filter(pattern: str) -> bool:
    """Whether it is a well-formed subscription."""
    levels = pattern.split("/")
    if not pattern or "#" in levels[:-1]:
        return False
    return all(level in ("+", "#") or not ("+" in level or "#" in level) for level in levels)


def matches(pattern: str, topic: str) -> bool:
    """Whether a topic falls under a valid filter."""
    wanted, levels = pattern.split("/"), topic.split("/")
    for index, level in enumerate(wanted):
        if level == "#":
            return True
        if index >= len(levels) or level not in ("+", levels[index]):
            return False
    return len(wanted) == len(levels)


def encode(kind: PacketType, body: bytes = b"", flags: int = 0) -> bytes:
    """A packet of any kind from its body."""
    length, digits = len(body), bytearray()
    while True:
        length, digit = divmod(length, 128)
        digits.append(digit | 0x80 if length else digit)
        if not length:
            return bytes([kind << 4 | flags]) + bytes(digits) + body


def encode_publish(message: Publish) -> bytes:
    """A PUBLISH packet."""
    topic = message.topic.encode()
    packet_id = struct.pack("!H", message.packet_id) if message.qos else b""
    flags = message.dup << 3 | message.qos << 1 | message.retain
    return encode(PacketType.PUBLISH, struct.pack("!H", len(topic)) + topic + packet_id + message.payload, flags)


def encode_id(kind: PacketType, packet_id: int) -> bytes:
    """A PUBACK, PUBREC, PUBREL, PUBCOMP or UNSUBACK packet."""
    return encode(kind, struct.pack("!H", packet_id), 0x02 if kind is PacketType.PUBREL else 0)
