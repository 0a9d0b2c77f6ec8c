"""The timeline of playback: thirty days to single pictures, what is recorded and missing, what happened, a selection.

One turn of the wheel goes all the way: notches that follow each other closely count for more and more.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from widgets import theme, times
from widgets.replay_content import Band, Selection
from widgets.replay_words import precise
from widgets.timeline import Timeline, TimelineMark

#: Rows from the top, each in its colour; what is missing is hatched.
_ROWS = (("recording", "control_line"), ("motion", "p4"), ("gap", "p3"), ("hold", "text"))
#: Notches closer than this belong to one turn; each counts for so much more than the one before, up to the last.
_ONE_TURN_MS, _GROWTH, _MOST_GROWTH = 350, 1.22, 5.0
#: How many thumbnails are kept, one for so many pixels of the timeline; their size.
_THUMBNAILS, _THUMBNAIL_EVERY = 200, 20
THUMBNAIL = (240, 135)
_HANDLE = 7
_HATCH = Qt.BrushStyle.BDiagPattern
#: More marks than one each so many pixels would be a smear: the gravest of those is drawn.
_MARK_EVERY = 4


class ReplayTimeline(Timeline):
    """See widgets.timeline; and besides, from these signals on, what playback needs.

    view_changed: another stretch is in view, told when it has come to rest; thumbnail_wanted: a UTC second under the
    pointer, answered by `set_thumbnail`; selected: a Selection was changed by its handles.
    """

    view_changed = Signal(float, float)
    thumbnail_wanted = Signal(float)
    selection_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bands: tuple[Band, ...] = ()
        self._known: tuple[float, float] | None = None
        self._selection: Selection | None = None
        self._grip = ""
        self._thumbnails: OrderedDict[int, QImage | None] = OrderedDict()
        self._streak = 1.0
        self._turn = QTimer(self, singleShot=True, interval=_ONE_TURN_MS)
        self._turn.timeout.connect(self._turned)
        self._rest = QTimer(self, singleShot=True, interval=120)
        self._rest.timeout.connect(self._tell_view)
        self._aim = QTimer(self, singleShot=True, interval=60)
        self._aim.timeout.connect(self._want)
        self._wanted_at = 0.0
        self._card: QLabel | None = None
        self.setAccessibleName(self.tr("Timeline of the recordings: wheel shows more or less, drag chooses a time"))

    def sizeHint(self) -> QSize:
        """Give room for four rows and the times."""
        return QSize(320, theme.current().px(78))

    @property
    def selection(self) -> Selection | None:
        """What is chosen with the two handles."""
        return self._selection

    def set_bands(self, bands: Sequence[Band], known: tuple[float, float] | None = None) -> None:
        """Show what is recorded, moved, missing and kept; `known`: between which times nothing else is."""
        self._bands, self._known = tuple(bands), known
        self.update()

    def select(self, selection: Selection | None) -> None:
        """Choose a stretch, or none."""
        self._selection = selection
        self.selection_changed.emit(selection)
        self.update()

    def forget_thumbnails(self) -> None:
        """Another camera is shown on hover."""
        self._thumbnails.clear()
        self._show_card()
        self.update()

    def set_thumbnail(self, at: float, picture: QImage | None) -> None:
        """Keep a small picture of about this time; None where there is none. Those looked at longest ago go first."""
        self._thumbnails[self._bucket(at)] = picture
        self._show_card()
        while len(self._thumbnails) > _THUMBNAILS:
            self._thumbnails.popitem(last=False)
        self.update()

    def show_stretch(self, left: float, right: float) -> None:
        """Bring a stretch into view."""
        length = self._scale.right - self._scale.left
        self._scale = self._scale.zoomed((right - left) / max(length, 1e-3), 0, self._start, self._end)
        self._scale = self._scale.moved(left - self._scale.left, self._start, self._end)
        self._moved()

    def grow(self, end: float) -> None:
        """Time went on: the end of the timeline moves, what is in view stays."""
        self._end = max(self._end, end)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """See Timeline."""
        super().zoom(factor, x)
        self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Timeline."""
        super().resizeEvent(event)
        self._moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom, faster the longer the wheel is turned; with Shift move along."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
        else:
            self._streak = min(self._streak * _GROWTH, _MOST_GROWTH) if self._turn.isActive() else 1.0
            self._turn.start()
            self.zoom(0.8 ** (event.angleDelta().y() / 120 * self._streak), event.position().x())
            event.accept()
        self._moved()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle of the selection, or seek; with Shift begin a selection here."""
        at = self._scale.at_of(event.position().x())
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip = self._handle_at(event.position().x())
            if not self._grip and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.select(Selection(at, at))
                self._grip = "end"
        if not self._grip:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the handle that is held, or see Timeline; ask for the picture under the pointer."""
        x = event.position().x()
        if self._grip and self._selection is not None:
            self._pull(self._scale.at_of(x))
        else:
            super().mouseMoveEvent(event)
        self._hover = x
        self.setCursor(Qt.CursorShape.SizeHorCursor if self._handle_at(x) else Qt.CursorShape.ArrowCursor)
        if self._moving_from is not None:
            self._moved()
        self._wanted_at = self._scale.at_of(x)
        if self._bucket(self._wanted_at) not in self._thumbnails:
            self._aim.start()
        self._show_card()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grip = ""
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """See Timeline."""
        self._aim.stop()
        super().leaveEvent(event)
        self._show_card()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing over another page."""
        super().hideEvent(event)
        self._hover = None
        self._show_card()

    # Below: painting, and what the hand does.

    def _paint_ticks(self, painter: QPainter, bar: QRectF) -> None:
        """The bands lie under all else."""
        look = theme.current()
        painter.fillRect(bar, look.colour("ground"))
        height = bar.height() / len(_ROWS)
        for row, (kind, token) in enumerate(_ROWS):
            colour = look.colour(token)
            top = bar.top() + row * height
            for band in self._bands:
                if band.kind == kind and band.end >= self._scale.left and band.start <= self._scale.right:
                    left, right = self._scale.x_of(band.start), self._scale.x_of(band.end)
                    left, right = max(left, -1.0), min(right, self.width() + 1.0)
                    area = QRectF(left, top + 1, max(right - left, 1.0), height - 2)
                    hatched = kind == "gap" and right - left > 3
                    painter.fillRect(area, QBrush(colour, _HATCH) if hatched else QBrush(colour))
        super()._paint_ticks(painter, bar)
        self._paint_selection(painter, bar)

    def _paint_marks(self, painter: QPainter, bar: QRectF) -> None:
        """As Timeline, the gravest of those that lie on each other."""
        kept = self._marks
        marks: dict[int, TimelineMark] = {}
        for mark in self._marks:
            x = self._scale.x_of(mark.at)
            if -10 <= x <= self.width() + 10:
                place = int(x // _MARK_EVERY)
                if place not in marks or _grave(mark.token) < _grave(marks[place].token):
                    marks[place] = mark
        self._marks = tuple(marks.values())
        super()._paint_marks(painter, bar)
        self._marks = kept

    def _paint_selection(self, painter: QPainter, bar: QRectF) -> None:
        chosen = self._selection
        if chosen is None:
            return
        look = theme.current()
        left, right = self._scale.x_of(chosen.start), self._scale.x_of(chosen.end)
        shade = QColor(look.colour("accent"))  # a copy: the look keeps its own
        shade.setAlpha(60)
        painter.fillRect(QRectF(left, 0, max(right - left, 1.0), bar.bottom()), shade)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        size = look.px(_HANDLE)
        for x, way in ((left, -1), (right, 1)):
            painter.drawRect(QRectF(x - 1, 0, 2, bar.bottom()))
            painter.drawPolygon(QPolygonF([QPointF(x, 0), QPointF(x + way * size, 0), QPointF(x, size)]))

    def _show_card(self) -> None:
        """The small picture stands above the pointer, large enough to know a person by."""
        bucket = None if self._hover is None else self._bucket(self._scale.at_of(self._hover))
        picture = None if bucket is None else self._thumbnails.get(bucket)
        parent = self.parentWidget()
        if bucket is not None and picture is not None:
            self._thumbnails.move_to_end(bucket)
        if picture is None or parent is None or self._hover is None:
            if self._card is not None:
                self._card.hide()
            return
        if self._card is None or self._card.parentWidget() is not parent:
            self._card = QLabel(parent)
            self._card.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._card.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
            self._card.setLineWidth(2)
        self._card.setPixmap(QPixmap.fromImage(picture))
        self._card.adjustSize()
        left = round(self.x() + self._hover - self._card.width() / 2)
        self._card.move(max(0, min(left, parent.width() - self._card.width())), self.y() - self._card.height() - 2)
        self._card.raise_()
        self._card.show()

    def _hover_text(self, at: float) -> str:
        clock = precise(at) if self._scale.seconds_per_pixel < 0.1 else f"{times.date(at)[5:]} {times.clock(at)}"
        kinds = {band.kind for band in self._bands if band.start <= at <= band.end}
        words = {
            "recording": self.tr("recorded"),
            "motion": self.tr("motion"),
            "gap": self.tr("missing"),
            "hold": self.tr("kept"),
        }
        found = [word for kind, word in words.items() if kind in kinds]
        if not kinds & {"recording", "gap"} and self._known is not None and self._known[0] <= at <= self._known[1]:
            found.insert(0, self.tr("not recorded"))
        return " · ".join((clock, *found))

    def _bucket(self, at: float) -> int:
        """Thumbnails are of key pictures: none closer than a second."""
        step = max(1.0, self._scale.seconds_per_pixel * _THUMBNAIL_EVERY)
        return hash((round(step, 3), int(at // step)))

    def _handle_at(self, x: float) -> str:
        if self._selection is None:
            return ""
        reach = theme.current().px(_HANDLE)
        near = {"start": self._selection.start, "end": self._selection.end}
        return next((name for name, at in near.items() if abs(self._scale.x_of(at) - x) <= reach), "")

    def _pull(self, at: float) -> None:
        assert self._selection is not None
        at = min(max(at, self._start), self._end)
        start, end = self._selection.start, self._selection.end
        start, end = (at, end) if self._grip == "start" else (start, at)
        if start > end:
            start, end = end, start
            self._grip = "end" if self._grip == "start" else "start"
        self.select(Selection(start, end, self._selection.cameras))

    def _want(self) -> None:
        self._thumbnails.setdefault(self._bucket(self._wanted_at), None)
        self.thumbnail_wanted.emit(self._wanted_at)

    def _turned(self) -> None:
        self._streak = 1.0

    def _moved(self) -> None:
        """Another stretch is in view, and with it another moment under the pointer."""
        self._rest.start()
        if self._hover is not None:
            self._wanted_at = self._scale.at_of(self._hover)
            if self._bucket(self._wanted_at) not in self._thumbnails:
                self._aim.start()
        self._show_card()
        self.update()

    def _tell_view(self) -> None:
        self.view_changed.emit(self._scale.left, self._scale.right)


def _grave(token: str) -> int:
    return {"p1": 0, "p2": 1, "p3": 2, "p4": 3, "text": 4}.get(token, 5)
