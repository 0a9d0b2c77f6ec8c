"""What health says of the loudspeaker and of the voice: how they stand, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def sound_words() -> Words:
    """Return the words of these parts, in the present language."""
    return {**_of_sound(), **_of_voice()}


def _of_sound() -> Words:
    return {
        ("sound", "ready"): (translate("Health", "heard on %device%"), ""),
        ("sound", "other_device"): (
            translate("Health", "%wanted% is gone; heard on %device% instead"),
            translate("Health", "Connect it again: the program goes back to it by itself."),
        ),
        ("sound", "no_device"): (
            translate("Health", "no sound device: alarms only flash"),
            translate("Health", "Connect a loudspeaker; the program finds it by itself."),
        ),
        ("sound", "device_failed"): (
            translate("Health", "the sound device does not work: alarms only flash"),
            translate("Health", "Check the loudspeaker; the program tries again by itself."),
        ),
        ("sound", "stalled"): (
            translate("Health", "%device% takes no sound: alarms only flash"),
            translate("Health", "Unplug the loudspeaker and plug it in again; the program tries again by itself."),
        ),
        ("sound", "off"): (translate("Health", "not started"), ""),
    }


def _of_voice() -> Words:
    return {
        ("voice", "ready"): (translate("Health", "%have% words ready"), ""),
        ("voice", "rendering"): (translate("Health", "being prepared: %have% of %wanted% words"), ""),
        ("voice", "off"): (translate("Health", "switched off: each priority has its tone"), ""),
        ("voice", "no_engine"): (
            translate("Health", "not installed: alarms have their tones, but are not named"),
            translate("Health", "Install the program again from its installer, then: watchroom sound render."),
        ),
        ("voice", "engine_failed"): (
            translate("Health", "failed (%cause%): %have% of %wanted% words; what is missing has its tone"),
            translate("Health", "Restart the program. If it stays: watchroom sound render says what is wrong."),
        ),
        ("voice", "unspeakable"): (
            translate("Health", "cannot say %cause%: it has its tone"),
            translate("Health", "Give it a name in words in the site document."),
        ),
        ("voice", "not_written"): (
            translate("Health", "could not be kept (%cause%): it is made again at each start"),
            translate("Health", "Check the disk and the rights of the data folder."),
        ),
    }
