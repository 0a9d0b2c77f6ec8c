"""The page of playback: pictures, timeline and controls; cameras at the left and notes at the right when wanted.

Nothing here ever covers a call-up: an alarm of priority 1 or 2 brings the live page to the front as from any page, and
what plays here rests then.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.pages.replay_desk import ReplayDesk
from app.pages.replay_marks import ReplayMarks
from app.pages.replay_search import ReplaySearch
from app.pages.replay_unmask import ReplayUnmask
from app.station import Station
from widgets import theme
from widgets.camera_tree import CameraRow, CameraTree
from widgets.marks_view import MarksView
from widgets.replay_bar import ReplayBar
from widgets.replay_timeline import ReplayTimeline
from widgets.replay_wall import ReplayWall
from widgets.seen_view import SeenView

TREE_WIDTH = 280
SECOND, FAR = 1.0, 10.0


class ReplayPage(QWidget):
    """See the module. Keys stand on the controls; besides: arrows a second, with Shift ten; J K L; G types a time;
    N leads to the next thing seen, with Shift to the one before."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again
    export_wanted = Signal(object)  # widgets.replay_content.Selection
    live_wanted = Signal()

    def __init__(self, station: Station, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station, self._language = station, language
        self.tree, self.view, self.seen = CameraTree(), MarksView(), SeenView()
        self.wall, self.timeline, self.bar = ReplayWall(), ReplayTimeline(), ReplayBar()
        self.desk = ReplayDesk(station, self.wall, self.timeline, self.bar, language)
        self.unmasking = ReplayUnmask(station, self.wall, language)
        self.marks = ReplayMarks(station, self.desk, self.view, language)
        self.search = ReplaySearch(station, self.desk, self.seen, language)
        self._restored = False
        self._areas = station.privacy.of_past
        self._arrange()
        self._connect()

    def close_views(self) -> None:
        """Let the pictures go before the window does."""
        self.unmasking.end_all()
        self.desk.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what the last window showed."""
        super().showEvent(event)
        if not self._restored:
            self._restored = True
            cameras, at = self._station.replay.left
            if cameras and not self.wall.cameras:
                self.desk.open(cameras, at)
        self._forget_if_redrawn()
        self.desk.start()
        self._show_unmasked()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while another page is in front."""
        super().hideEvent(event)
        self.unmasking.end_all()
        self.desk.rest()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class; what no control wanted comes here."""
        held = event.modifiers()
        if held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_E:
            self.desk.act("export")
            return
        if held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
            return
        far = FAR if held & Qt.KeyboardModifier.ShiftModifier else SECOND
        match event.key():
            case Qt.Key.Key_Space:
                self.desk.act("play")
            case Qt.Key.Key_Comma | Qt.Key.Key_Less:
                self.desk.act("back")
            case Qt.Key.Key_Period | Qt.Key.Key_Greater:
                self.desk.act("on")
            case Qt.Key.Key_Left:
                self.desk.move(-far)
            case Qt.Key.Key_Right:
                self.desk.move(far)
            case Qt.Key.Key_J | Qt.Key.Key_K | Qt.Key.Key_L:
                self.desk.shuttle({Qt.Key.Key_J: -1, Qt.Key.Key_K: 0}.get(Qt.Key(event.key()), 1))
            case Qt.Key.Key_G:
                self.bar.time.setFocus()
            case Qt.Key.Key_Escape if self.tree.isVisible():
                self.toggle_cameras()
            case _ if not self._letter(event):
                super().keyPressEvent(event)

    def _letter(self, event: QKeyEvent) -> bool:
        acts = {
            Qt.Key.Key_PageUp: "previous",
            Qt.Key.Key_PageDown: "next",
            Qt.Key.Key_BracketLeft: "begin",
            Qt.Key.Key_BracketRight: "end",
            Qt.Key.Key_B: "bookmark",
            Qt.Key.Key_H: "hold",
            Qt.Key.Key_X: "boxes",
            Qt.Key.Key_A: "sound",
        }
        name = acts.get(Qt.Key(event.key()), "")
        if name:
            self.desk.act(name)
        elif event.key() == Qt.Key.Key_M:
            self.toggle_marks()
        elif event.key() == Qt.Key.Key_F:
            self.toggle_search()
        elif event.key() == Qt.Key.Key_N:
            self.search.jump(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_U:
            self.unmasking.toggle()
        elif event.key() == Qt.Key.Key_Insert:
            self.toggle_cameras()
        else:
            return False
        return True

    def toggle_marks(self) -> None:
        """M: the list of bookmarks and holds."""
        self.seen.hide()
        self.bar.buttons["find"].setChecked(False)
        self.view.setVisible(not self.view.isVisible())
        self.bar.buttons["marks"].setChecked(self.view.isVisible())
        if self.view.isVisible():
            self.marks.refresh()
            self.view.list.setFocus()
        else:
            self.wall.setFocus()

    def _marking(self) -> None:
        self.seen.hide()
        for name in ("marks", "find"):
            self.bar.buttons[name].setChecked(name == "marks")

    def toggle_search(self) -> None:
        """F: which camera saw whom, and when."""
        self.view.hide()
        self.bar.buttons["marks"].setChecked(False)
        self.seen.setVisible(not self.seen.isVisible())
        self.bar.buttons["find"].setChecked(self.seen.isVisible())
        if self.seen.isVisible():
            self.search.offer()
        else:
            self.wall.setFocus()

    def toggle_cameras(self) -> None:
        """Ins: the list to choose cameras from; Enter or dragging puts one on the wall."""
        self.tree.setVisible(not self.tree.isVisible())
        self.bar.buttons["cameras"].setChecked(self.tree.isVisible())
        (self.tree if self.tree.isVisible() else self.wall).setFocus()

    def _forget_if_redrawn(self) -> None:
        """Hits whose pictures were made before private areas were drawn are looked for again."""
        areas = self._station.privacy.of_past
        if areas != self._areas:
            self._areas = areas
            self.seen.set_rows((), more=False)

    def _show_unmasked(self) -> None:
        """Beside the controls stands whether the selected camera has private areas, and whether they are shown."""
        camera = self.wall.selected
        some = bool(camera and self._station.privacy.areas(camera))
        self.bar.show_private(some=some, until=self.unmasking.until(camera))

    def _arrange(self) -> None:
        self.wall.set_empty_text(
            self.tr("Ins opens the list of cameras. Ctrl+R on an alarm or an incident opens it here.")
        )
        places = self._station.places
        self.tree.set_cameras(
            [
                CameraRow(
                    one.id,
                    one.number or 0,
                    places.camera_name(one.id, self._language),
                    one.zone or "",
                    places.zone_name(one.zone, self._language) if one.zone else "",
                    "past",
                )
                for one in places.site.cameras
                if places.streams(one.id)
            ]
        )
        self.tree.setFixedWidth(theme.current().px(TREE_WIDTH))
        self.tree.hide()
        self.view.hide()
        self.seen.hide()
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.wall, 1)
        middle.addWidget(self.timeline)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.tree)
        row.addLayout(middle, 1)
        row.addWidget(self.view)
        row.addWidget(self.seen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.bar)
        self.setFocusProxy(self.wall)

    def _connect(self) -> None:
        self.desk.notice.connect(self.notice)
        self.desk.authority_wanted.connect(self.authority_wanted)
        self.unmasking.notice.connect(self.notice)
        self.unmasking.authority_wanted.connect(self.authority_wanted)
        self.unmasking.changed.connect(self._show_unmasked)
        self.wall.selected_changed.connect(lambda _camera: self._show_unmasked())
        self.desk.export_wanted.connect(self.export_wanted)
        self.desk.marked.connect(lambda _hold: self._marking())
        self.marks.changed.connect(self.desk.times.refresh)
        self.tree.camera_chosen.connect(self.desk.add)
        self.view.left.connect(self.toggle_marks)
        self.seen.left.connect(self.toggle_search)
        self.view.kept.connect(lambda *_kept: self.wall.setFocus())
        self.bar.time.left.connect(self.wall.setFocus)
        others: dict[str, Callable[[], None]] = {
            **{"marks": self.toggle_marks, "find": self.toggle_search},
            **{"cameras": self.toggle_cameras, "live": self.live_wanted.emit, "unmask": self.unmasking.toggle},
        }
        self.bar.act.connect(lambda name: others.get(name, lambda: None)())
