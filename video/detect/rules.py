"""Rules over tracked boxes: who stands where it is forbidden. Pure; time is given in monotonic seconds.

A rule hits once while its zone stays occupied, whoever comes after the first, and arms again when the zone was empty
for `rearm_s`: a guard needs one alarm per intrusion, not one per frame. The on-delay runs per object, so that two
passers-by do not add up to a loiterer.
"""

from __future__ import annotations

from collections.abc import Sequence

from video.detect.model import Point, Rule
from video.detect.motion import MOTION_LABEL
from video.model import Box

#: An object may be missed this long by the detector without its on-delay starting again.
_GAP_S = 1.0


def inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Even-odd rule; a polygon of fewer than three corners holds nothing."""
    x, y = point
    within = False
    for (x0, y0), (x1, y1) in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            within = not within
    return within and len(polygon) >= 3


def foot(box: Box) -> Point:
    """Where it stands: the middle of the lower edge, just inside the picture so that the picture's own edge counts."""
    return (box.left + box.right) / 2, min(box.bottom, 0.9999)


class IntrusionRule:
    """One rule on one camera."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._entered: dict[int | None, float] = {}
        self._seen: dict[int | None, float] = {}
        self._armed = True
        self._occupied_at = float("-inf")

    def update(self, boxes: Sequence[Box], now: float) -> tuple[Box, ...]:
        """Give the boxes that make the rule fire now; mostly none."""
        intruders = [box for box in boxes if self._applies(box) and inside(foot(box), self.rule.polygon)]
        self._note(intruders, now)
        if not intruders:
            self._armed = self._armed or now - self._occupied_at >= self.rule.rearm_s
            return ()
        empty_for, self._occupied_at = now - self._occupied_at, now
        self._armed = self._armed or empty_for >= self.rule.rearm_s
        due = tuple(box for box in intruders if now - self._entered[box.track] >= self.rule.on_delay_s)
        if not (self._armed and due):
            return ()
        self._armed = False
        return due

    def _note(self, intruders: Sequence[Box], now: float) -> None:
        for box in intruders:
            if now - self._seen.get(box.track, float("-inf")) > max(_GAP_S, self.rule.on_delay_s / 4):
                self._entered[box.track] = now
            self._seen[box.track] = now
        for track in [track for track, seen in self._seen.items() if now - seen > self.rule.rearm_s]:
            del self._seen[track], self._entered[track]

    def _applies(self, box: Box) -> bool:
        """Whether the rule is about such a box. Motion has no class: where no model is, it counts as any.

        What was seen once only has no number yet, and may be nothing.
        """
        if box.track is None:
            return False
        if box.label == MOTION_LABEL:
            return True
        return box.confidence >= self.rule.min_confidence and (not self.rule.classes or box.label in self.rule.classes)


def make_rules(rules: Sequence[Rule]) -> tuple[IntrusionRule, ...]:
    """Set rules to work, each with a fresh memory."""
    return tuple(IntrusionRule(rule) for rule in rules)
