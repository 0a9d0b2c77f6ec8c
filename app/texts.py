"""Words for codes: the cores hand over codes and parameters, this is where a person's language comes in.

Every table is a function, because the language may change while the program runs. Unknown codes are shown as they are: a
strange word is better than none.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication

from alarms.model import ActionKind, AlarmState, Handling, Verdict


def _tr(text: str) -> str:
    return QCoreApplication.translate("Texts", text)


def alarm_class(name: str) -> str:
    """Name a class of alarm, such as ``fire``."""
    words = {
        "perimeter": _tr("Perimeter alarm"),
        "fire": _tr("Fire alarm"),
        "gas": _tr("Gas alarm"),
        "panic": _tr("Help button"),
        "door": _tr("Door alarm"),
        "tamper": _tr("Tamper alarm"),
        "fault": _tr("Fault"),
        "camera": _tr("Camera lost"),
        "plate": _tr("Plate on the blocklist"),
        "water": _tr("Water alarm"),
        "device": _tr("Device lost"),
    }
    return words.get(name, name)


def alarm_kind(name: str) -> str:
    """Name what exactly was detected, such as ``wire_cut``; empty where the message said nothing."""
    words = {
        "wire_cut": _tr("wire cut"),
        "climb": _tr("climbing"),
        "beam": _tr("beam broken"),
        "intrusion": _tr("person in the zone, seen by the camera"),
        "smoke": _tr("smoke detector"),
        "heat": _tr("heat detector"),
        "manual_call_point": _tr("manual call point"),
        "forced": _tr("forced open"),
        "held": _tr("held open"),
        "held_open": _tr("held open"),
        "DoorForcedOpen": _tr("forced open"),
        "DoorOpenTooLong": _tr("held open"),
        "ac_loss": _tr("mains power lost"),
        "lost": _tr("connection lost"),
        "no_picture": _tr("no picture"),
        "help": _tr("pressed by a resident"),
        "CH4": _tr("methane"),
    }
    return words.get(name, name)


def handling(value: Handling) -> str:
    """Name how far an incident has come."""
    return {
        Handling.NEW: _tr("New"),
        Handling.ACKNOWLEDGED: _tr("Acknowledged"),
        Handling.VERIFYING: _tr("Being checked"),
        Handling.DISPATCHED: _tr("Guard sent"),
        Handling.ON_SCENE: _tr("Guard on scene"),
        Handling.RESOLVED: _tr("Resolved"),
        Handling.REVIEWED: _tr("Reviewed"),
    }[value]


def verdict(value: Verdict) -> str:
    """Name what an incident turned out to be."""
    return {
        Verdict.REAL: _tr("Real"),
        Verdict.FALSE: _tr("False alarm"),
        Verdict.TEST: _tr("Test"),
        Verdict.NUISANCE: _tr("Nuisance"),
    }[value]


def alarm_state(value: AlarmState) -> str:
    """Name the state of one alarm."""
    return {
        AlarmState.NORMAL: _tr("Normal"),
        AlarmState.UNACKED: _tr("Not acknowledged"),
        AlarmState.ACKED: _tr("Acknowledged"),
        AlarmState.RETURNED_UNACKED: _tr("Over, not acknowledged"),
        AlarmState.AWAITING_RESET: _tr("Waiting for reset"),
        AlarmState.SHELVED: _tr("Shelved"),
        AlarmState.SUPPRESSED_BY_DESIGN: _tr("Disarmed"),
        AlarmState.OUT_OF_SERVICE: _tr("Out of service"),
    }[value]


def action(kind: ActionKind) -> str:
    """Name an entry of an incident's history."""
    words = {
        ActionKind.RAISE: _tr("Alarm"),
        ActionKind.RETURN: _tr("Back to normal"),
        ActionKind.SEVERITY: _tr("Priority changed"),
        ActionKind.ACKNOWLEDGE: _tr("Acknowledged"),
        ActionKind.SILENCE: _tr("Silenced"),
        ActionKind.RESET: _tr("Reset"),
        ActionKind.STEP: _tr("Step"),
        ActionKind.NOTE: _tr("Note"),
        ActionKind.VERDICT: _tr("Verdict"),
        ActionKind.CLOSE: _tr("Closed"),
        ActionKind.UNDO: _tr("Taken back"),
        ActionKind.HANDLING: _tr("Handling"),
        ActionKind.INCIDENT_OPEN: _tr("Incident opened"),
    }
    return words.get(kind, kind.value)


def refusal(code: str) -> str:
    """Say why an action was not possible and what to do."""
    words = {
        "picture_not_seen": _tr("Look at the picture for a second, then acknowledge."),
        "not_found": _tr("This alarm is no longer open."),
        "already_acknowledged": _tr("Already acknowledged."),
        "steps_missing": _tr("Tick the required steps first."),
        "verdict_missing": _tr("Say first what it was: F6 real, F7 false, F8 test."),
        "still_active": _tr("The detector still reports the alarm. Reset it at the device first."),
        "disk_full": _tr("The disk is full: nothing can be recorded. Call the installer now."),
        "closed": _tr("This incident is already closed."),
        "expired": _tr("No answer from the device: the command has expired. Try again or go there."),
        "refused": _tr("The device refused the command."),
        "not_connected": _tr("The device is not connected."),
    }
    return words.get(code, _tr("This did not work (%1).").replace("%1", code))


def clock_time(at: float | None) -> str:
    """Return a time of day, local, with seconds."""
    return "" if at is None else time.strftime("%H:%M:%S", time.localtime(at))


def date_time(at: float | None) -> str:
    """Return a date and time, local, with seconds."""
    return "" if at is None else time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def duration(seconds: float) -> str:
    """Return how long something took or has lasted, in the largest fitting unit."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _tr("%1 s").replace("%1", str(whole))
    if whole < 3600:
        return _tr("%1 min %2 s").replace("%1", str(whole // 60)).replace("%2", str(whole % 60))
    return _tr("%1 h %2 min").replace("%1", str(whole // 3600)).replace("%2", str(whole % 3600 // 60))
