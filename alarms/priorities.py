"""What holds for a class of alarm unless the site says otherwise: priority, latching, family, what disarming silences.

The levels follow EEMUA 191's shares (about 5 % P1, 15 % P2) and the classes that residential guard stations know.
"""

from __future__ import annotations

from alarms.kinds import canonical
from alarms.model import Priority

#: Classes that tell of the equipment itself: they are about no intruder, and arming has nothing to do with them.
TECHNICAL = frozenset(
    {"device", "camera", "video", "fault", "clock", "battery", "disk", "sound", "duty", "backup", "recording"}
)

#: Classes that disarming a zone never silences.
ALWAYS_ARMED = frozenset({"panic", "duress", "fire", "gas", "tamper"}) | TECHNICAL

#: Classes whose alarms wait for a manual reset.
LATCHING = frozenset({"fire", "panic", "gas", "perimeter", "intrusion", "tamper"})

#: Classes where an event that says neither yes nor no is still taken as an alarm.
MOMENTARY = LATCHING | {"water"}

#: Classes that are facts of ordinary operation and never alarms by themselves.
ORDINARY = frozenset({"lpr", "passage", "access", "stall", "counter", "intercom", "patrol"})

#: Kinds of a fire message that are no detection of fire, and do not count as one of two detectors.
FIRE_TROUBLE = frozenset({"fault", "trouble", "shielded"})
FIRE_UNCOUNTED = FIRE_TROUBLE | {"prealarm", "supervisory", "feedback", "delay"}

#: A door that was opened by right and not shut again: no intruder.
HELD_OPEN = "held_open"

_BY_KIND: dict[tuple[str, str], Priority] = {
    ("fire", "manual_call_point"): Priority.P1,
    **{("fire", kind): Priority.P3 for kind in ("trouble", "shielded")},
    ("gas", "high"): Priority.P1,
    ("door", HELD_OPEN): Priority.P3,
    ("lpr", "blocklist"): Priority.P2,
    ("passage", "blocklist"): Priority.P2,
    ("fault", "ac_loss"): Priority.P3,
    ("fault", "communication"): Priority.P3,
    ("fault", "battery"): Priority.P4,
    ("device", "stopped"): Priority.P4,
    ("camera", "several"): Priority.P2,
    ("duty", "no_presence"): Priority.P3,
}

_BY_CLASS: dict[str, Priority] = {
    "panic": Priority.P1,
    "duress": Priority.P1,
    "fire": Priority.P2,
    "gas": Priority.P2,
    "perimeter": Priority.P2,
    "intrusion": Priority.P2,
    "tamper": Priority.P2,
    "door": Priority.P2,
    "gate": Priority.P3,
    "camera": Priority.P3,
    "video": Priority.P3,
    "device": Priority.P3,
    "water": Priority.P3,
    "fault": Priority.P4,
    "clock": Priority.P4,
    "battery": Priority.P4,
    "disk": Priority.P4,
    "sound": Priority.P4,
    "duty": Priority.P4,
    "backup": Priority.P4,
    "recording": Priority.P3,
    "visitor": Priority.P4,
    "stall": Priority.P4,
    "equipment": Priority.P4,
    "environment": Priority.P4,
}

_FAMILIES = {
    "fire": "life",
    "gas": "life",
    "panic": "panic",
    "duress": "panic",
    "perimeter": "intrusion",
    "intrusion": "intrusion",
    "door": "intrusion",
    "tamper": "intrusion",
}

#: What a case is filed as, where that is not the class's own name.
_CATEGORIES = {
    "duress": "panic",
    "perimeter": "intrusion",
    "plate": "vehicle",
    "lpr": "vehicle",
    "passage": "vehicle",
    "stall": "vehicle",
    "gate": "vehicle",
    "visitor": "visitor",
    "water": "utility",
    "lift": "utility",
    "pump": "utility",
}
_OWN_CATEGORIES = frozenset({"fire", "gas", "panic", "intrusion", "tamper"})


def default_priority(alarm_class: str, kind: str) -> Priority:
    """The priority of a class and kind; a class that nobody has heard of is P3, so that it is seen."""
    return _BY_KIND.get((alarm_class, canonical(kind))) or _BY_CLASS.get(alarm_class, Priority.P3)


def default_latching(alarm_class: str, kind: str) -> bool:
    """Whether an alarm of this class waits for a manual reset (a fire panel's mere trouble does not)."""
    return alarm_class in LATCHING and not _mere_trouble(alarm_class, kind)


def family(alarm_class: str, kind: str = "") -> str:
    """What is grouped into one incident within a zone: a flat battery never joins a fire, nor a door left open."""
    if alarm_class == "door" and canonical(kind) == HELD_OPEN:
        return "door"
    return _FAMILIES.get(alarm_class, "technical")


def category(alarm_class: str, kind: str = "") -> str:
    """What a case that begins with this alarm is filed as."""
    if alarm_class == "door":
        return "door" if canonical(kind) == HELD_OPEN else "intrusion"
    if _mere_trouble(alarm_class, kind):
        return "technical"
    return alarm_class if alarm_class in _OWN_CATEGORIES else _CATEGORIES.get(alarm_class, "technical")


def _mere_trouble(alarm_class: str, kind: str) -> bool:
    return alarm_class == "fire" and kind in FIRE_TROUBLE
