"""What the gate strip and the parking panel show: the services' statuses in the words of the site document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from app.services.gates import GateStatus
from app.services.parking import GroupStatus
from app.site_document import SiteDocument
from widgets.gate_strip import Direction, GateMode, GatePosition, GateView
from widgets.parking_view import ParkingGroup, ParkingView

_POSITIONS: dict[str, GatePosition] = {"open": "open", "closed": "closed", "opening": "moving", "closing": "moving"}
_MODES: dict[str, GateMode] = {"auto": "auto", "manual": "manual", "held_open": "held_open", "locked": "locked"}


def gate_views(statuses: Sequence[GateStatus], site: SiteDocument, language: str) -> tuple[GateView, ...]:
    """Return the strip's gates; one whose controller is offline says since when it has told nothing."""
    names = {gate.id: gate.label(language) for gate in site.gates}
    return tuple(
        _gate_view(status, names.get(status.id, status.id), f"Ctrl+F{1 + index}")
        for index, status in enumerate(statuses)
    )


def _gate_view(status: GateStatus, name: str, shortcut: str) -> GateView:
    position: GatePosition = "stuck" if status.fault else _POSITIONS.get(status.position, "unknown")
    return GateView(
        id=status.id,
        name=name,
        position=position,
        mode=_MODES.get(status.mode, "unknown"),
        plate=status.best_plate,
        plate_colour=status.plate_colour,
        plate_sure=status.plate_sure,
        direction=cast(Direction, status.direction if status.direction in ("in", "out") else ""),
        passed_at=status.passed_at if status.through_at is None else status.through_at,
        stage=status.stage,
        stale_since=None if status.connected else status.reported_at,
        command=status.command,
        command_reason=status.command_reason,
        shortcut=shortcut,
    )


def parking_view(groups: Sequence[GroupStatus], site: SiteDocument, language: str) -> ParkingView:
    """Return free stalls per group, in the site document's order."""
    names = {group.id: group.label(language) for group in site.stall_groups}
    return ParkingView(
        tuple(
            ParkingGroup(
                id=group.id,
                name=names.get(group.id, group.id),
                total=group.capacity,
                free=group.free if group.reported_at is not None else None,
                unknown=group.unknown,
            )
            for group in groups
        )
    )
