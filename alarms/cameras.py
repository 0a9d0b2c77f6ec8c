"""Cameras lost together: several of one zone within seconds are one P2 of the zone, beside each camera's own P3."""

from __future__ import annotations

from alarms.ledger import Ledger
from alarms.messages import derived_id
from alarms.model import AlarmPoint, Occurrence
from alarms.raising import Edge, Raiser
from alarms.recorder import Recorder

CAMERA_CLASS = "camera"
LOST_KIND = "no_picture"
SEVERAL = "several"
_LEAST = 2


class CameraLosses:
    """Raises and ends the zone's own alarm from those of its cameras."""

    def __init__(self, recorder: Recorder, raiser: Raiser) -> None:
        self._recorder = recorder
        self._ledger: Ledger = recorder.ledger
        self._raiser = raiser

    @staticmethod
    def concerns(occurrence: Occurrence) -> bool:
        """Whether it is a camera's loss."""
        return occurrence.alarm_class == CAMERA_CLASS and occurrence.kind == LOST_KIND

    def judge(self, occurrence: Occurrence) -> None:
        """The alarm of a camera changed: see to its zone's."""
        zone, drill = occurrence.zone, occurrence.drill
        lost = [one for one in self._ledger.open_in(zone) if self.concerns(one) and one.active and one.drill == drill]
        standing = self._ledger.active_of(_point_of(zone), drill=drill)
        if not standing:
            self._raise(occurrence, lost)
        elif len({one.point for one in lost}) < _LEAST:
            for one in standing:
                self._raiser.end(one, f"cameras of {zone} back {occurrence.id}")

    def _raise(self, occurrence: Occurrence, lost: list[Occurrence]) -> None:
        within = self._recorder.site.rules.cameras_within_s
        near = [one for one in lost if abs(one.raised_at - occurrence.raised_at) <= within]
        if not occurrence.active or len({one.point for one in near}) < _LEAST:
            return
        first = min(near, key=lambda one: (one.raised_at, one.id))
        zone = occurrence.zone
        point = AlarmPoint(_point_of(zone), occurrence.device, CAMERA_CLASS, SEVERAL, zone, kind=SEVERAL)
        key = derived_id("occurrence", self._recorder.site.id, point.id, first.id)
        if self._ledger.history(key):
            key = derived_id("occurrence", self._recorder.site.id, point.id, first.id, occurrence.id)
        data = {"cameras": len(near)}
        edge = Edge(point, key, received_at=occurrence.received_at, drill=occurrence.drill, data=data)
        self._raiser.begin(edge, key)


def _point_of(zone: str) -> str:
    return f"zone/{zone}/cameras"
