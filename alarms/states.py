"""The life of one occurrence as a pure fold over its actions.

Any set of actions folds to the same value wherever it is folded, in ``Action.order``; an entry that does not fit the
state (a second acknowledgement, a return of what has returned) changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from alarms.model import Acknowledgement, Action, ActionKind, Condition, Occurrence, Priority, Suppression


def fold(actions: Iterable[Action]) -> Occurrence | None:
    """The occurrence that a set of actions makes, or None where none of them raises it.

    The first raise starts it; a raise that another station recorded of the same activation adds nothing.
    """
    ordered = sorted(actions, key=lambda action: action.order)
    first = next((action for action in ordered if action.kind is ActionKind.RAISE), None)
    if first is None:
        return None
    occurrence = raised(first)
    for action in ordered:
        occurrence = apply(occurrence, action)
    return occurrence


def apply(occurrence: Occurrence, action: Action) -> Occurrence:
    """The occurrence after one more action; entries of other kinds leave it as it is."""
    change = _CHANGES.get(action.kind)
    return change(occurrence, action) if change else occurrence


def raised(action: Action) -> Occurrence:
    """The new occurrence that a RAISE entry describes."""
    data = action.data
    priority = Priority(data.get("priority", Priority.P3))
    suppression = Suppression(data.get("suppression", Suppression.NONE))
    return Occurrence(
        id=action.occurrence or "",
        point=data.get("point", ""),
        device=data.get("device", ""),
        zone=data.get("zone", ""),
        alarm_class=data.get("alarm_class", ""),
        kind=data.get("kind", ""),
        priority=priority,
        severity=priority,
        raised_at=action.at,
        received_at=data.get("received_at", action.at),
        device_time=data.get("device_time"),
        suppression=suppression,
        raised_suppressed=suppression is not Suppression.NONE,
        incident=action.incident,
        latching=bool(data.get("latching", False)),
        recovered=bool(data.get("recovered", False)),
        replay=bool(data.get("replay", False)),
        drill=bool(data.get("drill", False)),
        data=data.get("data", {}),
    )


def _returned(occurrence: Occurrence, action: Action) -> Occurrence:
    if not occurrence.active:
        return occurrence
    return _latch(
        replace(
            occurrence,
            condition=Condition.NORMAL,
            returned_at=action.at,
            returned_device_time=action.data.get("device_time"),
        )
    )


def _acknowledged(occurrence: Occurrence, action: Action) -> Occurrence:
    seen = action.data.get("priority", Priority.P1)
    if not occurrence.unacked or seen > occurrence.severity:
        return occurrence  # the guard who pressed had not yet been told how severe it had become
    return _latch(
        replace(
            occurrence, acknowledgement=Acknowledgement.ACKED, acked_at=action.at, acked_by=action.user, reset_at=None
        )
    )


def _latch(occurrence: Occurrence) -> Occurrence:
    waits = occurrence.latching and not occurrence.active and not occurrence.unacked and occurrence.reset_at is None
    return replace(occurrence, awaiting_reset=waits)


def _updated(occurrence: Occurrence, action: Action) -> Occurrence:
    data: Mapping[str, Any] = action.data
    confirmed = occurrence.recovered and data.get("recovered") is False  # its own edge, heard after its state
    return replace(
        occurrence,
        count=occurrence.count + (0 if confirmed else 1),
        recovered=bool(data.get("recovered", occurrence.recovered)),
        severity=Priority(data.get("severity", occurrence.severity)),
        data={**occurrence.data, **data.get("data", {})},
    )


def _severity(occurrence: Occurrence, action: Action) -> Occurrence:
    severity = Priority(action.data.get("priority", occurrence.severity))
    if severity >= occurrence.severity:
        return replace(occurrence, severity=severity)
    again = replace(
        occurrence,
        severity=severity,
        priority=min(occurrence.priority, severity),
        kind=action.data.get("kind", occurrence.kind),
        acknowledgement=Acknowledgement.UNACKED,
        awaiting_reset=False,
        silenced_at=None,
        incident=action.incident or occurrence.incident,
        data={**occurrence.data, **action.data.get("data", {})},
    )
    if severity is Priority.P1 and again.suppression is Suppression.SHELVED:
        return replace(again, suppression=Suppression.NONE, raised_suppressed=False)
    return again


def _silenced(occurrence: Occurrence, action: Action) -> Occurrence:
    return occurrence if occurrence.silenced_at is not None else replace(occurrence, silenced_at=action.at)


def _reset(occurrence: Occurrence, action: Action) -> Occurrence:
    if not occurrence.awaiting_reset:
        return occurrence
    return replace(occurrence, awaiting_reset=False, reset_at=action.at)


def _suppressed(occurrence: Occurrence, action: Action) -> Occurrence:
    suppression = Suppression(action.data.get("suppression", Suppression.NONE))
    lifted = suppression is Suppression.NONE and occurrence.active
    return replace(
        occurrence,
        suppression=suppression,
        raised_suppressed=occurrence.raised_suppressed and not lifted,
        incident=action.incident or occurrence.incident,
    )


_CHANGES: dict[ActionKind, Callable[[Occurrence, Action], Occurrence]] = {
    ActionKind.RETURN: _returned,
    ActionKind.ACKNOWLEDGE: _acknowledged,
    ActionKind.UPDATE: _updated,
    ActionKind.SEVERITY: _severity,
    ActionKind.SILENCE: _silenced,
    ActionKind.RESET: _reset,
    ActionKind.SUPPRESS: _suppressed,
}
