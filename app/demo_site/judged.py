"""What the demo's detection model must find on drawn pictures that it has never seen, and how well one does.

Its training ends by this, and the tests ask it again of the file that ships.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.demo_site.drawing.marks import Drawn
from app.demo_site.labelled import LabelledCamera, LabelledPicture
from app.services.detection_rules import CONFIDENCE
from video.detect.loading import FIRE_CONFIDENCE
from video.detect.tracks import overlap
from video.model import Box

#: Another seed than the one of the training: other people, cars, fires, places, moments and noise.
SEED = 777
#: (scene, night): the fences, the lake and the car park as the camera's infrared sees them, gates, the lobby on fire.
VIEWS = (
    ("cam06", True), ("cam08", True), ("cam16", True), ("cam03", True),
    ("cam10", False), ("cam13-fire", False), ("cam15", False), ("cam06", False),
)  # fmt: skip
SETTINGS, EACH = 3, 4
#: What is smaller in the small stream, more hidden or fainter (grey levels of 255), or leaves the picture, counts
#: neither as found nor as missed: people do not see it either.
LEAST_PIXELS, LEAST_SHARE, LEAST_CONTRAST, AT_EDGE = 20, 0.5, 10.0, 4
_SAME, _TOUCHES = 0.5, 0.2

Seen = tuple[LabelledPicture, tuple[Box, ...]]


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of some labels by night (else by day, None: both) at this confidence."""

    name: str
    labels: tuple[str, ...]
    night: bool | None
    confidence: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall at an overlap of 0.5, of how many things."""

    precision: float
    recall: float
    things: int


#: What the model that ships finds, less what a processor that rounds otherwise may lose. Smoke has no sharp edge.
DEMANDS = (
    Demand("people by day", ("person",), False, CONFIDENCE, 0.9, 0.9),
    Demand("people by night", ("person",), True, CONFIDENCE, 0.9, 0.88),
    Demand("cars", ("car",), None, CONFIDENCE, 0.95, 0.95),
    Demand("fire", ("fire",), None, 0.4, 0.9, 0.9),
    Demand("smoke", ("smoke",), None, FIRE_CONFIDENCE, 0.7, 0.6),
)


def pictures() -> Iterator[LabelledPicture]:
    """What it is judged by."""
    for scene, night in VIEWS:
        yield from LabelledCamera(scene, night).pictures(SEED, SETTINGS, EACH)


def judge(seen: Sequence[Seen], demand: Demand) -> Score:
    """How well boxes tell what there is. A box of what counts neither way is neither right nor wrong."""
    right = wrong = missed = 0
    for one, boxes in seen:
        if demand.night not in (None, one.night):
            continue
        found = [box for box in boxes if box.label in demand.labels and box.confidence >= demand.confidence]
        left = [thing for thing in one.things if thing.label in demand.labels]
        for box in sorted(found, key=lambda box: -box.confidence):
            best = _best(box, left)
            if best is not None:
                left.remove(best)
                right += counts(best)
            elif not any(overlap(box, box_of(thing)) > _TOUCHES and not counts(thing) for thing in one.things):
                wrong += 1
        missed += sum(counts(thing) for thing in left)
    return Score(right / max(1, right + wrong), right / max(1, right + missed), right + missed)


def _best(box: Box, left: Sequence[Drawn]) -> Drawn | None:
    same = [thing for thing in left if thing.label == box.label and overlap(box, box_of(thing)) >= _SAME]
    return max(same, key=lambda thing: overlap(box, box_of(thing)), default=None)


def box_of(thing: Drawn) -> Box:
    """Where a thing is, as a sure box of the small stream's picture."""
    return Box(thing.left / 640, thing.top / 360, thing.right / 640, thing.bottom / 360, thing.label, 1.0)


def counts(thing: Drawn) -> bool:
    """Whether a thing can be seen well enough to be missed."""
    at_edge = thing.left < AT_EDGE or thing.right > 640 - AT_EDGE
    plain = thing.share >= LEAST_SHARE and thing.contrast >= LEAST_CONTRAST
    return plain and thing.height >= LEAST_PIXELS and not at_edge
