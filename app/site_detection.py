"""The site document's rules over cameras' pictures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from alarms.schedule import read_window
from app.site_base import Classes, Entry
from app.site_fields import Corner, Id, Point2, WeekTime, polygon
from video.detect.model import Hours, RuleKind
from video.detect.model import Rule as DetectionRule

#: Kinds that are about a place and make no sense without one; the others are about a line, or the whole picture.
_OF_PLACES = ("intrusion", "loitering", "crowd", "vehicle_stopped", "object_taken")
_OF_LINES = ("line_crossing", "wrong_way")


def _placed(points: tuple[Point2, ...], info: ValidationInfo) -> tuple[Point2, ...]:
    """A polygon that is no good must not become the whole picture."""
    return polygon(points) if points or info.data.get("kind") in _OF_PLACES else points


def _drawn(points: tuple[Point2, ...], info: ValidationInfo) -> tuple[Point2, ...]:
    if len(points) < 2 and info.data.get("kind") in _OF_LINES:
        raise PydanticCustomError("line_points", "line_points", {"given": len(points)})
    for x, y in points:
        if not (0 <= x <= 1 and 0 <= y <= 1):
            raise PydanticCustomError("polygon_range", "polygon_range", {"given": f"[{x:g}, {y:g}]"})
    return points


Place = Annotated[tuple[Corner, ...], Field(strict=False), AfterValidator(_placed)]
Line = Annotated[tuple[Corner, ...], Field(strict=False), AfterValidator(_drawn)]
Times = Annotated[tuple[WeekTime, ...], Field(strict=False)]


class Detection(Entry):
    """Person and vehicle detection on the cameras."""

    enabled: bool = Field(default=True, title="Detection on", description="Off: no boxes, no camera rules.")
    model: str = Field(
        default="",
        title="Model",
        description="A model's name, path, or http://host:port/name on an inference server (Triton); empty: the best.",
    )
    fire_model: str = Field(
        default="", title="Fire model", description="A name or path; empty: the first that knows fire or smoke."
    )
    device: str = Field(default="auto", title="Device", description="auto, cpu, gpu or a runtime's own name.")
    rate: float = Field(default=5.0, gt=0, le=30, title="Rate", description="Pictures per second and camera.")
    keep_days: int = Field(
        default=30, ge=1, le=3650, title="Keep", description="Days that boxes and tracks are kept for playback."
    )


class RuleShape(Entry):
    """What a rule watches for, and where in the picture."""

    id: Id = Field(title="Rule id", description="Unique.")
    kind: Literal[
        "intrusion",
        "line_crossing",
        "loitering",
        "crowd",
        "wrong_way",
        "vehicle_stopped",
        "object_left",
        "object_taken",
        "person_down",
        "fire",
        "smoke",
    ] = Field(
        default="intrusion",
        title="Kind",
        description="intrusion: someone in the polygon; line_crossing: over the line; loitering: there for the whole "
        "delay; crowd: more than `count` there; wrong_way: a vehicle against the line's direction; vehicle_stopped; "
        "object_left, object_taken: nobody at it for the delay; person_down: somebody lies; fire, smoke.",
    )
    polygon: Place = Field(
        default=(),
        validate_default=True,
        title="Polygon",
        description="Three corners or more, [x, y] from 0 to 1 of the picture's width and height. What stands in it "
        "counts: the middle of a box's lower edge. Without it the whole picture, for kinds that need no place.",
    )
    line: Line = Field(
        default=(),
        validate_default=True,
        title="Line",
        description="Two corners or more, as for polygon; of wrong_way: an arrow along the right way.",
    )
    direction: Literal["any", "left", "right"] = Field(
        default="any",
        title="Direction",
        description="Of line_crossing: right is towards the right hand of someone who looks along the line, from its "
        "first corner to its last.",
    )
    count: int = Field(default=5, ge=1, le=200, title="Count", description="Of crowd: how many may be there.")
    classes: Classes = Field(
        default=(), title="Classes", description="What counts: person, car...; empty: people or vehicles, by kind."
    )
    min_confidence: float = Field(default=0.4, ge=0, le=1, title="Confidence", description="Least confidence, 0 to 1.")
    min_height: float = Field(
        default=0.0, ge=0, le=1, title="Least height", description="Of the box, as a share of the picture's."
    )
    max_height: float = Field(
        default=1.0, gt=0, le=1, title="Largest height", description="Of the box, as a share of the picture's."
    )
    on_delay_s: float | None = Field(
        default=None,
        ge=0,
        le=3600,
        title="Delay",
        description="Seconds it must be so before it is told; without it: intrusion 0.5, line 0, loitering 30, "
        "crowd 3, wrong_way 1, vehicle_stopped 60, objects 30, person_down 5, fire and smoke 0.",
    )
    rearm_s: float = Field(
        default=10.0, ge=0, le=3600, title="Again after", description="Seconds of absence after which it is told again."
    )
    hours: Times = Field(default=(), title="Hours", description='When it holds: "mon-fri 22:00-06:00"; empty: always.')

    def rule(self) -> DetectionRule:
        """The rule as detection knows it."""
        kind = RuleKind(self.kind)
        return DetectionRule(
            id=self.id,
            kind=kind,
            polygon=tuple(self.polygon),
            line=tuple(self.line),
            direction=self.direction,
            count=self.count,
            classes=tuple(self.classes) or USUAL_CLASSES.get(kind, ()),
            min_confidence=self.min_confidence,
            min_height=self.min_height,
            max_height=self.max_height,
            on_delay_s=USUAL_DELAYS.get(kind, 0.0) if self.on_delay_s is None else self.on_delay_s,
            rearm_s=self.rearm_s,
            hours=tuple(_hours(text) for text in self.hours),
        )


#: What counts where a rule of these kinds names no classes.
USUAL_CLASSES = {RuleKind.INTRUSION: ("person",), RuleKind.LINE_CROSSING: ("person",)}
USUAL_DELAYS = {
    RuleKind.INTRUSION: 0.5,
    RuleKind.LOITERING: 30.0,
    RuleKind.CROWD: 3.0,
    RuleKind.WRONG_WAY: 1.0,
    RuleKind.VEHICLE_STOPPED: 60.0,
    RuleKind.OBJECT_LEFT: 30.0,
    RuleKind.OBJECT_TAKEN: 30.0,
    RuleKind.PERSON_DOWN: 5.0,
}


class Rule(RuleShape):
    """A detection rule on one camera's picture."""

    camera: Id = Field(title="Camera", description="The camera it watches.")
    point: Id | None = Field(
        default=None, title="Point", description="The alarm point that it raises; without it the camera's own."
    )


def _hours(text: str) -> Hours:
    window = read_window(text)
    return Hours(window.days, window.start * 60.0, window.end * 60.0)
