"""What the bar at the top says of a part that is not well: a few words with the figure that matters."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.services.health import PartStatus

translate = QCoreApplication.translate


def short(status: PartStatus, name: str) -> str:
    """Say it in few words, "" where there are none shorter than the part's name and the reason."""
    detail = status.detail
    if status.part in ("cameras", "devices") and status.code == "some_lost":
        return f"{name} {detail['live']}/{detail['cameras' if status.part == 'cameras' else 'devices']}"
    text = {
        ("devices", "unheard"): translate("Lamps", "Devices not heard"),
        ("broker", "unreachable"): translate("Lamps", "No device messages"),
        ("broker", "not_running"): translate("Lamps", "No device messages"),
        ("database", "unreachable"): translate("Lamps", "Shared database away"),
        ("outbox", "late"): translate("Lamps", "%depth% records wait"),
        ("outbox", "refused"): translate("Lamps", "%refused% records not taken"),
        ("backup", "failed"): translate("Lamps", "No backup made"),
        ("backup", "no_target"): translate("Lamps", "No backup made"),
        ("backup", "disk_full"): translate("Lamps", "No backup made"),
        ("backup", "overdue"): translate("Lamps", "Backup overdue"),
        ("recording", "disk_gone"): translate("Lamps", "Footage: disk gone"),
        ("recording", "disk_refused"): translate("Lamps", "Footage not written"),
        ("recording", "disk_full"): translate("Lamps", "Footage: disk full"),
        ("recording", "disk_held"): translate("Lamps", "Footage: disk full"),
        ("recording", "held"): translate("Lamps", "Footage held: %held_gb% GB"),
        ("recording", "disk_slow"): translate("Lamps", "Footage: disk slow"),
        ("recording", "disk_failed"): translate("Lamps", "Footage not written"),
        ("recording", "gap"): translate("Lamps", "Footage missing"),
        ("recording", "short"): translate("Lamps", "Footage: %days% days only"),
        ("disk", "low"): translate("Lamps", "Disk: %free_gb% GB free"),
        ("disk", "full"): translate("Lamps", "Disk full"),
        ("clock", "jumped"): translate("Lamps", "Clock jumped %seconds% s"),
        ("clock", "devices"): translate("Lamps", "Clock wrong by %seconds% s"),
        ("history", "disk_full"): translate("Lamps", "Curves not kept"),
        ("history", "not_written"): translate("Lamps", "Curves not kept"),
        ("history", "too_many"): translate("Lamps", "Curves not kept"),
        ("people", "no_accounts"): translate("Lamps", "No account yet"),
        ("points", "flood"): translate("Lamps", "Flood of alarms"),
        ("points", "some_aside"): translate("Lamps", "Points set aside"),
        ("load", "slower_repaint"): translate("Lamps", "Computer busy"),
        ("load", "sub_streams"): translate("Lamps", "Computer busy"),
        ("load", "key_pictures"): translate("Lamps", "Computer busy"),
        ("program", "broke_off"): translate("Lamps", "Started again at %at%"),
        ("program", "stood_still"): translate("Lamps", "Started again at %at%"),
        ("sound", "no_device"): translate("Lamps", "No sound"),
        ("sound", "device_failed"): translate("Lamps", "No sound"),
        ("intake", "some"): translate("Lamps", "Messages refused"),
        ("journal", "disk_full"): translate("Lamps", "Record: disk full"),
    }.get((status.part, status.code), "")
    for key, value in detail.items():
        text = text.replace(f"%{key}%", str(value))
    return text
