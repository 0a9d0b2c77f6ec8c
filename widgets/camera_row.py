"""One camera in the tree: what is known of it, how it is said and drawn, and what it is found by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from alarms.model import Priority
from widgets.pinyin import initials

CameraState = Literal["live", "stale", "lost", "refused", "connecting", "unknown", "past"]

#: Colour and shape of a state; None is grey. Two that share a shape differ in word and in being hollow.
MARKS: dict[CameraState, tuple[Priority, bool]] = {
    "live": (Priority.EVENT, False),
    "stale": (Priority.P3, False),
    "lost": (Priority.P2, False),
    "refused": (Priority.P2, True),
    "connecting": (Priority.P4, True),
    "unknown": (Priority.EVENT, True),
    "past": (Priority.EVENT, True),
}
#: States that want somebody.
TROUBLED: frozenset[CameraState] = frozenset({"stale", "lost", "refused"})


@dataclass(frozen=True, slots=True)
class CameraRow:
    """One camera. number: what a guard types; zone: its id, "" for none; alarm: its zone is in alarm now.

    state "past": how it stands now does not matter where its recordings are chosen, and is not said.
    """

    camera: str
    number: int
    name: str
    zone: str = ""
    zone_name: str = ""
    state: CameraState = "unknown"
    alarm: bool = False

    def matches(self, searched: str) -> bool:
        """Whether each of the words is part of the name, the number, the zone or their first letters."""
        number = (f"{self.number:02d}", str(self.number))
        texts = (self.name.lower(), self.zone_name.lower(), initials(self.name), initials(self.zone_name))
        return all(
            any(n.startswith(word) for n in number) or any(word in text for text in texts)
            for word in searched.lower().split()
        )


def word(state: CameraState) -> str:
    """Say a state."""
    translate = QCoreApplication.translate
    return {
        "live": translate("CameraTree", "Live"),
        "stale": translate("CameraTree", "Old picture"),
        "lost": translate("CameraTree", "No picture"),
        "refused": translate("CameraTree", "Password refused"),
        "connecting": translate("CameraTree", "Connecting"),
        "unknown": translate("CameraTree", "Not on"),
        "past": "",
    }[state]


def standing(cameras: int, troubled: int) -> str:
    """Say how a zone's cameras stand: how many there are, and how many of them want somebody."""
    if not troubled:
        return str(cameras)
    text = QCoreApplication.translate("CameraTree", "%1 of %2 in trouble")
    return text.replace("%1", str(troubled)).replace("%2", str(cameras))


def alarm_word() -> str:
    """Say that its zone is in alarm."""
    return QCoreApplication.translate("CameraTree", "ALARM")
