"""From a device's message to what it means for an alarm: which class and channel, active or not, how severe."""

from __future__ import annotations

from dataclasses import dataclass

from alarms.messages import DeviceMessage, MessageKind, number, text, truth
from alarms.priorities import MOMENTARY, ORDINARY

#: Keys that say active or not, in order of preference; all but the first are ONVIF's.
_ACTIVE_KEYS = ("active", "State", "LogicalState", "IsInside", "IsMotion", "IsLoitering", "IsTamper", "Failed")

#: Pieces of an ONVIF topic and the class each belongs to, first match wins.
_ONVIF_CLASSES = (
    ("SignalLoss", "video", "signal_loss"),
    ("Tamper", "tamper", "camera"),
    ("HardwareFailure", "fault", "hardware"),
    ("LineDetector", "intrusion", "line"),
    ("FieldDetector", "intrusion", "field"),
    ("LoiteringDetector", "intrusion", "loitering"),
    ("LicensePlate", "lpr", "plate"),
    ("DigitalInput", "input", "input"),
)

_DOOR_KINDS = {"DoorForcedOpen": "forced", "DoorOpenTooLong": "held_open"}


#: What an alarm is called that a value beyond its limits makes, where the device has no word for it.
LIMIT_KIND = "limit"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a measured value may be, in its own unit; None: no limit on that side."""

    low: float | None = None
    high: float | None = None

    def judge(self, value: float | None) -> bool | None:
        """Whether a value is beyond them; None where there is nothing to compare."""
        if value is None or (self.low is None and self.high is None):
            return None
        return (self.low is not None and value < self.low) or (self.high is not None and value > self.high)


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Signal:
    """What a message says about one point.

    ``momentary`` is an activation without an end of its own. ``occ`` is the device's name of this activation, or empty.
    """

    alarm_class: str
    channel: str
    kind: str
    active: bool
    occ: str = ""
    momentary: bool = False
    armed: bool = True


def read_signal(message: DeviceMessage, limits: Limits = UNLIMITED) -> Signal | None:
    """The meaning of a message for an alarm point, or None where it is an ordinary fact.

    ``limits`` are the point's own; a value beyond them is an alarm whatever the device makes of it.
    """
    if message.kind is MessageKind.STATUS:
        return _status(message)
    if message.kind is MessageKind.ONVIF:
        return _onvif(message)
    if message.kind not in (MessageKind.EVENT, MessageKind.STATE):
        return None
    alarm_class, channel = message.address.name, message.address.channel
    if alarm_class == "door" and "DoorAlarm" in message.data:
        word = text(message.data["DoorAlarm"])
        return _signal(message, alarm_class, channel, word != "Normal", _DOOR_KINDS.get(word, ""))
    if alarm_class == "gate" and "fault" in message.data:
        fault = message.data["fault"]
        return _signal(message, alarm_class, channel, fault not in (None, "", False), text(fault))
    return _beyond_own(message, limits) or _plain(message, alarm_class, channel)


def _beyond_own(message: DeviceMessage, limits: Limits) -> Signal | None:
    """What the point's own limits say of a value; within them the device itself may still speak of an alarm."""
    beyond = limits.judge(number(message.data.get("value")))
    if beyond is None or (not beyond and any(key in message.data for key in (*_ACTIVE_KEYS, "limits"))):
        return None
    return _signal(message, message.address.name, message.address.channel, beyond, LIMIT_KIND)


def _plain(message: DeviceMessage, alarm_class: str, channel: str, kind: str = "") -> Signal | None:
    for key in _ACTIVE_KEYS:
        active = truth(message.data.get(key))
        if active is not None:
            return _signal(message, alarm_class, channel, active, kind)
    beyond = _beyond_limits(message)
    if beyond is not None:
        return _signal(message, alarm_class, channel, beyond, kind or LIMIT_KIND)
    if (
        alarm_class in ORDINARY
        or alarm_class not in MOMENTARY
        or message.kind is MessageKind.STATE
        or not message.payload
    ):
        return None
    return _signal(message, alarm_class, channel, True, kind, momentary=True)


def _beyond_limits(message: DeviceMessage) -> bool | None:
    """Whether a measured value is outside the limits it came with; None where there is nothing to compare."""
    value, limits = number(message.data.get("value")), message.data.get("limits")
    if value is None or not isinstance(limits, dict):
        return None
    return Limits(number(limits.get("low")), number(limits.get("high"))).judge(value)


def _signal(
    message: DeviceMessage, alarm_class: str, channel: str, active: bool, kind: str, *, momentary: bool = False
) -> Signal:
    data = message.data
    said = text(data.get("kind")) or kind
    if alarm_class == "gas":
        said = text(data.get("level")) or said
    if alarm_class == "fire" and text(data.get("stage")) == "prealarm":
        said = "prealarm"
    occ = text(data.get("occ"))
    return Signal(alarm_class, channel, said, active, occ, momentary, truth(data.get("armed")) is not False)


def _status(message: DeviceMessage) -> Signal:
    word = text(message.data.get("status"))
    return Signal("device", "status", "stopped" if word == "stopped" else "lost", word != "online")


def _onvif(message: DeviceMessage) -> Signal | None:
    topic = message.address.channel
    for piece, alarm_class, kind in _ONVIF_CLASSES:
        if piece in topic:
            return _plain(message, alarm_class, topic, kind)
    return _plain(message, "onvif", topic)
