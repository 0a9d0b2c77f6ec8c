"""What stands where nothing stood, or is gone from where it was: found against a camera's own background.

Each pixel (of a picture 320 wide) has a usual colour, learnt where nobody is, and a newest colour with the time since
when it has been so. Where both differ, and the newest has lasted, something was changed and left so. Outlines tell
which: what was left has outlines that the background has not, what was taken leaves the background's. People and
vehicles are masked out: under them nothing is learnt and no time is lost. A shadow, or light that has changed, keeps
the texture beneath and is learnt instead. Thresholds are of grey levels and shares of the picture.

Luggage that a model sees being carried, and then standing, needs no background: whoever puts it down hides its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2
from video.detect.letterbox import Floats, Picture
from video.detect.scene import StillThing, apart, size_of
from video.detect.tracks import overlap
from video.model import Box

_WIDTH: Final = 320
#: Grey levels: from here a pixel is not the usual one; up to here it is still the same one (noise, compression).
_OTHER, _SAME = 28.0, 18.0
#: Seconds that a change must have lasted to be looked at, and after which it is usual.
_SETTLED_S, _USUAL_S = 1.0, 600.0
#: Seconds for which a thing may be missed, by the model or in noise.
_MISSED_S: Final = 2.0
#: Seconds in which the background follows slow light.
_FOLLOW_S: Final = 30.0
#: Shares of the picture: a box of a hand's size at some distance; beyond the other it is no thing.
_SMALLEST, _LARGEST = 0.0008, 0.15
#: Of the picture changed at once: a lamp, the camera's night switch, a turned camera.
_ALL: Final = 0.5
#: Likeness of textures from which only the light has changed.
_LIGHT: Final = 0.8
#: Contrast of outlines, one by the other, from which it was taken.
_TAKEN: Final = 1.3
#: A person is at a thing when nearer than this share of his own height.
_AT: Final = 0.15
_LUGGAGE: Final = ("backpack", "handbag", "suitcase", "box", "bag")
#: Moving things that hide what is behind them.
_MOVING: Final = ("person", "bicycle", "car", "motorcycle", "bus", "truck", "van", "dog", "cat", "motion")
#: Own sizes a second up to which carried luggage stands, and the confidence that it must have had.
_STANDS, _SURE = 0.3, 0.35
#: Share of its place that was hidden, or is other than usual, when luggage was first seen there; and how many of it
#: are remembered.
_UNSEEN, _REMEMBERED = 0.4, 200
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class _Thing:
    number: int
    kind: Literal["left", "taken"]
    box: Box
    since: float
    seen: float
    attended: bool = False


class StillThings:
    """One camera's background and what differs from it for long. Changing frame sizes begin a new background."""

    def __init__(self) -> None:
        self._last_number = 0
        self._begin((0, 0))

    def _begin(self, shape: tuple[int, ...]) -> None:
        self._shape = shape
        self._usual = np.zeros(shape, np.float32)
        self._newest = np.zeros(shape, np.float32)
        self._since = np.zeros(shape[:2], np.float64)
        self._known = np.zeros(shape[:2], np.bool_)
        self._things: list[_Thing] = []
        self._new: dict[int, bool] = {}
        self._began = 0.0
        self._last_at: float | None = None

    def update(self, picture: Picture, boxes: Sequence[Box], now: float) -> tuple[StillThing, ...]:
        """Take a picture (h, w, 3, BGR) with the boxes found in it, at monotonic seconds `now`."""
        height, width = picture.shape[:2]
        wanted = (max(1, round(_WIDTH * height / width)), _WIDTH, 3)
        small = cv2.resize(picture, (wanted[1], wanted[0]), interpolation=cv2.INTER_AREA)
        now_picture: Floats = cv2.GaussianBlur(small, (5, 5), 0).astype(np.float32)
        if wanted != self._shape or self._last_at is None or now < self._last_at:
            self._begin(wanted)
            self._newest, self._since[:], self._began = now_picture, now, now
        passed, self._last_at = now - (self._last_at if self._last_at is not None else now), now
        hidden = self._hidden(boxes)
        self._follow(now_picture, hidden, now, passed)
        changed = self._changed(hidden, now)
        if changed.mean() > _ALL:
            self._begin(wanted)
            return ()
        self._match([*self._blobs(changed, boxes), *self._put_down(boxes, hidden, changed, now)], now)
        self._judge(boxes, hidden, now)
        return tuple(StillThing(one.number, one.kind, one.box, one.since, one.attended) for one in self._things)

    def _hidden(self, boxes: Sequence[Box]) -> Mask:
        height, width = self._shape[:2]
        mask = np.zeros((height, width), np.bool_)
        for box in boxes:
            if box.label in _MOVING and (box.moved or box.label == "person" or box.track is None):
                wide, high = size_of(box)
                rows = slice(_pixel(box.top - high * 0.05, height), _pixel(box.bottom + high * 0.05, height) + 1)
                mask[rows, _pixel(box.left - wide * 0.15, width) : _pixel(box.right + wide * 0.15, width) + 1] = True
        return mask

    def _follow(self, picture: Floats, hidden: Mask, now: float, passed: float) -> None:
        """Learn the newest colours and, where they are usual, the background."""
        moved = (_difference(picture, self._newest) > _SAME) & ~hidden
        self._newest[moved] = picture[moved]
        self._since[moved] = now
        lasted = (now - self._since >= _SETTLED_S / 2) & ~hidden
        fresh = lasted & ~self._known
        self._usual[fresh] = picture[fresh]
        self._known |= fresh
        usual = self._known & ~hidden & (_difference(picture, self._usual) <= _OTHER)
        old = self._known & ~hidden & (now - self._since >= _USUAL_S)
        share = min(1.0, passed / _FOLLOW_S)
        self._usual[usual] += share * (picture[usual] - self._usual[usual])
        self._usual[old] = picture[old]

    def _changed(self, hidden: Mask, now: float) -> Mask:
        other = _difference(self._newest, self._usual) > _OTHER
        return self._known & other & (now - self._since >= _SETTLED_S)

    def _blobs(self, changed: Mask, boxes: Sequence[Box]) -> list[tuple[Box, Literal["left", "taken"]]]:
        mask = cv2.morphologyEx(changed.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        found = []
        for number in range(1, count):
            x, y, wide, high, area = (int(value) for value in stats[number])
            if not _SMALLEST * mask.size <= area <= _LARGEST * mask.size:
                continue
            part = labels[y : y + high, x : x + wide] == number
            kind = self._kind(part, (slice(y, y + high), slice(x, x + wide)))
            if kind is None:
                self._usual[labels == number] = self._newest[labels == number]
                continue
            box = Box(
                x / mask.shape[1], y / mask.shape[0], (x + wide) / mask.shape[1], (y + high) / mask.shape[0], kind, 1
            )
            found.append((_named(box, boxes), kind))
        return found

    def _put_down(
        self, boxes: Sequence[Box], hidden: Mask, changed: Mask, now: float
    ) -> list[tuple[Box, Literal["left", "taken"]]]:
        """Luggage that was carried and stands now, or stands where somebody hid the view, or where nothing stood."""
        found: list[tuple[Box, Literal["left", "taken"]]] = []
        for box in boxes:
            if box.label not in _LUGGAGE or box.track is None:
                continue
            place = self._place(box)
            if box.track not in self._new:
                unseen = float((hidden | ~self._known | changed)[place].mean())
                self._new[box.track] = now - self._began >= _SETTLED_S and unseen >= _UNSEEN
            stands = box.velocity is not None and apart(box.velocity, (0.0, 0.0), size_of(box)) <= _STANDS
            if (box.moved or self._new[box.track]) and stands and box.confidence >= _SURE:
                found.append((box, "left"))
        while len(self._new) > _REMEMBERED:
            del self._new[min(self._new)]
        return found

    def _kind(self, part: Mask, place: tuple[slice, slice]) -> Literal["left", "taken"] | None:
        """None: only the light has changed."""
        new = self._newest[place].mean(axis=2)
        old = self._usual[place].mean(axis=2)
        if part.sum() >= 9 and _likeness(new[part], old[part]) >= _LIGHT:
            return None
        rim = cv2.morphologyEx(np.pad(part, 2).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        edge = rim[2:-2, 2:-2].astype(bool)
        if not edge.any():
            return "left"
        here, before = _steepness(new)[edge].mean(), _steepness(old)[edge].mean()
        return "taken" if before > _TAKEN * max(here, 1.0) else "left"

    def _match(self, blobs: Sequence[tuple[Box, Literal["left", "taken"]]], now: float) -> None:
        for box, kind in blobs:
            same = max(self._things, key=lambda one: overlap(one.box, box), default=None)
            if same is not None and overlap(same.box, box) >= 0.3:
                same.box, same.seen = replace(box, label=box.label if box.label != kind else same.box.label), now
            else:
                self._last_number += 1
                self._things.append(_Thing(self._last_number, kind, box, now - _SETTLED_S, now))

    def _judge(self, boxes: Sequence[Box], hidden: Mask, now: float) -> None:
        """Somebody at a thing: its time begins anew when he goes. Behind somebody it is not missed."""
        people = [box for box in boxes if box.label == "person" and box.track is not None]
        kept = []
        for one in self._things:
            one.attended = any(_at(person, one.box, self._shape[1] / self._shape[0]) for person in people)
            if one.attended:
                one.since = now
            if hidden[self._place(one.box)].mean() > 0.3:
                one.seen = now
            if now - one.seen <= _MISSED_S:
                kept.append(one)
        self._things = kept

    def _place(self, box: Box) -> tuple[slice, slice]:
        height, width = self._shape[:2]
        return (
            slice(_pixel(box.top, height), _pixel(box.bottom, height) + 1),
            slice(_pixel(box.left, width), _pixel(box.right, width) + 1),
        )


def _pixel(share: float, size: int) -> int:
    return max(0, min(size - 1, int(share * size)))


def _difference(one: Floats, other: Floats) -> Floats:
    """The largest of the three channels' differences."""
    largest: Floats = np.abs(one - other).max(axis=2)
    return largest


def _steepness(grey: Floats) -> Floats:
    down, across = np.gradient(grey) if min(grey.shape) > 1 else (np.zeros_like(grey), np.zeros_like(grey))
    return np.hypot(down, across).astype(np.float32)


def _likeness(one: Floats, other: Floats) -> float:
    """Correlation of two patches, 0 where one has no texture."""
    first, second = one - one.mean(), other - other.mean()
    length = float(np.sqrt((first**2).sum() * (second**2).sum()))
    textured = min(float(one.std()), float(other.std())) >= 4.0
    return float((first * second).sum()) / length if length > 0 and textured else 0.0


def _named(box: Box, boxes: Sequence[Box]) -> Box:
    """A model's box and word for it, where there is one that holds most of it."""
    for one in boxes:
        wide = min(one.right, box.right) - max(one.left, box.left)
        high = min(one.bottom, box.bottom) - max(one.top, box.top)
        own = (box.right - box.left) * (box.bottom - box.top)
        if one.label in _LUGGAGE and wide > 0 and high > 0 and wide * high >= 0.6 * own:
            return one
    return box


def _at(person: Box, thing: Box, aspect: float) -> bool:
    reach = _AT * (person.bottom - person.top)
    across = person.left - reach / aspect < thing.right and person.right + reach / aspect > thing.left
    return across and person.top < thing.bottom and person.bottom + reach > thing.top
