"""What a device's message does to the alarms: the edges, the reconciliation of states, and the rules of severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alarms.casework import Casework
from alarms.messages import DeviceMessage, MessageKind, derived_id
from alarms.model import ActionKind, AlarmPoint, Occurrence, Priority, Suppression
from alarms.priorities import FIRE_UNCOUNTED, default_latching, default_priority
from alarms.recorder import Recorder
from alarms.signals import Signal, read_signal
from alarms.suppression import Suppressor

MAX_TEXT = 400
MAX_VALUES = 40


class Detection:
    """Turns valid messages of known devices into actions. Fail-safe: in doubt an alarm is raised, none is dropped."""

    def __init__(self, recorder: Recorder, casework: Casework, suppressor: Suppressor) -> None:
        self._recorder = recorder
        self._casework = casework
        self._suppressor = suppressor
        self._ledger = recorder.ledger

    def handle(self, message: DeviceMessage) -> None:
        """Record what this message means; an ordinary fact records nothing."""
        signal = read_signal(message)
        if signal is None:
            return
        point = self._recorder.site.point(message.device, signal.alarm_class, signal.channel)
        if message.kind in (MessageKind.STATE, MessageKind.STATUS):
            self._reconcile(message, signal, point)
        elif signal.active:
            self._activate(message, signal, point)
        else:
            self._deactivate(message, signal, point)

    # Edges.

    def _activate(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> None:
        same = self._same(message, signal, point)
        if same is not None and (same.active or not _newer(message, same)):
            self._repeat(message, signal, point, same)
            return
        fresh = self._occurrence_id(message, signal, point, reused=same is not None)
        if fresh in self._ledger.occurrences:
            return
        if not message.replay:
            self._supersede(message, point)
        self._raise(message, signal, point, fresh, recovered=False)
        if signal.momentary:
            self._return(message, self._ledger.occurrences[fresh])

    def _same(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> Occurrence | None:
        """The occurrence that this activation already is, if any."""
        if signal.occ:
            return self._ledger.occurrences.get(self._occurrence_id(message, signal, point))
        active = self._ledger.active_of(point.id)
        return active[-1] if active else None

    def _occurrence_id(self, message: DeviceMessage, signal: Signal, point: AlarmPoint, *, reused: bool = False) -> str:
        """Bound to the device and point, so that no device can touch another's occurrence by naming it."""
        if signal.occ and not reused:
            return derived_id("occurrence", message.address.site, point.id, signal.occ)
        return derived_id("occurrence", message.address.site, point.id, message.id)

    def _supersede(self, message: DeviceMessage, point: AlarmPoint) -> None:
        """A new activation means that the one before has ended, even if its end was never heard."""
        for occurrence in self._ledger.active_of(point.id):
            self._return(message, occurrence)

    def _repeat(self, message: DeviceMessage, signal: Signal, point: AlarmPoint, same: Occurrence) -> None:
        severity = self._severity(signal, point)
        if severity < same.severity and (same.active or same.recovered):
            self._escalate(message.id, same, severity, signal.kind, brief(message.data))
        elif same.active and (severity > same.severity or (same.recovered and message.kind is MessageKind.EVENT)):
            data = {"recovered": False, "severity": int(severity), "data": brief(message.data)}
            self._recorder.record(ActionKind.UPDATE, occurrence=same.id, cause=message.id, data=data)

    def _deactivate(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> None:
        if not signal.occ:
            for occurrence in self._ledger.active_of(point.id):
                if not _older(message, occurrence):
                    self._return(message, occurrence)
            return
        known = self._ledger.occurrences.get(self._occurrence_id(message, signal, point))
        if known is not None:
            self._return(message, known)
            return
        fresh = self._occurrence_id(message, signal, point)  # its beginning was never heard: it must still be seen
        self._raise(message, signal, point, fresh, recovered=True)
        self._return(message, self._ledger.occurrences[fresh])

    # States.

    def _reconcile(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> None:
        if not signal.active:
            for occurrence in self._ledger.active_of(point.id):
                if not _older(message, occurrence):
                    self._return(message, occurrence)
            return
        same = self._same(message, signal, point)
        last = same or self._ledger.latest_of(point.id)
        if same is not None and same.active:
            self._repeat(message, signal, point, same)
            return
        if last is not None and not last.active and not _newer(message, last):
            return  # a picture from before the return that we have seen
        fresh = self._occurrence_id(message, signal, point, reused=same is not None)
        if fresh in self._ledger.occurrences:
            return
        self._supersede(message, point)
        self._raise(message, signal, point, fresh, recovered=message.kind is MessageKind.STATE)

    # Writing.

    def _raise(self, message: DeviceMessage, signal: Signal, point: AlarmPoint, key: str, *, recovered: bool) -> None:
        partners = self._partners(message, signal, point)
        priority = Priority.P1 if partners else self._severity(signal, point)
        suppression = self._suppressor.of(point.id, point.zone, point.alarm_class, priority, armed=signal.armed)
        incident = None
        if suppression is Suppression.NONE:
            incident = self._casework.incident_for(key, point.zone, point.alarm_class, priority, message.drill)
        kind = signal.kind or point.kind
        latching = point.latching if point.latching is not None else default_latching(point.alarm_class, kind)
        self._recorder.record(
            ActionKind.RAISE,
            occurrence=key,
            incident=incident,
            cause=key,
            data={
                "point": point.id,
                "device": point.device,
                "zone": point.zone,
                "alarm_class": point.alarm_class,
                "kind": kind,
                "priority": int(priority),
                "latching": latching,
                "device_time": message.device_time,
                "received_at": message.received_at,
                "suppression": suppression.value,
                "recovered": recovered,
                "replay": message.replay,
                "drill": message.drill,
                "message": message.id,
                "data": brief(message.data),
            },
        )
        for partner in partners:
            self._escalate(message.id, partner, Priority.P1, partner.kind, {})

    def _return(self, message: DeviceMessage, occurrence: Occurrence) -> None:
        if not occurrence.active:
            return
        self._recorder.record(
            ActionKind.RETURN,
            occurrence=occurrence.id,
            cause=message.id,
            data={"device_time": message.device_time, "message": message.id},
        )
        self._casework.settle(occurrence.id)

    def _escalate(
        self, cause: str, occurrence: Occurrence, severity: Priority, kind: str, data: Mapping[str, Any]
    ) -> None:
        if severity >= occurrence.severity:
            return
        incident = occurrence.incident
        known = self._ledger.incidents.get(incident or "")
        suppressed = self._suppressor.of(occurrence.point, occurrence.zone, occurrence.alarm_class, severity)
        if suppressed is Suppression.NONE and (known is None or not known.open):
            incident = self._casework.incident_for(
                occurrence.id, occurrence.zone, occurrence.alarm_class, severity, occurrence.drill
            )
        self._recorder.record(
            ActionKind.SEVERITY,
            occurrence=occurrence.id,
            incident=incident,
            cause=cause,
            data={"priority": int(severity), "kind": kind or occurrence.kind, "data": dict(data)},
        )

    # Severity.

    def _severity(self, signal: Signal, point: AlarmPoint) -> Priority:
        """The site's priority of the point, moved by what the detector says beyond (or short of) its usual."""
        now = default_priority(point.alarm_class, signal.kind or point.kind)
        if point.priority is None:
            return now
        usual = default_priority(point.alarm_class, point.kind)
        if now == usual:
            return point.priority
        return min(point.priority, now) if now < usual else max(point.priority, now)

    def _partners(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> list[Occurrence]:
        """Other fire detectors of the zone that are in alarm now or were within the grouping window: two make a P1."""
        if point.alarm_class != "fire" or (signal.kind or point.kind) in FIRE_UNCOUNTED:
            return []
        since = self._recorder.clock.now() - self._recorder.site.grouping(point.zone)
        return [
            one
            for one in self._ledger.open_occurrences()
            if one.alarm_class == "fire"
            and one.zone == point.zone
            and one.point != point.id
            and one.kind not in FIRE_UNCOUNTED
            and one.drill == message.drill
            and one.suppression is not Suppression.OUT_OF_SERVICE
            and (one.active or one.raised_at >= since)
        ]


def _newer(message: DeviceMessage, occurrence: Occurrence) -> bool:
    """Whether a message speaks of a time after the occurrence's return, as far as anyone can tell.

    An edge that a device sends now always does: messages come in order, and its clock may have been set back.
    """
    if message.kind not in (MessageKind.STATE, MessageKind.STATUS) and not message.replay and not message.retained:
        return True
    if message.device_time is not None and occurrence.returned_device_time is not None:
        return message.device_time > occurrence.returned_device_time
    return not message.replay


def _older(message: DeviceMessage, occurrence: Occurrence) -> bool:
    """Whether a message speaks of a time before the occurrence began."""
    if message.device_time is None or occurrence.device_time is None:
        return message.replay
    return message.device_time < occurrence.device_time


def brief(data: Mapping[str, Any]) -> dict[str, Any]:
    """The device's own values as far as an alarm keeps them: plain values, bounded in number and length."""
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if len(kept) < MAX_VALUES and (value is None or isinstance(value, (bool, int, float, str))):
            kept[key[:64]] = value[:MAX_TEXT] if isinstance(value, str) else value
    return kept
