"""What health says of backups: how they stand, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def backup_words() -> Words:
    """Return the words of these parts, in the present language."""
    return {**_of_none(), **_of_failed(), **_of_made()}


def _of_none() -> Words:
    return {
        ("backup", "off"): (
            translate("Health", "no backups are made"),
            translate("Health", "Have the installer name another disk for the backups ([backup])."),
        ),
        ("backup", "no_key"): (
            translate("Health", "no backups are made: nothing is named that they can be encrypted for"),
            translate("Health", "Run: watchroom backup --new-recovery-key FILE"),
        ),
        ("backup", "none_yet"): (
            translate("Health", "none has been made yet"),
            translate("Health", "The first comes at the time of day in the site document, or now: watchroom backup."),
        ),
        ("backup", "overdue"): (
            translate("Health", "none for a long time; the last good one: %at%"),
            translate("Health", "Call the installer: watchroom backup."),
        ),
    }


def _of_failed() -> Words:
    return {
        ("backup", "failed"): (
            translate("Health", "could not be made (%cause%); the last good one: %at%"),
            translate("Health", "Call the installer: watchroom backup. It is tried again each hour."),
        ),
        ("backup", "no_target"): (
            translate("Health", "could not be made: the disk for backups is not there; the last good one: %at%"),
            translate("Health", "Connect the disk: %target%. It is tried again each hour."),
        ),
        ("backup", "disk_full"): (
            translate("Health", "could not be made: the disk is full; the last good one: %at%"),
            translate("Health", "Free space on the disk for backups: %target%. It is tried again each hour."),
        ),
    }


def _of_made() -> Words:
    return {
        ("backup", "good"): (translate("Health", "made and checked %at%, %mb% MB"), ""),
        ("backup", "unsound"): (
            translate("Health", "made %at%, but the record itself is not sound: %unsound%"),
            translate("Health", "Call the installer: watchroom journal check."),
        ),
        ("backup", "same_disk"): (
            translate("Health", "made and checked %at%, but on the same disk as the records"),
            translate("Health", "If this disk fails, both are gone. Name a folder on another disk."),
        ),
    }
