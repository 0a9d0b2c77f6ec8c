"""Which kinds of alarm are known, by class, and one name for each whatever a device calls it. Pure.

A record keeps the word that the device said; what is decided or said about it goes by the name that is given here.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What a device may say, and what is meant by it.
_SAME: Mapping[str, str] = {
    "held": "held_open",
    "door_held": "held_open",
    "DoorOpenTooLong": "held_open",
    "door_forced": "forced",
    "DoorForcedOpen": "forced",
    "help_button": "help",
    "manual": "manual_call_point",
    "call_point": "manual_call_point",
    "mcp": "manual_call_point",
    "pull": "manual_call_point",
    "fault": "trouble",
    "mains": "ac_loss",
    "CH4": "methane",
    "stuck": "barrier_stuck",
}

#: What any class can be: a value that left its limits.
LIMIT = "limit"

#: Kinds that tell of the detector or its line, and of nothing that it found.
TROUBLES = frozenset({"trouble", "shielded", "supervisory", "feedback", "delay", "low_voltage"})

#: Classes that tell of the site's own equipment: of two alarms of one priority, what a person may be doing goes first.
EQUIPMENT = frozenset(
    {"fault", "camera", "video", "device", "clock", "sound", "disk", "backup", "recording", "battery", "gate"}
)

#: The kinds that devices, rules and the station itself send, by class; a class may be said without any.
KINDS: Mapping[str, tuple[str, ...]] = {
    "perimeter": ("wire_cut", "wire_short", "low_voltage", "climb", "beam", "vibration", "trouble"),
    "intrusion": (
        *("intrusion", "line", "field", "loitering", "motion"),
        *("crowd", "wrong_way", "vehicle_stopped", "object_left", "object_taken", "person_down"),
    ),
    "fire": (
        *("smoke", "heat", "flame", "manual_call_point", "prealarm", "supervisory", "feedback", "delay"),
        *("trouble", "shielded", "fire_seen", "smoke_seen"),
    ),
    "gas": ("low", "high", "methane", "trouble"),
    "panic": ("help",),
    "duress": (),
    "door": ("forced", "held_open"),
    "gate": ("barrier_stuck", "motor", "loop", "trouble"),
    "tamper": ("case_open", "camera"),
    "fault": ("ac_loss", "communication", "battery", "hardware", "barrier_stuck", "trouble"),
    "camera": ("no_picture", "several", "lost", "frozen", "covered", "defocused", "moved", "looped"),
    "video": ("signal_loss",),
    "device": ("lost", "stopped", "silent"),
    "clock": ("skew",),
    "sound": ("no_sound", "other_output"),
    "duty": ("no_presence", "no_log", "unattended"),
    "plate": ("blocklist", "plate"),
    "lpr": ("blocklist", "plate"),
    "passage": ("blocklist", "plate"),
    "input": ("input",),
    "water": ("leak",),
    "disk": (),
    "backup": ("backup_failed", "backup_overdue"),
    "recording": ("disk_gone", "disk_refused", "disk_full", "disk_held", "disk_slow", "disk_failed", "gap", "short"),
    "visitor": (),
    "stall": (),
    "equipment": (),
    "environment": (),
    "temperature": (),
    "humidity": (),
    "pressure": (),
    "level": (),
    "battery": ("low",),
    "lift": ("trapped", "trouble"),
    "pump": ("trouble",),
}


def canonical(kind: str) -> str:
    """The one name of a kind; a word that nobody has heard of stays as it is."""
    return _SAME.get(kind, kind)


def known(alarm_class: str, kind: str) -> bool:
    """Whether there is such a kind of such a class, by whichever of its names; no kind at all is one."""
    name = canonical(kind)
    return alarm_class in KINDS and (name in ("", LIMIT) or name in KINDS[alarm_class])


def said_as() -> Mapping[str, str]:
    """Every other name of a kind, and the one that it stands for."""
    return dict(_SAME)
