"""When the log is asked for, and when a station stands without anybody on duty. Pure; times are monotonic seconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """What a look at the clock brought."""

    NOTHING = "nothing"
    ASKED = "asked"
    MISSED = "missed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PromptRules:
    """``every_s`` seconds without an entry ask for one (0: never), ``answer_s`` more and it is missed."""

    every_s: float
    answer_s: float


class LogPrompt:
    """Asks for an entry after a time without one. What is asked stays asked until somebody writes.

    It begins only while somebody is on duty; once asked, going off duty takes nothing back.
    """

    def __init__(self, rules: PromptRules, now: float, elapsed: float = 0.0) -> None:
        """``elapsed`` seconds ago the last entry was written, before the program was started."""
        self._rules = rules
        self._since = now - max(0.0, min(elapsed, rules.every_s))
        self.asked_at: float | None = None
        self.missed = False

    def attend(self, now: float, *, on_duty: bool) -> Turn:
        """Look at the clock: ``ASKED`` or ``MISSED`` when it has just come to that."""
        if self._rules.every_s <= 0:
            return Turn.NOTHING
        if self.asked_at is None:
            if not on_duty or now - self._since < self._rules.every_s:
                return Turn.NOTHING
            self.asked_at = now
            return Turn.ASKED
        if self.missed or now - self.asked_at < self._rules.answer_s:
            return Turn.NOTHING
        self.missed = True
        return Turn.MISSED

    def written(self, now: float) -> Turn:
        """Somebody wrote an entry: ``ENDED`` where that ends a miss."""
        late = self.missed
        self._since, self.asked_at, self.missed = now, None, False
        return Turn.ENDED if late else Turn.NOTHING

    def left(self, now: float) -> float:
        """Seconds that are left to answer; 0.0 where nothing is asked, or it is missed."""
        return 0.0 if self.asked_at is None else max(0.0, self.asked_at + self._rules.answer_s - now)


class Unattended:
    """Tells when nobody has been on duty for too long, and when somebody is again."""

    def __init__(self, after_s: float, now: float) -> None:
        """``after_s`` 0: never."""
        self._after_s = after_s
        self._since = now
        self.standing = False

    def attend(self, now: float, *, on_duty: bool) -> Turn:
        """Look at the clock: ``MISSED`` when it has just been too long, ``ENDED`` when somebody has come."""
        if on_duty:
            self._since = now
            stood, self.standing = self.standing, False
            return Turn.ENDED if stood else Turn.NOTHING
        if self._after_s <= 0 or self.standing or now - self._since < self._after_s:
            return Turn.NOTHING
        self.standing = True
        return Turn.MISSED
