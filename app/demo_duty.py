"""The pictures of the shift that the documents show: a handover while an alarm stands, and a drill, in both languages.

Taken by ``watchroom demo --pictures DIR`` after those of the call-ups, from the same cameras, devices and people.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.demo_scenario import USER_STEP_S, Scenario
from app.demo_site.people import GUARD, SUPERVISOR
from widgets.duty_content import HandoverStage
from widgets.handover_view import HandoverPanel

SIZE = QSize(1600, 900)
QUALITY = 88
FENCE = "fence Z03"
DRILL = "fire-lobby"


class DutyPictures(Scenario):
    """One play: the shift changes beside an alarm, then a drill runs and is scored."""

    def play(self) -> None:
        """Play all steps in order."""
        self._wall_live()
        self._handover()
        self._drill()

    def _wall_live(self) -> None:
        self._watch_paint()
        wanted = min(16, len(self.station.wall_cameras()))
        self._until("all cameras live", 180, lambda: len(self._painted) >= wanted)
        self._until("the devices connected", 60, lambda: self.session.site.devices.connected)
        self._wait(6.0)

    def _handover(self) -> None:
        people = self.session.people
        assert people is not None
        self._called.clear()
        self.session.site.trigger(FENCE)
        self._until("the call-up", 20, lambda: self._call_up_painted("live"))
        self._wait(USER_STEP_S)
        self._acknowledge_all(self._current().incident or "")
        self.window.shift.desk.open_handover()
        self._count()
        self._until("the draft kept", 10, lambda: bool(self.station.duty.handing.draft.remarks))
        self._turn("zh_CN")
        self._wait(USER_STEP_S)
        self._jpeg("handover-zh")
        self._turn("en")
        self._wait(USER_STEP_S)
        self._jpeg("handover-en")
        self._turn("zh_CN")
        view = self._view()
        view.signed_off.emit(people.password(GUARD))
        self._until("the first signature", 20, lambda: self._view().view.stage is HandoverStage.INCOMING)
        view.taken_over.emit("li", people.password("li"))
        self._until("the change of shift", 20, lambda: self._view().view.stage is HandoverStage.DONE)
        view.print_wanted.emit()
        self._until("the sheet", 20, lambda: bool(list(self.station.folder.exports.glob("handover-*.pdf"))))
        self._close_case()

    def _drill(self) -> None:
        people = self.session.people
        assert people is not None
        self.station.people.desk.sign_in(SUPERVISOR, people.password(SUPERVISOR))
        self.window.shift.desk.open_drills()
        self.station.duty.acts.start_drill(DRILL).result(10)
        self._until("the drill's call-up", 30, lambda: self.window.desk.current is not None)
        self._until("its picture", 20, lambda: self._call_up_painted("live"))
        self._wait(4.0)
        self._jpeg("drill-zh")
        self._turn("en")
        self._wait(4.0)
        self._jpeg("drill-en")
        self._turn("zh_CN")
        self.station.duty.acts.stop_drill().result(10)
        self._until("the drill's record", 20, lambda: bool(self.station.duty.records.drills()))
        if not self.window.shift.panel.isVisible():
            self.window.shift.desk.open_drills()
        self._wait(2.0)
        self._jpeg("drill-result-zh")

    def _jpeg(self, name: str) -> None:
        grabbed = self.window.grab()
        small = grabbed.scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        small.save(str(self.output / f"{name}.jpg"), "JPEG", QUALITY)

    def _turn(self, language: str) -> None:
        """In the other language everything is open that was open before."""
        self.window = self._open(language)
        self._watch_paint()
        self._until("the call-up again", 20, lambda: self._call_up_painted("live"))
        self._until("the shift's panel", 10, self.window.shift.panel.isVisible)

    def _view(self) -> HandoverPanel:
        return self.window.shift.panel.handover

    def _count(self) -> None:
        view = self._view()
        for index, row in enumerate(view.rows):
            if index == 1:
                QTest.keyClick(row, Qt.Key.Key_Minus)
                row.words.setText("一台在南门充电")
                QTest.keyClick(row.words, Qt.Key.Key_Return)
            else:
                QTest.keyClick(row, Qt.Key.Key_Return)
            QApplication.processEvents()
        view.remarks.setText("3 号楼门禁等配件")
        view.remarked.emit(view.remarks.text())

    def _close_case(self) -> None:
        """Judge the fence's alarm false and close it, so that nothing real stands when the drill begins."""
        incident = self._current().incident or ""
        self.session.site.trigger("all_clear")
        self._acknowledge_all(incident)
        self._press(Qt.Key.Key_F7)
        self._until("the verdict", 10, lambda: self._verdict(incident))
        self._until("the case closed", 40, lambda: self._closed(incident))
        self._until("the wall given back", 20, lambda: self._holder() != incident)
