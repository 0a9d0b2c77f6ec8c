"""The door: which messages are let in, which are only kept, which are only counted. Nothing here ever raises."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, replace

from alarms.messages import DeviceMessage, MessageError, MessageKind, derived_id, parse_message, parse_topic
from alarms.ports import RawMessage
from alarms.refusals import EXAMPLE_LENGTH, KEPT, Refusals
from alarms.site import Site

log = logging.getLogger(__name__)

SKEW_S = 5.0
SKEW_PERSISTS_S = 30.0
#: How many useless messages of one device are kept in an hour; more are only counted, or they would fill the disk.
KEPT_PER_HOUR = 100

#: Every counter the health page may show.
COUNTERS = (
    "accepted",
    "duplicate",
    "not_json",
    "too_large",
    "wrong_shape",
    "wrong_topic",
    "other_site",
    "unknown_device",
    "internal_error",
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in, as it came in. ``retained`` is set on what a broker held, not on what a device says now.

    ``kept`` is set on what a device wants held from now on.
    """

    topic: str
    payload: bytes
    received_at: float
    origin: str
    retained: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Admission:
    """What the door decided: ``message`` to act on, ``raw`` to keep; neither where nothing can be made of it."""

    problem: str = ""
    message: DeviceMessage | None = None
    raw: RawMessage | None = None


class Intake:
    """Reads what comes in and counts it. Counters are plain numbers, read from any thread."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: dict[str, tuple[int, int]] = {}
        self.counters: Counter[str] = Counter(dict.fromkeys(COUNTERS, 0))
        self.refusals = Refusals()

    def admit(self, incoming: Incoming) -> Admission:
        """Read one message."""
        try:
            message = parse_message(
                incoming.topic,
                incoming.payload,
                incoming.received_at,
                retained=incoming.retained,
                origin=incoming.origin,
            )
        except MessageError as error:
            return self._unreadable(incoming, error.code)
        except Exception:  # a bug here must cost one message, not the alarm thread
            log.exception("a message could not be read")
            return Admission("internal_error")
        problem = self._problem(message)
        raw = raw_of(message, problem, kept=incoming.kept or incoming.retained)
        if problem:
            return Admission(problem, None, raw if self._worth_keeping(message.device, incoming) else None)
        return Admission("", message, raw)

    def refused(self, incoming: Incoming, problem: str) -> None:
        """Remember what was not let in, for the health page; call it once it has been decided for good."""
        levels = incoming.topic.split("/")
        device = levels[3] if len(levels) > 3 else ""
        body = incoming.payload[:EXAMPLE_LENGTH].decode("utf-8", "replace")
        self.refusals.note(device, problem, f"{incoming.topic} {body}", incoming.received_at)

    def _problem(self, message: DeviceMessage) -> str:
        if message.address.site != self._site.id:
            return "other_site"
        return "" if self._site.knows(message.device) else "unknown_device"

    def _unreadable(self, incoming: Incoming, problem: str) -> Admission:
        """What is JSON on a topic of ours, but no message, is kept as it came: somebody has to find out what it is."""
        if problem != "wrong_shape":
            return Admission(problem)
        address = parse_topic(incoming.topic)
        if not self._worth_keeping(address.device, incoming):
            return Admission(problem)
        body = incoming.payload.decode("utf-8", "replace")
        raw = RawMessage(
            id=derived_id("refused", incoming.topic, body, repr(incoming.received_at)),
            topic=incoming.topic,
            payload=incoming.payload,
            received_at=incoming.received_at,
            device=address.device,
            origin=incoming.origin,
            problem=problem,
        )
        return Admission(problem, None, raw)

    def _worth_keeping(self, device: str, incoming: Incoming) -> bool:
        if device not in self._kept and len(self._kept) >= KEPT:
            device = ""
        hour = int(incoming.received_at // 3600)
        before, count = self._kept.get(device, (hour, 0))
        count = count + 1 if before == hour else 1
        self._kept[device] = (hour, count)
        return count <= KEPT_PER_HOUR


def raw_of(message: DeviceMessage, problem: str = "", *, kept: bool = False) -> RawMessage:
    """What the record keeps of a message. ``kept``: a broker holds it, or is to."""
    return RawMessage(
        id=message.id,
        topic=message.topic,
        payload=message.payload,
        received_at=message.received_at,
        device=message.device,
        origin=message.origin,
        device_time=message.device_time,
        boot=message.boot,
        seq=message.seq,
        problem=problem,
        kept=kept,
    )


def set_aside(admission: Admission, problem: str) -> Admission:
    """The same message, kept but not acted on."""
    raw = replace(admission.raw, problem=problem) if admission.raw else None
    return Admission(problem, None, raw)


class SkewWatch:
    """Which devices' clocks are wrong. Ahead is certain at once; behind may be a backlog, so it has to persist."""

    def __init__(self) -> None:
        self._behind_since: dict[str, float] = {}

    def skew(self, message: DeviceMessage) -> float | None:
        """The device's error in seconds as this message shows it, 0.0 where its clock is right, None where unknown."""
        if message.kind is not MessageKind.EVENT or message.replay or message.retained or message.device_time is None:
            return None
        skew = message.device_time - message.received_at
        if abs(skew) <= SKEW_S:
            self._behind_since.pop(message.device, None)
            return 0.0
        if skew < 0:
            since = self._behind_since.setdefault(message.device, message.received_at)
            if message.received_at - since < SKEW_PERSISTS_S:
                return None
        return skew
