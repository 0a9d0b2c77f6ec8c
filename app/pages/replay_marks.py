"""Bookmarks and holds beside playback: listed, made, edited, ended, each through the table of rights."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.operations import Operation
from app.pages.replay_desk import ReplayDesk
from app.services.recording_room import DAY_S, keep_days
from app.station import Station
from app.store.marks import FootageMark
from widgets import times
from widgets.marks_view import MarksView
from widgets.replay_content import MarkRow

#: A hold without a selection keeps so much before and after the position, seconds.
AROUND_S = 60.0


class ReplayMarks(QObject):
    """Joins the list and the desk."""

    changed = Signal()

    def __init__(self, station: Station, desk: ReplayDesk, view: MarksView, language: str) -> None:
        super().__init__(view)
        self._station, self._desk, self._view, self._language = station, desk, view, language
        self._replay = station.replay
        self._marks: dict[str, FootageMark] = {}
        self._about: tuple[float, float, tuple[str, ...]] = (0.0, 0.0, ())
        self._deleted_at = 0.0  # when the last of it would be deleted without a hold
        desk.marked.connect(self.ask)
        view.kept.connect(self._keep)
        view.opened.connect(self._open)
        view.reworded.connect(self._reword)
        view.ended.connect(self._end)

    def ask(self, hold: bool) -> None:
        """Begin to note something about what is chosen, else about the picture that is up."""
        chosen, at, cameras = self._desk.selection(), self._desk.engine.position, self._desk.wall.cameras
        start, end = (at, at) if chosen is None else (chosen.start, chosen.end)
        if hold and end - start < 1.0:
            start, end = at - AROUND_S, at + AROUND_S
        self._about = (start, end, cameras if hold or chosen is not None else (self._desk.wall.selected,))
        named = ", ".join(self._name(camera) for camera in self._about[2])
        span = f"{times.date(start)} {times.clock(start)}" + (f" – {times.clock(end)}" if end - start >= 1 else "")
        days = max((keep_days(self._station.site, camera) for camera in self._about[2]), default=0)
        self._deleted_at = max(end + days * DAY_S, self._station.clock.now())
        self._view.show()
        self._view.ask(hold, f"{named}\n{span}", self._deleted_at)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        if self._view.isVisible():
            Operation(self, self._replay.marks.listed).success(self._show).run()

    def _show(self, marks: tuple[FootageMark, ...]) -> None:
        self._marks = {one.id: one for one in marks}
        self._view.set_rows([self._row(one) for one in marks])

    def _row(self, one: FootageMark) -> MarkRow:
        place = self._name(one.camera) if one.camera else self.tr("all cameras")
        hold = one.kind == "hold"
        return MarkRow(one.id, hold, place, one.start, one.end, one.note, one.owner, one.expires_at, one.made_at)

    def _name(self, camera: str) -> str:
        return self._station.places.camera_name(camera, self._language)

    def _keep(self, hold: bool, words: str, days: int) -> None:
        start, end, cameras = self._about
        if not cameras:
            return
        if hold:
            until = self._deleted_at + days * DAY_S if days else None
            self._do(self._replay.acts.hold(cameras, start, end, words, until))
        else:
            self._do(self._replay.acts.bookmark(cameras, start, end, words))

    def _open(self, mark: str) -> None:
        one = self._marks.get(mark)
        if one is not None:
            shown = self._desk.wall.cameras
            self._desk.open((one.camera,) if one.camera and one.camera not in shown else shown, one.start)

    def _reword(self, mark: str, words: str) -> None:
        if mark in self._marks:
            self._do(self._replay.acts.reword(self._marks[mark], words))

    def _end(self, mark: str) -> None:
        if mark in self._marks:
            self._do(self._replay.acts.end(self._marks[mark]))

    def _do(self, future: Future[Any]) -> None:
        def done(_result: object) -> None:
            self.refresh()
            self.changed.emit()

        again: Callable[[Future[Any]], None] = self._do
        Operation(self, future).success(done).failure(lambda error: self._desk.refused(error, again)).run()
