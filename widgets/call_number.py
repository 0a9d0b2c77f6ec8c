"""The camera number a guard is typing: digits, then Enter; forgotten after a while. Pure, time comes in."""

from __future__ import annotations

_FORGOTTEN_AFTER_S = 4.0
_MAX_DIGITS = 4


class CallNumber:
    """Collects digits."""

    def __init__(self) -> None:
        self.typed = ""
        self._touched = 0.0

    def digit(self, digit: str, monotonic: float) -> None:
        """Append one digit; beyond four the oldest goes, so that a slip needs no clearing."""
        self.typed = (self.typed + digit)[-_MAX_DIGITS:]
        self._touched = monotonic

    def backspace(self, monotonic: float) -> None:
        """Take the last digit back."""
        self.typed = self.typed[:-1]
        self._touched = monotonic

    def take(self) -> int | None:
        """Give the number and forget it; None where nothing was typed."""
        typed, self.typed = self.typed, ""
        return int(typed) if typed else None

    def clear(self) -> bool:
        """Forget; tells whether there was anything."""
        had, self.typed = bool(self.typed), ""
        return had

    def expire(self, monotonic: float) -> bool:
        """Forget what was typed long ago; tells whether that happened."""
        return monotonic - self._touched > _FORGOTTEN_AFTER_S and self.clear()
