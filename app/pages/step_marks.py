"""When a step of the guidance counts as done: ticked, or done by what somebody did anyway."""

from __future__ import annotations

from collections.abc import Sequence

from alarms.case_marks import Dispatch
from alarms.guidance import Does, Step
from alarms.model import Incident, StepMark


def mark_of(step: Step, incident: Incident | None) -> StepMark | None:
    """Who did it and when, None where nobody did."""
    if incident is None:
        return None
    ticked = {mark.step: mark for mark in incident.steps_done}
    return ticked.get(step.id) or _by_acts(step, incident)


def _by_acts(step: Step, incident: Incident) -> StepMark | None:
    """What asks for people to be sent is done by sending them, or by a note where that will do."""
    if step.does != Does.SEND:
        return None
    sent = _first_of_each(incident.dispatches)
    if len(sent) >= step.people:
        last = sent[step.people - 1]
        return StepMark(step.id, last.sent_by, last.sent_at)
    note = incident.notes[0] if step.note and incident.notes else None
    return None if note is None else StepMark(step.id, note.user, note.at)


def _first_of_each(sent: Sequence[Dispatch]) -> list[Dispatch]:
    """The first sending of each person: nobody counts twice."""
    found: dict[str, Dispatch] = {}
    for one in sent:
        found.setdefault(one.guard, one)
    return list(found.values())
