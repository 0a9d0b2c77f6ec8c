"""Two guards at two stations answered the same alarm while they could not know: the one who came second is told.

Both answers stay in the record. Who has the case is the first in the stations' common order, which is known only once
they have met, so the other hears of it then and does not go on alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alarms.model import Incident, Occurrence, Taker
from alarms.ports import AlarmChange


@dataclass(frozen=True, slots=True)
class CameSecond:
    """``user`` answered or took what ``first`` had already; ``zone`` is where."""

    user: str
    first: str
    zone: str


def came_second(
    occurrences: Mapping[str, Occurrence], incidents: Mapping[str, Incident], change: AlarmChange
) -> tuple[CameSecond, ...]:
    """Whom a change names as second for the first time; what was known before it is given first."""
    cases = {**incidents, **{one.id: one for one in change.incidents}}
    found: dict[CameSecond, None] = {}
    for incident in change.incidents:
        known = incidents.get(incident.id)
        for user in _new(_seconds(incident), () if known is None else _seconds(known)):
            taker = incident.lost_by(user)
            if taker is not None:
                found[CameSecond(user, taker.user, incident.zone)] = None
        holder = _holder_elsewhere(known, incident, cases)
        if holder is not None and incident.taken is not None:
            found[CameSecond(incident.taken.user, holder.user, incident.zone)] = None
    for occurrence in change.occurrences:
        before = occurrences.get(occurrence.id)
        for user in _new(occurrence.also_acked_by, () if before is None else before.also_acked_by):
            found[CameSecond(user, occurrence.acked_by, occurrence.zone)] = None
    return tuple(one for one in found if one.first and one.first != one.user)


def _seconds(incident: Incident) -> tuple[str, ...]:
    return tuple(taker.user for taker in incident.also_taken)


def _new(now: Iterable[str], before: tuple[str, ...]) -> list[str]:
    return [user for user in now if user not in before]


def _holder_elsewhere(known: Incident | None, incident: Incident, cases: Mapping[str, Incident]) -> Taker | None:
    """Who has the case that this one has turned out to be."""
    if not incident.merged_into or (known is not None and known.merged_into):
        return None
    other = cases.get(incident.merged_into)
    return None if other is None else other.taken
