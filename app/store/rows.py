"""Between the alarm core's values and the tables' rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from alarms.case_marks import Dispatch, first_on_scene
from alarms.model import Action, ActionKind, Incident, Note, Occurrence, StepMark
from alarms.ports import RawMessage
from app.store import search
from app.store.text import clean, plain

Values = dict[str, Any]


def raw_values(message: RawMessage, station: str) -> Values:
    """The row of a device's message."""
    return {
        "id": clean(message.id),
        "topic": clean(message.topic),
        "payload": message.payload,
        "received_at": message.received_at,
        "device": clean(message.device),
        "origin": clean(message.origin),
        "device_time": message.device_time,
        "boot": clean(message.boot),
        "seq": message.seq,
        "problem": message.problem,
        "station": station,
    }


def raw_of(row: Row[Any]) -> RawMessage:
    """The message in a row."""
    return RawMessage(
        id=row.id,
        topic=row.topic,
        payload=bytes(row.payload),
        received_at=row.received_at,
        device=row.device,
        origin=row.origin,
        device_time=row.device_time,
        boot=row.boot,
        seq=row.seq,
        problem=row.problem,
    )


def action_values(action: Action) -> Values:
    """The row of an action, without its place in the chain."""
    return {
        "id": clean(action.id),
        "station": clean(action.station),
        "kind": action.kind.value,
        "occurrence": action.occurrence,
        "incident": action.incident,
        "at": action.at,
        "actor": clean(action.user),
        "clock": action.clock,
        "data": plain(dict(action.data)),
    }


def action_of(row: Row[Any]) -> Action:
    """The action in a row."""
    return Action(
        id=row.id,
        kind=ActionKind(row.kind),
        occurrence=row.occurrence,
        incident=row.incident,
        at=row.at,
        user=row.actor,
        station=row.station,
        clock=row.clock,
        data=row.data,
    )


def known_action(row: Row[Any]) -> Action | None:
    """The action in a row, or None where it is of a kind that only a newer program knows."""
    return action_of(row) if row.kind in _KINDS else None


_KINDS = frozenset(kind.value for kind in ActionKind)


def occurrence_values(occurrence: Occurrence, clock: str) -> Values:
    """The row of an occurrence; `clock` says how new it is."""
    return {
        "id": occurrence.id,
        "point": clean(occurrence.point),
        "device": clean(occurrence.device),
        "zone": clean(occurrence.zone),
        "alarm_class": clean(occurrence.alarm_class),
        "kind": clean(occurrence.kind),
        "priority": int(occurrence.priority),
        "condition": occurrence.condition.value,
        "acknowledgement": occurrence.acknowledgement.value,
        "awaiting_reset": occurrence.awaiting_reset,
        "suppression": occurrence.suppression.value,
        "raised_at": occurrence.raised_at,
        "device_time": occurrence.device_time,
        "received_at": occurrence.received_at,
        "returned_at": occurrence.returned_at,
        "acked_at": occurrence.acked_at,
        "acked_by": clean(occurrence.acked_by),
        "called_at": occurrence.called_at,
        "looked_at": occurrence.looked_at,
        "reset_at": occurrence.reset_at,
        "silenced_at": occurrence.silenced_at,
        "incident": occurrence.incident,
        "count": occurrence.count,
        "latching": occurrence.latching,
        "recovered": occurrence.recovered,
        "replay": occurrence.replay,
        "drill": occurrence.drill,
        "raised_suppressed": occurrence.raised_suppressed,
        "data": plain(dict(occurrence.data)),
        "clock": clock,
    }


def incident_values(incident: Incident, clock: str) -> Values:
    """The row of an incident; `search` is what a text filter looks through, `terms` and `place` how it is found."""
    row = {
        "id": incident.id,
        "number": incident.number,
        "zone": clean(incident.zone),
        "category": clean(incident.category or incident.family),
        "priority": int(incident.priority),
        "opened_at": incident.opened_at,
        "handling": incident.handling.value,
        "verdict": incident.verdict.value if incident.verdict else "",
        "cause": clean(incident.cause),
        "closed_at": incident.closed_at,
        "closed_by": clean(incident.closed_by),
        "last_raised_at": incident.last_raised_at,
        "first_acked_at": incident.first_acked_at,
        "first_on_scene_at": first_on_scene(incident.dispatches),
        "escalation": incident.help.step.value if incident.help else "",
        "drill": incident.drill,
        "alarms": len(incident.occurrences),
        "notes": [_note(note) for note in incident.notes],
        "search": _search(incident),
        "clock": clock,
        "title": clean(incident.title),
        "opened_by": clean(incident.opened_by),
        "place": search.place_of(incident.opened_at, incident.id),
    }
    return row | {"terms": search.terms_of(row)}


def step_values(incident: Incident, mark: StepMark, clock: str) -> Values:
    """The row of a ticked step."""
    return {
        "id": f"{incident.id}/{clean(mark.step)}",
        "incident": incident.id,
        "step": clean(mark.step),
        "done": True,
        "at": mark.at,
        "actor": clean(mark.user),
        "clock": clock,
    }


def dispatch_values(incident: Incident, one: Dispatch, clock: str) -> Values:
    """The row of somebody who was sent."""
    return {
        "id": one.id,
        "incident": incident.id,
        "guard": clean(one.guard),
        "name": clean(one.name),
        "zone": clean(one.zone),
        "point": clean(one.point),
        "sent_at": one.sent_at,
        "sent_by": clean(one.sent_by),
        "arrived_at": one.arrived_at,
        "arrived_by": clean(one.arrived_by),
        "cleared_at": one.cleared_at,
        "cleared_by": clean(one.cleared_by),
        "withdrawn": False,
        "clock": clock,
    }


def _note(note: Note) -> Mapping[str, Any]:
    return {"id": note.id, "text": clean(note.text), "user": clean(note.user), "at": note.at}


def _search(incident: Incident) -> str:
    said = [incident.number, incident.title, incident.zone, incident.cause, *(note.text for note in incident.notes)]
    if incident.review is not None:
        said.append(incident.review.remark)
    return search.normal(clean("\n".join(words for words in said if words)))
