"""Weekly times in the site's own time zone: when a zone is armed, when a station answers. Pure.

Of a time that a change of clocks skips or brings twice, a window begins at the earlier reading and ends at the later,
so that it is never shorter than it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

DAY_MINUTES = 24 * 60
#: How many days before and after a moment are looked at: a week and a day, so that every weekly change is seen.
REACH_DAYS = 8
#: A schedule without a change within its reach is looked at again after this long.
LOOK_AGAIN_S = 86_400.0

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SUNDAY = 6
_FORM = re.compile(r"([a-z,\- ]+?)\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


class HolidayRule(StrEnum):
    """What holds on a listed holiday."""

    AS_USUAL = "as_usual"
    AS_SUNDAY = "as_sunday"
    ALL_DAY = "all_day"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of the week from ``start`` to ``end`` (minutes of the day); an end at or before the start is the next
    day's."""

    days: frozenset[int]
    start: int
    end: int


ALL_DAY = Window(frozenset(range(7)), 0, DAY_MINUTES)


def read_window(text: str) -> Window:
    """Read ``mon-fri 22:00-06:00``, ``sat,sun 08:00-12:00`` or ``daily 00:00-24:00``; ValueError for anything else."""
    found = _FORM.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"no time of the week: {text!r}")
    start, end = _minutes(found[2], found[3]), _minutes(found[4], found[5])
    if start == DAY_MINUTES:
        raise ValueError(f"a day ends there: {text!r}")
    return Window(_read_days(found[1]), start, end)


def _minutes(hours: str, minutes: str) -> int:
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > DAY_MINUTES:
        raise ValueError(f"{hours}:{minutes}")
    return total


def _read_days(text: str) -> frozenset[int]:
    if text.strip() == "daily":
        return ALL_DAY.days
    days: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        begin, end = _DAYS.index(first), _DAYS.index(last or first)  # raises ValueError for another word
        days.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something holds, week after week."""

    windows: tuple[Window, ...]
    timezone: tzinfo = UTC
    holidays: frozenset[date] = frozenset()
    on_holidays: HolidayRule = HolidayRule.AS_USUAL

    @property
    def signature(self) -> str:
        """The same text for the same times, on every station and in every run."""
        windows = sorted((sorted(one.days), one.start, one.end) for one in self.windows)
        return f"{windows} {self.timezone} {sorted(map(str, self.holidays))} {self.on_holidays.value}"

    def holds(self, at: float) -> bool:
        """Whether it holds at a moment (UTC seconds)."""
        return any(start <= at < end for start, end in self._spans(at))

    def last_change(self, at: float) -> float | None:
        """UTC seconds of the newest change at or before a moment; None where there was none for a week."""
        return max((time for time in self._changes(at) if time <= at), default=None)

    def next_change(self, at: float) -> float | None:
        """UTC seconds of the next change after a moment; None where there is none for a week."""
        return min((time for time in self._changes(at) if time > at), default=None)

    def _changes(self, at: float) -> list[float]:
        today = datetime.fromtimestamp(at, self.timezone).date()
        earliest = min(self._moments(today - timedelta(REACH_DAYS), 0))
        latest = min(self._moments(today + timedelta(REACH_DAYS), 0))
        return [time for span in self._spans(at) for time in span if earliest < time < latest]

    def _spans(self, at: float) -> list[tuple[float, float]]:
        """The times around a moment at which it holds, those that touch made one, in order."""
        today = datetime.fromtimestamp(at, self.timezone).date()
        days = (today + timedelta(step) for step in range(-REACH_DAYS - 1, REACH_DAYS + 2))
        spans = sorted(span for day in days for span in self._of_day(day))
        joined: list[tuple[float, float]] = []
        for start, end in spans:
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _of_day(self, day: date) -> Iterable[tuple[float, float]]:
        for window in self._windows_of(day):
            days_on = window.end + (DAY_MINUTES if window.end <= window.start else 0)
            yield min(self._moments(day, window.start)), max(self._moments(day, days_on))

    def _windows_of(self, day: date) -> tuple[Window, ...]:
        weekday = day.weekday()
        if day in self.holidays and self.on_holidays is not HolidayRule.AS_USUAL:
            if self.on_holidays is HolidayRule.NEVER:
                return ()
            if self.on_holidays is HolidayRule.ALL_DAY:
                return (ALL_DAY,)
            weekday = _SUNDAY
        return tuple(window for window in self.windows if weekday in window.days)

    def _moments(self, day: date, minutes: int) -> tuple[float, float]:
        """Both readings of a time by the local clock; mostly they are the same."""
        local = (datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)).replace(tzinfo=self.timezone)
        return local.timestamp(), local.replace(fold=1).timestamp()
