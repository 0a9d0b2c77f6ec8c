"""Shelves, disarmed zones and points out of service: what is not annunciated, why, and until when."""

from __future__ import annotations

from collections.abc import Callable

from alarms.casework import Casework
from alarms.messages import truth
from alarms.model import ActionKind, Occurrence, Priority, Suppression
from alarms.priorities import ALWAYS_ARMED
from alarms.recorder import Recorder


class Suppressor:
    """Derives each occurrence's suppression from the registers, and writes one action for each one that changes.

    ``on_lifted`` is told of each that is an alarm again.
    """

    def __init__(self, recorder: Recorder, casework: Casework) -> None:
        self._recorder = recorder
        self._casework = casework
        self._ledger = recorder.ledger
        self.on_lifted: Callable[[Occurrence], None] = lambda _occurrence: None

    def of(self, point: str, zone: str, alarm_class: str, priority: Priority, *, armed: bool = True) -> Suppression:
        """What holds for an occurrence; the heaviest reason first. ``armed`` is what the device itself says.

        Nobody shelves P1, and disarming never silences panic, fire, gas or tamper.
        """
        if self._ledger.register("service", point).on:
            return Suppression.OUT_OF_SERVICE
        if self._ledger.register("shelf", point).on and priority is not Priority.P1:
            return Suppression.SHELVED
        disarmed = any(self._ledger.register("disarm", one).on for one in self.path(zone))
        if (disarmed or not armed) and alarm_class not in ALWAYS_ARMED and priority is not Priority.P1:
            return Suppression.BY_DESIGN
        return Suppression.NONE

    def path(self, zone: str) -> tuple[str, ...]:
        """The zone and all above it; a zone nobody listed stands for itself."""
        return self._recorder.site.lineage(zone) or (zone,)

    def refresh(self, *, user: str = "", point: str | None = None, zone: str | None = None) -> None:
        """Bring the open occurrences of a point or of a zone and below in line with the registers."""
        for occurrence in self._ledger.open_occurrences():
            if point is not None and occurrence.point != point:
                continue
            if zone is not None and zone not in self.path(occurrence.zone):
                continue
            self.bring_in_line(occurrence, user)

    def bring_in_line(self, occurrence: Occurrence, user: str = "") -> None:
        """Have an occurrence suppressed, or not any more, as the registers say."""
        armed = truth(occurrence.data.get("armed")) is not False
        wanted = self.of(occurrence.point, occurrence.zone, occurrence.alarm_class, occurrence.severity, armed=armed)
        if wanted is occurrence.suppression:
            return
        incident = None
        if wanted is Suppression.NONE and self._needs_incident(occurrence):
            incident = self._casework.incident_for(
                occurrence.id,
                occurrence.zone,
                occurrence.alarm_class,
                occurrence.priority,
                occurrence.drill,
                kind=occurrence.kind,
            )
        self._recorder.record(
            ActionKind.SUPPRESS,
            occurrence=occurrence.id,
            incident=incident,
            user=user,
            data={"suppression": wanted.value, "priority": int(occurrence.priority)},
        )
        if wanted is Suppression.NONE:
            self.on_lifted(self._ledger.occurrences[occurrence.id])

    def _needs_incident(self, occurrence: Occurrence) -> bool:
        known = self._ledger.incidents.get(occurrence.incident or "")
        return known is None or not known.open

    def expire(self, name: str, subject: str) -> None:
        """End a shelf or an out-of-service period, whose time is up: it comes back by itself."""
        begun = self._ledger.register(name, subject).order[0]
        kind = ActionKind.UNSHELVE if name == "shelf" else ActionKind.IN_SERVICE
        data = {"point": subject, "expired": True}
        self._recorder.record(kind, cause=f"over {subject} {begun}", data=data)
        self.refresh(point=subject)
