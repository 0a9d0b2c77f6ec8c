"""Rows of values: the live value in the words of the site document and of the language spoken."""

from __future__ import annotations

from app.pages import value_words
from app.services.device_values import WORDS, Value
from app.services.places import Places
from app.services.value_limits import LimitBook, ValueLimits
from app.site_base import Named
from app.store.value_history import MinuteValue
from widgets import times
from widgets.value_content import Limits, ValueRow, with_unit
from widgets.value_trend import Trend, TrendPoint

#: A zone that the site document does not list comes last.
LAST = 1_000_000


class ValueNames:
    """Names places and things of values in one language."""

    def __init__(self, places: Places, language: str) -> None:
        site = places.site
        self._places = places
        self._language = language
        self._book = LimitBook(site)
        self._order = {zone.id: at for at, zone in enumerate(site.zones)}
        self._things: dict[tuple[str, str, str], Named] = {
            (one.device, one.alarm_class, one.channel): one for one in site.points
        }
        self._things |= {(one.device, "door", one.channel): one for one in site.doors}
        self._things |= {(one.device, "gate", one.channel): one for one in site.gates}

    def row(self, value: Value) -> ValueRow:
        """Say a value."""
        text = value_words.words_of(value.words) if value.number is None else with_unit(value.number, value.unit)
        return ValueRow(
            key=value.key,
            zone=value.zone,
            zone_name=self._places.zone_name(value.zone, self._language),
            name=self.name(value),
            text=text,
            at=value.at,
            number=value.number,
            unit=value.unit,
            standing=value.standing.value,
            limits=limits_of(value.limits),
            stale_s=value.stale_s,
            away=value.away,
            order=self._order.get(value.zone, LAST),
            details=self._details(value),
        )

    def name(self, value: Value) -> str:
        """Name a value: as the site document calls it, else by point, door or gate, else by device and channel."""
        device, value_class, channel, key = value.key
        entry = self._book.entry(*value.key)
        if entry is not None and entry.channel and entry.label(self._language):
            return entry.label(self._language)
        kind = (entry.label(self._language) if entry is not None else "") or value_words.class_word(value_class)
        thing = self._things.get((device, value_class, channel))
        if thing is not None:
            name = thing.label(self._language)
        else:
            name = f"{self._places.device_name(device, self._language)} {channel} · {kind}"
        return name if key in ("value", WORDS) else f"{name} · {value_words.key_word(key)}"

    def _details(self, value: Value) -> tuple[str, ...]:
        device, value_class, channel, _ = value.key
        lines = [f"{self._places.device_name(device, self._language)} · {value_class}/{channel}"]
        if value.device_time is not None:
            lines.append(value_words.device_time(times.date(value.device_time), times.clock(value.device_time)))
        warn = _warning(value)
        return (*lines, warn) if warn else tuple(lines)


def limits_of(limits: ValueLimits) -> Limits:
    """Return the limits as widgets know them."""
    return Limits(limits.low, limits.high, limits.warn_low, limits.warn_high)


def trend_of(value: Value, minutes: list[MinuteValue], until: float) -> Trend:
    """Return a day as the plot takes it."""
    points = tuple(TrendPoint(float(one.at), one.least, one.mean, one.most) for one in minutes)
    return Trend(points, until, value.unit, limits_of(value.limits))


def _warning(value: Value) -> str:
    given = [one for one in (value.limits.warn_low, value.limits.warn_high) if one is not None]
    return value_words.warns_at([with_unit(one, value.unit) for one in given]) if given else ""
