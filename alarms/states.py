"""The life of one occurrence as a pure fold over its actions.

Any set of actions folds to the same value wherever it is folded, in ``Action.order``; an entry that does not fit the
state (a second acknowledgement, a return of what has returned) changes nothing. Several stations may have recorded the
same thing under the same id, each in its own words: of those the first in order counts, but of a raise the most
careful reading of all of them, so that no station's better knowledge is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from alarms.case_marks import cross_check_of
from alarms.model import (
    Acknowledgement,
    Action,
    ActionKind,
    Condition,
    EscalationStep,
    Occurrence,
    Pending,
    Priority,
    Suppression,
)


def fold(actions: Iterable[Action]) -> Occurrence | None:
    """The occurrence that a set of actions makes, or None where none of them raises it."""
    listed = sorted(actions, key=lambda action: action.order)
    raises = [action for action in listed if action.kind is ActionKind.RAISE]
    if not raises:
        return None
    occurrence = raised(raises)
    for action in _distinct(listed):
        occurrence = apply(occurrence, action)
    return occurrence


def pending(actions: Iterable[Action]) -> Pending | None:
    """The activation that waits to become an alarm, or None where none does, or it was raised or withdrawn."""
    found: Action | None = None
    for action in sorted(actions, key=lambda one: one.order):
        if action.kind in (ActionKind.RAISE, ActionKind.WITHDRAW):
            return None
        if action.kind is ActionKind.PENDING and found is None:
            found = action
    if found is None:
        return None
    values: Mapping[str, Any] = found.data.get("values", {})
    return Pending(
        occurrence=found.occurrence or "",
        point=str(values.get("point", "")),
        zone=str(values.get("zone", "")),
        since=found.at,
        due=float(found.data.get("due", found.at)),
        reason=str(found.data.get("reason", "")),
        drill=bool(values.get("drill", False)),
        values=values,
    )


def _distinct(ordered: Sequence[Action]) -> Iterable[Action]:
    """One entry per id: the first in order."""
    first: dict[str, Action] = {}
    for action in ordered:
        first.setdefault(action.id, action)
    return first.values()


def apply(occurrence: Occurrence, action: Action) -> Occurrence:
    """The occurrence after one more action; entries of other kinds leave it as it is."""
    change = _CHANGES.get(action.kind)
    return change(occurrence, action) if change else occurrence


def raised(actions: Sequence[Action]) -> Occurrence:
    """The new occurrence that the RAISE entries of one or more stations describe, given in order.

    The most urgent priority counts; it is suppressed, a replay or quiet only where every station says so.
    """
    first = actions[0]
    data = first.data
    priority = Priority(min(one.data.get("priority", Priority.P3) for one in actions))
    heard = next((one for one in actions if _suppression(one) is Suppression.NONE), first)
    suppression = _suppression(heard)
    if priority is Priority.P1 and suppression is not Suppression.OUT_OF_SERVICE:
        suppression = Suppression.NONE
    return Occurrence(
        id=first.occurrence or "",
        point=data.get("point", ""),
        device=data.get("device", ""),
        zone=data.get("zone", ""),
        alarm_class=data.get("alarm_class", ""),
        kind=data.get("kind", ""),
        priority=priority,
        severity=priority,
        joint=Priority(min(one.data.get("joint", Priority.EVENT) for one in actions)),
        raised_at=first.at,
        unacked_since=first.at,
        received_at=data.get("received_at", first.at),
        device_time=data.get("device_time"),
        suppression=suppression,
        raised_suppressed=suppression is not Suppression.NONE,
        incident=heard.incident,
        latching=any(one.data.get("latching") for one in actions),
        recovered=all(one.data.get("recovered") for one in actions),
        replay=all(one.data.get("replay") for one in actions),
        drill=bool(data.get("drill", False)),
        prealarm=all(one.data.get("prealarm") for one in actions),
        chatter=any(one.data.get("chatter") for one in actions),
        quiet=all(one.data.get("quiet") for one in actions) and priority is not Priority.P1,
        count=max(int(one.data.get("count", 1)) for one in actions),
        data=data.get("data", {}),
    )


def _suppression(action: Action) -> Suppression:
    return Suppression(action.data.get("suppression", Suppression.NONE))


def _returned(occurrence: Occurrence, action: Action) -> Occurrence:
    due = action.data.get("due")
    if not occurrence.active or (due is not None and occurrence.returning_due != due):
        return occurrence  # or its off-delay was cut short by the detector speaking again
    return _latch(
        replace(
            occurrence,
            condition=Condition.NORMAL,
            returned_at=action.at,
            returned_device_time=action.data.get("device_time"),
            returning_due=None,
            stale=False,
        )
    )


def _returning(occurrence: Occurrence, action: Action) -> Occurrence:
    if not occurrence.active or occurrence.returning_due is not None:
        return occurrence
    return replace(occurrence, returning_due=float(action.data.get("due", action.at)))


def _acknowledged(occurrence: Occurrence, action: Action) -> Occurrence:
    seen = action.data.get("priority", Priority.P1)
    if seen > occurrence.severity:
        return occurrence  # the guard who pressed had not yet been told how severe it had become
    if not occurrence.unacked:
        return _also_acknowledged(occurrence, action.user)
    return _latch(
        replace(
            occurrence,
            acknowledgement=Acknowledgement.ACKED,
            acked_at=action.at,
            acked_by=action.user,
            also_acked_by=(),
            called_at=action.data.get("called_at"),
            looked_at=action.data.get("picture_at"),
            reset_at=None,
        )
    )


def _also_acknowledged(occurrence: Occurrence, user: str) -> Occurrence:
    if user in (occurrence.acked_by, *occurrence.also_acked_by):
        return occurrence
    return replace(occurrence, also_acked_by=(*occurrence.also_acked_by, user))


def _latch(occurrence: Occurrence) -> Occurrence:
    waits = occurrence.latching and not occurrence.active and not occurrence.unacked and occurrence.reset_at is None
    return replace(occurrence, awaiting_reset=waits)


def _updated(occurrence: Occurrence, action: Action) -> Occurrence:
    data: Mapping[str, Any] = action.data
    confirmed = occurrence.recovered and data.get("recovered") is False  # its own edge, heard after its state
    updated = replace(
        occurrence,
        count=occurrence.count + (0 if confirmed else 1),
        recovered=bool(data.get("recovered", occurrence.recovered)),
        severity=Priority(min(data.get("severity", occurrence.severity), occurrence.joint)),
        data={**occurrence.data, **data.get("data", {})},
    )
    if not data.get("resumed"):
        return updated
    resumed = replace(updated, condition=Condition.ACTIVE, returned_at=None, returning_due=None)
    return _latch(replace(resumed, returned_device_time=None))


def _severity(occurrence: Occurrence, action: Action) -> Occurrence:
    if action.data.get("case"):
        return occurrence  # it is about the incident alone
    severity = Priority(min(action.data.get("priority", occurrence.severity), occurrence.joint))
    joint = severity if action.data.get("joined") else occurrence.joint
    if severity >= occurrence.severity:
        return replace(occurrence, severity=severity, joint=joint)
    again = replace(
        occurrence,
        severity=severity,
        joint=joint,
        priority=min(occurrence.priority, severity),
        kind=action.data.get("kind", occurrence.kind),
        acknowledgement=Acknowledgement.UNACKED,
        awaiting_reset=False,
        silenced_at=None,
        quiet=False,
        prealarm=occurrence.prealarm and not action.data.get("joined", False) and severity is not Priority.P1,
        unacked_since=action.at,
        rounds=occurrence.rounds + 1,
        escalation=occurrence.escalation if occurrence.unacked else EscalationStep.NONE,
        incident=action.incident or occurrence.incident,
        data={**occurrence.data, **action.data.get("data", {})},
    )
    if severity is Priority.P1 and again.suppression in _GIVES_WAY:
        return replace(again, suppression=Suppression.NONE, raised_suppressed=False)
    return again


#: What never holds for a P1.
_GIVES_WAY = (Suppression.SHELVED, Suppression.BY_DESIGN)


def _silenced(occurrence: Occurrence, action: Action) -> Occurrence:
    return occurrence if occurrence.silenced_at is not None else replace(occurrence, silenced_at=action.at)


def _reset(occurrence: Occurrence, action: Action) -> Occurrence:
    if not occurrence.awaiting_reset:
        return occurrence
    return replace(occurrence, awaiting_reset=False, reset_at=action.at)


def _suppressed(occurrence: Occurrence, action: Action) -> Occurrence:
    suppression = _suppression(action)
    if suppression in _GIVES_WAY and occurrence.severity is Priority.P1:
        return occurrence
    lifted = suppression is Suppression.NONE and occurrence.suppression is not Suppression.NONE
    return replace(
        occurrence,
        suppression=suppression,
        raised_suppressed=occurrence.raised_suppressed and not (lifted and occurrence.active),
        unacked_since=action.at if lifted else occurrence.unacked_since,
        incident=action.incident or occurrence.incident,
    )


def _escalated(occurrence: Occurrence, action: Action) -> Occurrence:
    step = EscalationStep(action.data.get("step", EscalationStep.NONE))
    late = not occurrence.unacked or action.data.get("round", 0) != occurrence.rounds
    if late or step.level <= occurrence.escalation.level:
        return occurrence
    return replace(occurrence, escalation=step, escalated_at=action.at, quiet=False)


def _stale(occurrence: Occurrence, _action: Action) -> Occurrence:
    return replace(occurrence, stale=occurrence.active)


def _nuisance(occurrence: Occurrence, action: Action) -> Occurrence:
    return replace(occurrence, nuisance=str(action.data.get("cause", "")), nuisance_by=action.user)


def _cross_checked(occurrence: Occurrence, action: Action) -> Occurrence:
    return replace(occurrence, cross_check=cross_check_of(action.data))


def _merged(occurrence: Occurrence, action: Action) -> Occurrence:
    """It is the same as another alarm, which goes on in its place: nobody has to answer both."""
    return replace(
        occurrence,
        condition=Condition.NORMAL,
        acknowledgement=Acknowledgement.ACKED,
        awaiting_reset=False,
        returned_at=action.at if occurrence.returned_at is None else occurrence.returned_at,
        returning_due=None,
        stale=False,
        merged_into=occurrence.merged_into or str(action.data.get("merged_into", "")),
        incident=action.incident or occurrence.incident,
    )


_CHANGES: dict[ActionKind, Callable[[Occurrence, Action], Occurrence]] = {
    ActionKind.JOIN: _merged,
    ActionKind.RETURN: _returned,
    ActionKind.WITHDRAW: _returned,
    ActionKind.RETURNING: _returning,
    ActionKind.ACKNOWLEDGE: _acknowledged,
    ActionKind.UPDATE: _updated,
    ActionKind.SEVERITY: _severity,
    ActionKind.SILENCE: _silenced,
    ActionKind.RESET: _reset,
    ActionKind.SUPPRESS: _suppressed,
    ActionKind.ESCALATE: _escalated,
    ActionKind.STALE: _stale,
    ActionKind.NUISANCE: _nuisance,
    ActionKind.CROSS_CHECK: _cross_checked,
}
