"""Presence checks: asked at random or set intervals, answered by one key, missed twice an alarm. Pure.

Times to wait are monotonic seconds, times on record UTC seconds. After a miss it is asked again at once; when as many
as the rules say were missed, it stays asked until somebody answers, and each answer or act of a person counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a check ended."""

    ANSWERED = "answered"
    HANDLED = "handled"
    SUSPENDED = "suspended"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class PresenceRules:
    """``within`` tells whether a moment (UTC seconds) lies in the hours of checks; all else is seconds and counts."""

    within: Callable[[float], bool]
    least_s: float
    most_s: float
    answer_s: float
    misses: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, by both clocks."""

    monotonic: float
    utc: float


@dataclass(frozen=True, slots=True)
class Ended:
    """One check that is over; ``misses`` are those in a row by then."""

    outcome: Outcome
    asked_at: float
    ended_at: float
    misses: int


class PresenceCheck:
    """``draw(least, most)`` chooses the pause to the next check."""

    def __init__(self, rules: PresenceRules, draw: Callable[[float, float], float], misses: int = 0) -> None:
        self._rules = rules
        self._draw = draw
        self._due: float | None = None
        self._asked: Moment | None = None
        self.misses = misses

    @property
    def asked(self) -> bool:
        """Whether an answer is waited for."""
        return self._asked is not None

    @property
    def alarm(self) -> bool:
        """Whether so many were missed that it is an alarm."""
        return self.misses >= self._rules.misses

    def left(self, now: float) -> float:
        """Seconds that are left to answer; 0.0 where nothing is asked, or it is an alarm already."""
        if self._asked is None or self.alarm:
            return 0.0
        return max(0.0, self._asked.monotonic + self._rules.answer_s - now)

    def attend(self, now: Moment, *, on_duty: bool, busy: bool) -> Ended | None:
        """Look at the clock. ``busy``: an alarm is being handled, which answers for itself."""
        if self._asked is not None:
            return self._wait(self._asked, now, busy=busy)
        if self.alarm:
            self._asked = now  # it stood when the program was last ended: it still asks
            return None
        if busy or not on_duty or not self._rules.within(now.utc):
            self._due = None
        elif self._due is None:
            self._due = now.monotonic + self._pause()
        elif now.monotonic >= self._due:
            self._due, self._asked = None, now
        return None

    def answer(self, now: Moment) -> Ended | None:
        """The key was pressed."""
        return self._end(Outcome.ANSWERED, now)

    def acted(self, now: Moment) -> Ended | None:
        """A person did something else at the station, which proves as much."""
        return self._end(Outcome.HANDLED, now)

    def _end(self, outcome: Outcome, now: Moment) -> Ended | None:
        asked, self._asked, self._due, self.misses = self._asked, None, None, 0
        return None if asked is None else Ended(outcome, asked.utc, now.utc, 0)

    def _wait(self, asked: Moment, now: Moment, *, busy: bool) -> Ended | None:
        if self.alarm:
            return None
        if busy:
            self._asked = None
            return Ended(Outcome.SUSPENDED, asked.utc, now.utc, self.misses)
        if now.monotonic - asked.monotonic < self._rules.answer_s:
            return None
        self.misses += 1
        self._asked = now
        return Ended(Outcome.MISSED, asked.utc, now.utc, self.misses)

    def _pause(self) -> float:
        return self._draw(self._rules.least_s, max(self._rules.least_s, self._rules.most_s))
