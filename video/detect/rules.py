"""Rules over one camera's tracked boxes, frame by frame. Pure; time is given.

Each rule tells each thing once: an object is told again only after it was away, or out of the condition, for `rearm_s`.
That several things at one place within seconds are one alarm is not decided here. Nothing that was seen only once (a
box without a number) counts. Where no model is, boxes are "motion": they have no class, and count as any.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from video.detect.model import MOTION_LABEL, Hours, Rule, RuleKind
from video.detect.presence import Episode, Presence
from video.detect.scene import Scene, apart, away_from, crossing, foot, inside, size_of
from video.model import Box

#: An object may be missed this long by the detector without its delay starting again.
GAP_S: Final = 1.0
#: One who loiters walks about: absences of so long do not end it.
LOITER_GAP_S: Final = 10.0
VEHICLES: Final = ("car", "truck", "bus", "motorcycle", "van")
PEOPLE: Final = ("person",)
#: What each kind counts where the rule names no classes.
USUAL_CLASSES: Final[Mapping[RuleKind, tuple[str, ...]]] = {
    RuleKind.CROWD: PEOPLE,
    RuleKind.LOITERING: PEOPLE,
    RuleKind.PERSON_DOWN: PEOPLE,
    RuleKind.WRONG_WAY: VEHICLES,
    RuleKind.VEHICLE_STOPPED: VEHICLES,
}
#: Own sizes beyond the line at which someone is on its other side, and not just swaying on it.
_BEYOND: Final = 0.1
#: Own sizes a second, and cosine to the right way, of someone who goes the wrong way; own sizes gone that way.
_GOING, _AGAINST, _GONE = 0.3, -0.5, 1.0
#: Own sizes within which a vehicle stands.
_STANDS: Final = 0.25
#: Width by height in pixels from which a person lies: standing 0.3 to 0.5, sitting or bent up to 1.
_LIES: Final = 1.2
_EDGE: Final = 0.01


class WorkingRule(Protocol):
    """A rule with its memory."""

    rule: Rule

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """Take a look; give what makes the rule fire now, None when it does not. Faults of a camera have no boxes."""


def holds(hours: Sequence[Hours], at: float) -> bool:
    """Whether it is one of these hours at `at` (UTC), in the computer's local time; always where none are given."""
    if not hours:
        return True
    local = time.localtime(at)
    second = local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec
    day, before = local.tm_wday, (local.tm_wday - 1) % 7
    for one in hours:
        if one.start < one.end:
            if day in one.days and one.start <= second < one.end:
                return True
        elif (day in one.days and second >= one.start) or (before in one.days and second < one.end):
            return True
    return False


def applies(rule: Rule, box: Box) -> bool:
    """Whether a rule is about such a box, wherever it is."""
    if box.track is None or not rule.min_height <= box.bottom - box.top <= rule.max_height:
        return False
    if box.label == MOTION_LABEL:
        return True
    classes = rule.classes or USUAL_CLASSES.get(rule.kind, ())
    return box.confidence >= rule.min_confidence and (not classes or box.label in classes)


def within(rule: Rule, box: Box) -> bool:
    """Whether it stands in the rule's polygon; everywhere where there is none."""
    return len(rule.polygon) < 3 or inside(foot(box), rule.polygon)


class PresenceRule:
    """Each object of which something is so for `on_delay_s`: it is in the zone, it stands, it lies."""

    def __init__(self, rule: Rule, condition: Callable[[Rule, Box, Scene], bool], gap_s: float = GAP_S) -> None:
        self.rule = rule
        self._condition = condition
        self._presence = Presence(rule.on_delay_s, max(gap_s, rule.on_delay_s / 4), rule.rearm_s)

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        about = [box for box in scene.boxes if applies(self.rule, box)]
        there = [box for box in about if within(self.rule, box) and self._condition(self.rule, box, scene)]
        return self._presence.update(there, scene.now, about) or None


def _is_there(rule: Rule, box: Box, scene: Scene) -> bool:
    return True


def _lies(rule: Rule, box: Box, scene: Scene) -> bool:
    """A box cut by the picture's edge is not the whole person."""
    if min(box.left, box.top, 1 - box.right, 1 - box.bottom) < _EDGE:
        return False
    width, height = size_of(box)
    return width * scene.aspect / height >= _LIES and _pace(box) < 1.0


def _pace(box: Box) -> float:
    """Own sizes a second."""
    return apart(box.velocity, (0.0, 0.0), size_of(box)) if box.velocity is not None else 0.0


class StandingRule:
    """A vehicle that stays where it is for `on_delay_s`; its number may change meanwhile, its place does not."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._stands: list[dict[str, Any]] = []

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        due = []
        for box in scene.boxes:
            if not (applies(self.rule, box) and within(self.rule, box)):
                continue
            stand = self._stand_of(box, scene.now)
            stand["seen"] = scene.now
            if not stand["told"] and scene.now - stand["since"] >= self.rule.on_delay_s:
                stand["told"] = True
                due.append(box)
        patience = max(self.rule.rearm_s, GAP_S)
        self._stands = [stand for stand in self._stands if scene.now - stand["seen"] <= patience]
        return tuple(due) or None

    def _stand_of(self, box: Box, now: float) -> dict[str, Any]:
        for stand in self._stands:
            if apart(foot(box), stand["place"], size_of(box)) <= _STANDS:
                return stand
        self._stands.append({"place": foot(box), "since": now, "seen": now, "told": False})
        return self._stands[-1]


class LineRule:
    """Whoever crosses the line. A foot must be a tenth of its owner's size beyond it, so that swaying on it is none."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._settled: dict[int, tuple[tuple[float, float], float]] = {}
        self._told: dict[int, tuple[str, float]] = {}

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        due = tuple(box for box in scene.boxes if applies(self.rule, box) and self._crosses(box, scene.now))
        for number in [number for number, (_, seen) in self._settled.items() if scene.now - seen > 10.0]:
            del self._settled[number]
            self._told.pop(number, None)
        return due or None

    def _crosses(self, box: Box, now: float) -> bool:
        assert box.track is not None
        place = foot(box)
        before = self._settled.get(box.track)
        if away_from(place, self.rule.line, size_of(box)) < _BEYOND:
            if before is not None:
                self._settled[box.track] = (before[0], now)
            return False
        self._settled[box.track] = (place, now)
        hand = crossing(before[0], place, self.rule.line) if before is not None else None
        if hand is None or self.rule.direction not in ("any", hand):
            return False
        told, self._told[box.track] = self._told.get(box.track), (hand, now)
        return told is None or told[0] != hand or now - told[1] >= self.rule.rearm_s


class WrongWayRule:
    """A vehicle that has gone its own length against the way that is right, and goes on."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        (x0, y0), (x1, y1) = rule.line[0], rule.line[-1]
        self._way = (x1 - x0, y1 - y0)
        self._began: dict[int, tuple[float, tuple[float, float]]] = {}
        self._presence = Presence(rule.on_delay_s, GAP_S, rule.rearm_s)

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        about = [box for box in scene.boxes if applies(self.rule, box)]
        against = [box for box in about if within(self.rule, box) and self._against(box, scene)]
        for number in [number for number, (seen, _) in self._began.items() if scene.now - seen > GAP_S]:
            del self._began[number]
        return self._presence.update(against, scene.now, about) or None

    def _against(self, box: Box, scene: Scene) -> bool:
        if box.velocity is None or box.track is None or _pace(box) < _GOING:
            return False
        (vx, vy), (wx, wy), aspect = box.velocity, self._way, scene.aspect
        along = vx * wx * aspect**2 + vy * wy
        length = ((vx * aspect) ** 2 + vy**2) * ((wx * aspect) ** 2 + wy**2)
        if length <= 0 or along > _AGAINST * length**0.5:
            return False
        _, began = self._began.get(box.track, (0.0, foot(box)))
        self._began[box.track] = (scene.now, began)
        return apart(foot(box), began, size_of(box)) >= _GONE


class CrowdRule:
    """More than `count` at once, for `on_delay_s`."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._episode = Episode(rule.on_delay_s, GAP_S, rule.rearm_s)

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        there = tuple(box for box in scene.boxes if applies(self.rule, box) and within(self.rule, box))
        return there if self._episode.update(len(there) > self.rule.count, scene.now) else None


class StillThingRule:
    """Something left or taken, and nobody at it for `on_delay_s`."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._kind = "left" if rule.kind is RuleKind.OBJECT_LEFT else "taken"
        self._told: set[int] = set()

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        there = [one for one in scene.still if one.kind == self._kind and self._wanted(one.box)]
        due = [
            one
            for one in there
            if one.number not in self._told and not one.attended and scene.now - one.since >= self.rule.on_delay_s
        ]
        self._told &= {one.number for one in scene.still}
        self._told |= {one.number for one in due}
        return tuple(one.box for one in due) or None

    def _wanted(self, box: Box) -> bool:
        known = not self.rule.classes or box.label in (*self.rule.classes, self._kind)
        return known and self.rule.min_height <= box.bottom - box.top <= self.rule.max_height and within(self.rule, box)


class StateRule:
    """A state of the picture as others judge it: what is wrong with it, fire or smoke that is confirmed."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._episode = Episode(rule.on_delay_s, 0.0, rule.rearm_s)

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        boxes = tuple(box for box in scene.flames.get(self.rule.kind, ()) if self._wanted(box))
        so = bool(boxes) or self.rule.kind in scene.faults
        return boxes if self._episode.update(so, scene.now) else None

    def _wanted(self, box: Box) -> bool:
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        return len(self.rule.polygon) < 3 or inside(middle, self.rule.polygon) or inside(foot(box), self.rule.polygon)


_MAKERS: Mapping[RuleKind, Callable[[Rule], WorkingRule]] = {
    RuleKind.INTRUSION: lambda rule: PresenceRule(rule, _is_there),
    RuleKind.LOITERING: lambda rule: PresenceRule(rule, _is_there, LOITER_GAP_S),
    RuleKind.PERSON_DOWN: lambda rule: PresenceRule(rule, _lies),
    RuleKind.LINE_CROSSING: LineRule,
    RuleKind.WRONG_WAY: WrongWayRule,
    RuleKind.VEHICLE_STOPPED: StandingRule,
    RuleKind.CROWD: CrowdRule,
    RuleKind.OBJECT_LEFT: StillThingRule,
    RuleKind.OBJECT_TAKEN: StillThingRule,
}


class TimedRule:
    """A rule that holds at its hours only, and begins each of them with a fresh memory."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._working = _MAKERS.get(rule.kind, StateRule)(rule)
        self._on = True

    def update(self, scene: Scene) -> tuple[Box, ...] | None:
        """See WorkingRule.update."""
        on = holds(self.rule.hours, scene.at)
        if on and not self._on:
            self._working = _MAKERS.get(self.rule.kind, StateRule)(self.rule)
        self._on = on
        return self._working.update(scene) if on else None


def make_rule(rule: Rule) -> WorkingRule:
    """Set a rule to work with a fresh memory. ValueError: a line is wanted and there is none."""
    if rule.kind in (RuleKind.LINE_CROSSING, RuleKind.WRONG_WAY) and len(rule.line) < 2:
        raise ValueError(f"rule {rule.id}: no line")
    return TimedRule(rule) if rule.hours else _MAKERS.get(rule.kind, StateRule)(rule)


def make_rules(rules: Sequence[Rule]) -> tuple[WorkingRule, ...]:
    """Set rules to work; see make_rule."""
    return tuple(make_rule(rule) for rule in rules)
