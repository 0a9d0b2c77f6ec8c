"""A detection rule as it is drawn: its kind, its places, its numbers, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot
from typing import Final, Literal

from alarms.schedule import read_window
from video.detect.model import RuleKind
from widgets.rule_paint import Direction, RuleShape, Spot
from widgets.site_map_geometry import crosses_itself

Part = Literal["line", "polygon"]
Problem = Literal["", "corners", "crosses", "small", "short", "heights", "hours"]

#: Kinds that are about a line; about a place that must be given; about a place, else the whole picture.
LINES: Final = frozenset({RuleKind.LINE_CROSSING, RuleKind.WRONG_WAY})
PLACES: Final = frozenset(
    {RuleKind.INTRUSION, RuleKind.LOITERING, RuleKind.CROWD, RuleKind.VEHICLE_STOPPED, RuleKind.OBJECT_TAKEN}
)
#: What may be drawn, in the order in which it is offered.
KINDS: Final = (
    RuleKind.INTRUSION,
    RuleKind.LINE_CROSSING,
    RuleKind.LOITERING,
    RuleKind.CROWD,
    RuleKind.WRONG_WAY,
    RuleKind.VEHICLE_STOPPED,
    RuleKind.OBJECT_LEFT,
    RuleKind.OBJECT_TAKEN,
    RuleKind.PERSON_DOWN,
    RuleKind.FIRE,
    RuleKind.SMOKE,
)
#: What is drawn first, to be pulled where it belongs.
NEW_POLYGON: Final[tuple[Spot, ...]] = ((0.35, 0.4), (0.65, 0.4), (0.65, 0.7), (0.35, 0.7))
NEW_LINE: Final[tuple[Spot, ...]] = ((0.3, 0.6), (0.7, 0.6))
#: Less of the picture's area, or of its width, is a slip of the hand.
LEAST_AREA, LEAST_LENGTH = 0.002, 0.03


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """One rule. on_delay_s: None for the kind's usual one; hours: "mon-fri 22:00-06:00", none for always; point: the
    alarm point that it raises, "" for the camera's own."""

    id: str
    kind: RuleKind = RuleKind.INTRUSION
    polygon: tuple[Spot, ...] = ()
    line: tuple[Spot, ...] = ()
    direction: Direction = "any"
    count: int = 5
    classes: tuple[str, ...] = ()
    min_confidence: float = 0.4
    min_height: float = 0.0
    max_height: float = 1.0
    on_delay_s: float | None = None
    rearm_s: float = 10.0
    hours: tuple[str, ...] = ()
    point: str = ""

    @property
    def corners(self) -> tuple[Spot, ...]:
        """All corners, those of the line first."""
        return (*self.line, *self.polygon)

    def part_of(self, corner: int) -> tuple[Part, int]:
        """Which shape a corner is of, and its number there."""
        return ("line", corner) if corner < len(self.line) else ("polygon", corner - len(self.line))

    def with_part(self, part: Part, spots: tuple[Spot, ...]) -> DrawnRule:
        """The same rule with another line or polygon."""
        return replace(self, line=spots) if part == "line" else replace(self, polygon=spots)

    def edges(self) -> list[tuple[int, int]]:
        """Pairs of corners that an edge joins; a polygon's last with its first."""
        lines, corners = len(self.line), len(self.polygon)
        joined = [(one, one + 1) for one in range(lines - 1)]
        return joined + [(lines + one, lines + (one + 1) % corners) for one in range(corners)]


def least_corners(part: Part) -> int:
    """Fewer corners make no such shape."""
    return 2 if part == "line" else 3


def fitted(rule: DrawnRule) -> DrawnRule:
    """Give a rule the shapes that its kind needs, and take away those it has no use for."""
    if rule.kind is RuleKind.LINE_CROSSING:
        return replace(rule, line=rule.line or NEW_LINE, polygon=())
    if rule.kind is RuleKind.WRONG_WAY:
        return replace(rule, line=rule.line or NEW_LINE)
    return replace(rule, line=(), polygon=rule.polygon or (NEW_POLYGON if rule.kind in PLACES else ()))


def shape_of(rule: DrawnRule) -> RuleShape:
    """What is drawn of it over a picture."""
    if rule.kind is RuleKind.WRONG_WAY:
        return RuleShape(rule.polygon, rule.line, "along")
    return RuleShape(rule.polygon, rule.line, rule.direction if rule.line else "")


def problem(rule: DrawnRule) -> Problem:
    """Name what is wrong with a rule, the first thing only; "" for nothing."""
    wrong = _wrong_shape(rule)
    if wrong:
        return wrong
    if rule.min_height >= rule.max_height:
        return "heights"
    return "" if all(_is_time(text) for text in rule.hours) else "hours"


def _wrong_shape(rule: DrawnRule) -> Problem:
    if rule.kind in LINES:
        if len(rule.line) < 2:
            return "corners"
        if sum(hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(rule.line)) < LEAST_LENGTH:
            return "short"
    if rule.polygon or rule.kind in PLACES:
        if len(rule.polygon) < 3:
            return "corners"
        if crosses_itself(rule.polygon):
            return "crosses"
        if area(rule.polygon) < LEAST_AREA:
            return "small"
    return ""


def area(polygon: Sequence[Spot]) -> float:
    """The share of the picture that a polygon covers."""
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True))
    return abs(twice) / 2


def _is_time(text: str) -> bool:
    try:
        read_window(text)
    except ValueError:
        return False
    return True
