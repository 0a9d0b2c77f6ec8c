"""What health says of private areas: how they stand, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def private_words() -> Words:
    """Return the words of these parts, in the present language."""
    return {**_of_private()}


def _of_private() -> Words:
    return {
        ("private", "records_hold"): (
            translate("Health", "their file cannot be read; those last in force hold, by the station's records"),
            translate("Health", "Publish those of any camera again (Ctrl+Shift+P): that writes the file anew. %file%"),
        ),
        ("private", "not_recorded"): (
            translate("Health", "hold, but could not be entered into the station's records"),
            translate("Health", "Check the disk. Then publish those of any camera again (Ctrl+Shift+P)."),
        ),
        ("private", "lost"): (
            translate(
                "Health",
                "lost for %count% cameras (%cameras%): the wall shows all of their live pictures; nothing recorded of "
                "them is shown, handed out or given to other stations",
            ),
            translate(
                "Health",
                "Put the file back from a backup and start again, or declare them camera by camera (Ctrl+Shift+P). "
                "%file%",
            ),
        ),
        ("private", "well"): (translate("Health", "known again"), ""),
    }
