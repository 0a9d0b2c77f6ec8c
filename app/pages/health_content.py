"""Words for the health of the station's parts: what is wrong and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from alarms.model import Occurrence, Priority, Suppression
from app.pages import lamp_words
from app.pages.device_words import told
from app.pages.health_words import reasons
from app.services.health import PRIORITIES, Level, PartStatus, alarms_status
from widgets import severity, tile_words
from widgets.health_view import HealthRow, HealthState
from widgets.status_bar import CountView, LampLevel, LampView

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
        "fire_seen": translate("Health", "Fire by picture"),
        "seen": translate("Health", "Detections kept"),
        "disk": translate("Health", "Disk"),
        "database": translate("Health", "Shared database"),
        "outbox": translate("Health", "Records waiting"),
        "devices": translate("Health", "Devices"),
        "clock": translate("Health", "Clock"),
        "history": translate("Health", "Curves"),
        "alarms": translate("Health", "Alarms"),
        "stations": translate("Health", "Other stations"),
        "broker": translate("Health", "Device messages"),
        "journal": translate("Health", "Station record"),
        "video": translate("Health", "Video processes"),
        "load": translate("Health", "Load"),
        "points": translate("Health", "Alarm points"),
        "program": translate("Health", "Program"),
        "sound": translate("Health", "Sound"),
        "voice": translate("Health", "Voice"),
        "site": translate("Health", "Site document"),
        "intake": translate("Health", "Refused messages"),
        "people": translate("Health", "Accounts"),
        "ptz": translate("Health", "Cameras that turn"),
        "backup": translate("Health", "Backup"),
        "recording": translate("Health", "Recording"),
        "archives": translate("Health", "Footage elsewhere"),
        "private": translate("Health", "Private areas"),
    }
    return words.get(part, part)


def words(status: PartStatus) -> tuple[str, str]:
    """Return what is so and what to do next."""
    status = _standing(told(status))
    reason, step = reasons().get((status.part, status.code), (status.code, ""))
    return _fill(reason, status.detail), _fill(step, status.detail)


def named(status: PartStatus, name_of: Callable[[str], str]) -> PartStatus:
    """Return the same with the cameras or devices that are missing called by their names."""
    missing = str(status.detail.get("missing", ""))
    names = ", ".join(name_of(one) for one in missing.split(", ") if one)
    return replace(status, detail={**status.detail, "missing": names}) if missing else status


def lamp(status: PartStatus) -> LampView:
    """Return the status bar's lamp of a part: in few words, the whole in its tool tip and on the health page."""
    reason, step = words(status)
    name = part_name(status.part)
    short = lamp_words.short(status, name)
    why = "\n".join(filter(None, (reason, step)))
    return LampView(status.part, short or f"{name}: {reason}", _LAMPS[status.level], why, short or name)


def counts(occurrences: Iterable[Occurrence]) -> tuple[CountView, ...]:
    """Count what stands and is not put aside, by priority, and apart from it what belongs to a drill."""
    standing = Counter[Priority]()
    unacked = Counter[Priority]()
    drill = Counter[Priority]()
    for one in occurrences:
        if one.suppression is not Suppression.NONE:
            continue
        if one.drill:
            drill[one.priority] += 1
        else:
            standing[one.priority] += 1
            unacked[one.priority] += one.unacked
    return tuple(CountView(one, standing[one], unacked[one], drill[one]) for one in PRIORITIES)


def waiting_words(occurrences: Iterable[Occurrence]) -> str:
    """How many wait for somebody, those of a drill named apart; "" where none does."""
    waiting = [one for one in occurrences if one.unacked]
    real = sum(not one.drill for one in waiting)
    drill = f"{tile_words.drill()} {len(waiting) - real}" if real < len(waiting) else ""
    return " · ".join(filter(None, (str(real) if real else "", drill)))


def alarms(views: Iterable[CountView]) -> PartStatus:
    """Return the alarms' line of the health page."""
    held = tuple(views)
    return alarms_status({one.priority: one.count for one in held}, sum(one.unacked for one in held))


def _standing(status: PartStatus) -> PartStatus:
    """Say by priority how many alarms stand."""
    if status.part != "alarms":
        return status
    said = [f"{severity.word(one)} {status.detail[f'p{int(one)}']}" for one in PRIORITIES]
    said = [word for word, one in zip(said, PRIORITIES, strict=True) if status.detail[f"p{int(one)}"]]
    return replace(status, detail={**status.detail, "standing": ", ".join(said)})


def row(status: PartStatus) -> HealthRow:
    """Return the health page's line of a part."""
    reason, step = words(status)
    made = HealthRow(part_name(status.part), _ROWS[status.level], reason, step, status.since or None, status.part)
    if status.part != "alarms" or status.level is Level.GOOD:
        return made
    highest = next((one for one in PRIORITIES if status.detail[f"p{int(one)}"]), Priority.P4)
    return replace(made, word=translate("Health", "waiting for you"), mark=highest)


def _fill(text: str, detail: Mapping[str, str | float]) -> str:
    for name, value in detail.items():
        text = text.replace(f"%{name}%", str(value))
    return text
