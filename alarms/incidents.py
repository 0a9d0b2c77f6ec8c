"""The life of one incident as a pure fold over its actions, with an undo that forgets nothing.

An undone entry stays in the record; the fold leaves it out. What the guard sees is the fold, what the supervisor can
read is every entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from alarms import case_marks
from alarms.case_marks import HelpCall, Involved, Review, TakenBack
from alarms.model import (
    Action,
    ActionKind,
    EscalationStep,
    Handling,
    Incident,
    Note,
    Priority,
    StepMark,
    Taker,
    Verdict,
)

#: What a person may take back.
UNDOABLE = frozenset(
    {
        ActionKind.STEP,
        ActionKind.NOTE,
        ActionKind.VERDICT,
        ActionKind.CLOSE,
        ActionKind.HANDLING,
        ActionKind.DESCRIBE,
        ActionKind.INVOLVE,
        ActionKind.DISPATCH,
        ActionKind.ARRIVE,
        ActionKind.CLEAR,
        ActionKind.ESCALATE,
    }
)

_ORDER = tuple(Handling)


def fold(actions: Iterable[Action]) -> Incident | None:
    """The incident that a set of actions makes, or None where none of them opens it."""
    ordered = sorted(actions, key=lambda action: action.order)
    first = next((action for action in ordered if action.kind is ActionKind.INCIDENT_OPEN), None)
    if first is None:
        return None
    undone = undone_ids(ordered)
    incident = opened(first)
    for action in ordered:
        if action.id not in undone:
            incident = apply(incident, action)
    return replace(incident, taken_back=_taken_back(ordered))


def _taken_back(ordered: Sequence[Action]) -> tuple[TakenBack, ...]:
    """What was undone, in the order of the undoing; of two who took the same back the first counts."""
    known = {action.id: action for action in ordered}
    found: dict[str, TakenBack] = {}
    for action in ordered:
        entry = known.get(str(action.data.get("undoes"))) if action.kind is ActionKind.UNDO else None
        if entry is not None:
            found.setdefault(entry.id, TakenBack(entry, action.user, action.at))
    return tuple(found.values())


def undone_ids(actions: Iterable[Action]) -> frozenset[str]:
    """The ids of entries that later entries took back."""
    return frozenset(str(action.data.get("undoes")) for action in actions if action.kind is ActionKind.UNDO)


def last_undoable(actions: Iterable[Action]) -> Action | None:
    """The newest entry about the case itself that a person may take back, or None."""
    ordered = sorted(actions, key=lambda action: action.order, reverse=True)
    undone = undone_ids(ordered)
    return next((one for one in ordered if one.kind in UNDOABLE and not one.occurrence and one.id not in undone), None)


def opened(action: Action) -> Incident:
    """The new incident that an INCIDENT_OPEN entry describes; who opens one by hand has it."""
    data, by_hand = action.data, bool(action.user)
    return Incident(
        id=action.incident or "",
        number=data.get("number", ""),
        zone=data.get("zone", ""),
        priority=Priority(data.get("priority", Priority.P3)),
        opened_at=action.at,
        family=data.get("family", ""),
        drill=bool(data.get("drill", False)),
        last_raised_at=action.at,
        handling=Handling.ACKNOWLEDGED if by_hand else Handling.NEW,
        taken=Taker(action.user, action.station, action.at) if by_hand else None,
        opened_by=action.user,
        cameras=tuple(str(camera) for camera in data.get("cameras", ())),
        category=str(data.get("category", data.get("family", ""))),
        title=str(data.get("title", "")),
    )


def apply(incident: Incident, action: Action) -> Incident:
    """The incident after one more action; entries of other kinds leave it as it is."""
    change = _CHANGES.get(action.kind)
    return change(incident, action) if change else incident


def _joined(incident: Incident, action: Action) -> Incident:
    occurrence = action.occurrence
    if occurrence is None:
        return incident
    known = occurrence in incident.occurrences
    priority = Priority(action.data.get("priority", incident.priority))
    return replace(
        incident,
        occurrences=incident.occurrences if known else (*incident.occurrences, occurrence),
        priority=min(incident.priority, priority),
        last_raised_at=max(incident.last_raised_at, action.at),
    )


def _acknowledged(incident: Incident, action: Action) -> Incident:
    first = incident.first_acked_at if incident.first_acked_at is not None else action.at
    taken = _taken(incident, action) if action.user else incident
    return replace(_forward(taken, Handling.ACKNOWLEDGED), first_acked_at=first)


def _taken(incident: Incident, action: Action) -> Incident:
    """The first in order has the case; who takes it over names from whom, and who only helps knows who has it."""
    taker = Taker(action.user, action.station, action.at)
    holder = incident.taken
    if holder is None or action.data.get("from") == holder.user:
        return replace(incident, taken=taker)
    known = (holder.user, *(one.user for one in incident.also_taken))
    if action.user in known or action.data.get("holder") == holder.user:
        return incident
    return replace(incident, also_taken=(*incident.also_taken, taker))


def _forward(incident: Incident, handling: Handling) -> Incident:
    if _ORDER.index(handling) <= _ORDER.index(incident.handling):
        return incident
    return replace(incident, handling=handling)


def _handled(incident: Incident, action: Action) -> Incident:
    handled = replace(incident, handling=Handling(action.data["handling"]))
    if handled.handling is not Handling.REVIEWED:
        return handled
    return replace(handled, review=Review(str(action.data.get("remark", "")), action.user, action.at))


def _stepped(incident: Incident, action: Action) -> Incident:
    step = str(action.data.get("step", ""))
    others = tuple(mark for mark in incident.steps_done if mark.step != step)
    if not action.data.get("done", True):
        return replace(incident, steps_done=others)
    if len(others) < len(incident.steps_done):
        return incident  # the first tick is the one that counts
    return replace(incident, steps_done=(*others, StepMark(step, action.user, action.at)))


def _noted(incident: Incident, action: Action) -> Incident:
    note = Note(action.id, str(action.data.get("text", "")), action.user, action.at)
    return replace(incident, notes=(*incident.notes, note))


def _judged(incident: Incident, action: Action) -> Incident:
    judged = replace(incident, verdict=Verdict(action.data["verdict"]), cause=str(action.data.get("cause", "")))
    return _forward(judged, Handling.VERIFYING)


def _described(incident: Incident, action: Action) -> Incident:
    """Take what was said anew; what an entry leaves out stays. Where and how urgent an alarm is, nobody words anew."""
    data = action.data
    worded = replace(
        incident,
        category=str(data.get("category", incident.category)),
        title=str(data.get("title", incident.title)),
    )
    if not incident.opened_by:
        return worded
    zone, priority = str(data.get("zone", incident.zone)), Priority(data.get("priority", incident.priority))
    return replace(worded, zone=zone, priority=priority)


def _involved(incident: Incident, action: Action) -> Incident:
    person = str(action.data.get("person", ""))
    others = tuple(one for one in incident.people if one.person != person)
    if action.data.get("gone", False):
        return replace(incident, people=others)
    return replace(incident, people=(*others, Involved(person, str(action.data.get("role", "")))))


def _pictured(incident: Incident, action: Action) -> Incident:
    evidence = str(action.data.get("evidence", ""))
    known = evidence in incident.snapshots
    return incident if known else replace(incident, snapshots=(*incident.snapshots, evidence))


def _sent(incident: Incident, action: Action) -> Incident:
    sent = replace(incident, dispatches=case_marks.sent(incident.dispatches, action))
    return _forward(sent, Handling.DISPATCHED)


def _arrived(incident: Incident, action: Action) -> Incident:
    there = replace(incident, dispatches=case_marks.arrived(incident.dispatches, action))
    return _forward(there, Handling.ON_SCENE) if there != incident else incident


def _cleared(incident: Incident, action: Action) -> Incident:
    return replace(incident, dispatches=case_marks.cleared(incident.dispatches, action))


def _help_called(incident: Incident, action: Action) -> Incident:
    """The highest step counts; said again, the newest word on why."""
    step = EscalationStep(action.data.get("step", EscalationStep.NONE))
    known = incident.help
    if action.occurrence is not None or (known is not None and step.level < known.step.level):
        return incident
    call = HelpCall(step, action.user, action.station, action.at, str(action.data.get("cause", "")))
    if known is not None and known.step is step:
        call = replace(known, cause=call.cause or known.cause)
    return replace(incident, help=call)


def _closed(incident: Incident, action: Action) -> Incident:
    if incident.closed_at is not None:
        return incident
    merged = str(action.data.get("merged_into", ""))
    closed = _forward(incident, Handling.RESOLVED)
    return replace(closed, closed_at=action.at, closed_by=action.user, merged_into=merged)


_CHANGES: dict[ActionKind, Callable[[Incident, Action], Incident]] = {
    ActionKind.RAISE: _joined,
    ActionKind.JOIN: _joined,
    ActionKind.SEVERITY: _joined,
    ActionKind.SUPPRESS: _joined,
    ActionKind.ACKNOWLEDGE: _acknowledged,
    ActionKind.TAKE: _taken,
    ActionKind.HANDLING: _handled,
    ActionKind.STEP: _stepped,
    ActionKind.NOTE: _noted,
    ActionKind.VERDICT: _judged,
    ActionKind.DISPATCH: _sent,
    ActionKind.ARRIVE: _arrived,
    ActionKind.CLEAR: _cleared,
    ActionKind.ESCALATE: _help_called,
    ActionKind.CLOSE: _closed,
    ActionKind.DESCRIBE: _described,
    ActionKind.INVOLVE: _involved,
    ActionKind.SNAPSHOT: _pictured,
}
