"""Drawing detection rules over a camera's live picture: a draft kept at every step, published under the table of
rights, at work at once."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.notifier import Notifier
from app.operations import Operation
from app.pages.camera_picture import CameraPicture
from app.pages.rule_content import drawn, entry
from app.pages.rule_drafts import Drawn, RuleSheet, SheetKeeper, read_sheets
from app.pages.rule_trial import RuleTrial
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Action
from app.services.rule_book import RulesRefusedError
from app.station import Station
from video.frames import Frame
from video.model import BoxSet
from widgets.box_memory import BoxMemory
from widgets.rule_editor import RuleEditor

VIEW = "rules"
SIZE = (1280, 720)
FRAME_MS = 66
#: A draft is written so soon after the last step, ms.
KEEP_MS = 400
SUBJECT = "detection rules"
log = logging.getLogger(__name__)


class RulesPage(QWidget):
    """See the module."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, notifier: Notifier, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station, self._language = station, language
        self._sheets = read_sheets(station.folder.rule_drafts)
        self._keeper, self._step = SheetKeeper(station.folder.rule_drafts), 0
        self._begun: Drawn = ()
        self._shown_at = 0.0
        self._seen = BoxMemory()
        self.view = RuleEditor()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setFocusProxy(self.view.canvas)
        self._picture = CameraPicture(station, VIEW, SIZE, FRAME_MS, self._taken, self)
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.timeout.connect(self._keep_now)
        self._trial = RuleTrial(station, self.view)
        self._connect(notifier)
        self._offer()

    def choose(self, camera: str) -> None:
        """Draw on this camera."""
        self.view.choose(camera)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the camera that is chosen."""
        super().showEvent(event)
        self._choose(self.view.chosen)

    def hideEvent(self, event: QHideEvent) -> None:
        """Somebody looks at the wall now; what is drawn stays."""
        super().hideEvent(event)
        self._let_go()

    def close_views(self) -> None:
        """Write what is not written yet: the window goes."""
        self._let_go()
        self._trial.close()
        self._keep.stop()
        if self._step:
            try:
                self._keeper.keep(dict(self._sheets), self._step + 1)
            except OSError as error:
                log.warning("the draft of detection rules is lost: %s", error)

    def _connect(self, notifier: Notifier) -> None:
        view = self.view
        view.camera_chosen.connect(self._choose)
        view.edited.connect(self._edited)
        view.publish_wanted.connect(self._publish)
        view.discard_wanted.connect(self._discard)
        notifier.boxes_found.connect(self._boxes_found)

    def _offer(self) -> None:
        site, places = self._station.site, self._station.places
        cameras = [camera for camera in site.cameras if places.streams(camera.id)]
        self.view.set_cameras([(camera.id, camera.label(self._language)) for camera in cameras])
        own = {device.id for device in site.devices if device.kind == "station"}
        points = [point for point in site.points if point.device in own]
        self.view.form.offer_points([(point.id, point.label(self._language)) for point in points])

    # The picture.

    def _let_go(self) -> None:
        self._picture.let_go()
        self.view.canvas.set_picture(None)

    def _choose(self, camera: str) -> None:
        self._let_go()
        self._begin(camera)
        if not camera or not self.isVisible():
            return
        self._seen = BoxMemory()
        trouble = self._picture.show_camera(camera)
        if trouble:
            self.view.set_message(trouble)

    def _taken(self, image: QImage, frame: Frame) -> None:
        self._shown_at = frame.captured_at
        self.view.canvas.set_picture(image, self._seen.at(frame.captured_at))

    def _boxes_found(self, boxes: BoxSet) -> None:
        if boxes.camera == self._picture.camera:
            self._seen.take(boxes)
            if (seen := self._seen.exactly(self._shown_at)) is not None:
                self.view.canvas.set_seen(seen)

    # The draft.

    def _published(self, camera: str) -> Drawn:
        return tuple(drawn(rule) for rule in self._station.rules.of(camera))

    def _begin(self, camera: str) -> None:
        taken = frozenset(rule.id for rule in self._station.rules.all)
        sheet = self._sheets.get(camera)
        self._begun = sheet.begun if sheet is not None else self._published(camera)
        self.view.begin(sheet.rules if sheet is not None else self._begun, taken)
        self.view.set_message(self._draft_words() if sheet is not None else "")

    def _draft_words(self) -> str:
        return self.tr("This draft is not published yet.")

    def _edited(self, camera: str, rules: Drawn) -> None:
        self._trial.stop()
        if rules == self._begun:
            self._sheets.pop(camera, None)
        else:
            self._sheets[camera] = RuleSheet(rules, self._begun)
        self.view.set_message(self._draft_words() if camera in self._sheets else "")
        self._step += 1
        self._keep.start()

    def _keep_now(self) -> None:
        self._keep.stop()
        self._step += 1
        sheets, step = dict(self._sheets), self._step
        kept = Operation(self, lambda: self._keeper.keep(sheets, step))
        kept.failure(lambda error: self.view.set_message(self._written_nowhere(error))).run()

    def _discard(self, camera: str) -> None:
        """Draw on from what holds; the draft can be brought back by a step back."""
        self._begun = self._published(camera)
        self.view.draft.replace_all(self._begun)

    # Publishing.

    def _publish(self, camera: str, rules: Drawn, reason: str) -> None:
        detail = {"camera": camera, "rules": len(rules)}
        zone = self._station.places.camera_zone(camera)
        asked = self._station.acts.permit(Action.CHANGE_RULES, SUBJECT, zone, reason, detail)
        self._ask(asked, camera, rules)

    def _ask(self, future: Future[Any], camera: str, rules: Drawn) -> None:
        begun = tuple(entry(rule, camera) for rule in self._begun)
        wanted = tuple(entry(rule, camera) for rule in rules)

        def permitted(held: Authority) -> None:
            work = Operation(self, lambda: self._station.rules.publish(camera, wanted, begun, held.user))
            work.success(lambda _rules: self._done(camera)).failure(self._refused).run()

        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, lambda again: self._ask(again, camera, rules))
            else:
                self._refused(error)

        Operation(self, future).success(permitted).failure(refused).run()

    def _done(self, camera: str) -> None:
        self._sheets.pop(camera, None)
        self._keep_now()
        self.view.reason.clear()
        if self.view.chosen == camera:
            self._begin(camera)
        words = self.tr("These rules are in force now. The previous version is kept beside the file.")
        self.view.set_message(words)
        self.notice.emit(words)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, RulesRefusedError) and error.problems:
            where, what, fix = error.problems[0].told(self._language)
            self.view.set_message(f"{where}: {what}. {fix}.")
        elif isinstance(error, RulesRefusedError):
            words = self.tr(
                "Somebody else has published rules for this camera. As published shows them; Undo brings yours back."
            )
            self.view.set_message(words)
        elif isinstance(error, OSError):
            self.view.set_message(self._written_nowhere(error))
        else:
            self.view.set_message(texts.refusal(getattr(error, "code", type(error).__name__)))

    def _written_nowhere(self, error: BaseException) -> str:
        words = self.tr("The rules cannot be written to %1: %2.")
        reason = getattr(error, "strerror", None) or type(error).__name__
        return words.replace("%2", reason).replace("%1", str(self._station.rules.file))
