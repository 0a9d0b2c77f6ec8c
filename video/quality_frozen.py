"""A picture that stands still for good: a real sensor's noise never repeats.

Two signs. The rows are the same, byte for byte, but for a clock, over 20 s and two key pictures: needs no past. Or the
camera's unrest is gone, by far below what it had in the last minutes, at all times: so it is where the same picture is
coded again and again, and differs a little each time. Unrest is the median over the rows, so that whoever walks about
does not count; a camera whose pictures are without noise at times (coarse coding, empty corridors at night) is judged
by the first sign only.
"""

from __future__ import annotations

from collections import deque
from operator import sub
from typing import Final

from video.quality_look import LINES, Look

#: Seconds that a picture must stand.
FROZEN_S: Final = 20.0
#: Rows of LINES that may differ in a frozen picture, and key pictures it must outlast.
_OTHER_LINES, _FROZEN_KEYS = 2, 2
#: Looks in which a camera's unrest is known, and those that are remembered.
_LEAST_LOOKS, _LOOKS = 15, 180
#: Share of the least unrest (one look in twenty has less) below which it is gone; pixels from one compared to the next.
_GONE, _LEAST, _EVERY = 1 / 3, 20, 16
#: Mean grey levels from one look to the next from which it is another picture: lamps, a turned camera, night mode.
_OTHER_PICTURE: Final = 12.0


class FrozenFinder:
    """One stream's."""

    def __init__(self) -> None:
        self._anchor: Look | None = None
        self._before: Look | None = None
        self._unrest: deque[float] = deque(maxlen=_LOOKS)
        self._quiet: list[float] = []
        self._still_since: float | None = None
        self._forgiven: Look | None = None

    def take(self, look: Look) -> tuple[float, float] | None:
        """Take in a look; while the picture is frozen give since when and for how many seconds."""
        exact, quiet = self._exact(look), self._at_rest(look)
        self._before = look
        since = exact if exact is not None else quiet
        return (since, look.at - since) if since is not None else None

    def _exact(self, look: Look) -> float | None:
        anchor = self._anchor
        if anchor is None or sum(map(bytes.__ne__, anchor.lines, look.lines)) > _OTHER_LINES:
            self._anchor = look
            return None
        stands = look.at - anchor.at >= FROZEN_S and look.keys - anchor.keys >= _FROZEN_KEYS
        return anchor.at if stands else None

    def _at_rest(self, look: Look) -> float | None:
        """Since when the camera's unrest is gone, once that has lasted."""
        before = self._before
        if before is None:
            return None
        if _mean(look.thumb, before.thumb) > _OTHER_PICTURE:
            self._unrest.clear()
            self._restless([])
            return None
        unrest = _unrest(look, before)
        if self._forgiven is not None:
            unrest = min(unrest, _unrest(look, self._forgiven))
        if unrest < self._least():
            self._forgiven = None
            self._quiet.append(unrest)
            self._still_since = before.at if self._still_since is None else self._still_since
        elif self._still_since is None or self._forgiven is not None or look.keys == before.keys:
            self._restless([unrest])
        else:  # a new key picture is coded otherwise: no sign of life alone
            self._forgiven = before
        lasted = self._still_since is not None and look.at - self._still_since >= FROZEN_S
        return self._still_since if lasted else None

    def _least(self) -> float:
        """Below this the unrest is gone; 0 while too little is known."""
        known = sorted(self._unrest)
        return _GONE * known[len(known) // _LEAST] if len(known) >= _LEAST_LOOKS else 0.0

    def _restless(self, unrest: list[float]) -> None:
        """It was no standing picture: such rest is usual here."""
        self._unrest.extend([*self._quiet, *unrest])
        self._quiet, self._still_since, self._forgiven = [], None, None


def _unrest(look: Look, before: Look) -> float:
    """Mean steps of grey from one look to the next, of the middle row by that."""
    rows = sorted(_mean(one[::_EVERY], two[::_EVERY]) for one, two in zip(look.lines, before.lines, strict=True))
    return rows[LINES // 2]


def _mean(one: bytes, other: bytes) -> float:
    total: int = sum(map(abs, map(sub, one, other)))
    return total / max(1, min(len(one), len(other)))
