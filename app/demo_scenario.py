"""The scenario that the demo plays where there is no display: a night's minute, measured and pictured.

Everything goes through the same window, keys and sockets as in real use. Each step waits for what a guard would see;
a step that does not come ends the scenario with its name and exit code 1.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from alarms.model import ActionRefused, Handling, Occurrence
from app.demo_session import DemoSession
from app.demo_site.people import SUPERVISOR
from app.main_window import MainWindow
from app.services.wall_scene import live_key
from video.evidence import ExportResult, trusted_digest, verify_package

log = logging.getLogger(__name__)

SIZE = (1920, 1080)
POLL_MS = 10
TRIGGER = "smoke"
USER_STEP_S = 1.3

#: What the demo writes into the register.
HANDED_TO = {
    "name": "张警官",
    "unit": "翠湖派出所",
    "document": "翠公调字〔2026〕12号",
    "reason": "东围栏翻越",
    "approver": "王经理",
}


class StepMissed(Exception):  # noqa: N818 - the scenario's own word for what a guard would have waited for in vain
    """Something that had to appear did not."""


def play_scenario(session: DemoSession, output: Path) -> int:
    """Play the scenario into ``output``; returns 0, or 1 with the step that was missed on the console."""
    output.mkdir(parents=True, exist_ok=True)
    scenario = Scenario(session, output)
    try:
        scenario.play()
    except StepMissed as missed:
        print(f"watchroom: the scenario stopped: {missed}")
        scenario.report["missed"] = str(missed)
    scenario.save()
    print(json.dumps(scenario.report, ensure_ascii=False, indent=1))
    return 1 if "missed" in scenario.report else 0


class Scenario:
    """One play: cameras, a fire alarm, the answer to it, a car, the record, the evidence."""

    def __init__(self, session: DemoSession, output: Path) -> None:
        assert session.running is not None
        self.session = session
        self.output = output
        self.running = session.running
        self.station = session.running.station
        self.report: dict[str, Any] = {}
        self.window: MainWindow = self._open("zh_CN")
        self._painted: dict[str, float] = {}
        self._called: dict[str, float] = {}

    def play(self) -> None:
        """Play all steps in order."""
        self._wall()
        self._alarm()
        self._answer()
        self._gate()
        self._past()

    def save(self) -> None:
        """Write report.json."""
        text = json.dumps(self.report, ensure_ascii=False, indent=1)
        (self.output / "report.json").write_text(text, encoding="utf-8")

    # Steps.

    def _wall(self) -> None:
        started = time.monotonic()
        self._watch_paint()
        self._until("a first picture", 60, lambda: bool(self._painted))
        self.report["first_picture_s"] = round(time.monotonic() - started, 3)
        wanted = min(16, len(self.station.wall_cameras()))
        self._until("all cameras live", 90, lambda: len(self._painted) >= wanted)
        self.report["all_pictures_s"] = round(time.monotonic() - started, 3)
        self.report["tiles_live"] = len(self._painted)
        self._until("the devices connected", 30, lambda: self.session.site.devices.connected)
        self._wait(3.0)
        self._until("the detector running", 60, self._detector_running)
        self._picture("wall-zh")

    def _alarm(self) -> None:
        self._wait(4.0)  # so that there is a past to loop
        before = time.monotonic()
        self._called.clear()
        self.session.site.trigger(TRIGGER)
        self._until("the call-up's live picture", 10, lambda: self._call_up_painted("live"))
        self.report["alarm_to_picture_ms"] = round((self._painted_at("live") - before) * 1000, 1)
        self._until("the call-up's past loop", 10, lambda: self._call_up_painted("past"))
        self.report["alarm_to_past_ms"] = round((self._painted_at("past") - before) * 1000, 1)
        self._wait(USER_STEP_S)
        self._picture("call-up-zh")
        self.window = self._open("en")
        self._watch_paint()
        self._until("the call-up in English", 10, lambda: self._call_up_painted("live"))
        self._wait(USER_STEP_S)
        self._picture("call-up-en")
        self.window = self._open("zh_CN")
        self._watch_paint()
        self._until("the call-up again", 10, lambda: self._call_up_painted("live"))
        self._wait(USER_STEP_S)

    def _answer(self) -> None:
        incident = self._current().incident or ""
        self._acknowledge_all(incident)
        self._picture("acknowledged-zh")
        self.report["incident_id"] = incident
        for step in self.station.places.guidance_of(self._current(), None).steps:
            self.station.acts.tick_step(incident, step.id, done=True).result(5)
        self._press(Qt.Key.Key_F6)
        self._until("the verdict", 5, lambda: self._verdict(incident))
        self.session.site.trigger("all_clear")
        self._until("the detector quiet again", 60, lambda: self._all_quiet(incident))
        self._acknowledge_all(incident)
        self._until("the case closed", 20, lambda: self._closed(incident))
        self._until("the wall given back", 5, lambda: self._holder() != incident)

    def _acknowledge_all(self, incident: str) -> None:
        """Press F5 for each alarm of the incident, as a guard has to, once its picture has been on screen."""
        deadline = time.monotonic() + 20
        while any(one.unacked for one in self.window.desk.siblings(incident)):
            if time.monotonic() > deadline:
                raise StepMissed("the acknowledgement did not come within 20 s")
            self._press(Qt.Key.Key_F5)
            self._wait(0.3)

    def _holder(self) -> str | None:
        current = self.window.desk.current
        return current.incident if current is not None else None

    def _closed(self, incident: str) -> bool:
        """Try to close, acknowledging what came meanwhile."""
        self._acknowledge_all(incident)
        try:
            self.station.acts.close(incident).result(5)
        except ActionRefused as refused:
            self.report["close_refused"] = refused.code
            return False
        self.report.pop("close_refused", None)
        return True

    def _gate(self) -> None:
        self.session.site.trigger("car_in")
        self._until("a plate at the gate", 20, lambda: any(one.plate for one in self.station.gates.statuses()))
        self._wait(3.0)
        gate = self.station.site.gates[0].id
        self.window.live.open_gate(gate)
        self._until("the gate's answer", 12, lambda: self.station.gates.statuses()[0].command == "accepted")
        self._until("the gate open", 12, lambda: self.station.gates.statuses()[0].position == "open")
        self._picture("gates-zh")
        self._picture("gate-strip-zh", self.window.live.gate_strip)
        self._until("the plate read by our engine", 40, lambda: bool(self.station.gates.statuses()[0].read_plate))
        status = self.station.gates.statuses()[0]
        self.report["gate"] = {
            "plate": status.plate,
            "read_plate": status.read_plate,
            "engine": status.read_engine,
            "command": status.command,
        }

    def _past(self) -> None:
        incident = self.report["incident_id"]
        recording = self.station.site.recording
        limit = recording.after_s + 30
        self._until("the incident's clip", limit, lambda: bool(self.station.clips.of_incident(incident)))
        review = self.window.review
        self.window.show_page(review)
        review.open_incident(incident)
        self._until("the clip's picture", 15, lambda: review.player.has_picture)
        review.player.play()
        self._wait(2.0)
        review.player.pause()
        review.player.step(1)
        self._wait(0.5)
        self._picture("playback-zh")
        results: list[ExportResult] = []
        page = self.window.evidence.page
        page.exported.connect(results.append)
        review.export()
        self._wait(0.5)
        self._picture("evidence-zh")
        for name, field in page.form.fields.items():
            field.setText(HANDED_TO[name])
        page.form.form.setCurrentIndex(1)
        page.form.go.click()
        self._second_person()
        self._until("the evidence package", 30, lambda: bool(results))
        verified = verify_package(results[0].path, trusted_digest(self.station.evidence.fingerprint))
        self.report["clip_verified"] = verified.status.name == "VALID"
        package = self.output / "evidence"
        _replace_folder(results[0].path, package)
        self.report["evidence"] = str(package)
        self.report["evidence_fingerprint"] = self.station.evidence.fingerprint
        self.window.show_page(self.window.health)
        self._wait(1.2)
        self._picture("health-zh")

    def _second_person(self) -> None:
        """A guard hands out nothing alone: the supervisor signs beside him, in the panel."""
        panel, people = self.window.sign_in, self.session.people
        assert people is not None
        self._until("the panel for the second person", 10, panel.isVisible)
        panel.fields["reason"].setText("派出所调取")
        panel.name.setEditText(SUPERVISOR)
        panel.fields["password"].setText(people.password(SUPERVISOR))
        self._picture("second-person-zh")
        panel.submit.click()
        self._until("the second person's signature", 10, lambda: not panel.isVisible())

    # Looking and waiting.

    def _open(self, language: str) -> MainWindow:
        return self.running.open_window(language, show_full)

    def _watch_paint(self) -> None:
        self._painted = {}
        self._called = {}
        self.window.live.wall.frame_painted.connect(self._paint)

    def _paint(self, key: str, _sequence: int, at: float) -> None:
        self._painted.setdefault(key, at)
        scene = self.window.live.controller.scene
        if scene is not None and scene.shape == "call_up":
            self._called.setdefault(key, at)

    def _call_up_painted(self, mode: str) -> bool:
        scene = self.window.live.controller.scene
        return scene is not None and scene.shape == "call_up" and self._painted_at(mode) > 0

    def _painted_at(self, mode: str) -> float:
        current = self.window.desk.current
        if current is None:
            return 0.0
        cameras = self.station.places.cameras_for(current.point, current.zone)
        if mode == "live":
            return self._called.get(live_key(cameras[0]), 0.0)
        return next((at for key, at in self._called.items() if key.startswith("past:")), 0.0)

    def _current(self) -> Occurrence:
        current = self.window.desk.current
        found = self.window.desk.occurrence(current.occurrence) if current is not None else None
        if found is None:
            raise StepMissed("no alarm has the wall")
        return found

    def _verdict(self, incident: str) -> bool:
        found = self.window.desk.incident(incident)
        return found is not None and found.verdict is not None

    def _all_quiet(self, incident: str) -> bool:
        return not any(one.active for one in self.window.desk.siblings(incident)) or self._resolved(incident)

    def _resolved(self, incident: str) -> bool:
        found = self.window.desk.incident(incident)
        return found is not None and found.handling is Handling.RESOLVED

    def _detector_running(self) -> bool:
        parts = {part.part: part for part in self.station.health()}
        detail = parts["detection"].detail
        if not detail.get("rate"):
            return False
        self.report["detector"] = {"engine": detail["engine"], "model": detail["model"], "rate": detail["rate"]}
        return True

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key)

    def _picture(self, name: str, widget: QWidget | None = None) -> None:
        (widget or self.window).grab().save(str(self.output / f"{name}.png"))

    def _wait(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def _until(self, what: str, seconds: float, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise StepMissed(f"{what} did not come within {seconds:.0f} s")
            self._wait(POLL_MS / 1000)


def show_full(window: MainWindow) -> None:
    """Show a window at the size of a full HD screen."""
    screen = QGuiApplication.primaryScreen()
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, screen is None)
    window.resize(*SIZE)
    window.show()


def _replace_folder(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
