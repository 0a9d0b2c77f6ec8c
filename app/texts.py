"""Words for codes: the cores hand over codes and parameters, this is where a person's language comes in.

Every table is a function, because the language may change while the program runs. A class or kind of alarm that nobody
has heard of is said in plain words; other unknown codes are shown as they are: a strange word is better than none.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from alarms.kinds import canonical
from alarms.model import ActionKind, AlarmState, Handling, Verdict
from widgets import times

translate = QCoreApplication.translate


def alarm_class(name: str) -> str:
    """Name a class of alarm, such as ``fire``, or what a case is filed as."""
    return _classes().get(name, translate("Texts", "Other alarm"))


def _classes() -> dict[str, str]:
    return {
        "perimeter": translate("Texts", "Perimeter alarm"),
        "fire": translate("Texts", "Fire alarm"),
        "gas": translate("Texts", "Gas alarm"),
        "panic": translate("Texts", "Help button"),
        "duress": translate("Texts", "Duress alarm"),
        "door": translate("Texts", "Door alarm"),
        "gate": translate("Texts", "Barrier trouble"),
        "tamper": translate("Texts", "Tamper alarm"),
        "fault": translate("Texts", "Fault"),
        "camera": translate("Texts", "Camera fault"),
        "video": translate("Texts", "Video fault"),
        "plate": translate("Texts", "Plate on the blocklist"),
        "lpr": translate("Texts", "Plate on the blocklist"),
        "passage": translate("Texts", "Plate on the blocklist"),
        "water": translate("Texts", "Water alarm"),
        "device": translate("Texts", "Device lost"),
        "clock": translate("Texts", "Clock fault"),
        "sound": translate("Texts", "Sound fault"),
        "duty": translate("Texts", "Duty"),
        "intrusion": translate("Texts", "Intrusion"),
        "life": translate("Texts", "Fire or gas"),
        "technical": translate("Texts", "Technical fault"),
        **_classes_of_equipment(),
        **_categories(),
    }


def _classes_of_equipment() -> dict[str, str]:
    return {
        "input": translate("Texts", "Signal input"),
        "onvif": translate("Texts", "Other alarm"),
        "disk": translate("Texts", "Disk fault"),
        "backup": translate("Texts", "Backup"),
        "recording": translate("Texts", "Recording"),
        "stall": translate("Texts", "Parking stall misused"),
        "temperature": translate("Texts", "Temperature"),
        "humidity": translate("Texts", "Humidity"),
        "pressure": translate("Texts", "Pressure"),
        "level": translate("Texts", "Level"),
        "battery": translate("Texts", "Battery"),
        "lift": translate("Texts", "Lift"),
        "pump": translate("Texts", "Pump"),
        "equipment": translate("Texts", "Equipment"),
        "environment": translate("Texts", "Environment"),
    }


def _categories() -> dict[str, str]:
    """What people call a case that they open themselves, in the order in which it is offered."""
    return {
        "theft": translate("Texts", "Theft"),
        "dispute": translate("Texts", "Dispute"),
        "medical": translate("Texts", "Person ill or hurt"),
        "vehicle": translate("Texts", "Vehicle or parking"),
        "damage": translate("Texts", "Damage"),
        "visitor": translate("Texts", "Visitor"),
        "utility": translate("Texts", "Water, power or lift"),
        "other": translate("Texts", "Something else"),
    }


def categories() -> dict[str, str]:
    """Name every category that an incident can have, by its code."""
    own = ("fire", "gas", "panic", "intrusion", "door", "tamper", "technical", "life")
    return {**_categories(), **{code: alarm_class(code) for code in own}}


def alarm_kind(name: str) -> str:
    """Name what exactly was detected, such as ``wire_cut``, whichever word the device has for it."""
    words = {**_kinds_of_intruders(), **_kinds_of_danger(), **_kinds_of_equipment()}
    return words.get(canonical(name), translate("Texts", "the device does not say what exactly"))


def _kinds_of_intruders() -> dict[str, str]:
    return {
        "wire_cut": translate("Texts", "wire cut"),
        "wire_short": translate("Texts", "wire touched or shorted"),
        "low_voltage": translate("Texts", "fence voltage too low"),
        "climb": translate("Texts", "climbing"),
        "beam": translate("Texts", "beam broken"),
        "vibration": translate("Texts", "fence shaken"),
        "intrusion": translate("Texts", "person in the zone, seen by the camera"),
        "line": translate("Texts", "line crossed, seen by the camera"),
        "field": translate("Texts", "somebody in the area, seen by the camera"),
        "loitering": translate("Texts", "somebody loiters, seen by the camera"),
        "motion": translate("Texts", "something moves, seen by the camera"),
        "crowd": translate("Texts", "too many people, seen by the camera"),
        "wrong_way": translate("Texts", "vehicle going the wrong way, seen by the camera"),
        "vehicle_stopped": translate("Texts", "vehicle stands in the way, seen by the camera"),
        "object_left": translate("Texts", "something was left behind, seen by the camera"),
        "object_taken": translate("Texts", "something was taken away, seen by the camera"),
        "person_down": translate("Texts", "somebody lies on the ground, seen by the camera"),
        "forced": translate("Texts", "forced open"),
        "held_open": translate("Texts", "held open"),
        "case_open": translate("Texts", "case opened"),
        "camera": translate("Texts", "camera tampered with"),
        "blocklist": translate("Texts", "on the blocklist"),
        "plate": translate("Texts", "plate read"),
    }


def _kinds_of_danger() -> dict[str, str]:
    return {
        "smoke": translate("Texts", "smoke detector"),
        "heat": translate("Texts", "heat detector"),
        "flame": translate("Texts", "flame detector"),
        "fire_seen": translate("Texts", "flames, seen by the camera"),
        "smoke_seen": translate("Texts", "smoke, seen by the camera"),
        "manual_call_point": translate("Texts", "manual call point"),
        "prealarm": translate("Texts", "first warning of the detector"),
        "supervisory": translate("Texts", "valve or pump not as it should be"),
        "feedback": translate("Texts", "a linked device has answered"),
        "delay": translate("Texts", "counts down to its start"),
        "trouble": translate("Texts", "the device itself has a fault"),
        "shielded": translate("Texts", "detector switched off at the panel"),
        "low": translate("Texts", "low"),
        "high": translate("Texts", "high"),
        "methane": translate("Texts", "methane"),
        "help": translate("Texts", "pressed by a resident"),
        "leak": translate("Texts", "water on the floor"),
        "trapped": translate("Texts", "somebody is in the lift"),
    }


def _kinds_of_equipment() -> dict[str, str]:
    return {
        "limit": translate("Texts", "beyond its limit"),
        "ac_loss": translate("Texts", "mains power lost"),
        "communication": translate("Texts", "line to the device lost"),
        "battery": translate("Texts", "battery weak"),
        "hardware": translate("Texts", "device defective"),
        "barrier_stuck": translate("Texts", "barrier stuck"),
        "motor": translate("Texts", "motor stopped"),
        "loop": translate("Texts", "ground loop defective"),
        "signal_loss": translate("Texts", "no picture"),
        "input": translate("Texts", "contact closed"),
        "no_presence": translate("Texts", "presence check missed"),
        "no_log": translate("Texts", "duty log not written"),
        "unattended": translate("Texts", "nobody on duty"),
        "lost": translate("Texts", "connection lost"),
        "no_picture": translate("Texts", "no picture"),
        "several": translate("Texts", "several cameras of the zone at once"),
        "silent": translate("Texts", "says nothing any more"),
        "skew": translate("Texts", "its clock is wrong"),
        "stopped": translate("Texts", "switched off"),
        "frozen": translate("Texts", "picture frozen"),
        "covered": translate("Texts", "camera covered"),
        "defocused": translate("Texts", "picture blurred"),
        "moved": translate("Texts", "camera turned away"),
        "looped": translate("Texts", "old recording replayed"),
        "backup_failed": translate("Texts", "no backup was made"),
        "backup_overdue": translate("Texts", "backup overdue"),
        "disk_gone": translate("Texts", "the disk for footage is gone"),
        "disk_refused": translate("Texts", "the disk for footage may not be written"),
        "disk_full": translate("Texts", "the disk for footage is full"),
        "disk_held": translate("Texts", "the disk for footage is full of what holds keep"),
        "disk_slow": translate("Texts", "the disk for footage is too slow"),
        "disk_failed": translate("Texts", "footage cannot be written"),
        "gap": translate("Texts", "footage is missing"),
        "short": translate("Texts", "footage will be kept too short"),
        "no_sound": translate("Texts", "alarms cannot be heard"),
        "other_output": translate("Texts", "heard on another loudspeaker"),
    }


def handling(value: Handling) -> str:
    """Name how far an incident has come."""
    return {
        Handling.NEW: translate("Texts", "New"),
        Handling.ACKNOWLEDGED: translate("Texts", "Acknowledged"),
        Handling.VERIFYING: translate("Texts", "Being checked"),
        Handling.DISPATCHED: translate("Texts", "Guard sent"),
        Handling.ON_SCENE: translate("Texts", "Guard on scene"),
        Handling.RESOLVED: translate("Texts", "Resolved"),
        Handling.REVIEWED: translate("Texts", "Reviewed"),
    }[value]


def verdict(value: Verdict) -> str:
    """Name what an incident turned out to be."""
    return {
        Verdict.REAL: translate("Texts", "Real"),
        Verdict.FALSE: translate("Texts", "False alarm"),
        Verdict.TEST: translate("Texts", "Test"),
        Verdict.NUISANCE: translate("Texts", "Nuisance"),
    }[value]


def alarm_state(value: AlarmState) -> str:
    """Name the state of one alarm."""
    return {
        AlarmState.NORMAL: translate("Texts", "Normal"),
        AlarmState.UNACKED: translate("Texts", "Not acknowledged"),
        AlarmState.ACKED: translate("Texts", "Acknowledged"),
        AlarmState.RETURNED_UNACKED: translate("Texts", "Over, not acknowledged"),
        AlarmState.AWAITING_RESET: translate("Texts", "Waiting for reset"),
        AlarmState.SHELVED: translate("Texts", "Shelved"),
        AlarmState.SUPPRESSED_BY_DESIGN: translate("Texts", "Disarmed"),
        AlarmState.OUT_OF_SERVICE: translate("Texts", "Out of service"),
    }[value]


def action(kind: ActionKind) -> str:
    """Name an entry of an incident's history."""
    words = {
        ActionKind.RAISE: translate("Texts", "Alarm"),
        ActionKind.UPDATE: translate("Texts", "Reported again"),
        ActionKind.JOIN: translate("Texts", "The same as another station's alarm"),
        ActionKind.SUPPRESS: translate("Texts", "Suppressed"),
        ActionKind.SHELVE: translate("Texts", "Shelved"),
        ActionKind.UNSHELVE: translate("Texts", "Back from the shelf"),
        ActionKind.ARM: translate("Texts", "Armed"),
        ActionKind.DISARM: translate("Texts", "Disarmed"),
        ActionKind.OUT_OF_SERVICE: translate("Texts", "Out of service"),
        ActionKind.IN_SERVICE: translate("Texts", "In service again"),
        ActionKind.RETURN: translate("Texts", "Back to normal"),
        ActionKind.SEVERITY: translate("Texts", "Priority changed"),
        ActionKind.ACKNOWLEDGE: translate("Texts", "Acknowledged"),
        ActionKind.SILENCE: translate("Texts", "Silenced"),
        ActionKind.RESET: translate("Texts", "Reset"),
        ActionKind.STEP: translate("Texts", "Step"),
        ActionKind.NOTE: translate("Texts", "Note"),
        ActionKind.VERDICT: translate("Texts", "Verdict"),
        ActionKind.CLOSE: translate("Texts", "Closed"),
        ActionKind.UNDO: translate("Texts", "Taken back"),
        ActionKind.HANDLING: translate("Texts", "Handling"),
        ActionKind.INCIDENT_OPEN: translate("Texts", "Incident opened"),
        ActionKind.DESCRIBE: translate("Texts", "Described"),
        ActionKind.INVOLVE: translate("Texts", "Person entered or taken out"),
        ActionKind.SNAPSHOT: translate("Texts", "Picture taken"),
        ActionKind.TAKE: translate("Texts", "Case taken"),
        ActionKind.DISPATCH: translate("Texts", "Guard sent"),
        ActionKind.ARRIVE: translate("Texts", "On scene"),
        ActionKind.CLEAR: translate("Texts", "Free again"),
        ActionKind.CROSS_CHECK: translate("Texts", "Seen by the cameras"),
        ActionKind.PENDING: translate("Texts", "Waiting for its delay"),
        ActionKind.WITHDRAW: translate("Texts", "Over before it was an alarm"),
        ActionKind.RETURNING: translate("Texts", "Silent, may be over"),
        ActionKind.STALE: translate("Texts", "Standing for too long"),
        ActionKind.ESCALATE: translate("Texts", "Escalated to others"),
        ActionKind.NUISANCE: translate("Texts", "Called a nuisance"),
        ActionKind.FLOOD: translate("Texts", "Flood of alarms begins"),
        ActionKind.FLOOD_END: translate("Texts", "Flood of alarms is over"),
    }
    return words.get(kind, kind.value)


def refusal(code: str) -> str:
    """Say why an action was not possible and what to do."""
    words = {
        "picture_not_seen": translate("Texts", "Look at the picture for a second, then acknowledge."),
        "picture_too_short": translate("Texts", "Look at the picture for a second, then acknowledge."),
        "not_acknowledged": translate("Texts", "Acknowledge every alarm of this incident first (F5)."),
        "already_closed": translate("Texts", "This incident is already closed."),
        "cause_missing": translate("Texts", "Choose a cause first."),
        "change_needs_cause": translate("Texts", "It was called real. To change that, choose a cause."),
        "note_empty": translate("Texts", "The note is empty."),
        "nothing_to_undo": translate("Texts", "There is nothing to take back."),
        "guard_missing": translate("Texts", "Choose first who is sent."),
        "unknown_dispatch": translate("Texts", "Nobody of that name was sent."),
        "nobody_left_to_call": translate("Texts", "All who can help are called already: use the phone numbers."),
        "sound_busy": translate("Texts", "No test of the sound now: an alarm sounds, or there is no loudspeaker."),
        "pending": translate("Texts", "The gate has not answered yet."),
        "not_found": translate("Texts", "This alarm is no longer open."),
        "already_acknowledged": translate("Texts", "Already acknowledged."),
        "steps_missing": translate("Texts", "Tick the required steps first."),
        "test_cause_missing": translate("Texts", "Who announced the test, and what for? Press F8, then a digit."),
        "verdict_missing": translate("Texts", "Say first what it was: F6 real, F7 false, F8 test."),
        "still_active": translate("Texts", "The detector still reports the alarm. Reset it at the device first."),
        "disk_full": translate("Texts", "The disk is full: nothing can be recorded. Call the installer now."),
        "closed": translate("Texts", "This incident is already closed."),
        "expired": translate("Texts", "No answer from the device: the command has expired. Try again or go there."),
        "refused": translate("Texts", "The device refused the command."),
        "not_connected": translate("Texts", "The device is not connected."),
        **_refusals_of_points(),
    }
    return words.get(code, translate("Texts", "This did not work (%1).").replace("%1", code))


def _refusals_of_points() -> dict[str, str]:
    return {
        "already_taken": translate("Texts", "A colleague already has this case."),
        "priority_one": translate(
            "Texts", "A critical point is never put aside. A supervisor may take it out of service."
        ),
        "reason_missing": translate("Texts", "Say why first."),
        "shelf_time": translate("Texts", "A point is put aside for 10 minutes to 8 hours."),
        "service_time": translate("Texts", "A point is out of service for 7 days at most."),
        "second_person_missing": translate("Texts", "A second person has to sign."),
        "handling_not_settable": translate("Texts", "This is not a step of handling."),
        "not_closed": translate("Texts", "Close the incident first."),
        "unknown_incident": translate("Texts", "This incident is not known here."),
        "unknown_person": translate("Texts", "This person is not in the incident any more."),
        "of_an_alarm": translate("Texts", "Where an alarm is and how urgent, the alarm itself says."),
        "unknown_occurrence": translate("Texts", "This alarm is no longer open."),
    }


def camera_sound(phase: str) -> str:
    """Say where the sound of a camera (%1) stands."""
    words = {
        "connecting": translate("Texts", "Connecting to the sound of %1"),
        "playing": translate("Texts", "You hear %1. Ctrl+H ends it."),
        "lost": translate("Texts", "The sound of %1 is lost; it is tried again."),
        "none": translate("Texts", "%1 has no sound."),
        "no_output": translate("Texts", "There is no loudspeaker to hear %1."),
    }
    return words.get(phase, phase)


def clock_time(at: float | None) -> str:
    """Return a time of day in the site's zone, with seconds."""
    return "" if at is None else times.clock(at)


def date_time(at: float | None) -> str:
    """Return a date and time in the site's zone, with seconds."""
    return "" if at is None else f"{times.date(at)} {times.clock(at)}"


def duration(seconds: float) -> str:
    """Return how long something took or has lasted, in the largest fitting unit."""
    whole = max(0, int(seconds))
    if whole < 60:
        return translate("Texts", "%1 s").replace("%1", str(whole))
    if whole < 3600:
        return translate("Texts", "%1 min %2 s").replace("%1", str(whole // 60)).replace("%2", str(whole % 60))
    return translate("Texts", "%1 h %2 min").replace("%1", str(whole // 3600)).replace("%2", str(whole % 3600 // 60))
