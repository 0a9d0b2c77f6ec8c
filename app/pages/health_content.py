"""Words for the health of the station's parts: what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

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
        "broker": translate("Health", "Device messages"),
        "journal": translate("Health", "Station record"),
        "video": translate("Health", "Video processes"),
        "sound": translate("Health", "Sound"),
        "site": translate("Health", "Site document"),
        "intake": translate("Health", "Refused messages"),
    }
    return words.get(part, part)


def _reasons() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        ("cameras", "all_live"): (translate("Health", "%live% of %cameras% live"), ""),
        ("cameras", "some_lost"): (
            translate("Health", "%live% of %cameras% live; no picture: %missing%"),
            translate("Health", "Each is tried again by itself. Check power and network of those named."),
        ),
        ("cameras", "no_cameras"): (
            translate("Health", "none in the site document"),
            translate("Health", "Add cameras to the site document."),
        ),
        ("detection", "running"): (translate("Health", "%engine% · %model% · %rate% pictures a second"), ""),
        ("detection", "motion"): (
            translate("Health", "motion only, no model: %rate% pictures a second"),
            translate("Health", "Add a detection model: watchroom models add PATH."),
        ),
        ("detection", "reduced"): (
            translate("Health", "less than chosen (%cause%)"),
            translate("Health", "See the site document, [detection]."),
        ),
        ("detection", "starting"): (translate("Health", "starting"), ""),
        ("detection", "failed"): (
            translate("Health", "not running (%cause%)"),
            translate("Health", "The wall goes on. Call the installer."),
        ),
        ("detection", "off"): (translate("Health", "switched off in the site document"), ""),
        ("disk", "enough"): (translate("Health", "%free_gb% GB free"), ""),
        ("disk", "low"): (
            translate("Health", "only %free_gb% GB free"),
            translate("Health", "Export and release old clips, or add a disk."),
        ),
        ("disk", "full"): (
            translate("Health", "full: %free_gb% GB free"),
            translate("Health", "Free space now: soon nothing can be recorded."),
        ),
        ("database", "connected"): (translate("Health", "connected, %depth% waiting"), ""),
        ("database", "late"): (translate("Health", "%depth% records wait, the oldest for %age% s"), ""),
        ("database", "unreachable"): (
            translate("Health", "not reachable (%cause%); %depth% records are kept here and wait"),
            translate("Health", "Nothing is lost. Check the network to the database server."),
        ),
        ("database", "station_only"): (translate("Health", "records stay on this station"), ""),
        ("broker", "built_in"): (translate("Health", "receiving"), ""),
        ("broker", "connected"): (translate("Health", "receiving"), ""),
        ("broker", "unreachable"): (
            translate("Health", "not connected (%cause%): alarms of devices do not arrive"),
            translate("Health", "Send someone to the fire panel and watch the cameras. Call the installer."),
        ),
        ("broker", "not_running"): (
            translate("Health", "not running (%cause%): alarms of devices do not arrive"),
            translate("Health", "Restart the program. Watch the cameras meanwhile."),
        ),
        ("journal", "writing"): (translate("Health", "written and synced"), ""),
        ("journal", "disk_full"): (
            translate("Health", "the disk is full"),
            translate("Health", "Free space now: alarms cannot be recorded."),
        ),
        ("video", "running"): (translate("Health", "%running% of %workers% running"), ""),
        ("video", "restarting"): (
            translate("Health", "%running% of %workers% running; the others start again"),
            translate("Health", "Pictures come back within seconds."),
        ),
        ("sound", "ready"): (translate("Health", "ready"), ""),
        ("sound", "no_device"): (
            translate("Health", "no sound device: alarms only flash"),
            translate("Health", "Connect a loudspeaker and restart the program."),
        ),
        ("sound", "device_failed"): (
            translate("Health", "the sound device does not work: alarms only flash"),
            translate("Health", "Check the loudspeaker; the program tries again by itself."),
        ),
        ("sound", "off"): (translate("Health", "switched off"), ""),
        ("site", "complete"): (translate("Health", "complete"), ""),
        ("site", "problems"): (
            translate("Health", "%count% entries are wrong and left out: %first%"),
            translate("Health", "Run: watchroom check FILE"),
        ),
        ("intake", "none"): (translate("Health", "none"), ""),
        ("intake", "some"): (
            translate("Health", "%summary%"),
            translate("Health", "Check the devices named in the log."),
        ),
    }


def words(status: PartStatus) -> tuple[str, str]:
    """Return what is so and what to do next."""
    reason, step = _reasons().get((status.part, status.code), (status.code, ""))
    return _fill(reason, status.detail), _fill(step, status.detail)


def lamp(status: PartStatus) -> LampView:
    """Return the status bar's lamp of a part."""
    reason, step = words(status)
    return LampView(status.part, f"{part_name(status.part)}: {reason}", _LAMPS[status.level], step or reason)


def row(status: PartStatus) -> HealthRow:
    """Return the health page's line of a part."""
    reason, step = words(status)
    return HealthRow(part_name(status.part), _ROWS[status.level], reason, step, status.since)


def _fill(text: str, detail: Mapping[str, str | float]) -> str:
    for name, value in detail.items():
        text = text.replace(f"%{name}%", str(value))
    return text
