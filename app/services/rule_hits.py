"""From a rule's hit to an alarm: at most one for each rule in a while, with the picture and boxes that raised it.

The picture is kept as a file; the alarm names it with its digest, so that it can be shown and verified later. A flood
of hits (a market in the zone) is one alarm each `AGAIN_S`; what came in between is counted and said by the next.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from alarms.joining import SEEN_AT
from app.services.detection_rules import alarm_class, alarm_kind
from app.site_detection import Rule
from app.site_document import Point
from video.detect.model import RuleHit
from video.model import Box

log = logging.getLogger(__name__)
#: Hits of one rule within these seconds of the camera's clock are named alike by every station that sees them.
SAME_HIT_S: Final = 10.0
#: Seconds in which a rule raises one alarm.
AGAIN_S: Final = 10.0
#: Pictures that are kept, the newest: some 60 to 200 KB each.
MOST_PICTURES: Final = 3000
_MOST_BOXES: Final = 6


class Alarms(Protocol):
    """What is asked of the alarm service."""

    def report(
        self, alarm_class: str, channel: str, active: bool, *, cause: str, kind: str = "", **data: Any
    ) -> object:
        """Raise or end an alarm of the station itself."""


class RuleHits:
    """Turns hits into alarms; called in the detection's thread. `owns`: whether this station is the one to tell of a
    camera. `point`: the alarm point of an id."""

    def __init__(
        self,
        rules: Sequence[Rule],
        point: Callable[[str], Point | None],
        alarms: Alarms,
        owns: Callable[[str], bool],
        folder: Path,
    ) -> None:
        self._rules: dict[str, Rule] = {}
        self.use(rules)
        self._point, self._alarms, self._owns, self._folder = point, alarms, owns, folder
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def use(self, rules: Sequence[Rule]) -> None:
        """Go by these rules from now on."""
        self._rules = {rule.id: rule for rule in rules}

    def take(self, hit: RuleHit) -> None:
        """Raise the alarm of a hit, unless the rule has just raised one."""
        rule = self._rules.get(hit.rule_id)
        if rule is None or not self._owns(hit.camera):
            return
        point = self._point(rule.point) if rule.point is not None else None
        raised = (point.alarm_class, point.channel) if point is not None else (alarm_class(hit.kind), hit.camera)
        unsaid = self._due(hit)
        if unsaid is None:
            return
        # By the camera's own clock, so stations that were cut apart name what both of them saw alike.
        cause = f"{hit.rule_id}@{int(hit.captured_at // SAME_HIT_S)}"
        kind = alarm_kind(hit.kind)
        said: dict[str, Any] = {
            "rule": hit.rule_id,
            "confidence": round(max((box.confidence for box in hit.boxes), default=0.0), 3),
            "camera": hit.camera,
            SEEN_AT: round(hit.captured_at, 3),
            **({"boxes": boxes_text(hit.boxes)} if hit.boxes else {}),
            **({"hits_before": unsaid} if unsaid else {}),
            **self._keep(hit),
        }
        self._alarms.report(*raised, True, cause=cause, kind=kind, occ=cause, **said)
        self._alarms.report(*raised, False, cause=cause, kind=kind, occ=cause)

    def _due(self, hit: RuleHit) -> int | None:
        """How many hits were not said since the last alarm; None: this one is not said either."""
        with self._lock:
            last = self._last.get(hit.rule_id)
            if last is not None and 0 <= hit.captured_at - last < AGAIN_S:
                self._unsaid[hit.rule_id] = self._unsaid.get(hit.rule_id, 0) + 1
                return None
            self._last[hit.rule_id] = hit.captured_at
            return self._unsaid.pop(hit.rule_id, 0)

    def _keep(self, hit: RuleHit) -> dict[str, str]:
        """Write the picture; an alarm without one is better than none."""
        if not hit.snapshot:
            return {}
        name = f"{int(hit.captured_at * 1000):015d}_{hit.camera}_{hit.rule_id}.jpg"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / name).write_bytes(hit.snapshot)
            for old in sorted(self._folder.glob("*.jpg"))[:-MOST_PICTURES]:
                old.unlink()
        except OSError:
            log.exception("the picture of a rule's hit was not kept")
            return {}
        return {"snapshot": name, "snapshot_sha256": hashlib.sha256(hit.snapshot).hexdigest()}


def boxes_text(boxes: Sequence[Box]) -> str:
    """Boxes as an alarm's plain value: "person 7 0.91 0.400 0.300 0.500 0.800; ..." (label, number, confidence, left,
    top, right, bottom)."""
    return "; ".join(
        f"{box.label.replace(' ', '_')} {box.track or 0} {box.confidence:.2f} "
        f"{box.left:.3f} {box.top:.3f} {box.right:.3f} {box.bottom:.3f}"
        for box in boxes[:_MOST_BOXES]
    )
