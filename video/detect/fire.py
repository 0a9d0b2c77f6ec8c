"""Fire and smoke: a model's boxes, confirmed by what flames and smoke do, before anybody is alarmed.

A model alone takes red cars, lamps and grey corridors for fire. What it sees is confirmed when it goes on, and when the
picture does inside its boxes what it says:

- Flames flicker. The edge of a flame of a hand's size and more licks over the same places again and again, 1 to 10
  times a second (the larger the slower), and is brighter than a camera's exposure can show. So places are counted that
  became glaring, or stopped to be, in a third of the looks of some seconds. A car or a person makes two such changes by
  passing; a lamp or a red car none. Glare begins higher than it ends, so that noise at the limit is no change.
- Smoke drifts and swells: much of its box changes softly within seconds, and a model stays sure of it.

Looks are taken a third of a second apart at most: as often as a flame turns, whatever the rate. Pure but for pictures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2
from video.detect.letterbox import Picture
from video.detect.model import RuleKind
from video.model import Box

FIRE_LABELS: Final = ("fire", "flame")
SMOKE_LABEL: Final = "smoke"
#: The picture that is judged: a flame of 12 x 8 pixels of a small stream is 3 x 2 of it.
_WIDTH, _HEIGHT = 160, 90
_BETWEEN_S: Final = 0.3
#: Seconds that are looked back: several turns of a slow flame; longer where there are fewer looks than these.
_BACK_S, _LEAST_LOOKS, _LONGEST_S = 4.0, 9, 12.0
#: Grey levels of the brightest channel at which glare begins and ends; indoor walls are below 200 in a good exposure.
_GLARE, _NO_GLARE = 225, 195
#: Share of the looks that change a flickering place, and at least so many.
_TURNS, _LEAST_TURNS = 1 / 3, 3
#: Places that flicker: at least so many; of the model's boxes, or at most of the picture, this share.
_LEAST_PLACES, _OF_BOXES, _OF_PICTURE = 6, 0.08, 0.005
#: Confidence of a box that counts, and looks that must have one: so many and, of all, this share.
_SEEN, _SEEN_LOOKS, _SEEN_SHARE = 0.2, 4, 0.3
#: Smoke without flames: mean confidence, share of looks, seconds, and the share of its box that changes by so much.
_SMOKE_SURE, _SMOKE_SHARE, _SMOKE_S, _DRIFT_SHARE, _DRIFT = 0.5, 0.7, 3.0, 0.1, 8
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Look:
    at: float
    glare: Mask
    grey: NDArray[np.int16]
    fire: tuple[Box, ...]
    smoke: tuple[Box, ...]


class FireWatch:
    """One camera."""

    def __init__(self) -> None:
        self._looks: deque[_Look] = deque()
        self._found: dict[RuleKind, tuple[Box, ...]] = {}

    def update(self, picture: Picture, boxes: Sequence[Box], now: float) -> Mapping[RuleKind, tuple[Box, ...]]:
        """Take a picture (h, w, 3, BGR) with a fire model's boxes; give what is confirmed now: FIRE, SMOKE and where.

        now: seconds, monotonic. Looks that come too fast change nothing.
        """
        if self._looks and now < self._looks[-1].at:
            self._looks.clear()
        if self._looks and now - self._looks[-1].at < _BETWEEN_S:
            return self._found
        self._looks.append(self._look(picture, boxes, now))
        while self._too_old(self._looks[0].at, now):
            self._looks.popleft()
        self._found = {}
        fire, smoke = self._fire(), self._smoke()
        if fire:
            self._found[RuleKind.FIRE] = fire
        if smoke:
            self._found[RuleKind.SMOKE] = smoke
        return self._found

    def _too_old(self, at: float, now: float) -> bool:
        return now - at > _LONGEST_S or (now - at > _BACK_S and len(self._looks) > _LEAST_LOOKS)

    def _look(self, picture: Picture, boxes: Sequence[Box], now: float) -> _Look:
        small = cv2.resize(picture, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
        brightest = small.max(axis=2)
        before = self._looks[-1].glare if self._looks else np.zeros((_HEIGHT, _WIDTH), np.bool_)
        glare: Mask = np.where(before, brightest >= _NO_GLARE, brightest >= _GLARE)
        seen = [box for box in boxes if box.confidence >= _SEEN]
        fire = tuple(box for box in seen if box.label in FIRE_LABELS)
        smoke = tuple(box for box in seen if box.label == SMOKE_LABEL)
        return _Look(now, glare, small.mean(axis=2).astype(np.int16), fire, smoke)

    def _fire(self) -> tuple[Box, ...]:
        """The model's newest boxes of fire, else of smoke, when what they hold flickers."""
        looks = [look for look in self._looks if look.fire or look.smoke]
        if len(looks) < max(_SEEN_LOOKS, _SEEN_SHARE * len(self._looks)):
            return ()
        boxes = tuple(box for look in looks for box in (look.fire or look.smoke))
        place = _inside(boxes)
        wanted = max(_LEAST_PLACES, min(_OF_BOXES * place.sum(), _OF_PICTURE * place.size))
        if (self._flickering() & place).sum() < wanted:
            return ()
        return next((look.fire for look in reversed(looks) if look.fire), looks[-1].fire or looks[-1].smoke)

    def _flickering(self) -> Mask:
        glare = np.array([look.glare for look in self._looks])
        turns = (glare[1:] != glare[:-1]).sum(axis=0)
        flickering: Mask = turns >= max(_LEAST_TURNS, _TURNS * (len(glare) - 1))
        return flickering

    def _smoke(self) -> tuple[Box, ...]:
        looks = [look for look in self._looks if look.smoke]
        if len(looks) < max(_SEEN_LOOKS, _SMOKE_SHARE * len(self._looks)):
            return ()
        if looks[-1].at - looks[0].at < _SMOKE_S or _sureness(looks) < _SMOKE_SURE:
            return ()
        place = _inside(tuple(box for look in looks for box in look.smoke))
        drifted = np.abs(looks[-1].grey - looks[0].grey) >= _DRIFT
        return looks[-1].smoke if drifted[place].mean() >= _DRIFT_SHARE else ()


def _sureness(looks: Sequence[_Look]) -> float:
    return sum(max(box.confidence for box in look.smoke) for look in looks) / len(looks)


def _inside(boxes: Sequence[Box]) -> Mask:
    mask = np.zeros((_HEIGHT, _WIDTH), np.bool_)
    for box in boxes:
        rows = slice(max(0, int(box.top * _HEIGHT)), max(1, round(box.bottom * _HEIGHT)))
        mask[rows, max(0, int(box.left * _WIDTH)) : max(1, round(box.right * _WIDTH))] = True
    return mask
