"""Whose turn it is: priority first, nobody starved, nobody more often than its rate. Pure; time is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class _Turn:
    priority: int
    last: float


class FairScheduler:
    """Chooses among cameras that have a new frame.

    A camera that has waited `patience_s` goes before all others, longest wait first; else the highest priority goes,
    longest wait first. So a busy zone in alarm is looked at as fast as the machine can, and the quiet camera behind
    the bicycle shed still every few seconds.
    """

    def __init__(self, rate: float, patience_s: float = 3.0) -> None:
        self._interval = 1.0 / rate if rate > 0 else 0.0
        self._patience = patience_s
        self._turns: dict[str, _Turn] = {}

    def add(self, camera: str, priority: int = 0) -> None:
        """Take a camera in, or change its priority."""
        turn = self._turns.setdefault(camera, _Turn(priority, float("-inf")))
        turn.priority = priority

    def remove(self, camera: str) -> None:
        """Forget a camera."""
        self._turns.pop(camera, None)

    def choose(self, now: float, ready: Iterable[str]) -> str | None:
        """Give the camera to look at now among those `ready`, and count it as looked at; None when none is due."""
        due = [name for name in ready if name in self._turns and now - self._turns[name].last >= self._interval]
        if not due:
            return None
        chosen = min(due, key=lambda name: self._rank(name, now))
        self._turns[chosen].last = now
        return chosen

    def _rank(self, camera: str, now: float) -> tuple[bool, int, float]:
        turn = self._turns[camera]
        if now - turn.last >= self._patience:
            return (False, 0, turn.last)
        return (True, -turn.priority, turn.last)
