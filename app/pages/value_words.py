"""Words for what devices state: keys and words of the contract and of ONVIF; what nobody knows stays as it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def key_word(key: str) -> str:
    """Name a key of a message's Data."""
    return {
        "active": translate("Values", "alarm"),
        "armed": translate("Values", "armed"),
        "loop": translate("Values", "car on the loop"),
        "position": translate("Values", "position"),
        "mode": translate("Values", "mode"),
        "connected": translate("Values", "connected"),
        "fault": translate("Values", "fault"),
        "occupied": translate("Values", "taken"),
        "plate": translate("Values", "plate"),
        "panel_auto": translate("Values", "linkage automatic"),
        "kv": translate("Values", "high voltage"),
        "running": translate("Values", "running"),
        "floor": translate("Values", "floor"),
        "DoorMode": translate("Values", "mode"),
        "DoorPhysicalState": translate("Values", "door"),
        "LockPhysicalState": translate("Values", "lock"),
        "DoorAlarm": translate("Values", "alarm"),
    }.get(key, key)


def said_word(word: str) -> str:
    """Say a word that a device wrote."""
    return {
        "true": translate("Values", "yes"),
        "false": translate("Values", "no"),
        "open": translate("Values", "open"),
        "closed": translate("Values", "closed"),
        "opening": translate("Values", "opening"),
        "closing": translate("Values", "closing"),
        "unknown": translate("Values", "not known"),
        "auto": translate("Values", "automatic"),
        "manual": translate("Values", "by hand only"),
        "Open": translate("Values", "open"),
        "Closed": translate("Values", "closed"),
        "Fault": translate("Values", "fault"),
        "Unknown": translate("Values", "not known"),
        "Locked": translate("Values", "locked"),
        "Unlocked": translate("Values", "unlocked"),
        "Accessed": translate("Values", "opened for someone"),
        "Blocked": translate("Values", "blocked"),
        "LockedDown": translate("Values", "locked for everybody"),
        "LockedOpen": translate("Values", "held open"),
        "DoubleLocked": translate("Values", "double locked"),
        "Normal": translate("Values", "none"),
        "DoorForcedOpen": translate("Values", "forced open"),
        "DoorOpenTooLong": translate("Values", "open too long"),
    }.get(word, word)


def words_of(pairs: tuple[tuple[str, str], ...]) -> str:
    """Say all words of a channel; an alarm that is none is left out, as quiet as it is."""
    said = [f"{key_word(key)}: {said_word(word)}" for key, word in pairs if (key, word) != ("active", "false")]
    return ", ".join(said) or translate("Values", "at rest")


def class_word(value_class: str) -> str:
    """Name a class of values."""
    return {
        "temperature": translate("Values", "temperature"),
        "humidity": translate("Values", "humidity"),
        "voltage": translate("Values", "voltage"),
        "battery": translate("Values", "battery"),
        "pressure": translate("Values", "pressure"),
        "level": translate("Values", "level"),
        "pump": translate("Values", "pump"),
        "lift": translate("Values", "lift"),
        "stall": translate("Values", "stall"),
        "link": translate("Values", "connection"),
        "perimeter": translate("Values", "fence"),
        "fire": translate("Values", "fire detector"),
        "gas": translate("Values", "gas"),
        "door": translate("Values", "door"),
        "gate": translate("Values", "barrier"),
        "panic": translate("Values", "help button"),
        "tamper": translate("Values", "tamper contact"),
    }.get(value_class, value_class)


def device_time(day: str, clock: str) -> str:
    """Say which time the device gave."""
    return translate("Values", "the device's own time: %1").replace("%1", f"{day} {clock}")


def warns_at(limits: list[str]) -> str:
    """Say from where on a value is pointed out before it is beyond its limits."""
    return translate("Values", "pointed out from %1").replace("%1", ", ".join(limits))
