"""Words for the health of the station's parts: what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from app.pages.device_words import told
from app.pages.health_words import reasons
from app.services.health import Level, PartStatus
from widgets.health_view import HealthRow, HealthState
from widgets.status_bar import LampLevel, LampView

translate = QCoreApplication.translate

_LAMPS: dict[Level, LampLevel] = {
    Level.GOOD: "good",
    Level.ABSENT: "note",
    Level.DEGRADED: "warning",
    Level.FAILED: "bad",
}
_ROWS: dict[Level, HealthState] = {
    Level.GOOD: "ok",
    Level.ABSENT: "not_present",
    Level.DEGRADED: "degraded",
    Level.FAILED: "failed",
}


def part_name(part: str) -> str:
    """Name a part of the station."""
    words = {
        "cameras": translate("Health", "Cameras"),
        "detection": translate("Health", "Detection"),
        "disk": translate("Health", "Disk"),
        "database": translate("Health", "Shared database"),
        "stations": translate("Health", "Other stations"),
        "broker": translate("Health", "Device messages"),
        "journal": translate("Health", "Station record"),
        "video": translate("Health", "Video processes"),
        "load": translate("Health", "Load"),
        "points": translate("Health", "Alarm points"),
        "sound": translate("Health", "Sound"),
        "voice": translate("Health", "Voice"),
        "site": translate("Health", "Site document"),
        "intake": translate("Health", "Refused messages"),
        "people": translate("Health", "Accounts"),
    }
    return words.get(part, part)


def words(status: PartStatus) -> tuple[str, str]:
    """Return what is so and what to do next."""
    status = told(status)
    reason, step = reasons().get((status.part, status.code), (status.code, ""))
    return _fill(reason, status.detail), _fill(step, status.detail)


def named(status: PartStatus, name_of: Callable[[str], str]) -> PartStatus:
    """Return the same with the cameras that are missing called by their names."""
    missing = str(status.detail.get("missing", ""))
    names = ", ".join(name_of(camera) for camera in missing.split(", ") if camera)
    return replace(status, detail={**status.detail, "missing": names}) if missing else status


def lamp(status: PartStatus) -> LampView:
    """Return the status bar's lamp of a part."""
    reason, step = words(status)
    name = part_name(status.part)
    return LampView(status.part, f"{name}: {reason}", _LAMPS[status.level], step or reason, name)


def row(status: PartStatus) -> HealthRow:
    """Return the health page's line of a part."""
    reason, step = words(status)
    return HealthRow(part_name(status.part), _ROWS[status.level], reason, step, status.since)


def _fill(text: str, detail: Mapping[str, str | float]) -> str:
    for name, value in detail.items():
        text = text.replace(f"%{name}%", str(value))
    return text
