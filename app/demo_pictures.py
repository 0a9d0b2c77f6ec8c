"""``watchroom demo --pictures DIR``: the pictures of call-ups that the documents show, in both languages.

Everything on them happens: the demo's cameras, devices and people, the real window off screen. Run it again after the
look has changed, look at each picture, and put those that are good into docs/images.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from alarms.model import ActionRefused, Verdict
from app.demo_duty import DutyPictures
from app.demo_scenario import Scenario, StepMissed
from app.demo_session import DemoSession
from widgets.freshness import Face

SIZE = QSize(1600, 900)
QUALITY = 88
LANGUAGES = {"zh": "zh_CN", "en": "en"}
#: Camera 06 sees the east fence, zone 3; it is that zone's first.
LOST_CAMERA = "cam06"
#: Seconds until the story's intruder has cut the wires, and until a lost camera's last picture has turned black.
STORY_S, BLACK_S = 90.0, 14.0
#: Seconds that a busy machine may take for an act or for fresh pictures.
PATIENCE_S, ANSWER_S = 20.0, 180.0
TYPED = {"zh": "两个人翻墙，带着", "en": "two men over the fence with a lad"}


def take_pictures(session: DemoSession, output: Path) -> int:
    """Take all pictures into ``output``; returns 0, or 1 with what was missed on the console."""
    output.mkdir(parents=True, exist_ok=True)
    try:
        for kind in (_CallUpPictures, DutyPictures):
            kind(session, output).play()
    except StepMissed as missed:
        print(f"watchroom: the pictures stopped: {missed}")
        return 1
    return 0


class _CallUpPictures(Scenario):
    """Four call-ups, each answered before the next."""

    def play(self) -> None:
        """Take all of them."""
        self._watch_paint()
        self._until("all cameras live", 120, lambda: len(self._painted) >= 16)
        self._until("the devices connected", 30, lambda: self.session.site.devices.connected)
        self._wait(12.0)  # so that there is a past to loop
        self._over_the_fence()
        self._camera_lost()
        for language in LANGUAGES:
            self._while_typing(language)

    def _over_the_fence(self) -> None:
        """Somebody climbs over the fence; then there is smoke in a lobby."""
        self.session.site.trigger("intruder")
        self._until("the intruder's alarm", STORY_S, lambda: self._standing("perimeter"))
        self._both("callup")
        self.session.site.trigger("smoke")
        self._until("the fire on the main place", 40, lambda: self._standing("fire"))
        self._both("callup-fire-over-perimeter")
        self._answer_all()

    def _camera_lost(self) -> None:
        """The camera that should show it has no picture any more."""
        self.session.site.cameras.kill(LOST_CAMERA)
        self._wait(BLACK_S)
        self.session.site.trigger("fence Z03")
        self._until("the alarm of the dark zone", 40, lambda: self._standing("perimeter"))
        self._both("callup-camera-lost")
        self.session.site.cameras.revive(LOST_CAMERA)
        self._answer_all()

    def _while_typing(self, language: str) -> None:
        """A guard is looking for an incident, and writing, when somebody calls for help."""
        self.window = self._open(LANGUAGES[language])
        self.window.show_page(self.window.review)
        field = _first_field(self.window.review)
        field.setFocus()
        QApplication.processEvents()
        field.setText(TYPED[language])
        self.session.site.trigger("help")
        self._until("the call for help", 40, lambda: self._standing("panic"))
        self._settle()
        self._jpeg(f"callup-typing-{language}")
        QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Escape)
        self._answer_all()

    def _both(self, name: str) -> None:
        for language, code in LANGUAGES.items():
            self.window = self._open(code)
            self._settle()
            self._jpeg(f"{name}-{language}")

    def _settle(self) -> None:
        """Let live pictures, loop and main stream come, and the card let acknowledge; a busy machine takes longer."""
        self._wait(3.0)
        deadline = time.monotonic() + PATIENCE_S
        while not self._fresh() and time.monotonic() < deadline:
            self._wait(0.1)

    def _fresh(self) -> bool:
        """Whether every tile shows a fresh picture, but for the camera that was made to lose it."""
        faces = self.window.live.wall.faces()
        return all(face is Face.PICTURE for key, face in faces.items() if LOST_CAMERA not in key)

    def _standing(self, alarm_class: str) -> bool:
        current = self.window.desk.current
        found = self.window.desk.occurrence(current.occurrence) if current is not None else None
        return found is not None and found.alarm_class == alarm_class

    def _answer_all(self) -> None:
        """Answer everything to its end, as a guard with time would."""
        self.session.site.trigger("all_clear")
        deadline = time.monotonic() + ANSWER_S
        while self.window.desk.occurrences():
            if time.monotonic() > deadline:
                raise StepMissed("the alarms were not answered in time")
            for occurrence in self.window.desk.occurrences():
                self._answer_one(occurrence.id, occurrence.incident)
            self._wait(0.3)

    def _answer_one(self, occurrence: str, incident: str | None) -> None:
        alarms, user = self.station.alarms, self.station.user
        _try(lambda: alarms.acknowledge(occurrence, user, no_picture=True).result(PATIENCE_S))
        _try(lambda: alarms.reset(occurrence, Verdict.TEST, user).result(PATIENCE_S))
        if incident is not None:
            _try(lambda: alarms.verdict(incident, Verdict.TEST, "demo", user).result(PATIENCE_S))
            _try(lambda: alarms.close(incident, user).result(PATIENCE_S))

    def _jpeg(self, name: str) -> None:
        grabbed = self.window.grab()
        small = grabbed.scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        small.save(str(self.output / f"{name}.jpg"), "JPEG", QUALITY)


def _try(act: Callable[[], object]) -> None:
    """Do what may be refused as not yet, or no longer, possible."""
    try:
        act()
    except ActionRefused:
        return


def _first_field(page: QWidget) -> QLineEdit:
    fields = [one for one in page.findChildren(QLineEdit) if one.isVisible() and one.isEnabled()]
    if not fields:
        raise StepMissed("the page of incidents has no field to type in")
    return fields[0]
