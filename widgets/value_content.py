"""What the page of values shows of one value, and the words for how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from alarms.model import Priority

Standing = Literal["within", "warn_low", "warn_high", "low", "high"]
Level = Literal["good", "warning", "beyond", "old"]
RowKey = tuple[str, str, str, str]

#: Shape and colour of each level; hollow: nobody should rely on it.
MARKS: dict[Level, tuple[Priority, bool]] = {
    "good": (Priority.EVENT, False),
    "warning": (Priority.P3, False),
    "beyond": (Priority.P2, False),
    "old": (Priority.P4, True),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in the value's unit; None: none on that side."""

    low: float | None = None
    high: float | None = None
    warn_low: float | None = None
    warn_high: float | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value. ``number`` is None where it is words. ``at``: UTC second when it was said; ``order``: of its zone.

    ``stale_s``: seconds after which it is old, 0 for never; ``away``: its device is not connected. ``details`` are
    lines for the panel beside the table.
    """

    key: RowKey
    zone: str
    zone_name: str
    name: str
    text: str
    at: float
    number: float | None = None
    unit: str = ""
    standing: Standing = "within"
    limits: Limits = NO_LIMITS
    stale_s: float = 0.0
    away: bool = False
    order: int = 0
    details: tuple[str, ...] = ()

    def level(self, now: float) -> Level:
        """How much it asks for attention: an old value tells nothing, so that comes first."""
        if self.old(now):
            return "old"
        if self.standing in ("low", "high"):
            return "beyond"
        return "good" if self.standing == "within" else "warning"

    def old(self, now: float) -> bool:
        """Whether nobody should rely on it any more."""
        return self.away or (self.stale_s > 0 and now - self.at > self.stale_s)

    def found_by(self, words: tuple[str, ...]) -> bool:
        """Whether all words occur in what is said of it."""
        if not words:
            return True
        said = " ".join((self.zone_name, self.name, self.text, *self.key, *self.details)).casefold()
        return all(word in said for word in words)


def said(number: float) -> str:
    """Say a number as exactly as anybody wants to read it."""
    return f"{number:.6g}"


def with_unit(number: float, unit: str) -> str:
    """Say a number with its unit."""
    return f"{said(number)} {unit}" if unit else said(number)


def limits_words(row: ValueRow) -> str:
    """Say between what it may be."""
    low, high = row.limits.low, row.limits.high
    if low is not None and high is not None:
        return f"{said(low)} – {with_unit(high, row.unit)}"
    if high is not None:
        return f"≤ {with_unit(high, row.unit)}"
    return "" if low is None else f"≥ {with_unit(low, row.unit)}"


def state_words(row: ValueRow, now: float) -> str:
    """Say how it stands: with the limit that it passed, or why nobody should rely on it."""
    translate = QCoreApplication.translate
    if row.away:
        return translate("Values", "device not connected")
    if row.old(now):
        return translate("Values", "old")
    limit = {
        "low": row.limits.low,
        "high": row.limits.high,
        "warn_low": row.limits.warn_low,
        "warn_high": row.limits.warn_high,
    }.get(row.standing)
    if limit is None:
        return translate("Values", "normal")
    text = {
        "low": translate("Values", "too low: below %1"),
        "high": translate("Values", "too high: above %1"),
        "warn_low": translate("Values", "low: below %1"),
        "warn_high": translate("Values", "high: above %1"),
    }[row.standing]
    return text.replace("%1", with_unit(limit, row.unit))


def step_words(row: ValueRow, now: float) -> str:
    """Say what to do next, "" where there is nothing to do."""
    translate = QCoreApplication.translate
    level = row.level(now)
    if row.away:
        return translate("Values", "Check power and network of the device.")
    if level == "old":
        return translate("Values", "The device says nothing any more: look at it, or read the value there.")
    if level == "beyond":
        return translate("Values", "Send somebody to look, and call who is in charge of it.")
    return translate("Values", "Keep an eye on it.") if level == "warning" else ""
