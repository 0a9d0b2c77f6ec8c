"""What happens while nobody acknowledges: other stations, the supervisor, the prompt to call out, each after its time.

The times are those of the table of priorities; a site may give a point, a zone or a priority others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alarms.model import EscalationStep, Occurrence, Priority

if TYPE_CHECKING:
    from alarms.site import Site

#: "End of shift", as a shift lasts eight hours at most.
SHIFT_S = 8 * 3600.0


@dataclass(frozen=True, slots=True)
class EscalationPlan:
    """Steps with the seconds after which each is taken, counted from when the alarm began to wait for a person.

    ``priority`` is whose default this plan replaces, None for one that only points and zones name.
    """

    id: str
    steps: tuple[tuple[float, EscalationStep], ...]
    priority: Priority | None = None


DEFAULT_PLANS: Mapping[Priority, EscalationPlan] = {
    Priority.P1: EscalationPlan(
        "p1",
        (
            (30.0, EscalationStep.OTHER_STATIONS),
            (60.0, EscalationStep.SUPERVISOR),
            (90.0, EscalationStep.CALL_OUT),
        ),
    ),
    Priority.P2: EscalationPlan("p2", ((90.0, EscalationStep.OTHER_STATIONS), (180.0, EscalationStep.SUPERVISOR))),
    Priority.P3: EscalationPlan("p3", ((900.0, EscalationStep.OTHER_STATIONS),)),
    Priority.P4: EscalationPlan("p4", ((SHIFT_S, EscalationStep.SUPERVISOR),)),
    Priority.EVENT: EscalationPlan("event", ()),
}


def plan_of(site: Site, occurrence: Occurrence) -> EscalationPlan:
    """The plan that holds for an occurrence: its point's, its nearest zone's, its priority's."""
    point = site.points.get(occurrence.point)
    names = [point.escalation if point else ""]
    names += [site.zones[zone].escalation for zone in site.lineage(occurrence.zone)]
    for name in names:
        if name in site.escalations:
            return site.escalations[name]
    for plan in site.escalations.values():
        if plan.priority is occurrence.priority:
            return plan
    return DEFAULT_PLANS[occurrence.priority]


def waiting(occurrence: Occurrence) -> bool:
    """Whether it waits for a person: unacknowledged, not suppressed, and not a backlog, which never sounds."""
    return occurrence.annunciated and occurrence.unacked and not occurrence.replay


def due_steps(plan: EscalationPlan, occurrence: Occurrence, at: float) -> tuple[EscalationStep, ...]:
    """The steps that are due at a moment and were not taken yet, mildest first."""
    if not waiting(occurrence):
        return ()
    since, level = occurrence.unacked_since, occurrence.escalation.level
    due = [step for after, step in plan.steps if since + after <= at and step.level > level]
    return tuple(sorted(due, key=lambda step: step.level))


def next_step(plan: EscalationPlan, occurrence: Occurrence) -> tuple[float, EscalationStep] | None:
    """The next step and after how many seconds it is taken, None where none is left."""
    if not waiting(occurrence):
        return None
    level = occurrence.escalation.level
    return min((one for one in plan.steps if one[1].level > level), key=lambda one: one[1].level, default=None)
