"""Picture health: does this camera still show what it should? Pure: looks with their times come in, findings go out.

frozen: the same picture, clocks left aside, over 20 s. looped: old footage comes again. See the modules of these two.
covered: the contrast that this camera's pictures have is gone. defocused: the outlines are where they were, but soft.
moved: the outlines are others, and stay so. These three are held against the camera's own past of some minutes, which
is learnt while its pictures agree with each other; what changes slowly (dusk, seasons) is learnt along.
Each must last before it is told, and what ends it is further off than what began it.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from operator import mul, sub

from video.quality_frozen import FROZEN_S, FrozenFinder
from video.quality_look import COLUMNS, ROWS, Look
from video.quality_loop import KeyLoop, PictureLoop
from video.quality_state import QualityKind, QualityState

ALL_KINDS = frozenset(QualityKind)

#: Seconds that each must last.
HOLD = {
    QualityKind.COVERED: 5.0,
    QualityKind.FROZEN: FROZEN_S,
    QualityKind.LOOPED: 0.0,
    QualityKind.MOVED: 10.0,
    QualityKind.DEFOCUSED: 8.0,
}
#: Looks and seconds from which a camera's usual picture is known; its memory, and the time after which what is new
#: is usual.
LEARN_LOOKS, LEARN_S, MEMORY_S, ADOPT_S = 8, 20.0, 180.0, 600.0
#: Looks after which a picture without contrast is a covered one, though nothing is usual yet.
_SEEN_LOOKS = 3
#: Seconds between lessons once it is known.
LEARN_EVERY = 4.0
#: Shares of the usual value: below the first it begins, above the second it ends.
_DETAIL, _SHARPNESS = (0.3, 0.6), (0.5, 0.7)
#: Likeness of outlines, -1 to 1: with the usual ones, and from look to look in a camera that stands still again.
_LIKE, _STILL = (0.3, 0.5), 0.8
#: Least contrast of a usual picture for it to be missed, grey levels.
_LEAST_DETAIL = 8.0


@dataclass(slots=True)
class _Usual:
    """What a camera's pictures are like: mean outlines, contrast, sharpness."""

    outlines: list[float]
    detail: float
    sharpness: float | None
    began: float
    last: float
    looks: int = 1

    @property
    def known(self) -> bool:
        return self.looks >= LEARN_LOOKS and self.last - self.began >= LEARN_S

    def learn(self, outlines: list[int], detail: float, sharpness: float | None, at: float) -> None:
        passed = max(0.0, at - self.last)
        share = max(1.0 / (self.looks + 1), min(1.0, passed / MEMORY_S)) if self.looks < 60 else passed / MEMORY_S
        share = min(1.0, share)
        self.outlines = [old + share * (new - old) for old, new in zip(self.outlines, outlines, strict=True)]
        self.detail += share * (detail - self.detail)
        if sharpness is not None:
            self.sharpness = (
                sharpness if self.sharpness is None else self.sharpness + share * (sharpness - self.sharpness)
            )
        self.looks += 1
        self.last = at


class QualityJudge:
    """Judges one stream of one camera. `kinds`: what to look for."""

    def __init__(self, camera: str, kinds: Collection[QualityKind] = ALL_KINDS) -> None:
        self._camera, self._kinds = camera, frozenset(kinds)
        self._usual: _Usual | None = None
        self._before: list[int] = []
        self._looked_at = 0.0
        self._frozen_finder = FrozenFinder()
        self._pending: dict[QualityKind, float] = {}
        self._found: dict[QualityKind, QualityState] = {}
        self._key_loop, self._picture_loop = KeyLoop(), PictureLoop()
        self._loop_of_keys: float | None = None
        self._loop_of_pictures: float | None = None

    @property
    def found(self) -> tuple[QualityState, ...]:
        """What is wrong now, the worst first."""
        return tuple(self._found[kind] for kind in QualityKind if kind in self._found)

    @property
    def pause(self) -> float:
        """Seconds from the newest look to the next, about one."""
        return self._picture_loop.pause

    def key(self, fingerprint: int, at: float) -> list[QualityState]:
        """Take in a key picture's fingerprint; give what changed."""
        self._loop_of_keys = self._key_loop.take(fingerprint, at)
        return self._settle(self._looped(), at)

    def _looped(self) -> dict[QualityKind, float | bool | None]:
        length = self._loop_of_keys if self._loop_of_keys is not None else self._loop_of_pictures
        return {QualityKind.LOOPED: length if length is not None else False}

    def learn_anew(self) -> list[QualityState]:
        """The camera turns: its own past says nothing of the next place; give what ended with that.

        A camera that was found covered is so at any place: what it looked like before stays what it is held against.
        """
        if QualityKind.COVERED in self._found:
            return []
        self._usual = None
        self._picture_loop.forget()
        held = (QualityKind.COVERED, QualityKind.DEFOCUSED, QualityKind.MOVED)
        return self._settle(dict.fromkeys(held, False), self._looked_at)

    def look(self, look: Look) -> list[QualityState]:
        """Take in a look, about one a second; give what changed."""
        self._looked_at = look.at
        verdicts: dict[QualityKind, float | bool | None] = {QualityKind.FROZEN: self._frozen(look)}
        if verdicts[QualityKind.FROZEN] is False:
            verdicts |= self._against_usual(look)
        self._loop_of_pictures = self._picture_loop.take(look.thumb, look.at)
        verdicts |= self._looped()
        return self._settle(verdicts, look.at)

    def _frozen(self, look: Look) -> float | bool:
        stands = self._frozen_finder.take(look)
        if stands is None:
            return False
        self._pending.setdefault(QualityKind.FROZEN, stands[0])
        return stands[1]

    def _against_usual(self, look: Look) -> dict[QualityKind, float | bool | None]:
        """Give a number where it is so, False where it is surely not, None in between and where it cannot be told."""
        outlines, detail = outlines_of(look.thumb), detail_of(look.thumb)
        usual, before, self._before = self._usual, self._before, outlines
        if usual is None:
            self._usual = _Usual([float(step) for step in outlines], detail, look.sharpness, look.at, look.at)
            return {}
        like = likeness(outlines, usual.outlines)
        if not usual.known:
            return self._unlearnt(look, usual, outlines, like, detail)
        still = like < _LIKE[0] and bool(before) and likeness(outlines, before) >= _STILL
        verdicts = _verdicts(look, usual, like, detail, still)
        moved = self._found.get(QualityKind.MOVED)
        if moved is not None and look.at - moved.since >= ADOPT_S:
            self._usual = None
            return dict.fromkeys(verdicts, False)
        if look.at - usual.last >= LEARN_EVERY and all(verdict is False for verdict in verdicts.values()):
            usual.learn(outlines, detail, look.sharpness, look.at)
        return verdicts

    def _unlearnt(
        self, look: Look, usual: _Usual, outlines: list[int], like: float, detail: float
    ) -> dict[QualityKind, float | bool | None]:
        """Nothing is usual yet, but a lens that is covered is so at any place; what stays dark becomes usual."""
        seen = usual.looks >= _SEEN_LOOKS and usual.detail >= _LEAST_DETAIL and look.at - usual.last < ADOPT_S
        if seen and detail < _DETAIL[0] * usual.detail:
            return {QualityKind.COVERED: detail / usual.detail}
        if like < _LIKE[1]:
            self._usual = None
        else:
            usual.learn(outlines, detail, look.sharpness, look.at)
        return {QualityKind.COVERED: False}

    def _settle(self, verdicts: dict[QualityKind, float | bool | None], at: float) -> list[QualityState]:
        changed = []
        for kind, verdict in verdicts.items():
            if kind not in self._kinds or verdict is None:
                continue
            if verdict is False:
                self._pending.pop(kind, None)
                ended = self._found.pop(kind, None)
                if ended is not None:
                    changed.append(QualityState(self._camera, kind, False, at, 0.0))
            elif kind not in self._found:
                since = self._pending.setdefault(kind, at)
                if at - since >= HOLD[kind]:
                    self._found[kind] = QualityState(self._camera, kind, True, since, round(float(verdict), 3))
                    changed.append(self._found[kind])
        return changed


def _verdicts(
    look: Look, usual: _Usual, like: float, detail: float, still: bool
) -> dict[QualityKind, float | bool | None]:
    contrast = detail / max(usual.detail, 1.0)
    blank = look.sharpness is None and usual.sharpness is not None
    covered = usual.detail >= _LEAST_DETAIL and (contrast < _DETAIL[0] or blank)
    verdicts: dict[QualityKind, float | bool | None] = {
        QualityKind.COVERED: contrast if covered else (None if contrast < _DETAIL[1] else False)
    }
    if covered or contrast < _DETAIL[1]:
        return verdicts | {QualityKind.MOVED: None, QualityKind.DEFOCUSED: None}
    moved = like if like < _LIKE[0] and still else (None if like < _LIKE[1] else False)
    verdicts[QualityKind.MOVED] = moved
    verdicts[QualityKind.DEFOCUSED] = None
    if moved is False and usual.sharpness and look.sharpness is not None:
        share = look.sharpness / usual.sharpness
        verdicts[QualityKind.DEFOCUSED] = share if share < _SHARPNESS[0] else (None if share < _SHARPNESS[1] else False)
    return verdicts


def outlines_of(thumb: bytes) -> list[int]:
    """Give the steps between neighbours, across and down: what stays when the light changes."""
    steps: list[int] = []
    for row in range(ROWS):
        line = thumb[row * COLUMNS : (row + 1) * COLUMNS]
        steps += map(sub, line[1:], line)
    steps += map(sub, thumb[COLUMNS:], thumb)
    return steps


def detail_of(thumb: bytes) -> float:
    """Give the contrast: the standard deviation in grey levels."""
    mean = sum(thumb) / len(thumb)
    return math.sqrt(max(0.0, sum(map(mul, thumb, thumb)) / len(thumb) - mean * mean))


def likeness(some: list[int], others: list[float] | list[int]) -> float:
    """Give the cosine between two sets of outlines, 1 where one has none."""
    product = float(sum(map(mul, some, others)))
    sizes = float(sum(map(mul, some, some)) * sum(map(mul, others, others)))
    return product / math.sqrt(sizes) if sizes > 0 else 1.0
