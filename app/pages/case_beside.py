"""F2: an incident opened by hand, without a dialog, in a panel beside whatever page is in front.

It is a draft first: only Enter, a note or a picture puts it on record and gives it a number, so a key pressed by
mistake leaves nothing behind. The panel takes its width from the page and covers nothing, no call-up either, and keeps
what is half typed. While a case is open here, pictures taken by hand belong to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.operations import Operation
from app.pages.case_content import CaseRecord
from app.pages.case_desk import CaseDesk
from video.masks import Areas
from widgets import theme
from widgets.case_content import CaseContent
from widgets.case_panel import WIDTH, CasePanel

if TYPE_CHECKING:
    from app.main_window import MainWindow

KEY, SNAPSHOT_KEY = "F2", "Ctrl+S"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is written of a case that is not kept yet, the cameras that were on screen, and a note half typed."""

    content: CaseContent
    cameras: tuple[str, ...]
    note: str = ""

    @property
    def empty(self) -> bool:
        return not (self.content.title or self.note)


class CaseBeside(QObject):
    """The panel, its key, and the draft that is open in it."""

    authority_wanted = Signal(object, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._station, self._walls, self._alarms = window.station, window.walls, window.desk
        self.panel = CasePanel()
        self.panel.setFixedWidth(theme.current().px(WIDTH))
        self.panel.hide()
        self.desk = CaseDesk(window.station, self.panel, window.language)
        self._known: object = None
        self._opening = False
        self._draft: _Draft | None = None
        self.panel.left.connect(self.put_away)
        self.panel.kept.connect(self._keep)
        self.desk.notice.connect(window.tell)
        self.desk.authority_wanted.connect(self.authority_wanted)
        self.desk.picture_wanted.connect(self._show_picture)
        self.desk.shown.connect(self._shown)
        self._alarms.card_changed.connect(self._follow)
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._keyboard_went)
        for key, act in ((KEY, self.toggle), (SNAPSHOT_KEY, self._take_picture)):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        if self._walls.snapshots.open_case:
            self._show(self._walls.snapshots.open_case)
        elif isinstance(self._walls.snapshots.draft, _Draft):
            self._show_draft(self._walls.snapshots.draft)

    def release(self) -> None:
        """Let go of what lives longer than the window."""
        self._walls.snapshots.draft = self._written()
        self._alarms.card_changed.disconnect(self._follow)
        cast(QApplication, QApplication.instance()).focusChanged.disconnect(self._keyboard_went)

    def toggle(self) -> None:
        """F2: begin a case, or go on with the draft of one; put the panel away where it is shown and has the keyboard.

        An alarm's keys lead away from a draft: the next F2 leads back to it.
        """
        if self.panel.isVisible() and self.panel.away:
            self.panel.begin_typing()
        elif self.panel.isVisible():
            self.put_away()
        elif not self._opening:
            self._show_draft(self._draft or self._begun())
            self.panel.begin_typing()

    def _keyboard_went(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Another program's window takes no keyboard away from the draft: it is there when the guard is back."""
        if now is not None:
            self.panel.set_away(now is not self.panel and not self.panel.isAncestorOf(now))

    def put_away(self) -> None:
        """Give the width back to the page; a case stays open on record, a draft goes unless it holds words."""
        if self.panel.isVisible():
            written = self._written()
            self._draft = None if written is None or written.empty else written
            self.panel.hide()  # a field that had the focus tells what stands in it
        self._walls.snapshots.open_case = ""

    def _begun(self) -> _Draft:
        """A draft with the cameras on screen, in the zone of the one that is selected."""
        seat, places = self._walls.active(), self._station.places
        cameras = tuple(sorted(seat.controller.cameras(), key=self._number))
        zone = places.camera_zone(seat.selected_camera) if seat.selected_camera else ""
        names = tuple(places.camera_name(one, self._window.language) for one in cameras)
        at = self._station.clock.now()
        content = CaseContent("", "", at, "other", zone=zone, by_hand=True, cameras=names, draft=True)
        return _Draft(content, cameras)

    def _written(self) -> _Draft | None:
        """The draft as it stands in the panel now; None where none is shown."""
        content = self.panel.drafted()
        if self._draft is None or content is None:
            return self._draft
        return replace(self._draft, content=content, note=self.panel.notes.field.text().strip())

    def _show_draft(self, draft: _Draft) -> None:
        self._draft = draft
        self.desk.show("")
        self.panel.set_content(draft.content)
        self.panel.notes.field.setText(draft.note)
        self.panel.show()

    def _keep(self, content: CaseContent, note: str, then: Callable[[], None] | None = None) -> None:
        """Put a draft on record, which gives it its number, with all that it says."""
        draft, cases, acts = self._draft, self._station.case_acts, self._station.acts
        if draft is None or self._opening:
            return
        self._opening = True
        said = {"category": content.category, "title": content.title, "priority": content.priority}

        def opened(incident: str) -> None:
            self._opening, self._draft = False, None
            if note:
                self.desk.do(acts.note(incident, note))
            self._show(incident)
            self.panel.begin_typing()
            if then is not None:
                then()

        def failed(error: BaseException) -> None:
            self._opening = False
            self.panel.notes.field.setText(note)
            self._window.tell(self.tr("The incident could not be opened: %1").replace("%1", str(error)))

        asked = cases.open(draft.cameras, content.zone, **said)
        Operation(self, asked).success(opened).failure(failed).run()

    def _show(self, incident: str) -> None:
        self.panel.show()
        self._walls.snapshots.open_case = incident
        self.desk.show(incident)

    def _shown(self, record: CaseRecord) -> None:
        if not record.incident.open:
            self._walls.snapshots.open_case = ""

    def _follow(self) -> None:
        """Show what was written elsewhere, at the review page or at another station."""
        held: Any = self._alarms.incident(self.desk.incident) if self.desk.incident else None
        if held is not None and held is not self._known and self.panel.isVisible():
            self._known = held
            self.desk.refresh()

    def _show_picture(self, path: str, areas: Areas) -> None:
        self._window.show_page(self._window.review)
        self._window.review.show_picture(path, areas)

    def _take_picture(self) -> None:
        """A picture of no alarm belongs to the case that is being written, which is kept with it."""
        take, content = self._walls.active().snapshot, self.panel.drafted()
        if content is not None and self.panel.isVisible() and not self._walls.active().called:
            self._keep(content, self.panel.notes.field.text().strip(), take)
        else:
            take()

    def _number(self, camera: str) -> tuple[int, str]:
        entry = self._station.places.camera(camera)
        return (entry.number or 0 if entry is not None else 0, camera)
