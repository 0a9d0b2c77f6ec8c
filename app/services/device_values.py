"""What every device states now: any ``state/{class}/{channel}`` as values with unit, limits, place and time.

Folded in the alarm thread, read by the page when it looks: nothing is queued, so a device that talks a hundred times a
second costs the window nothing. Numbers go to the recorder as well, each once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from alarms.messages import DeviceMessage, MessageKind, number, text
from app.services.places import Places
from app.services.value_limits import NO_LIMITS, STALE_S, LimitBook, Standing, ValueLimits
from app.store.value_history import ValueKey

#: Keys of Data that say something of the message or of another key, and are no value themselves.
ABOUT = frozenset({"unit", "limits", "occ", "kind", "cid", "replay", "drill", "level", "since", "seq", "conf"})
#: The key of the one row of a channel that states words only.
WORDS = ""
#: How many values are told apart at most: what comes beyond is left out, so that no device fills the memory.
MOST_VALUES = 20_000
#: Whether a number in text is meant as one: only where the contract says that it is a number.
_NUMBER_IN_TEXT = "value"
AHEAD_S, BEHIND_S = 60.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Value:
    """One value as last stated.

    ``number`` is None where it is words: those are in ``words``, key and value as the device wrote them. ``at`` is when
    it was said (UTC seconds), by our clock where it was heard live; ``device_time`` is what the device calls it.
    ``away``: its device is not connected. ``stale_s`` is 0 where it never becomes old.
    """

    key: ValueKey
    at: float
    number: float | None = None
    words: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    limits: ValueLimits = NO_LIMITS
    stale_s: float = STALE_S
    device_time: float | None = None
    zone: str = ""
    away: bool = False

    @property
    def standing(self) -> Standing:
        """How it stands to its limits."""
        return self.limits.judge(self.number)

    def old(self, now: float) -> bool:
        """Whether nobody should rely on it any more."""
        return self.away or (self.stale_s > 0 and now - self.at > self.stale_s)


class DeviceValues:
    """The newest values. ``keep`` is given each new number; called in the alarm thread."""

    def __init__(self, places: Places, keep: Callable[[ValueKey, float, float], None]) -> None:
        self._places = places
        self._book = LimitBook(places.site)
        self._zones = _zones(places)
        self._keep = keep
        self._lock = threading.Lock()
        self._values: dict[ValueKey, Value] = {}
        self._by_topic: dict[tuple[str, str, str], tuple[ValueKey, ...]] = {}
        self._changed: dict[ValueKey, int] = {}
        self._version = 0
        self._away: set[str] = set()

    def recall(self, messages: Iterable[DeviceMessage]) -> None:
        """Take what was stated before a restart: it is shown with its age, and kept in no trend a second time."""
        for message in messages:
            self._take(message, recalled=True)

    def take(self, messages: Iterable[DeviceMessage]) -> None:
        """Take messages that are durable by now; called in the alarm thread."""
        for message in messages:
            self._take(message, recalled=False)

    def changes(self, since: int) -> tuple[int, dict[ValueKey, Value | None]]:
        """Return what changed after version ``since`` (0: everything), None for what is gone, and the version now."""
        with self._lock:
            keys = [key for key, version in self._changed.items() if version > since]
            return self._version, {key: self._values.get(key) for key in keys}

    def _take(self, message: DeviceMessage, *, recalled: bool) -> None:
        if message.kind is MessageKind.STATUS:
            self._presence(message.device, text(message.data.get("status")) != "online")
        elif message.kind is MessageKind.STATE:
            self._state(message, recalled=recalled)

    def _presence(self, device: str, away: bool) -> None:
        if away is (device in self._away):
            return
        (self._away.add if away else self._away.discard)(device)
        with self._lock:
            for key, value in self._values.items():
                if key[0] == device:
                    self._note(key, replace(value, away=away))

    def _state(self, message: DeviceMessage, *, recalled: bool) -> None:
        address = message.address
        topic = (message.device, address.name, address.channel)
        at = _said_at(message)
        known = self._by_topic.get(topic, ())
        numbers = _numbers(message.data)
        if message.replay:
            self._record(topic, numbers, at)  # it fills a gap of the trend, and is not what is so now
            return
        if message.retained and not recalled and known and _told_before(message, numbers, self._values[known[0]]):
            return
        values = self._made(message, topic, numbers, at) if message.payload else {}
        with self._lock:
            if any(key not in self._changed for key in values) and len(self._changed) + len(values) > MOST_VALUES:
                return
            for key in known:
                if key not in values:
                    self._note(key, None)
            for key, value in values.items():
                self._note(key, value)
            self._by_topic[topic] = tuple(values)
            if not values:
                del self._by_topic[topic]
        if not recalled:
            self._record(topic, numbers, at)

    def _made(
        self, message: DeviceMessage, topic: tuple[str, str, str], numbers: Mapping[str, float], at: float
    ) -> dict[ValueKey, Value]:
        said = message.data.get("limits")
        base = Value(
            (*topic, WORDS),
            at,
            device_time=message.device_time,
            zone=self._zones.get(topic) or self._places.device_zone(message.device),
            away=message.device in self._away,
            stale_s=0.0,
        )
        found: dict[ValueKey, Value] = {}
        for name, value in numbers.items():
            entry = self._book.entry(*topic, name)
            found[(*topic, name)] = replace(
                base,
                key=(*topic, name),
                number=value,
                unit=(entry.unit if entry is not None else "") or _unit(message.data, name),
                limits=self._book.limits(*topic, name, said if isinstance(said, dict) else None),
                stale_s=STALE_S if entry is None else entry.stale_s,
                zone=(entry.zone if entry is not None else None) or base.zone,
            )
        if not found:
            words = tuple((name, _word(value)) for name, value in message.data.items() if _is_word(name, value))
            found[base.key] = replace(base, words=words)
        return found

    def _record(self, topic: tuple[str, str, str], numbers: Mapping[str, float], at: float) -> None:
        for name, value in numbers.items():
            self._keep((*topic, name), at, value)

    def _note(self, key: ValueKey, value: Value | None) -> None:
        """Called with the lock held."""
        self._version += 1
        self._changed[key] = self._version
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value


def _zones(places: Places) -> dict[tuple[str, str, str], str]:
    """Where channels are that the site document places apart from their device."""
    site = places.site
    found = {(one.device, one.alarm_class, one.channel): places.point_zone(one.id) for one in site.points}
    found |= {(one.device, "door", one.channel): one.zone for one in site.doors if one.zone}
    return found


def _said_at(message: DeviceMessage) -> float:
    """When it was said: heard live, by our own clock; what was kept or sent again, by the device's where it can be."""
    said = message.device_time
    if said is None or not (message.retained or message.replay):
        return message.received_at
    plausible = message.replay or message.received_at - BEHIND_S <= said <= message.received_at + AHEAD_S
    return min(said, message.received_at) if plausible else message.received_at


def _told_before(message: DeviceMessage, numbers: Mapping[str, float], before: Value) -> bool:
    """Whether what a broker held is what we have; by the device's own clock, right or wrong, else by value."""
    if message.device_time is not None and before.device_time is not None:
        return message.device_time <= before.device_time
    return numbers.get(before.key[3]) == before.number


def _numbers(data: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in data.items():
        if name in ABOUT or (isinstance(value, str) and name != _NUMBER_IN_TEXT):
            continue
        measured = number(value)
        if measured is not None:
            found[name] = measured
    return found


def _unit(data: Mapping[str, Any], name: str) -> str:
    """The message's own unit is that of "value"; another key may bring one as ``{key}_unit``."""
    return text(data.get("unit" if name == "value" else f"{name}_unit"))[:16]


def _is_word(name: str, value: object) -> bool:
    return name not in ABOUT and isinstance(value, (str, bool))


def _word(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else text(value)[:120]
