"""What was drawn, step by step, so that each step can be taken back and done again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

Cells = tuple[QRect, ...]
_KEPT = 200


class History:
    """A line of states with a place in it."""

    def __init__(self, start: Sequence[QRect] = ()) -> None:
        self._states: list[Cells] = [tuple(start)]
        self._at = 0

    def note(self, cells: Sequence[QRect]) -> None:
        """Remember a new state; what was taken back before it is gone."""
        if tuple(cells) == self._states[self._at]:
            return
        self._states = [*self._states[: self._at + 1], tuple(cells)][-_KEPT:]
        self._at = len(self._states) - 1

    def back(self) -> Cells | None:
        """Give the state before, None at the first."""
        if self._at == 0:
            return None
        self._at -= 1
        return self._states[self._at]

    def forth(self) -> Cells | None:
        """Give the state that was taken back last, None where there is none."""
        if self._at + 1 >= len(self._states):
            return None
        self._at += 1
        return self._states[self._at]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a state before."""
        return self._at > 0

    @property
    def can_go_forth(self) -> bool:
        """Whether there is a state that was taken back."""
        return self._at + 1 < len(self._states)
