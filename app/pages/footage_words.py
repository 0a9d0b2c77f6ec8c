"""What health says of recorded footage: how it stands, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def footage_words() -> Words:
    """Return (part, code) -> (how it is, what to do next), in the present language."""
    return {**_of_recording(), **_of_disk(), **_of_trouble()}


def _of_recording() -> Words:
    return {
        ("recording", "recording"): (translate("Health", "%cameras% cameras recorded now"), ""),
        ("recording", "incidents_only"): (
            translate("Health", "incidents only; nothing is recorded all day"),
            translate("Health", "See the site document, [recording]."),
        ),
        ("recording", "held"): (
            translate("Health", "holds keep %held_gb% GB for which there is no room"),
            translate("Health", "End holds that are no longer needed (Ctrl+R), or give more room: [recording]."),
        ),
        ("recording", "held_longer"): (
            translate("Health", "%cameras% cameras recorded now; holds keep %held_gb% GB past their days"),
            "",
        ),
        ("recording", "short"): (
            translate("Health", "room for %days% days; the law wants %legal%"),
            translate("Health", "Add a disk, give more room, or record less: site document, [recording]."),
        ),
    }


def _of_disk() -> Words:
    by_itself = _by_itself()
    return {
        ("recording", "disk_gone"): (
            translate("Health", "the disk for footage is gone"),
            translate("Health", "Connect it again, as it was.") + " " + by_itself,
        ),
        ("recording", "disk_refused"): (
            translate("Health", "the disk for footage may not be written"),
            translate("Health", "Check the rights of the folder for footage.") + " " + by_itself,
        ),
        ("recording", "disk_full"): (
            translate("Health", "the disk for footage is full"),
            translate("Health", "Something else fills it, or everything on it is held: free space.") + " " + by_itself,
        ),
        ("recording", "disk_held"): (
            translate("Health", "the disk for footage is full, and holds keep all that is on it"),
            translate("Health", "End holds that are no longer needed (Ctrl+R), or add a disk.") + " " + by_itself,
        ),
    }


def _of_trouble() -> Words:
    by_itself = _by_itself()
    return {
        ("recording", "disk_slow"): (
            translate("Health", "the disk for footage does not keep up"),
            translate("Health", "Close other programs that write to it, or use a faster disk.") + " " + by_itself,
        ),
        ("recording", "disk_failed"): (
            translate("Health", "footage cannot be written"),
            translate("Health", "Check the disk. Call the installer.") + " " + by_itself,
        ),
        ("recording", "gap"): (
            translate("Health", "footage is missing of: %missing%"),
            translate("Health", "Check those cameras first, then the disk.") + " " + by_itself,
        ),
    }


def _by_itself() -> str:
    return translate("Health", "Recording resumes by itself; live pictures go on.")
