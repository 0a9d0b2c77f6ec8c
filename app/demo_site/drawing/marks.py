"""What was drawn where: the truth that the demo's detection model is trained and judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LUMA = np.array([0.114, 0.587, 0.299], np.float32)


@dataclass(frozen=True, slots=True)
class Painted:
    """Pixels that a drawing covers. mask (h, w): those seen, its corner at (left, top); whole: with those hidden.

    sheer: what lies behind can be seen all the same. contrast: how far its light is from what it was painted over, in
    grey levels of 255: what stands in the dark cannot be seen, though it is there.
    """

    left: int
    top: int
    mask: NDArray[np.bool_]
    whole: int
    sheer: bool = False
    contrast: float = 255.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that was drawn, the later over the earlier."""

    label: str
    painted: Painted


@dataclass(frozen=True, slots=True)
class Drawn:
    """What can be seen of a thing: its box in pixels, which share of it nothing hides, and its contrast (Painted)."""

    label: str
    left: int
    top: int
    right: int
    bottom: int
    share: float
    contrast: float = 255.0

    @property
    def height(self) -> int:
        """Pixels."""
        return self.bottom - self.top


def drawn(marks: Sequence[Mark], size: tuple[int, int]) -> tuple[Drawn, ...]:
    """What of each thing is seen in a picture of `size`; nothing of those that others hide."""
    covered = np.zeros((size[1], size[0]), np.bool_)
    found: list[Drawn] = []
    for mark in reversed(marks):
        painted = mark.painted
        height, width = painted.mask.shape
        place = covered[painted.top : painted.top + height, painted.left : painted.left + width]
        seen = painted.mask & ~place
        if not painted.sheer:
            place |= painted.mask
        if seen.any():
            found.append(_drawn(mark.label, painted, seen))
    return tuple(reversed(found))


def _drawn(label: str, painted: Painted, seen: NDArray[np.bool_]) -> Drawn:
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return Drawn(
        label,
        painted.left + int(columns[0]),
        painted.top + int(rows[0]),
        painted.left + int(columns[-1]) + 1,
        painted.top + int(rows[-1]) + 1,
        float(seen.sum()) / max(1, painted.whole),
        painted.contrast,
    )


def contrast(before: NDArray[np.uint8], after: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """How far the light of two pictures (h, w, 3), BGR, is apart where the mask is, on the average."""
    if not mask.any():
        return 0.0
    apart = (after[mask].astype(np.float32) - before[mask].astype(np.float32)) @ _LUMA
    return float(np.abs(apart).mean())
