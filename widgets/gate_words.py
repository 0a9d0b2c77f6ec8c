"""What a gate's panel says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from widgets import times
from widgets.gate_content import GateView


def position(view: GateView) -> str:
    """Say where the barrier is."""
    translate = QCoreApplication.translate
    return {
        "open": translate("GateStrip", "open"),
        "closed": translate("GateStrip", "closed"),
        "moving": translate("GateStrip", "moving"),
        "stuck": translate("GateStrip", "stuck: send someone"),
        "unknown": translate("GateStrip", "position not known"),
    }[view.position]


def mode(view: GateView) -> str:
    """Say how it is run, "" where that is the usual way or not known."""
    translate = QCoreApplication.translate
    return {
        "manual": translate("GateStrip", "by hand only"),
        "held_open": translate("GateStrip", "held open"),
        "locked": translate("GateStrip", "locked"),
    }.get(view.mode, "")


def state(view: GateView, now: float) -> str:
    """Say position and mode; of a gate that is silent since when, and that the position is an old one."""
    translate = QCoreApplication.translate
    if view.stale_since is not None:
        text = translate("GateStrip", "silent since %1 (was %2)")
        return text.replace("%1", times.day_and_clock(view.stale_since, now)).replace("%2", position(view))
    return " · ".join(filter(None, (position(view), mode(view))))


def passage(view: GateView, now: float) -> str:
    """Say which way the last car went and when, or since when it waits."""
    translate = QCoreApplication.translate
    if view.passed_at is None:
        return translate("GateStrip", "no car yet")
    moment = times.day_and_clock(view.passed_at, now)
    way = {"in": translate("GateStrip", "in"), "out": translate("GateStrip", "out")}.get(view.direction, "")
    if view.stage == "waits":
        way, moment = "", translate("GateStrip", "waiting since %1").replace("%1", moment)
    elif view.stage == "left":
        way = translate("GateStrip", "went away")
    sure = "" if view.plate_sure else translate("GateStrip", "plate unsure")
    return " · ".join(filter(None, (way, moment, sure)))


def short_passage(view: GateView, now: float) -> str:
    """Say the same where there is little room: of a car that waits, that it does."""
    if view.stage == "waits" and view.passed_at is not None:
        return QCoreApplication.translate("GateStrip", "waiting")
    return passage(view, now)


def button(view: GateView) -> str:
    """Label the button with its key."""
    translate = QCoreApplication.translate
    text = translate("GateStrip", "Opening …") if view.command == "pending" else translate("GateStrip", "Open")
    return f"{text}  {view.shortcut}" if view.shortcut else text


def answer(view: GateView) -> str:
    """Say what became of the last command."""
    translate = QCoreApplication.translate
    if view.command == "refused":
        text = translate("GateStrip", "refused: %1").replace("%1", refusal(view.command_reason))
        return text if view.command_reason else translate("GateStrip", "refused by the gate")
    return {
        "pending": translate("GateStrip", "waiting for the gate"),
        "accepted": translate("GateStrip", "gate accepted"),
        "expired": translate("GateStrip", "no answer, not opened"),
    }.get(view.command, "")


def refusal(code: str) -> str:
    """Say why a gate refused."""
    translate = QCoreApplication.translate
    return {
        "offline": translate("GateStrip", "not connected"),
        "locked": translate("GateStrip", "locked"),
        "fault": translate("GateStrip", "fault"),
        "busy": translate("GateStrip", "busy"),
        "obstacle": translate("GateStrip", "something in the way"),
    }.get(code, code)
