"""The native device contract: topics and JSON bodies, read strictly enough to be safe and leniently enough for ONVIF.

A body is ``{"UtcTime", "Source", "Data"}`` plus our ``v``, ``id``, ``boot`` and ``seq``; a plain ONVIF JSON event
(where every value may be a string) is a valid minimal message. Nothing a device sends makes this module raise anything
but ``MessageError``.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

MAX_PAYLOAD = 256 * 1024
MAX_TOPIC = 512
MAX_DEPTH = 12
#: 2200-01-01: what lies beyond (or before 1970) is a broken clock, and no system could show it.
LATEST_TIME = 7_258_118_400.0
_NAMESPACE = uuid.UUID("8d2a3a0e-5c0b-5b5e-9f3c-6b6d0f1f7a11")


class MessageKind(StrEnum):
    """What a topic is for."""

    STATUS = "status"
    INFO = "info"
    STATE = "state"
    EVENT = "event"
    COMMAND = "command"
    COMMAND_ACK = "command_ack"
    ONVIF = "onvif"


class MessageError(ValueError):
    """This is no message of the contract. ``code`` is one of the intake counters' names."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TopicAddress:
    """A parsed topic: ``gs/1/{site}/{device}/`` and what follows it.

    ``name`` is the class of a state or event, or the name of a command; ``channel`` the detector, door, gate or stall.
    """

    site: str
    device: str
    kind: MessageKind
    name: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class DeviceMessage:
    """One valid message of a device. ``device_time`` is the device's own UTC seconds, None where it gave none."""

    id: str
    topic: str
    address: TopicAddress
    received_at: float
    payload: bytes = b""
    device_time: float | None = None
    boot: str = ""
    seq: int | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    retained: bool = False
    origin: str = ""

    @property
    def device(self) -> str:
        """Who sent it, by topic."""
        return self.address.device

    @property
    def kind(self) -> MessageKind:
        """What it is for."""
        return self.address.kind

    @property
    def replay(self) -> bool:
        """A backlog message: it never sounds and never moves anything."""
        return truth(self.data.get("replay")) is True

    @property
    def drill(self) -> bool:
        """Part of an exercise: marked on every screen and record."""
        return truth(self.data.get("drill")) is True


def derived_id(*parts: str) -> str:
    """The id that every station derives alike from a cause (UUIDv5), so that it cannot be doubled."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def parse_topic(topic: str) -> TopicAddress:
    """Read a topic; ``MessageError("wrong_topic")`` where it is not one of the contract's."""
    levels = topic.split("/")
    if (
        len(topic) > MAX_TOPIC
        or len(levels) < 5
        or levels[:2] != ["gs", "1"]
        or "" in levels
        or not topic.isprintable()
    ):
        raise MessageError("wrong_topic")
    site, device, head, rest = levels[2], levels[3], levels[4], levels[5:]
    if head in ("status", "info") and not rest:
        return TopicAddress(site, device, MessageKind(head))
    if head in ("state", "event") and len(rest) >= 2:
        return TopicAddress(site, device, MessageKind(head), rest[0], "/".join(rest[1:]))
    if head == "cmd" and len(rest) == 1:
        return TopicAddress(site, device, MessageKind.COMMAND, rest[0])
    if head == "cmd" and len(rest) == 2 and rest[1] == "ack":
        return TopicAddress(site, device, MessageKind.COMMAND_ACK, rest[0])
    if head == "onvif-ej" and rest:
        return TopicAddress(site, device, MessageKind.ONVIF, "onvif", "/".join(rest))
    raise MessageError("wrong_topic")


def parse_message(
    topic: str, payload: bytes, received_at: float, *, retained: bool = False, origin: str = ""
) -> DeviceMessage:
    """Read a whole message; raises ``MessageError`` with code wrong_topic, too_large, not_json or wrong_shape."""
    address = parse_topic(topic)
    if len(payload) > MAX_PAYLOAD:
        raise MessageError("too_large")
    if address.kind is MessageKind.STATUS:
        body = _status_body(payload)
    elif not payload:
        body = {}  # an ONVIF property was deleted, or a retained value was cleared
    else:
        body = _object(_load(payload))
    return DeviceMessage(
        id=_message_id(body, topic, payload, received_at),
        topic=topic,
        address=address,
        received_at=received_at,
        payload=payload,
        device_time=_utc_time(body.get("UtcTime")),
        boot=_boot(body.get("boot")),
        seq=_sequence(body.get("seq")),
        source=_section(body, "Source"),
        data=_section(body, "Data"),
        retained=retained,
        origin=origin,
    )


def truth(value: object) -> bool | None:
    """A JSON value as yes or no (ONVIF sends text); None where it says neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value != 0
    if isinstance(value, str):
        return _WORDS.get(value.strip().lower())
    return None


_WORDS = {"true": True, "1": True, "on": True, "yes": True, "false": False, "0": False, "off": False, "no": False}


def number(value: object) -> float | None:
    """A JSON value as a finite number, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def text(value: object) -> str:
    """A JSON scalar as text, empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value)


def _load(payload: bytes) -> object:
    try:
        body = json.loads(payload.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise MessageError("not_json") from error
    _check(body, 0)
    return body


def _refuse_constant(_name: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _check(value: object, depth: int) -> None:
    """Refuse what no database column could hold: half a surrogate pair, NUL, a huge number, a bottomless nest."""
    if depth > MAX_DEPTH:
        raise MessageError("wrong_shape", "too deep")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, (int, float)) and not -(2**63) <= value < 2**63:
        raise MessageError("wrong_shape", "number out of range")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)


def _check_text(value: str) -> None:
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise MessageError("wrong_shape", "text that cannot be stored")


def _object(body: object) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise MessageError("wrong_shape", "not an object")
    return body


def _status_body(payload: bytes) -> dict[str, Any]:
    """A status may be a bare word (as a last will often is), a JSON string, or an object with the word in Data."""
    try:
        word = payload.decode("ascii").strip().strip('"').lower()
    except UnicodeDecodeError:
        word = ""
    if word in ("online", "stopped", "offline", ""):
        return {"Data": {"status": word or "offline"}}
    body = _object(_load(payload))
    data = _section(body, "Data") or {key: body[key] for key in ("status", "state") if key in body}
    word = text(data.get("status", data.get("state"))).lower()
    if word not in ("online", "stopped", "offline"):
        raise MessageError("wrong_shape", "status")
    return {**body, "Data": {**data, "status": word}}


def _section(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = body.get(name, {})
    if section is None:
        return {}
    if not isinstance(section, dict):
        raise MessageError("wrong_shape", name)
    return section


def _boot(value: object) -> str:
    return text(value)[:64]


def _sequence(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 18:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value


def _utc_time(value: object) -> float | None:
    """The device's time, or None where nobody can read it: a broken clock is no reason to lose an alarm."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < LATEST_TIME else None


def _message_id(body: Mapping[str, Any], topic: str, payload: bytes, received_at: float) -> str:
    """The device's own id, bound to its topic so that no device can claim another's; else derived from the content."""
    own = body.get("id")
    if isinstance(own, str) and 0 < len(own) <= 128:
        return derived_id("message", topic, own)
    if "UtcTime" in body:
        return derived_id("message", topic, payload.decode("utf-8", "replace"))
    return derived_id("message", topic, payload.decode("utf-8", "replace"), repr(received_at))


def encode_message(
    data: Mapping[str, Any], *, at: float, message_id: str, source: Mapping[str, Any] | None = None, **more: Any
) -> bytes:
    """The body of a native message, as a device or the station itself publishes it."""
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {"v": 1, "id": message_id, **more, "UtcTime": moment, "Source": dict(source or {}), "Data": dict(data)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
