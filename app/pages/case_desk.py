"""Joins an incident's panel with the record and the acts: it is read beside the window, and what is asked is done.

The same desk serves the review page and the panel that F2 opens beside whatever page is in front.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from alarms.model import Verdict
from app import texts
from app.operations import Operation
from app.pages import case_content
from app.pages.case_content import CaseRecord
from app.pages.stills import read_still
from app.people.authorised import AuthorityNeeded
from app.station import Station
from app.store.incident_people import Person
from video.masks import Areas
from widgets import theme
from widgets.case_panel import CasePanel
from widgets.case_parts import THUMB

NEEDS_CAUSE = (Verdict.FALSE, Verdict.NUISANCE)
NOT_STATED = "not_stated"


class CaseDesk(QObject):
    """Shows one incident in a panel and does what is asked there."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)
    shown = Signal(object)  # CaseRecord
    picture_wanted = Signal(str, object)  # path, its private areas

    def __init__(self, station: Station, panel: CasePanel, language: str) -> None:
        super().__init__(panel)
        self._station = station
        self._panel = panel
        self._language = language
        self._incident = ""
        self._people: dict[str, Person] | None = None
        self._thumbs: dict[tuple[str, Areas], QPixmap] = {}
        self._cameras: dict[str, str] = {}
        panel.set_choices(case_content.categories(), case_content.zones(station.places, language), case_content.roles())
        self._connect()

    @property
    def incident(self) -> str:
        """The id of the incident that is shown, "" where none is."""
        return self._incident

    @property
    def names_shown(self) -> bool:
        """Whether somebody who may asked to see the names."""
        return self._people is not None

    def show(self, incident: str) -> None:
        """Read an incident and show it; names stay hidden until somebody asks for them again."""
        if incident != self._incident:
            self._people = None
        self._incident = incident
        if not incident:
            self._panel.set_content(None)
            return
        station = self._station
        work = lambda: case_content.read_case(station.incidents, station.clips, incident)  # noqa: E731
        Operation(self, work).success(self._show).run()

    def refresh(self) -> None:
        """Read again what is shown."""
        if self._incident:
            self.show(self._incident)

    def _show(self, record: CaseRecord | None) -> None:
        if record is None or record.incident.id != self._incident:
            return
        content = case_content.case_content(record, self._station.places, self._language, self._people)
        self._cameras = {clip.path: clip.camera for clip in record.clips}
        self._panel.set_content(content)
        for one in content.pictures:
            self._show_thumb(one.path)
        self.shown.emit(record)

    def _show_thumb(self, path: str) -> None:
        if not path:
            return
        areas = self._areas(path)
        if (path, areas) in self._thumbs:
            self._panel.show_picture(path, self._thumbs[path, areas])
            return

        def read() -> QImage:
            size = QSize(theme.current().px(THUMB.width()), theme.current().px(THUMB.height()))
            return read_still(path, areas).scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )

        def show(image: QImage) -> None:
            if not image.isNull():
                self._thumbs[path, areas] = QPixmap.fromImage(image)
                self._panel.show_picture(path, self._thumbs[path, areas])

        Operation(self, read).success(show).run()

    def _areas(self, path: str) -> Areas:
        return self._station.privacy.areas_of_past(self._cameras.get(path, ""))

    def _connect(self) -> None:
        panel, acts, cases = self._panel, self._station.acts, self._station.case_acts
        panel.described.connect(lambda case, said: self.do(cases.describe(case, **said)))
        panel.step_ticked.connect(lambda case, step, done: self.do(acts.tick_step(case, step, done=done)))
        panel.noted.connect(lambda case, text: self.do(acts.note(case, text)))
        panel.judged.connect(self._judge)
        panel.close_requested.connect(lambda case: self.do(acts.close(case)))
        panel.reviewed.connect(self._review)
        panel.undo_requested.connect(lambda case: self.do(acts.undo(case)))
        panel.person_added.connect(self._involve)
        panel.person_removed.connect(lambda case, person: self.do(cases.leave_out(case, person)))
        panel.names_wanted.connect(lambda case: self.do(cases.people(case), self._named))
        panel.picture_opened.connect(self._open_picture)

    def _judge(self, case: str, verdict: str, cause: str) -> None:
        given = Verdict(verdict)
        why = cause.strip() or (NOT_STATED if given in NEEDS_CAUSE else "")
        self.do(self._station.acts.verdict(case, given, why))

    def _review(self, case: str, remark: str) -> None:
        content = self._panel.content
        zone = content.zone if content is not None else ""
        self.do(self._station.case_acts.review(case, remark, zone))

    def _involve(self, case: str, role: str, name: str, phone: str) -> None:
        self._people = None
        self.do(self._station.case_acts.involve(case, name, phone, role))

    def _named(self, people: dict[str, Person]) -> None:
        self._people = people
        self.refresh()

    def _open_picture(self, path: str) -> None:
        if path and Path(path).is_file():
            self.picture_wanted.emit(path, self._areas(path))
        else:
            self.notice.emit(self.tr("This picture does not lie at this station."))

    def do(self, future: Future[Any], done: Callable[[Any], None] | None = None) -> None:
        """Do what was asked; what is refused is said, and what needs a signature can be signed for."""
        after = done or (lambda _made: self.refresh())
        Operation(self, future).success(after).failure(lambda error: self._refused(error, done)).run()

    def _refused(self, error: BaseException, done: Callable[[Any], None] | None) -> None:
        self.refresh()  # a box that was ticked stands as it is on record
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, lambda again: self.do(again, done))
            return
        self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))
