"""Writes what an edge leads to: an alarm, one that waits for its delay, its end, a rise of its severity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from alarms import chatter
from alarms.casework import Casework
from alarms.delays import AT_ONCE, wait_of
from alarms.model import ActionKind, AlarmPoint, Occurrence, Pending, Priority, Suppression
from alarms.pairing import Pairing, lowered, severity_of
from alarms.priorities import default_latching
from alarms.recorder import Recorder
from alarms.suppression import Suppressor


@dataclass(frozen=True, slots=True)
class Edge:
    """An activation or a return of a point. ``cause`` is what every station knows it by (a message's id).

    ``delayed`` is false where nobody knows how long it has stood: a backlog, a state found after connecting.
    """

    point: AlarmPoint
    cause: str
    kind: str = ""
    received_at: float = 0.0
    device_time: float | None = None
    replay: bool = False
    drill: bool = False
    recovered: bool = False
    momentary: bool = False
    armed: bool = True
    delayed: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)


class Raiser:
    """The writing half of detection. Fail-safe: in doubt an alarm is raised, none is dropped."""

    def __init__(self, recorder: Recorder, casework: Casework, suppressor: Suppressor) -> None:
        self._recorder = recorder
        self._casework = casework
        self._suppressor = suppressor
        self._site = recorder.site
        self._ledger = recorder.ledger
        self._pairing = Pairing(recorder.site, recorder.ledger)
        suppressor.on_lifted = self.join

    def begin(self, edge: Edge, key: str) -> None:
        """A new activation: an alarm, or one once its delay is over or its count full."""
        point, now = edge.point, self._recorder.clock.now()
        found, kind, drill = self._pairing, edge.kind, edge.drill
        fire = bool(found.fire(point, kind, now, drill=drill) or found.waiting_fire(point, kind, drill=drill))
        joint = fire or bool(found.sensors(point, now, drill=drill))
        full = Priority.P1 if fire else severity_of(point, kind)
        alone = not joint and found.group_of(point) is not None
        severity = lowered(full) if alone else full
        earlier = self._ledger.edges(point.id, drill=drill)
        wait = wait_of(point, severity, earlier, now, momentary=edge.momentary) if edge.delayed else AT_ONCE
        values = self._values(edge, severity)
        values["prealarm"] = alone and severity is not full
        values["joint"] = int(Priority.P1 if fire else full if joint else Priority.EVENT)
        values["count"] = 1 + sum(time > now - point.window_s for time in earlier) if point.count > 1 else 1
        if joint or wait.seconds <= 0:
            self._raise(key, values)
            return
        values["recovered"] = False  # it is seen from its beginning
        data = {"due": now + wait.seconds, "reason": wait.reason, "values": values}
        self._recorder.record(ActionKind.PENDING, occurrence=key, cause=edge.cause, data=data)

    def mature(self, pending: Pending) -> None:
        """A delay is over, or what it waited for came: it is an alarm."""
        self._raise(pending.occurrence, dict(pending.values))

    def hurry(self, pending: Pending) -> None:
        """Another station's activation waits here too: a fire with another detector of its zone waits no longer."""
        listed = self._site.points.get(pending.point)
        kind = str(pending.values["kind"])
        if listed is None:
            return
        found = self._pairing.fire(listed, kind, pending.since, drill=pending.drill)
        if found or self._pairing.waiting_fire(listed, kind, drill=pending.drill):
            self.mature(pending)

    def withdraw(self, pending: Pending, cause: str, device_time: float | None = None) -> None:
        """It ended before it was an alarm; the record keeps it."""
        data = {"point": pending.point, "device_time": device_time}
        self._recorder.record(ActionKind.WITHDRAW, occurrence=pending.occurrence, cause=cause, data=data)

    def end(
        self,
        occurrence: Occurrence,
        cause: str,
        device_time: float | None = None,
        *,
        delayed: bool = True,
        user: str = "",
    ) -> None:
        """It is over, or will be when its off-delay is."""
        if not occurrence.active:
            return
        listed = self._site.points.get(occurrence.point)
        off_delay = listed.off_delay_s if listed and delayed else 0.0
        data: dict[str, Any] = {"device_time": device_time, "message": cause}
        if off_delay <= 0:
            self._recorder.record(ActionKind.RETURN, occurrence=occurrence.id, user=user, cause=cause, data=data)
            self._casework.settle(occurrence.id)
        elif occurrence.returning_due is None:
            data["due"] = self._recorder.clock.now() + off_delay
            self._recorder.record(ActionKind.RETURNING, occurrence=occurrence.id, cause=cause, data=data)

    def returned(self, occurrence: Occurrence) -> None:
        """An off-delay is over."""
        due = occurrence.returning_due
        data = {"due": due, "device_time": None}
        self._recorder.record(ActionKind.RETURN, occurrence=occurrence.id, cause=f"off-delay {due}", data=data)
        self._casework.settle(occurrence.id)

    def resume(self, occurrence: Occurrence, edge: Edge, key: str) -> None:
        """It spoke again before its off-delay was over: the same alarm goes on."""
        data: dict[str, Any] = {"resumed": True, "data": dict(edge.data)}
        if key != occurrence.id:
            data["alias"] = key
        self._recorder.record(ActionKind.UPDATE, occurrence=occurrence.id, cause=edge.cause, data=data)

    def update(self, occurrence: Occurrence, edge: Edge, severity: Priority) -> None:
        """It said the same once more, or less than before."""
        data = {"recovered": False, "severity": int(severity), "data": dict(edge.data)}
        self._recorder.record(ActionKind.UPDATE, occurrence=occurrence.id, cause=edge.cause, data=data)

    def rise(
        self,
        occurrence: Occurrence,
        severity: Priority,
        cause: str,
        *,
        kind: str = "",
        joined: bool = False,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """It is more severe than it was: it alarms again. A fall changes nothing here."""
        if severity >= occurrence.severity:
            return
        incident = occurrence.incident
        known = self._ledger.incidents.get(incident or "")
        suppressed = self._suppressor.of(occurrence.point, occurrence.zone, occurrence.alarm_class, severity)
        if suppressed is Suppression.NONE and (known is None or not known.open):
            incident = self._casework.incident_for(
                occurrence.id,
                occurrence.zone,
                occurrence.alarm_class,
                severity,
                occurrence.drill,
                kind=kind or occurrence.kind,
            )
        self._recorder.record(
            ActionKind.SEVERITY,
            occurrence=occurrence.id,
            incident=incident,
            cause=cause,
            data={
                "priority": int(severity),
                "kind": kind or occurrence.kind,
                "joined": joined,
                "data": dict(data or {}),
            },
        )

    def severity_of(self, occurrence: Occurrence, point: AlarmPoint, kind: str) -> Priority:
        """How severe it is by what its detector says now, alone or together with others as it is."""
        severity = severity_of(point, kind)
        return min(lowered(severity) if occurrence.prealarm else severity, occurrence.joint)

    def join(self, occurrence: Occurrence) -> None:
        """Bring an alarm and its partners up to what they are together, wherever each of them was raised."""
        point = self._point_of(occurrence)
        found, at, drill = self._pairing, occurrence.raised_at, occurrence.drill
        for waiting in found.waiting_fire(point, occurrence.kind, drill=drill):
            self.mature(waiting)
        for partner in found.fire(point, occurrence.kind, at, drill=drill, active=occurrence.active):
            self._join_two(occurrence, partner, Priority.P1, Priority.P1)
        for partner in found.sensors(point, at, drill=drill, active=occurrence.active):
            other = self._point_of(partner)
            full = severity_of(point, occurrence.kind), severity_of(other, partner.kind)
            self._join_two(occurrence, partner, *full)

    def leave_alone(self, point: str) -> None:
        """A point was put aside: a sensor of its group that no other can confirm any more is the alarm by itself."""
        for other in self._pairing.members_with(point):
            if self._pairing.group_of(other) is not None:
                continue
            for occurrence in (one for drill in (False, True) for one in self._ledger.active_of(other.id, drill=drill)):
                self.rise(occurrence, severity_of(other, occurrence.kind), f"alone {occurrence.id}", joined=True)

    def _join_two(self, one: Occurrence, other: Occurrence, severity: Priority, others: Priority) -> None:
        cause = f"together {min(one.id, other.id)} {max(one.id, other.id)}"
        for occurrence, wanted in ((one, severity), (other, others)):
            now = self._ledger.occurrences[occurrence.id]
            self.rise(now, wanted, cause, joined=True)

    def _point_of(self, occurrence: Occurrence) -> AlarmPoint:
        listed = self._site.points.get(occurrence.point)
        made = AlarmPoint(occurrence.point, occurrence.device, occurrence.alarm_class, "", occurrence.zone)
        return listed or made

    def _values(self, edge: Edge, severity: Priority) -> dict[str, Any]:
        point, kind = edge.point, edge.kind or edge.point.kind
        latching = point.latching if point.latching is not None else default_latching(point.alarm_class, kind)
        return {
            "point": point.id,
            "device": point.device,
            "zone": point.zone,
            "alarm_class": point.alarm_class,
            "kind": kind,
            "priority": int(severity),
            "latching": latching,
            "device_time": edge.device_time,
            "received_at": edge.received_at,
            "recovered": edge.recovered,
            "replay": edge.replay,
            "drill": edge.drill,
            "armed": edge.armed,
            "message": edge.cause,
            "data": dict(edge.data),
        }

    def _raise(self, key: str, values: Mapping[str, Any]) -> None:
        point, zone, alarm_class = str(values["point"]), str(values["zone"]), str(values["alarm_class"])
        priority, drill = Priority(values["priority"]), bool(values["drill"])
        suppression = self._suppressor.of(point, zone, alarm_class, priority, armed=bool(values["armed"]))
        rules, now = self._site.rules, self._recorder.clock.now()
        before = self._ledger.latest_of(point, drill=drill)
        marked = chatter.chatters(self._earlier(point, key, drill), now, rules)
        incident = None
        if suppression is Suppression.NONE:
            beside = before if marked else None
            kind = str(values["kind"])
            incident = self._casework.incident_for(key, zone, alarm_class, priority, drill, kind=kind, beside=beside)
        more = {
            "suppression": suppression.value,
            "chatter": marked,
            "quiet": marked and chatter.quiet(priority, before, now, rules),
        }
        self._recorder.record(ActionKind.RAISE, occurrence=key, incident=incident, cause=key, data={**values, **more})
        self.join(self._ledger.occurrences[key])

    def _earlier(self, point: str, key: str, drill: bool) -> list[float]:
        """When the point's other activations were; this one may have waited before it became an alarm."""
        own = {action.at for action in self._ledger.history(key)}
        return [time for time in self._ledger.edges(point, drill=drill) if time not in own]
