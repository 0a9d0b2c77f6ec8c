"""What was found on a camera's last pictures, and what of it belongs to a picture that is painted.

Detection takes its time: what it found on a picture comes when later ones are on the screen. Boxes found on the
painted picture itself are drawn as they are. On another picture a box is reckoned: moved along by its object's own
speed to that picture's moment, marked as such when it is drawn, and for a short time only. What was seen only once has
no speed and is not drawn on another picture.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, replace

from video.model import Box, BoxSet

#: Two streams of a camera, or two readings of its clock, name the same picture within this many seconds.
SAME_S = 0.02
#: An object is moved along for this long at most; it may have stopped or turned since. Detection needs no more: 0.3 s
#: to answer, 0.2 s until the next. On pets09_s2l1 the box of a walker was then 0.2 of its own width away from him, and
#: less than 0.8 in 19 of 20 (left where it was: 0.7 and 1.3).
BOXES_WITHIN_S = 0.5
#: Pictures that are remembered: a tile that lags behind, or shows key pictures only, finds its own.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Shown:
    """Boxes for one picture. reckoned: they were found on another picture and moved along."""

    boxes: BoxSet
    reckoned: bool = False


class BoxMemory:
    """The last findings, by the time of their pictures."""

    def __init__(self) -> None:
        self._found: list[BoxSet] = []

    def take(self, boxes: BoxSet) -> None:
        """Take what was found; it may come out of turn. A camera whose clock was set back begins anew."""
        if self._found and boxes.captured_at < self._found[0].captured_at:
            self._found.clear()
        insort(self._found, boxes, key=lambda one: one.captured_at)
        del self._found[:-_KEPT]

    def exactly(self, captured_at: float) -> Shown | None:
        """What was found on the picture of this time, None where nobody looked at it."""
        near = self._nearest(captured_at)
        return Shown(near) if near is not None and abs(near.captured_at - captured_at) <= SAME_S else None

    def at(self, captured_at: float) -> Shown | None:
        """What is to be drawn on the picture of this time."""
        near = self._nearest(captured_at)
        if near is None or abs(near.captured_at - captured_at) > BOXES_WITHIN_S:
            return None
        later = captured_at - near.captured_at
        if abs(later) <= SAME_S:
            return Shown(near)
        there = (moved(box, later) for box in near.boxes)
        boxes = tuple(box for box in there if box is not None)
        return Shown(replace(near, captured_at=captured_at, boxes=boxes), reckoned=True)

    def _nearest(self, captured_at: float) -> BoxSet | None:
        return min(self._found, key=lambda one: abs(one.captured_at - captured_at), default=None)


def moved(box: Box, seconds: float) -> Box | None:
    """Give a box where its object is `seconds` later; None while its speed is not known, or when it has left."""
    if box.velocity is None:
        return None
    dx, dy = box.velocity[0] * seconds, box.velocity[1] * seconds
    left, right = max(0.0, box.left + dx), min(1.0, box.right + dx)
    top, bottom = max(0.0, box.top + dy), min(1.0, box.bottom + dy)
    return replace(box, left=left, top=top, right=right, bottom=bottom) if left < right and top < bottom else None
