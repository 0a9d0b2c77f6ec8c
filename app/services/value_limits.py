"""What a value may be: the site document's limits, else its alarm point's, else those that the message brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from alarms.messages import number
from app.site_document import SiteDocument
from app.site_measurements import Measurement

#: How old a number may be before it is called old, where nobody said otherwise.
STALE_S = 900.0


class Standing(StrEnum):
    """How a value stands to its limits."""

    WITHIN = "within"
    WARN_LOW = "warn_low"
    WARN_HIGH = "warn_high"
    LOW = "low"
    HIGH = "high"

    @property
    def beyond(self) -> bool:
        """Whether it is outside what it may be, not only near to it."""
        return self in (Standing.LOW, Standing.HIGH)


@dataclass(frozen=True, slots=True)
class ValueLimits:
    """Limits in the value's own unit; None: none on that side."""

    low: float | None = None
    high: float | None = None
    warn_low: float | None = None
    warn_high: float | None = None

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return any(one is not None for one in (self.low, self.high, self.warn_low, self.warn_high))

    def judge(self, value: float | None) -> Standing:
        """Say how a value stands to them; what is no number is within."""
        if value is None:
            return Standing.WITHIN
        for limit, standing in ((self.low, Standing.LOW), (self.warn_low, Standing.WARN_LOW)):
            if limit is not None and value < limit:
                return standing
        for limit, standing in ((self.high, Standing.HIGH), (self.warn_high, Standing.WARN_HIGH)):
            if limit is not None and value > limit:
                return standing
        return Standing.WITHIN


NO_LIMITS = ValueLimits()


class LimitBook:
    """Finds what holds for a value, by what the site document says of it."""

    def __init__(self, site: SiteDocument) -> None:
        self._entries = {(one.device, one.value_class, one.channel, one.key): one for one in site.measurements}
        self._points = {(one.device, one.alarm_class, one.channel): one for one in site.points}

    def entry(self, device: str, value_class: str, channel: str, key: str) -> Measurement | None:
        """Return the closest entry: of this channel, of this device, of this channel of any device, of the class."""
        for owner, part in ((device, channel), (device, None), (None, channel), (None, None)):
            found = self._entries.get((owner, value_class, part, key))
            if found is not None:
                return found
        return None

    def limits(
        self, device: str, value_class: str, channel: str, key: str, said: Mapping[str, Any] | None
    ) -> ValueLimits:
        """Return the limits; ``said`` are those that the message brought. Only "value" has those of point and message.

        An entry that names a unit alone leaves them to the point or the message.
        """
        entry = self.entry(device, value_class, channel, key)
        if entry is not None:
            own = ValueLimits(entry.low, entry.high, entry.warn_low, entry.warn_high)
            if own.any:
                return own
        if key != "value":
            return NO_LIMITS
        point = self._points.get((device, value_class, channel))
        if point is not None and (point.low is not None or point.high is not None):
            return ValueLimits(point.low, point.high)
        if said is not None:
            return ValueLimits(*(number(said.get(name)) for name in ("low", "high", "warn_low", "warn_high")))
        return NO_LIMITS
