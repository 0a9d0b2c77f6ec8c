"""A rule over what was seen in the past: when it would have fired. Pure.

Only pictures with something on them are kept, and no speeds: between two of them that are far apart a picture with
nothing on it is put, and speeds are measured anew. What needs the pictures themselves cannot be told from boxes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from video.detect.model import MOTION_LABEL, Rule, RuleKind
from video.detect.rules import make_rule
from video.detect.scene import Scene, foot
from video.model import Box, BoxSet

#: Kinds that are judged by boxes alone.
BY_BOXES: Final = frozenset(
    {
        RuleKind.INTRUSION,
        RuleKind.LINE_CROSSING,
        RuleKind.LOITERING,
        RuleKind.CROWD,
        RuleKind.WRONG_WAY,
        RuleKind.VEHICLE_STOPPED,
        RuleKind.PERSON_DOWN,
    }
)
#: Between two pictures with boxes so far apart there was one without, so soon after the first; seconds.
_EMPTY_S, _AFTER_S = 2.0, 1.0
#: Speed is measured over so many seconds, at least and at most, as the tracker does.
_LEAST_S, _MOST_S = 0.25, 1.0
#: So many numbers are remembered before those that are long gone are forgotten.
_NUMBERS: Final = 500


@dataclass(frozen=True, slots=True)
class WouldFire:
    """A time (UTC seconds) at which the rule would have fired. by_motion: no model ran then, it was only known that
    something moved."""

    at: float
    by_motion: bool


def rehearse(rule: Rule, looks: Iterable[BoxSet], aspect: float = 16 / 9) -> Iterator[WouldFire]:
    """Give each time at which a rule of BY_BOXES would have fired over one camera's looks, in order of time.

    aspect: of the picture. ValueError: another kind, or a line is wanted and there is none.
    """
    if rule.kind not in BY_BOXES:
        raise ValueError(f"rule {rule.id}: {rule.kind} is not judged by boxes")
    working, ways, before = make_rule(rule), _Ways(), None
    for look in looks:
        at = look.captured_at
        if before is not None and at - before > _EMPTY_S:
            working.update(Scene(before + _AFTER_S, before + _AFTER_S, aspect=aspect))
        before = at
        fired = working.update(Scene(at, at, tuple(ways.take(box, at) for box in look.boxes), aspect))
        if fired is not None:
            yield WouldFire(at, all(box.label == MOTION_LABEL for box in fired))


class _Ways:
    """Where each number stood lately."""

    def __init__(self) -> None:
        self._recent: dict[int, deque[tuple[float, float, float]]] = {}

    def take(self, box: Box, now: float) -> Box:
        if box.track is None:
            return box
        if len(self._recent) > _NUMBERS:
            self._recent = {number: way for number, way in self._recent.items() if now - way[-1][0] < 10 * _MOST_S}
        way, (x, y) = self._recent.setdefault(box.track, deque()), foot(box)
        way.append((now, x, y))
        while now - way[0][0] > _MOST_S and len(way) > 2:
            way.popleft()
        then, x0, y0 = way[0]
        passed = now - then
        if not _LEAST_S <= passed <= 2 * _MOST_S:
            return box
        return replace(box, velocity=((x - x0) / passed, (y - y0) / passed))
